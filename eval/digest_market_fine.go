package eval

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// The keys of a fine in FORMAT-market.md.
var marketFineKeys = []string{"kind", "base", "unit", "min", "max", "value", "cap", "floor", "min_in", "max_in", "count", "of", "rate", "rate_min", "rate_max",
	"start", "over", "every", "add", "round", "may", "alt", "note", "inferred", "target", "when", "parts", "terms", "items", "formula", "other", "base_min", "x", "quirks"}

// fineForm is what a `fine` comes to: penalties, each for its party or condition; several readings where the document leaves one
// thing open; or a result without an amount.
type fineForm struct {
	alts   []fineReading
	result engine.GradeResult
	why    string
	none   bool // no fine
}

type fineReading struct {
	how   string
	bands []band
}

// fine reads a `fine`: an amount, several, words, or amounts by kind of party.
func (r *marketReader) fine(n source.Node, row source.Map) (fineForm, error) {
	switch {
	case !n.Exists() || n.IsNull():
		return fineForm{alts: []fineReading{{}}}, nil
	case n.IsList():
		if l := n.List(); len(l) == 2 && (l[0].IsNull() || isFine(text(l[0]))) && isFine(text(l[1])) {
			b := band{pen: engine.Penalty{Kind: engine.Fine, Modality: r.modality(source.Map{}, row)}}
			err := r.sums(source.Map{}, "元", text(l[0]), text(l[1]), &b)
			return oneBand(b), err
		}
		return r.fines(n.List(), row)
	case n.IsScalar():
		return r.fineWords(n, row)
	}
	m := n.Map()
	if r.byParty(m) {
		return r.partyFines(m, row)
	}
	r.tell(m, marketFineKeys)
	return r.amount(m, row)
}

// fines joins several fines that stand side by side.
func (r *marketReader) fines(list []source.Node, row source.Map) (fineForm, error) {
	out := fineForm{alts: []fineReading{{}}}
	for _, x := range list {
		f, err := r.fine(x, row)
		if err != nil {
			return out, err
		}
		if f.result != "" {
			return f, nil
		}
		var alts []fineReading
		for _, a := range out.alts {
			for _, b := range f.alts {
				alts = append(alts, fineReading{a.how + b.how, slices.Concat(a.bands, b.bands)})
			}
		}
		out.alts = alts
	}
	return out, nil
}

var (
	noPenaltyWords = regexp.MustCompile(`^(依法)?(不予|免予|免于|不给予|免除|不)(行政)?处罚|^免罚|^不罚$|^轻微不罚|^首违不罚`)
	mayNotWords    = regexp.MustCompile(`^可以?(不予|免予|免于|不给予|不)(行政)?(处罚|罚款)`)
	noFineWords    = regexp.MustCompile(`^(不予|不处|免予|不并处|不|免)罚款|^无$|^无罚款|^不罚款`)
	wholeWords     = regexp.MustCompile(`^(按|依照|依)?法定(幅度|区间|罚则)|^按法律规定`)
	shareWords     = regexp.MustCompile(`^法定(幅度|区间|罚款幅度|最高额|上限|最高)(?:的)?\s*(\d+(?:\.\d+)?)\s*%\s*(?:(以上|以下)|(?:-|–|至|~|～)\s*(\d+(?:\.\d+)?)\s*%)`)
)

// fineWords reads a fine in words, or a bare sum.
func (r *marketReader) fineWords(n source.Node, row source.Map) (fineForm, error) {
	s := strings.TrimSpace(text(n))
	if v, err := money.ParseYuan(plainNumber2(strings.TrimSuffix(s, "元"))); err == nil {
		x := money.Int(int64(v))
		return oneBand(band{pen: engine.Penalty{Kind: engine.Fine, Modality: r.modality(source.Map{}, row), Min: &x, Max: &x}}), nil
	}
	if m := shareWords.FindStringSubmatch(s); m != nil {
		return r.shareInWords(m, row)
	}
	switch {
	case mayNotWords.MatchString(s):
		return fineForm{result: engine.GradeMayWaive}, nil
	case noFineWords.MatchString(s):
		return fineForm{alts: []fineReading{{}}, none: true}, nil
	case noPenaltyWords.MatchString(s):
		return fineForm{result: engine.GradeWaive}, nil
	case strings.Contains(s, "移送"):
		return fineForm{result: engine.GradeElsewhere, why: s}, nil
	case strings.Contains(s, "未见") || strings.Contains(s, "未读到") || strings.Contains(s, "片段之外"):
		return fineForm{result: engine.GradeNoText, why: "摘要没有读到幅度"}, nil
	case strings.Contains(s, "从轻或减轻") || strings.Contains(s, "从轻、减轻") || strings.Contains(s, "减轻或从轻"):
		return fineForm{result: "lighter"}, nil
	case strings.Contains(s, "减轻"):
		return fineForm{result: engine.GradeMitigate}, nil
	case wholeWords.MatchString(s), strings.HasPrefix(s, "从轻"), strings.HasPrefix(s, "从重"):
		return fineForm{result: engine.GradeStatute}, nil
	}
	p := otherKind(s)
	if p.Kind == engine.Fine || p.Kind == "其他" && strings.Contains(s, "罚") {
		return fineForm{}, fmt.Errorf("罚款写成文字“%s”，没有数额", s)
	}
	return oneBand(band{pen: p}), nil
}

func (r *marketReader) shareInWords(m []string, row source.Map) (fineForm, error) {
	low, high := "0", m[2]
	switch {
	case m[4] != "":
		low, high = m[2], m[4]
	case m[3] == "以上":
		low, high = m[2], "100"
	}
	c, err := shareOf("法定"+m[1], low, high, "%")
	if err != nil {
		return fineForm{}, err
	}
	return oneBand(band{pen: engine.Penalty{Kind: engine.Fine, Modality: r.modality(source.Map{}, row), Share: c}}), nil
}

func oneBand(b band) fineForm { return fineForm{alts: []fineReading{{bands: []band{b}}}} }

// modality is 可以 or 应当: the fine's own word, else the row's.
func (r *marketReader) modality(m, row source.Map) engine.Modality {
	for _, x := range []source.Map{m, row} {
		switch s := text(x.Get("may")); s {
		case "true":
			return engine.May
		case "false":
			return engine.Must
		}
	}
	return engine.Must
}

// byParty tells whether the keys of a fine are kinds of party.
func (r *marketReader) byParty(m source.Map) bool {
	if m.Len() == 0 {
		return false
	}
	for k := range m.Pairs() {
		if slices.Contains(marketFineKeys, k.Text()) {
			return false
		}
	}
	return true
}

// partyFines reads amounts by kind of party: conditions where a fact tells the party, else roles.
func (r *marketReader) partyFines(m, row source.Map) (fineForm, error) {
	var out fineForm
	for k, v := range m.Pairs() {
		f, err := r.fine(v, row)
		if err != nil {
			return out, err
		}
		if f.result != "" || len(f.alts) != 1 {
			return out, fmt.Errorf("“%s”一栏不是数额", k.Text())
		}
		cond, role := r.party(k.Text())
		bs := f.alts[0].bands
		if len(bs) == 0 {
			bs = []band{{none: true}}
		}
		for _, b := range bs {
			b.when, b.role = cond, role
			if out.alts == nil {
				out.alts = []fineReading{{}}
			}
			out.alts[0].bands = append(out.alts[0].bands, b)
		}
	}
	return out, nil
}

// party is a kind of party as a condition on the fact that tells it, or as a role; neither = everyone.
func (r *marketReader) party(name string) (cond, role string) {
	switch name {
	case "", "全部", "所有", "当事人", "违法行为人", "各类主体":
		return "", ""
	}
	for _, f := range r.words.order {
		x := r.words.facts[f]
		if x.kind == facts.Enum && slices.Contains(x.options, name) {
			return f + " == '" + name + "'", ""
		}
	}
	return "", name
}

// amount reads one amount.
func (r *marketReader) amount(m, row source.Map) (fineForm, error) {
	p := engine.Penalty{Kind: engine.Fine, Modality: r.modality(m, row), Choice: text(m.Get("alt"))}
	p.MinOpen, p.MaxOpen = text(m.Get("min_in")) == "false", text(m.Get("max_in")) == "false"
	b := band{pen: p}
	if w := text(m.Get("when")); w != "" {
		c, err := r.reading(w, m.Get("when"))
		if err != nil || len(c) != 1 {
			return fineForm{}, fmt.Errorf("罚款的条件“%s”不能计算", w)
		}
		b.when = c[0].cond
	}
	if t := text(m.Get("target")); t != "" {
		c, role := r.party(t)
		b.when, b.role = joinConditions(b.when, c), role
	}
	switch kind := text(m.Get("kind")); {
	case kind == "step" || m.Has("every") || m.Has("start") && m.Has("add"), kind == "sum" || m.Has("parts") || m.Has("terms") || m.Has("formula"):
		return r.steppedFine(m, row, b)
	case kind == "per_unit" || kind == "per_day" || m.Has("rate_min") || m.Has("rate_max") || m.Has("rate"):
		return r.rated(m, b)
	}
	if err := r.plainAmount(m, &b); err != nil {
		return fineForm{}, err
	}
	return oneBand(b), nil
}

func joinConditions(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "" || a == b:
		return a
	}
	return "(" + a + ") and (" + b + ")"
}
