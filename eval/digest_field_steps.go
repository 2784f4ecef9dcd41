package eval

import (
	"fmt"
	"regexp"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules/source"
)

// stepSum is a stepwise sum of an item: the formula, or why it cannot be written.
type stepSum struct {
	name    string
	formula []string // several: the document does not say how a part of a step counts
	how     []string // how each reads the parts
	err     string
	node    source.Node
}

// steps reads the stepwise sums of an item: one, or several by name.
func (r *fieldReader) steps(n source.Node) []stepSum {
	if !n.IsMap() {
		return nil
	}
	m := n.Map()
	if m.Has("per") && !m.Has("add") {
		return nil // ranges per unit, no sum
	}
	if m.Has("add") || m.Has("base") {
		return []stepSum{r.stepSum("", n)}
	}
	var out []stepSum
	for k, v := range m.Pairs() {
		if v.IsMap() {
			out = append(out, r.stepSum(k.Text(), v))
		}
	}
	return out
}

var readingsOfParts = []string{"", "floor", "ceil"}

func (r *fieldReader) stepSum(name string, n source.Node) stepSum {
	s := stepSum{name: name, node: n}
	silent := false
	for i, rounding := range readingsOfParts {
		f, parts, err := r.sumOf(n.Map(), rounding)
		if err != nil {
			s.err = err.Error()
			return s
		}
		silent = silent || parts
		if i > 0 && !silent {
			break
		}
		s.formula = append(s.formula, f)
		s.how = append(s.how, map[string]string{"": "不足一档的按比例", "floor": "不足一档的不计", "ceil": "不足一档的按一档计"}[rounding])
	}
	if !silent {
		s.how = []string{""}
	}
	return s
}

// sumOf writes base + Σ amount × steps; parts tells that a step may come in parts and the document does not say how they count.
func (r *fieldReader) sumOf(m source.Map, rounding string) (formula string, parts bool, err error) {
	sum := "0"
	if s := text(m.Get("base")); s != "" {
		if sum, err = r.rw.formula(s); err != nil {
			return "", false, err
		}
	}
	for _, x := range listOf(m.Get("add")) {
		if !x.IsMap() {
			return "", false, fmt.Errorf("%s：加项不是一组键", at(x))
		}
		term, silent, err := r.term(x.Map(), rounding)
		if err != nil {
			return "", false, fmt.Errorf("%s：%w", at(x), err)
		}
		parts = parts || silent
		sum += " + " + term
	}
	if n := m.Get("factor_when"); n.IsMap() {
		for k, v := range n.Map().Pairs() {
			c, err := r.rw.formula(k.Text())
			if err != nil {
				return "", false, err
			}
			sum = "(1 + (" + text(v) + " - 1)*" + c + ")*(" + sum + ")"
		}
	}
	f, err := r.bounded(m, sum)
	return f, parts, err
}

// term is one addend: amount for each so many of a fact.
func (r *fieldReader) term(m source.Map, rounding string) (string, bool, error) {
	amount, err := r.rw.formula(text(m.Get("amount")))
	if err != nil {
		return "", false, err
	}
	of, each, unit := text(m.Get("of")), text(m.Get("each")), ""
	if of == "" {
		if of, unit, err = r.counts(each); err != nil {
			return "", false, err
		}
		each = unit
	} else if _, bad := ratioText(each); each != "" && bad != nil {
		each = numberIn(each)
	}
	count, err := r.rw.formula(of)
	if err != nil {
		return "", false, err
	}
	for _, key := range []string{"over", "above"} {
		if s := text(m.Get(key)); s != "" {
			over, err := r.rw.formula(s)
			if err != nil {
				return "", false, err
			}
			count = "max(0, " + count + " - " + over + ")"
		}
	}
	if each != "" && each != "1" {
		count = "(" + count + "/" + each + ")"
	}
	how := text(m.Get("round"))
	silent := how == "" && !r.wholeSteps(of, each)
	if fn := roundingOf(how); fn != "" {
		count = fn + "(" + count + ")"
	} else if silent && rounding != "" {
		count = rounding + "(" + count + ")"
	}
	return "(" + amount + ")*" + count, silent, nil
}

// wholeSteps: counts of one each come in no parts.
func (r *fieldReader) wholeSteps(of, each string) bool {
	f := r.words.facts[of]
	return f != nil && (f.kind == facts.Int || f.kind == facts.Bool) && (each == "" || each == "1")
}

var everyNumber = regexp.MustCompile(`每(?:超过?|满|增加)?\s*(\d+(?:\.\d+)?)?\s*(万)?`)

func numberIn(s string) string {
	m := everyNumber.FindStringSubmatch(s)
	if m == nil || m[1] == "" {
		return "1"
	}
	if m[2] != "" {
		return m[1] + "0000"
	}
	return m[1]
}

// counts finds what an addend counts where the digest says it in words only: the one numeric fact that the words name.
// 每增加 does not say from where: refused.
func (r *fieldReader) counts(words string) (of, each string, err error) {
	if words == "" {
		return "", "", fmt.Errorf("没有写数什么")
	}
	if strings.Contains(words, "增加") {
		return "", "", fmt.Errorf("“%s”只用文字写了数什么，从几个起算也没有写", words)
	}
	var found []string
	for _, name := range r.words.order {
		if f := r.words.facts[name]; f.kind.Numeric() && strings.Contains(words, name) {
			found = append(found, name)
		}
	}
	if len(found) != 1 {
		return "", "", fmt.Errorf("“%s”只用文字写了数什么，对不上事实", words)
	}
	return found[0], numberIn(words), nil
}

// stepwise is an item that consists of stepwise sums alone: one, or several that add up to nothing the digest says.
func (r *fieldReader) stepwise(steps []stepSum, m source.Map) {
	for _, s := range steps {
		if s.err != "" {
			r.im.lost = append(r.im.lost, s.err)
			continue
		}
		r.stepGrades(tierHead{name: orElse(s.name, "累加"), node: s.node}, s)
	}
	if len(r.bench.Grades) > 1 && len(steps) > 1 {
		r.im.notes = append(r.im.notes, "几个累加式怎样并用，摘要没有写，各作一档")
	}
	r.bench.Corrective = append(r.bench.Corrective, texts(m.Get("also"))...)
}

// stepGrades enters a stepwise sum, a grade for each reading of the parts of a step.
func (r *fieldReader) stepGrades(h tierHead, s stepSum) {
	for i, f := range s.formula {
		g := engine.Grade{Name: h.name, When: h.when, Otherwise: h.otherwise, Only: true, Basis: engine.Basis{Law: r.bench.Title, Article: r.bench.ID},
			Penalties: []engine.Penalty{{Kind: engine.Fine, Modality: engine.Must, From: f, To: f}}, Roles: []string{""}}
		if s.how[i] != "" {
			g.Name += "（" + s.how[i] + "）"
			r.bench.Choose = "" // readings, not tiers: none is picked
		}
		r.bench.Grades = append(r.bench.Grades, g)
	}
}

// steppedTier is a tier whose amount is a stepwise sum of the item.
func (r *fieldReader) steppedTier(h tierHead, name string, steps []stepSum) {
	for _, s := range steps {
		if s.name != name {
			continue
		}
		if s.err == "" {
			r.stepGrades(h, s)
			return
		}
		r.im.lost = append(r.im.lost, s.err)
		r.bench.Grades = append(r.bench.Grades, engine.Grade{Name: h.name, When: h.when, Otherwise: h.otherwise, Result: engine.GradeNoText, Why: s.err})
		return
	}
	r.im.loses(h.node, "没有名为“"+name+"”的累加式")
}
