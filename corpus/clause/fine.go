package clause

import (
	"slices"
	"strings"

	"cailiang/engine/money"
)

// fine reads the amounts of a fine.
func (st *sentenceState) fine(a *action, seg segment, cond string) {
	r := st.r
	as := amounts(r.text, a.at, a.kw)
	after := amounts(r.text, min(a.kw+len(a.word), a.end), a.end)
	place := piece{a.at, a.end}
	switch {
	case len(as) == 0 && len(after) > 0:
		as = after
		if hasAny(r.text[a.kw+len(a.word):], "数额的", "额的") || strings.Contains(a.link, "每") {
			as[0].lead.from = a.at
		}
	case len(as) > 0 && len(after) > 0:
		for _, x := range after {
			if !attach(as, x, r.text) {
				break
			}
		}
	}
	if len(as) == 0 {
		st.bareFine(a, cond)
		return
	}
	if !slices.ContainsFunc(as, func(x amount) bool { return !x.sound() }) {
		st.byLaw(a)
	} else {
		r.unread(seg.piece, st.number, "数额不是整分，或者下限高于上限")
		r.mark(seg.piece, Left, "数额不是整分，或者下限高于上限")
		return
	}
	it := st.item(cond)
	st.settleBare(it)
	st.step(it, Fine)
	first := len(it.Penalties)
	for i, x := range as {
		b := *a
		if i > 0 {
			b.or, b.link = x.linked, "或者"
		}
		p := st.fineOf(x)
		if strings.HasPrefix(p.Base, "前款") && strings.Contains(p.Base, "罚款") {
			it.Step = Replace
		}
		p.At = r.runes(piece{x.from, x.to})
		st.put(it, &b, p)
	}
	if len(as) > 1 && as[1].linked {
		st.letter(it, first, len(it.Penalties)-1)
	}
	st.fineItem = it
	st.lastFine = nil
	for i := first; i < len(it.Penalties); i++ {
		st.lastFine = append(st.lastFine, i)
	}
	r.mark(place, Computable, "")
}

// byLaw reads 政府采购法第七十一条规定的罚款，数额为…: the other provision decides.
func (st *sentenceState) byLaw(a *action) {
	lead, ok := strings.CutSuffix(strings.TrimSpace(a.link), "规定的")
	ok = ok && verbAt(lead) < 0
	if !ok && !containsAny(st.g.violation, []string{"违反", "，", "按照", "依照"}) {
		if lead, ok = strings.CutSuffix(st.g.violation, "规定"); ok && strings.Contains(lead, "条") {
			st.g.violation = ""
		}
	}
	if ok && strings.Contains(lead, "条") && len(st.g.items) == 0 {
		st.g.ref, st.g.byRef = strings.Trim(lead, "，、 "), true
	}
}

// fineOf turns an amount into a penalty.
func (st *sentenceState) fineOf(x amount) Penalty {
	p := Penalty{Kind: Fine, Min: x.min, Max: x.max, MinOpen: x.minOpen, MaxOpen: x.maxOpen, Base: Yuan, Slips: x.slips, Cap: ratioFen(x.cap), Floor: ratioFen(x.floor)}
	lead := x.lead.of(st.r.text)
	p.Per, _ = perUnit(lead)
	_, rest := perUnit(baseWords(lead))
	if x.unit != Yuan {
		p.Base = trimWords(rest)
		if strings.HasSuffix(p.Base, "标准加") { // 标准加一倍: twice the standard
			p.Base = strings.TrimSuffix(p.Base, "加")
			p.Min, p.Max = plusOne(p.Min), plusOne(p.Max)
		}
		if p.Base == "" {
			p.Base = st.r.base
		}
		if p.Base == "" {
			p.Base = "违法所得"
			p.Slips = append(p.Slips, "基数未写明")
		}
		st.r.base = p.Base
	}
	return p
}

func plusOne(v *money.Ratio) *money.Ratio {
	if v == nil {
		return nil
	}
	if sum, err := v.Add(money.Int(1)); err == nil {
		return &sum
	}
	return v
}

// bareFine: 处以罚款 without an amount, which a later sentence may give.
func (st *sentenceState) bareFine(a *action, cond string) {
	r := st.r
	place := piece{a.at, a.end}
	st.g.fineLater = true
	r.mark(place, NoAmount, "没有数额")
	if strings.Contains(a.link, "本条第") {
		return
	}
	if ref := reference(a.link, st.number); strings.HasPrefix(ref, "本条第") {
		it := st.item(cond)
		it.Reference = ref
		st.step(it, "")
		return
	}
	if strings.HasSuffix(a.link, "下列") || strings.Contains(a.link, "下列规定") || strings.Contains(a.link, "以下规定") || strings.Contains(a.link, "下列标准") || strings.Contains(a.link, "以下标准") {
		return
	}
	st.add(a, cond, Penalty{Kind: Fine, Base: Yuan})
}

// settleBare takes an amountless fine back when its amount follows.
func (st *sentenceState) settleBare(it *Item) {
	for i, p := range it.Penalties {
		if p.bare() {
			it.Penalties = slices.Delete(it.Penalties, i, i+1)
			it.unchoose(p.Choice)
			st.lastItem, st.lastIdx = nil, nil
			return
		}
	}
}

// bare: a fine without an amount.
func (p Penalty) bare() bool { return p.Kind == Fine && p.Min == nil && p.Max == nil }

// unchoose takes a letter away that one penalty alone has left.
func (it *Item) unchoose(letter string) {
	left := -1
	for i, p := range it.Penalties {
		if p.Choice != letter {
			continue
		}
		if left >= 0 {
			return
		}
		left = i
	}
	if letter != "" && left >= 0 {
		it.Penalties[left].Choice = ""
	}
}
