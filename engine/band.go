package engine

import (
	"slices"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// bands are fresh copies of the tier's own penalties for the party; why says that a factor of the table has no option for the case.
func (d *decision) bands(k key, g *grade, statutory []*Measure) (out []*Measure, why string) {
	score, why := d.score(g, &d.sels[k.sel-1])
	if why != "" {
		return nil, why
	}
	for j := range g.fine {
		x := &g.fine[j]
		switch {
		case !d.in.applies(g.role(j)):
		case x.Share != nil:
			out = append(out, d.shares(x, g.Basis, statutory)...)
		default:
			if m := d.band(x, g, score, statutory); m.NoBase == "" { // else a multiple of what is not there
				out = append(out, m)
			}
		}
	}
	return out, ""
}

func (d *decision) band(x *penalty, g *grade, score money.Ratio, statutory []*Measure) *Measure {
	m := d.store.measure(Measure{Penalty: x.Penalty, Modality: x.Modality, Basis: g.Basis, Based: x.base >= 0, Factor: x.whole, Graded: true, of: x})
	m.Statutory = statutoryOf(m, statutory)
	if x.base >= 0 {
		m.NoBase = absentWord(d.value(x.base))
	}
	if x.from != nil || x.to != nil {
		m.Range, m.OpenBase, m.NoBase = d.computed(x, score)
	} else {
		m.Range, m.OpenBase = d.amount(x, x.whole)
	}
	m.Range = positive(m.Range, x.Kind)
	return m
}

// shares are the parts of the statutory range that the tier takes.
func (d *decision) shares(x *penalty, b Basis, statutory []*Measure) []*Measure {
	var out []*Measure
	for _, st := range statutory {
		if st.Kind != x.Kind {
			continue
		}
		m := d.store.measure(*st)
		if d.take(m, x.Share) {
			m.Modality, m.Basis, m.Graded = x.Modality, b, true
			out = append(out, m)
		}
	}
	return out
}

// adjusted multiplies the fines of the tier by the coefficients that hold.
func (d *decision) adjusted(bands []*Measure, s *selection) {
	for _, i := range s.adjust {
		a := &d.p.table.Adjust[i]
		for _, m := range bands {
			if m.Kind != Fine || m.OpenBase {
				continue
			}
			low, err1 := m.Range.Scale(a.From)
			high, err2 := m.Range.Scale(a.To)
			if err1 != nil || err2 != nil {
				d.overflow = true
				continue
			}
			m.Range = money.Range{Min: low.Min, MinOpen: low.MinOpen, NoMin: low.NoMin, Max: high.Max, MaxOpen: high.MaxOpen, NoMax: high.NoMax}
			if floor := m.Statutory; a.KeepFloor && !floor.NoMin {
				m.Range = raised(m.Range, floor)
			}
		}
	}
}

// raised lifts a range to the statutory floor where it reaches below.
func raised(r, statutory money.Range) money.Range {
	if r.NoMin || r.Min.Cmp(statutory.Min) < 0 {
		r.NoMin, r.Min, r.MinOpen = false, statutory.Min, statutory.MinOpen
	}
	if !r.NoMax && r.Max.Cmp(r.Min) < 0 {
		r.Max, r.MaxOpen = r.Min, false
	}
	return r
}

func absentWord(v facts.Domain) string {
	switch v.Mask {
	case facts.HasNone:
		return facts.NoneWord
	case facts.HasIncalculable:
		return facts.IncalculableWord
	}
	return ""
}

// statutoryOf finds the statutory range that a band of the benchmark lies in: of the same kind and base, else of the same kind.
func statutoryOf(m *Measure, statutory []*Measure) money.Range {
	out := money.Range{NoMin: true, NoMax: true}
	for _, x := range statutory {
		if x.Kind != m.Kind || m.Kind != Fine && m.Unit != x.Unit {
			continue
		}
		if x.Base == m.Base {
			return x.Statutory
		}
		out = x.Statutory
	}
	return out
}

// score adds up the weights of the options that hold, in the column of the tier.
func (d *decision) score(g *grade, s *selection) (money.Ratio, string) {
	sum := money.Ratio{}
	if !g.scored {
		return sum, ""
	}
	for i, at := range s.options {
		f := &d.p.table.factors[i]
		switch at {
		case -1:
			return sum, "裁量因素“" + f.Name + "”没有一个选项符合本案"
		case -2:
			return sum, "裁量因素“" + f.Name + "”有几个选项同时符合本案，文件没有规定取舍"
		}
		w, ok := f.options[at].by[g.Name]
		if !ok {
			w = f.options[at].weight
		}
		var err error
		if sum, err = sum.Add(w); err != nil {
			d.overflow = true
		}
	}
	return sum, ""
}

// computed evaluates an amount given by formulas, in 分 or in the unit of a period.
func (d *decision) computed(x *penalty, score money.Ratio) (r money.Range, open bool, absent string) {
	r = money.Range{NoMin: x.from == nil, NoMax: x.to == nil, MinOpen: x.MinOpen, MaxOpen: x.MaxOpen}
	scale := money.Int(1)
	if x.Kind == Fine || x.Unit == "" {
		scale = money.Int(100)
	}
	for n, f := range []*cond.Formula{x.from, x.to} {
		if f == nil {
			continue
		}
		v, err := f.Eval(d.value, score)
		if err == cond.ErrAbsent {
			return r, false, facts.NoneWord
		}
		if err != nil {
			d.overflow = true
			return money.Range{NoMin: true, NoMax: true}, true, ""
		}
		open = open || !v.Known()
		if n == 0 {
			r.NoMin = v.NoLo
			r.Min = d.scaled(v.Lo, scale)
		} else {
			r.NoMax = v.NoHi
			r.Max = d.scaled(v.Hi, scale)
		}
	}
	if x.Cap != nil {
		r = r.Clamp(*x.Cap)
	}
	return r, open, ""
}

func (d *decision) scaled(v, by money.Ratio) money.Ratio {
	out, err := v.Mul(by)
	if err != nil {
		d.overflow = true
	}
	return out
}

// merged keeps the statute's kinds that the tier does not name and puts the tier's in the place of those that it names.
func merged(g *grade, statutory, bands []*Measure) []*Measure {
	named := func(kind string) bool {
		return slices.ContainsFunc(bands, func(m *Measure) bool { return m.Kind == kind })
	}
	var out []*Measure
	placed := map[string]bool{}
	place := func(kind string) {
		if placed[kind] {
			return
		}
		placed[kind] = true
		for _, m := range bands {
			if m.Kind == kind {
				out = append(out, m)
			}
		}
	}
	for _, m := range statutory {
		switch {
		case named(m.Kind):
			place(m.Kind)
		case !g.Only:
			out = append(out, m)
		}
	}
	for _, m := range bands {
		place(m.Kind)
	}
	return out
}
