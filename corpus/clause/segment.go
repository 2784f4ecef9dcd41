package clause

import (
	"strings"
	"unicode/utf8"
)

// The sorts of segment.
const (
	opening  = 'o' // conduct or condition
	acting   = 'a' // consequences, perhaps behind an opening in the same segment
	skipped  = 's' // a consequence that is no penalty
	deeming  = 'd' // 按五十万元计算
	trailing = 't' // nothing of ours
)

// segment is a segment with what was found in it.
type segment struct {
	piece
	sort    byte
	opener  piece // the opening part of an acting segment: 没有猎获物的 in 没有猎获物的处一万元以下罚款
	actions []action
}

// look sorts a segment. headed: consequences have been met in this clause before.
func look(s string, p piece, headed bool) segment {
	t := p.of(s)
	g := segment{piece: p}
	switch {
	case deems(t):
		g.sort = deeming
		return g
	case opensCondition(t):
		g.sort = opening
		return g
	}
	as := find(s, p.from, p.to)
	if containsAny(unquoted(t), skips) && !keeps(t, as) && !(strings.Contains(t, "依照") && containsAny(t, []string{"规定处罚、处分", "规定处罚并", "条的规定追究法律责任", "款的规定追究法律责任"})) {
		g.sort = skipped
		return g
	}
	for len(as) > 0 {
		at, ok := begins(s, p.from, as[0])
		if ok {
			g.sort, g.opener, g.actions = acting, piece{p.from, at}, as
			if at == p.from {
				g.opener = piece{}
			}
			connect(s, at, p.to, as)
			return g
		}
		as = as[1:]
	}
	g.sort = opening
	if headed {
		g.sort = trailing
	}
	return g
}

// keeps: a segment with a word of skips still holds penalties, as in 除依法赔偿外，处…罚款 without its comma.
func keeps(t string, as []action) bool {
	for _, a := range as {
		if a.what == 'f' || a.what == 'c' || a.kind == Revocation || a.what == 'b' && strings.Contains(t, "起") {
			return !containsAny(t, []string{"加处罚款", "加收罚款", "滞纳金", "违约金", "赔偿金"})
		}
	}
	return false
}

// opens2: a segment that ends with 的 or 者 says when, not what.
func opensCondition(t string) bool {
	t = unbracketTail(t)
	return strings.HasSuffix(t, "的") || strings.HasPrefix(t, "凡") && strings.HasSuffix(t, "者") || strings.HasSuffix(t, "之一") || strings.HasSuffix(t, "之一者") || strings.HasSuffix(t, "规定者")
}

func unbracketTail(t string) string {
	if r, _ := utf8.DecodeLastRuneInString(t); r == '）' || r == ')' {
		if i := strings.LastIndexAny(t, "（("); i > 0 {
			return t[:i]
		}
	}
	return t
}

// deems: 按五十万元计算, 按1万元罚款.
func deems(t string) bool {
	if !hasAny(t, "按", "以", "视为", "按照", "均按") {
		return false
	}
	if hadSuffix(t, "计算", "计", "罚款", "计罚") == "" || strings.Contains(t, "以上") || strings.Contains(t, "以下") || containsAny(t, []string{"倍", "百分之", "%"}) {
		return false
	}
	qs := quantities(t, 0, len(t))
	return len(qs) == 1 && qs[0].unit == "元" && qs[0].from < 10
}

// authorities end the name of who imposes a penalty.
var authorities = []string{"部门", "机关", "机构", "委员会", "政府", "海关", "银行", "局", "厅", "部", "机构应当", "部门应当", "署", "主管部门", "监察", "单位", "院", "所", "站", "总队", "支队", "组织", "管理所", "地方证管办(证监会)", "证监会", "中国证监会", "会"}

// modals stand before a consequence without changing where it begins.
var modals = []string{"可以", "可", "应当", "并", "还", "同时", "依法", "予以", "给予", "处以", "并处", "单处", "处", "或者", "或", "分别", "各", "直至", "但", "再", "另", "其", "均", "一律", "则", "有权", "必须", "立即", "先", "依照本条例规定", "也", "又", "相应", "决定", "作出", "宣布", "将",
	"视情节轻重", "视情节", "根据情节轻重", "根据情节", "情节", "轻重", "依据职责", "根据不同情况", "按照职责分工", "按照职责", "按职责", "责成", "酌情", "由其", "由", "终身", "终生", "以", "按", "要", "根据情况", "责令", "向", "且", "即", "没收", "代为", "应", "、", "，", "限期", "或者单处", "行政", "接受", "的", "处罚", "实施", "双方", "罚", "初次", "最高", "不再"}

// begins tells where in the segment the consequences begin, and whether a is one at all.
func begins(s string, from int, a action) (int, bool) {
	left := s[from:a.kw]
	if a.what == 'f' || a.what == 'p' || a.what == 'b' {
		if v := verbAt(left); v >= 0 {
			left = left[:v]
		} else if a.what != 'b' && len(amounts(s, from, a.kw)) > 0 {
			q := quantities(s, from, a.kw)
			left = s[from:q[0].from]
			if i := lastCut(left, "的处", "的由", "者处", "的按", "的以", "的，"); i >= 0 {
				return from + i, true
			}
			return from, true
		}
	}
	if i := lastCut(left, "的由", "的责令", "者由", "的处", "的可", "的并", "的没收", "的给予", "的予以", "的对", "的应当", "者，", "的吊销", "者可", "者予以"); i >= 0 && !strings.HasPrefix(left, "由") {
		if rest := strings.TrimPrefix(left[i:], "由"); rest != left[i:] || stripModals(left[i:]) == "" || strings.HasPrefix(left[i:], "对") {
			return from + i, true
		}
	}
	if strings.HasSuffix(stripTail(left), "的") && len(left) > 6 && hadSuffix(left, "的") != "" {
		return from + len(left), true
	}
	rest := stripModals(left)
	if strings.HasSuffix(left, "除") {
		return from, true
	}
	switch {
	case rest == "", hasAny(rest, "由", "对", "依照", "按照", "依据", "根据", "视", "除", "区别", "按", "经", "其中"), hasAny(left, "由", "对", "并由", "并对", "或者由", "还应当由", "以", "按", "处", "可以由", "应当由", "可由", "同时由", "适用"):
		return from, true
	case hadSuffix(rest, authorities...) != "":
		return from, true
	case strings.Contains(rest, "可以") || strings.Contains(rest, "应当") && !strings.Contains(rest, "的"):
		return from, true
	case a.what == 'b', a.what == 'f' && strings.Contains(left, "每") && priced(s[a.kw:], a):
		return from, true
	case a.what == 'f' && len(amounts(s, from, a.kw)) > 0:
		return from, true
	}
	return from, false
}

func stripTail(t string) string { return strings.TrimRight(t, " ，、") }

// lastCut finds the last of the words in t and gives the place behind its first rune.
func lastCut(t string, words ...string) int {
	best := -1
	for _, w := range words {
		if i := strings.LastIndex(t, w); i > 0 && !strings.HasSuffix(t[:i], "或") {
			_, size := utf8.DecodeRuneInString(t[i:])
			best = max(best, i+size)
		}
	}
	return best
}

func stripModals(t string) string {
	for {
		t = strings.TrimSpace(t)
		w := hadPrefix(t, modals...)
		if w == "" {
			return t
		}
		if w == "处" && hadPrefix(t, compounds...) != "" || w == "按" && strings.HasPrefix(t, "按照") || w == "由" || w == "责令" || w == "没收" || w == "依法" && strings.HasPrefix(t, "依法规") {
			return t
		}
		t = t[len(w):]
	}
}

// verbAt finds the verb 处 of a fine.
func verbAt(t string) int {
	for i := 0; i < len(t); {
		_, size := utf8.DecodeRuneInString(t[i:])
		if w := hadPrefix(t[i:], verbs...); w != "" && hadPrefix(t[i:], compounds...) == "" && !strings.HasSuffix(t[:i], "办事") && !strings.HasSuffix(t[:i], "每") && !strings.HasSuffix(t[:i], "一") {
			return i
		}
		i += size
	}
	return -1
}
