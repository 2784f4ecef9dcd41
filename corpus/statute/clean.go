package statute

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean trims lines, drops empty ones and cuts articles apart that run on in one line.
func (p *parser) clean(lines []Line) []Line {
	out := make([]Line, 0, len(lines))
	next := 1
	for _, l := range lines {
		if l.Text = visible(l.Text); l.Text == "" {
			continue
		}
		if l.Quote {
			p.quotes++
			continue
		}
		m, ok := readMark(l.Text)
		if !ok {
			out = append(out, l)
			continue
		}
		if m.unit == "条" {
			next = m.n + 1
		}
		for cut := runOn(l.Text, next, m.unit != "条"); cut >= 0; cut = runOn(l.Text, next, false) {
			p.note(NoteMended, l.Number, "第%s条与前文连在一行，已分开", ChineseNumeral(next))
			head := l
			head.Text = strings.TrimSpace(l.Text[:cut])
			out = append(out, head)
			l.Text, l.Heading = l.Text[cut:], 0
			next++
		}
		out = append(out, l)
	}
	return out
}

// numberedBullets gives lists whose entries are articles (* 1 text, the form of some law collections) the mark of articles:
// all entries are numbered from 1 on and no line begins with 第…条.
func numberedBullets(lines []Line) (marked []Line, ok bool) {
	n := 0
	for _, l := range lines {
		if m, ok := readMark(visible(l.Text)); ok && m.unit == "条" {
			return lines, false
		}
		if !l.Bullet {
			continue
		}
		number, _, ok := strings.Cut(visible(l.Text), " ")
		if k, isNumber := readNumeral(number); !ok || !isASCIIDigits(number) || !isNumber || k != n+1 {
			return lines, false
		}
		n++
	}
	if n < 3 {
		return lines, false
	}
	out := slices.Clone(lines)
	for i, l := range out {
		if l.Bullet {
			number, rest, _ := strings.Cut(visible(l.Text), " ")
			out[i].Text = "第" + number + "條 " + rest
		}
	}
	return out, true
}

var gluedPage = regexp.MustCompile(`^(.*[。）])[0-9]{1,4}$`)

// dropPageNumber takes off the number of the last page, which a text taken from a printed page has behind its last full stop.
func (p *parser) dropPageNumber() {
	if len(p.lines) == 0 {
		return
	}
	last := &p.lines[len(p.lines)-1]
	if m := gluedPage.FindStringSubmatch(last.Text); m != nil {
		p.note(NoteMended, last.Number, "文末的页码 %s 已略去", last.Text[len(m[1]):])
		last.Text = m[1]
	}
}

// runOn finds where article n begins inside a line, behind a full stop or in a heading; -1 when it does not.
func runOn(s string, n int, heading bool) int {
	label := "第" + ChineseNumeral(n) + "条"
	for from := 0; ; {
		i := strings.Index(s[from:], label)
		if i < 0 {
			return -1
		}
		i += from
		from = i + len(label)
		before := strings.TrimRightFunc(s[:i], unicode.IsSpace)
		after, _ := utf8.DecodeRuneInString(s[from:])
		if (strings.HasSuffix(before, "。") || heading && before != "") && unicode.IsSpace(after) {
			return i
		}
	}
}
