package precedent

import (
	"regexp"
	"strings"

	"cailiang/corpus/statute"
)

var (
	remark   = regexp.MustCompile(`[（(][^（）()]*[）)]$`)
	partOnly = regexp.MustCompile(`^第[（(]?[一二三四五六七八九十百0-9]+[）)]?[款项]`)
	article  = regexp.MustCompile(`^第?[一二三四五六七八九十百千零〇0-9]+条`)
)

// Citations reads the provisions of a basis: 第三十二条第六项、第十项 are two, the second in
// the same article. ok is false when something in it is no article (免罚清单第12项) or none is given.
func (b Basis) Citations() (found []statute.Citation, ok bool) {
	ok = true
	last := "" // the article that a bare 第十项 belongs to
	for _, piece := range strings.FieldsFunc(b.Article, func(r rune) bool { return strings.ContainsRune("、，,；;和及", r) }) {
		piece = strings.TrimSpace(remark.ReplaceAllString(strings.TrimSpace(piece), ""))
		if partOnly.MatchString(piece) && last != "" {
			piece = last + piece
		}
		c, err := statute.ParseCitation(b.Law + piece)
		if err != nil || c.Law == "" || !article.MatchString(piece) {
			ok = false
			continue
		}
		last = article.FindString(piece)
		found = append(found, c)
	}
	return found, ok && len(found) > 0
}

// link finds out which provisions the case concerns; the bad entries of Items are returned.
func (c *Case) link() (bad []string) {
	c.provisions = nil
	for _, id := range c.Items {
		cit, err := statute.ParseCitation(id)
		if err != nil || cit.Law == "" {
			bad = append(bad, id)
			continue
		}
		c.provisions = append(c.provisions, cit)
	}
	if len(c.Items) > 0 {
		return bad
	}
	for _, b := range c.Basis {
		if b.Role == "裁量" || strings.Contains(b.Note, "没有适用") {
			continue
		}
		found, _ := b.Citations()
		c.provisions = append(c.provisions, found...)
	}
	return nil
}

// closeness says how near two provisions are: same place, one inside the other, same article, same law.
type closeness uint8

const (
	apart closeness = iota
	sameLaw
	sameArticle
	within
	samePlace
)

// near compares two provisions. A level that one of them does not give decides nothing;
// versions that are both given and differ leave only the law in common.
func near(a, b statute.Citation) closeness {
	switch {
	case a.Law == "" || a.Law != b.Law:
		return apart
	case a.Version != b.Version && a.Version != "" && b.Version != "", a.Article != b.Article, a.ArticleSub != b.ArticleSub:
		return sameLaw
	}
	open := false
	for _, level := range [][2]int{{a.Paragraph, b.Paragraph}, {a.Subparagraph, b.Subparagraph}, {a.Point, b.Point}} {
		switch {
		case level[0] == level[1]:
		case level[0] == 0 || level[1] == 0:
			open = true
		default:
			return sameArticle
		}
	}
	if open {
		return within
	}
	return samePlace
}
