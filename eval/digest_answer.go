package eval

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// answer is one meaning of what a digest expects for one party.
type answer struct {
	as        string
	whether   string // penalty | none | may_none | may; "" = penalty
	grade     string
	fine      *money.Range // the sum, to the fen and to the ends
	within    *money.Range // the outer range where there is no sum
	times     *money.Range
	human     bool   // left to a person
	noNumber  bool   // only a direction
	direction string // lower | lower_or_below | higher | neutral
}

// expectation is what a digest expects for one party: one answer, several readings, or several grades side by side.
type expectation struct {
	answers []answer
	several bool // readings
	union   bool
	usual   bool // default: the first reading is the one as a rule
	others  bool // the digest names further answers in words (alt)
	rest    source.Node
}

// layers looks a key up in several maps, the nearest first.
type layers []source.Map

func (l layers) get(key string) source.Node {
	for _, m := range l {
		if n := m.Get(key); n.Exists() {
			return n
		}
	}
	return source.Node{}
}

// expected reads the expectation for one party; side picks the unit or the person where the digest names them apart.
func expected(e source.Map, side string) (expectation, error) {
	l := layers{e}
	for _, key := range []string{"fine", side} {
		if n := l.get(key); key != "" && n.IsMap() {
			l = append(layers{n.Map()}, l...)
		}
	}
	x := expectation{union: isTrue(l.get("union")), usual: isTrue(l.get("default")), others: l.get("alt").Exists(), rest: l.get("else")}
	readings := l.get("readings")
	if !readings.IsList() {
		a, err := readAnswer(l)
		x.answers = []answer{a}
		return x, err
	}
	x.several = true
	for _, n := range readings.List() {
		inner := append(layers{n.Map()}, l...)
		for _, key := range []string{"fine", side} {
			if y := n.Map().Get(key); key != "" && y.IsMap() {
				inner = append(layers{y.Map()}, inner...)
			}
		}
		a, err := readAnswer(inner)
		if err != nil {
			return x, err
		}
		a.as = text(n.Map().Get("as"))
		x.answers = append(x.answers, a)
	}
	return x, nil
}

func readAnswer(l layers) (answer, error) {
	a := answer{whether: text(l.get("whether")), grade: text(l.get("grade")), human: isTrue(l.get("human")), noNumber: isTrue(l.get("no_number")), direction: text(l.get("direction"))}
	if isTrue(l.get("none")) {
		a.whether = "none"
	}
	open := text(l.get("open"))
	for _, f := range []struct {
		key   string
		into  **money.Range
		scale int64
	}{{"range", &a.fine, 100}, {"within", &a.within, 100}, {"times", &a.times, 1}} {
		n := l.get(f.key)
		if !n.IsList() {
			continue
		}
		r, err := readRange(n, open, f.scale)
		if err != nil {
			return a, err
		}
		*f.into = &r
	}
	if a.human || a.noNumber || a.direction != "" {
		if a.within == nil {
			a.within = a.fine
		}
		a.fine = nil
	}
	return a, nil
}

// readRange reads [a, b] with its open ends; null is no end. A fine is more than 0, so a lower end of 0 is always out.
func readRange(n source.Node, open string, scale int64) (money.Range, error) {
	ends := n.List()
	if len(ends) != 2 {
		return money.Range{}, fmt.Errorf("%s：范围应有两端", n.Path())
	}
	r := money.Range{MinOpen: open == "min" || open == "both", MaxOpen: open == "max" || open == "both", NoMin: ends[0].IsNull(), NoMax: ends[1].IsNull()}
	for i, into := range []*money.Ratio{&r.Min, &r.Max} {
		if ends[i].IsNull() {
			continue
		}
		v, err := money.ParseRatio(text(ends[i]))
		if err == nil {
			v, err = v.Mul(money.Int(scale))
		}
		if err != nil {
			return r, fmt.Errorf("%s：%w", ends[i].Path(), err)
		}
		*into = v
	}
	if !r.NoMin && r.Min.Sign() == 0 {
		r.MinOpen = true
	}
	return r, nil
}

// view is one value that an outcome leaves for the fine: the tier's band, or its normal point.
type view struct {
	o     *engine.Outcome
	fine  *engine.Measure // nil: no fine
	sum   money.Range
	point bool
}

// views lists what an outcome offers: the band, and the point that is taken as a rule.
func views(o *engine.Outcome) []view {
	v := view{o: o}
	for i := range o.Measures {
		if o.Measures[i].Kind == engine.Fine {
			v.fine = o.Measures[i]
			v.sum = v.fine.Range
			break
		}
	}
	out := []view{v}
	if v.fine != nil && v.fine.Point != nil {
		p := v
		p.sum, p.point = money.Between(*v.fine.Point, *v.fine.Point), true
		out = append(out, p)
	}
	return out
}

// whole tells whether the rule leaves the statutory range as it is, without a number of its own.
func (v view) whole() bool {
	return v.fine != nil && (v.fine.Cut == nil || v.fine.Cut.Of == engine.OfWhole) && v.fine.Whole
}

// direction is the way that a view shows: the rule's own word, else what its tier says where the range stays whole.
func (v view) direction() string {
	switch {
	case v.fine == nil:
		return ""
	case v.fine.Direction != "":
		return v.fine.Direction
	case !v.whole():
		return ""
	}
	return map[engine.Tier]string{engine.Lighter: engine.Lower, engine.Ordinary: engine.Neutral, engine.Heavier: engine.Higher}[v.o.Tier]
}

// pointsAway: the range is not the answer, a direction in it is. What 减轻 leaves below the floor is an answer.
func (v view) pointsAway() bool {
	return v.fine.Direction != "" && v.fine.Direction != engine.Neutral && v.o.Option != engine.OptMitigated
}

// fits tells whether a view says what an answer says.
func (a *answer) fits(v view) bool {
	switch a.whether {
	case "none":
		return v.o.Status == engine.NoPenalty
	case "may_none":
		return v.o.Status == engine.MayWaive
	case "may":
		if v.o.Status != engine.FineOptional {
			return false
		}
	}
	switch v.o.Status {
	case engine.IsRange, engine.IsPoint, engine.FineOptional, engine.Weigh:
	default:
		return false
	}
	if a.human {
		return (v.o.Status == engine.Weigh || v.whole()) && a.inside(v)
	}
	if v.o.Status == engine.Weigh {
		return false
	}
	if a.noNumber || a.direction != "" {
		return v.fine != nil && (a.direction == "" || v.direction() == a.direction) && a.inside(v)
	}
	if a.fine != nil && (v.fine == nil || !v.sum.Equal(*a.fine) || v.pointsAway()) {
		return false
	}
	if a.times != nil && !v.point && (v.fine == nil || !v.fine.Based || v.fine.Factor.Min != a.times.Min || v.fine.Factor.Max != a.times.Max) {
		return false
	}
	return a.graded(v)
}

func (a *answer) inside(v view) bool {
	return a.within == nil || v.fine != nil && v.sum.Equal(*a.within)
}

func (a *answer) graded(v view) bool {
	switch {
	case a.grade == "":
		return true
	case a.grade == "none":
		return v.whole()
	case v.o.Tier == "" && v.o.Option == engine.OptMitigated: // chosen under a rule that names no sums
		return strings.Contains(a.grade, string(engine.Mitigated))
	}
	return v.o.Tier != "" && strings.Contains(a.grade, string(v.o.Tier))
}

// match holds an expectation against outcomes.
func (x *expectation) match(outcomes []engine.Outcome, w *worked) (string, string) {
	if len(outcomes) == 0 {
		return Differs, "引擎没有给出结果"
	}
	var all [][]view
	for i := range outcomes {
		all = append(all, views(&outcomes[i]))
	}
	if x.union {
		return x.side(all)
	}
	used := make([]bool, len(x.answers))
	unmatched := 0
	for _, vs := range all {
		found := false
		for i := range x.answers {
			for _, v := range vs {
				if x.answers[i].fits(v) {
					used[i], found = true, true
				}
			}
		}
		if !found {
			unmatched++
		}
	}
	matched := held(used)
	switch {
	case matched == 0 && x.byPerson(all):
		return Equal, ""
	case matched == 0:
		return Differs, ""
	case x.usual && !x.point(all):
		return Differs, "没有一般情况下取的数额"
	case unmatched > 0 && !x.others:
		return Ambiguous, "引擎另有摘要没有列出的结果"
	case matched == len(used) || w.explained(x, used, outcomes):
		return Equal, ""
	}
	return Differs, "摘要的理解没有全部出现"
}

func held(bs []bool) int {
	n := 0
	for _, b := range bs {
		if b {
			n++
		}
	}
	return n
}

// side compares the hull of the options with a union; an option not to use a may-fact at all lies outside it.
func (x *expectation) side(all [][]view) (string, string) {
	a := x.answers[0]
	want := a.fine
	if want == nil {
		want = a.within
	}
	if want == nil {
		return Differs, "union 没有范围"
	}
	for _, vs := range all {
		if !a.graded(vs[0]) && vs[0].o.Option != engine.OptOrdinary {
			return Differs, "档次不同"
		}
	}
	for _, skip := range []bool{false, true} {
		if h, ok := hull(all, skip); ok && h.Equal(*want) {
			return Equal, ""
		}
	}
	return Differs, "各种选择合起来的范围不同"
}

func hull(all [][]view, skipOrdinary bool) (money.Range, bool) {
	out := money.Range{MinOpen: true, MaxOpen: true} // empty
	for _, vs := range all {
		v := vs[0]
		if skipOrdinary && v.o.Option == engine.OptOrdinary {
			continue
		}
		if v.fine == nil || v.sum.NoMin || v.sum.NoMax {
			return out, false
		}
		out = out.Hull(v.sum)
	}
	return out, !out.Empty()
}

// byPerson: the digest leaves the result to a person, and so does the engine by offering options that fill the same range.
func (x *expectation) byPerson(all [][]view) bool {
	a := x.answers[0]
	if x.several || !a.human || a.within == nil {
		return false
	}
	for _, vs := range all {
		if vs[0].o.Choice == nil && !vs[0].whole() {
			return false
		}
	}
	h, ok := hull(all, false)
	return ok && h.Equal(*a.within)
}

// point: where the digest's first reading is one sum as a rule, the engine must name that sum.
func (x *expectation) point(all [][]view) bool {
	first := x.answers[0].fine
	if first == nil || !first.IsPoint() {
		return true
	}
	for _, vs := range all {
		for _, v := range vs {
			if v.sum.Equal(*first) && (v.point || v.sum.IsPoint()) {
				return true
			}
		}
	}
	return false
}

// explained: a reading that the engine does not give an outcome for is still told, as the rule's own text that the law
// overrides (warning rule_overridden), or as a meaning in which the tier has no place.
func (w *worked) explained(x *expectation, used []bool, outcomes []engine.Outcome) bool {
	own := w.ownText()
	for i, ok := range used {
		if ok || slices.Contains(own, x.answers[i].whether) || x.answers[i].whether == "none" && w.noPlace(outcomes) {
			continue
		}
		return false
	}
	return true
}

// ownText lists what the rule's own text would say of whether to penalise, where the law goes before it.
func (w *worked) ownText() []string {
	says := map[engine.Effect]string{engine.WaiveMust: "none", engine.WaiveMay: "may_none"}
	var out []string
	for _, r := range w.results {
		for _, s := range r.Trace {
			if s.Kind == "overridden" {
				out = append(out, says[s.Circ.Effect])
			}
			for effect, word := range says {
				if s.Circ != nil && strings.Contains(s.Circ.Overridden, "列为"+string(effect)) {
					out = append(out, word)
				}
			}
		}
	}
	return out
}

// noPlace: one of the rule's meanings leaves the tier of an outcome without a place in the shape of its fine.
func (w *worked) noPlace(outcomes []engine.Outcome) bool {
	for i := range outcomes {
		v := views(&outcomes[i])[0]
		if v.fine == nil {
			continue
		}
		for _, c := range w.plan.Rule.Cuts[shapeOf(v.fine.Penalty)][v.o.Tier] {
			if c.Of == engine.OfNothing {
				return true
			}
		}
	}
	return false
}

func shapeOf(p *engine.Penalty) engine.Shape {
	switch {
	case p.Max == nil:
		return engine.ShapeFloor
	case p.Min == nil && p.Base == "":
		return engine.ShapeCeiling
	case p.Min == nil && p.Percent:
		return engine.ShapePercentCeiling
	case p.Min == nil:
		return engine.ShapeTimesCeiling
	case *p.Min == *p.Max:
		return engine.ShapeFixed
	case p.Base == "":
		return engine.ShapeRange
	case p.Percent:
		return engine.ShapePercent
	}
	return engine.ShapeTimes
}
