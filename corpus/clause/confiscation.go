package clause

import (
	"strings"
)

func (st *sentenceState) confiscate(a *action, cond string) {
	object := strings.Trim(a.object, "，、 ")
	object = strings.TrimPrefix(object, "其")
	if object == "" {
		from := st.cond() + st.g.violation + a.link
		kind := Goods
		if strings.Contains(cond, "违法所得") || strings.Contains(cond, "违法经营额") || strings.Contains(cond, "收入") || strings.Contains(a.link, "所得") || a.link != from && cond == "" && strings.Contains(st.g.violation, "违法所得") {
			kind = Gains
		}
		st.add(a, cond, Penalty{Kind: kind, Detail: thing(a.link)})
		return
	}
	gain, goods := confiscated(object)
	or := eitherOr(object)
	first, second := Penalty{Kind: Gains, Detail: gain}, Penalty{Kind: Goods, Detail: goods}
	if first.Detail == "违法所得" {
		first.Detail = ""
	}
	switch {
	case gain == "":
		st.add(a, cond, second)
	case goods == "":
		st.add(a, cond, first)
	default:
		if strings.Index(object, gain) > strings.Index(object, goods) {
			first, second = second, first
		}
		st.add(a, cond, first)
		b := *a
		b.or, b.link = or, "、"
		st.add(&b, cond, second)
	}
}

// eitherOr tells whether 或者 stands between money and things, not inside one of them.
func eitherOr(object string) bool {
	i := strings.LastIndex(object, "或")
	if i < 0 {
		return false
	}
	before, after := cutList(object[:i]), cutList(object[i:])
	return len(before) > 0 && len(after) > 0 && isGain(before[len(before)-1]) != isGain(after[0])
}

// thing reads what 对…予以没收 names.
func thing(link string) string {
	i := strings.Index(link, "对")
	if i < 0 {
		return ""
	}
	return strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(link[i+len("对"):], "并处"), "予以"), "依法"), "，、 ")
}

// confiscated parts what is taken into money received and things.
func confiscated(object string) (gain, goods string) {
	parts := cutList(object)
	var g, t []string
	for _, p := range parts {
		if isGain(p) {
			g = append(g, p)
		} else {
			t = append(t, p)
		}
	}
	return strings.Join(g, "、"), strings.Join(t, "、")
}

func isGain(p string) bool {
	for _, w := range gains {
		if strings.HasSuffix(strings.TrimSuffix(p, "等"), w) {
			return true
		}
	}
	return strings.HasPrefix(p, "违法所得") || strings.HasPrefix(p, "非法所得")
}

func cutList(t string) []string {
	for _, w := range []string{"以及", "或者", "或", "和", "及", "与", "并"} {
		t = strings.ReplaceAll(t, w, "、")
	}
	var out []string
	for _, p := range strings.Split(t, "、") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
