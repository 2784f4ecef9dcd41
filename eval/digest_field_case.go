package eval

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules/source"
)

// Where digests write worked cases, their facts, and their answers.
var (
	caseKeys  = []string{"cases", "worked", "worked_cases", "examples", "example", "tests"}
	factKeys  = []string{"facts", "given", "input", "in", "case"}
	wantKeys  = []string{"want", "expect", "expected", "result", "answer", "out", "then"}
	aloneKeys = []string{"id", "n", "name", "item", "why", "note", "算式", "source", "read_as", "bounds"}
	severals  = []string{"readings", "any_of", "alternatives", "either", "one_of"}
	penKeys   = []string{"pen", "penalties", "ranges", "range", "罚款"}
)

// cases reads the worked cases of an item, and those of the file that name it.
func (r *fieldReader) cases(m source.Map) []importedCase {
	var out []importedCase
	nodes := r.extra
	for _, key := range caseKeys {
		nodes = append(nodes, listOf(m.Get(key))...)
		for _, body := range fieldBodies {
			if b := m.Get(body); b.IsMap() {
				nodes = append(nodes, listOf(b.Map().Get(key))...)
			}
		}
	}
	for _, n := range nodes {
		if n.IsMap() {
			out = append(out, r.oneCase(n.Map(), len(out)+1))
		} else {
			r.im.notes = append(r.im.notes, "例："+flow(n))
		}
	}
	return out
}

// fileCases parts the worked cases of a file by the item that they name.
func fileCases(root source.Map) map[string][]source.Node {
	out := map[string][]source.Node{}
	for _, key := range caseKeys {
		for _, n := range listOf(root.Get(key)) {
			if n.IsMap() {
				id := text(n.Map().Get("item"))
				out[id] = append(out[id], n)
			}
		}
	}
	return out
}

func (r *fieldReader) oneCase(m source.Map, i int) importedCase {
	c := importedCase{n: fmt.Sprint(i)}
	for _, key := range []string{"n", "id", "name"} {
		if s := text(m.Get(key)); s != "" {
			c.n = s
			break
		}
	}
	answer := source.Node{}
	for _, key := range wantKeys {
		if m.Has(key) {
			answer = m.Get(key)
		}
	}
	found := false
	for _, key := range factKeys {
		if n := m.Get(key); n.IsMap() || n.IsList() {
			c.given, found = given(n), true
		}
	}
	if !found { // the facts stand beside the answer
		c.given = r.besides(m)
	}
	c.given = slices.DeleteFunc(c.given, func(v value) bool {
		if slices.Contains([]string{"P", "Σ", "总分", engine.ScoreWord}, v.name) && r.words.facts[v.name] == nil {
			c.score = v.text
			return true
		}
		return false
	})
	var err error
	if answer.Exists() {
		c.want = flow(answer)
		c.answers, err = r.answers(answer)
	} else {
		c.want = flow(m.Node())
		c.answers, err = r.answerMap(m)
	}
	if err != nil {
		c.reason = err.Error()
	}
	return c
}

// besides lists the facts of a case that are keys of the case itself.
func (r *fieldReader) besides(m source.Map) []value {
	var out []value
	for _, v := range given(m.Node()) {
		known := slices.Concat(aloneKeys, wantKeys, severals, penKeys, amountFieldKeys)
		if r.words.facts[v.name] != nil || !slices.Contains(known, v.name) {
			out = append(out, v)
		}
	}
	return out
}

var statusOf = map[string]engine.Status{"gap": engine.Gap, "空档": engine.Gap, "无对应档": engine.Gap, "没有档": engine.Gap, "no_tier": engine.Gap,
	"overlap": engine.Overlap, "ambiguous": engine.Overlap, "重叠": engine.Overlap, "no_column": engine.NoColumn, "not_applicable": engine.NotApplicable,
	"不适用": engine.NotApplicable, "inexpressible": engine.IsInexpressible}

var noneWords = []string{"none", "no_penalty", "不予处罚", "免予处罚", "不罚", "不处罚", "不予罚款"}

// answers reads what a case wants: a sum, a range, a tier, a status, ranges by target, or several readings.
func (r *fieldReader) answers(n source.Node) ([]wanted, error) {
	switch {
	case n.IsNull():
		return []wanted{{status: engine.Gap}}, nil
	case n.IsScalar():
		s := text(n)
		if st, ok := statusOf[s]; ok {
			return []wanted{{status: st}}, nil
		}
		if slices.Contains(noneWords, s) {
			return []wanted{{none: true}}, nil
		}
		if _, err := ratioText(s); err == nil {
			return r.ends([]string{s, s}, "")
		}
		return []wanted{{tier: s}}, nil
	case n.IsList():
		if l := n.List(); len(l) == 2 && l[0].IsScalar() && l[1].IsScalar() {
			return r.ends(endsOf(n), "")
		}
		w := wanted{}
		return []wanted{w}, r.penalties(n, &w)
	case n.IsMap():
		return r.answerMap(n.Map())
	}
	return nil, fmt.Errorf("%s：答案读不懂", at(n))
}

// ends is a bare sum or range of a fine in 元.
func (r *fieldReader) ends(ends []string, open string) ([]wanted, error) {
	low, high, ok := numbers(ends, 100)
	if !ok {
		return nil, fmt.Errorf("答案的数额“%s”不是数", strings.Join(ends, "，"))
	}
	p := engine.Penalty{Kind: engine.Fine, Modality: engine.Must, Min: low, Max: high, MinOpen: open == "min" || open == "both", MaxOpen: open == "max" || open == "both"}
	if zero(low) && !zero(high) {
		p.Min, p.MinOpen = nil, false
	}
	return []wanted{{penalties: []engine.Penalty{p}, roles: []string{""}}}, nil
}

func (r *fieldReader) answerMap(m source.Map) ([]wanted, error) {
	for _, key := range severals {
		if l := m.Get(key); l.IsList() {
			var out []wanted
			for _, x := range l.List() {
				ws, err := r.answers(x)
				if err != nil {
					return nil, err
				}
				out = append(out, ws...)
			}
			return out, nil
		}
	}
	w := wanted{tier: text(m.Get("tier"))}
	for _, key := range []string{"status", "whether"} {
		s := text(m.Get(key))
		w.none = w.none || slices.Contains(noneWords, s)
		w.status = statusOf[s]
	}
	w.none = w.none || isTrue(m.Get("none")) || isTrue(m.Get("no_penalty"))
	for key, st := range statusOf {
		if isTrue(m.Get(key)) {
			w.status = st
		}
	}
	if t := m.Get("tier"); t.Exists() && t.IsNull() {
		w.status = engine.Gap
	}
	if w.status != "" || w.none {
		return []wanted{w}, nil
	}
	if err := r.wantedAmounts(m, &w); err != nil {
		return nil, err
	}
	if w.tier == "" && len(w.penalties) == 0 {
		return nil, fmt.Errorf("%s：没有读到答案", at(m.Node()))
	}
	return []wanted{w}, nil
}

// wantedAmounts reads the amounts of an answer: under pen, as a range of its own, or by target.
func (r *fieldReader) wantedAmounts(m source.Map, w *wanted) error {
	found := false
	for _, key := range penKeys {
		n := m.Get(key)
		switch {
		case !n.Exists():
			continue
		case n.IsScalar() || n.IsList() && len(n.List()) > 0 && !n.List()[0].IsMap():
			ws, err := r.ends(endsOf(n), text(m.Get("open")))
			if err != nil {
				return err
			}
			w.penalties, w.roles = append(w.penalties, ws[0].penalties...), append(w.roles, roleOfTarget(text(m.Get("target"))))
		default:
			if err := r.penalties(n, w); err != nil {
				return err
			}
			w.none = w.none || n.IsList() && len(n.List()) == 0
		}
		found = true
	}
	if n := m.Get("fine"); n.IsMap() {
		return r.wantedAmounts(n.Map(), w)
	}
	if slices.ContainsFunc(append([]string{"kind"}, amountForms...), m.Has) {
		return r.penalties(m.Node(), w)
	}
	if found || w.tier != "" {
		return nil
	}
	return r.byTargets(m, w)
}

// byTargets reads an answer whose keys are the targets.
func (r *fieldReader) byTargets(m source.Map, w *wanted) error {
	for k, v := range m.Pairs() {
		bare := v.IsScalar() || v.IsList() && len(v.List()) > 0 && !v.List()[0].IsMap()
		if _, err := ratioText(text(v)); r.words.facts[k.Text()] != nil || slices.Contains(slices.Concat(aloneKeys, factKeys), k.Text()) || v.IsScalar() && err != nil {
			continue
		}
		before := len(w.penalties)
		if bare {
			ws, err := r.ends(endsOf(v), "")
			if err != nil {
				return err
			}
			w.penalties, w.roles = append(w.penalties, ws[0].penalties...), append(w.roles, "")
		} else if err := r.penalties(v, w); err != nil {
			return err
		}
		for i := before; i < len(w.roles); i++ {
			w.roles[i] = roleOfTarget(k.Text())
		}
	}
	return nil
}

// penalties reads ranges in the digest's own words.
func (r *fieldReader) penalties(n source.Node, w *wanted) error {
	for _, x := range listOf(n) {
		for _, b := range r.bands(x, r.rw.condition) {
			if b.err != "" {
				return fmt.Errorf("答案：%s", b.err)
			}
			if b.none {
				w.none = true
				continue
			}
			w.penalties, w.roles = append(w.penalties, b.pen), append(w.roles, b.role)
		}
	}
	return nil
}

// given turns a fact of a case into facts of the vocabulary: lists into what they come to, sets into their members.
func (r *fieldReader) given(v value) []value {
	lines := strings.Split(v.text, "\n")
	f := r.words.facts[v.name]
	switch {
	case f == nil && len(lines) == 2 && r.words.facts[v.name+"最低"] != nil && r.words.facts[v.name+"最高"] != nil:
		return []value{{v.name + "最低", lines[0]}, {v.name + "最高", lines[1]}}
	case f == nil:
		return []value{v}
	case f.set:
		var out []value
		for _, name := range r.words.order {
			if o := r.words.facts[name]; o.of == v.name && o.kind == facts.Bool {
				out = append(out, value{name, fmt.Sprint(slices.Contains(lines, o.what))})
			}
		}
		return out
	case f.list:
		return r.cameTo(v.name, lines)
	case f.kind.Numeric():
		v.text = manyMarked.ReplaceAllStringFunc(v.text, plainNumber)
	}
	return []value{v}
}

// cameTo computes what conditions and formulas ask of a list.
func (r *fieldReader) cameTo(list string, lines []string) []value {
	var numbers []*big.Rat
	for _, l := range lines {
		if v, ok := new(big.Rat).SetString(strings.TrimSpace(l)); ok {
			numbers = append(numbers, v)
		}
	}
	var out []value
	for _, name := range r.words.order {
		f := r.words.facts[name]
		if f.of != list || f.set {
			continue
		}
		v := new(big.Rat)
		for i, x := range numbers {
			switch {
			case f.what == "合计":
				v.Add(v, x)
			case i == 0, f.what == "最大" && x.Cmp(v) > 0, f.what == "最小" && x.Cmp(v) < 0:
				v.Set(x)
			}
		}
		if f.what == "个数" {
			v.SetInt64(int64(len(numbers)))
		}
		out = append(out, value{name, decimalOf(v)})
	}
	return out
}
