package prove

import (
	"slices"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
)

// Limits of one proof; beyond them it is not proved, with the limit named.
const (
	// DefaultBoxes is the number of boxes of facts that one proof may look at; all proofs of a table together get four times
	// as many.
	DefaultBoxes = 1_000_000
	// maxSamples bounds the points tried where only sums of facts are undecided.
	maxSamples = 729
)

// box holds the values that every fact may have, by slot.
type box []facts.Domain

// search looks for boxes of facts in which conditions hold or fail, deepest first.
type search struct {
	pool        *cond.Pool
	frame       *cond.Frame
	constraints []*cond.Cond
	known       map[*cond.Cond]uint64 // facts that a condition reads, one bit for slot mod 64
	used        []bool                // by slot: some condition reads the fact
	cuts        [][]int64             // by slot: where a comparison changes, first stored value of the upper part
	budget      int                   // boxes left for this proof
	boxes       int                   // boxes looked at
	exhausted   bool
	outside     []int // atoms that could not be split and stayed undecided
	sampled     bool  // the box is a point that sample tried
	pending     []state
}

type state struct {
	*cond.Cond
	slots uint64
	left  int // comparisons that were undecided when it was last evaluated
}

// undecidedIn counts the comparisons that the last evaluation of a condition left undecided.
func (s *search) undecidedIn(c *cond.Cond) int {
	n := 0
	for _, id := range c.Atoms {
		if s.frame.Rec[id] == facts.Unknown {
			n++
		}
	}
	return n
}

func newSearch(t *Table) *search {
	s := &search{pool: t.Pool, frame: t.Pool.NewFrame(), constraints: t.Constraints, known: map[*cond.Cond]uint64{}}
	v := t.Pool.Vocabulary
	for i := range v.Len() {
		s.frame.Dom[i] = v.Entry(i).Whole()
	}
	s.cuts = make([][]int64, v.Len())
	s.used = make([]bool, v.Len())
	for _, c := range t.conditions() {
		for _, id := range c.Atoms {
			s.learn(&t.Pool.Atoms[id])
		}
	}
	for i := range s.cuts {
		slices.Sort(s.cuts[i])
		s.cuts[i] = slices.Compact(s.cuts[i])
	}
	return s
}

// learn takes up the facts and thresholds of a comparison.
func (s *search) learn(a *cond.Atom) {
	for _, slot := range a.Slots() {
		s.used[slot] = true
	}
	switch a.Op {
	case cond.Less, cond.AtLeast:
		s.cuts[a.Slot] = append(s.cuts[a.Slot], a.Const)
	case cond.AtMost, cond.More:
		s.cuts[a.Slot] = append(s.cuts[a.Slot], a.Const+1)
	case cond.Equal, cond.Differs:
		s.cuts[a.Slot] = append(s.cuts[a.Slot], a.Const, a.Const+1)
	}
}

// useBases takes up the facts that amounts multiply.
func (s *search) useBases(t *Table) {
	for i := range t.Tiers {
		s.useAmounts(t.Tiers[i].Amounts)
	}
	for i := range t.Branches {
		s.useAmounts(t.Branches[i].Limits)
	}
	if t.Parent != nil {
		s.useBases(t.Parent)
	}
}

func (s *search) useAmounts(as []Amount) {
	for i := range as {
		if slot, ok := s.pool.Vocabulary.Slot(as[i].Base); ok {
			s.used[slot] = true
		}
	}
}

// start gives a proof its budget.
func (s *search) start(boxes int) {
	s.budget, s.boxes, s.exhausted, s.outside = boxes, 0, false, s.outside[:0]
}

func (s *search) slots(c *cond.Cond) uint64 {
	if m, ok := s.known[c]; ok {
		return m
	}
	var m uint64
	for _, id := range c.Atoms {
		a := &s.pool.Atoms[id]
		for _, slot := range a.Slots() {
			m |= 1 << (slot & 63)
		}
	}
	s.known[c] = m
	return m
}

// query is what is left to decide in a box, by place in search.pending: conditions that have to hold, that have to fail,
// and constraints, which have to hold but say nothing about the table.
type query struct{ yes, no, rules, end int }

// each calls found for boxes that together hold all facts, within the present box, for which every condition of yes and
// every constraint holds and none of no does. found gives false to end it. The frame holds the box meanwhile.
func (s *search) each(r region, found func() bool) {
	if s.boxes++; s.boxes > s.budget {
		s.exhausted = true
		return
	}
	base := len(s.pending)
	defer func() { s.pending = s.pending[:base] }()
	q := query{yes: base}
	if !s.open(r.yes, facts.True) {
		return
	}
	q.no = len(s.pending)
	if !s.open(r.no, facts.False) {
		return
	}
	q.rules = len(s.pending)
	if !s.open(s.constraints, facts.True) {
		return
	}
	q.end = len(s.pending)
	s.walk(q, found)
}

// open keeps the conditions that are not decided yet; false: one of them is decided against want.
func (s *search) open(cs []*cond.Cond, want facts.Truth) bool {
	for _, c := range cs {
		t := c.Eval(s.frame)
		if t == facts.Unknown {
			s.pending = append(s.pending, state{c, s.slots(c), s.undecidedIn(c)})
		} else if t != want {
			return false
		}
	}
	return true
}

// walk splits the box until the query is decided; false ends the search.
func (s *search) walk(q query, found func() bool) bool {
	if s.boxes++; s.boxes > s.budget {
		s.exhausted = true
		return false
	}
	if q.yes == q.end {
		return found()
	}
	atom := s.next(q)
	if atom < 0 {
		return s.sample(q, found)
	}
	a := &s.pool.Atoms[atom]
	old := s.frame.Dom[a.Slot]
	for _, part := range a.Split(old) {
		s.frame.Dom[a.Slot] = part
		next, ok := s.narrow(q, 1<<(a.Slot&63))
		ok = ok && !s.walk(next, found)
		s.pending = s.pending[:q.end]
		if ok {
			s.frame.Dom[a.Slot] = old
			return false
		}
	}
	s.frame.Dom[a.Slot] = old
	return true
}

// narrow carries over what a change of some facts leaves undecided; false: the box is out.
func (s *search) narrow(q query, changed uint64) (query, bool) {
	out := query{yes: len(s.pending)}
	if !s.carry(q.yes, q.no, changed, facts.True) {
		return out, false
	}
	out.no = len(s.pending)
	if !s.carry(q.no, q.rules, changed, facts.False) {
		return out, false
	}
	out.rules = len(s.pending)
	if !s.carry(q.rules, q.end, changed, facts.True) {
		return out, false
	}
	out.end = len(s.pending)
	return out, true
}

func (s *search) carry(from, to int, changed uint64, want facts.Truth) bool {
	for i := from; i < to; i++ {
		p := s.pending[i]
		t := facts.Unknown
		if p.slots&changed != 0 {
			t = p.Eval(s.frame)
			p.left = s.undecidedIn(p.Cond)
		}
		if t == facts.Unknown {
			s.pending = append(s.pending, p)
		} else if t != want {
			return false
		}
	}
	return true
}

// next gives the comparison to split at, -1 where only sums of several facts are undecided.
func (s *search) next(q query) int {
	if q.yes == q.no && q.no < q.rules {
		best := q.no
		for i := q.no + 1; i < q.rules; i++ {
			if s.pending[i].left < s.pending[best].left {
				best = i
			}
		}
		if id := s.pending[best].Open(s.frame); s.pool.Atoms[id].Op != cond.Linear {
			return id
		}
	}
	for i := q.yes; i < q.end; i++ {
		if id := s.pending[i].Open(s.frame); s.pool.Atoms[id].Op != cond.Linear {
			return id
		}
	}
	for i := q.yes; i < q.end; i++ {
		s.pending[i].Eval(s.frame) // fills the record of its atoms
		for _, id := range s.pending[i].Atoms {
			if s.frame.Rec[id] == facts.Unknown && s.pool.Atoms[id].Op != cond.Linear {
				return id
			}
		}
	}
	return -1
}

// sample tries points where only sums of several facts are undecided: a point that fits is a counterexample, but the rest
// of the box stays outside what can be proved.
func (s *search) sample(q query, found func() bool) bool {
	slots := s.undecided(q)
	s.remember(q, slots)
	old := make(box, len(slots))
	for i, slot := range slots {
		old[i] = s.frame.Dom[slot]
	}
	was := s.sampled
	s.sampled = true
	defer func() {
		s.sampled = was
		for i, slot := range slots {
			s.frame.Dom[slot] = old[i]
		}
	}()
	tried := 0
	var try func(int) bool
	try = func(i int) bool {
		if i == len(slots) {
			tried++
			return !s.decided(q) || found()
		}
		for _, v := range points(old[i], old) {
			if tried >= maxSamples {
				break
			}
			s.frame.Dom[slots[i]] = v
			if !try(i + 1) {
				return false
			}
		}
		return true
	}
	return try(0)
}

// undecided lists the facts of the undecided sums.
func (s *search) undecided(q query) []int {
	var out []int
	for i := q.yes; i < q.end; i++ {
		s.pending[i].Eval(s.frame)
		for _, id := range s.pending[i].Atoms {
			if s.frame.Rec[id] != facts.Unknown {
				continue
			}
			for _, slot := range s.pool.Atoms[id].Slots() {
				if !slices.Contains(out, slot) && !s.frame.Dom[slot].Known() {
					out = append(out, slot)
				}
			}
		}
	}
	return out
}

func (s *search) remember(q query, slots []int) {
	for i := q.yes; i < q.end; i++ {
		for _, id := range s.pending[i].Atoms {
			a := &s.pool.Atoms[id]
			if a.Op == cond.Linear && slices.ContainsFunc(a.Slots(), func(x int) bool { return slices.Contains(slots, x) }) && !slices.Contains(s.outside, id) {
				s.outside = append(s.outside, id)
			}
		}
	}
}

func (s *search) decided(q query) bool {
	for i := q.yes; i < q.end; i++ {
		want := facts.True
		if i >= q.no && i < q.rules {
			want = facts.False
		}
		if s.pending[i].Eval(s.frame) != want {
			return false
		}
	}
	return true
}

// points are values of a domain that decide most sums: its ends, its middle, and the ends of the others that lie in it.
func points(d facts.Domain, others box) []facts.Domain {
	var out []facts.Domain
	add := func(v int64) {
		if p := facts.Amount(v); v >= d.Lo && v <= d.Hi && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	if d.Mask&facts.HasAmount != 0 {
		add(d.Lo)
		add(d.Hi)
		for _, o := range others {
			add(o.Lo)
			add(o.Lo + 1)
			add(o.Hi)
			add(o.Hi - 1)
		}
		add(d.Lo + (d.Hi-d.Lo)/2)
	}
	for _, bit := range []uint64{facts.HasNone, facts.HasIncalculable} {
		if d.Mask&bit != 0 {
			out = append(out, facts.Domain{Mask: bit})
		}
	}
	return out
}
