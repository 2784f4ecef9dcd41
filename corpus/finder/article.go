package finder

import (
	"cmp"
	"strings"

	"cailiang/corpus/index"
	"cailiang/corpus/library"
	"cailiang/corpus/statute"
)

// articleDocument is one imported article, in one version, as it is searched.
func articleDocument(p library.Provision) index.Document {
	meta := p.Statute.Versions[p.Version]
	from, _ := meta.From()
	d := index.Document{ID: p.Address(), Kind: index.Article, Law: p.Statute.Title, Article: p.Article.Label, Level: string(p.Statute.Level), Agency: p.Statute.Issuer,
		Path: p.File, Chapter: strings.Join(p.Article.Heading, " "), Text: articleText(p.Article),
		Issued: meta.Date(), Effective: from, Repealed: meta.Repealed}
	if !p.Newest && d.Repealed == "" {
		d.Repealed = replacedOn(p)
	}
	d.Cites = references(p.Statute, d.Text)
	return d
}

// replacedOn is the day on which the next version took over.
func replacedOn(p library.Provision) string {
	if p.Version+1 >= len(p.Statute.Versions) {
		return ""
	}
	day, _ := p.Statute.Versions[p.Version+1].From()
	return day
}

func articleText(a *statute.Article) string {
	var lines []string
	for i, p := range a.Paragraphs {
		text := p.Text
		if i == 0 {
			text = a.Caption + text
		}
		lines = append(lines, text)
		for _, s := range p.Subparagraphs {
			lines = append(lines, s.Mark+s.Text)
			for _, x := range s.Points {
				lines = append(lines, x.Mark+x.Text)
			}
		}
	}
	return strings.Join(lines, "\n")
}

// references are the articles that a text cites, of its own statute or another.
func references(own *statute.Statute, text string) []index.Reference {
	var out []index.Reference
	for _, m := range statute.Find(text) {
		if m.Cited.Article == 0 || m.Relative != nil {
			continue
		}
		c := statute.Citation{Article: m.Cited.Article, ArticleSub: m.Cited.ArticleSub}
		out = append(out, index.Reference{Law: cmp.Or(m.Cited.Law, own.Title), Article: c.String()})
	}
	return out
}
