package eval

import (
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/money"
)

// policy reads `order`: which of several matching tiers counts, where the document says so.
func (r *marketReader) policy() {
	n := r.key("order")
	if !n.Exists() || n.IsNull() {
		return
	}
	s := flow(n)
	r.im.notes = append(r.im.notes, "order："+s)
	r.bench.Choose = orderPolicy(s)
}

// orderPolicy reads the words of `order`; what stands in parentheses explains and does not decide.
func orderPolicy(s string) engine.Policy {
	s = parentheses.ReplaceAllString(s, "")
	if strings.Contains(s, "未说明") || strings.Contains(s, "未写") || strings.Contains(s, "没有说") || strings.Contains(s, "没有规定") || strings.Contains(s, "未规定") {
		return ""
	}
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
	}
	switch {
	case has("从重到轻", "由重到轻", "先判重", "重者优先", "从重档", "取重", "高档优先"):
		return engine.Heaviest
	case has("从轻到重", "由轻到重", "先判轻", "轻者优先", "取轻", "低档优先"):
		return engine.Lightest
	case has("先命中", "从上到下", "自上而下", "逐档", "逐条"):
		return engine.First
	}
	return policyOf(s)
}

// sortRows puts the tiers from the mildest to the gravest where the policy asks for that order: by their fines where these can be
// compared, else by the document's list of tiers.
func (r *marketReader) sortRows() {
	if r.bench.Choose != engine.Heaviest && r.bench.Choose != engine.Lightest {
		return
	}
	if tops, ok := r.tops(); ok {
		up, down := sortedBy(tops, 1), sortedBy(tops, -1)
		if down && !up {
			slices.Reverse(r.rows)
		}
		if up || down {
			return
		}
	}
	tiers := texts(r.d.root.Get("tiers"))
	rank := func(row marketRow) int {
		return slices.IndexFunc(tiers, func(t string) bool { return sameTier(row.name, t) })
	}
	if !slices.ContainsFunc(r.rows, func(row marketRow) bool { return rank(row) < 0 }) {
		slices.SortStableFunc(r.rows, func(a, b marketRow) int { return rank(a) - rank(b) })
	}
}

// tops are the ceilings of the fines by row; ok = false where they are no amounts of one kind.
func (r *marketReader) tops() ([]money.Ratio, bool) {
	var out []money.Ratio
	base := ""
	for _, row := range r.rows {
		i := slices.IndexFunc(row.bands, func(b band) bool { return b.pen.Kind == engine.Fine })
		if i < 0 {
			continue
		}
		p := row.bands[i].pen
		if p.Max == nil || p.Per != "" || len(out) > 0 && p.Base != base {
			return nil, false
		}
		base, out = p.Base, append(out, *p.Max)
	}
	return out, len(out) > 1
}

func sortedBy(list []money.Ratio, sign int) bool {
	return slices.IsSortedFunc(list, func(a, b money.Ratio) int { return sign * a.Cmp(b) })
}
