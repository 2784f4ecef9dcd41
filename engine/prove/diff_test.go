package prove

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cailiang/engine/cond"
)

// Every pair of differing tiers that shares facts is listed, and no other; tried at every set of facts.
func TestDiff(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 20261124))
	for range 60 {
		p := cond.NewPool(tiny(t))
		before, after := tinyTableIn(t, r, p), tinyTableIn(t, r, p)
		after.Constraints = before.Constraints
		got, done := Diff(before, after, Options{})
		if !done {
			t.Fatal("not finished")
		}
		var names []string
		for _, c := range got {
			names = append(names, c.Before+"→"+c.After)
		}
		want := changes(newBrute(before), newBrute(after))
		slices.Sort(names)
		slices.Sort(want)
		if !slices.Equal(slices.Compact(names), want) {
			t.Fatalf("got %v\nwant %v\n%s--\n%s", names, want, sources(before), sources(after))
		}
	}
}

func changes(a, b *brute) []string {
	set := map[string]bool{}
	for k := range a.points {
		for i := range a.t.Tiers {
			x := &a.t.Tiers[i]
			alone := a.acts[k][i]
			for j := range b.t.Tiers {
				y := &b.t.Tiers[j]
				if x.Group == y.Group && a.acts[k][i] && b.acts[k][j] && !x.same(y) {
					set[a.t.title(i)+"→"+b.t.title(j)] = true
				}
				alone = alone && !(x.Group == y.Group && b.hold[k][j])
			}
			if alone {
				set[a.t.title(i)+"→"] = true
			}
		}
		for j := range b.t.Tiers {
			alone := b.acts[k][j]
			for i := range a.t.Tiers {
				alone = alone && !(a.t.Tiers[i].Group == b.t.Tiers[j].Group && a.hold[k][i])
			}
			if alone {
				set["→"+b.t.title(j)] = true
			}
		}
	}
	var out []string
	for s := range set {
		out = append(out, s)
	}
	return out
}

func TestDiffSaysWhatChanged(t *testing.T) {
	a := complete(t)
	b := &builder{t: t, pool: a.pool, Table: &Table{Name: "新版", Pool: a.pool, Branches: a.Branches, Tiers: slices.Clone(a.Tiers)}}
	b.Tiers[1].Amounts = b.amounts("罚款 (60000, 75000]")
	got, done := Diff(a.Table, b.Table, Options{})
	if !done || len(got) != 1 || !strings.Contains(got[0].Is, "75,000") || got[0].Point.Facts()["主动召回"] != "否" {
		t.Errorf("%v %+v", done, got)
	}
	if same, _ := Diff(a.Table, a.Table, Options{}); len(same) != 0 {
		t.Errorf("a table differs from itself: %+v", same)
	}
}
