package rules

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/engine/prove"
)

// ProofTables gives what engine/prove looks at for one item of a benchmark: the tiers over the statutory branches, and one
// table for each factor of a score (its options must neither overlap nor leave a gap). it is the statute item joined with
// the table's facts. The error names what does not compile.
func ProofTables(it *engine.Item, b *engine.Benchmark) ([]*prove.Table, error) {
	p, err := newProver(it)
	if err != nil {
		return nil, err
	}
	out := []*prove.Table{p.whole(it, b)}
	for i := range b.Factors {
		out = append(out, p.factor(b, &b.Factors[i]))
	}
	if p.err != nil {
		return nil, p.err
	}
	return out, nil
}

// StatuteTable gives the branches of a statute item as tiers: the cases that the law tells apart must cover every case once.
func StatuteTable(it *engine.Item) (*prove.Table, error) {
	p, err := newProver(it)
	if err != nil {
		return nil, err
	}
	t := p.table(it.Law + it.Article + " · " + it.Name)
	for i := range it.Branches {
		b := &it.Branches[i]
		if b.Step != engine.StepBase {
			continue
		}
		tier := prove.Tier{Name: branchName(b), When: p.cond(b.When), Branch: prove.Any, Group: b.Role}
		if tier.Amounts = p.amounts(b.Penalties, b.Role); !hasFine(b) {
			tier.Mark = prove.Elsewhere
		}
		t.Tiers = append(t.Tiers, tier)
	}
	return t, p.err
}

func hasFine(b *engine.Branch) bool {
	return slices.ContainsFunc(b.Penalties, func(x engine.Penalty) bool { return x.Kind == engine.Fine })
}

func branchName(b *engine.Branch) string {
	switch {
	case b.Condition != "":
		return b.Condition
	case b.When != "":
		return b.When
	}
	return "基本处罚"
}

type prover struct {
	pool        *cond.Pool
	constraints []*cond.Cond
	err         error
}

func newProver(it *engine.Item) (*prover, error) {
	v, err := facts.NewVocabulary(it.Facts...)
	if err != nil {
		return nil, err
	}
	p := &prover{pool: cond.NewPool(v)}
	for _, c := range it.Constraints {
		p.constraints = append(p.constraints, p.cond(c))
	}
	return p, nil
}

func (p *prover) table(name string) *prove.Table {
	return &prove.Table{Name: name, Pool: p.pool, Constraints: p.constraints}
}

func (p *prover) cond(source string) *cond.Cond {
	if strings.TrimSpace(source) == "" {
		return nil
	}
	c, errs := p.pool.Compile(source)
	if len(errs) > 0 && p.err == nil {
		p.err = fmt.Errorf("条件“%s”：%s。改法：%s", source, errs[0].Message, errs[0].Remedy)
	}
	return c
}

func policyOf(b *engine.Benchmark) prove.Policy {
	switch b.Choose {
	case engine.Heaviest:
		return prove.Heaviest
	case engine.Lightest:
		return prove.Lightest
	case engine.First:
		return prove.First
	}
	return prove.Silent
}

// statutory turns the law's base branches into the limits of the table; branches of one condition are one case for several roles.
func (p *prover) statutory(t *prove.Table, it *engine.Item) {
	at := map[string]int{}
	partial := false
	for i := range it.Branches {
		b := &it.Branches[i]
		if b.Step != engine.StepBase {
			partial = true // graver steps add kinds and amounts of their own
			continue
		}
		n, seen := at[b.When]
		if !seen {
			n = len(t.Branches)
			at[b.When] = n
			t.Branches = append(t.Branches, prove.Branch{Name: branchName(b), When: p.cond(b.When)})
		}
		limits := p.amounts(b.Penalties, b.Role)
		for j := range limits {
			limits[j].Must = b.Penalties[j].Kind == engine.Fine && b.Penalties[j].Modality == engine.Must && b.Penalties[j].Choice == ""
		}
		t.Branches[n].Limits = append(t.Branches[n].Limits, limits...)
	}
	for i := range t.Branches {
		t.Branches[i].Partial = partial
	}
}

// amounts turns penalties into targets: 罚款, 个人·罚款 …
func (p *prover) amounts(xs []engine.Penalty, role string) []prove.Amount {
	var out []prove.Amount
	for i := range xs {
		x := &xs[i]
		a := prove.Amount{Target: target(x, role), Base: x.Base, Percent: x.Percent, Unit: x.Unit, Cap: x.Cap, Deem: x.DeemMin}
		if x.Base == "" {
			a.Base = x.Per
		}
		a.Range = money.Range{NoMin: x.Min == nil, NoMax: x.Max == nil, MinOpen: x.MinOpen, MaxOpen: x.MaxOpen}
		if x.Min != nil {
			a.Range.Min = *x.Min
		}
		if x.Max != nil {
			a.Range.Max = *x.Max
		}
		out = append(out, a)
	}
	return out
}

func target(x *engine.Penalty, role string) string {
	if role == "" || role == "单位" {
		return x.Kind
	}
	return role + "·" + x.Kind
}

func (p *prover) tier(t *prove.Table, b *engine.Benchmark, i int) {
	g := &b.Grades[i]
	tier := prove.Tier{Name: g.Name, When: p.cond(g.When), Branch: prove.Any, Override: g.Override, Otherwise: g.Otherwise, Mark: markOf(g)}
	if b.Columns && len(g.Roles) > 0 {
		tier.Group = g.Roles[0]
	}
	if len(b.Factors) == 0 && !g.Override && !strings.Contains(g.Name, "·") {
		tier.Rank = i + 1
	}
	for j := range g.Penalties {
		x := &g.Penalties[j]
		role := ""
		if j < len(g.Roles) {
			role = g.Roles[j]
		}
		if x.From == "" && x.To == "" && x.Share == nil {
			tier.Amounts = append(tier.Amounts, p.amounts(g.Penalties[j:j+1], role)...)
			continue
		}
		if a, ok := p.scored(b, g, x, role); ok {
			tier.Amounts = append(tier.Amounts, a)
		} else if tier.Mark == prove.Ordinary {
			tier.Mark = prove.Elsewhere
		}
	}
	t.Tiers = append(t.Tiers, tier)
}

func markOf(g *engine.Grade) prove.Mark {
	switch g.Result {
	case engine.GradeWaive, engine.GradeMayWaive:
		return prove.Waived
	case engine.GradeMitigate:
		return prove.Mitigated
	case engine.GradePenalties:
		if strings.HasPrefix(g.Name, string(engine.Mitigated)) {
			return prove.Mitigated
		}
		return prove.Ordinary
	}
	return prove.Elsewhere
}

// scored gives the least and the greatest sum of a score table whose base is a sum of money: the weights' extremes.
func (p *prover) scored(b *engine.Benchmark, g *engine.Grade, x *engine.Penalty, role string) (prove.Amount, bool) {
	f, errs := p.pool.Formula(x.From, engine.ScoreWord)
	if x.Share != nil || x.From != x.To || len(errs) > 0 || len(f.Slots) > 0 || !f.Scored {
		return prove.Amount{}, false
	}
	low, high, ok := extremes(b, g.Name)
	if !ok {
		return prove.Amount{}, false
	}
	none := func(int) facts.Domain { return facts.Domain{} }
	a, err1 := f.Eval(none, low)
	z, err2 := f.Eval(none, high)
	min, err3 := a.Lo.Mul(money.Int(100))
	max, err4 := z.Hi.Mul(money.Int(100))
	if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
		return prove.Amount{}, false
	}
	return prove.Amount{Target: target(x, role), Range: money.Between(min, max)}, true
}

// extremes adds up the least and the greatest weights of all factors in a column.
func extremes(b *engine.Benchmark, column string) (low, high money.Ratio, ok bool) {
	for i := range b.Factors {
		var lo, hi money.Ratio
		for j, o := range b.Factors[i].Options {
			text := o.Weight
			if w, there := o.By[column]; there {
				text = w
			}
			if text == "" {
				text = "0"
			}
			w, err := money.ParseRatio(text)
			if err != nil {
				return low, high, false
			}
			if j == 0 || w.Cmp(lo) < 0 {
				lo = w
			}
			if j == 0 || w.Cmp(hi) > 0 {
				hi = w
			}
		}
		var err1, err2 error
		low, err1 = low.Add(lo)
		high, err2 = high.Add(hi)
		if err1 != nil || err2 != nil {
			return low, high, false
		}
	}
	return low, high, true
}

// factor is the table of one factor's options.
func (p *prover) factor(b *engine.Benchmark, f *engine.Factor) *prove.Table {
	t := p.table(b.Title + " · " + b.Name + " · 裁量因素“" + f.Name + "”")
	for j, o := range f.Options {
		t.Tiers = append(t.Tiers, prove.Tier{Name: fmt.Sprintf("第 %d 项", j+1), When: p.cond(o.When), Branch: prove.Any, Mark: prove.Elsewhere})
	}
	return t
}

// ProofPair gives the tables of two benchmarks of one item over one vocabulary, so that they can be compared.
func ProofPair(libA *Library, va *Version, a *Table, libB *Library, vb *Version, b *Table) (before, after *prove.Table, err error) {
	itemA, itemB := libA.joined(a, va), libB.joined(b, vb)
	both := *itemA
	both.Facts = slices.Clone(itemA.Facts)
	for _, e := range itemB.Facts {
		if !slices.ContainsFunc(both.Facts, func(x facts.Entry) bool { return x.Name == e.Name }) {
			both.Facts = append(both.Facts, e)
		}
	}
	both.Constraints = slices.Concat(itemA.Constraints, itemB.Constraints)
	p, err := newProver(&both)
	if err != nil {
		return nil, nil, err
	}
	before, after = p.whole(itemA, a.Benchmark), p.whole(itemB, b.Benchmark)
	return before, after, p.err
}

// whole is the table of one item without its factors.
func (p *prover) whole(it *engine.Item, b *engine.Benchmark) *prove.Table {
	t := p.table(b.Title + " · " + b.Name)
	t.Policy = policyOf(b)
	p.statutory(t, it)
	for i := range b.Grades {
		p.tier(t, b, i)
	}
	return t
}

// ProofTables gives the tables of one version of a pack: of a benchmark's items, or of a statute's.
func (lib *Library) ProofTables(v *Version) ([]*prove.Table, error) {
	var out []*prove.Table
	for _, it := range v.Items {
		t, err := StatuteTable(it)
		if err != nil {
			return nil, err
		}
		if len(t.Tiers) > 1 {
			out = append(out, t)
		}
	}
	for _, t := range v.Tables {
		if t.Inexpressible != "" {
			continue
		}
		ts, err := lib.TableProofs(t, v)
		if err != nil {
			return nil, err
		}
		out = append(out, ts...)
	}
	return out, nil
}

// TableProofs gives the tables of one item of a benchmark.
func (lib *Library) TableProofs(t *Table, v *Version) ([]*prove.Table, error) {
	return ProofTables(lib.joined(t, v), t.Benchmark)
}
