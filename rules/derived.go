package rules

import (
	"fmt"
	"slices"

	"cailiang/engine/facts"
	"cailiang/engine/period"
	"cailiang/rules/source"
)

// Derived says how a fact of a benchmark comes from the case file (推算的事实); one of Count, CountTrue, Days and Lookup is set.
type Derived struct {
	Name      string
	Count     *LookBack
	CountTrue []string // yes/no facts: how many hold
	Days      []string // from and to: the days between, counted without the first; dates among the facts, or 行为日, 决定日
	Lookup    []string // the facts whose values choose a row
	Rows      [][]string
}

// LookBack counts earlier penalties of the party (往前数).
type LookBack struct {
	Same    string // 同一条款, 同一法律, 任何
	Window  period.Limit
	From    string // the day from which it looks back: 行为日 or 决定日
	Edge    bool   // the day on which the window just ends is in
	ThisOne bool   // this act counts too
}

var (
	derivedKeys = []string{"count", "same", "window", "this_one", "count_true", "days", "lookup", "rows"}
	windowKeys  = []string{"years", "months", "days", "from", "edge"}
	caseDays    = []string{"行为日", "决定日"}
)

// derived reads the derived facts of an item; each must be one of its facts.
func (t *Table) derived(n source.Node) {
	if !n.Exists() || n.IsNull() {
		return
	}
	for k, v := range n.Map().Pairs() {
		m := v.Map(derivedKeys...)
		d := Derived{Name: k.Text(), CountTrue: m.Get("count_true").Texts(), Days: m.Get("days").Texts(), Lookup: m.Get("lookup").Texts()}
		e := t.fact(d.Name)
		forms := 0
		for _, key := range []string{"count", "count_true", "days", "lookup"} {
			if m.Has(key) {
				forms++
			}
		}
		switch {
		case e == nil:
			k.Fail("推算的事实“"+d.Name+"”没有定义", "在本事项的 facts 里定义它")
			continue
		case forms != 1:
			v.Fail("推算的事实只能有一种算法", "写 count、count_true、days 或者 lookup 之一")
			continue
		case !m.Has("lookup") && e.Type != facts.Int:
			v.Fail("“"+d.Name+"”是数出来的，类型应为 int", "把它的 type 改为 int")
		}
		if m.Has("count") {
			d.Count = lookBack(m)
		}
		t.sources(m, &d, e)
		t.Derived = append(t.Derived, d)
	}
}

func (t *Table) fact(name string) *facts.Entry {
	if i := slices.IndexFunc(t.Facts, func(e facts.Entry) bool { return e.Name == name }); i >= 0 {
		return &t.Facts[i]
	}
	return nil
}

// sources checks the facts that a derived one is computed from, and reads the rows of a lookup.
func (t *Table) sources(m source.Map, d *Derived, e *facts.Entry) {
	for _, n := range m.Get("count_true").Scalars() {
		if x := t.fact(n.Text()); x == nil || x.Type != facts.Bool {
			n.Fail("“"+n.Text()+"”不是本事项的是否事实", "count_true 只数 facts 里 type: bool 的事实")
		}
	}
	if n := m.Get("days"); n.Exists() && len(d.Days) != 2 {
		n.Fail("相隔天数要写起、止两个日期", "例如 days: [期限届满日, 改正日]")
	}
	for _, n := range m.Get("days").Scalars() {
		if x := t.fact(n.Text()); !slices.Contains(caseDays, n.Text()) && (x == nil || x.Type != facts.Date) {
			n.Fail("“"+n.Text()+"”不是日期", "写 行为日、决定日 或者 facts 里 type: date 的事实")
		}
	}
	for _, n := range m.Get("lookup").Scalars() {
		if t.fact(n.Text()) == nil {
			n.Fail("“"+n.Text()+"”不是本事项的事实", "在 facts 里定义它")
		}
	}
	for _, n := range m.Get("rows").List() {
		row := n.Texts()
		if len(row) != len(d.Lookup)+1 {
			n.Fail(fmt.Sprintf("这一行有 %d 个值，应有 %d 个", len(row), len(d.Lookup)+1), "依次写各事实的值，最后写查得的值")
			continue
		}
		for i, text := range row {
			x := e
			if i < len(d.Lookup) {
				x = t.fact(d.Lookup[i])
			}
			if x == nil {
				continue
			}
			if _, err := x.Parse(text); err != nil {
				n.Fail(message(err))
			}
		}
		d.Rows = append(d.Rows, row)
	}
	if m.Has("lookup") && len(d.Rows) == 0 {
		m.Get("lookup").Fail("查表没有写各行", "加 rows: [[值, 结果], …]")
	}
}

func lookBack(m source.Map) *LookBack {
	m.Get("count").OneOf("以往处罚")
	out := &LookBack{Same: "同一条款", From: "行为日", Edge: true}
	if m.Has("same") {
		out.Same, _ = m.Get("same").OneOf("同一条款", "同一法律", "任何")
	}
	out.ThisOne = flag(m.Get("this_one"))
	w := m.Must("window").Map(windowKeys...)
	for key, unit := range map[string]period.Unit{"years": period.Years, "months": period.Months, "days": period.Days} {
		if n := w.Get(key); n.Exists() {
			out.Window = period.Limit{N: whole(n), Unit: unit}
		}
	}
	if w.Len() > 0 && (out.Window.N < 1 || out.Window.N > 36500) {
		m.Get("window").Fail("期间没有写长度，或者不是正整数", "写 years、months 或者 days 之一")
	}
	if w.Has("from") {
		out.From, _ = w.Get("from").OneOf(caseDays...)
	}
	if w.Has("edge") {
		s, _ := w.Get("edge").OneOf("in", "out")
		out.Edge = s != "out"
	}
	return out
}
