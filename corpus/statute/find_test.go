package statute

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// rendered writes mentions for comparison: [本法] the pointer, <前款 款-1> what is counted and how far, # the document
// number, 至 the end of a span, ! a problem.
func rendered(all []Mention) string {
	var out []string
	for _, m := range all {
		s := m.Cited.String()
		if m.Relative != nil {
			s = fmt.Sprintf("<%s %s%+d>", m.Relative.Word, m.Relative.Unit, -m.Relative.Back) + s
		}
		if m.Pointer != "" {
			s = "[" + m.Pointer + "]" + s
		}
		if m.Number != "" {
			s += "#" + m.Number
		}
		if m.To != (Citation{}) {
			s += "至" + m.To.String()
		}
		if m.Problem != "" {
			s += "!"
		}
		out = append(out, s)
	}
	return strings.Join(out, " | ")
}

// sound tells what is wrong with the positions of mentions: they lie in the text, in order, apart, and hold what Text says.
func sound(text string, all []Mention) error {
	r, at := []rune(text), 0
	for _, m := range all {
		if m.Start < at || m.End <= m.Start || m.End > len(r) {
			return fmt.Errorf("[%d,%d) after %d in a text of %d", m.Start, m.End, at, len(r))
		}
		if m.Text != string(r[m.Start:m.End]) {
			return fmt.Errorf("[%d,%d) is %q, not %q", m.Start, m.End, string(r[m.Start:m.End]), m.Text)
		}
		at = m.End
	}
	return nil
}

func TestFind(t *testing.T) {
	if len(forms) < 120 {
		t.Fatalf("%d forms", len(forms))
	}
	for _, f := range forms {
		got := Find(f.text)
		if s := rendered(got); s != f.want {
			t.Errorf("%s\n got %s\nwant %s", f.text, s, f.want)
		}
		if err := sound(f.text, got); err != nil {
			t.Errorf("%s: %v", f.text, err)
		}
	}
}

// Words around a citation do not change it, nor do they end up in it.
func TestFindInSentences(t *testing.T) {
	for _, f := range forms {
		text := "经查，当事人" + f.text + "，依法处理。"
		got := Find(text)
		if err := sound(text, got); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestFindPositions(t *testing.T) {
	for text, want := range map[string][][2]int{
		"违反食安法124条、第１２６条第（三）项。":  {{2, 9}, {10, 20}},
		"依照《食品安全法》（2021修正）第三条规定": {{2, 20}},
		"有前款第（一）、（二）项情形，同条":      {{1, 7}, {8, 12}},
		"本\u200b法第三\u200b条":      {{0, 7}}, // what does not show is passed over
		"𠀀食品安全法第三条":              {{1, 9}},
	} {
		got := Find(text)
		var at [][2]int
		for _, m := range got {
			at = append(at, [2]int{m.Start, m.End})
		}
		if fmt.Sprint(at) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", text, at, want)
		}
	}
}

// Whatever a citation writes as, Find finds it as one mention, wherever it stands.
func TestFindOfString(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCitation(t)
		if c.Law == "" {
			c.Law = "治安管理处罚法"
		}
		before := rapid.SampledFrom([]string{"", "依照", "当事人违反了", "。", "（", "《甲办法》第二条、"}).Draw(t, "before")
		text := before + c.String() + rapid.SampledFrom([]string{"", "的规定", "，", "；另据第九条"}).Draw(t, "behind")
		for _, m := range Find(text) {
			if m.Cited == c && m.Relative == nil && m.Pointer == "" {
				return
			}
		}
		t.Fatalf("%s: %s", text, rendered(Find(text)))
	})
}

// A list says the same as its members one by one.
func TestFindList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(drawCitation), 1, 6).Draw(t, "members")
		text := ""
		for i := range all {
			all[i].Law, all[i].Version = "食品安全法", ""
			text += strings.TrimPrefix(all[i].String(), "食品安全法") + "、"
		}
		got := Find("食品安全法" + strings.TrimSuffix(text, "、"))
		for i, m := range got {
			if len(got) != len(all) || m.Cited != all[i] {
				t.Fatalf("%s: %s", text, rendered(got))
			}
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, form := range forms {
		f.Add(form.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all := Find(text)
		if err := sound(text, all); err != nil {
			t.Error(err)
		}
		here := Here{Citation: Citation{Law: "甲法", Article: 2, Paragraph: 1}, Articles: sample().articles}
		for _, m := range all {
			if _, _, err := m.At(here); err != nil && err.Error() == "" {
				t.Errorf("%q: no message", m.Text)
			}
			if c, err := ParseCitation(m.Cited.String()); err == nil && c.String() != m.Cited.String() {
				t.Errorf("%q -> %q -> %q", m.Text, m.Cited, c)
			}
		}
	})
}
