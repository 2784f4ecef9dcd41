package engine

import (
	"cailiang/engine/cond"
	"cailiang/engine/facts"
)

// Limits of the set of possible outcomes; beyond them the hull is given and said to be inexact.
const (
	MaxBoxes    = 8192
	MaxOutcomes = 64
)

// key is everything about the facts that the outcome depends on. Two boxes of one key end alike.
type key struct {
	branches  uint64 // that apply
	absent    uint32 // two bits for each fine with a base: 0 amount, 1 无, 2 无法计算
	waiveMust bool
	waiveMay  bool
	light     uint8 // counted lighter circumstances, 2 = two or more
	lightMust bool
	heavy     uint8
	heavyMust bool
	asLighter uint8    // of those, the ones that the official used as 从轻
	asLower   uint8    // … as 减轻
	disputed  [3]uint8 // waive, lighter, heavier: counted under one reading only
	capped    uint8    // 1: the local cap applies
}

// pending is the fact to decide next; atom -1 for a plain yes/no fact.
type pending struct{ slot, atom int }

var settled = pending{-1, -1}

// Narrowed is one fact narrowed to a part of its values.
type Narrowed struct {
	Slot  int
	Value facts.Domain
}

// Box is a conjunction of pins (all of).
type Box []Narrowed

type leaf struct {
	at  point
	box Box
}

// point is a key with the values that amounts are computed from.
type point struct {
	key     key
	numbers [maxNumbers]facts.Domain
}

// walker enumerates the boxes of the open facts: split at the first undecided fact, deepest first.
type walker struct {
	p       *Plan
	in      *Input
	f       *cond.Frame
	path    Box
	leaves  []leaf
	count   int
	inexact string
	pruned  bool
}

func newWalker(p *Plan, in *Input) *walker {
	w := &walker{p: p, in: in, f: p.pool.NewFrame()}
	for i := range in.Facts.Facts {
		w.f.Dom[i] = in.Facts.Facts[i].Value
	}
	return w
}

// run fills the leaves.
func (w *walker) run() {
	w.leaves, w.path, w.count, w.inexact = w.leaves[:0], w.path[:0], 0, ""
	w.step()
}

func (w *walker) step() {
	if w.inexact != "" && w.count > MaxBoxes {
		return
	}
	k, next, ok := w.classify()
	if !ok {
		w.pruned = true
		return
	}
	if next == settled {
		if w.unsatisfiable() {
			w.pruned = true
			return
		}
		w.count++
		if w.count > MaxBoxes {
			w.inexact = "未查明的事实组合超过 8192 种，只给出外包范围"
			return
		}
		w.leaves = append(w.leaves, leaf{w.point(k), append(Box(nil), w.path...)})
		return
	}
	w.split(next, w.step)
}

func (w *walker) point(k key) point {
	at := point{key: k}
	for i, slot := range w.p.numbers {
		at.numbers[i] = w.f.Dom[slot]
	}
	return at
}

// split walks the parts of the pending fact.
func (w *walker) split(next pending, then func()) {
	old := w.f.Dom[next.slot]
	for _, part := range w.parts(next, old) {
		w.f.Dom[next.slot] = part
		path := w.path
		w.path = w.pin(next.slot, part)
		then()
		w.path = path
	}
	w.f.Dom[next.slot] = old
}

// pin narrows a fact that is pinned already instead of naming it twice.
func (w *walker) pin(slot int, d facts.Domain) Box {
	for i := range w.path {
		if w.path[i].Slot == slot {
			out := append(Box(nil), w.path...)
			out[i].Value = d
			return out
		}
	}
	return append(w.path, Narrowed{slot, d})
}

func (w *walker) parts(next pending, d facts.Domain) []facts.Domain {
	if c := w.in.Facts.Facts[next.slot].Claims; len(c) > 0 && !d.Known() {
		return claimed(c)
	}
	if next.atom < 0 {
		return []facts.Domain{facts.Yes, facts.No}
	}
	a := &w.p.pool.Atoms[next.atom]
	if parts := a.Split(d); len(parts) > 1 {
		return parts
	}
	w.inexact = "条件“" + a.Text + "”比较几个未查明的数，只按两端计算"
	return corners(d)
}

// claimed gives the distinct values that the sides claim.
func claimed(cs []facts.Claim) []facts.Domain {
	var out []facts.Domain
	for _, c := range cs {
		seen := false
		for _, d := range out {
			seen = seen || d == c.Value
		}
		if !seen {
			out = append(out, c.Value)
		}
	}
	return out
}

// corners are the extreme single values of a domain.
func corners(d facts.Domain) []facts.Domain {
	var out []facts.Domain
	if d.Mask&facts.HasAmount != 0 {
		out = append(out, facts.Amount(d.Lo))
		if d.Hi != d.Lo {
			out = append(out, facts.Amount(d.Hi))
		}
	}
	for _, bit := range []uint64{facts.HasNone, facts.HasIncalculable} {
		if d.Mask&bit != 0 {
			out = append(out, facts.Domain{Mask: bit})
		}
	}
	return out
}

// classify decides as far as the facts go. ok = false: a constraint forbids these facts.
func (w *walker) classify() (k key, next pending, ok bool) {
	f := w.f
	for _, c := range w.p.constraint {
		if c.Eval(f) == facts.False {
			return k, settled, false
		}
	}
	for i := range w.p.branches {
		b := &w.p.branches[i]
		if !w.in.applies(b.Role) {
			continue
		}
		switch b.when.Eval(f) {
		case facts.Unknown:
			return k, w.ask(b.when), true
		case facts.True:
			k.branches |= 1 << i
		}
	}
	if next = w.bases(&k); next != settled {
		return k, next, true
	}
	if next = w.capped(&k); next != settled {
		return k, next, true
	}
	next = w.circumstances(&k)
	return k, next, true
}

func (w *walker) ask(c *cond.Cond) pending {
	id := c.Open(w.f)
	a := &w.p.pool.Atoms[id]
	if a.Op != cond.Linear {
		return pending{a.Slot, id}
	}
	for _, slot := range a.Slots() {
		if !w.f.Dom[slot].Known() {
			return pending{slot, id}
		}
	}
	return pending{a.Slot, id}
}

// bases asks whether the base of a fine is an amount, 无 or 无法计算.
func (w *walker) bases(k *key) pending {
	n := 0
	for i := range w.p.branches {
		b := &w.p.branches[i]
		for j := range b.fine {
			x := &b.fine[j]
			if x.base < 0 {
				continue
			}
			if k.branches&(1<<i) != 0 {
				d := w.f.Dom[x.base]
				switch d.Mask {
				case facts.HasAmount:
				case facts.HasNone:
					k.absent |= 1 << (2 * n)
				case facts.HasIncalculable:
					k.absent |= 2 << (2 * n)
				default:
					return pending{x.base, w.p.absence(x.base)}
				}
			}
			n++
		}
	}
	return settled
}

func (w *walker) capped(k *key) pending {
	if w.p.capSlot < 0 {
		return settled
	}
	switch w.f.Dom[w.p.capSlot].Mask {
	case facts.HasNone, facts.HasIncalculable:
		return settled
	case facts.HasAmount:
	default:
		return pending{w.p.capSlot, w.p.absence(w.p.capSlot)}
	}
	switch w.f.Dom[w.p.exceptSlot].Mask {
	case facts.CanTrue:
		return settled
	case facts.CanFalse:
		k.capped = 1
		return settled
	}
	return pending{w.p.exceptSlot, -1}
}

// absence finds the atom that parts a base into amount and the two words; Compile made one for each such fact.
func (p *Plan) absence(slot int) int {
	for i := range p.pool.Atoms {
		if a := &p.pool.Atoms[i]; a.Slot == slot && a.Op == cond.Among && a.Mask == facts.HasAmount {
			return i
		}
	}
	return -1
}

// circumstances counts them effect by effect; two of one side are as good as more.
func (w *walker) circumstances(k *key) pending {
	for e, effect := range Effects {
		if k.waiveMust {
			return settled
		}
		for i := w.p.byEffect[e][0]; i < w.p.byEffect[e][1]; i++ {
			if w.enough(k, effect) {
				break
			}
			if next := w.one(k, i, effect); next != settled {
				return next
			}
		}
	}
	return settled
}

func (w *walker) enough(k *key, e Effect) bool {
	if len(w.in.Choices.By) > 0 {
		return false
	}
	switch e {
	case WaiveMust:
		return k.waiveMust
	case WaiveMay:
		return k.waiveMay
	case LighterMust, LighterMay:
		return k.light >= 2
	}
	return k.heavy >= 2
}

func (w *walker) one(k *key, i int, effect Effect) pending {
	c := &w.p.circs[i]
	switch w.f.Dom[c.slot].Mask {
	case facts.CanFalse:
		return settled
	case facts.CanTrue:
	default:
		return pending{c.slot, -1}
	}
	if c.when != nil {
		switch c.when.Eval(w.f) {
		case facts.False:
			return settled
		case facts.Unknown:
			return w.ask(c.when)
		}
	}
	if w.consumed(k, c) {
		return settled
	}
	disputed := w.absorbed(k, c)
	if !disputed && c.disputed != nil {
		switch c.disputed.Eval(w.f) {
		case facts.Unknown:
			return w.ask(c.disputed)
		case facts.True:
			if c.Disputed.LawWins {
				return settled
			}
			disputed = true
		}
	}
	w.count1(k, c, effect, disputed)
	return settled
}

func (w *walker) count1(k *key, c *circ, effect Effect, disputed bool) {
	up := func(n *uint8) {
		if *n < 2 {
			*n++
		}
	}
	side := map[Effect]int{WaiveMust: 0, WaiveMay: 0, LighterMust: 1, LighterMay: 1, HeavierMust: 2, HeavierMay: 2}
	if disputed {
		up(&k.disputed[side[effect]])
		return
	}
	chosen := w.in.Choices.By[c.Name]
	switch effect {
	case WaiveMust:
		k.waiveMust = true
	case WaiveMay:
		k.waiveMay = true
	case LighterMust, LighterMay:
		switch {
		case chosen == Lighter:
			up(&k.asLighter)
		case chosen == Mitigated:
			up(&k.asLower)
		case chosen == Ordinary && effect == LighterMay:
			return
		}
		up(&k.light)
		k.lightMust = k.lightMust || effect == LighterMust
	case HeavierMust, HeavierMay:
		if chosen == Ordinary && effect == HeavierMay {
			return
		}
		up(&k.heavy)
		k.heavyMust = k.heavyMust || effect == HeavierMust || chosen == Heavier
	}
}

// consumed: the same fact already held in the condition of a branch that applies (已在定档中评价).
func (w *walker) consumed(k *key, c *circ) bool {
	for i := range w.p.branches {
		if k.branches&(1<<i) == 0 {
			continue
		}
		for _, s := range w.p.branches[i].held {
			if s == c.slot && w.f.Dom[s].Mask == facts.CanTrue {
				return true
			}
		}
	}
	return false
}

// absorbed: another fact that states the same thing held there.
func (w *walker) absorbed(k *key, c *circ) bool {
	for i := range w.p.branches {
		if k.branches&(1<<i) == 0 || len(c.absorb) == 0 {
			continue
		}
		for _, s := range w.p.branches[i].held {
			for _, a := range c.absorb {
				if s == a && w.f.Dom[s].Mask == facts.CanTrue {
					return true
				}
			}
		}
	}
	return false
}

// unsatisfiable reports that no completion of the open facts meets the constraints.
func (w *walker) unsatisfiable() bool {
	if len(w.p.constraint) == 0 {
		return false
	}
	found := false
	var search func(budget int)
	search = func(budget int) {
		for _, c := range w.p.constraint {
			switch c.Eval(w.f) {
			case facts.False:
				return
			case facts.Unknown:
				if budget == 0 {
					found = true // not decided: keep the box rather than lose an outcome
					return
				}
				next := w.ask(c)
				old := w.f.Dom[next.slot]
				for _, part := range w.p.pool.Atoms[next.atom].Split(old) {
					if found {
						break
					}
					w.f.Dom[next.slot] = part
					search(budget - 1)
				}
				w.f.Dom[next.slot] = old
				return
			}
		}
		found = true
	}
	search(32)
	return !found
}
