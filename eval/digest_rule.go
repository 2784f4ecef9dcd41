package eval

import (
	"fmt"
	"regexp"
	"strings"

	"cailiang/engine"
	"cailiang/engine/money"
	"cailiang/rules"
	"cailiang/rules/source"
)

// readRule turns a digest's calc, mitigate, combine, joint, factors and local_cap into a base rule, joins what its prose
// says by our machine reading (digest_notes.yaml), and merges the general part of the Penalty Law.
func readRule(short string, root source.Map, all *notes, general *engine.BaseRule) (*engine.BaseRule, error) {
	src := root.Get("source").Map()
	r := &ruleReader{
		law:  orElse(text(src.Get("name")), short),
		rule: &engine.BaseRule{ID: "base/" + short, Title: text(src.Get("name")), Version: text(src.Get("effective")), Rank: text(src.Get("level")), Standing: "unverified"},
	}
	r.rule.Deviation = engine.MakerApproves
	if strings.Contains(r.rule.Rank, "规章") {
		r.rule.Deviation = engine.NoApproval
	}
	r.factors(root.Get("factors"))
	r.calc(root.Get("calc"), text(root.Get("bounds")))
	r.mitigate(root.Get("mitigate"))
	r.combine(root.Get("combine"))
	r.joint(root.Get("joint"))
	if r.err != nil {
		return nil, r.err
	}
	if err := all.of(short).apply(r.rule, r.law, root.Get("local_cap"), all); err != nil {
		return nil, err
	}
	rules.Merge(general, r.rule)
	return r.rule, nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

type ruleReader struct {
	law  string
	rule *engine.BaseRule
	err  error // the first thing that could not be taken
}

func (r *ruleReader) fail(n source.Node, what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%s:%d %s：%s", n.Doc().Name(), n.Line(), n.Path(), what)
	}
}

func (r *ruleReader) basis(n source.Node) engine.Basis {
	if s := text(n); s != "" {
		return engine.Basis{Law: r.law, Article: s}
	}
	return engine.Basis{}
}

func (r *ruleReader) factors(n source.Node) {
	if !n.IsMap() {
		return
	}
	for _, effect := range engine.Effects {
		list := n.Map().Get(string(effect))
		if !list.IsList() {
			continue
		}
		for _, x := range list.List() {
			m := x.Map()
			name := text(m.Get("f"))
			if name == "" {
				r.fail(x, "情节没有名称 f")
				continue
			}
			r.rule.Circumstances = append(r.rule.Circumstances, engine.Circumstance{Name: name, Effect: effect, Basis: r.basis(m.Get("art")), Note: text(m.Get("note"))})
		}
	}
}

// shapesOf maps the digest's shapes to the engine's: a digest says nothing of percentages, which are multiples below one.
var shapesOf = map[string][]engine.Shape{
	"range": {engine.ShapeRange}, "times": {engine.ShapeTimes, engine.ShapePercent}, "ceiling": {engine.ShapeCeiling},
	"times_ceiling": {engine.ShapeTimesCeiling, engine.ShapePercentCeiling}, "floor": {engine.ShapeFloor}, "fixed": {engine.ShapeFixed},
}

// meaning is one reading of a shape: a cut for each tier that has one.
type meaning struct {
	as   string
	cuts map[engine.Tier][]engine.Cut
}

func (r *ruleReader) calc(n source.Node, bounds string) {
	r.rule.Cuts = map[engine.Shape]map[engine.Tier][]engine.Cut{}
	if !n.IsMap() {
		return
	}
	silent := bounds == "" || strings.HasPrefix(bounds, "silent")
	for key, x := range n.Map().Pairs() {
		shapes, known := shapesOf[key.Text()]
		if !known {
			continue // prose beside the shapes: model, percentages, art
		}
		ms := r.shape(n.Map(), x, silent, 0)
		if len(ms) == 0 {
			continue
		}
		cuts := join(ms)
		r.rule.Numbers = r.rule.Numbers || numeric(cuts)
		for _, s := range shapes {
			r.rule.Cuts[s] = cuts
		}
	}
	if !r.rule.Numbers {
		r.rule.Cuts = map[engine.Shape]map[engine.Tier][]engine.Cut{} // words alone: directions
	}
}

// numeric tells whether any tier has a share: words alone make no number.
func numeric(cuts map[engine.Tier][]engine.Cut) bool {
	for _, cs := range cuts {
		for _, c := range cs {
			if c.Of == engine.OfSpan || c.Of == engine.OfCeiling || c.Of == engine.OfBelow {
				return true
			}
		}
	}
	return false
}

// join lists the meanings of each tier; a meaning that leaves a tier out says that it has no place there.
func join(ms []meaning) map[engine.Tier][]engine.Cut {
	if len(ms) == 1 {
		return ms[0].cuts
	}
	out := map[engine.Tier][]engine.Cut{}
	for _, t := range engine.Tiers {
		for _, m := range ms {
			cs := m.cuts[t]
			if len(cs) == 0 {
				cs = []engine.Cut{{Of: engine.OfNothing}}
			}
			for _, c := range cs {
				if c.As != "" {
					c.As = m.as + "；" + c.As
				} else {
					c.As = m.as
				}
				out[t] = append(out[t], c)
			}
		}
	}
	return out
}

// shape reads one entry of calc: null, prose, same_as, readings, or tiers.
func (r *ruleReader) shape(calc source.Map, n source.Node, silent bool, depth int) []meaning {
	if !n.IsMap() {
		return nil
	}
	if depth > 8 {
		r.fail(n, "same_as 绕成了圈")
		return nil
	}
	m := n.Map()
	if m.Has("same_as") {
		return r.shape(calc, calc.Get(text(m.Get("same_as"))), silent, depth+1)
	}
	if list := m.Get("readings"); list.IsList() {
		var out []meaning
		for _, x := range list.List() {
			out = append(out, r.reading(calc, x, silent, depth)...)
		}
		return out
	}
	return []meaning{r.tiers(m, silent)}
}

func (r *ruleReader) reading(calc source.Map, n source.Node, silent bool, depth int) []meaning {
	m := n.Map()
	as := text(m.Get("as"))
	switch {
	case m.Has("same_as"):
		out := r.shape(calc, n, silent, depth+1)
		for i := range out {
			out[i].as = as
		}
		return out
	case isTrue(m.Get("no_number")):
		return []meaning{{as: as, cuts: onlyDirections()}}
	}
	t := r.tiers(m, silent)
	t.as = as
	return []meaning{t}
}

// onlyDirections is a reading without numbers: the range stays whole and the tier says the way.
func onlyDirections() map[engine.Tier][]engine.Cut {
	way := map[engine.Tier]string{engine.Mitigated: engine.LowerOrBelow, engine.Lighter: engine.Lower, engine.Ordinary: engine.Neutral, engine.Heavier: engine.Higher}
	out := map[engine.Tier][]engine.Cut{}
	for t, d := range way {
		out[t] = []engine.Cut{{Of: engine.OfWhole, Direction: d, Standing: engine.Direction}}
	}
	return out
}

func (r *ruleReader) tiers(m source.Map, silent bool) meaning {
	out := meaning{cuts: map[engine.Tier][]engine.Cut{}}
	for _, t := range engine.Tiers {
		n := m.Get(string(t))
		switch {
		case n.IsMap():
			out.cuts[t] = r.grade(t, n, m, silent)
		case n.IsScalar(): // prose: the tier has no sum here
			out.cuts[t] = []engine.Cut{{Of: engine.OfNothing, Why: n.Text()}}
		}
	}
	if rest := r.rest(out.cuts[engine.Lighter], out.cuts[engine.Heavier]); len(out.cuts[engine.Ordinary]) == 0 && len(rest) > 0 {
		out.cuts[engine.Ordinary] = rest
	}
	return out
}

// grade reads {of, pct, open}, {below_floor}, {may_not_be_covered} or {same_as: tier}; words alone give no cut.
func (r *ruleReader) grade(t engine.Tier, n source.Node, tiers source.Map, silent bool) []engine.Cut {
	m := n.Map()
	switch {
	case m.Has("below_floor"):
		return r.below(text(m.Get("below_floor")), silent)
	case isTrue(m.Get("may_not_be_covered")):
		return []engine.Cut{{Of: engine.OfNothing, Standing: engine.Direct}}
	case m.Has("same_as"):
		if t == engine.Mitigated {
			r.rule.MitigateInside = true
		}
		if other := tiers.Get(text(m.Get("same_as"))); other.IsMap() && !other.Map().Has("same_as") {
			return r.grade(t, other, tiers, silent)
		}
		return nil
	case !m.Has("pct"):
		return nil
	}
	pct := m.Get("pct").List()
	if len(pct) != 2 {
		r.fail(m.Get("pct"), "pct 应为两个数")
		return nil
	}
	c := engine.Cut{Of: engine.CutOf(text(m.Get("of"))), Standing: engine.Direct}
	if c.Of != engine.OfSpan && c.Of != engine.OfCeiling {
		r.fail(n, "of 应为 span 或 max")
		return nil
	}
	var err1, err2 error
	c.From, err1 = money.ParseRatio(text(pct[0]))
	c.To, err2 = money.ParseRatio(text(pct[1]))
	if err1 != nil || err2 != nil {
		r.fail(m.Get("pct"), "份额无法识别")
		return nil
	}
	open := text(m.Get("open"))
	switch open {
	case "none", "":
	case "min", "max", "both":
	default: // the rule does not say; the usual reading is that the number belongs to the tier
		c.Standing, c.Why = engine.ByReading, "条文没有写明端点，按含本数理解"
	}
	c.MinOpen, c.MaxOpen = open == "min" || open == "both", open == "max" || open == "both"
	return []engine.Cut{c}
}

// below reads how 减轻 ends at the floor. 以下 includes the number by 民法典 1259, yet then the floor belongs to two tiers:
// a rule that is silent on its bounds leaves both readings.
func (r *ruleReader) below(word string, silent bool) []engine.Cut {
	out := engine.Cut{Of: engine.OfBelow, MaxOpen: true, Standing: engine.Direct}
	in := engine.Cut{Of: engine.OfBelow, Standing: engine.Direct}
	switch {
	case word == "open":
		return []engine.Cut{out}
	case word == "closed" && !silent:
		return []engine.Cut{in}
	}
	in.As, out.As = "“以下”含本数", "低于下限，不含本数"
	return []engine.Cut{in, out}
}

// rest is 一般 where the rule names only 从轻 and 从重: what lies between them. A single point between them is doubtful:
// either the point or no number at all.
func (r *ruleReader) rest(lighter, heavier []engine.Cut) []engine.Cut {
	if len(lighter) != 1 || len(heavier) != 1 || lighter[0].Of != heavier[0].Of || lighter[0].Of != engine.OfSpan && lighter[0].Of != engine.OfCeiling {
		return nil
	}
	c := engine.Cut{Of: lighter[0].Of, From: lighter[0].To, To: heavier[0].From, MinOpen: !lighter[0].MaxOpen, MaxOpen: !heavier[0].MinOpen,
		Standing: engine.ByReading, Why: "条文没有写一般幅度，按从轻、从重之外的部分理解"}
	switch order := c.From.Cmp(c.To); {
	case order > 0 || order == 0 && (c.MinOpen || c.MaxOpen):
		return nil
	case order == 0:
		c.As = "只剩中间一点"
		return []engine.Cut{c, {As: "一般没有数额", Of: engine.OfWhole, Direction: engine.Neutral, Standing: engine.ByReading}}
	}
	return []engine.Cut{c}
}

func (r *ruleReader) mitigate(n source.Node) {
	if n.IsMap() {
		r.rule.MitigateBasis = r.basis(n.Map().Get("art"))
	}
}

// Words in which the digests say when several circumstances meet.
var (
	severalLighter = regexp.MustCompile(`^\(?(从轻|lighter)\)? *>= *2`)
	severalHeavier = regexp.MustCompile(`^\(?(从重|heavier)\)? *>= *2`)
	bothSides      = regexp.MustCompile(`(从轻|减轻|lighter) *>= *1.* and (从重|heavier) *>= *1`)
)

var extremes = map[string]engine.Extreme{"lowest": engine.Lowest, "highest": engine.Highest, "lowest grade": engine.WholeTier,
	"highest grade": engine.WholeTier, "silent": engine.NoExtreme, "human": engine.NoExtreme}

func (r *ruleReader) combine(n source.Node) {
	if !n.IsList() {
		return
	}
	c := &r.rule.Combine
	for _, x := range n.List() {
		m := x.Map()
		when, effect := text(m.Get("when")), text(m.Get("effect"))
		e, known := extremes[effect]
		switch {
		case !known:
			r.fail(m.Get("effect"), "不认识的并存效果“"+effect+"”")
		case severalLighter.MatchString(when):
			c.SeveralLighter, c.LighterBasis = e, r.basis(m.Get("art"))
		case severalHeavier.MatchString(when):
			c.SeveralHeavier, c.HeavierBasis = e, r.basis(m.Get("art"))
		case bothSides.MatchString(when):
			if effect != "human" && effect != "silent" {
				r.fail(m.Get("effect"), "从轻与从重并存而不由人衡量，规则形式不能表达")
			}
			c.BothBasis, c.Weigh = r.basis(m.Get("art")), texts(m.Get("weigh"))
		case effect == "silent":
		default:
			r.fail(m.Get("when"), "不认识的并存条件“"+when+"”")
		}
	}
	c.Uncertain = "最低、最高也可以理解为整个档"
}

// joint reads the rules on 可以并处; prose alone leaves the question open.
func (r *ruleReader) joint(n source.Node) {
	if !n.IsMap() || !n.Map().Get("rules").IsList() {
		return
	}
	for _, x := range n.Map().Get("rules").List() {
		m := x.Map()
		b := r.basis(m.Get("art"))
		when := text(m.Get("when"))
		heavier, lighter := strings.Contains(when, "从重"), strings.Contains(when, "从轻") || strings.Contains(when, "减轻")
		switch effect := text(m.Get("effect")); {
		case effect == "single" && lighter && !heavier:
			r.rule.Joint.Lighter = b
		case effect == "joint" && heavier && !lighter:
			r.rule.Joint.Heavier = b
		case effect == "human":
			r.rule.Joint.Both = b
		case effect == "silent":
		default:
			r.fail(x, "单处并处的规则“"+when+" → "+effect+"”不能表达")
		}
	}
}
