package money

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func ratio(t testing.TB, s string) Ratio {
	t.Helper()
	r, err := ParseRatio(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestParseRatio(t *testing.T) {
	for s, want := range map[string]string{
		"10": "10", "0.3": "0.3", "30%": "0.3", "3/7": "3/7", "6/14": "3/7", "-0.5": "-0.5", "0.50%": "0.005", " 5 ": "5", "010/020": "0.5",
		"1/3": "1/3", "-9223372036854775808": "-9223372036854775808", "9223372036854775808/2": "4611686018427387904",
		"0.00000095367431640625": "1/1048576", "0.000000000001": "0.000000000001", "0.0000000000001": "1/10000000000000", "-0": "0", "0/5": "0",
		"922337203685477580.70": "922337203685477580.7",
	} {
		got, err := ParseRatio(s)
		if err != nil || got.String() != want {
			t.Errorf("ParseRatio(%q) = %s, %v; want %s", s, got, err, want)
		}
		if again := ratio(t, want); again != got {
			t.Errorf("%q and %q differ", s, want)
		}
	}
}

func TestParseRatioRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"": "没有填写", "３０％": "写成 30%", "5倍": "“倍”字", "百分之三十": "中文数字", "1e2": "科学计数法", "1/2%": "只用一种", "1,000": "逗号",
		"1 %": "空格", "x": "无法识别", "+1": "无法识别", "NaN": "不是数", "3/0": "不能除以 0", "1/2/3": "无法识别", "/2": "无法识别", ".5": "无法识别", "%": "无法识别",
		"9223372036854775808": "超出可以精确计算的范围",
	} {
		if _, err := ParseRatio(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseRatio(%q): %v; want a message with %q", in, err, want)
		}
	}
	if _, err := ParseRatio("1" + strings.Repeat("0", 100)); !errors.Is(err, ErrOverflow) {
		t.Errorf("a long number: %v; want ErrOverflow", err)
	}
}

func TestNewRatio(t *testing.T) {
	for _, c := range []struct{ num, den, n, d int64 }{
		{6, 14, 3, 7}, {6, -14, -3, 7}, {0, -5, 0, 1}, {-4, -2, 2, 1}, {math.MinInt64, 2, math.MinInt64 / 2, 1}, {2, math.MinInt64, -1, 1 << 62},
		{math.MinInt64, math.MinInt64, 1, 1}, {0, math.MinInt64, 0, 1}, {math.MinInt64, 1, math.MinInt64, 1}, {1, math.MaxInt64, 1, math.MaxInt64},
	} {
		r, err := NewRatio(c.num, c.den)
		if err != nil || r.Num() != c.n || r.Den() != c.d || r.IsInt() != (c.d == 1) {
			t.Errorf("NewRatio(%d, %d) = %d/%d, %v", c.num, c.den, r.Num(), r.Den(), err)
		}
	}
	if (Ratio{}) != Int(0) || (Ratio{}).Den() != 1 {
		t.Error("the zero value is not 0/1")
	}
	if _, err := NewRatio(1, 0); err == nil {
		t.Error("1/0 is taken")
	}
	for _, c := range [][2]int64{{1, math.MinInt64}, {math.MinInt64, -1}} {
		if _, err := NewRatio(c[0], c[1]); !errors.Is(err, ErrOverflow) {
			t.Errorf("NewRatio(%d, %d): %v; want ErrOverflow", c[0], c[1], err)
		}
	}
}

func TestRatioEdges(t *testing.T) {
	low, high := Int(math.MinInt64), Int(math.MaxInt64)
	ok := func(r Ratio, err error) Ratio {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
		return r
	}
	if r := ok(Int(-1).Sub(low)); r != high {
		t.Errorf("-1 - min = %s", r)
	}
	if r := ok(low.Add(high)); r != Int(-1) {
		t.Errorf("min + max = %s", r)
	}
	if r := ok(low.Div(low)); r != Int(1) {
		t.Errorf("min / min = %s", r)
	}
	if r := ok(Int(2).Div(low)); r.String() != "-1/4611686018427387904" {
		t.Errorf("2 / min = %s", r)
	}
	if r := ok(high.Mul(ratio(t, "1/9223372036854775807"))); r != Int(1) {
		t.Errorf("max * 1/max = %s", r)
	}
	for _, f := range []func() (Ratio, error){
		func() (Ratio, error) { return high.Add(Int(1)) },
		func() (Ratio, error) { return Int(0).Sub(low) },
		func() (Ratio, error) { return low.Mul(Int(-1)) },
		func() (Ratio, error) { return low.Div(Int(-1)) },
		func() (Ratio, error) { return Int(1).Div(low) },
		func() (Ratio, error) { return high.Mul(high) },
	} {
		if r, err := f(); !errors.Is(err, ErrOverflow) {
			t.Errorf("%s, %v; want ErrOverflow", r, err)
		}
	}
	if _, err := high.Div(Ratio{}); err == nil || errors.Is(err, ErrOverflow) {
		t.Errorf("division by zero: %v", err)
	}
	if r := ratio(t, "-7/2"); r.Floor() != -4 || r.Ceil() != -3 || r.Sign() != -1 {
		t.Errorf("-7/2: floor %d, ceil %d", r.Floor(), r.Ceil())
	}
}

func TestRatioJSON(t *testing.T) {
	b, err := json.Marshal([]Ratio{ratio(t, "10%"), ratio(t, "3/7")})
	if err != nil || string(b) != `["0.1","3/7"]` {
		t.Errorf("Marshal: %s, %v", b, err)
	}
	var back []Ratio
	if err := json.Unmarshal([]byte(`["0.1", "3/7", 0.25]`), &back); err != nil || back[2] != ratio(t, "1/4") {
		t.Errorf("Unmarshal: %v, %v", back, err)
	}
	for _, in := range []string{`null`, `"x"`, `[]`, `1e5`} {
		var r Ratio
		if err := r.UnmarshalJSON([]byte(in)); err == nil {
			t.Errorf("%s is taken", in)
		}
	}
}

func drawRatio() *rapid.Generator[Ratio] {
	edge := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1000, 1000), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64, math.MinInt64 + 1}))
	return rapid.Custom(func(t *rapid.T) Ratio {
		r, err := NewRatio(edge.Draw(t, "num"), edge.Filter(func(n int64) bool { return n != 0 }).Draw(t, "den"))
		if err != nil {
			return Int(1)
		}
		return r
	})
}

func TestRatioProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawRatio().Draw(t, "a"), drawRatio().Draw(t, "b"), drawRatio().Draw(t, "c")
		if s := a.String(); ratioOrFail(t, s) != a {
			t.Fatalf("%q does not read back", s)
		}
		if a.Cmp(b) != -b.Cmp(a) || (a.Cmp(b) == 0) != (a == b) || a.Cmp(b) != a.big().Cmp(b.big()) {
			t.Fatalf("Cmp(%s, %s) = %d, %d", a, b, a.Cmp(b), b.Cmp(a))
		}
		if a.Cmp(b) <= 0 && b.Cmp(c) <= 0 && a.Cmp(c) > 0 {
			t.Fatalf("order: %s %s %s", a, b, c)
		}
		if s, err := a.Add(b); err == nil {
			if back, err := s.Sub(b); err != nil || back != a {
				t.Fatalf("%s + %s - %s = %s, %v", a, b, b, back, err)
			}
		}
		if p, err := a.Mul(b); err == nil && b.Sign() != 0 {
			if back, err := p.Div(b); err != nil || back != a {
				t.Fatalf("%s × %s ÷ %s = %s, %v", a, b, b, back, err)
			}
		}
	})
}

func ratioOrFail(t *rapid.T, s string) Ratio {
	r, err := ParseRatio(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func FuzzParseRatio(f *testing.F) {
	for _, s := range []string{"10", "0.3", "30%", "3/7", "010/020", "-9223372036854775808", "0.00000095367431640625", "1/0", "３０％", "1e9", "%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRatio(s)
		if err != nil {
			return
		}
		if again, err := ParseRatio(r.String()); err != nil || again != r {
			t.Errorf("%q -> %s -> %s, %v", s, r, again, err)
		}
		if new(big.Int).GCD(nil, nil, new(big.Int).Abs(big.NewInt(r.Num())), big.NewInt(r.Den())).Cmp(big.NewInt(1)) != 0 {
			t.Errorf("%q -> %d/%d is not reduced", s, r.Num(), r.Den())
		}
	})
}
