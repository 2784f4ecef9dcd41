package clause

import (
	"strings"
	"unicode/utf8"
)

// piece is a part of the article's text in bytes, the end out.
type piece struct{ from, to int }

func (p piece) of(s string) string { return s[p.from:p.to] }

// listItem is one 项, with the 目 below it.
type listItem struct {
	number int
	piece
}

// paragraph is one 款: its lead and its 项.
type paragraph struct {
	number int
	lead   piece
	items  []listItem
}

// lay cuts an article into paragraphs. A line that opens with （一） belongs to the paragraph before it; so do 1. and ①, which
// are parts of the 项 above. A line that opens with 一、 is a paragraph's part with 项 of its own: it keeps the number.
func lay(text string) []paragraph {
	var out []paragraph
	number, level := 0, byte(0)
	for from := 0; from < len(text); {
		to := from + strings.IndexByte(text[from:], '\n')
		if to < from {
			to = len(text)
		}
		ln := trim(text, piece{from, to})
		from = to + 1
		if ln.from == ln.to {
			continue
		}
		kind, n, body := mark(text, ln)
		last := len(out) - 1
		switch {
		case kind == 'p' || last < 0:
			number++
			out = append(out, paragraph{number: number, lead: ln})
			level = 0
		case kind == 'h':
			out = append(out, paragraph{number: number, lead: piece{body, ln.to}})
			level = 0
		case level != 0 && kind != level && len(out[last].items) > 0: // a level below
			out[last].items[len(out[last].items)-1].to = ln.to
		default:
			level = kind
			out[last].items = append(out[last].items, listItem{n, piece{body, ln.to}})
		}
	}
	return out
}

func trim(s string, p piece) piece {
	t := s[p.from:p.to]
	left := strings.TrimLeft(t, " \t\r　\u00a0\u200b")
	p.from += len(t) - len(left)
	p.to = p.from + len(strings.TrimRight(left, " \t\r　\u00a0\u200b"))
	return p
}

// mark tells how a line opens: 'p' a paragraph, 'i' （一）, 'h' 一、, 'd' 1. or (1) or ①; the number; where the words begin.
func mark(s string, p piece) (kind byte, n, body int) {
	t := s[p.from:p.to]
	r, size := utf8.DecodeRuneInString(t)
	switch {
	case r == '（' || r == '(':
		end := strings.IndexAny(t, "）)")
		if end < 0 || end > 24 {
			return 'p', 0, p.from
		}
		_, close := utf8.DecodeRuneInString(t[end:])
		num := t[size:end]
		n, ok := ordinal(num)
		switch {
		case !ok:
			return 'p', 0, p.from
		case num[0] < 0x80 || strings.HasPrefix(num, "１"):
			return 'd', n, p.from + end + close
		}
		return 'i', n, p.from + end + close
	case r >= '①' && r <= '⑳':
		return 'd', int(r-'①') + 1, p.from + size
	case isDigit(r):
		end := strings.IndexFunc(t, func(r rune) bool { return !isDigit(r) })
		if end > 0 {
			if next, w := utf8.DecodeRuneInString(t[end:]); next == '.' || next == '．' || next == '、' {
				if n, ok := ordinal(t[:end]); ok {
					return 'd', n, p.from + end + w
				}
			}
		}
	default:
		if i := strings.Index(t, "、"); i > 0 && i <= 9 {
			if _, ok := ordinal(t[:i]); ok && strings.Trim(t[:i], "一二三四五六七八九十") == "" {
				return 'h', 0, p.from + i + len("、")
			}
		}
	}
	return 'p', 0, p.from
}

// sentence is what ends with 。; it has clauses, which end with ；, and these have segments, which end with ， or ：.
type sentence struct {
	piece
	clauses []clausePart
}

type clausePart struct {
	piece
	segments []piece
}

// split cuts a piece into sentences. Nothing is cut inside brackets, book-title marks and quotation marks, nor inside an amount.
func split(s string, p piece) []sentence {
	var out []sentence
	cur := sentence{piece: piece{p.from, p.from}}
	cl := clausePart{piece: piece{p.from, p.from}}
	seg := p.from
	endSegment := func(at, next int) {
		if q := trim(s, piece{seg, at}); q.from < q.to {
			cl.segments = append(cl.segments, q)
		}
		seg = next
	}
	endClause := func(at, next int) {
		endSegment(at, next)
		if len(cl.segments) > 0 {
			cl.to = at
			cur.clauses = append(cur.clauses, cl)
		}
		cl = clausePart{piece: piece{next, next}}
	}
	endSentence := func(at, next int) {
		endClause(at, next)
		if len(cur.clauses) > 0 {
			cur.to = at
			out = append(out, cur)
		}
		cur = sentence{piece: piece{next, next}}
	}
	depth := 0
	for i := p.from; i < p.to; {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch r {
		case '（', '(', '《', '“', '〈':
			depth++
		case '）', ')', '》', '”', '〉':
			depth = max(depth-1, 0)
		case '\n':
			depth = 0
			endSegment(i, i+size)
		}
		if depth == 0 {
			switch r {
			case '。':
				endSentence(i, i+size)
			case '；', ';':
				endClause(i, i+size)
			case '，', '：', ':', ',':
				if !joined(s, i, size) && !listed(s[seg:i], s[i+size:]) && !(r == ',' && i > 0 && s[i-1] >= '0' && s[i-1] <= '9' && threeDigits(s[i+size:])) {
					endSegment(i, i+size)
				}
			}
		}
		i += size
	}
	endSentence(p.to, p.to)
	return out
}

// listed: 对甲的主管人员，以及乙处…, where the comma stands between persons.
func listed(before, behind string) bool {
	return strings.HasPrefix(behind, "以及") && hasAny(strings.TrimSpace(before), "对", "并对") && hadSuffix(before, persons...) != ""
}

// joins are openings of a segment that belong to the amount before them.
var joins = []string{"但最高", "但最多", "但不超过", "但不得超过", "但不低于", "但不得低于", "但不少于", "但不得少于", "但罚款", "但总额", "但累计", "最高不", "最高罚款不", "最高额不", "最低不", "最多不",
	"总额不", "总额最高", "罚款总额", "罚款最高不", "罚款最低不", "不得低于", "且不低于", "且不超过", "且不少于", "且不得", "最高为", "最低为", "不超过", "不低于", "但是最高", "但是罚款", "但是不"}

// joined tells whether the comma at i stands inside one amount.
func joined(s string, i, size int) bool {
	rest := s[i+size:]
	for _, j := range joins {
		if strings.HasPrefix(rest, j) {
			return true
		}
	}
	before := s[:i]
	if hadSuffix(before, "年内", "个月内") != "" && hasAny(rest, "不得", "停止受理", "不受理", "不予受理", "不再受理") {
		return true
	}
	if hadSuffix(before, "罚款", "罚款金额", "罚款数额", "罚款额") != "" && hasAny(rest, "为", "数额为", "金额为", "幅度为") {
		return true
	}
	if strings.HasSuffix(before, "以上") || strings.HasSuffix(before, "元") || strings.HasSuffix(before, "倍") {
		if q, ok := quantityAt(s, i+size); ok && (strings.HasPrefix(s[q.to:], "以下") || strings.HasPrefix(s[q.to:], "以内")) {
			return true
		}
	}
	return strings.HasSuffix(before, "标准计算") && strings.HasPrefix(rest, "处")
}

// ordinal reads a whole text as the number of a 项, 款 or 条.
func ordinal(t string) (int, bool) {
	v, end, _, ok := number(t, 0)
	if !ok || end != len(t) || !v.IsInt() || v.Sign() <= 0 || v.Num() > 9999 {
		return 0, false
	}
	return int(v.Num()), true
}
