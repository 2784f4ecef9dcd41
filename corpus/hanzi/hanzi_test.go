package hanzi

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func singles(text string) string {
	var out []string
	for _, s := range Symbols(text) {
		out = append(out, s.Text)
	}
	return strings.Join(out, " ")
}

func TestSymbols(t *testing.T) {
	for in, want := range map[string]string{
		"食安法124条": "食 安 法 第124条",
		"第一百二十四條": "第124条",
		"第124条":   "第124条",
		"第一百二十条之一第（五）项": "第120条之1 第5项",
		"罰款五萬元以上":       "罚 款 50000 元 以 上",
		"5万元":           "50000 元",
		"２０２１年10月":      "2021 年 10 月",
		"十五日内":          "15 日 内",
		"统一":            "统 一",
		"10.5%":         "10.5",
		"ＡＢc 电梯":        "abc 电 梯",
		"":              "",
		"，。！":           "",
		"笫五十四条":         "第54条",
		"行政處罰裁量權基準":     "行 政 处 罚 裁 量 权 基 准",
		"一方不履行":         "一 方 不 履 行",
		"不满十八周岁的未成年人":   "不 满 18 周 岁 的 未 成 年 人",
		"三年以下有期徒刑、拘役或者管制": "3 年 以 下 有 期 徒 刑 拘 役 或 者 管 制",
	} {
		if got := singles(in); got != want {
			t.Errorf("Symbols(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPairsStopAtMarks(t *testing.T) {
	for _, term := range Terms("罚款，没收第3条财物") {
		if term.Text == "款没" || strings.HasPrefix(term.Text, "收第") || term.Text == "收财" {
			t.Errorf("a pair across a mark or a place: %q", term.Text)
		}
	}
}

func TestQuestion(t *testing.T) {
	got := map[string]QuestionTerm{}
	for _, term := range Question("请问过期食品怎么罚") {
		got[term.Text] = term
	}
	if _, ok := got["请问"]; ok {
		t.Error("a question word is searched for")
	}
	if q := got["食品"]; !q.Asked || q.Weight != 1 {
		t.Errorf("食品: %+v", q)
	}
	if q := got["质期"]; q.Asked || q.Weight != synonymWeight {
		t.Errorf("超过保质期 for 过期 is missing: %+v", q)
	}
}

func TestSynonymsAreWellFormed(t *testing.T) {
	for n, line := range strings.Split(synonymsText, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s := parseSynonyms(line)
		if len(s) != 1 || len(s[0].said) == 0 || len(s[0].law) == 0 {
			t.Errorf("synonyms.txt:%d: %q", n+1, line)
		}
	}
}

// Traditional and full-width text gives the terms of the simplified, half-width text.
func TestFoldIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		if once := Fold(text); Fold(once) != once {
			t.Fatalf("Fold twice: %q, once: %q", Fold(once), once)
		}
	})
}

func checkSymbols(t interface{ Fatalf(string, ...any) }, text string) {
	end := 0
	singles, pairs := Length(text)
	for i, s := range Symbols(text) {
		if s.Start < end || s.End <= s.Start || s.End > len(text) || s.Text == "" || i == 0 && s.Joined || s.Place && s.Joined {
			t.Fatalf("symbol %d of %q: %+v behind %d", i, text, s, end)
		}
		end = s.End
	}
	if n := len(Terms(text)); n != singles+pairs {
		t.Fatalf("%d terms, Length says %d + %d", n, singles, pairs)
	}
}

func FuzzSymbols(f *testing.F) {
	for _, s := range []string{"食安法124条", "第（五）项", "一百", "万亿", "第", "9999999999999999999亿亿条", "\xff第一条", "1.", "１.５倍"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkSymbols(t, text)
		for _, q := range Question(text) {
			if !utf8.ValidString(text) {
				continue
			}
			if q.Text == "" || q.Weight <= 0 {
				t.Fatalf("term %+v of %q", q, text)
			}
		}
	})
}
