package statute

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Unit is a level of a provision's address. The zero Unit is none.
type Unit int

// The units, highest first.
const (
	UnitArticle      Unit = 1 + iota // 条
	UnitParagraph                    // 款
	UnitSubparagraph                 // 项
	UnitPoint                        // 目
)

const unitNames = "条款项目"

// String gives the Chinese word.
func (u Unit) String() string {
	if u < UnitArticle || u > UnitPoint {
		return ""
	}
	return string([]rune(unitNames)[u-1])
}

func unitOf(r rune) Unit { return Unit(slices.Index([]rune(unitNames), r) + 1) }

// notUnits are the words in which 条, 款, 项 or 目 is no level of an address: 条例, 款项, 项目, 目录.
var notUnits = []string{"条例", "条款", "条件", "条约", "条线", "条文", "条令", "款项", "款式", "项目", "项下", "目录", "目标", "目的", "目前"}

// get and set let the levels be reached by their unit.
func (c *Citation) get(u Unit) int { return *c.level(u) }

// set puts a level in and clears those below it.
func (c *Citation) set(u Unit, n int) {
	for v := u; v <= UnitPoint; v++ {
		*c.level(v) = 0
	}
	if u == UnitArticle {
		c.ArticleSub = 0
	}
	*c.level(u) = n
}

func (c *Citation) level(u Unit) *int {
	return [...]*int{&c.Article, &c.Paragraph, &c.Subparagraph, &c.Point}[u-1]
}

// deepest is the lowest level that is given; 0 for a statute alone.
func (c Citation) deepest() Unit {
	for u := UnitPoint; u >= UnitArticle; u-- {
		if c.get(u) > 0 {
			return u
		}
	}
	return 0
}

// reader reads a text in plain form (plain) from left to right; positions are runes, as in the text that was given.
type reader struct {
	text []rune
	at   int
}

func (r *reader) rest() string { return string(r.text[r.at:]) }

func (r *reader) done() bool { return r.at >= len(r.text) }

// blanks passes over white space within a line.
func (r *reader) blanks() {
	for !r.done() && isBlank(r.text[r.at]) {
		r.at++
	}
}

func isBlank(c rune) bool {
	return c != '\n' && c != '\r' && (unicode.IsSpace(c) || unicode.Is(unicode.Cf, c))
}

// take passes over one of the words and the blanks before it; "" leaves everything as it was.
func (r *reader) take(words ...string) string {
	before := r.at
	r.blanks()
	for _, w := range words {
		if r.sees(w) {
			r.at += len([]rune(w))
			return w
		}
	}
	r.at = before
	return ""
}

// sees tells whether word stands next.
func (r *reader) sees(word string) bool {
	i := r.at
	for _, c := range word {
		if i >= len(r.text) || r.text[i] != c {
			return false
		}
		i++
	}
	return true
}

// run passes over the characters that ok accepts and returns them.
func (r *reader) run(ok func(rune) bool) string {
	from := r.at
	for !r.done() && ok(r.text[r.at]) {
		r.at++
	}
	return string(r.text[from:r.at])
}

// number reads a numeral, all digits or all Chinese; 0 and no error when there is none.
func (r *reader) number() (int, error) {
	before := r.at
	r.blanks()
	text := r.run(isDigit)
	if text == "" {
		text = r.run(isChineseNumeral)
	}
	if text == "" {
		r.at = before
		return 0, nil
	}
	return Numeral(text)
}

// unit passes over 条, 款, 项 or 目, and the blanks before it, where it is a level and no other word.
func (r *reader) unit() Unit {
	before := r.at
	r.blanks()
	if !r.done() && (!slices.ContainsFunc(notUnits, r.sees) || r.sees("目的规定")) {
		if u := unitOf(r.text[r.at]); u > 0 {
			r.at++
			return u
		}
	}
	r.at = before
	return 0
}

// step is one level of an address as written: 第（五）项. Without unit it is a number in a list: the 一 of 第一、二项.
type step struct {
	unit       Unit
	n, sub     int // sub: 之一
	start, end int
	ordinal    bool // 第 stands before it
	bracket    bool
	err        error // the number is not to be read
}

// step reads [第][（]n[）][之n][unit[之n]]; false leaves everything as it was.
func (r *reader) step() (step, bool) {
	before := r.at
	r.blanks()
	s := step{start: r.at}
	s.ordinal = r.take("第") != ""
	s.bracket = r.take("(") != ""
	from := r.at
	s.n, s.err = r.number()
	if r.at == from || s.bracket && r.take(")") == "" {
		r.at = before
		return step{}, false
	}
	s.sub = r.among()
	if s.unit = r.unit(); s.unit == UnitArticle && s.sub == 0 {
		s.sub = r.among()
	} else if s.unit != UnitArticle && s.sub > 0 && s.unit != 0 {
		r.at = before
		return step{}, false
	}
	s.end = r.at
	return s, true
}

// among reads 之一 behind an article's number; 0 when something else follows, as in 之规定.
func (r *reader) among() int {
	before := r.at
	if r.take("之") != "" {
		if n, err := r.number(); n > 0 && err == nil {
			return n
		}
	}
	r.at = before
	return 0
}

// put writes the step into the citation.
func (s step) put(c *Citation) {
	c.set(s.unit, s.n)
	if s.unit == UnitArticle {
		c.ArticleSub = s.sub
	}
}

// chain reads steps that follow each other downwards from below the unit: 第一款第（五）项. It stops before what does not.
func (r *reader) chain(c *Citation, below Unit) error {
	for {
		before := r.at
		s, ok := r.step()
		if !ok || s.unit <= below {
			r.at = before
			return nil
		}
		if s.err != nil {
			return fmt.Errorf("第几%s的%w", s.unit, s.err)
		}
		s.put(c)
		below = s.unit
	}
}

// closing are the words that may close a citation.
var closing = []string{"之规定", "的规定", "规定"}

// strict reads one provision that begins with its article and reaches to the end of the text.
func (r *reader) strict() (Citation, error) {
	var c Citation
	start := r.at
	s, _ := r.step()
	switch {
	case s.err != nil:
		return Citation{}, s.err
	case s.unit != UnitArticle: // 条款, 条件
		r.at = start
	default:
		s.put(&c)
	}
	if err := r.chain(&c, UnitArticle); err != nil {
		return Citation{}, err
	}
	r.take(closing...)
	if r.blanks(); !r.done() {
		return Citation{}, fmt.Errorf("%s没有读懂：一次只写一个条文，依次为第几条、第几款、第几项、第几目", quote(strings.TrimSpace(r.rest())))
	}
	return c, nil
}
