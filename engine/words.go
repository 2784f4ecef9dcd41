package engine

import (
	"slices"
	"strings"

	"cailiang/engine/money"
)

// WouldBe puts outcomes into a few words: 可以不予处罚 · 从轻，罚款 50,000 ≤ … ≤ 65,000 元，或者减轻，罚款 … < 50,000 元.
// Kinds other than fines that every one of base has are left out: only what differs is named.
func WouldBe(os, base []Outcome) string {
	common := commonKinds(base)
	parts, before := briefs(os, common), briefs(base, common)
	fresh := slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return slices.Contains(before, s) })
	if len(fresh) > 0 && len(before) > 0 && len(parts) == len(before)+len(fresh) {
		return "增加一种可能：" + strings.Join(fresh, "，或者")
	}
	return strings.Join(parts, "，或者")
}

func briefs(os []Outcome, common map[string]bool) []string {
	var out []string
	for i := range os {
		if s := os[i].brief(common); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// commonKinds are the kinds, with their details, that every penalising outcome has.
func commonKinds(os []Outcome) map[string]bool {
	var common map[string]bool
	for i := range os {
		if len(os[i].Measures) == 0 {
			continue
		}
		have := map[string]bool{}
		for j := range os[i].Measures {
			if m := os[i].Measures[j]; m.Kind != Fine && (common == nil || common[m.Kind+m.Detail]) {
				have[m.Kind+m.Detail] = true
			}
		}
		common = have
	}
	return common
}

// Brief puts one outcome into a few words.
func (o *Outcome) Brief() string { return o.brief(nil) }

func (o *Outcome) brief(common map[string]bool) string {
	switch o.Status {
	case NoPenalty:
		if len(o.Needs) == 0 && len(o.Corrective) > 0 {
			return "只责令改正"
		}
		return "不予处罚"
	case MayWaive:
		return "可以不予处罚"
	case Gap:
		return "条文没有规定这种情形"
	case NotApplicable:
		return "不适用"
	case Overlap:
		return "同时符合两个分支"
	case Refer:
		return "依照" + o.Reference + "处理"
	case Weigh:
		return "由执法机关综合衡量"
	}
	var parts []string
	if o.Tier != "" {
		parts = append(parts, string(o.Tier))
	}
	named := len(parts)
	for i := range o.Measures {
		m := o.Measures[i]
		if m.Kind != Fine && common[m.Kind+m.Detail] {
			continue
		}
		if s := m.Brief(); !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	if len(parts) == named { // nothing but the common kinds: they are what is left
		for i := range o.Measures {
			parts = append(parts, "只有"+o.Measures[i].Kind)
		}
		parts = slices.Compact(parts)
	}
	return strings.Join(parts, "，")
}

// Brief names a kind with its amounts.
func (m *Measure) Brief() string {
	if m.Kind != Fine {
		return m.Kind
	}
	s := Interval(m.Range, " 元")
	if m.OpenBase && m.Computed() {
		s += "（所据的事实查清后才是一个数）"
	} else if m.OpenBase {
		s = m.Base + "的 " + Factors(m.Factor, m.Percent)
	}
	switch m.Direction {
	case Lower:
		s += "（从轻）"
	case LowerOrBelow:
		s += "（从轻或者减轻）"
	case Higher:
		s += "（从重）"
	}
	return Fine + " " + s
}

// Interval writes a range of sums: 50,000 ≤ … ≤ 100,000 元 · 65,000 < … < 85,000 元. Ends between two 分 are rounded
// inward, and are then in.
func Interval(r money.Range, unit string) string {
	if r.IsPoint() && r.Min.IsInt() {
		return Yuan(r.Min) + unit
	}
	e, err := r.Printed()
	if err != nil { // not one whole 分 in it
		return Yuan(r.Min) + sign(r.MinOpen) + "…" + sign(r.MaxOpen) + Yuan(r.Max) + unit
	}
	lo, hi := "", ""
	if e.Min != nil && (*e.Min > 0 || !e.MinOpen) {
		lo = e.Min.Grouped() + sign(e.MinOpen) + "…"
	}
	if e.Max != nil {
		hi = sign(e.MaxOpen) + e.Max.Grouped() + unit
	}
	switch {
	case lo == "" && hi == "":
		return "没有数额限制"
	case lo == "":
		return "…" + hi
	case hi == "":
		return lo + unit
	}
	return lo + hi
}

func sign(open bool) string {
	if open {
		return " < "
	}
	return " ≤ "
}

// Factors writes a range of multiples or percentages.
func Factors(r money.Range, percent bool) string {
	w := func(x money.Ratio) string {
		if percent {
			if y, err := x.Mul(money.Int(100)); err == nil {
				return y.String() + "%"
			}
		}
		return x.String() + " 倍"
	}
	if r.IsPoint() {
		return w(r.Min)
	}
	lo, hi := "", ""
	if !r.NoMin && (r.Min.Sign() > 0 || !r.MinOpen) {
		lo = w(r.Min) + sign(r.MinOpen) + "…"
	}
	if !r.NoMax {
		hi = sign(r.MaxOpen) + w(r.Max)
	}
	if lo == "" {
		return "…" + hi
	}
	return lo + hi
}
