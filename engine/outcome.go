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
	Status        Status
	Tier          Tier
	Option        string
	Choice        *Choice
	Reading       *Reading
	If            []Box // any of; empty = holds as things stand
	Exact         bool
	Why           string // why not exact
	Measures      []Measure
	Circumstances []Counted
	Needs         []Need
	Corrective    []string
	Joint         string // single | joint | human | silent; "" = no joint question
	Reference     string // of Refer: the provision that decides
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

// Measure is one penalty kind of an outcome with its amounts (处罚措施).
type Measure struct {
	*Penalty
	Basis     Basis
	Range     money.Range // what remains, in 分 or in units of a period
	Statutory money.Range
	Factor    money.Range // what remains, in factors of the base
	Based     bool        // Factor is meant
	OpenBase  bool        // the base is not known: Range is open
	NoBase    string      // 无 or 无法计算: no fine by this branch
	BaseValue facts.Domain
	Cut       *Cut
	Direction string
	Point     *money.Ratio // the normal point (17(1), 17(2))
	Modality  Modality
	Whole     bool // the rule leaves the statutory range whole
	Harsh     bool
	ceiling   *money.Fen // a local ceiling of the product
	openCap   bool       // a local ceiling may bite and is not known, or the product is not
}

// disposition is what the circumstances alone decide.
type disposition struct {
	option    string
	tier      Tier
	extreme   Extreme
	weigh     bool
	direction string
	choice    *Choice
	reading   *Reading
	inside    bool // 减轻 understood as inside the range
}

// build gives the outcomes of one key.
func (d *decision) build(k key) []Outcome {
	d.deemNone = false
	out := d.built(k, nil)
	if !d.deemable {
		return out
	}
	// 不足X的按X计算: whether 无 is “不足” is read both ways
	for i := range out {
		out[i].Reading = out[i].Reading.with(&Reading{"没有数额的，不按倍数罚款", Basis{d.p.Item.Law, d.p.Item.Article}})
	}
	d.deemNone = true
	out = append(out, d.built(k, &Reading{"没有数额的，也属于“不足”，按法定的最低基数计算", Basis{d.p.Item.Law, d.p.Item.Article}})...)
	d.deemNone, d.deemable = false, false
	return out
}

func (d *decision) built(k key, deemed *Reading) []Outcome {
	measures, status := d.measures(k)
	if status == "" && len(measures) == 0 { // only orders, no penalty at this step
		return []Outcome{{Status: NoPenalty, Exact: true, Corrective: d.corrective(k)}}
	}
	if status != "" {
		return []Outcome{{Status: status, Exact: true, Measures: measures, Corrective: d.corrective(k), Reference: d.reference(k)}}
	}
	var out []Outcome
	corrective := d.corrective(k)
	for _, v := range variants(k) {
		for _, o := range d.variant(v.key, measures) {
			o.Corrective = corrective
			if v.disputed {
				o.Reading = o.Reading.with(d.disputedReading(&d.p.circs[k.by-1], v.counted))
			}
			o.Reading = o.Reading.with(deemed)
			out = append(out, o)
		}
	}
	return out
}

type variant struct {
	key               key
	disputed, counted bool
}

// variants gives the key without and with the disputed circumstances.
func variants(k key) []variant {
	if k.disputed == [6]uint8{} {
		return []variant{{key: k}}
	}
	with := k
	n := k.disputed // in the order of Effects
	with.waiveMust = k.waiveMust || n[0] > 0
	with.waiveMay = k.waiveMay || n[1] > 0
	with.light, with.lightMust = min(2, k.light+n[2]+n[3]), k.lightMust || n[2] > 0
	with.heavy, with.heavyMust = min(2, k.heavy+n[4]+n[5]), k.heavyMust || n[4] > 0
	return []variant{{k, true, false}, {with, true, true}}
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
	branches uint64
	absent   uint32
	capped   uint8
	numbers  [maxNumbers]facts.Domain
	deemNone bool
	done     bool
	measures []Measure
	status   Status
}

func (d *decision) measures(k key) ([]Measure, Status) {
	m := &d.made
	if !m.done || d.deemable || m.branches != k.branches || m.absent != k.absent || m.capped != k.capped || m.numbers != d.at.numbers || m.deemNone != d.deemNone {
		*m = made{branches: k.branches, absent: k.absent, capped: k.capped, numbers: d.at.numbers, deemNone: d.deemNone}
		m.measures, m.status = d.join(k)
		m.done = !d.deemable // 不足X的按X计算 with 无 is asked anew each time
	}
	return m.measures, m.status
}

// join joins the penalties of the branches that apply: base, then add, then replace.
func (d *decision) join(k key) ([]Measure, Status) {
	if k.branches == 0 {
		if d.roleless() {
			return nil, NotApplicable
		}
		return nil, Gap
	}
	out := make([]Measure, 0, d.p.most(k))
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
				out = append(out, d.measure(b, x, word, k))
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
	left := slices.DeleteFunc(slices.Clone(out), func(m Measure) bool { return m.NoBase != "" })
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
func clashes(ms []Measure, before int) bool {
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
func replaced(ms []Measure, before int) []Measure {
	fresh := slices.Clone(ms[before:])
	kept := slices.DeleteFunc(ms[:before], func(m Measure) bool {
		return slices.ContainsFunc(fresh, func(a Measure) bool { return a.Kind == m.Kind })
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
func (d *decision) measure(b *branch, x *penalty, word string, k key) Measure {
	m := Measure{Penalty: x.Penalty, Modality: x.Modality, Basis: Basis{d.p.Item.Law, d.p.Item.Article}, Based: x.base >= 0, NoBase: word, Whole: true}
	if x.base >= 0 {
		m.BaseValue = d.value(x.base)
	}
	if b.Reference != "" {
		m.Basis.Article += "（" + b.Reference + "）"
	}
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
	for _, slot := range []int{x.base, x.per} {
		if slot < 0 {
			continue
		}
		lo, hi, known := d.scale(slot, x)
		if !known && hi == nil {
			return money.Range{NoMin: true, NoMax: true}, true
		}
		low, err1 := out.Scale(*lo)
		high, err2 := out.Scale(*hi)
		if err1 != nil || err2 != nil {
			d.overflow = true
			return money.Range{NoMin: true, NoMax: true}, true
		}
		open = open || !known
		out = money.Range{Min: low.Min, MinOpen: low.MinOpen, NoMin: low.NoMin, Max: high.Max, MaxOpen: high.MaxOpen, NoMax: high.NoMax}
	}
	if x.Cap != nil {
		out = out.Clamp(*x.Cap)
	}
	return out, open
}

// scale gives the lowest and highest number of a base or count; hi nil = no upper bound is known.
func (d *decision) scale(slot int, x *penalty) (lo, hi *money.Ratio, known bool) {
	v := d.value(slot)
	if d.deemNone && slot == x.base && x.DeemMin != nil && v.Mask == facts.HasNone {
		v = facts.Amount(0) // raised to the deemed base below
	}
	e := d.p.Vocabulary.Entry(slot)
	if v.Mask&facts.HasAmount == 0 {
		return nil, nil, false
	}
	deem := func(n int64) int64 {
		if slot == x.base && x.DeemMin != nil {
			return max(n, int64(*x.DeemMin))
		}
		return n
	}
	unit := e.Type.Scale()
	if e.Type == facts.Money {
		unit = 1 // factors of money give money in 分
	}
	l, err := money.NewRatio(deem(v.Lo), unit)
	if err != nil {
		return nil, nil, false
	}
	_, top := e.Bounds()
	if v.Hi >= top {
		return &l, nil, false
	}
	h, err := money.NewRatio(deem(v.Hi), unit)
	if err != nil {
		return nil, nil, false
	}
	return &l, &h, l == h // a deemed base may be known while the sum is not
}

// variant gives the outcomes of one key whose disputed circumstances have been settled.
func (d *decision) variant(k key, measures []Measure) []Outcome {
	if k.waiveMust {
		return []Outcome{{Status: NoPenalty, Exact: true, Needs: []Need{education}}}
	}
	var out []Outcome
	if k.waiveMay && d.in.Choices.Waive != OptPenalise {
		out = append(out, Outcome{Status: MayWaive, Option: OptWaive, Exact: true, Needs: []Need{education},
			Choice: &Choice{officers, d.firstBasis(WaiveMay), true}})
		if d.in.Choices.Waive == OptWaive {
			return out
		}
	}
	cuts := len(out)
	for _, disp := range d.dispositions(k, measures) {
		out = append(out, d.cut(k, disp, measures)...)
	}
	if len(out) == cuts { // what the official chose has no place here
		out = append(out, Outcome{Status: IsInexpressible, Tier: d.in.Choices.All, Exact: true, Measures: measures})
	}
	if k.waiveMay {
		for i := range out {
			if out[i].Option == "" {
				out[i].Option = OptPenalise
			}
		}
	}
	return out
}

const officers = "执法机关"

var penaltyLaw = "行政处罚法"

var education = Need{"教育", "不予处罚的，应当对当事人进行教育", Basis{penaltyLaw, "第三十三条第三款"}}

// firstBasis is the article of the first circumstance of an effect that holds or may hold.
func (d *decision) firstBasis(effects ...Effect) Basis {
	for i := range d.p.circs {
		c := &d.p.circs[i]
		if slices.Contains(effects, c.Effect) && d.in.Facts.Facts[c.slot].Value.Mask&facts.CanTrue != 0 {
			return c.Basis
		}
	}
	for i := range d.p.circs {
		if slices.Contains(effects, d.p.circs[i].Effect) {
			return d.p.circs[i].Basis
		}
	}
	return Basis{}
}

// dispositions turns the counts into tiers, options and directions.
func (d *decision) dispositions(k key, measures []Measure) []disposition {
	r := d.p.Rule
	switch {
	case k.light > 0 && k.heavy > 0:
		return []disposition{{weigh: true, choice: &Choice{officers, r.Combine.BothBasis, true}}}
	case k.light > 0:
		return d.lighter(k, measures)
	case k.heavy > 0:
		return d.heavier(k)
	case !r.Numbers:
		return []disposition{{direction: Neutral}}
	}
	return []disposition{{tier: Ordinary}}
}

func (d *decision) lighter(k key, measures []Measure) []disposition {
	r, ch := d.p.Rule, d.in.Choices
	all := ch.All
	switch {
	case all != "":
	case k.asLighter > 0 && k.asLower == 0 && k.asLighter >= min(k.light, 2):
		all = Lighter
	case k.asLower > 0 && k.asLighter == 0 && k.asLower >= min(k.light, 2):
		all = Mitigated
	} // one used as 从轻, another as 减轻: no rule says what both make, both stay open
	choice := &Choice{officers, d.firstBasis(LighterMust, LighterMay), true}
	if !r.Numbers && !allFixed(measures) {
		return d.downward(k, all, choice)
	}
	extreme := NoExtreme
	if k.light >= 2 && (k.asLower == 0 || k.asLighter >= 2) {
		extreme = r.Combine.SeveralLighter // counts what is used as 从轻
	}
	var out []disposition
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

func allFixed(ms []Measure) bool {
	any := false
	for _, m := range ms {
		if m.Kind == Fine {
			if s, _ := shape(m.Penalty); s != ShapeFixed {
				return false
			}
			any = true
		}
	}
	return any
}

// downward is lighter or mitigated under a rule without numbers.
func (d *decision) downward(k key, all Tier, choice *Choice) []disposition {
	r := d.p.Rule
	if k.lightMust {
		choice = nil // the direction is due; only how far is open
	}
	switch {
	case all == Lighter:
		return []disposition{{option: OptLighter, direction: Lower, choice: choice}}
	case all == Mitigated:
		return []disposition{{option: OptMitigated, tier: Mitigated, direction: LowerOrBelow, choice: choice}}
	case r.MitigateInside:
		return []disposition{
			{direction: Lower, choice: choice, reading: &Reading{"减轻也只在法定幅度以内", r.MitigateBasis}, inside: true},
			{direction: LowerOrBelow, choice: choice, reading: &Reading{"可以低于法定幅度减轻", Basis{penaltyLaw, "第三十二条"}}},
		}
	}
	return []disposition{{direction: LowerOrBelow, choice: choice}}
}

func (d *decision) heavier(k key) []disposition {
	r := d.p.Rule
	var choice *Choice
	if !k.heavyMust {
		choice = &Choice{officers, d.firstBasis(HeavierMay), true}
	}
	if !r.Numbers {
		return []disposition{{direction: Higher, choice: choice}}
	}
	up := disposition{tier: Heavier, choice: choice}
	if k.heavy >= 2 {
		up.extreme = r.Combine.SeveralHeavier
	}
	all := d.in.Choices.All
	if k.heavyMust || all == Heavier {
		return []disposition{up}
	}
	down := disposition{option: OptOrdinary, tier: Ordinary, choice: choice}
	if all == Ordinary {
		return []disposition{down}
	}
	up.option = OptHeavier
	return []disposition{up, down}
}
