package clause

import (
	"strings"
	"unicode/utf8"

	"cailiang/engine/money"
)

// quantity is a number with its unit in the text (bytes).
type quantity struct {
	from, to int
	value    money.Ratio // percentages and multiples are factors
	unit     string      // 元 倍 % 日 月 年, a measure word, or "" where the text has none
	slip     string      // what was read over
}

// digit returns the value of a digit in either system, half- or full-width, and its length; l and O are slips for 1 and 0.
func digit(r rune) (value int64, chinese, ok bool) {
	switch {
	case r >= '0' && r <= '9':
		return int64(r - '0'), false, true
	case r >= '０' && r <= '９':
		return int64(r - '０'), false, true
	}
	switch r {
	case '零', '〇', '○':
		return 0, true, true
	case '一':
		return 1, true, true
	case '二', '两':
		return 2, true, true
	case '三':
		return 3, true, true
	case '四':
		return 4, true, true
	case '五':
		return 5, true, true
	case '六':
		return 6, true, true
	case '七':
		return 7, true, true
	case '八':
		return 8, true, true
	case '九':
		return 9, true, true
	}
	return 0, false, false
}

func power(r rune) int64 {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '万':
		return 10_000
	case '亿':
		return 100_000_000
	}
	return 0
}

// number reads a number at i: 50000, 5000, 1.5万, 5千, 一百二十五万, 两千, and l万 for 1万.
func number(s string, i int) (v money.Ratio, end int, slip string, ok bool) {
	r, _ := utf8.DecodeRuneInString(s[i:])
	if isDigit(r) || r == 'l' || r == 'I' {
		return arabic(s, i)
	}
	if _, chinese, is := digit(r); (is && chinese) || power(r) >= 10 && power(r) < 10_000 {
		return chineseNumber(s, i)
	}
	return v, i, "", false
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

// arabic reads digits, a decimal part, and powers behind them.
func arabic(s string, i int) (v money.Ratio, end int, slip string, ok bool) {
	var whole, den int64 = 0, 1
	digits, point := 0, false
	start := i
loop:
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case isDigit(r):
			d, _, _ := digit(r)
			if digits++; digits > 15 {
				return v, start, "", false
			}
			whole = whole*10 + d
			if point {
				den *= 10
			}
		case (r == 'l' || r == 'I') && digits == 0 && slipFollows(s[i+size:]):
			whole, digits, slip = 1, 1, "字母 "+string(r)+" 读作 1"
		case (r == '.' || r == '．') && digits > 0 && !point && nextDigit(s[i+size:]):
			point = true
		case (r == ',' || r == '，') && digits > 0 && !point && threeDigits(s[i+size:]):
		case (r == ' ' || r == '　') && digits > 0 && gapInNumber(s[i+size:]):
		default:
			break loop
		}
		i += size
	}
	if digits == 0 {
		return v, start, "", false
	}
	v, err := money.NewRatio(whole, den)
	if err != nil {
		return v, start, "", false
	}
	return powers(v, s, i, slip)
}

func slipFollows(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return isDigit(r) || power(r) > 0 || r == '倍' || r == '元' || r == '%' || r == '％' || r == '0'
}

func nextDigit(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return isDigit(r)
}

// gapInNumber: a blank inside or behind a number is passed over where a digit, a power or a unit follows.
func gapInNumber(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return isDigit(r) || power(r) > 0 || r == '元' || r == '倍'
}

// threeDigits: a comma parts thousands only where exactly three digits follow.
func threeDigits(rest string) bool {
	n := 0
	for _, r := range rest {
		if r < '0' || r > '9' {
			break
		}
		n++
	}
	return n == 3
}

func powers(v money.Ratio, s string, i int, slip string) (money.Ratio, int, string, bool) {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		p := power(r)
		if p == 0 || r == '千' && hasAny(s[i+size:], "克", "瓦", "米") || r == '百' && strings.HasPrefix(s[i:], "百分之") || r == '千' && strings.HasPrefix(s[i:], "千分之") {
			break
		}
		next, err := v.Mul(money.Int(p))
		if err != nil {
			return v, i, "", false
		}
		v, i = next, i+size
	}
	return v, i, slip, true
}

// chineseNumber reads 一百二十五, 两千, 三百五十万, 一亿.
func chineseNumber(s string, i int) (v money.Ratio, end int, slip string, ok bool) {
	var total, section, d int64
	start, seen := i, false
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		n, chinese, is := digit(r)
		p := power(r)
		switch {
		case is && chinese:
			if d > 0 && n > 0 && section == 0 && total == 0 { // digit by digit, as in 二〇二一: no amount is written so
				d = d*10 + n
			} else {
				d = n
			}
		case (p == 100 || p == 1000 || p == 10_000) && strings.HasPrefix(s[i+size:], "分之"):
			p = 0
		case p >= 10_000:
			if section+d == 0 && total == 0 {
				return v, start, "", false
			}
			if p > 10_000 {
				total, section = 0, total+section
			}
			total += (section + d) * p
			section, d = 0, 0
		case p > 0:
			section += max(d, 1) * p
			d = 0
		}
		if (!is || !chinese) && p == 0 || total > 1e15 || section > 1e15 || d > 1e9 {
			break
		}
		seen = true
		i += size
	}
	if !seen {
		return v, start, "", false
	}
	return money.Int(total + section + d), i, "", true
}

// units are looked for behind a number, longest first.
var units = []struct{ word, unit string }{
	{"人民币元", "元"}, {"元人民币", "元"}, {"元", "元"}, {"倍", "倍"}, {"个百分点", "个百分点"}, {"%", "%"}, {"％", "%"}, {"‰", "‰"},
	{"个工作日", "工作日"}, {"个月", "月"}, {"月", "月"}, {"日", "日"}, {"天", "日"}, {"周年", "年"}, {"年", "年"},
}

// fractions are the words in front of a share.
var fractions = []struct {
	word string
	den  int64
}{{"百分之", 100}, {"千分之", 1000}, {"万分之", 10_000}}

// quantityAt reads a number with its unit at i.
func quantityAt(s string, i int) (quantity, bool) {
	for _, f := range fractions {
		if strings.HasPrefix(s[i:], f.word) {
			v, end, slip, ok := number(s, i+len(f.word))
			if !ok {
				return quantity{}, false
			}
			v, err := v.Div(money.Int(f.den))
			return quantity{i, end, v, "%", slip}, err == nil
		}
	}
	if strings.HasPrefix(s[i:], "等值") || strings.HasPrefix(s[i:], "等额") {
		return quantity{i, i + len("等值"), money.Int(1), "倍", ""}, true
	}
	v, end, slip, ok := number(s, i)
	if !ok {
		return quantity{}, false
	}
	q := quantity{from: i, to: end, value: v, slip: slip}
	if rest, ok := strings.CutPrefix(s[end:], "分之"); ok { // 三分之一
		n, stop, _, ok := number(s, len(s)-len(rest))
		if ok && v.Sign() > 0 {
			if share, err := n.Div(v); err == nil {
				q.value, q.unit, q.to = share, "%", stop
				return q, true
			}
		}
	}
	for _, u := range units {
		if strings.HasPrefix(s[end:], u.word) {
			q.unit, q.to = u.unit, end+len(u.word)
			break
		}
	}
	return q.factor()
}

// factor turns a percentage into its factor.
func (q quantity) factor() (quantity, bool) {
	var err error
	switch q.unit {
	case "%":
		q.value, err = q.value.Div(money.Int(100))
	case "‰":
		q.unit = "%"
		q.value, err = q.value.Div(money.Int(1000))
	}
	return q, err == nil
}

// quantities finds all numbers of s[from:to] with their units, in order. Ordinals (第三) are none.
func quantities(s string, from, to int) []quantity {
	var out []quantity
	for i := from; i < to; {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == '“' {
			if inner, _, ok := quoted(s[i:to]); ok {
				i += len("“") + len(inner) + len("”")
				continue
			}
		}
		if r == '第' {
			i += size
			if _, end, _, ok := number(s, i); ok {
				i = end
			}
			continue
		}
		if q, ok := quantityAt(s, i); ok && q.to <= to {
			out = append(out, q)
			i = q.to
			continue
		}
		i += size
	}
	return out
}
