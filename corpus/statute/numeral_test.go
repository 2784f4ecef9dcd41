package statute

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNumeral(t *testing.T) {
	for s, want := range map[string]int{
		"一": 1, "十": 10, "十五": 15, "二十": 20, "一百": 100, "一百零五": 105, "一百〇五": 105, "一百一十": 110, "一百十": 110, "一百十五": 115, "一百二十四": 124,
		"两百": 200, "両百": 200, "一千二百六十": 1260, "一千零五十": 1050, "一千零一十": 1010, "一万": 10000, "一万零一": 10001, "九万九千九百九十九": 99999, "两万零二百": 20200,
		"二〇二一": 2021, "一二〇": 120, "124": 124, "１２４": 124, "007": 7, " 12 ": 12, "99999": 99999, "一十": 10,
	} {
		if got, err := Numeral(s); err != nil || got != want {
			t.Errorf("Numeral(%q) = %d, %v; want %d", s, got, err, want)
		}
	}
	for s, want := range map[string]string{
		"": "没有填写", "零": "为零", "0": "为零", "100000": "过大", "十万": "过大", "一百五": "写成一百零五", "一百零二十": "写成一百二十", "十二百": "不规范", "一千二": "不规范", "万": "无法识别",
		"百二": "不规范", "零五": "不规范", "零二": "不规范", "五五十": "不规范", "abc": "无法识别", "1百": "无法识别", "-5": "无法识别", "壹": "无法识别", "一万万": "无法识别", "9999999999999999999999": "过大",
	} {
		if got, err := Numeral(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Numeral(%q) = %d, %v; want a message with %q", s, got, err, want)
		}
	}
}

func TestChineseNumeral(t *testing.T) {
	for n, want := range map[int]string{
		1: "一", 10: "十", 11: "十一", 20: "二十", 101: "一百零一", 110: "一百一十", 124: "一百二十四", 200: "二百", 1001: "一千零一", 1010: "一千零一十", 1260: "一千二百六十",
		10000: "一万", 10010: "一万零一十", 10100: "一万零一百", 12000: "一万二千", 20010: "二万零一十", 99999: "九万九千九百九十九", 0: "0", -3: "-3", 100000: "100000",
	} {
		if got := ChineseNumeral(n); got != want {
			t.Errorf("ChineseNumeral(%d) = %q; want %q", n, got, want)
		}
	}
}

// Every number there is, since there are few.
func TestNumeralRoundTrip(t *testing.T) {
	seen := map[string]int{}
	for n := 1; n <= MaxNumeral; n++ {
		s := ChineseNumeral(n)
		if other, ok := seen[s]; ok {
			t.Fatalf("%d and %d are both %s", other, n, s)
		}
		seen[s] = n
		if got, err := Numeral(s); err != nil || got != n {
			t.Fatalf("%d -> %s -> %d, %v", n, s, got, err)
		}
	}
}

func TestNumeralSpellings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, MaxNumeral).Draw(t, "n")
		s := ChineseNumeral(n)
		for _, swap := range [][2]string{{"零", "〇"}, {"二", "两"}, {"二", "両"}, {"百一十", "百十"}} {
			if got, err := Numeral(strings.ReplaceAll(s, swap[0], swap[1])); err != nil || got != n {
				t.Fatalf("%s with %s: %d, %v", s, swap[1], got, err)
			}
		}
	})
}

// Whatever is read is one of a few spellings of the number: no text has two meanings.
func TestNumeralOfAnyCharacters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom([]rune("零〇一二两三九十百千万")), 1, 9, -1).Draw(t, "s")
		n, err := Numeral(s)
		if err == nil && (n < 1 || n > MaxNumeral) {
			t.Fatalf("%s = %d", s, n)
		}
		if err == nil {
			if again, err := Numeral(ChineseNumeral(n)); err != nil || again != n {
				t.Fatalf("%s = %d = %d, %v", s, n, again, err)
			}
		}
	})
}
