package prove

import (
	"fmt"
	"slices"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// monotone raises each fact in its worse direction: inside one statutory branch the range may not fall; a fall from one
// branch into another is the statute's own and becomes a note.
func (c *checker) monotone() {
	v := c.t.Pool.Vocabulary
	for slot := range v.Len() {
		e := v.Entry(slot)
		if !c.read[slot] || e.Worse == "" && len(e.Order) == 0 {
			continue
		}
		for _, b := range c.t.cases() {
			c.prove(Monotone, under(c.t.place(b, ""), e.Name), func(p *Proof) {
				r := reversal{c: c, slot: slot, from: b, to: b}
				r.run(func(f Finding) bool {
					f.Where = p.Where
					p.add(f)
					return !p.full()
				})
				if r.unsure != "" {
					p.Reason = r.unsure
				}
			})
		}
		c.jumps(slot, e.Name)
	}
}

func under(a, b string) string {
	if a == "" {
		return b
	}
	return a + "·" + b
}

// jumps notes one fall for each pair of branches.
func (c *checker) jumps(slot int, name string) {
	for from := range c.t.Branches {
		for to := range c.t.Branches {
			if from == to {
				continue
			}
			c.s.start(min(c.boxes/8, c.left))
			r := reversal{c: c, slot: slot, from: from, to: to}
			r.run(func(f Finding) bool {
				f.Code, f.Where = "jump", name
				f.Message = fmt.Sprintf("由“%s”转入“%s”，%s", c.t.Branches[from].Name, c.t.Branches[to].Name, f.Message)
				c.note(f)
				return false
			})
		}
	}
}

// reversal looks for two points that differ in one fact, the worse of which has the lower range.
type reversal struct {
	c        *checker
	slot     int
	from, to int    // branches of the milder and of the worse point
	done     bool   // no more are wanted
	unsure   string // a pair that could not be compared everywhere
}

func (r *reversal) run(found func(Finding) bool) {
	t := r.c.t
	for i := range t.Tiers {
		if !t.inBranch(i, r.from) || t.Tiers[i].Mark == Elsewhere {
			continue
		}
		rest := r.candidates(i)
		if len(rest) == 0 {
			continue
		}
		r.c.s.each(r.region(i, r.from), func() bool {
			rest = slices.DeleteFunc(rest, func(j int) bool { return !r.done && r.pair(i, j, found) })
			return len(rest) > 0 && !r.c.s.exhausted && !r.done
		})
		if r.c.s.exhausted || r.done {
			return
		}
	}
}

func (r *reversal) region(i, branch int) region {
	x := r.c.regions[i]
	return region{append(conds(x.yes...), r.c.t.when(branch)), x.no}
}

// candidates are the tiers of the column whose range could be the lower one.
func (r *reversal) candidates(i int) []int {
	var out []int
	t := r.c.t
	for j := range t.Tiers {
		if j != i && t.Tiers[i].Group == t.Tiers[j].Group && t.inBranch(j, r.to) && t.Tiers[j].Mark != Elsewhere && r.mayFall(&t.Tiers[i], &t.Tiers[j]) {
			out = append(out, j)
		}
	}
	return out
}

// mayFall rules out pairs that cannot be lower at any point.
func (r *reversal) mayFall(a, b *Tier) bool {
	if a.Mark == Waived || b.Mark == Waived {
		return a.Mark != Waived
	}
	if unnumbered(a, b) {
		return true
	}
	for i := range a.Amounts {
		x := &a.Amounts[i]
		y := target(b.Amounts, x.Target)
		if y == nil || !x.numbered() || !y.numbered() || x.Unit != y.Unit {
			continue
		}
		// A product of the raised fact only grows with it, so its factor has to be lower.
		if !alike(x, y) || r.moves(x.Base) && r.less() || lower(x.Range, y.Range) {
			return true
		}
	}
	return false
}

// unnumbered tells whether an ordinary tier with amounts falls to 减轻 without a number.
func unnumbered(a, b *Tier) bool {
	return a.Mark == Ordinary && len(a.Amounts) > 0 && b.Mark == Mitigated && len(b.Amounts) == 0
}

// moves tells whether a base is the fact that is raised.
func (r *reversal) moves(base string) bool {
	return base == r.c.t.Pool.Vocabulary.Entry(r.slot).Name
}

// less tells whether fewer of the raised fact is worse.
func (r *reversal) less() bool { return r.c.t.Pool.Vocabulary.Entry(r.slot).Worse == "less" }

// pair looks for a worse value of the fact in the present box that leads to tier j, with a lower range.
func (r *reversal) pair(i, j int, found func(Finding) bool) bool {
	s := r.c.s
	e := s.pool.Vocabulary.Entry(r.slot)
	mild := s.frame.Dom[r.slot]
	worse := worseThan(e, mild)
	if worse.Empty() {
		return false
	}
	s.frame.Dom[r.slot] = worse
	defer func() { s.frame.Dom[r.slot] = mild }()
	hit := false
	s.each(r.region(j, r.to), func() bool {
		hit = r.compare(i, j, mild, found)
		return !hit
	})
	return hit
}

// compare judges the two tiers at the points that the present box allows.
func (r *reversal) compare(i, j int, mild facts.Domain, found func(Finding) bool) bool {
	s, t := r.c.s, r.c.t
	e := s.pool.Vocabulary.Entry(r.slot)
	worse := s.frame.Dom[r.slot]
	x, y := &t.Tiers[i], &t.Tiers[j]
	corners := s.corners(s.copyBox(), r.slot, x, y)
	for _, near := range nearest(e, mild, worse) {
		for _, at := range corners {
			low, high := slices.Clone(at), slices.Clone(at)
			low[r.slot], high[r.slot] = near[0], near[1]
			what, ok := r.c.falls(x, y, low, high)
			if !ok {
				continue
			}
			f := Finding{Tiers: []string{t.title(i), t.title(j)}, Points: r.points(i, j, low, high)}
			f.Message = fmt.Sprintf("“%s”由 %s 变为 %s，%s", e.Name, e.Words(near[0]), e.Words(near[1]), what)
			r.done = !found(f)
			return true
		}
	}
	if r.unsure == "" && !r.sure(x, y, e.Worse == "more" && mild.Hi < worse.Lo) {
		r.unsure = fmt.Sprintf("“%s”与“%s”的计算基数不同，只比较了部分数值，没有发现反例", t.title(i), t.title(j))
	}
	return false
}

// sure tells whether a pair without a fall at the points tried has none: amounts that multiply one fact were compared
// wherever their ends can pass each other; of the raised fact itself the nearest values decide, as products grow with it,
// unless the values overlap and a floor, a cap or a sum is in play.
func (r *reversal) sure(a, b *Tier, apart bool) bool {
	for i := range a.Amounts {
		x := &a.Amounts[i]
		y := target(b.Amounts, x.Target)
		if y == nil || x.Unit != y.Unit || !x.numbered() || !y.numbered() {
			continue
		}
		base, only := oneBase(x, y)
		if !only || r.moves(base) && !apart && (r.less() || !alike(x, y)) {
			return false
		}
	}
	return true
}

// points makes the two points of a reversal, with all that does not matter set free.
func (r *reversal) points(i, j int, low, high box) []Point {
	s := r.c.s
	fixed := []int{r.slot}
	for _, x := range []int{i, j} {
		for k := range r.c.t.Tiers[x].Amounts {
			if slot, ok := s.pool.Vocabulary.Slot(r.c.t.Tiers[x].Amounts[k].Base); ok {
				fixed = append(fixed, slot)
			}
		}
	}
	d := &s.frame.Dom[r.slot]
	wide := s.widen(low, func() bool {
		*d = low[r.slot]
		ok := s.settled(r.region(i, r.from))
		*d = high[r.slot]
		ok = ok && s.settled(r.region(j, r.to))
		*d = low[r.slot]
		return ok
	}, fixed...)
	other := slices.Clone(wide)
	other[r.slot] = high[r.slot]
	return []Point{s.point(r.c.t, wide), s.point(r.c.t, other)}
}

// falls tells which target is lower in tier y at the point high than in tier x at the point low, and how.
func (c *checker) falls(x, y *Tier, low, high box) (string, bool) {
	if x.Mark == Waived {
		return "", false
	}
	if unnumbered(x, y) {
		return "反而由 " + x.Amounts[0].words() + " 变为减轻", true
	}
	for i := range x.Amounts {
		a := &x.Amounts[i]
		if y.Mark == Waived {
			return "反而由 " + a.words() + " 变为不予处罚", true
		}
		b := target(y.Amounts, a.Target)
		if b == nil || !a.numbered() || !b.numbered() || a.Unit != b.Unit {
			continue
		}
		if v, w, ok := c.amounts(a, b, low, high); ok && lower(v, w) {
			return "幅度反而由 " + a.words() + " 降为 " + b.words() + c.computed(a, b, v, w), true
		}
	}
	return "", false
}

// computed adds the amounts in 元 where factors alone do not show the fall.
func (c *checker) computed(a, b *Amount, v, w money.Range) string {
	if a.Base == "" && b.Base == "" {
		return ""
	}
	return fmt.Sprintf("（%s → %s）", yuan(v), yuan(w))
}

// amounts gives both ranges in 元; false where a base is no amount or a product does not fit.
func (c *checker) amounts(a, b *Amount, low, high box) (v, w money.Range, ok bool) {
	v, ok = c.amount(a, low)
	if !ok {
		return v, w, false
	}
	w, ok = c.amount(b, high)
	return v, w, ok
}

func (c *checker) amount(a *Amount, at box) (money.Range, bool) {
	if a.Base == "" {
		return a.Range, true
	}
	slot, ok := c.t.Pool.Vocabulary.Slot(a.Base)
	if !ok || at[slot].Mask != facts.HasAmount {
		return money.Range{}, false
	}
	r, err := a.at(c.t.Pool.Vocabulary.Entry(slot), at[slot].Lo)
	return r, err == nil
}

// corners are points of a box: one that a person would type, and all values of the bases at which two tiers can compare otherwise.
func (s *search) corners(b box, moving int, x, y *Tier) []box {
	for slot, d := range b {
		if slot != moving {
			b[slot] = s.pickFrom(slot, d)
		}
	}
	out := []box{b}
	for i := range x.Amounts {
		a := &x.Amounts[i]
		c := target(y.Amounts, a.Target)
		if c == nil {
			continue
		}
		base, _ := oneBase(a, c)
		slot, ok := s.pool.Vocabulary.Slot(base)
		d := s.frame.Dom[max(slot, 0)]
		if !ok || slot == moving || d.Mask&facts.HasAmount == 0 {
			continue
		}
		for _, v := range bends(s.pool.Vocabulary.Entry(slot), d.Lo, d.Hi, a, c) {
			at := slices.Clone(b)
			at[slot] = facts.Amount(v)
			out = append(out, at)
		}
	}
	return out
}

// pickFrom is pick, but an amount rather than 无.
func (s *search) pickFrom(slot int, d facts.Domain) facts.Domain {
	if e := s.pool.Vocabulary.Entry(slot); e.Type.Numeric() && d.Mask&facts.HasAmount != 0 {
		return facts.Amount(round(e, d.Lo, d.Hi))
	}
	return s.pick(slot, d)
}

// worseThan is every value worse than the mildest of a domain; 无 and 无法计算 are not compared.
func worseThan(e *facts.Entry, d facts.Domain) facts.Domain {
	whole := e.Whole()
	switch {
	case e.Type == facts.Bool:
		if w := map[string]uint64{"true": facts.CanTrue, "false": facts.CanFalse}[e.Worse]; d.Mask&^w != 0 {
			return facts.Domain{Mask: w}
		}
		return facts.Domain{}
	case e.Type == facts.Enum:
		return graver(e, d)
	case d.Mask&facts.HasAmount == 0:
		return facts.Domain{}
	case e.Worse == "less" && d.Hi > whole.Lo:
		return facts.Between(whole.Lo, d.Hi-1)
	case e.Worse == "more" && d.Lo < whole.Hi:
		return facts.Between(d.Lo+1, whole.Hi)
	}
	return facts.Domain{}
}

// graver lists the options behind the mildest one of a domain in the declared order.
func graver(e *facts.Entry, d facts.Domain) facts.Domain {
	var out facts.Domain
	behind := false
	for _, o := range e.Order {
		bit := uint64(1) << max(slices.Index(e.Options, o), 0)
		if behind {
			out.Mask |= bit
		}
		behind = behind || d.Mask&bit != 0
	}
	return out
}

// nearest lists pairs of a milder and a worse value that lie as close together as the two domains allow; where they
// overlap, at a round number and at the far end.
func nearest(e *facts.Entry, mild, worse facts.Domain) [][2]facts.Domain {
	amounts := func(a, b int64) [2]facts.Domain { return [2]facts.Domain{facts.Amount(a), facts.Amount(b)} }
	switch {
	case e.Type == facts.Bool:
		return [][2]facts.Domain{{{Mask: (facts.CanTrue | facts.CanFalse) &^ worse.Mask}, worse}}
	case e.Type == facts.Enum:
		return nearestOptions(e, mild, worse)
	case e.Worse == "less" && worse.Hi < mild.Lo:
		return [][2]facts.Domain{amounts(mild.Lo, worse.Hi)}
	case e.Worse == "less":
		from, to := max(mild.Lo, worse.Lo+1), min(mild.Hi, worse.Hi+1)
		v := round(e, from, to)
		return [][2]facts.Domain{amounts(v, v-1), amounts(from, from-1), amounts(to, to-1)}
	case mild.Hi < worse.Lo:
		return [][2]facts.Domain{amounts(mild.Hi, worse.Lo)}
	}
	from, to := max(mild.Lo, worse.Lo-1), min(mild.Hi, worse.Hi-1)
	v := round(e, from, to)
	return [][2]facts.Domain{amounts(v, v+1), amounts(to, to+1)}
}

// nearestOptions pairs every option of the milder domain with the next graver one of the other.
func nearestOptions(e *facts.Entry, mild, worse facts.Domain) [][2]facts.Domain {
	var out [][2]facts.Domain
	var last facts.Domain
	for _, o := range e.Order {
		d := facts.Domain{Mask: 1 << max(slices.Index(e.Options, o), 0)}
		if last.Mask != 0 && worse.Mask&d.Mask != 0 {
			out = append(out, [2]facts.Domain{last, d})
		}
		if mild.Mask&d.Mask != 0 {
			last = d
		}
	}
	return out
}
