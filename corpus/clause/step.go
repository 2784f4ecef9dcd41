package clause

import (
	"slices"
	"strings"
)

// add puts a penalty into the item of the person and condition at hand.
func (st *sentenceState) add(a *action, cond string, p Penalty) {
	it := st.item(cond)
	st.step(it, p.Kind)
	st.put(it, a, p)
}

// put appends a penalty and joins it to the one before by a letter where 或者 or 直至 does.
func (st *sentenceState) put(it *Item, a *action, p Penalty) {
	p.Modality = st.mode()
	if st.g.byRef {
		p.Modality = ByReference
	}
	if p.At == (Span{}) {
		p.At = st.r.runes(piece{a.at, a.end})
	}
	n := len(it.Penalties)
	joined := st.lastItem == it && len(st.lastIdx) > 0 && (a.or || strings.HasPrefix(strings.TrimSpace(a.link), "、"))
	if !joined || a.single {
		st.lastIdx = nil
	}
	it.Penalties = append(it.Penalties, p)
	if !slices.Contains(st.hits[p.Kind], it.Who) {
		st.hits[p.Kind] = append(st.hits[p.Kind], it.Who)
	}
	st.lastIdx = append(st.lastIdx, n)
	st.lastItem = it
	if a.or && st.ordered && !joined && !a.single { // 责令改正或者予以取缔: the other choice is an order
		st.letter(it, n, n)
	}
	st.ordered = false
	if a.or && joined && !a.single {
		st.letter(it, st.lastIdx[0], n)
	} else if joined && n > 0 && it.Penalties[n-1].Choice != "" {
		it.Penalties[n].Choice = it.Penalties[n-1].Choice
	}
}

// letter gives the penalties from first to last one letter.
func (st *sentenceState) letter(it *Item, first, last int) {
	letter := ""
	for i := first; i <= last; i++ {
		if it.Penalties[i].Choice != "" {
			letter = it.Penalties[i].Choice
		}
	}
	if letter == "" {
		top := byte('a' - 1)
		for _, p := range it.Penalties {
			if p.Choice != "" {
				top = max(top, p.Choice[0])
			}
		}
		letter = string(rune(top + 1))
	}
	for i := first; i <= last; i++ {
		it.Penalties[i].Choice = letter
	}
}

// step decides whether an item is the base, comes on top, or takes the place of an earlier one.
func (st *sentenceState) step(it *Item, kind string) {
	g := st.g
	if len(it.Penalties) > 0 || it.Step == Replace {
		if kind != "" && it.Step == Add && st.repeats(it, kind) {
			it.Step = Replace
		}
		return
	}
	g.open(it, st)
	earlier := false
	for _, old := range g.all() {
		if old == it || !sameSide(old.Who, it.Who, g.who) || exclude(old.Condition, it.Condition) {
			continue
		}
		if len(old.Penalties) == 0 && old.Reference == "" {
			continue
		}
		if old.Step == Base && old.Condition == it.Condition && (old.Paragraph == it.Paragraph || !g.part) {
			it.Step = Base
			return
		}
		earlier = true
	}
	switch {
	case !earlier:
		it.Step = Base
	case kind != "" && st.repeats(it, kind):
		it.Step = Replace
	default:
		it.Step = Add
	}
}

// repeats tells whether an earlier item of this person, not excluded by this one's condition, has a penalty of this kind.
func (st *sentenceState) repeats(it *Item, kind string) bool {
	for _, old := range st.g.all() {
		if old == it || !sameSide(old.Who, it.Who, st.g.who) || exclude(old.Condition, it.Condition) {
			continue
		}
		for _, p := range old.Penalties {
			if p.Kind == kind && graded(kind) {
				return true
			}
		}
	}
	return false
}

// graded kinds have a measure, so that a later one takes the place of an earlier one; others come on top.
func graded(kind string) bool {
	switch kind {
	case Fine, Detention, Suspension, Halt, Restrict, Ban:
		return true
	}
	return false
}

// sameSide: persons in charge have steps of their own; the violator covers units and individuals.
func sameSide(a, b, subject string) bool {
	if a == b {
		return true
	}
	if inCharge(a) != inCharge(b) || inCharge(a) || isStaff(a) != isStaff(b) && a != Violator && b != Violator {
		return false
	}
	return a == subject || b == subject
}

// open gives the waiting orders to the item that they open, and to the others that open beside it: another person in the
// same clause, another unit, or the branches behind orders that stand in a clause of their own.
func (g *group) open(it *Item, st *sentenceState) {
	if len(g.pending) == 0 {
		return
	}
	o := g.opened
	if o == nil {
		g.opened = &openedAt{it.Condition, it.Who, st.clauseNo, st.clauseNo > g.pendingClause}
		it.Corrective = append(it.Corrective, g.pending...)
		return
	}
	switch {
	case it.Condition == o.condition && it.Who != o.who && (st.clauseNo == o.clause || !inCharge(it.Who) && it.Condition == ""),
		o.alone && isSum(o.condition) && isSum(it.Condition) && it.Who == o.who && !strings.Contains(it.Condition, "，"):
		it.Corrective = append(it.Corrective, g.pending...)
	}
}

type openedAt struct {
	condition, who string
	clause         int
	alone          bool
}

// settleOrders ends the waiting of orders at the end of a sentence.
func (g *group) settleOrders() {
	if g.opened != nil {
		g.pending, g.opened = nil, nil
		return
	}
}
