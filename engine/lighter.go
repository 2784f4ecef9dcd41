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
			m := &o.Measures[j]
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
// outcome, at most two facts each. Amounts that make a base are not changed: they are what they are.
func (r *Result) Lighter() []NextLighter {
	d := &decision{p: r.Plan, in: r.Input, w: newWalker(r.Plan, r.Input)}
	if _, next, ok := d.w.classify(); !ok || next != settled {
		return nil // open facts come first
	}
	base := weigh(r.Outcomes)
	cands := d.changes()
	var best []NextLighter
	var top weight
	try := func(cs ...Change) {
		os := d.with(cs)
		w := weigh(os)
		if os == nil || w.class == 9 || !w.less(base) {
			return
		}
		switch {
		case best == nil || top.less(w) && len(cs) <= len(best[0].Changes):
			best, top = []NextLighter{{slices.Clone(cs), os}}, w
		case w == top && len(cs) == len(best[0].Changes):
			best = append(best, NextLighter{slices.Clone(cs), os})
		}
	}
	for _, c := range cands {
		try(c)
	}
	if best == nil {
		for i, a := range cands {
			for _, b := range cands[i+1:] {
				if a.Slot != b.Slot {
					try(a, b)
				}
			}
		}
	}
	return best
}

// changes lists the single changes: each yes/no and enum fact the other way, each counted number across its thresholds.
func (d *decision) changes() []Change {
	var out []Change
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

// with decides under changes; nil when they contradict or leave something open.
func (d *decision) with(cs []Change) []Outcome {
	old := make([]facts.Domain, len(cs))
	for i, c := range cs {
		old[i] = d.w.f.Dom[c.Slot]
		d.w.f.Dom[c.Slot] = c.To
	}
	defer func() {
		for i, c := range cs {
			d.w.f.Dom[c.Slot] = old[i]
		}
	}()
	k, next, ok := d.w.classify()
	if !ok || next != settled {
		return nil
	}
	return d.outcomes(d.w.point(k))
}
