package engine

import (
	"slices"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// Change is a fact that would have to be otherwise.
type Change struct {
	Slot     int
	From, To facts.Domain
	State    facts.State
}

// NextLighter is the smallest change (at most two facts) that reaches the next lighter outcome.
type NextLighter struct {
	Changes  []Change
	Outcomes []Outcome
}

// weight orders outcomes: no penalty, waivable, by the highest fine and then the lowest, last what a person weighs.
type weight struct {
	class     int
	high, low money.Ratio
	unbounded bool
}

func weigh(os []Outcome) weight {
	w := weight{class: -1}
	for i := range os {
		o := &os[i]
		c := 2
		switch o.Status {
		case NoPenalty:
			c = 0
		case MayWaive:
			c = 1
		case Weigh:
			c = 3 // what a person weighs is not known to be lighter
		case Gap, NotApplicable, Overlap:
			c = 9
		}
		if w.class < 0 || c < w.class {
			w.class = c
		}
		for j := range o.Measures {
			m := o.Measures[j]
			if m.Kind != Fine {
				continue
			}
			r := m.Range
			if m.OpenBase {
				r = m.Factor
			}
			if r.NoMax {
				w.unbounded = true
				continue
			}
			if r.Max.Cmp(w.high) > 0 {
				w.high = r.Max
			}
			if !r.NoMin && (w.low.Sign() == 0 || r.Min.Cmp(w.low) < 0) {
				w.low = r.Min
			}
		}
	}
	return w
}

// less reports that a is lighter than b.
func (a weight) less(b weight) bool {
	if a.class != b.class {
		return a.class < b.class
	}
	if a.unbounded != b.unbounded {
		return b.unbounded
	}
	if c := a.high.Cmp(b.high); c != 0 {
		return c < 0
	}
	return a.low.Cmp(b.low) < 0
}

// Lighter answers “why not lighter”: the smallest sets of known or presumed facts whose change reaches the next lighter
// outcome, at most two facts each. Amounts that make a base are not changed: they are what they are. Not for concurrent
// use on one Result.
func (r *Result) Lighter() []NextLighter {
	d := r.decision
	d.w = newWalker(d)
	defer d.rest()
	k, next, ok := d.w.classify()
	if !ok || next != settled {
		return nil // open facts come first
	}
	s := search{d: d, known: k, base: weigh(r.Outcomes), weights: make([]weight, 0, len(d.points)+8)}
	cands := d.changes()
	for i := range cands {
		s.try(cands[i : i+1])
	}
	if s.best != nil {
		return s.best
	}
	var pair [2]Change
	for i, a := range cands {
		for _, b := range cands[i+1:] {
			if a.Slot != b.Slot {
				pair = [2]Change{a, b}
				s.try(pair[:])
			}
		}
	}
	return s.best
}

// search looks for the changes whose outcomes are lighter by the least.
type search struct {
	d         *decision
	known     key // as the facts are
	base, top weight
	weights   []weight // by place; class -1 = not weighed yet
	best      []NextLighter
}

func (s *search) try(cs []Change) {
	at, ok := s.d.flipped(cs)
	if !ok {
		if at, ok = s.d.with(&s.known, cs); !ok {
			return
		}
	}
	w := s.weight(at)
	if w.class == 9 || !w.less(s.base) {
		return
	}
	switch {
	case s.best == nil || s.top.less(w) && len(cs) <= len(s.best[0].Changes):
		if s.best == nil {
			s.best = make([]NextLighter, 0, 12)
		}
		s.best, s.top = append(s.best[:0], s.next(cs, at)), w
	case w == s.top && len(cs) == len(s.best[0].Changes):
		s.best = append(s.best, s.next(cs, at))
	}
}

// next keeps changes; a single one stays where it stands in the list of all.
func (s *search) next(cs []Change, at int32) NextLighter {
	if len(cs) > 1 {
		cs = slices.Clone(cs)
	}
	return NextLighter{cs[:len(cs):len(cs)], s.d.outcomes(at)}
}

func (s *search) weight(at int32) weight {
	for len(s.weights) <= int(at) {
		s.weights = append(s.weights, weight{class: -1})
	}
	w := &s.weights[at]
	if w.class < 0 {
		*w = weigh(s.d.outcomes(at))
	}
	return *w
}

// changes lists the single changes: each yes/no and enum fact the other way, each counted number across its thresholds.
func (d *decision) changes() []Change {
	out := make([]Change, 0, len(d.in.Facts.Facts))
	bases := d.p.numbers
	for slot := range d.in.Facts.Facts {
		f := &d.in.Facts.Facts[slot]
		e := d.p.Vocabulary.Entry(slot)
		if !f.Value.Known() || slices.Contains(bases, slot) || f.State == facts.Known && f.Why != "" { // Why: known by the party's nature
			continue
		}
		if !e.Type.Numeric() {
			for m := e.Whole().Mask &^ f.Value.Mask; m != 0; m &= m - 1 {
				out = append(out, Change{slot, f.Value, facts.Domain{Mask: m & -m}, f.State})
			}
			continue
		}
		for i := range d.p.pool.Atoms {
			a := &d.p.pool.Atoms[i]
			if a.Slot != slot {
				continue
			}
			for _, part := range a.Split(e.Whole()) {
				if part.Intersect(f.Value, true).Empty() {
					out = append(out, Change{slot, f.Value, part, f.State})
				}
			}
		}
	}
	return out
}

// flipped finds the place of one fact the other way round, where the premises have led there already.
func (d *decision) flipped(cs []Change) (at int32, ok bool) {
	if len(cs) != 1 || cs[0].Slot >= len(d.flips) || d.flips[cs[0].Slot] == 0 {
		return 0, false
	}
	if e := d.p.Vocabulary.Entry(cs[0].Slot); e.Type != facts.Bool {
		return 0, false
	}
	return d.flips[cs[0].Slot] - 1, true
}

// with decides under changes; false when they contradict or leave something open.
func (d *decision) with(known *key, cs []Change) (at int32, ok bool) {
	structural := false
	for _, c := range cs {
		d.w.set(c.Slot, c.To)
		structural = structural || d.p.structural[c.Slot]
	}
	k, next, ok := d.again(known, structural)
	if ok = ok && next == settled; ok {
		p := d.w.point(k)
		at = d.find(&p)
	}
	for _, c := range cs {
		d.w.set(c.Slot, c.From)
	}
	return at, ok
}
