package rules

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/corpus/clause"
	"cailiang/corpus/statute"
	"cailiang/engine"
)

// Reader makes statute items of imported texts (读条): what the clause reader finds in an article, with the provisions that
// it refers to followed. Safe for one goroutine.
type Reader struct {
	texts *statute.Resolver
	all   statute.Texts
	last  *statute.Meta // the version whose articles were read last
	held  []statute.Article
}

// NewReader reads from the given texts.
func NewReader(texts statute.Texts) (*Reader, error) {
	r, err := statute.NewResolver(texts)
	return &Reader{texts: r, all: texts}, err
}

// Articles gives the articles of a version of a statute.
func (r *Reader) Articles(s *statute.Statute, version *statute.Meta) ([]statute.Article, error) {
	if r.last == version {
		return r.held, nil
	}
	i := slices.IndexFunc(s.Versions, func(m statute.Meta) bool { return m.Date() == version.Date() })
	out, err := r.all.Articles(s.ID, i)
	if err == nil {
		r.last, r.held = version, out
	}
	return out, err
}

// Reading says of an item how it was read from a text. Such an item is not checked by anybody: whoever uses it compares it.
type Reading struct {
	Citation string           // 示例条例第三条第二款
	Unread   []clause.Unread  // passages that the item leaves out
	Notes    []string         // in Chinese: slips read over, provisions that were followed
	Phrases  []clause.Phrase  // places that speak of a fine
	Fines    []clause.Penalty // the fines of the item's own article
}

// readItem is one consequence as the clause reader has it, with the penalties in the engine's form.
type readItem struct {
	clause.Item
	penalties []engine.Penalty
	conduct   []string // 款 of the same article whose conducts it goes on from, as the conducts themselves
	names     []int    // the 款 of the same article that its words name
	subs      []int    // the 项 of them, where the words name these
}

// article is one article read.
type articleReading struct {
	place    statute.Citation // law, article
	answer   statute.Answer
	items    []readItem
	unread   []clause.Unread
	phrases  []clause.Phrase
	notes    []string
	followed []string
}

// deepest is how many references are followed one behind the other.
const deepest = 3

// Item reads the item of a citation in the text of a day. nil without an error: the statute is not among the texts.
func (r *Reader) Item(c statute.Citation, ref, day string) (*Found, error) {
	a, err := r.texts.Resolve(c, day)
	if err != nil {
		return nil, err
	}
	switch a.Outcome {
	case statute.NoStatute:
		return nil, nil
	case statute.Found:
	default:
		return nil, &NotFound{Ref: ref, Message: a.Message, Remedy: "核对法条；缺少的版本用 cailiang corpus import 导入", Version: a.Outcome == statute.NotYet || a.Outcome == statute.Repealed}
	}
	if a.Article == nil {
		return nil, &NotFound{Ref: ref, Message: "“" + ref + "”没有写到条", Remedy: "写明第几条"}
	}
	place := placeOf(a)
	read, err := r.article(a, day, deepest)
	if err != nil {
		return nil, err
	}
	f := read.item(place.Paragraph, place.Subparagraph)
	if len(f.Item.Branches) == 0 {
		return nil, &NotFound{Ref: ref, Message: "导入的《" + a.Statute.ID + "》" + shortPlace(place) + "里没有读出处罚", Remedy: "核对法条：处罚往往写在法律责任一章；也可以在案件里直接写处罚幅度（item: {law, article, penalties}）"}
	}
	return f, nil
}

// placeOf gives the provision that an answer was followed to.
func placeOf(a statute.Answer) statute.Citation {
	c, err := statute.ParseCitation(a.Address)
	if err != nil {
		c, _ = statute.ParseCitation(a.Citation)
	}
	c.Law, c.Version = a.Statute.ID, ""
	return c
}

// shortPlace is the citation without the statute.
func shortPlace(c statute.Citation) string {
	c.Law, c.Version = "", ""
	return c.String()
}

// Each reads every article of one version of a statute, in the order of the text.
func (r *Reader) Each(s *statute.Statute, version *statute.Meta, f func(*ArticleReading) error) error {
	articles, err := r.Articles(s, version)
	if err != nil {
		return err
	}
	day, _ := version.From()
	for i := range articles {
		c, err := statute.ParseCitation(s.ID + " " + articles[i].Number)
		if articles[i].Section || err != nil {
			continue // a document without articles has nothing that could be cited
		}
		c.Law, c.Version = s.ID, version.Date()
		a := statute.Answer{Outcome: statute.Found, Statute: s, Version: version, Article: &articles[i], Citation: c.String(), Address: statute.Address(s.ID, version.Date(), articles[i].Number)}
		read, err := r.article(a, day, deepest)
		if err == nil {
			err = f(&ArticleReading{read})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// article reads an article and follows what it refers to.
func (r *Reader) article(a statute.Answer, day string, depth int) (*articleReading, error) {
	place := placeOf(a)
	place.Paragraph, place.Subparagraph, place.Point = 0, 0, 0
	text := a.Article.Body()
	got := clause.Read(text, clause.Context{Law: a.Statute.ID, Article: shortPlace(place)})
	out := &articleReading{place: place, answer: a, unread: got.Unread, phrases: got.Phrases()}
	articles, err := r.Articles(a.Statute, a.Version)
	if err != nil {
		return nil, err
	}
	here := statute.Here{Citation: place, Articles: articles}
	runes := []rune(text)
	for _, it := range got.Items {
		ri := readItem{Item: it}
		ri.names, ri.subs = r.named(it, here)
		for _, p := range it.Penalties {
			pen, note := penaltyOfClause(p, runes)
			if note != "" {
				out.notes = append(out.notes, note)
				out.unread = append(out.unread, clause.Unread{Text: p.Detail, Paragraph: it.Paragraph, At: p.At, Why: note})
			}
			for _, s := range p.Slips {
				out.notes = append(out.notes, "条文疑有笔误，按原意读取："+s)
			}
			ri.penalties = append(ri.penalties, pen)
		}
		more, err := r.follow(out, ri, here, day, depth)
		if err != nil {
			return nil, err
		}
		out.items = append(out.items, more...)
	}
	out.conducts()
	return out, nil
}

// named gives the other 款 of the article that an item's words name, and their 项: 有前款行为的, 有前款第三项行为的.
func (r *Reader) named(it clause.Item, here statute.Here) (paragraphs, subs []int) {
	here.Paragraph = it.Paragraph
	if strings.Contains(it.Violation, "明知") {
		return nil, nil // helping with the conduct of another 款 is a conduct of its own
	}
	for _, m := range r.texts.Names().Find(it.Violation + "。" + it.Condition) {
		from, to, err := m.At(here)
		if err != nil || from.Law != here.Law || from.Number() != here.Number() || from.Paragraph == 0 || from.Paragraph == it.Paragraph {
			continue
		}
		for p := from.Paragraph; p <= max(from.Paragraph, to.Paragraph); p++ {
			if !slices.Contains(paragraphs, p) && p != it.Paragraph {
				paragraphs = append(paragraphs, p)
			}
		}
		for n := from.Subparagraph; n > 0 && n <= max(from.Subparagraph, to.Subparagraph); n++ {
			subs = append(subs, n)
		}
	}
	return paragraphs, subs
}

// follow puts what the provision referred to imposes in the place of 依照…处罚; what cannot be followed stays a reference.
func (r *Reader) follow(out *articleReading, it readItem, here statute.Here, day string, depth int) ([]readItem, error) {
	if it.Reference == "" || len(it.penalties) > 0 || depth == 0 {
		return []readItem{it}, nil
	}
	here.Paragraph = it.Paragraph
	if len(it.ListItems) > 0 {
		here.Subparagraph = it.ListItems[0]
	}
	var more []readItem
	for _, m := range r.texts.Names().Find(it.Reference) {
		a, _, err := r.texts.Mention(m, here, day)
		if err != nil {
			return nil, err
		}
		if a.Outcome != statute.Found || a.Article == nil {
			continue
		}
		target := placeOf(a)
		if target.Law == here.Law && target.Key() == out.place.Key() {
			continue // the article itself: nothing new
		}
		next, err := r.article(a, day, depth-1)
		if err != nil {
			return nil, err
		}
		for _, x := range next.chosen(target.Paragraph, target.Subparagraph) {
			if target.Paragraph > 0 && x.Paragraph != target.Paragraph {
				continue // goes on from the 款 referred to, for others
			}
			more = append(more, joinItems(it, x))
		}
		for _, u := range next.unread {
			u.Paragraph = it.Paragraph
			out.unread = append(out.unread, u)
		}
		out.followed = append(out.followed, target.String())
	}
	if len(more) == 0 {
		return []readItem{it}, nil
	}
	out.notes = append(out.notes, fmt.Sprintf("依照%s处罚：已按%s读取", it.Reference, out.followed[len(out.followed)-1]))
	return more, nil
}

// joinItems is the consequence x for the conduct of it.
func joinItems(it, x readItem) readItem {
	who := it.Who
	if who == clause.Violator || rolesOf(who)[0] == "" && rolesOf(x.Who)[0] != "" {
		who = x.Who
	}
	j := it
	j.Who, j.Step, j.penalties, j.Penalties = who, x.Step, x.penalties, x.Penalties
	j.Corrective = append(slices.Clone(it.Corrective), x.Corrective...)
	j.When = append(slices.Clone(it.When), x.When...)
	var conditions []string
	for _, c := range []string{it.Condition, x.Condition} {
		if c != "" {
			conditions = append(conditions, c)
		}
	}
	j.Condition = strings.Join(conditions, "，")
	return j
}

// readImported resolves an item from the imported texts; nil, nil: there are none, or the statute is not among them.
func (lib *Library) readImported(ref, day string) (*Found, error) {
	if lib.imported == nil {
		return nil, nil
	}
	r, err := lib.imported()
	if err != nil || r == nil {
		return nil, err
	}
	c, err := statute.ParseCitation(ref)
	if err != nil {
		if law, rest, ok := strings.Cut(ref, "/"); ok {
			c, err = statute.ParseCitation(law + " " + rest)
		}
	}
	if err != nil {
		return nil, nil
	}
	return r.Item(c, ref, day)
}

// WithImported gives a library that also reads items from imported texts, where no pack has the item. open is called when
// one is asked for first; it may give nil.
func (lib *Library) WithImported(open func() (*Reader, error)) *Library {
	more := *lib
	var r *Reader
	var err error
	done := false
	more.imported = func() (*Reader, error) {
		if !done {
			r, err = open()
			done = true
		}
		return r, err
	}
	return &more
}
