package eval

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cailiang/engine/facts"
	"cailiang/rules/source"
)

var (
	parentheses  = regexp.MustCompile(`[（(][^（()）]*[）)]`)
	nameOrQuoted = regexp.MustCompile(`"[^"]*"|'[^']*'|“[^”]*”|[\p{Han}A-Za-z_][\p{Han}\w]*`)
	comparing    = regexp.MustCompile(`[<>=≤≥]`)
	laterDay     = regexp.MustCompile(`([\p{Han}A-Za-z_][\p{Han}\w]*)\s*\+\s*(\d+)\s*(个月|月|年|天|日)`)
	daysBetween  = regexp.MustCompile(`([\p{Han}A-Za-z_][\p{Han}\w]*)\s*-\s*([\p{Han}A-Za-z_][\p{Han}\w]*)\s*(<=|<|>=|>|==)\s*(\d+)\s*(个月|月|年|天|日)`)
	foreignCall  = regexp.MustCompile(`([\p{Han}A-Za-z_][\p{Han}\w]*)\([^()]*\)`)
	listMarks    = regexp.MustCompile(`\s+/\s+|[；;]`)
)

// knownCalls are what may stand before a parenthesis in an expression; any other function is a fact that the officer states.
var knownCalls = []string{"any", "all", "sum", "count", "count_true", "len", "max", "min", "abs", "round", "floor", "ceil", "int", "float", "and", "or", "not", "in"}

// when reads a condition of the digest: an expression, a list of circumstances, or words that the officer answers.
// Several = the document does not say how the members of a list are joined: one for each reading.
func (r *marketReader) when(n source.Node) ([]reading, error) {
	if n.IsList() || n.IsMap() {
		return r.gathered(n)
	}
	s := strings.TrimSpace(text(n))
	if s == "同上" {
		s = r.previous
	}
	r.previous = s
	return r.reading(s, n)
}

// gathered reads a list of conditions, or {any: …}, {all: …}; a bare list does not say how it is joined.
func (r *marketReader) gathered(n source.Node) ([]reading, error) {
	how := ""
	list := n.List
	if n.IsMap() {
		for k, v := range n.Map().Pairs() {
			if how != "" || !v.IsList() {
				return nil, fmt.Errorf("条件“%s”读不懂", flow(n))
			}
			how, list = k.Text(), v.List
		}
	}
	var cs []string
	for _, x := range list() {
		rs, err := r.reading(text(x), x)
		if err != nil {
			return nil, err
		}
		cs = append(cs, "("+rs[0].cond+")")
	}
	every, any := reading{cond: strings.Join(cs, " and ")}, reading{cond: strings.Join(cs, " or ")}
	switch how {
	case "all", "and", "全部", "同时":
		return []reading{every}, nil
	case "any", "or", "任一", "之一":
		return []reading{any}, nil
	}
	if len(cs) == 1 {
		return []reading{every}, nil
	}
	any.how, every.how = "符合所列任一情形即可", "须符合所列全部情形"
	return []reading{any, every}, nil
}

// restWords are conditions that mean: no other tier.
var restWords = regexp.MustCompile(`^(otherwise|else|default|其他|其余|其它|其他情形|其余情形|其它情形|除.*(以外|之外).*|(没有|不具有|无|不属于)(上述|以上|其他|前述).*)$`)

// reading is a condition and how it reads its words; how "" = the only way.
type reading struct{ cond, how string }

func (r *marketReader) reading(s string, n source.Node) ([]reading, error) {
	if s == "" || s == "true" {
		return []reading{{}}, nil
	}
	c, err := r.expression(s)
	if err == nil {
		return []reading{{cond: c}}, nil
	}
	words := parentheses.ReplaceAllString(s, "")
	if comparing.MatchString(words) {
		return nil, err
	}
	if parts := listMarks.Split(words, -1); len(parts) > 1 {
		return r.circumstances(parts, s)
	}
	c = r.inWords(s)
	r.im.notes = append(r.im.notes, fmt.Sprintf("%s：“%s”是文字，作为承办人认定的是/否事实", at(n), s))
	return []reading{{cond: c}}, nil
}

// circumstances joins a list by what the digest says of it, or both ways.
func (r *marketReader) circumstances(parts []string, s string) ([]reading, error) {
	var cs []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			cs = append(cs, "("+r.circumstance(p)+")")
		}
	}
	every, any := strings.Join(cs, " and "), strings.Join(cs, " or ")
	switch {
	case strings.Contains(s, "任一") || strings.Contains(s, "之一"):
		return []reading{{cond: any}}, nil
	case strings.Contains(s, "全部") || strings.Contains(s, "同时"):
		return []reading{{cond: every}}, nil
	}
	return []reading{{any, "符合所列任一情形即可"}, {every, "须符合所列全部情形"}}, nil
}

// circumstance reads one member of a list: a fact, an option with its fact's name before it, the contrary of a fact, or words.
func (r *marketReader) circumstance(p string) string {
	if c, err := r.expression(p); err == nil && r.words.facts[r.plainName(p)] != nil && r.words.facts[r.plainName(p)].added == "" {
		return c
	}
	name := r.plainName(p)
	for _, f := range r.words.order {
		x := r.words.facts[f]
		if x.added != "" {
			continue
		}
		for _, o := range x.options {
			if f+o == name {
				return f + " == '" + o + "'"
			}
		}
		for _, no := range []string{"不", "未", "没有", "非"} {
			if x.kind == facts.Bool && strings.Contains(name, no) && strings.Replace(name, no, "", 1) == f {
				return "not " + f
			}
		}
	}
	return r.inWords(p)
}

// inWords is a yes/no fact by the digest's words.
func (r *marketReader) inWords(s string) string {
	name := r.plainName(s)
	r.words.enter(&fieldFact{name: name, kind: facts.Bool, ask: "是否“" + s + "”？", added: "条件是文字"})
	return name
}

// expression gives the engine's text of an expression of the digest.
func (r *marketReader) expression(s string) (string, error) {
	return r.rw.condition(r.prepared(s))
}

// prepared writes what expressions of this shape have of their own in the common form: derived facts, percentages of facts that
// are percentages, what may be absent compared with 0, and days some months later.
func (r *marketReader) prepared(s string) string {
	s = r.substituted(s)
	s = foreignCall.ReplaceAllStringFunc(s, func(x string) string {
		if slices.Contains(knownCalls, foreignCall.FindStringSubmatch(x)[1]) {
			return x
		}
		return r.plainName(x)
	})
	s = daysBetween.ReplaceAllString(s, "$1 $3 $2 + $4$5")
	s = laterDay.ReplaceAllStringFunc(s, r.later)
	for name, f := range r.words.facts {
		if f.unit == "%" || f.unit == "百分比" {
			q := regexp.QuoteMeta(name)
			s = regexp.MustCompile(`(`+q+`\s*(?:<=|>=|<|>|==|!=|≤|≥)\s*\d+(?:\.\d+)?)\s*%`).ReplaceAllString(s, "$1")
			s = regexp.MustCompile(`(\d+(?:\.\d+)?)\s*%(\s*(?:<=|>=|<|>|==|≤|≥)\s*`+q+`)`).ReplaceAllString(s, "$1$2")
		}
		if f.absent && f.kind == facts.Money {
			s = regexp.MustCompile(`(`+regexp.QuoteMeta(name)+`)\s*==\s*0([^.\d万亿]|$)`).ReplaceAllString(s, "$1 == null$2")
		}
	}
	return s
}

// substituted puts the formulas of derived facts in their place, and the plain forms of names.
func (r *marketReader) substituted(s string) string {
	return nameOrQuoted.ReplaceAllStringFunc(s, func(x string) string {
		if f, ok := r.formulae[x]; ok {
			return "(" + f + ")"
		}
		return x
	})
}

// later is the fact of a day some months, years or days after another.
func (r *marketReader) later(s string) string {
	m := laterDay.FindStringSubmatch(s)
	if f := r.words.facts[m[1]]; f == nil || f.kind != facts.Date {
		return s
	}
	name := m[1] + "加" + m[2] + m[3]
	if r.words.facts[name] == nil {
		r.words.enter(&fieldFact{name: name, kind: facts.Date, ask: m[1] + "之后 " + m[2] + m[3] + "是哪一天？"})
		r.im.derived = append(r.im.derived, derived{name: name, formula: s, from: m[1], span: m[2] + m[3]})
	}
	return name
}

// knownWords tells whether an expression can be read over the facts of the item alone.
func (r *marketReader) knownWords(s string) bool {
	n, err := parseExpression(r.prepared(s))
	return err == nil && r.known(n)
}

// lawWhen reads a condition of the statutory range.
func (r *marketReader) lawWhen(s string) (string, error) {
	if r.knownWords(s) || comparing.MatchString(s) || strings.Contains(s, " and ") || strings.Contains(s, " or ") {
		return r.expression(s)
	}
	return r.lawCondition(r.prepared(s))
}
