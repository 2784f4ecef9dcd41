package rules

import (
	"cailiang/engine"
	"cailiang/engine/period"
	"cailiang/rules/source"
)

// general reads what the general part works out from dates and earlier decisions: age, limitation, no second fine.
func (b *baseReader) general(m source.Map) {
	for _, n := range m.Get("age").List() {
		am := n.Map(ageKeys...)
		under, _ := am.Must("under").Int()
		b.rule.Ages = append(b.rule.Ages, engine.AgeRule{Under: int(under), Circumstance: b.listed(am.Must("circumstance")), Basis: b.basis(am.Must("article"))})
	}
	if n := m.Get("limitation"); n.Exists() {
		lm := n.Map(limitationKeys...)
		l := &engine.Limitation{Limit: limit(lm.Must("limit")), Circumstance: b.listed(lm.Must("circumstance")), Basis: b.basis(lm.Must("article"))}
		l.Longer = b.longer(lm.Get("longer"))
		for _, x := range lm.Get("exceptions").List() {
			em := x.Map(exceptionKeys...)
			l.Exceptions = append(l.Exceptions, engine.LimitException{Law: em.Must("law").Text(), From: optionalDay(em.Get("from")), To: optionalDay(em.Get("to")),
				Limit: limit(em.Must("limit")), Basis: b.basis(em.Must("article")), Longer: b.longer(em.Get("longer"))})
		}
		b.rule.Limitation = l
	}
	b.rule.SameAct = b.basis(m.Get("same_act"))
}

// longer reads the longer time; its circumstance is one that only dates bring about, unless its fact holds.
func (b *baseReader) longer(n source.Node) *engine.Longer {
	if !n.Exists() {
		return nil
	}
	m := n.Map(longerKeys...)
	l := &engine.Longer{Limit: limit(m.Must("limit")), Circumstance: m.Must("circumstance").Text(), Fact: m.Must("fact").Text(), Ask: m.Must("ask").Text(), Basis: b.basis(m.Must("article"))}
	for i := range b.rule.Circumstances {
		if c := &b.rule.Circumstances[i]; c.Name == l.Circumstance {
			if c.When != "not "+l.Fact {
				m.Get("fact").Fail("较长的期限与“"+c.Name+"”的条件不是同一个事实", "写成同一个事实")
			}
			return l
		}
	}
	b.rule.Circumstances = append(b.rule.Circumstances, engine.Circumstance{Name: l.Circumstance, Effect: engine.WaiveMust, Basis: l.Basis, When: "not " + l.Fact, Derived: true})
	return l
}

// listed reads the name of a circumstance that the rule lists.
func (b *baseReader) listed(n source.Node) string {
	name := n.Text()
	var names []string
	for _, c := range b.rule.Circumstances {
		names = append(names, c.Name)
		if c.Name == name {
			return name
		}
	}
	remedy := "先写进 circumstances"
	if near := source.Nearest(name, names); near != "" {
		remedy = "是不是“" + near + "”？"
	}
	n.Fail("情节清单里没有“"+name+"”", remedy)
	return name
}

func optionalDay(n source.Node) string {
	if !n.Exists() || n.IsNull() {
		return ""
	}
	d, _ := n.Date()
	return d
}

// limit reads 2年, 6月, 7工作日.
func limit(n source.Node) period.Limit {
	l, err := period.ParseLimit(n.Text())
	if err != nil {
		n.Fail(err.Error(), "数字后写单位")
	}
	return l
}
