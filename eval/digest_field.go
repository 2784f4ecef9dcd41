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

// The keys of FORMAT-field.md that are read; every other key is told as a note.
var (
	fieldBodies = []string{"tiers", "score", "matrix", "steps", "formula", "lookup", "per", "pen"}
	fieldKeys   = slices.Concat(fieldBodies, []string{"id", "violation", "basis", "statutory", "model", "facts", "always", "choose", "note", "bounds", "as_written", "read_as",
		"also", "code", "unseen", "adjust", "factor_when", "override", "cap", "floor", "same_as", "same_tiers_as", "definitions", "where"}, caseKeys)
	tierFieldKeys = slices.Concat([]string{"tier", "when", "otherwise", "pen", "also", "unseen", "note", "code", "steps", "as_written", "read_as", "formula", "same_as"}, amountFieldKeys)
)

// fieldShape tells a digest of FORMAT-field.md: items with a basis and tiers, or heads of documents.
func fieldShape(root source.Map) bool {
	if root.Get("heads").IsList() {
		return true
	}
	items := root.Get("items")
	if !items.IsList() || !root.Has("source") {
		return false
	}
	for _, n := range items.List() {
		if !n.IsMap() {
			continue
		}
		m := n.Map()
		if m.Has("grades") || m.Has("legal") {
			return false
		}
		for _, k := range append([]string{"basis", "statutory"}, fieldBodies...) {
			if m.Has(k) {
				return true
			}
		}
	}
	return false
}

// fieldReader reads one item.
type fieldReader struct {
	d     *digest
	item  source.Map
	rules source.Map
	all   map[string]source.Map // the items of the file, for references
	words *wordbook
	rw    *rewriter
	im    *imported
	bench *engine.Benchmark
	table *rules.Table
	law   []facts.Entry // conditions of the statutory range in words
	extra []source.Node // worked cases of the file that name the item
}

// readField gives the items of a file, and its heads.
func readField(d *digest) []*imported {
	var out []*imported
	if n := d.root.Get("heads"); n.IsList() {
		for i, h := range n.List() {
			out = append(out, readHead(h, i))
		}
	}
	items := d.root.Get("items")
	if !items.IsList() {
		return out
	}
	all := map[string]source.Map{}
	for _, n := range items.List() {
		if n.IsMap() {
			all[text(n.Map().Get("id"))] = n.Map()
		}
	}
	cases := fileCases(d.root)
	for i, n := range items.List() {
		if !n.IsMap() {
			continue
		}
		r := &fieldReader{d: d, item: n.Map(), rules: d.root.Get("rules").Map(), all: all, words: newWordbook()}
		r.rw = &rewriter{words: r.words}
		r.extra = cases[text(n.Map().Get("id"))]
		out = append(out, r.read(cmp.Or(text(n.Map().Get("id")), fmt.Sprintf("第%d项", i+1))))
	}
	return out
}

func readHead(n source.Node, i int) *imported {
	im := &imported{id: fmt.Sprintf("第%d份", i+1), model: HeadOnly, kind: HeadOnly, reason: "只读到标题和开头，没有裁量表"}
	if n.IsMap() {
		im.id = cmp.Or(text(n.Map().Get("name")), im.id)
		if n.Map().Has("items") && text(n.Map().Get("items")) != "" {
			im.notes = append(im.notes, "items："+text(n.Map().Get("items")))
		}
	}
	return im
}

// read turns the item into a table. Whatever cannot be taken is named with its place; the rest stands.
func (r *fieldReader) read(id string) (im *imported) {
	im = &imported{id: id, model: r.model()}
	r.im = im
	defer func() {
		if p := recover(); p != nil {
			im.inexpressible(fmt.Sprint(at(r.item.Node()), "：程序没有料到这样的写法：", p))
		}
	}()
	src := r.d.root.Get("source").Map()
	r.bench = &engine.Benchmark{ID: id, Title: orElse(text(src.Get("name")), r.d.short), Version: text(src.Get("effective")), Standing: "unverified",
		Name: text(r.item.Get("violation")), Article: articleOf(r.item.Get("basis")), Corrective: slices.Clone(texts(r.item.Get("always")))}
	r.table = &rules.Table{Benchmark: r.bench}
	im.table = r.table
	r.declare()
	r.choose()
	statutory := r.statutory(r.item.Get("statutory"))
	r.body()
	r.adjustments()
	r.table.Statutory = statutory
	im.cases = r.cases(r.item)
	im.given = r.given
	r.order()
	r.finish()
	return im
}

// finish joins the vocabulary and tells what else the item says.
func (r *fieldReader) finish() {
	r.table.Facts = append(r.words.entries(), r.law...)
	r.im.derived = r.rw.derived
	r.im.notes = append(r.im.notes, r.words.added()...)
	r.tell(r.item, fieldKeys)
	if n := r.item.Get("note"); n.Exists() {
		r.im.notes = append(r.im.notes, "note："+flow(n))
	}
	r.bench.Notes = r.im.notes
	if r.im.kind == "" && len(r.bench.Grades) == 0 {
		r.nothing()
	}
}

// nothing is an item without tiers: the statutory range alone, what was not read, or what cannot be computed.
func (r *fieldReader) nothing() {
	bodies := slices.ContainsFunc(fieldBodies, r.item.Has)
	switch {
	case !bodies && r.item.Has("statutory"):
		r.im.kind, r.im.reason = StatutoryOnly, "只有法定幅度，没有裁量阶次"
	case len(r.im.lost) > 0:
		r.im.inexpressible(strings.Join(r.im.lost, "；"))
	default:
		r.im.inexpressible(at(r.item.Node()) + "：没有可以计算的阶次")
	}
}

func (r *fieldReader) model() string {
	if m := text(r.item.Get("model")); m != "" {
		return m
	}
	for _, k := range fieldBodies {
		if r.item.Has(k) {
			return k
		}
	}
	return "statutory"
}

func articleOf(n source.Node) string {
	var out []string
	if n.IsList() {
		for _, x := range n.List() {
			if x.IsMap() {
				out = append(out, text(x.Map().Get("law"))+text(x.Map().Get("art")))
			}
		}
	}
	return strings.Join(out, "；")
}

// tell notes the keys that no reader takes.
func (r *fieldReader) tell(m source.Map, known []string) {
	for k, v := range m.Pairs() {
		if !slices.Contains(known, k.Text()) {
			r.im.notes = append(r.im.notes, fmt.Sprintf("%s:%d %s：%s", k.Doc().Name(), k.Line(), k.Text(), flow(v)))
		}
	}
}

func (r *fieldReader) declare() {
	n := r.item.Get("facts")
	if !n.IsMap() {
		return
	}
	for k, v := range n.Map().Pairs() {
		if err := r.words.declare(k.Text(), v); err != nil {
			r.im.notes = append(r.im.notes, err.Error()+"；按用法推断")
		}
	}
}

// choose reads the policy where several tiers match; a policy with ? is the digest author's reading, not the document's word.
func (r *fieldReader) choose() {
	if s := text(r.rules.Get("unknown_fact")); strings.Contains(s, "最低") || s == "lowest" {
		r.bench.LowestUnknown = true
	}
	for _, n := range []source.Node{r.item.Get("choose"), r.rules.Get("choose")} {
		s := text(n)
		if s == "" {
			continue
		}
		if strings.Contains(s, "?") || strings.Contains(s, "？") {
			return
		}
		r.bench.Choose = policyOf(s)
		if r.bench.Choose == "" {
			r.im.notes = append(r.im.notes, "choose："+s)
		}
		return
	}
}

// policyOf reads heaviest, lightest, first, or the document's own words for them.
func policyOf(s string) engine.Policy {
	for _, x := range []struct {
		words  []string
		policy engine.Policy
	}{
		{[]string{"heaviest", "highest", "从一重", "较重", "就高", "择重", "从高", "最重", "重的"}, engine.Heaviest},
		{[]string{"lightest", "lowest", "较轻", "就低", "从低", "最轻"}, engine.Lightest},
		{[]string{"first", "先后", "依次", "次序", "顺序"}, engine.First},
	} {
		for _, w := range x.words {
			if strings.Contains(s, w) {
				return x.policy
			}
		}
	}
	return ""
}

// statutory reads the digest's own statutory range as branches: what has no condition stands, what has one takes its place.
func (r *fieldReader) statutory(n source.Node) []engine.Branch {
	var out []engine.Branch
	for _, x := range listOf(n) {
		for _, b := range r.bands(x, r.lawCondition) {
			if b.err != "" {
				r.im.notes = append(r.im.notes, "法定幅度："+b.err)
				continue
			}
			step := engine.StepBase
			if b.when != "" {
				step = engine.StepReplace
			}
			i := slices.IndexFunc(out, func(o engine.Branch) bool { return o.Role == b.role && o.When == b.when })
			if i < 0 {
				out = append(out, engine.Branch{Role: b.role, When: b.when, Step: step})
				i = len(out) - 1
			}
			out[i].Penalties = append(out[i].Penalties, b.pen)
		}
	}
	return out
}

// lawCondition reads a condition of the statutory range: words that are no expression over the facts become a yes/no fact
// that is presumed not to hold; it decides nothing in the tiers.
func (r *fieldReader) lawCondition(s string) (string, error) {
	switch strings.TrimSuffix(s, "情节") {
	case "基本", "普通", "一般":
		return "", nil
	}
	if n, err := parseExpression(s); err == nil && r.known(n) {
		if out, err := r.rw.boolean(n); err == nil {
			return out, nil
		}
	}
	name := nameOf(strings.Map(func(c rune) rune {
		if strings.ContainsRune("，。、；：（）《》“” ,;:'\"", c) {
			return -1
		}
		return c
	}, s))
	if r.words.facts[name] == nil && !slices.ContainsFunc(r.law, func(e facts.Entry) bool { return e.Name == name }) {
		r.law = append(r.law, facts.Entry{Name: name, Type: facts.Bool, Of: "act", Ask: "是否“" + s + "”？",
			Presume: &facts.Presumption{Value: facts.No, Why: "未认定" + s}})
	}
	return name, nil
}

// listed gives the members of a list, or the one node.
func listOf(n source.Node) []source.Node {
	switch {
	case n.IsList():
		return n.List()
	case n.Exists() && !n.IsNull():
		return []source.Node{n}
	}
	return nil
}

// body reads whichever bodies the item has.
func (r *fieldReader) body() {
	m := r.item
	for _, key := range []string{"same_as", "same_tiers_as"} {
		if o, ok := r.all[text(m.Get(key))]; ok {
			m = o
			if f := o.Get("facts"); f.IsMap() {
				for k, v := range f.Map().Pairs() {
					_ = r.words.declare(k.Text(), v)
				}
			}
		}
	}
	steps := r.steps(m.Get("steps"))
	if m.Has("tiers") {
		r.tiers(m.Get("tiers"), steps)
	}
	if m.Has("matrix") {
		r.matrix(m.Get("matrix"))
	}
	if m.Has("score") {
		r.score(m.Get("score"))
	}
	switch {
	case m.Has("tiers"):
	case steps != nil:
		r.stepwise(steps, m)
	case m.Has("formula"):
		r.formula(m)
	case m.Has("lookup"):
		r.lookup(m.Get("lookup"))
	case m.Has("pen") || m.Has("per"):
		r.plain(m)
	case m.Get("steps").IsMap() && m.Get("steps").Map().Has("per"):
		r.plain(m.Get("steps").Map())
	}
	if m.Has("override") {
		r.overrides(m.Get("override"))
	}
}

// plain is an item of one tier: its penalties stand directly under it.
func (r *fieldReader) plain(m source.Map) {
	n := m.Get("pen")
	if !n.Exists() {
		n = m.Get("per")
		if !n.IsMap() && !(n.IsList() && len(n.List()) > 0 && n.List()[0].IsMap()) {
			n = m.Node() // {per: [5, 10], of: …}: the item itself is the range
		}
	}
	r.graded(tierHead{name: "唯一", node: m.Node()}, listOf(n), texts(m.Get("also")))
}

// order puts the tiers from the mildest to the gravest where the document lists them the other way round.
func (r *fieldReader) order() {
	if r.bench.Choose != engine.Heaviest && r.bench.Choose != engine.Lightest {
		return
	}
	var tops []engine.Penalty
	for _, g := range r.bench.Grades {
		for j, p := range g.Penalties {
			if p.Kind == engine.Fine && p.Max != nil && p.Base == "" && p.Per == "" && (j >= len(g.Roles) || g.Roles[j] == "" || g.Roles[j] == "单位") {
				tops = append(tops, p)
				break
			}
		}
	}
	if len(tops) < 2 || !slices.IsSortedFunc(tops, func(a, b engine.Penalty) int { return b.Max.Cmp(*a.Max) }) || tops[0].Max.Cmp(*tops[len(tops)-1].Max) == 0 {
		return
	}
	slices.Reverse(r.bench.Grades)
}

// adjustments reads coefficients: factor_when: {condition: 2}, adjust: [{when, times}].
func (r *fieldReader) adjustments() {
	for _, n := range listOf(r.item.Get("factor_when")) {
		if n.IsMap() {
			for k, v := range n.Map().Pairs() {
				r.adjustment(k, v, false)
			}
		}
	}
	for _, n := range listOf(r.item.Get("adjust")) {
		if !n.IsMap() {
			r.im.loses(n, "系数没有写成条件和倍数")
			continue
		}
		m := n.Map()
		for _, key := range []string{"times", "factor", "coef", "w"} {
			if m.Has(key) {
				r.adjustment(m.Get("when"), m.Get(key), m.Has("floor"))
			}
		}
	}
}

func (r *fieldReader) adjustment(when, times source.Node, floor bool) {
	c, err := r.rw.condition(text(when))
	ends := endsOf(times)
	if err != nil || len(ends) != 2 {
		r.im.loses(times, "系数的条件或者倍数不能计算")
		return
	}
	low, err1 := ratioText(ends[0])
	high, err2 := ratioText(ends[1])
	if err1 != nil || err2 != nil {
		r.im.loses(times, "系数不是数")
		return
	}
	r.bench.Adjust = append(r.bench.Adjust, engine.Adjustment{Name: text(when), When: c, From: low, To: high, KeepFloor: floor})
}
