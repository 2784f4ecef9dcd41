package engine

import (
	"fmt"
	"testing"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
)

// A table of 30 items with 5 tiers of 3 conditions each; one evaluation goes through all 5 tiers of one item.
const (
	tierItems = 30
	tierSteps = 5
)

// tierRow is a tier in plain Go: 货值金额 >= low and 货值金额 < high and 次数 < count (分).
type tierRow struct{ low, high, count int64 }

func tierTable() (rows [tierItems][tierSteps]tierRow) {
	for i := range rows {
		for k := range rows[i] {
			low := int64(i*1000+k*10_000) * 100
			rows[i][k] = tierRow{low, low + 1_000_000, int64(2 + (i+k)%4)}
		}
	}
	return rows
}

func (r tierRow) text() string {
	return fmt.Sprintf("货值金额 >= %d and 货值金额 < %d and 次数 < %d", r.low/100, r.high/100, r.count)
}

// tierCase is one set of facts; several are used in turn, so that no branch is always predicted.
type tierCase struct{ value, count int64 }

func tierCases() (out [16]tierCase) {
	for i := range out {
		out[i] = tierCase{int64(i) * 412_345, int64(i % 5)}
	}
	return out
}

//go:noinline
func tierPlain(rows *[tierSteps]tierRow, c tierCase) int {
	found := -1
	for k := range rows {
		if r := &rows[k]; c.value >= r.low && c.value < r.high && c.count < r.count && found < 0 {
			found = k
		}
	}
	return found
}

// tierRecorded evaluates and records all 15 comparisons, as a full trace needs.
//
//go:noinline
func tierRecorded(rows *[tierSteps]tierRow, c tierCase, rec *[3 * tierSteps]facts.Truth) int {
	found := -1
	for k := range rows {
		r := &rows[k]
		a, b, n := facts.Of(c.value >= r.low), facts.Of(c.value < r.high), facts.Of(c.count < r.count)
		rec[3*k], rec[3*k+1], rec[3*k+2] = a, b, n
		if found < 0 && a&b&n == facts.True {
			found = k
		}
	}
	return found
}

func tierClosures(conds *[tierSteps]*cond.Cond, f *cond.Frame) int {
	found := -1
	for k, c := range conds {
		if c.Eval(f) == facts.True && found < 0 {
			found = k
		}
	}
	return found
}

func tierVM(b *testing.B, machine *vm.VM, programs *[tierSteps]*vm.Program, env map[string]any) int {
	found := -1
	for k, p := range programs {
		holds, err := machine.Run(p, env)
		if err != nil {
			b.Fatal(err)
		}
		if holds.(bool) && found < 0 {
			found = k
		}
	}
	return found
}

// BenchmarkTier compares four ways through the same table in one run; the ratios are metrics of the last.
func BenchmarkTier(b *testing.B) {
	rows, cases := tierTable(), tierCases()
	v, err := facts.NewVocabulary(facts.Entry{Name: "货值金额", Type: facts.Money}, facts.Entry{Name: "次数", Type: facts.Int})
	if err != nil {
		b.Fatal(err)
	}
	pool := cond.NewPool(v)
	var conds [tierItems][tierSteps]*cond.Cond
	var programs [tierItems][tierSteps]*vm.Program
	env := map[string]any{"货值金额": float64(0), "次数": 0}
	for i := range rows {
		for k := range rows[i] {
			c, errs := pool.Compile(rows[i][k].text())
			if errs != nil {
				b.Fatal(errs)
			}
			conds[i][k] = c
			if programs[i][k], err = expr.Compile(rows[i][k].text(), expr.Env(env), expr.AsBool()); err != nil {
				b.Fatal(err)
			}
		}
	}
	var frames [len(cases)]*cond.Frame
	var envs [len(cases)]map[string]any
	for n, c := range cases {
		frames[n] = pool.NewFrame()
		frames[n].Dom[0], frames[n].Dom[1] = facts.Amount(c.value), facts.Amount(c.count)
		envs[n] = map[string]any{"货值金额": float64(c.value) / 100, "次数": int(c.count)}
	}
	for i := range rows { // all four find the same tier
		for n, c := range cases {
			var rec [3 * tierSteps]facts.Truth
			want := tierPlain(&rows[i], c)
			if a, d, e := tierRecorded(&rows[i], c, &rec), tierClosures(&conds[i], frames[n]), tierVM(b, &vm.VM{}, &programs[i], envs[n]); a != want || d != want || e != want {
				b.Fatalf("item %d, facts %+v: plain %d, recorded %d, closures %d, vm %d", i, c, want, a, d, e)
			}
		}
	}

	var plain, recorded, machine float64 // ns
	each := func(b *testing.B) float64 { return float64(b.Elapsed().Nanoseconds()) / float64(b.N) }
	b.Run("plain", func(b *testing.B) {
		for n := 0; b.Loop(); n++ {
			tierPlain(&rows[n%tierItems], cases[n%len(cases)])
		}
		plain = each(b)
	})
	b.Run("plain-recorded", func(b *testing.B) {
		var rec [3 * tierSteps]facts.Truth
		for n := 0; b.Loop(); n++ {
			tierRecorded(&rows[n%tierItems], cases[n%len(cases)], &rec)
		}
		recorded = each(b)
	})
	b.Run("expr-vm", func(b *testing.B) {
		m := &vm.VM{}
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			tierVM(b, m, &programs[n%tierItems], envs[n%len(cases)])
		}
		machine = each(b)
	})
	b.Run("closures-recorded", func(b *testing.B) {
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			tierClosures(&conds[n%tierItems], frames[n%len(cases)])
		}
		ours := each(b)
		if plain > 0 {
			b.ReportMetric(ours/plain, "×plain")
		}
		if recorded > 0 {
			b.ReportMetric(ours/recorded, "×plain-recorded")
		}
		if machine > 0 {
			b.ReportMetric(ours/machine, "×expr-vm")
		}
	})
}
