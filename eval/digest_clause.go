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

// clauseReader turns a clause (one shape, or a list of branches) into branches and the facts that they name.
type clauseReader struct {
	law, article string
	given        []value
	branches     []engine.Branch
	kinds        []string
	entries      []facts.Entry
	types        map[string]facts.Type
	order        []string
	options      map[string][]string
	absent       map[string]bool
	bases        map[string]string // base → its value in the clause
	err          error
}

func (c *clauseReader) fail(n source.Node, what string) {
	if c.err == nil {
		c.err = fmt.Errorf("%s：%s", n.Path(), what)
	}
}

func (c *clauseReader) read(n source.Node) {
	c.types, c.options, c.absent, c.bases = map[string]facts.Type{}, map[string][]string{}, map[string]bool{}, map[string]string{}
	var parts []source.Node
	switch {
	case n.IsList():
		parts = n.List()
	case n.IsMap():
		parts = []source.Node{n}
	default: // whether alone is asked: any fine will do
		min, max := money.Int(100), money.Int(200)
		c.branches = []engine.Branch{{Who: "违反者", Step: engine.StepBase, Penalties: []engine.Penalty{{Kind: engine.Fine, Min: &min, Max: &max, Modality: engine.Must}}}}
		return
	}
	for _, p := range parts { // bases first: 无X in a condition means the base X
		c.base(p.Map())
	}
	for _, p := range parts {
		c.scan(text(p.Map().Get("when")))
	}
	for _, p := range parts {
		c.branch(p)
	}
}

func (c *clauseReader) base(m source.Map) {
	shape := text(m.Get("shape"))
	if !strings.HasPrefix(shape, "times") && !strings.HasPrefix(shape, "percent") && !strings.HasPrefix(shape, "pct") {
		return
	}
	name := orElse(text(m.Get("of")), "基数")
	c.name(name, facts.Money)
	if s := text(m.Get("base")); s != "" {
		c.bases[name] = s
	}
}

func (c *clauseReader) name(name string, t facts.Type) {
	if _, there := c.types[name]; !there {
		c.order = append(c.order, name)
	}
	if old, there := c.types[name]; !there || old == facts.Bool {
		c.types[name] = t
	}
}

func (c *clauseReader) branch(n source.Node) {
	m := n.Map()
	b := engine.Branch{Who: "违反者", Role: role(text(m.Get("target"))), Step: engine.StepBase, Condition: text(m.Get("when")), When: c.condition(text(m.Get("when")))}
	for _, k := range append(texts(m.Get("kinds")), texts(m.Get("with"))...) {
		if k == engine.Fine || slices.ContainsFunc(b.Penalties, func(p engine.Penalty) bool { return p.Detail == k }) {
			continue
		}
		b.Penalties = append(b.Penalties, engine.Penalty{Kind: kindOf(k), Detail: k, Modality: engine.Must})
		if !slices.Contains(c.kinds, k) {
			c.kinds = append(c.kinds, k)
		}
	}
	if m.Has("shape") {
		p := c.fine(n, m)
		p.Modality = engine.Must
		if isTrue(m.Get("may")) || text(m.Get("joint")) == "may" {
			p.Modality = engine.May
			p.Apart = text(m.Get("joint")) != "may" // 可以处 is no 可以并处
		}
		b.Penalties = append(b.Penalties, p)
	}
	if len(b.Penalties) == 0 {
		c.fail(n, "既没有种类，也没有数额")
	}
	c.branches = append(c.branches, b)
}

// role reads a branch's target in the engine's words.
func role(target string) string {
	switch target {
	case "单位", "组织", "法人", "unit":
		return "单位"
	case "个人", "自然人", "person":
		return "个人"
	}
	return target
}

func (c *clauseReader) fine(n source.Node, m source.Map) engine.Penalty {
	shape := text(m.Get("shape"))
	p := engine.Penalty{Kind: engine.Fine}
	scale := money.Int(100)
	if strings.HasPrefix(shape, "times") || strings.HasPrefix(shape, "percent") || strings.HasPrefix(shape, "pct") {
		scale = money.Int(1)
		p.Base = orElse(text(m.Get("of")), "基数")
		p.Percent = !strings.HasPrefix(shape, "times")
	}
	end := func(key string) *money.Ratio {
		s := text(m.Get(key))
		if s == "" {
			return nil
		}
		r, err := money.ParseRatio(s)
		if err == nil {
			r, err = r.Mul(scale)
		}
		if err != nil {
			c.fail(m.Get(key), err.Error())
			return nil
		}
		return &r
	}
	need := func(key string) *money.Ratio {
		r := end(key)
		if r == nil {
			c.fail(n, "形态 "+shape+" 缺少 "+key)
		}
		return r
	}
	switch shape {
	case "range", "times", "percent", "pct":
		p.Min, p.Max = need("min"), need("max")
	case "ceiling", "times_ceiling", "percent_ceiling", "pct_ceiling":
		p.Max = need("max")
	case "floor", "times_floor":
		p.Min = need("min")
	case "fixed", "times_fixed":
		p.Min = end("amount")
		if p.Min == nil {
			p.Min = need("min")
		}
		p.Max = p.Min
	default:
		c.fail(n, "不认识的形态“"+shape+"”")
	}
	switch text(m.Get("open")) {
	case "min":
		p.MinOpen = true
	case "max":
		p.MaxOpen = true
	case "both":
		p.MinOpen, p.MaxOpen = true, true
	}
	p.Cap, p.DeemMin = c.fen(m.Get("cap")), c.fen(m.Get("base_min"))
	return p
}

func (c *clauseReader) fen(n source.Node) *money.Fen {
	s := text(n)
	if s == "" {
		return nil
	}
	f, err := money.ParseYuan(s)
	if err != nil {
		c.fail(n, err.Error())
		return nil
	}
	return &f
}

// kindOf maps the clause's words to the kinds of 处9.
func kindOf(word string) string {
	for _, k := range engine.Kinds {
		if word == k || strings.HasPrefix(word, k) {
			return k
		}
	}
	for _, x := range [][2]string{{"违法所得", "没收违法所得"}, {"没收", "没收非法财物"}, {"停产", "责令停产停业"}, {"停业", "责令停产停业"}, {"关闭", "责令关闭"},
		{"吊销", "吊销许可证件"}, {"撤销", "吊销许可证件"}, {"暂扣", "暂扣许可证件"}, {"资质等级", "降低资质等级"}, {"警告", "警告"}, {"通报", "通报批评"},
		{"拘留", "行政拘留"}, {"从业", "限制从业"}, {"禁止", "限制从业"}, {"限制", "限制开展生产经营活动"}} {
		if strings.Contains(word, x[0]) {
			return x[1]
		}
	}
	return "其他"
}

func (c *clauseReader) roles() []string {
	var out []string
	for _, b := range c.branches {
		if !slices.Contains(out, b.Role) {
			out = append(out, b.Role)
		}
	}
	if len(out) > 1 { // a branch for everyone hits each of the named
		out = slices.DeleteFunc(out, func(s string) bool { return s == "" })
	}
	for _, key := range []string{"主体", "target", "当事人"} {
		if r := role(c.value(key)); slices.Contains(out, r) {
			return []string{r}
		}
	}
	return out
}
