package precedent

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"cailiang/corpus/statute"
)

//go:embed cases/*.jsonl
var embedded embed.FS

// Library holds cases (案例库). Read-only after New.
type Library struct {
	cases  []*Case
	byID   map[string]*Case
	byPlan map[string][]*Case // by law and article: 食品安全法/124
}

// New makes a library; of cases with one id the later replaces the earlier.
func New(cases ...[]*Case) *Library {
	lib := &Library{byID: map[string]*Case{}, byPlan: map[string][]*Case{}}
	for _, c := range slices.Concat(cases...) {
		lib.byID[c.ID] = c
	}
	for _, c := range lib.byID {
		lib.cases = append(lib.cases, c)
	}
	slices.SortFunc(lib.cases, func(a, b *Case) int { return strings.Compare(a.ID, b.ID) })
	for _, c := range lib.cases {
		for _, p := range c.provisions {
			if key := articleKey(p); !slices.Contains(lib.byPlan[key], c) {
				lib.byPlan[key] = append(lib.byPlan[key], c)
			}
		}
	}
	return lib
}

func articleKey(c statute.Citation) string {
	return c.Law + "/" + statute.Citation{Article: c.Article, ArticleSub: c.ArticleSub}.Key()
}

// Builtin gives the cases that come with the program, once; an error is a mistake in its own data.
var Builtin = sync.OnceValues(func() ([]*Case, error) { return readAll(embedded) })

func readAll(root fs.FS) ([]*Case, error) {
	files, err := fs.Glob(root, "cases/*.jsonl")
	if err != nil {
		return nil, err
	}
	var all []*Case
	for _, name := range files {
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, err
		}
		cases, problems, err := ReadJSONL(path.Base(name), bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		if len(problems) > 0 {
			return nil, fmt.Errorf("随附的案例有误：%s", problems[0])
		}
		all = append(all, cases...)
	}
	return all, nil
}

// All gives every case in order of id.
func (lib *Library) All() []*Case { return lib.cases }

// Get gives the case with an id, nil when there is none.
func (lib *Library) Get(id string) *Case { return lib.byID[id] }

// Citing gives the cases that concern a provision, the nearest first: those of the same
// 项, then those that cite it less or more exactly, then the rest of the article.
func (lib *Library) Citing(p statute.Citation) []*Case {
	found := slices.Clone(lib.byPlan[articleKey(p)])
	slices.SortStableFunc(found, func(a, b *Case) int { return int(nearest(b, p)) - int(nearest(a, p)) })
	return slices.DeleteFunc(found, func(c *Case) bool { return nearest(c, p) < sameArticle })
}

// CitingItem is Citing for the id of a penalty item: 食品安全法/124/1/5.
func (lib *Library) CitingItem(id string) ([]*Case, error) {
	p, err := statute.ParseCitation(id)
	if err != nil {
		return nil, err
	}
	return lib.Citing(p), nil
}

func nearest(c *Case, p statute.Citation) closeness {
	best := apart
	for _, q := range c.provisions {
		best = max(best, near(p, q))
	}
	return best
}
