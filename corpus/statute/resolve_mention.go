package statute

import (
	"errors"
	"fmt"
	"slices"
)

// Here is where a citation stands.
type Here struct {
	Citation           // statute, version and provision; levels that are 0 are not known
	Articles []Article // of that version
}

// At gives the provision that a citation to the statute at hand means, and the last one when it is a span (前两款,
// 第十条至第十二条). What is not there at hand is looked for behind the citation before it. The error, in Chinese, says what
// is not there. A citation to another statute comes back as it is.
func (m Mention) At(here Here) (from, to Citation, err error) {
	if m.Problem != "" {
		return m.Cited, m.To, errors.New(m.Problem)
	}
	if !m.Own() {
		return m.Cited, m.To, nil
	}
	from, to, err = m.counted(here)
	if err == nil {
		from, to, err = m.completed(from, to, here)
	}
	if err != nil && m.Before != nil {
		if f, t, beforeErr := m.after(here); beforeErr == nil {
			return f, t, nil
		}
	}
	return from, to, err
}

// completed puts the levels that are written below those that were counted, and looks for the result.
func (m Mention) completed(from, to Citation, here Here) (Citation, Citation, error) {
	if m.To != (Citation{}) {
		to = below(from, m.To, m.unit())
	}
	from, err := here.find(below(from, m.Cited, m.unit()))
	if err == nil && to != (Citation{}) {
		to, err = here.find(to)
	}
	return from, to, err
}

// after reads the citation as going on from the one before it: 第二项 of the 款 cited there, 第三条 of the statute.
func (m Mention) after(here Here) (from, to Citation, err error) {
	base, _, err := m.Before.At(here)
	if err != nil || base.Article == 0 && m.unit() > 0 {
		return base, to, errors.New("前文没有条文")
	}
	for u := m.unit() + 1; u <= UnitPoint; u++ {
		base.set(u, 0)
	}
	if m.Before.Own() {
		return m.completed(base, to, here)
	}
	if m.To != (Citation{}) {
		to = below(base, m.To, m.unit())
	}
	return below(base, m.Cited, m.unit()), to, nil
}

// unit is the level that is counted; 0 when none is.
func (m Mention) unit() Unit {
	if m.Relative == nil {
		return 0
	}
	return m.Relative.Unit
}

// below takes over the levels of c below the unit.
func below(base, c Citation, u Unit) Citation {
	if u == 0 {
		base.Article, base.ArticleSub = c.Article, c.ArticleSub
	}
	for v := max(u+1, UnitParagraph); v <= UnitPoint; v++ {
		base.set(v, c.get(v))
	}
	return base
}

// counted gives the place from which the levels in the citation go on downwards.
func (m Mention) counted(here Here) (from, to Citation, err error) {
	base := Citation{Law: here.Law, Version: here.Version}
	switch m.unit() {
	case 0:
		return base, to, nil
	case UnitArticle:
		return here.article(base, m.Relative.Back)
	}
	base.Article, base.ArticleSub = here.Article, here.ArticleSub
	for u := UnitParagraph; u < m.unit(); u++ {
		base.set(u, here.get(u))
	}
	n, back, u := here.get(m.unit()), m.Relative.Back, m.unit()
	if m.Relative.Word == "" && u == UnitParagraph {
		base.Paragraph = here.nearestList(n, m.Cited.Subparagraph)
		return base, to, nil
	}
	if n == 0 && u == UnitSubparagraph {
		base.Paragraph, n = here.lastItem(here.Paragraph, back)
	}
	if n == 0 || n-back < 1 {
		return base, to, fmt.Errorf("“%s”：%s之前没有%d%s", m.Relative.Word, here.Citation, max(back, 1), u)
	}
	if back > 1 {
		to = base
		to.set(u, n-1)
	}
	base.set(u, n-back)
	return base, to, nil
}

// article counts articles back from here: 0 is the one at hand, -1 the next.
func (h Here) article(base Citation, back int) (from, to Citation, err error) {
	i := slices.IndexFunc(h.Articles, func(a Article) bool { return a.Number == h.Number() && !a.Section })
	j := i - back
	if i < 0 || j < 0 || j >= len(h.Articles) {
		return base, to, fmt.Errorf("%s之前或者之后没有这么多条", h.Citation)
	}
	from, to = base, base
	from.Article, from.ArticleSub = numbers(h.Articles[j].Number)
	if back > 1 {
		to.Article, to.ArticleSub = numbers(h.Articles[i-1].Number)
		return from, to, nil
	}
	return from, Citation{}, nil
}

// numbers reads Article.Number: "120-1".
func numbers(s string) (article, sub int) {
	c, err := shortLevels(append(shortTail.FindStringSubmatch(s), "", "", "", "", "", "")[1:6])
	if err != nil {
		return 0, 0
	}
	return c.Article, c.ArticleSub
}

// nearestList gives the last 款 up to the one at hand that has the 项; 0 when none has: 第三项 in a 款 without 项 is one of
// the 款 before it.
func (h Here) nearestList(paragraph, subparagraph int) int {
	a := articleAt(h.Articles, h.Number())
	if a == nil {
		return 0
	}
	for n := min(paragraph, len(a.Paragraphs)); n > 0; n-- {
		if subparagraphAt(a.Paragraphs[n-1].Subparagraphs, subparagraph) != nil {
			return n
		}
	}
	return 0
}

// lastItem is for 本项 and 前项 in a line behind a list: the 款 with the list, and the number that 项 are counted from.
func (h Here) lastItem(paragraph, back int) (list, n int) {
	a := articleAt(h.Articles, h.Number())
	if a == nil {
		return paragraph, 0
	}
	for i := min(paragraph, len(a.Paragraphs)); i > 0; i-- {
		if subs := a.Paragraphs[i-1].Subparagraphs; len(subs) > 0 {
			n, _ := numbers(subs[len(subs)-1].Number)
			return i, n + min(back, 1)
		}
	}
	return paragraph, 0
}

// find completes the citation in the text at hand.
func (h Here) find(c Citation) (Citation, error) {
	if c.Article == 0 {
		return c, nil
	}
	a := articleAt(h.Articles, c.Number())
	if a == nil {
		return c, fmt.Errorf("没有%s：%s", Citation{Article: c.Article, ArticleSub: c.ArticleSub}, extent(h.Articles))
	}
	place, _, problem := a.complete(c)
	if problem != "" {
		return c, errors.New(problem)
	}
	return place, nil
}

// Mention resolves a citation found in a text: to the statute at hand by where it stands, to another one as on the day.
// The second answer is for the last provision of a span, else nil.
func (r *Resolver) Mention(m Mention, here Here, day string) (Answer, *Answer, error) {
	from, to, problem := m.At(here)
	if problem != nil {
		return Answer{Outcome: NoProvision, Citation: from.String(), Message: problem.Error()}, nil, nil
	}
	if m.Number != "" && m.Cited.Law == "" {
		a, id := r.numbered(m.Number)
		if id == "" {
			return a, nil, nil
		}
		from.Law = id
		if to != (Citation{}) {
			to.Law = id
		}
	}
	first, err := r.Resolve(from, day)
	if err != nil || to == (Citation{}) {
		return first, nil, err
	}
	last, err := r.Resolve(to, day)
	return first, &last, err
}

// numbered finds the statute with that document number; the answer says why there is none.
func (r *Resolver) numbered(number string) (a Answer, id string) {
	ids := r.byNo[number]
	if len(ids) == 1 {
		return a, ids[0]
	}
	a = Answer{Outcome: NoStatute, Citation: number, Message: "库里没有文号为 " + number + " 的文本：请核对文号，或者先导入"}
	if len(ids) > 1 {
		a.Outcome, a.Candidates, a.Message = Ambiguous, ids, "文号 "+number+" 可以指"+quoteTitles(ids)+"：请写法名"
	}
	return a, ""
}

// Each calls f with the text of every 款, 项 and 目 of the article and with its place in the statute of that id.
func (a Article) Each(id string, f func(place Citation, text string)) {
	c := Citation{Law: id}
	c.Article, c.ArticleSub = numbers(a.Number)
	for i, p := range a.withLists().Paragraphs {
		c.set(UnitParagraph, i+1)
		f(c, p.Text)
		for _, s := range p.Subparagraphs {
			n, _ := numbers(s.Number)
			c.set(UnitSubparagraph, n)
			f(c, s.Text)
			for _, q := range s.Points {
				n, _ := numbers(q.Number)
				c.set(UnitPoint, n)
				f(c, q.Text)
			}
			c.set(UnitPoint, 0)
		}
		c.set(UnitSubparagraph, 0)
	}
}
