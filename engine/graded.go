package engine

import (
	"fmt"
	"slices"
	"strings"
)

// tabled appends the outcomes of one key under the benchmark; statutory are the measures of the statute for this case.
func (d *decision) tabled(out []Outcome, k key, statutory []*Measure) []Outcome {
	t := d.p.table
	switch {
	case t.Inexpressible != "":
		return append(out, Outcome{Status: IsInexpressible, Exact: true, Why: t.Inexpressible, Measures: statutory})
	case k.waiveMust:
		return d.variant(out, k, statutory)
	}
	s := &d.sels[k.sel-1]
	from, several := len(out), len(s.grades) > 1 && !t.Columns
	for _, i := range s.grades {
		g := &t.grades[i]
		if t.Columns && !d.hits(g) {
			continue
		}
		before := len(out)
		out = d.tier(out, k, i, statutory)
		for j := before; several && j < len(out); j++ {
			out[j].Reading = out[j].Reading.with(d.eitherTier(s, g))
			if out[j].Status != MayWaive {
				out[j].Status = Overlap
			}
		}
	}
	if len(out) > from {
		return out
	}
	status := Gap
	if t.Columns {
		status = NoColumn
	}
	return append(out, Outcome{Status: status, Exact: true, Why: "基准没有规定这种情形", Measures: statutory})
}

// hits: a tier has a penalty for the party, or says nothing of anyone.
func (d *decision) hits(g *grade) bool {
	for j := range g.fine {
		if d.in.applies(g.role(j)) {
			return true
		}
	}
	return len(g.fine) == 0
}

func (d *decision) eitherTier(s *selection, g *grade) *Reading {
	var names []string
	for _, i := range s.grades {
		names = append(names, "“"+d.p.table.grades[i].Name+"”")
	}
	return &Reading{fmt.Sprintf("同时符合%s，文件没有规定怎样取舍：按“%s”", strings.Join(names, "、"), g.Name), g.Basis}
}

// tier appends the outcomes of one tier of the table: by what the circumstances do beside it.
func (d *decision) tier(out []Outcome, k key, i int, statutory []*Measure) []Outcome {
	g := &d.p.table.grades[i]
	name, orders := Tier(g.Name), joinWords(d.p.table.Corrective, g.Corrective)
	switch g.Result {
	case GradeWaive:
		return append(out, Outcome{Status: NoPenalty, Tier: name, Exact: true, Needs: slices.Concat(educated, d.required(g)), Corrective: orders})
	case GradeMayWaive:
		out = append(out, Outcome{Status: MayWaive, Tier: name, Option: OptWaive, Exact: true, Needs: slices.Concat(educated, d.required(g)), Corrective: orders,
			Choice: &Choice{officers, g.Basis, true}})
		return d.cut(out, k, &disposition{option: OptPenalise, direction: Neutral}, statutory)
	case GradeElsewhere:
		return append(out, Outcome{Status: NotApplicable, Tier: name, Exact: true, Why: g.Why})
	case GradeNoText:
		return append(out, Outcome{Status: IsInexpressible, Tier: name, Exact: true, Why: g.Why, Measures: statutory, Corrective: orders})
	}
	from := len(out)
	if k.waiveMay && d.in.Choices.Waive != OptPenalise { // a circumstance of the base rule
		out = append(out, Outcome{Status: MayWaive, Option: OptWaive, Exact: true, Needs: educated, Choice: d.choice(&d.choices.waive, 1, 1)})
	}
	var room [3]disposition
	for _, disp := range d.dispositions(room[:0], k, statutory) {
		out = d.acted(out, k, i, &disp, statutory)
	}
	for j := from; k.waiveMay && j < len(out); j++ {
		if out[j].Option == "" {
			out[j].Option = OptPenalise
		}
	}
	return out
}

// acted lets circumstances act on the tier as the document says.
func (d *decision) acted(out []Outcome, k key, i int, disp *disposition, statutory []*Measure) []Outcome {
	t := d.p.table
	plain := disp.tier == Ordinary || disp.direction == Neutral
	switch {
	case plain || t.Acting == ActNot:
		disp.extreme, disp.direction, disp.weigh = NoExtreme, "", false
		if t.Acting == ActNot {
			disp.tier, disp.option, disp.choice = Ordinary, "", nil
		}
		return d.placed(out, k, i, disp, statutory, nil)
	case disp.weigh, disp.tier == Mitigated, t.Acting == ActOnStatute: // under the floor only the base rule speaks
		return d.cut(out, k, disp, statutory)
	case t.Acting == ActShift:
		down := disp.tier == Lighter || disp.direction == Lower || disp.direction == LowerOrBelow
		return d.placed(out, k, d.shifted(i, down), disp, statutory, nil)
	case t.Acting == ActInTier:
		if c, ok := t.Inside[disp.tier]; ok {
			return d.placed(out, k, i, disp, statutory, &c)
		}
		return d.placed(out, k, i, disp, statutory, nil)
	}
	from := len(out)
	out = d.placed(out, k, i, disp, statutory, nil)
	for j := from; j < len(out); j++ {
		out[j].Status = Weigh
		out[j].Needs = slices.Concat(out[j].Needs, []Need{{"裁量", "基准没有规定这些情节怎样作用于阶次，由承办人综合裁量并说明理由", d.firstBasis(2, 5)}})
	}
	return out
}

// shifted moves some tiers down or up, no further than the first and last tier with penalties.
func (d *decision) shifted(i int, down bool) int {
	t := d.p.table
	for range max(1, t.Shift) {
		next := i + 1
		if down {
			next = i - 1
		}
		if next < 0 || next >= len(t.grades) || t.grades[next].Result != GradePenalties || t.grades[next].Override != t.grades[i].Override {
			break
		}
		i = next
	}
	return i
}

// placed puts the tier's penalties in the place of the statute's kinds that it names.
func (d *decision) placed(out []Outcome, k key, i int, disp *disposition, statutory []*Measure, inside *Cut) []Outcome {
	g := &d.p.table.grades[i]
	from := len(out)
	switch g.Result {
	case GradeMitigate:
		below := *disp
		below.tier = Mitigated
		out = d.cut(out, k, &below, statutory)
	case GradeStatute:
		out = d.cut(out, k, &disposition{direction: Neutral, option: disp.option, choice: disp.choice}, statutory)
	default:
		return d.banded(out, k, g, disp, statutory, inside)
	}
	for j := from; j < len(out); j++ {
		out[j].Tier = Tier(g.Name)
		out[j].Corrective = joinWords(d.p.table.Corrective, g.Corrective)
		out[j].Needs = joinNeeds(d.required(g), out[j].Needs)
	}
	return out
}

// required is what every result of the item, and of this tier, takes besides.
func (d *decision) required(g *grade) []Need {
	var out []Need
	for _, n := range d.p.table.Needs {
		out = append(out, n.Need)
	}
	return joinNeeds(out, g.Needs)
}

// banded appends the outcome of a tier with amounts of its own.
func (d *decision) banded(out []Outcome, k key, g *grade, disp *disposition, statutory []*Measure, inside *Cut) []Outcome {
	bands, why := d.bands(k, g, statutory)
	if why != "" {
		return append(out, Outcome{Status: Gap, Tier: Tier(g.Name), Exact: true, Why: why, Measures: statutory})
	}
	d.adjusted(bands, &d.sels[k.sel-1])
	for _, m := range bands {
		d.within(m, disp, inside)
	}
	o := Outcome{Status: IsRange, Tier: Tier(g.Name), Option: disp.option, Choice: disp.choice, Exact: true,
		Corrective: joinWords(d.p.table.Corrective, g.Corrective), Measures: merged(g, statutory, bands), Needs: joinNeeds(d.required(g), d.p.needsOf(disp))}
	if len(o.Measures) == 0 {
		o.Status = NoPenalty
		return append(out, o)
	}
	from := len(out)
	out = d.joint(out, k, &o)
	for j := from; j < len(out); j++ {
		out[j].Status = finish(&out[j])
	}
	return out
}

func joinNeeds(a, b []Need) []Need {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
	}
	return slices.Concat(a, b)
}

// within cuts a band inside the tier, or marks the side to which a circumstance points.
func (d *decision) within(m *Measure, disp *disposition, inside *Cut) {
	switch {
	case m.Kind != Fine || m.OpenBase:
	case inside != nil:
		if part, ok := inside.part(m.Range); ok {
			m.Range, m.Cut = part, inside
		}
	case disp.direction != "":
		m.Direction = disp.direction
	case disp.tier == Lighter && d.p.table.Acting != ActShift:
		m.Direction = Lower
	case disp.tier == Heavier && d.p.table.Acting != ActShift:
		m.Direction = Higher
	}
}
