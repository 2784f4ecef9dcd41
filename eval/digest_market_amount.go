package eval

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// endsIn gives both ends of an amount as written.
func endsIn(m source.Map) (low, high string) {
	if v := cmp.Or(text(m.Get("value")), text(m.Get("fixed"))); v != "" {
		return v, v
	}
	return text(m.Get("min")), text(m.Get("max"))
}

var endUnit = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*(%|倍|‰)$`)

// inOneUnit takes units that stand at the ends themselves: 10%, 1倍; ends in different units become factors.
func inOneUnit(low, high, unit string) (string, string, string) {
	a, b := endUnit.FindStringSubmatch(low), endUnit.FindStringSubmatch(high)
	if a == nil && b == nil {
		return low, high, unit
	}
	unitOf := func(m []string) string {
		if m == nil {
			return ""
		}
		return m[2]
	}
	if u, v := unitOf(a), unitOf(b); u == v || u == "" || v == "" {
		return strings.TrimRight(low, "%倍‰ "), strings.TrimRight(high, "%倍‰ "), cmp.Or(u, v)
	}
	factor := func(s string) string { return strings.TrimSuffix(plainNumber2(s), "倍") }
	return factor(low), factor(high), "倍"
}

var sumBases = []string{"", "定额", "金额", "固定", "固定金额", "无"}

// plainAmount reads base, unit and ends.
func (r *marketReader) plainAmount(m source.Map, b *band) error {
	low, high := endsIn(m)
	base := text(m.Get("base"))
	low, high, unit := inOneUnit(low, high, text(m.Get("unit")))
	if low == "" && high == "" {
		return fmt.Errorf("罚款没有写数额")
	}
	if strings.HasPrefix(base, "法定") {
		c, err := shareOf(base, low, high, unit)
		if err == nil {
			c.MinOpen, c.MaxOpen = b.pen.MinOpen, b.pen.MaxOpen
			b.pen.Share = c
		}
		return err
	}
	if slices.Contains(sumBases, base) {
		if !strings.Contains(unit, "元") && unit != "" {
			return r.lasting(m, unit, low, high, b)
		}
		return r.sums(m, unit, low, high, b)
	}
	return r.multiples(m, base, unit, low, high, b)
}

// scaleOf is what a number of a unit is worth in 分, or as a factor of the base.
func scaleOf(unit string, fixed bool) (money.Ratio, error) {
	switch strings.TrimSpace(unit) {
	case "元", "":
		if fixed {
			return money.Int(100), nil
		}
	case "千元":
		return money.Int(100_000), nil
	case "万元":
		return money.Int(1_000_000), nil
	case "亿元":
		return money.Int(10_000_000_000), nil
	case "倍":
		return money.Int(1), nil
	case "%", "百分之", "百分比":
		return money.NewRatio(1, 100)
	case "‰", "千分之":
		return money.NewRatio(1, 1000)
	}
	return money.Ratio{}, fmt.Errorf("不认识的单位“%s”", unit)
}

// ratios reads both ends in a unit; ok = false where one is an expression.
func ratios(low, high string, scale money.Ratio) (lo, hi *money.Ratio, ok bool) {
	for i, into := range []**money.Ratio{&lo, &hi} {
		s := []string{low, high}[i]
		if s == "" {
			continue
		}
		v, err := money.ParseRatio(plainNumber2(strings.ReplaceAll(strings.TrimSuffix(s, "元"), ",", "")))
		if err == nil {
			v, err = v.Mul(scale)
		}
		if err != nil {
			return nil, nil, false
		}
		*into = &v
	}
	return lo, hi, true
}

func (r *marketReader) sums(m source.Map, unit, low, high string, b *band) error {
	scale, err := scaleOf(unit, true)
	if err != nil {
		return err
	}
	lo, hi, ok := ratios(low, high, scale)
	if !ok {
		return r.computed(m, low, high, "", scale, b)
	}
	r.setEnds(lo, hi, b)
	return r.capped(m, b)
}

// setEnds stores both ends; a fine of 0 is none, and a floor of 0 is no floor.
func (r *marketReader) setEnds(lo, hi *money.Ratio, b *band) {
	b.none = zero(lo) && zero(hi)
	if zero(lo) {
		lo, b.pen.MinOpen = nil, false
	}
	b.pen.Min, b.pen.Max = lo, hi
}

func (r *marketReader) capped(m source.Map, b *band) error {
	n := m.Get("cap")
	if !n.Exists() || n.IsNull() {
		return nil
	}
	v, err := money.ParseYuan(plainNumber2(strings.TrimSuffix(text(n), "元")))
	if err != nil {
		return fmt.Errorf("封顶“%s”不是金额", text(n))
	}
	b.pen.Cap = &v
	return nil
}

// lasting is a penalty of some days, months or years, or of other units.
func (r *marketReader) lasting(m source.Map, unit, low, high string, b *band) error {
	kind := text(m.Get("kind"))
	if kind == "" {
		return fmt.Errorf("不认识的单位“%s”", unit)
	}
	may := b.pen.Modality
	b.pen = otherKind(kind)
	b.pen.Modality, b.pen.Unit = may, map[string]string{"天": "日", "日": "日", "个月": "月", "月": "月", "年": "年"}[unit]
	lo, hi, ok := ratios(low, high, money.Int(1))
	if !ok || b.pen.Unit == "" {
		return fmt.Errorf("期限不是数")
	}
	b.pen.Min, b.pen.Max = lo, hi
	return nil
}

// multiples is a multiple or a percentage of a base.
func (r *marketReader) multiples(m source.Map, base, unit, low, high string, b *band) error {
	scale, err := scaleOf(unit, false)
	if err != nil {
		return err
	}
	b.pen.Percent = strings.Contains(unit, "%") || strings.Contains(unit, "百分")
	lo, hi, ok := ratios(low, high, scale)
	name, plain := r.base(base)
	if !ok || !plain || m.Has("floor") || m.Has("base_min") && !plainNumeric(m.Get("base_min")) {
		return r.computed(m, low, high, r.baseFormula(base), scale, b)
	}
	r.setEnds(lo, hi, b)
	b.pen.Base = name
	if n := m.Get("base_min"); n.Exists() && !n.IsNull() {
		v, err := money.ParseYuan(text(n))
		if err != nil {
			return err
		}
		b.pen.DeemMin = &v
	}
	return r.capped(m, b)
}

// base is the fact that a base names; plain = it is a sum of money, and no formula.
func (r *marketReader) base(s string) (string, bool) {
	name := r.plainName(s)
	if r.formulae[name] != "" || name != s && r.words.facts[name] == nil && strings.ContainsAny(s, "+-*/()（） ") {
		return "", false
	}
	f := r.words.need(name, facts.Money, "作罚款的基数")
	return name, f.kind == facts.Money && !f.list
}

// baseFormula is the base as a formula in 元.
func (r *marketReader) baseFormula(s string) string {
	name := r.plainName(s)
	if f := r.words.facts[name]; f != nil && r.formulae[name] == "" {
		if strings.HasPrefix(f.unit, "万元") {
			return "(10000*" + name + ")"
		}
		return name
	}
	return r.substituted(s)
}

// computed writes both ends as formulas, with floor and cap.
func (r *marketReader) computed(m source.Map, low, high, base string, scale money.Ratio, b *band) error {
	by, err := scale.Div(money.Int(1))
	if base == "" {
		by, err = scale.Div(money.Int(100))
	}
	if err != nil {
		return err
	}
	for i, into := range []*string{&b.pen.From, &b.pen.To} {
		s := []string{low, high}[i]
		if s == "" || s == "0" {
			continue
		}
		f := r.substituted(plainNumber2(s))
		if by.Cmp(money.Int(1)) != 0 {
			f = fmt.Sprintf("(%s)*%d/%d", f, by.Num(), by.Den())
		}
		if base != "" {
			f = "(" + f + ")*(" + base + ")"
		}
		if f, err = r.rw.formula(f); err != nil {
			return err
		}
		if *into, err = r.limited(m, f); err != nil {
			return err
		}
	}
	b.pen.Percent = false
	return nil
}

// limited puts floor and cap around a formula.
func (r *marketReader) limited(m source.Map, f string) (string, error) {
	for _, x := range [][2]string{{"floor", "max"}, {"cap", "min"}} {
		s := text(m.Get(x[0]))
		if s == "" {
			continue
		}
		v, err := r.rw.formula(r.substituted(plainNumber2(strings.TrimSuffix(s, "元"))))
		if err != nil {
			return "", err
		}
		f = x[1] + "(" + v + ", " + f + ")"
	}
	return f, nil
}

// shareOf is a part of the statutory range.
func shareOf(base, low, high, unit string) (*engine.Cut, error) {
	c := &engine.Cut{Of: engine.OfSpan, Standing: engine.Direct, To: money.Int(1)}
	switch {
	case strings.Contains(base, "最高"), strings.Contains(base, "上限"):
		c.Of = engine.OfCeiling
	case strings.Contains(base, "最低"), strings.Contains(base, "下限"):
		return nil, fmt.Errorf("以“%s”为基数的份额，引擎没有这种切法", base)
	}
	scale, err := scaleOf(unit, false)
	if err != nil {
		return nil, err
	}
	lo, hi, ok := ratios(low, high, scale)
	if !ok {
		return nil, fmt.Errorf("法定幅度的份额不是数")
	}
	if lo != nil {
		c.From = *lo
	}
	if hi != nil {
		c.To = *hi
	}
	return c, nil
}
