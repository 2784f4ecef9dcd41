package prove

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine/money"
)

// order compares tiers by their declared gravity: a graver one never has the lower range.
func (c *checker) order() {
	t := c.t
	if !slices.ContainsFunc(t.Tiers, func(x Tier) bool { return x.Rank > 0 }) {
		return
	}
	c.prove(Order, "", func(p *Proof) {
		for i := range t.Tiers {
			for j := range t.Tiers {
				a, b := &t.Tiers[i], &t.Tiers[j]
				if a.Rank == 0 || a.Rank >= b.Rank || a.Group != b.Group || a.Branch != b.Branch || a.Mark == Elsewhere || b.Mark == Elsewhere || p.full() {
					continue
				}
				if what, ok := fallsByRange(a, b); ok {
					p.add(Finding{Where: p.Where, Tiers: []string{t.title(i), t.title(j)}, Message: fmt.Sprintf("“%s”比“%s”重，%s", t.title(j), t.title(i), what)})
				}
			}
		}
	})
}

// fallsByRange compares what can be compared without facts.
func fallsByRange(x, y *Tier) (string, bool) {
	if unnumbered(x, y) {
		return "却减轻处罚", true
	}
	for i := range x.Amounts {
		a := &x.Amounts[i]
		if y.Mark == Waived {
			return "却不予处罚", true
		}
		if b := target(y.Amounts, a.Target); b != nil && a.numbered() && b.numbered() && alike(a, b) && lower(a.Range, b.Range) {
			return "幅度却由 " + a.words() + " 降为 " + b.words(), true
		}
	}
	return "", false
}

// notes say what is lawful but worth a look.
func (c *checker) notes() {
	c.statute()
	for b := range c.t.Branches {
		for k := range c.t.Branches[b].Limits {
			limit := &c.t.Branches[b].Limits[k]
			c.tenfold(c.t.place(b, ""), "法定幅度", limit)
			for _, g := range c.t.groups() {
				c.cover(b, g, limit)
			}
		}
	}
	for i := range c.t.Tiers {
		for k := range c.t.Tiers[i].Amounts {
			c.tenfold(c.t.title(i), "档次幅度", &c.t.Tiers[i].Amounts[k])
		}
	}
}

// statute notes facts of no statutory branch and of two with one target: what a caller joins has to be told apart.
func (c *checker) statute() {
	t := c.t
	if len(t.Branches) == 0 {
		return
	}
	none := region{yes: conds(t.Scope)}
	for b := range t.Branches {
		none.no = append(none.no, t.Branches[b].When)
	}
	c.noteAt(none, Finding{Code: "no_branch", Message: "法定幅度没有哪个分支包括这些事实"})
	for b := range t.Branches {
		for o := range b {
			name, ok := common(t.Branches[o].Limits, t.Branches[b].Limits)
			if ok {
				c.noteAt(region{yes: conds(t.Scope, t.Branches[o].When, t.Branches[b].When)},
					Finding{Code: "two_branches", Where: name, Message: fmt.Sprintf("法定分支“%s”与“%s”同时成立", t.Branches[o].Name, t.Branches[b].Name)})
			}
		}
	}
}

func common(as, bs []Amount) (string, bool) {
	for i := range as {
		if target(bs, as[i].Target) != nil {
			return as[i].Target, true
		}
	}
	return "", false
}

// noteAt files a note where some facts lead into a region.
func (c *checker) noteAt(r region, f Finding) {
	c.s.start(min(c.boxes/8, c.left))
	c.s.each(r, func() bool {
		at := c.s.widen(c.s.copyBox(), func() bool { return c.s.settled(r) })
		f.Points = []Point{c.s.point(c.t, at)}
		c.note(f)
		return false
	})
}

// tenfold flags a range whose top is more than ten times its bottom.
func (c *checker) tenfold(where, what string, a *Amount) {
	r := a.Range
	if r.NoMin || r.NoMax || r.Min.Sign() <= 0 {
		return
	}
	if ten, err := r.Min.Mul(money.Int(10)); err == nil && r.Max.Cmp(ten) > 0 {
		c.note(Finding{Code: "tenfold", Where: where, Message: fmt.Sprintf("%s的上限超过下限的十倍：%s", what, a.words())})
	}
}

// cover compares what the tiers of a branch cover together with the statutory range of one target.
func (c *checker) cover(b int, group string, limit *Amount) {
	var rs []named
	points := true
	for i := range c.t.Tiers {
		x := &c.t.Tiers[i]
		if x.Group != group || x.Mark != Ordinary || !c.reached[place{i, b}] {
			continue
		}
		a := target(x.Amounts, limit.Target)
		if a == nil || !a.numbered() {
			continue
		}
		if !alike(a, limit) {
			return
		}
		points = points && a.Range.IsPoint()
		rs = append(rs, named{c.t.title(i), a.Range})
	}
	if len(rs) == 0 || !limit.numbered() {
		return
	}
	where := under(c.t.place(b, group), limit.Target)
	if points && !limit.Range.IsPoint() {
		c.note(Finding{Code: "points", Where: where, Message: "各档都是一个数，没有幅度：" + listed(rs, limit)})
		return
	}
	c.holes(where, rs, limit)
	c.shared(where, rs, limit)
}

// named is the range of a tier.
type named struct {
	tier string
	r    money.Range
}

func listed(rs []named, like *Amount) string {
	out := make([]string, len(rs))
	for i, x := range rs {
		out[i] = like.with(x.r)
	}
	return strings.Join(out, "、")
}

// with writes another range in the form of an amount.
func (a *Amount) with(r money.Range) string {
	x := *a
	x.Target, x.Range = "", r
	return strings.TrimSpace(x.words())
}

// holes notes what no tier uses: between two of them, below the first and above the last.
func (c *checker) holes(where string, rs []named, limit *Amount) {
	left := uncovered(limit.Range, rs)
	for _, h := range left {
		switch {
		case !limit.Range.NoMax && highEnd(h, limit.Range) == 0 || limit.Range.NoMax && h.NoMax:
			c.note(Finding{Code: "ceiling", Where: where, Message: "没有档次用到法定上限一端：" + limit.with(h)})
		case lowEnd(h, limit.Range) == 0:
			c.note(Finding{Code: "floor", Where: where, Message: "没有档次用到法定下限一端：" + limit.with(h)})
		default:
			c.note(Finding{Code: "hole", Where: where, Message: "各档之间没有档次用到的数额：" + limit.with(h)})
		}
	}
}

// uncovered is what is left of a range without those of the tiers, from below.
func uncovered(whole money.Range, rs []named) []money.Range {
	if whole.NoMin {
		whole.NoMin, whole.Min, whole.MinOpen = false, money.Ratio{}, true
	}
	left := []money.Range{whole}
	for _, x := range rs {
		var next []money.Range
		for _, l := range left {
			next = append(next, minus(l, x.r)...)
		}
		left = next
	}
	return left
}

// minus takes one range out of another.
func minus(a, b money.Range) []money.Range {
	if a.Intersect(b).Empty() {
		return []money.Range{a}
	}
	var out []money.Range
	if !b.NoMin {
		below := a
		below.NoMax, below.Max, below.MaxOpen = false, b.Min, !b.MinOpen
		if below = below.Intersect(a); !below.Empty() {
			out = append(out, below)
		}
	}
	if !b.NoMax {
		above := a
		above.NoMin, above.Min, above.MinOpen = false, b.Max, !b.MaxOpen
		if above = above.Intersect(a); !above.Empty() {
			out = append(out, above)
		}
	}
	return out
}

// shared notes amounts that lie in two tiers of different ranges: one common end, or more.
func (c *checker) shared(where string, rs []named, limit *Amount) {
	var ends []string
	for i := range rs {
		for j := range i {
			both := rs[i].r.Intersect(rs[j].r)
			switch {
			case both.Empty() || rs[i].r.Equal(rs[j].r):
			case both.IsPoint():
				if s := limit.with(both); !slices.Contains(ends, s) {
					ends = append(ends, s)
				}
			default:
				c.note(Finding{Code: "shared", Where: where, Tiers: []string{rs[j].tier, rs[i].tier},
					Message: fmt.Sprintf("“%s”与“%s”的幅度有一段相同：%s", rs[j].tier, rs[i].tier, limit.with(both))})
			}
		}
	}
	if len(ends) > 0 {
		c.note(Finding{Code: "touch", Where: where, Message: "相邻两档都包括的数额：" + strings.Join(ends, "、")})
	}
}
