package statute

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line is a paragraph of a source: its text without markup, and what the markup said.
type Line struct {
	Text    string
	Heading int  // depth of a heading, 1 for the title; 0 is no heading
	Table   bool // a row of a table
	Quote   bool // a comment set beside the text
	Bullet  bool // an entry of a list
	Header  bool // stands between title and text, as the source marks it
	Number  int  // in the source, from 1
}

const (
	numerals  = "零〇○一二两三四五六七八九十百千万"
	slips     = "－—-ー" // written for 一 by optical recognition
	openMarks = "【（(〔[：:“\""
)

// mark is the number at the beginning of a line and what follows it.
type mark struct {
	n, sub int    // sub is 之一
	unit   string // 条, 章…
	label  string // as written
	rest   string // without leading blanks
	glued  bool   // text follows without a blank
	mended bool   // a slip was read for what it stands for
}

func (m mark) number() string {
	if m.sub > 0 {
		return strconv.Itoa(m.n) + "-" + strconv.Itoa(m.sub)
	}
	return strconv.Itoa(m.n)
}

var units = []string{"条", "條", "分编", "分編", "编", "編", "篇", "章", "节", "節"}

// sameUnit brings traditional and simplified characters together.
var sameUnit = map[string]string{"條": "条", "編": "编", "分編": "分编", "篇": "编", "節": "节"}

// readMark reads 第…条, 第…章 and the like at the beginning of a line.
func readMark(s string) (mark, bool) {
	var m mark
	first, size := utf8.DecodeRuneInString(s)
	if first != '第' && first != '笫' {
		return m, false
	}
	m.mended = first != '第'
	digits, rest, slip := takeNumeral(s[size:])
	if digits == "" {
		return m, false
	}
	for _, u := range units {
		if after, ok := strings.CutPrefix(rest, u); ok {
			m.unit, rest = u, after
			break
		}
	}
	n, ok := readNumeral(halfWidth(digits))
	if m.unit == "" || !ok || n == 0 || n > MaxNumeral {
		return m, false
	}
	m.n, m.mended = n, m.mended || slip
	if same, ok := sameUnit[m.unit]; ok {
		m.unit = same
	}
	if after, ok := strings.CutPrefix(rest, "之"); ok {
		if digits, after, _ := takeNumeral(after); digits != "" {
			if m.sub, ok = readNumeral(halfWidth(digits)); ok && m.sub > 0 {
				rest = after
			}
		}
	}
	m.label = strings.TrimSpace(s[:len(s)-len(rest)])
	m.rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
	next, _ := utf8.DecodeRuneInString(rest)
	m.glued = rest != "" && !unicode.IsSpace(next) && !strings.ContainsRune(openMarks, next)
	return m, true
}

// takeNumeral takes a numeral off the front; blanks inside it and marks that stand for 一 are slips.
func takeNumeral(s string) (digits, rest string, slip bool) {
	var b strings.Builder
	blank := false
	for i, r := range s {
		switch {
		case strings.ContainsRune(numerals, r) || r >= '0' && r <= '9' || r >= '０' && r <= '９':
			b.WriteRune(r)
		case strings.ContainsRune(slips, r) && b.Len() > 0:
			b.WriteRune('一')
			slip = true
		case unicode.IsSpace(r):
			blank = true
			continue
		default:
			return b.String(), s[i:], slip || blank
		}
		slip = slip || blank && b.Len() > utf8.RuneLen(r)
	}
	return b.String(), "", slip || blank
}

// itemMark reads the mark of a 项 or 目: （一） (1) 1. ① 一、. chinese tells whether the numeral is Chinese.
func itemMark(s string) (n int, mark, rest string, chinese, ok bool) {
	first, size := utf8.DecodeRuneInString(s)
	switch {
	case first >= '①' && first <= '⑳':
		return int(first-'①') + 1, s[:size], s[size:], false, true
	case first >= '㈠' && first <= '㈩':
		return int(first-'㈠') + 1, s[:size], s[size:], true, true
	case first >= '⑴' && first <= '⒇':
		return int(first-'⑴') + 1, s[:size], s[size:], false, true
	case first >= '⒈' && first <= '⒛':
		return int(first-'⒈') + 1, s[:size], s[size:], false, true
	}
	bracket := strings.ContainsRune("（(﹙〔", first)
	body := s
	if bracket {
		body = s[size:]
	}
	digits, after, slip := takeNumeral(body)
	if digits == "" || utf8.RuneCountInString(digits) > 4 || slip && !bracket {
		return 0, "", "", false, false
	}
	last, size := utf8.DecodeRuneInString(after)
	ends := "）)﹚〕"
	chinese = !isASCIIDigits(halfWidth(digits))
	if !bracket {
		if ends = "、．.）)"; chinese {
			ends = "、"
		}
	}
	if !strings.ContainsRune(ends, last) || after == "" {
		return 0, "", "", false, false
	}
	rest = after[size:]
	if next, _ := utf8.DecodeRuneInString(rest); !bracket && (last == '.' || last == '．') && isDigit(halfDigit(next)) {
		return 0, "", "", false, false // 0.5元
	}
	n, ok = readNumeral(halfWidth(digits))
	return n, s[:len(s)-len(rest)], rest, chinese, ok && n > 0
}

func halfDigit(r rune) rune {
	if r >= '０' && r <= '９' {
		return r - '０' + '0'
	}
	return r
}

// visible takes off blanks at both ends and characters that do not show anywhere.
func visible(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || r == '\uFFFE' {
			return -1
		}
		if r == '\u00a0' || r == '\t' || r == '\v' || r == '\f' || r == '\r' || r == '\n' {
			return ' '
		}
		return r
	}, s))
}
