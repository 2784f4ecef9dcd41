package eval

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// coefficient is one entry of `adjustments`: percentages that are added where it holds.
type coefficient struct {
	when, name string
	low, high  money.Ratio // 0.1 = ten percent more
}

// coefficients reads percentages added to the tier's amount. Several that hold are added up: the amounts become formulas in which each
// counts where its yes/no fact holds, up to the statutory ceiling.
func (r *marketReader) coefficients() {
	var cs []coefficient
	for _, n := range listOf(r.key("adjustments")) {
		if !n.IsMap() {
			r.im.loses(n, "加减没有写成条件和百分比")
			continue
		}
		r.tell(n.Map(), []string{"when", "add_pct", "sub_pct", "reduce_pct", "note", "inferred", "times", "factor"})
		r.sayNote("加减“"+text(n.Map().Get("when"))+"”", n.Map())
		c, err := r.coefficient(n.Map())
		if err != nil {
			r.im.loses(n, err.Error())
			continue
		}
		cs = append(cs, c)
	}
	if len(cs) == 0 {
		return
	}
	counts := !slices.ContainsFunc(cs, func(c coefficient) bool { return !r.yesNo(c.when) })
	if !counts && len(cs) == 1 {
		c := cs[0]
		one := money.Int(1)
		from, err1 := one.Add(c.low)
		to, err2 := one.Add(c.high)
		if err1 == nil && err2 == nil {
			r.bench.Adjust = append(r.bench.Adjust, engine.Adjustment{Name: c.name, When: c.when, From: from, To: to})
		}
		return
	}
	if !counts {
		r.im.lost = append(r.im.lost, fmt.Sprintf("%s：几个加减的条件不都是单个的是/否事实，相加后的比例不能计算", at(r.item.Node())))
		return
	}
	r.added(cs)
}

func (r *marketReader) yesNo(name string) bool {
	f := r.words.facts[name]
	return f != nil && f.kind == facts.Bool || slices.ContainsFunc(r.law, func(e facts.Entry) bool { return e.Name == name })
}

func (r *marketReader) coefficient(m source.Map) (coefficient, error) {
	s := text(m.Get("when"))
	c := coefficient{name: s}
	var err error
	if c.when, err = r.lawWhen(s); err != nil {
		return c, err
	}
	sign, key, base := "", "add_pct", money.Int(0)
	for _, k := range []string{"sub_pct", "reduce_pct", "times", "factor"} {
		if m.Has(k) {
			key = k
		}
	}
	scale := "/100"
	switch key {
	case "sub_pct", "reduce_pct":
		sign = "-"
	case "times", "factor":
		base, scale = money.Int(1), ""
	}
	ends := endsOf(m.Get(key))
	if len(ends) != 2 {
		return c, fmt.Errorf("加减的百分比应有两端")
	}
	for i, into := range []*money.Ratio{&c.low, &c.high} {
		v, err := money.ParseRatio(sign + strings.TrimSuffix(ends[i], "%"))
		if err == nil && scale != "" {
			v, err = v.Div(money.Int(100))
		}
		if err == nil {
			v, err = v.Sub(base)
		}
		if err != nil {
			return c, fmt.Errorf("加减的百分比“%s”不是数", ends[i])
		}
		*into = v
	}
	if c.high.Cmp(c.low) < 0 {
		c.low, c.high = c.high, c.low
	}
	return c, nil
}

// added writes the fines of the rows as formulas with the percentages.
func (r *marketReader) added(cs []coefficient) {
	term := func(pick func(coefficient) money.Ratio) string {
		out := "1"
		for _, c := range cs {
			v := pick(c)
			out += fmt.Sprintf(" + (%d/%d)*%s", v.Num(), v.Den(), c.when)
		}
		return out
	}
	low, high := term(func(c coefficient) money.Ratio { return c.low }), term(func(c coefficient) money.Ratio { return c.high })
	ceiling := r.ceiling()
	if ceiling == "" {
		r.im.notes = append(r.im.notes, "加减之后是否超过法定上限，摘要的法定幅度定不下来，没有封顶")
	}
	for i := range r.rows {
		for j := range r.rows[i].bands {
			b := &r.rows[i].bands[j]
			if b.pen.Kind != engine.Fine || b.pen.Share != nil || b.pen.Per != "" {
				continue
			}
			r.raise(&b.pen, low, high, ceiling)
		}
	}
}

// raise multiplies the ends of a fine by formulas.
func (r *marketReader) raise(p *engine.Penalty, low, high, ceiling string) {
	end := func(v *money.Ratio, f, by string) string {
		switch {
		case f != "":
		case v == nil:
			return ""
		case p.Base != "":
			f = fmt.Sprintf("(%d/%d)*%s", v.Num(), v.Den(), p.Base)
			if p.Cap != nil {
				f = fmt.Sprintf("min((%d/100), %s)", int64(*p.Cap), f)
			}
		default:
			f = fmt.Sprintf("(%d/%d)", v.Num(), v.Den()*100)
		}
		f = "(" + f + ")*(" + by + ")"
		if ceiling != "" {
			f = "min(" + ceiling + ", " + f + ")"
		}
		return f
	}
	from, to := end(p.Min, p.From, low), end(p.Max, p.To, high)
	p.Min, p.Max, p.Base, p.Percent, p.Cap, p.From, p.To = nil, nil, "", false, nil, from, to
}

// ceiling is the statutory ceiling in 元, where the statute has one sum for all.
func (r *marketReader) ceiling() string {
	out := ""
	for _, n := range listOf(r.key("statutory")) {
		if !n.IsMap() || !n.Map().Get("fine").IsMap() {
			continue
		}
		m := n.Map().Get("fine").Map()
		v := text(m.Get("max"))
		if !slices.Contains(sumBases, text(m.Get("base"))) || text(m.Get("unit")) != "元" || v == "" || out != "" {
			return ""
		}
		out = v
	}
	return out
}
