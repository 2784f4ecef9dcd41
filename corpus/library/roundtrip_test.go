package library

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cailiang/corpus/statute"
)

var (
	markup      = regexp.MustCompile(`\*\*|^#+\s*|<!--.*?-->|</?[a-z]+[^<>]*>|^\s*[*-]\s+`)
	headingLine = regexp.MustCompile(`^\s*#|^[\s\p{Z}]*第[一二三四五六七八九十百零〇]+(分?编|章|节)|^[\s\p{Z}]*(附|总)[\s\p{Z}]*则[\s\p{Z}]*$`)
)

// source gives the text of an article as its file has it: all lines from its own to that of the next article, without headings.
// It knows nothing of how the readers work but the numbers of the lines.
func source(lines []string, from, to int) string {
	var b strings.Builder
	for i, l := range lines[from-1 : to-1] {
		if i > 0 && headingLine.MatchString(l) {
			continue
		}
		b.WriteString(markup.ReplaceAllString(strings.ReplaceAll(l, "\u200b", ""), ""))
	}
	return statute.Dense(b.String())
}

// again tells whether an article number occurs twice.
func again(texts []*statute.Text, number string) bool {
	n := 0
	for _, t := range texts {
		for _, a := range t.Articles {
			if a.Number == number {
				n++
			}
		}
	}
	return n > 1
}

// TestRoundTrip shows 500 random articles of each set and compares them with their files, character for character, white space aside.
func TestRoundTrip(t *testing.T) {
	data := dataDir(t)
	random := rand.New(rand.NewPCG(7, 7))
	for _, name := range []string{"statutes", "statutes-2026", "statutes-agencies"} {
		t.Run(name, func(t *testing.T) {
			lib, err := Open(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := lib.Import(context.Background(), []string{filepath.Join(data, name)}, nil); err != nil {
				t.Fatal(err)
			}
			type place struct {
				p    Provision
				a    statute.Article
				next int // the line of the next article, 0 at the end
			}
			var all []place
			if err := lib.Each(func(p Provision) error {
				if n := len(all); n > 0 && all[n-1].p.File == p.File {
					all[n-1].next = p.Article.Line
				}
				all = append(all, place{p, *p.Article, 0})
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			resolver, err := statute.NewResolver(lib)
			if err != nil {
				t.Fatal(err)
			}
			tried := 0
			for _, i := range random.Perm(len(all)) {
				x := all[i]
				if x.next == x.a.Line || x.a.Section {
					continue // two articles in one line
				}
				texts, err := lib.Texts(x.p.Statute.ID, x.p.Version)
				if err != nil {
					t.Fatal(err)
				}
				if again(texts, x.a.Number) || x.next == 0 && len(texts[0].Appendices) > 0 {
					continue // the file has that number twice; appendices follow
				}
				raw, err := os.ReadFile(x.p.File)
				if err != nil {
					t.Fatal(err)
				}
				lines := strings.Split(string(raw), "\n")
				if x.next == 0 {
					x.next = len(lines) + 1
				}
				want := source(lines, x.a.Line, x.next)
				a, err := resolver.Query(x.p.Statute.ID+"@"+x.p.Statute.Versions[x.p.Version].Date()+"/"+x.a.Number, "")
				text := a.Text
				if err != nil || a.Outcome != statute.Found || x.p.Statute.Versions[x.p.Version].Date() == "" {
					text = x.a.Text() // versions without a date cannot be cited by it
				}
				if got := statute.Dense(text); got != want {
					t.Errorf("%s, line %d:\n%s\nwant\n%s", x.p.File, x.a.Line, got, want)
				}
				if tried++; tried == 500 {
					break
				}
			}
			t.Logf("%d of %d articles compared", tried, len(all))
		})
	}
}
