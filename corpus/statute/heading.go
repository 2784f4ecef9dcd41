package statute

import (
	"strings"
	"unicode/utf8"
)

// ranks of headings; a heading without a number stands above all.
var ranks = map[string]int{"编": 1, "分编": 2, "章": 3, "节": 4}

// plainHeadings are headings without a number.
var plainHeadings = map[string]bool{"总则": true, "分则": true, "附则": true, "序言": true, "引言": true, "總則": true, "分則": true, "附則": true, "前言": true}

// isHeading tells whether a line is the heading of articles below it.
func (p *parser) isHeading(i int, l Line, m mark, marked bool) bool {
	if marked && m.unit != "条" {
		return l.Heading > 0 || !m.glued && looksLikeHeading(l.Text) || m.glued && !refers(m.rest) && looksLikeHeading(l.Text)
	}
	if plainHeadings[Dense(l.Text)] {
		return true
	}
	if p.sections || !looksLikeHeading(l.Text) || i+1 >= len(p.lines) {
		return false
	}
	next, ok := readMark(p.lines[i+1].Text)
	if l.Heading > 1 {
		return i < p.first || ok
	}
	_, _, _, chinese, numbered := sectionMark(l.Text)
	return numbered && chinese && ok && next.unit == "条" && !next.glued
}

func looksLikeHeading(s string) bool {
	return utf8.RuneCountInString(s) <= longestHeading && !strings.ContainsAny(s, "。；：;:") && !strings.HasSuffix(s, "，")
}

// push puts a heading under those that stand above it.
func (p *parser) push(l Line, m mark, marked bool) {
	rank := 0
	if marked {
		rank = ranks[m.unit]
	} else if l.Heading > 2 {
		rank = l.Heading
	}
	for len(p.heads) > 0 && p.heads[len(p.heads)-1].rank >= rank {
		p.heads = p.heads[:len(p.heads)-1]
	}
	p.heads = append(p.heads, head{rank, headingText(l.Text)})
}

func (p *parser) path() []string {
	var path []string
	if p.part != "" {
		path = append(path, p.part)
	}
	for _, h := range p.heads {
		path = append(path, h.text)
	}
	return path
}

// headingText gives a heading in one form: 第一章 总则, whatever blanks stand in it.
func headingText(s string) string {
	m, ok := readMark(s)
	if !ok {
		return strings.Join(strings.Fields(s), "")
	}
	name := strings.Join(strings.Fields(m.rest), "")
	if name == "" {
		return Dense(m.label)
	}
	return Dense(m.label) + " " + name
}

// dropContents leaves out a table of contents: 目录 and the headings before the first article, save those that lead to it.
func dropContents(lines []Line, first int) []Line {
	type at struct{ i, rank, n int }
	var heads []at
	contents := -1
	for i, l := range lines[:first] {
		if isContentsTitle(l.Text) {
			contents = i
		}
		m, ok := readMark(l.Text)
		switch {
		case ok && m.unit != "条" && looksLikeHeading(l.Text):
			heads = append(heads, at{i, ranks[m.unit], m.n})
		case plainHeadings[Dense(l.Text)]:
			heads = append(heads, at{i, 0, 1})
		}
	}
	keep := len(heads)
	for keep > 0 && heads[keep-1].n == 1 && (keep == len(heads) || heads[keep-1].rank < heads[keep].rank) {
		keep--
	}
	drop := map[int]bool{}
	for _, h := range heads[:keep] {
		drop[h.i] = true
	}
	if contents >= 0 {
		drop[contents] = true
		end := first
		if keep < len(heads) {
			end = heads[keep].i
		}
		for i := contents + 1; i < end; i++ {
			drop[i] = drop[i] || looksLikeHeading(lines[i].Text) && !isHeaderLine(lines[i].Text)
		}
	}
	if len(drop) == 0 {
		return lines
	}
	out := make([]Line, 0, len(lines))
	for i, l := range lines {
		if !drop[i] {
			out = append(out, l)
		}
	}
	return out
}

func isContentsTitle(s string) bool {
	switch strings.Trim(Dense(s), "*_【】[]") {
	case "目录", "目錄", "目次":
		return true
	}
	return false
}

// beginsAppendix tells whether what follows is no longer the last article.
func (p *parser) beginsAppendix(i int, l Line) bool {
	if i <= p.first {
		return false
	}
	if l.Heading > 0 {
		return true
	}
	d := Dense(l.Text)
	for _, w := range []string{"附件", "附表", "附录", "附錄", "附图", "附：", "附:", "附注："} {
		if !strings.HasPrefix(d, w) {
			continue
		}
		rest := strings.TrimPrefix(d, w)
		if rest == "" {
			return true
		}
		r, _ := utf8.DecodeRuneInString(rest)
		if strings.HasPrefix(w, "附：") || strings.HasPrefix(w, "附:") || strings.HasPrefix(w, "附注") {
			return true
		}
		return looksLikeHeading(strings.NewReplacer("：", "", ":", "").Replace(d)) && strings.ContainsRune(numerals+"0123456789０１２３４５６７８９：:（(", r) && !strings.Contains(d, "的决定")
	}
	return d == "附"
}
