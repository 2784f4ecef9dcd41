package clause

import (
	"slices"
	"strings"

	"cailiang/engine/money"
)

// act reads the consequences of one segment.
func (st *sentenceState) act(seg segment) {
	st.ensure()
	text := st.r.text
	for i := range seg.actions {
		a := &seg.actions[i]
		if t := a.hit; t != "" {
			if strings.Contains(a.link, "对“") {
				st.target = t
			} else if isPerson(t) {
				st.aim(t)
			}
			st.may = st.may && (st.mayEach || strings.HasPrefix(strings.TrimSpace(a.link), "、"))
		} else if who := st.same(a.kind); who != "" {
			st.target = who
		}
		st.mayEach = st.mayEach || strings.Contains(a.link, "可以对") || strings.Contains(a.link, "可对")
		if ref := reference(a.link, st.number); ref != "" && strings.Contains(a.link, "外") && strings.Contains(a.link, "除") {
			st.g.ref = ref
		}
		st.modality(a, i == 0)
		st.one(a, seg, text)
		st.acted = true
	}
}

// modality: 可以 holds for what 、 or 或者 joins, and over a comma for an action without a verb of its own.
func (st *sentenceState) modality(a *action, first bool) {
	own := containsAny(a.link, []string{"并处", "处以", "给予", "予以", "并", "应当", "由", "处"})
	switch {
	case a.may:
		st.may = true
	case a.or, st.mayEach && a.hit != "" && st.may:
	case !first && strings.HasPrefix(strings.TrimSpace(a.link), "、"), !first && strings.TrimLeft(a.link, "和") == "":
	case first && (a.link == "给予" || a.link == "予以"): // 可以通报批评，给予警告
	case first && a.link == "" && (a.what == 'l' || a.what == 'h' || a.what == 'o'):
	case own || first:
		st.may = false
	}
}

func (st *sentenceState) mode() string {
	if st.may {
		return May
	}
	return Must
}

func (st *sentenceState) one(a *action, seg segment, text string) {
	cond := st.cond()
	switch a.what {
	case 'f':
		st.fine(a, seg, cond)
	case 'o':
		st.order(a, cond)
	case 'x', 's':
		if a.what == 'x' {
			st.corrective(strings.TrimRight(text[a.kw:a.end], "，、 "), a, cond)
		}
	case 't', 'h':
		kind := a.kind
		if a.what == 't' {
			object := strings.TrimPrefix(a.word, "限期") + a.object
			kind = classify(object, st.sanction(a, cond))
			if kind == "" && a.word == "暂停" {
				kind = Restrict // without 责令: a right of the party is suspended
			}
		}
		if kind == "" {
			st.corrective(strings.TrimRight(text[a.kw:a.end], "，、 "), a, cond)
			return
		}
		st.add(a, cond, st.period(Penalty{Kind: kind, Detail: text[a.kw:a.end]}, a))
	case 'c':
		st.confiscate(a, cond)
	case 'g':
		st.grade(seg)
	case 'd':
		st.daily(a, seg, cond)
	case 'p':
		st.add(a, cond, st.periodOf(Penalty{Kind: Detention}, a.at, a.kw))
	case 'b':
		st.ban(a, cond)
	case 'v':
		st.withdraw(a, cond)
	case 'l':
		detail := strings.Trim(strings.TrimRight(a.object, "等"), "，、 ")
		if i := strings.LastIndex(detail, "的"); i > 0 && isPerson(detail[:i]) && (inCharge(detail[:i]) || st.g.knows(detail[:i]) || hasAny(detail, "负有责任的", "有关责任")) {
			st.target = whoOf(detail[:i])
			cond = st.cond()
		} else if that, ok := strings.CutPrefix(detail[:max(i, 0)], "该"); ok && that == st.g.who && that != st.who() {
			st.target = that // 吊销该医疗机构的诊疗科目, behind what hits its staff
		}
		st.add(a, cond, st.period(Penalty{Kind: a.kind, Detail: detail}, a))
	default:
		p := Penalty{Kind: a.kind}
		if a.kind == Other || a.kind == Closure {
			p.Detail = strings.TrimRight(text[a.kw:a.end], "，、 ")
		}
		st.add(a, cond, p)
	}
}

// grade reads 从重处罚 and the like, for which items have no field; the provision that decides is kept.
func (st *sentenceState) grade(seg segment) {
	t := seg.of(st.r.text)
	if ref := reference(t, st.number); ref != "" && strings.Contains(t, "处罚") && !strings.Contains(t, "不予") {
		st.refer(seg.piece, ref)
		return
	}
	if n := len(st.r.out.Unread); n > 0 && st.r.out.Unread[n-1].At == st.r.runes(seg.piece) {
		return
	}
	st.r.unread(seg.piece, st.number, "没有对应的字段")
}

// revokes tells whether the last penalty of an item is a revocation.
func (it *Item) revokes() bool {
	n := len(it.Penalties)
	return n > 0 && it.Penalties[n-1].Kind == Revocation
}

// knows tells whether a person was hit before.
func (g *group) knows(who string) bool {
	return slices.ContainsFunc(g.all(), func(it *Item) bool { return it.Who == who })
}

// sanction tells whether an order comes as a penalty rather than as the first answer to the act.
func (st *sentenceState) sanction(a *action, cond string) bool {
	if a.may || st.may || a.or && st.lastItem != nil && st.lastItem.revokes() {
		return true
	}
	for _, w := range []string{"逾期", "拒不", "情节", "后果", "仍", "不改正", "未改正", "严重"} {
		if strings.Contains(cond, w) {
			return true
		}
	}
	for _, it := range st.g.items {
		if it.Who == st.who() && len(it.Penalties) > 0 && !(a.or && it == st.lastItem && len(it.Penalties) == 1) {
			return true
		}
	}
	return false
}

func (st *sentenceState) order(a *action, cond string) {
	words := strings.TrimRight(st.r.text[a.kw:a.end], "，、 ")
	object := strings.TrimPrefix(words, "责令")
	if q, _, ok := quoted(object); ok && strings.HasPrefix(object, "“") {
		st.corrective(q, a, cond)
		return
	}
	kind := classify(object, st.sanction(a, cond))
	if kind == Halt && a.or && st.ordered && strings.HasPrefix(object, "停产") && !containsAny(object, []string{"停业", "整"}) {
		kind = "" // 责令停止建设或者责令停产
	}
	if kind == "" || st.thing && kind != Closure {
		st.corrective(words, a, cond)
		return
	}
	if at := firstOf(object, append([]string{"暂停"}, halts...)); at > 0 {
		if who := object[:at]; isPerson(who) && !hasAny(who, "该", "其", "有关") && !strings.HasSuffix(st.g.who, who) {
			st.target = whoOf(who)
		}
	}
	st.add(a, cond, st.period(Penalty{Kind: kind, Detail: words}, a))
}

// corrective keeps an order for the item that it opens.
func (st *sentenceState) corrective(words string, a *action, cond string) {
	if words == "" {
		return
	}
	g := st.g
	if a.or && st.lastItem != nil && len(st.lastIdx) > 0 && !a.single {
		st.letter(st.lastItem, st.lastIdx[0], st.lastIdx[len(st.lastIdx)-1])
	}
	st.lastItem, st.lastIdx, st.ordered = nil, nil, true
	for _, it := range g.items {
		if it.Condition == cond && it.Who == st.who() && len(it.Penalties) > 0 {
			it.Corrective = append(it.Corrective, words)
			return
		}
	}
	if g.opened != nil || st.hit(cond) { // penalties came before: the order stands by itself
		it := st.item(cond)
		it.Corrective = append(it.Corrective, words)
		return
	}
	g.pending = append(g.pending, words)
	g.orders = append(g.orders, words)
	g.pendingCond, g.pendingWho = cond, st.who()
	g.pendingClause = st.clauseNo
}

// hit tells whether the group has a penalty already that another condition brought.
func (st *sentenceState) hit(cond string) bool {
	for _, it := range st.g.items {
		if len(it.Penalties) > 0 && it.Condition != cond {
			return true
		}
	}
	return false
}

func (st *sentenceState) ban(a *action, cond string) {
	text := st.r.text
	from := a.kw - len(a.link)
	q := quantities(text, from, a.kw)
	if len(q) > 0 {
		who, _, _ := strings.Cut(strings.Trim(text[from:q[0].from], "，、并且 "), "自")
		who = whoOf(strings.TrimSuffix(strings.TrimSuffix(who, "在"), "，"))
		if i := strings.Index(who, "的"); i > 0 && strings.HasSuffix(st.g.who, who[:i]) {
			who = who[i+len("的"):]
		}
		if hadSuffix(who, persons...) != "" && len(who) < 90 && hadSuffix(who, "部门", "机关", "机构") == "" && !strings.ContainsAny(who, "对由") {
			old := st.target
			st.target = who
			defer func() { st.target = old }()
		}
	}
	words := strings.Trim(text[from:a.end], "，、 并由")
	kind := Ban
	switch {
	case strings.HasSuffix(a.word, "受理"):
		if containsAny(words, []string{"出境", "签证"}) {
			kind = Other
		}
	case a.word == "禁止" && strings.Contains(a.object, "进口"):
		kind = Restrict
	}
	if a.word == "禁止" && containsAny(a.object, []string{"开展", "承包", "相关业务", "投标"}) && !strings.Contains(a.object, "从事") {
		kind = Restrict
	}
	p := Penalty{Kind: kind, Detail: words}
	for _, x := range append(q, quantities(text, a.kw, a.end)...) {
		if isPeriod(x.unit) {
			v := x.value
			p.Min, p.Max, p.Base = &v, &v, x.unit
			p = st.periodRange(p, from, a.end)
			if strings.Contains(text[x.to:a.end], "终身") {
				p.Max = nil
			}
			break
		}
	}
	st.add(a, cond, p)
}

// withdraw reads 撤销, 取消 and the like: a revocation, unless it takes back what was got by fraud.
func (st *sentenceState) withdraw(a *action, cond string) {
	words := strings.TrimRight(st.r.text[a.kw:a.end], "，、 ")
	if containsAny(st.g.violation, []string{"骗取", "欺骗", "贿赂", "不正当手段", "虚假材料", "隐瞒有关情况", "隐瞒真实", "虚报", "弄虚作假", "提交虚假"}) && !strings.Contains(cond, "情节") && !a.or {
		st.corrective(words, a, cond)
		return
	}
	kind := Revocation
	if strings.Contains(a.object, "投标资格") || strings.Contains(a.object, "投标") {
		kind = Ban
	}
	st.add(a, cond, st.period(Penalty{Kind: kind, Detail: words}, a))
}

// daily reads 按照原处罚数额按日连续处罚.
func (st *sentenceState) daily(a *action, seg segment, cond string) {
	if ref := reference(a.link, st.number); ref != "" && !strings.Contains(ref, "原处罚数额") {
		it := st.item(cond)
		it.Reference = ref
		st.step(it, Fine)
		return
	}
	one := money.Int(1)
	if strings.Contains(st.r.text[:a.kw], "可以自责令") {
		st.may = true
	}
	st.settleBare(st.item(cond))
	st.add(a, cond, Penalty{Kind: Fine, Min: &one, Max: &one, Base: "原处罚数额", Per: "日"})
}

// period reads how long a suspension, a halt or a ban lasts.
func (st *sentenceState) period(p Penalty, a *action) Penalty { return st.periodOf(p, a.kw, a.end) }

func (st *sentenceState) periodOf(p Penalty, from, to int) Penalty {
	return st.periodRange(p, from, to)
}

func (st *sentenceState) periodRange(p Penalty, from, to int) Penalty {
	text := st.r.text
	var qs []quantity
	for _, q := range quantities(text, from, to) {
		if isPeriod(q.unit) || q.unit == "" && hasAny(text[q.to:], ranges...) {
			qs = append(qs, q)
		}
	}
	if len(qs) == 0 {
		return p
	}
	a := qs[0]
	if len(qs) > 1 {
		between := text[a.to:qs[1].from]
		if strings.Trim(between, "以上、，至到") == "" && between != "、" {
			b := qs[1]
			if a.unit == "" {
				a.unit = b.unit
			}
			if a.unit != b.unit {
				a, b = smaller(a, b)
			}
			lo, hi := a.value, b.value
			p.Min, p.Max, p.Base = &lo, &hi, b.unit
			return p
		}
	}
	if a.unit == "" {
		return p
	}
	v := a.value
	p.Base = a.unit
	rest := text[a.to:to]
	switch {
	case hasAny(rest, "以上"):
		p.Min, p.Max = &v, nil
	case hasAny(rest, "以下"):
		p.Min, p.Max = nil, &v
	case hasAny(rest, "以内") && p.Kind != Ban && p.Kind != Other:
		p.Min, p.Max = nil, &v
	default:
		p.Min, p.Max = &v, &v
	}
	return p
}

// smaller brings two periods into the smaller of their units.
func smaller(a, b quantity) (quantity, quantity) {
	conv := func(q quantity, unit string) quantity {
		if q.unit == "年" && unit == "月" {
			if v, err := q.value.Mul(money.Int(12)); err == nil {
				q.value, q.unit = v, "月"
			}
		}
		return q
	}
	return conv(a, b.unit), conv(b, a.unit)
}
