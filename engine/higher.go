package engine

import (
	"slices"

	"cailiang/engine/money"
)

// FineBar says why a party gets no fine here for an act that is punished otherwise (行政处罚法 art 29).
type FineBar struct {
	Needs []Need // what is told with each outcome
}

// barred takes the fine out of outcomes; those that become equal are one.
func (d *decision) barred(in []Outcome) []Outcome {
	var out []Outcome
	for i := range in {
		o := in[i]
		if kept := slices.DeleteFunc(slices.Clone(o.Measures), func(m *Measure) bool { return m.Kind == Fine }); len(kept) < len(o.Measures) {
			o.Measures = kept
			o.Needs = slices.Concat(o.Needs, d.in.Bar.Needs)
			o.settle()
		}
		if !slices.ContainsFunc(out, func(x Outcome) bool { return same(&x, &o) }) {
			out = append(out, o)
		}
	}
	return out
}

// settle gives an outcome without its fine the status that is left.
func (o *Outcome) settle() {
	o.Reading = nil
	if len(o.Measures) == 0 {
		o.Status, o.Tier, o.Option, o.Choice, o.Joint = NoPenalty, "", "", nil, ""
		return
	}
	o.Joint = ""
	if o.Option == OptSingle || o.Option == OptJoint || o.Status == FineOptional {
		o.Option, o.Choice = "", nil
	}
	if o.Status != Weigh {
		o.Status = IsRange
	}
}

// HasFine reports whether any outcome brings a fine.
func (r *Result) HasFine() bool {
	return slices.ContainsFunc(r.Outcomes, func(o Outcome) bool {
		return slices.ContainsFunc(o.Measures, func(m *Measure) bool { return m.Kind == Fine })
	})
}

// FineComparison compares the statutory fines of two norms for one act (行政处罚法 art 29).
type FineComparison struct {
	Order    int    // by ceiling, then floor: 1 = the first is higher, 0 = equal
	Unclear  string // why there is no order; "" = there is one
	Crossing bool   // the floors are in the opposite order
}

// CompareFines compares two norms for the same party and act in every case that the open facts leave.
func CompareFines(a, b *Result) FineComparison {
	x, wholeX := a.Plan.Consequences(a.Input)
	y, wholeY := b.Plan.Consequences(b.Input)
	if !wholeX || !wholeY {
		return FineComparison{Unclear: "未查明的事实太多，不能逐一比较"}
	}
	var out FineComparison
	first := true
	for i := range x {
		for j := range y {
			if !compatible(x[i].If, y[j].If, a.Plan.Vocabulary, b.Plan.Vocabulary) {
				continue
			}
			c := compareFines(&x[i], &y[j])
			switch {
			case c.Unclear != "":
				return c
			case first:
				out, first = c, false
			case c.Order != out.Order:
				return FineComparison{Unclear: "未查明的事实不同，罚款数额较高的规定也不同"}
			default:
				out.Crossing = out.Crossing || c.Crossing
			}
		}
	}
	if first {
		return FineComparison{Unclear: "两个规定的适用条件没有共同的情形"}
	}
	return out
}

func compareFines(a, b *Consequence) FineComparison {
	x, y := []Consequence{*a}, []Consequence{*b}
	order, sure := FineOrder(x, y)
	if !sure {
		return FineComparison{Unclear: "罚款的基数尚未查明，不能换算成元比较"}
	}
	f, g := fineOf(x), fineOf(y)
	floors := floorOf(f).Cmp(floorOf(g))
	both := f.strength > 0 && g.strength > 0
	return FineComparison{Order: order, Crossing: both && floors*order < 0}
}

// TopFine is the highest fine that the outcomes of a result allow; ok = false: there is none, or it has no number.
func (r *Result) TopFine() (top money.Ratio, ok bool) {
	for i := range r.Outcomes {
		for _, m := range r.Outcomes[i].Measures {
			switch {
			case m.Kind != Fine:
			case m.OpenBase || m.Range.NoMax:
				return money.Ratio{}, false
			case !ok || m.Range.Max.Cmp(top) > 0:
				top, ok = m.Range.Max, true
			}
		}
	}
	return top, ok
}

// StatutoryFine writes the fine of a norm for this case, before any circumstance.
func (r *Result) StatutoryFine() string {
	cs, _ := r.Plan.Consequences(r.Input)
	var all []*Measure
	for i := range cs {
		all = append(all, cs[i].Measures...)
	}
	return briefKind(Fine, all)
}

// FineChoice says which of several norms for one act gives the fine (择一重罚款).
type FineChoice struct {
	Act    string
	Party  *string
	Role   string
	Norms  []FineNorm
	Chosen int // its place in Norms; -1 = a person decides, all fines are shown
	Why    string
	Notes  []string // where other orders differ
}

// FineNorm is one norm of a choice, with the result before its fine was left out.
type FineNorm struct {
	Item   *Item
	Fine   string
	Result *Result
}
