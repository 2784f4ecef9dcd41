// Package explain puts a suggestion into plain Chinese: for the officer's 裁量说明, and a second text that the party can read.
package explain

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
)

// Document is an explanation before it is laid out: sections of lines.
type Document struct {
	Title    string
	Sections []Section
}

// Section is a heading with its lines.
type Section struct {
	Title string
	Lines []Line
}

// Line is one line: its text, what stands to its right (article, evidence), and how deep it is set.
type Line struct {
	Text   string
	Right  string
	Depth  int
	Number int  // 1, 2, 3 … of the reasons; 0 = none
	Plain  bool // a picture: kept as it is
}

// Engine is the version that explanations name.
const Engine = "0.1.0"

// Officer explains a suggestion to the officer who has to defend it (design section 14).
func Officer(s *engine.Suggestion) *Document {
	d := &Document{}
	for i := range s.Parts {
		p := &s.Parts[i]
		w := &writer{s: s, p: p, r: p.Result}
		if i == 0 {
			d.Title = w.title() + standing(s)
		}
		if p.Party == nil { // a person whom the item punishes and the case does not name
			d.unnamed(w)
			continue
		}
		if len(s.Parts) > 1 {
			d.add(w.who(), nil)
		}
		d.add("依据", w.basis())
		d.add("新旧法律", w.laws())
		d.add("几个规定的罚款", w.fines())
		d.add("结论", w.conclusion())
		d.add("为什么", w.reasons())
		d.add("还要查明", w.missing())
		d.add("以这些为前提（改变会改变结果）", w.assumed())
		d.add("为什么不能更轻", w.lighter())
		d.add("拟作处罚", w.proposed())
	}
	d.add("注意", warnings(s))
	d.add("规则", pins(s))
	return d
}

// unnamed adds the conclusion for a role that the case does not name; roles with one conclusion share a section.
func (d *Document) unnamed(w *writer) {
	lines := w.conclusion()
	const head = "案件没有列明、本条也要处罚的人员："
	if n := len(d.Sections) - 1; n >= 0 && strings.HasPrefix(d.Sections[n].Title, head) && slices.Equal(d.Sections[n].Lines, lines) {
		d.Sections[n].Title += "、" + w.p.Role
		return
	}
	d.add(head+w.p.Role, lines)
}

func (d *Document) add(title string, lines []Line) {
	if lines == nil && title != "" && !strings.HasPrefix(title, "当事人") {
		return
	}
	d.Sections = append(d.Sections, Section{title, lines})
}

type writer struct {
	s *engine.Suggestion
	p *engine.Part
	r *engine.Result
	n int
}

func (w *writer) title() string {
	it := w.r.Plan.Item
	t := it.Law
	if it.Name != "" {
		t += " · " + it.Name
	}
	when := ""
	if w.s.To != "" || w.s.From != "" {
		when = "行为 " + span(w.s.From, w.s.To) + " · "
	}
	day := "决定 " + w.s.AsOf
	if w.s.AsOfToday {
		day = "按今天 " + w.s.AsOf + " 计算"
	}
	place := ""
	if w.s.Place != "" {
		place = " · " + w.s.Place
	}
	return t + "\n" + when + day + place
}

// standing says on top what rests on rules that are not in force or not checked.
func standing(s *engine.Suggestion) string {
	top := ""
	for _, w := range s.Warnings {
		if w.Code == "standing" || w.Code == "inline_item" {
			top += "\n注意：" + w.Message
		}
	}
	return top
}

func span(from, to string) string {
	switch {
	case from == "" || from == to:
		return to
	case to == "":
		return from
	}
	return from + " 至 " + to
}

func (w *writer) who() string {
	name := "未列明的人员"
	if w.p.Party != nil {
		name = *w.p.Party
	}
	if w.p.Role != "" {
		name += "（" + w.p.Role + "）"
	}
	if !strings.HasPrefix(name, "当事人") {
		name = "当事人：" + name
	}
	return name
}

func (w *writer) basis() []Line {
	it := w.r.Plan.Item
	rule := w.r.Plan.Rule
	text := "《" + it.Law + "》" + it.Article
	if it.Version != "" {
		text += "（" + it.Version + " 修订文本）"
	}
	out := []Line{{Text: text}}
	what := "裁量规则：《" + rule.Title + "》"
	if !rule.Numbers {
		what += "（没有数额划分，只给出方向）"
	}
	if b := w.r.Plan.Benchmark(); b != nil {
		out = append(out, Line{Text: "裁量基准：《" + b.Title + "》" + b.Article + "（" + b.From + " 起施行）"})
		what += "；用于基准没有规定的事项"
	}
	return append(out, Line{Text: what})
}

func (w *writer) conclusion() []Line {
	var out []Line
	if len(w.r.Outcomes) > 1 {
		out = append(out, Line{Text: fmt.Sprintf("共 %d 种可能的结果：", len(w.r.Outcomes))})
	}
	for i := range w.r.Outcomes {
		o := &w.r.Outcomes[i]
		out = append(out, Line{Text: w.headline(o)})
		if c := w.condition(o); c != "" {
			out = append(out, Line{Text: c, Depth: 1})
		}
		if o.Why != "" && (o.Status == engine.Weigh || !o.Exact) {
			out = append(out, Line{Text: "只给出外包范围：" + o.Why, Depth: 1})
		}
		out = append(out, w.measures(o)...)
		if len(o.Corrective) > 0 {
			out = append(out, Line{Text: "同时" + strings.Join(o.Corrective, "、") + "（不是处罚）", Depth: 1})
		}
		for _, n := range o.Needs {
			out = append(out, Line{Text: "还需要：" + n.Kind + "（" + n.Why + "）", Right: cite(n.Basis), Depth: 1})
		}
	}
	return out
}

var optionWords = map[string]string{
	engine.OptLighter: "选择从轻", engine.OptMitigated: "选择减轻", engine.OptOrdinary: "选择不适用该情节", engine.OptHeavier: "选择从重",
	engine.OptSingle: "选择单处", engine.OptJoint: "选择并处", engine.OptWaive: "选择不予处罚", engine.OptPenalise: "选择给予处罚",
}

// headline names the outcome: whether, tier, option, reading.
func (w *writer) headline(o *engine.Outcome) string {
	var head string
	switch o.Status {
	case engine.NoPenalty:
		head = "不予处罚"
		if len(o.Needs) == 0 {
			head = "尚不处罚，只责令改正"
		}
	case engine.MayWaive:
		head = "可以不予处罚"
	case engine.Weigh:
		if o.Why != "" {
			return "还不能确定：可能的结果都在以下范围以内，也可能不予处罚"
		}
		head = "由执法机关综合衡量"
		if o.Tier != "" { // a benchmark that does not say how circumstances act on its tiers
			head = "在“" + string(o.Tier) + "”的基础上由执法机关综合衡量"
			break
		}
		if ws := w.r.Plan.Rule.Combine.Weigh; len(ws) > 0 {
			head += strings.Join(ws, "、")
		}
	case engine.Gap:
		if w.r.Plan.Benchmark() != nil {
			return "基准没有规定这种情形（空档）：" + gapWhy(o) + "请核对事实，或者按一般裁量规则办理并说明理由"
		}
		return "条文没有规定这种情形（空档）：请核对事实，或者由有权机关解释"
	case engine.NoColumn:
		return "基准没有为这类当事人规定处罚幅度：请核对主体，或者按一般裁量规则办理并说明理由"
	case engine.IsInexpressible:
		if o.Why != "" {
			return "不能计算：" + o.Why
		}
		return "不能计算"
	case engine.Overlap:
		if o.Reading != nil {
			return "同时符合几个阶次 · " + string(o.Tier) + "（" + o.Reading.As + "）"
		}
		return "同时符合两个互斥的分支：请核对事实"
	case engine.NotApplicable:
		return "本条不适用于此当事人"
	case engine.Refer:
		return "依照" + o.Reference + "处理：请以该条为事项另行计算"
	case engine.FineOptional:
		head = "可以给予处罚"
	default:
		head = "给予处罚"
	}
	if o.Tier != "" && o.Status != engine.Weigh {
		head += " · " + string(o.Tier)
	}
	if o.Option != "" && o.Status != engine.MayWaive {
		head += " · " + optionWords[o.Option]
	}
	if o.Joint == "single" && o.Option != engine.OptSingle {
		head += " · 单处"
	}
	if o.Joint == "joint" && o.Option != engine.OptJoint {
		head += " · 并处"
	}
	if o.Reading != nil {
		head += "（理解：" + o.Reading.As + "）"
	}
	return head
}

func gapWhy(o *engine.Outcome) string {
	if o.Why == "" || strings.Contains(o.Why, "没有规定这种情形") {
		return ""
	}
	return o.Why + "。"
}

// condition says under which open facts an outcome comes about.
func (w *writer) condition(o *engine.Outcome) string {
	if len(o.If) == 0 || len(o.If) == 1 && len(o.If[0]) == 0 {
		return ""
	}
	if len(o.If) > 3 || slices.ContainsFunc(o.If, func(b engine.Box) bool { return len(b) > 6 }) {
		return "若：" + w.counts(o.If)
	}
	var parts []string
	for _, b := range o.If {
		var all []string
		for _, n := range b {
			e := w.r.Plan.Vocabulary.Entry(n.Slot)
			all = append(all, saying(e, n.Value)+w.whose(n))
		}
		parts = append(parts, strings.Join(all, "，"))
	}
	return "若：" + strings.Join(parts, "；或者 ")
}

// whose names the sides whose version of a disputed fact this is.
func (w *writer) whose(n engine.Narrowed) string {
	e := w.r.Plan.Vocabulary.Entry(n.Slot)
	var by []string
	for _, c := range w.r.Input.Facts.Facts[n.Slot].Claims {
		if !c.Value.Intersect(n.Value, e.Type.Numeric()).Empty() {
			by = append(by, c.By)
		}
	}
	if by == nil {
		return ""
	}
	return "（" + strings.Join(by, "、") + "的说法）"
}

// counts sums up many boxes: how many circumstances of each side hold, or the facts that are always the same.
func (w *writer) counts(boxes []engine.Box) string {
	type side struct{ lo, hi int }
	sides := map[string]*side{}
	order := []string{}
	for _, b := range boxes {
		n := map[string]int{}
		for _, p := range b {
			if e := w.effect(p.Slot); e != "" && p.Value == facts.Yes {
				n[e]++
			}
		}
		for _, k := range []string{"不予处罚情节", "可以不予处罚情节", "从轻减轻情节", "从重情节"} {
			s := sides[k]
			if s == nil {
				s = &side{n[k], n[k]}
				sides[k] = s
				order = append(order, k)
			}
			s.lo, s.hi = min(s.lo, n[k]), max(s.hi, n[k])
		}
	}
	var parts []string
	for _, k := range order {
		switch s := sides[k]; {
		case s.hi == 0:
		case s.lo == s.hi:
			parts = append(parts, fmt.Sprintf("%s %d 项", k, s.lo))
		default:
			parts = append(parts, fmt.Sprintf("%s %d 至 %d 项", k, s.lo, s.hi))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "未查明的情节都不成立")
	}
	parts = append(w.constant(boxes), parts...)
	return fmt.Sprintf("%s（%d 种组合，逐项见 --json）", strings.Join(parts, "，"), len(boxes))
}

// constant lists the facts other than circumstances that are the same in all boxes.
func (w *writer) constant(boxes []engine.Box) []string {
	var out []string
	for _, n := range boxes[0] {
		if w.effect(n.Slot) != "" {
			continue
		}
		if !slices.ContainsFunc(boxes, func(b engine.Box) bool { return !slices.Contains(b, n) }) {
			out = append(out, saying(w.r.Plan.Vocabulary.Entry(n.Slot), n.Value))
		}
	}
	return out
}

func (w *writer) effect(slot int) string {
	name := w.r.Plan.Vocabulary.Entry(slot).Name
	for _, c := range w.r.Plan.Rule.Circumstances {
		if c.Name != name {
			continue
		}
		switch c.Effect {
		case engine.WaiveMust:
			return "不予处罚情节"
		case engine.WaiveMay:
			return "可以不予处罚情节"
		case engine.LighterMust, engine.LighterMay:
			return "从轻减轻情节"
		}
		return "从重情节"
	}
	return ""
}

// saying puts a fact with its value: “立功” · 没有“立功” · 货值金额 不足 10,000 元.
func saying(e *facts.Entry, d facts.Domain) string {
	if e.Type == facts.Bool {
		switch d {
		case facts.Yes:
			return "“" + e.Name + "”成立"
		case facts.No:
			return "“" + e.Name + "”不成立"
		}
		return "“" + e.Name + "”" + facts.OpenWord
	}
	return e.Name + " " + e.Words(d)
}

func (w *writer) measures(o *engine.Outcome) []Line {
	var out []Line
	for i := range o.Measures {
		m := o.Measures[i]
		if m.Kind == engine.Fine {
			out = append(out, w.fine(o, m)...)
		}
	}
	var kinds []string
	grouped := map[string][]string{}
	for i := range o.Measures {
		if m := o.Measures[i]; m.Kind != engine.Fine {
			if grouped[m.Kind] == nil {
				kinds = append(kinds, m.Kind)
			}
			grouped[m.Kind] = append(grouped[m.Kind], w.other(m))
		}
	}
	for _, k := range kinds {
		out = append(out, Line{Text: k + "  " + strings.Join(grouped[k], "；"), Depth: 1})
	}
	return out
}

func (w *writer) fine(o *engine.Outcome, m *engine.Measure) []Line {
	text := "罚款  "
	if m.OpenBase {
		text += m.Base + "的 " + engine.Factors(m.Factor, m.Percent) + "（" + m.Base + "尚未查明"
		if !m.Range.NoMax {
			text += "，在 " + engine.Interval(m.Range, " 元") + " 以内"
		}
		text += "）"
	} else {
		text += engine.Interval(m.Range, " 元")
	}
	right := "法定 "
	if m.OpenBase {
		right += m.Base + "的倍数"
	} else {
		right += engine.Interval(m.Statutory, " 元")
	}
	if m.Modality == engine.May && o.Status != engine.FineOptional {
		text += "（可以并处）"
	}
	if m.Choice != "" {
		text += "（与其他种类选择其一）"
	}
	switch m.Direction {
	case engine.Lower:
		text += "，方向：从轻"
	case engine.LowerOrBelow:
		text += "，方向：从轻或者减轻"
	case engine.Higher:
		text += "，方向：从重"
	case engine.Neutral:
		text += "，方向：不偏轻也不偏重"
	}
	out := []Line{{Text: text, Right: right, Depth: 1}}
	if b := bar(m); b != "" {
		out = append(out, Line{Text: b, Depth: 1, Plain: true})
	}
	if m.Point != nil {
		c := w.r.Plan.Rule.Combine
		b, t := c.LighterBasis, "一般取最低 "
		if o.Tier == engine.Heavier {
			b, t = c.HeavierBasis, "一般取最高 "
		}
		out = append(out, Line{Text: t + engine.Yuan(*m.Point) + " 元；取其他数额须说明理由", Right: cite(b), Depth: 1})
		if c.Uncertain != "" {
			out = append(out, Line{Text: "（" + c.Uncertain + "）", Depth: 1})
		}
	}
	return out
}

// other says of a kind that is no fine: must or may, how long, which things, and what the case says of it.
func (w *writer) other(m *engine.Measure) string {
	notes := []string{"应当"}
	if m.Modality == engine.May {
		notes[0] = "可以"
	}
	if m.Unit != "" && (m.Min != nil || m.Max != nil) {
		notes = append(notes, period(m))
	}
	if m.Choice != "" {
		notes = append(notes, "选择其一")
	}
	if m.Kind == "没收违法所得" {
		if slot, ok := w.r.Plan.Vocabulary.Slot("违法所得"); ok {
			if f := w.r.Input.Facts.Facts[slot]; f.State != facts.Open {
				notes = append(notes, "本案："+w.r.Plan.Vocabulary.Entry(slot).Words(f.Value))
			}
		}
	}
	s := strings.Join(notes, "，")
	if m.Detail != "" && m.Detail != m.Kind {
		return m.Detail + "（" + s + "）"
	}
	return s
}

func period(m *engine.Measure) string {
	switch {
	case m.Min != nil && m.Max != nil && *m.Min == *m.Max:
		return m.Min.String() + m.Unit
	case m.Min == nil:
		return m.Max.String() + m.Unit + "以下"
	case m.Max == nil:
		return m.Min.String() + m.Unit + "以上"
	}
	return m.Min.String() + m.Unit + "至" + m.Max.String() + m.Unit
}

func cite(b engine.Basis) string { return b.Law + b.Article }

func (w *writer) missing() []Line {
	var out []Line
	for i, m := range w.r.Missing {
		if i == 8 {
			out = append(out, Line{Text: fmt.Sprintf("另有 %d 项，见 --json", len(w.r.Missing)-8)})
			break
		}
		e := w.r.Plan.Vocabulary.Entry(m.Slot)
		ask := e.Ask
		if ask == "" {
			ask = e.Name
		}
		out = append(out, Line{Text: ask, Right: m.Why(), Number: i + 1})
	}
	return out
}

// assumed lists the presumptions that carry the answer; those that would do the same are one line.
func (w *writer) assumed() []Line {
	var out []Line
	byEffect := map[string][]string{}
	var order []string
	for _, a := range w.r.Assumed {
		e := w.r.Plan.Vocabulary.Entry(a.Slot)
		would := engine.WouldBe(a.WouldBe(), w.r.Outcomes)
		if byEffect[would] == nil {
			order = append(order, would)
		}
		byEffect[would] = append(byEffect[would], saying(e, a.Value))
	}
	for _, would := range order {
		names := byEffect[would]
		var text string
		if len(names) == 1 {
			text = names[0]
		} else {
			var bare []string
			for _, n := range names {
				bare = append(bare, strings.TrimSuffix(n, "不成立"))
			}
			text = strings.Join(bare, "") + "都不成立"
		}
		out = append(out, Line{Text: text}, Line{Text: "否则 → " + would, Depth: 1})
	}
	return out
}

func (w *writer) lighter() []Line {
	var out []Line
	next := w.r.Lighter()
	seen := map[string][]string{}
	var order []string
	for _, n := range next {
		var parts []string
		for _, c := range n.Changes {
			e := w.r.Plan.Vocabulary.Entry(c.Slot)
			parts = append(parts, saying(e, c.From))
		}
		would := engine.WouldBe(n.Outcomes, w.r.Outcomes)
		if seen[would] == nil {
			order = append(order, would)
		}
		seen[would] = append(seen[would], strings.Join(parts, "并且"))
	}
	for _, would := range order {
		list := seen[would]
		more := ""
		if len(list) > 4 {
			more = fmt.Sprintf("等 %d 项", len(list))
			list = list[:4]
		}
		out = append(out, Line{Text: "因为" + strings.Join(list, "；") + more + "。其中一项变为相反，结果是 " + would})
	}
	return out
}

var verdictWords = map[engine.Verdict]string{
	engine.Inside: "符合", engine.OutsideBenchmark: "偏离裁量基准", engine.AgainstRule: "不符合规则", engine.BelowStatute: "低于法定下限", engine.AboveStatute: "高于法定上限",
	engine.KindNotOpen: "本案不能适用这一种类", engine.NeedsWeighing: "须综合衡量", engine.CannotTell: "还不能判断",
}

func (w *writer) proposed() []Line {
	var out []Line
	for _, j := range w.p.Proposed {
		v := j.Proposal.Text
		if j.Proposal.Kind == engine.Fine && j.Proposal.Amount != nil {
			v = engine.Yuan(*j.Proposal.Amount) + " 元"
		}
		if v == "true" || v == "是" {
			v = ""
		}
		out = append(out, Line{Text: strings.TrimSpace(j.Proposal.Kind+" "+v) + "：" + verdictWords[j.Verdict] + "。" + j.Message})
		for _, n := range j.Needs {
			out = append(out, Line{Text: n.Kind + "：" + n.Why, Right: cite(n.Basis), Depth: 1})
		}
	}
	return out
}

func warnings(s *engine.Suggestion) []Line {
	var all []engine.Warning
	all = append(all, s.Warnings...)
	for _, p := range s.Parts {
		for _, w := range p.Result.Warnings {
			if !slices.Contains(all, w) {
				all = append(all, w)
			}
		}
	}
	var out []Line
	for _, w := range all {
		if w.Code == "standing" || w.Code == "inline_item" {
			continue // on top
		}
		out = append(out, Line{Text: w.Message})
	}
	return out
}

var roleWords = map[string]string{"statute": "法规", "general": "总则", "base": "裁量规则", "benchmark": "裁量基准", "list": "清单", "calendar": "日历"}

var standingWords = map[string]string{"in_force": "现行", "ended": "已失效", "unverified": "未核实", "inline": "自带"}

func pins(s *engine.Suggestion) []Line {
	var parts []string
	for _, p := range s.Pins {
		v := p.ID
		if p.Version != "" {
			v += "@" + p.Version
		}
		sum := ""
		if len(p.SHA256) >= 8 {
			sum = "，校验 " + p.SHA256[:8]
		}
		parts = append(parts, roleWords[p.Role]+" "+v+"（"+standingWords[p.Standing]+sum+"）")
	}
	out := []Line{{Text: strings.Join(append(parts, "引擎 "+Engine), " · ")}}
	for _, l := range s.Looked {
		if !l.Taken && strings.Contains(l.Why, "没有施行") {
			out = append(out, Line{Text: "未采用 " + l.Title + "：" + l.Why})
		}
	}
	return out
}

// Compare puts the result as it stands beside the result under what-if facts.
func Compare(before, after *engine.Suggestion, whatIf []string) *Document {
	d := &Document{Title: "\n假设 " + strings.Join(whatIf, "、")}
	for i := range after.Parts {
		lines := []Line{}
		if i < len(before.Parts) {
			lines = append(lines, Line{Text: "原来：" + engine.WouldBe(before.Parts[i].Result.Outcomes, after.Parts[i].Result.Outcomes)})
		}
		lines = append(lines, Line{Text: "假设：" + engine.WouldBe(after.Parts[i].Result.Outcomes, before.Parts[i].Result.Outcomes)})
		w := &writer{s: after, p: &after.Parts[i], r: after.Parts[i].Result}
		d.Sections = append(d.Sections, Section{w.who(), lines})
	}
	return d
}
