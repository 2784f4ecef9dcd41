package source

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// value returns the text of a single value; ok is false for absent and null, and for lists and maps, which are a problem.
func (n Node) value(want, remedy string) (text string, ok bool) {
	switch {
	case n.n == nil || n.n.kind == null:
		return "", false
	case n.n.kind != scalar:
		n.wrongKind(want, remedy)
		return "", false
	}
	return n.n.text, true
}

// Text returns a single value as written, without guessing a type: on, yes, no, 1 and 3+ stay text. Absent and null give "";
// a list or map is a problem.
func (n Node) Text() string {
	s, _ := n.value("文字", "只写一个值；文字以 [ 或 { 开头时加引号")
	return s
}

// Bool reads true, false, 是 or 否. Absent and null give ok false without a problem; anything else is a problem.
func (n Node) Bool() (v, ok bool) {
	s, ok := n.value("是或否", "写 true 或 false")
	if !ok {
		return false, false
	}
	switch s {
	case "true", "是":
		return true, true
	case "false", "否":
		return false, true
	}
	remedy := "写 true 或 false（也可以写 是 或 否）"
	switch strings.ToLower(s) {
	case "yes", "on", "y", "true", "1", "有", "对":
		remedy = "写 true（或 是）"
	case "no", "off", "n", "false", "0", "无", "没有", "不是":
		remedy = "写 false（或 否）"
	}
	n.Fail("这里应为是或否，写成了“"+clip(s)+"”", remedy)
	return false, false
}

// OneOf reads one of the options, letter by letter. Absent and null give ok false without a problem; anything else is a
// problem whose remedy names the nearest option.
func (n Node) OneOf(options ...string) (string, bool) {
	s, ok := n.value("一个词", "可用的词："+clipList(options))
	if !ok {
		return "", false
	}
	for _, o := range options {
		if s == o {
			return o, true
		}
	}
	remedy := "可用的词：" + clipList(options)
	if near := Nearest(s, options); near != "" {
		remedy = "您是否要写 " + near + "？"
	}
	n.Fail("不认识的词“"+clip(s)+"”", remedy)
	return "", false
}

var (
	decimal   = regexp.MustCompile(`^[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?$`)
	dateForm  = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	looseDate = regexp.MustCompile(`^([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))(?:[T ].*)?$`)
)

// maxDigits bounds a number as written; sums of money end at nineteen digits, rates need a few more.
const maxDigits = 40

// Number reads a decimal number and returns it as written, e.g. "0.0099" or "-3": digits, at most one dot between digits,
// an optional sign; no leading zeros, no exponent. Quotes around it are allowed. Absent and null give ok false without a
// problem. Everything else is a problem with its own remedy: 1万, １０００, 1,000, 1e5, 5%, 10倍, 100元, NaN ….
func (n Node) Number() (string, bool) {
	s, ok := n.value("数字", "只写数字，例如 50000 或 0.05")
	if !ok {
		return "", false
	}
	if !decimal.MatchString(s) {
		n.Fail(explainNumber(s))
		return "", false
	}
	if len(s) > maxDigits {
		n.Fail(fmt.Sprintf("数字超过 %d 位上限", maxDigits), "检查是否多写了数字")
		return "", false
	}
	return s, true
}

// Int reads a whole number that fits into 64 bits; like [Node.Number] otherwise.
func (n Node) Int() (int64, bool) {
	s, ok := n.Number()
	if !ok {
		return 0, false
	}
	if whole, _, found := strings.Cut(s, "."); found {
		n.Fail("这里应为整数，写成了“"+s+"”", "写整数，例如 "+whole)
		return 0, false
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		n.Fail("整数“"+s+"”太大", "检查是否多写了数字")
		return 0, false
	}
	return v, true
}

// Date reads a real day written YYYY-MM-DD and returns it as written. Absent and null give ok false without a problem.
func (n Node) Date() (string, bool) {
	s, ok := n.value("日期", "写成 2026-03-01 的样子")
	if !ok {
		return "", false
	}
	if dateForm.MatchString(s) {
		if realDay(s) {
			return s, true
		}
		n.Fail("没有“"+s+"”这一天", "检查年、月、日")
		return "", false
	}
	remedy := "写成 2026-03-01 的样子"
	if m := looseDate.FindStringSubmatch(halfWidth(s)); m != nil {
		if day := fmt.Sprintf("%s-%02s-%02s", m[1], m[2]+m[4], m[3]+m[5]); realDay(day) {
			remedy = "写成 " + day
		}
	}
	n.Fail("日期“"+clip(s)+"”的写法不对", remedy)
	return "", false
}

// realDay refuses years before 1000 too: 0206 is a slip of the hand, and no date of the law lies there.
func realDay(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Year() >= 1000
}

// halfWidth turns full-width digits, signs and letters into plain ones.
func halfWidth(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '！' && c <= '～':
			return c - '！' + '!'
		case c == '−' || c == '–' || c == '—':
			return '-'
		case c == '。' || c == '・':
			return '.'
		case c == '\u3000' || c == '\u00a0':
			return ' '
		}
		return c
	}, s)
}

var (
	notFinite = regexp.MustCompile(`(?i)^[+-]?\.?(nan|inf|infinity)$`)
	exponent  = regexp.MustCompile(`^[+-]?[0-9.]+[eE][+-]?[0-9]+$`)
	grouped   = regexp.MustCompile(`^[+-]?[0-9]{1,3}([,_' ][0-9]{3})+(\.[0-9]+)?$`)
	otherBase = regexp.MustCompile(`^[+-]?0[xXoObB][0-9a-fA-F_]+$`)
	zeros     = regexp.MustCompile(`^([+-]?)0+([0-9]+(\.[0-9]+)?)$`)
	hanDigits = regexp.MustCompile(`^(百分之)?[零〇一二三四五六七八九十百千万亿两点壹贰叁肆伍陆柒捌玖拾佰仟]+[元倍]?$`)
)

// units that people write behind a number, with what the number must be multiplied by; longer ones first.
var units = []struct {
	word, factor, message string
}{
	{"万元", "10000", "不能写“万元”"}, {"亿元", "100000000", "不能写“亿元”"}, {"千元", "1000", "不能写“千元”"}, {"百元", "100", "不能写“百元”"},
	{"人民币元", "1", "不能写单位"}, {"元整", "1", "不能写单位"},
	{"亿", "100000000", "不能写“亿”"}, {"万", "10000", "不能写“万”"}, {"千", "1000", "不能写“千”"}, {"百", "100", "不能写“百”"},
	{"元", "1", "不能写单位"}, {"圆", "1", "不能写单位"}, {"块", "1", "不能写单位"}, {"RMB", "1", "不能写单位"},
	{"%", "0.01", "不能写百分号"}, {"‰", "0.001", "不能写千分号"}, {"倍", "1", "不能写“倍”"},
	{"日", "1", "不能写单位"}, {"天", "1", "不能写单位"}, {"个月", "1", "不能写单位"}, {"月", "1", "不能写单位"}, {"年", "1", "不能写单位"},
}

// explainNumber says why s is no number and, where it can be told, how the number is written.
func explainNumber(s string) (message, remedy string) {
	message = "“" + clip(s) + "”不是规范的数字"
	remedy = "只写数字和一个小数点，例如 50000 或 0.05"
	if len(s) > 3*maxDigits {
		return message, remedy
	}
	h := strings.TrimSpace(halfWidth(s))
	because := func(reason, number string) (string, string) {
		if decimal.MatchString(number) {
			return message + "：" + reason, "写 " + number
		}
		return message + "：" + reason, remedy
	}
	switch {
	case h == "":
		return "这里应为数字，是空的", remedy
	case decimal.MatchString(h):
		return because("有全角字符或空格", h)
	case notFinite.MatchString(h):
		return because("不是有限的数", "")
	case exponent.MatchString(h):
		return because("不能用科学记数法", scaled(h, "1"))
	case otherBase.MatchString(h):
		return because("只用十进制", "")
	case grouped.MatchString(h):
		return because("不能有分隔符", strings.NewReplacer(",", "", "_", "", "'", "", " ", "").Replace(h))
	case strings.HasPrefix(h, "."), strings.HasPrefix(h, "-."), strings.HasPrefix(h, "+."):
		return because("小数点前要有数字", strings.Replace(h, ".", "0.", 1))
	case strings.HasSuffix(h, ".") && decimal.MatchString(strings.TrimSuffix(h, ".")):
		return because("小数点后没有数字", strings.TrimSuffix(h, "."))
	case strings.Count(h, ".") > 1 && strings.Trim(h, "0123456789.") == "":
		return because("小数点多于一个", "")
	case hanDigits.MatchString(h):
		return because("要用阿拉伯数字", "")
	}
	if m := zeros.FindStringSubmatch(h); m != nil {
		return because("前面有多余的 0", m[1]+m[2])
	}
	if bare := strings.TrimLeft(h, "¥￥$"); bare != h {
		return because("不能写货币符号", scaled(bare, "1"))
	}
	for _, u := range units {
		if number, found := strings.CutSuffix(h, u.word); found {
			return because(u.message, scaled(strings.TrimSpace(number), u.factor))
		}
	}
	return message, remedy
}

// scaled writes number × factor as a plain decimal; "" when number is none (or would get absurdly long).
func scaled(number, factor string) string {
	if grouped.MatchString(number) {
		number = strings.NewReplacer(",", "", "_", "", "'", "", " ", "").Replace(number)
	}
	if _, exp, found := strings.Cut(strings.ToLower(number), "e"); found {
		if e, err := strconv.Atoi(exp); err != nil || e > 18 || e < -18 {
			return ""
		}
	} else if !decimal.MatchString(number) {
		return ""
	}
	r, ok := new(big.Rat).SetString(number)
	f, _ := new(big.Rat).SetString(factor)
	if !ok {
		return ""
	}
	s := r.Mul(r, f).FloatString(maxDigits)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
