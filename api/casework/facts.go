package casework

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules/source"
)

// fill puts a case's facts and circumstances into a plan's vocabulary; every mistake is noted at its place.
func (c *Case) fill(set *facts.Set, item *engine.Item, n source.Node) {
	if !n.Exists() || n.IsNull() {
		return
	}
	for k, v := range n.Map().Pairs() {
		slot, ok := set.Vocabulary.Slot(k.Text())
		if !ok {
			if !c.elsewhere[k.Text()] && !c.told[k] {
				c.told[k] = true // once, though several items and parties look at it
				k.Fail("本事项没有“"+k.Text()+"”这个事实", c.meant(k.Text(), set.Vocabulary, item))
			}
			continue
		}
		if f, ok := c.fact(set.Vocabulary.Entry(slot), v); ok {
			set.Facts[slot] = f
		}
	}
}

// meant says which fact was probably meant, else which ones the item asks for.
func (c *Case) meant(word string, v *facts.Vocabulary, item *engine.Item) string {
	if before, _, found := strings.Cut(word, "："); found {
		return "冒号用半角 : ，后面空一格，写成 " + before + ": …"
	}
	if n := source.Nearest(word, v.Names()); n != "" {
		return "是不是“" + n + "”？"
	}
	var own []string
	for _, e := range item.Facts {
		own = append(own, e.Name)
	}
	said := near(word, own)
	if strings.HasSuffix(said, "？") {
		return said
	}
	return said + "；情节写在 circumstances 里"
}

// fact reads one fact in any of its forms (design section 3).
func (c *Case) fact(e *facts.Entry, n source.Node) (facts.Fact, bool) {
	if n.IsMap() {
		m := n.Map(factKeys...)
		switch {
		case m.Has("disputed"):
			return c.disputed(e, m.Get("disputed"))
		case m.Has("min") || m.Has("max"):
			return c.bounds(e, m)
		}
		x := m.Get("value")
		if !x.Exists() {
			m.Must("value")
			return facts.Fact{}, false
		}
		v, ok := c.value(e, x)
		if !ok {
			return facts.Fact{}, false
		}
		f := known(e, v)
		f.Evidence = c.cited(m)
		f.Verified, _ = c.verified(m, f.Evidence)
		return f, true
	}
	v, ok := c.value(e, n)
	f := known(e, v)
	f.Unprovable = n.IsScalar() && n.Text() == facts.UnprovableWord
	return f, ok
}

func known(e *facts.Entry, v facts.Domain) facts.Fact {
	if !v.Known() {
		return facts.Fact{State: facts.Open, Value: v}
	}
	return facts.Fact{State: facts.Known, Value: v}
}

func (c *Case) verified(m source.Map, evidence []string) (bool, bool) {
	if m.Has("verified") {
		return m.Get("verified").Bool()
	}
	for _, id := range evidence {
		if !c.evidence[id] {
			return false, true
		}
	}
	return len(evidence) > 0, true
}

// cited reads the ids of evidence; one that the case's list does not have is a mistake.
func (c *Case) cited(m source.Map) []string {
	var out []string
	for _, n := range m.Get("evidence").Scalars() {
		id := n.Text()
		if _, there := c.evidence[id]; !there && len(c.evidence) > 0 {
			n.Fail("证据清单里没有“"+id+"”", "清单里有："+clip(slices.Sorted(maps.Keys(c.evidence)))+"；补入清单或者改正编号")
		}
		out = append(out, id)
	}
	return out
}

func (c *Case) value(e *facts.Entry, n source.Node) (facts.Domain, bool) {
	if n.IsList() {
		n.Fail("“"+e.Name+"”写成了列表", "只写一个值；有争议的写 {disputed: [{by, value}]}")
		return facts.Domain{}, false
	}
	if n.IsNull() {
		n.Fail("“"+e.Name+"”没有写值", "还没有查清的写 未查明")
		return facts.Domain{}, false
	}
	if e.Type == facts.Money || e.Type == facts.Number || e.Type == facts.Int {
		switch t := n.Text(); t {
		case facts.NoneWord, facts.IncalculableWord, facts.OpenWord, facts.UnprovableWord:
		default:
			if !number(e, n) {
				return facts.Domain{}, false
			}
		}
	}
	d, err := e.Parse(n.Text())
	if err != nil {
		if v, ok := err.(*facts.ValueError); ok {
			n.Fail(v.Message, v.Remedy)
		} else {
			n.Fail(err.Error(), "")
		}
		return facts.Domain{}, false
	}
	return d, true
}

// number sees to it that a number is written as one; a unit behind it is told with the unit of the fact.
func number(e *facts.Entry, n source.Node) bool {
	text := n.Text()
	bare, percent := strings.CutSuffix(strings.ReplaceAll(text, "％", "%"), "%")
	switch {
	case percent && strings.Contains(e.Unit, "百分"):
		n.Fail("“"+e.Name+"”的单位已经是百分之一，不能再写百分号", "写 "+strings.TrimSpace(bare))
		return false
	case percent:
		n.Fail("“"+e.Name+"”不是百分数，读到“"+text+"”", "写一个数"+unitHint(e))
		return false
	}
	if bare, found := strings.CutSuffix(text, e.Unit); found && e.Unit != "" {
		n.Fail("“"+e.Name+"”的数后不能写单位", "写 "+strings.TrimSpace(bare)+unitHint(e))
		return false
	}
	if m := otherUnit.FindStringSubmatch(text); m != nil && e.Type != facts.Money && e.Unit != "" {
		n.Fail("“"+e.Name+"”的单位是"+e.Unit+"，读到“"+text+"”", "换算成"+e.Unit+"，只写数")
		return false
	}
	_, ok := n.Number()
	return ok
}

// otherUnit is a number with a unit behind it that is not the fact's own; 万 and the like are explained as numbers.
var otherUnit = regexp.MustCompile(`^[0-9]+(\.[0-9]+)? *([^万亿千百0-9.,％%＋－\s]\pL*)$`)

func unitHint(e *facts.Entry) string {
	switch {
	case e.Type == facts.Money:
		return "（单位：元）"
	case e.Unit != "":
		return "（单位：" + e.Unit + "）"
	}
	return ""
}

func (c *Case) bounds(e *facts.Entry, m source.Map) (facts.Fact, bool) {
	if !e.Type.Numeric() {
		m.Node().Fail("“"+e.Name+"”不是数，不能写上下限", "写一个值或者 未查明")
		return facts.Fact{}, false
	}
	d := facts.Between(e.Bounds())
	for key, to := range map[string]*int64{"min": &d.Lo, "max": &d.Hi} {
		x := m.Get(key)
		if !x.Exists() || x.IsNull() {
			continue
		}
		v, ok := c.value(e, x)
		if !ok || v.Mask != facts.HasAmount {
			if ok {
				x.Fail("上下限应当是数", "写一个数")
			}
			return facts.Fact{}, false
		}
		*to = v.Lo
	}
	if d.Lo > d.Hi {
		m.Node().Fail("“"+e.Name+"”的下限高于上限", "核对 min 与 max")
		return facts.Fact{}, false
	}
	return facts.Fact{State: facts.Within, Value: d, Evidence: c.cited(m)}, true
}

func (c *Case) disputed(e *facts.Entry, n source.Node) (facts.Fact, bool) {
	f := facts.Fact{State: facts.Disputed}
	for _, x := range n.List() {
		m := x.Map(claimKeys...)
		v, ok := c.value(e, m.Must("value"))
		if !ok {
			return f, false
		}
		f.Claims = append(f.Claims, facts.Claim{By: m.Must("by").Text(), Value: v, Evidence: c.cited(m)})
		f.Value = f.Value.Hull(v, e.Type.Numeric())
	}
	if len(f.Claims) < 2 {
		n.Fail("有争议的事实至少要有两种说法", "写成 disputed: [{by: 当事人, value: …}, {by: 执法机关, value: …}]")
		return f, false
	}
	return f, true
}

// circumstances reads names, {name, value, evidence} or a map name → value. A circumstance that this rule does not list
// but another one does goes to other; an unknown name is a mistake.
func (c *Case) circumstances(set *facts.Set, rule *engine.BaseRule, n source.Node, other func(name string) bool) {
	if !n.Exists() || n.IsNull() {
		return
	}
	put := func(at source.Node, name string, f facts.Fact) {
		slot, ok := set.Vocabulary.Slot(name)
		if !ok || !isCircumstance(rule, name) {
			if other(name) {
				return
			}
			at.Fail("“"+rule.Title+"”没有“"+name+"”这个情节", near(name, names(rule)))
			return
		}
		set.Facts[slot] = f
	}
	if n.IsMap() {
		for k, v := range n.Map().Pairs() {
			e := facts.Entry{Name: k.Text(), Type: facts.Bool}
			if f, ok := c.fact(&e, v); ok {
				put(k, k.Text(), f)
			}
		}
		return
	}
	for _, x := range n.List() {
		if !x.IsMap() {
			put(x, x.Text(), facts.Fact{State: facts.Known, Value: facts.Yes})
			continue
		}
		m := x.Map(circumstanceKeys...)
		f := facts.Fact{State: facts.Known, Value: facts.Yes, Evidence: c.cited(m)}
		if m.Has("value") {
			v, ok := c.value(&facts.Entry{Name: m.Get("name").Text(), Type: facts.Bool}, m.Get("value"))
			if !ok {
				continue
			}
			f.State, f.Value = known(nil, v).State, v
		}
		f.Verified, _ = c.verified(m, f.Evidence)
		put(m.Must("name"), m.Get("name").Text(), f)
	}
}

func names(rule *engine.BaseRule) []string {
	var out []string
	for _, c := range rule.Circumstances {
		out = append(out, c.Name)
	}
	return out
}

func isCircumstance(rule *engine.BaseRule, name string) bool {
	for _, c := range rule.Circumstances {
		if c.Name == name {
			return true
		}
	}
	return false
}
