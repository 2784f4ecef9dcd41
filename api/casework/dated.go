package casework

import (
	"fmt"
	"slices"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/engine/period"
	"cailiang/rules/source"
)

// fines reads the earlier fines for an act; other kinds of earlier penalties bar nothing.
func fines(n source.Node) []fine {
	var out []fine
	for _, x := range n.List() {
		m := x.Map(penalisedKeys...)
		kind, _ := m.Must("kind").OneOf(engine.Kinds...)
		words := kind
		if a := m.Get("amount"); a.Exists() && !a.IsNull() {
			if text, ok := a.Number(); ok {
				f, err := money.ParseYuan(text)
				if err != nil {
					a.Fail(err.Error(), "写以元为单位的数，例如 60000")
				}
				words += " " + f.Grouped() + " 元"
			}
		}
		if d := m.Get("date"); d.Exists() && !d.IsNull() {
			if text, ok := d.Date(); ok {
				words = text + " " + words
			}
		}
		if a := m.Get("agency").Text(); a != "" {
			words = a + " " + words
		}
		if kind == engine.Fine {
			out = append(out, fine{m.Get("party").Text(), words})
		}
	}
	return out
}

// bar forbids a second fine for the same act (行政处罚法 art 29).
func (a *Act) bar(rule *engine.BaseRule, p *Party) *engine.FineBar {
	if p == nil || rule.SameAct == (engine.Basis{}) {
		return nil
	}
	i := slices.IndexFunc(a.fined, func(f fine) bool { return f.party == "" || f.party == p.ID })
	if i < 0 {
		return nil
	}
	return &engine.FineBar{Needs: []engine.Need{{Kind: "不再罚款", Why: "对同一个违法行为已经罚过款（" + a.fined[i].words + "），不得再给予罚款，其他种类的处罚不受影响", Basis: rule.SameAct}}}
}

// dated works out what dates decide: age and limitation. Where no day of discovery is stated, discovery in time stays presumed.
// It returns the steps for the trace.
func (r *run) dated(a *Act, it *engine.Item, rule *engine.BaseRule, set *facts.Set, p *Party) []engine.Step {
	var out []engine.Step
	if rule.Limitation != nil {
		out = append(out, r.limitation(a, it, rule, set)...)
	}
	if p != nil && p.Birth != "" && p.role(nil) != "单位" && len(rule.Ages) > 0 {
		out = append(out, r.age(a, rule, set, p)...)
	}
	return out
}

// dates are the first and last possible day of something.
type dates struct{ first, last facts.Day }

func (d dates) known() bool { return d.first == d.last }

func dayOf(s string) facts.Day {
	d, _ := facts.ParseDay(s) // read and checked with the case
	return d
}

// ended says when the act may have ended; ok = false: the case says nothing.
func (r *run) ended(a *Act) (d dates, ok bool) {
	now := dayOf(r.s.AsOf)
	switch {
	case a.Ongoing:
		return dates{now, now}, true
	case a.To != "":
		return dates{dayOf(a.To), dayOf(a.To)}, true
	case a.From != "":
		return dates{dayOf(a.From), max(now, dayOf(a.From))}, true
	}
	return dates{}, false
}

// The states of an act towards its limitation.
const (
	inTime  = iota
	between // past the ordinary time, not past the longer one
	barred
)

// limitation decides whether the act was found in time (行政处罚法 art 36). The day of the end does not count.
func (r *run) limitation(a *Act, it *engine.Item, rule *engine.BaseRule, set *facts.Set) []engine.Step {
	derived(set, rule, facts.No)
	end, ok := r.ended(a)
	if !ok {
		return nil // nothing speaks against the presumption of a discovery in time
	}
	l := rule.Limitation.For(it.Law, r.day(a))
	found := dates{end.first, max(dayOf(r.s.AsOf), end.first)}
	if a.Discovered != "" {
		found = dates{dayOf(a.Discovered), dayOf(a.Discovered)}
	}
	best, worst := stage(&l, end.last, found.first), stage(&l, end.first, found.last)
	if a.Discovered == "" && worst != inTime {
		return nil // discovery in time is presumed (design section 3): the premise is listed
	}
	st := engine.Step{Kind: "derived", Source: l.Circumstance, Basis: l.Basis, Truth: facts.False}
	st.Text = span(&l, end, found)
	if stated(set, l.Circumstance) {
		if best == worst && (best == barred) != yes(set, l.Circumstance) && best != between {
			r.warn("derived_differs", "案件写明的“"+l.Circumstance+"”与日期不符："+st.Text+"；以日期为准，请核对")
		} else {
			return nil
		}
	}
	reached(set, &l, best, worst, &st)
	return []engine.Step{st}
}

// reached puts what the dates decide into the set and the step.
func reached(set *facts.Set, l *engine.Limitation, best, worst int, st *engine.Step) {
	switch {
	case best != worst:
		st.Truth = facts.Unknown
		put(set, l.Circumstance, facts.Either, "日期不全")
		st.Text += "：是否届满不能确定"
	case best == inTime:
		put(set, l.Circumstance, facts.No, st.Text)
		st.Text += "：没有超过时效"
	case best == barred:
		st.Truth = facts.True
		put(set, l.Circumstance, facts.Yes, st.Text)
		st.Text += "：" + l.Circumstance + "，不再给予行政处罚"
	default:
		x := l.Longer
		put(set, l.Circumstance, facts.No, st.Text)
		put(set, x.Circumstance, facts.Yes, st.Text)
		st.Source, st.Basis = x.Circumstance, x.Basis
		slot, _ := set.Vocabulary.Slot(x.Fact)
		switch v := set.Facts[slot].Value; {
		case v == facts.Yes:
			st.Text += "；" + x.Fact + "，没有超过 " + x.Limit.String()
		case v == facts.No:
			st.Truth = facts.True
			st.Text += "；不适用 " + x.Limit.String() + "的时效：不再给予行政处罚"
		default:
			st.Truth = facts.Unknown
			st.Text += "；" + x.Ask
		}
	}
}

// stage compares the day of discovery with the ends of the ordinary and the longer time.
func stage(l *engine.Limitation, end, found facts.Day) int {
	switch {
	case found <= period.Plus(end, l.Limit):
		return inTime
	case l.Longer != nil && found <= period.Plus(end, l.Longer.Limit):
		return between
	}
	return barred
}

// span writes the sum.
func span(l *engine.Limitation, end, found dates) string {
	text := "行为终了 " + end.first.String()
	if !end.known() {
		text = "行为 " + end.first.String() + " 开始，终了日未写明"
	}
	text += fmt.Sprintf("，%s时效至 %s", l.Limit, period.Plus(end.last, l.Limit))
	if l.Longer != nil && end.known() {
		text += fmt.Sprintf("（%s至 %s）", l.Longer.Limit, period.Plus(end.last, l.Longer.Limit))
	}
	if found.known() {
		return text + "，发现 " + found.first.String()
	}
	return text + "，发现日未写明（不晚于决定日 " + found.last.String() + "）"
}

// derived settles the circumstances that only dates bring about.
func derived(set *facts.Set, rule *engine.BaseRule, v facts.Domain) {
	for i := range rule.Circumstances {
		if c := &rule.Circumstances[i]; c.Derived {
			put(set, c.Name, v, "按日期没有成立")
		}
	}
}

func put(set *facts.Set, name string, v facts.Domain, why string) {
	slot, ok := set.Vocabulary.Slot(name)
	if !ok {
		return
	}
	state := facts.Known
	if !v.Known() {
		state = facts.Open
	}
	set.Facts[slot] = facts.Fact{State: state, Value: v, Why: why, Verified: true}
}

// stated: the case itself states the circumstance.
func stated(set *facts.Set, name string) bool {
	slot, ok := set.Vocabulary.Slot(name)
	return ok && set.Facts[slot].State == facts.Known
}

func yes(set *facts.Set, name string) bool {
	slot, ok := set.Vocabulary.Slot(name)
	return ok && set.Facts[slot].Value == facts.Yes
}

// age decides the circumstances of age at the act (行政处罚法 art 30).
func (r *run) age(a *Act, rule *engine.BaseRule, set *facts.Set, p *Party) []engine.Step {
	birth := dayOf(p.Birth)
	at, ok := r.ended(a)
	if !ok {
		at = dates{birth, max(birth, dayOf(r.s.AsOf))}
	}
	young, old := period.Age(birth, at.first), period.Age(birth, at.last)
	class := func(age int) int {
		i := slices.IndexFunc(rule.Ages, func(x engine.AgeRule) bool { return age < x.Under })
		if i < 0 {
			return len(rule.Ages)
		}
		return i
	}
	from, to := class(young), class(old)
	var out []engine.Step
	for i, x := range rule.Ages {
		st := engine.Step{Kind: "derived", Source: x.Circumstance, Basis: x.Basis, Truth: facts.False}
		st.Text = fmt.Sprintf("出生 %s，行为时（%s）满 %d 周岁", birth, at.last, old)
		v := facts.No
		switch {
		case from == to && from == i:
			v, st.Truth = facts.Yes, facts.True
			st.Text += "：" + x.Circumstance
		case from <= i && i <= to && from != to:
			v, st.Truth = facts.Either, facts.Unknown
			st.Text = fmt.Sprintf("出生 %s，行为日未写明：是否%s不能确定", birth, x.Circumstance)
		default:
			st.Text += "：不属于" + x.Circumstance
		}
		if stated(set, x.Circumstance) && v.Known() && (v == facts.Yes) != yes(set, x.Circumstance) {
			r.warn("derived_differs", "案件写明的“"+x.Circumstance+"”与出生日期不符："+st.Text+"；以日期为准，请核对")
		}
		put(set, x.Circumstance, v, st.Text)
		out = append(out, st)
	}
	return out
}
