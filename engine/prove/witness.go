package prove

import (
	"slices"

	"cailiang/engine/facts"
)

// Value is one fact of a counterexample, as an officer would type it.
type Value struct {
	Fact string `json:"fact"`
	Text string `json:"value"`          // 3200 · 是 · 无 · 故意 · 2026-03-01: the words that a case file takes
	Free bool   `json:"free,omitempty"` // any other value shows the same
	In   string `json:"in,omitempty"`   // all values that show the same, in words; "" = no other
}

// Point is one set of facts of a counterexample, with what the table makes of it.
type Point struct {
	Values []Value  `json:"facts"`
	Tiers  []string `json:"tiers,omitempty"` // that hold there
	at     box
}

// Facts gives the point as the facts of a case file.
func (p *Point) Facts() map[string]string {
	out := make(map[string]string, len(p.Values))
	for _, v := range p.Values {
		out[v.Fact] = v.Text
	}
	return out
}

// point takes concrete values from a box; only facts that the table reads are named.
func (s *search) point(t *Table, b box) Point {
	p := Point{at: make(box, len(b))}
	for slot, d := range b {
		p.at[slot] = s.pick(slot, d)
		if !s.used[slot] {
			continue
		}
		e := s.pool.Vocabulary.Entry(slot)
		p.Values = append(p.Values, Value{e.Name, typed(e, p.at[slot]), d == e.Whole(), inWords(e, d)})
	}
	for i := range t.Tiers {
		if s.inside(t.region(i), p.at) {
			p.Tiers = append(p.Tiers, t.title(i))
		}
	}
	return p
}

// typed writes one value in the words that facts.Entry.Parse reads.
func typed(e *facts.Entry, d facts.Domain) string {
	if e.Type == facts.Bool {
		return e.Words(d)
	}
	s, _ := e.Plain(d).(string)
	return s
}

func inWords(e *facts.Entry, d facts.Domain) string {
	switch {
	case d == e.Whole():
		return "任意"
	case d.Known():
		return ""
	}
	return e.Words(d)
}

// inside evaluates a region at a point, by itself and without the search.
func (s *search) inside(r region, at box) bool {
	f := s.pool.NewFrame()
	copy(f.Dom, at)
	for _, c := range r.yes {
		if c.Eval(f) != facts.True {
			return false
		}
	}
	for _, c := range r.no {
		if c.Eval(f) != facts.False {
			return false
		}
	}
	return true
}

// pick chooses the value of a domain that a person would type: what is presumed, else the roundest number.
func (s *search) pick(slot int, d facts.Domain) facts.Domain {
	e := s.pool.Vocabulary.Entry(slot)
	if e.Presume != nil && e.Presume.Value.Known() && !d.Intersect(e.Presume.Value, e.Type.Numeric()).Empty() {
		return e.Presume.Value
	}
	if !e.Type.Numeric() {
		return facts.Domain{Mask: lowestBit(d.Mask, e)}
	}
	switch {
	case d.Mask&facts.HasAmount != 0:
		return facts.Amount(round(e, d.Lo, d.Hi))
	case d.Mask&facts.HasNone != 0:
		return facts.None
	}
	return facts.Incalculable
}

// lowestBit takes 否 before 是, and the first option.
func lowestBit(mask uint64, e *facts.Entry) uint64 {
	if e.Type == facts.Bool && mask&facts.CanFalse != 0 {
		return facts.CanFalse
	}
	return mask & -mask
}

// roundest is the coarsest step of round numbers by type, in stored units; a day in 2026 stands for any date.
var roundest = map[facts.Type]int64{facts.Money: 1_000_000, facts.Number: 1_000_000}

const someDay = 20454 // 2026-01-01

func round(e *facts.Entry, lo, hi int64) int64 {
	if e.Type == facts.Date {
		return min(max(someDay, lo), hi)
	}
	for step := roundest[e.Type]; step > 1; step /= 10 {
		v := (lo + step - 1) / step * step
		if v == 0 {
			v = step // rather than nothing at all
		}
		if v >= lo && v <= hi {
			return v
		}
	}
	return lo
}

// copyBox copies the box that the frame holds.
func (s *search) copyBox() box { return append(box(nil), s.frame.Dom...) }

// load puts a box into the frame; the returned function puts the former one back.
func (s *search) load(b box) (restore func()) {
	old := s.copyBox()
	copy(s.frame.Dom, b)
	return func() { copy(s.frame.Dom, old) }
}

// widen grows a box fact by fact as far as ok still holds in all of it; fixed facts stay.
func (s *search) widen(b box, ok func() bool, fixed ...int) box {
	restore := s.load(b)
	defer restore()
	for slot := range b {
		switch {
		case !s.used[slot]:
			s.frame.Dom[slot] = s.pool.Vocabulary.Entry(slot).Whole()
		case !slices.Contains(fixed, slot):
			s.widenFact(slot, ok)
		}
	}
	return s.copyBox()
}

// widenFact tries all values, then the next options or the next parts between thresholds.
func (s *search) widenFact(slot int, ok func() bool) {
	e := s.pool.Vocabulary.Entry(slot)
	d := &s.frame.Dom[slot]
	try := func(next facts.Domain) bool {
		old := *d
		*d = next
		if next != old && ok() {
			return true
		}
		*d = old
		return false
	}
	if try(e.Whole()) {
		return
	}
	if !e.Type.Numeric() {
		for i := range e.Options {
			try(facts.Domain{Mask: d.Mask | 1<<i})
		}
		return
	}
	if d.Mask&facts.HasAmount == 0 {
		return
	}
	lo, hi := e.Bounds()
	for up := true; up && d.Hi < hi; {
		up = try(facts.Domain{Lo: d.Lo, Hi: min(s.cutAbove(slot, d.Hi+1), hi), Mask: d.Mask})
	}
	for down := true; down && d.Lo > lo; {
		down = try(facts.Domain{Lo: max(s.cutBelow(slot, d.Lo-1), lo), Hi: d.Hi, Mask: d.Mask})
	}
}

// cutAbove is the last value of the part that begins at v, cutBelow the first of the part that ends at v.
func (s *search) cutAbove(slot int, v int64) int64 {
	for _, c := range s.cuts[slot] {
		if c > v {
			return c - 1
		}
	}
	return facts.Limit
}

func (s *search) cutBelow(slot int, v int64) int64 {
	best := int64(-facts.Limit)
	for _, c := range s.cuts[slot] {
		if c <= v {
			best = c
		}
	}
	return best
}

// settled tells whether the region and the constraints hold in the whole of the frame's box.
func (s *search) settled(r region) bool {
	for _, c := range r.yes {
		if c.Eval(s.frame) != facts.True {
			return false
		}
	}
	for _, c := range s.constraints {
		if c.Eval(s.frame) != facts.True {
			return false
		}
	}
	for _, c := range r.no {
		if c.Eval(s.frame) != facts.False {
			return false
		}
	}
	return true
}

// within tells whether a box lies in another.
func (b box) within(o box, v *facts.Vocabulary) bool {
	for slot := range b {
		if b[slot].Intersect(o[slot], v.Entry(slot).Type.Numeric()) != b[slot] {
			return false
		}
	}
	return true
}
