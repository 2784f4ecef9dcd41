package index

import (
	"regexp"
	"slices"
	"strings"

	"cailiang/corpus/hanzi"
)

// parsedQuery is a question taken apart.
type parsedQuery struct {
	terms    []hanzi.QuestionTerm
	phrases  []string // to stand in the text as they are, folded
	law      string   // the name before an article's number, folded, perhaps short: 食安法
	articles []string // numbers of articles: 第124条
}

var quoted = regexp.MustCompile(`"([^"]+)"|“([^”]+)”|「([^」]+)」`)

// longestQuery is the number of bytes of a question that are read.
const longestQuery = 4096

func parseQuery(text string) parsedQuery {
	if len(text) > longestQuery {
		text = strings.ToValidUTF8(text[:longestQuery], "")
	}
	var p parsedQuery
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		if phrase := plainForm(m[1] + m[2] + m[3]); phrase != "" {
			p.phrases = append(p.phrases, phrase)
		}
	}
	p.terms = hanzi.Question(text)
	p.cite(text)
	return p
}

// plainForm is a text as phrases are compared: folded, numbers in one form, without blanks and marks.
func plainForm(text string) string {
	var b strings.Builder
	for _, s := range hanzi.Symbols(text) {
		b.WriteString(s.Text)
	}
	return b.String()
}

func (p *parsedQuery) hasPhrases(text string) bool {
	plain := plainForm(text)
	for _, phrase := range p.phrases {
		if !strings.Contains(plain, phrase) {
			return false
		}
	}
	return true
}

// lawEnd is how the name of a statute ends.
var lawEnd = regexp.MustCompile(`(?:法典|法|条例|规定|办法|细则|解释|决定|规则|准则)(?:》|\))?\s*$`)

// bareNumber is an article cited without 条: 食安法 124.
var bareNumber = regexp.MustCompile(`^(.*(?:法典|法|条例|规定|办法|细则))\s*([0-9]{1,4})\s*$`)

// cite finds a statute's name with the number of an article behind it.
func (p *parsedQuery) cite(text string) {
	folded := hanzi.Fold(text)
	if m := bareNumber.FindStringSubmatch(folded); m != nil {
		folded = m[1] + m[2] + "条"
	}
	for _, s := range hanzi.Symbols(folded) {
		if !s.Place || !strings.Contains(s.Text, "条") {
			continue
		}
		if p.law == "" {
			p.law = nameBefore(folded[:s.Start])
		}
		if p.law != "" {
			p.articles = append(p.articles, s.Text)
		}
	}
}

// nameBefore gives the name of a statute at the end of a text, "" when there is none.
func nameBefore(text string) string {
	text = strings.TrimSpace(text)
	if !lawEnd.MatchString(text) {
		return ""
	}
	text = strings.TrimRight(text, "》) ")
	if i := strings.LastIndexAny(text, "《〈“\"，。；、：？！,;:?!( \n"); i >= 0 {
		_, size := firstRune(text[i:])
		text = text[i+size:]
	}
	return strings.ReplaceAll(text, stateName, "")
}

func firstRune(s string) (rune, int) {
	for i, r := range s {
		if i > 0 {
			return r, i
		}
	}
	return 0, len(s)
}

// cited gives the documents that a citation names: the article's number in the statute with
// the title that fits best, the newest where several do.
func (r *reader) cited(p *parsedQuery) []int32 {
	if p.law == "" || len(p.articles) == 0 {
		return nil
	}
	fit, law := 0, int32(-1)
	for i, row := range r.stats.laws.rows {
		f := titleFit(p.law, r.stats.titles.folded[i])
		if f > fit || f == fit && f > 0 && r.newer(row, r.stats.laws.rows[law]) {
			fit, law = f, int32(i)
		}
	}
	if law < 0 {
		return nil
	}
	var out []int32
	for row, of := range r.stats.laws.of {
		if of == law && slices.Contains(p.articles, plainForm(r.cols.Words[r.cols.Articles[row]])) {
			out = append(out, int32(row))
		}
	}
	return out
}

func (r *reader) newer(a, b int32) bool {
	return r.cols.Words[r.cols.Issued[a]] > r.cols.Words[r.cols.Issued[b]]
}

// titleFit tells how well a name fits a title: the same, the title's end, its characters in order with the
// same first and last (食安法 for 食品安全法), or not at all (0). Of equal fits the shorter title is better.
func titleFit(name, title string) int {
	short := max(100-len([]rune(title)), 0)
	switch {
	case name == title:
		return 3000
	case len(title) > 6 && strings.HasSuffix(name, title): // 根据食品安全法
		return 2000 + len([]rune(title))
	case abbreviates(name, title):
		return 1000 + short
	}
	return 0
}

// abbreviates: all characters of the name stand in the title in this order, and both begin and end alike.
func abbreviates(name, title string) bool {
	n, t := []rune(name), []rune(title)
	if len(n) < 2 || len(t) < len(n) || n[0] != t[0] || n[len(n)-1] != t[len(t)-1] {
		return false
	}
	i := 0
	for _, r := range t {
		if i < len(n) && r == n[i] {
			i++
		}
	}
	return i == len(n)
}
