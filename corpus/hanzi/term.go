package hanzi

// Term is what is looked up: one symbol or two neighbours.
type Term struct {
	Text       string
	Pair       bool
	Start, End int // bytes in the text as it was given
	Position   int // of the first symbol, counted from 0
}

// Terms gives every single symbol and every pair of neighbours, in the order of the text.
// A place (第124条) stands alone.
func Terms(text string) []Term { return termsOf(Symbols(text)) }

func termsOf(symbols []Symbol) []Term {
	out := make([]Term, 0, 2*len(symbols))
	for i, s := range symbols {
		out = append(out, Term{Text: s.Text, Start: s.Start, End: s.End, Position: i})
		if i+1 < len(symbols) && symbols[i+1].Joined {
			next := symbols[i+1]
			out = append(out, Term{Text: s.Text + next.Text, Pair: true, Start: s.Start, End: next.End, Position: i})
		}
	}
	return out
}

// Length counts the single symbols and the pairs of a text.
func Length(text string) (singles, pairs int) {
	for _, s := range Symbols(text) {
		singles++
		if s.Joined {
			pairs++
		}
	}
	return singles, pairs
}
