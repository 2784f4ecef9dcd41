package statute

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// provision follows the citation into the text of the version.
func (r *Resolver) provision(a *Answer, c Citation, version int) error {
	a.Address = a.address(c)
	if c.Article == 0 {
		return nil
	}
	articles, err := r.texts.Articles(a.Statute.ID, version)
	if err != nil {
		return err
	}
	a.Article = articleAt(articles, c.Number())
	if a.Article == nil {
		return r.noArticle(a, c, articles, version)
	}
	place, readings, problem := a.Article.complete(c)
	if problem != "" {
		a.Outcome, a.Message, a.Address, a.Candidates = NoProvision, problem, "", readings
		if readings != nil {
			a.Outcome = Ambiguous
		}
		return nil
	}
	a.Text, _ = a.Article.Provision(place.Paragraph, place.Subparagraph, place.Point)
	a.Address = a.address(place)
	return nil
}

func (a *Answer) address(c Citation) string {
	if c.Article == 0 {
		return strings.TrimSuffix(Address(a.Statute.ID, a.Version.Date(), ""), "/")
	}
	return Address(a.Statute.ID, a.Version.Date(), c.Number(), c.Paragraph, c.Subparagraph, c.Point)
}

func articleAt(articles []Article, number string) *Article {
	i := slices.IndexFunc(articles, func(art Article) bool { return art.Number == number && !art.Section })
	if i < 0 {
		return nil
	}
	a := articles[i].withLists()
	return &a
}

// withLists puts together a list of 项 that a plain line interrupts: the line belongs to the 项 before it and is no 款 of its
// own when the numbers go on after it. The article's text stays the same.
func (a Article) withLists() Article {
	if a.Section || !slices.ContainsFunc(a.Paragraphs, func(p Paragraph) bool { return len(p.Subparagraphs) > 0 && p.Subparagraphs[0].Number != "1" }) {
		return a
	}
	var out []Paragraph
	list := -1 // the last of out that has 项
	for _, p := range a.Paragraphs {
		switch {
		case len(p.Subparagraphs) == 0:
		case list >= 0 && goesOnFrom(out[list].Subparagraphs, p.Subparagraphs):
			subs := slices.Clone(out[list].Subparagraphs)
			for _, line := range append(out[list+1:], p) {
				subs[len(subs)-1].add(line.Text)
			}
			out[list].Subparagraphs = append(subs, p.Subparagraphs...)
			out = out[:list+1]
			continue
		default:
			list = len(out)
		}
		out = append(out, p)
	}
	a.Paragraphs = out
	return a
}

// add puts a line under the 项: under its last 目 when it has any.
func (s *Subparagraph) add(line string) {
	if n := len(s.Points); n > 0 {
		s.Points = slices.Clone(s.Points)
		s.Points[n-1].Text += "\n" + line
		return
	}
	s.Text += "\n" + line
}

func goesOnFrom(before, after []Subparagraph) bool {
	last, err := strconv.Atoi(before[len(before)-1].Number)
	return err == nil && after[0].Number == strconv.Itoa(last+1)
}

// noArticle says how many articles there are, and which other version has the one that was cited.
func (r *Resolver) noArticle(a *Answer, c Citation, articles []Article, version int) error {
	a.Outcome, a.Address = NoProvision, ""
	where := "《" + a.Statute.ID + "》"
	if date := a.Version.Date(); date != "" {
		where += "（" + date + "）"
	}
	cited := Citation{Article: c.Article, ArticleSub: c.ArticleSub}.String()
	a.Message = fmt.Sprintf("%s没有%s：%s", where, cited, extent(articles))
	for i := range a.Statute.Versions {
		if i == version {
			continue
		}
		other, err := r.texts.Articles(a.Statute.ID, i)
		if err != nil {
			return err
		}
		if articleAt(other, c.Number()) != nil {
			a.Notes = append(a.Notes, fmt.Sprintf("%s 的版本有%s", a.Statute.Versions[i].Date(), cited))
		}
	}
	return nil
}

// extent says how many articles there are and where they end: numbers may jump, and 之一 does not count up.
func extent(articles []Article) string {
	n, last := 0, Citation{}
	for _, a := range articles {
		if a.Section || a.Number == "" {
			continue
		}
		n++
		if c, err := ParseCitation(a.Number); err == nil && (c.Article > last.Article || c.Article == last.Article && c.ArticleSub > last.ArticleSub) {
			last = c
		}
	}
	if n == 0 {
		return "文本不分条"
	}
	return fmt.Sprintf("共 %d 条，最后是%s", n, last)
}

// complete checks 款, 项 and 目 of a citation against the article and fills in the 款 of a 项 that was cited without it.
// problem says in Chinese what is not there; readings are the places that a 项 without its 款 can mean.
func (a *Article) complete(c Citation) (place Citation, readings []string, problem string) {
	where := Citation{Article: c.Article, ArticleSub: c.ArticleSub}
	if c.Paragraph > len(a.Paragraphs) {
		return c, nil, fmt.Sprintf("%s共 %d 款，没有第%s款", where, len(a.Paragraphs), ChineseNumeral(c.Paragraph))
	}
	if c.Subparagraph == 0 {
		return c, nil, ""
	}
	if c.Paragraph == 0 {
		c, readings, problem = a.findList(c)
		if problem != "" {
			return c, readings, problem
		}
	}
	where.Paragraph = c.Paragraph
	list := a.Paragraphs[c.Paragraph-1].Subparagraphs
	sub := subparagraphAt(list, c.Subparagraph)
	if sub == nil {
		return c, nil, fmt.Sprintf("%s共 %d 项，没有第（%s）项", where, len(list), ChineseNumeral(c.Subparagraph))
	}
	where.Subparagraph = c.Subparagraph
	if c.Point > 0 && !slices.ContainsFunc(sub.Points, func(p Point) bool { return p.Number == strconv.Itoa(c.Point) }) {
		return c, nil, fmt.Sprintf("%s共 %d 目，没有第%s目", where, len(sub.Points), ChineseNumeral(c.Point))
	}
	return c, nil, ""
}

func subparagraphAt(list []Subparagraph, n int) *Subparagraph {
	i := slices.IndexFunc(list, func(s Subparagraph) bool { return s.Number == strconv.Itoa(n) })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// findList finds the 款 whose 项 is meant.
func (a *Article) findList(c Citation) (place Citation, readings []string, problem string) {
	where := Citation{Article: c.Article, ArticleSub: c.ArticleSub}
	lists := 0
	for i, p := range a.Paragraphs {
		if len(p.Subparagraphs) == 0 {
			continue
		}
		lists++
		if subparagraphAt(p.Subparagraphs, c.Subparagraph) != nil {
			c.Paragraph = i + 1
			readings = append(readings, c.String())
		}
	}
	switch {
	case lists == 0:
		return c, nil, fmt.Sprintf("%s没有分项", where)
	case len(readings) == 0:
		return c, nil, fmt.Sprintf("%s没有一款有第（%s）项", where, ChineseNumeral(c.Subparagraph))
	case len(readings) > 1:
		return c, readings, fmt.Sprintf("%s有 %d 款分项，请写明第几款：%s", where, lists, strings.Join(readings, "、"))
	}
	return c, nil, ""
}
