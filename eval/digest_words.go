package eval

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"cailiang/engine/facts"
	"cailiang/rules/source"
)

// fieldFact is one fact of a digest's item before it becomes an entry of the engine's vocabulary.
type fieldFact struct {
	name     string
	kind     facts.Type
	unit     string
	options  []string
	ask      string
	absent   bool
	negative bool
	list     bool   // a list of numbers: reached by 合计, 个数, 最大, 最小
	set      bool   // several options may hold at once
	of       string // of a member of a set, or what a list comes to: the fact behind
	what     string // the option, or 合计 …
	added    string // why it stands here though the digest does not list it
}

// wordbook is the vocabulary of an item while its expressions are read.
type wordbook struct {
	order []string
	facts map[string]*fieldFact
}

func newWordbook() *wordbook { return &wordbook{facts: map[string]*fieldFact{}} }

func (w *wordbook) enter(f *fieldFact) *fieldFact {
	if old := w.facts[f.name]; old != nil {
		return old
	}
	w.order = append(w.order, f.name)
	w.facts[f.name] = f
	return f
}

// need gives a fact; one that the digest does not list is added as the given type.
func (w *wordbook) need(name string, kind facts.Type, why string) *fieldFact {
	if f := w.facts[name]; f != nil {
		return f
	}
	return w.enter(&fieldFact{name: name, kind: kind, added: why})
}

var typeForm = regexp.MustCompile(`^\s*([\p{Han}A-Za-z]+)\s*(?:[\[［(（](.*)[\]］)）])?\s*$`)

// declare reads one entry of `facts`: bool, int[次], num[元], enum[甲|乙], list[num[月]], set[甲|乙], date.
func (w *wordbook) declare(name string, n source.Node) error {
	text := text(n)
	if n.IsMap() {
		text = mapType(n.Map())
	}
	m := typeForm.FindStringSubmatch(text)
	if m == nil {
		return fmt.Errorf("%s：不认识的类型“%s”", at(n), text)
	}
	f := &fieldFact{name: name, unit: m[2]}
	switch strings.ToLower(m[1]) {
	case "bool", "boolean", "是否":
		f.kind, f.unit = facts.Bool, ""
	case "int", "integer", "count":
		f.kind = facts.Int
	case "num", "number", "float", "decimal", "percent", "ratio", "pct":
		f.kind = facts.Number
	case "money", "amount":
		f.kind, f.unit = facts.Money, "元"
	case "date":
		f.kind = facts.Date
	case "enum", "text", "str", "string":
		f.kind, f.unit, f.options = facts.Enum, "", optionsOf(m[2])
	case "set", "multi", "enums":
		f.kind, f.unit, f.options, f.set = facts.Enum, "", optionsOf(m[2]), true
	case "list":
		return w.declareList(f, m[2], n)
	default:
		return fmt.Errorf("%s：不认识的类型“%s”", at(n), text)
	}
	if f.kind == facts.Number && strings.HasPrefix(f.unit, "元") && !strings.Contains(f.unit, "/") {
		f.kind = facts.Money
	}
	w.enter(f)
	for _, o := range f.options {
		if f.set {
			w.member(name, o)
		}
	}
	return nil
}

// mapType writes {type: num, unit: 元} as num[元].
func mapType(m source.Map) string {
	inner := text(m.Get("unit"))
	for _, key := range []string{"values", "options", "of"} {
		if s := strings.Join(texts(m.Get(key)), "|"); s != "" {
			inner = s
		}
	}
	if inner == "" {
		return text(m.Get("type"))
	}
	return text(m.Get("type")) + "[" + inner + "]"
}

func (w *wordbook) declareList(f *fieldFact, of string, n source.Node) error {
	m := typeForm.FindStringSubmatch(of)
	if m != nil && (m[1] == "enum" || m[1] == "text") {
		f.kind, f.unit, f.options, f.set = facts.Enum, "", optionsOf(m[2]), true
		w.enter(f)
		for _, o := range f.options {
			w.member(f.name, o)
		}
		return nil
	}
	f.list, f.kind = true, facts.Number
	if m != nil {
		f.unit = m[2]
		if m[1] == "date" {
			f.kind = facts.Date
		}
	}
	w.enter(f)
	return nil
}

func optionsOf(s string) []string {
	by := "|"
	if !strings.Contains(s, by) {
		by = "、"
	}
	if !strings.Contains(s, by) {
		by = ","
	}
	var out []string
	for _, o := range strings.Split(s, by) {
		out = appendNew(out, strings.Trim(strings.TrimSpace(o), `'"`))
	}
	return out
}

// option compares an enum fact with one of its options; an option that is not listed is added.
func (w *wordbook) option(name, op, option string) (string, error) {
	f := w.need(name, facts.Enum, "条件里用到")
	if f.set {
		x := w.member(name, option)
		if op == "!=" {
			x = "not (" + x + ")"
		}
		return x, nil
	}
	switch {
	case f.kind == facts.Date:
		return fmt.Sprintf("%s %s 日期(\"%s\")", name, op, option), nil
	case f.kind != facts.Enum:
		return "", fmt.Errorf("“%s”不是选项事实", name)
	case op != "==" && op != "!=":
		return "", fmt.Errorf("选项事实“%s”不能比大小", name)
	}
	f.options = appendNew(f.options, option)
	return name + " " + op + " '" + option + "'", nil
}

// member is the yes/no fact that an option of a set holds.
func (w *wordbook) member(set, option string) string {
	f := w.need(set, facts.Enum, "条件里用到")
	f.set, f.list = true, false
	f.options = appendNew(f.options, option)
	return w.enter(&fieldFact{name: set + "含" + nameOf(option), kind: facts.Bool, of: set, what: option}).name
}

// members is the number of the options that hold.
func (w *wordbook) members(f *fieldFact) poly {
	out := poly{}
	for _, o := range f.options {
		out.add(w.member(f.name, o), big.NewRat(1, 1))
	}
	return out
}

func (w *wordbook) lists(name string) bool { f := w.facts[name]; return f != nil && f.list }

// derive is what a list comes to: 合计, 个数, 最大, 最小.
func (w *wordbook) derive(_ *rewriter, list, what string) string {
	f := w.facts[list]
	d := &fieldFact{name: list + what, kind: f.kind, unit: f.unit, of: list, what: what}
	if what == "个数" {
		d.kind, d.unit = facts.Int, "个"
	}
	return w.enter(d).name
}

// amount is a fact as a number; a yes/no fact counts 1 or 0, a list its sum.
func (w *wordbook) amount(r *rewriter, name string) poly {
	if s, ok := r.scope[name]; ok {
		name = s
	}
	f := w.need(name, facts.Number, "计算里用到")
	if f.list {
		name = w.derive(r, name, "合计")
	}
	return poly{name: big.NewRat(1, 1)}
}

// inFormula is a fact's name in a formula.
func (w *wordbook) inFormula(r *rewriter, name string) string {
	f := w.need(name, facts.Number, "计算式里用到")
	if f.list {
		return w.derive(r, name, "合计")
	}
	return name
}

// linear writes Σ coefficient × fact op 0 as the engine reads it.
func (w *wordbook) linear(r *rewriter, p poly, op string) (string, error) {
	p = w.single(r, p)
	names := slices.DeleteFunc(sortedNames(p), func(s string) bool { return s == "" })
	bound := new(big.Rat)
	if p[""] != nil {
		bound.Neg(p[""])
	}
	if len(names) == 0 {
		return fmt.Sprint(holdsFor(new(big.Rat), op, bound)), nil
	}
	for _, n := range names {
		if f := w.facts[n]; f.kind == facts.Enum {
			return "", fmt.Errorf("“%s”不是数", n)
		}
	}
	if w.facts[names[0]].kind == facts.Bool {
		return w.counted(p, names, op, bound)
	}
	if len(names) == 1 {
		return w.threshold(names[0], p[names[0]], op, bound), nil
	}
	w.unify(names)
	scale := new(big.Rat).SetInt(denominators(p))
	var left []string
	for _, n := range names {
		left = append(left, "("+new(big.Rat).Mul(p[n], scale).RatString()+")*"+n)
	}
	return strings.Join(left, " + ") + " " + op + " " + new(big.Rat).Mul(bound, scale).RatString(), nil
}

// single makes products facts of their own, and yes/no facts beside numbers too.
func (w *wordbook) single(r *rewriter, p poly) poly {
	bools, others := 0, 0
	for _, k := range sortedNames(p) {
		if f := w.facts[k]; f != nil && f.kind == facts.Bool {
			bools++
		} else if k != "" {
			others++
		}
	}
	out := poly{}
	for _, k := range sortedNames(p) {
		f := w.facts[k]
		switch {
		case strings.Contains(k, "*"), f != nil && f.kind == facts.Bool && others > 0 && bools > 0:
			out.add(r.fact(k), p[k])
		default:
			out.add(k, p[k])
		}
	}
	return out
}

func denominators(p poly) *big.Int {
	out := big.NewInt(1)
	for _, v := range p {
		g := new(big.Int).GCD(nil, nil, out, v.Denom())
		out.Mul(out, new(big.Int).Quo(v.Denom(), g))
	}
	return out
}

// unify gives facts that are added or compared one type: decimals where they differ.
func (w *wordbook) unify(names []string) {
	same := true
	for _, n := range names {
		same = same && w.facts[n].kind == w.facts[names[0]].kind
	}
	if same {
		return
	}
	for _, n := range names {
		w.facts[n].kind = facts.Number
	}
}

// threshold is one fact against a number: plain where the number fits the fact's places, else multiplied out.
func (w *wordbook) threshold(name string, coef *big.Rat, op string, bound *big.Rat) string {
	b := new(big.Rat).Quo(bound, coef)
	if coef.Sign() < 0 {
		op = mirrored(op)
	}
	f := w.facts[name]
	f.negative = f.negative || b.Sign() < 0
	places := map[facts.Type]int{facts.Money: 2, facts.Number: 6}[f.kind]
	if x, ok := new(big.Rat).SetString(b.FloatString(places)); ok && x.Cmp(b) == 0 {
		return name + " " + op + " " + decimalOf(b)
	}
	switch op {
	case "==":
		return "false"
	case "!=":
		return "true"
	}
	return b.Denom().String() + "*" + name + " " + op + " " + b.Num().String()
}

func holdsFor(v *big.Rat, op string, bound *big.Rat) bool {
	c := v.Cmp(bound)
	switch op {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	case "==":
		return c == 0
	}
	return c != 0
}

// maxCounted bounds the yes/no facts that are counted in one comparison: every combination is written out.
const maxCounted = 10

// counted writes a count of yes/no facts as the combinations that meet it.
func (w *wordbook) counted(p poly, names []string, op string, bound *big.Rat) (string, error) {
	if len(names) > maxCounted {
		return "", fmt.Errorf("一次数 %d 个是/否事实，超过 %d 个", len(names), maxCounted)
	}
	meets := func(set int) bool {
		sum := new(big.Rat)
		for i, n := range names {
			if set&(1<<i) != 0 {
				sum.Add(sum, p[n])
			}
		}
		return holdsFor(sum, op, bound)
	}
	var out []string
	for set := range 1 << len(names) {
		if !meets(set) {
			continue
		}
		care := matters(set, len(names), meets)
		var parts []string
		for i, n := range names {
			switch {
			case care&(1<<i) == 0:
			case set&(1<<i) != 0:
				parts = append(parts, n)
			default:
				parts = append(parts, "not "+n)
			}
		}
		if len(parts) == 0 {
			return "true", nil
		}
		out = appendNew(out, "("+strings.Join(parts, " and ")+")")
	}
	if len(out) == 0 {
		return "false", nil
	}
	return "(" + strings.Join(out, " or ") + ")", nil
}

// matters drops, one after the other, the facts whose answer does not change the result while the others stand.
func matters(set, n int, meets func(int) bool) int {
	care := 1<<n - 1
	for i := n - 1; i >= 0; i-- {
		rest := care &^ (1 << i)
		if always(set, rest, n, meets) {
			care = rest
		}
	}
	return care
}

// always: the count is met whatever the facts outside care are.
func always(set, care, n int, meets func(int) bool) bool {
	free := (1<<n - 1) &^ care
	for sub := free; ; sub = (sub - 1) & free {
		if !meets(set&care | sub) {
			return false
		}
		if sub == 0 {
			return true
		}
	}
}

// entries gives the engine's vocabulary; lists and sets stand in it by what was derived of them.
func (w *wordbook) entries() []facts.Entry {
	var out []facts.Entry
	for _, name := range w.order {
		f := w.facts[name]
		if f.list || f.set {
			continue
		}
		e := facts.Entry{Name: f.name, Type: f.kind, Unit: f.unit, Of: "act", Absent: f.absent && f.kind == facts.Money, Options: f.options, Ask: f.ask}
		if e.Ask == "" {
			e.Ask = f.name + map[bool]string{true: "，是还是否？", false: "是多少？"}[f.kind == facts.Bool]
		}
		if f.kind == facts.Enum {
			e.Ask = f.name + "属于哪一种？"
			for len(e.Options) < 2 {
				e.Options = append(e.Options, map[bool]string{true: "其他", false: "未列明"}[len(e.Options) == 0 || e.Options[0] != "其他"])
			}
		}
		if f.negative {
			e.Lo = -facts.Limit
		}
		out = append(out, e)
	}
	return out
}

// added lists the facts that the digest's expressions use and its `facts` do not list.
func (w *wordbook) added() []string {
	var out []string
	for _, name := range w.order {
		if f := w.facts[name]; f.added != "" {
			out = append(out, fmt.Sprintf("事实“%s”没有列在 facts 里（%s），另作一个%s事实", name, f.added, f.kind))
		}
	}
	return out
}
