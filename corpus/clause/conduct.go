package clause

import (
	"slices"
	"strings"
)

// says tells whether a run holds a conduct or a condition at all: one part ends with 的, or the first names a breach.
func (st *sentenceState) says(words []string) bool {
	for _, w := range words {
		if opensCondition(w) || strings.Contains(w, "违反") {
			return true
		}
	}
	return !hasAny(words[0], "该", "其", "申请人", "相关", "并")
}

// open begins a group, or goes on with the paragraph's when a sentence has no conduct of its own.
func (st *sentenceState) open(words []string, conduct bool) {
	r := st.r
	if st.g != nil {
		st.g.settleOrders()
	}
	if st.into != nil {
		st.g, st.into = st.into, nil
		st.enter(st.g, words)
		return
	}
	goesOn := !conduct && r.cur != nil && r.cur.paragraph == st.number
	if goesOn && len(words) > 0 && len(st.list) == 0 && !st.says(words) {
		st.g = r.cur
		return
	}
	if goesOn && (len(words) == 0 || isFurther(words[0]) && !resumes(words[0]) && len(st.list) == 0) {
		st.g = r.cur
		if len(words) > 0 {
			st.condition(words)
		}
		return
	}
	g := &group{paragraph: st.number, list: st.list, who: Violator, acts: map[*Item]string{}}
	if st.g != nil { // a new conduct behind ； keeps the subject
		g.who = st.g.who
		g.ref, g.byRef = st.g.ref, st.g.byRef
		st.head = nil
	}
	st.g = g
	st.enter(g, words)
}

func (st *sentenceState) enter(g *group, words []string) {
	r := st.r
	if !slices.Contains(r.groups, g) {
		r.groups = append(r.groups, g)
	}
	r.cur = g
	st.conduct(g, words)
}

// conduct parts the head of a sentence into who, what, and the conditions beside it.
func (st *sentenceState) conduct(g *group, words []string) {
	var kept []string
	for i, w := range words {
		w = strings.TrimSuffix(w, "的")
		if rest, ok := strings.CutPrefix(w, "对"); ok && (resumes(rest) || hasAny(rest, "造成", "发生") || hadSuffix(rest, persons...) != "") {
			w = rest
		}
		switch {
		case len(words) > 1 && i < len(words)-1 && isViolation(w):
			if who := subject(w, false); who != "" {
				g.who = whoOf(who)
			}
			continue
		case strings.HasPrefix(w, "除") && (strings.HasSuffix(w, "外") || strings.HasSuffix(w, "以外")):
			if ref := reference(w, st.number); ref != "" && strings.Contains(w, "处罚") {
				g.ref = ref
			}
			continue
		case i > 0 && hasAny(w, "视情节", "根据情节", "根据不同情况", "根据情况", "按照情节", "区别情节"):
			continue
		case i > 0 && len(kept) > 0 && resumes(strings.TrimPrefix(kept[0], subject(kept[0], false))) && isFurther(w), i > 0 && headCondition(w):
			st.head = append(st.head, unwrap(w))
			continue
		}
		if w := unquoted(w); strings.Contains(w, "处以罚款") || strings.Contains(w, "处罚款") || strings.Contains(w, "给予罚款") || strings.Contains(w, "作出罚款决定") {
			if ref := reference(words[i], st.number); ref != "" {
				g.ref, g.byRef = ref, true
				if at := strings.Index(w, "依照"); at > 0 {
					kept = append(kept, strings.TrimRight(w[:at], " ，"))
				}
				continue
			}
		}
		kept = append(kept, w)
	}
	if len(kept) > 0 && hasAny(kept[0], written) {
		g.violation, _, _ = quoted(kept[0])
		return
	}
	if len(kept) == 0 && len(words) > 0 && g.ref == "" {
		kept = append(kept, strings.TrimSuffix(words[0], "的"))
	}
	if len(kept) > 0 {
		kept[0] = strings.TrimPrefix(kept[0], hadPrefix(kept[0], found...))
		kept[0] = st.offenders(g, kept[0])
		if hasAny(words[0], "对", "凡") {
			st.doing(g, kept)
		}
		who := subject(kept[0], false)
		if act, cond := partResumed(strings.TrimPrefix(kept[0], who)); cond != "" {
			kept[0] = who + act
			st.head = append([]string{cond}, st.head...)
		}
		st.cutCondition(kept)
	}
	g.violation = strings.Join(kept, "，")
	if who := doer(kept); who != "" {
		g.who = whoOf(who)
	} else if g.who == Violator && len(kept) > 0 {
		if who := actor(kept[0]); who != "" {
			g.who = whoOf(who)
		}
	}
	st.link(g)
}

// found are words before a subject that say how the breach came to light.
var found = []string{"经检查发现", "经监督检查发现", "监督检查发现", "检查中发现", "检查发现"}

// endings are conditions that may close a conduct without a comma.
var endings = []string{"尚不构成犯罪", "尚未构成犯罪", "尚不够刑事处罚", "不构成犯罪", "情节严重", "情节较重", "情节轻微"}

// cutCondition parts 擅自…情节严重 into conduct and condition.
func (st *sentenceState) cutCondition(kept []string) {
	last := len(kept) - 1
	w := hadSuffix(kept[last], endings...)
	if w == "" || len(w) == len(kept[last]) {
		return
	}
	act := strings.TrimSuffix(kept[last], w)
	if hadSuffix(act, "或者", "或", "且", "、", "和", "并", "的", "属于", "虽") != "" {
		return
	}
	kept[last] = act
	st.head = append([]string{w}, st.head...)
}

// doer finds who acts in the parts of a conduct. A part that only says when (…时) is asked last.
func doer(parts []string) string {
	when := ""
	for i, w := range parts {
		if i > 2 {
			break
		}
		who := subject(w, i > 0)
		if who == "" || who == w && i == len(parts)-1 {
			continue
		}
		if hadSuffix(w, "时", "期间", "过程中", "以后", "之后", "后") != "" && len(parts) > i+1 {
			if when == "" && hadSuffix(who, "机关", "部门") == "" {
				when = who
			}
			continue
		}
		for _, next := range parts[i+1:] { // 甲的董事，乙的董事，未…
			if who != w || subject(next, false) != next {
				break
			}
			who, w = who+"，"+next, who+"，"+next
		}
		return who
	}
	return when
}

// offenders reads 对有前款规定违法行为的单位或者个人: the conduct of an earlier paragraph and whom it hits.
func (st *sentenceState) offenders(g *group, w string) string {
	if !resumes(w) {
		return w
	}
	for _, word := range []string{"行为的", "情形的", "规定的", "情形之一的", "行为之一的"} {
		i := strings.Index(w, word)
		if i < 0 {
			continue
		}
		who := w[i+len(word):]
		if hadSuffix(who, persons...) == "" || len(who) > 90 {
			continue
		}
		if who != "单位或者个人" && who != "单位和个人" && who != "单位、个人" {
			g.who = whoOf(who)
		}
		return w[:i+len(word)-len("的")]
	}
	return w
}

// doing reads 对违反规定，擅自生产…的单位或者个人: what is done, and by whom.
func (st *sentenceState) doing(g *group, kept []string) {
	last := len(kept) - 1
	i := strings.LastIndex(kept[last], "的")
	if i <= 0 {
		return
	}
	act, who := kept[last][:i], kept[last][i+len("的"):]
	if hadSuffix(who, persons...) == "" || len(who) > 45 || subject(act, true) != "" || !hasAny(act, openVerbs...) {
		return
	}
	kept[last], g.who = act, whoOf(who)
}

// partResumed parts 前款规定的行为有违法所得 into the conduct of the earlier paragraph and the condition.
func partResumed(w string) (act, cond string) {
	if !resumes(w) {
		return w, ""
	}
	for _, word := range []string{"行为", "情形", "活动"} {
		i := strings.Index(w, word)
		if i < 0 {
			continue
		}
		i += len(word)
		i += len(hadPrefix(w[i:], "之一"))
		if rest := strings.TrimLeft(w[i:], "的，、"); rest != "" && isFurther(rest) && !hasAny(rest, "的") {
			return w[:i], rest
		}
	}
	return w, ""
}

// isViolation: 违反本法规定, which says nothing about the conduct.
func isViolation(w string) bool {
	i := strings.Index(w, "违反")
	return i >= 0 && strings.HasSuffix(w, "规定")
}

// headCondition tells whether a segment beside the act is a condition, not part of the conduct.
func headCondition(w string) bool {
	if hasAny(w, "有“") {
		return true
	}
	if hasAny(w, "情节", "尚不构成", "尚不够", "尚未构成", "不构成犯罪", "逾期", "拒不改正", "拒不停止", "拒不整改", "拒不执行", "拒绝改正", "受到", "被责令", "经责令", "仍不", "有违法所得", "没有违法所得", "构成犯罪", "不够刑事", "情节", "经批评教育", "经警告", "不听劝阻", "屡教", "后果严重", "或者情节严重") {
		return len(w) < 120
	}
	if hasAny(w, "不以", "非以") && strings.HasSuffix(w, "为目的") {
		return true
	}
	if hasAny(w, "造成") && hadSuffix(w, "损失", "后果") != "" && len(w) < 60 {
		return true
	}
	return isSum(w) && len(thresholds(w)) > 0 || measuredBy(w)
}

// measuredBy: 以立木材积计算不足2立方米, a quantity that grades the act.
func measuredBy(w string) bool {
	if !hasAny(w, "以", "数量", "面积", "按") {
		return false
	}
	for _, q := range quantities(w, 0, len(w)) {
		if strings.HasSuffix(w[:q.from], "不足") || strings.HasSuffix(w[:q.from], "超过") || containsAny(head(w[q.to:], 18), []string{"以上", "以下"}) {
			return true
		}
	}
	return false
}

// link ties a conduct that names an earlier paragraph to it.
func (st *sentenceState) link(g *group) {
	r := st.r
	ps := paragraphsOf(g.violation, st.number)
	if len(ps) == 0 || !containsAny(g.violation, []string{"行为", "情形", "规定", "活动", "违法", "所列", "项"}) {
		return
	}
	var prev *group
	for _, old := range r.groups {
		if old != g && slices.Contains(ps, old.paragraph) {
			prev = old
			break
		}
	}
	if !resumes(strings.TrimPrefix(g.violation, g.who)) {
		return
	}
	items := listItemsOf(g.violation)
	if prev == nil && len(items) > 0 && st.into == nil && len(st.list) == 0 {
		g.list = items
	}
	if prev == nil || len(st.list) > 0 {
		return
	}
	if len(items) > 0 {
		g.list, g.part = items, true
	} else {
		g.list = slices.Clone(prev.list)
	}
	own := g.who != Violator
	if !own {
		g.who = prev.who
		if len(items) == 0 && hasAny(g.violation, "有前款", "前款", "有本条", "有前") {
			g.violation = prev.violation
		}
	}
	if prev.fineLater && !own && st.main == "" {
		if prev.bare() {
			prev.items, prev.pending = nil, nil
			g.pending, g.pendingWho = slices.Clone(prev.orders), g.who
			return
		}
		for _, it := range prev.items {
			st.settleBare(it)
		}
	}
	if !own {
		g.earlier = prev
		for _, old := range r.groups { // 有前款行为之一的，…；有前款第二项行为，造成…的，…
			if old != g && old.earlier != nil && old.paragraph == g.paragraph && overlap(old.list, g.list) {
				g.earlier = old
			}
		}
	}
}

// bare tells whether nothing but fines without an amount came of a conduct.
func (g *group) bare() bool {
	for _, it := range g.items {
		for _, p := range it.Penalties {
			if !p.bare() {
				return false
			}
		}
	}
	return true
}

func overlap(a, b []int) bool {
	return slices.ContainsFunc(a, func(n int) bool { return slices.Contains(b, n) })
}

// resumes tells whether a conduct is nothing but that of an earlier paragraph.
func resumes(t string) bool {
	return hasAny(t, "有前", "前款", "前两款", "前二款", "前三款", "有本条", "本条第", "实施前", "发生前", "对前", "违反前", "违反本条第", "具有前", "出现前", "存在前", "从事前款", "因前款", "有上述", "第一款", "有第", "对有前")
}

// written begins a conduct as Write gives it: 实施“…”行为.
const written = "实施“"

// unwrap takes a condition out of 有“…”情形.
func unwrap(t string) string {
	if q, rest, ok := quoted(t); ok && strings.HasPrefix(t, "有“") && rest == "情形" {
		return q
	}
	return t
}
