package eval

import (
	"regexp"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules/source"
)

// lookup is a table of parameters: each row a cell whose other keys are what is looked up.
func (r *fieldReader) lookup(n source.Node) {
	for _, x := range listOf(n) {
		if !x.IsMap() {
			r.im.loses(x, "查表的一行不是一组键")
			continue
		}
		g := engine.Grade{Only: true, Basis: engine.Basis{Law: r.bench.Title, Article: r.bench.ID}}
		var when, names []string
		for k, v := range x.Map().Pairs() {
			if r.words.facts[k.Text()] == nil {
				if _, err := ratioText(text(v)); err == nil {
					g.Penalties = append(g.Penalties, engine.Penalty{Kind: "其他", Detail: k.Text(), Unit: "单位", From: text(v), To: text(v), Modality: engine.Must})
					g.Roles = append(g.Roles, "")
				}
				continue
			}
			s := orMore.ReplaceAllString(text(v), ">=$1")
			c := r.cellOf(r.words.facts[k.Text()], s)
			if c == "" {
				r.im.loses(v, "“"+text(v)+"”读不成条件")
				continue
			}
			names = append(names, text(v))
			when = append(when, "("+c+")")
		}
		g.Name, g.When = strings.Join(names, "·"), strings.Join(when, " and ")
		r.bench.Grades = append(r.bench.Grades, g)
	}
}

var orMore = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*(?:及|或|或者)?以上$`)

// formula is an amount that nothing else fits; names that the facts do not list are asked for in the document's words.
func (r *fieldReader) formula(m source.Map) {
	whole := text(m.Get("formula"))
	main, rest := whole, ""
	for _, cut := range []string{"，其中", "；其中", ",其中", "，where", "；"} {
		if a, b, ok := strings.Cut(main, cut); ok {
			main, rest = a, b
		}
	}
	main = assigned.ReplaceAllString(strings.NewReplacer("÷", "/", "{", "(", "}", ")").Replace(main), "")
	f, err := r.rw.formula(main)
	if err != nil {
		r.im.loses(m.Get("formula"), err.Error())
		return
	}
	r.define(rest)
	if f, err = r.bounded(m, f); err != nil {
		r.im.loses(m.Get("formula"), err.Error())
		return
	}
	r.bench.Grades = append(r.bench.Grades, engine.Grade{Name: "计算式", Only: true, Basis: engine.Basis{Law: r.bench.Title, Article: r.bench.ID},
		Penalties: []engine.Penalty{{Kind: engine.Fine, Modality: engine.Must, From: f, To: f}}, Roles: []string{""}})
}

var (
	assigned   = regexp.MustCompile(`^\s*[\p{Han}A-Za-z]+\s*=\s*`)
	definition = regexp.MustCompile(`([\p{Han}A-Za-z]+)\s*=\s*([^，；;]+)`)
	daysFrom   = regexp.MustCompile(`^[（(]?\s*([^()（）]+?)\s*-\s*([^()（）]+?)\s*[)）]?\s*的?(?:天数|日数)`)
)

// define reads what a formula's prose says of its names: another formula, the days between two dates, or a question.
func (r *fieldReader) define(rest string) {
	for _, m := range definition.FindAllStringSubmatch(rest, -1) {
		f := r.words.facts[m[1]]
		if f == nil || f.added == "" {
			continue
		}
		f.ask = m[1] + "是多少？（" + strings.TrimSpace(m[2]) + "）"
		if d := daysFrom.FindStringSubmatch(m[2]); d != nil {
			from, to := r.dateNear(d[2]), r.dateNear(d[1])
			if from != "" && to != "" && from != to {
				f.kind, f.unit = facts.Int, "天"
				r.rw.derived = append(r.rw.derived, derived{name: m[1], from: from, to: to})
			}
			continue
		}
		if n, err := parseExpression(m[2]); err == nil && r.known(n) {
			if text, err := r.rw.formulaOf(n); err == nil {
				r.rw.derived = append(r.rw.derived, derived{name: m[1], formula: text})
			}
		}
	}
}

// dateNear is the one date fact that shares the most characters with the words; "" = none or several.
func (r *fieldReader) dateNear(words string) string {
	best, at, tie := "", 0, false
	for _, name := range r.words.order {
		if f := r.words.facts[name]; f.kind != facts.Date || f.list {
			continue
		}
		n := 0
		for _, c := range name {
			if c != '日' && strings.ContainsRune(words, c) {
				n++
			}
		}
		switch {
		case n > at:
			best, at, tie = name, n, false
		case n == at:
			tie = true
		}
	}
	if tie {
		return ""
	}
	return best
}
