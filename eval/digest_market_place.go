package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cailiang/engine/facts"
	"cailiang/rules/source"
)

// placedBy adds what the row's branch, its place inside the tier and its other keys say of the facts.
func (r *marketReader) placedBy(m source.Map, when string) string {
	if b := text(m.Get("branch")); b != "" {
		c := r.branch(b, r.rowsOf(b))
		if !r.bounds(text(m.Get("when")), c) {
			when = joinConditions(when, c)
		}
	}
	if s := text(m.Get("sub")); s != "" {
		when = joinConditions(when, r.subdivision(m, s))
	}
	for _, f := range r.dimensions(m) {
		if v := m.Get(f); v.Exists() {
			if c, err := r.cell(f, v); err == nil && c != "" {
				when = joinConditions(when, c)
			} else {
				r.im.loses(v, "“"+f+"”的值读不懂")
			}
		}
	}
	return when
}

// dimensionKeys are keys of a row that place it in a class, level or column of which the item may have no fact.
var dimensionKeys = []string{"class", "类别", "level", "级别", "band", "档", "column", "栏", "subject", "party", "主体", "segment", "段", "type", "类型"}

// dimensions lists the keys of a row that name a fact; a class or level without one becomes a fact that the officer states.
func (r *marketReader) dimensions(m source.Map) []string {
	for _, key := range dimensionKeys {
		v := text(m.Get(key))
		if v == "" || r.words.facts[key] != nil {
			continue
		}
		f := r.words.need(key, facts.Enum, "档表按它分列")
		f.options = appendNew(f.options, v)
	}
	return slices.DeleteFunc(slices.Clone(r.words.order), func(f string) bool {
		v := text(m.Get(f))
		if x := r.words.facts[f]; x.added != "" && v != "" && x.kind == facts.Enum {
			x.options = appendNew(x.options, v)
		}
		return !m.Has(f)
	})
}

// targets is whom a row hits: one, or several that conditions or nothing tells apart.
func (r *marketReader) targets(n source.Node) (cond, role string) {
	list := texts(n)
	if len(list) < 2 {
		return r.party(strings.Join(list, ""))
	}
	var cs []string
	for _, t := range list {
		c, role := r.party(t)
		if c == "" {
			r.im.notes = append(r.im.notes, "target："+strings.Join(list, "、")+"，按各类主体理解")
			return "", map[bool]string{true: role, false: ""}[len(list) == 1]
		}
		cs = append(cs, "("+c+")")
	}
	return strings.Join(cs, " or "), ""
}

func (r *marketReader) rowsOf(branch string) []source.Map {
	var out []source.Map
	for _, n := range listOf(r.other.Get("grades")) {
		if n.IsMap() && text(n.Map().Get("branch")) == branch {
			out = append(out, n.Map())
		}
	}
	return out
}

// subdivision is the place inside a tier as a condition on the fact that tells it.
func (r *marketReader) subdivision(m source.Map, sub string) string {
	for _, f := range r.words.order {
		x := r.words.facts[f]
		var hit []string
		for _, o := range x.options {
			if o == sub || f+o == sub {
				return f + " == '" + o + "'"
			}
			if strings.Contains(sub, o) {
				hit = append(hit, o)
			}
		}
		if len(hit) == 1 && x.kind == facts.Enum {
			return f + " == '" + hit[0] + "'"
		}
	}
	name := r.plainName(text(m.Get("grade"))) + "内阶次"
	f := r.words.need(name, facts.Enum, "摘要没有写由哪个事实定档内阶次")
	f.options = appendNew(f.options, sub)
	return name + " == '" + sub + "'"
}

const otherwiseWord = "其余情形"

// places finds when the rows without a condition hold: by the fact whose options are the tiers, by the matrix, by the rest; else the
// officer states the tier. Keys are the rows' places.
func (r *marketReader) places(open []source.Map, conditions int) map[string]string {
	out := map[string]string{}
	var names []string
	for _, m := range open {
		names = appendNew(names, gradeWord(m))
	}
	by := r.tierFact(names)
	if by == nil {
		by = r.byWords(names)
	}
	for _, m := range open {
		name := gradeWord(m)
		switch {
		case by != nil:
			out[m.Node().Path()] = by[name]
		case len(r.columns[name]) > 0:
			out[m.Node().Path()] = "(" + strings.Join(r.columns[name], ") or (") + ")"
		case len(names) == 1 && conditions > 0 && noOther(open):
			out[m.Node().Path()] = otherwiseWord
			r.im.notes = append(r.im.notes, "阶次“"+name+"”没有写条件，按其余情形理解")
		case len(names) == 1 && conditions == 0 && len(r.columns) == 0:
		default:
			f := r.words.need("档次", facts.Enum, "没有事实能定档，由承办人认定档次")
			f.options = appendNew(f.options, name)
			out[m.Node().Path()] = "档次 == '" + name + "'"
		}
	}
	return out
}

func noOther(open []source.Map) bool {
	return !slices.ContainsFunc(open, func(m source.Map) bool { return text(m.Get("branch")) != "" || text(m.Get("target")) != "" })
}

func gradeWord(m source.Map) string {
	return cmp.Or(text(m.Get("grade")), text(m.Get("tier")), text(m.Get("name")), text(m.Get("阶次")), text(m.Get("档次")))
}

// tierFact finds the one fact whose options, or yes/no facts whose names, are the tiers.
func (r *marketReader) tierFact(names []string) map[string]string {
	if len(names) == 0 {
		return nil
	}
	for _, match := range []func(f *fieldFact, o, name string) bool{
		func(_ *fieldFact, o, name string) bool { return o == name },
		func(f *fieldFact, o, name string) bool {
			return f.name+o == name || o == "情节"+name || "情节"+o == name
		},
		func(_ *fieldFact, o, name string) bool {
			return strings.HasPrefix(o, name) || strings.HasPrefix(name, o)
		},
	} {
		for _, fname := range r.words.order {
			f := r.words.facts[fname]
			if out := matched(f, names, match); out != nil {
				return out
			}
		}
	}
	out := map[string]string{}
	for _, n := range names {
		if f := r.words.facts[n]; f == nil || f.kind != facts.Bool {
			return nil
		}
		out[n] = n
	}
	return out
}

// matched gives the condition for every tier, where each is one option of the fact.
func matched(f *fieldFact, names []string, match func(f *fieldFact, o, name string) bool) map[string]string {
	if f.kind != facts.Enum || f.set {
		return nil
	}
	out := map[string]string{}
	for _, name := range names {
		for _, o := range f.options {
			if match(f, o, name) {
				if out[name] != "" {
					return nil
				}
				out[name] = f.name + " == '" + o + "'"
			}
		}
		if out[name] == "" {
			return nil
		}
	}
	return out
}

// byWords reads tiers named by what they gather (主动或限期内改正): each part is one option, or one yes/no fact, that has its letters, and
// every option is named once.
func (r *marketReader) byWords(names []string) map[string]string {
	out, used := map[string]string{}, map[string]bool{}
	whole := map[string]int{}
	for _, name := range names {
		var parts []string
		for _, p := range strings.Split(name, "或") {
			c, f := r.containing(p)
			if c == "" || used[c] {
				return nil
			}
			used[c] = true
			whole[f]++
			parts = append(parts, c)
		}
		out[name] = strings.Join(parts, " or ")
	}
	for f, n := range whole {
		if x := r.words.facts[f]; x.kind == facts.Enum && n != len(x.options) {
			return nil
		}
	}
	if len(out) > 0 {
		r.im.notes = append(r.im.notes, fmt.Sprintf("阶次没有写条件，按名称与事实的字面对应：%v", out))
	}
	return out
}

func (r *marketReader) containing(part string) (cond, fact string) {
	n := 0
	for _, name := range r.words.order {
		f := r.words.facts[name]
		if f.kind == facts.Bool && within(part, name) {
			cond, fact = name, name
			n++
		}
		for _, o := range f.options {
			if within(part, o) {
				cond, fact = name+" == '"+o+"'", name
				n++
			}
		}
	}
	if n != 1 {
		return "", ""
	}
	return cond, fact
}

// within tells whether b has every letter of a, in any order: 限期内改正 is in 责令期限内改正.
func within(a, b string) bool {
	left := []rune(b)
	for _, c := range a {
		i := slices.Index(left, c)
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}
