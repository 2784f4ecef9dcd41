package engine

import (
	"fmt"
	"slices"
	"strconv"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// Suggestion is the answer to a whole case: one part for each act, item and party.
type Suggestion struct {
	Case      string
	AsOf      string
	AsOfToday bool // no decision date was given: computed as of today
	From, To  string
	Place     string
	Parts     []Part
	Pins      []Pin
	Warnings  []Warning
	Looked    []Looked // base rules that were looked at
	Absent    []Absent // versions of law that the library lacks
	Fines     []FineChoice
}

// Absent is a version of a law that would have to be at hand (法规版本).
type Absent struct{ Ask, Why string }

// LawNote says how the law of the act and that of the decision day were compared (行政处罚法 art 37).
type LawNote struct {
	Choice   LawChoice
	Old, New string  // the two texts
	Of       Chosen  // the text that this part was decided by
	Other    *Result // under the other text
}

// Applied is the note for the part that was decided by one of the texts.
func (n LawNote) Applied(of Chosen, other *Result) *LawNote {
	n.Of, n.Other = of, other
	return &n
}

// Repealed turns a result into the one under a new law that no longer punishes the act.
func (r *Result) Repealed() {
	r.Outcomes = []Outcome{{Status: NoPenalty, Exact: true, Why: "新规定不再处罚这一行为", Needs: []Need{{"不予处罚", "新规定不认为违法的，适用新规定", Basis{penaltyLaw, "第三十七条"}}}}}
	r.Status, r.Missing, r.Assumed, r.Warnings = AllWaived, nil, nil, nil
}

// Part is the result for one act, item and party. Party nil: a person whom the item punishes and the case does not name.
type Part struct {
	Act      string
	Party    *string
	Role     string
	Result   *Result
	Proposed []Judged
	Asked    []Proposal // what Proposed judges
	Rival    *Result    // of the other base rule, where its result differs
	Law      *LawNote   // where the law changed between act and decision
}

// Looked is a base rule that was looked at, and why it was taken or left.
type Looked struct {
	ID, Title string
	Taken     bool
	Why       string
}

// Pin names one source of the answer exactly.
type Pin struct {
	Role     string `json:"role"` // statute | general | base | benchmark | list | calendar
	ID       string `json:"id"`
	Version  string `json:"version"`
	SHA256   string `json:"sha256"`
	Standing string `json:"standing"`
}

// Status joins the parts: undetermined before decided, out of scope only when nothing applies.
func (s *Suggestion) Status() Overall {
	if len(s.Absent) > 0 && len(s.Parts) > 0 {
		return Undetermined
	}
	order := []Overall{Undetermined, Decided, CanWaive, AllWaived}
	for _, o := range order {
		for _, p := range s.Parts {
			if p.Result.Status == o {
				return o
			}
		}
	}
	return OutOfScope
}

// AllInside reports whether every proposal is inside.
func (s *Suggestion) AllInside() bool {
	for _, p := range s.Parts {
		for _, j := range p.Proposed {
			if j.Verdict != Inside {
				return false
			}
		}
	}
	return true
}

// Decider is the first pinned rule that decided the first outcome: the base rule.
func (s *Suggestion) Decider() (Pin, bool) {
	for _, role := range []string{"benchmark", "base", "general"} {
		for _, p := range s.Pins {
			if p.Role == role {
				return p, true
			}
		}
	}
	return Pin{}, false
}

type object = map[string]any

// MarshalJSON writes the stable form of design section 9; amounts are strings in 元.
func (s *Suggestion) MarshalJSON() ([]byte, error) {
	outcomes, missing, assumed, proposed, trace, lighter := []object{}, []object{}, []object{}, []object{}, []object{}, []object{}
	warnings := slices.Clone(s.Warnings)
	var item any
	for i := range s.Parts {
		p := &s.Parts[i]
		r := p.Result
		for j := range r.Outcomes {
			outcomes = append(outcomes, outcomeJSON(p, &r.Outcomes[j]))
		}
		for _, m := range r.Missing {
			e := r.Plan.Vocabulary.Entry(m.Slot)
			if !slices.ContainsFunc(missing, func(o object) bool { return o["fact"] == e.Name }) { // one question, though several parties hang on it
				missing = append(missing, object{"fact": e.Name, "ask": e.Ask, "why": m.Why()})
			}
		}
		for _, a := range r.Assumed {
			e := r.Plan.Vocabulary.Entry(a.Slot)
			assumed = append(assumed, object{"fact": e.Name, "value": plainValue(e, a.Value), "would_be": WouldBe(a.WouldBe(), r.Outcomes), "party": p.Party})
		}
		for _, j := range p.Proposed {
			proposed = append(proposed, object{"party": p.Party, "kind": j.Proposal.Kind, "value": j.Proposal.Text, "verdict": j.Verdict, "message": j.Message, "needs": needsJSON(j.Needs)})
		}
		for _, n := range r.Lighter() {
			lighter = append(lighter, n.json(p))
		}
		for _, st := range r.Trace {
			trace = append(trace, st.json(p))
		}
		for _, w := range r.Warnings {
			if !slices.Contains(warnings, w) {
				warnings = append(warnings, w)
			}
		}
		if item == nil {
			item = object{"id": r.Plan.Item.ID, "name": r.Plan.Item.Name}
		}
	}
	for _, a := range s.Absent {
		missing = append(missing, object{"fact": "法规版本", "ask": a.Ask, "why": a.Why})
	}
	for _, l := range s.Looked {
		trace = append(trace, object{"step": "pack", "text": l.Title + "：" + takenWord(l.Taken) + "，" + l.Why, "id": l.ID, "taken": l.Taken})
	}
	var pack any
	if d, ok := s.Decider(); ok {
		pack = object{"id": d.ID, "version": d.Version, "sha256": d.SHA256}
	}
	if warnings == nil {
		warnings = []Warning{}
	}
	pins := s.Pins
	if pins == nil {
		pins = []Pin{}
	}
	return encode(object{"case": s.Case, "as_of": s.AsOf, "act": object{"from": orNull(s.From), "to": orNull(s.To)}, "status": s.Status(),
		"outcomes": outcomes, "missing": missing, "assumed": assumed, "proposed": proposed, "pins": pins, "item": item, "pack": pack, "trace": trace, "warnings": warnings, "why_not_lighter": lighter, "law_choice": s.lawsJSON(), "fine_choice": s.finesJSON()})
}

// lawsJSON writes the comparisons of two laws, each with the result under the text that was not applied.
func (s *Suggestion) lawsJSON() []object {
	out := []object{}
	for i := range s.Parts {
		p := &s.Parts[i]
		n := p.Law
		if n == nil {
			continue
		}
		kinds := []object{}
		for _, k := range n.Choice.Kinds {
			kinds = append(kinds, object{"kind": k.Kind, "old": k.Old, "new": k.New, "modality": k.Modality, "ceiling": k.Ceiling, "floor": k.Floor, "unclear": orNull(k.Unclear)})
		}
		other := Part{Act: p.Act, Party: p.Party, Role: p.Role, Result: n.Other}
		outcomes, trace := []object{}, []object{}
		for j := range n.Other.Outcomes {
			outcomes = append(outcomes, outcomeJSON(&other, &n.Other.Outcomes[j]))
		}
		for _, st := range n.Other.Trace {
			trace = append(trace, st.json(&other))
		}
		out = append(out, object{"act": p.Act, "party": p.Party, "item": p.Result.Plan.Item.ID, "chosen": n.Choice.Chosen, "applied": n.Of, "why": n.Choice.Why,
			"old": n.Old, "new": n.New, "kinds": kinds, "basis": []Basis{{penaltyLaw, "第三十七条"}}, "other": object{"item": n.Other.Plan.Item.ID, "outcomes": outcomes, "trace": trace}})
	}
	return out
}

// finesJSON writes which of several norms for one act gives the fine, each with its own whole result.
func (s *Suggestion) finesJSON() []object {
	out := []object{}
	for i := range s.Fines {
		c := &s.Fines[i]
		norms := []object{}
		for _, n := range c.Norms {
			own := Part{Act: c.Act, Party: c.Party, Role: c.Role, Result: n.Result}
			outcomes := []object{}
			for j := range n.Result.Outcomes {
				outcomes = append(outcomes, outcomeJSON(&own, &n.Result.Outcomes[j]))
			}
			norms = append(norms, object{"item": n.Item.ID, "law": n.Item.Law, "article": n.Item.Article, "fine": n.Fine, "outcomes": outcomes})
		}
		var chosen any
		if c.Chosen >= 0 {
			chosen = c.Norms[c.Chosen].Item.ID
		}
		notes := c.Notes
		if notes == nil {
			notes = []string{}
		}
		out = append(out, object{"act": c.Act, "party": c.Party, "role": orNull(c.Role), "chosen": chosen, "why": c.Why, "notes": notes, "norms": norms, "basis": []Basis{{penaltyLaw, "第二十九条"}}})
	}
	return out
}

// json writes what stands between the case and the next lighter outcome.
func (n *NextLighter) json(p *Part) object {
	changes := []object{}
	for _, c := range n.Changes {
		e := p.Result.Plan.Vocabulary.Entry(c.Slot)
		changes = append(changes, object{"fact": e.Name, "from": e.Plain(c.From), "to": e.Plain(c.To), "state": c.State.String()})
	}
	return object{"party": p.Party, "changes": changes, "would_be": WouldBe(n.Outcomes, p.Result.Outcomes)}
}

func takenWord(t bool) string {
	if t {
		return "采用"
	}
	return "不采用"
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func needsJSON(n []Need) []Need {
	if n == nil {
		return []Need{}
	}
	return n
}

// Why says why a fact is asked.
func (m Missing) Why() string {
	if m.Worst <= 1 {
		return "查清后结果即可确定"
	}
	return fmt.Sprintf("查清后最多还剩 %d 种可能", m.Worst)
}

func plainValue(e *facts.Entry, d facts.Domain) any {
	if !d.Known() && d == e.Whole() {
		return facts.OpenWord
	}
	return e.Plain(d)
}

func outcomeJSON(p *Part, o *Outcome) object {
	v := p.Result.Plan.Vocabulary
	ifs := []object{}
	for _, b := range o.If {
		if len(b) == 0 {
			continue
		}
		c := object{}
		for _, pin := range b {
			e := v.Entry(pin.Slot)
			c[e.Name] = e.Plain(pin.Value)
		}
		ifs = append(ifs, c)
	}
	penalties, circs := []object{}, []object{}
	for i := range o.Measures {
		penalties = append(penalties, measureJSON(o.Measures[i]))
	}
	for _, c := range p.Result.Counted() {
		circs = append(circs, object{"name": c.Name, "effect": c.Effect, "counted": c.Counted, "basis": []Basis{c.Basis}})
	}
	out := object{"act": p.Act, "item": p.Result.Plan.Item.ID, "party": p.Party, "role": orNull(p.Role), "status": o.Status, "tier": orNull(string(o.Tier)),
		"option": orNull(o.Option), "choice": o.Choice, "reading": o.Reading, "if": ifs, "exact": o.Exact, "penalties": penalties, "circumstances": circs, "needs": needsJSON(o.Needs)}
	if o.Why != "" {
		out["why"] = o.Why
	}
	if p.Law != nil {
		out["law"] = p.Law.Of
	}
	if len(o.Corrective) > 0 {
		out["corrective"] = o.Corrective
	}
	if o.Reference != "" {
		out["reference"] = o.Reference
	}
	if o.Joint != "" {
		out["joint"] = o.Joint
	}
	if vs := p.Result.versions(o); len(vs) > 0 {
		out["versions"] = vs
	}
	return out
}

// versions says whose version of a disputed fact an outcome rests on.
func (r *Result) versions(o *Outcome) []object {
	var out []object
	for _, b := range o.If {
		for _, pin := range b {
			e := r.Plan.Vocabulary.Entry(pin.Slot)
			for _, c := range r.Input.Facts.Facts[pin.Slot].Claims {
				if !c.Value.Intersect(pin.Value, e.Type.Numeric()).Empty() {
					x := object{"fact": e.Name, "by": c.By, "value": e.Plain(c.Value)}
					if !slices.ContainsFunc(out, func(o object) bool { return o["fact"] == x["fact"] && o["by"] == x["by"] }) {
						out = append(out, x)
					}
				}
			}
		}
	}
	return out
}

// Counted lists the circumstances that are there as things stand.
func (r *Result) Counted() []Counted {
	var out []Counted
	for _, s := range r.Trace {
		if s.Circ == nil {
			continue
		}
		c := Counted{Name: s.Circ.Name, Effect: s.Circ.Effect, Counted: s.Truth == facts.True, Basis: s.Circ.Basis}
		switch s.Kind {
		case "consumed":
			c.Why = "已在定档中评价"
		case "disputed":
			c.Why = "是否计入有两种理解"
		case "overridden":
			c.Why = "与上位法不符"
		case "uncounted":
			c.Why = "不符合计入条件"
		}
		out = append(out, c)
	}
	return out
}

func measureJSON(m *Measure) object {
	out := object{"kind": m.Kind, "modality": m.Modality, "choice": orNull(m.Choice), "unit": m.unit(), "bound": nil, "direction": orNull(m.Direction),
		"normal_point": nil, "factor": nil, "basis": []Basis{m.Basis}}
	if m.Detail != "" {
		out["detail"] = m.Detail
	}
	m.ends(out, m.Range)
	st := object{}
	m.ends(st, m.Statutory)
	out["statutory"] = st
	if m.Based {
		out["factor"] = object{"min": factorEnd(m.Factor.Min, m.Factor.NoMin), "max": factorEnd(m.Factor.Max, m.Factor.NoMax), "min_open": m.Factor.MinOpen, "max_open": m.Factor.MaxOpen, "base": m.Base}
	}
	if m.OpenBase {
		out["bound"] = "open_base"
	}
	if m.Point != nil {
		out["normal_point"] = m.write(*m.Point)
	}
	if m.Cap != nil {
		out["cap"] = m.Cap.String()
	}
	if c := m.Cut; c != nil && (c.Of == OfSpan || c.Of == OfCeiling) {
		out["cut"] = object{"of": c.Of, "from": c.From, "to": c.To, "basis": c.Basis, "standing": c.Standing}
	}
	return out
}

func factorEnd(r money.Ratio, none bool) any {
	if none {
		return nil
	}
	return r.String()
}

func (m *Measure) unit() any {
	switch {
	case m.Kind == Fine:
		return "元"
	case m.Unit != "":
		return m.Unit
	}
	return nil
}

// ends writes the two ends: sums rounded inward to the 分 (an end that moved is in), periods as integers.
func (m *Measure) ends(out object, r money.Range) {
	out["min"], out["max"], out["min_open"], out["max_open"] = nil, nil, false, false
	if m.Kind != Fine {
		if !r.NoMin && m.Min != nil {
			out["min"], out["min_open"] = m.write(r.Min), r.MinOpen
		}
		if !r.NoMax && m.Max != nil {
			out["max"], out["max_open"] = m.write(r.Max), r.MaxOpen
		}
		return
	}
	e, err := r.Printed()
	if err != nil {
		return
	}
	if e.Min != nil {
		out["min"], out["min_open"] = e.Min.String(), e.MinOpen
	}
	if e.Max != nil {
		out["max"], out["max_open"] = e.Max.String(), e.MaxOpen
	}
}

func (m *Measure) write(r money.Ratio) any {
	if m.Kind == Fine {
		if r.IsInt() {
			return money.Fen(r.Num()).String()
		}
		return money.Fen(r.Floor()).String()
	}
	if r.IsInt() {
		n, _ := strconv.Atoi(strconv.FormatInt(r.Num(), 10))
		return n
	}
	return r.String()
}

func (st *Step) json(p *Part) object {
	out := object{"step": st.Kind, "result": st.Truth.String(), "act": p.Act, "party": p.Party}
	v := p.Result.Plan.Vocabulary
	switch {
	case st.Circ != nil:
		out["text"] = st.Circ.Name + "：" + string(st.Circ.Effect)
		out["basis"] = []Basis{st.Circ.Basis}
		if st.Kind == "consumed" {
			out["text"] = st.Circ.Name + "：已在定档中评价"
		}
	case st.Grade != nil:
		out["text"], out["tier"], out["basis"] = st.Source, st.Grade.Name, []Basis{st.Grade.Basis}
		if st.Grade.AsWritten != "" {
			out["as_written"], out["read_as"] = st.Grade.AsWritten, st.Grade.ReadAs
		}
	case st.Text != "":
		out["text"], out["condition"], out["basis"] = st.Text, st.Source, []Basis{st.Basis}
	case st.Branch != nil:
		out["text"] = st.Source
		out["who"], out["condition"] = orNull(st.Branch.Who), orNull(st.Branch.Condition)
		out["basis"] = []Basis{{p.Result.Plan.Item.Law, p.Result.Plan.Item.Article}}
	}
	comps := []object{}
	for _, c := range st.Comparisons {
		e := v.Entry(c.Atom.Slot)
		f := p.Result.Input.Facts.Facts[c.Atom.Slot]
		comps = append(comps, object{"text": c.Atom.Text, "fact": e.Name, "value": plainValue(e, c.Value), "result": c.Truth.String(), "state": f.State.String(), "evidence": f.Evidence})
	}
	if len(comps) > 0 {
		out["comparisons"] = comps
	}
	return out
}
