package hanzi

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	_ "embed"
)

//go:embed question-words.txt
var questionWords string

// stripper replaces question words by a blank, the longest first.
var stripper = sync.OnceValue(func() *strings.Replacer {
	words := strings.Fields(questionWords)
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var pairs []string
	for _, w := range words {
		pairs = append(pairs, w, " ")
	}
	return strings.NewReplacer(pairs...)
})

// bindings are single characters that only hold a sentence together.
const bindings = "的了吗呢啊吧么是在有和与或及对被把给让就都也还又很我你他她它这那"

// QuestionTerm is a term of a question and what it counts: 1 for each time that it was
// asked, less for a synonym.
type QuestionTerm struct {
	Text   string
	Pair   bool
	Weight float64
	Asked  bool // stands in the question itself
}

// synonymWeight is what a pair of a synonym counts beside one that was asked for.
const synonymWeight = 0.6

// Question gives the different terms of what a person asks: without question words (什么,
// 怎么办, 请问) and without characters that only bind (的, 了, 吗); then the pairs of what
// statutes say for it (过期 → 超过保质期).
func Question(text string) []QuestionTerm {
	folded := Fold(text)
	var out []QuestionTerm
	at := map[string]int{}
	for _, t := range Terms(stripper().Replace(folded)) {
		if !t.Pair && strings.Contains(bindings, t.Text) {
			continue
		}
		if i, again := at[t.Text]; again {
			out[i].Weight++
			continue
		}
		at[t.Text] = len(out)
		out = append(out, QuestionTerm{t.Text, t.Pair, 1, true})
	}
	for _, word := range Synonyms(folded) {
		for _, t := range Terms(word) {
			if _, again := at[t.Text]; again || !t.Pair {
				continue
			}
			at[t.Text] = len(out)
			out = append(out, QuestionTerm{t.Text, true, synonymWeight, false})
		}
	}
	return out
}
