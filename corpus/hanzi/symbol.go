package hanzi

import (
	"strconv"
	"strings"
	"unicode"
)

// Symbol is the smallest thing that is searched for: a Chinese character, a number, a
// Latin word, or a place in a statute (第124条).
type Symbol struct {
	Text       string
	Start, End int  // bytes in the text as it was given
	Joined     bool // stands directly behind the symbol before it
	Place      bool // 第124条, 第2款, 第5项: an address, no word
}

// cell is a folded character with its place in the original.
type cell struct {
	r          rune
	start, end int
}

func cells(text string) []cell {
	out := make([]cell, 0, len(text)/2)
	for i, r := range text {
		end := i + len(string(r))
		if r == unicode.ReplacementChar { // perhaps one broken byte
			end = i + 1
		}
		if f := foldRune(r); f >= 0 {
			out = append(out, cell{f, i, end})
		}
	}
	return out
}

// Symbols cuts a text. Numbers before a unit come out in Arabic digits with 百 千 万 亿
// spelled out; all else Chinese stays single characters.
func Symbols(text string) []Symbol {
	c := cells(text)
	out := make([]Symbol, 0, len(c))
	joined := false
	for i := 0; i < len(c); {
		s, n := symbolAt(c[i:])
		if n == 0 {
			joined = false
			i++
			continue
		}
		s.Joined = joined && len(out) > 0
		out = append(out, s)
		joined = !s.Place
		i += n
	}
	for i := range out {
		if out[i].Place {
			out[i].Joined = false
		}
	}
	return out
}

// symbolAt reads one symbol and tells how many cells it took; 0 where none begins.
func symbolAt(c []cell) (Symbol, int) {
	if text, n := placeAt(c); n > 0 {
		return Symbol{Text: text, Start: c[0].start, End: c[n-1].end, Place: true}, n
	}
	if text, n := numberAt(c); n > 0 {
		return Symbol{Text: text, Start: c[0].start, End: c[n-1].end}, n
	}
	r := c[0].r
	if isHan(r) {
		return Symbol{Text: string(r), Start: c[0].start, End: c[0].end}, 1
	}
	n := 0
	for n < len(c) && isWordRune(c[n].r) {
		n++
	}
	if n == 0 {
		return Symbol{}, 0
	}
	return Symbol{Text: spell(c[:n]), Start: c[0].start, End: c[n-1].end}, n
}

func isWordRune(r rune) bool { return !isHan(r) && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func spell(c []cell) string {
	var b strings.Builder
	for _, x := range c {
		b.WriteRune(x.r)
	}
	return b.String()
}

const (
	placeUnits = "条款项目"
	// numberUnits are characters before which a Chinese numeral is a quantity.
	numberUnits = "年月日天岁周个元倍人次份期户种台辆头亩吨公平立千小分以厘米克升件张名家处层间%％"
)

// placeAt reads 第124条, 第一百二十条之一, 第（五）项, 124条: the number of an article, a
// paragraph or an item.
func placeAt(c []cell) (string, int) {
	i, ordinal := 0, false
	if c[0].r == '第' {
		i, ordinal = 1, true
	}
	bracket := i < len(c) && c[i].r == '(' && ordinal
	if bracket {
		i++
	}
	n, used := numeral(c[i:])
	if used == 0 || n == 0 {
		return "", 0
	}
	i += used
	if bracket {
		if i >= len(c) || c[i].r != ')' {
			return "", 0
		}
		i++
	}
	if i >= len(c) || !strings.ContainsRune(placeUnits, c[i].r) || !ordinal && !isDigitRune(c[0].r) {
		return "", 0
	}
	text := "第" + strconv.FormatInt(n, 10) + string(c[i].r)
	i++
	if i < len(c) && c[i].r == '之' {
		if sub, used := numeral(c[i+1:]); used > 0 && sub > 0 {
			return text + "之" + strconv.FormatInt(sub, 10), i + 1 + used
		}
	}
	return text, i
}

// numberAt reads a number: digits always, Chinese numerals where a unit follows.
func numberAt(c []cell) (string, int) {
	n, used := numeral(c)
	if used == 0 {
		return "", 0
	}
	if !isDigitRune(c[0].r) && (used >= len(c) || !strings.ContainsRune(numberUnits, c[used].r)) {
		return "", 0
	}
	text := strconv.FormatInt(n, 10)
	if used+1 < len(c) && c[used].r == '.' && isDigitRune(c[used+1].r) {
		used++
		from := used
		for used < len(c) && isDigitRune(c[used].r) {
			used++
		}
		text += "." + spell(c[from:used])
	}
	return text, used
}

func isDigitRune(r rune) bool { return r >= '0' && r <= '9' }

var chineseUnits = map[rune]int64{'十': 10, '百': 100, '千': 1000, '万': 10000, '亿': 100000000}

const chineseDigits = "零一二三四五六七八九"

func digitValue(r rune) (int64, bool) {
	if isDigitRune(r) {
		return int64(r - '0'), true
	}
	if r == '两' {
		return 2, true
	}
	if i := strings.IndexRune(chineseDigits, r); i >= 0 {
		return int64(i / len("零")), true
	}
	return 0, false
}

// longestNumeral is the number of characters beyond which digits are no quantity.
const longestNumeral = 15

// numeral reads a number from the left, in any mixture that people write: 124, 一百二十四,
// 二〇二一, 5万, 1.5 up to the point. It gives how many cells belong to it.
func numeral(c []cell) (value int64, used int) {
	total, section, digit := int64(0), int64(0), int64(0)
	any := false
	for used < len(c) && used < longestNumeral {
		r := c[used].r
		if d, ok := digitValue(r); ok {
			digit = digit*10 + d
			any = true
		} else if u, ok := chineseUnits[r]; ok && (any || r == '十') {
			any = true
			if u >= 10000 {
				total += max(section+digit, 1) * u
				section = 0
			} else {
				section += max(digit, 1) * u
			}
			digit = 0
		} else {
			break
		}
		used++
	}
	if !any || total < 0 {
		return 0, 0
	}
	return total + section + digit, used
}
