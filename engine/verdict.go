package engine

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// Verdict judges a proposed penalty (design section 9).
type Verdict string

// The verdicts.
const (
	Inside           Verdict = "inside"
	OutsideBenchmark Verdict = "outside_benchmark"
	AgainstRule      Verdict = "against_rule"
	BelowStatute     Verdict = "below_statute"
	AboveStatute     Verdict = "above_statute"
	KindNotOpen      Verdict = "kind_not_open"
	NeedsWeighing    Verdict = "needs_weighing"
	CannotTell       Verdict = "cannot_tell"
)

// Proposal is one proposed penalty: an amount (分) or a number of Unit, or a kind alone.
type Proposal struct {
	Kind   string
	Amount *money.Ratio // 分 for money, else the number of Unit; nil = the kind alone
	Unit   string       // 日 月 年
	Text   string       // as written
}

// Judged is the verdict on one proposal with the reason and what it takes.
type Judged struct {
	Proposal Proposal
	Verdict  Verdict
	Message  string
	Needs    []Need
}

// Propose judges proposed penalties against a result.
func (r *Result) Propose(ps []Proposal) []Judged {
	out := make([]Judged, len(ps))
	for i, p := range ps {
		out[i] = r.propose(p)
		out[i].Needs = append(out[i].Needs, r.ruleNeeds(p)...)
	}
	return out
}

// ruleNeeds are the needs that a rule attaches to an amount or kind.
func (r *Result) ruleNeeds(p Proposal) []Need {
	var out []Need
	for _, n := range r.Plan.Rule.Needs {
		amount := n.FineFrom != nil && p.Kind == Fine && p.Amount != nil && p.Amount.Cmp(n.FineFrom.Ratio()) >= 0
		if amount || slices.Contains(n.Kinds, p.Kind) {
			out = append(out, n.Need)
		}
	}
	return out
}

func (r *Result) propose(p Proposal) Judged {
	j := Judged{Proposal: p}
	allowed, weigh, open, waived := 0, 0, false, 0
	total := 0
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		switch o.Status {
		case NoPenalty, NotApplicable:
			waived++
			total++
			continue
		case MayWaive:
			continue // waiving is a choice beside penalising
		case Gap, Overlap, NoColumn, Refer, IsInexpressible:
			j.Verdict, j.Message = CannotTell, "规则在此没有给出可以核对的结果"
			return j
		}
		total++
		fits, unsure := o.admits(p)
		switch {
		case unsure:
			open = true
		case fits && o.Status == Weigh:
			weigh++
		case fits:
			allowed++
		}
	}
	switch {
	case waived == total && total > 0:
		j.Verdict, j.Message = AgainstRule, "本案应当不予处罚，不得再处"+p.Kind
	case allowed > 0 && r.covers(p):
		j.Verdict, j.Message = Inside, "在规则给出的范围以内"
		r.normal(p, &j)
	case allowed > 0:
		j.Verdict, j.Message = CannotTell, "取决于尚未查明的事实，先查清再定"
	case weigh > 0:
		j.Verdict, j.Message = NeedsWeighing, "从宽与从重情节并存，须综合衡量并说明理由"
		j.Needs = append(j.Needs, Need{"综合衡量", "写明如何衡量" + strings.Join(r.Plan.Rule.Combine.Weigh, "、"), r.Plan.Rule.Combine.BothBasis})
	case open:
		j.Verdict, j.Message = CannotTell, "基数尚未查明，算不出范围"
	default:
		r.refuse(p, &j)
	}
	return j
}

// covers reports that every completion of the open facts leaves an outcome that admits the proposal.
func (r *Result) covers(p Proposal) bool {
	type box struct{ admits, any bool }
	seen := map[string]*box{}
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		if o.Status == MayWaive {
			continue
		}
		fits := false
		if o.Status != NoPenalty && o.Status != NotApplicable && o.Status != Weigh {
			fits, _ = o.admits(p)
		}
		for _, b := range boxesOf(o) {
			k := fmt.Sprint(b)
			if seen[k] == nil {
				seen[k] = &box{}
			}
			seen[k].any = true
			seen[k].admits = seen[k].admits || fits
		}
	}
	for _, b := range seen {
		if !b.admits {
			return false
		}
	}
	return true
}

func boxesOf(o *Outcome) []Box {
	if len(o.If) == 0 {
		return []Box{nil}
	}
	return o.If
}

// admits reports that an outcome allows the proposed kind and amount; unsure = its base is open.
func (o *Outcome) admits(p Proposal) (fits, unsure bool) {
	for i := range o.Measures {
		m := o.Measures[i]
		if m.Kind != p.Kind {
			continue
		}
		switch {
		case p.Amount == nil:
			return true, false
		case m.OpenBase:
			unsure = true
		case m.Kind != Fine && m.Min == nil && m.Max == nil:
			return true, false
		case m.Range.ContainsRatio(*p.Amount) && (m.Kind == Fine || m.Unit == p.Unit || p.Unit == ""):
			return true, false
		}
	}
	return false, unsure
}

// normal adds the reason that a value beside the normal point takes.
func (r *Result) normal(p Proposal, j *Judged) {
	for _, o := range r.Outcomes {
		for _, m := range o.Measures {
			if m.Kind == p.Kind && m.Point != nil && p.Amount != nil && m.Point.Cmp(*p.Amount) != 0 && m.Range.ContainsRatio(*p.Amount) {
				b := r.Plan.Rule.Combine.LighterBasis
				if o.Tier == Heavier {
					b = r.Plan.Rule.Combine.HeavierBasis
				}
				j.Needs = append(j.Needs, Need{"说明理由", "一般取 " + Yuan(*m.Point) + " 元，取其他数额须说明理由", b})
				return
			}
		}
	}
}

// refuse says why nothing admits the proposal, and what would have to be proved or approved.
func (r *Result) refuse(p Proposal, j *Judged) {
	ms := r.all(p.Kind)
	if len(ms) == 0 {
		j.Verdict, j.Message = KindNotOpen, "本案的结果里没有“"+p.Kind+"”"
		r.kindNeeds(p, j)
		return
	}
	if p.Amount == nil {
		j.Verdict, j.Message = CannotTell, "没有写数额"
		return
	}
	above, below := true, true
	for _, m := range ms {
		above = above && !m.Statutory.NoMax && (m.Statutory.Max.Cmp(*p.Amount) < 0 || m.Statutory.MaxOpen && m.Statutory.Max.Cmp(*p.Amount) == 0)
		below = below && !m.Statutory.NoMin && (m.Statutory.Min.Cmp(*p.Amount) > 0 || m.Statutory.MinOpen && m.Statutory.Min.Cmp(*p.Amount) == 0)
	}
	law := r.Plan.Item.Law + r.Plan.Item.Article
	switch {
	case p.Kind == Fine && p.Amount.Sign() <= 0:
		j.Verdict, j.Message = BelowStatute, "罚款须大于 0"
	case above:
		j.Verdict, j.Message = AboveStatute, "高于"+law+"的法定上限，任何批准都不能突破"
	case below:
		j.Verdict, j.Message = BelowStatute, "低于"+law+"的法定下限，须先认定减轻处罚的情节"
		j.Needs = append(j.Needs, r.provable(Mitigated))
	default:
		r.outside(p, ms, j)
	}
}

func (r *Result) kindNeeds(p Proposal, j *Judged) {
	for _, b := range r.Plan.Item.Branches {
		for _, x := range b.Penalties {
			if x.Kind == p.Kind && b.When != "" && r.Input.applies(b.Role) {
				words := b.Condition
				if words == "" {
					words = b.When
				}
				j.Needs = append(j.Needs, Need{"查明事实", "须认定：" + words, Basis{r.Plan.Item.Law, r.Plan.Item.Article}})
				return
			}
		}
	}
}

func (r *Result) all(kind string) []*Measure {
	var out []*Measure
	for i := range r.Outcomes {
		for j := range r.Outcomes[i].Measures {
			if m := r.Outcomes[i].Measures[j]; m.Kind == kind {
				out = append(out, m)
			}
		}
	}
	return out
}

// outside: inside the statute, outside the rule. Who made the norm decides what leaving it takes.
func (r *Result) outside(p Proposal, ms []*Measure, j *Judged) {
	rule := r.Plan.Rule
	low := true // below everything that the rule leaves
	for _, m := range ms {
		if !m.Range.NoMin && p.Amount.Cmp(m.Range.Min) > 0 {
			low = false
		}
	}
	tier, edge := Heavier, "高于"
	if low {
		tier, edge = Lighter, "低于"
	}
	where := edge + "规则给出的范围"
	if e := r.edge(ms, low); e != "" {
		where = e
	}
	deviation, title := rule.Deviation, rule.Title
	if b := r.Plan.Benchmark(); b != nil && ms[0].Graded {
		deviation, title = b.Deviation, b.Title
	}
	switch deviation {
	case HeadApproves:
		j.Verdict, j.Message = OutsideBenchmark, where+"（本机关制定的裁量基准）"
		j.Needs = append(j.Needs, Need{"批准", "主要负责人批准或者集体讨论通过，材料归入案卷", Basis{"国办发〔2022〕27号", "第十二点"}})
	case MakerApproves:
		j.Verdict, j.Message = OutsideBenchmark, where+"（上级机关制定的"+title+"）"
		j.Needs = append(j.Needs, Need{"批准", "报请制定机关批准后方可调整适用", Basis{"国办发〔2022〕27号", "第十二点"}})
	default:
		j.Verdict, j.Message = AgainstRule, where+"（"+rule.Rank+"，批准或者集体讨论都不能代替）"
		j.Needs = append(j.Needs, r.provable(tier))
	}
}

// edge says on which side of the nearest end the proposal lies.
func (r *Result) edge(ms []*Measure, low bool) string {
	for _, o := range r.Outcomes {
		for i := range o.Measures {
			m := o.Measures[i]
			if m != ms[0] && m.Kind != ms[0].Kind || m.Range.NoMin || m.Range.NoMax {
				continue
			}
			if low && m.Range.MinOpen {
				return "不高于 " + Yuan(m.Range.Min) + " 元"
			}
			if low {
				return "低于 " + Yuan(m.Range.Min) + " 元"
			}
			if m.Range.MaxOpen {
				return "不低于 " + Yuan(m.Range.Max) + " 元"
			}
			return "高于 " + Yuan(m.Range.Max) + " 元"
		}
	}
	return ""
}

// ruledOut: the party's nature excludes the circumstance, so nobody can prove it.
func (r *Result) ruledOut(name string) bool {
	slot, ok := r.Plan.Vocabulary.Slot(name)
	if !ok {
		return true
	}
	f := r.Input.Facts.Facts[slot]
	return f.State == facts.Known && f.Why != "" && f.Value == facts.No
}

// provable names the circumstances that would have to be proved for a tier.
func (r *Result) provable(t Tier) Need {
	effects := []Effect{LighterMust, LighterMay}
	what := "从轻"
	switch t {
	case Heavier:
		effects, what = []Effect{HeavierMust, HeavierMay}, "从重"
	case Mitigated:
		what = "减轻"
	}
	var names []string
	basis := Basis{}
	for _, c := range r.Plan.Rule.Circumstances {
		if slices.Contains(effects, c.Effect) && !r.ruledOut(c.Name) {
			names = append(names, c.Name)
			if basis == (Basis{}) {
				basis = c.Basis
			}
		}
	}
	list := strings.Join(names[:min(6, len(names))], "、")
	if len(names) > 6 {
		list += fmt.Sprintf("等 %d 项", len(names))
	}
	return Need{"认定情节", "须先认定" + what + "情节之一：" + list, basis}
}

// Yuan writes an exact amount in 分 as 元 with grouping; an amount between two 分 as a fraction.
func Yuan(r money.Ratio) string {
	if r.IsInt() {
		return money.Fen(r.Num()).Grouped()
	}
	y, err := r.Div(money.Int(100))
	if err != nil {
		return r.String() + " 分"
	}
	return y.String()
}
