package engine

// store hands out room for outcomes and measures in blocks: a case makes a few dozen small ones, which a Result keeps
// together. A released Result leaves its blocks to the next case.
type store struct {
	outs     pile[Outcome]
	measures pile[Measure]
	lists    pile[*Measure]
}

// pile is room in blocks; the last one in use is being filled.
type pile[T any] struct {
	blocks [][]T
	used   int // blocks in use
	open   []T // what is left of the last one
}

// The sizes of the first block and of those after it.
const (
	firstOutcomes, moreOutcomes = 4, 16
	firstMeasures, moreMeasures = 4, 8
	firstListed, moreListed     = 16, 64
)

// room gives an empty slice with room for n; take what is used of it with took.
func (p *pile[T]) room(n, first, more int) []T {
	for cap(p.open) < n {
		if p.used < len(p.blocks) {
			p.open = p.blocks[p.used][:0]
		} else {
			size := more
			if p.used == 0 {
				size = first
			}
			p.open = make([]T, 0, max(n, size))
			p.blocks = append(p.blocks, p.open)
		}
		p.used++
	}
	return p.open
}

// took closes what was used of the room.
func (p *pile[T]) took(n int) { p.open = p.open[n:n:cap(p.open)] }

// reset empties the pile for the next case.
func (p *pile[T]) reset() {
	for _, b := range p.blocks[:p.used] {
		clear(b[:cap(b)])
	}
	p.used, p.open = 0, nil
}

// outcomes gives room to append outcomes to; keep takes them over.
func (s *store) outcomes() []Outcome { return s.outs.room(firstOutcomes, firstOutcomes, moreOutcomes) }

// keep closes the list that was begun with outcomes.
func (s *store) keep(out []Outcome) []Outcome {
	n := len(out)
	if cap(out) == cap(s.outs.open) { // else it outgrew its room and has its own
		s.outs.took(n)
	}
	return out[:n:n]
}

// measure keeps a copy of a measure.
func (s *store) measure(m Measure) *Measure {
	at := append(s.measures.room(1, firstMeasures, moreMeasures), m)
	s.measures.took(1)
	return &at[0]
}

// list gives an empty list with room for n measures.
func (s *store) list(n int) []*Measure {
	out := s.lists.room(n, firstListed, moreListed)[:0:n]
	s.lists.took(n)
	return out
}

func (s *store) reset() {
	s.outs.reset()
	s.measures.reset()
	s.lists.reset()
}
