package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules"
	"cailiang/rules/source"
)

// The keys of FORMAT-market.md that are read; every other key is told as a note.
var (
	marketBodies = []string{"grades", "matrix", "fine", "score"}
	marketKeys   = slices.Concat(marketBodies, []string{"id", "violation", "code", "legal", "facts", "derived", "statutory", "order", "adjustments", "gate",
		"same_grades_as", "visible", "not_applicable_when", "excluded_when", "aggregate", "combine", "inferred", "address", "note", "quirks", "effect", "when", "may", "default", "default_grade", "score"}, caseKeys)
	marketTops = []string{"source", "system", "jurisdiction", "models", "tiers", "general_rules", "factors", "items", "documents", "formulas", "statutory_bases",
		"ranges", "notes"}
)

// marketShape tells a digest of FORMAT-market.md: items with their law and grades, formulas, statutory ranges, or documents.
func marketShape(root source.Map) bool {
	if root.Has("calc") {
		return false
	}
	for _, key := range []string{"documents", "formulas", "ranges"} {
		if root.Get(key).IsList() {
			return true
		}
	}
	for _, n := range listOf(root.Get("items")) {
		if n.IsMap() && (n.Map().Has("legal") || n.Map().Has("grades") || n.Map().Has("same_grades_as")) {
			return true
		}
	}
	heads := root.Has("models") || root.Has("factors") || root.Has("general_rules")
	return root.Has("source") && heads && !root.Has("worked") && !root.Has("cases") && len(listOf(root.Get("items"))) == 0
}

// marketReader reads one item. It shares the vocabulary and the expressions with the reader of FORMAT-field.md.
type marketReader struct {
	*fieldReader
	other    source.Map          // the item whose grades this one shares; else the item itself
	formulae map[string]string   // derived facts and their formulas
	branches map[string]string   // names of statutory branches and their conditions
	columns  map[string][]string // names of the columns of a factor matrix and the conditions under them
	rows     []marketRow
	addons   []band // penalties that a condition of their own adds to every tier
	previous string // the condition of the row before: 同上
	renamed  map[string]string
}

// readMarket gives the items of a file, its formulas, and what it tells of documents of which no table was read.
func readMarket(d *digest) []*imported {
	out := marketHeads(d)
	all := map[string]source.Map{}
	items := slices.Clone(listOf(d.root.Get("items")))
	for _, doc := range listOf(d.root.Get("documents")) {
		if doc.IsMap() {
			items = append(items, listOf(doc.Map().Get("item"))...)
			items = append(items, listOf(doc.Map().Get("items"))...)
		}
	}
	for _, n := range items {
		if n.IsMap() {
			all[text(n.Map().Get("id"))] = n.Map()
		}
	}
	cases := fileCases(d.root)
	for i, n := range items {
		if !n.IsMap() {
			continue
		}
		id := text(n.Map().Get("id"))
		r := newMarketReader(d, n.Map(), all)
		r.extra = cases[id]
		if len(items) == 1 {
			r.extra = append(r.extra, cases[""]...)
		}
		out = append(out, r.read(cmp.Or(id, fmt.Sprintf("第%d项", i+1))))
	}
	for i, n := range listOf(d.root.Get("formulas")) {
		out = append(out, readPercent(d, n, i)...)
	}
	if len(out) == 0 {
		out = append(out, &imported{id: d.short, model: HeadOnly, kind: HeadOnly, reason: "只有通则和情节，没有裁量表"})
	}
	for k, v := range d.root.Pairs() {
		if !slices.Contains(slices.Concat(marketTops, caseKeys), k.Text()) {
			out[0].notes = append(out[0].notes, fmt.Sprintf("%s %s：%s", at(k), k.Text(), flow(v)))
		}
	}
	return out
}

func newMarketReader(d *digest, item source.Map, all map[string]source.Map) *marketReader {
	f := &fieldReader{d: d, item: item, rules: source.Node{}.Map(), all: all, words: newWordbook()}
	f.rw = &rewriter{words: f.words}
	return &marketReader{fieldReader: f, other: item, formulae: map[string]string{}, branches: map[string]string{}, columns: map[string][]string{}, renamed: map[string]string{}}
}

// marketHeads lists the documents of which only the beginning was read, and statutory ranges without an item.
func marketHeads(d *digest) []*imported {
	var out []*imported
	for i, n := range listOf(d.root.Get("documents")) {
		if !n.IsMap() {
			continue
		}
		im := &imported{id: fmt.Sprintf("第%d份", i+1), model: HeadOnly, kind: HeadOnly, reason: "只读到标题和开头，没有裁量表"}
		if s := n.Map().Get("source"); s.IsMap() {
			im.id = cmp.Or(text(s.Map().Get("name")), im.id)
		}
		for k, v := range n.Map().Pairs() {
			if k.Text() != "source" && k.Text() != "item" && k.Text() != "items" {
				im.notes = append(im.notes, k.Text()+"："+flow(v))
			}
		}
		out = append(out, im)
	}
	for _, key := range []string{"ranges", "statutory_bases"} {
		for _, n := range listOf(d.root.Get(key)) {
			im := &imported{model: "statutory", kind: StatutoryOnly, reason: "只有法定幅度，没有裁量阶次", notes: []string{flow(n)}}
			if n.IsMap() {
				im.id = text(n.Map().Get("article")) + text(n.Map().Get("violation"))
			}
			out = append(out, im)
		}
	}
	return out
}

// read turns the item into a table. Whatever cannot be taken is named with its place; the rest stands.
func (r *marketReader) read(id string) (im *imported) {
	im = &imported{id: id, model: r.marketModel()}
	r.im = im
	defer func() {
		if p := recover(); p != nil {
			im.inexpressible(fmt.Sprint(at(r.item.Node()), "：程序没有料到这样的写法：", p))
		}
	}()
	r.head(id)
	im.table = r.table
	r.follow()
	r.declareMarket()
	r.derivations()
	r.policy()
	r.grades()
	if r.other.Has("score") {
		r.score(r.other.Get("score"))
	}
	statutory := r.marketStatutory()
	r.sortRows()
	r.switches()
	r.coefficients()
	r.emit()
	r.table.Statutory = statutory
	im.cases = r.marketCases()
	im.given = r.givenMarket
	r.finishMarket()
	return im
}

func (r *marketReader) head(id string) {
	src := source.Map{}
	if n := r.d.root.Get("source"); n.IsMap() {
		src = n.Map()
	}
	var articles []string
	for _, n := range listOf(r.item.Get("legal")) {
		if n.IsMap() && text(n.Map().Get("role")) != "违反条款" {
			articles = append(articles, text(n.Map().Get("law"))+text(n.Map().Get("article")))
		}
	}
	r.bench = &engine.Benchmark{ID: id, Title: orElse(text(src.Get("name")), r.d.short), Version: text(src.Get("effective")), Standing: "unverified",
		Name: text(r.item.Get("violation")), Article: strings.Join(articles, "；")}
	r.table = &rules.Table{Benchmark: r.bench}
}

func (r *marketReader) marketModel() string {
	models := texts(r.d.root.Get("models"))
	if m := text(r.item.Get("model")); m != "" {
		return m
	}
	if len(models) > 0 {
		return strings.Join(models, "+")
	}
	return "tier_table"
}

// follow finds the item whose grades this one shares.
func (r *marketReader) follow() {
	for range 4 {
		n := r.other.Get("same_grades_as")
		if !n.Exists() {
			return
		}
		o, ok := r.all[text(n)]
		if !ok {
			r.im.loses(n, "文件里没有“"+text(n)+"”这一项")
			return
		}
		r.other = o
	}
}

// key reads a key of the item, or of the one whose grades it shares.
func (r *marketReader) key(key string) source.Node {
	if n := r.item.Get(key); n.Exists() {
		return n
	}
	return r.other.Get(key)
}

// declareMarket reads the facts: type, unit, nullable, values.
func (r *marketReader) declareMarket() {
	for _, m := range []source.Map{r.item, r.other} {
		n := m.Get("facts")
		if !n.IsMap() {
			continue
		}
		for k, v := range n.Map().Pairs() {
			r.fact(k.Text(), v)
		}
	}
}

func (r *marketReader) fact(name string, n source.Node) {
	plain := r.plainName(name)
	if r.words.facts[plain] != nil {
		return
	}
	if !n.IsMap() {
		if err := r.words.declare(plain, n); err != nil {
			r.im.notes = append(r.im.notes, err.Error()+"；按用法推断")
		}
		return
	}
	m := n.Map()
	unit := text(m.Get("unit"))
	kinds := map[string]facts.Type{"bool": facts.Bool, "int": facts.Int, "money": facts.Money, "number": facts.Number, "ratio": facts.Number, "enum": facts.Enum, "date": facts.Date}
	kind, ok := kinds[text(m.Get("type"))]
	if !ok {
		if err := r.words.declare(plain, n); err != nil {
			r.im.notes = append(r.im.notes, err.Error()+"；按用法推断")
		}
		return
	}
	f := &fieldFact{name: plain, kind: kind, unit: unit, absent: isTrue(m.Get("nullable")), options: texts(m.Get("values")), ask: text(m.Get("ask"))}
	if kind == facts.Money && unit != "" && !slices.Contains([]string{"元", "人民币", "人民币元", "元人民币"}, unit) {
		f.kind = facts.Number // ten thousands, other currencies: numbers in their own unit
	}
	if kind == facts.Money && f.kind == facts.Money {
		f.unit = "元"
	}
	r.words.enter(f)
	r.sayNote("事实“"+name+"”", m)
	r.tellIn(m, []string{"type", "unit", "nullable", "values", "note", "ask", "inferred"})
}

func (r *marketReader) sayNote(what string, m source.Map) {
	if s := text(m.Get("note")); s != "" {
		r.im.notes = append(r.im.notes, what+"："+s)
	}
}

func (r *marketReader) tellIn(m source.Map, known []string) { r.tell(m, known) }

// plainName makes a name of the digest one that conditions can use.
func (r *marketReader) plainName(name string) string {
	s := strings.Map(func(c rune) rune {
		if strings.ContainsRune("，。、；：（）《》“”·—… ,;:'\"()[]{}+-*/<>=!&|?%‰", c) {
			return -1
		}
		return c
	}, manyMarked.ReplaceAllStringFunc(name, plainNumber))
	if s != "" && s[0] >= '0' && s[0] <= '9' {
		s = "数" + s
	}
	if s != name {
		r.renamed[name] = s
	}
	return s
}

// derivations reads the derived facts. One that a worked case states itself stays a fact of its own.
func (r *marketReader) derivations() {
	stated := r.statedInCases()
	for _, m := range []source.Map{r.item, r.other} {
		n := m.Get("derived")
		if !n.IsMap() {
			continue
		}
		for k, v := range n.Map().Pairs() {
			s := text(v)
			if v.IsMap() {
				s = cmp.Or(text(v.Map().Get("formula")), text(v.Map().Get("expr")), text(v.Map().Get("value")))
			}
			name := r.plainName(k.Text())
			switch {
			case r.formulae[name] != "" || r.words.facts[name] != nil:
			case stated[k.Text()]:
				r.words.enter(&fieldFact{name: name, kind: facts.Number})
				r.im.notes = append(r.im.notes, "派生事实“"+name+"”由案例直接给出")
			default:
				s = r.substituted(s)
				if !r.computes(s) {
					r.im.notes = append(r.im.notes, fmt.Sprintf("%s：派生事实“%s”的算法不能计算（%s），由承办人给出", at(v), name, s))
					continue
				}
				r.formulae[name] = s
			}
		}
	}
}

// computes tells whether a derived fact can be computed: as an amount, or as a condition.
func (r *marketReader) computes(s string) bool {
	if _, err := parseExpression(s); err != nil {
		return false
	}
	if _, err := r.rw.formula(s); err == nil {
		return true
	}
	_, err := r.expression(s)
	return err == nil
}

// finishMarket joins the vocabulary and tells what else the item says.
func (r *marketReader) finishMarket() {
	r.table.Facts = append(r.words.entries(), r.law...)
	r.im.derived = append(r.im.derived, r.rw.derived...)
	r.im.notes = append(r.im.notes, r.words.added()...)
	r.tell(r.item, marketKeys)
	for _, key := range []string{"note", "quirks"} {
		if n := r.item.Get(key); n.Exists() {
			r.im.notes = append(r.im.notes, key+"："+flow(n))
		}
	}
	if v := text(r.item.Get("visible")); v != "" && !strings.HasPrefix(v, "full") {
		r.im.unread = append(r.im.unread, "visible："+v)
	}
	r.bench.Notes = r.im.notes
	if r.im.kind == "" && !slices.ContainsFunc(r.bench.Grades, func(g engine.Grade) bool { return g.Result != engine.GradeNoText || g.Name != "未读到的阶次" }) {
		r.noTiers()
	}
}

func (r *marketReader) noTiers() {
	visible := text(r.item.Get("visible"))
	switch {
	case strings.Contains(visible, "仅法定"), !slices.ContainsFunc(marketBodies, r.other.Has) && r.item.Has("statutory"):
		r.im.kind, r.im.reason = StatutoryOnly, "只有法定幅度，没有裁量阶次"
	case len(r.im.lost) > 0:
		r.im.inexpressible(strings.Join(r.im.lost, "；"))
	case !slices.ContainsFunc(marketBodies, r.other.Has):
		r.im.kind, r.im.reason = HeadOnly, "摘要没有读到这一项的裁量阶次"
	default:
		r.im.inexpressible(at(r.item.Node()) + "：没有可以计算的阶次")
	}
}
