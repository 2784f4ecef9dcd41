package facts

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var entries = map[string]Entry{
	"货值金额": {Name: "货值金额", Type: Money},
	"违法所得": {Name: "违法所得", Type: Money, Absent: true},
	"次数":   {Name: "次数", Type: Int, Unit: "次"},
	"比例":   {Name: "比例", Type: Number},
	"过错":   {Name: "过错", Type: Enum, Options: []string{"无", "过失", "故意"}},
	"行为日":  {Name: "行为日", Type: Date},
	"多次违法": {Name: "多次违法", Type: Bool},
}

func TestParseAndWords(t *testing.T) {
	tests := []struct{ fact, text, words, plain string }{
		{"货值金额", "3200", "3,200 元", "3200.00"},
		{"货值金额", "9999.99", "9,999.99 元", "9999.99"},
		{"货值金额", "0", "0 元", "0.00"},
		{"货值金额", "未查明", "未查明", "[0, ∞)"},
		{"违法所得", "无", "无", "无"},
		{"违法所得", "无法计算", "无法计算", "无法计算"},
		{"次数", "3", "3 次", "3"},
		{"比例", "0.0099", "0.0099", "0.0099"},
		{"过错", "故意", "故意", "故意"},
		{"行为日", "2024-02-29", "2024-02-29", "2024-02-29"},
	}
	for _, tt := range tests {
		e := entries[tt.fact]
		d, err := e.Parse(tt.text)
		if err != nil {
			t.Errorf("%s %s: %v", tt.fact, tt.text, err)
			continue
		}
		if got := e.Words(d); got != tt.words {
			t.Errorf("%s %s in words: %s, want %s", tt.fact, tt.text, got, tt.words)
		}
		if got := e.Plain(d); got != tt.plain {
			t.Errorf("%s %s plain: %v, want %s", tt.fact, tt.text, got, tt.plain)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ fact, text, want string }{
		{"货值金额", "一万", "货值金额"},
		{"货值金额", "1万", "10000"},
		{"货值金额", "-1", "负数"},
		{"货值金额", "NaN", "货值金额"},
		{"货值金额", "无", "不会是"},
		{"货值金额", "99999999999999999", "货值金额"},
		{"违法所得", "0", "没有的写 无"},
		{"次数", "2.5", "整数"},
		{"比例", "0.00000001", "六位"},
		{"过错", "恶意", "过失"},
		{"行为日", "2023-02-29", "确有这一天"},
		{"多次违法", "也许", "未查明"},
	}
	for _, tt := range tests {
		e := entries[tt.fact]
		_, err := e.Parse(tt.text)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %s: %v, want %q", tt.fact, tt.text, err, tt.want)
		}
	}
}

// Thresholds print as people write them: a fen below 10,000 yuan is “不足 10,000 元”.
func TestIntervals(t *testing.T) {
	m := entries["货值金额"]
	tests := []struct {
		d            Domain
		words, plain string
	}{
		{Between(0, 999_999), "不足 10,000 元", "[0, 10000)"},
		{Between(1_000_000, 9_999_999), "不少于 10,000 元、不足 100,000 元", "[10000, 100000)"},
		{Between(1_000_001, Limit), "大于 10,000 元", "(10000, ∞)"},
		{Between(0, 1_000_000), "不超过 10,000 元", "[0, 10000]"},
	}
	for _, tt := range tests {
		if got := m.Words(tt.d); got != tt.words {
			t.Errorf("%v: %s, want %s", tt.d, got, tt.words)
		}
		if got := m.Plain(tt.d); got != tt.plain {
			t.Errorf("%v: %v, want %s", tt.d, got, tt.plain)
		}
	}
	a := entries["违法所得"]
	if got := a.Plain(Domain{Lo: 1, Hi: 999_999, Mask: HasAmount | HasNone}); len(got.([]string)) != 2 {
		t.Errorf("%v", got)
	}
}

func TestDomainAlgebra(t *testing.T) {
	draw := rapid.Custom(func(t *rapid.T) Domain {
		m := rapid.Uint64Range(1, 7).Draw(t, "mask")
		d := Domain{Mask: m}
		if m&HasAmount != 0 {
			d.Lo = rapid.Int64Range(0, 20).Draw(t, "lo")
			d.Hi = rapid.Int64Range(d.Lo, 25).Draw(t, "hi")
		}
		return d
	})
	has := func(d, v Domain) bool { return !d.Intersect(v, true).Empty() }
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		both, hull := a.Intersect(b, true), a.Hull(b, true)
		for _, v := range []Domain{None, Incalculable, Amount(rapid.Int64Range(0, 25).Draw(t, "v"))} {
			if has(both, v) != (has(a, v) && has(b, v)) {
				t.Fatalf("%v ∩ %v = %v at %v", a, b, both, v)
			}
			if (has(a, v) || has(b, v)) && !has(hull, v) {
				t.Fatalf("%v hull %v = %v lacks %v", a, b, hull, v)
			}
		}
	})
}

func TestPresumptions(t *testing.T) {
	v, err := NewVocabulary(Entry{Name: "甲", Type: Bool, Presume: &Presumption{No, "未主张"}}, Entry{Name: "乙", Type: Bool})
	if err != nil {
		t.Fatal(err)
	}
	s := NewSet(v, true)
	if s.Facts[0].State != Presumed || s.Facts[0].Value != No || s.Facts[1].State != Open {
		t.Errorf("%+v", s.Facts)
	}
	if err := s.SetKnown("甲", OpenWord); err != nil || s.Facts[0].State != Open {
		t.Errorf("未查明 does not lift the presumption: %+v %v", s.Facts[0], err)
	}
	if NewSet(v, false).Facts[0].State != Open {
		t.Error("presumption not lifted")
	}
	if err := v.Add(Entry{Name: "甲"}); err == nil {
		t.Error("double entry accepted")
	}
	if err := s.SetKnown("丙", "是"); err == nil {
		t.Error("unknown fact accepted")
	}
}
