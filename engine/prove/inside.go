package prove

import (
	"fmt"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// inside holds every tier against the statutory limits of each branch that its facts can lead to.
func (c *checker) inside() {
	t := c.t
	if len(t.Branches) == 0 {
		c.prove(Inside, "", func(p *Proof) { p.Reason = "没有给出法定幅度" })
		return
	}
	for b := range t.Branches {
		c.prove(Inside, t.place(b, ""), func(p *Proof) {
			for i := range t.Tiers {
				if !p.full() && t.inBranch(i, b) && t.Tiers[i].Mark != Waived && t.Tiers[i].Mark != Elsewhere {
					c.insideBranch(p, i, b)
				}
			}
		})
	}
	c.unruled()
}

// fit compares the amounts of one tier with a limit; r is where the tier meets it.
type fit struct {
	c       *checker
	p       *Proof
	tier    int
	mark    Mark
	r       region
	what    string // whose limit it is
	partial bool   // targets without a limit are not judged
}

// insideBranch compares one tier with one branch wherever both hold.
func (c *checker) insideBranch(p *Proof, i, b int) {
	br := &c.t.Branches[b]
	r := region{append(conds(c.regions[i].yes...), br.When), c.regions[i].no}
	f := fit{c, p, i, c.t.Tiers[i].Mark, r, "法定幅度", br.Partial}
	missing := c.missing(i, br)
	open := c.t.Tiers[i].Amounts
	c.s.each(r, func() bool {
		c.reached[place{i, b}] = true
		for _, m := range missing {
			f.add(m)
		}
		missing = nil
		open = f.all(open, br.Limits)
		return len(open) > 0
	})
}

// all judges amounts in the present box and keeps those that have to be looked at in others too.
func (f *fit) all(as, limits []Amount) []Amount {
	var again []Amount
	for k := range as {
		if f.one(&as[k], target(limits, as[k].Target)) {
			again = append(again, as[k])
		}
	}
	return again
}

// missing lists what the law requires and an ordinary tier does not have.
func (c *checker) missing(i int, br *Branch) []string {
	t := &c.t.Tiers[i]
	if t.Mark != Ordinary || len(t.Amounts) == 0 {
		return nil
	}
	var out []string
	for k := range br.Limits {
		if l := &br.Limits[k]; l.Must && target(t.Amounts, l.Target) == nil {
			out = append(out, fmt.Sprintf("“%s”没有%s，而法律规定应当处%s", c.t.title(i), l.Target, l.Target))
		}
	}
	return out
}

// add files a finding at the present box; fixed facts keep their value.
func (f *fit) add(message string, fixed ...int) {
	c := f.c
	at := c.s.widen(c.s.copyBox(), func() bool { return c.s.settled(f.r) }, fixed...)
	f.p.add(Finding{Where: f.p.Where, Tiers: []string{c.t.title(f.tier)}, Message: message, Points: []Point{c.s.point(c.t, at)}})
}

// one judges an amount in the present box; true: other boxes can differ.
func (f *fit) one(a, limit *Amount) (again bool) {
	if limit == nil {
		if !f.partial {
			f.add(fmt.Sprintf("“%s”有%s，%s没有", f.c.t.title(f.tier), a.Target, f.what))
		}
		return false
	}
	switch {
	case !a.numbered() || !limit.numbered() || a.Unit != limit.Unit:
	case !alike(a, limit):
		return f.product(a, limit)
	case !within(f.mark, a.Range, limit.Range):
		f.add(f.breach(a, limit))
	}
	return false
}

// within tells whether a range keeps to a limit; 减轻 has to end at or under the floor.
func within(m Mark, r, limit money.Range) bool {
	if m == Mitigated {
		return !r.NoMax && !limit.NoMin && r.Max.Cmp(limit.Min) <= 0
	}
	if limit.NoMin { // the law gives no floor: it is 0
		limit.NoMin, limit.Min, limit.MinOpen = false, money.Ratio{}, false
	}
	if r.NoMin {
		r.NoMin, r.Min, r.MinOpen = false, money.Ratio{}, false
	}
	return r.Within(limit)
}

func (f *fit) breach(a, limit *Amount) string {
	if f.mark == Mitigated {
		return fmt.Sprintf("减轻的“%s”%s，高于%s的下限（%s）", f.c.t.title(f.tier), a.words(), f.what, limit.words())
	}
	return fmt.Sprintf("“%s”%s，超出%s（%s）", f.c.t.title(f.tier), a.words(), f.what, limit.words())
}

// product compares amounts of different form at every value of the base where one can leave the other.
func (f *fit) product(a, limit *Amount) (again bool) {
	c := f.c
	base, ok := oneBase(a, limit)
	slot, known := c.t.Pool.Vocabulary.Slot(base)
	if !ok || !known {
		f.p.Reason = fmt.Sprintf("“%s”与%s的计算基数不同（%s；%s），不能比较", c.t.title(f.tier), f.what, a.words(), limit.words())
		return false
	}
	e, d := c.t.Pool.Vocabulary.Entry(slot), c.s.frame.Dom[slot]
	if d.Mask&facts.HasAmount == 0 {
		return true
	}
	v, out, fit := f.leaves(e, d, a, limit)
	if !fit {
		f.p.Reason = fmt.Sprintf("“%s”乘以%s后超出可以表示的数额，没有比较", c.t.title(f.tier), base)
	}
	if !out {
		return true
	}
	x, _ := a.at(e, v)
	y, _ := limit.at(e, v)
	c.s.frame.Dom[slot] = facts.Amount(v)
	f.add(fmt.Sprintf("%s：%s为 %s 时是 %s，%s是 %s", f.breach(a, limit), base, e.Words(facts.Amount(v)), yuan(x), f.what, yuan(y)), slot)
	c.s.frame.Dom[slot] = d
	return false
}

// leaves gives the least value of a base for which an amount leaves its limit; fit = false: some product is too large.
func (f *fit) leaves(e *facts.Entry, d facts.Domain, a, limit *Amount) (v int64, out, fit bool) {
	fit = true
	for _, v := range bends(e, d.Lo, d.Hi, a, limit) {
		x, err1 := a.at(e, v)
		y, err2 := limit.at(e, v)
		if err1 != nil || err2 != nil {
			fit = false
		} else if !within(f.mark, x, y) {
			return v, true, fit
		}
	}
	return 0, false, fit
}

// oneBase gives the fact that one or both amounts multiply; false where there are two.
func oneBase(a, b *Amount) (string, bool) {
	switch {
	case a.Base == "":
		return b.Base, true
	case b.Base == "" || a.Base == b.Base:
		return a.Base, true
	}
	return "", false
}

// unruled looks for facts that have a tier with amounts but no statutory branch.
func (c *checker) unruled() {
	t := c.t
	var branches []*cond.Cond
	for b := range t.Branches {
		branches = append(branches, t.Branches[b].When)
	}
	c.prove(Inside, "各分支以外", func(p *Proof) {
		for i := range t.Tiers {
			x := &t.Tiers[i]
			if x.Branch != Any || len(x.Amounts) == 0 || p.full() {
				continue
			}
			r := region{c.regions[i].yes, append(conds(c.regions[i].no...), branches...)}
			c.s.each(r, func() bool {
				f := fit{c: c, p: p, tier: i, r: r}
				f.add(fmt.Sprintf("“%s”成立，而法定幅度没有哪个分支包括这些事实", t.title(i)))
				return false
			})
		}
	})
}

// child holds every tier against the tiers of the upper benchmark that can hold with it.
func (c *checker) child() {
	up := c.t.Parent
	if up == nil {
		return
	}
	c.prove(Child, up.Name, func(p *Proof) {
		for i := range c.t.Tiers {
			if c.t.Tiers[i].Mark == Elsewhere {
				continue
			}
			for j := range up.Tiers {
				if up.Tiers[j].Mark != Elsewhere && !p.full() {
					c.childOf(p, i, j)
				}
			}
		}
	})
}

func (c *checker) childOf(p *Proof, i, j int) {
	own, upper := &c.t.Tiers[i], &c.t.Parent.Tiers[j]
	theirs := c.t.Parent.region(j)
	r := region{append(conds(c.regions[i].yes...), theirs.yes...), append(conds(c.regions[i].no...), theirs.no...)}
	f := fit{c, p, i, Ordinary, r, "上级“" + c.t.Parent.title(j) + "”", true}
	open := own.Amounts
	c.s.each(r, func() bool {
		if own.Mark == Waived || upper.Mark == Waived {
			if own.Mark != upper.Mark {
				f.add(fmt.Sprintf("“%s”与%s一个不予处罚、一个处罚", c.t.title(i), f.what))
			}
			return false
		}
		open = f.all(open, upper.Amounts)
		return len(open) > 0
	})
}
