// Package finder keeps one index over all that can be found: built-in digests and cases, and the statutes a user has imported.
package finder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"cailiang/corpus/builtin"
	"cailiang/corpus/index"
	"cailiang/corpus/library"
	"cailiang/corpus/precedent"
)

// format changes whenever the documents or the analysis do, so that old indexes are rebuilt.
const format = "1"

// madeFrom is the file that names what the index was made from.
const madeFrom = "MADE-FROM"

// Open opens the index of a home folder, and rebuilds it first where what was imported has
// changed since. progress is told the number of documents; it may be nil.
func Open(ctx context.Context, home string, progress func(n int)) (*index.Index, error) {
	lib, err := library.Open(home)
	if err != nil {
		return nil, err
	}
	dir := Folder(home)
	want := format + " " + lib.Generation()
	if have, err := os.ReadFile(filepath.Join(dir, madeFrom)); err == nil && string(have) == want {
		ix, err := index.Open(dir)
		if !errors.Is(err, index.ErrNone) {
			return ix, err
		}
	}
	if err := index.Build(ctx, dir, Documents(lib), progress); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, madeFrom), []byte(want), 0o644); err != nil {
		return nil, fmt.Errorf("写不了索引：%w", err)
	}
	return index.Open(dir)
}

// Folder is where the index of a home lies, and its lessons.
func Folder(home string) string { return filepath.Join(home, "index") }

// Documents streams the built-in digests, the built-in cases and the imported statutes.
func Documents(lib *library.Library) index.Documents {
	return func(yield func(index.Document, error) bool) {
		docs, err := builtIn()
		if err != nil {
			yield(index.Document{}, err)
			return
		}
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
		seen := map[string]bool{}
		err = lib.Each(func(p library.Provision) error {
			d := articleDocument(p)
			if seen[d.ID] {
				return nil // an appendix numbers its articles anew
			}
			seen[d.ID] = true
			if !yield(d, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(index.Document{}, err)
		}
	}
}

var errStop = errors.New("stop")

func builtIn() ([]index.Document, error) {
	digests, err := builtin.Load()
	if err != nil {
		return nil, err
	}
	cases, err := precedent.Builtin()
	if err != nil {
		return nil, err
	}
	var out []index.Document
	for _, a := range digests.Articles {
		out = append(out, digestDocument(a))
	}
	for _, c := range cases {
		out = append(out, CaseDocument(c))
	}
	return out, nil
}

// digestDocument is our digest of an article; the real text, once imported, is a document of its own.
func digestDocument(a *builtin.Article) index.Document {
	text := []string{a.Subject}
	for _, p := range a.Parts {
		line := p.Who + p.What
		for _, r := range p.Ranges {
			line += "；" + r.String()
		}
		text = append(text, line)
	}
	article := strings.TrimPrefix(a.Citation(), a.Law.Name)
	return index.Document{ID: a.ID(), Kind: index.Article, Law: a.Law.Title, Article: article, Level: a.Law.Level, Agency: a.Law.Agency, System: a.Law.System,
		Text: strings.Join(text, "\n"), Effective: a.From, Issued: a.From}
}

// CaseDocument is a case as it is searched.
func CaseDocument(c *precedent.Case) index.Document {
	d := index.Document{ID: c.ID, Kind: index.Case, Law: c.Title, System: c.SystemName(), Issued: c.Date, Text: c.Text()}
	for _, p := range c.Provisions() {
		d.Cites = append(d.Cites, index.Reference{Law: p.Law, Article: strings.TrimPrefix(p.String(), p.Law)})
	}
	return d
}
