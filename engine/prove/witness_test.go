package prove

import (
	"slices"
	"testing"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
)

// typedFrame makes a frame from the words of a counterexample alone, as a case file would state them.
func typedFrame(t *testing.T, table *Table, p *Point) *cond.Frame {
	t.Helper()
	set := facts.NewSet(table.Pool.Vocabulary, false)
	for name, text := range p.Facts() {
		if err := set.SetKnown(name, text); err != nil {
			t.Fatalf("nobody can type %s = %s: %v", name, text, err)
		}
	}
	f := table.Pool.NewFrame()
	for i := range set.Facts {
		f.Dom[i] = set.Facts[i].Value
	}
	return f
}

// acting lists the tiers that decide at a point, from the words of Table.
func acting(t *testing.T, table *Table, f *cond.Frame) []string {
	t.Helper()
	var out []string
	holds := func(i int) bool { return is(table.Scope, f) && is(table.own(i), f) }
	for i := range table.Tiers {
		if table.own(i).Eval(f) == facts.Unknown {
			t.Fatalf("%s is open", table.Tiers[i].Name)
		}
		beaten := false
		for j := range table.Tiers {
			beaten = beaten || outranks(table, j, i) && holds(j)
		}
		if holds(i) && !beaten {
			out = append(out, table.title(i))
		}
	}
	return out
}

// showWitnesses types every counterexample in and evaluates the table by itself: the defect has to show, the constraints to hold.
func showWitnesses(t *testing.T, table *Table, rep *Report) {
	t.Helper()
	for _, f := range rep.Findings() {
		var frames []*cond.Frame
		for i := range f.Points {
			p := &f.Points[i]
			frame := typedFrame(t, table, p)
			for _, c := range table.Constraints {
				if got := c.Eval(frame); got != facts.True {
					t.Fatalf("%s: constraint %s is %s at %s", f.Message, c.Source, got, p.words())
				}
			}
			if got := acting(t, table, frame); !slices.Equal(got, p.Tiers) {
				t.Fatalf("%s: %v act at %s, not %v", f.Message, got, p.words(), p.Tiers)
			}
			frames = append(frames, frame)
		}
		showDefect(t, table, &f, frames)
	}
}

func showDefect(t *testing.T, table *Table, f *Finding, frames []*cond.Frame) {
	t.Helper()
	switch Kind(f.Code) {
	case Gap:
		for i := range table.Tiers {
			if table.Tiers[i].Group == f.group && table.inBranch(i, f.branch) && is(table.own(i), frames[0]) {
				t.Fatalf("%s holds in the gap %s\n%s", table.title(i), f.Points[0].words(), sources(table))
			}
		}
		if !is(table.Scope, frames[0]) || !is(table.when(f.branch), frames[0]) {
			t.Fatalf("the gap %s lies outside the table", f.Points[0].words())
		}
	case Overlap, Inside, Child:
		for _, name := range f.Tiers {
			if !slices.Contains(f.Points[0].Tiers, name) {
				t.Fatalf("%s: %s does not act at %s\n%s", f.Message, name, f.Points[0].words(), sources(table))
			}
		}
	case Monotone:
		showReversal(t, table, f, frames[0], frames[1])
	}
}

// showReversal holds a reversal to its word: one fact differs, each point has its tier, and the amounts in 元 fall.
func showReversal(t *testing.T, table *Table, f *Finding, low, high *cond.Frame) {
	t.Helper()
	differ := 0
	for slot := range low.Dom {
		if low.Dom[slot] != high.Dom[slot] {
			differ++
			e := table.Pool.Vocabulary.Entry(slot)
			if rank(e, high.Dom[slot]) <= rank(e, low.Dom[slot]) && e.Hi < 100 { // rank is made for small numbers
				t.Fatalf("%s: %s is not worse than %s", f.Message, e.Words(high.Dom[slot]), e.Words(low.Dom[slot]))
			}
		}
	}
	if differ != 1 || !slices.Contains(f.Points[0].Tiers, f.Tiers[0]) || !slices.Contains(f.Points[1].Tiers, f.Tiers[1]) {
		t.Fatalf("%s: %d facts differ, %v and %v act", f.Message, differ, f.Points[0].Tiers, f.Points[1].Tiers)
	}
	c := &checker{t: table}
	for i := range table.Tiers {
		for j := range table.Tiers {
			if table.title(i) == f.Tiers[0] && table.title(j) == f.Tiers[1] {
				if _, ok := c.falls(&table.Tiers[i], &table.Tiers[j], low.Dom, high.Dom); ok {
					return
				}
			}
		}
	}
	t.Fatalf("%s: nothing falls", f.Message)
}
