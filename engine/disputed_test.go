package engine

import (
	"slices"
	"strings"
	"testing"

	"cailiang/engine/facts"
)

// disputedPlan joins an item whose graver branch states 拒不改正 with a rule in which one circumstance of every effect, 争议一 to
// 争议六, states the same thing, beside 从轻甲, 可轻甲, 从重甲 and 可重甲 that nobody disputes.
func disputedPlan(t *testing.T) *Plan {
	t.Helper()
	item := testItem()
	item.Facts = append(item.Facts, facts.Entry{Name: "拒不改正", Type: facts.Bool, Presume: &facts.Presumption{Value: facts.No, Why: "未认定"}})
	item.Branches = append(item.Branches, Branch{When: "拒不改正 or 情节严重", Step: StepAdd, Penalties: []Penalty{{Kind: "责令停产停业", Modality: Must}}})
	rule := testRule(t)
	rule.Circumstances = nil
	for i, e := range Effects {
		rule.Circumstances = append(rule.Circumstances, Circumstance{Name: "争议" + string([]rune("一二三四五六")[i]), Effect: e, Absorb: []string{"拒不改正"}})
	}
	for name, e := range map[string]Effect{"从轻甲": LighterMust, "可轻甲": LighterMay, "从重甲": HeavierMust, "可重甲": HeavierMay} {
		rule.Circumstances = append(rule.Circumstances, Circumstance{Name: name, Effect: e})
	}
	p, err := Compile(item, rule)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// readings lists the outcomes as “reading: option status tier normal point”, without what the readings share.
func readings(r *Result) string {
	var out []string
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		s := ""
		if o.Reading != nil {
			s = strings.NewReplacer("“", "", "”", "", "在定档之外再计一次", " counted", "已在定档中评价，不再重复计算", " not").Replace(o.Reading.As) + ": "
		}
		if o.Option != "" {
			s += o.Option + " "
		}
		s += string(o.Status)
		if o.Tier != "" {
			s += " " + string(o.Tier)
		}
		if len(o.Measures) > 0 && o.Measures[0].Point != nil {
			s += " " + Yuan(*o.Measures[0].Point)
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// What is disputed counts in one reading and not in the other, with the force of its own effect, and no reading is shown
// where both come to the same.
func TestDisputedCounts(t *testing.T) {
	p := disputedPlan(t)
	tests := []struct {
		circumstances, want string
	}{
		{"争议一", "争议一 not: range 一般; 争议一 counted: no_penalty"},
		{"争议二", "争议二 not: range 一般; 争议二 counted: waive may_waive; 争议二 counted: penalise range 一般"},
		{"争议三", "争议三 not: range 一般; 争议三 counted: lighter range 从轻; 争议三 counted: mitigated range 减轻"},
		{"争议四", "争议四 not: range 一般; 争议四 counted: lighter range 从轻; 争议四 counted: mitigated range 减轻; 争议四 counted: ordinary range 一般"},
		{"争议五", "争议五 not: range 一般; 争议五 counted: range 从重"},
		{"争议六", "争议六 not: range 一般; 争议六 counted: heavier range 从重; 争议六 counted: ordinary range 一般"},
		{"争议五 从重甲", "争议五 not: range 从重; 争议五 counted: range 从重 100,000"},
		{"争议三 从轻甲", "争议三 not: lighter range 从轻; 争议三 not: mitigated range 减轻; 争议三 counted: lighter range 从轻 50,000; 争议三 counted: mitigated range 减轻"},
		{"争议五 从轻甲", "争议五 not: lighter range 从轻; 争议五 not: mitigated range 减轻; 争议五 counted: weigh"},
		{"争议五 从重甲 从轻甲", "weigh"},
		{"争议六 从重甲 可重甲", "range 从重 100,000"},
		{"争议四 从轻甲 可轻甲", "lighter range 从轻 50,000; mitigated range 减轻"},
		{"争议五 争议六", "争议五 not: range 一般; 争议五 counted: range 从重 100,000"},
	}
	for _, tt := range tests {
		f := p.NewFacts(true)
		names := append(strings.Fields(tt.circumstances), "拒不改正")
		for _, name := range names {
			if err := f.SetKnown(name, "是"); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.SetKnown("货值金额", "3200"); err != nil {
			t.Fatal(err)
		}
		if got := readings(p.Decide(&Input{Facts: f})); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.circumstances, got, tt.want)
		}
	}
}

// A branch that holds anyway does not hide that a fact in it is open: it decides whether the circumstance was counted already.
func TestOpenFactOfBranchIsAsked(t *testing.T) {
	p := disputedPlan(t)
	f := p.NewFacts(true)
	for _, kv := range [][2]string{{"货值金额", "3200"}, {"情节严重", "是"}, {"拒不改正", facts.OpenWord}, {"争议五", "是"}} {
		if err := f.SetKnown(kv[0], kv[1]); err != nil {
			t.Fatal(err)
		}
	}
	r := p.Decide(&Input{Facts: f})
	want := "争议五 not: range 一般; 争议五 counted: range 从重; range 从重"
	if got := readings(r); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if !slices.ContainsFunc(r.Missing, func(m Missing) bool { return p.Vocabulary.Entry(m.Slot).Name == "拒不改正" }) {
		t.Errorf("拒不改正 is not asked for: %+v", r.Missing)
	}
}
