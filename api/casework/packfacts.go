package casework

import (
	"slices"
	"strconv"

	"cailiang/corpus/statute"
	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/period"
	"cailiang/rules"
	"cailiang/rules/source"
)

var earlierKeys = []string{"date", "law", "article", "amount", "note"}

// earlier is a penalty that a party received before (以往处罚).
type earlier struct {
	day          facts.Day
	law, article string
}

// earlierPenalties reads the earlier penalties of a party; listed = the case speaks of them, an empty list says that there are none.
func earlierPenalties(n source.Node) (out []earlier, listed bool) {
	for _, x := range n.List() {
		m := x.Map(earlierKeys...)
		text, ok := m.Must("date").Date()
		if !ok {
			continue
		}
		day, err := facts.ParseDay(text)
		if err != nil {
			continue // told by Date
		}
		out = append(out, earlier{day, m.Get("law").Text(), m.Get("article").Text()})
	}
	return out, n.Exists() && !n.IsNull()
}

// fromCase puts the facts that the benchmark derives into the set; what the case states itself stays, what cannot be computed stays open.
func (r *run) fromCase(set *facts.Set, a *Act, b *basis, p *Party) {
	if b.table == nil {
		return
	}
	for i := range b.table.Derived {
		d := &b.table.Derived[i]
		slot, ok := set.Vocabulary.Slot(d.Name)
		if !ok || set.Facts[slot].State != facts.Open || set.Facts[slot].Unprovable {
			continue
		}
		if text := r.derived(set, a, b, p, d); text != "" {
			if set.SetKnown(d.Name, text) == nil {
				set.Facts[slot].Why = "由案件材料推算"
			}
		}
	}
}

// derived gives the value of a derived fact in the officers' words; "" = it cannot be computed.
func (r *run) derived(set *facts.Set, a *Act, b *basis, p *Party, d *rules.Derived) string {
	switch {
	case d.Count != nil:
		return r.counted(a, b.item, p, d.Count)
	case d.CountTrue != nil:
		n := 0
		for _, name := range d.CountTrue {
			switch v, _ := value(set, name); v {
			case "是":
				n++
			case "否":
			default:
				return ""
			}
		}
		return strconv.Itoa(n)
	case d.Days != nil:
		from, ok1 := r.when(set, a, d.Days[0])
		to, ok2 := r.when(set, a, d.Days[1])
		if !ok1 || !ok2 {
			return ""
		}
		return strconv.Itoa(int(to - from))
	}
	for _, row := range d.Rows {
		if r.fits(set, d.Lookup, row) {
			return row[len(row)-1]
		}
	}
	return ""
}

// value is a known fact in words: 是 and 否 for yes/no facts.
func value(set *facts.Set, name string) (string, bool) {
	slot, ok := set.Vocabulary.Slot(name)
	if !ok || !set.Facts[slot].Value.Known() {
		return "", false
	}
	switch set.Facts[slot].Value {
	case facts.Yes:
		return "是", true
	case facts.No:
		return "否", true
	}
	return "", true
}

// fits: each fact of a row has the row's value.
func (r *run) fits(set *facts.Set, names, row []string) bool {
	for i, name := range names {
		slot, ok := set.Vocabulary.Slot(name)
		if !ok {
			return false
		}
		d, err := set.Vocabulary.Entry(slot).Parse(row[i])
		if err != nil || !set.Facts[slot].Value.Known() || set.Facts[slot].Value != d {
			return false
		}
	}
	return true
}

// when is a day of the case or a date among the facts.
func (r *run) when(set *facts.Set, a *Act, name string) (facts.Day, bool) {
	text := ""
	switch name {
	case "行为日":
		if text = a.To; text == "" {
			text = a.From
		}
	case "决定日":
		text = r.s.AsOf
	default:
		slot, ok := set.Vocabulary.Slot(name)
		if !ok || !set.Facts[slot].Value.Known() {
			return 0, false
		}
		return facts.Day(set.Facts[slot].Value.Lo), true
	}
	d, err := facts.ParseDay(text)
	return d, err == nil
}

// counted counts the earlier penalties of the party in the window.
func (r *run) counted(a *Act, it *engine.Item, p *Party, l *rules.LookBack) string {
	if p == nil {
		return ""
	}
	list, listed := earlierPenalties(p.earlier)
	anchor, ok := r.when(nil, a, l.From)
	if !listed || !ok {
		return ""
	}
	w := period.Back(period.Day(anchor), l.Window, l.Edge)
	n := len(slices.DeleteFunc(list, func(e earlier) bool {
		return e.day >= anchor || !w.Holds(period.Day(e.day)) || !same(it, e, l.Same)
	}))
	if l.ThisOne {
		n++
	}
	return strconv.Itoa(n)
}

// same: the earlier penalty was for the same provision or law, as the document asks.
func same(it *engine.Item, e earlier, how string) bool {
	switch how {
	case "任何":
		return true
	case "同一法律":
		return statute.NormalLaw(it.Law) == statute.NormalLaw(e.law)
	}
	x, err1 := statute.ParseCitation(it.Law + it.Article)
	y, err2 := statute.ParseCitation(e.law + e.article)
	if err1 != nil || err2 != nil {
		return statute.NormalLaw(it.Law) == statute.NormalLaw(e.law) && it.Article == e.article
	}
	return x.Law == y.Law && x.Key() == y.Key()
}
