package statute

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Citation is the address of a provision. 0 means not given.
type Citation struct {
	Law          string // normal name (NormalLaw); "" when only the article was cited
	Article      int    // 条
	ArticleSub   int    // 之: 第一百二十条之一 is Article 120, ArticleSub 1
	Paragraph    int    // 款
	Subparagraph int    // 项
	Point        int    // 目
	Version      string // "2021" or "2021-04-29" from the bracket behind the name; "" when not given
}

// ParseCitation reads one citation in any usual form:
//
//	食品安全法第一百二十四条第一款第（五）项
//	《中华人民共和国食品安全法》（2021修正）第124条第1款第5项
//	食安法124条1款5项 · 食安法 124 · 食品安全法/124/1/5 · 第一百二十条之一
//
// Digits and brackets may be full-width; 依据 before 《 and 的规定 at the end are passed
// over. A list or a span of articles, a relative citation (前款) and a name without an
// article are refused with a message in Chinese that names what was not understood.
func ParseCitation(s string) (Citation, error) {
	if !utf8.ValidString(s) {
		return Citation{}, fmt.Errorf("引用 %s 含有乱码：请用 UTF-8 编码重新输入", quote(s))
	}
	text := strings.TrimFunc(halfWidth(s), unicode.IsSpace)
	if text == "" {
		return Citation{}, errors.New("没有填写引用的条文：例如 食品安全法第一百二十四条第一款第（五）项")
	}
	if len(text) > longestText {
		return Citation{}, fmt.Errorf("引用 %s 过长：请只写一条引用，而不是整段文字", quote(s))
	}
	c, name, err := splitCitation(text)
	if err == nil {
		err = c.setLaw(name)
	}
	if err != nil {
		return Citation{}, fmt.Errorf("引用 %s：%w", quote(s), err)
	}
	return c, nil
}

// splitCitation reads the provision and returns what stands before it. Names hold 条 too
// (条例, 关于第三条的通知), so the last 条 with a number before it is the one that counts.
func splitCitation(text string) (Citation, string, error) {
	for end := len(text); ; {
		end = strings.LastIndex(text[:end], "条")
		if end < 0 {
			return splitShort(text)
		}
		if strings.HasPrefix(text[end:], "条线") {
			continue // 收支两条线 in the name of a regulation
		}
		if start, ok := articleStart(text[:end]); ok {
			c, err := readProvision(text[start:])
			return c, text[:start], err
		}
	}
}

// articleStart finds where the article's number before 条 begins: 第120, 第一百二十, 120之一.
func articleStart(text string) (int, bool) {
	start, ok := numeralStart(text)
	if !ok {
		return 0, false
	}
	if before, ok := strings.CutSuffix(trimRight(text[:start]), "之"); ok {
		if article, ok := numeralStart(before); ok {
			start = article
		}
	}
	if before, ok := strings.CutSuffix(trimRight(text[:start]), "第"); ok {
		start = len(before)
	}
	return start, true
}

// numeralStart finds where the numeral at the end of text begins. A numeral is all digits
// or all Chinese.
func numeralStart(text string) (int, bool) {
	text = trimRight(text)
	rest := strings.TrimRightFunc(text, isDigit)
	if rest == text {
		rest = strings.TrimRightFunc(text, isChineseNumeral)
	}
	return len(rest), len(rest) < len(text)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isChineseNumeral(r rune) bool {
	return strings.ContainsRune("零〇○一二两両三四五六七八九十百千万", r)
}

func trimRight(s string) string { return strings.TrimRightFunc(s, unicode.IsSpace) }

// provision reads what follows a statute's name, from left to right.
type provision struct{ rest string }

func (p *provision) blanks() { p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace) }

// take passes over word and the blanks before it; false leaves everything as it was.
func (p *provision) take(word string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeftFunc(p.rest, unicode.IsSpace), word)
	if ok {
		p.rest = rest
	}
	return ok
}

// number reads a numeral, 0 and no error when there is none.
func (p *provision) number() (int, error) {
	p.blanks()
	after := strings.TrimLeftFunc(p.rest, isDigit)
	if after == p.rest {
		after = strings.TrimLeftFunc(p.rest, isChineseNumeral)
	}
	text := p.rest[:len(p.rest)-len(after)]
	if text == "" {
		return 0, nil
	}
	p.rest = after
	return Numeral(text)
}

// readProvision reads [第]n条[之n] [第n款] [第n项] [第n目]; text begins with the article.
func readProvision(text string) (Citation, error) {
	p := &provision{rest: text}
	var c Citation
	var err error
	p.take("第")
	if c.Article, err = p.number(); err != nil {
		return Citation{}, err
	}
	if err := p.sub(&c); err != nil {
		return Citation{}, err
	}
	p.take("条")
	if c.ArticleSub == 0 {
		if err := p.sub(&c); err != nil {
			return Citation{}, err
		}
	}
	for _, level := range []struct {
		unit string
		to   *int
	}{{"款", &c.Paragraph}, {"项", &c.Subparagraph}, {"目", &c.Point}} {
		if *level.to, err = p.level(level.unit); err != nil {
			return Citation{}, err
		}
	}
	if c.Point > 0 && c.Subparagraph == 0 {
		return Citation{}, errors.New("写了目而没有写项：请补写第几项")
	}
	if !p.take("之规定") && !p.take("的规定") {
		p.take("规定")
	}
	if p.blanks(); p.rest != "" {
		return Citation{}, fmt.Errorf("%s没有读懂：一次只写一个条文，依次为第几条、第几款、第几项、第几目", quote(p.rest))
	}
	return c, nil
}

// sub reads 之一 behind the article.
func (p *provision) sub(c *Citation) error {
	before := *p
	if !p.take("之") {
		return nil
	}
	n, err := p.number()
	if n == 0 && err == nil { // 之规定, or nonsense that is named at the end
		*p = before
	}
	c.ArticleSub = n
	return err
}

// level reads [第][（]n[）]unit; when something else stands there it reads nothing.
func (p *provision) level(unit string) (int, error) {
	before := *p
	p.take("第")
	bracket := p.take("(")
	n, err := p.number()
	if bracket && !p.take(")") || n == 0 && err == nil || !p.take(unit) {
		*p = before
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("第几%s的%w", unit, err)
	}
	return n, nil
}

// shortForm is a citation without 条: 食安法 124, 食安法120-1, 食品安全法/124/1/5, 刑法120之一.
var shortForm = regexp.MustCompile(`^(.*?)[\s/§第]*([0-9]+)(?:[-之]([0-9]+|[一二两三四五六七八九十百]+))?(?:/([0-9]+))?(?:/([0-9]+))?(?:/([0-9]+))?$`)

// pinned is a name with its version behind an @, whose digits are no article.
var pinned = regexp.MustCompile(`^[^@]+@[0-9]{4}(?:-[0-9]{1,2}-[0-9]{1,2})?`)

func splitShort(text string) (Citation, string, error) {
	name := pinned.FindString(text)
	m := shortForm.FindStringSubmatch(text[len(name):])
	if m == nil || name != "" && m[1] != "" {
		return Citation{}, "", explainShort(text)
	}
	var c Citation
	for i, to := range []*int{&c.Article, &c.ArticleSub, &c.Paragraph, &c.Subparagraph, &c.Point} {
		digits := m[i+2]
		if digits == "" || i >= 2 && strings.Trim(digits, "0") == "" {
			continue // 32/0/2: the level is not given
		}
		n, err := Numeral(digits)
		if err != nil {
			return Citation{}, "", err
		}
		*to = n
	}
	if name == "" {
		name = trimRight(m[1])
	}
	switch last, _ := utf8.DecodeLastRuneInString(name); {
	case c.Point > 0 && c.Subparagraph == 0:
		return Citation{}, "", errors.New("写了目而没有写项：请补写第几项")
	case m[1] != "" && (isDigit(last) || last == '-' || last == '.'):
		return Citation{}, "", errors.New("看不出哪个数字是条号：请写成第几条，例如 第124条")
	case name != "" && c.Article >= 1900 && c.Article < 2100 && c.ArticleSub == 0:
		return Citation{}, "", fmt.Errorf("%d 像是年份：如是版本请写成 %s（%d）第几条，如是条号请写成第%d条", c.Article, name, c.Article, c.Article)
	}
	return c, name, nil
}

var relative = []string{"前款", "前条", "前项", "前两款", "前两条", "本条", "本款", "本项", "同条", "同款", "上款"}

func explainShort(text string) error {
	for _, word := range relative {
		if strings.Contains(text, word) {
			return fmt.Errorf("“%s”是相对引用，离开原文无法确定：请写明法名和条号", word)
		}
	}
	for _, unit := range []string{"编", "章", "节"} {
		if before, ok := strings.CutSuffix(text, unit); ok {
			if _, ok := numeralStart(before); ok {
				return fmt.Errorf("引用到“%s”而没有条号：请写明第几条", unit)
			}
		}
	}
	if _, ok := numeralStart(text); ok {
		return errors.New("数字后没有“条”字：请写成第几条，例如 食品安全法第一百二十四条")
	}
	return errors.New("没有找到条号：请在法名后写明第几条，例如 食品安全法第一百二十四条")
}

// longestName is far beyond the longest name of a statute in characters.
const longestName = 120

var (
	namedArticle = regexp.MustCompile(`第?[0-9零〇一二两三四五六七八九十百千万]+条(?:[^线]|$)`)
	aboutArticle = regexp.MustCompile(`关于.*条.*(?:通知|解释|决定|批复|答复|复函|函|意见|规定|办法|公告|细则|条例|纪要|说明)$`)
	leadingVerb  = regexp.MustCompile(`^(?:依据|根据|按照|依照|违反|适用)了?\s*(《)`)
)

// setLaw takes the name that stands before the provision.
func (c *Citation) setLaw(name string) error {
	law, version, err := splitLaw(leadingVerb.ReplaceAllString(name, "$1"))
	if err != nil {
		return err
	}
	last, _ := utf8.DecodeLastRuneInString(law)
	first, _ := utf8.DecodeRuneInString(law)
	switch {
	case law == "" && version != "":
		return fmt.Errorf("只有版本 %s 而没有法名：请补写法名", version)
	case utf8.RuneCountInString(law) > longestName:
		return fmt.Errorf("条号之前的文字超过 %d 字，不像法名：请只写一条引用", longestName)
	case strings.Contains(law, "@"):
		return fmt.Errorf("%s 中 @ 之后不是版本：请写成 食品安全法@2021-04-29", quote(law))
	case strings.ContainsAny(law, "。；;！!？?：:") || strings.ContainsRune("、，,", first) && law != "":
		return fmt.Errorf("%s 不像法名：请只写法名和条文", quote(law))
	case strings.ContainsRune("、，,和及与或至到", last) && law != "", namedArticle.MatchString(law) && !aboutArticle.MatchString(law):
		return fmt.Errorf("%s 之后还有条文：一次只写一个条文，请分开写", quote(law))
	}
	for _, word := range relative {
		if strings.HasPrefix(law, word) {
			return fmt.Errorf("“%s”是相对引用，离开原文无法确定：请写明法名和条号", word)
		}
	}
	c.Law, c.Version = law, version
	return nil
}

// String writes the citation as statutes cite themselves:
// 食品安全法第一百二十四条第一款第（五）项; with a version 食品安全法（2021）第….
func (c Citation) String() string {
	var b strings.Builder
	b.WriteString(c.Law)
	if c.Version != "" {
		b.WriteString("（" + c.Version + "）")
	}
	if c.Article > 0 {
		b.WriteString("第" + ChineseNumeral(c.Article) + "条")
		if c.ArticleSub > 0 {
			b.WriteString("之" + ChineseNumeral(c.ArticleSub))
		}
	}
	if c.Paragraph > 0 {
		b.WriteString("第" + ChineseNumeral(c.Paragraph) + "款")
	}
	if c.Subparagraph > 0 {
		b.WriteString("第（" + ChineseNumeral(c.Subparagraph) + "）项")
	}
	if c.Point > 0 {
		b.WriteString("第" + ChineseNumeral(c.Point) + "目")
	}
	return b.String()
}

// Key is the provision without the statute, for sorting into maps and for ids: "124/1/5",
// "120-1", "124". A level that was passed over is 0: 第三十二条第（二）项 is "32/0/2".
func (c Citation) Key() string {
	b := strconv.AppendInt(nil, int64(c.Article), 10)
	if c.ArticleSub > 0 {
		b = strconv.AppendInt(append(b, '-'), int64(c.ArticleSub), 10)
	}
	levels := []int{c.Paragraph, c.Subparagraph, c.Point}
	for len(levels) > 0 && levels[len(levels)-1] == 0 {
		levels = levels[:len(levels)-1]
	}
	for _, n := range levels {
		b = strconv.AppendInt(append(b, '/'), int64(n), 10)
	}
	return string(b)
}
