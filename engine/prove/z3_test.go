package prove

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
)

// The solver Z3 is an oracle of these tests only: it gets the same random tables, written out by the generator and not
// by way of the compiled conditions, with facts renamed, since it refuses Chinese names.

// solver is one Z3 process; every question is a push, an assert and a pop.
type solver struct {
	in  io.WriteCloser
	out *bufio.Reader
}

func startSolver(t *testing.T) *solver {
	t.Helper()
	path, err := exec.LookPath("z3")
	if err != nil {
		t.Skip("z3 is not installed; .ci/setup installs it")
	}
	cmd := exec.Command(path, "-in", "-smt2")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	return &solver{in, bufio.NewReader(out)}
}

// satisfiable asks one question; declarations and assertions of it are forgotten afterwards.
func (s *solver) satisfiable(t *testing.T, script string) bool {
	t.Helper()
	fmt.Fprintf(s.in, "(push)\n%s\n(check-sat)\n(pop)\n", script)
	line, err := s.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	switch strings.TrimSpace(line) {
	case "sat":
		return true
	case "unsat":
		return false
	}
	t.Fatalf("z3: %s\n%s", line, script)
	return false
}

// formula is a condition as an officer writes it and as the solver reads it.
type formula struct {
	text, smt string
	absent    bool // reads a fact that may be 无: `not` over it is refused
}

// oddFacts is a vocabulary of every type, small enough for accidents to happen.
func oddFacts(t testing.TB) *facts.Vocabulary {
	t.Helper()
	v, err := facts.NewVocabulary(
		facts.Entry{Name: "货值金额", Type: facts.Money},
		facts.Entry{Name: "违法所得", Type: facts.Money, Absent: true},
		facts.Entry{Name: "次数", Type: facts.Int, Hi: 9},
		facts.Entry{Name: "比例", Type: facts.Number, Hi: 1_000_000},
		facts.Entry{Name: "多次违法", Type: facts.Bool},
		facts.Entry{Name: "逾期", Type: facts.Bool},
		facts.Entry{Name: "过错", Type: facts.Enum, Options: []string{"无", "过失", "故意"}},
		facts.Entry{Name: "行为日", Type: facts.Date},
	)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// declare writes the facts of a vocabulary with their bounds; x3 is the fact of slot 3, k3 whether it is an amount (0), 无 (1) or 无法计算 (2).
func declare(v *facts.Vocabulary) string {
	var b strings.Builder
	for i := range v.Len() {
		e := v.Entry(i)
		switch e.Type {
		case facts.Bool:
			fmt.Fprintf(&b, "(declare-const x%d Bool)\n", i)
			continue
		case facts.Enum:
			fmt.Fprintf(&b, "(declare-const x%d Int)(assert (and (<= 0 x%d) (< x%d %d)))\n", i, i, i, len(e.Options))
			continue
		}
		lo, hi := e.Bounds()
		fmt.Fprintf(&b, "(declare-const x%d Int)(assert (and (<= %s x%d) (<= x%d %s)))\n", i, smtInt(lo), i, i, smtInt(hi))
		if e.Absent {
			fmt.Fprintf(&b, "(declare-const k%d Int)(assert (and (<= 0 k%d) (<= k%d 2)))\n", i, i, i)
		}
	}
	return b.String()
}

func smtInt(n int64) string {
	if n < 0 {
		return fmt.Sprintf("(- %d)", -n)
	}
	return fmt.Sprint(n)
}

// writer draws formulas.
type writer struct {
	r *rand.Rand
	v *facts.Vocabulary
}

func (w writer) formula(depth int) formula {
	if depth == 0 || w.r.IntN(4) == 0 {
		return w.atom(w.r.IntN(w.v.Len()))
	}
	switch w.r.IntN(5) {
	case 0:
		if x := w.formula(depth - 1); !x.absent {
			return formula{"not (" + x.text + ")", "(not " + x.smt + ")", false}
		}
		return w.atom(w.r.IntN(w.v.Len()))
	case 1, 2:
		return w.join(depth, "or")
	}
	return w.join(depth, "and")
}

func (w writer) join(depth int, word string) formula {
	l, r := w.formula(depth-1), w.formula(depth-1)
	return formula{"(" + l.text + ") " + word + " (" + r.text + ")", "(" + word + " " + l.smt + " " + r.smt + ")", l.absent || r.absent}
}

// thresholds are few, so that conditions meet at them; stored units.
var thresholds = map[facts.Type][]int64{
	facts.Money:  {0, 100, 999_999, 1_000_000, 1_000_001, 5_000_000},
	facts.Int:    {0, 1, 2, 3, 9},
	facts.Number: {0, 300_000, 700_000, 1_000_000},
	facts.Date:   {20000, 20001, 20400},
}

func (w writer) atom(slot int) formula {
	e := w.v.Entry(slot)
	switch e.Type {
	case facts.Bool:
		return formula{e.Name, fmt.Sprintf("x%d", slot), false}
	case facts.Enum:
		k := w.r.IntN(len(e.Options))
		if w.r.IntN(2) == 0 {
			return formula{e.Name + " != '" + e.Options[k] + "'", fmt.Sprintf("(not (= x%d %d))", slot, k), false}
		}
		o := (k + 1) % len(e.Options)
		return formula{e.Name + " in ['" + e.Options[k] + "', '" + e.Options[o] + "']", fmt.Sprintf("(or (= x%d %d) (= x%d %d))", slot, k, slot, o), false}
	}
	if e.Absent && w.r.IntN(3) == 0 {
		k := 1 + w.r.IntN(2)
		word := []string{facts.NoneWord, facts.IncalculableWord}[k-1]
		if w.r.IntN(2) == 0 {
			return formula{e.Name + " != " + word, fmt.Sprintf("(not (= k%d %d))", slot, k), false}
		}
		return formula{e.Name + " == " + word, fmt.Sprintf("(= k%d %d)", slot, k), false}
	}
	return w.comparison(slot, e)
}

func (w writer) comparison(slot int, e *facts.Entry) formula {
	op := []string{"<", "<=", ">", ">=", "==", "!="}[w.r.IntN(6)]
	set := thresholds[e.Type]
	n := set[w.r.IntN(len(set))]
	lit := stored(e, n)
	if e.Type == facts.Date {
		lit = `日期("` + lit + `")`
	}
	smt := fmt.Sprintf("(%s x%d %d)", op, slot, n)
	switch op {
	case "==":
		smt = fmt.Sprintf("(= x%d %d)", slot, n)
	case "!=":
		smt = fmt.Sprintf("(not (= x%d %d))", slot, n)
	}
	if e.Absent {
		smt = fmt.Sprintf("(and (= k%d 0) %s)", slot, smt)
	}
	return formula{e.Name + " " + op + " " + lit, smt, e.Absent}
}

// drawn is a random table with its conditions as the solver reads them.
type drawn struct {
	table       *Table
	tiers       []string
	constraints []string
}

// odd draws a table of a few arbitrary conditions, with constraints now and then.
func odd(t testing.TB, r *rand.Rand) drawn {
	v := oddFacts(t)
	w := writer{r, v}
	d := drawn{table: &Table{Pool: cond.NewPool(v)}}
	if r.IntN(3) == 0 {
		d.table.Policy = First
	}
	for range r.IntN(3) {
		f := w.formula(1)
		d.constraints = append(d.constraints, f.smt)
		d.table.Constraints = append(d.table.Constraints, compile(t, d.table.Pool, f.text))
	}
	for i := range 2 + r.IntN(5) {
		f := w.formula(3)
		d.tiers = append(d.tiers, f.smt)
		d.table.Tiers = append(d.table.Tiers, Tier{Name: fmt.Sprint(i), Branch: Any, When: compile(t, d.table.Pool, f.text)})
	}
	return d
}

// regular draws a complete table and breaks it in half of all cases: a part dropped, or one grown or shrunk by one value.
func regular(t testing.TB, r *rand.Rand) drawn {
	v := wide(t, 2+r.IntN(6))
	parts := guillotine(r, v, 2+r.IntN(12))
	switch k := r.IntN(len(parts)); r.IntN(4) {
	case 0:
		parts = append(parts[:k], parts[k+1:]...)
	case 1:
		slot := r.IntN(v.Len())
		if d := &parts[k][slot]; v.Entry(slot).Type.Numeric() && d.Lo > 0 && d.Hi > d.Lo {
			d.Lo += int64(1 - 2*r.IntN(2))
		}
	}
	d := drawn{table: tableOf(t, v, parts)}
	for _, p := range parts {
		d.tiers = append(d.tiers, p.smt(v))
	}
	return d
}

// smt writes the same condition as text does.
func (p part) smt(v *facts.Vocabulary) string {
	var b strings.Builder
	b.WriteString("(and true")
	for slot, d := range p {
		e := v.Entry(slot)
		whole := e.Whole()
		switch {
		case e.Type == facts.Bool && d.Mask == facts.CanTrue:
			fmt.Fprintf(&b, " x%d", slot)
		case e.Type == facts.Bool && d.Mask == facts.CanFalse:
			fmt.Fprintf(&b, " (not x%d)", slot)
		case e.Type == facts.Enum:
			b.WriteString(" (or false")
			for i := range e.Options {
				if d.Mask&(1<<i) != 0 {
					fmt.Fprintf(&b, " (= x%d %d)", slot, i)
				}
			}
			b.WriteString(")")
		case e.Type.Numeric():
			if d.Lo > whole.Lo {
				fmt.Fprintf(&b, " (>= x%d %d)", slot, d.Lo)
			}
			if d.Hi < whole.Hi && !(e.Type == facts.Money && d.Hi == 1_000_000_00) {
				fmt.Fprintf(&b, " (<= x%d %d)", slot, d.Hi)
			}
		}
	}
	return b.String() + ")"
}

func asserts(of ...string) string {
	var b strings.Builder
	for _, x := range of {
		b.WriteString("(assert " + x + ")")
	}
	return b.String()
}

func negated(of []string) []string {
	out := make([]string, len(of))
	for i, x := range of {
		out[i] = "(not " + x + ")"
	}
	return out
}

// verdicts asks the solver the questions of gap, overlap and reachability.
func (d drawn) verdicts(t *testing.T, s *solver) (gap, overlap bool, dead []bool) {
	head := declare(d.table.Pool.Vocabulary) + asserts(d.constraints...)
	gap = s.satisfiable(t, head+asserts(negated(d.tiers)...))
	if d.table.Policy == Silent {
		var pairs strings.Builder
		for i := range d.tiers {
			for j := range i {
				fmt.Fprintf(&pairs, " (and %s %s)", d.tiers[i], d.tiers[j])
			}
		}
		overlap = s.satisfiable(t, head+asserts("(or false"+pairs.String()+")"))
	}
	for i := range d.tiers {
		q := head + asserts(d.tiers[i])
		if d.table.Policy == First {
			q += asserts(negated(d.tiers[:i])...)
		}
		dead = append(dead, !s.satisfiable(t, q))
	}
	return gap, overlap, dead
}

// TestAgreesWithZ3: 400 random tables, 10,000 with CAILIANG_LONG=1.
func TestAgreesWithZ3(t *testing.T) {
	n := 400
	if os.Getenv("CAILIANG_LONG") != "" {
		n = 10_000
	}
	s := startSolver(t)
	r := rand.New(rand.NewPCG(20261124, 1))
	count := map[Answer]int{}
	for i := range n {
		d := odd(t, r)
		if i%2 == 1 {
			d = regular(t, r)
		}
		rep := Check(d.table, Options{})
		gap, overlap, dead := d.verdicts(t, s)
		want := map[Kind]Answer{Gap: refutedIf(gap), Overlap: refutedIf(overlap), Reachable: Proved}
		for k := range dead {
			if dead[k] {
				want[Reachable] = Refuted
			}
		}
		for kind, w := range want {
			got := answers(rep)[kind]
			count[got]++
			if got != w {
				t.Fatalf("table %d: %s %s, z3 %s\n%s\n%s", i, kind, got, w, sources(d.table), strings.Join(rep.Lines(), "\n"))
			}
		}
		sameDead(t, d.table, rep, dead)
		showWitnesses(t, d.table, rep)
	}
	t.Logf("%d tables, answers: %d proved, %d refuted", n, count[Proved], count[Refuted])
}

func refutedIf(b bool) Answer {
	if b {
		return Refuted
	}
	return Proved
}

func sources(t *Table) string {
	var b strings.Builder
	for _, c := range t.Constraints {
		b.WriteString("约束 " + c.Source + "\n")
	}
	for i := range t.Tiers {
		b.WriteString(t.Tiers[i].Name + " " + t.Tiers[i].When.Source + "\n")
	}
	return b.String()
}

// sameDead compares which tiers are unreachable, one by one.
func sameDead(t *testing.T, table *Table, rep *Report, dead []bool) {
	t.Helper()
	got := map[string]bool{}
	more := false
	for _, p := range rep.Proofs {
		if p.Kind == Reachable {
			more = p.More
			for _, f := range p.Findings {
				got[f.Tiers[0]] = true
			}
		}
	}
	for i := range dead {
		if got[table.title(i)] != dead[i] && !more {
			t.Fatalf("tier %d: dead %v, z3 %v\n%s", i, got[table.title(i)], dead[i], sources(table))
		}
	}
}
