package prove

import (
	"slices"

	"cailiang/engine/cond"
)

// gap looks for facts of a branch that no tier of a column takes up.
func (c *checker) gap(b int, group string) {
	t := c.t
	r := region{yes: conds(t.Scope, t.when(b))}
	message := "没有档次的情形"
	for i := range t.Tiers {
		if t.Tiers[i].Group == group && t.inBranch(i, b) {
			r.no = append(r.no, t.inside(i, b))
		}
	}
	if len(r.no) == 0 {
		message = "这里一个档次也没有"
	}
	c.prove(Gap, t.place(b, group), func(p *Proof) {
		var seen []box
		c.s.each(r, func() bool {
			at := c.s.copyBox()
			if c.s.sampled && len(seen) > 0 {
				return true // one point of such a box is enough
			}
			for _, o := range seen {
				if at.within(o, t.Pool.Vocabulary) {
					return true
				}
			}
			at = c.s.widen(at, func() bool { return c.s.settled(r) })
			seen = append(seen, at)
			p.add(Finding{Where: p.Where, branch: b, group: group, Message: message, Points: []Point{c.s.point(t, at)}})
			return !p.full()
		})
	})
}

// inside is the condition of a tier, its branch known to hold.
func (t *Table) inside(i, b int) *cond.Cond {
	if b != Any {
		return t.Tiers[i].When
	}
	return t.own(i)
}

var policyWords = map[Policy]string{First: "多档同时成立时，基准声明适用排列在先的", Heaviest: "多档同时成立时，基准声明适用较重的",
	Lightest: "多档同时成立时，基准声明适用较轻的"}

// overlap looks for facts that two tiers of a column both take up, neither beaten.
func (c *checker) overlap(group string) {
	t := c.t
	c.prove(Overlap, group, func(p *Proof) {
		p.Because = policyWords[t.Policy]
		for i := range t.Tiers {
			if t.Tiers[i].Group == group && !p.full() {
				c.overlapsOf(p, i)
			}
		}
	})
}

func (c *checker) overlapsOf(p *Proof, i int) {
	rest := c.rivals(i)
	if len(rest) == 0 {
		return
	}
	c.s.each(c.regions[i], func() bool {
		rest = slices.DeleteFunc(rest, func(j int) bool { return !p.full() && c.both(p, i, j) })
		return len(rest) > 0 && !c.s.exhausted && !p.full()
	})
}

// rivals are the later tiers that can hold where tier i does, with no rule which of them counts.
func (c *checker) rivals(i int) []int {
	var out []int
	for j := i + 1; j < len(c.t.Tiers); j++ {
		if c.t.Tiers[i].Group == c.t.Tiers[j].Group && c.t.meet(i, j) && !c.t.beats(i, j) && !c.t.beats(j, i) {
			out = append(out, j)
		}
	}
	return out
}

// both looks for a part of the present box where tier j holds too, and files it.
func (c *checker) both(p *Proof, i, j int) bool {
	hit := false
	c.s.each(c.regions[j], func() bool {
		hit = true
		r := region{append(conds(c.regions[i].yes...), c.regions[j].yes...), append(conds(c.regions[i].no...), c.regions[j].no...)}
		at := c.s.widen(c.s.copyBox(), func() bool { return c.s.settled(r) })
		names := []string{c.t.title(i), c.t.title(j)}
		p.add(Finding{Where: p.Where, Tiers: names, branch: Any, group: c.t.Tiers[i].Group, Message: "“" + names[0] + "”与“" + names[1] + "”同时成立", Points: []Point{c.s.point(c.t, at)}})
		return false
	})
	return hit
}

// reachable looks for tiers that no facts lead to.
func (c *checker) reachable() {
	t := c.t
	c.prove(Reachable, "", func(p *Proof) {
		for i := range t.Tiers {
			if p.full() {
				break
			}
			found := false
			left := len(c.s.outside)
			c.s.each(c.regions[i], func() bool { found = true; return false })
			if found {
				c.s.outside = c.s.outside[:left]
			}
			if !found && !c.s.exhausted && len(c.s.outside) == left {
				p.add(Finding{Where: p.Where, Tiers: []string{t.title(i)}, Message: "“" + t.title(i) + "”没有任何事实能够达到" + c.why(i)})
			}
		}
	})
}

// why tells whether a tier contradicts itself or is covered by those that beat it.
func (c *checker) why(i int) string {
	if len(c.regions[i].no) == 0 {
		return "：它的条件自相矛盾，或者与法定分支、事实之间的约束矛盾"
	}
	alone := false
	c.s.each(region{yes: c.regions[i].yes}, func() bool { alone = true; return false })
	if alone {
		return "：凡它成立之处，先适用的档次都已成立"
	}
	return "：它的条件自相矛盾，或者与法定分支、事实之间的约束矛盾"
}
