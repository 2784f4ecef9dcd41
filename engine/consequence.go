package engine

import (
	"slices"
	"strings"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// Consequence is what a statute alone says for a case, before any circumstance or tier (法律后果): bases turned into yuan.
type Consequence struct {
	If       Box    // the open facts on which it hangs
	Status   Status // "" = penalties; gap, refer, not_applicable … where there are none
	Measures []*Measure
}

// maxConsequences bounds the boxes of open facts that two laws are compared in.
const maxConsequences = 256

// Consequences gives the statutory consequences that the facts leave; whole = false: there are more than can be compared.
func (p *Plan) Consequences(in *Input) (out []Consequence, whole bool) {
	d := &decision{p: p, in: in}
	d.w = newWalker(d)
	defer d.rest()
	whole = true
	var step func()
	step = func() {
		var k key
		next, ok := d.w.statute(&k)
		switch {
		case !ok:
		case len(out) >= maxConsequences:
			whole = false
		case next == settled:
			d.at = d.w.point(k)
			m := d.measures(k)
			out = append(out, Consequence{slices.Clone(d.w.path), m.status, slices.Clone(m.measures)})
		default:
			d.w.split(next, step)
		}
	}
	step()
	return out, whole
}

// Chosen says which of two laws applies (从旧兼从轻, 行政处罚法 art 37).
type Chosen string

// The choices between the law of the act and that of the decision.
const (
	OldLaw   Chosen = "old"
	NewLaw   Chosen = "new"
	WeighLaw Chosen = "weigh" // milder in one kind, heavier in another, or not comparable: a person decides, never a mixture
)

// KindOrder compares one kind of penalty under two laws: -1 = the new one is milder, 1 = heavier, 0 = equal.
type KindOrder struct {
	Kind     string
	Modality int // absent < may < must
	Ceiling  int
	Floor    int
	Unclear  string // why amounts cannot be compared; "" = they can
	Old, New string // in a few words
}

func (k KindOrder) orders() []int { return []int{k.Modality, k.Ceiling, k.Floor} }

// LawChoice is the comparison of two laws for one case, with the kinds that decided it.
type LawChoice struct {
	Chosen Chosen
	Kinds  []KindOrder
	Why    string
}

// CompareLaws chooses between the consequences under the law of the act and that of the decision day. The new law is milder
// when it is no heavier in any kind (absent ≤ may ≤ must; ceiling; floor) and milder in one; equal or heavier: the old one.
// The vocabularies name the facts of either side.
func CompareLaws(old, fresh []Consequence, ofOld, ofFresh *facts.Vocabulary) LawChoice {
	var out LawChoice
	first := true
	for i := range old {
		for j := range fresh {
			if !compatible(old[i].If, fresh[j].If, ofOld, ofFresh) {
				continue
			}
			c := compareOne(&old[i], &fresh[j])
			switch {
			case first:
				out, first = c, false
			case c.Chosen != out.Chosen:
				return LawChoice{WeighLaw, c.Kinds, "未查明的事实不同，较轻的法律也不同：先查清事实再比较"}
			}
		}
	}
	if first {
		return LawChoice{WeighLaw, nil, "两部法律的适用条件没有共同的情形"}
	}
	return out
}

// compatible reports that two boxes can hold together: the facts that both pin, by name, leave a value.
func compatible(a, b Box, ofA, ofB *facts.Vocabulary) bool {
	for _, x := range a {
		e := ofA.Entry(x.Slot)
		for _, y := range b {
			if f := ofB.Entry(y.Slot); f.Name == e.Name && f.Type == e.Type && x.Value.Intersect(y.Value, e.Type.Numeric()).Empty() {
				return false
			}
		}
	}
	return true
}

func compareOne(old, fresh *Consequence) LawChoice {
	switch {
	case punishes(old) && fresh.Status == NotApplicable:
		return LawChoice{NewLaw, nil, "新规定不认为违法或者不予处罚"}
	case old.Status != "" || fresh.Status != "":
		return LawChoice{WeighLaw, nil, "有一部法律没有给出可以计算的处罚"}
	}
	var out LawChoice
	milder, heavier, unclear := false, false, ""
	for _, kind := range kindsOf(old.Measures, fresh.Measures) {
		k := orderKind(kind, old.Measures, fresh.Measures)
		out.Kinds = append(out.Kinds, k)
		if k.Unclear != "" {
			unclear = k.Unclear
		}
		for _, n := range k.orders() {
			milder, heavier = milder || n < 0, heavier || n > 0
		}
	}
	switch {
	case unclear != "":
		out.Chosen, out.Why = WeighLaw, unclear
	case milder && heavier:
		out.Chosen, out.Why = WeighLaw, "新规定有的较轻、有的较重，不能拼合适用"
	case milder:
		out.Chosen, out.Why = NewLaw, "新规定没有一项较重，并且至少一项较轻"
	case heavier:
		out.Chosen, out.Why = OldLaw, "新规定较重"
	default:
		out.Chosen, out.Why = OldLaw, "新规定的处罚与旧规定相同"
	}
	return out
}

func punishes(c *Consequence) bool { return c.Status == "" && len(c.Measures) > 0 }

func kindsOf(lists ...[]*Measure) []string {
	var out []string
	for _, k := range Kinds {
		for _, ms := range lists {
			if slices.ContainsFunc(ms, func(m *Measure) bool { return m.Kind == k }) && !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}

// burden is how heavily one kind weighs under one law.
type burden struct {
	strength     int // 0 absent, 1 may, 2 one of several that must, 3 must
	low, high    money.Ratio
	noLow, noTop bool
	unit, open   string
	amounts      bool
}

func burdenOf(kind string, ms []*Measure) burden {
	var b burden
	first := true
	for _, m := range ms {
		if m.Kind != kind {
			continue
		}
		s := 3
		switch {
		case m.Modality != Must:
			s = 1
		case m.Choice != "":
			s = 2
		}
		b.strength = max(b.strength, s)
		r := m.Statutory
		if m.Kind != Fine && m.Min == nil && m.Max == nil {
			continue
		}
		b.unit, b.amounts = m.Unit, true
		if m.OpenBase {
			b.open = m.Base
			r = m.Factor
		}
		if first || !r.NoMin && r.Min.Cmp(b.low) < 0 {
			b.low, b.noLow = r.Min, r.NoMin
		}
		if first || r.NoMax || !b.noTop && r.Max.Cmp(b.high) > 0 {
			b.high, b.noTop = r.Max, r.NoMax
		}
		first = false
	}
	return b
}

func orderKind(kind string, old, fresh []*Measure) KindOrder {
	a, b := burdenOf(kind, old), burdenOf(kind, fresh)
	k := KindOrder{Kind: kind, Modality: b.strength - a.strength, Old: briefKind(kind, old), New: briefKind(kind, fresh)}
	if a.strength == 0 || b.strength == 0 || !a.amounts && !b.amounts {
		return k
	}
	if a.unit != b.unit || a.open != b.open || a.amounts != b.amounts {
		k.Unclear = kind + "的计算方式不同，而基数尚未查明或者单位不同，不能直接比较"
		return k
	}
	switch {
	case a.noTop != b.noTop:
		k.Ceiling = 1
		if a.noTop {
			k.Ceiling = -1
		}
	case !a.noTop:
		k.Ceiling = b.high.Cmp(a.high)
	}
	k.Floor = floorOf(b).Cmp(floorOf(a))
	return k
}

func floorOf(b burden) money.Ratio {
	if b.noLow {
		return money.Ratio{}
	}
	return b.low
}

func briefKind(kind string, ms []*Measure) string {
	var out []string
	for _, m := range ms {
		if m.Kind == kind {
			s := m.Brief()
			if m.Modality != Must {
				s = "可以" + s
			}
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	if out == nil {
		return "无"
	}
	return strings.Join(out, "，")
}

// FineOrder compares the statutory fines of two norms for one act (行政处罚法 art 29): ceiling, then floor. 1 = the first is higher.
// sure = false: a fine hangs on a base that is not known.
func FineOrder(a, b []Consequence) (order int, sure bool) {
	x, y := fineOf(a), fineOf(b)
	sure = x.open == "" && y.open == ""
	switch {
	case x.strength == 0 || y.strength == 0:
		return x.strength - y.strength, true
	case x.noTop != y.noTop:
		if x.noTop {
			return 1, sure
		}
		return -1, sure
	}
	if !x.noTop {
		if c := x.high.Cmp(y.high); c != 0 {
			return c, sure
		}
	}
	return floorOf(x).Cmp(floorOf(y)), sure
}

func fineOf(cs []Consequence) burden {
	var all []*Measure
	for i := range cs {
		all = append(all, cs[i].Measures...)
	}
	return burdenOf(Fine, all)
}
