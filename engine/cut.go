package engine

import (
	"slices"

	"cailiang/engine/money"
)

// cut applies a disposition to the measures: one outcome for each meaning of the rule's words and each way of joining kinds.
func (d *decision) cut(k key, disp disposition, measures []Measure) []Outcome {
	var out []Outcome
	for _, reading := range d.readings(disp, measures) {
		o := Outcome{Status: IsRange, Tier: disp.tier, Option: disp.option, Choice: disp.choice, Reading: reading.as, Exact: true}
		if disp.direction != "" {
			o.Tier = ""
		}
		ok := true
		o.Measures = make([]Measure, len(measures))
		for i := range measures {
			o.Measures[i] = measures[i]
			if !d.apply(&o.Measures[i], disp, reading.index) {
				ok = false
			}
		}
		if !ok {
			continue // the tier has no place in this shape
		}
		if disp.weigh {
			o.Status, o.Tier = Weigh, ""
		}
		for _, j := range d.joint(k, o) {
			j.Status = finish(j)
			j.Needs = d.needs(disp)
			out = append(out, j)
		}
	}
	return out
}

type numbered struct {
	as    *Reading
	index int
}

// readings lists the meanings of the cuts for the fines of an outcome; a rule with one meaning gives one.
func (d *decision) readings(disp disposition, ms []Measure) []numbered {
	if disp.reading != nil || disp.weigh || disp.direction != "" {
		return []numbered{{disp.reading, 0}}
	}
	for _, m := range ms {
		cuts := d.cuts(m, disp.tier)
		if len(cuts) == 0 {
			continue
		}
		if len(cuts) == 1 && cuts[0].As == "" {
			if cuts[0].Standing == ByReading {
				return []numbered{{&Reading{cuts[0].Why, cuts[0].Basis}, 0}}
			}
			continue
		}
		var out []numbered
		for i := range cuts {
			out = append(out, numbered{&Reading{cuts[i].As, cuts[i].Basis}, i})
		}
		return out
	}
	return []numbered{{nil, 0}}
}

func (d *decision) cuts(m Measure, tier Tier) []Cut {
	s, _ := shape(m.Penalty)
	if s == ShapeOther {
		return nil
	}
	return d.p.Rule.Cuts[s][tier]
}

// apply cuts one measure; false: the tier has no place here.
func (d *decision) apply(m *Measure, disp disposition, index int) bool {
	s, _ := shape(m.Penalty)
	if s == ShapeOther {
		if m.Kind == Fine || m.Min != nil || m.Max != nil {
			m.Direction = disp.direction
		}
		return true
	}
	switch {
	case disp.weigh:
		m.Range = d.below(m, m.Statutory)
		m.Factor = d.below(m, m.Factor)
		return true
	case disp.direction == LowerOrBelow && disp.tier == Mitigated:
		m.Direction = disp.direction
		return d.take(m, Cut{Of: OfBelow, MaxOpen: true})
	case disp.direction == LowerOrBelow:
		m.Direction = disp.direction
		m.Range = d.below(m, m.Statutory)
		m.Factor = d.below(m, m.Factor)
		return true
	case disp.direction != "":
		m.Direction = disp.direction
		return true
	}
	cuts := d.p.Rule.Cuts[s][disp.tier]
	if len(cuts) == 0 { // the rule is silent on this shape
		if disp.tier == Mitigated {
			return d.take(m, Cut{Of: OfBelow, MaxOpen: true, Standing: Silent, Basis: Basis{penaltyLaw, "第三十二条"}})
		}
		return true
	}
	c := cuts[min(index, len(cuts)-1)]
	if !d.take(m, c) {
		return false
	}
	switch {
	case m.OpenBase || m.openCap:
	case disp.extreme == Lowest && !m.Range.NoMin && !m.Range.MinOpen:
		m.Point = &m.Range.Min
	case disp.extreme == Highest && !m.Range.NoMax && !m.Range.MaxOpen:
		m.Point = &m.Range.Max
	}
	return true
}

// below opens a range down to nothing: what is left when 减轻 is possible.
func (d *decision) below(m *Measure, r money.Range) money.Range {
	if m.Kind != Fine || (r.NoMax && r.NoMin) {
		return r
	}
	r.NoMin, r.Min, r.MinOpen = false, money.Ratio{}, true
	return r
}

// take computes the part that a cut leaves, on factors and on amounts.
func (d *decision) take(m *Measure, c Cut) bool {
	if m.openCap && (c.Of == OfSpan || c.Of == OfCeiling) {
		c = Cut{Of: OfWhole, Standing: c.Standing, Basis: c.Basis, Direction: c.Direction}
	}
	part, ok := c.part(m.Factor)
	if !ok {
		return false
	}
	m.Cut, m.Whole = &c, c.Of == OfWhole
	if c.Direction != "" {
		m.Direction = c.Direction
	}
	m.Factor = part
	for i := range d.p.branches {
		for j := range d.p.branches[i].fine {
			if x := &d.p.branches[i].fine[j]; x.Penalty == m.Penalty {
				r, _ := d.amount(x, part)
				if m.ceiling != nil {
					r = r.Clamp(*m.ceiling)
				}
				m.Range = positive(r, Fine)
			}
		}
	}
	if floor := m.Statutory; c.Of == OfBelow && !m.OpenBase { // a ceiling of the product may have lowered the floor
		m.Range = m.Range.Intersect(money.Range{NoMin: true, Max: floor.Min, MaxOpen: c.MaxOpen || floor.MinOpen})
	}
	return !m.Range.Empty()
}

// part applies the cut to a statutory range.
func (c Cut) part(r money.Range) (money.Range, bool) {
	switch c.Of {
	case OfWhole:
		return r, true
	case OfNothing:
		return r, false
	case OfBelow:
		if r.NoMin || r.Min.Sign() == 0 {
			return r, false
		}
		return money.Range{MinOpen: true, Max: r.Min, MaxOpen: c.MaxOpen || r.MinOpen}, true
	case OfCeiling:
		if r.NoMax {
			return r, false
		}
		r.NoMin, r.Min, r.MinOpen = false, money.Ratio{}, true
	}
	if r.NoMin || r.NoMax {
		return r, false
	}
	out, err := r.Cut(c.From, c.To, c.MinOpen, c.MaxOpen)
	return out, err == nil
}

// joint decides on 可以并处: single, joint, a person, or the official's choice.
func (d *decision) joint(k key, o Outcome) []Outcome {
	fine, others := -1, 0
	for i, m := range o.Measures {
		switch {
		case m.Kind == Fine && m.Modality == May && m.Choice == "" && !m.Apart:
			fine = i
		case m.Choice == "" && (m.Modality == Must || m.Kind != "没收非法财物" && m.Kind != "没收违法所得"):
			others++ // 没收违法所得，可以并处罚款 is a joint penalty too
		}
	}
	if fine < 0 || others == 0 {
		return []Outcome{o}
	}
	j := d.p.Rule.Joint
	switch {
	case d.in.Choices.Joint == OptSingle || d.in.Choices.Joint == OptJoint:
		return []Outcome{o.joined(d.in.Choices.Joint, fine)}
	case j == (Joint{}):
		o.Joint = "silent"
		return []Outcome{o}
	case k.light > 0 && k.heavy > 0:
		o.Joint = "human"
		return []Outcome{o}
	case k.light > 0:
		s := o.joined(OptSingle, fine)
		return []Outcome{s}
	case k.heavy > 0:
		return []Outcome{o.joined(OptJoint, fine)}
	}
	a, b := o.joined(OptSingle, fine), o.joined(OptJoint, fine)
	a.Option, b.Option = OptSingle, OptJoint
	a.Choice, b.Choice = &Choice{officers, j.Lighter, true}, &Choice{officers, j.Lighter, true}
	a.Joint, b.Joint = "silent", "silent"
	return []Outcome{a, b}
}

// joined drops the joined fine for a single penalty, or makes it part of the joint one.
func (o Outcome) joined(option string, fine int) Outcome {
	o.Measures = slices.Clone(o.Measures)
	if option == OptSingle {
		if anyMust(o.Measures) {
			o.Measures = slices.Delete(o.Measures, fine, fine+1)
		} else { // 单处或者并处: one of them
			for i := range o.Measures {
				o.Measures[i].Modality = May
			}
		}
	}
	o.Joint = option
	return o
}

func anyMust(ms []Measure) bool {
	for _, m := range ms {
		if m.Modality == Must {
			return true
		}
	}
	return false
}

// finish gives the status by what is left.
func finish(o Outcome) Status {
	if o.Status != IsRange {
		return o.Status
	}
	optional, point, fines := len(o.Measures) > 0, true, 0
	for _, m := range o.Measures {
		if m.Modality != May || m.Choice != "" {
			optional = false
		}
		if m.Kind == Fine {
			fines++
			point = point && m.Range.IsPoint() && !m.OpenBase
		}
	}
	switch {
	case optional && fines > 0:
		return FineOptional
	case fines > 0 && point:
		return IsPoint
	}
	return IsRange
}

func (d *decision) needs(disp disposition) []Need {
	var out []Need
	for _, n := range d.p.Rule.Needs {
		if n.FineFrom != nil || len(n.Kinds) > 0 {
			continue // judged on a proposal
		}
		on := n.On
		if on == "" || on == disp.tier || on == Heavier && disp.direction == Higher || on == Lighter && (disp.direction == Lower || disp.direction == LowerOrBelow) {
			out = append(out, n.Need)
		}
	}
	return out
}
