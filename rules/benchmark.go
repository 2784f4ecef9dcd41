package rules

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// The keys of a benchmark's version file; rules/schema/benchmark.json publishes the same.
var (
	benchmarkKeys  = []string{"items", "lists", "inexpressible", "findings", "note"}
	tableKeys      = []string{"id", "name", "code", "item", "article", "statutory", "facts", "derived", "constraints", "choose", "circumstances", "shift", "inside", "unknown", "always", "columns", "only", "tiers", "matrix", "score", "adjust", "needs", "same_tiers_as", "inexpressible", "notes", "validity"}
	tierKeys       = append([]string{"tier", "when", "otherwise", "override", "result", "only", "always", "needs", "article", "as_written", "read_as", "why"}, amountKeys...)
	amountKeys     = []string{"fine", "penalties"}
	bandKeys       = append([]string{"role", "share", "amount", "from", "to", "steps"}, penaltyKeys...)
	fineKeys       = slices.DeleteFunc(slices.Clone(bandKeys), func(k string) bool { return k == "kind" })
	shareKeys      = []string{"of", "from", "to", "min_open", "max_open"}
	stepsKeys      = []string{"base", "add", "floor", "cap"}
	stepKeys       = []string{"count", "each", "amount", "round"}
	matrixKeys     = []string{"dims", "rows", "override"}
	rowKeys        = append([]string{"is", "tier"}, amountKeys...)
	scoreKeys      = []string{"columns", "factors"}
	columnKeys     = append([]string{"when", "start", "cap_share", "floor_share"}, bandKeys...)
	optionKeys     = []string{"when", "weight", "by"}
	adjustKeys     = []string{"name", "when", "times", "floor", "article"}
	insideKeys     = []string{"从轻", "从重"}
	tableNeedKeys  = []string{"kind", "why", "article"}
	findingKeys    = []string{"item", "kind", "text"}
	choosePolicies = []string{"heaviest", "lightest", "first"}
)

// Table is one item of a benchmark as its document states it, before it is joined with the statute item (裁量基准中的一项).
type Table struct {
	*engine.Benchmark
	Ref         string // id or citation of the statute item; "" = the document's own Statutory stands in its place
	Statutory   []engine.Branch
	Facts       []facts.Entry
	Constraints []string
	sameAs      string
	Derived     []Derived
	Validity    string                // when the item ends, in words
	checks      []func([]facts.Entry) // of conditions and formulas, once the facts of the statute item are known
}

// check runs the checks that had to wait for the statute item, and gives the mistakes that they found.
func (t *Table) check(entries []facts.Entry, doc *source.Doc) source.Problems {
	before := doc.Problems()
	for _, c := range t.checks {
		c(entries)
	}
	return slices.DeleteFunc(doc.Problems(), func(p source.Problem) bool { return slices.Contains(before, p) })
}

// later keeps a check for when all facts are known.
func (t *Table) later(c func([]facts.Entry)) { t.checks = append(t.checks, c) }

// Finding is a defect of the document itself, kept and named (文件自身的毛病).
type Finding struct {
	Item string // id of the item; 全文 = the whole document
	Kind string // gap, overlap, unreachable, reversal, outside_statute, ratio …
	Text string
}

// head is what all items of a benchmark share, unless one says otherwise.
type head struct {
	choose  engine.Policy
	acting  engine.Acting
	shift   int
	inside  map[engine.Tier]engine.Cut
	unknown bool
}

// benchmark reads a version file of a benchmark.
func (p *Pack) benchmark(doc *source.Doc, v *Version) []*Table {
	m := doc.Root().Map(benchmarkKeys...)
	v.unread = m.Get("inexpressible").Texts()
	for _, n := range m.Get("findings").List() {
		fm := n.Map(findingKeys...)
		v.Findings = append(v.Findings, Finding{fm.Must("item").Text(), fm.Must("kind").Text(), fm.Must("text").Text()})
	}
	var out []*Table
	seen := map[string]source.Node{}
	for _, n := range m.Must("items").List() {
		t := p.table(n, v)
		if t.ID != "" {
			if _, dup := seen[t.ID]; dup {
				n.Map().Get("id").Fail("事项编号“"+t.ID+"”用了两次", "每个事项用自己的编号")
			}
			seen[t.ID] = n
		}
		out = append(out, t)
	}
	p.shareTiers(out, seen)
	return p.lists(m.Get("lists"), v, out)
}

// lists reads the lists of acts that are not, or need not be, penalised (不予处罚清单): their tiers beat those of the item that
// they name; an item without tiers of its own keeps its statutory range outside the list.
func (p *Pack) lists(n source.Node, v *Version, items []*Table) []*Table {
	for _, x := range n.List() {
		l := p.table(x, v)
		for i := range l.Grades {
			l.Grades[i].Override = true
		}
		i := slices.IndexFunc(items, func(t *Table) bool { return l.Ref != "" && (t.ID == l.Ref || t.Ref == l.Ref) })
		if i < 0 {
			l.Grades = append(l.Grades, engine.Grade{Name: "清单以外", Otherwise: true, Result: engine.GradeStatute, Basis: engine.Basis{Law: p.Display(), Article: l.ID}})
			items = append(items, l)
			continue
		}
		t := items[i]
		t.Grades = append(slices.Clone(l.Grades), t.Grades...)
		t.checks = append(t.checks, l.checks...)
		for _, e := range l.Facts {
			if !slices.ContainsFunc(t.Facts, func(o facts.Entry) bool { return o.Name == e.Name }) {
				t.Facts = append(t.Facts, e)
			}
		}
		t.Constraints = append(t.Constraints, l.Constraints...)
	}
	return items
}

// shareTiers lets an item use another one's tiers (same_tiers_as).
func (p *Pack) shareTiers(ts []*Table, nodes map[string]source.Node) {
	for _, t := range ts {
		if t.sameAs == "" {
			continue
		}
		i := slices.IndexFunc(ts, func(o *Table) bool { return o.ID == t.sameAs && o.sameAs == "" })
		if i < 0 {
			nodes[t.ID].Map().Get("same_tiers_as").Fail("没有可以共用的事项“"+t.sameAs+"”", "写同一文件里另一个事项的 id，而且它自己写有阶次")
			continue
		}
		o := ts[i]
		t.Grades, t.Factors, t.Adjust = o.Grades, o.Factors, o.Adjust
		for _, e := range o.Facts {
			if !slices.ContainsFunc(t.Facts, func(x facts.Entry) bool { return x.Name == e.Name }) {
				t.Facts = append(t.Facts, e)
			}
		}
	}
}

func (p *Pack) table(n source.Node, v *Version) *Table {
	m := n.Map(tableKeys...)
	b := &engine.Benchmark{ID: m.Must("id").Text(), Title: p.Display(), Version: v.Name, From: v.From, To: v.To, Rank: p.Rank, Standing: p.Standing,
		SHA256: v.SHA256, Name: m.Must("name").Text(), Article: m.Get("article").Text(), Deviation: p.Deviation,
		Choose: p.head.choose, Acting: p.head.acting, Shift: p.head.shift, Inside: p.head.inside, LowestUnknown: p.head.unknown,
		Corrective: m.Get("always").Texts(), Inexpressible: m.Get("inexpressible").Text(), Notes: m.Get("notes").Texts(), Columns: flag(m.Get("columns"))}
	t := &Table{Benchmark: b, Ref: m.Get("item").Text(), sameAs: m.Get("same_tiers_as").Text(), Validity: m.Get("validity").Text()}
	if t.Validity == "" {
		t.Validity = p.Validity
	}
	h := p.head
	h.read(m)
	b.Choose, b.Acting, b.Shift, b.Inside, b.LowestUnknown = h.choose, h.acting, h.shift, h.inside, h.unknown
	t.Facts = append(slices.Clone(p.statute.facts), readFacts(m.Get("facts"))...)
	t.Constraints = append(slices.Clone(p.statute.constraints), m.Get("constraints").Texts()...)
	for _, c := range m.Get("constraints").Scalars() {
		t.later(func(e []facts.Entry) { checkCondition(c, e) })
	}
	for _, x := range m.Get("statutory").List() {
		t.Statutory = append(t.Statutory, readBranch(x, t.Facts))
	}
	if t.Ref == "" && t.Statutory == nil && b.Inexpressible == "" {
		n.Fail("没有写对应的法定处罚", "写 item: 法条（规则库里有的），或者 statutory: 法定幅度")
	}
	t.derived(m.Get("derived"))
	r := tableReader{p: p, t: t, only: flag(m.Get("only"))}
	r.read(m)
	if len(b.Grades) == 0 && b.Inexpressible == "" && t.sameAs == "" {
		n.Fail("没有写阶次", "写 tiers、matrix、score 或者 same_tiers_as；写不成的写 inexpressible: 原因")
	}
	return t
}

// read takes over what a map says of policies.
func (h *head) read(m source.Map) {
	if n := m.Get("choose"); n.Exists() && !n.IsNull() {
		s, _ := n.OneOf(choosePolicies...)
		h.choose = engine.Policy(s)
	}
	if n := m.Get("circumstances"); n.Exists() && !n.IsNull() {
		s, _ := n.OneOf("in_tier", "shift", "over_statute", "none", "to_person")
		h.acting = engine.Acting(s)
	}
	if n := m.Get("shift"); n.Exists() {
		h.shift = whole(n)
	}
	if n := m.Get("inside"); n.Exists() {
		im := n.Map(insideKeys...)
		h.inside = map[engine.Tier]engine.Cut{}
		for _, tier := range insideKeys {
			if x := im.Get(tier); x.Exists() {
				h.inside[engine.Tier(tier)] = share(x)
			}
		}
	}
	if n := m.Get("unknown"); n.Exists() {
		n.OneOf("lowest")
		h.unknown = true
	}
}

func whole(n source.Node) int {
	text, ok := n.Number()
	k := 0
	if _, err := fmt.Sscanf(text, "%d", &k); ok && err != nil {
		n.Fail("“"+text+"”不是整数", "写整数")
	}
	return k
}

// share reads a part of a range: {of: span, from: 0.3, to: 0.7, min_open: true}.
func share(n source.Node) engine.Cut {
	m := n.Map(shareKeys...)
	c := engine.Cut{Of: engine.OfSpan, Standing: engine.Direct, MinOpen: flag(m.Get("min_open")), MaxOpen: flag(m.Get("max_open"))}
	if m.Has("of") {
		s, _ := m.Get("of").OneOf(string(engine.OfSpan), string(engine.OfCeiling), string(engine.OfBelow), string(engine.OfWhole))
		c.Of = engine.CutOf(s)
	}
	c.From, c.To = factor(m.Get("from")), factor(m.Get("to"))
	if (c.Of == engine.OfSpan || c.Of == engine.OfCeiling) && c.From.Cmp(c.To) > 0 {
		m.Get("from").Fail("起点高于终点", "核对 from 与 to")
	}
	return c
}

func factor(n source.Node) money.Ratio {
	if !n.Exists() || n.IsNull() {
		return money.Ratio{}
	}
	text, ok := n.Number()
	if !ok {
		return money.Ratio{}
	}
	r, err := money.ParseRatio(text)
	if err != nil || r.Sign() < 0 {
		n.Fail("“"+text+"”不是不小于 0 的数", "写小数，例如 0.3")
	}
	return r
}

type tableReader struct {
	p    *Pack
	t    *Table
	only bool
}

func (r *tableReader) read(m source.Map) {
	for _, n := range m.Get("tiers").List() {
		r.tier(n)
	}
	r.matrix(m.Get("matrix"))
	r.score(m.Get("score"))
	for _, n := range m.Get("adjust").List() {
		r.adjust(n)
	}
	for _, n := range m.Get("needs").List() {
		r.t.Needs = append(r.t.Needs, engine.RuleNeed{Need: r.need(n)})
	}
}

func (r *tableReader) basis(n source.Node) engine.Basis {
	article := n.Text()
	if article == "" {
		article = r.t.Article
	}
	if article == "" {
		article = r.t.ID
	}
	return engine.Basis{Law: r.p.Display(), Article: article}
}

func (r *tableReader) need(n source.Node) engine.Need {
	m := n.Map(tableNeedKeys...)
	return engine.Need{Kind: m.Must("kind").Text(), Why: m.Must("why").Text(), Basis: r.basis(m.Get("article"))}
}

func (r *tableReader) tier(n source.Node) {
	m := n.Map(tierKeys...)
	g := engine.Grade{Name: m.Must("tier").Text(), When: m.Get("when").Text(), Otherwise: flag(m.Get("otherwise")), Override: flag(m.Get("override")),
		Only: r.only || flag(m.Get("only")), Corrective: m.Get("always").Texts(), Basis: r.basis(m.Get("article")),
		AsWritten: m.Get("as_written").Text(), ReadAs: m.Get("read_as").Text(), Why: m.Get("why").Text()}
	r.condition(m.Get("when"))
	if m.Has("result") {
		s, _ := m.Get("result").OneOf("no_penalty", "may_waive", "mitigated", "statute", "not_applicable", "inexpressible")
		g.Result = engine.GradeResult(s)
	}
	for _, x := range m.Get("needs").List() {
		g.Needs = append(g.Needs, r.need(x))
	}
	r.amounts(m, &g)
	if g.Result == "" && len(g.Penalties) == 0 && len(g.Corrective) == 0 {
		n.Fail("阶次“"+g.Name+"”没有写处罚", "写 fine、penalties 或者 result: no_penalty")
	}
	r.t.Grades = append(r.t.Grades, g)
}

func (r *tableReader) condition(n source.Node) {
	if n.Exists() && n.Text() != "" {
		r.t.later(func(e []facts.Entry) { checkCondition(n, e) })
	}
}

// amounts reads fine: {…} and penalties: […] of a tier, a cell or an override.
func (r *tableReader) amounts(m source.Map, g *engine.Grade) {
	if n := m.Get("fine"); n.Exists() && !n.IsNull() {
		r.band(n, n.Map(fineKeys...), engine.Fine, g)
	}
	for _, n := range m.Get("penalties").List() {
		bm := n.Map(bandKeys...)
		kind, _ := bm.Must("kind").OneOf(engine.Kinds...)
		r.band(n, bm, kind, g)
	}
}

func (r *tableReader) band(n source.Node, m source.Map, kind string, g *engine.Grade) {
	x := penaltyOf(m, kind)
	r.t.later(func(e []facts.Entry) {
		checkNumber(m.Get("base"), x.Base, e)
		checkNumber(m.Get("per"), x.Per, e)
	})
	if s := m.Get("share"); s.Exists() {
		c := share(s)
		x.Share = &c
	}
	if a := m.Get("amount"); a.Exists() {
		x.From, x.To = a.Text(), a.Text()
	}
	if f := m.Get("from"); f.Exists() {
		x.From = f.Text()
	}
	if f := m.Get("to"); f.Exists() {
		x.To = f.Text()
	}
	if s := m.Get("steps"); s.Exists() {
		x.From = steps(s)
		x.To = x.From
	}
	r.formula(n, x.From)
	if x.To != x.From {
		r.formula(n, x.To)
	}
	g.Penalties = append(g.Penalties, x)
	g.Roles = append(g.Roles, role(m.Get("role")))
}

// formula compiles a formula against the facts, so that its mistakes carry their place in the file.
func (r *tableReader) formula(n source.Node, text string) {
	if text == "" {
		return
	}
	r.t.later(func(e []facts.Entry) {
		v, err := facts.NewVocabulary(e...)
		if err != nil {
			return // reported with the facts
		}
		if _, errs := cond.NewPool(v).Formula(text, engine.ScoreWord); len(errs) > 0 {
			n.Fail("计算式“"+text+"”："+errs[0].Message, errs[0].Remedy)
		}
	})
}

// steps writes a stepwise sum as a formula: base + Σ amount × rounded(count / each), floor, cap.
func steps(n source.Node) string {
	m := n.Map(stepsKeys...)
	sum := "0"
	if b := m.Get("base"); b.Exists() {
		sum = b.Text()
	}
	for _, x := range m.Must("add").List() {
		sm := x.Map(stepKeys...)
		count := "(" + sm.Must("count").Text() + ")"
		if e := sm.Get("each"); e.Exists() {
			count += "/(" + e.Text() + ")"
		}
		if f := sm.Get("round"); f.Exists() {
			how, _ := f.OneOf("up", "down", "half_up", "none")
			if fn := map[string]string{"up": "ceil", "down": "floor", "half_up": "round"}[how]; fn != "" {
				count = fn + "(" + count + ")"
			}
		}
		sum += " + (" + sm.Must("amount").Text() + ")*" + count
	}
	if f := m.Get("floor"); f.Exists() {
		sum = "max(" + f.Text() + ", " + sum + ")"
	}
	if c := m.Get("cap"); c.Exists() {
		sum = "min(" + c.Text() + ", " + sum + ")"
	}
	return sum
}

// matrix turns a table of up to four dimensions into tiers, a tier for each cell; overrides beat the cells.
func (r *tableReader) matrix(n source.Node) {
	if !n.Exists() {
		return
	}
	m := n.Map(matrixKeys...)
	dims := m.Must("dims").Texts()
	if len(dims) > 4 {
		m.Get("dims").Fail(fmt.Sprintf("矩阵有 %d 维，上限是 4 维", len(dims)), "拆成几个事项，或者写成 tiers")
	}
	for i, x := range m.Must("rows").List() {
		rm := x.Map(rowKeys...)
		g := engine.Grade{Name: rm.Get("tier").Text(), Only: r.only, Basis: r.basis(source.Node{})}
		var when, names []string
		values := rm.Must("is").List()
		if len(values) != len(dims) {
			rm.Get("is").Fail(fmt.Sprintf("这一格写了 %d 个值，矩阵有 %d 维", len(values), len(dims)), "每一维写一个值，任何值都行的写 '*'")
		}
		for j, v := range values {
			if j >= len(dims) {
				break
			}
			names = append(names, v.Text())
			if c := r.cell(dims[j], v); c != "" {
				when = append(when, c)
			}
		}
		g.When = strings.Join(when, " and ")
		if g.Name == "" {
			g.Name = strings.Join(names, "·")
		}
		r.amounts(rm, &g)
		if len(g.Penalties) == 0 {
			x.Fail(fmt.Sprintf("矩阵第 %d 格没有写处罚", i+1), "写 fine 或者 penalties")
		}
		r.t.Grades = append(r.t.Grades, g)
	}
	for _, x := range m.Get("override").List() {
		before := len(r.t.Grades)
		r.tier(x)
		for i := before; i < len(r.t.Grades); i++ {
			r.t.Grades[i].Override = true
		}
	}
}

// cell turns the value of one dimension into a condition: an option, 是/否, a comparison (< 1), an interval ([1, 3)) or * for any.
func (r *tableReader) cell(dim string, v source.Node) string {
	text := strings.TrimSpace(v.Text())
	if text == "*" {
		return ""
	}
	i := slices.IndexFunc(r.t.Facts, func(e facts.Entry) bool { return e.Name == dim })
	if i < 0 {
		v.Fail("矩阵的维“"+dim+"”不是已定义的事实", "在 facts 里定义它")
		return ""
	}
	switch e := r.t.Facts[i]; e.Type {
	case facts.Enum:
		if !slices.Contains(e.Options, text) {
			v.Fail("“"+dim+"”没有“"+text+"”这个选项", "选项："+strings.Join(e.Options, "、"))
		}
		return dim + " == '" + text + "'"
	case facts.Bool:
		if yes, ok := v.Bool(); ok && !yes {
			return "not " + dim
		}
		return dim
	}
	c := interval(dim, text)
	if c == "" {
		v.Fail("“"+text+"”读不成“"+dim+"”的一段", "写成 < 1、>= 5 或者 [1, 3)")
		return ""
	}
	voc, err := facts.NewVocabulary(r.t.Facts...)
	if err != nil {
		return ""
	}
	if _, errs := cond.NewPool(voc).Compile(c); len(errs) > 0 {
		v.Fail(errs[0].Message, errs[0].Remedy)
		return ""
	}
	return c
}

// interval reads < 1, >= 5, 3, [1, 3) and the like as a condition; "" = unreadable.
func interval(name, text string) string {
	if strings.HasPrefix(text, "<") || strings.HasPrefix(text, ">") || strings.HasPrefix(text, "=") || strings.HasPrefix(text, "!=") {
		return name + " " + text
	}
	if len(text) > 2 && strings.ContainsAny(text[:1], "[(") && strings.ContainsAny(text[len(text)-1:], "])") {
		lo, hi, ok := strings.Cut(text[1:len(text)-1], ",")
		if !ok {
			return ""
		}
		lop, hip := " > ", " < "
		if text[0] == '[' {
			lop = " >= "
		}
		if text[len(text)-1] == ']' {
			hip = " <= "
		}
		var parts []string
		if lo = strings.TrimSpace(lo); lo != "" {
			parts = append(parts, name+lop+lo)
		}
		if hi = strings.TrimSpace(hi); hi != "" {
			parts = append(parts, name+hip+hi)
		}
		return strings.Join(parts, " and ")
	}
	return name + " == " + text
}

// score turns a table of weighted factors into tiers, one for each column.
func (r *tableReader) score(n source.Node) {
	if !n.Exists() {
		return
	}
	m := n.Map(scoreKeys...)
	for k, v := range m.Must("factors").Map().Pairs() {
		f := engine.Factor{Name: k.Text()}
		for _, x := range v.List() {
			om := x.Map(optionKeys...)
			r.condition(om.Get("when"))
			o := engine.Option{When: om.Get("when").Text()}
			if w := om.Get("weight"); w.Exists() {
				o.Weight, _ = w.Number()
			}
			if by := om.Get("by"); by.Exists() {
				o.By = map[string]string{}
				for c, w := range by.Map().Pairs() {
					o.By[c.Text()], _ = w.Number()
				}
			}
			f.Options = append(f.Options, o)
		}
		r.t.Factors = append(r.t.Factors, f)
	}
	for k, v := range m.Must("columns").Map().Pairs() {
		r.column(k.Text(), v)
	}
}

func (r *tableReader) column(name string, n source.Node) {
	m := n.Map(columnKeys...)
	g := engine.Grade{Name: name, When: m.Get("when").Text(), Only: r.only, Basis: r.basis(source.Node{})}
	r.condition(m.Get("when"))
	kind := engine.Fine
	if m.Has("kind") {
		kind, _ = m.Get("kind").OneOf(engine.Kinds...)
	}
	x := penaltyOf(m, kind)
	x.Base, x.Min, x.Max = "", nil, nil
	total := engine.ScoreWord
	if s := m.Get("start"); s.Exists() {
		total = s.Text() + " + " + total
	}
	if f := m.Get("floor_share"); f.Exists() {
		total = "max(" + f.Text() + ", " + total + ")"
	}
	if c := m.Get("cap_share"); c.Exists() {
		total = "min(" + c.Text() + ", " + total + ")"
	}
	x.From = "(" + total + ")*(" + m.Must("base").Text() + ")"
	x.To = x.From
	r.formula(n, x.From)
	g.Penalties, g.Roles = []engine.Penalty{x}, []string{role(m.Get("role"))}
	r.t.Grades = append(r.t.Grades, g)
}

func (r *tableReader) adjust(n source.Node) {
	m := n.Map(adjustKeys...)
	a := engine.Adjustment{Name: m.Must("name").Text(), When: m.Must("when").Text(), Basis: r.basis(m.Get("article"))}
	r.condition(m.Get("when"))
	times := m.Must("times").List()
	if len(times) != 2 {
		m.Get("times").Fail("系数要写下端和上端两个数", "例如 times: [0.5, 0.7]")
		return
	}
	a.From, a.To = factor(times[0]), factor(times[1])
	if f := m.Get("floor"); f.Exists() {
		f.OneOf("statute")
		a.KeepFloor = true
	}
	r.t.Adjust = append(r.t.Adjust, a)
}
