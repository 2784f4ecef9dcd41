package engine

import (
	"slices"
	"strings"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
)

// tableSteps records how the tiers, and the options of the factors, were judged.
func (d *decision) tableSteps() []Step {
	t := d.p.table
	if t == nil {
		return nil
	}
	var out []Step
	scored := false
	for i := range t.grades {
		g := &t.grades[i]
		truth := g.when.Eval(d.w.f)
		if g.Otherwise || truth == facts.False {
			continue // of a table of 200 cells only those that can hold say something
		}
		scored = scored || g.scored
		out = append(out, Step{Kind: "tier", Grade: g.Grade, Truth: truth, Source: g.When, Comparisons: d.comparisonsOf(g.when)})
	}
	if len(out) == 0 {
		for i := range t.grades {
			if g := &t.grades[i]; g.Otherwise && g.when.Eval(d.w.f) == facts.True {
				out = append(out, Step{Kind: "tier", Grade: g.Grade, Truth: facts.True, Source: "其他阶次都不符合"})
			}
		}
	}
	if scored {
		out = append(out, d.factorSteps()...)
	}
	for i, c := range t.adjust {
		if truth := c.Eval(d.w.f); truth != facts.False {
			a := &t.Adjust[i]
			out = append(out, Step{Kind: "adjustment", Text: a.Name, Basis: a.Basis, Truth: truth, Source: a.When, Comparisons: d.comparisonsOf(c)})
		}
	}
	return out
}

func (d *decision) factorSteps() []Step {
	var out []Step
	for i := range d.p.table.factors {
		f := &d.p.table.factors[i]
		for j := range f.options {
			o := &f.options[j]
			truth := o.when.Eval(d.w.f)
			if truth == facts.False {
				continue
			}
			out = append(out, Step{Kind: "factor", Text: f.Name + "：" + weightWords(&f.Options[j]), Truth: truth, Source: f.Options[j].When, Comparisons: d.comparisonsOf(o.when)})
		}
	}
	return out
}

func weightWords(o *Option) string {
	if len(o.By) == 0 {
		return o.Weight
	}
	var columns []string
	for c, w := range o.By {
		columns = append(columns, c+" "+w)
	}
	slices.Sort(columns)
	return strings.Join(columns, "，")
}

func (d *decision) comparisonsOf(c *cond.Cond) []Comparison {
	if c == nil {
		return nil
	}
	return d.comparisons(nil, c)
}
