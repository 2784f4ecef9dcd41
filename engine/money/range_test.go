package money

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func span(t testing.TB, s string) Range {
	t.Helper()
	r, err := ParseRange(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestParseRange(t *testing.T) {
	for s, want := range map[string]string{
		"[10000, 22000]": "[10000, 22000]", "(0,10000)": "(0, 10000)", "[10000, ∞)": "[10000, ∞)", "（0，10000］": "(0, 10000]", "(-∞, 5)": "(-∞, 5)",
		"(-∞, +∞)": "(-∞, ∞)", "[5, 5]": "[5, 5]", "[100/3, 200]": "[100/3, 200]", "[0.005, 1]": "[0.005, 1]", "∅": "∅", " [1,2) ": "[1, 2)", "[-3, -1]": "[-3, -1]",
		"[1/9223372036854775807, 1]": "[1/9223372036854775807, 1]", "[1/922337203685477580700, 1]": "[1/922337203685477580700, 1]",
	} {
		r, err := ParseRange(s)
		if err != nil || r.String() != want {
			t.Errorf("ParseRange(%q) = %s, %v; want %s", s, r, err, want)
		}
	}
	for in, want := range map[string]string{
		"": "无法识别", "10000-20000": "无法识别", "[": "无法识别", "[]": "逗号", "[1, 2, 3]": "逗号", "[1万, 2]": "写成 10000", "[5, 3]": "没有任何金额", "(5, 5]": "没有任何金额",
		"[, 3]": "没有填写", "[1, ∞]": "圆括号", "[-∞, 1]": "圆括号", "[30%, 1]": "百分数", "[1, 99999999999999999999]": "超出可以精确计算的范围", "[1/0, 2]": "不能除以 0",
	} {
		if _, err := ParseRange(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseRange(%q): %v; want a message with %q", in, err, want)
		}
	}
}

// The cuts of 渝令355 art. 16 and their neighbours, on the fine of 食品安全法 art. 124.
func TestCut(t *testing.T) {
	for _, c := range []struct {
		r, from, to      string
		minOpen, maxOpen bool
		want             string
	}{
		{"[50000, 100000]", "30%", "70%", true, true, "(65000, 85000)"},
		{"[50000, 100000]", "0", "30%", false, false, "[50000, 65000]"},
		{"[50000, 100000]", "70%", "1", false, false, "[85000, 100000]"},
		{"(50000, 100000)", "0", "30%", false, false, "(50000, 65000]"},
		{"(50000, 100000)", "70%", "1", false, false, "[85000, 100000)"},
		{"(50000, 100000)", "1", "1.5", false, false, "(100000, 125000]"},
		{"[0, 1]", "3/7", "4/7", false, true, "[3/7, 4/7)"},
		{"[5, 5]", "0", "1", false, false, "[5, 5]"},
		{"[5, 5]", "30%", "70%", true, true, "∅"},
		{"[100, 200]", "-1", "2", false, false, "[0, 300]"},
		{"[-92233720368547758.08, 92233720368547758.07]", "0.5", "1", false, false, "[-0.005, 92233720368547758.07]"},
	} {
		got, err := span(t, c.r).Cut(ratio(t, c.from), ratio(t, c.to), c.minOpen, c.maxOpen)
		if err != nil || got.String() != c.want {
			t.Errorf("%s cut %s-%s = %s, %v; want %s", c.r, c.from, c.to, got, err, c.want)
		}
	}
	for _, c := range []struct{ r, from, to, want string }{
		{"[1, ∞)", "0", "1", "没有上限"}, {"(-∞, 1]", "0", "1", "没有下限"}, {"∅", "0", "1", "幅度为空"}, {"[1, 2]", "0.7", "0.3", "大于终点"},
		{"[0, 92233720368547758.07]", "0", "2", "超出可以精确计算的范围"},
	} {
		if got, err := span(t, c.r).Cut(ratio(t, c.from), ratio(t, c.to), false, false); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s cut %s-%s = %s, %v; want a message with %q", c.r, c.from, c.to, got, err, c.want)
		}
	}
}

func TestScale(t *testing.T) {
	for _, c := range []struct{ r, by, want string }{
		{"[10, 20]", "3200", "[32000, 64000]"}, {"(0.05, 0.1]", "1/3", "(1/60, 1/30]"}, {"[10, ∞)", "2", "[20, ∞)"}, {"(1, 2)", "0", "[0, 0]"}, {"∅", "0", "∅"}, {"∅", "5", "∅"}, {"(-∞, ∞)", "0", "[0, 0]"},
	} {
		if got, err := span(t, c.r).Scale(ratio(t, c.by)); err != nil || got.String() != c.want {
			t.Errorf("%s × %s = %s, %v; want %s", c.r, c.by, got, err, c.want)
		}
	}
	if _, err := span(t, "[1, 2]").Scale(Int(-1)); err == nil || errors.Is(err, ErrOverflow) {
		t.Errorf("a negative factor: %v", err)
	}
	if _, err := span(t, "[1, 2]").Scale(Int(math.MaxInt64)); !errors.Is(err, ErrOverflow) {
		t.Errorf("a large factor: %v; want ErrOverflow", err)
	}
	loose := Range{Min: Int(math.MaxInt64), NoMin: true, Max: Int(1)}
	if got, err := loose.Scale(Int(2)); err != nil || got.String() != "(-∞, 0.02]" {
		t.Errorf("an end that is not there overflows: %s, %v", got, err)
	}
}

func TestSets(t *testing.T) {
	for _, c := range []struct{ a, b, meet, hull string }{
		{"[1, 3]", "[2, 4]", "[2, 3]", "[1, 4]"}, {"[1, 2]", "[2, 3]", "[2, 2]", "[1, 3]"}, {"[1, 2)", "[2, 3]", "∅", "[1, 3]"}, {"[1, 2]", "(1, 2)", "(1, 2)", "[1, 2]"},
		{"(1, 2)", "(1, 2)", "(1, 2)", "(1, 2)"}, {"[1, ∞)", "(-∞, 5)", "[1, 5)", "(-∞, ∞)"}, {"∅", "[1, 2]", "∅", "[1, 2]"}, {"[1, 2]", "[4, 5]", "∅", "[1, 5]"}, {"∅", "∅", "∅", "∅"},
	} {
		a, b := span(t, c.a), span(t, c.b)
		if got := a.Intersect(b); got.String() != c.meet || !got.Equal(b.Intersect(a)) {
			t.Errorf("%s ∩ %s = %s; want %s", a, b, got, c.meet)
		}
		if got := a.Hull(b); got.String() != c.hull || !got.Equal(b.Hull(a)) {
			t.Errorf("hull of %s, %s = %s; want %s", a, b, got, c.hull)
		}
	}
	if !Between(Int(2), Int(1)).Equal(Range{MaxOpen: true}) {
		t.Error("two empty ranges differ")
	}
	if !span(t, "(1, 2)").Within(span(t, "[1, 2]")) || span(t, "[1, 2]").Within(span(t, "(1, 2]")) || !span(t, "∅").Within(span(t, "∅")) || span(t, "[1, 2]").Within(span(t, "∅")) {
		t.Error("Within")
	}
	if !(Range{}).IsPoint() || span(t, "[1, 2]").IsPoint() || span(t, "∅").IsPoint() || !(Range{NoMin: true, Min: Int(5), Max: Int(1)}).Contains(-7) {
		t.Error("IsPoint, Contains")
	}
}

func TestClamp(t *testing.T) {
	for _, c := range []struct{ r, want string }{
		{"[1, 9]", "[1, 5]"}, {"[1, 5)", "[1, 5)"}, {"(5, 9)", "[5, 5]"}, {"[7, 9]", "[5, 5]"}, {"[1, ∞)", "[1, 5]"}, {"(1, 2)", "(1, 2)"}, {"∅", "∅"}, {"(-∞, ∞)", "(-∞, 5]"}, {"(1, 9)", "(1, 5]"},
	} {
		if got := span(t, c.r).Clamp(500); got.String() != c.want {
			t.Errorf("%s at most 5 = %s; want %s", c.r, got, c.want)
		}
	}
}

func TestPrinted(t *testing.T) {
	for _, c := range []struct{ r, want string }{
		{"(65000, 85000)", "(65000.00, 85000.00)"}, {"(100/3, 200/3)", "[33.34, 66.66]"}, {"[100/3, 50)", "[33.34, 50.00)"}, {"[1, ∞)", "[1.00, nil]"}, {"(-∞, 1)", "[nil, 1.00)"}, {"[0.01, 0.01]", "[0.01, 0.01]"},
		{"(0.01, 0.03)", "(0.01, 0.03)"}, {"(0.01, 0.02]", "(0.01, 0.02]"},
	} {
		e, err := span(t, c.r).Printed()
		if got := endsText(e); err != nil || got != c.want {
			t.Errorf("%s prints as %s, %v; want %s", c.r, got, err, c.want)
		}
	}
	for _, s := range []string{"(0.01, 0.02)", "[1/3, 1/3]", "(1, 1.005)", "∅"} {
		if e, err := span(t, s).Printed(); err == nil {
			t.Errorf("%s prints as %s; want an error", s, endsText(e))
		}
	}
}

func endsText(e Ends) string {
	text := func(f *Fen) string {
		if f == nil {
			return "nil"
		}
		return f.String()
	}
	open, shut := "[", "]"
	if e.MinOpen {
		open = "("
	}
	if e.MaxOpen {
		shut = ")"
	}
	return open + text(e.Min) + ", " + text(e.Max) + shut
}

func drawRange() *rapid.Generator[Range] {
	return rapid.Custom(func(t *rapid.T) Range {
		coin := func(name string) bool { return rapid.Bool().Draw(t, name) }
		return Range{
			Min: drawRatio().Draw(t, "min"), Max: drawRatio().Draw(t, "max"), MinOpen: coin("min open"), MaxOpen: coin("max open"),
			NoMin: rapid.IntRange(0, 5).Draw(t, "no min") == 0, NoMax: rapid.IntRange(0, 5).Draw(t, "no max") == 0,
		}
	})
}

func TestRangeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, p := drawRange().Draw(t, "a"), drawRange().Draw(t, "b"), drawRatio().Draw(t, "p")
		meet, hull := a.Intersect(b), a.Hull(b)
		if meet.ContainsRatio(p) != (a.ContainsRatio(p) && b.ContainsRatio(p)) {
			t.Fatalf("%s ∩ %s = %s at %s", a, b, meet, p)
		}
		if !a.Within(hull) || !b.Within(hull) || !meet.Within(a) || !meet.Within(b) {
			t.Fatalf("%s, %s: meet %s, hull %s", a, b, meet, hull)
		}
		if a.Within(b) && b.Within(a) != a.Equal(b) || a.Within(b) != meet.Equal(a) {
			t.Fatalf("%s within %s", a, b)
		}
		if again, err := ParseRange(a.String()); err != nil || !again.Equal(a) {
			t.Fatalf("%s reads back as %s, %v", a, again, err)
		}
		if e, err := a.Printed(); err == nil {
			for _, f := range []*Fen{e.Min, e.Max} {
				if f != nil && !a.Contains(*f) && (!e.MinOpen || f != e.Min) && (!e.MaxOpen || f != e.Max) {
					t.Fatalf("%s prints %s, which is outside", a, *f)
				}
			}
		}
	})
}

func FuzzParseRange(f *testing.F) {
	for _, s := range []string{"[10000, 22000]", "(0, 10000)", "[10000, ∞)", "(-∞, 5]", "∅", "[1/3,2/3）", "[1/922337203685477580700, 1]", "[-5, -1]", "[１,2]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRange(s)
		if err != nil {
			return
		}
		if again, err := ParseRange(r.String()); err != nil || again != r {
			t.Errorf("%q -> %s -> %s, %v", s, r, again, err)
		}
	})
}
