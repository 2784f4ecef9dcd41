package prove

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// A vocabulary so small that every set of facts can be tried: the reference for all proofs, amounts included.
func tiny(t testing.TB) *facts.Vocabulary {
	t.Helper()
	v, err := facts.NewVocabulary(
		facts.Entry{Name: "金额", Type: facts.Money, Hi: 4, Worse: "more"},
		facts.Entry{Name: "所得", Type: facts.Money, Absent: true, Hi: 3, Worse: "more"},
		facts.Entry{Name: "天数", Type: facts.Int, Hi: 3, Worse: "less"},
		facts.Entry{Name: "拒不改正", Type: facts.Bool, Worse: "true"},
		facts.Entry{Name: "过错", Type: facts.Enum, Options: []string{"甲", "乙", "丙"}, Order: []string{"丙", "甲", "乙"}},
	)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// all lists every set of facts.
func all(v *facts.Vocabulary) []box {
	out := []box{{}}
	for i := range v.Len() {
		e := v.Entry(i)
		var next []box
		for _, b := range out {
			for _, d := range values(e) {
				next = append(next, append(slices.Clone(b), d))
			}
		}
		out = next
	}
	return out
}

func values(e *facts.Entry) []facts.Domain {
	var out []facts.Domain
	switch e.Type {
	case facts.Bool:
		return []facts.Domain{facts.No, facts.Yes}
	case facts.Enum:
		for i := range e.Options {
			out = append(out, facts.Domain{Mask: 1 << i})
		}
		return out
	}
	lo, hi := e.Bounds()
	for n := lo; n <= hi; n++ {
		out = append(out, facts.Amount(n))
	}
	if e.Absent {
		out = append(out, facts.None, facts.Incalculable)
	}
	return out
}

// tinyAtoms draws thresholds that fit.
func (w writer) tiny(depth int) string {
	if depth == 0 || w.r.IntN(4) == 0 {
		k := func(n int) int { return w.r.IntN(n) }
		op := []string{"<", "<=", ">", ">=", "==", "!="}[k(6)]
		switch k(6) {
		case 0, 1:
			return fmt.Sprintf("金额 %s 0.0%d", op, k(5))
		case 2:
			return fmt.Sprintf("所得 %s 0.0%d", op, 1+k(3))
		case 3:
			return fmt.Sprintf("天数 %s %d", op, k(4))
		case 4:
			return []string{"拒不改正", "not 拒不改正"}[k(2)]
		}
		return []string{"过错 == '甲'", "过错 != '乙'", "过错 in ['乙', '丙']", "所得 == 无", "所得 != 无法计算"}[k(5)]
	}
	return "(" + w.tiny(depth-1) + ") " + []string{"and", "or"}[w.r.IntN(2)] + " (" + w.tiny(depth-1) + ")"
}

// amount draws a range of a few fen, or of a few tenths of a base, now and then with a floor, a cap or a deemed base.
func (w writer) amount(target string) Amount {
	lo := w.r.Int64N(5)
	a := Amount{Target: target, Range: money.Range{Min: money.Int(lo), Max: money.Int(lo + w.r.Int64N(4)), MinOpen: w.r.IntN(4) == 0, MaxOpen: w.r.IntN(4) == 0}}
	if a.Range.Empty() {
		a.Range.MinOpen, a.Range.MaxOpen = false, false
	}
	a.Range.NoMin, a.Range.NoMax = w.r.IntN(8) == 0, w.r.IntN(12) == 0
	if w.r.IntN(3) > 0 {
		return a
	}
	a.Base = []string{"金额", "所得"}[w.r.IntN(2)]
	limit := money.Fen(1 + w.r.Int64N(8))
	switch w.r.IntN(6) {
	case 0:
		a.Cap = &limit
	case 1:
		a.Least = &limit
	case 2:
		limit = 1 + limit%3
		a.Deem = &limit
	}
	return a
}

func (w writer) list() []Amount {
	out := []Amount{w.amount("罚款")}
	if w.r.IntN(4) == 0 {
		out = append(out, Amount{Target: "警告", Range: money.Range{NoMin: true, NoMax: true}})
	}
	return out
}

// tinyTable draws a table with everything that the core knows.
func tinyTable(t testing.TB, r *rand.Rand) *Table {
	return tinyTableIn(t, r, cond.NewPool(tiny(t)))
}

func tinyTableIn(t testing.TB, r *rand.Rand, p *cond.Pool) *Table {
	w := writer{r, p.Vocabulary}
	out := &Table{Name: "随机", Pool: p, Policy: []Policy{Silent, Silent, First, Heaviest, Lightest}[r.IntN(5)]}
	if r.IntN(2) == 0 {
		out.Constraints = append(out.Constraints, compile(t, p, w.tiny(1)))
	}
	if r.IntN(3) == 0 {
		out.Scope = compile(t, p, w.tiny(1))
	}
	for i := range r.IntN(3) {
		out.Branches = append(out.Branches, Branch{Name: fmt.Sprint("支", i), When: compile(t, p, w.tiny(1)), Limits: w.list(), Partial: r.IntN(3) == 0})
	}
	for i := range 1 + r.IntN(4) {
		x := Tier{Name: fmt.Sprint("档", i), When: compile(t, p, w.tiny(2)), Branch: Any, Amounts: w.list(), Group: []string{"", "", "个人"}[r.IntN(3)]}
		if len(out.Branches) > 0 && r.IntN(2) == 0 {
			x.Branch = r.IntN(len(out.Branches))
		}
		switch r.IntN(8) {
		case 0:
			x.Mark, x.Amounts = Waived, nil
		case 1:
			x.Mark = Mitigated
			if r.IntN(3) == 0 {
				x.Amounts = nil
			}
		case 2:
			x.Override = true
		case 3:
			x.Otherwise = true
		}
		out.Tiers = append(out.Tiers, x)
	}
	if r.IntN(3) == 0 {
		out.Parent = &Table{Name: "上级", Pool: p}
		for i := range 1 + r.IntN(2) {
			out.Parent.Tiers = append(out.Parent.Tiers, Tier{Name: fmt.Sprint("上", i), When: compile(t, p, w.tiny(1)), Branch: Any, Amounts: w.list()})
		}
	}
	return out
}

// brute knows a table at every set of facts.
type brute struct {
	t      *Table
	points []box
	hold   [][]bool // by point and tier: its conditions hold
	acts   [][]bool // and none of those that beat it holds
	branch [][]bool // by point and branch
	index  map[string]int
}

// key names a point.
func key(p box) string {
	out := make([]byte, 0, 2*len(p))
	for _, d := range p {
		out = append(out, byte(d.Lo), byte(d.Mask))
	}
	return string(out)
}

func is(c *cond.Cond, f *cond.Frame) bool { return c.Eval(f) == facts.True }

func newBrute(t *Table) *brute {
	b := &brute{t: t, index: map[string]int{}}
	f := t.Pool.NewFrame()
	for _, p := range all(t.Pool.Vocabulary) {
		copy(f.Dom, p)
		if slices.ContainsFunc(t.Constraints, func(c *cond.Cond) bool { return !is(c, f) }) {
			continue
		}
		branch := make([]bool, len(t.Branches))
		for i := range branch {
			branch[i] = is(t.Branches[i].When, f)
		}
		hold := make([]bool, len(t.Tiers))
		for i, x := range t.Tiers {
			hold[i] = is(t.Scope, f) && is(x.When, f) && (x.Branch == Any || branch[x.Branch])
		}
		if !is(t.Scope, f) {
			branch = make([]bool, len(t.Branches))
		}
		acts := make([]bool, len(t.Tiers))
		for i := range acts {
			acts[i] = hold[i]
			for j := range hold {
				acts[i] = acts[i] && !(hold[j] && outranks(t, j, i))
			}
		}
		b.index[key(p)] = len(b.points)
		b.points, b.hold, b.acts, b.branch = append(b.points, p), append(b.hold, hold), append(b.acts, acts), append(b.branch, branch)
	}
	return b
}

// outranks says once more, in the words of Table, when tier i takes the place of tier j.
func outranks(t *Table, i, j int) bool {
	a, b := t.Tiers[i], t.Tiers[j]
	if i == j || a.Group != b.Group || a.Branch != Any && b.Branch != Any && a.Branch != b.Branch {
		return false
	}
	if a.Otherwise != b.Otherwise {
		return b.Otherwise
	}
	if a.Override != b.Override {
		return a.Override
	}
	return (t.Policy == First || t.Policy == Lightest) && i < j || t.Policy == Heaviest && i > j
}

func (b *brute) scope(k int) bool {
	f := b.t.Pool.NewFrame()
	copy(f.Dom, b.points[k])
	return is(b.t.Scope, f)
}

func (b *brute) gap(br int, group string) bool {
	for k := range b.points {
		in := br == Any && b.scope(k) || br != Any && b.branch[k][br]
		for i, x := range b.t.Tiers {
			in = in && !(b.hold[k][i] && x.Group == group && b.t.inBranch(i, br))
		}
		if in {
			return true
		}
	}
	return false
}

func (b *brute) overlap(group string) bool {
	for k := range b.points {
		for i := range b.t.Tiers {
			for j := range i {
				if b.t.Tiers[i].Group == group && b.t.Tiers[j].Group == group && b.t.meet(i, j) && b.acts[k][i] && b.acts[k][j] {
					return true
				}
			}
		}
	}
	return false
}

func (b *brute) dead(i int) bool {
	return !slices.ContainsFunc(b.acts, func(x []bool) bool { return x[i] })
}

// value gives an amount in fen at a point.
func (b *brute) value(a *Amount, p box) (money.Range, bool) {
	if a.Base == "" {
		return a.Range, true
	}
	slot, _ := b.t.Pool.Vocabulary.Slot(a.Base)
	if p[slot].Mask != facts.HasAmount {
		return money.Range{}, false
	}
	r, err := a.at(b.t.Pool.Vocabulary.Entry(slot), p[slot].Lo)
	return r, err == nil
}

// rank orders the values of a fact by gravity; -1 where it is not compared.
func rank(e *facts.Entry, d facts.Domain) int {
	switch {
	case e.Type == facts.Bool:
		return one((d.Mask == facts.CanTrue) == (e.Worse == "true"))
	case e.Type == facts.Enum:
		for i, o := range e.Order {
			if e.Options[slices.Index([]uint64{1, 2, 4}, d.Mask)] == o {
				return i
			}
		}
	case d.Mask == facts.HasAmount && e.Worse == "less":
		return 100 - int(d.Lo)
	case d.Mask == facts.HasAmount:
		return int(d.Lo)
	}
	return -1
}

func (b *brute) reversed(slot, br int) bool {
	e := b.t.Pool.Vocabulary.Entry(slot)
	for k, p := range b.points {
		for _, d := range values(e) {
			if rank(e, p[slot]) < 0 || rank(e, d) <= rank(e, p[slot]) {
				continue
			}
			q := slices.Clone(p)
			q[slot] = d
			m, ok := b.index[key(q)]
			if ok && b.fallen(k, m, br) {
				return true
			}
		}
	}
	return false
}

func (b *brute) fallen(k, m, br int) bool {
	t := b.t
	for i := range t.Tiers {
		for j := range t.Tiers {
			x, y := &t.Tiers[i], &t.Tiers[j]
			both := i != j && b.acts[k][i] && b.acts[m][j] && x.Group == y.Group && t.inBranch(i, br) && t.inBranch(j, br)
			if !both || br != Any && !(b.branch[k][br] && b.branch[m][br]) || x.Mark == Waived {
				continue
			}
			if x.Mark == Ordinary && y.Mark == Mitigated && len(y.Amounts) == 0 && len(x.Amounts) > 0 {
				return true
			}
			for n := range x.Amounts {
				a := &x.Amounts[n]
				if y.Mark == Waived {
					return true
				}
				c := target(y.Amounts, a.Target)
				if c == nil || !a.numbered() || !c.numbered() {
					continue
				}
				v, ok := b.value(a, b.points[k])
				w, ok2 := b.value(c, b.points[m])
				if ok && ok2 && lower(v, w) {
					return true
				}
			}
		}
	}
	return false
}

// outside tells whether some tier leaves the statutory range of a branch.
func (b *brute) outside(br int) bool {
	for k := range b.points {
		for i := range b.t.Tiers {
			x := &b.t.Tiers[i]
			if b.acts[k][i] && b.branch[k][br] && b.t.inBranch(i, br) && x.Mark != Waived && b.leaves(k, x.Mark, x.Amounts, b.t.Branches[br].Limits, b.t.Branches[br].Partial) {
				return true
			}
		}
	}
	return false
}

func (b *brute) leaves(k int, m Mark, as, limits []Amount, partial bool) bool {
	for n := range as {
		a := &as[n]
		l := target(limits, a.Target)
		if l == nil {
			if !partial {
				return true
			}
			continue
		}
		if !a.numbered() || !l.numbered() {
			continue
		}
		if alike(a, l) {
			if !within(m, a.Range, l.Range) {
				return true
			}
			continue
		}
		if _, only := oneBase(a, l); !only {
			continue
		}
		v, ok := b.value(a, b.points[k])
		w, ok2 := b.value(l, b.points[k])
		if ok && ok2 && !within(m, v, w) {
			return true
		}
	}
	return false
}

func (b *brute) unruled() bool {
	for k := range b.points {
		for i, x := range b.t.Tiers {
			if x.Branch == Any && len(x.Amounts) > 0 && b.acts[k][i] && !slices.Contains(b.branch[k], true) {
				return true
			}
		}
	}
	return false
}

func (b *brute) beyondParent() bool {
	up := b.t.Parent
	f := b.t.Pool.NewFrame()
	for k, p := range b.points {
		copy(f.Dom, p)
		for i := range b.t.Tiers {
			for j := range up.Tiers {
				if !b.acts[k][i] || !is(up.Tiers[j].When, f) {
					continue
				}
				if b.t.Tiers[i].Mark == Waived || b.leaves(k, Ordinary, b.t.Tiers[i].Amounts, up.Tiers[j].Amounts, true) {
					return true
				}
			}
		}
	}
	return false
}

// want answers a proof by trying every set of facts.
func (b *brute) want(t *testing.T, p *Proof) bool {
	t.Helper()
	for _, br := range b.t.cases() {
		for _, g := range b.t.groups() {
			if p.Kind == Gap && p.Where == b.t.place(br, g) {
				return b.gap(br, g)
			}
		}
		for slot := range b.t.Pool.Vocabulary.Len() {
			if p.Kind == Monotone && p.Where == under(b.t.place(br, ""), b.t.Pool.Vocabulary.Entry(slot).Name) {
				return b.reversed(slot, br)
			}
		}
		if p.Kind == Inside && br != Any && p.Where == b.t.place(br, "") {
			return b.outside(br)
		}
	}
	switch p.Kind {
	case Overlap:
		return b.overlap(p.Where)
	case Reachable:
		for i := range b.t.Tiers {
			if b.dead(i) {
				return true
			}
		}
		return false
	case Inside:
		return len(b.t.Branches) > 0 && b.unruled()
	case Child:
		return b.beyondParent()
	}
	t.Fatalf("no reference for %s %s", p.Kind, p.Where)
	return false
}

// TestAgreesWithTryingEverything: 200 random tables, 10,000 with CAILIANG_LONG=1.
func TestAgreesWithTryingEverything(t *testing.T) {
	n := 200
	if os.Getenv("CAILIANG_LONG") != "" {
		n = 10_000
	}
	r := rand.New(rand.NewPCG(4, 20261124))
	count := map[Kind]map[Answer]int{}
	for range n {
		table := tinyTable(t, r)
		rep := Check(table, Options{})
		b := newBrute(table)
		for i := range rep.Proofs {
			p := &rep.Proofs[i]
			if count[p.Kind] == nil {
				count[p.Kind] = map[Answer]int{}
			}
			count[p.Kind][p.Answer]++
			bad := b.want(t, p)
			if bad && p.Answer == Proved || !bad && p.Answer == Refuted {
				t.Fatalf("%s %s is %s, trying everything says broken = %v\n%s%s", p.Kind, p.Where, p.Answer, bad, sources(table), strings.Join(rep.Lines(), "\n"))
			}
			if bad && p.Answer == NotProved && p.Kind != Monotone && p.Kind != Inside && p.Kind != Child {
				t.Fatalf("%s %s is %s although it is broken", p.Kind, p.Where, p.Answer)
			}
		}
		showWitnesses(t, table, rep)
	}
	for k, c := range count {
		t.Logf("%s: %d proved, %d refuted, %d not proved", k, c[Proved], c[Refuted], c[NotProved])
	}
}
