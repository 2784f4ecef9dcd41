package clause

import (
	"strings"
	"unicode/utf8"

	"cailiang/engine/money"
)

// amount is one range of a fine as the text has it.
type amount struct {
	from, to         int // bytes
	min, max         *money.Ratio
	minOpen, maxOpen bool
	unit             string // 元, or 倍 for factors
	lead             piece  // the words before it: verb, base, unit counted
	cap, floor       *money.Ratio
	linked           bool // 或者 joins it to the amount before
	slips            []string
}

// amounts reads the ranges of s[from:to].
func amounts(s string, from, to int) []amount {
	qs := relevant(s, quantities(s, from, to), to)
	var out []amount
	edge := from
	for i := 0; i < len(qs); {
		a, used := rangeAt(s, qs[i:], edge, to)
		i += used
		if attach(out, a, s) {
			out[len(out)-1].to = a.to
		} else {
			a.linked = len(out) > 0 && strings.Contains(a.lead.of(s), "或")
			out = append(out, a)
		}
		edge = a.to
	}
	return out
}

// relevant keeps the quantities that an amount is made of.
func relevant(s string, qs []quantity, to int) []quantity {
	var out []quantity
	for i, q := range qs {
		switch q.unit {
		case "元", "倍", "%":
			out = append(out, q)
		case "":
			rest := s[q.to:to]
			next := i+1 < len(qs) && isMoney(qs[i+1].unit)
			switch {
			case hasAny(rest, "以下", "以内", "（不含）以", "(不含)以") && len(out) > 0:
				q.unit, q.slip = "?", "上限缺单位“元”"
				out = append(out, q)
			case next && hasAny(rest, ranges...) && s[q.to+len(hadPrefix(rest, ranges...)):qs[i+1].from] == "":
				q.unit = "?"
				out = append(out, q)
			case next && strings.HasPrefix(rest, "以上") && q.to+len("以上") == qs[i+1].from:
				q.unit = "?"
				out = append(out, q)
			}
		}
	}
	return out
}

func isMoney(unit string) bool { return unit == "元" || unit == "倍" || unit == "%" || unit == "" }

// ranges are the words between the ends of a range.
var ranges = []string{"至", "到", "～", "~", "—", "－", "-", "－－", "一一"}

var (
	atMost  = []string{"不超过", "不得超过", "不高于", "不得高于", "至多", "最高", "最高为", "最高额为", "最高限额为", "最多"}
	atLeast = []string{"不低于", "不少于", "不得低于", "不得少于", "至少", "最低", "最低为"}
	gaps    = []string{"、", "，", ",", " ", "的"}
)

// rangeAt reads the range that begins with qs[0]; used says how many quantities it took.
func rangeAt(s string, qs []quantity, edge, to int) (a amount, used int) {
	q := qs[0]
	a = amount{from: q.from, to: q.to, unit: q.unit, lead: piece{edge, q.from}, slips: slips(q)}
	before := strings.TrimSuffix(s[edge:q.from], "人民币")
	v := q.value
	rest := s[q.to:to]
	switch {
	case hasAny(rest, ranges...) && len(qs) > 1 && qs[1].from == q.to+len(hadPrefix(rest, ranges...)):
		a.min, a.max = &v, &qs[1].value
		a.pair(qs[1])
		for _, w := range []string{"以下", "以内"} {
			if strings.HasPrefix(s[a.to:to], w) {
				a.to += len(w)
			}
		}
		return a, 2
	case exclusive(rest, "以上") > 0 || hasAny(rest, "以上"):
		n := exclusive(rest, "以上")
		a.minOpen = n > 0
		a.to += max(n, len("以上"))
		a.min = &v
		if len(qs) > 1 {
			gap := a.to + len(hadPrefix(s[a.to:to], gaps...))
			if qs[1].from == gap {
				tail := s[qs[1].to:to]
				if n := exclusive(tail, "以下"); n > 0 || hasAny(tail, "以下", "以内") || !hasAny(tail, "以上") && gap == a.to {
					a.max = &qs[1].value
					a.pair(qs[1])
					a.maxOpen = n > 0
					a.to += max(n, len(hadPrefix(tail, "以下", "以内")))
					return a, 2
				}
			}
		}
	case exclusive(rest, "以下") > 0 || hasAny(rest, "以下", "以内", "之内"):
		n := exclusive(rest, "以下")
		a.maxOpen = n > 0
		a.to += max(n, len("以下"))
		a.max = &v
	case hadSuffix(before, atMost...) != "":
		a.max = &v
	case hadSuffix(before, atLeast...) != "":
		a.min = &v
	default:
		a.min, a.max = &v, &v
	}
	a.settle()
	return a, 1
}

// exclusive measures （不含）以上.
func exclusive(rest, word string) int {
	for _, w := range []string{"（不含）", "(不含)", "（不含本数）"} {
		if strings.HasPrefix(rest, w+word) {
			return len(w) + len(word)
		}
	}
	return 0
}

func slips(qs ...quantity) (out []string) {
	for _, q := range qs {
		if q.slip != "" {
			out = append(out, q.slip)
		}
	}
	return out
}

// pair takes the upper end in: its unit decides for an end without one.
func (a *amount) pair(hi quantity) {
	a.to = hi.to
	lo := a.unit
	switch {
	case hi.unit == "?" || hi.unit == "":
		hi.unit = lo
	case lo == "?":
		a.unit = hi.unit
		if hi.unit == "%" { // 5至10%
			if v, err := a.min.Div(money.Int(100)); err == nil {
				a.min = &v
			}
		}
	}
	a.slips = append(a.slips, slips(hi)...)
	if hi.unit == "元" || a.unit == "元" {
		a.unit = "元"
	}
	a.settle()
}

func (a *amount) settle() {
	switch a.unit {
	case "%":
		a.unit = "倍"
	case "?":
		a.unit = "元"
	}
}

// sound tells whether an amount can be one: whole fen, and the lower end not above the upper.
func (a amount) sound() bool {
	for _, v := range []*money.Ratio{a.min, a.max, a.cap, a.floor} {
		if v == nil || v == a.min && a.unit != Yuan || v == a.max && a.unit != Yuan {
			continue
		}
		if _, err := fen(*v); err != nil {
			return false
		}
	}
	return a.min == nil || a.max == nil || a.min.Cmp(*a.max) <= 0
}

// attach gives a ceiling or a floor to the amount that it belongs to.
func attach(out []amount, a amount, s string) bool {
	if len(out) == 0 {
		return false
	}
	last := &out[len(out)-1]
	lead := a.lead.of(s)
	if strings.Contains(lead, "或") || a.min != nil && a.max != nil {
		return false
	}
	v := a.max
	if v == nil {
		v = a.min
	}
	low := strings.HasSuffix(lead, "低于") || strings.HasSuffix(lead, "少于") || strings.HasSuffix(lead, "最低")
	high := hadSuffix(lead, atMost...) != ""
	switch {
	case !low && !high:
		return false
	case low && a.unit == "元" && last.unit != "元":
		last.floor = v
	case low:
		last.min = v
	case a.unit == "元":
		last.cap = v
	default:
		last.max = v
	}
	return true
}

// verbs stand before the amount of a fine, longest first.
var verbs = []string{"并处以", "处以", "并处", "单处", "可处", "各处", "另处", "再处", "处"}

// compounds hold 处 without being the verb.
var compounds = []string{"处置", "处理", "处罚", "处分", "处方", "处境"}

// base gives what stands between the verb and the amount: the base of a factor, or the unit that an amount is for.
func baseWords(lead string) string {
	at := 0
	for i := 0; i < len(lead); {
		_, size := utf8.DecodeRuneInString(lead[i:])
		if w := hadPrefix(lead[i:], verbs...); w != "" && hadPrefix(lead[i:], compounds...) == "" {
			at = i + len(w)
			i = at
			continue
		}
		if strings.HasPrefix(lead[i:], "给予") || strings.HasPrefix(lead[i:], "科以") {
			at = i + len("给予")
		}
		i += size
	}
	if at == 0 {
		for _, w := range []string{"按照", "依照", "可以在", "按"} {
			if i := strings.Index(lead, w); i >= 0 {
				at = i + len(w)
				break
			}
		}
	}
	if q, _, ok := quoted(lead[at:]); ok {
		return q
	}
	t := unbracket(lead[at:])
	for {
		cut := trimWords(t)
		if cut == t {
			return t
		}
		t = cut
	}
}

func trimWords(t string) string {
	t = strings.Trim(t, " 　，、,的：:")
	for _, w := range []string{"或者", "或", "按照", "按", "以下", "以内", "以", "相当于", "可以", "可", "并", "其", "人民币", "罚款", "额为", "数额为", "幅度为", "最高", "不超过", "为", "则", "在"} {
		t = strings.TrimPrefix(t, w)
	}
	for _, w := range []string{"人民币", "不超过", "最高", "最高不超过", "等值", "最高额为"} {
		t = strings.TrimSuffix(t, w)
	}
	return t
}

// measures are the words that units are counted in, and the name of the unit.
var measures = []struct{ word, unit string }{
	{"平方米", "平方米"}, {"立方米", "立方米"}, {"公顷", "公顷"}, {"公斤", "公斤"}, {"千克", "千克"}, {"公里", "公里"}, {"海里", "海里"}, {"人次", "人次"}, {"亩", "亩"}, {"吨", "吨"}, {"米", "米"},
	{"人", "人"}, {"名", "人"}, {"位", "人"}, {"日", "日"}, {"天", "日"}, {"个月", "月"}, {"月", "月"}, {"年", "年"}, {"次", "次"}, {"株", "株"}, {"棵", "棵"}, {"件", "件"}, {"台", "台"},
	{"辆", "辆"}, {"艘", "艘"}, {"架", "架"}, {"头", "头"}, {"只", "只"}, {"张", "张"}, {"份", "份"}, {"处", "处"}, {"部", "部"}, {"条", "条"}, {"套", "套"}, {"幅", "幅"}, {"户", "户"},
	{"本", "本"}, {"册", "册"}, {"枚", "枚"}, {"尾", "尾"}, {"箱", "箱"}, {"升", "升"}, {"项", "项"}, {"例", "例"}, {"车", "车"}, {"个", "个"}, {"块", "块"}, {"盏", "盏"}, {"座", "座"}, {"宗", "宗"}, {"眼", "眼"},
}

// perUnit reads 每平方米, 每非法居留一日, 每招用一名未成年人每月; rest is what remains of the words.
func perUnit(lead string) (per, rest string) {
	parts := strings.Split(lead, "每")
	rest = parts[0]
	var found []string
	for _, part := range parts[1:] {
		u, left := measureIn(part)
		if u == "" {
			rest += "每" + part
			continue
		}
		found = append(found, u)
		rest += left
	}
	if len(found) == 0 {
		switch {
		case strings.Contains(lead, "按日"):
			return "日", strings.Replace(lead, "按日", "", 1)
		case strings.Contains(lead, "按次"):
			return "次", strings.Replace(lead, "按次", "", 1)
		case strings.Contains(lead, "按月"):
			return "月", strings.Replace(lead, "按月", "", 1)
		}
	}
	return strings.Join(found, "·"), rest
}

// firstNumber reads the number of 每超1000千克, which has no unit of quantity's own.
func firstNumber(part string) (quantity, bool) {
	qs := quantities(part, 0, len(part))
	if len(qs) == 0 || qs[0].unit != "" {
		return quantity{}, false
	}
	return qs[0], true
}

func measureOf(t string) (unit, rest string) {
	for _, m := range measures {
		if strings.HasPrefix(t, m.word) {
			return m.unit, t[len(m.word):]
		}
	}
	return "", t
}

func measureIn(part string) (unit, rest string) {
	if u, left := measureOf(part); u != "" {
		return u, left
	}
	if q, ok := firstNumber(part); ok {
		for _, m := range measures {
			if after := part[q.to:]; strings.HasPrefix(after, m.word) && q.value != money.Int(1) {
				return part[q.from:q.to] + m.unit, after[len(m.word):]
			}
		}
		if q.from == 0 && q.unit == "" && q.value == money.Int(1) {
			if u, left := measureOf(part[q.to:]); u != "" {
				return u, left
			}
			return strings.TrimSpace(part[q.to:]), "" // 每一停车位
		}
	}
	for i, r := range part {
		if r != '一' && r != '1' && r != '１' {
			continue
		}
		if u, left := measureOf(part[i+utf8.RuneLen(r):]); u != "" {
			return u, left
		}
	}
	return "", ""
}
