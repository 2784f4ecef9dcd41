package engine

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// Item is one statute item (处罚事项): what a penalty clause says for one conduct.
type Item struct {
	ID, Name    string
	Law         string
	Article     string
	Rank        string // of the norm
	Version     string // date of the revision
	From, To    string // first and last day in force; To "" = still
	Standing    string
	Pack        string // id of the pack that holds it
	SHA256      string
	Facts       []facts.Entry
	Constraints []string
	Branches    []Branch
}

// Fault is a mistake in rule data that shows when item and rule are joined.
type Fault struct {
	Where, Message, Remedy string
}

// Error joins place, message and remedy.
func (f Fault) Error() string {
	return fmt.Sprintf("%s：%s。改法：%s", f.Where, f.Message, f.Remedy)
}

// Faults are all mistakes found in one go.
type Faults []Fault

// Error lists the faults, one a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, x := range f {
		lines[i] = x.Error()
	}
	return strings.Join(lines, "\n")
}

// Plan is an item joined with a base rule, compiled: read-only and safe for concurrent use.
type Plan struct {
	Item       *Item
	Rule       *BaseRule
	Vocabulary *facts.Vocabulary
	pool       *cond.Pool
	branches   []branch
	circs      []circ // in the order of Effects
	byEffect   [6][2]int
	constraint []*cond.Cond
	numbers    []int   // slots of bases, counts and the local cap: what amounts are computed from
	structural []bool  // by slot: the fact decides more than circumstances do
	conjoined  []bool  // by slot: the fact stands in a branch's condition together with others
	counted    [][]int // by slot: the circumstances that the fact is
	comparings int     // comparisons in the conditions of all branches
	capSlot    int
	exceptSlot int
	needed     [5][3][]Need
	harshSlots []int     // what the rule's warning compares the least fine with
	harshWays  string    // of the rule's warning, in words
	table      *table    // of a benchmark for the item; nil = none
	walkers    sync.Pool // of *walker, whose frames are made for this plan
	spent      sync.Pool // of *decision, whose Results were released
}

// maxNumbers bounds the bases and counts of one item; maxBased its penalties with a base, two bits each in key.absent.
const (
	maxNumbers = 4
	maxBased   = 16
)

type branch struct {
	*Branch
	when *cond.Cond
	held []int // slots of the yes/no facts in its condition
	fine []penalty
}

type penalty struct {
	*Penalty
	shape Shape
	base  int // slot or -1
	per   int
	from  *cond.Formula // the amount as a formula (元 or units of the period) instead of numbers
	to    *cond.Formula
	whole money.Range // the statutory range in 分, factors or period units
	basis Basis
	cuts  [4][]Cut     // by tier, in the order of Tiers
	means [4][]meaning // where the words of a tier allow several, or need a reading
	plain *Measure     // the measure where neither a base nor a local ceiling bears on it
	cut   []cutDone    // what the rule's dispositions make of plain
}

// meaning is one meaning of a tier's words: the cut at its index.
type meaning struct {
	as    *Reading
	index int
}

// place is the index of a tier in Tiers; that of no tier is that of 一般.
func (t Tier) place() int {
	switch t {
	case Mitigated:
		return 0
	case Lighter:
		return 1
	case Heavier:
		return 3
	}
	return 2
}

type circ struct {
	*Circumstance
	slot     int
	when     *cond.Cond
	disputed *cond.Cond
	absorb   []int
}

// Compile joins an item and a base rule. rule may not be nil: without a base rule use the general part alone.
func Compile(item *Item, rule *BaseRule) (*Plan, error) { return CompileWith(item, rule, nil) }

// CompileWith joins an item, a base rule and the benchmark for the item (nil = none). The benchmark's facts stand in item.Facts.
func CompileWith(item *Item, rule *BaseRule, benchmark *Benchmark) (*Plan, error) {
	p := &Plan{Item: item, Rule: rule, capSlot: -1, exceptSlot: -1}
	var faults Faults
	fail := func(where, message, remedy string) { faults = append(faults, Fault{where, message, remedy}) }
	p.vocabulary(fail)
	if len(faults) > 0 {
		return nil, faults
	}
	p.pool = cond.NewPool(p.Vocabulary)
	for i := range item.Branches {
		p.branch(i, fail)
	}
	p.circumstances(fail)
	for i, c := range item.Constraints {
		p.constraint = append(p.constraint, p.condition(c, fmt.Sprintf("%s constraints[%d]", item.ID, i), fail))
	}
	if c := rule.Cap; c != nil {
		p.capSlot, _ = p.Vocabulary.Slot(c.Fact)
		p.exceptSlot, _ = p.Vocabulary.Slot(c.Except)
	}
	for i := range p.Vocabulary.Len() {
		if p.Vocabulary.Entry(i).Absent {
			p.pool.Amount(i)
		}
	}
	if rule.Harsh != nil {
		p.harshWays = harshWays(rule.Harsh.Ways)
		for _, name := range rule.Harsh.Bases {
			if slot, ok := p.Vocabulary.Slot(name); ok {
				p.harshSlots = append(p.harshSlots, slot)
			}
		}
	}
	if benchmark != nil {
		p.compileTable(benchmark, fail)
	}
	p.amounts(fail)
	p.structure()
	p.constant()
	p.direct()
	if len(faults) > 0 {
		return nil, faults
	}
	return p, nil
}

// structure marks the facts that decide branches, constraints and amounts.
func (p *Plan) structure() {
	p.structural = make([]bool, p.Vocabulary.Len())
	mark := func(c *cond.Cond) {
		if c == nil {
			return
		}
		for _, id := range c.Atoms {
			for _, slot := range p.pool.Atoms[id].Slots() {
				p.structural[slot] = true
			}
		}
	}
	p.conjoined = make([]bool, p.Vocabulary.Len())
	for i := range p.branches {
		b := &p.branches[i]
		mark(b.when)
		if b.when == nil {
			continue
		}
		p.comparings += len(b.when.Atoms)
		for _, slot := range b.held {
			p.conjoined[slot] = p.conjoined[slot] || len(b.when.Atoms) > 1
		}
	}
	p.counted = make([][]int, p.Vocabulary.Len())
	for i := range p.circs {
		slot := p.circs[i].slot
		p.counted[slot] = append(p.counted[slot], i)
	}
	for _, c := range p.constraint {
		mark(c)
	}
	number := func(slot int) {
		if slot >= 0 {
			p.structural[slot] = true
		}
	}
	for _, slot := range append([]int{p.capSlot, p.exceptSlot}, p.numbers...) {
		number(slot)
	}
	if p.table != nil {
		p.table.decides(mark, number)
	}
}

// amounts lists what amounts are computed from.
func (p *Plan) amounts(fail failer) {
	add := func(slot int) {
		if slot >= 0 && !slices.Contains(p.numbers, slot) {
			p.numbers = append(p.numbers, slot)
		}
	}
	for _, b := range p.branches {
		for _, x := range b.fine {
			add(x.base)
			add(x.per)
		}
	}
	add(p.capSlot)
	if len(p.numbers) > maxNumbers {
		fail(p.Item.ID, fmt.Sprintf("一个事项用了 %d 个基数与计数，上限是 %d 个", len(p.numbers), maxNumbers), "拆成几个事项")
	}
	based := 0
	for _, b := range p.branches {
		for _, x := range b.fine {
			if x.base >= 0 {
				based++
			}
		}
	}
	if based > maxBased {
		fail(p.Item.ID, fmt.Sprintf("一个事项有 %d 处按基数计算的处罚，上限是 %d 处", based, maxBased), "拆成几个事项")
	}
	if len(p.branches) > 64 {
		fail(p.Item.ID, "一个事项超过 64 个分支的上限", "拆成几个事项")
	}
}

type failer func(where, message, remedy string)

func (p *Plan) vocabulary(fail failer) {
	v, err := facts.NewVocabulary(p.Item.Facts...)
	if err != nil {
		fail(p.Item.ID, err.Error(), "每个事实只定义一次")
		return
	}
	p.Vocabulary = v
	add := func(e facts.Entry) {
		if _, there := v.Slot(e.Name); !there {
			_ = v.Add(e)
		}
	}
	for i := range p.Rule.Circumstances {
		c := &p.Rule.Circumstances[i]
		add(facts.Entry{Name: c.Name, Type: facts.Bool, Of: "party", Circumstance: c.Name, Ask: "是否" + c.Name + "？",
			Presume: &facts.Presumption{Value: facts.No, Why: "未主张"}})
	}
	for _, l := range p.Rule.Limitation.longer() { // never presumed: whether the act is still punished may not rest on silence
		add(facts.Entry{Name: l.Fact, Type: facts.Bool, Of: "act", Ask: l.Ask})
	}
	for _, c := range p.Rule.Circumstances {
		for _, name := range named(c) {
			add(facts.Entry{Name: name, Type: facts.Bool, Of: "act", Ask: "是否" + name + "？",
				Presume: &facts.Presumption{Value: facts.No, Why: "未主张"}})
		}
	}
	if c := p.Rule.Cap; c != nil {
		add(facts.Entry{Name: c.Fact, Type: facts.Money, Absent: true, Of: "case", Ask: "本地是否另定罚款限额？没有填“无”。",
			Presume: &facts.Presumption{Value: facts.None, Why: "未主张"}})
		add(facts.Entry{Name: c.Except, Type: facts.Bool, Of: "case", Ask: "是否属于不得另定限额的领域？",
			Presume: &facts.Presumption{Value: facts.No, Why: "未主张"}})
	}
}

// named lists the bare fact names in a circumstance's own conditions, which the rule thereby defines as yes/no facts.
func named(c Circumstance) []string {
	var out []string
	for _, s := range []string{c.When, disputedWhen(c.Disputed)} {
		for _, w := range strings.Fields(strings.NewReplacer("(", " ", ")", " ").Replace(s)) {
			first, _ := utf8.DecodeRuneInString(w)
			switch {
			case w == "and", w == "or", w == "not", !unicode.IsLetter(first): // comparisons and numbers name no fact
			default:
				out = append(out, w)
			}
		}
	}
	return out
}

func disputedWhen(d *DisputedReading) string {
	if d == nil {
		return ""
	}
	return d.When
}

func (p *Plan) condition(source, where string, fail failer) *cond.Cond {
	if strings.TrimSpace(source) == "" {
		return nil
	}
	c, errs := p.pool.Compile(source)
	for _, e := range errs {
		fail(where, e.Message, e.Remedy)
	}
	return c
}

func (p *Plan) branch(i int, fail failer) {
	b := branch{Branch: &p.Item.Branches[i]}
	where := fmt.Sprintf("%s branches[%d]", p.Item.ID, i)
	b.when = p.condition(b.When, where+".when", fail)
	b.held = p.held(b.when)
	basis := Basis{p.Item.Law, p.Item.Article}
	if b.Reference != "" {
		basis.Article += "（" + b.Reference + "）"
	}
	for j := range b.Penalties {
		x := p.penalty(&b.Penalties[j], fmt.Sprintf("%s.penalties[%d]", where, j), fail)
		x.basis = basis
		p.tiers(&x)
		b.fine = append(b.fine, x)
	}
	p.branches = append(p.branches, b)
}

func (p *Plan) penalty(y *Penalty, where string, fail failer) penalty {
	x := penalty{Penalty: y, base: -1, per: -1}
	x.base = p.number(x.Base, where+".base", fail)
	x.per = p.number(x.Per, where+".per", fail)
	x.from = p.formula(x.From, where+".from", fail)
	x.to = p.formula(x.To, where+".to", fail)
	x.shape, x.whole = shape(x.Penalty)
	return x
}

func (p *Plan) formula(source, where string, fail failer) *cond.Formula {
	if source == "" {
		return nil
	}
	f, errs := p.pool.Formula(source, ScoreWord)
	for _, e := range errs {
		fail(where, e.Message, e.Remedy)
	}
	return f
}

// tiers looks up what the rule's tiers cut from a penalty.
func (p *Plan) tiers(x *penalty) {
	if x.shape == ShapeOther {
		return
	}
	for i, t := range Tiers {
		x.cuts[i] = p.Rule.Cuts[x.shape][t]
		x.means[i] = meanings(x.cuts[i])
	}
}

// constant makes the measures that no case changes, and cuts them in every way that the rule knows.
func (p *Plan) constant() {
	d := &decision{p: p}
	ways := p.ways()
	for i := range p.branches {
		for j := range p.branches[i].fine {
			x := &p.branches[i].fine[j]
			if x.base >= 0 || x.per >= 0 {
				continue
			}
			m := d.statutory(x, "", key{})
			d.made.cuts = nil
			for k := range ways {
				for index := range max(1, len(x.cuts[ways[k].tier.place()])) {
					d.apply(&m, &ways[k], index)
				}
			}
			x.plain, x.cut = &m, d.made.cuts
		}
	}
}

// ways lists the dispositions as far as they change measures.
func (p *Plan) ways() []disposition {
	r := p.Rule
	out := []disposition{{weigh: true}, {tier: Ordinary}, {tier: Lighter}, {tier: Mitigated}, {tier: Heavier},
		{tier: Lighter, extreme: r.Combine.SeveralLighter}, {tier: Heavier, extreme: r.Combine.SeveralHeavier}}
	if !r.Numbers {
		out = append(out, disposition{direction: Neutral}, disposition{direction: Lower}, disposition{direction: LowerOrBelow},
			disposition{direction: LowerOrBelow, tier: Mitigated}, disposition{direction: Higher})
	}
	return out
}

// needs lists the needs of a tier, of another one that a direction stands for, and those of every result.
func (p *Plan) needs(t, other Tier) []Need {
	var out []Need
	for _, n := range p.Rule.Needs {
		if n.FineFrom != nil || len(n.Kinds) > 0 {
			continue
		}
		if n.On == "" || n.On == t || n.On == other {
			out = append(out, n.Need)
		}
	}
	return out
}

// direct lists the needs of every tier and direction.
func (p *Plan) direct() {
	for i, t := range needTiers {
		for j, other := range needOthers {
			p.needed[i][j] = p.needs(t, other)
		}
	}
}

func (p *Plan) number(name, where string, fail failer) int {
	if name == "" {
		return -1
	}
	slot, ok := p.Vocabulary.Slot(name)
	if !ok || !p.Vocabulary.Entry(slot).Type.Numeric() {
		fail(where, "“"+name+"”不是已定义的数", "在 facts 里定义它")
		return -1
	}
	return slot
}

// shape classifies an amount; periods and other kinds keep their own numbers.
func shape(x *Penalty) (Shape, money.Range) {
	r := money.Range{MinOpen: x.MinOpen, MaxOpen: x.MaxOpen, NoMin: x.Min == nil, NoMax: x.Max == nil}
	if x.Min != nil {
		r.Min = *x.Min
	}
	if x.Max != nil {
		r.Max = *x.Max
	}
	switch {
	case x.Kind != Fine:
		return ShapeOther, r
	case x.Min == nil && x.Max == nil:
		return ShapeOther, r
	case x.Min != nil && x.Max != nil && x.Min.Cmp(*x.Max) == 0:
		return ShapeFixed, r
	case x.Max == nil:
		return ShapeFloor, r
	case x.Min == nil && x.Base == "":
		return ShapeCeiling, r
	case x.Min == nil && x.Percent:
		return ShapePercentCeiling, r
	case x.Min == nil:
		return ShapeTimesCeiling, r
	case x.Base == "":
		return ShapeRange, r
	case x.Percent:
		return ShapePercent, r
	}
	return ShapeTimes, r
}

func (p *Plan) circumstances(fail failer) {
	for k, effect := range Effects {
		p.byEffect[k][0] = len(p.circs)
		for i := range p.Rule.Circumstances {
			c := circ{Circumstance: &p.Rule.Circumstances[i]}
			if c.Effect != effect {
				continue
			}
			where := p.Rule.ID + " " + c.Name
			slot, ok := p.Vocabulary.Slot(c.Name)
			if !ok || p.Vocabulary.Entry(slot).Type != facts.Bool {
				fail(where, "情节与事项里的事实同名而类型不同", "给事项的事实另起名称")
				continue
			}
			c.slot = slot
			c.when = p.condition(c.When, where, fail)
			if c.Disputed != nil {
				c.disputed = p.condition(c.Disputed.When, where, fail)
			}
			for _, name := range c.Absorb {
				if s, ok := p.Vocabulary.Slot(name); ok && s != slot {
					c.absorb = append(c.absorb, s)
				}
			}
			p.circs = append(p.circs, c)
		}
		p.byEffect[k][1] = len(p.circs)
	}
}

// Roles lists the roles that the item punishes, in the order of its branches; "" is everyone.
func (p *Plan) Roles() []string {
	var out []string
	for _, b := range p.branches {
		if !slices.Contains(out, b.Role) {
			out = append(out, b.Role)
		}
	}
	return out
}

// NewFacts gives the facts of a case that says nothing yet; presume = false lifts every presumption.
func (p *Plan) NewFacts(presume bool) *facts.Set { return facts.NewSet(p.Vocabulary, presume) }
