package prove

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine/cond"
)

// maxFindings is how many counterexamples one proof looks for.
const maxFindings = 12

// Options bound the work of Check; the zero value takes the defaults.
type Options struct {
	Boxes int // boxes that one proof may look at; 0 = DefaultBoxes
}

// Check answers every question for a table. It never fails: what cannot be shown is NotProved with its reason.
func Check(t *Table, o Options) *Report {
	if o.Boxes == 0 {
		o.Boxes = DefaultBoxes
	}
	c := &checker{t: t, s: newSearch(t), boxes: o.Boxes, left: 4 * o.Boxes, report: &Report{Table: t.Name, Notes: []Finding{}}}
	c.read, c.reached = slices.Clone(c.s.used), map[place]bool{}
	c.s.useBases(t)
	c.regions = make([]region, len(t.Tiers))
	for i := range t.Tiers {
		c.regions[i] = t.region(i)
	}
	for _, b := range t.cases() {
		for _, g := range t.groups() {
			c.gap(b, g)
		}
	}
	for _, g := range t.groups() {
		c.overlap(g)
	}
	c.reachable()
	c.monotone()
	c.order()
	c.inside()
	c.child()
	c.notes()
	return c.report
}

// place is a tier in a statutory branch.
type place struct{ tier, branch int }

type checker struct {
	t       *Table
	s       *search
	boxes   int // limit of one proof
	left    int // of all proofs
	regions []region
	read    []bool         // by slot: a condition reads the fact
	reached map[place]bool // some facts lead to the tier in the branch
	report  *Report
}

// prove runs one proof and files its answer: refuted by what it found, not proved where the search had to stop, else proved.
func (c *checker) prove(kind Kind, where string, run func(p *Proof)) *Proof {
	p := Proof{Kind: kind, Where: where}
	limit := min(c.boxes, c.left)
	c.s.start(limit)
	run(&p)
	p.Boxes = c.s.boxes
	c.left = max(0, c.left-c.s.boxes)
	for _, id := range c.s.outside {
		p.Atoms = append(p.Atoms, c.t.Pool.Atoms[id].Text)
	}
	var reasons []string
	if p.Reason != "" {
		reasons = append(reasons, p.Reason)
	}
	if c.s.exhausted {
		reasons = append(reasons, fmt.Sprintf("事实组合超过 %d 个的上限，没有看完", limit))
	}
	if len(p.Atoms) > 0 {
		reasons = append(reasons, "比较几个事实之和，不在可判定的形式之内："+strings.Join(p.Atoms, "；"))
	}
	p.Reason = strings.Join(reasons, "；")
	switch {
	case len(p.Findings) > 0:
		p.Answer = Refuted
	case p.Reason != "":
		p.Answer = NotProved
	default:
		p.Answer = Proved
	}
	c.report.Proofs = append(c.report.Proofs, p)
	return &c.report.Proofs[len(c.report.Proofs)-1]
}

// add files a counterexample; full then tells whether to go on.
func (p *Proof) add(f Finding) {
	f.Code = string(p.Kind)
	p.Findings = append(p.Findings, f)
}

// full ends the search for more.
func (p *Proof) full() bool {
	p.More = len(p.Findings) >= maxFindings
	return p.More
}

func (c *checker) note(f Finding) { c.report.Notes = append(c.report.Notes, f) }

// title names a tier with its column and branch where there are several.
func (t *Table) title(i int) string {
	x := &t.Tiers[i]
	s := x.Name
	if x.Group != "" {
		s = x.Group + "·" + s
	}
	if x.Branch != Any && len(t.Branches) > 1 {
		s += "（" + t.Branches[x.Branch].Name + "）"
	}
	return s
}

func (t *Table) place(b int, group string) string {
	var parts []string
	if b != Any && (len(t.Branches) > 1 || t.Branches[b].Name != "") {
		parts = append(parts, t.Branches[b].Name)
	}
	if group != "" {
		parts = append(parts, group)
	}
	return strings.Join(parts, "·")
}

func conds(cs ...*cond.Cond) []*cond.Cond { return cs }
