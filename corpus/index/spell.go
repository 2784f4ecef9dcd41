package index

import (
	"context"
	"slices"
	"strings"

	"cailiang/corpus/hanzi"
)

// correct looks for a likely slip in a question: a piece that no document holds and that
// differs in one character from a word of the field or a statute's title. "" when there is none.
func (r *reader) correct(ctx context.Context, text string) (string, error) {
	folded := hanzi.Fold(text)
	wrong, err := r.unknownPairs(ctx, folded)
	if err != nil || len(wrong) == 0 {
		return "", err
	}
	question := []rune(folded)
	for _, word := range r.vocabulary() {
		if strings.Contains(folded, word) {
			continue
		}
		w := []rune(word)
		for n := len(w) - 1; n <= len(w)+1; n++ {
			for at := 0; at+n <= len(question); at++ {
				piece := string(question[at : at+n])
				if covers(piece, wrong) && oneSlip([]rune(piece), w) {
					return string(question[:at]) + word + string(question[at+n:]), nil
				}
			}
		}
	}
	return "", nil
}

// unknownPairs lists the pairs of a question that stand in no document and no word of the field.
func (r *reader) unknownPairs(ctx context.Context, folded string) ([]string, error) {
	known := strings.Join(hanzi.Vocabulary(), "\n")
	var out []string
	for _, t := range hanzi.Question(folded) {
		if !t.Pair || !t.Asked || strings.Contains(known, t.Text) {
			continue
		}
		n, err := r.cache.count(ctx, t.Text)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			out = append(out, t.Text)
		}
	}
	return out, nil
}

func covers(piece string, pairs []string) bool {
	return slices.ContainsFunc(pairs, func(p string) bool { return strings.Contains(piece, p) })
}

// shortestWord is the number of characters below which a correction would be a guess.
const shortestWord = 4

// vocabulary lists the words that a slip can be measured against, long ones first.
func (r *reader) vocabulary() []string {
	r.spelling.Do(func() {
		words := append(hanzi.Vocabulary(), r.stats.titles.folded...)
		words = slices.DeleteFunc(words, func(w string) bool { n := len([]rune(w)); return n < shortestWord || n > 20 })
		slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
		r.words = slices.Compact(words)
	})
	return r.words
}

// oneSlip tells whether a becomes b by one character changed, left out, put in, or two neighbours swapped.
func oneSlip(a, b []rune) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	ra, rb := a[i:], b[i:]
	switch len(a) - len(b) {
	case 0:
		if len(ra) == 0 {
			return false
		}
		if slices.Equal(ra[1:], rb[1:]) {
			return true
		}
		return len(ra) > 1 && ra[0] == rb[1] && ra[1] == rb[0] && slices.Equal(ra[2:], rb[2:])
	case 1:
		return slices.Equal(ra[1:], rb)
	case -1:
		return slices.Equal(ra, rb[1:])
	}
	return false
}
