package engine

// store hands out room for outcomes and measures in blocks: a case makes a few dozen small ones, which a Result keeps together.
type store struct {
	free  []Outcome
	built int // blocks of outcomes
	cuts  []Measure
	lists []*Measure
}

// The sizes of the first block and of those after it.
const (
	firstOutcomes, moreOutcomes = 4, 16
	firstMeasures, moreMeasures = 4, 8
	firstListed, moreListed     = 16, 64
)

// block is the size of the next block: small as long as there was none.
func block(had, first, more int) int {
	if had == 0 {
		return first
	}
	return more
}

// outcomes gives room to append outcomes to; keep takes them over.
func (s *store) outcomes() []Outcome {
	if cap(s.free) < firstOutcomes {
		s.free = make([]Outcome, 0, block(s.built, firstOutcomes, moreOutcomes))
		s.built++
	}
	return s.free
}

// keep closes the list that was begun with outcomes.
func (s *store) keep(out []Outcome) []Outcome {
	n := len(out)
	if cap(out) == cap(s.free) { // else it outgrew its room and has its own
		s.free = out[n:]
	}
	return out[:n:n]
}

// measure keeps a copy of a measure.
func (s *store) measure(m Measure) *Measure {
	if len(s.cuts) == cap(s.cuts) {
		s.cuts = make([]Measure, 0, block(cap(s.cuts), firstMeasures, moreMeasures))
	}
	s.cuts = append(s.cuts, m)
	return &s.cuts[len(s.cuts)-1]
}

// list gives an empty list with room for n measures.
func (s *store) list(n int) []*Measure {
	if cap(s.lists)-len(s.lists) < n {
		s.lists = make([]*Measure, 0, max(n, block(cap(s.lists), firstListed, moreListed)))
	}
	at := len(s.lists)
	s.lists = s.lists[:at+n]
	return s.lists[at : at : at+n]
}
