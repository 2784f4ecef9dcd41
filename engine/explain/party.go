package explain

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
)

// Party explains a suggestion to the party, without the trade's words where plain ones do.
func Party(s *engine.Suggestion) *Document {
	d := &Document{Title: "关于处罚裁量的说明"}
	for i := range s.Parts {
		p := &s.Parts[i]
		w := &writer{s: s, p: p, r: p.Result}
		if p.Party == nil {
			continue // the text is for the party in front of the agency
		}
		if len(s.Parts) > 1 {
			d.add(w.who(), nil)
		}
		d.add("适用的法律", []Line{{Text: "《" + w.r.Plan.Item.Law + "》" + w.r.Plan.Item.Article + "。处罚轻重按照《" + w.r.Plan.Rule.Title + "》确定。"}})
		d.add("结果", w.plainResult())
		d.add("依据的事实", w.plainFacts())
		d.add("什么情况下会更轻", w.plainLighter())
	}
	d.add("您的权利", []Line{{Text: "您有权进行陈述和申辩。您提出的事实、理由和证据，执法机关应当复核；不得因陈述、申辩给予更重的处罚。", Right: "行政处罚法第四十五条"}})
	return d
}

func (w *writer) plainResult() []Line {
	var out []Line
	if len(w.r.Outcomes) > 1 {
		out = append(out, Line{Text: "目前还有几种可能，执法机关查清事实、作出选择后确定："})
	}
	for i := range w.r.Outcomes {
		o := &w.r.Outcomes[i]
		text := plainOutcome(o)
		if c := w.condition(o); c != "" && len(o.If) <= 3 {
			text = c + "，" + text
		}
		if l := (Line{Text: text}); !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

func plainOutcome(o *engine.Outcome) string {
	switch o.Status {
	case engine.NoPenalty:
		return "不予处罚，进行教育。"
	case engine.MayWaive:
		return "可以不予处罚。"
	case engine.Weigh:
		return "既有可以从宽的情况，也有应当从重的情况，由执法机关综合考虑后决定，并说明理由。"
	case engine.Gap, engine.NotApplicable, engine.Overlap:
		return "是否适用这一条还要核实。"
	}
	var parts []string
	for i := range o.Measures {
		m := o.Measures[i]
		s := m.Kind
		if m.Kind == engine.Fine {
			s = "罚款" + plainRange(m)
		}
		if m.Modality == engine.May {
			s = "可以" + s
		}
		if !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	tier := ""
	if o.Tier != "" {
		tier = "属于" + string(o.Tier) + "处罚："
	}
	return tier + strings.Join(parts, "；") + "。"
}

func plainRange(m *engine.Measure) string {
	if m.OpenBase {
		return "，按" + m.Base + "的 " + engine.Factors(m.Factor, m.Percent) + "计算，" + m.Base + "还要查清"
	}
	r := m.Range
	if r.IsPoint() {
		return " " + engine.Yuan(r.Min) + " 元"
	}
	lo, hi := "", ""
	if !r.NoMin && r.Min.Sign() > 0 {
		lo = map[bool]string{true: "高于 ", false: "不低于 "}[r.MinOpen] + engine.Yuan(r.Min) + " 元"
	}
	if !r.NoMax {
		hi = map[bool]string{true: "低于 ", false: "不高于 "}[r.MaxOpen] + engine.Yuan(r.Max) + " 元"
	}
	return " " + strings.Trim(lo+"、"+hi, "、")
}

// plainFacts lists what the result rests on: stated facts, circumstances found.
func (w *writer) plainFacts() []Line {
	var out []Line
	for _, st := range w.r.Trace {
		if st.Truth != facts.True {
			continue
		}
		for _, c := range st.Comparisons {
			e := w.r.Plan.Vocabulary.Entry(c.Atom.Slot)
			l := Line{Text: saying(e, c.Value)}
			if w.r.Input.Facts.Facts[c.Atom.Slot].State != facts.Presumed && !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
	}
	for _, c := range w.r.Counted() {
		if c.Counted {
			out = append(out, Line{Text: "“" + c.Name + "”成立，" + string(c.Effect), Right: cite(c.Basis)})
		}
	}
	if len(out) == 0 {
		out = append(out, Line{Text: "没有查明可以从宽或者应当从重的情况。"})
	}
	return out
}

// plainLighter tells the party what would help, if it is true and can be shown.
func (w *writer) plainLighter() []Line {
	var out []Line
	for _, a := range w.r.Assumed {
		e := w.r.Plan.Vocabulary.Entry(a.Slot)
		i := slices.IndexFunc(w.r.Plan.Rule.Circumstances, func(c engine.Circumstance) bool { return c.Name == e.Name })
		if i < 0 {
			continue
		}
		c := &w.r.Plan.Rule.Circumstances[i]
		if c.Effect == engine.HeavierMust || c.Effect == engine.HeavierMay {
			continue
		}
		out = append(out, Line{Text: fmt.Sprintf("如果“%s”属实：%s", c.Name, engine.WouldBe(a.WouldBe(), w.r.Outcomes)), Right: cite(c.Basis)})
	}
	if len(out) > 0 {
		out = append([]Line{{Text: "下列情况如果属实，请在陈述申辩时提出并附上证据："}}, out...)
	}
	return out
}
