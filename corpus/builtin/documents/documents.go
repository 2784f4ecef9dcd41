// Package documents hands the built-in corpus, and cases of whatever source, to the search index.
package documents

import (
	"strings"
	"time"

	"cailiang/corpus/builtin"
	"cailiang/corpus/index"
	"cailiang/corpus/precedent"
)

// Builtin streams the digests of articles and the cases that come with the program.
func Builtin() index.Documents {
	return func(yield func(index.Document, error) bool) {
		c, err := builtin.Load()
		if err != nil {
			yield(index.Document{}, err)
			return
		}
		for _, a := range c.Articles {
			if !yield(Article(a), nil) {
				return
			}
		}
		cases, err := precedent.Builtin()
		if err != nil {
			yield(index.Document{}, err)
			return
		}
		for _, x := range cases {
			if !yield(Case(x), nil) {
				return
			}
		}
	}
}

// Article is a digest as the index takes it.
func Article(a *builtin.Article) index.Document {
	_, article, _ := strings.Cut(a.Citation(), a.Law.Name)
	return index.Document{
		ID: a.ID(), Kind: index.Article, Law: a.Law.Name, Article: article, Level: a.Law.Level, Chapter: a.Subject,
		Agency: a.Law.Agency, System: a.Law.System, Text: a.Text(), Effective: a.From, Repealed: dayAfter(a.To),
	}
}

// Case is a case as the index takes it.
func Case(c *precedent.Case) index.Document {
	d := index.Document{ID: c.ID, Kind: index.Case, Law: c.Title, System: c.SystemName(), Text: c.Text()}
	if len(c.Date) == len(time.DateOnly) { // else only the year or the month is known
		d.Issued = c.Date
	}
	return d
}

// dayAfter is the first day without effect, "" while there is none.
func dayAfter(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}
