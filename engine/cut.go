package engine

import "cailiang/engine/money"

// cut appends what a disposition makes of the measures: one outcome for each meaning of the rule's words and each way of
// joining kinds.
func (d *decision) cut(out []Outcome, k key, disp *disposition, measures []*Measure) []Outcome {
	needs := d.p.needsOf(disp)
	for _, m := range means(disp, measures) {
		taken, ok := d.applyAll(measures, disp, m.index)
		if !ok {
			continue // the tier has no place in this shape
		}
		o := Outcome{Status: IsRange, Tier: disp.tier, Option: disp.option, Choice: disp.choice, Reading: m.as, Exact: true, Measures: taken, Needs: needs}
		if disp.direction != "" {
			o.Tier = ""
		}
		if disp.weigh {
			o.Status, o.Tier = Weigh, ""
		}
		from := len(out)
		out = d.joint(out, k, &o)
		for i := from; i < len(out); i++ {
			out[i].Status = finish(&out[i])
		}
	}
	return out
}

// asItIs is the single meaning of plain words.
var asItIs = []meaning{{}}

// means lists the meanings of the cuts for the fines of an outcome; a rule with one meaning gives one.
func means(disp *disposition, ms []*Measure) []meaning {
	switch {
	case disp.reading != nil:
		return []meaning{{as: disp.reading}}
	case disp.weigh || disp.direction != "":
		return asItIs
	}
	for _, m := range ms {
		if several := m.of.means[disp.tier.place()]; several != nil {
			return several
		}
	}
	return asItIs
}

// meanings lists what the cuts of one shape and tier may mean; nil: their words are plain.
func meanings(cuts []Cut) []meaning {
	switch {
	case len(cuts) == 0 || len(cuts) == 1 && cuts[0].As == "" && cuts[0].Standing != ByReading:
		return nil
	case len(cuts) == 1 && cuts[0].As == "":
		return []meaning{{&Reading{cuts[0].Why, cuts[0].Basis}, 0}}
	}
	out := make([]meaning, len(cuts))
	for i := range cuts {
		out[i] = meaning{&Reading{cuts[i].As, cuts[i].Basis}, i}
	}
	return out
}

// applyAll cuts all measures; those that a disposition leaves as they are stay shared.
func (d *decision) applyAll(measures []*Measure, disp *disposition, index int) ([]*Measure, bool) {
	out := d.store.list(len(measures))
	all := true
	for _, m := range measures {
		m, ok := d.apply(m, disp, index)
		out, all = append(out, m), all && ok
	}
	return out, all
}

// cutting names one cut of one measure.
type cutting struct {
	of        *Measure
	tier      Tier
	extreme   Extreme
	direction string
	index     int
	weigh     bool
}

// apply cuts one measure, once for all outcomes that need the same; false: the tier has no place here.
func (d *decision) apply(m *Measure, disp *disposition, index int) (*Measure, bool) {
	if m.of.shape == ShapeOther && (disp.direction == "" || m.Kind != Fine && m.Min == nil && m.Max == nil) {
		return m, true
	}
	c := cutting{m, disp.tier, disp.extreme, disp.direction, index, disp.weigh}
	if m == m.of.plain {
		if x := lookup(m.of.cut, &c); x != nil {
			return x.measure, x.ok
		}
	}
	if x := lookup(d.made.cuts, &c); x != nil {
		return x.measure, x.ok
	}
	cut := d.store.measure(*m)
	ok := d.change(cut, disp, index)
	if d.made.cuts == nil {
		d.made.cuts = make([]cutDone, 0, 8)
	}
	d.made.cuts = append(d.made.cuts, cutDone{c, cut, ok})
	return cut, ok
}

func lookup(done []cutDone, c *cutting) *cutDone {
	for i := range done {
		if done[i].cutting == *c {
			return &done[i]
		}
	}
	return nil
}

// The cuts that no rule states.
var (
	belowFloor = Cut{Of: OfBelow, MaxOpen: true}
	ruleSilent = Cut{Of: OfBelow, MaxOpen: true, Standing: Silent, Basis: Basis{penaltyLaw, "第三十二条"}}
)

// change cuts a fresh copy of a measure; false: the tier has no place here.
func (d *decision) change(m *Measure, disp *disposition, index int) bool {
	m.Direction = disp.direction
	switch {
	case m.of.shape == ShapeOther:
		return true
	case disp.weigh || disp.direction == LowerOrBelow && disp.tier != Mitigated:
		m.Range, m.Factor = d.below(m, m.Statutory), d.below(m, m.Factor)
		return true
	case disp.direction == LowerOrBelow:
		return d.take(m, &belowFloor)
	case disp.direction != "":
		return true
	}
	cuts := m.of.cuts[disp.tier.place()]
	if len(cuts) == 0 { // the rule is silent on this shape
		return disp.tier != Mitigated || d.take(m, &ruleSilent)
	}
	if !d.take(m, &cuts[min(index, len(cuts)-1)]) {
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
func (d *decision) take(m *Measure, c *Cut) bool {
	if m.openCap && (c.Of == OfSpan || c.Of == OfCeiling) {
		c = &Cut{Of: OfWhole, Standing: c.Standing, Basis: c.Basis, Direction: c.Direction}
	}
	part, ok := c.part(m.Factor)
	if !ok {
		return false
	}
	m.Cut, m.Whole = c, c.Of == OfWhole
	if c.Direction != "" {
		m.Direction = c.Direction
	}
	m.Factor = part
	r, _ := d.amount(m.of, part)
	if m.ceiling != nil {
		r = r.Clamp(*m.ceiling)
	}
	m.Range = positive(r, Fine)
	if floor := m.Statutory; c.Of == OfBelow && !m.OpenBase { // a ceiling of the product may have lowered the floor
		m.Range = m.Range.Intersect(money.Range{NoMin: true, Max: floor.Min, MaxOpen: c.MaxOpen || floor.MinOpen})
	}
	return !m.Range.Empty()
}

// underFloor is the part of 0 … floor between the shares From and To of the floor; To 0 = the floor itself.
func (c *Cut) underFloor(r money.Range) (money.Range, bool) {
	out := money.Range{MinOpen: c.MinOpen || c.From.Sign() == 0, Max: r.Min, MaxOpen: c.MaxOpen || r.MinOpen}
	var err1, err2 error
	out.Min, err1 = r.Min.Mul(c.From)
	if one := money.Int(1); c.To.Sign() > 0 && c.To.Cmp(one) < 0 {
		out.Max, err2 = r.Min.Mul(c.To)
		out.MaxOpen = c.MaxOpen
	}
	return out, err1 == nil && err2 == nil && !out.Empty()
}

// part applies the cut to a statutory range.
func (c *Cut) part(r money.Range) (money.Range, bool) {
	switch c.Of {
	case OfWhole:
		return r, true
	case OfNothing:
		return r, false
	case OfBelow:
		if r.NoMin || r.Min.Sign() == 0 {
			return r, false
		}
		return c.underFloor(r)
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
func (d *decision) joint(out []Outcome, k key, o *Outcome) []Outcome {
	fine := joinable(o.Measures)
	j := &d.p.Rule.Joint
	single := func() { d.single(o, fine) }
	switch {
	case fine < 0:
	case d.in.Choices.Joint == OptSingle:
		single()
	case d.in.Choices.Joint == OptJoint:
		o.Joint = OptJoint
	case *j == (Joint{}):
		o.Joint = "silent"
	case k.light > 0 && k.heavy > 0:
		o.Joint = "human"
	case k.light > 0:
		single()
	case k.heavy > 0:
		o.Joint = OptJoint
	default:
		o.Choice = &Choice{officers, j.Lighter, true}
		o.Option, o.Joint = OptJoint, "silent"
		both := *o
		single()
		o.Option, o.Joint = OptSingle, "silent"
		return append(out, *o, both)
	}
	return append(out, *o)
}

// joinable finds the fine that may be joined to another kind; -1: there is no such question.
func joinable(ms []*Measure) int {
	fine, others := -1, 0
	for i, m := range ms {
		switch {
		case m.Kind == Fine && m.Modality == May && m.Choice == "" && !m.Apart:
			fine = i
		case m.Choice == "" && (m.Modality == Must || m.Kind != "没收非法财物" && m.Kind != "没收违法所得"):
			others++ // 没收违法所得，可以并处罚款 is a joint penalty too
		}
	}
	if others == 0 {
		return -1
	}
	return fine
}

// single drops the fine that might be joined; where nothing else is due, each kind may be the one (单处或者并处).
func (d *decision) single(o *Outcome, fine int) {
	o.Joint = OptSingle
	left := d.store.list(len(o.Measures))
	must := anyMust(o.Measures)
	for i, m := range o.Measures {
		switch {
		case !must:
			m = d.optional(m)
		case i == fine:
			continue
		}
		left = append(left, m)
	}
	o.Measures = left
}

// optional gives a measure that may be imposed or not.
func (d *decision) optional(m *Measure) *Measure {
	if m.Modality == May {
		return m
	}
	may := d.store.measure(*m)
	may.Modality = May
	return may
}

func anyMust(ms []*Measure) bool {
	for _, m := range ms {
		if m.Modality == Must {
			return true
		}
	}
	return false
}

// finish gives the status by what is left.
func finish(o *Outcome) Status {
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

// needTiers and needOthers are the places of Plan.needed.
var (
	needTiers  = [5]Tier{"", Mitigated, Lighter, Ordinary, Heavier}
	needOthers = [3]Tier{"", Heavier, Lighter}
)

// needsOf lists what an outcome takes besides; what hangs on an amount is judged on a proposal.
func (p *Plan) needsOf(disp *disposition) []Need {
	other := 0
	switch disp.direction {
	case Higher:
		other = 1
	case Lower, LowerOrBelow:
		other = 2
	}
	if disp.tier == "" {
		return p.needed[0][other]
	}
	return p.needed[1+disp.tier.place()][other]
}
