package casework

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/money"
	"cailiang/engine/prove"
	"cailiang/rules"
)

// Mutant is one slip that a typist could make in a benchmark, and what saw it (变异检查).
type Mutant struct {
	Pack, Item string
	Kind       string // what was changed: one of MutantKinds
	What       string // 阶次“…”：… → …
	Refuted    bool   // a proof has a counterexample that the table did not have
	Noted      bool   // a proof has a note that the table did not have
	Tested     bool   // a test of the pack fails
}

// Caught reports whether anything saw the slip.
func (m *Mutant) Caught() bool { return m.Refuted || m.Noted || m.Tested }

// MutantKinds are the slips.
var MutantKinds = []string{"bound moved", "end of a condition flipped", "amount moved", "end of an amount flipped", "tier removed", "tiers swapped", "zero lost"}

// Mutate makes n slips in the benchmarks of the library, one at a time, drawn with the seed, and looks whether proofs and the packs'
// own tests see them. The library is as before afterwards; nothing else may use it meanwhile.
func Mutate(lib *rules.Library, n int, seed uint64) ([]Mutant, error) {
	m := &mutator{lib: lib, r: rand.New(rand.NewPCG(seed, 1)), base: map[*rules.Table]seen{}}
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			for _, t := range v.Tables {
				if t.Inexpressible == "" && len(t.Grades) > 0 {
					m.tables = append(m.tables, place{p, v, t})
				}
			}
		}
	}
	if len(m.tables) == 0 {
		return nil, fmt.Errorf("没有裁量基准可以检查。改法：用 --packs 加入规则包")
	}
	var out []Mutant
	for tries := 0; len(out) < n && tries < 100*n; tries++ {
		x, err := m.one()
		if err != nil {
			return nil, err
		}
		if x != nil {
			out = append(out, *x)
		}
	}
	return out, nil
}

type place struct {
	pack    *rules.Pack
	version *rules.Version
	table   *rules.Table
}

// seen are the refutations and notes of a table as it is.
type seen struct{ refuted, noted map[string]bool }

type mutator struct {
	lib    *rules.Library
	r      *rand.Rand
	tables []place
	base   map[*rules.Table]seen
}

// one makes one slip; nil = it is not possible at the place drawn.
func (m *mutator) one() (*Mutant, error) {
	at := m.tables[m.r.IntN(len(m.tables))]
	before, ok := m.base[at.table]
	if !ok {
		s, err := m.prove(at)
		if err != nil {
			return nil, err
		}
		before, m.base[at.table] = s, s
	}
	kept := at.table.Benchmark
	b := cloned(kept)
	kind := MutantKinds[m.r.IntN(len(MutantKinds))]
	what := m.slip(b, kind)
	if what == "" {
		return nil, nil
	}
	at.table.Benchmark = b
	defer func() { at.table.Benchmark = kept }()
	x := &Mutant{Pack: at.pack.ID, Item: at.table.ID, Kind: kind, What: what}
	after, err := m.prove(at)
	if err != nil {
		x.Refuted = true // it does not even compile
		return x, nil
	}
	x.Refuted, x.Noted = more(after.refuted, before.refuted), more(after.noted, before.noted)
	x.Tested, err = m.tested(at)
	return x, err
}

// more: something that was not there before, or something that is gone.
func more(after, before map[string]bool) bool {
	for k := range after {
		if !before[k] {
			return true
		}
	}
	return false
}

func (m *mutator) prove(at place) (seen, error) {
	out := seen{map[string]bool{}, map[string]bool{}}
	tables, err := m.lib.TableProofs(at.table, at.version)
	if err != nil {
		return out, err
	}
	for _, t := range tables {
		r := prove.Check(t, prove.Options{})
		for _, p := range r.Proofs {
			for _, f := range p.Findings {
				if p.Kind != prove.Inside || len(t.Branches) > 0 {
					out.refuted[t.Name+f.Where+string(p.Kind)+f.Message] = true
				}
			}
		}
		for _, n := range r.Notes {
			out.noted[t.Name+n.Where+n.Code+n.Message] = true
		}
	}
	return out, nil
}

func (m *mutator) tested(at place) (bool, error) {
	results, err := TestPacks(m.lib, at.pack.ID)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(results, func(r PackResult) bool { return !r.OK() }), nil
}

// cloned copies what slips may change.
func cloned(b *engine.Benchmark) *engine.Benchmark {
	out := *b
	out.Grades = slices.Clone(b.Grades)
	for i := range out.Grades {
		g := &out.Grades[i]
		g.Penalties = slices.Clone(g.Penalties)
		g.Roles = slices.Clone(g.Roles)
	}
	out.Factors = slices.Clone(b.Factors)
	for i := range out.Factors {
		f := &out.Factors[i]
		f.Options = slices.Clone(f.Options)
		for j := range f.Options {
			f.Options[j].By = maps.Clone(f.Options[j].By)
		}
	}
	return &out
}

// slip changes one thing and says what; "" = not possible here.
func (m *mutator) slip(b *engine.Benchmark, kind string) string {
	switch kind {
	case "bound moved":
		return m.text(conditions(b), m.moved)
	case "end of a condition flipped":
		return m.text(conditions(b), m.flipped)
	case "amount moved":
		return m.amount(b, m.shifted, m.moved)
	case "end of an amount flipped":
		return m.open(b)
	case "tier removed":
		i := m.r.IntN(len(b.Grades))
		name := b.Grades[i].Name
		b.Grades = slices.Delete(b.Grades, i, i+1)
		return "删去阶次“" + name + "”"
	case "tiers swapped":
		return m.swap(b)
	}
	if m.r.IntN(2) == 0 {
		return m.text(conditions(b), m.unzeroed)
	}
	return m.amount(b, tenth, m.unzeroed)
}

// conditions are the texts of all conditions.
func conditions(b *engine.Benchmark) []*string {
	var out []*string
	for i := range b.Grades {
		out = append(out, &b.Grades[i].When)
	}
	for i := range b.Factors {
		for j := range b.Factors[i].Options {
			out = append(out, &b.Factors[i].Options[j].When)
		}
	}
	return slices.DeleteFunc(out, func(s *string) bool { return *s == "" })
}

// text changes one of the texts.
func (m *mutator) text(of []*string, change func(string) string) string {
	if len(of) == 0 {
		return ""
	}
	s := of[m.r.IntN(len(of))]
	before := *s
	if *s = change(before); *s == before {
		return ""
	}
	return before + " → " + *s
}

var (
	numeral    = regexp.MustCompile(`\d+(\.\d+)?`)
	comparison = regexp.MustCompile(`<=|>=|<|>`)
)

// inPlace replaces one match of a pattern outside of quotes and names.
func (m *mutator) inPlace(s string, p *regexp.Regexp, change func(string) string) string {
	var at [][]int
	for _, x := range p.FindAllStringIndex(s, -1) {
		if before := s[:x[0]]; strings.Count(before, "'")%2 == 0 && strings.Count(before, `"`)%2 == 0 && !endsInName(before) {
			at = append(at, x)
		}
	}
	if len(at) == 0 {
		return s
	}
	x := at[m.r.IntN(len(at))]
	return s[:x[0]] + change(s[x[0]:x[1]]) + s[x[1]:]
}

func endsInName(s string) bool {
	return s != "" && (s[len(s)-1] >= 0x80 || s[len(s)-1] == '_')
}

func (m *mutator) moved(s string) string {
	return m.inPlace(s, numeral, func(n string) string {
		r, err := money.ParseRatio(n)
		if err != nil {
			return n
		}
		return m.near(r).String()
	})
}

func (m *mutator) flipped(s string) string {
	return m.inPlace(s, comparison, func(op string) string {
		return map[string]string{"<": "<=", "<=": "<", ">": ">=", ">=": ">"}[op]
	})
}

func (m *mutator) unzeroed(s string) string {
	return m.inPlace(s, numeral, func(n string) string {
		if len(n) < 2 || !strings.HasSuffix(n, "0") || strings.Contains(n, ".") {
			return n
		}
		return n[:len(n)-1]
	})
}

// near moves a number by a tenth to a half, whole numbers by at least one.
func (m *mutator) near(r money.Ratio) money.Ratio {
	share, _ := money.NewRatio(1, int64(2+m.r.IntN(9)))
	by, err := r.Mul(share)
	if one := money.Int(1); err == nil && r.IsInt() {
		by = money.Int(by.Num() / by.Den())
		if by.Cmp(one) < 0 {
			by = one
		}
	}
	if m.r.IntN(2) == 0 && by.Cmp(r) < 0 {
		by, _ = by.Mul(money.Int(-1))
	}
	out, err := r.Add(by)
	if err != nil {
		return r
	}
	return out
}

func (m *mutator) shifted(r money.Ratio) money.Ratio { return m.near(r) }

// tenth loses a zero; a number without one stays.
func tenth(r money.Ratio) money.Ratio {
	if !r.IsInt() || r.Num()%10 != 0 || r.Num() == 0 {
		return r
	}
	return money.Int(r.Num() / 10)
}

// amount changes one number among penalties, shares, formulas and weights.
func (m *mutator) amount(b *engine.Benchmark, number func(money.Ratio) money.Ratio, text func(string) string) string {
	var sites []func() string
	ratio := func(at **money.Ratio) func() string {
		return func() string {
			before := **at
			after := number(before)
			if after.Cmp(before) == 0 {
				return ""
			}
			*at = &after
			return before.String() + " → " + after.String()
		}
	}
	texts := func(at *string) func() string { return func() string { return m.text([]*string{at}, text) } }
	for i := range b.Grades {
		for j := range b.Grades[i].Penalties {
			x := &b.Grades[i].Penalties[j]
			if x.Min != nil {
				sites = append(sites, ratio(&x.Min))
			}
			if x.Max != nil {
				sites = append(sites, ratio(&x.Max))
			}
			if x.From != "" {
				sites = append(sites, func() string {
					same := x.From == x.To
					said := m.text([]*string{&x.From}, text)
					if same {
						x.To = x.From
					}
					return said
				})
			}
			if x.Share != nil {
				sites = append(sites, m.share(x, number))
			}
		}
	}
	for i := range b.Factors {
		for j := range b.Factors[i].Options {
			if o := &b.Factors[i].Options[j]; o.Weight != "" {
				sites = append(sites, texts(&o.Weight))
			}
		}
	}
	if len(sites) == 0 {
		return ""
	}
	return sites[m.r.IntN(len(sites))]()
}

func (m *mutator) share(x *engine.Penalty, number func(money.Ratio) money.Ratio) func() string {
	return func() string {
		c := *x.Share
		end := []*money.Ratio{&c.From, &c.To}[m.r.IntN(2)]
		before := *end
		if before.Sign() == 0 {
			return ""
		}
		if *end = number(before); end.Cmp(before) == 0 || c.From.Cmp(c.To) > 0 {
			return ""
		}
		x.Share = &c
		return "成数 " + before.String() + " → " + end.String()
	}
}

func (m *mutator) open(b *engine.Benchmark) string {
	g := &b.Grades[m.r.IntN(len(b.Grades))]
	if len(g.Penalties) == 0 {
		return ""
	}
	x := &g.Penalties[m.r.IntN(len(g.Penalties))]
	switch low := m.r.IntN(2) == 0; {
	case x.Share != nil:
		c := *x.Share
		if low {
			c.MinOpen = !c.MinOpen
		} else {
			c.MaxOpen = !c.MaxOpen
		}
		x.Share = &c
	case low && x.Min != nil:
		x.MinOpen = !x.MinOpen
	case !low && x.Max != nil:
		x.MaxOpen = !x.MaxOpen
	default:
		return ""
	}
	return "阶次“" + g.Name + "”的一端含不含本数"
}

func (m *mutator) swap(b *engine.Benchmark) string {
	i, j := m.r.IntN(len(b.Grades)), m.r.IntN(len(b.Grades))
	x, y := &b.Grades[i], &b.Grades[j]
	if i == j {
		return ""
	}
	x.Penalties, y.Penalties, x.Roles, y.Roles, x.Result, y.Result = y.Penalties, x.Penalties, y.Roles, x.Roles, y.Result, x.Result
	x.Only, y.Only, x.Corrective, y.Corrective = y.Only, x.Only, y.Corrective, x.Corrective
	return "阶次“" + x.Name + "”与“" + y.Name + "”的处罚对调"
}
