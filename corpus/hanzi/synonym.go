package hanzi

import (
	"strings"
	"sync"

	_ "embed"
)

//go:embed synonyms.txt
var synonymsText string

// synonym is a line of synonyms.txt: what people say, what statutes say.
type synonym struct{ said, law []string }

var synonyms = sync.OnceValue(func() []synonym { return parseSynonyms(synonymsText) })

func parseSynonyms(text string) []synonym {
	var out []synonym
	for line := range strings.Lines(text) {
		said, law, ok := strings.Cut(line, "=")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		out = append(out, synonym{alternatives(said), alternatives(law)})
	}
	return out
}

func alternatives(s string) []string {
	var out []string
	for w := range strings.SplitSeq(s, "|") {
		if w = Fold(strings.TrimSpace(w)); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// Synonyms gives what statutes say for the words of a folded question.
func Synonyms(question string) []string {
	var out []string
	for _, s := range synonyms() {
		for _, w := range s.said {
			if strings.Contains(question, w) {
				out = append(out, s.law...)
				break
			}
		}
	}
	return out
}

// Vocabulary lists the words of the synonyms, both sides: words that a question may well contain.
func Vocabulary() []string {
	var out []string
	for _, s := range synonyms() {
		out = append(append(out, s.said...), s.law...)
	}
	return out
}
