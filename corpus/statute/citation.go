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
// Digits and brackets may be full-width, characters traditional; 依据 before 《 and 的规定 at the end are passed
// over. A list or a span of articles, a relative citation (前款) and a name without an
// article are refused with a message in Chinese that names what was not understood.
func ParseCitation(s string) (Citation, error) {
	if !utf8.ValidString(s) {
		return Citation{}, fmt.Errorf("引用 %s 含有乱码：请用 UTF-8 编码重新输入", quote(s))
	}
	text := strings.TrimFunc(plain(s), unicode.IsSpace)
	if text == "" {
		return Citation{}, errors.New("没有填写引用的条文：例如 食品安全法第一百二十四条第一款第（五）项")
	}
	if len(text) > longestText {
		return Citation{}, fmt.Errorf("引用 %s 过长：请只写一条引用，而不是整段文字", quote(s))
	}
	c, name, err := splitCitation([]rune(text))
	if err == nil && c.Point > 0 && c.Subparagraph == 0 {
		err = errors.New("写了目而没有写项：请补写第几项")
	}
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
func splitCitation(text []rune) (Citation, string, error) {
	for end := len(text) - 1; end >= 0; end-- {
		if text[end] != '条' || end+1 < len(text) && text[end+1] == '线' {
			continue // 收支两条线 in the name of a regulation
		}
		if start, ok := articleStart(text[:end]); ok {
			c, err := (&reader{text: text, at: start}).strict()
			return c, string(text[:start]), err
		}
	}
	return splitShort(string(text))
}

// articleStart finds where the article's number before 条 begins: 第120, 第一百二十, 120之一.
func articleStart(text []rune) (int, bool) {
	start, ok := numeralStart(text)
	if !ok {
		return 0, false
	}
	if before := trimRight(text[:start]); len(before) > 0 && before[len(before)-1] == '之' {
		if article, ok := numeralStart(before[:len(before)-1]); ok {
			start = article
		}
	}
	if before := trimRight(text[:start]); len(before) > 0 && before[len(before)-1] == '第' {
		start = len(before) - 1
	}
	return start, true
}

// numeralStart finds where the numeral at the end of text begins. A numeral is all digits
// or all Chinese.
func numeralStart(text []rune) (int, bool) {
	text = trimRight(text)
	for _, ok := range []func(rune) bool{isDigit, isChineseNumeral} {
		i := len(text)
		for i > 0 && ok(text[i-1]) {
			i--
		}
		if i < len(text) {
			return i, true
		}
	}
	return len(text), false
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isChineseNumeral(r rune) bool {
	return strings.ContainsRune("零〇○一二两両三四五六七八九十百千万", r)
}

func trimRight(text []rune) []rune {
	for len(text) > 0 && (unicode.IsSpace(text[len(text)-1]) || unicode.Is(unicode.Cf, text[len(text)-1])) {
		text = text[:len(text)-1]
	}
	return text
}

// shortLevelsPattern is what follows the name in a citation without 条: 食安法 124, 食安法120-1, 食品安全法/124/1/5, 刑法120之一.
const shortLevelsPattern = `[\s/§第]*([0-9]+)(?:[-之]([0-9]+|[一二两三四五六七八九十百]+))?(?:/([0-9]+))?(?:/([0-9]+))?(?:/([0-9]+))?`

var (
	shortForm = regexp.MustCompile(`^(.*?)` + shortLevelsPattern + `$`)
	shortTail = regexp.MustCompile(`^` + shortLevelsPattern)
)

// shortLevels reads the levels that shortLevelsPattern found.
func shortLevels(found []string) (Citation, error) {
	var c Citation
	for i, to := range []*int{&c.Article, &c.ArticleSub, &c.Paragraph, &c.Subparagraph, &c.Point} {
		digits := found[i]
		if digits == "" || i >= 2 && strings.Trim(digits, "0") == "" {
			continue // 32/0/2: the level is not given
		}
		n, err := Numeral(digits)
		if err != nil {
			return Citation{}, err
		}
		*to = n
	}
	return c, nil
}

// pinned is a name with its version behind an @, whose digits are no article.
var pinned = regexp.MustCompile(`^[^@]+@[0-9]{4}(?:-[0-9]{1,2}-[0-9]{1,2})?`)

func splitShort(text string) (Citation, string, error) {
	name := pinned.FindString(text)
	m := shortForm.FindStringSubmatch(text[len(name):])
	if m == nil || name != "" && m[1] != "" {
		return Citation{}, "", explainShort(text)
	}
	c, err := shortLevels(m[2:])
	if err != nil {
		return Citation{}, "", err
	}
	if name == "" {
		name = strings.TrimRightFunc(m[1], unicode.IsSpace)
	}
	switch last, _ := utf8.DecodeLastRuneInString(name); {
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
			if _, ok := numeralStart([]rune(before)); ok {
				return fmt.Errorf("引用到“%s”而没有条号：请写明第几条", unit)
			}
		}
	}
	if _, ok := numeralStart([]rune(text)); ok {
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
