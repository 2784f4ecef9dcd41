package prove

import (
	"slices"
	"strings"

	"cailiang/engine/cond"
	"cailiang/engine/money"
)

// Change is a set of facts that two tables treat differently, with an example.
type Change struct {
	Before string `json:"before"` // tier of the old table; "" = none
	After  string `json:"after"`  // tier of the new table; "" = none
	Was    string `json:"was"`    // what it gives, in words
	Is     string `json:"is"`
	Point  Point  `json:"example"` // Point.Tiers are those of the old table
}

// Diff lists the pairs of tiers of two tables over one pool that share facts and differ in what they give, and the tiers of
// one where the other has none. done is false where the search stopped at its limit or met sums of facts that it cannot split.
func Diff(before, after *Table, o Options) (changes []Change, done bool) {
	if o.Boxes == 0 {
		o.Boxes = DefaultBoxes
	}
	joint := *before
	joint.Parent = after
	d := differ{before: before, after: after, s: newSearch(&joint)}
	d.s.useBases(&joint)
	d.s.constraints = slices.Concat(before.Constraints, after.Constraints)
	d.s.start(4 * o.Boxes)
	for i := range before.Tiers {
		for j := range after.Tiers {
			d.pair(i, j)
		}
		d.alone(before, after, i, func(c *Change) { c.Before, c.Was = before.title(i), before.Tiers[i].gives() })
	}
	for j := range after.Tiers {
		d.alone(after, before, j, func(c *Change) { c.After, c.Is = after.title(j), after.Tiers[j].gives() })
	}
	return d.out, !d.s.exhausted && len(d.s.outside) == 0
}

type differ struct {
	before, after *Table
	s             *search
	out           []Change
}

// pair looks for facts that lead to both tiers, one in each table.
func (d *differ) pair(i, j int) {
	x, y := &d.before.Tiers[i], &d.after.Tiers[j]
	if x.Group != y.Group || x.same(y) {
		return
	}
	a, b := d.before.region(i), d.after.region(j)
	d.example(region{slices.Concat(a.yes, b.yes), slices.Concat(a.no, b.no)},
		Change{Before: d.before.title(i), After: d.after.title(j), Was: x.gives(), Is: y.gives()})
}

// alone looks for facts of a tier that no tier of the other table takes up.
func (d *differ) alone(own, other *Table, i int, name func(*Change)) {
	r := own.region(i)
	r.no = slices.Clone(r.no)
	for j := range other.Tiers {
		if other.Tiers[j].Group == own.Tiers[i].Group {
			r.no = append(r.no, cond.And(other.Scope, other.own(j)))
		}
	}
	var c Change
	name(&c)
	d.example(r, c)
}

// example files a change with the first facts that show it.
func (d *differ) example(r region, c Change) {
	d.s.each(r, func() bool {
		at := d.s.widen(d.s.copyBox(), func() bool { return d.s.settled(r) })
		c.Point = d.s.point(d.before, at)
		d.out = append(d.out, c)
		return false
	})
}

// same tells whether two tiers give the same, whatever they are called.
func (t *Tier) same(o *Tier) bool {
	return t.Mark == o.Mark && slices.EqualFunc(t.Amounts, o.Amounts, func(a, b Amount) bool {
		return a.Target == b.Target && a.Base == b.Base && a.Unit == b.Unit && a.Range.Equal(b.Range) &&
			equal(a.Least, b.Least) && equal(a.Cap, b.Cap) && equal(a.Deem, b.Deem)
	})
}

func equal(a, b *money.Fen) bool { return a == b || a != nil && b != nil && *a == *b }

// gives puts what a tier gives into words.
func (t *Tier) gives() string {
	if t.Mark == Waived {
		return "不予处罚"
	}
	out := make([]string, 0, len(t.Amounts)+1)
	switch {
	case t.Mark == Mitigated:
		out = append(out, "减轻")
	case t.Mark == Elsewhere:
		out = append(out, "另行规定")
	}
	for i := range t.Amounts {
		out = append(out, t.Amounts[i].words())
	}
	return strings.Join(out, "；")
}
