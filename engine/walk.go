package engine

import (
	"math/bits"
	"slices"

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
	disputed  [6]uint8 // by effect: counted under one reading only
	by        uint16   // names the readings: 1 + the first disputed circumstance that matters
	capped    uint8    // 1: the local cap applies
	sel       uint16   // 1 + the selection of the benchmark's table; 0 = no benchmark
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
	p     *Plan
	in    *Input
	f     *cond.Frame
	there []uint64 // circumstances that are there or may be, by their place in p.circs
	// firstDisputed is 1 + the first disputed circumstance of each effect, of the last classify.
	firstDisputed [6]uint16
	path          Box
	leaves        []leaf
	count         int
	inexact       string
	pruned        bool
	settledKey    key // branches, bases and cap, once they are settled: narrowing cannot change them
	isSettled     bool
	sels          *[]selection // of the decision
	assumed       []Assumed    // scratch, as is quiet
	quiet         []int
}

func newWalker(d *decision) *walker {
	p, in := d.p, d.in
	w, ok := p.walkers.Get().(*walker)
	if !ok {
		w = &walker{p: p, f: p.pool.NewFrame(), there: make([]uint64, (len(p.circs)+63)/64)}
	}
	w.in, w.sels = in, &d.sels
	for i := range in.Facts.Facts {
		w.set(i, in.Facts.Facts[i].Value)
	}
	return w
}

// set narrows or changes a fact.
func (w *walker) set(slot int, d facts.Domain) {
	w.f.Dom[slot] = d
	for _, i := range w.p.counted[slot] {
		if d.Mask == facts.CanFalse {
			w.there[i/64] &^= 1 << (i % 64)
		} else {
			w.there[i/64] |= 1 << (i % 64)
		}
	}
}

// nextThere gives the first circumstance from i on that is there or may be; the number of all when there is none.
func (w *walker) nextThere(i int) int {
	for n := i / 64; n < len(w.there); n++ {
		if word := w.there[n] >> (i % 64); word != 0 {
			return i + bits.TrailingZeros64(word)
		}
		i = (n + 1) * 64
	}
	return len(w.p.circs)
}

// release gives the walker back for the next case; nothing of this one is kept.
func (w *walker) release() {
	clear(w.leaves[:cap(w.leaves)])
	clear(w.assumed[:cap(w.assumed)])
	*w = walker{p: w.p, f: w.f, there: w.there, path: w.path[:0], leaves: w.leaves[:0], assumed: w.assumed[:0], quiet: w.quiet[:0]}
	w.p.walkers.Put(w)
}

// run fills the leaves.
func (w *walker) run() {
	w.leaves, w.path, w.count, w.inexact = w.leaves[:0], w.path[:0], 0, ""
	var k key
	w.isSettled = false
	if next, ok := w.structure(&k); ok && next == settled && len(w.p.constraint) == 0 {
		w.settledKey, w.isSettled = k, true
	}
	w.step()
	w.isSettled = false
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
		w.set(next.slot, part)
		path := w.path
		w.path = w.pin(next.slot, part)
		then()
		w.path = path
	}
	w.set(next.slot, old)
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
	if c := claimed(w.in.Facts.Facts[next.slot].Claims); c != nil && !d.Known() {
		return c
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

// claimed gives the distinct values that the sides claim; nil where a side leaves the fact open: then it is open.
func claimed(cs []facts.Claim) []facts.Domain {
	var out []facts.Domain
	for _, c := range cs {
		if !c.Value.Known() {
			return nil
		}
		if !slices.Contains(out, c.Value) {
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
	if w.isSettled {
		k = w.settledKey
		return k, w.circumstances(&k), true
	}
	if next, ok = w.structure(&k); !ok || next != settled {
		return k, next, ok
	}
	next = w.circumstances(&k)
	return k, next, true
}

// structure decides what does not hang on circumstances: what the statute says, and the table of a benchmark.
func (w *walker) structure(k *key) (next pending, ok bool) {
	next, ok = w.statute(k)
	if !ok || next != settled || w.p.table == nil {
		return next, ok
	}
	return w.graded(k), true
}

// statute decides constraints, branches, bases and the local cap.
func (w *walker) statute(k *key) (next pending, ok bool) {
	f := w.f
	for _, c := range w.p.constraint {
		if c.Eval(f) == facts.False {
			return settled, false
		}
	}
	for i := range w.p.branches {
		b := &w.p.branches[i]
		if !w.in.applies(b.Role) {
			continue
		}
		switch b.when.Eval(f) {
		case facts.Unknown:
			return w.ask(b.when), true
		case facts.True:
			k.branches |= 1 << i
		}
	}
	if next = w.bases(k); next != settled {
		return next, true
	}
	return w.capped(k), true
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

// circumstances counts those that are there, then asks only for what could still change the result.
func (w *walker) circumstances(k *key) pending {
	open := [6]pending{settled, settled, settled, settled, settled, settled} // by effect: the first undecided one
	asks := false
	w.firstDisputed = [6]uint16{}
	i := w.nextThere(0)
	for e := range Effects {
		for ; i < w.p.byEffect[e][1]; i = w.nextThere(i + 1) {
			if next := w.one(k, i, e); next != settled && open[e] == settled {
				open[e], asks = next, true
			}
		}
		if k.waiveMust || e == 0 && asks {
			break
		}
	}
	next := settled
	if asks {
		next = w.undecided(k, &open)
	}
	if next == settled {
		k.reduce()
		for e, n := range k.disputed {
			if n > 0 {
				k.by = w.firstDisputed[e]
				break
			}
		}
	}
	return next
}

// undecided picks what to ask. Of each side first whether there is one at all: with both, a person weighs and numbers
// no longer matter. Then whether there is a second, which is as good as more.
func (w *walker) undecided(k *key, open *[6]pending) pending {
	first := func(effects ...int) pending {
		for _, e := range effects {
			if open[e] != settled {
				return open[e]
			}
		}
		return settled
	}
	switch {
	case k.waiveMust:
		return settled
	case open[0] != settled:
		return open[0]
	case !k.waiveMay && open[1] != settled:
		return open[1]
	case k.light == 0 && first(2, 3) != settled:
		return first(2, 3)
	case k.heavy == 0 && first(4, 5) != settled:
		return first(4, 5)
	case k.light > 0 && k.heavy > 0:
		return settled
	case len(w.in.Choices.By) > 0: // what each was used as counts, so all are asked
		return first(2, 3, 4, 5)
	case k.light == 1 && first(2, 3) != settled:
		return first(2, 3)
	case k.light == 2 && !k.lightMust && open[2] != settled:
		return open[2]
	case k.heavy == 1 && first(4, 5) != settled:
		return first(4, 5)
	case k.heavy == 2 && !k.heavyMust && open[4] != settled:
		return open[4]
	}
	return settled
}

// reduce drops what the outcome no longer depends on, so that equal results have equal keys.
func (k *key) reduce() {
	n := &k.disputed
	switch {
	case k.waiveMust:
		*k = key{branches: k.branches, absent: k.absent, capped: k.capped, waiveMust: true}
		return
	case k.waiveMay:
		n[1] = 0
	}
	if k.light > 0 && k.heavy > 0 {
		k.light, k.lightMust, k.asLighter, k.asLower = 1, false, 0, 0
		k.heavy, k.heavyMust = 1, false
		n[2], n[3], n[4], n[5] = 0, 0, 0, 0
	}
	if k.light == 2 {
		n[3] = 0
		if k.lightMust {
			n[2] = 0
		}
	}
	if k.heavy == 2 {
		n[5] = 0
		if k.heavyMust {
			n[4] = 0
		}
	}
}

func (w *walker) one(k *key, i, effect int) pending {
	c := &w.p.circs[i]
	there := w.f.Dom[c.slot].Mask
	further := c.when.Eval(w.f)
	switch {
	case further == facts.False:
		return settled
	case there != facts.CanTrue:
		return pending{c.slot, -1}
	case further == facts.Unknown:
		return w.ask(c.when)
	}
	if w.consumed(k, c) {
		return settled
	}
	same, slot := w.absorbed(k, c)
	if same == facts.Unknown {
		return pending{slot, -1}
	}
	disputed := same == facts.True
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
	if disputed {
		if w.firstDisputed[effect] == 0 {
			w.firstDisputed[effect] = uint16(i + 1)
		}
		k.disputed[effect] = min(2, k.disputed[effect]+1)
		return settled
	}
	w.tally(k, c, effect)
	return settled
}

func (w *walker) tally(k *key, c *circ, e int) {
	up := func(n *uint8) {
		if *n < 2 {
			*n++
		}
	}
	chosen := w.in.Choices.By[c.Name]
	switch effect := Effects[e]; effect {
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
	return k.sel > 0 && w.f.Dom[c.slot].Mask == facts.CanTrue && w.p.table.consumedBy(&(*w.sels)[k.sel-1], c.slot)
}

// absorbed: another fact that states the same thing held there. Unknown where that fact is open; slot is then to be asked.
func (w *walker) absorbed(k *key, c *circ) (t facts.Truth, slot int) {
	if len(c.absorb) == 0 {
		return facts.False, -1
	}
	for i := range w.p.branches {
		if k.branches&(1<<i) == 0 {
			continue
		}
		for _, s := range w.p.branches[i].held {
			if !slices.Contains(c.absorb, s) {
				continue
			}
			switch w.f.Dom[s].Mask {
			case facts.CanTrue:
				return facts.True, s
			case facts.CanFalse:
			default:
				t, slot = facts.Unknown, s
			}
		}
	}
	return t, slot
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
				parts := claimed(w.in.Facts.Facts[next.slot].Claims)
				if parts == nil || old.Known() {
					parts = w.p.pool.Atoms[next.atom].Split(old)
				}
				if parts == nil {
					found = true // a sum of open facts: not decided here either
					return
				}
				for _, part := range parts {
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
