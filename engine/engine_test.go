package engine

import (
	"testing"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

func yuan(n int64) *money.Ratio { r := money.Int(n * 100); return &r }

func share(t testing.TB, of CutOf, from, to string, minOpen, maxOpen bool) []Cut {
	t.Helper()
	f, err1 := money.ParseRatio(from)
	g, err2 := money.ParseRatio(to)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return []Cut{{Standing: Direct, Of: of, From: f, To: g, MinOpen: minOpen, MaxOpen: maxOpen}}
}

// testRule has two circumstances of each side, so that counting shows.
func testRule(t testing.TB) *BaseRule {
	span := map[Tier][]Cut{
		Mitigated: {{Standing: Direct, Of: OfBelow, MaxOpen: true}},
		Lighter:   share(t, OfSpan, "0", "0.3", false, false),
		Ordinary:  share(t, OfSpan, "0.3", "0.7", true, true),
		Heavier:   share(t, OfSpan, "0.7", "1", false, false),
	}
	return &BaseRule{ID: "base/test", Numbers: true,
		Circumstances: []Circumstance{
			{Name: "轻微", Effect: WaiveMust}, {Name: "首违", Effect: WaiveMay},
			{Name: "立功", Effect: LighterMust}, {Name: "消除", Effect: LighterMust}, {Name: "困难", Effect: LighterMay},
			{Name: "抗法", Effect: HeavierMust}, {Name: "毁证", Effect: HeavierMust},
		},
		Cuts:    map[Shape]map[Tier][]Cut{ShapeRange: span, ShapeTimes: span},
		Combine: Combination{SeveralLighter: Lowest, SeveralHeavier: Highest},
	}
}

func testItem() *Item {
	ten, twenty := money.Int(10), money.Int(20)
	return &Item{ID: "测试法/1", Name: "测试", Law: "测试法", Article: "第一条",
		Facts: []facts.Entry{{Name: "货值金额", Type: facts.Money, Ask: "多少？"}, {Name: "情节严重", Type: facts.Bool, Presume: &facts.Presumption{Value: facts.No, Why: "未认定"}}},
		Branches: []Branch{
			{When: "货值金额 < 10000", Step: StepBase, Penalties: []Penalty{{Kind: Fine, Min: yuan(50000), Max: yuan(100000), Modality: Must}}},
			{When: "货值金额 >= 10000", Step: StepBase, Penalties: []Penalty{{Kind: Fine, Min: &ten, Max: &twenty, Base: "货值金额", Modality: Must}}},
			{When: "情节严重", Step: StepAdd, Penalties: []Penalty{{Kind: "吊销许可证件", Modality: Must}}},
		}}
}

func decide(t testing.TB, set ...string) *Result {
	t.Helper()
	p, err := Compile(testItem(), testRule(t))
	if err != nil {
		t.Fatal(err)
	}
	f := p.NewFacts(true)
	for i := 0; i < len(set); i += 2 {
		if err := f.SetKnown(set[i], set[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return p.Decide(&Input{Facts: f})
}

func TestDecide(t *testing.T) {
	tests := []struct {
		name string
		set  []string
		want string
	}{
		{"ordinary", []string{"货值金额", "3200"}, "一般，罚款 65,000 < … < 85,000 元"},
		{"multiple", []string{"货值金额", "86400"}, "一般，罚款 1,123,200 < … < 1,468,800 元"},
		{"threshold is in", []string{"货值金额", "10000"}, "一般，罚款 130,000 < … < 170,000 元"},
		{"must not", []string{"货值金额", "3200", "轻微", "是"}, "不予处罚"},
		{"may waive", []string{"货值金额", "3200", "首违", "是"}, "可以不予处罚，或者一般，罚款 65,000 < … < 85,000 元"},
		{"lighter or mitigated", []string{"货值金额", "3200", "立功", "是"}, "从轻，罚款 50,000 ≤ … ≤ 65,000 元，或者减轻，罚款 … < 50,000 元"},
		{"may be lighter", []string{"货值金额", "3200", "困难", "是"}, "从轻，罚款 50,000 ≤ … ≤ 65,000 元，或者减轻，罚款 … < 50,000 元，或者一般，罚款 65,000 < … < 85,000 元"},
		{"heavier", []string{"货值金额", "3200", "抗法", "是"}, "从重，罚款 85,000 ≤ … ≤ 100,000 元"},
		{"both", []string{"货值金额", "3200", "抗法", "是", "立功", "是"}, "由执法机关综合衡量"},
		{"added kind", []string{"货值金额", "3200", "情节严重", "是"}, "一般，罚款 65,000 < … < 85,000 元，吊销许可证件"},
		{"open base", nil, "一般，罚款 65,000 < … < 85,000 元，或者一般，罚款 货值金额的 13 倍 < … < 17 倍"},
		{"open circumstance", []string{"货值金额", "3200", "抗法", "未查明"}, "从重，罚款 85,000 ≤ … ≤ 100,000 元，或者一般，罚款 65,000 < … < 85,000 元"},
	}
	for _, tt := range tests {
		r := decide(t, tt.set...)
		if got := WouldBe(r.Outcomes, nil); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestNormalPoint(t *testing.T) {
	r := decide(t, "货值金额", "3200", "立功", "是", "消除", "是")
	if len(r.Outcomes) != 2 || r.Outcomes[0].Measures[0].Point == nil || *r.Outcomes[0].Measures[0].Point != *yuan(50000) {
		t.Fatalf("%+v", r.Outcomes)
	}
}

func TestProposals(t *testing.T) {
	tests := []struct {
		fine int64
		set  []string
		want Verdict
	}{
		{70000, nil, Inside},
		{65000, nil, AgainstRule},
		{60000, nil, AgainstRule},
		{40000, nil, BelowStatute},
		{100001, nil, AboveStatute},
		{40000, []string{"立功", "是"}, Inside},
		{70000, []string{"轻微", "是"}, AgainstRule},
		{70000, []string{"立功", "是", "抗法", "是"}, NeedsWeighing},
		{70000, []string{"抗法", "未查明"}, CannotTell},
		{85000, []string{"抗法", "是"}, Inside},
	}
	for _, tt := range tests {
		r := decide(t, append([]string{"货值金额", "3200"}, tt.set...)...)
		got := r.Propose([]Proposal{{Kind: Fine, Amount: yuan(tt.fine)}})
		if got[0].Verdict != tt.want {
			t.Errorf("%d %v: %s (%s), want %s", tt.fine, tt.set, got[0].Verdict, got[0].Message, tt.want)
		}
	}
}

func TestWhyNotLighter(t *testing.T) {
	r := decide(t, "货值金额", "3200", "抗法", "是")
	ls := r.Lighter()
	if len(ls) == 0 || len(ls[0].Changes) != 1 {
		t.Fatalf("%+v", ls)
	}
	if e := r.Plan.Vocabulary.Entry(ls[0].Changes[0].Slot); e.Name != "抗法" {
		t.Errorf("change %s", e.Name)
	}
}

func TestAssumedAndMissing(t *testing.T) {
	r := decide(t, "货值金额", "3200", "抗法", "未查明")
	if len(r.Missing) != 1 || r.Plan.Vocabulary.Entry(r.Missing[0].Slot).Name != "抗法" {
		t.Errorf("missing %+v", r.Missing)
	}
	if len(r.Assumed) != 7 { // 情节严重 and six circumstances
		for _, a := range r.Assumed {
			t.Log(r.Plan.Vocabulary.Entry(a.Slot).Name, WouldBe(a.WouldBe(), r.Outcomes))
		}
		t.Errorf("%d assumed", len(r.Assumed))
	}
	if r.Status != Undetermined {
		t.Error(r.Status)
	}
}

func BenchmarkDecide(b *testing.B) {
	p, err := Compile(testItem(), testRule(b))
	if err != nil {
		b.Fatal(err)
	}
	f := p.NewFacts(true)
	_ = f.SetKnown("货值金额", "3200")
	b.ReportAllocs()
	for b.Loop() {
		p.Decide(&Input{Facts: f})
	}
}

// one decides an item of its own branches under the test rule.
func one(t testing.TB, entries []facts.Entry, branches []Branch, set ...string) *Result {
	t.Helper()
	p, err := Compile(&Item{ID: "测试法/2", Law: "测试法", Article: "第二条", Facts: entries, Branches: branches}, testRule(t))
	if err != nil {
		t.Fatal(err)
	}
	f := p.NewFacts(true)
	for i := 0; i < len(set); i += 2 {
		if err := f.SetKnown(set[i], set[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return p.Decide(&Input{Facts: f})
}

func TestBranches(t *testing.T) {
	grave := []facts.Entry{{Name: "情节严重", Type: facts.Bool}}
	gain := []facts.Entry{{Name: "违法所得", Type: facts.Money, Absent: true}}
	fine := func(lo, hi int64) Penalty { return Penalty{Kind: Fine, Min: yuan(lo), Max: yuan(hi), Modality: Must} }
	once, thrice := money.Int(1), money.Int(3)
	times := Penalty{Kind: Fine, Min: &once, Max: &thrice, Base: "违法所得", Modality: Must}
	deem := money.Fen(1_000_000)
	deemed := times
	deemed.DeemMin = &deem
	confiscate := Penalty{Kind: "没收违法所得", Modality: Must}
	tests := []struct {
		name     string
		entries  []facts.Entry
		branches []Branch
		set      []string
		want     string
	}{
		{"replace takes the same kind only, and keeps both of its own", grave,
			[]Branch{{Step: StepBase, Penalties: []Penalty{{Kind: "警告", Modality: Must}, fine(1, 11)}},
				{When: "情节严重", Step: StepReplace, Penalties: []Penalty{fine(100, 200), fine(10, 20)}}}, []string{"情节严重", "是"},
			"一般，警告，罚款 130 < … < 170 元，罚款 13 < … < 17 元"},
		{"reference alone", nil, []Branch{{Step: StepBase, Reference: "甲法"}}, nil, "依照甲法处理"},
		{"orders alone", nil, []Branch{{Step: StepBase, Corrective: []string{"责令改正"}}}, nil, "只责令改正"},
		{"a multiple of 无 beside another kind", gain, []Branch{{Step: StepBase, Penalties: []Penalty{confiscate, times}}}, []string{"违法所得", "无"}, "一般，没收违法所得"},
		{"a multiple of 无 alone", gain, []Branch{{Step: StepBase, Penalties: []Penalty{times}}}, []string{"违法所得", "无"}, "条文没有规定这种情形"},
		{"a multiple of what cannot be computed", gain, []Branch{{Step: StepBase, Penalties: []Penalty{times}}}, []string{"违法所得", "无法计算"}, "条文没有规定这种情形"},
		{"a deemed base raises what is below", gain, []Branch{{Step: StepBase, Penalties: []Penalty{deemed}}}, []string{"违法所得", "500"}, "一般，罚款 16,000 < … < 24,000 元"},
		{"a deemed base and 无: two readings", gain, []Branch{{Step: StepBase, Penalties: []Penalty{confiscate, deemed}}}, []string{"违法所得", "无"}, "一般，没收违法所得，或者一般，没收违法所得，罚款 16,000 < … < 24,000 元"},
		{"base branches of different kinds add up", grave, []Branch{{Step: StepBase, Penalties: []Penalty{fine(1, 11)}}, {Step: StepBase, Penalties: []Penalty{confiscate}}}, nil, "一般，罚款 4 < … < 8 元，没收违法所得"},
		{"two base branches of one kind", grave, []Branch{{Step: StepBase, Penalties: []Penalty{fine(1, 2)}}, {When: "情节严重", Step: StepBase, Penalties: []Penalty{fine(3, 4)}}}, []string{"情节严重", "是"}, "同时符合两个分支"},
	}
	for _, tt := range tests {
		r := one(t, tt.entries, tt.branches, tt.set...)
		if got := WouldBe(r.Outcomes, nil); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.name, got, tt.want)
		}
	}
}
