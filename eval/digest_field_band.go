package eval

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// The keys of a range in FORMAT-field.md.
var (
	amountForms     = []string{"amount", "times", "pct", "per", "days", "months", "years", "fine", "point"}
	amountFieldKeys = slices.Concat(amountForms, []string{"target", "kind", "of", "cap", "floor", "base_min", "open", "may", "when", "alt", "note", "tier", "also", "each", "round", "over", "unit", "unseen"})
)

// band is one range of a digest as a penalty of the engine: whom it hits, and when besides its tier's own condition.
type band struct {
	pen        engine.Penalty
	role, when string
	err        string // why it cannot be computed
	none       bool   // no penalty: a fine of 0
}

// bands reads one range; one for several targets gives one each.
func (r *fieldReader) bands(n source.Node, condition func(string) (string, error)) []band {
	if n.IsScalar() && text(n) != "" {
		return []band{{pen: otherKind(text(n))}}
	}
	if !n.IsMap() {
		return []band{{err: at(n) + "：不是一个幅度"}}
	}
	m := n.Map()
	r.tell(m, amountFieldKeys)
	b := band{}
	if w := text(m.Get("when")); w != "" {
		c, err := condition(w)
		if err != nil {
			return []band{{err: at(n) + "：" + err.Error()}}
		}
		b.when = c
	}
	if err := r.amounts(m, &b); err != nil {
		b.err = at(n) + "：" + err.Error()
	}
	targets := texts(m.Get("target"))
	if len(targets) == 0 {
		targets = []string{""}
	}
	var out []band
	for _, t := range targets {
		b.role = roleOfTarget(t)
		out = append(out, b)
	}
	return out
}

// roleOfTarget is a digest's target as a role: the party itself needs no name.
func roleOfTarget(t string) string {
	switch t {
	case "当事人", "违法行为人", "本人", "行为人":
		return ""
	}
	return t
}

// otherKind is a penalty besides the fine, by the document's words.
func otherKind(word string) engine.Penalty {
	p := engine.Penalty{Kind: kindOf(word), Modality: engine.Must}
	if p.Kind == engine.Fine {
		return p
	}
	if p.Kind != word {
		p.Detail = word
	}
	return p
}

// amounts fills in the penalty of a range.
func (r *fieldReader) amounts(m source.Map, b *band) error {
	b.pen = otherKind(orElse(text(m.Get("kind")), engine.Fine))
	if isTrue(m.Get("may")) {
		b.pen.Modality = engine.May
	}
	b.pen.Choice = text(m.Get("alt"))
	open := text(m.Get("open"))
	b.pen.MinOpen = open == "min" || open == "both"
	b.pen.MaxOpen = open == "max" || open == "both"
	form := ""
	for _, k := range amountForms {
		if m.Has(k) {
			if form != "" {
				return fmt.Errorf("一个幅度里同时写了 %s 和 %s", form, k)
			}
			form = k
		}
	}
	switch form {
	case "":
		if b.pen.Kind == engine.Fine {
			return fmt.Errorf("罚款没有写数额")
		}
		return nil
	case "days", "months", "years":
		return r.period(m.Get(form), form, b)
	}
	ends := endsOf(m.Get(form))
	if len(ends) != 2 {
		return fmt.Errorf("%s 应有两端", form)
	}
	switch form {
	case "times", "pct":
		return r.multiple(m, form, ends, b)
	case "per":
		return r.rate(m, ends, b)
	}
	return r.sum(m, ends, b)
}

// endsOf gives the two ends of a range as text, "" for an end that is not there; one value is both ends.
func endsOf(n source.Node) []string {
	switch {
	case n.IsScalar():
		return []string{text(n), text(n)}
	case n.IsList():
		var out []string
		for _, x := range n.List() {
			out = append(out, text(x))
		}
		if len(out) == 1 {
			out = append(out, out[0])
		}
		return out
	}
	return nil
}

func ratioText(s string) (money.Ratio, error) { return money.ParseRatio(strings.TrimSpace(s)) }

var periodUnits = map[string]string{"days": "日", "months": "月", "years": "年"}

func (r *fieldReader) period(n source.Node, form string, b *band) error {
	ends := endsOf(n)
	if len(ends) != 2 {
		return fmt.Errorf("%s 应有两端", form)
	}
	b.pen.Unit = periodUnits[form]
	if b.pen.Kind == engine.Fine {
		b.pen.Kind, b.pen.Detail = "其他", "期限"
	}
	for i, into := range []**money.Ratio{&b.pen.Min, &b.pen.Max} {
		if ends[i] == "" {
			continue
		}
		v, err := ratioText(ends[i])
		if err != nil {
			return fmt.Errorf("期限“%s”不是数", ends[i])
		}
		*into = &v
	}
	return nil
}

// numbers reads both ends as numbers; ok = false where one is an expression.
func numbers(ends []string, scale int64) (low, high *money.Ratio, ok bool) {
	for i, into := range []**money.Ratio{&low, &high} {
		if ends[i] == "" {
			continue
		}
		v, err := ratioText(ends[i])
		if err == nil {
			v, err = v.Mul(money.Int(scale))
		}
		if err != nil {
			return nil, nil, false
		}
		*into = &v
	}
	return low, high, true
}

// sum is an amount in 元, or one given by expressions.
func (r *fieldReader) sum(m source.Map, ends []string, b *band) error {
	if b.pen.Kind != engine.Fine {
		return r.formulas(m, ends, "", b)
	}
	low, high, ok := numbers(ends, 100)
	if !ok || m.Has("floor") || !plainNumeric(m.Get("cap")) {
		return r.formulas(m, ends, "", b)
	}
	if b.none = zero(low) && zero(high); b.none {
		return nil
	}
	if zero(low) { // a fine is more than nothing
		low, b.pen.MinOpen = nil, false
	}
	b.pen.Min, b.pen.Max = low, high
	return r.cap(m, b)
}

func zero(v *money.Ratio) bool { return v != nil && v.Sign() == 0 }

func plainNumeric(n source.Node) bool {
	if !n.Exists() || n.IsNull() {
		return true
	}
	_, err := money.ParseYuan(text(n))
	return err == nil
}

func (r *fieldReader) cap(m source.Map, b *band) error {
	if n := m.Get("cap"); n.Exists() && !n.IsNull() {
		f, err := money.ParseYuan(text(n))
		if err != nil {
			return fmt.Errorf("封顶“%s”不是金额", text(n))
		}
		b.pen.Cap = &f
	}
	return nil
}

// Words for what a percentage is taken of where that is no fact: the statutory range itself.
var (
	ofSpan    = []string{"", "法定幅度", "法定范围", "法定罚款幅度", "幅度", "span", "range", "statutory"}
	ofCeiling = []string{"法定最高", "法定上限", "法定最高额", "上限", "最高额", "max"}
)

// multiple is a multiple or a percentage of a base.
func (r *fieldReader) multiple(m source.Map, form string, ends []string, b *band) error {
	of := text(m.Get("of"))
	if r.words.facts[of] == nil && (slices.Contains(ofSpan, of) && (of != "" || form == "pct") || slices.Contains(ofCeiling, of)) {
		return r.share(of, ends, b)
	}
	if of == "" {
		return fmt.Errorf("倍数没有写以什么为基数")
	}
	b.pen.Percent = form == "pct"
	low, high, ok := numbers(ends, 1)
	f, plain := r.baseFact(of)
	if !ok || !plain || f.kind != facts.Money || f.list || b.pen.Kind != engine.Fine || m.Has("floor") || !plainNumeric(m.Get("cap")) || !plainNumeric(m.Get("base_min")) {
		return r.formulas(m, ends, of, b)
	}
	if b.none = zero(low) && zero(high); b.none {
		return nil
	}
	if zero(low) {
		low, b.pen.MinOpen = nil, false
	}
	b.pen.Base, b.pen.Min, b.pen.Max = of, low, high
	if n := m.Get("base_min"); n.Exists() && !n.IsNull() {
		v, err := money.ParseYuan(text(n))
		if err != nil {
			return fmt.Errorf("最低基数“%s”不是金额", text(n))
		}
		b.pen.DeemMin = &v
	}
	return r.cap(m, b)
}

// baseFact gives the fact that a base names; an unknown one is added as money.
func (r *fieldReader) baseFact(of string) (*fieldFact, bool) {
	n, err := parseExpression(of)
	if err != nil {
		return nil, false
	}
	if _, ok := n.(*ast.IdentifierNode); !ok {
		return nil, false
	}
	return r.words.need(of, facts.Money, "作罚款的基数"), true
}

func (r *fieldReader) share(of string, ends []string, b *band) error {
	low, high, ok := numbers(ends, 1)
	if !ok {
		return fmt.Errorf("法定幅度的份额不是数")
	}
	c := &engine.Cut{Of: engine.OfSpan, Standing: engine.Direct, MinOpen: b.pen.MinOpen, MaxOpen: b.pen.MaxOpen, To: money.Int(1)}
	if slices.Contains(ofCeiling, of) {
		c.Of = engine.OfCeiling
	}
	if low != nil {
		c.From = *low
	}
	if high != nil {
		c.To = *high
	}
	b.pen.Share = c
	return nil
}

// rate is an amount per unit.
func (r *fieldReader) rate(m source.Map, ends []string, b *band) error {
	of := text(m.Get("of"))
	if of == "" {
		return fmt.Errorf("按单位计罚没有写数什么")
	}
	low, high, ok := numbers(ends, 100)
	n, err := parseExpression(of)
	if err != nil {
		return err
	}
	if id, is := n.(*ast.IdentifierNode); is && r.words.facts[id.Value] == nil {
		r.words.need(of, facts.Number, "按单位计罚的数")
	}
	f := r.words.facts[of]
	if !ok || f == nil || f.list || !f.kind.Numeric() || f.kind == facts.Money || b.pen.Kind != engine.Fine || m.Has("floor") || m.Has("each") || m.Has("over") || m.Has("round") || !plainNumeric(m.Get("cap")) {
		return r.formulas(m, ends, of, b)
	}
	if zero(low) {
		low, b.pen.MinOpen = nil, false
	}
	b.pen.Per, b.pen.Min, b.pen.Max = of, low, high
	return r.cap(m, b)
}

// formulas writes both ends as formulas: end × base, floor and cap.
func (r *fieldReader) formulas(m source.Map, ends []string, of string, b *band) error {
	base, err := r.counted(m, of)
	if err != nil {
		return err
	}
	if b.pen.Kind != engine.Fine && b.pen.Unit == "" {
		b.pen.Unit = "个"
		if f := r.words.facts[of]; f != nil && f.unit != "" {
			b.pen.Unit = f.unit
		}
	}
	for i, into := range []*string{&b.pen.From, &b.pen.To} {
		if ends[i] == "" || ends[i] == "0" && b.pen.Kind == engine.Fine {
			continue
		}
		f, err := r.rw.formula(ends[i])
		if err != nil {
			return err
		}
		if base != "" {
			f = "(" + f + ")*" + base
		}
		if *into, err = r.bounded(m, f); err != nil {
			return err
		}
	}
	return nil
}

// counted is the base of a formula: the fact or expression, at least base_min, in whole steps.
func (r *fieldReader) counted(m source.Map, of string) (string, error) {
	if of == "" {
		return "", nil
	}
	base, err := r.rw.formula(of)
	if err != nil {
		return "", err
	}
	if f := r.words.facts[of]; f != nil && strings.HasPrefix(f.unit, "万元") {
		base = "(10000*" + base + ")"
	}
	if n := m.Get("base_min"); n.Exists() && !n.IsNull() {
		low, err := r.rw.formula(text(n))
		if err != nil {
			return "", err
		}
		base = "max(" + low + ", " + base + ")"
	}
	return r.stepped(m, base)
}

// stepped counts in steps: over what, each how many, rounded how.
func (r *fieldReader) stepped(m source.Map, base string) (string, error) {
	if s := text(m.Get("over")); s != "" {
		over, err := r.rw.formula(s)
		if err != nil {
			return "", err
		}
		base = "max(0, " + base + " - " + over + ")"
	}
	if s := text(m.Get("each")); s != "" {
		each, err := r.rw.formula(s)
		if err != nil {
			return "", fmt.Errorf("“%s”只用文字写了数什么，没有 of", s)
		}
		base = "(" + base + "/(" + each + "))"
	}
	if fn := roundingOf(text(m.Get("round"))); fn != "" {
		base = fn + "(" + base + ")"
	}
	return base, nil
}

// roundingOf reads how a step counts a part of a unit; "" = in proportion, or not said.
func roundingOf(s string) string {
	for _, x := range []struct {
		fn    string
		words []string
	}{
		{"round", []string{"half", "四舍五入"}},
		{"ceil", []string{"up", "ceil", "向高", "向上", "进一", "进位", "按一", "计一"}},
		{"floor", []string{"down", "floor", "向下", "舍去", "不计", "舍尾"}},
	} {
		for _, w := range x.words {
			if strings.Contains(s, w) {
				return x.fn
			}
		}
	}
	return ""
}

func (r *fieldReader) bounded(m source.Map, f string) (string, error) {
	for _, x := range [][2]string{{"floor", "max"}, {"cap", "min"}} {
		s := text(m.Get(x[0]))
		if s == "" {
			continue
		}
		v, err := r.rw.formula(s)
		if err != nil {
			return "", err
		}
		f = x[1] + "(" + v + ", " + f + ")"
	}
	return f, nil
}

// known tells whether an expression names only facts of the item.
func (r *fieldReader) known(n ast.Node) bool {
	ok := true
	v := visitor(func(x ast.Node) {
		if id, is := x.(*ast.IdentifierNode); is && !strings.HasSuffix(id.Value, "_") && r.words.facts[id.Value] == nil {
			ok = false
		}
	})
	ast.Walk(&n, v)
	return ok
}

type visitor func(ast.Node)

// Visit calls the function.
func (v visitor) Visit(n *ast.Node) { v(*n) }
