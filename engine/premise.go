package engine

import (
	"slices"

	"cailiang/engine/facts"
)

// Assumed is a presumption that carries the answer, and what would follow without it.
type Assumed struct {
	Slot     int
	Value    facts.Domain
	from, to int32 // its places in d.premised
	d        *decision
}

// WouldBe gives the outcomes without the presumption: do not change them. Not for concurrent use on one Result.
func (a *Assumed) WouldBe() []Outcome {
	places := a.d.premised[a.from:a.to]
	if len(places) == 1 {
		return a.d.outcomes(places[0])
	}
	var out []Outcome
	for _, at := range places {
		for _, o := range a.d.outcomes(at) {
			if !slices.ContainsFunc(out, func(x Outcome) bool { return same(&x, &o) }) {
				out = append(out, o)
			}
		}
	}
	return out
}

// assumed tries each presumption the other way and keeps those that change the answer.
func (d *decision) assumed(base []leaf) []Assumed {
	out := d.w.assumed[:0]
	quiet := d.w.quiet[:0] // presumptions that change nothing alone
	before := d.places(nil, base)
	if cap(d.premised) < len(d.in.Facts.Facts) {
		d.premised = make([]int32, 0, len(d.in.Facts.Facts))
	}
	d.flips = slices.Grow(d.flips[:0], len(d.in.Facts.Facts))[:len(d.in.Facts.Facts)]
	clear(d.flips)
	for slot := range d.in.Facts.Facts {
		f := &d.in.Facts.Facts[slot]
		if f.State != facts.Presumed {
			continue
		}
		a := Assumed{Slot: slot, Value: f.Value, d: d}
		var would bool
		a.from, a.to, would = d.tryWith(base, before, d.w.flipped(slot, f.Value))
		switch {
		case would:
			out = append(out, a)
		case d.p.conjoined[slot]:
			quiet = append(quiet, slot)
		}
	}
	for i, a := range quiet { // graver steps that need two facts together
		for _, b := range quiet[i+1:] {
			va, vb := d.in.Facts.Facts[a].Value, d.in.Facts.Facts[b].Value
			if from, to, would := d.tryWith(base, before, d.w.flipped(a, va), d.w.flipped(b, vb)); would {
				out = append(out, Assumed{a, va, from, to, d}, Assumed{b, vb, from, to, d})
			}
		}
	}
	d.w.assumed, d.w.quiet = out, quiet
	return slices.Clone(out)
}

// places appends the distinct places of the boxes.
func (d *decision) places(out []int32, ls []leaf) []int32 {
	from := len(out)
	for i := range ls {
		if at := d.find(&ls[i].at); !slices.Contains(out[from:], at) {
			out = append(out, at)
		}
	}
	return out
}

// flipped is a fact the other way.
func (w *walker) flipped(slot int, d facts.Domain) Narrowed {
	return Narrowed{slot, flip(w.p.Vocabulary.Entry(slot), d)}
}

func flip(e *facts.Entry, d facts.Domain) facts.Domain {
	w := e.Whole()
	if e.Type.Numeric() && d.Mask&facts.HasAmount != 0 {
		return w
	}
	w.Mask &^= d.Mask
	return w
}

// tryWith decides with some facts changed and gives the range of d.premised with the places; false: they are the same as before.
func (d *decision) tryWith(base []leaf, before []int32, pins ...Narrowed) (from, to int32, changed bool) {
	structural := false
	var old [2]facts.Domain
	for i, p := range pins {
		old[i] = d.w.f.Dom[p.Slot]
		d.w.set(p.Slot, p.Value)
		structural = structural || d.p.structural[p.Slot]
	}
	n := len(d.premised)
	d.tried(base, structural)
	for i, p := range pins {
		d.w.set(p.Slot, old[i])
	}
	would := d.premised[n:]
	if len(would) == 1 && len(pins) == 1 {
		d.flips[pins[0].Slot] = would[0] + 1
	}
	same := len(would) == len(before)
	for _, at := range would {
		same = same && slices.Contains(before, at)
	}
	if same || len(would) == 0 {
		d.premised = d.premised[:n]
		return 0, 0, false
	}
	return int32(n), int32(len(d.premised)), true
}

// tried appends the places of the changed facts to d.premised; with everything known and no branch touched, without a new walk.
func (d *decision) tried(base []leaf, structural bool) {
	if len(base) == 1 && len(base[0].box) == 0 {
		k, next, ok := d.again(&base[0].at.key, structural)
		switch {
		case !ok:
			return
		case next == settled:
			at := d.w.point(k)
			d.premised = append(d.premised, d.find(&at))
			return
		}
	}
	d.w.run()
	d.premised = d.places(d.premised, d.w.leaves)
}

// again classifies changed facts; where they decide nothing but circumstances, the rest stays as known.
func (d *decision) again(known *key, structural bool) (k key, next pending, ok bool) {
	if structural {
		return d.w.classify()
	}
	k = key{branches: known.branches, absent: known.absent, capped: known.capped, sel: known.sel}
	next = d.w.circumstances(&k)
	return k, next, true
}
