package prove

import (
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// numbered tells whether the amount has a number at all; a kind such as 吊销许可证件 has none.
func (a *Amount) numbered() bool { return !a.Range.NoMin || !a.Range.NoMax }

// plain tells whether the amount is its range times its base, without a floor, a cap or a deemed base.
func (a *Amount) plain() bool { return a.Base == "" || a.Least == nil && a.Cap == nil && a.Deem == nil }

// alike tells whether two amounts can be compared by their ranges alone.
func alike(a, b *Amount) bool { return a.Base == b.Base && a.Unit == b.Unit && a.plain() && b.plain() }

// per is how many stored units of a base make one of the base's own: 分 multiply as they are.
func per(e *facts.Entry) int64 {
	if e.Type == facts.Money {
		return 1
	}
	return e.Type.Scale()
}

// at gives the amount for a base of v stored units. The error wraps money.ErrOverflow.
func (a *Amount) at(e *facts.Entry, v int64) (money.Range, error) {
	if a.Base == "" {
		return a.Range, nil
	}
	if a.Deem != nil {
		v = max(v, int64(*a.Deem))
	}
	by, err := money.NewRatio(v, per(e))
	if err != nil {
		return money.Range{}, err
	}
	r, err := a.Range.Scale(by)
	if err != nil {
		return money.Range{}, err
	}
	if a.Least != nil {
		r = atLeast(r, a.Least.Ratio())
	}
	if a.Cap != nil {
		r = r.Clamp(*a.Cap)
	}
	return r, nil
}

// atLeast raises the ends of a range to a minimum.
func atLeast(r money.Range, least money.Ratio) money.Range {
	if !r.NoMin && r.Min.Cmp(least) < 0 || r.NoMin {
		r.NoMin, r.Min, r.MinOpen = false, least, false
	}
	if !r.NoMax && r.Max.Cmp(least) < 0 {
		r.Max, r.MaxOpen = least, false
	}
	return r
}

// bends are values of a base within lo..hi, in order, such that between two of them no end of one amount passes an end of
// another: each end is a straight line through 0 or a constant, so looking at the bends is looking at all values.
func bends(e *facts.Entry, lo, hi int64, as ...*Amount) []int64 {
	out := []int64{lo, hi}
	add := func(v int64) {
		for _, x := range []int64{v, v + 1} {
			if x > lo && x < hi {
				out = append(out, x)
			}
		}
	}
	slopes, levels := lines(as)
	for _, k := range slopes {
		for _, c := range levels {
			if x, err := c.Mul(money.Int(per(e))); err == nil {
				if x, err = x.Div(k); err == nil {
					add(x.Floor())
				}
			}
		}
	}
	for _, a := range as {
		if a.Deem != nil {
			add(int64(*a.Deem))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// lines lists the factors and the constant ends of amounts.
func lines(as []*Amount) (slopes, levels []money.Ratio) {
	for _, a := range as {
		ends := []money.Ratio{a.Range.Min, a.Range.Max}
		if a.Base == "" {
			levels = append(levels, ends...)
			continue
		}
		for _, k := range ends {
			if k.Sign() <= 0 {
				continue
			}
			slopes = append(slopes, k)
			if a.Deem != nil {
				if c, err := a.Deem.Ratio().Mul(k); err == nil {
					levels = append(levels, c)
				}
			}
		}
		for _, limit := range []*money.Fen{a.Least, a.Cap} {
			if limit != nil {
				levels = append(levels, limit.Ratio())
			}
		}
	}
	return slopes, levels
}

// lowEnd and highEnd order the ends of two ranges; the law's missing floor is 0, its missing ceiling above everything.
func lowEnd(a, b money.Range) int {
	x, y := a.Min, b.Min
	if a.NoMin {
		x = money.Ratio{}
	}
	if b.NoMin {
		y = money.Ratio{}
	}
	if c := x.Cmp(y); c != 0 {
		return c
	}
	return one(a.MinOpen && !a.NoMin) - one(b.MinOpen && !b.NoMin)
}

func highEnd(a, b money.Range) int {
	switch {
	case a.NoMax || b.NoMax:
		return one(a.NoMax) - one(b.NoMax)
	}
	if c := a.Max.Cmp(b.Max); c != 0 {
		return c
	}
	return one(b.MaxOpen) - one(a.MaxOpen)
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// lower tells whether b is lower than a: one end falls and the other does not rise.
func lower(a, b money.Range) bool {
	lo, hi := lowEnd(b, a), highEnd(b, a)
	return lo <= 0 && hi <= 0 && lo+hi < 0
}

// words writes an amount: 50,000 ≤ … ≤ 100,000 元 · 货值金额的 10 倍 ≤ … ≤ 20 倍.
func (a *Amount) words() string {
	switch {
	case !a.numbered():
		return a.Target
	case a.Unit != "":
		return a.Target + " " + units(a.Range, a.Unit)
	case a.Base == "":
		return a.Target + " " + yuan(a.Range)
	}
	s := a.Target + " " + a.Base + "的 " + engine.Factors(a.Range, a.Percent)
	if a.Least != nil {
		s += "，不低于 " + a.Least.Grouped() + " 元"
	}
	if a.Cap != nil {
		s += "，不超过 " + a.Cap.Grouped() + " 元"
	}
	return s
}

// yuan writes a range of sums.
func yuan(r money.Range) string { return engine.Interval(r, " 元") }

// units writes a range of days, months or years.
func units(r money.Range, unit string) string {
	return strings.ReplaceAll(engine.Factors(r, false), "倍", unit)
}

// target finds the amount of a target; nil where there is none.
func target(as []Amount, name string) *Amount {
	for i := range as {
		if as[i].Target == name {
			return &as[i]
		}
	}
	return nil
}
