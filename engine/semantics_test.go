package engine

import (
	"strings"
	"testing"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// settle decides an item under a rule with some yes/no facts and sums set.
func settle(t *testing.T, item *Item, rule *BaseRule, ch Choices, set ...string) *Result {
	t.Helper()
	p, err := Compile(item, rule)
	if err != nil {
		t.Fatal(err)
	}
	f := p.NewFacts(true)
	for i := 0; i < len(set); i += 2 {
		if err := f.SetKnown(set[i], set[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return p.Decide(&Input{Facts: f, Choices: ch})
}

// fineItem is an item of one branch whose step 拒不改正 must hold.
func fineItem(ps ...Penalty) *Item {
	return &Item{ID: "测试法/2", Law: "测试法", Article: "第二条", Facts: []facts.Entry{{Name: "拒不改正", Type: facts.Bool}},
		Branches: []Branch{{When: "拒不改正", Step: StepBase, Penalties: ps}}}
}

func tiers(r *Result) string {
	var out []string
	for _, o := range r.Outcomes {
		w := string(o.Tier)
		if w == "" {
			w = string(o.Status)
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// A circumstance that may be counted, and is stated by the step already: not counted, or counted and then still a choice.
func TestDisputedKeepsItsEffect(t *testing.T) {
	for _, tt := range []struct {
		effect Effect
		want   string
	}{
		{HeavierMust, "一般 从重"}, {HeavierMay, "一般 从重 一般"}, {WaiveMust, "一般 no_penalty"}, {WaiveMay, "一般 may_waive 一般"},
	} {
		rule := testRule(t)
		rule.Circumstances = append(rule.Circumstances, Circumstance{Name: "不听劝阻", Effect: tt.effect, Absorb: []string{"拒不改正"}})
		r := settle(t, fineItem(Penalty{Kind: Fine, Min: yuan(100), Max: yuan(200), Modality: Must}), rule, Choices{}, "拒不改正", "是", "不听劝阻", "是")
		if got := tiers(r); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.effect, got, tt.want)
		}
	}
}

func TestLocalCap(t *testing.T) {
	two, five := money.Int(2), money.Int(5)
	multiple := fineItem(Penalty{Kind: Fine, Min: &two, Max: &five, Base: "货值金额", Modality: Must})
	multiple.Facts = append(multiple.Facts, facts.Entry{Name: "货值金额", Type: facts.Money})
	sum := fineItem(Penalty{Kind: Fine, Min: yuan(10000), Max: yuan(50000), Modality: Must})
	for _, tt := range []struct {
		item *Item
		set  []string
		want string
		warn bool
	}{
		{sum, []string{"限额", "30000"}, "[10000, 30000]", false},
		{sum, []string{"限额", "10000"}, "[10000, 10000]", false},
		{sum, []string{"限额", "8000"}, "[10000, 50000]", true},
		{sum, []string{"限额", "30000", "除外", "是"}, "[10000, 50000]", false},
		{multiple, []string{"货值金额", "10000", "限额", "30000"}, "[20000, 30000]", false},
		{multiple, []string{"货值金额", "10000", "限额", "19999.99"}, "[20000, 50000]", true},
	} {
		rule := &BaseRule{ID: "base/test", Cap: &LocalCap{Fact: "限额", Except: "除外"}}
		r := settle(t, tt.item, rule, Choices{}, append([]string{"拒不改正", "是"}, tt.set...)...)
		warned := false
		for _, w := range r.Warnings {
			warned = warned || w.Code == "cap_below_floor"
		}
		if got := r.Outcomes[0].Measures[0].Range.String(); got != tt.want || warned != tt.warn {
			t.Errorf("%v: %s, warned %v; want %s, %v", tt.set, got, warned, tt.want, tt.warn)
		}
	}
}

// A multiple of nothing is a gap, but whoever must be let off is let off all the same.
func TestGapWithWaiver(t *testing.T) {
	two, five := money.Int(2), money.Int(5)
	item := fineItem(Penalty{Kind: Fine, Min: &two, Max: &five, Base: "货值金额", Modality: Must})
	item.Facts = append(item.Facts, facts.Entry{Name: "货值金额", Type: facts.Money, Absent: true})
	rule := &BaseRule{ID: "base/test", Numbers: true, Circumstances: []Circumstance{{Name: "不满十四岁", Effect: WaiveMust}}}
	for _, tt := range []struct{ value, young, want string }{
		{"无", "否", "gap"}, {"无", "是", "no_penalty"}, {"无法计算", "是", "no_penalty"}, {"无", facts.OpenWord, "no_penalty gap"}, {"100", "是", "no_penalty"},
	} {
		r := settle(t, item, rule, Choices{}, "拒不改正", "是", "货值金额", tt.value, "不满十四岁", tt.young)
		got := ""
		for _, o := range r.Outcomes {
			got += " " + string(o.Status)
		}
		if strings.TrimSpace(got) != tt.want {
			t.Errorf("%s, %s: %s; want %s", tt.value, tt.young, got, tt.want)
		}
	}
}

// What an official chooses may have no place: no floor to go below, and no lighter circumstance to leave aside.
func TestChoiceWithoutPlace(t *testing.T) {
	rule := testRule(t)
	rule.Cuts[ShapeCeiling] = map[Tier][]Cut{Mitigated: {{Of: OfNothing}}}
	ceiling := fineItem(Penalty{Kind: Fine, Max: yuan(200), Modality: Must})
	for _, all := range []Tier{Mitigated, Ordinary} {
		r := settle(t, ceiling, rule, Choices{All: all}, "拒不改正", "是", "立功", "是")
		if len(r.Outcomes) != 1 || r.Outcomes[0].Status != IsInexpressible {
			t.Errorf("%s: %s", all, tiers(r))
		}
	}
}

// One used as 从轻 and one as 减轻 make no lowest sum: the rule counts what is used as 从轻.
func TestLowestCountsWhatIsUsedAsLighter(t *testing.T) {
	item := fineItem(Penalty{Kind: Fine, Min: yuan(100), Max: yuan(200), Modality: Must})
	for _, tt := range []struct {
		second Tier
		point  bool
	}{{Lighter, true}, {Mitigated, false}} {
		r := settle(t, item, testRule(t), Choices{By: map[string]Tier{"立功": Lighter, "消除": tt.second}}, "拒不改正", "是", "立功", "是", "消除", "是")
		if got := r.Outcomes[0].Measures[0].Point != nil; got != tt.point {
			t.Errorf("立功 从轻, 消除 %s: point %v", tt.second, got)
		}
	}
}
