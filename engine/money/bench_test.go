package money

import (
	"math"
	"testing"
)

var sinkRatio Ratio
var sinkRange Range
var sinkInt int

func BenchmarkCmp(b *testing.B) {
	for name, pair := range map[string][2]string{"whole": {"3200", "10000"}, "fractions": {"22222222/7", "9999999/3"}, "near int64": {"9223372036854775807/3", "9223372036854775806/7"}} {
		x, y := ratio(b, pair[0]), ratio(b, pair[1])
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sinkInt = x.Cmp(y)
			}
		})
	}
}

func BenchmarkMul(b *testing.B) {
	for name, pair := range map[string][2]string{"whole": {"320000", "10"}, "percent": {"5000000", "30%"}, "fractions": {"22222222/7", "14/999999"}} {
		x, y := ratio(b, pair[0]), ratio(b, pair[1])
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sinkRatio, _ = x.Mul(y)
			}
		})
	}
}

func BenchmarkCut(b *testing.B) {
	r, from, to := span(b, "[50000, 100000]"), ratio(b, "30%"), ratio(b, "70%")
	b.Run("30-70%", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkRange, _ = r.Cut(from, to, true, true)
		}
	})
	wide := Between(Int(math.MinInt64), Int(math.MaxInt64))
	b.Run("wider than int64", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkRange, _ = wide.Cut(from, to, true, true)
		}
	})
}

// The operations that the engine repeats for each case must not allocate.
func TestHotPathDoesNotAllocate(t *testing.T) {
	r, o := span(t, "[50000, 100000]"), span(t, "(100/3, 70000)")
	from, to := ratio(t, "30%"), ratio(t, "3/7")
	n := testing.AllocsPerRun(100, func() {
		sinkRange, _ = r.Cut(from, to, true, false)
		sinkRange, _ = sinkRange.Scale(to)
		sinkRange = sinkRange.Intersect(o).Hull(r).Clamp(6000000)
		sinkRatio, _ = from.Add(to)
		sinkRatio, _ = sinkRatio.Sub(to)
		sinkRatio, _ = sinkRatio.Mul(to)
		sinkRatio, _ = sinkRatio.Div(from)
		sinkInt = from.Cmp(to) + int(sinkRatio.Floor()+sinkRatio.Ceil())
		if f, _ := Round(to, 100, HalfUp); r.Contains(f) || r.ContainsRatio(to) || r.Within(o) || r.Equal(o) || r.Empty() || r.IsPoint() {
			sinkInt++
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}
