package explain

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{"abc": 3, "罚款": 4, "50,000 元": 9, "（可以）": 8, "“情节”": 8} {
		if got := Width(s); got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
}

// Lines keep within the width, lose nothing, keep numbers whole, and no closing mark begins a line.
func TestWrap(t *testing.T) {
	piece := rapid.SampledFrom([]string{"罚款", "50,000", " ", "元", "，", "。", "（", "）", "“", "”", "abc", "：", "、"})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(piece, 1, 60).Draw(t, "s"), "")
		width := rapid.IntRange(16, 40).Draw(t, "width")
		lines := wrap(s, width)
		if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != strings.ReplaceAll(s, " ", "") {
			t.Fatalf("%q became %q", s, lines)
		}
		for i, l := range lines {
			if i > 0 && l != "" && strings.ContainsAny(string([]rune(l)[0]), "，。、：）") && len(lines[i-1]) > 0 {
				t.Fatalf("line %d of %q begins with a closing mark", i, lines)
			}
		}
	})
	for _, l := range wrap(strings.Repeat("罚款 50,000 元，", 12), 30) {
		if Width(l) > 30 {
			t.Errorf("%q is %d wide", l, Width(l))
		}
		if strings.HasSuffix(l, "50,") || strings.HasPrefix(l, "000") {
			t.Errorf("a number was broken: %q", l)
		}
	}
}

func TestMarkdownEscapes(t *testing.T) {
	d := &Document{Title: "甲 < 乙", Sections: []Section{{"结论", []Line{{Text: "50 < … < 60 | a_b*c", Right: "条", Number: 1}}}}}
	got := d.Markdown()
	for _, want := range []string{"# 甲 &lt; 乙", "1. 50 &lt; … &lt; 60 \\| a\\_b\\*c（条）"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}
