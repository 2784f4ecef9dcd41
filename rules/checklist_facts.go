package rules

import (
	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/period"
	"cailiang/engine/review"
	"cailiang/rules/source"
)

// The keys of the facts of a checklist: what they are, and where they come from.
var checklistFactKeys = []string{"type", "unit", "options", "absent",
	"at", "earliest", "latest", "sum", "present", "blank", "count", "days", "workdays", "between", "end", "limit", "same", "shares",
	"contains", "words", "holds", "value", "rows", "where", "lookup", "field", "by", "year", "reaches", "current", "on"}

// checklistOps are the keys of which each fact has one.
var checklistOps = []review.Op{review.At, review.Earliest, review.Latest, review.Sum, review.Present, review.Missing, review.Count,
	review.Days, review.Workdays, review.Between, review.End, review.Same, review.Shares, review.Contains, review.Holds, review.Value,
	review.Rows, review.Lookup, review.Year, review.Reaches, review.Current}

type checklistReader struct {
	list  *review.Checklist
	names map[string]int // lists by name
}

// fact reads one fact into a scope.
func (r *checklistReader) fact(sc *review.Scope, k, v source.Node) {
	m := v.Map(checklistFactKeys...)
	e := facts.Entry{Name: k.Text(), Unit: m.Get("unit").Text(), Options: m.Get("options").Texts(), Of: "case", Ask: k.Text()}
	name, _ := m.Must("type").OneOf(facts.TypeNames()...)
	e.Type, _ = facts.ParseType(name)
	if e.Type.Numeric() {
		e.Lo = -facts.Limit
	}
	op, n := operation(m)
	src := &review.Source{Op: op}
	if a := m.Get("absent"); a.Exists() {
		d, err := e.Parse(a.Text())
		if err != nil {
			a.Fail(message(err))
		}
		src.Absent = &d
	}
	if op != "" {
		r.source(sc, src, m, n)
	}
	if err := sc.Entries.Add(e); err != nil {
		k.Fail(err.Error(), "每个事实只写一次")
		return
	}
	sc.Sources = append(sc.Sources, src)
	sc.Pool = &cond.Pool{Vocabulary: sc.Entries, Atoms: sc.Pool.Atoms} // a pool's parser knows the names of its first condition
}

func operation(m source.Map) (review.Op, source.Node) {
	var op review.Op
	for _, o := range checklistOps {
		switch {
		case !m.Has(string(o)):
		case op != "":
			m.Get(string(o)).Fail("一个事实只能有一个来源，已有 "+string(op), "分成两个事实")
		default:
			op = o
		}
	}
	if op == "" {
		m.Node().Fail("事实没有写从哪里来", "例如 at: decision.date、present: \"documents[事先告知书]\"、days: [立案日, 决定日]")
	}
	return op, m.Get(string(op))
}

func (r *checklistReader) source(sc *review.Scope, src *review.Source, m source.Map, n source.Node) {
	switch src.Op {
	case review.Days, review.Workdays, review.Between:
		src.Facts = slots(sc, texts(n), n, 2)
	case review.Current:
		src.Paths, src.Facts = paths(n), slots(sc, texts(m.Must("on")), m.Get("on"), 1)
		if len(src.Paths) != 2 {
			n.Fail("current 要两个路径", "写成 [law, version]")
			src.Paths = make([]review.Path, 2)
		}
	case review.End:
		src.Facts = slots(sc, texts(n), n, 1)
		var err error
		if src.Limit, err = period.ParseLimit(m.Must("limit").Text()); err != nil {
			m.Get("limit").Fail(err.Error(), "写成 7工作日、15日、2年")
		}
	case review.Holds:
		src.Cond = condition(sc, n)
	case review.Value:
		f, errs := sc.Pool.Formula(n.Text())
		failAt(n, errs)
		src.Formula = f
	case review.Rows:
		src.List = r.rowsOf(n)
		if src.List >= 0 {
			src.Cond = condition(&r.list.Lists[src.List].Scope, m.Must("where"))
		}
	case review.Lookup:
		src.Paths = paths(n)
		if f := m.Get("field"); f.Exists() {
			src.Field = paths(f)[0]
		}
		src.By = paths(m.Must("by"))[0]
	default:
		src.Paths, src.Words = paths(n), m.Get("words").Texts()
		if want := (src.Op == review.Same || src.Op == review.Shares || src.Op == review.Reaches); want && len(src.Paths) != 2 {
			n.Fail(string(src.Op)+" 要两个路径", "例如 [party.name, \"documents[处罚决定书].content.party_name\"]")
			src.Paths = make([]review.Path, 2)
		}
	}
}

func (r *checklistReader) rowsOf(n source.Node) int {
	i, ok := r.names[n.Text()]
	if !ok {
		n.Fail("没有名为“"+n.Text()+"”的列表", "先在 lists 中写明")
		return -1
	}
	return i
}

// texts reads one value or a list of them.
func texts(n source.Node) []string {
	if n.IsList() {
		return n.Texts()
	}
	return []string{n.Text()}
}

func paths(n source.Node) []review.Path {
	var out []review.Path
	for _, s := range texts(n) {
		p, err := review.ParsePath(s)
		if err != nil {
			n.Fail(err.Error(), "例如 documents[事先告知书].content.proposed_fine")
		}
		out = append(out, p)
	}
	return out
}

func slots(sc *review.Scope, names []string, n source.Node, want int) []int {
	var out []int
	for _, name := range names {
		slot, ok := sc.Entries.Slot(name)
		if !ok {
			n.Fail("不认识的事实“"+name+"”", "只能用写在前面的事实；"+near(name, sc.Entries.Names()))
		}
		out = append(out, slot)
	}
	if want > 0 && len(out) != want {
		n.Fail("事实的个数不对", "days、workdays、between 写两个，end 写一个")
	}
	return out
}

func near(name string, among []string) string {
	if w := source.Nearest(name, among); w != "" {
		return "是不是“" + w + "”？"
	}
	return "核对名称"
}

// condition compiles a condition over a scope; mistakes come with their place.
func condition(sc *review.Scope, n source.Node) *cond.Cond {
	if !n.Exists() {
		return nil
	}
	c, errs := sc.Pool.Compile(n.Text())
	failAt(n, errs)
	return c
}

func failAt(n source.Node, errs []cond.Error) {
	for _, e := range errs {
		if e.Offset < 0 {
			n.Fail(e.Message, e.Remedy)
			continue
		}
		n.FailAt(e.Offset, e.Message, e.Remedy)
	}
}
