package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules/source"
)

// score reads a table of weights: start + the weights of the options that hold, between floor and cap, times the base.
func (r *fieldReader) score(n source.Node) {
	if !n.IsMap() {
		r.im.loses(n, "score 不是一组键")
		return
	}
	m := n.Map()
	r.tell(m, []string{"start", "base", "cap_pct", "floor_pct", "cap", "floor", "factors", "columns", "column_when", "transform", "target", "kind", "example", "note"})
	for i, x := range listOf(m.Get("factors")) {
		if x.IsMap() {
			r.factor(x.Map(), i)
		}
	}
	columns := m.Get("columns")
	if !columns.IsMap() {
		r.column(tierHead{name: "裁量表", node: n}, m, m, text(m.Get("target")))
		return
	}
	r.bench.Columns = true
	for k, v := range columns.Map().Pairs() {
		if !v.IsMap() {
			r.im.loses(v, "栏不是一组键")
			continue
		}
		h := tierHead{name: k.Text(), node: v}
		role, err := r.columnWhen(&h, m, v.Map())
		if err != nil {
			r.im.loses(v, err.Error())
			continue
		}
		r.column(h, v.Map(), m, role)
	}
}

// columnWhen finds when a column applies, or whom it is for.
func (r *fieldReader) columnWhen(h *tierHead, score, column source.Map) (role string, err error) {
	role = roleOfTarget(text(column.Get("target")))
	w := text(column.Get("when"))
	if cw := score.Get("column_when"); cw.IsMap() {
		w = cmp.Or(w, text(cw.Map().Get(h.name)))
	}
	switch f := r.words.facts[h.name]; {
	case w != "":
		h.when, err = r.rw.condition(w)
	case role != "":
	case f != nil && f.kind == facts.Bool:
		h.when = h.name
	case r.optionNamed(h.name) != "":
		h.when = r.optionNamed(h.name)
	default:
		role = roleOfTarget(h.name)
	}
	return role, err
}

// optionNamed is the condition that an enum fact has the option of that name; "" = none or several have it.
func (r *fieldReader) optionNamed(option string) string {
	out := ""
	for _, name := range r.words.order {
		if f := r.words.facts[name]; !f.set && slices.Contains(f.options, option) {
			if out != "" {
				return ""
			}
			out = name + " == '" + option + "'"
		}
	}
	return out
}

func (r *fieldReader) factor(m source.Map, i int) {
	f := engine.Factor{Name: cmp.Or(text(m.Get("factor")), text(m.Get("name")), fmt.Sprintf("因素%d", i+1))}
	if s := text(m.Get("unseen")); s != "" {
		r.im.unread = append(r.im.unread, "裁量因素“"+f.Name+"”："+s)
	}
	r.tell(m, []string{"factor", "name", "options", "unseen", "note", "weight"})
	rest := -1
	for _, x := range listOf(m.Get("options")) {
		if !x.IsMap() {
			r.im.loses(x, "选项不是一组键")
			continue
		}
		o, ok := r.option(x.Map())
		if !ok {
			continue
		}
		if isTrue(x.Map().Get("otherwise")) {
			rest = len(f.Options)
		}
		f.Options = append(f.Options, o)
	}
	if rest >= 0 {
		f.Options[rest].When = othersFail(f.Options, rest)
	}
	r.bench.Factors = append(r.bench.Factors, f)
}

// othersFail is the condition that no other option holds.
func othersFail(os []engine.Option, rest int) string {
	var parts []string
	for i, o := range os {
		if i != rest {
			parts = append(parts, "not ("+o.When+")")
		}
	}
	return strings.Join(parts, " and ")
}

func (r *fieldReader) option(m source.Map) (engine.Option, bool) {
	var o engine.Option
	if w := text(m.Get("when")); w != "" {
		c, err := r.rw.condition(w)
		if err != nil {
			r.im.loses(m.Node(), err.Error())
			return o, false
		}
		o.When = c
	}
	w := m.Get("w")
	if !w.Exists() {
		w = m.Get("weight")
	}
	switch {
	case w.IsMap():
		o.By = map[string]string{}
		for k, v := range w.Map().Pairs() {
			o.By[k.Text()] = text(v)
		}
		o.Weight = "0"
	case w.IsScalar() && text(w) != "":
		o.Weight = text(w)
	default:
		r.im.unread = append(r.im.unread, at(m.Node())+"：没有读到权重")
		return o, false
	}
	for _, s := range append([]string{o.Weight}, valuesOf(o.By)...) {
		if _, err := ratioText(s); err != nil {
			r.im.loses(m.Node(), "权重“"+s+"”不是数")
			return o, false
		}
	}
	return o, true
}

func valuesOf(m map[string]string) []string {
	var out []string
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

// column enters one column: the amount is one formula.
func (r *fieldReader) column(h tierHead, m, score source.Map, role string) {
	f, err := r.scored(m, score, role)
	if err != nil {
		r.im.loses(h.node, err.Error())
		r.rest("计分表的“" + h.name + "”一栏不能计算")
		return
	}
	pen := otherKind(orElse(text(m.Get("kind")), engine.Fine))
	if isTrue(m.Get("may")) {
		pen.Modality = engine.May
	}
	pen.From, pen.To = f, f
	r.bench.Grades = append(r.bench.Grades, engine.Grade{Name: h.name, When: h.when, Only: true, Penalties: []engine.Penalty{pen}, Roles: []string{role},
		Basis: engine.Basis{Law: r.bench.Title, Article: r.bench.ID}})
}

// scored writes min(cap, max(floor, start + Σ)) × base; a transform says itself what the sum becomes.
func (r *fieldReader) scored(m, score source.Map, role string) (string, error) {
	get := func(key string) string { return cmp.Or(text(m.Get(key)), text(score.Get(key))) }
	sum := engine.ScoreWord
	if s := get("start"); s != "" && s != "0" {
		start, err := r.rw.formula(s)
		if err != nil {
			return "", err
		}
		sum = "(" + start + " + " + sum + ")"
	}
	for _, x := range [][2]string{{"floor_pct", "max"}, {"cap_pct", "min"}} {
		s := cmp.Or(get(x[0]), text(r.rules.Get(x[0])))
		if s == "" {
			continue
		}
		v, err := r.rw.formula(s)
		if err != nil {
			return "", err
		}
		sum = x[1] + "(" + v + ", " + sum + ")"
	}
	base := get("base")
	if base == "" {
		return "", fmt.Errorf("计分表没有写基数 base")
	}
	low, high := r.lawEnds(role)
	r.rw.scope = map[string]string{"Y": "((" + low + ")/(" + high + "))"}
	for _, name := range []string{"P", "S", "Σ", "总分", "得分", engine.ScoreWord} {
		r.rw.scope[name] = sum
	}
	for _, x := range []struct {
		names []string
		value string
	}{{ofCeiling, high}, {[]string{"法定最低", "法定下限", "min"}, low}} {
		for _, name := range x.names {
			if r.words.facts[name] == nil {
				r.rw.scope[name] = "(" + x.value + ")"
			}
		}
	}
	defer func() { r.rw.scope = nil }()
	value := "P"
	if s := get("transform"); s != "" {
		value = s
	}
	f, err := r.rw.formula("(" + value + ")*(" + base + ")")
	if err != nil {
		return "", err
	}
	return r.bounded(m, f)
}

// lawEnds are the ends of the digest's statutory range for a role, as formulas: 0 where the law gives no floor.
func (r *fieldReader) lawEnds(role string) (low, high string) {
	low, high = "0", "1"
	for _, n := range listOf(r.item.Get("statutory")) {
		if !n.IsMap() || n.Map().Has("when") {
			continue
		}
		if t := roleOfTarget(text(n.Map().Get("target"))); t != "" && t != role {
			continue
		}
		if ends := endsOf(n.Map().Get("amount")); len(ends) == 2 && ends[1] != "" {
			return orElse(ends[0], "0"), ends[1]
		}
	}
	return low, high
}
