package index

import (
	"strings"
	"unicode/utf8"

	"cailiang/corpus/hanzi"
)

// Snippet is a piece of a document around what was asked.
type Snippet struct {
	Text  string
	Marks []Mark
}

// Mark is a place in a snippet that was asked for, in bytes.
type Mark struct{ Start, End int }

// Marked gives the snippet with an opening and a closing mark around what was asked for.
func (s Snippet) Marked(open, end string) string {
	var b strings.Builder
	at := 0
	for _, m := range s.Marks {
		b.WriteString(s.Text[at:m.Start] + open + s.Text[m.Start:m.End] + end)
		at = m.End
	}
	return b.String() + s.Text[at:]
}

// snippetRunes is the length of a snippet in characters.
const snippetRunes = 90

// snippet chooses the piece of the text that holds most of what was asked.
func snippet(text string, p *parsedQuery) Snippet {
	wanted := map[string]float64{}
	for _, t := range p.terms {
		if t.Pair {
			wanted[t.Text] = t.Weight
		}
	}
	var hits []Mark
	var weights []float64
	for _, t := range hanzi.Terms(text) {
		if w := wanted[t.Text]; w > 0 {
			hits = append(hits, Mark{t.Start, t.End})
			weights = append(weights, w)
		}
	}
	start := bestWindow(text, hits, weights)
	return cutSnippet(text, start, hits)
}

// bestWindow gives the byte at which the window with the heaviest different hits begins.
func bestWindow(text string, hits []Mark, weights []float64) int {
	best, at := 0.0, 0
	for i := range hits {
		sum := 0.0
		seen := map[string]bool{}
		for j := i; j < len(hits) && hits[j].End-hits[i].Start <= 3*(snippetRunes-10); j++ {
			word := text[hits[j].Start:hits[j].End]
			if !seen[word] {
				sum += weights[j]
			}
			seen[word] = true
		}
		if sum > best {
			best, at = sum, hits[i].Start
		}
	}
	return max(at-3*8, 0)
}

func cutSnippet(text string, start int, hits []Mark) Snippet {
	for start > 0 && !utf8.RuneStart(text[start]) {
		start--
	}
	end, runes := start, 0
	for end < len(text) && runes < snippetRunes {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
		runes++
	}
	s := Snippet{Text: text[start:end]}
	shift := -start
	if start > 0 {
		s.Text, shift = "…"+s.Text, shift+len("…")
	}
	if end < len(text) {
		s.Text += "…"
	}
	s.Text = strings.ReplaceAll(s.Text, "\n", " ")
	for _, h := range hits {
		if h.Start < start || h.End > end {
			continue
		}
		if n := len(s.Marks); n > 0 && s.Marks[n-1].End >= h.Start+shift {
			s.Marks[n-1].End = max(s.Marks[n-1].End, h.End+shift)
			continue
		}
		s.Marks = append(s.Marks, Mark{h.Start + shift, h.End + shift})
	}
	return s
}
