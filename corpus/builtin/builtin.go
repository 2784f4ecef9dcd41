// Package builtin is the corpus that comes with the program: our own digests of the articles that the shipped packs cite, and of published cases.
//
// Nothing here is the wording of a law. A digest says in a few words what an article
// forbids, whom it hits and what it costs; it lets a fresh installation find articles and
// cases before any real text has been imported.
package builtin

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"

	"cailiang/corpus/statute"
)

//go:embed laws.jsonl articles/*.jsonl
var data embed.FS

// Law is what the digests of one statute share (法规).
type Law struct {
	Name   string   `json:"law"`    // as articles cite it: 食品安全法
	Title  string   `json:"title"`  // 中华人民共和国食品安全法
	Short  []string `json:"short"`  // 食安法 …
	Level  string   `json:"level"`  // 法律, 行政法规, 地方性法规, 部门规章, 地方政府规章, 规范性文件
	System string   `json:"system"` // 市场监管 …; 通用 for all
	Agency string   `json:"agency"` // who enforces it, in words
	Place  string   `json:"place"`  // where it applies; "" = the whole country
}

// Article is the digest of one article in one version (条文要点). From and To are the first
// and the last day on which it holds, YYYY-MM-DD; To is "" while it is in force.
type Article struct {
	Law     *Law
	Number  string // as in statute.Citation.Key: "124", "120-1"
	Subject string
	Parts   []Part
	From    string
	To      string
}

// Part is one provision of an article: At is the rest of its key ("1/5"; "" the article as a whole).
type Part struct {
	At        string  `json:"at"`
	Who       string  `json:"who"`
	What      string  `json:"what"`
	Ranges    []Range `json:"ranges"`
	Reference string  `json:"reference"` // the law that decides instead
}

// InForce reports whether the digest holds on a day (YYYY-MM-DD).
func (a *Article) InForce(day string) bool {
	return a.From <= day && (a.To == "" || day <= a.To)
}

// ID names the digest: 食品安全法/124, with @ and its first day when it no longer holds for good.
func (a *Article) ID() string {
	id := a.Law.Name + "/" + a.Number
	if a.To != "" {
		id += "@" + a.From
	}
	return id
}

// Citation is the article as people write it: 食品安全法第一百二十四条.
func (a *Article) Citation() string {
	c, err := statute.ParseCitation(a.Law.Name + "/" + a.Number)
	if err != nil {
		return a.Law.Name + " " + a.Number // Load has seen to it that this cannot be
	}
	return c.String()
}

// Corpus is all that is built in. Read-only.
type Corpus struct {
	Laws     []*Law
	Articles []*Article
	byNumber map[string][]*Article
	byName   map[string]*Law
}

// Load reads the embedded digests, once; an error is a mistake in the program's own data.
var Load = sync.OnceValues(func() (*Corpus, error) { return read(data) })

// Law gives a statute by its name, its title or a short name, with or without 《》; nil when it is not built in.
func (c *Corpus) Law(name string) *Law { return c.byName[statute.NormalLaw(name)] }

// Find gives the digest of an article that holds on a day, nil when there is none.
func (c *Corpus) Find(law, article, day string) *Article {
	for _, a := range c.byNumber[law+"/"+article] {
		if a.InForce(day) {
			return a
		}
	}
	return nil
}

// Versions gives all digests of an article, the earlier first.
func (c *Corpus) Versions(law, article string) []*Article { return c.byNumber[law+"/"+article] }

func read(root fs.FS) (*Corpus, error) {
	c := &Corpus{byNumber: map[string][]*Article{}, byName: map[string]*Law{}}
	err := eachLine(root, "laws.jsonl", func(line []byte) error {
		l := new(Law)
		if err := strict(line, l); err != nil {
			return err
		}
		for _, name := range append([]string{l.Name, statute.NormalLaw(l.Title)}, l.Short...) {
			if other := c.byName[name]; other != nil && other != l {
				return fmt.Errorf("%s 写了两次", name)
			}
			c.byName[name] = l
		}
		c.Laws = append(c.Laws, l)
		return nil
	})
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(root, "articles/*.jsonl")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		if err := eachLine(root, name, func(line []byte) error { return c.add(line) }); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *Corpus) add(line []byte) error {
	var in struct {
		Law     string `json:"law"`
		Article string `json:"article"`
		Subject string `json:"subject"`
		Parts   []Part `json:"parts"`
		From    string `json:"from"`
		To      string `json:"to"`
	}
	if err := strict(line, &in); err != nil {
		return err
	}
	law := c.byName[in.Law]
	if law == nil || law.Name != in.Law {
		return fmt.Errorf("laws.jsonl 里没有 %s", in.Law)
	}
	a := &Article{Law: law, Number: in.Article, Subject: in.Subject, Parts: in.Parts, From: in.From, To: in.To}
	if cit, err := statute.ParseCitation(law.Name + "/" + in.Article); err != nil || cit.Key() != in.Article {
		return fmt.Errorf("条号 %s 无法识别", strconv.Quote(in.Article))
	}
	key := law.Name + "/" + a.Number
	if have := c.byNumber[key]; len(have) > 0 && (have[len(have)-1].To == "" || have[len(have)-1].To >= a.From) {
		return fmt.Errorf("%s 的两段要点日期重叠", key)
	}
	c.byNumber[key] = append(c.byNumber[key], a)
	c.Articles = append(c.Articles, a)
	return nil
}

func eachLine(root fs.FS, name string, do func([]byte) error) error {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := do(line); err != nil {
			return fmt.Errorf("%s 第 %d 行：%w", path.Base(name), n, err)
		}
	}
	return nil
}

func strict(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// provision writes where a part stands in its article: 第一款第（五）项.
func (p Part) provision() string {
	if p.At == "" {
		return ""
	}
	c, err := statute.ParseCitation("1/" + p.At)
	if err != nil {
		return p.At
	}
	return strings.TrimPrefix(c.String(), "第一条")
}
