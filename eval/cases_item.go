package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cailiang/corpus/clause"
	"cailiang/corpus/library"
	"cailiang/corpus/precedent"
	"cailiang/corpus/statute"
	"cailiang/engine"
	"cailiang/rules"
	"cailiang/rules/source"
)

// gap is why a case cannot be computed: which of its parts is missing, and in words.
type gap struct{ cause, why string }

// charged is an item that a case may fall under, and where its text stands.
type charged struct {
	item    *engine.Item
	law     string
	place   string // 第一百二十二条第一款
	version string // 2021-04-29
	from    string // by whom it was read; "" = it is in the rule library
}

func (c charged) String() string {
	return fmt.Sprintf("《%s》%s（%s 文本%s）", c.law, c.place, c.version, c.from)
}

// placeOf is a citation without its law.
func placeOf(c statute.Citation) string {
	c.Law, c.Version = "", ""
	return c.String()
}

// articles finds the items of a citation: in the rule library, else in statutes that were read.
type articles struct {
	lib      *rules.Library
	resolver *statute.Resolver // nil = no statutes given
}

// find gives the items that a citation names on a day; several when it names the whole of what holds several.
func (a *articles) find(c statute.Citation, day string) ([]charged, *gap) {
	found, miss := a.shipped(c, day)
	if miss == nil || a.resolver == nil {
		return found, miss
	}
	read, other := a.read(c, day)
	if miss.cause == "version" && (other != nil || a.ships(c.Law, read[0].version)) {
		return nil, miss
	}
	return read, other
}

// ships reports whether a pack has that version: then the pack knows from when it holds, and it did not hold.
func (a *articles) ships(law, version string) bool {
	p := a.pack(law)
	return p != nil && slices.ContainsFunc(p.Versions, func(v *rules.Version) bool { return v.Name == version })
}

func (a *articles) pack(law string) *rules.Pack {
	i := slices.IndexFunc(a.lib.Packs, func(p *rules.Pack) bool {
		return p.Kind == "statute" && (statute.NormalLaw(p.Title) == law || slices.Contains(p.Short, law))
	})
	if i < 0 {
		return nil
	}
	return a.lib.Packs[i]
}

// shipped looks into the rule library.
func (a *articles) shipped(c statute.Citation, day string) ([]charged, *gap) {
	f, err := a.lib.Item(c.String(), day)
	if err == nil {
		return chargedIn(c, day, []*engine.Item{f.Item}, f.Version)
	}
	var miss *rules.NotFound
	if !errors.As(err, &miss) {
		return nil, &gap{"item", err.Error()}
	}
	if miss.Version {
		return nil, &gap{"version", miss.Message}
	}
	if p := a.pack(c.Law); p != nil {
		v := p.Version(day)
		if below := itemsBelow(v, p.Display()+"/"+c.Key()+"/"); len(below) > 0 {
			return chargedIn(c, day, below, v)
		}
	}
	return nil, &gap{"item", "事项不在规则库里：" + c.String()}
}

func itemsBelow(v *rules.Version, prefix string) []*engine.Item {
	var out []*engine.Item
	for _, it := range v.Items {
		if strings.HasPrefix(it.ID, prefix) {
			out = append(out, it)
		}
	}
	return out
}

// chargedIn refuses another version than the one that the decision cites.
func chargedIn(c statute.Citation, day string, items []*engine.Item, v *rules.Version) ([]charged, *gap) {
	if c.Version != "" && !strings.HasPrefix(v.Name, c.Version) && !strings.HasPrefix(v.From, c.Version) {
		return nil, &gap{"version", fmt.Sprintf("决定引用《%s》%s年文本，规则库里 %s 施行的是 %s 文本", c.Law, c.Version, day, v.Name)}
	}
	var out []charged
	for _, it := range items {
		out = append(out, charged{item: it, law: it.Law, place: it.Article, version: v.Name})
	}
	return out, nil
}

// read takes the article from the statutes and reads its clause.
func (a *articles) read(c statute.Citation, day string) ([]charged, *gap) {
	ans, err := a.resolver.Resolve(c, day)
	switch {
	case err != nil:
		return nil, &gap{"item", err.Error()}
	case ans.Outcome == statute.NotYet || ans.Outcome == statute.Repealed:
		return nil, &gap{"version", ans.Message}
	case ans.Outcome == statute.NoStatute:
		return nil, &gap{"item", "事项不在规则库里，法规库里也没有：" + ans.Message}
	case ans.Outcome != statute.Found || ans.Article == nil:
		return nil, &gap{"item", ans.Message}
	}
	it, err := readItem(c, ans)
	if err != nil {
		return nil, &gap{"item", c.String() + "：" + err.Error()}
	}
	if unpriced(it) {
		return nil, &gap{"item", c.String() + "没有写罚款的数额"}
	}
	from := "，由条文读出"
	if _, stated := ans.Version.From(); !stated {
		from += "，施行日没有写明"
	}
	return []charged{{item: it, law: c.Law, place: placeOf(c), version: ans.Version.Date(), from: from}}, nil
}

// readItem makes an item, in the inline form of a case file, of what the clause reader finds at the cited place.
func readItem(c statute.Citation, ans statute.Answer) (*engine.Item, error) {
	r := clause.Read(ans.Article.Body(), clause.Context{Law: c.Law, Article: ans.Article.Label})
	items := slices.DeleteFunc(r.Items, func(it clause.Item) bool { return !cited(c, it) })
	if len(items) == 0 {
		return nil, errors.New("从条文里没有读出处罚")
	}
	for i := range items {
		for j := range items[i].Penalties { // where it stands in the text is no part of the inline form
			items[i].Penalties[j].At, items[i].Penalties[j].Slips = clause.Span{}, nil
		}
	}
	text, err := json.Marshal(map[string]any{"law": c.Law, "article": placeOf(c), "items": items})
	if err != nil {
		return nil, err
	}
	doc, err := source.Read(c.String(), bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	it := rules.InlineItem(doc.Root())
	return it, doc.Err()
}

// unpriced reports a fine whose amount the article leaves to other provisions: every amount would be inside.
func unpriced(it *engine.Item) bool {
	for _, b := range it.Branches {
		for _, p := range b.Penalties {
			if p.Kind == engine.Fine && p.Min == nil && p.Max == nil {
				return true
			}
		}
	}
	return false
}

// cited reports whether what was read stands at the cited paragraph and item. A 项 that is cited without its 款 stands in
// the first, for an article of one paragraph is cited so.
func cited(c statute.Citation, it clause.Item) bool {
	paragraph := c.Paragraph
	if paragraph == 0 && c.Subparagraph > 0 {
		paragraph = 1
	}
	return (paragraph == 0 || it.Paragraph == paragraph) && (c.Subparagraph == 0 || len(it.ListItems) == 0 || slices.Contains(it.ListItems, c.Subparagraph))
}

// readStatutes imports the statutes of the cited laws from a folder, found by the names of the files, into a folder that
// the caller takes away.
func readStatutes(dir, home string, laws map[string]bool) (*statute.Resolver, error) {
	var files []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, _, _ := strings.Cut(strings.NewReplacer("（", "(").Replace(strings.TrimSuffix(e.Name(), filepath.Ext(path))), "(")
		if laws[statute.NormalLaw(name)] {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	lib, err := library.Open(home)
	if err != nil {
		return nil, err
	}
	if _, err := lib.Import(context.Background(), files, nil); err != nil {
		return nil, err
	}
	return statute.NewResolver(lib)
}

// citedLaws names the laws of the sanctions of all cases.
func (s *caseSuite) citedLaws(cases []*precedent.Case) map[string]bool {
	out := map[string]bool{}
	for _, c := range cases {
		for _, x := range s.sanctions(c) {
			out[x.Law] = true
		}
	}
	return out
}

// sanctions are the provisions that the penalty rests on, in their order; the Penalty Law itself punishes nothing.
func (s *caseSuite) sanctions(c *precedent.Case) []statute.Citation {
	var out []statute.Citation
	for _, b := range c.Basis {
		if b.Role != "处罚" || holdsAny(b.Law+b.Note, s.words.notApplied) {
			continue
		}
		found, _ := b.Citations()
		for _, x := range found {
			if x.Law != s.penaltyLaw {
				out = append(out, x)
			}
		}
	}
	return out
}

// caseFiles lists the JSONL files of a folder, or the one file; questions about cases are none.
func caseFiles(data string) ([]string, error) {
	st, err := os.Stat(data)
	if err != nil {
		return nil, fmt.Errorf("%s：读不了（%w）：请核对路径", data, err)
	}
	if !st.IsDir() {
		return []string{data}, nil
	}
	names, err := filepath.Glob(filepath.Join(data, "*.jsonl"))
	return slices.DeleteFunc(names, func(n string) bool { return filepath.Base(n) == "questions.jsonl" }), err
}
