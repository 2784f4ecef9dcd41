package engine

import (
	"fmt"
	"slices"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// table is a benchmark compiled over the vocabulary of its plan.
type table struct {
	*Benchmark
	grades  []grade
	factors []factor
	adjust  []*cond.Cond
}

type grade struct {
	*Grade
	when   *cond.Cond
	held   []int // slots of the yes/no facts in its condition
	fine   []penalty
	scored bool // a formula asks for the weights of the factors
}

type factor struct {
	*Factor
	options []option
}

type option struct {
	when   *cond.Cond
	weight money.Ratio
	by     map[string]money.Ratio
}

// selection is what the table comes to for the facts: the tiers that hold, the options of the factors, what amounts are computed from.
type selection struct {
	grades  []int
	options []int // by factor; -1 = none holds, -2 = several hold
	adjust  []int // the adjustments that hold
	numbers []Narrowed
}

func (s *selection) equal(o *selection) bool {
	return slices.Equal(s.grades, o.grades) && slices.Equal(s.adjust, o.adjust) && slices.Equal(s.options, o.options) && slices.Equal(s.numbers, o.numbers)
}

// Benchmark is the benchmark that the plan was compiled with; nil = none.
func (p *Plan) Benchmark() *Benchmark {
	if p.table == nil {
		return nil
	}
	return p.table.Benchmark
}

// MaxGrades bounds the tiers and cells of one item.
const MaxGrades = 4096

// compileTable compiles a benchmark into the plan.
func (p *Plan) compileTable(b *Benchmark, fail failer) {
	if len(b.Grades) > MaxGrades {
		fail(b.ID, fmt.Sprintf("一个事项有 %d 个阶次，上限是 %d 个", len(b.Grades), MaxGrades), "拆成几个事项")
		return
	}
	t := &table{Benchmark: b}
	for i := range b.Factors {
		t.factors = append(t.factors, p.factor(&b.Factors[i], fail))
	}
	for i := range b.Grades {
		t.grades = append(t.grades, p.grade(&b.Grades[i], fail))
	}
	for i := range b.Adjust {
		t.adjust = append(t.adjust, p.condition(b.Adjust[i].When, "系数“"+b.Adjust[i].Name+"”", fail))
	}
	p.table = t
}

func (p *Plan) factor(f *Factor, fail failer) factor {
	out := factor{Factor: f}
	for j := range f.Options {
		o := &f.Options[j]
		where := fmt.Sprintf("裁量因素“%s”第 %d 个选项", f.Name, j+1)
		x := option{when: p.condition(o.When, where, fail), by: map[string]money.Ratio{}}
		x.weight = ratio(o.Weight, where, fail)
		for column, w := range o.By {
			x.by[column] = ratio(w, where, fail)
		}
		out.options = append(out.options, x)
	}
	return out
}

func ratio(s, where string, fail failer) money.Ratio {
	if s == "" {
		return money.Ratio{}
	}
	r, err := money.ParseRatio(s)
	if err != nil {
		fail(where, "权重“"+s+"”不是数", "写小数，例如 0.05")
	}
	return r
}

func (p *Plan) grade(g *Grade, fail failer) grade {
	where := fmt.Sprintf("阶次“%s”", g.Name)
	out := grade{Grade: g, when: p.condition(g.When, where, fail)}
	out.held = p.held(out.when)
	for j := range g.Penalties {
		x := p.penalty(&g.Penalties[j], fmt.Sprintf("%s的第 %d 项处罚", where, j+1), fail)
		for _, f := range []*cond.Formula{x.from, x.to} {
			out.scored = out.scored || f != nil && f.Scored
		}
		out.fine = append(out.fine, x)
	}
	return out
}

// held lists the yes/no facts that a condition asks for.
func (p *Plan) held(c *cond.Cond) []int {
	var out []int
	if c == nil {
		return nil
	}
	for _, id := range c.Atoms {
		if a := p.pool.Atoms[id]; a.Op == cond.IsTrue {
			out = append(out, a.Slot)
		}
	}
	return out
}

// decides marks the facts that decide the table.
func (t *table) decides(mark func(*cond.Cond), number func(int)) {
	for i := range t.grades {
		mark(t.grades[i].when)
		for j := range t.grades[i].fine {
			for _, s := range t.grades[i].fine[j].reads() {
				number(s)
			}
		}
	}
	for _, c := range t.adjust {
		mark(c)
	}
	for i := range t.factors {
		for j := range t.factors[i].options {
			mark(t.factors[i].options[j].when)
		}
	}
}

// reads lists the facts that an amount is computed from.
func (x *penalty) reads() []int {
	var out []int
	for _, s := range []int{x.base, x.per} {
		if s >= 0 {
			out = append(out, s)
		}
	}
	for _, f := range []*cond.Formula{x.from, x.to} {
		if f != nil {
			out = append(out, f.Slots...)
		}
	}
	return out
}

// graded decides the table as far as the facts go; settled with k.sel set when it is decided.
func (w *walker) graded(k *key) pending {
	var s selection
	if next := w.matching(&s); next != settled {
		return next
	}
	scored := false
	for _, i := range s.grades {
		scored = scored || w.p.table.grades[i].scored
	}
	if scored {
		if next := w.weighed(&s); next != settled {
			return next
		}
	}
	for i, c := range w.p.table.adjust {
		switch c.Eval(w.f) {
		case facts.Unknown:
			return w.ask(c)
		case facts.True:
			s.adjust = append(s.adjust, i)
		}
	}
	if next := w.computed(&s); next != settled {
		return next
	}
	k.sel = w.intern(&s)
	return settled
}

// matching finds the tiers that hold, by the document's policy.
func (w *walker) matching(s *selection) pending {
	t := w.p.table
	order := make([]int, len(t.grades))
	for i := range order {
		order[i] = i
	}
	if t.Choose == Heaviest {
		slices.Reverse(order)
	}
	for _, override := range []bool{true, false} {
		for _, i := range order {
			g := &t.grades[i]
			if g.Otherwise || g.Override != override {
				continue
			}
			switch g.when.Eval(w.f) {
			case facts.Unknown:
				return w.ask(g.when)
			case facts.True:
				s.grades = append(s.grades, i)
			}
			if len(s.grades) > 0 && t.Choose != "" && !t.Columns {
				return settled
			}
		}
		if len(s.grades) > 0 {
			return settled
		}
	}
	return w.remaining(s)
}

// remaining finds the tier for what no other tier holds for: the first whose own condition, if it has one, holds.
func (w *walker) remaining(s *selection) pending {
	for i := range w.p.table.grades {
		g := &w.p.table.grades[i]
		if !g.Otherwise {
			continue
		}
		switch g.when.Eval(w.f) {
		case facts.Unknown:
			return w.ask(g.when)
		case facts.True:
			s.grades = append(s.grades, i)
			return settled
		}
	}
	return settled
}

// weighed finds the option of every factor.
func (w *walker) weighed(s *selection) pending {
	for i := range w.p.table.factors {
		next, at := w.optionOf(&w.p.table.factors[i])
		if next != settled {
			return next
		}
		s.options = append(s.options, at)
	}
	return settled
}

func (w *walker) optionOf(f *factor) (pending, int) {
	at := -1
	for j := range f.options {
		switch f.options[j].when.Eval(w.f) {
		case facts.Unknown:
			next := w.ask(f.options[j].when)
			if w.p.table.LowestUnknown && w.in.Facts.Facts[next.slot].Unprovable {
				return settled, w.lowest(f)
			}
			return next, 0
		case facts.True:
			switch {
			case at < 0:
				at = j
			case w.p.table.Choose != Heaviest:
				return settled, -2
			case f.options[j].weight.Cmp(f.options[at].weight) > 0:
				at = j
			}
		}
	}
	return settled, at
}

// lowest is the option of the least weight among those that may hold (查不清的按最低一档).
func (w *walker) lowest(f *factor) int {
	at := -1
	for j := range f.options {
		if f.options[j].when.Eval(w.f) == facts.False {
			continue
		}
		if at < 0 || f.least(j).Cmp(f.least(at)) < 0 {
			at = j
		}
	}
	return at
}

// least is the smallest weight of an option in any column.
func (f *factor) least(j int) money.Ratio {
	o := &f.options[j]
	out := o.weight
	first := f.Options[j].Weight == ""
	for _, w := range o.by {
		if first || w.Cmp(out) < 0 {
			out, first = w, false
		}
	}
	return out
}

// computed asks whether what amounts are computed from is an amount at all, and notes its values.
func (w *walker) computed(s *selection) pending {
	for _, i := range s.grades {
		g := &w.p.table.grades[i]
		for j := range g.fine {
			if !w.in.applies(g.role(j)) {
				continue
			}
			for _, slot := range g.fine[j].reads() {
				if slices.ContainsFunc(s.numbers, func(n Narrowed) bool { return n.Slot == slot }) {
					continue
				}
				d := w.f.Dom[slot]
				if w.p.Vocabulary.Entry(slot).Type == facts.Bool {
					if !d.Known() {
						return pending{slot, -1}
					}
				} else if d.Mask&facts.HasAmount != 0 && d.Mask != facts.HasAmount {
					return pending{slot, w.p.absence(slot)}
				}
				s.numbers = append(s.numbers, Narrowed{slot, d})
			}
		}
	}
	return settled
}

// role is whom the penalty hits; "" = everyone.
func (g *grade) role(j int) string {
	if j < len(g.Roles) {
		return g.Roles[j]
	}
	return ""
}

// intern numbers a selection, so that points stay small and comparable.
func (w *walker) intern(s *selection) uint16 {
	for i := range *w.sels {
		if (*w.sels)[i].equal(s) {
			return uint16(i + 1)
		}
	}
	*w.sels = append(*w.sels, *s)
	return uint16(len(*w.sels))
}

// number is what the selection says of a fact.
func (s *selection) number(slot int) (facts.Domain, bool) {
	for _, n := range s.numbers {
		if n.Slot == slot {
			return n.Value, true
		}
	}
	return facts.Domain{}, false
}

// consumedBy: the fact already held in the condition of the tier.
func (t *table) consumedBy(s *selection, slot int) bool {
	for _, i := range s.grades {
		if slices.Contains(t.grades[i].held, slot) {
			return true
		}
	}
	return false
}
