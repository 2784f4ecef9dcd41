package casework

import (
	"slices"

	"cailiang/engine"
)

// higher applies the higher fine where one act of one party breaks several norms (行政处罚法 art 29): only the fine follows the
// higher norm; what other kinds the other norms bring stays in their outcomes, for a person to decide.
func (r *run) higher() {
	type who struct{ act, party, role string }
	var order []who
	groups := map[who][]int{}
	for i := range r.s.Parts {
		p := &r.s.Parts[i]
		k := who{act: p.Act, role: p.Role}
		if p.Party != nil {
			k.party = *p.Party
		}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], i)
	}
	for _, k := range order {
		r.oneFine(groups[k])
	}
}

// oneFine chooses among the parts of one act and party; those that bring no fine take no part.
func (r *run) oneFine(parts []int) {
	parts = slices.DeleteFunc(slices.Clone(parts), func(i int) bool { return !r.s.Parts[i].Result.HasFine() })
	if len(parts) < 2 {
		return
	}
	first := &r.s.Parts[parts[0]]
	c := engine.FineChoice{Act: first.Act, Party: first.Party, Role: first.Role, Chosen: -1}
	for _, i := range parts {
		p := &r.s.Parts[i]
		if p.Law != nil && p.Law.Choice.Chosen == engine.WeighLaw {
			r.warn("weigh", "新旧规定尚待选择，选定以后再比较几个规定的罚款（行政处罚法第二十九条）")
			return
		}
		c.Norms = append(c.Norms, engine.FineNorm{Item: p.Result.Plan.Item, Fine: p.Result.StatutoryFine(), Result: p.Result})
	}
	top, why := highest(c.Norms, &c.Notes)
	if len(top) == 1 {
		c.Chosen = top[0]
	}
	c.Why = r.fineWords(&c, top, why)
	for n, i := range parts {
		if !slices.Contains(top, n) {
			r.withoutFine(&r.s.Parts[i], c.Norms[top[0]].Item)
		}
	}
	r.s.Fines = append(r.s.Fines, c)
}

// highest gives the norms that no other one is surely above: one, or those between which a person decides, with the reason.
func highest(norms []engine.FineNorm, notes *[]string) (top []int, why string) {
	below := make([]bool, len(norms))
	for i := range norms {
		for j := range norms[:i] {
			c := engine.CompareFines(norms[i].Result, norms[j].Result)
			high, low := i, j
			switch {
			case c.Unclear != "":
				why = c.Unclear
				continue
			case c.Order == 0:
				why = "两个规定的罚款上限、下限都相同"
				continue
			case c.Order < 0:
				high, low = j, i
			}
			below[low] = true
			*notes = append(*notes, differs(&norms[high], &norms[low], c.Crossing)...)
		}
	}
	for i := range norms {
		if !below[i] {
			top = append(top, i)
		}
	}
	if len(top) == 0 { // a ring of comparisons that hang on different facts
		for i := range norms {
			top = append(top, i)
		}
	}
	return top, why
}

// differs says where another order than that of the ceilings would choose otherwise.
func differs(high, low *engine.FineNorm, crossing bool) []string {
	var out []string
	name := func(n *engine.FineNorm) string { return "《" + n.Item.Law + "》" + n.Item.Article }
	if crossing {
		out = append(out, name(high)+"的上限较高，但"+name(low)+"的下限较高")
	}
	a, ok1 := high.Result.TopFine()
	b, ok2 := low.Result.TopFine()
	if ok1 && ok2 && a.Cmp(b) < 0 {
		out = append(out, "按本案情节算出的幅度，"+name(low)+"的最高额（"+engine.Yuan(b)+" 元）反而高于"+name(high)+"（"+engine.Yuan(a)+" 元）")
	}
	return out
}

// fineWords tells the choice and warns.
func (r *run) fineWords(c *engine.FineChoice, top []int, why string) string {
	list := ""
	for i, n := range c.Norms {
		if i > 0 {
			list += "；"
		}
		list += "《" + n.Item.Law + "》" + n.Item.Article + " " + n.Fine
	}
	if c.Chosen < 0 {
		text := why + "，不能只凭条文确定罚款按哪一个，由执法机关选择其一并说明理由，不得重复罚款"
		r.warn("weigh", "同一行为违反几个规定（行政处罚法第二十九条）："+list+"。"+text)
		return text
	}
	n := c.Norms[top[0]]
	text := "《" + n.Item.Law + "》" + n.Item.Article + "的罚款数额较高（先比上限，再比下限），罚款按它确定；其他规定的罚款不再适用，其他种类的处罚由执法机关决定是否并用"
	r.warn("higher_fine", "同一行为违反几个规定（行政处罚法第二十九条）："+list+"。"+text)
	for _, note := range c.Notes {
		r.warn("fine_order_differs", note+"；以上限为准，请核对并说明理由（行政处罚法第二十九条没有写比较的方法）")
	}
	return text
}

// withoutFine decides a part again without its fine, which the higher norm gives.
func (r *run) withoutFine(p *engine.Part, higher *engine.Item) {
	in := *p.Result.Input
	in.Bar = &engine.FineBar{Needs: []engine.Need{{Kind: "择一重罚款", Why: "罚款按数额较高的《" + higher.Law + "》" + higher.Article + "确定，这里不另罚款；本规定的其他种类由执法机关决定是否并用",
		Basis: engine.Basis{Law: "行政处罚法", Article: "第二十九条"}}}}
	trace := p.Result.Trace
	p.Result = p.Result.Plan.Decide(&in)
	p.Result.Trace = trace
	p.Rival = nil
	asked := slices.DeleteFunc(slices.Clone(p.Asked), func(x engine.Proposal) bool { return x.Kind == engine.Fine })
	p.Proposed = p.Result.Propose(asked)
}
