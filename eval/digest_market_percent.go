package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules"
	"cailiang/rules/source"
)

// Facts of a formula without a table: which of the statutory ranges of its checks, the tier, the base of multiples, the ends.
const (
	rangeFact = "法定幅度"
	gradeFact = "阶次"
	baseFact  = "基数"
	floorFact = "法定最低"
	ceilFact  = "法定最高"
)

// percentBase is the base with which checks in 倍 or % are run, in 元.
const percentBase = 10_000

// share is a value between the ends of a statutory range: low × floor + high × ceiling.
type share struct{ low, high money.Ratio }

// percentReader reads a formula that cuts statutory ranges, without a table of items.
type percentReader struct {
	im     *imported
	bench  *engine.Benchmark
	names  map[string]share // further names: range, 中点
	grades []string
	over   bool // a grade needs the ends as facts
}

// readPercent reads one entry of `formulas`; variants written as maps become items of their own.
func readPercent(d *digest, n source.Node, i int) []*imported {
	if !n.IsMap() {
		return nil
	}
	m := n.Map()
	id := cmp.Or(text(m.Get("id")), fmt.Sprintf("第%d式", i+1))
	f := m.Get("formula")
	if !f.IsMap() {
		im := &imported{id: id, model: "percent_of_range", notes: []string{flow(n)}}
		if strings.Contains(text(f), "未读到") || strings.Contains(text(f), "未见") {
			im.kind, im.reason = HeadOnly, "切点没有读到"
		} else {
			im.inexpressible(at(n) + "：公式是文字，不能计算：" + text(f))
		}
		return []*imported{im}
	}
	out := []*imported{readShares(d, id, f.Map(), m)}
	for k, v := range f.Map().Pairs() {
		if v.IsMap() {
			out = append(out, readShares(d, id+" "+k.Text(), v.Map(), m))
		}
	}
	if len(out) > 1 && out[0].kind != "" && !slices.ContainsFunc(out[1:], func(im *imported) bool { return im.kind != "" }) {
		out[1].lost = append(out[1].lost, out[0].lost...)
		out = out[1:]
	}
	return out
}

func readShares(d *digest, id string, f, entry source.Map) *imported {
	im := &imported{id: id, model: "percent_of_range"}
	r := &percentReader{im: im, names: map[string]share{}}
	r.bench = &engine.Benchmark{ID: id, Title: d.short, Name: id, Standing: "unverified"}
	im.table = &rules.Table{Benchmark: r.bench}
	r.read(f)
	r.checks(entry)
	for k, v := range entry.Pairs() {
		if !slices.Contains([]string{"id", "formula", "checks", "source"}, k.Text()) {
			im.notes = append(im.notes, k.Text()+"："+flow(v))
		}
	}
	r.bench.Notes = im.notes
	if len(r.bench.Grades) == 0 {
		im.inexpressible(orElse(strings.Join(im.lost, "；"), at(f.Node())+"：没有可以计算的阶次"))
	}
	return im
}

// read makes a tier of every entry: a stretch between two values, or one value.
func (r *percentReader) read(f source.Map) {
	for k, v := range f.Pairs() {
		if v.IsScalar() {
			if s, err := r.share(text(v)); err == nil && !han(k.Text()) {
				r.names[k.Text()] = s
			}
		}
	}
	if f.Get("cuts").IsList() {
		r.cuts(f)
		return
	}
	for k, v := range f.Pairs() {
		if _, named := r.names[k.Text()]; named || v.IsMap() {
			continue
		}
		ends := endsOf(v)
		if len(ends) != 2 {
			r.im.loses(v, "不是两端或一个值")
			continue
		}
		low, err1 := r.share(ends[0])
		high, err2 := r.share(ends[1])
		if err := cmp.Or(err1, err2); err != nil {
			r.unreadable(k.Text(), v, err)
			continue
		}
		r.grade(k.Text(), "", low, high)
	}
}

func (r *percentReader) unreadable(name string, v source.Node, err error) {
	s := text(v)
	if strings.Contains(s, "未写") || strings.Contains(s, "未见") || strings.Contains(s, "未读到") {
		r.im.unread = append(r.im.unread, "“"+name+"”："+s)
		return
	}
	r.im.loses(v, err.Error())
}

func han(s string) bool { return strings.IndexFunc(s, func(c rune) bool { return c > 0x2e80 }) >= 0 }

// cuts reads points as shares; what they are shares of, where the digest does not know, is one reading each.
func (r *percentReader) cuts(f source.Map) {
	points := []string{"0"}
	points = append(points, f.Get("cuts").Texts()...)
	points = append(points, "1")
	names := texts(f.Get("tiers"))
	if len(names) != len(points)-1 {
		names = []string{"从轻", "一般", "从重"}
	}
	if len(names) != len(points)-1 {
		r.im.loses(f.Get("cuts"), "切点与阶次的个数不合")
		return
	}
	base := text(f.Get("base"))
	span := strings.Contains(base, "幅度") || strings.Contains(base, "range") || strings.Contains(base, "差")
	top := strings.Contains(base, "最高") || strings.Contains(base, "上限")
	for i, name := range names {
		low, err1 := money.ParseRatio(points[i])
		high, err2 := money.ParseRatio(points[i+1])
		if err1 != nil || err2 != nil {
			r.im.loses(f.Get("cuts"), "切点不是数")
			return
		}
		if !top {
			r.grade(name, map[bool]string{true: "", false: "按法定幅度的比例"}[span], ofSpanShare(low), ofSpanShare(high))
		}
		if !span {
			lo, hi := share{high: low}, share{high: high}
			if i == 0 {
				lo = share{low: money.Int(1)}
			}
			r.grade(name, map[bool]string{true: "", false: "按法定最高额的比例"}[top], lo, hi)
		}
	}
}

func ofSpanShare(p money.Ratio) share {
	rest, err := money.Int(1).Sub(p)
	if err != nil {
		return share{}
	}
	return share{rest, p}
}

// share reads an expression in 最低 and 最高.
func (r *percentReader) share(s string) (share, error) {
	n, err := parseExpression(s)
	if err != nil {
		return share{}, err
	}
	v, c, err := r.linear(n)
	if err == nil && c.Sign() != 0 {
		if v != (share{}) {
			return v, fmt.Errorf("“%s”既有法定幅度又有固定的数", s)
		}
		if c.Sign() != 0 {
			return v, fmt.Errorf("“%s”是固定的数，不是法定幅度的份额", s)
		}
	}
	return v, err
}

// linear gives low × floor + high × ceiling + constant.
func (r *percentReader) linear(n ast.Node) (v share, c money.Ratio, err error) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return v, money.Int(int64(n.Value)), nil
	case *ast.FloatNode:
		c, err = money.ParseRatio(fmt.Sprint(n.Value))
		return v, c, err
	case *ast.IdentifierNode:
		v, err = r.end(n.Value)
		return v, c, err
	case *ast.BinaryNode:
		return r.operation(n)
	}
	return v, c, fmt.Errorf("不是法定幅度的份额")
}

func (r *percentReader) end(name string) (share, error) {
	half, err := money.NewRatio(1, 2)
	if err != nil {
		return share{}, err
	}
	switch name {
	case "最低", "法定最低", "下限", "法定下限", "min", "法定最低额":
		return share{low: money.Int(1)}, nil
	case "最高", "法定最高", "上限", "法定上限", "max", "法定最高额":
		return share{high: money.Int(1)}, nil
	case "中点", "中间值", "平均值":
		return share{half, half}, nil
	case "幅度", "区间", "差额":
		return share{money.Int(-1), money.Int(1)}, nil
	}
	if s, ok := r.names[name]; ok {
		return s, nil
	}
	return share{}, fmt.Errorf("“%s”是文字，不是法定幅度的份额", name)
}

func (r *percentReader) operation(n *ast.BinaryNode) (v share, c money.Ratio, err error) {
	a, ac, err := r.linear(n.Left)
	if err != nil {
		return v, c, err
	}
	b, bc, err := r.linear(n.Right)
	if err != nil {
		return v, c, err
	}
	zero := share{}
	switch n.Operator {
	case "-":
		minus := money.Int(-1)
		if b, bc, err = scaled(b, bc, minus); err != nil {
			return v, c, err
		}
		fallthrough
	case "+":
		low, err1 := a.low.Add(b.low)
		high, err2 := a.high.Add(b.high)
		c, err3 := ac.Add(bc)
		return share{low, high}, c, cmp.Or(err1, err2, err3)
	case "*":
		if a == zero {
			return scaled(b, bc, ac)
		}
		if b == zero {
			return scaled(a, ac, bc)
		}
	case "/":
		if b == zero && bc.Sign() != 0 {
			inverse, err := money.Int(1).Div(bc)
			if err != nil {
				return v, c, err
			}
			return scaled(a, ac, inverse)
		}
	}
	return v, c, fmt.Errorf("不是法定幅度的份额")
}

func scaled(v share, c, by money.Ratio) (share, money.Ratio, error) {
	low, err1 := v.low.Mul(by)
	high, err2 := v.high.Mul(by)
	c, err3 := c.Mul(by)
	return share{low, high}, c, cmp.Or(err1, err2, err3)
}

// cut gives both ends as one part of the statutory range; ok = false where they are shares of the floor.
func cutOf(low, high share) (*engine.Cut, bool) {
	one := money.Int(1)
	span := func(s share) bool { sum, err := s.low.Add(s.high); return err == nil && sum.Cmp(one) == 0 }
	c := &engine.Cut{Standing: engine.Direct, From: low.high, To: high.high}
	switch {
	case span(low) && span(high):
		c.Of = engine.OfSpan
	case low.low.Sign() == 0 && high.low.Sign() == 0 && high.high.Sign() > 0:
		c.Of = engine.OfCeiling
	default:
		return nil, false
	}
	return c, true
}

// grade enters a tier; what is a share of the floor is computed from the floor as a fact.
func (r *percentReader) grade(name, how string, low, high share) {
	p := engine.Penalty{Kind: engine.Fine, Modality: engine.Must}
	if c, ok := cutOf(low, high); ok {
		p.Share = c
	} else {
		r.over = true
		p.From, p.To = formulaOfShare(low), formulaOfShare(high)
	}
	r.grades = appendNew(r.grades, name)
	g := engine.Grade{Name: name, When: gradeFact + " == '" + name + "'", Only: true, Penalties: []engine.Penalty{p}, Roles: []string{""},
		Basis: engine.Basis{Law: r.bench.Title, Article: r.bench.ID}}
	if how != "" {
		g.Name += "（" + how + "）"
	}
	r.bench.Grades = append(r.bench.Grades, g)
}

func formulaOfShare(s share) string {
	return fmt.Sprintf("(%d/%d)*%s + (%d/%d)*%s", s.low.Num(), s.low.Den(), floorFact, s.high.Num(), s.high.Den(), ceilFact)
}

// checks makes a case of every check and tier: the ends of the statutory range, and the points at which it is cut.
func (r *percentReader) checks(entry source.Map) {
	options := []string{}
	for i, n := range listOf(entry.Get("checks")) {
		if !n.IsMap() {
			continue
		}
		name := fmt.Sprintf("第%d例", i+1)
		if r.check(name, n.Map()) {
			options = append(options, name)
		}
	}
	for len(options) < 2 {
		options = append(options, fmt.Sprintf("其他%d", len(options)+1))
	}
	grades := slices.Clone(r.grades)
	for len(grades) < 2 {
		grades = append(grades, "其他")
	}
	r.im.table.Facts = []facts.Entry{
		{Name: rangeFact, Type: facts.Enum, Options: options, Of: "act", Ask: "适用哪一个法定幅度？"},
		{Name: gradeFact, Type: facts.Enum, Options: grades, Of: "act", Ask: "属于哪一个阶次？"},
		{Name: baseFact, Type: facts.Money, Unit: "元", Of: "act", Ask: "倍数的基数是多少？"},
	}
	if r.over {
		for _, f := range []string{floorFact, ceilFact} {
			r.im.table.Facts = append(r.im.table.Facts, facts.Entry{Name: f, Type: facts.Money, Unit: "元", Of: "act", Ask: f + "是多少？"})
		}
	}
}

// check reads one check.
func (r *percentReader) check(name string, m source.Map) bool {
	unit := orElse(text(m.Get("unit")), "元")
	scale, err := scaleOf(unit, unit == "元" || unit == "万元")
	lo, hi, ok := ratios(text(m.Get("min")), text(m.Get("max")), scale)
	if err != nil || !ok || hi == nil {
		r.im.loses(m.Node(), "法定幅度的两端不是数")
		return false
	}
	p := engine.Penalty{Kind: engine.Fine, Modality: engine.Must, Min: lo, Max: hi, Percent: unit == "%"}
	if unit == "倍" || unit == "%" {
		p.Base = baseFact
	}
	r.im.table.Statutory = append(r.im.table.Statutory, engine.Branch{When: rangeFact + " == '" + name + "'", Step: engine.StepReplace, Penalties: []engine.Penalty{p}})
	points := slices.Concat([]string{text(m.Get("min"))}, texts(m.Get("cuts")), []string{text(m.Get("max"))})
	if len(points) != len(r.grades)+1 {
		r.im.loses(m.Node(), fmt.Sprintf("%d 个切点与 %d 个阶次不合", len(points)-2, len(r.grades)))
		return true
	}
	for i, g := range r.grades {
		a, b, ok := ratios(points[i], points[i+1], scale)
		if !ok {
			r.im.loses(m.Node(), "切点不是数")
			return true
		}
		w := p
		w.Min, w.Max = a, b
		given := []value{{rangeFact, name}, {gradeFact, g}, {baseFact, fmt.Sprint(percentBase)}, {floorFact, text(m.Get("min"))}, {ceilFact, text(m.Get("max"))}}
		if !r.over {
			given = given[:3]
		}
		r.im.cases = append(r.im.cases, importedCase{n: name + " " + g, want: points[i] + " 至 " + points[i+1] + unit, given: given,
			answers: []wanted{{penalties: []engine.Penalty{w}, roles: []string{""}}}})
	}
	return true
}
