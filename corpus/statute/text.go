package statute

import (
	"strconv"
	"strings"
	"unicode"
)

// Level is the rank of a statute (效力级别); "" when the file does not say it.
type Level string

// The levels, highest first.
const (
	LevelConstitution    Level = "宪法"
	LevelLaw             Level = "法律"
	LevelInterpretation  Level = "司法解释"
	LevelRegulation      Level = "行政法规"
	LevelLocalRegulation Level = "地方性法规"
	LevelMinistryRule    Level = "部门规章"
	LevelLocalRule       Level = "地方政府规章"
	LevelDocument        Level = "规范性文件"
)

// Statute is a law, regulation, rule or interpretation under one identity, whatever its versions.
type Statute struct {
	ID       string   `json:"id"`    // NormalLaw(Title)
	Title    string   `json:"title"` // 中华人民共和国食品安全法, as the newest version writes it
	Short    []string `json:"short,omitempty"`
	Former   []string `json:"former,omitempty"` // names of earlier versions and names that texts say it had
	Level    Level    `json:"level,omitempty"`
	Issuer   string   `json:"issuer,omitempty"`   // 国务院, 重庆市人民代表大会常务委员会
	Place    string   `json:"place,omitempty"`    // 重庆市; "" is the whole country
	Versions []Meta   `json:"versions,omitempty"` // oldest first
}

// Meta says of a version what is known without its text. Dates are YYYY-MM-DD, "" when no file says them.
type Meta struct {
	Title      string   `json:"title"`
	Number     string   `json:"number,omitempty"`    // 国务院令第331号
	Issued     string   `json:"issued,omitempty"`    // first adopted or made public
	Revised    string   `json:"revised,omitempty"`   // last revised: the version's own date
	Effective  string   `json:"effective,omitempty"` // from when this version applies
	Repealed   string   `json:"repealed,omitempty"`  // first day on which it no longer applies
	RepealedBy string   `json:"repealed_by,omitempty"`
	Sources    []string `json:"sources,omitempty"` // SHA-256 of the files it was read from; a code in parts has several
	Articles   int      `json:"articles"`
}

// Date is the version's name: when it was last revised, or else issued.
func (m Meta) Date() string {
	if m.Revised != "" {
		return m.Revised
	}
	return m.Issued
}

// From is the first day on which the version applies. When no file says it, it is the version's date and stated is false.
func (m Meta) From() (day string, stated bool) {
	if m.Effective != "" {
		return m.Effective, true
	}
	return m.Date(), false
}

// Text is what one file holds: one version of one statute, or a part of it.
type Text struct {
	Statute    Statute    `json:"statute"` // without Versions
	Version    Meta       `json:"version"`
	Header     []string   `json:"header,omitempty"`   // lines between title and text: who adopted, when
	Preamble   []string   `json:"preamble,omitempty"` // text before the first article
	Articles   []Article  `json:"articles,omitempty"`
	Appendices []Appendix `json:"appendices,omitempty"`
	Repeals    []Repeal   `json:"repeals,omitempty"` // what this statute says it repeals
	Aliases    []Alias    `json:"aliases,omitempty"` // short and former names that this text gives to statutes
	Notes      []Note     `json:"notes,omitempty"`   // what the file lacks or contradicts
}

// Repeal is a statute that another one repeals; On is "" when the text gives no date.
type Repeal struct {
	Title string `json:"title"`
	On    string `json:"on,omitempty"`
}

// Alias is another name of a statute.
type Alias struct {
	Title  string `json:"title"`
	Name   string `json:"name"`
	Former bool   `json:"former,omitempty"` // else a short name
}

// Note is a finding about a file; Line is 0 when it concerns the whole file.
type Note struct {
	Kind    string `json:"kind"` // one of the Note… constants
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
}

// Kinds of notes.
const (
	NoteMissing       = "missing"       // a date or the title is not in the file
	NoteContradiction = "contradiction" // two dates for one thing
	NoteNumbering     = "numbering"     // articles jump or repeat
	NoteMended        = "mended"        // a slip of the pen was read for what it stands for
	NoteDerived       = "derived"       // taken from the file's name or folder, not from its text
)

// Appendix is what follows the last article: 附件, 附表, 附录, signatures; tables are kept as text.
type Appendix struct {
	Title string   `json:"title"`
	Lines []string `json:"lines,omitempty"`
}

// Article is a 条 of a statute. Documents without articles are cut at 一、 二、 into sections instead; one without even
// these is a single section with Number "".
type Article struct {
	Number     string      `json:"number"`            // Arabic: "124", "120-1" for 第一百二十条之一
	Label      string      `json:"label,omitempty"`   // as the source writes it: 第一百二十四条, 一、
	Section    bool        `json:"section,omitempty"` // a section of a document without articles
	Caption    string      `json:"caption,omitempty"` // 【…】 or （…） behind the label, with its brackets
	Heading    []string    `json:"heading,omitempty"` // 编, 章, 节 above it: 第九章 法律责任
	Paragraphs []Paragraph `json:"paragraphs"`
	Line       int         `json:"line,omitempty"` // in the source, from 1
}

// Paragraph is a 款.
type Paragraph struct {
	Text          string         `json:"text"`
	Subparagraphs []Subparagraph `json:"subparagraphs,omitempty"`
}

// Subparagraph is a 项: Number is Arabic ("5"), Mark what the source writes ("（五）").
type Subparagraph struct {
	Number string  `json:"number"`
	Mark   string  `json:"mark"`
	Text   string  `json:"text"`
	Points []Point `json:"points,omitempty"`
}

// Point is a 目.
type Point struct {
	Number string `json:"number"`
	Mark   string `json:"mark"`
	Text   string `json:"text"`
}

// Text gives the article as the source writes it, a line for each 款, 项 and 目; only white space may differ.
func (a Article) Text() string {
	var b strings.Builder
	b.WriteString(a.Label + a.Caption)
	for i, p := range a.Paragraphs {
		switch {
		case i > 0:
			b.WriteByte('\n')
		case a.Label != "" && p.Text != "" && !strings.HasSuffix(a.Label, "、"):
			b.WriteByte(' ')
		}
		p.write(&b)
	}
	return b.String()
}

// Body is Text without the label.
func (a Article) Body() string {
	var b strings.Builder
	for i, p := range a.Paragraphs {
		if i > 0 {
			b.WriteByte('\n')
		}
		p.write(&b)
	}
	return b.String()
}

func (p Paragraph) write(b *strings.Builder) {
	b.WriteString(p.Text)
	for _, s := range p.Subparagraphs {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		s.write(b)
	}
}

func (s Subparagraph) write(b *strings.Builder) {
	b.WriteString(s.Mark + s.Text)
	for _, p := range s.Points {
		b.WriteString("\n" + p.Mark + p.Text)
	}
}

// Provision gives the text that a citation's 款, 项 and 目 point to; 0 is not given. With an article of one 款, a 项 may be
// cited without it. ok is false when the article has no such place.
func (a Article) Provision(paragraph, subparagraph, point int) (text string, ok bool) {
	var b strings.Builder
	if paragraph == 0 && subparagraph == 0 && point == 0 {
		return a.Text(), true
	}
	if paragraph == 0 {
		p, found := a.onlyList()
		if !found {
			return "", false
		}
		paragraph = p
	}
	if paragraph > len(a.Paragraphs) {
		return "", false
	}
	p := a.Paragraphs[paragraph-1]
	if subparagraph == 0 {
		p.write(&b)
		return b.String(), point == 0
	}
	for _, s := range p.Subparagraphs {
		if s.Number != strconv.Itoa(subparagraph) {
			continue
		}
		if point == 0 {
			s.write(&b)
			return b.String(), true
		}
		for _, q := range s.Points {
			if q.Number == strconv.Itoa(point) {
				return q.Mark + q.Text, true
			}
		}
	}
	return "", false
}

// onlyList finds the one 款 that has 项, counted from 1.
func (a Article) onlyList() (int, bool) {
	found := 0
	for i, p := range a.Paragraphs {
		if len(p.Subparagraphs) == 0 {
			continue
		}
		if found > 0 {
			return 0, false
		}
		found = i + 1
	}
	return found, found > 0
}

// Address is the stable address of a provision in a version, readable by ParseCitation: 食品安全法@2021-04-29/124/1/5.
// date may be ""; levels that are not given are 0.
func Address(id, date, article string, levels ...int) string {
	s := id
	if date != "" {
		s += "@" + date
	}
	s += "/" + article
	for len(levels) > 0 && levels[len(levels)-1] == 0 {
		levels = levels[:len(levels)-1]
	}
	for _, n := range levels {
		s += "/" + strconv.Itoa(n)
	}
	return s
}

// Number gives the article's number in the form of Article.Number: "120-1".
func (c Citation) Number() string {
	n := strconv.Itoa(c.Article)
	if c.ArticleSub > 0 {
		n += "-" + strconv.Itoa(c.ArticleSub)
	}
	return n
}

// Dense is text without white space and characters that do not show, for comparing texts.
func Dense(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}
