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

var (
	marketCaseKeys = append(slices.Clone(caseKeys), "checks")
	marketWantKeys = append(slices.Clone(wantKeys), "结果")
	marketPlain    = []string{"id", "n", "name", "item", "why", "note", "source", "where", "quirks"}
	marketAnswers  = []string{"grade", "tier", "sub", "branch", "fine", "range", "point", "value", "min", "max", "unit", "base", "cap", "result", "status", "whether", "other", "may",
		"min_in", "max_in", "target", "grades", "tiers", "fines"}
	marketStatus = map[string]engine.Status{"断档": engine.Gap, "空档": engine.Gap, "无档": engine.Gap, "无对应档": engine.Gap, "没有档": engine.Gap, "多档": engine.Overlap,
		"重叠": engine.Overlap, "竞合": engine.Overlap, "多档同时成立": engine.Overlap, "无对应列": engine.NoColumn, "无列": engine.NoColumn, "不适用": engine.NotApplicable,
		"移送": engine.NotApplicable, "移送追究刑事责任": engine.NotApplicable, "未读到": engine.IsInexpressible}
)

func (r *marketReader) caseNodes() []source.Node {
	out := slices.Clone(r.extra)
	for _, key := range marketCaseKeys {
		out = append(out, listOf(r.item.Get(key))...)
	}
	return out
}

// statedInCases lists the names that the worked cases state.
func (r *marketReader) statedInCases() map[string]bool {
	out := map[string]bool{}
	for _, n := range r.caseNodes() {
		if !n.IsMap() {
			continue
		}
		for _, v := range r.caseFacts(n.Map()) {
			out[v.name] = true
		}
	}
	return out
}

// caseFacts lists the facts of a case: under a key of their own, or beside the answer.
func (r *marketReader) caseFacts(m source.Map) []value {
	for _, key := range factKeys {
		if n := m.Get(key); n.IsMap() || n.IsList() {
			return given(n)
		}
	}
	var out []value
	for _, v := range given(m.Node()) {
		known := slices.Contains(slices.Concat(marketPlain, marketWantKeys, severals, marketAnswers), v.name)
		if r.words.facts[v.name] != nil || !known {
			out = append(out, v)
		}
	}
	return out
}

// marketCases reads the worked cases of the item, and those of the file that name it.
func (r *marketReader) marketCases() []importedCase {
	var out []importedCase
	for _, n := range r.caseNodes() {
		if !n.IsMap() {
			r.im.notes = append(r.im.notes, "例："+flow(n))
			continue
		}
		m := n.Map()
		c := importedCase{n: cmp.Or(text(m.Get("n")), text(m.Get("id")), text(m.Get("name")), fmt.Sprint(len(out)+1)), given: r.caseFacts(m)}
		answer := m.Node()
		for _, key := range marketWantKeys {
			if m.Has(key) {
				answer = m.Get(key)
				break
			}
		}
		c.want = flow(answer)
		r.widen(c.given)
		var err error
		if c.answers, err = r.marketAnswer(answer); err != nil {
			c.reason = err.Error()
		}
		out = append(out, c)
	}
	return out
}

// widen adds to a fact's options a value that only a case has: a party that fits none of the columns.
func (r *marketReader) widen(vs []value) {
	for _, v := range vs {
		f := r.words.facts[r.plainName(v.name)]
		if f == nil || f.kind != facts.Enum || slices.Contains(f.options, v.text) || slices.Contains(unknownWords, v.text) || v.text == "" {
			continue
		}
		f.options = append(f.options, v.text)
		r.im.notes = append(r.im.notes, "事实“"+f.name+"”没有选项“"+v.text+"”，只有案例用到")
	}
}

// givenMarket turns a fact of a case into one of the table.
func (r *marketReader) givenMarket(v value) []value {
	name := r.plainName(v.name)
	f := r.words.facts[name]
	v.name = name
	if f != nil && f.kind.Numeric() && f.kind != facts.Date {
		if (f.unit == "%" || f.unit == "百分比") && strings.HasSuffix(v.text, "%") {
			v.text = strings.TrimSuffix(v.text, "%")
		}
		v.text = plainNumber2(v.text)
	}
	return r.given(v)
}

// marketAnswer reads what a case wants: a sum, a range, a tier, a status, several of them, or amounts by party.
func (r *marketReader) marketAnswer(n source.Node) ([]wanted, error) {
	switch {
	case n.IsNull():
		return []wanted{{status: engine.Gap}}, nil
	case n.IsScalar():
		return r.answerWord(n)
	case n.IsList():
		return r.answerList(n)
	case n.IsMap():
		return r.answerKeys(n.Map())
	}
	return nil, fmt.Errorf("%s：答案读不懂", at(n))
}

func (r *marketReader) answerWord(n source.Node) ([]wanted, error) {
	s := strings.TrimSpace(text(n))
	for _, all := range []map[string]engine.Status{statusOf, marketStatus} {
		if st, ok := all[s]; ok {
			return []wanted{{status: r.statusOrGap(st)}}, nil
		}
	}
	switch {
	case r.isTier(s):
		return []wanted{{tier: s}}, nil
	case slices.Contains(noneWords, s) && !noFineWords.MatchString(s), noPenaltyWords.MatchString(s), mayNotWords.MatchString(s):
		return []wanted{{none: true}}, nil
	case noFineWords.MatchString(s), s == "0":
		return []wanted{{noFine: true}}, nil
	case isFine(s):
		return r.answerFine(n, source.Map{}, wanted{})
	}
	return []wanted{{tier: s}}, nil
}

// isTier tells whether the item has a tier of that name.
func (r *marketReader) isTier(s string) bool {
	return slices.ContainsFunc(r.bench.Grades, func(g engine.Grade) bool { return sameTier(g.Name, s) })
}

// statusOrGap: where columns are conditions on a fact, a party that fits none is a gap.
func (r *marketReader) statusOrGap(st engine.Status) engine.Status {
	if st == engine.NoColumn && !r.bench.Columns {
		return engine.Gap
	}
	return st
}

func (r *marketReader) answerList(n source.Node) ([]wanted, error) {
	l := n.List()
	if len(l) == 2 && l[0].IsScalar() && l[1].IsScalar() && isFine(text(l[0])) && isFine(text(l[1])) || len(l) == 2 && l[0].IsNull() && isFine(text(l[1])) {
		return r.ends([]string{text(l[0]), text(l[1])}, "")
	}
	out, err := r.answersEach(l)
	if err != nil {
		return nil, err
	}
	if len(out) > 1 && !slices.ContainsFunc(out, func(w wanted) bool {
		return w.tier != "" || w.status != "" || w.none || w.noFine || len(w.roles) == 0 || w.roles[0] == ""
	}) {
		w := wanted{} // amounts by party are one answer
		for _, x := range out {
			w.penalties, w.roles = append(w.penalties, x.penalties...), append(w.roles, x.roles...)
		}
		return []wanted{w}, nil
	}
	return out, nil
}

// answersEach reads answers that stand beside each other.
func (r *marketReader) answersEach(l []source.Node) ([]wanted, error) {
	var out []wanted
	for _, x := range l {
		ws, err := r.marketAnswer(x)
		if err != nil {
			return nil, err
		}
		out = append(out, ws...)
	}
	return out, nil
}

// answerKeys reads an answer written as keys.
func (r *marketReader) answerKeys(m source.Map) ([]wanted, error) {
	for _, key := range append([]string{"grades", "tiers", "overlap"}, severals...) {
		if l := m.Get(key); l.IsList() {
			return r.answersEach(l.List())
		}
	}
	w := wanted{tier: gradeWord(m)}
	if s := text(m.Get("sub")); s != "" && w.tier != "" {
		w.tier += "·" + s
	}
	for _, key := range []string{"result", "status", "whether"} {
		n := m.Get(key)
		if !n.Exists() {
			continue
		}
		ws, err := r.marketAnswer(n)
		if err != nil || len(ws) != 1 {
			return ws, err
		}
		if w.tier != "" {
			ws[0].tier = w.tier
		}
		w = ws[0]
	}
	for _, all := range []map[string]engine.Status{statusOf, marketStatus} {
		for key, st := range all {
			if isTrue(m.Get(key)) {
				w.status = r.statusOrGap(st)
			}
		}
	}
	for _, key := range []string{"grade", "tier"} {
		if n := m.Get(key); n.Exists() && n.IsNull() && w.status == "" {
			w.status = engine.Gap
		}
	}
	if w.status != "" || w.none {
		return []wanted{w}, nil
	}
	return r.answerAmounts(m, w)
}

func (r *marketReader) answerAmounts(m source.Map, w wanted) ([]wanted, error) {
	for _, s := range texts(m.Get("other")) {
		if !orders(s) {
			w.penalties, w.roles = append(w.penalties, otherKind(s)), append(w.roles, "")
		}
	}
	for _, key := range []string{"fine", "fines", "range", "point"} {
		n := m.Get(key)
		switch {
		case !n.Exists() || n.IsMap() && n.Map().Len() == 0:
		case n.IsList() && len(n.List()) > 0 && !n.List()[0].IsMap():
			ws, err := r.ends(endsOf(n), "")
			if err != nil {
				return nil, err
			}
			w.penalties, w.roles = append(w.penalties, ws[0].penalties...), append(w.roles, roleOfTarget(text(m.Get("target"))))
			return []wanted{w}, nil
		default:
			return r.answerFine(n, m, w)
		}
	}
	if m.Has("min") || m.Has("max") || m.Has("value") {
		return r.answerFine(m.Node(), m, w)
	}
	if w.tier != "" || len(w.penalties) > 0 || w.noFine {
		return []wanted{w}, nil
	}
	if r.byParty(m) {
		return r.answerFine(m.Node(), m, w)
	}
	return nil, fmt.Errorf("%s：没有读到答案", at(m.Node()))
}

// answerFine reads an amount in the digest's own form.
func (r *marketReader) answerFine(n source.Node, row source.Map, w wanted) ([]wanted, error) {
	if n.IsMap() && n.Map().Has("unit") && !n.Map().Has("base") && !strings.Contains(text(n.Map().Get("unit")), "元") {
		return r.answerOfBase(n.Map(), w)
	}
	form, err := r.fine(n, row)
	switch {
	case err != nil:
		return nil, fmt.Errorf("答案：%w", err)
	case form.none:
		w.noFine = true
		return []wanted{w}, nil
	case form.result == engine.GradeWaive || form.result == engine.GradeMayWaive:
		w.none = true
		return []wanted{w}, nil
	case form.result == engine.GradeElsewhere:
		w.status = engine.NotApplicable
		return []wanted{w}, nil
	case form.result != "":
		return []wanted{w}, nil
	}
	var out []wanted
	for _, a := range form.alts {
		one := w
		one.penalties, one.roles = slices.Clone(w.penalties), slices.Clone(w.roles)
		for _, b := range a.bands {
			if b.none {
				one.noFine = true
				continue
			}
			if row.Has("target") && b.role == "" {
				_, b.role = r.party(text(row.Get("target")))
			}
			one.penalties, one.roles = append(one.penalties, b.pen), append(one.roles, b.role)
		}
		out = append(out, one)
	}
	return out, nil
}

// answerOfBase is an answer in 倍 or % without its base: that of the tiers.
func (r *marketReader) answerOfBase(m source.Map, w wanted) ([]wanted, error) {
	base := ""
	for _, g := range r.bench.Grades {
		for _, p := range g.Penalties {
			base = cmp.Or(base, p.Base)
		}
	}
	low, high := endsIn(m)
	b := band{pen: engine.Penalty{Kind: engine.Fine, Modality: engine.Must, MinOpen: text(m.Get("min_in")) == "false", MaxOpen: text(m.Get("max_in")) == "false"}}
	if base == "" {
		return nil, fmt.Errorf("答案以%s计，没有写基数", text(m.Get("unit")))
	}
	if err := r.multiples(m, base, text(m.Get("unit")), low, high, &b); err != nil {
		return nil, err
	}
	w.penalties, w.roles = append(w.penalties, b.pen), append(w.roles, "")
	return []wanted{w}, nil
}
