package statute

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Source is a file turned into lines.
type Source struct {
	Name    string   // the file's name without its ending
	Folders []string // the folders above it, outermost first; they may name the level
	Digest  string   // SHA-256 of the file
	Whole   *Statute // of which this is a part (第三编 合同) that does not name it; nil when not known
	Version *Meta    // of the whole
	Beside  []string // what a file beside it says, as lines of the header: 公布日期：2021-01-22
	Lines   []Line
}

// longestHeading is far beyond the longest heading of a chapter in characters.
const longestHeading = 60

// Parse reads one version of one statute, or a part of it. What the source lacks or contradicts is in Text.Notes. It errs, in
// Chinese, when the source is no statute.
func Parse(src Source) (*Text, error) {
	p := &parser{src: src, text: &Text{}}
	lines, bullets := numberedBullets(src.Lines)
	p.lines = p.clean(lines)
	p.dropPageNumber()
	if len(p.lines) == 0 {
		return nil, errors.New("文件里没有文字")
	}
	p.takeTitle()
	p.findFirst()
	p.lines = dropContents(p.lines, p.first)
	p.findFirst()
	for i, l := range p.lines {
		p.line(i, l)
	}
	p.endArticle()
	for i := range p.text.Articles {
		if bullets { // the source writes the number alone
			p.text.Articles[i].Label = p.text.Articles[i].Number
		}
	}
	if err := p.judge(); err != nil {
		return nil, err
	}
	p.identify()
	p.checkNumbers()
	return p.text, nil
}

// IsPart tells whether the source's title is that of a part: 第三编 合同, 附则.
func (s Source) IsPart() bool {
	for _, l := range s.Lines {
		if visible(l.Text) != "" {
			return l.Heading == 1 && isPart(visible(l.Text))
		}
	}
	return false
}

type parser struct {
	src   Source
	lines []Line
	text  *Text

	first    int // index of the first article or section
	sections bool
	heads    []head
	article  *Article
	pending  bool // the last mark (（一）) stood alone on its line
	appendix *Appendix
	last     mark
	part     string // the heading that stands where the title should be: 第三编 合同
	quotes   int    // comments left out
}

type head struct {
	rank int
	text string
}

// findFirst finds the first article, or, in a document without any, the first section 一、.
func (p *parser) findFirst() {
	p.first, p.sections = len(p.lines), false
	for i, l := range p.lines {
		if m, ok := readMark(l.Text); ok && m.unit == "条" && starts(m, mark{}, l) {
			p.first = i
			return
		}
	}
	p.sections = true
	for i, l := range p.lines {
		if n, _, _, chinese, ok := sectionMark(l.Text); ok && chinese && n == 1 {
			p.first = i
			return
		}
	}
}

// sectionMark reads 一、 at the beginning of a line.
func sectionMark(s string) (n int, mark, rest string, chinese, ok bool) {
	n, mark, rest, chinese, ok = itemMark(s)
	return n, mark, rest, chinese, ok && strings.HasSuffix(mark, "、")
}

// starts tells whether the mark at the beginning of a line begins an article. With a blank behind it always; without, only when
// the number goes on from the last and the text does not go on as a reference does (第十条规定的…).
func starts(m, last mark, l Line) bool {
	if m.unit != "条" {
		return false
	}
	if !m.glued {
		return true
	}
	next := m.n > last.n && m.n <= last.n+3 && m.sub == 0 || m.n == last.n && m.sub == last.sub+1
	return (next || m.mended && m.n > last.n) && !refers(m.rest)
}

// referring is how a text goes on behind the number of an article that it only mentions.
var referring = []string{"的", "规定", "規定", "所", "、", "，", "。", "；", "和第", "及第", "及其", "与第", "至第", "到第", "或第", "或者第", "第", "中的", "情形", "之规定", "款", "》", "”", "以外", "以及第"}

func refers(rest string) bool {
	return slices.ContainsFunc(referring, func(w string) bool { return strings.HasPrefix(rest, w) })
}

// line puts one line where it belongs.
func (p *parser) line(i int, l Line) {
	m, marked := readMark(l.Text)
	switch {
	case p.appendix != nil && !(marked && m.unit == "条" && !m.glued && p.continues(m)):
		p.appendix.Lines = append(p.appendix.Lines, l.Text)
	case !p.sections && marked && m.unit == "条" && starts(m, p.last, l) && !(p.quoting() && !p.continues(m)):
		p.beginArticle(m, l)
	case p.sections && p.beginsSection(i, l):
	case p.isHeading(i, l, m, marked):
		p.endArticle()
		p.push(l, m, marked)
	case i < p.first:
		p.before(l)
	case p.beginsAppendix(i, l):
		p.endArticle()
		p.text.Appendices = append(p.text.Appendices, Appendix{Title: l.Text})
		p.appendix = &p.text.Appendices[len(p.text.Appendices)-1]
	default:
		p.add(l)
	}
}

// continues tells whether an article behind an appendix goes on with the numbering before it.
func (p *parser) continues(m mark) bool { return !p.sections && m.n == p.last.n+1 && m.sub == 0 }

// quoting tells whether the open article has begun to quote another statute and has not ended.
func (p *parser) quoting() bool {
	if p.article == nil {
		return false
	}
	body := p.article.Body()
	return strings.Count(body, "“") > strings.Count(body, "”")
}

func (p *parser) before(l Line) {
	if Dense(l.Text) == Dense(p.text.Version.Title) {
		return // the title once more
	}
	open := len(p.text.Header) > 0 && len(p.text.Preamble) == 0 && unclosed(p.text.Header[len(p.text.Header)-1])
	if l.Header || open || isHeaderLine(l.Text) {
		p.text.Header = append(p.text.Header, l.Text)
		return
	}
	p.text.Preamble = append(p.text.Preamble, l.Text)
}

func (p *parser) beginArticle(m mark, l Line) {
	p.endArticle()
	p.appendix = nil
	if m.mended {
		p.note(NoteMended, l.Number, "条号“%s”写得不规范，按第%s条读取", m.label, articleName(m))
	}
	p.last = m
	p.article = &Article{Number: m.number(), Label: m.label, Heading: p.path(), Line: l.Number}
	p.article.Caption, m.rest = caption(m.rest)
	if m.rest != "" {
		p.open(m.rest)
	}
}

func articleName(m mark) string {
	if m.sub > 0 {
		return ChineseNumeral(m.n) + "条之" + ChineseNumeral(m.sub)
	}
	return ChineseNumeral(m.n)
}

func (p *parser) beginsSection(i int, l Line) bool {
	n, mk, rest, chinese, ok := sectionMark(l.Text)
	if !ok || !chinese || n != p.last.n+1 {
		return false
	}
	p.endArticle()
	p.last = mark{n: n}
	p.article = &Article{Number: strconv.Itoa(n), Label: mk, Section: true, Heading: p.path(), Line: l.Number}
	if rest = strings.TrimSpace(rest); rest != "" {
		p.open(rest)
	}
	return true
}

func (p *parser) endArticle() {
	if p.article == nil {
		return
	}
	p.text.Articles = append(p.text.Articles, *p.article)
	p.article, p.pending = nil, false
}

// caption takes 【…】 or （…） off the front of an article.
func caption(s string) (string, string) {
	for _, b := range [][2]string{{"【", "】"}, {"（", "）"}, {"(", ")"}, {"〔", "〕"}} {
		if !strings.HasPrefix(s, b[0]) {
			continue
		}
		end := strings.Index(s, b[1])
		if end < 0 || utf8.RuneCountInString(s[:end]) > 25 {
			return "", s
		}
		if _, _, _, _, item := itemMark(s); item {
			return "", s
		}
		end += len(b[1])
		return s[:end], strings.TrimSpace(s[end:])
	}
	return "", s
}

// open starts a 款.
func (p *parser) open(text string) {
	a := p.article
	if n, mk, rest, _, ok := itemMark(text); ok && !p.article.Section {
		a.Paragraphs = append(a.Paragraphs, Paragraph{})
		p.item(n, mk, rest)
		return
	}
	a.Paragraphs = append(a.Paragraphs, Paragraph{Text: text})
}

// add appends a line to the open article: a 款, 项 or 目, or the text of a mark that stood alone.
func (p *parser) add(l Line) {
	if p.article == nil {
		p.article = &Article{Section: true, Heading: p.path(), Line: l.Number}
	}
	a := p.article
	if p.pending {
		p.pending = false
		*p.lastText() += l.Text
		return
	}
	if l.Table && len(a.Paragraphs) > 0 {
		*p.lastText() += "\n" + l.Text
		return
	}
	n, mk, rest, chinese, ok := itemMark(l.Text)
	if !ok {
		a.Paragraphs = append(a.Paragraphs, Paragraph{Text: l.Text})
		return
	}
	if len(a.Paragraphs) == 0 {
		a.Paragraphs = append(a.Paragraphs, Paragraph{})
	}
	para := &a.Paragraphs[len(a.Paragraphs)-1]
	if subs := para.Subparagraphs; !chinese && len(subs) > 0 && !sameStyle(subs[0].Mark, mk) {
		s := &subs[len(subs)-1]
		s.Points = append(s.Points, Point{Number: strconv.Itoa(n), Mark: mk, Text: strings.TrimSpace(rest)})
		p.pending = strings.TrimSpace(rest) == ""
		return
	}
	p.item(n, mk, rest)
}

func (p *parser) item(n int, mk, rest string) {
	para := &p.article.Paragraphs[len(p.article.Paragraphs)-1]
	rest = strings.TrimSpace(rest)
	para.Subparagraphs = append(para.Subparagraphs, Subparagraph{Number: strconv.Itoa(n), Mark: mk, Text: rest})
	p.pending = rest == ""
}

// sameStyle tells whether two marks count in the same way: both 1., both （一）.
func sameStyle(a, b string) bool { return style(a) == style(b) }

func style(mk string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(numerals, r):
			return '一'
		case isDigit(halfDigit(r)):
			return '1'
		case r >= '①' && r <= '⑳':
			return '①'
		case r >= '⑴' && r <= '⒇':
			return '⑴'
		case r >= '⒈' && r <= '⒛':
			return '⒈'
		case r == '(':
			return '（'
		case r == ')':
			return '）'
		case r == '.':
			return '．'
		}
		return r
	}, strings.TrimRight(mk, "0123456789"))
}

// lastText is where the text at the end of the open article stands.
func (p *parser) lastText() *string {
	a := p.article
	if len(a.Paragraphs) == 0 {
		a.Paragraphs = append(a.Paragraphs, Paragraph{})
	}
	para := &a.Paragraphs[len(a.Paragraphs)-1]
	if len(para.Subparagraphs) == 0 {
		return &para.Text
	}
	sub := &para.Subparagraphs[len(para.Subparagraphs)-1]
	if len(sub.Points) == 0 {
		return &sub.Text
	}
	return &sub.Points[len(sub.Points)-1].Text
}

func (p *parser) note(kind string, line int, format string, args ...any) {
	p.text.Notes = append(p.text.Notes, Note{Kind: kind, Line: line, Message: fmt.Sprintf(format, args...)})
}
