package cond

import (
	"fmt"
	"strings"
)

// wide maps full-width signs, and two that look alike, to what expr reads; one rune each, so that places stay.
var wide = map[rune]rune{
	'（': '(', '）': ')', '＜': '<', '＞': '>', '＝': '=', '！': '!', '，': ',', '＋': '+', '－': '-', '＊': '*', '×': '*', '．': '.',
	'［': '[', '］': ']', '　': ' ', '“': '\'', '”': '\'', '‘': '\'', '’': '\'', '＂': '"', '＇': '\'',
	'≤': '≤', '≥': '≥', '≠': '≠', '％': '%',
}

// normalise accepts full-width signs, 1万, 1亿, 3% and 百分之三; it gives the text for expr and where each of its runes came from.
func normalise(source string) (text string, place []int, errs []Error) {
	src := []rune(source)
	if len(src) > MaxRunes {
		return "", nil, []Error{{-1, fmt.Sprintf("条件有 %d 个字，超过 %d 的上限", len(src), MaxRunes), "拆成几个条件"}}
	}
	if at, deep := tooDeep(src); deep {
		return "", nil, []Error{{at, fmt.Sprintf("条件嵌套超过 %d 层的上限", MaxDepth), "拆成几个条件"}}
	}
	var out []rune
	put := func(at int, rs ...rune) {
		for _, r := range rs {
			out, place = append(out, r), append(place, at)
		}
	}
	for i := 0; i < len(src); i++ {
		r := half(src[i])
		switch {
		case r == '\'' || r == '"':
			end := quoted(src, i, r)
			put(i, r)
			for j := i + 1; j < end; j++ {
				put(j, src[j])
			}
			if end < len(src) {
				put(end, r)
			}
			i = end
		case r == '≤':
			put(i, '<', '=')
		case r == '≥':
			put(i, '>', '=')
		case r == '≠':
			put(i, '!', '=')
		case isDigit(r) && !insideName(out):
			from := i
			i = putNumber(src, i, put) - 1
			if i+1 < len(src) && runsOn(src[i], src[i+1]) {
				return "", nil, []Error{{from, "数“" + string(src[from:i+2]) + "”无法识别", "写普通的数，例如 15000 或者 1.5万"}}
			}
		case hasPrefix(src[i:], "百分之") && !insideName(out):
			n, width := percentWords(src[i:])
			if width == 0 {
				return "", nil, []Error{{i, "“百分之”后面的数无法识别", "写成 0.03 或者 3%"}}
			}
			put(i, []rune(n)...)
			i += width - 1
			if i+1 < len(src) && runsOn(src[i], src[i+1]) {
				return "", nil, []Error{{i - width + 1, "“百分之”后面的数无法识别", "写成 0.03 或者 3%"}}
			}
		default:
			put(i, r)
		}
	}
	place = append(place, len(src))
	return string(out), place, nil
}

func half(r rune) rune {
	if r >= '０' && r <= '９' {
		return r - '０' + '0'
	}
	if h, ok := wide[r]; ok {
		return h
	}
	return r
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// quoted finds the closing quote.
func quoted(src []rune, from int, q rune) int {
	for j := from + 1; j < len(src); j++ {
		if half(src[j]) == q {
			return j
		}
	}
	return len(src)
}

// runsOn: after 万, 亿 or a number in words a digit would silently be taken for a further digit (1万5 is 15000, not 100005).
func runsOn(last, next rune) bool {
	return !isDigit(half(last)) && (isDigit(half(next)) || half(next) == '.')
}

// insideName: a digit right after a letter belongs to a name (近2年次数).
func insideName(out []rune) bool {
	if len(out) == 0 {
		return false
	}
	return nameRune(out[len(out)-1])
}

func nameRune(r rune) bool {
	return r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || isDigit(r) || r > 0x2E7F && r != '≤' && r != '≥'
}

func hasPrefix(src []rune, p string) bool {
	return strings.HasPrefix(string(src[:min(len(src), len([]rune(p)))]), p)
}

// putNumber writes a number with 万, 亿, 元 or % behind it as a plain decimal; gives the place after it.
func putNumber(src []rune, i int, put func(int, ...rune)) int {
	j := i
	var digits []rune
	for j < len(src) && (isDigit(half(src[j])) || half(src[j]) == '.' && j+1 < len(src) && isDigit(half(src[j+1])) && !strings.ContainsRune(string(digits), '.')) {
		digits = append(digits, half(src[j]))
		j++
	}
	shift := 0
	for j < len(src) && (src[j] == '万' || src[j] == '亿') && shift < 12 {
		shift += map[rune]int{'万': 4, '亿': 8}[src[j]]
		j++
	}
	if shift > 0 && j < len(src) && src[j] == '元' {
		j++
	}
	if shift == 0 && j < len(src) && half(src[j]) == '%' && !(j+1 < len(src) && (isDigit(half(src[j+1])) || nameRune(half(src[j+1])))) {
		shift = -2
		j++
	}
	put(i, []rune(shiftPoint(string(digits), shift))...)
	return j
}

// shiftPoint moves the decimal point of a plain decimal.
func shiftPoint(s string, by int) string {
	if by == 0 {
		return s
	}
	whole, frac, _ := strings.Cut(s, ".")
	for ; by > 0; by-- {
		if frac == "" {
			frac = "0"
		}
		whole, frac = whole+frac[:1], frac[1:]
	}
	for ; by < 0; by++ {
		if whole == "" {
			whole = "0"
		}
		whole, frac = whole[:len(whole)-1], whole[len(whole)-1:]+frac
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if frac = strings.TrimRight(frac, "0"); frac == "" {
		return whole
	}
	return whole + "." + frac
}

const hanDigits = "零一二三四五六七八九"

// percentWords reads 百分之三, 百分之三十, 百分之十五, 百分之一百 (1 to 100) and gives the decimal and the width in runes.
func percentWords(src []rune) (string, int) {
	n, i := 0, 3
	digit := 0
	for i < len(src) {
		switch k := strings.IndexRune(hanDigits, src[i]); {
		case k >= 0:
			digit = len([]rune(hanDigits[:k]))
		case src[i] == '两':
			digit = 2
		case src[i] == '十':
			if digit == 0 {
				digit = 1
			}
			n, digit = n+digit*10, 0
		case src[i] == '百':
			n, digit = n+max(digit, 1)*100, 0
		default:
			if n+digit == 0 {
				return "", 0
			}
			return shiftPoint(fmt.Sprint(n+digit), -2), i
		}
		i++
	}
	if n+digit == 0 {
		return "", 0
	}
	return shiftPoint(fmt.Sprint(n+digit), -2), i
}

// tooDeep counts brackets and chains of not before expr's recursive parser sees them.
func tooDeep(src []rune) (int, bool) {
	depth, nots := 0, 0
	for i, r := range src {
		switch half(r) {
		case '(', '[', '{', '?':
			depth++
		case ')', ']', '}':
			depth--
		case '!', '-', '+':
			nots++
		case ' ':
		default:
			if !strings.ContainsRune("not", r) {
				nots = 0
			}
		}
		if depth > MaxDepth || nots > MaxDepth {
			return i, true
		}
	}
	return 0, strings.Count(strings.Join(strings.Fields(string(src)), " "), "not not") > MaxDepth/2
}

// Nearest finds the name with the smallest edit distance, "" when none is near.
func Nearest(word string, among []string) string {
	best, dist := "", len([]rune(word))/2+1
	for _, a := range among {
		if d := distance([]rune(word), []rune(a)); d < dist {
			best, dist = a, d
		}
	}
	return best
}

func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		prev := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := prev
			if x != y {
				cost++
			}
			prev = row[j+1]
			row[j+1] = min(cost, prev+1, row[j]+1)
		}
	}
	return row[len(b)]
}
