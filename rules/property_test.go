package rules_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"

	"cailiang/engine"
	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules"
)

// longRun asks for every item with every base rule instead of a sample.
const longRun = "CAILIANG_LONG"

var shipped = sync.OnceValues(func() (*rules.Library, error) { return rules.Load(rules.Builtin()) })

func library(t testing.TB) *rules.Library {
	t.Helper()
	lib, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// shippedItems lists the items of all versions of all packs, in order.
func shippedItems(t testing.TB) []*engine.Item {
	var out []*engine.Item
	for _, p := range library(t).Packs {
		for _, v := range p.Versions {
			out = append(out, v.Items...)
		}
	}
	return out
}

// shippedRules lists every version of every base rule, and of the general part alone.
func shippedRules(t testing.TB) []*engine.BaseRule {
	var out []*engine.BaseRule
	for _, p := range library(t).Packs {
		for _, v := range p.Versions {
			if v.Base != nil {
				out = append(out, v.Base)
			}
		}
	}
	return out
}

// --- every shipped condition against expr's own machine

// byHand rewrites a parsed condition for expr's machine: amounts become whole stored units, and a comparison of a fact
// that may be 无 holds only where there is an amount. It shares nothing with the closures.
type byHand struct {
	t testing.TB
	v *facts.Vocabulary
}

// noAmount and noNumber stand for 无 and 无法计算 in the machine: no fact has them as an amount.
const (
	noAmount = -1
	noNumber = -2
)

// Visit rewrites one node; its children have been visited.
func (h byHand) Visit(n *ast.Node) {
	b, ok := (*n).(*ast.BinaryNode)
	if !ok || !slices.Contains([]string{"<", "<=", ">", ">=", "==", "!="}, b.Operator) {
		return
	}
	id, ok := b.Left.(*ast.IdentifierNode)
	if !ok {
		h.t.Fatalf("%s: the reference knows only fact, comparison, value", (*n).String())
	}
	slot, ok := h.v.Slot(id.Value)
	if !ok || !h.v.Entry(slot).Type.Numeric() {
		return
	}
	e := h.v.Entry(slot)
	switch x := b.Right.(type) {
	case *ast.IdentifierNode:
		return // 无, 无法计算: compared as they are
	case *ast.IntegerNode:
		b.Right = &ast.IntegerNode{Value: x.Value * int(e.Type.Scale())}
	case *ast.FloatNode:
		b.Right = &ast.IntegerNode{Value: int(x.Value*float64(e.Type.Scale()) + 0.5)}
	default:
		h.t.Fatalf("%s: the reference knows only plain numbers", (*n).String())
	}
	if e.Absent {
		there := &ast.BinaryNode{Operator: ">=", Left: &ast.IdentifierNode{Value: id.Value}, Right: &ast.IntegerNode{Value: 0}}
		ast.Patch(n, &ast.BinaryNode{Operator: "and", Left: there, Right: b})
	}
}

func machine(t testing.TB, v *facts.Vocabulary, source string) *vm.Program {
	t.Helper()
	f := make([]facts.Domain, v.Len())
	for i := range f {
		f[i] = choices(v.Entry(i), nil)[0]
	}
	p, err := expr.Compile(source, expr.Env(environment(v, f)), expr.AsBool(), expr.Patch(byHand{t, v}))
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return p
}

func environment(v *facts.Vocabulary, f []facts.Domain) map[string]any {
	env := map[string]any{facts.NoneWord: noAmount, facts.IncalculableWord: noNumber}
	for i, d := range f {
		switch e := v.Entry(i); {
		case e.Type == facts.Bool:
			env[e.Name] = d.Mask == facts.CanTrue
		case e.Type == facts.Enum:
			for k, o := range e.Options {
				if d.Mask == 1<<k {
					env[e.Name] = o
				}
			}
		case d.Mask == facts.HasNone:
			env[e.Name] = noAmount
		case d.Mask == facts.HasIncalculable:
			env[e.Name] = noNumber
		default:
			env[e.Name] = int(d.Lo)
		}
	}
	return env
}

// choices lists single values of a fact: all of a yes/no or enum fact, 无 and 无法计算, the thresholds of the pool with
// their neighbours and the ends of the line.
func choices(e *facts.Entry, bounds []int64) []facts.Domain {
	var out []facts.Domain
	whole := e.Whole()
	for m := whole.Mask; m != 0; m &= m - 1 {
		if bit := m & -m; !e.Type.Numeric() || bit != facts.HasAmount {
			out = append(out, facts.Domain{Mask: bit})
		}
	}
	if !e.Type.Numeric() {
		return out
	}
	near := []int64{whole.Lo, whole.Hi}
	for _, c := range bounds {
		near = append(near, c-1, c, c+1)
	}
	slices.Sort(near)
	for _, n := range slices.Compact(near) {
		if whole.Lo <= n && n <= whole.Hi {
			out = append(out, facts.Amount(n))
		}
	}
	return out
}

func boundaries(p *cond.Pool, slot int) []int64 {
	var out []int64
	for i := range p.Atoms {
		if a := &p.Atoms[i]; a.Slot == slot && (a.Op == cond.Less || a.Op == cond.AtMost || a.Op == cond.More || a.Op == cond.AtLeast || a.Op == cond.Equal || a.Op == cond.Differs) {
			out = append(out, a.Const)
		}
	}
	return out
}

// agree tries every combination of the values of the facts that the condition names.
func agree(t *testing.T, v *facts.Vocabulary, source string) int {
	t.Helper()
	pool := cond.NewPool(v)
	c, errs := pool.Compile(source)
	if errs != nil {
		t.Fatalf("%s: %v", source, errs)
	}
	program := machine(t, v, source)
	f := pool.NewFrame()
	for i := range f.Dom {
		f.Dom[i] = choices(v.Entry(i), nil)[0]
	}
	var named []int
	for i := range pool.Atoms {
		for _, s := range pool.Atoms[i].Slots() {
			if !slices.Contains(named, s) {
				named = append(named, s)
			}
		}
	}
	n := 0
	var try func(k int)
	try = func(k int) {
		if k < len(named) {
			for _, d := range choices(v.Entry(named[k]), boundaries(pool, named[k])) {
				f.Dom[named[k]] = d
				try(k + 1)
			}
			return
		}
		n++
		want, err := expr.Run(program, environment(v, f.Dom))
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		if got := c.Eval(f); got != facts.Of(want.(bool)) {
			for _, s := range named {
				t.Logf("%s: %s", v.Entry(s).Name, v.Entry(s).Words(f.Dom[s]))
			}
			t.Fatalf("%s: machine %v, closures %v", source, want, got)
		}
	}
	try(0)
	return n
}

// Every condition of every shipped pack means for the closures what it means for expr's machine.
func TestShippedConditionsAgreeWithVM(t *testing.T) {
	conditions, points := 0, 0
	seen := map[string]bool{}
	check := func(pack string, v *facts.Vocabulary, source string) {
		if key := pack + " " + source; source == "" || seen[key] {
			return
		}
		seen[pack+" "+source] = true
		conditions++
		points += agree(t, v, source)
	}
	for _, it := range shippedItems(t) {
		v, err := facts.NewVocabulary(it.Facts...)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range it.Branches {
			check(it.Pack, v, b.When)
		}
		for _, c := range it.Constraints {
			check(it.Pack, v, c)
		}
	}
	item := shippedItems(t)[0]
	for _, r := range shippedRules(t) {
		p, err := engine.Compile(item, r)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range r.Circumstances {
			check(r.ID, p.Vocabulary, c.When)
			if c.Disputed != nil {
				check(r.ID, p.Vocabulary, c.Disputed.When)
			}
		}
	}
	t.Logf("%d conditions, %d combinations of values", conditions, points)
	if conditions == 0 {
		t.Fatal("no condition was read")
	}
}

// --- open facts: what is reported over them is what their completions give

// trial is one item, rule, role and random case.
type trial struct {
	t    *testing.T
	rng  *rand.Rand
	plan *engine.Plan
	pool *cond.Pool // of the constraints and conditions, compiled again
	must []*cond.Cond
	// multiplied marks the facts that a fine is a multiple of.
	multiplied map[int]bool
	sums       bool // a constraint adds facts up: what it forbids is not always seen
	in         *engine.Input
}

func newTrial(t *testing.T, seed uint64, item *engine.Item, rule *engine.BaseRule) *trial {
	t.Helper()
	plan, err := engine.Compile(item, rule)
	if err != nil {
		t.Fatal(err)
	}
	x := &trial{t: t, rng: rand.New(rand.NewPCG(seed, 1)), plan: plan, pool: cond.NewPool(plan.Vocabulary), multiplied: map[int]bool{}}
	for _, b := range item.Branches {
		if b.When != "" {
			_, _ = x.pool.Compile(b.When)
		}
		for _, p := range b.Penalties {
			for _, name := range []string{p.Base, p.Per} {
				if slot, ok := plan.Vocabulary.Slot(name); ok {
					x.multiplied[slot] = true
				}
			}
		}
	}
	for _, source := range item.Constraints {
		c, errs := x.pool.Compile(source)
		if errs != nil {
			t.Fatal(errs)
		}
		x.must = append(x.must, c)
		x.sums = x.sums || slices.ContainsFunc(c.Atoms, func(id int) bool { return x.pool.Atoms[id].Op == cond.Linear })
	}
	return x
}

// values lists single values of a fact inside a domain, or of the claims where it is disputed.
func (x *trial) values(slot int, d facts.Domain) []facts.Domain {
	e := x.plan.Vocabulary.Entry(slot)
	f := &x.in.Facts.Facts[slot]
	var out []facts.Domain
	near := append(boundaries(x.pool, slot), d.Lo, d.Hi, d.Lo+(d.Hi-d.Lo)/3)
	for _, v := range choices(e, near) {
		if v.Intersect(d, e.Type.Numeric()).Empty() {
			continue
		}
		if len(f.Claims) > 0 && !slices.ContainsFunc(f.Claims, func(c facts.Claim) bool { return !c.Value.Intersect(v, e.Type.Numeric()).Empty() }) {
			continue
		}
		out = append(out, v)
	}
	return out
}

func (x *trial) one(slot int, d facts.Domain) facts.Domain {
	vs := x.values(slot, d)
	return vs[x.rng.IntN(len(vs))]
}

// some draws a part of a fact's values: within bounds, or what two sides claim.
func (x *trial) fact(slot int) facts.Fact {
	e := x.plan.Vocabulary.Entry(slot)
	whole := facts.Fact{State: facts.Open, Value: e.Whole()}
	switch x.rng.IntN(4) {
	case 0:
		return facts.Fact{State: facts.Known, Value: x.one(slot, e.Whole())}
	case 1:
		if !e.Type.Numeric() {
			return whole
		}
		a, b := x.number(slot), x.number(slot)
		if a == b {
			return facts.Fact{State: facts.Known, Value: facts.Amount(a)}
		}
		return facts.Fact{State: facts.Within, Value: facts.Between(min(a, b), max(a, b))}
	case 2:
		f := facts.Fact{State: facts.Disputed}
		for i := range 2 + x.rng.IntN(2) {
			c := x.one(slot, e.Whole())
			if x.multiplied[slot] && c == facts.Amount(0) { // see completion
				c = facts.Amount(1)
			}
			if e.Type.Numeric() && x.rng.IntN(4) == 0 {
				c = e.Whole() // 未查明 by one side
			}
			f.Claims = append(f.Claims, facts.Claim{By: fmt.Sprint("方", i), Value: c})
			f.Value = f.Value.Hull(c, e.Type.Numeric())
		}
		return f
	}
	return whole
}

func (x *trial) number(slot int) int64 {
	for {
		if d := x.one(slot, x.plan.Vocabulary.Entry(slot).Whole()); d.Mask == facts.HasAmount {
			return d.Lo
		}
	}
}

// draw makes a random case: the item's own facts mostly stated, a few circumstances open or there.
func (x *trial) draw() {
	roles := append([]string{"单位", "个人"}, x.plan.Roles()...)
	x.in = &engine.Input{Role: roles[x.rng.IntN(len(roles))], Facts: x.plan.NewFacts(x.rng.IntN(4) > 0)}
	used := x.used()
	for _, c := range x.plan.Rule.Circumstances { // those with conditions of their own, or that a branch may have counted already
		if slot, ok := x.plan.Vocabulary.Slot(c.Name); ok && (c.When != "" || c.Disputed != nil || len(c.Absorb) > 0) {
			used[slot] = true
		}
	}
	for slot := range x.plan.Vocabulary.Len() {
		e := x.plan.Vocabulary.Entry(slot)
		f := &x.in.Facts.Facts[slot]
		used[slot] = used[slot] || slot >= len(x.plan.Item.Facts) && e.Circumstance == "" // of a circumstance's own condition
		switch {
		case used[slot] || e.Type.Numeric():
			if f.State != facts.Presumed || x.rng.IntN(3) > 0 {
				*f = x.fact(slot)
			}
		case f.State == facts.Open && x.rng.IntN(8) > 0: // no presumptions: most are answered all the same
			*f = facts.Fact{State: facts.Known, Value: x.one(slot, e.Whole())}
			if x.rng.IntN(3) > 0 {
				f.Value = facts.No
			}
		case x.rng.IntN(9) == 0:
			*f = x.fact(slot)
		}
	}
	x.choose()
}

// used marks the facts that the item's conditions and constraints read.
func (x *trial) used() map[int]bool {
	out := map[int]bool{}
	for i := range x.pool.Atoms {
		for _, s := range x.pool.Atoms[i].Slots() {
			out[s] = true
		}
	}
	return out
}

// choose lets the official have chosen something now and then.
func (x *trial) choose() {
	tiers := []engine.Tier{engine.Lighter, engine.Mitigated, engine.Ordinary, engine.Heavier}
	ch := &x.in.Choices
	switch x.rng.IntN(10) {
	case 0:
		ch.All = tiers[x.rng.IntN(3)]
	case 1:
		ch.By = map[string]engine.Tier{}
		for _, c := range x.plan.Rule.Circumstances {
			if x.rng.IntN(4) == 0 {
				ch.By[c.Name] = tiers[x.rng.IntN(4)]
			}
		}
	case 2:
		ch.Joint = []string{engine.OptSingle, engine.OptJoint}[x.rng.IntN(2)]
	case 3:
		ch.Waive = []string{engine.OptWaive, engine.OptPenalise}[x.rng.IntN(2)]
	}
}

// completion finds single values for all facts inside a box that meet the constraints: tried in random order, given up
// as soon as a constraint is broken. nil = there is none (among the values tried).
func (x *trial) completion(box engine.Box) []facts.Domain {
	f := x.pool.NewFrame()
	var open []int
	for slot := range f.Dom {
		f.Dom[slot] = x.in.Facts.Facts[slot].Value
	}
	for _, pin := range box {
		f.Dom[pin.Slot] = f.Dom[pin.Slot].Intersect(pin.Value, x.plan.Vocabulary.Entry(pin.Slot).Type.Numeric())
	}
	for slot := range f.Dom {
		if !f.Dom[slot].Known() {
			open = append(open, slot)
		}
	}
	budget := 20_000
	var fill func(k int) bool
	fill = func(k int) bool {
		for _, c := range x.must {
			if c.Eval(f) == facts.False {
				return false
			}
		}
		if k == len(open) {
			return true
		}
		slot := open[k]
		d := f.Dom[slot]
		vs := x.values(slot, d)
		if x.multiplied[slot] { // a multiple of nothing is no fine; an open base is reported by its factors all the same
			vs = slices.DeleteFunc(vs, func(v facts.Domain) bool { return v == facts.Amount(0) })
		}
		for _, i := range x.rng.Perm(len(vs)) {
			if budget--; budget < 0 {
				return false
			}
			f.Dom[slot] = vs[i]
			if fill(k + 1) {
				return true
			}
		}
		f.Dom[slot] = d
		return false
	}
	if !fill(0) {
		return nil
	}
	return f.Dom
}

func (x *trial) decideWith(values []facts.Domain) *engine.Result {
	set := x.in.Facts.Clone()
	for slot := range set.Facts {
		if set.Facts[slot].State != facts.Presumed {
			set.Facts[slot] = facts.Fact{State: facts.Known, Value: values[slot]}
		}
	}
	return x.plan.Decide(&engine.Input{Role: x.in.Role, Facts: set, Choices: x.in.Choices})
}

// holds reports whether the facts lie in one of the boxes of an outcome.
func (x *trial) holds(o *engine.Outcome, values []facts.Domain) bool {
	for _, b := range o.If {
		in := true
		for _, pin := range b {
			in = in && !pin.Value.Intersect(values[pin.Slot], x.plan.Vocabulary.Entry(pin.Slot).Type.Numeric()).Empty()
		}
		if in {
			return true
		}
	}
	return len(o.If) == 0
}

// check compares a result with its completions: sound and tight for those tried, disjoint, covering.
func (x *trial) check(tries int) {
	r := x.plan.Decide(x.in)
	if slices.ContainsFunc(r.Warnings, func(w engine.Warning) bool { return w.Code == "contradiction" }) {
		if f := x.completion(nil); f != nil {
			x.fail(r, f, "said to be contradictory, but these facts meet the constraints")
		}
		return
	}
	x.disjoint(r)
	x.premises(r)
	for range tries {
		if f := x.completion(nil); f != nil {
			x.compare(r, f)
		}
	}
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		boxes := o.If
		if len(boxes) == 0 {
			boxes = []engine.Box{nil}
		}
		reached := false
		for _, k := range x.rng.Perm(len(boxes))[:min(len(boxes), 12)] {
			if f := x.completion(boxes[k]); f != nil {
				reached = true
				x.compare(r, f)
			}
		}
		if !reached && o.Exact && !x.sums {
			x.fail(r, nil, "no completion reaches "+describe(o))
		}
	}
}

// premises: a presumption that changes the answer is listed with what would follow; two of them are tried.
func (x *trial) premises(r *engine.Result) {
	var presumed []int
	for slot := range x.in.Facts.Facts {
		if x.in.Facts.Facts[slot].State == facts.Presumed {
			presumed = append(presumed, slot)
		}
	}
	for _, i := range x.rng.Perm(len(presumed))[:min(2, len(presumed))] {
		slot := presumed[i]
		d := x.plan.Vocabulary.Entry(slot).Whole()
		if d.Mask &^= x.in.Facts.Facts[slot].Value.Mask; x.in.Facts.Facts[slot].Value.Mask == facts.HasAmount && x.plan.Vocabulary.Entry(slot).Type.Numeric() {
			continue
		}
		set := x.in.Facts.Clone()
		set.Facts[slot] = facts.Fact{State: facts.Open, Value: d}
		other := x.plan.Decide(&engine.Input{Role: x.in.Role, Facts: set, Choices: x.in.Choices})
		if len(other.Outcomes) == 1 && other.Outcomes[0].Status == engine.NotApplicable || sameSet(other.Outcomes, r.Outcomes) || !exact(other.Outcomes) || !exact(r.Outcomes) {
			continue
		}
		k := slices.IndexFunc(r.Assumed, func(a engine.Assumed) bool { return a.Slot == slot })
		if k < 0 {
			x.fail(other, nil, x.plan.Vocabulary.Entry(slot).Name+" changes the answer and is not among the premises")
		}
		if would := r.Assumed[k].WouldBe(); !sameSet(other.Outcomes, would) {
			x.fail(other, nil, fmt.Sprintf("%s the other way would be %q", x.plan.Vocabulary.Entry(slot).Name, engine.WouldBe(would, nil)))
		}
	}
}

func exact(os []engine.Outcome) bool {
	return !slices.ContainsFunc(os, func(o engine.Outcome) bool { return !o.Exact })
}

// sameSet compares outcomes in all but their order and conditions.
func sameSet(a, b []engine.Outcome) bool {
	if len(a) != len(b) {
		return false
	}
	left := slices.Clone(b)
	for i := range a {
		k := slices.IndexFunc(left, func(o engine.Outcome) bool { return differs(&a[i], &o) == "" })
		if k < 0 {
			return false
		}
		left = slices.Delete(left, k, k+1)
	}
	return true
}

// compare: what complete facts give must be exactly what the open result reports for them.
func (x *trial) compare(r *engine.Result, f []facts.Domain) {
	whole := x.decideWith(f)
	for i := range whole.Outcomes {
		if why := unlawful(&whole.Outcomes[i]); why != "" {
			x.fail(whole, f, describe(&whole.Outcomes[i])+": "+why)
		}
	}
	var reported []*engine.Outcome
	for i := range r.Outcomes {
		if x.holds(&r.Outcomes[i], f) {
			reported = append(reported, &r.Outcomes[i])
		}
	}
	if i := slices.IndexFunc(reported, func(o *engine.Outcome) bool { return !o.Exact }); i >= 0 {
		if !strings.Contains(reported[i].Why, "条件") { // comparisons of several open facts promise nothing
			x.inside(reported, whole, r, f)
		}
		return
	}
	for i := range whole.Outcomes {
		o := &whole.Outcomes[i]
		k := slices.IndexFunc(reported, func(p *engine.Outcome) bool { return differs(p, o) == "" })
		if k < 0 {
			why := ""
			for _, p := range reported {
				why += "\n  not " + describe(p) + ": " + differs(p, o)
			}
			x.fail(r, f, "not reported: "+describe(o)+why)
		}
		reported = slices.Delete(reported, k, k+1)
	}
	if len(reported) > 0 {
		x.fail(r, f, "reported, but these facts do not give it: "+describe(reported[0]))
	}
}

// unlawful says where a fine leaves the statutory range: never above the ceiling, below the floor only by 减轻.
func unlawful(o *engine.Outcome) string {
	for i := range o.Measures {
		m := o.Measures[i]
		if m.Kind != engine.Fine || m.OpenBase {
			continue
		}
		law := fromZero(m.Statutory)
		downward := o.Tier == engine.Mitigated || o.Status == engine.Weigh || m.Direction == engine.LowerOrBelow
		if downward {
			law.Min, law.MinOpen = money.Ratio{}, false
		}
		if o.Option == engine.OptMitigated && !m.Statutory.NoMin && m.Cut != nil {
			law.Max, law.MaxOpen = m.Statutory.Min, m.Cut.MaxOpen || m.Statutory.MinOpen
		}
		if m.Range.Empty() || !m.Range.Within(law) {
			return fmt.Sprintf("fine %v leaves %v", m.Range, m.Statutory)
		}
	}
	return ""
}

// inside: where only a hull is given, every kind and every fine must lie in it.
func (x *trial) inside(reported []*engine.Outcome, whole *engine.Result, r *engine.Result, f []facts.Domain) {
	for i := range whole.Outcomes {
		for _, m := range whole.Outcomes[i].Measures {
			if !slices.ContainsFunc(reported, func(o *engine.Outcome) bool {
				return slices.ContainsFunc(o.Measures, func(h *engine.Measure) bool {
					return h.Kind == m.Kind && (h.OpenBase || m.Kind != engine.Fine || fromZero(m.Range).Within(fromZero(h.Range)))
				})
			}) {
				x.fail(r, f, "outside the hull: "+describe(&whole.Outcomes[i]))
			}
		}
	}
}

// disjoint: two boxes of one option and reading share no facts.
func (x *trial) disjoint(r *engine.Result) {
	type named struct {
		o *engine.Outcome
		b engine.Box
	}
	groups := map[string][]named{}
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		key := o.Option
		if o.Reading != nil {
			key += "/" + o.Reading.As
		}
		boxes := o.If
		if len(boxes) == 0 {
			boxes = []engine.Box{nil}
		}
		for _, b := range boxes {
			groups[key] = append(groups[key], named{o, b})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		bs := groups[key]
		if len(bs) > 400 {
			continue // all pairs of thousands take too long; the comparisons cover them
		}
		for i := range bs {
			for j := range i {
				if x.meet(bs[i].b, bs[j].b) {
					x.fail(r, nil, fmt.Sprintf("%q: boxes of %s and %s meet:\n  %s\n  %s", key, describe(bs[i].o), describe(bs[j].o), x.words(bs[i].b), x.words(bs[j].b)))
				}
			}
		}
	}
}

func (x *trial) meet(a, b engine.Box) bool {
	for _, p := range a {
		for _, q := range b {
			if p.Slot == q.Slot && p.Value.Intersect(q.Value, x.plan.Vocabulary.Entry(p.Slot).Type.Numeric()).Empty() {
				return false
			}
		}
	}
	return true
}

func (x *trial) words(b engine.Box) string {
	var s []string
	for _, p := range b {
		e := x.plan.Vocabulary.Entry(p.Slot)
		s = append(s, e.Name+"="+e.Words(p.Value))
	}
	return strings.Join(s, "，")
}

// differs says in what a reported outcome is not the complete one, "" when it is. Where the base is open, the factors
// must be equal and the sums inside.
func differs(p, o *engine.Outcome) string {
	open := slices.ContainsFunc(p.Measures, func(m *engine.Measure) bool { return m.OpenBase })
	switch {
	case p.Status != o.Status && !(open && p.Status == engine.IsRange && o.Status == engine.IsPoint):
		return "status"
	case p.Tier != o.Tier:
		return "tier"
	case p.Option != o.Option:
		return "option"
	case (p.Choice == nil) != (o.Choice == nil), p.Choice != nil && (p.Choice.By != o.Choice.By || p.Choice.ReasonRequired != o.Choice.ReasonRequired):
		return "choice"
	case (p.Reading == nil) != (o.Reading == nil), p.Reading != nil && *p.Reading != *o.Reading:
		return fmt.Sprintf("reading %+v, %+v", p.Reading, o.Reading)
	case p.Joint != o.Joint || p.Reference != o.Reference:
		return "joint or reference"
	case !slices.Equal(p.Needs, o.Needs) || !slices.Equal(p.Corrective, o.Corrective):
		return "needs or orders"
	case len(p.Measures) != len(o.Measures):
		return "number of measures"
	}
	for i := range p.Measures {
		if d := differ(p.Measures[i], o.Measures[i]); d != "" {
			return d
		}
	}
	return ""
}

func differ(m, n *engine.Measure) string {
	switch {
	case m.Penalty != n.Penalty || m.Modality != n.Modality || m.Basis != n.Basis || m.NoBase != n.NoBase || m.Based != n.Based:
		return "penalty of " + m.Kind
	case m.Direction != n.Direction || m.Whole != n.Whole:
		return "direction"
	case (m.Cut == nil) != (n.Cut == nil) || m.Cut != nil && *m.Cut != *n.Cut:
		return "cut"
	case m.Factor != n.Factor:
		return fmt.Sprintf("factor %v, %v", m.Factor, n.Factor)
	case m.OpenBase && !fromZero(n.Statutory).Within(fromZero(m.Statutory)):
		return fmt.Sprintf("statutory sum %v outside %v", n.Statutory, m.Statutory)
	case m.OpenBase && !n.Range.Within(m.Range):
		return fmt.Sprintf("sum %v outside %v", n.Range, m.Range)
	case m.OpenBase && m.Point != nil:
		return "normal point of an open base"
	case m.OpenBase:
		return ""
	case n.OpenBase:
		return "base open though all is known"
	case m.Statutory != n.Statutory:
		return fmt.Sprintf("statutory sum %v, %v", m.Statutory, n.Statutory)
	case m.Range != n.Range:
		return fmt.Sprintf("sum %v, %v", m.Range, n.Range)
	case point(m) != point(n):
		return fmt.Sprintf("normal point %v, %v", point(m), point(n))
	}
	return ""
}

// fromZero gives a range without a floor its natural one.
func fromZero(r money.Range) money.Range {
	if r.NoMin {
		r.NoMin, r.Min, r.MinOpen = false, money.Ratio{}, false
	}
	return r
}

func point(m *engine.Measure) money.Ratio {
	if m.Point == nil {
		return money.Int(-1)
	}
	return *m.Point
}

func describe(o *engine.Outcome) string {
	s := fmt.Sprintf("[%s %s", o.Status, o.Brief())
	if o.Option != "" {
		s += " option " + o.Option
	}
	if o.Reading != nil {
		s += " reading " + o.Reading.As
	}
	return s + "]"
}

func (x *trial) fail(r *engine.Result, f []facts.Domain, why string) {
	x.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s with %s, role %q, choices %+v, constraints %q\n%s\ncase:\n", x.plan.Item.ID, x.plan.Rule.ID, x.in.Role, x.in.Choices, x.plan.Item.Constraints, why)
	for slot := range x.in.Facts.Facts {
		c := &x.in.Facts.Facts[slot]
		if c.State == facts.Presumed {
			continue
		}
		e := x.plan.Vocabulary.Entry(slot)
		fmt.Fprintf(&b, "  %s %s: %s", c.State, e.Name, e.Words(c.Value))
		for _, claim := range c.Claims {
			fmt.Fprintf(&b, " / %s", e.Words(claim.Value))
		}
		if f != nil && !c.Value.Known() {
			fmt.Fprintf(&b, " → %s", e.Words(f[slot]))
		}
		b.WriteString("\n")
	}
	b.WriteString("reported:\n")
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		fmt.Fprintf(&b, "  %s", describe(o))
		for _, box := range o.If[:min(len(o.If), 4)] {
			fmt.Fprintf(&b, " {%s}", x.words(box))
		}
		b.WriteString("\n")
	}
	x.t.Fatal(b.String())
}

// constrained copies an item with one or two constraints over its own facts and the rule's circumstances: shipped packs
// have few, and the boxes must respect any.
func (x *trial) constrained(item *engine.Item) *engine.Item {
	out := *item
	out.Constraints = slices.Clone(item.Constraints)
	if money := x.amounts(); len(money) > 1 && x.rng.IntN(6) == 0 {
		out.Constraints = append(out.Constraints, money[0]+" + "+money[1]+" <= 60000")
	}
	for range 1 + x.rng.IntN(2) {
		a, b := x.literal(), x.literal()
		if a == "" || b == "" {
			continue
		}
		out.Constraints = append(out.Constraints, []string{
			fmt.Sprintf("not (%s) or (%s)", a, b), fmt.Sprintf("not ((%s) and (%s))", a, b), fmt.Sprintf("(%s) or (%s)", a, b),
		}[x.rng.IntN(3)])
	}
	return &out
}

// amounts names the sums of the item in random order.
func (x *trial) amounts() []string {
	var out []string
	for _, e := range x.plan.Item.Facts {
		if e.Type == facts.Money {
			out = append(out, e.Name)
		}
	}
	x.rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// literal is a condition on one fact that may be negated: a yes/no fact, an enum, a plain number or the presence of one.
func (x *trial) literal() string {
	e := x.plan.Vocabulary.Entry(x.rng.IntN(x.plan.Vocabulary.Len()))
	if x.rng.IntN(2) == 0 && len(x.plan.Item.Facts) > 0 {
		e = x.plan.Vocabulary.Entry(x.rng.IntN(len(x.plan.Item.Facts)))
	}
	switch {
	case e.Type == facts.Bool:
		return []string{e.Name, "not " + e.Name}[x.rng.IntN(2)]
	case e.Type == facts.Enum:
		return e.Name + " == '" + e.Options[x.rng.IntN(len(e.Options))] + "'"
	case e.Absent:
		return e.Name + []string{" == 无", " != 无", " != 无法计算"}[x.rng.IntN(3)]
	case e.Type == facts.Money || e.Type == facts.Int:
		return e.Name + []string{" < ", " >= ", " > "}[x.rng.IntN(3)] + []string{"3", "10000", "50000"}[x.rng.IntN(3)]
	}
	return ""
}

// signature tells items of different build apart: shapes of fines, counts, caps, choices, roles and steps.
func signature(it *engine.Item) []string {
	set := map[string]bool{}
	for _, b := range it.Branches {
		set["step "+string(b.Step)] = true
		set["role "+b.Role] = true
		words := strings.Fields(b.When)
		set[fmt.Sprintf("condition and %v or %v not %v", slices.Contains(words, "and"), slices.Contains(words, "or"), slices.Contains(words, "not"))] = true
		if b.Reference != "" {
			set["reference"] = true
		}
		for _, x := range b.Penalties {
			if x.Kind != engine.Fine {
				set["other "+string(x.Modality)] = true
				continue
			}
			set[fmt.Sprintf("fine min %v max %v base %v percent %v per %v cap %v deem %v fixed %v", x.Min != nil, x.Max != nil, x.Base != "", x.Percent, x.Per != "", x.Cap != nil, x.DeemMin != nil,
				x.Min != nil && x.Max != nil && *x.Min == *x.Max)] = true
			set[fmt.Sprintf("fine %s choice %v", x.Modality, x.Choice != "")] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// pairs gives the items to try with each rule: in a long run all, else one of every build and every seventh by turns.
func pairs(t *testing.T, rule int, items []*engine.Item) []*engine.Item {
	if os.Getenv(longRun) != "" {
		return items
	}
	seen := map[string]bool{}
	var out []*engine.Item
	for i, k := 0, rule*37; i < len(items); i, k = i+1, k+1 {
		it := items[k%len(items)]
		fresh := false
		for _, s := range signature(it) {
			fresh = fresh || !seen[s]
			seen[s] = true
		}
		if fresh || i%7 == 0 {
			out = append(out, it)
		}
	}
	return out
}

// made copies a shipped rule with another id, to try what no shipped rule uses.
func made(t *testing.T, id string, change func(*engine.BaseRule)) *engine.BaseRule {
	p, ok := library(t).Pack("base/chongqing")
	if !ok {
		t.Fatal("base/chongqing is gone")
	}
	r := *p.Versions[0].Base
	r.ID, r.Circumstances = id, slices.Clone(r.Circumstances)
	change(&r)
	return &r
}

// capped adds a local ceiling of fines, as some provinces have.
func capped(t *testing.T) *engine.BaseRule {
	return made(t, "base/capped", func(r *engine.BaseRule) {
		r.Cap = &engine.LocalCap{Fact: "本地罚款限额", Except: "限额除外领域", Basis: engine.Basis{Law: "示例", Article: "第一条"}}
	})
}

// conditional gives every third circumstance a condition of its own, a second reading, or facts of items that it repeats.
func conditional(t *testing.T) *engine.BaseRule {
	return made(t, "base/conditional", func(r *engine.BaseRule) {
		basis := engine.Basis{Law: "示例", Article: "第二条"}
		for i := range r.Circumstances {
			c := &r.Circumstances[i]
			switch i % 6 {
			case 0:
				c.When = "not 附加甲"
			case 2:
				c.Disputed = &engine.DisputedReading{When: "附加乙", Counted: "计入" + c.Name, Uncounted: "不计入" + c.Name, Basis: basis, LawWins: i%4 == 0}
			case 4:
				c.Absorb = []string{"拒不改正", "逾期不改正", "情节严重", "逾期未改正"}
			}
		}
	})
}

// What is reported over open facts is sound, tight, disjoint and covering, for every base rule and items of every build.
func TestOpenFactsAreCompletions(t *testing.T) {
	items := shippedItems(t)
	cases, tried, each := 0, 0, 12
	if os.Getenv(longRun) != "" {
		each = 60
	}
	for k, rule := range append(shippedRules(t), capped(t), conditional(t)) {
		for i, it := range pairs(t, k, items) {
			x := newTrial(t, uint64(k*1000+i), it, rule)
			each := each
			if rule.Cap != nil {
				each *= 3 // a ceiling bites only where base and ceiling meet
			}
			for n := range each {
				if n == each/2 { // the second half under constraints
					x = newTrial(t, uint64(k*1000+i+500_000), x.constrained(it), rule)
				}
				x.draw()
				x.check(6)
				cases++
			}
			tried++
		}
	}
	if os.Getenv(longRun) == "" {
		t.Logf("a sample: %d pairs of item and rule, %d cases; every pair with %s=1", tried, cases, longRun)
	} else {
		t.Logf("all %d pairs of item and rule, %d cases", tried, cases)
	}
}

// A plan serves many cases at once: what it gives does not depend on what else it decides.
func TestPlanServesManyAtOnce(t *testing.T) {
	found, err := library(t).Item("食品安全法/124/1/5", "2026-03-01")
	if err != nil {
		t.Fatal(err)
	}
	var ins []*engine.Input
	x := newTrial(t, 3, found.Item, capped(t))
	for range 200 {
		x.draw()
		ins = append(ins, x.in)
	}
	answer := func(in *engine.Input) string {
		r := x.plan.Decide(in)
		s := fmt.Sprint(r.Status, r.Missing, r.Warnings, engine.WouldBe(r.Outcomes, nil))
		for _, o := range r.Outcomes {
			s += fmt.Sprint(o.If)
		}
		for i := range r.Assumed {
			s += fmt.Sprint(r.Assumed[i].Slot) + engine.WouldBe(r.Assumed[i].WouldBe(), nil)
		}
		return s
	}
	want := make([]string, len(ins))
	for i, in := range ins {
		want[i] = answer(in)
	}
	var wait sync.WaitGroup
	for g := range 8 {
		wait.Go(func() {
			for i := range ins {
				k := (i*7 + g*31) % len(ins)
				if got := answer(ins[k]); got != want[k] {
					t.Errorf("case %d alone: %s\namong others: %s", k, want[k], got)
					return
				}
			}
		})
	}
	wait.Wait()
}

// What is worked out later leaves earlier answers as they were: outcomes share measures and room.
func TestLaterAnswersChangeNothing(t *testing.T) {
	items := shippedItems(t)
	text := func(os []engine.Outcome) string {
		b, err := json.Marshal(os)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for k, rule := range append(shippedRules(t), capped(t), conditional(t)) {
		x := newTrial(t, uint64(k), items[(k*53+11)%len(items)], rule)
		for range 6 {
			x.draw()
			r := x.plan.Decide(x.in)
			before := []string{text(r.Outcomes)}
			for i := range r.Assumed {
				before = append(before, text(r.Assumed[i].WouldBe()))
			}
			r.Lighter()
			x.plan.Decide(x.in)
			for i := len(r.Assumed) - 1; i >= 0; i-- {
				if got := text(r.Assumed[i].WouldBe()); got != before[i+1] {
					x.fail(r, nil, fmt.Sprintf("a premise gave %s, and later %s", before[i+1], got))
				}
			}
			if got := text(r.Outcomes); got != before[0] {
				x.fail(r, nil, "the outcomes were "+before[0]+", and later "+got)
			}
		}
	}
}

// Room that a released answer left carries nothing over to the next case: the answers are those of a plan that never saw another.
func TestReleasedRoom(t *testing.T) {
	items := shippedItems(t)
	text := func(r *engine.Result) string {
		all := []any{r.Status, r.Outcomes, r.Missing, r.Warnings, r.Lighter()}
		for i := range r.Assumed {
			all = append(all, r.Assumed[i].Slot, r.Assumed[i].WouldBe())
		}
		b, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for k, rule := range append(shippedRules(t), capped(t), conditional(t)) {
		x := newTrial(t, uint64(k)+90, items[(k*31+5)%len(items)], rule)
		for range 8 {
			x.draw()
			alone, err := engine.Compile(x.plan.Item, rule)
			if err != nil {
				t.Fatal(err)
			}
			r := x.plan.Decide(x.in)
			got, want := text(r), text(alone.Decide(x.in))
			if got != want {
				x.fail(r, nil, "after a released answer "+got+", alone "+want)
			}
			r.Release()
		}
	}
}

// All circumstances of a rule open at once stay within the limits, and end in few outcomes.
func TestAllCircumstancesOpen(t *testing.T) {
	found, err := library(t).Item("食品安全法/124/1/5", "2026-03-01")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range shippedRules(t) {
		x := newTrial(t, 7, found.Item, rule)
		x.in = &engine.Input{Role: "单位", Facts: x.plan.NewFacts(true)}
		if err := x.in.Facts.SetKnown("货值金额", "3200"); err != nil {
			t.Fatal(err)
		}
		open := 0
		for _, c := range rule.Circumstances {
			if err := x.in.Facts.SetKnown(c.Name, facts.OpenWord); err != nil {
				t.Fatal(err)
			}
			open++
		}
		r := x.plan.Decide(x.in)
		boxes := map[string]bool{}
		for _, o := range r.Outcomes {
			for _, b := range o.If {
				boxes[fmt.Sprint(b)] = true
			}
		}
		t.Logf("%s: %d circumstances open, %d boxes, %d outcomes: %s", rule.ID, open, len(boxes), len(r.Outcomes), engine.WouldBe(r.Outcomes, nil))
		if slices.ContainsFunc(r.Outcomes, func(o engine.Outcome) bool { return !o.Exact }) || len(boxes) > engine.MaxBoxes {
			t.Errorf("%s: not exact", rule.ID)
		}
		x.check(40)
		x.in.Choices.By = map[string]engine.Tier{"立功": engine.Lighter} // then every circumstance counts: too many boxes for all
		x.check(40)
	}
}
