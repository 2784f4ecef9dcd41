package eval

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// compare fills in the result of one entry: the answers for each party first, then what the digest says besides.
func (w *worked) compare(e source.Map, c *DigestCase) {
	c.Got = w.words()
	c.Result = Equal
	note := func(result, reason string) {
		if rank(result) > rank(c.Result) {
			c.Result = result
		}
		if reason != "" {
			c.Reason = strings.TrimPrefix(c.Reason+"；"+reason, "；")
		}
	}
	for _, p := range w.parties(e) {
		x, err := expected(e, p.side)
		if err != nil {
			note(Inexpressible, err.Error())
			return
		}
		note(w.party(p.role, &x))
	}
	for _, check := range []func(source.Map) (string, string){w.joint, w.kindsOf, w.needs, w.counted, w.modal, w.last, w.faults, w.alternative} {
		note(check(e))
	}
}

func rank(result string) int {
	return slices.Index([]string{Equal, Ambiguous, Differs, Inexpressible}, result)
}

type party struct{ role, side string }

// parties pairs the roles of the clause with what the digest expects of each: unit and person apart, else the first role.
func (w *worked) parties(e source.Map) []party {
	apart := e.Has("unit") || e.Has("person")
	if n := e.Get("fine"); n.IsMap() {
		apart = apart || n.Map().Has("unit") || n.Map().Has("person")
	}
	if r := e.Get("readings"); r.IsList() {
		for _, n := range r.List() {
			apart = apart || n.IsMap() && (n.Map().Has("unit") || n.Map().Has("person"))
		}
	}
	if !apart {
		return []party{{w.roles[0], ""}}
	}
	var out []party
	for _, r := range w.roles {
		if r == "单位" || r == "" {
			out = append(out, party{r, "unit"})
		} else {
			out = append(out, party{r, "person"})
		}
	}
	return out
}

// amounts are the outcomes that bear the fine: where art 18 leaves it out as a single penalty, or leaves the choice, the
// sum is the one that it would have if joined.
func (w *worked) amounts(role string) []engine.Outcome {
	for _, o := range w.results[role].Outcomes {
		if o.Joint != "" && views(&o)[0].fine == nil {
			return w.joined[role].Outcomes
		}
	}
	return w.results[role].Outcomes
}

func (w *worked) party(role string, x *expectation) (string, string) {
	outcomes := w.amounts(role)
	if w.proposalOnly(x) {
		return Equal, ""
	}
	var waive, rest []engine.Outcome
	for _, o := range outcomes {
		if o.Status == engine.MayWaive {
			waive = append(waive, o)
		} else {
			rest = append(rest, o)
		}
	}
	if !x.several && x.answers[0].whether == "may_none" {
		switch {
		case len(waive) == 0:
			return Differs, "引擎没有给出可以不予处罚"
		case x.rest.IsMap():
			y, err := expected(x.rest.Map(), "")
			if err != nil {
				return Inexpressible, err.Error()
			}
			return y.match(rest, w)
		}
		return Equal, ""
	}
	if len(waive) > 0 && x.rest.Exists() {
		outcomes = rest
	}
	return x.match(outcomes, w)
}

// proposalOnly: the digest asks nothing of the amount, only what a proposal takes or whether a check fails.
func (w *worked) proposalOnly(x *expectation) bool {
	a := x.answers[0]
	return !x.several && a == answer{}
}

// joint: must = the clause joins them; the rest is what the rule makes of 可以并处.
func (w *worked) joint(e source.Map) (string, string) {
	n := layers{e}.get("joint")
	want := text(n)
	if f := e.Get("fine"); want == "" && f.IsMap() {
		want = text(f.Map().Get("joint"))
	}
	if want == "" {
		return Equal, ""
	}
	for _, o := range w.results[w.roles[0]].Outcomes {
		got := o.Joint
		if f := views(&o)[0].fine; got == "" && f != nil && f.Modality == engine.Must {
			got = "must"
		}
		if got != want {
			return Differs, fmt.Sprintf("单处并处：引擎 %s，摘要 %s", orElse(got, "无此问题"), want)
		}
	}
	return Equal, ""
}

// kindsOf compares the kinds that must be imposed. A kind that no branch of the clause states cannot be found by anyone who
// has the clause alone, and is left out.
func (w *worked) kindsOf(e source.Map) (string, string) {
	if !e.Has("kinds") {
		return Equal, ""
	}
	var want []string
	for _, k := range texts(e.Get("kinds")) {
		if k == engine.Fine || slices.Contains(w.kinds, k) {
			want = appendNew(want, k)
		}
	}
	var got []string
	for _, role := range w.roles {
		for _, o := range w.results[role].Outcomes {
			for _, m := range o.Measures {
				if m.Modality == engine.Must || o.Joint == engine.OptJoint {
					got = appendNew(got, orElse(m.Detail, m.Kind))
				}
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		return Differs, fmt.Sprintf("种类：引擎 %s，摘要 %s", strings.Join(got, "、"), strings.Join(want, "、"))
	}
	return Equal, ""
}

// needs compares collective discussion, filing, and what comes along (教育).
func (w *worked) needs(e source.Map) (string, string) {
	have := map[string]bool{}
	for _, role := range w.roles {
		r := w.results[role]
		for _, o := range r.Outcomes {
			for _, n := range o.Needs {
				have[n.Kind] = true
			}
		}
		for _, j := range r.Propose(w.proposal) {
			for _, n := range j.Needs {
				have[n.Kind] = true
			}
		}
	}
	for key, chinese := range map[string]string{"collective": "集体讨论", "filing": "报送备案"} {
		want := text(e.Get(key))
		if want == "" {
			continue
		}
		due := !strings.HasPrefix(want, "not") && want != "false" && want != "none"
		if due != (have[key] || have[chinese]) {
			return Differs, fmt.Sprintf("%s：引擎%s，摘要 %s", chinese, map[bool]string{true: "要求", false: "不要求"}[!due], want)
		}
	}
	for _, k := range texts(e.Get("also")) {
		if !have[k] {
			return Differs, "引擎没有给出“" + k + "”"
		}
	}
	return Equal, ""
}

// counted: no_double_count asks that a circumstance which holds was left out of the count.
func (w *worked) counted(e source.Map) (string, string) {
	if !isTrue(e.Get("no_double_count")) {
		return Equal, ""
	}
	for _, s := range w.results[w.roles[0]].Trace {
		if s.Kind == "uncounted" || s.Kind == "consumed" {
			return Equal, ""
		}
	}
	return Differs, "引擎没有说明情节不重复计算"
}

// modal: may = an official chooses.
func (w *worked) modal(e source.Map) (string, string) {
	if text(e.Get("modal")) != "may" {
		return Equal, ""
	}
	for _, o := range w.results[w.roles[0]].Outcomes {
		if o.Choice == nil {
			return Differs, "引擎没有给出选择"
		}
	}
	return Equal, ""
}

// last compares the last day of the limitation.
func (w *worked) last(e source.Map) (string, string) {
	want := text(e.Get("last_day"))
	if want == "" {
		return Equal, ""
	}
	if got, ok := w.lastDay(); !ok || got != want {
		return Differs, fmt.Sprintf("时效末日：算得 %s，摘要 %s", orElse(got, "无"), want)
	}
	return Equal, ""
}

// faults: an entry with a clause may ask whether something is wrong with a local decision; a warning of the engine says so.
func (w *worked) faults(e source.Map) (string, string) {
	want := text(e.Get("check"))
	if want == "" {
		return Equal, ""
	}
	got := "pass"
	for _, x := range w.results[w.roles[0]].Warnings {
		if x.Code == "cap_below_floor" {
			got = "fail"
		}
	}
	if got != want {
		return Differs, fmt.Sprintf("核对：引擎 %s，摘要 %s", got, want)
	}
	return Equal, ""
}

var altRange = regexp.MustCompile(`range \(?\[?([0-9.]+), ([0-9.]+)[)\]]? open (both|min|max|none)`)

// alternative compares what the digest says of the other way: if_joint as an expectation, alt where its words hold a range.
func (w *worked) alternative(e source.Map) (string, string) {
	role := w.roles[0]
	if n := e.Get("if_joint"); n.IsMap() || n.IsList() {
		x, err := ifJoint(n, text(e.Get("open")))
		if err != nil {
			return Inexpressible, err.Error()
		}
		if result, _ := x.match(w.joined[role].Outcomes, w); result != Equal {
			return result, "并处时的结果不同"
		}
	}
	m := altRange.FindStringSubmatch(text(e.Get("alt")))
	if m == nil {
		return Equal, ""
	}
	low, err1 := money.ParseYuan(m[1])
	high, err2 := money.ParseYuan(m[2])
	if err1 != nil || err2 != nil {
		return Equal, ""
	}
	want := money.Range{Min: low.Ratio(), Max: high.Ratio(), MinOpen: low == 0 || m[3] == "both" || m[3] == "min", MaxOpen: m[3] == "both" || m[3] == "max"}
	for i := range w.results[role].Outcomes {
		if v := views(&w.results[role].Outcomes[i])[0]; v.fine != nil && v.sum.Equal(want) {
			return Equal, ""
		}
	}
	return Differs, "引擎没有给出 alt 所说的另一结果"
}

// ifJoint reads an expectation, or the bare range of one.
func ifJoint(n source.Node, open string) (expectation, error) {
	if n.IsMap() {
		return expected(n.Map(), "")
	}
	r, err := readRange(n, open, 100)
	return expectation{answers: []answer{{fine: &r}}}, err
}

var statusWords = map[engine.Status]string{engine.NoPenalty: "不予处罚", engine.MayWaive: "可以不予处罚", engine.FineOptional: "可以罚款", engine.Weigh: "由人衡量",
	engine.Gap: "没有对应的分支", engine.Overlap: "分支重叠", engine.NotApplicable: "不适用", engine.IsInexpressible: "不能表达", engine.Refer: "由他条决定"}

var directionWords = map[string]string{engine.Lower: "只有方向：从轻", engine.LowerOrBelow: "只有方向：从轻或减轻", engine.Higher: "只有方向：从重", engine.Neutral: "没有方向"}

// words tells the engine's answer: each role, each outcome.
func (w *worked) words() string {
	var roles []string
	for _, role := range w.roles {
		var outs []string
		os := w.results[role].Outcomes
		for i := range os {
			outs = append(outs, outcomeWords(&os[i]))
		}
		if len(outs) == 0 {
			outs = []string{"没有结果"}
		}
		s := strings.Join(outs, "；")
		if role != "" {
			s = role + "：" + s
		}
		roles = append(roles, s)
	}
	s := strings.Join(roles, "。")
	if len(w.unlisted) > 0 {
		s += "（规则没有列的事实，不影响结果：" + strings.Join(w.unlisted, "、") + "）"
	}
	return s
}

func outcomeWords(o *engine.Outcome) string {
	var parts []string
	if s := statusWords[o.Status]; s != "" {
		parts = append(parts, s)
	}
	if o.Tier != "" {
		parts = append(parts, string(o.Tier))
	}
	for i := range o.Measures {
		m := o.Measures[i]
		s := orElse(m.Detail, m.Kind)
		if m.Kind == engine.Fine {
			s = m.Range.String()
			if m.Point != nil {
				s += " 一般取 " + engine.Yuan(*m.Point)
			}
			if d := directionWords[m.Direction]; d != "" {
				s = d + " " + s
			}
		}
		parts = append(parts, s)
	}
	switch {
	case o.Joint != "":
		parts = append(parts, "["+map[string]string{engine.OptSingle: "单处", engine.OptJoint: "并处", "human": "单处并处由人衡量", "silent": "单处并处未规定"}[o.Joint]+"]")
	case o.Reading != nil:
		parts = append(parts, "〔"+o.Reading.As+"〕")
	}
	return strings.Join(parts, " ")
}

// wantWords writes the digest's own answer on one line, as it stands.
func wantWords(m source.Map) string { return strings.Trim(flow(m.Node()), "{}") }

func flow(n source.Node) string {
	switch {
	case n.IsMap():
		var parts []string
		for k, v := range n.Map().Pairs() {
			parts = append(parts, k.Text()+": "+flow(v))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case n.IsList():
		var parts []string
		for _, v := range n.List() {
			parts = append(parts, flow(v))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case n.IsScalar():
		return n.Text()
	}
	return "null"
}
