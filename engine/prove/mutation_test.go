package prove

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// A sheet is a table as a document writes it: ladders of thresholds with amounts, without a defect; mutations change one
// thing that a typist could get wrong.
type sheet struct {
	branch []sheetBranch
}

type sheetBranch struct {
	from, to   int64 // of 货值金额 in 元; to 0 = no end
	lo, hi     int64 // statutory range in 元, or multiples of 货值金额
	multiple   bool
	fact       string // of the ladder
	rungs      []rung
	recallOnly bool // the mildest rung needs 主动召回; the next one takes the rest
}

// rung is a tier: the values from..to of the ladder's fact, with its amounts. The ends say whether they are in.
type rung struct {
	from, to       int64 // to 0 = no end
	fromIn, toIn   bool
	lo, hi         int64
	loOpen, hiOpen bool
}

// drawSheet draws a table of one or two branches with three to five rungs each.
func drawSheet(r *rand.Rand) *sheet {
	s := &sheet{}
	edge := []int64{10_000, 50_000, 100_000}[r.IntN(3)]
	if r.IntN(2) == 0 {
		edge = 0
	}
	s.branch = append(s.branch, drawBranch(r, 0, edge))
	if edge > 0 {
		s.branch = append(s.branch, drawBranch(r, edge, 0))
	}
	return s
}

func drawBranch(r *rand.Rand, from, to int64) sheetBranch {
	b := sheetBranch{from: from, to: to, recallOnly: r.IntN(2) == 0, fact: []string{"近一年次数", "违法天数", "库存金额"}[r.IntN(3)]}
	if b.multiple = from > 0 && r.IntN(2) == 0; b.multiple {
		b.lo, b.hi = 5, 5+int64(5+r.IntN(20))
	} else {
		b.lo = int64(1+r.IntN(9)) * 10_000
		b.hi = b.lo * int64(2+r.IntN(8))
	}
	n := int64(3 + r.IntN(3))
	step := map[string]int64{"近一年次数": 1, "违法天数": 10, "库存金额": 20_000}[b.fact]
	at, low := int64(0), b.lo
	for i := range n {
		x := rung{from: at, fromIn: true, lo: low, loOpen: i > 0}
		if i < n-1 {
			at += step * int64(1+r.IntN(3))
			low += max(1, (b.hi-b.lo)/n)
			x.to, x.hi = at, low
		} else {
			x.hi = b.hi
		}
		b.rungs = append(b.rungs, x)
	}
	return b
}

// table writes the sheet out as conditions and compiles it.
func (s *sheet) table(t testing.TB) *Table {
	t.Helper()
	v, err := facts.NewVocabulary(
		facts.Entry{Name: "货值金额", Type: facts.Money},
		facts.Entry{Name: "近一年次数", Type: facts.Int, Worse: "more", Hi: 50},
		facts.Entry{Name: "违法天数", Type: facts.Int, Worse: "more", Hi: 3650},
		facts.Entry{Name: "库存金额", Type: facts.Money, Worse: "more"},
		facts.Entry{Name: "主动召回", Type: facts.Bool, Worse: "false"},
	)
	if err != nil {
		t.Fatal(err)
	}
	p := cond.NewPool(v)
	out := &Table{Name: "随机", Pool: p}
	for k, b := range s.branch {
		br := Branch{Name: fmt.Sprint("支", k+1), When: compile(t, p, between("货值金额", b.from, b.to, true, false)), Limits: []Amount{b.amount(b.lo, b.hi, false, false)}}
		out.Branches = append(out.Branches, br)
		for i, x := range b.rungs {
			when := between(b.fact, x.from, x.to, x.fromIn, x.toIn)
			if b.recallOnly && i == 0 {
				when += " and 主动召回"
			}
			if b.recallOnly && i == 1 {
				when = "(" + when + ") or (" + between(b.fact, b.rungs[0].from, b.rungs[0].to, b.rungs[0].fromIn, b.rungs[0].toIn) + " and not 主动召回)"
			}
			out.Tiers = append(out.Tiers, Tier{Name: fmt.Sprint("档", i+1), Branch: k, Rank: i + 1, When: compile(t, p, when), Amounts: []Amount{b.amount(x.lo, x.hi, x.loOpen, x.hiOpen)}})
		}
	}
	return out
}

func (b *sheetBranch) amount(lo, hi int64, loOpen, hiOpen bool) Amount {
	a := Amount{Target: "罚款", Range: money.Range{Min: money.Int(lo * 100), Max: money.Int(hi * 100), MinOpen: loOpen, MaxOpen: hiOpen}}
	if b.multiple {
		a.Base, a.Range.Min, a.Range.Max = "货值金额", money.Int(lo), money.Int(hi)
	}
	return a
}

func between(fact string, from, to int64, fromIn, toIn bool) string {
	var out []string
	if from > 0 {
		out = append(out, fmt.Sprintf("%s %s %d", fact, map[bool]string{true: ">=", false: ">"}[fromIn], from))
	}
	if to > 0 {
		out = append(out, fmt.Sprintf("%s %s %d", fact, map[bool]string{true: "<=", false: "<"}[toIn], to))
	}
	if out == nil {
		return "true"
	}
	return strings.Join(out, " and ")
}

func (s *sheet) clone() *sheet {
	out := &sheet{branch: append([]sheetBranch(nil), s.branch...)}
	for i := range out.branch {
		out.branch[i].rungs = append([]rung(nil), s.branch[i].rungs...)
	}
	return out
}

// mutate makes one slip and names it; false where this slip is not possible here.
func (s *sheet) mutate(r *rand.Rand) (string, bool) {
	b := &s.branch[r.IntN(len(s.branch))]
	k := r.IntN(len(b.rungs))
	x := &b.rungs[k]
	switch r.IntN(7) {
	case 0:
		return "threshold moved", x.to > 0 && shift(r, &x.to)
	case 1:
		return "amount moved", shift(r, []*int64{&x.lo, &x.hi}[r.IntN(2)])
	case 2:
		if r.IntN(2) == 0 {
			x.fromIn = !x.fromIn
			return "end of a condition flipped", x.from > 0
		}
		x.toIn = !x.toIn
		return "end of a condition flipped", x.to > 0
	case 3:
		open := []*bool{&x.loOpen, &x.hiOpen}[r.IntN(2)]
		*open = !*open
		return "end of an amount flipped", true
	case 4:
		b.rungs = append(b.rungs[:k], b.rungs[k+1:]...)
		return "tier removed", true
	case 5:
		m := r.IntN(len(b.rungs))
		y := &b.rungs[m]
		x.lo, x.hi, x.loOpen, x.hiOpen, y.lo, y.hi, y.loOpen, y.hiOpen = y.lo, y.hi, y.loOpen, y.hiOpen, x.lo, x.hi, x.loOpen, x.hiOpen
		return "tiers swapped", m != k
	}
	of := []*int64{&x.from, &x.to, &x.lo, &x.hi}[r.IntN(4)]
	ok := *of >= 10 && *of%10 == 0
	*of /= 10
	return "zero lost", ok
}

func shift(r *rand.Rand, n *int64) bool {
	by := max(1, *n/int64(2+r.IntN(10)))
	if r.IntN(2) == 0 {
		by = -by
	}
	*n += by
	return *n > 0
}

// TestMutations: 300 seeded defects, 5,000 with CAILIANG_LONG=1. A table without defects has neither counterexample nor note.
func TestMutations(t *testing.T) {
	n := 300
	if os.Getenv("CAILIANG_LONG") != "" {
		n = 5000
	}
	r := rand.New(rand.NewPCG(11, 20261124))
	total, refuted, seen := map[string]int{}, map[string]int{}, map[string]int{}
	for done := 0; done < n; {
		s := drawSheet(r)
		if rep := Check(s.table(t), Options{}); rep.Answer() != Proved || len(rep.Notes) > 0 {
			t.Fatalf("a table without defects:\n%s", strings.Join(rep.Lines(), "\n"))
		}
		bad := s.clone()
		name, ok := bad.mutate(r)
		if !ok {
			continue
		}
		done++
		rep := Check(bad.table(t), Options{})
		total[name]++
		if rep.Answer() == Refuted {
			refuted[name]++
		}
		if rep.Answer() == Refuted || len(rep.Notes) > 0 {
			seen[name]++
		}
	}
	allRefuted, allSeen := 0, 0
	for name, k := range total {
		t.Logf("%s: %d, refuted %d, refuted or noted %d", name, k, refuted[name], seen[name])
		allRefuted, allSeen = allRefuted+refuted[name], allSeen+seen[name]
	}
	t.Logf("%d defects: %d %% refuted, %d %% refuted or noted", n, 100*allRefuted/n, 100*allSeen/n)
	if 100*allRefuted < 60*n || 100*allSeen < 95*n {
		t.Errorf("of %d defects only %d refuted and %d noted", n, allRefuted, allSeen)
	}
}
