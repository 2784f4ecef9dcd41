package engine

import (
	"testing"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

func lawOf(t *testing.T, branches ...Branch) (*Plan, []Consequence) {
	t.Helper()
	item := &Item{ID: "甲法/1", Law: "甲法", Article: "第一条", Branches: branches, Facts: []facts.Entry{
		{Name: "货值金额", Type: facts.Money, Ask: "？"}, {Name: "情节严重", Type: facts.Bool, Ask: "？", Presume: &facts.Presumption{Value: facts.No, Why: "未认定"}}}}
	for i := range item.Branches {
		item.Branches[i].Step = StepBase
	}
	p, err := Compile(item, &BaseRule{ID: "无"})
	if err != nil {
		t.Fatal(err)
	}
	set := p.NewFacts(true)
	if err := set.SetKnown("货值金额", "20000"); err != nil {
		t.Fatal(err)
	}
	cs, whole := p.Consequences(&Input{Facts: set})
	if !whole {
		t.Fatal("not whole")
	}
	return p, cs
}

func fines(min, max *money.Ratio) Penalty {
	return Penalty{Kind: Fine, Min: min, Max: max, Modality: Must}
}

func TestCompareLaws(t *testing.T) {
	warn := Penalty{Kind: "警告", Modality: Must}
	mayStop := Penalty{Kind: "责令停产停业", Modality: May}
	mustStop := Penalty{Kind: "责令停产停业", Modality: Must}
	three, five := money.Int(3), money.Int(5)
	times := Penalty{Kind: Fine, Min: &three, Max: &five, Base: "货值金额", Modality: Must}
	for _, c := range []struct {
		name     string
		old, new []Penalty
		want     Chosen
	}{
		{"equal", []Penalty{fines(yuan(10000), yuan(50000))}, []Penalty{fines(yuan(10000), yuan(50000))}, OldLaw},
		{"lower ceiling", []Penalty{fines(yuan(10000), yuan(50000))}, []Penalty{fines(yuan(10000), yuan(40000))}, NewLaw},
		{"no floor any more", []Penalty{fines(yuan(10000), yuan(50000))}, []Penalty{fines(nil, yuan(50000))}, NewLaw},
		{"higher ceiling", []Penalty{fines(yuan(10000), yuan(50000))}, []Penalty{fines(yuan(10000), yuan(60000))}, OldLaw},
		{"lower floor, higher ceiling", []Penalty{fines(yuan(10000), yuan(50000))}, []Penalty{fines(yuan(5000), yuan(60000))}, WeighLaw},
		{"a kind falls away", []Penalty{warn, fines(yuan(1), yuan(2))}, []Penalty{fines(yuan(1), yuan(2))}, NewLaw},
		{"milder fine, new kind", []Penalty{fines(yuan(10000), yuan(50000))}, []Penalty{fines(yuan(5000), yuan(50000)), mayStop}, WeighLaw},
		{"must becomes may", []Penalty{mustStop}, []Penalty{mayStop}, NewLaw},
		{"may becomes must", []Penalty{mayStop}, []Penalty{mustStop}, OldLaw},
		{"multiple in yuan: 60,000 to 100,000", []Penalty{times}, []Penalty{fines(yuan(50000), yuan(100000))}, NewLaw},
		{"multiple in yuan, higher", []Penalty{times}, []Penalty{fines(yuan(60000), yuan(100001))}, OldLaw},
	} {
		p, old := lawOf(t, Branch{Penalties: c.old})
		q, fresh := lawOf(t, Branch{Penalties: c.new})
		if got := CompareLaws(old, fresh, p.Vocabulary, q.Vocabulary); got.Chosen != c.want {
			t.Errorf("%s: %s (%s), want %s; %+v", c.name, got.Chosen, got.Why, c.want, got.Kinds)
		}
	}
}

func TestFineOrder(t *testing.T) {
	for _, c := range []struct {
		a, b Penalty
		want int
	}{
		{fines(yuan(10000), yuan(50000)), fines(yuan(1), yuan(49999)), 1},
		{fines(yuan(10000), yuan(50000)), fines(yuan(20000), yuan(50000)), -1},
		{fines(yuan(10000), yuan(50000)), fines(yuan(10000), yuan(50000)), 0},
		{fines(yuan(10000), nil), fines(yuan(20000), yuan(50000)), 1},
	} {
		_, a := lawOf(t, Branch{Penalties: []Penalty{c.a}})
		_, b := lawOf(t, Branch{Penalties: []Penalty{c.b}})
		if got, sure := FineOrder(a, b); got != c.want || !sure {
			t.Errorf("%v against %v: %d %v, want %d", c.a, c.b, got, sure, c.want)
		}
	}
}
