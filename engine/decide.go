package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// Choices are what the official has chosen where the rule leaves a choice (design section 7, `chosen`).
type Choices struct {
	All   Tier            // one tier for all circumstances
	By    map[string]Tier // by the name of a circumstance
	Joint string          // single | joint
	Waive string          // waive | penalise
}

// Input is what one party's case brings to a plan.
type Input struct {
	Role    string // 单位 | 个人 | 直接负责的主管人员 | …
	Facts   *facts.Set
	Choices Choices
	Bar     *FineBar // no fine for this party here; nil = as the law says
}

// applies says whether a branch for a role hits the party. Persons in charge are hit only by branches that name them.
func (in *Input) applies(role string) bool {
	if InCharge(in.Role) {
		return role == in.Role
	}
	return role == "" || role == in.Role
}

// InCharge reports whether a role is a person punished for what a unit did.
func InCharge(role string) bool {
	switch role {
	case "", "单位", "个人":
		return false
	}
	return true
}

// Result is what a plan says for one party's facts.
type Result struct {
	Plan     *Plan
	Input    *Input
	Outcomes []Outcome
	Missing  []Missing
	Assumed  []Assumed
	Trace    []Step
	Warnings []Warning
	Status   Overall
	decision *decision // for what is worked out later
}

// Overall is the status of a whole suggestion.
type Overall string

// The statuses of a suggestion (design section 9).
const (
	Decided      Overall = "decided"
	Undetermined Overall = "undetermined"
	AllWaived    Overall = "no_penalty"
	CanWaive     Overall = "may_waive"
	OutOfScope   Overall = "out_of_scope"
)

// Missing is an open fact to establish next, with the reason.
type Missing struct {
	Slot  int
	Worst int // outcomes left after its worst answer
	Width money.Ratio
}

// Warning tells the officer something that the range alone does not show.
type Warning struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Comparison is one recorded atom.
type Comparison struct {
	Atom  *cond.Atom
	Value facts.Domain
	Truth facts.Truth
}

// Step is one step of the reasons, in the order in which they were taken.
type Step struct {
	Kind        string // branch | tier | factor | adjustment | consumed | circumstance | disputed | combination
	Branch      *Branch
	Grade       *Grade // of a benchmark
	Text        string // of factor and adjustment
	Basis       Basis
	Source      string // the condition as written
	Circ        *Circumstance
	Truth       facts.Truth
	Comparisons []Comparison
}

type decision struct {
	p        *Plan
	in       *Input
	w        *walker
	at       point
	points   []place
	index    map[point]int32 // once they are many
	premised []int32         // places that premises lead to
	flips    []int32         // by slot: 1 + the place that the fact leads to the other way round; 0 = not known
	made     made
	sels     []selection // of the benchmark's table, by key.sel - 1
	store    store
	choices  choices
	overflow bool
	deemable bool // a deemed base met 无
	deemNone bool // … and is read as covering it
}

// place is a point that the case may end at, with its outcomes once they are asked for.
type place struct {
	at       point
	outcomes []Outcome
	built    bool
}

// fewPoints is up to where a list beats a map.
const fewPoints = 16

// find gives the place of a point.
func (d *decision) find(at *point) int32 {
	if d.index != nil {
		if i, ok := d.index[*at]; ok {
			return i
		}
	} else {
		for i := range d.points {
			if d.points[i].at == *at {
				return int32(i)
			}
		}
	}
	if d.points == nil {
		d.points = make([]place, 0, 8)
	}
	i := int32(len(d.points))
	d.points = append(d.points, place{at: *at})
	switch {
	case d.index != nil:
		d.index[*at] = i
	case len(d.points) > fewPoints:
		d.index = make(map[point]int32, 4*fewPoints)
		for j := range d.points {
			d.index[d.points[j].at] = int32(j)
		}
	}
	return i
}

// value is what the point that is being built says of a number.
func (d *decision) value(slot int) facts.Domain {
	if i := slices.Index(d.p.numbers, slot); i >= 0 {
		return d.at.numbers[i]
	}
	v, _ := d.sels[d.at.key.sel-1].number(slot)
	return v
}

// outcomes gives the outcomes of a place: do not change them.
func (d *decision) outcomes(i int32) []Outcome {
	if d.points[i].built {
		return d.points[i].outcomes
	}
	d.at = d.points[i].at
	out := d.build(d.at.key)
	for i := range out {
		if d.at.key.capped == 1 && slices.ContainsFunc(out[i].Measures, func(m *Measure) bool { return m.openCap }) {
			out[i].Exact, out[i].Why = false, "本地罚款限额或者基数尚未查明，按没有限额的法定幅度列出"
		}
	}
	d.points[i].outcomes, d.points[i].built = out, true
	return out
}

// Decide gives the outcomes that the facts leave, what is missing, what was presumed, and the steps.
func (p *Plan) Decide(in *Input) *Result {
	d := p.decision(in)
	d.w = newWalker(d)
	r := &Result{Plan: p, Input: in, decision: d}
	d.w.run()
	r.Trace = d.trace()
	leaves := slices.Clone(d.w.leaves)
	inexact := d.w.inexact
	r.Outcomes = d.collect(leaves)
	switch {
	case len(leaves) == 0 && inexact == "":
		r.Outcomes = []Outcome{{Status: NotApplicable, Exact: true}}
		r.Warnings = append(r.Warnings, Warning{"contradiction", "已知的事实互相矛盾：" + p.contradiction(d.w)})
	case d.w.count > MaxBoxes || len(r.Outcomes) > MaxOutcomes:
		if inexact == "" {
			inexact = fmt.Sprintf("可能的结果超过 %d 个，只给出外包范围", MaxOutcomes)
		}
		r.Outcomes = d.hull(inexact)
	case inexact != "":
		for i := range r.Outcomes {
			r.Outcomes[i].Exact, r.Outcomes[i].Why = false, inexact
		}
	}
	if len(leaves) > 1 {
		r.Missing = d.missing(leaves)
	}
	r.Status = overall(r)
	r.Warnings = append(r.Warnings, d.warnings(r)...)
	r.Assumed = d.assumed(leaves) // last: what only a flipped premise would bring must not warn here
	d.rest()
	return r
}

// decision takes one that a released Result left, or a new one.
func (p *Plan) decision(in *Input) *decision {
	d, ok := p.spent.Get().(*decision)
	if !ok {
		d = &decision{p: p}
	}
	d.in = in
	return d
}

// Release gives the room of a Result back for the next case of its plan. Whoever answers many cases calls it when an answer
// has been written; the Result, its outcomes and measures must not be used afterwards. Calling it is never needed.
func (r *Result) Release() {
	d := r.decision
	*r = Result{}
	if d == nil {
		return
	}
	clear(d.points)
	clear(d.made.cuts)
	d.store.reset()
	*d = decision{p: d.p, points: d.points[:0], premised: d.premised[:0], flips: d.flips[:0], made: made{cuts: d.made.cuts[:0]}, sels: nil, store: d.store}
	d.p.spent.Put(d)
}

// rest gives the walker back; the decision is kept for what is worked out later.
func (d *decision) rest() {
	d.w.release()
	d.w = nil
}

// collect merges the outcomes of the boxes that are equal in all but `if`.
func (d *decision) collect(leaves []leaf) []Outcome {
	if len(leaves) == 1 && len(leaves[0].box) == 0 {
		return slices.Clone(d.outcomes(d.find(&leaves[0].at)))
	}
	var order []int32
	var boxes [][]Box // by place
	for i := range leaves {
		at := d.find(&leaves[i].at)
		if int(at) == len(boxes) { // the first points of a decision: their places are in order
			boxes = append(boxes, nil)
			order = append(order, at)
		}
		boxes[at] = append(boxes[at], leaves[i].box)
	}
	var out []Outcome
	for _, at := range order {
		for _, o := range d.outcomes(at) {
			o.If = boxes[at]
			if i := slices.IndexFunc(out, func(x Outcome) bool { return same(&x, &o) }); i >= 0 {
				out[i].If = append(slices.Clone(out[i].If), o.If...)
			} else {
				out = append(out, o)
			}
		}
	}
	return out
}

// same reports that two outcomes are equal in all but `if`.
func same(a, b *Outcome) bool {
	if a.Status != b.Status || a.Tier != b.Tier || a.Option != b.Option || a.Joint != b.Joint || len(a.Measures) != len(b.Measures) || a.Exact != b.Exact {
		return false
	}
	if (a.Reading == nil) != (b.Reading == nil) || a.Reading != nil && *a.Reading != *b.Reading {
		return false
	}
	if (a.Choice == nil) != (b.Choice == nil) || a.Choice != nil && *a.Choice != *b.Choice {
		return false
	}
	if !slices.Equal(a.Needs, b.Needs) || !slices.Equal(a.Corrective, b.Corrective) {
		return false
	}
	for i, m := range a.Measures {
		if m != b.Measures[i] && !m.same(b.Measures[i]) {
			return false
		}
	}
	return true
}

func (m *Measure) same(o *Measure) bool {
	point := (m.Point == nil) == (o.Point == nil) && (m.Point == nil || *m.Point == *o.Point)
	return m.Penalty == o.Penalty && point && m.Direction == o.Direction && m.OpenBase == o.OpenBase && m.Modality == o.Modality &&
		m.Range == o.Range && m.Statutory == o.Statutory && (!m.OpenBase || m.Factor == o.Factor)
}

// hull gives what is certain when the combinations are too many: from nothing to the highest of every kind.
func (d *decision) hull(why string) []Outcome {
	var all Outcome
	for i := range d.p.branches {
		b := &d.p.branches[i]
		if !d.in.applies(b.Role) || b.when.Eval(d.w.f) == facts.False {
			continue
		}
		for j := range b.fine {
			d.at = d.w.point(key{})
			if d.in.Bar != nil && b.fine[j].Kind == Fine {
				continue
			}
			m := d.store.measure(d.statutory(&b.fine[j], "", key{}))
			m.Modality, m.Range = May, d.below(m, m.Statutory)
			if k := slices.IndexFunc(all.Measures, func(x *Measure) bool { return x.Kind == m.Kind && x.Detail == m.Detail }); k >= 0 {
				all.Measures[k].Range = all.Measures[k].Range.Hull(m.Range)
				all.Measures[k].Statutory = all.Measures[k].Statutory.Hull(m.Statutory)
				continue
			}
			all.Measures = append(all.Measures, m)
		}
	}
	all.Status, all.Why = Weigh, why
	return []Outcome{all}
}

func (p *Plan) contradiction(w *walker) string {
	for i, c := range p.constraint {
		if c.Eval(w.f) == facts.False {
			return p.Item.Constraints[i]
		}
	}
	return "所填事实不能同时成立"
}

// missing orders the open facts: the worst answer leaves the fewest outcomes, then the narrowest fines, then pack order.
func (d *decision) missing(leaves []leaf) []Missing {
	slots := map[int][]facts.Domain{}
	var order []int
	for _, l := range leaves {
		for _, pin := range l.box {
			if _, seen := slots[pin.Slot]; !seen {
				order = append(order, pin.Slot)
			}
			if !slices.Contains(slots[pin.Slot], pin.Value) {
				slots[pin.Slot] = append(slots[pin.Slot], pin.Value)
			}
		}
	}
	var out []Missing
	for _, slot := range order {
		m := Missing{Slot: slot}
		for _, answer := range slots[slot] {
			n, width := d.left(leaves, slot, answer)
			m.Worst = max(m.Worst, n)
			if width.Cmp(m.Width) > 0 {
				m.Width = width
			}
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b Missing) int {
		if a.Worst != b.Worst {
			return a.Worst - b.Worst
		}
		if c := a.Width.Cmp(b.Width); c != 0 {
			return c
		}
		return a.Slot - b.Slot
	})
	return out
}

// left counts the points that one answer leaves, and how wide their fines are together.
func (d *decision) left(leaves []leaf, slot int, answer facts.Domain) (int, money.Ratio) {
	numeric := d.p.Vocabulary.Entry(slot).Type.Numeric()
	seen := make(map[point]bool, 16)
	var hull money.Range
	first := true
	for _, l := range leaves {
		fits := true
		for _, pin := range l.box {
			if pin.Slot == slot && pin.Value.Intersect(answer, numeric).Empty() {
				fits = false
			}
		}
		if !fits || seen[l.at] {
			continue
		}
		seen[l.at] = true
		for _, o := range d.outcomes(d.find(&l.at)) {
			for _, m := range o.Measures {
				if m.Kind != Fine || m.Range.NoMin || m.Range.NoMax {
					continue
				}
				if first {
					hull, first = m.Range, false
				} else {
					hull = hull.Hull(m.Range)
				}
			}
		}
	}
	width, err := hull.Max.Sub(hull.Min)
	if err != nil {
		return len(seen), money.Ratio{}
	}
	return len(seen), width
}

func overall(r *Result) Overall {
	waived, may, none := true, false, true
	for _, o := range r.Outcomes {
		waived = waived && o.Status == NoPenalty
		may = may || o.Status == MayWaive
		none = none && (o.Status == NotApplicable || o.Status == Gap)
	}
	switch {
	case none:
		return OutOfScope
	case waived:
		return AllWaived
	case len(r.Missing) > 0:
		return Undetermined
	case may:
		return CanWaive
	}
	return Decided
}

// trace records how the facts as they stand were judged.
func (d *decision) trace() []Step {
	f := d.w.f
	k, _, ok := d.w.classify()
	if !ok {
		return nil
	}
	steps := make([]Step, 0, len(d.p.branches)+2)
	room := make([]Comparison, 0, d.p.comparings)
	for i := range d.p.branches {
		b := &d.p.branches[i]
		if !d.in.applies(b.Role) {
			continue
		}
		s := Step{Kind: "branch", Branch: b.Branch, Truth: b.when.Eval(f)}
		if b.when != nil {
			s.Source = b.when.Source
			room = d.comparisons(room, b.when)
			s.Comparisons = room[len(room)-len(b.when.Atoms) : len(room) : len(room)]
		}
		steps = append(steps, s)
	}
	steps = append(steps, d.tableSteps()...)
	for i := d.w.nextThere(0); i < len(d.p.circs); i = d.w.nextThere(i + 1) {
		if s, ok := d.circumstanceStep(&k, &d.p.circs[i]); ok {
			steps = append(steps, s)
		}
	}
	return steps
}

// comparisons appends the recorded comparisons of a condition.
func (d *decision) comparisons(out []Comparison, c *cond.Cond) []Comparison {
	for _, id := range c.Atoms {
		a := &d.p.pool.Atoms[id]
		out = append(out, Comparison{a, d.w.f.Dom[a.Slot], d.w.f.Rec[id]})
	}
	return out
}

func (d *decision) circumstanceStep(k *key, c *circ) (Step, bool) {
	if d.w.f.Dom[c.slot].Mask != facts.CanTrue {
		return Step{}, false
	}
	s := Step{Kind: "circumstance", Circ: c.Circumstance, Truth: facts.True}
	same, _ := d.w.absorbed(k, c)
	switch {
	case c.when != nil && c.when.Eval(d.w.f) == facts.False:
		s.Kind, s.Truth, s.Source = "uncounted", facts.False, c.When
	case d.w.consumed(k, c):
		s.Kind, s.Truth = "consumed", facts.False
	case same == facts.True, c.disputed != nil && c.disputed.Eval(d.w.f) == facts.True:
		s.Kind, s.Truth = "disputed", facts.Unknown
		if c.Disputed != nil && c.Disputed.LawWins {
			s.Kind, s.Truth = "overridden", facts.False
		}
	}
	return s, true
}

// warnings collects what the range does not show by itself.
func (d *decision) warnings(r *Result) []Warning {
	var out []Warning
	for _, s := range r.Trace {
		switch {
		case s.Kind == "overridden":
			out = append(out, Warning{"rule_overridden", fmt.Sprintf("%s%s把“%s”列为%s，与%s%s不符，以后者为准，不予计入", s.Circ.Basis.Law, s.Circ.Basis.Article,
				s.Circ.Name, s.Circ.Effect, s.Circ.Disputed.Basis.Law, s.Circ.Disputed.Basis.Article)})
		case s.Circ != nil && s.Circ.Overridden != "" && s.Truth == facts.True:
			out = append(out, Warning{"rule_overridden", s.Circ.Overridden})
		}
	}
	if w, ok := d.capBelowFloor(r); ok {
		out = append(out, w)
	}
	byReading, overlap := false, false
	for _, o := range r.Outcomes {
		byReading = byReading || o.Reading != nil
		overlap = overlap || o.Status == Overlap
	}
	if byReading {
		out = append(out, Warning{"by_reading", "规则的文字在此有不止一种理解或者须作解释，各种理解的结果都已列出，请核对后选用并说明理由"})
	}
	if overlap {
		out = append(out, Warning{"overlap", "同一事实同时符合两个互斥的处罚分支，请核对事项数据或者事实"})
	}
	if d.overflow {
		out = append(out, Warning{"overflow", "金额超出可以精确计算的范围，未给出数额"})
	}
	return append(out, d.harsh(r)...)
}

// capBelowFloor: a local ceiling under the statutory floor was not applied.
func (d *decision) capBelowFloor(r *Result) (Warning, bool) {
	if d.p.capSlot < 0 || d.in.Facts.Facts[d.p.exceptSlot].Value != facts.No {
		return Warning{}, false
	}
	c := d.in.Facts.Facts[d.p.capSlot].Value
	if c.Mask != facts.HasAmount || c.Lo != c.Hi {
		return Warning{}, false
	}
	for _, o := range r.Outcomes {
		for _, m := range o.Measures {
			if m.Kind == Fine && !m.OpenBase && !m.Statutory.NoMin && m.Statutory.Min.Cmp(money.Int(c.Lo)) > 0 {
				b := d.p.Rule.Cap.Basis
				return Warning{"cap_below_floor", fmt.Sprintf("本地罚款限额 %s 元低于法定下限 %s 元：%s%s没有授权减轻，限额不予适用", money.Fen(c.Lo).Grouped(), Yuan(m.Statutory.Min), b.Law, b.Article)}, true
			}
		}
	}
	return Warning{}, false
}

// harsh warns of a fine whose least sum is far above goods or gain.
func (d *decision) harsh(r *Result) []Warning {
	h := d.p.Rule.Harsh
	if h == nil {
		return nil
	}
	for i := range r.Outcomes {
		if r.Outcomes[i].Option == OptMitigated {
			continue
		}
		for _, m := range r.Outcomes[i].Measures {
			if m.Kind != Fine || m.Range.NoMin || m.Range.Min.Sign() == 0 {
				continue
			}
			for _, slot := range d.p.harshSlots {
				v := d.in.Facts.Facts[slot].Value
				if v.Mask != facts.HasAmount || v.Lo != v.Hi || v.Lo <= 0 {
					continue
				}
				times, err := m.Range.Min.Div(money.Int(v.Lo))
				if err == nil && times.Cmp(h.Over) >= 0 {
					name := d.p.Vocabulary.Entry(slot).Name
					return []Warning{{"harsh", "最低罚款约为" + name + "的 " + strconv.FormatInt(times.Floor(), 10) + " 倍。" + d.p.harshWays}}
				}
			}
		}
	}
	return nil
}

// harshWays puts the lawful ways out into words.
func harshWays(ways []Way) string {
	words := make([]string, len(ways))
	for i, w := range ways {
		words[i] = w.Basis.Law + w.Basis.Article + "（" + w.Needs + "）"
	}
	return "合法的出路：" + strings.Join(words, "；") + "。都不成立的，在案卷中说明理由"
}
