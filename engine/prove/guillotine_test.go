package prove

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// wide is a vocabulary of n facts of all types; names as officers have them.
func wide(t testing.TB, n int) *facts.Vocabulary {
	t.Helper()
	v, err := facts.NewVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		e := facts.Entry{Name: fmt.Sprintf("事实%d", i)}
		switch i % 6 {
		case 0:
			e.Type = facts.Money
		case 1:
			e.Type, e.Hi = facts.Int, 400
		case 2:
			e.Type = facts.Bool
		case 3:
			e.Type, e.Options = facts.Enum, []string{"甲", "乙", "丙", "丁"}
		case 4:
			e.Type, e.Hi = facts.Number, 1_000_000_000
		case 5:
			e.Type, e.Hi = facts.Int, 30
		}
		if err := v.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// part is a box of facts written out as conditions: numbers lo ≤ x < hi in stored units, sets for the others.
type part []facts.Domain

// guillotine cuts the whole space into n parts, each cut through one part at one fact.
func guillotine(r *rand.Rand, v *facts.Vocabulary, n int) []part {
	whole := make(part, v.Len())
	for i := range whole {
		whole[i] = v.Entry(i).Whole()
		if v.Entry(i).Type == facts.Money {
			whole[i].Hi = 1_000_000_00
		}
	}
	parts := []part{whole}
	for tries := 0; len(parts) < n && tries < 100*n; tries++ {
		k, slot := r.IntN(len(parts)), r.IntN(v.Len())
		a, b, ok := cut(r, v.Entry(slot), parts[k][slot])
		if !ok {
			continue
		}
		left, right := append(part(nil), parts[k]...), append(part(nil), parts[k]...)
		left[slot], right[slot] = a, b
		parts[k] = left
		parts = append(parts, right)
	}
	r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	return parts
}

func cut(r *rand.Rand, e *facts.Entry, d facts.Domain) (a, b facts.Domain, ok bool) {
	if !e.Type.Numeric() {
		var low uint64
		for i := range 64 {
			if d.Mask&(1<<i) != 0 && r.IntN(2) == 0 {
				low |= 1 << i
			}
		}
		return facts.Domain{Mask: low}, facts.Domain{Mask: d.Mask &^ low}, low != 0 && low != d.Mask
	}
	if d.Hi-d.Lo < 2 {
		return a, b, false
	}
	at := d.Lo + 1 + r.Int64N(d.Hi-d.Lo-1)
	return facts.Between(d.Lo, at-1), facts.Between(at, d.Hi), true
}

// text writes a part as a condition; ends that are the whole's are left out.
func (p part) text(v *facts.Vocabulary) string {
	var out []string
	for slot, d := range p {
		e := v.Entry(slot)
		whole := e.Whole()
		switch {
		case d.Mask != whole.Mask && e.Type == facts.Bool:
			out = append(out, map[uint64]string{facts.CanTrue: e.Name, facts.CanFalse: "not " + e.Name}[d.Mask])
		case d.Mask != whole.Mask:
			var os []string
			for i, o := range e.Options {
				if d.Mask&(1<<i) != 0 {
					os = append(os, "'"+o+"'")
				}
			}
			out = append(out, e.Name+" in ["+strings.Join(os, ",")+"]")
		case e.Type.Numeric():
			if d.Lo > whole.Lo {
				out = append(out, e.Name+" >= "+stored(e, d.Lo))
			}
			if d.Hi < whole.Hi && !(e.Type == facts.Money && d.Hi == 1_000_000_00) {
				out = append(out, e.Name+" < "+stored(e, d.Hi+1))
			}
		}
	}
	if len(out) == 0 {
		return "true"
	}
	return strings.Join(out, " and ")
}

// stored writes a stored number as a condition states it.
func stored(e *facts.Entry, n int64) string {
	s := typed(e, facts.Amount(n))
	return s
}

func compile(t testing.TB, p *cond.Pool, text string) *cond.Cond {
	t.Helper()
	c, errs := p.Compile(text)
	for _, e := range errs {
		t.Fatalf("%s: %v", text, e)
	}
	return c
}

// tableOf makes a table of parts, one tier each.
func tableOf(t testing.TB, v *facts.Vocabulary, parts []part) *Table {
	t.Helper()
	p := cond.NewPool(v)
	out := &Table{Name: "随机表", Pool: p}
	for i, x := range parts {
		out.Tiers = append(out.Tiers, Tier{Name: fmt.Sprintf("第%d格", i+1), When: compile(t, p, x.text(v)), Branch: Any})
	}
	return out
}

func answers(r *Report) map[Kind]Answer {
	out := map[Kind]Answer{}
	for i := range r.Proofs {
		p := &r.Proofs[i]
		if out[p.Kind] != Refuted {
			out[p.Kind] = p.Answer
		}
	}
	return out
}

func TestGuillotineTablesAreProved(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		v := wide(t, 1+r.IntN(10))
		table := tableOf(t, v, guillotine(r, v, 1+r.IntN(40)))
		for _, p := range Check(table, Options{}).Proofs {
			if p.Answer != Proved && p.Kind != Inside {
				t.Fatalf("%s: %s %v", p.Kind, p.Answer, p.lines())
			}
		}
	}
}

// grid is a matrix of n cells in each of three directions whose amounts rise in every one.
func grid(t testing.TB, n int) *Table {
	t.Helper()
	v, err := facts.NewVocabulary(
		facts.Entry{Name: "货值金额", Type: facts.Money, Worse: "more"},
		facts.Entry{Name: "次数", Type: facts.Int, Worse: "more"},
		facts.Entry{Name: "整改天数", Type: facts.Int, Worse: "less"},
	)
	if err != nil {
		t.Fatal(err)
	}
	p := cond.NewPool(v)
	step := func(fact string, k, width int) string {
		return fmt.Sprintf("%s >= %d%s", fact, k*width, map[bool]string{true: "", false: fmt.Sprintf(" and %s < %d", fact, (k+1)*width)}[k == n-1])
	}
	most := money.Int(int64(300 * n))
	out := &Table{Name: "矩阵", Pool: p, Branches: []Branch{{Limits: []Amount{{Target: "罚款", Range: money.Between(money.Int(0), most)}}}}}
	for i := range n * n * n {
		x, y, z := i/n/n, i/n%n, i%n
		low := int64(100 * (x + y + n - 1 - z))
		when := step("货值金额", x, 1000) + " and " + step("次数", y, 2) + " and " + step("整改天数", z, 5)
		out.Tiers = append(out.Tiers, Tier{Name: fmt.Sprint(x, y, z), When: compile(t, p, when),
			Amounts: []Amount{{Target: "罚款", Range: money.Between(money.Int(low), money.Int(low+100))}}})
	}
	return out
}

func TestGridIsProved(t *testing.T) {
	if rep := Check(grid(t, 4), Options{}); rep.Answer() != Proved {
		t.Error(strings.Join(rep.Lines(), "\n"))
	}
}

// BenchmarkCheck proves everything: random complete tables without amounts, then a matrix of 216 cells with amounts that
// rise in three facts. The figures belong side by side: 200 regions may cost what they cost in boxes, not more.
func BenchmarkCheck(b *testing.B) {
	run := func(name string, table *Table, want Answer) {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				rep := Check(table, Options{})
				if rep.Answer() != want {
					b.Fatal(rep.Lines())
				}
				n = 0
				for _, p := range rep.Proofs {
					n += p.Boxes
				}
			}
			b.ReportMetric(float64(n), "boxes")
		})
	}
	for _, size := range [][2]int{{5, 10}, {5, 30}, {8, 60}, {12, 60}, {12, 200}} {
		r := rand.New(rand.NewPCG(7, 7))
		v := wide(b, size[0])
		run(fmt.Sprintf("facts=%d/regions=%d", size[0], size[1]), tableOf(b, v, guillotine(r, v, size[1])), NotProved) // no statutory range
	}
	run("matrix=216", grid(b, 6), Proved)
}
