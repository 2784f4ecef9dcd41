package clause

import (
	"strings"
	"unicode/utf8"
)

// action is one consequence found in a segment.
type action struct {
	opener
	kw      int    // the opener
	at, end int    // all that belongs to it
	object  string // the law's words behind the opener, without what links on
	link    string // what stands between the action before and this one
	may     bool
	single  bool // 单处或者并处
	or      bool // 或者, 直至 joins it to the action before
	hit     string
}

// find lists the consequences of s[from:to]. Words inside quotation marks and titles are none.
func find(s string, from, to int) []action {
	var out []action
	depth := 0
	for i := from; i < to; {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch r {
		case '《', '“', '（', '(':
			depth++
		case '》', '”', '）', ')':
			depth = max(depth-1, 0)
		}
		if depth == 0 && opens[r] {
			if o, ok := openerAt(s[:to], i, from); ok {
				if n := len(out); n > 0 && o.what == 'b' && out[n-1].what == 'o' && periodNear(s[out[n-1].kw:i]) {
					out = out[:n-1] // 责令…五年内不得从事
				}
				out = append(out, action{opener: o, kw: i, at: i})
				i += len(o.word)
				if o.what == 'o' || o.what == 'x' || o.what == 'b' || o.what == 't' {
					i = inside(s, i, to, o)
				}
				continue
			}
		}
		i += size
	}
	return merge(s, unbase(s, from, out))
}

// periodNear tells whether words end with a period: 五年内.
func periodNear(t string) bool {
	return hadSuffix(t, "年内", "个月内", "年以内", "终身") != ""
}

// unbase drops openers inside the base of a fine: 处恢复原状所需费用1倍的罚款.
func unbase(s string, from int, as []action) []action {
	out := as[:0]
	for i, a := range as {
		inBase := false
		for _, f := range as[i+1:] {
			if f.what != 'f' || !strings.ContainsRune("xcvtlhb", rune(a.what)) {
				continue
			}
			v := lastVerb(s[from:a.kw])
			mid := s[a.kw:f.kw]
			q := quantities(mid, 0, len(mid))
			inBase = v >= 0 && len(q) > 0 && !containsAny(mid[:q[0].from], []string{"、", "或者", "并", "，"}) && verbAt(mid) < 0
			break
		}
		if !inBase {
			out = append(out, a)
		}
	}
	return out
}

// lastVerb tells whether the verb of a fine stands close before.
func lastVerb(before string) int {
	w := hadSuffix(before, "处", "处以", "处应", "处以应", "处相当于", "处以相当于", "处其", "处所", "按照", "按", "处违反", "处违法", "处非法")
	if w == "" {
		return -1
	}
	return len(before) - len(w)
}

// inside moves behind the words of an order, so that 责令停业整顿 and 责令广告主在相应范围内消除影响 are one action.
func inside(s string, i, to int, o opener) int {
	rest := s[i:to]
	if inner, _, ok := quoted(rest); ok && o.what == 'o' && strings.HasPrefix(rest, "“") {
		return i + len("“") + len(inner) + len("”")
	}
	if o.what == 'o' {
		stop := len(rest)
		for _, w := range []string{"、", "或者", "并", "，", "直至", "以及", "和", "可以", "由", "处"} {
			if at := strings.Index(rest, w); at >= 0 {
				stop = min(stop, at)
			}
		}
		return i + stop
	}
	for _, w := range []string{"其", "暂停", "停止", "改正", "拆除", "整顿", "停业", "停产", "恢复原状", "退还", "缴纳", "退回"} {
		if strings.HasPrefix(rest, w) {
			i += len(w)
			rest = s[i:to]
		}
	}
	return i
}

// links are the words that end an action's object and lead to the next action.
var links = []string{"或者", "或", "、", "直至", "并", "和", "以及", "及", "同时", "，"}

// merge joins 吊销、撤销 许可证: one penalty in two words.
func merge(s string, as []action) []action {
	var out []action
	for i, a := range as {
		if i > 0 && len(out) > 0 {
			b := out[len(out)-1]
			same := a.kind == Revocation && b.kind == Revocation || a.what == 't' && b.what == 't'
			if same && s[as[i-1].kw+len(as[i-1].word):a.kw] == "、" {
				continue
			}
		}
		out = append(out, a)
	}
	return out
}

// connect gives each action its object, its link to the one before, its modality and who it hits; end is the segment's end.
func connect(s string, from, to int, as []action) {
	single := false
	for i := range as {
		a := &as[i]
		a.end = to
		if i+1 < len(as) {
			a.end = as[i+1].at
		}
		before := s[from:a.kw]
		if i > 0 {
			before = s[as[i-1].kw+len(as[i-1].word) : a.kw]
		}
		object, link := cutLink(before, i == 0, i > 0 && (hasObject(as[i-1]) || priced(s[as[i-1].kw:a.kw], as[i-1])), a.what == 'f' || a.what == 'p')
		if i > 0 {
			as[i-1].object = object
			as[i-1].end = as[i-1].kw + len(as[i-1].word) + len(object)
		}
		a.link = link
		if a.what == 'f' || a.what == 'p' {
			a.at = a.kw - len(link) // the amount stands before the word
			if i > 0 {
				a.at = max(a.at, as[i-1].end)
			}
		}
		a.or = hasAny(strings.TrimLeft(link, "，、"), "或", "直至")
		if strings.Contains(link, "单处") {
			single = true
		}
		a.single = single
		a.may = single || permits(link)
		a.hit = target(link)
	}
	if n := len(as); n > 0 {
		last := &as[n-1]
		last.object = strings.TrimRight(s[last.kw+len(last.word):to], " ，、")
		last.end = to
	}
}

// priced: the amount stands behind the word, as in 罚款1000元至1万元.
func priced(t string, a action) bool {
	if a.what != 'f' {
		return false
	}
	q := quantities(t, 0, len(t))
	return len(q) > 0 && (q[0].from == len(a.word) || hasAny(t[len(a.word):], "额为", "数额为", "人民币", "数额的", "额的"))
}

func hasObject(a action) bool {
	switch a.what {
	case 'f', 'k', 'p', 'g', 'd':
		return a.word == "关闭"
	}
	return true
}

// cutLink parts what stands between two actions into the object of the first and the link to the second.
func cutLink(between string, first, object, amount bool) (obj, link string) {
	if first || !object {
		return "", between
	}
	lead := between
	if amount {
		if v := verbAt(between); v >= 0 {
			lead = between[:v]
		}
	}
	seen := masked(lead)
	for i := len(lead); i > 0; {
		_, size := utf8.DecodeLastRuneInString(lead[:i])
		i -= size
		w := hadPrefix(seen[i:], links...)
		if w == "" || w == "和" && hasAny(lead[i:], "和国") {
			continue
		}
		after := lead[i+len(w):]
		if leads(after) || amount && lead == between && len(quantities(after, 0, len(after))) > 0 {
			return between[:i], between[i:]
		}
	}
	if lead != between {
		return lead, between[len(lead):]
	}
	for _, w := range []string{"可以", "可", "予以", "给予", "处以", "处", "依法", "由"} {
		if at := strings.LastIndex(between, w); at >= 0 && at+len(w) == len(between) {
			return between[:at], between[at:]
		}
	}
	return between, ""
}

// leads tells whether words may stand between a link and the next action.
func leads(t string) bool {
	t = strings.TrimLeft(t, "者，、 ")
	return t == "" || hasAny(t, "由", "对", "可", "依法", "予以", "给予", "处", "同时", "应当", "还", "终身", "责令", "有权", "将", "并", "直至", "向", "通报", "提请", "建议") || periodLead(t)
}

func periodLead(t string) bool {
	q, ok := quantityAt(t, 0)
	return ok && isPeriod(q.unit)
}

// permits tells whether words make what follows optional.
func permits(link string) bool {
	link = unquoted(link)
	i := strings.LastIndex(link, "可")
	if i < 0 {
		return hadSuffix(link, "有权", "有权予以", "有权给予", "有权依法") != ""
	}
	return !hasAny(link[i:], "可能", "可获", "可行", "可证", "可追") && hadSuffix(link[:i], "许", "认") == ""
}

// target reads whom 对… names; "" without one.
func target(link string) string {
	if i := strings.Index(link, "对“"); i >= 0 {
		q, _, _ := quoted(link[i:])
		return q
	}
	if strings.Contains(link, "“") {
		return ""
	}
	at := strings.LastIndex(link, "对")
	for at > 0 && strings.HasPrefix(link[at:], "对外") || at > 0 && hadSuffix(link[:at], "针", "相", "反", "绝", "核", "校", "处", "处以") != "" {
		at = strings.LastIndex(link[:at], "对")
	}
	if at < 0 {
		return ""
	}
	t := link[at+len("对"):]
	end := len(t)
	for _, w := range []string{"可以", "可", "处", "给予", "予以", "并处", "分别", "各", "依法", "由", "应当", "单处", "以", "按", "依照", "除", "责令", "并", "根据", "视", "，", "每", "没收", "吊销", "暂扣", "进行"} {
		for i := 0; i < end; {
			j := strings.Index(t[i:end], w)
			if j < 0 {
				break
			}
			if i += j; hadSuffix(t[:i], persons...) != "" && !hasAny(t[i:], "以外", "以及", "，以及") || w == "，" && !strings.HasPrefix(t[i:], "，以及") {
				end = i
				break
			}
			i += len(w)
		}
	}
	if end == len(t) {
		for _, w := range []string{"可以", "处", "给予", "予以", "依法", "由", "应当", "责令", "按照", "依照"} {
			if i := strings.Index(t, w); i >= 0 && i < end {
				end = i
			}
		}
	}
	return strings.Trim(t[:end], "，、 ")
}
