package money

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseYuan(t *testing.T) {
	for s, want := range map[string]Fen{
		"0": 0, "50000": 5000000, "50000.5": 5000050, "50,000.00": 5000000, " 12.34 ": 1234, "1,234,567": 123456700,
		"-0.05": -5, "-0": 0, "007": 700, "0.01": 1, "0.10": 10,
		"92233720368547758.07": math.MaxInt64, "-92233720368547758.08": math.MinInt64,
		"00000000000000000000000001": 100,
	} {
		if got, err := ParseYuan(s); err != nil || got != want {
			t.Errorf("ParseYuan(%q) = %d, %v; want %d", s, got, err, want)
		}
	}
}

func TestParseYuanRefuses(t *testing.T) {
	seen := map[string]string{}
	for _, c := range []struct{ in, want string }{
		{"", "没有填写金额"},
		{"５００００", "全角字符：请改用半角，写成 50000"},
		{"5，000.00", "全角字符：请改用半角，写成 5,000.00"},
		{"1.234", "小数超过两位"},
		{"NaN", "不是数"},
		{"1e5", "科学计数法"},
		{"1万", "请写成 10000"},
		{"五万", "中文数字"},
		{"500元", "带有“元”字"},
		{"¥500", "货币符号"},
		{"5 000", "中间有空格"},
		{"+5", "加号"},
		{"5,00", "千位分隔"},
		{".5", "小数点前后应有数字"},
		{"1/3", "分数或者百分数"},
		{"abc", "不是数字"},
		{"92233720368547758.08", "超出可以精确计算的范围"},
	} {
		_, err := ParseYuan(c.in)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("ParseYuan(%q): %v; want a message with %q", c.in, err, c.want)
			continue
		}
		kind := strings.ReplaceAll(err.Error(), quote(c.in), "")
		if other, ok := seen[kind]; ok && c.want != "全角字符" {
			t.Errorf("%q and %q are refused with one message: %s", other, c.in, kind)
		}
		seen[kind] = c.in
	}
	for in, want := range map[string]string{
		"1.5万": "写成 15000", "２万元": "全角", "3亿元": "写成 300000000", "1.5 万元": "写成 15000", "Infinity": "不是数", "5.": "小数点前后",
		"1.00001万": "写成 10000.1", "1.0000001万": "中文数字", "1..2": "小数点前后", "1-2": "不是数字", "--5": "不是数字", "壹万": "中文数字",
		"1,2345": "千位分隔", "1234,567": "千位分隔", ",": "千位分隔", "5,": "千位分隔", "1\xff": "不是数字",
	} {
		if _, err := ParseYuan(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseYuan(%q): %v; want a message with %q", in, err, want)
		}
	}
	if _, err := ParseYuan("99999999999999999999"); !errors.Is(err, ErrOverflow) {
		t.Errorf("too large an amount: %v; want ErrOverflow", err)
	}
	if _, err := ParseYuan(strings.Repeat("x", 500)); err == nil || len([]rune(err.Error())) > 120 {
		t.Errorf("a long input is quoted at length: %v", err)
	}
}

func TestFenText(t *testing.T) {
	for f, want := range map[Fen][2]string{
		0: {"0.00", "0"}, 5000000: {"50000.00", "50,000"}, 5000050: {"50000.50", "50,000.50"}, -5: {"-0.05", "-0.05"},
		99900: {"999.00", "999"}, 100000: {"1000.00", "1,000"}, 123456789: {"1234567.89", "1,234,567.89"}, -100000000: {"-1000000.00", "-1,000,000"},
		math.MinInt64: {"-92233720368547758.08", "-92,233,720,368,547,758.08"},
	} {
		if f.String() != want[0] || f.Grouped() != want[1] {
			t.Errorf("%d: %q, %q; want %q", int64(f), f.String(), f.Grouped(), want)
		}
	}
}

func TestFenJSON(t *testing.T) {
	b, err := json.Marshal(map[string]Fen{"罚款": 5000000})
	if err != nil || string(b) != `{"罚款":"50000.00"}` {
		t.Errorf("Marshal: %s, %v", b, err)
	}
	for in, want := range map[string]Fen{`"50000.00"`: 5000000, `3200`: 320000, `"\u0035"`: 500} {
		var f Fen
		if err := json.Unmarshal([]byte(in), &f); err != nil || f != want {
			t.Errorf("Unmarshal %s: %d, %v; want %d", in, f, err, want)
		}
	}
	for _, in := range []string{`null`, `1e5`, `"1万"`, `true`, `{}`, `""`} {
		f := Fen(7)
		if err := json.Unmarshal([]byte(in), &f); err == nil || f != 7 {
			t.Errorf("Unmarshal %s: %d, %v; want an error and no change", in, f, err)
		}
	}
}

func TestFromYuan(t *testing.T) {
	if f, err := FromYuan(-3); err != nil || f != -300 {
		t.Errorf("FromYuan(-3) = %d, %v", f, err)
	}
	for _, y := range []int64{math.MaxInt64/100 + 1, math.MinInt64/100 - 1, math.MaxInt64, math.MinInt64} {
		if _, err := FromYuan(y); !errors.Is(err, ErrOverflow) {
			t.Errorf("FromYuan(%d): %v; want ErrOverflow", y, err)
		}
	}
}

func TestRound(t *testing.T) {
	for _, c := range []struct {
		num, den int64
		unit     Fen
		mode     Mode
		want     Fen
	}{
		{1, 3, 1, Up, 1}, {1, 3, 1, Down, 0}, {1, 3, 1, HalfUp, 0}, {1, 2, 1, HalfUp, 1}, {-1, 2, 1, HalfUp, 0}, {-1, 3, 1, Down, -1},
		{12350, 1, 100, Up, 12400}, {12350, 1, 100, Down, 12300}, {12350, 1, 100, HalfUp, 12400}, {12349, 1, 100, HalfUp, 12300},
		{12300, 1, 100, Up, 12300}, {24699, 2, 100, HalfUp, 12300}, {5, 2, 5, HalfUp, 5}, {7, 3, 5, HalfUp, 0}, {1, 1, 3, HalfUp, 0}, {2, 1, 3, HalfUp, 3},
		{4, 3, 3, HalfUp, 0}, {3, 2, 3, HalfUp, 3}, {math.MaxInt64, 1, 1, HalfUp, math.MaxInt64}, {math.MinInt64, 1, 1, Up, math.MinInt64},
		{math.MinInt64, 1, 3, Up, math.MinInt64 + 2}, {1, 1, math.MaxInt64, Up, math.MaxInt64},
	} {
		r, err := NewRatio(c.num, c.den)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Round(r, c.unit, c.mode); err != nil || got != c.want {
			t.Errorf("Round(%s, %d, %d) = %d, %v; want %d", r, int64(c.unit), c.mode, int64(got), err, int64(c.want))
		}
	}
	for _, c := range []struct {
		n    int64
		unit Fen
		mode Mode
	}{{math.MaxInt64, 100, Up}, {math.MinInt64, 3, Down}, {math.MaxInt64, math.MaxInt64 - 1, Up}} {
		if _, err := Round(Int(c.n), c.unit, c.mode); !errors.Is(err, ErrOverflow) {
			t.Errorf("Round(%d, %d): %v; want ErrOverflow", c.n, c.unit, err)
		}
	}
	if _, err := Round(Int(1), 0, Up); err == nil {
		t.Error("unit 0 is taken")
	}
	if _, err := Round(Int(1), 1, Mode(9)); err == nil {
		t.Error("an unknown mode is taken")
	}
}

func TestFenTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Fen(rapid.Int64().Draw(t, "f"))
		for _, s := range []string{f.String(), f.Grouped()} {
			if got, err := ParseYuan(s); err != nil || got != f {
				t.Fatalf("%q reads as %d, %v; want %d", s, got, err, f)
			}
		}
	})
}

func FuzzParseYuan(f *testing.F) {
	for _, s := range []string{"50000", "50,000.00", "-0.05", "５００００", "1万", "1e5", "NaN", "", "1.5万元", "92233720368547758.07", "1,2,3", "\xff", "∞", "1e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseYuan(s)
		if err != nil {
			if err.Error() == "" {
				t.Errorf("%q is refused without a message", s)
			}
			return
		}
		for _, text := range []string{v.String(), v.Grouped()} {
			if again, err := ParseYuan(text); err != nil || again != v {
				t.Errorf("%q -> %d -> %q -> %d, %v", s, v, text, again, err)
			}
		}
		r, err := ParseRatio(strings.ReplaceAll(s, ",", ""))
		if err != nil {
			return
		}
		if p, err := r.Mul(Int(100)); err != nil || p != v.Ratio() {
			t.Errorf("%q is %d as an amount and %s as a number", s, v, r)
		}
	})
}
