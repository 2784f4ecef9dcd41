package eval

import (
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/rules/source"
)

// marketStatutory reads the digest's own statutory range as branches.
func (r *marketReader) marketStatutory() []engine.Branch {
	var out []engine.Branch
	for _, n := range listOf(r.key("statutory")) {
		if !n.IsMap() {
			continue
		}
		br, err := r.statutoryBranch(n.Map())
		if err != nil {
			r.im.notes = append(r.im.notes, "法定幅度："+err.Error())
			continue
		}
		if i := slices.IndexFunc(out, func(o engine.Branch) bool { return o.Role == br.Role && o.When == br.When }); i >= 0 {
			out[i].Penalties = append(out[i].Penalties, br.Penalties...)
			continue
		}
		out = append(out, br)
	}
	return out
}

// statutoryBranch reads one branch: one with a condition and a fine takes the place of the basic range, one with other kinds alone adds to it.
func (r *marketReader) statutoryBranch(m source.Map) (engine.Branch, error) {
	r.tell(m, []string{"when", "branch", "target", "may", "fine", "other", "inferred", "note", "law", "article"})
	r.sayNote("法定幅度", m)
	when, err := "", error(nil)
	if s := text(m.Get("when")); s != "" {
		when, err = r.lawWhen(s)
	} else if b := text(m.Get("branch")); b != "" {
		when = r.branch(b, r.rowsOf(b))
	}
	if err != nil {
		return engine.Branch{}, err
	}
	cond, role := r.party(text(m.Get("target")))
	br := engine.Branch{Role: role, When: joinConditions(when, cond), Step: engine.StepBase}
	form, err := r.fine(m.Get("fine"), m)
	if err != nil || form.result != "" {
		r.im.notes = append(r.im.notes, "法定罚款没有读成数额："+flow(m.Get("fine")))
	}
	if len(form.alts) > 0 {
		for _, b := range form.alts[0].bands {
			br.Penalties = append(br.Penalties, b.pen)
		}
	}
	if br.When != "" {
		br.Step = engine.StepReplace
		if len(br.Penalties) == 0 {
			br.Step = engine.StepAdd
		}
	}
	for _, s := range texts(m.Get("other")) {
		if orders(s) {
			br.Corrective = append(br.Corrective, s)
		} else {
			br.Penalties = append(br.Penalties, otherKind(s))
		}
	}
	return br, nil
}

// switches reads when the whole item does not hold: its gate, and what it leaves out.
func (r *marketReader) switches() {
	if n := r.key("gate"); n.Exists() && !n.IsNull() {
		rs, err := r.when(n)
		if err != nil {
			r.im.loses(n, err.Error())
		} else { // of a list: all
			r.elsewhere("not ("+rs[len(rs)-1].cond+")", "不具备前置条件", n)
		}
	}
	for _, key := range []string{"not_applicable_when", "excluded_when"} {
		for _, n := range listOf(r.key(key)) {
			c, err := r.lawWhen(text(n))
			if err != nil {
				r.im.loses(n, err.Error())
				continue
			}
			r.elsewhere(c, "本项不适用", n)
		}
	}
}

func (r *marketReader) elsewhere(when, why string, n source.Node) {
	r.rows = append(r.rows, marketRow{name: "不适用", when: when, override: true, result: engine.GradeElsewhere, why: why + "：" + strings.Trim(flow(n), "[]")})
}
