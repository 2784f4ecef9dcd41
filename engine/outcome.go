package engine

import (
	"slices"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// Status says what kind of outcome it is (design section 9).
type Status string

// The statuses of an outcome.
const (
	IsRange         Status = "range"
	IsPoint         Status = "point"
	NoPenalty       Status = "no_penalty"
	MayWaive        Status = "may_waive"
	FineOptional    Status = "fine_optional"
	Weigh           Status = "weigh"
	Refer           Status = "refer"
	Gap             Status = "gap"
	Overlap         Status = "overlap"
	NoColumn        Status = "no_column"
	NotApplicable   Status = "not_applicable"
	IsInexpressible Status = "inexpressible"
)

// Options that an official may choose between.
const (
	OptLighter   = "lighter"
	OptMitigated = "mitigated"
	OptOrdinary  = "ordinary"
	OptHeavier   = "heavier"
	OptSingle    = "single"
	OptJoint     = "joint"
	OptWaive     = "waive"
	OptPenalise  = "penalise"
)

// Directions that a rule without numbers gives.
const (
	Lower        = "lower"
	LowerOrBelow = "lower_or_below"
	Higher       = "higher"
	Neutral      = "neutral"
)

// Outcome is one possible result for one act, item and party.
type Outcome struct {
	Status     Status
	Tier       Tier
	Option     string
	Choice     *Choice
	Reading    *Reading
	If         []Box // any of; empty = holds as things stand
	Exact      bool
	Why        string     // why not exact
	Measures   []*Measure // shared between outcomes: read only
	Needs      []Need
	Corrective []string
	Joint      string // single | joint | human | silent; "" = no joint question
	Reference  string // of Refer: the provision that decides
}

// Choice says who chooses, on which basis, and whether a reason is due.
type Choice struct {
	By             string `json:"by"`
	Basis          Basis  `json:"basis"`
	ReasonRequired bool   `json:"reason_required"`
}

// Reading is one of several meanings that the words allow.
type Reading struct {
	As    string `json:"as"`
	Basis Basis  `json:"basis"`
}

// with joins two readings that an outcome rests on; either may be nil.
func (r *Reading) with(o *Reading) *Reading {
	switch {
	case r == nil:
		return o
	case o == nil:
		return r
	}
	return &Reading{r.As + "；" + o.As, r.Basis}
}

// Counted is a circumstance that is there, and whether it was counted.
type Counted struct {
	Name    string
	Effect  Effect
	Counted bool
	Basis   Basis
	Why     string // why not counted
}

// Measure is one penalty kind of an outcome with its amounts (处罚措施). It is never changed once it is made: outcomes of
// one plan share what their dispositions leave alone.
type Measure struct {
	*Penalty
	Basis     Basis
	Range     money.Range // what remains, in 分 or in units of a period
	Statutory money.Range
	Factor    money.Range // what remains, in factors of the base
	Based     bool        // Factor is meant
	OpenBase  bool        // the base is not known: Range is open
	NoBase    string      // 无 or 无法计算: no fine by this branch
	Cut       *Cut
	Direction string
	Point     *money.Ratio // the normal point (17(1), 17(2))
	Modality  Modality
	Whole     bool // the rule leaves the statutory range whole
	Graded    bool // the amount stands in the benchmark
	of        *penalty
	ceiling   *money.Fen // a local ceiling of the product
	openCap   bool       // a local ceiling may bite and is not known, or the product is not
}

// Computed reports that the amount comes from a formula: an open fact leaves a range, no factor.
func (m *Measure) Computed() bool { return m.of != nil && (m.of.from != nil || m.of.to != nil) }

// disposition is what the circumstances alone decide.
type disposition struct {
	option    string
	tier      Tier
	extreme   Extreme
	weigh     bool
	direction string
	choice    *Choice
	reading   *Reading
}

// build gives the outcomes of one key.
func (d *decision) build(k key) []Outcome {
	d.deemNone = false
	out := d.built(d.store.outcomes(), k, nil)
	if d.deemable {
		// 不足X的按X计算: whether 无 is “不足” is read both ways
		for i := range out {
			out[i].Reading = out[i].Reading.with(&Reading{"没有数额的，不按倍数罚款", Basis{d.p.Item.Law, d.p.Item.Article}})
		}
		d.deemNone = true
		out = d.built(out, k, &Reading{"没有数额的，也属于“不足”，按法定的最低基数计算", Basis{d.p.Item.Law, d.p.Item.Article}})
		d.deemNone, d.deemable = false, false
	}
	if d.in.Bar != nil {
		return d.barred(out)
	}
	return d.store.keep(out)
}

func (d *decision) built(out []Outcome, k key, deemed *Reading) []Outcome {
	m := d.measures(k)
	variant := d.variant
	switch {
	case d.p.table != nil && (m.status == "" || m.status == Gap):
		variant = d.tabled
	case m.status == Gap && k.branches != 0 && (k.waiveMust || k.disputed[0] > 0):
		variant = d.unfined
	case m.status != "":
		return append(out, Outcome{Status: m.status, Exact: true, Measures: m.measures, Corrective: m.corrective, Reference: d.reference(k)})
	case len(m.measures) == 0: // only orders, no penalty at this step
		return append(out, Outcome{Status: NoPenalty, Exact: true, Corrective: m.corrective})
	}
	from := len(out)
	if k.disputed == [6]uint8{} {
		out = variant(out, k, m.measures)
	} else {
		c := &d.p.circs[k.by-1]
		out = d.read(variant(out, k, m.measures), from, d.disputedReading(c, false))
		both := len(out)
		out = d.read(variant(out, k.counting(), m.measures), both, d.disputedReading(c, true))
	}
	for i := from; i < len(out); i++ {
		out[i].Corrective = joinWords(m.corrective, out[i].Corrective)
		out[i].Reading = out[i].Reading.with(deemed)
	}
	return out
}

// joinWords joins two lists of orders; mostly one is empty.
func joinWords(a, b []string) []string {
	if len(b) == 0 {
		return a
	}
	return slices.Concat(a, b)
}

// unfined appends what a branch that punishes by a multiple of nothing leaves where the party must be let off: nobody asks
// how much (行政处罚法 arts 30, 31, 33(1), 33(2)).
func (d *decision) unfined(out []Outcome, k key, measures []*Measure) []Outcome {
	if k.waiveMust {
		return d.variant(out, k, measures)
	}
	return append(out, Outcome{Status: Gap, Exact: true, Measures: measures})
}

// read adds a reading to the outcomes from one on.
func (d *decision) read(out []Outcome, from int, r *Reading) []Outcome {
	for i := from; i < len(out); i++ {
		out[i].Reading = out[i].Reading.with(r)
	}
	return out
}

// counting gives the key with the disputed circumstances counted.
func (k key) counting() key {
	n := k.disputed // in the order of Effects
	k.waiveMust = k.waiveMust || n[0] > 0
	k.waiveMay = k.waiveMay || n[1] > 0
	k.light, k.lightMust = min(2, k.light+n[2]+n[3]), k.lightMust || n[2] > 0
	k.heavy, k.heavyMust = min(2, k.heavy+n[4]+n[5]), k.heavyMust || n[4] > 0
	return k
}

// disputedReading names the reading by a circumstance that is counted under one reading only.
func (d *decision) disputedReading(c *circ, counted bool) *Reading {
	dis := c.Disputed
	if dis == nil || dis.LawWins { // then another fact of the item states the same thing
		if counted {
			return &Reading{"“" + c.Name + "”在定档之外再计一次", c.Basis}
		}
		return &Reading{"“" + c.Name + "”已在定档中评价，不再重复计算", c.Basis}
	}
	if counted {
		return &Reading{dis.Counted, c.Basis}
	}
	return &Reading{dis.Uncounted, dis.Basis}
}

func (d *decision) corrective(k key) []string {
	var out []string
	for i := range d.p.branches {
		if k.branches&(1<<i) != 0 {
			for _, c := range d.p.branches[i].Corrective {
				if !slices.Contains(out, c) {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// made keeps the last measures: the points of a case mostly differ in circumstances, and those do not touch them.
type made struct {
	branches   uint64
	absent     uint32
	capped     uint8
	numbers    [maxNumbers]facts.Domain
	deemNone   bool
	done       bool
	measures   []*Measure
	status     Status
	corrective []string
	cuts       []cutDone // of these measures
}

// cutDone is a cut that was made.
type cutDone struct {
	cutting
	measure *Measure
	ok      bool
}

func (d *decision) measures(k key) *made {
	m := &d.made
	if !m.done || d.deemable || m.branches != k.branches || m.absent != k.absent || m.capped != k.capped || m.numbers != d.at.numbers || m.deemNone != d.deemNone {
		*m = made{branches: k.branches, absent: k.absent, capped: k.capped, numbers: d.at.numbers, deemNone: d.deemNone, cuts: m.cuts[:0]}
		m.measures, m.status = d.join(k)
		m.corrective = d.corrective(k)
		m.done = !d.deemable // 不足X的按X计算 with 无 is asked anew each time
	}
	return m
}

// join joins the penalties of the branches that apply: base, then add, then replace.
func (d *decision) join(k key) ([]*Measure, Status) {
	if k.branches == 0 {
		if d.roleless() {
			return nil, NotApplicable
		}
		return nil, Gap
	}
	out := d.store.list(d.p.most(k))
	bases, n, clash := 0, 0, false
	for _, step := range []BranchStep{StepBase, StepAdd, StepReplace} {
		n = 0
		for i := range d.p.branches {
			b := &d.p.branches[i]
			on := k.branches&(1<<i) != 0 && b.Step == step
			if on && step == StepBase {
				bases++
			}
			before := len(out)
			for j := range b.fine {
				x := &b.fine[j]
				word := ""
				if x.base >= 0 {
					word = [...]string{"", facts.NoneWord, facts.IncalculableWord, ""}[k.absent>>(2*n)&3]
					n++
				}
				if !on {
					continue
				}
				if word == facts.NoneWord && x.DeemMin != nil {
					d.deemable = true
					if d.deemNone {
						word = ""
					}
				}
				out = append(out, d.measure(x, word, k))
			}
			switch {
			case on && step == StepReplace:
				out = replaced(out, before)
			case on && step == StepBase:
				clash = clash || clashes(out, before)
			}
		}
	}
	switch {
	case clash:
		return out, Overlap
	case len(out) == 0 && d.reference(k) != "":
		return out, Refer
	case len(out) == 0 && bases == 0:
		return out, Gap
	}
	absent := false
	for i := range out {
		if out[i].NoBase == facts.IncalculableWord {
			return out, Gap // the law asks for a multiple of what cannot be computed and says nothing else
		}
		absent = absent || out[i].NoBase != ""
	}
	if !absent {
		return out, ""
	}
	left := slices.DeleteFunc(slices.Clone(out), func(m *Measure) bool { return m.NoBase != "" })
	if len(left) == 0 && len(out) > 0 {
		return out, Gap // nothing but a multiple of 无
	}
	return left, ""
}

// reference is the provision that a branch which applies points to (依照…处罚).
func (d *decision) reference(k key) string {
	for i := range d.p.branches {
		if b := &d.p.branches[i]; k.branches&(1<<i) != 0 && len(b.Penalties) == 0 && b.Reference != "" {
			return b.Reference
		}
	}
	return ""
}

// most counts the penalties of the branches that apply.
func (p *Plan) most(k key) int {
	n := 0
	for i := range p.branches {
		if k.branches&(1<<i) != 0 {
			n += len(p.branches[i].fine)
		}
	}
	return n
}

// clashes: a base branch brings a kind that an earlier one has too. Base branches of different kinds add up (an article's
// paragraphs), those of one kind exclude one another and should not both apply.
func clashes(ms []*Measure, before int) bool {
	for _, a := range ms[:before] {
		for _, b := range ms[before:] {
			if a.Kind == b.Kind {
				return true
			}
		}
	}
	return false
}

// replaced drops the earlier measures of the kinds that the ones from before on bring anew.
func replaced(ms []*Measure, before int) []*Measure {
	fresh := slices.Clone(ms[before:])
	kept := slices.DeleteFunc(ms[:before], func(m *Measure) bool {
		return slices.ContainsFunc(fresh, func(a *Measure) bool { return a.Kind == m.Kind })
	})
	return append(kept, fresh...)
}

func (d *decision) roleless() bool {
	for i := range d.p.branches {
		if d.in.applies(d.p.branches[i].Role) {
			return false
		}
	}
	return true
}

// measure is a penalty with its statutory range for this case, not yet cut.
func (d *decision) measure(x *penalty, word string, k key) *Measure {
	if x.plain != nil && word == "" && (k.capped == 0 || x.Kind != Fine) {
		return x.plain
	}
	return d.store.measure(d.statutory(x, word, k))
}

func (d *decision) statutory(x *penalty, word string, k key) Measure {
	m := Measure{Penalty: x.Penalty, of: x, Modality: x.Modality, Basis: x.basis, Based: x.base >= 0, NoBase: word, Whole: true}
	whole := x.whole
	capped, plain := k.capped == 1 && x.Kind == Fine, x.base < 0 && x.per < 0
	if capped && plain {
		whole, _ = d.lowered(&m, whole)
	}
	m.Factor = whole
	m.Statutory, m.OpenBase = d.amount(x, whole)
	switch {
	case !capped || plain:
	case m.OpenBase:
		m.openCap = true // whether the ceiling bites depends on the base
	default:
		m.Statutory, m.ceiling = d.lowered(&m, m.Statutory)
	}
	if m.Kind == Fine && !m.OpenBase && m.NoBase == "" && m.Statutory == (money.Range{}) {
		m.NoBase = facts.NoneWord // a multiple of 0 is no fine
	}
	m.Range = positive(m.Statutory, x.Kind)
	return m
}

// lowered applies a local ceiling (分). One below the statutory floor changes nothing: only a mitigating circumstance may
// leave the floor (warning cap_below_floor). One that is not known is noted in the measure.
func (d *decision) lowered(m *Measure, r money.Range) (money.Range, *money.Fen) {
	c := d.value(d.p.capSlot)
	low, high := money.Fen(c.Lo), money.Fen(c.Hi)
	switch {
	case !r.NoMin && r.Min.Cmp(high.Ratio()) > 0:
		return r, nil
	case low != high:
		m.openCap = r.NoMax || r.Max.Cmp(low.Ratio()) > 0
		return r, nil
	}
	return r.Clamp(low), &low
}

// positive puts 0, excluded, where the law gives a fine no floor: a fine is more than nothing.
func positive(r money.Range, kind string) money.Range {
	if kind == Fine && r.NoMin && !r.NoMax {
		r.NoMin, r.MinOpen, r.Min = false, true, money.Ratio{}
	}
	return r
}

// amount turns factors into 分 and units into sums; open reports a base that is not known.
func (d *decision) amount(x *penalty, r money.Range) (out money.Range, open bool) {
	out = r
	for _, slot := range [...]int{x.base, x.per} {
		if slot < 0 {
			continue
		}
		lo, hi, bounded := d.scale(slot, x)
		if !bounded {
			return money.Range{NoMin: true, NoMax: true}, true
		}
		low, err1 := out.Scale(lo)
		high, err2 := out.Scale(hi)
		if err1 != nil || err2 != nil {
			d.overflow = true
			return money.Range{NoMin: true, NoMax: true}, true
		}
		open = open || lo != hi // a deemed base may be known while the sum is not
		out = money.Range{Min: low.Min, MinOpen: low.MinOpen, NoMin: low.NoMin, Max: high.Max, MaxOpen: high.MaxOpen, NoMax: high.NoMax}
	}
	if x.Cap != nil {
		out = out.Clamp(*x.Cap)
	}
	return out, open
}

// scale gives the lowest and highest number of a base or count; false: no upper bound is known.
func (d *decision) scale(slot int, x *penalty) (lo, hi money.Ratio, bounded bool) {
	v := d.value(slot)
	if d.deemNone && slot == x.base && x.DeemMin != nil && v.Mask == facts.HasNone {
		v = facts.Amount(0) // raised to the deemed base below
	}
	e := d.p.Vocabulary.Entry(slot)
	if _, top := e.Bounds(); v.Mask&facts.HasAmount == 0 || v.Hi >= top {
		return lo, hi, false
	}
	if slot == x.base && x.DeemMin != nil {
		v.Lo, v.Hi = max(v.Lo, int64(*x.DeemMin)), max(v.Hi, int64(*x.DeemMin))
	}
	unit := e.Type.Scale()
	if e.Type == facts.Money {
		unit = 1 // factors of money give money in 分
	}
	lo, err1 := money.NewRatio(v.Lo, unit)
	hi, err2 := money.NewRatio(v.Hi, unit)
	return lo, hi, err1 == nil && err2 == nil
}

// variant appends the outcomes of one key whose disputed circumstances have been settled.
func (d *decision) variant(out []Outcome, k key, measures []*Measure) []Outcome {
	if k.waiveMust {
		return append(out, Outcome{Status: NoPenalty, Exact: true, Needs: educated})
	}
	from := len(out)
	if k.waiveMay && d.in.Choices.Waive != OptPenalise {
		out = append(out, Outcome{Status: MayWaive, Option: OptWaive, Exact: true, Needs: educated, Choice: d.choice(&d.choices.waive, 1, 1)})
		if d.in.Choices.Waive == OptWaive {
			return out
		}
	}
	cuts := len(out)
	var room [3]disposition
	for _, disp := range d.dispositions(room[:0], k, measures) {
		out = d.cut(out, k, &disp, measures)
	}
	if len(out) == cuts { // what the official chose has no place here
		out = append(out, Outcome{Status: IsInexpressible, Tier: d.in.Choices.All, Exact: true, Measures: measures})
	}
	if k.waiveMay {
		for i := from; i < len(out); i++ {
			if out[i].Option == "" {
				out[i].Option = OptPenalise
			}
		}
	}
	return out
}

const officers = "执法机关"

var penaltyLaw = "行政处罚法"

var educated = []Need{{"教育", "不予处罚的，应当对当事人进行教育", Basis{penaltyLaw, "第三十三条第三款"}}}

// choices keeps the choices that the facts leave: outcomes share them.
type choices struct{ waive, lighter, heavier, weigh *Choice }

// choice gives the choice that rests on the circumstances of the effects from … to, in the order of Effects.
func (d *decision) choice(kept **Choice, from, to int) *Choice {
	if *kept == nil {
		*kept = &Choice{officers, d.firstBasis(from, to), true}
	}
	return *kept
}

// firstBasis is the article of the first circumstance of the effects from … to that holds or may hold.
func (d *decision) firstBasis(from, to int) Basis {
	cs := d.p.circs[d.p.byEffect[from][0]:d.p.byEffect[to][1]]
	for i := range cs {
		if d.in.Facts.Facts[cs[i].slot].Value.Mask&facts.CanTrue != 0 {
			return cs[i].Basis
		}
	}
	if len(cs) > 0 {
		return cs[0].Basis
	}
	return Basis{}
}

// dispositions appends the tiers, options and directions that the counts make.
func (d *decision) dispositions(out []disposition, k key, measures []*Measure) []disposition {
	r := d.p.Rule
	switch {
	case k.light > 0 && k.heavy > 0:
		if d.choices.weigh == nil {
			d.choices.weigh = &Choice{officers, r.Combine.BothBasis, true}
		}
		return append(out, disposition{weigh: true, choice: d.choices.weigh})
	case k.light > 0:
		return d.lighter(out, k, measures)
	case k.heavy > 0:
		return d.heavier(out, k)
	case !r.Numbers:
		return append(out, disposition{direction: Neutral})
	}
	return append(out, disposition{tier: Ordinary})
}

func (d *decision) lighter(out []disposition, k key, measures []*Measure) []disposition {
	r, all := d.p.Rule, d.in.Choices.All
	switch {
	case all != "":
	case k.asLighter > 0 && k.asLower == 0 && k.asLighter >= min(k.light, 2):
		all = Lighter
	case k.asLower > 0 && k.asLighter == 0 && k.asLower >= min(k.light, 2):
		all = Mitigated
	} // one used as 从轻, another as 减轻: no rule says what both make, both stay open
	choice := d.choice(&d.choices.lighter, 2, 3)
	if !r.Numbers && !allFixed(measures) {
		return d.downward(out, k, all, choice)
	}
	extreme := NoExtreme
	if k.light >= 2 && (k.asLower == 0 || k.asLighter >= 2) {
		extreme = r.Combine.SeveralLighter // counts what is used as 从轻
	}
	if all == "" || all == Lighter {
		out = append(out, disposition{option: OptLighter, tier: Lighter, extreme: extreme, choice: choice})
	}
	if all == "" || all == Mitigated {
		out = append(out, disposition{option: OptMitigated, tier: Mitigated, choice: choice})
	}
	if (all == "" || all == Ordinary) && !k.lightMust {
		out = append(out, disposition{option: OptOrdinary, tier: Ordinary, choice: choice})
	}
	return out
}

func allFixed(ms []*Measure) bool {
	any := false
	for _, m := range ms {
		if m.Kind == Fine {
			if m.of.shape != ShapeFixed {
				return false
			}
			any = true
		}
	}
	return any
}

// downward is lighter or mitigated under a rule without numbers.
func (d *decision) downward(out []disposition, k key, all Tier, choice *Choice) []disposition {
	r := d.p.Rule
	if k.lightMust {
		choice = nil // the direction is due; only how far is open
	}
	switch {
	case all == Lighter:
		return append(out, disposition{option: OptLighter, direction: Lower, choice: choice})
	case all == Mitigated:
		return append(out, disposition{option: OptMitigated, tier: Mitigated, direction: LowerOrBelow, choice: choice})
	case r.MitigateInside:
		return append(out,
			disposition{direction: Lower, choice: choice, reading: &Reading{"减轻也只在法定幅度以内", r.MitigateBasis}},
			disposition{direction: LowerOrBelow, choice: choice, reading: &Reading{"可以低于法定幅度减轻", Basis{penaltyLaw, "第三十二条"}}})
	}
	return append(out, disposition{direction: LowerOrBelow, choice: choice})
}

func (d *decision) heavier(out []disposition, k key) []disposition {
	r := d.p.Rule
	var choice *Choice
	if !k.heavyMust {
		choice = d.choice(&d.choices.heavier, 5, 5)
	}
	if !r.Numbers {
		return append(out, disposition{direction: Higher, choice: choice})
	}
	up := disposition{tier: Heavier, choice: choice}
	if k.heavy >= 2 {
		up.extreme = r.Combine.SeveralHeavier
	}
	all := d.in.Choices.All
	if k.heavyMust || all == Heavier {
		return append(out, up)
	}
	down := disposition{option: OptOrdinary, tier: Ordinary, choice: choice}
	if all == Ordinary {
		return append(out, down)
	}
	up.option = OptHeavier
	return append(out, up, down)
}
