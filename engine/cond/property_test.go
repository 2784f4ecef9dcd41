package cond

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/expr-lang/expr"
	"pgregory.net/rapid"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// wideVocabulary has every type, two facts of most, and bounds that tests can reach.
func wideVocabulary(t testing.TB) *facts.Vocabulary {
	t.Helper()
	v, err := facts.NewVocabulary(
		facts.Entry{Name: "货值金额", Type: facts.Money},
		facts.Entry{Name: "罚没收入", Type: facts.Money},
		facts.Entry{Name: "违法所得", Type: facts.Money, Absent: true},
		facts.Entry{Name: "违法经营额", Type: facts.Money, Absent: true},
		facts.Entry{Name: "次数", Type: facts.Int},
		facts.Entry{Name: "近2年次数", Type: facts.Int, Lo: 0, Hi: 12},
		facts.Entry{Name: "比例", Type: facts.Number},
		facts.Entry{Name: "浓度", Type: facts.Number, Lo: -50_000_000, Hi: 50_000_000},
		facts.Entry{Name: "行为日", Type: facts.Date},
		facts.Entry{Name: "决定日", Type: facts.Date},
		facts.Entry{Name: "多次违法", Type: facts.Bool},
		facts.Entry{Name: "逾期", Type: facts.Bool},
		facts.Entry{Name: "主观过错", Type: facts.Enum, Options: []string{"无过错", "过失", "故意"}},
		facts.Entry{Name: "情节", Type: facts.Enum, Options: []string{"轻微", "一般"}},
	)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// phrase is a condition as an officer writes it, and the same in the reference's own terms: whole stored units,
// every comparison of a fact that may be 无 guarded by hand.
type phrase struct {
	text, ref string
	absent    bool // `not` over it is refused
	simple    bool // needs no brackets as an operand
}

// writer draws conditions; lits are the thresholds met, in stored units.
type writer struct {
	t    *rapid.T
	v    *facts.Vocabulary
	lits []int64
}

func (w *writer) pick(label string, of ...string) string {
	return rapid.SampledFrom(of).Draw(w.t, label)
}

func (w *writer) chance(label string) bool { return rapid.IntRange(0, 2).Draw(w.t, label) == 0 }

// condition draws a condition of at most the given depth.
func (w *writer) condition(depth int) phrase {
	if depth == 0 {
		return w.atom()
	}
	switch w.pick("form", "atom", "and", "or", "not", "equal", "brackets") {
	case "and":
		return w.join(depth, w.pick("and", " and ", " && "), " and ")
	case "or":
		return w.join(depth, w.pick("or", " or ", " || "), " or ")
	case "not":
		x := w.condition(depth - 1)
		if x.absent {
			return x
		}
		return phrase{w.pick("not", "not (", "!(", "not（") + x.text + ")", "not (" + x.ref + ")", false, true}
	case "equal":
		x := w.condition(depth - 1)
		if x.absent {
			return x
		}
		name, op := w.pick("fact", "多次违法", "逾期", "true", "false"), w.pick("equal", "==", "!=")
		if w.chance("left") {
			return phrase{name + op + "(" + x.text + ")", name + op + "(" + x.ref + ")", false, false}
		}
		return phrase{"(" + x.text + ")" + op + name, "(" + x.ref + ")" + op + name, false, false}
	case "brackets":
		x := w.condition(depth - 1)
		return phrase{w.pick("open", "(", "（") + x.text + w.pick("close", ")", "）"), x.ref, x.absent, true}
	}
	return w.atom()
}

// join leaves the brackets out where precedence says the same.
func (w *writer) join(depth int, sign, ref string) phrase {
	l, r := w.condition(depth-1), w.condition(depth-1)
	text := func(x phrase) string {
		if x.simple && w.chance("bare") {
			return x.text
		}
		return "(" + x.text + ")"
	}
	return phrase{text(l) + sign + text(r), "(" + l.ref + ")" + ref + "(" + r.ref + ")", l.absent || r.absent, false}
}

func (w *writer) atom() phrase {
	switch w.pick("atom", "fact", "fact is", "enum", "in", "absence", "number", "number", "number") {
	case "fact":
		name := w.pick("name", "多次违法", "逾期", "true", "false")
		return phrase{name, name, false, true}
	case "fact is":
		l, op, r := w.pick("left", "多次违法", "逾期"), w.pick("op", "==", "!="), w.pick("right", "多次违法", "逾期", "true", "false")
		return phrase{l + op + r, l + op + r, false, true}
	case "enum":
		return w.enum()
	case "in":
		return w.among()
	case "absence":
		name, word, op := w.pick("name", "违法所得", "违法经营额"), w.pick("word", "无", "无法计算"), w.pick("op", "==", "!=", "≠", "＝＝")
		ref := map[string]string{"无": "没有", "无法计算": "算不出"}[word] + name
		if op == "!=" || op == "≠" {
			ref = "not " + ref
		}
		if w.chance("left") {
			name, word = word, name
		}
		return phrase{name + " " + op + " " + word, ref, false, true}
	}
	return w.comparison()
}

func (w *writer) entry(types ...facts.Type) *facts.Entry {
	var of []*facts.Entry
	for i := range w.v.Len() {
		if e := w.v.Entry(i); slices.Contains(types, e.Type) {
			of = append(of, e)
		}
	}
	return rapid.SampledFrom(of).Draw(w.t, "entry")
}

func (w *writer) enum() phrase {
	e := w.entry(facts.Enum)
	option, op := w.pick("option", e.Options...), w.pick("op", "==", "!=")
	ref := e.Name + op + "'" + option + "'"
	q := rapid.SampledFrom([][2]string{{"'", "'"}, {"\"", "\""}, {"“", "”"}}).Draw(w.t, "quotes")
	if w.chance("left") {
		return phrase{q[0] + option + q[1] + op + e.Name, ref, false, true}
	}
	return phrase{e.Name + " " + op + " " + q[0] + option + q[1], ref, false, true}
}

func (w *writer) among() phrase {
	e := w.entry(facts.Enum)
	set := rapid.SliceOfN(rapid.SampledFrom(e.Options), 1, 3).Draw(w.t, "set")
	list := "['" + strings.Join(set, "','") + "']"
	ref := make([]string, len(set))
	for i, o := range set {
		ref[i] = e.Name + " == '" + o + "'"
	}
	return phrase{e.Name + " in " + list, strings.Join(ref, " or "), false, true}
}

// side is one side of a comparison: as written, and as a whole number of stored units times a scale.
type side struct {
	text   string
	ref    func(scale int64) string
	absent []string // facts in it that may be 无
	names  []string
	single bool // a fact or a number
}

// scale of the reference's numbers: one decimal of a coefficient must stay whole.
const scale = 10

func (w *writer) comparison() phrase {
	e := w.entry(facts.Money, facts.Int, facts.Number, facts.Date)
	var l, r side
	switch w.pick("comparison", "threshold", "reversed", "multiple", "arithmetic") {
	case "threshold":
		l, r = w.fact(e), w.literal(e)
	case "reversed":
		l, r = w.literal(e), w.fact(e)
	case "multiple":
		l, r = w.times(w.fact(e)), w.literal(e)
	default:
		l, r = w.side(e, 2), w.side(e, 1)
	}
	if len(l.names) == 0 && len(r.names) == 0 {
		l = w.fact(e)
	}
	op := w.pick("op", "<", "<=", ">", ">=", "==", "!=")
	written := map[string][]string{"<": {"<", "＜"}, "<=": {"<=", "≤", "＜＝"}, ">": {">", "＞"}, ">=": {">=", "≥"}, "==": {"=="}, "!=": {"!=", "≠"}}[op]
	p := phrase{text: l.text + " " + w.pick("sign", written...) + r.text, ref: l.ref(scale) + op + r.ref(scale), simple: true}
	for _, name := range append(slices.Clone(l.absent), r.absent...) {
		p.ref, p.absent = "有"+name+" and ("+p.ref+")", true
	}
	return p
}

func (w *writer) side(e *facts.Entry, depth int) side {
	form := "fact"
	if depth > 0 {
		form = w.pick("side", "fact", "fact", "literal", "plus", "minus", "times", "negative")
	} else {
		form = w.pick("side", "fact", "literal")
	}
	switch form {
	case "fact":
		return w.fact(e)
	case "literal":
		return w.literal(e)
	case "plus", "minus":
		sign := map[string]string{"plus": "+", "minus": "-"}[form]
		l, r := w.side(e, 0), w.side(e, 0)
		return side{text: l.text + " " + sign + " " + r.text, absent: append(slices.Clone(l.absent), r.absent...), names: append(slices.Clone(l.names), r.names...),
			ref: func(s int64) string { return l.ref(s) + sign + r.ref(s) }}
	case "negative":
		x := w.side(e, 0)
		return side{text: "-" + x.text, absent: x.absent, names: x.names, ref: func(s int64) string { return "-(" + x.ref(s) + ")" }}
	}
	return w.times(w.side(e, depth-1))
}

func (w *writer) times(x side) side {
	if strings.ContainsAny(x.text, "*×") || strings.Contains(x.text, "日期") {
		return x // one product is enough, and no multiples of a day
	}
	k := rapid.SampledFrom([]int64{20, 30, 5, 1, 15}).Draw(w.t, "tenths")
	factor := strconv.FormatFloat(float64(k)/10, 'f', -1, 64)
	if !x.single {
		x.text = "(" + x.text + ")"
	}
	text := factor + " * " + x.text
	if w.chance("after") {
		text = x.text + " × " + factor
	}
	return side{text: text, absent: x.absent, names: x.names, ref: func(s int64) string { return "(" + x.ref(s*k/10) + ")" }}
}

func (w *writer) fact(e *facts.Entry) side {
	e = w.sameType(e)
	out := side{text: e.Name, names: []string{e.Name}, single: true, ref: func(s int64) string { return fmt.Sprintf("%d*%s", s, e.Name) }}
	if e.Absent {
		out.absent = []string{e.Name}
	}
	if e.Name == "近2年次数" && w.chance("wide") {
		out.text = "近２年次数"
	}
	return out
}

func (w *writer) sameType(e *facts.Entry) *facts.Entry { return w.entry(e.Type) }

// literal draws a number in stored units and writes it as the law may write it.
func (w *writer) literal(e *facts.Entry) side {
	unit := e.Type.Scale()
	n := rapid.OneOf(rapid.Int64Range(0, 12), rapid.Int64Range(0, 300), rapid.SampledFrom([]int64{unit, 3 * unit, 10_000 * unit, 15_000 * unit, 100_000_000 * unit, unit / 2})).Draw(w.t, "literal")
	w.lits = append(w.lits, n)
	if e.Type == facts.Date && w.chance("calendar") {
		day := facts.Day(n % 30_000)
		w.lits = append(w.lits, int64(day))
		return side{text: `日期("` + day.String() + `")`, single: true, ref: func(s int64) string { return strconv.FormatInt(s*int64(day), 10) }}
	}
	text := decimals(n, unit)
	switch {
	case unit > 1 && n*100 == 3*unit:
		text = w.pick("percent", text, "3%", "3％", "百分之三")
	case unit > 1 && n == unit/2:
		text = w.pick("percent", text, "50%", "百分之五十")
	case n == 15_000*unit:
		text = w.pick("wan", text, "1.5万", "15_000", "１５０００")
	case n == 10_000*unit:
		text = w.pick("wan", text, "1万", "1万元", "10_000")
	case n == 100_000_000*unit:
		text = w.pick("yi", text, "1亿", "1亿元", "10000万")
	}
	return side{text: text, single: true, ref: func(s int64) string { return strconv.FormatInt(s*n, 10) }}
}

// decimals writes n units of which so many make one.
func decimals(n, unit int64) string {
	if unit == 1 {
		return strconv.FormatInt(n, 10)
	}
	width := len(strconv.FormatInt(unit, 10)) - 1
	s := strings.TrimRight(fmt.Sprintf("%d.%0*d", n/unit, width, n%unit), "0")
	return strings.TrimSuffix(s, ".")
}

// value draws one value of a domain, near a threshold more often than not.
func (w *writer) value(e *facts.Entry, d facts.Domain) facts.Domain {
	bit := rapid.SampledFrom(bitsOf(d.Mask)).Draw(w.t, e.Name)
	if !e.Type.Numeric() || bit != facts.HasAmount {
		return facts.Domain{Mask: bit}
	}
	return facts.Amount(w.number(e, d.Lo, d.Hi))
}

func bitsOf(mask uint64) []uint64 {
	var out []uint64
	for m := mask; m != 0; m &= m - 1 {
		out = append(out, m&-m)
	}
	return out
}

// number draws from lo..hi: a threshold with its neighbours, a multiple of one, an end, or anything.
func (w *writer) number(e *facts.Entry, lo, hi int64) int64 {
	how := w.pick(e.Name, "threshold", "threshold", "multiple", "end", "anything")
	if how == "anything" || how == "multiple" && len(w.lits) == 0 {
		return rapid.Int64Range(lo, hi).Draw(w.t, e.Name)
	}
	if how == "end" || len(w.lits) == 0 {
		return rapid.SampledFrom([]int64{lo, hi}).Draw(w.t, e.Name)
	}
	n := rapid.SampledFrom(w.lits).Draw(w.t, e.Name)
	if how == "multiple" {
		n = rapid.SampledFrom([]int64{2 * n, 10 * n, n / 2, n / 3, 2 * n / 3, -n}).Draw(w.t, e.Name)
	}
	n += rapid.Int64Range(-1, 1).Draw(w.t, e.Name)
	return max(lo, min(n, hi))
}

// domain draws what may still be open of a fact: one value, some values, or all.
func (w *writer) domain(e *facts.Entry) facts.Domain {
	whole := e.Whole()
	switch w.pick(e.Name, "known", "part", "open") {
	case "known":
		return w.value(e, whole)
	case "open":
		return whole
	}
	d := facts.Domain{}
	for _, b := range bitsOf(whole.Mask) {
		if rapid.Bool().Draw(w.t, e.Name) {
			d.Mask |= b
		}
	}
	if d.Mask == 0 {
		return whole
	}
	if e.Type.Numeric() && d.Mask&facts.HasAmount != 0 {
		a, b := w.number(e, whole.Lo, whole.Hi), w.number(e, whole.Lo, whole.Hi)
		d.Lo, d.Hi = min(a, b), max(a, b)
	}
	return d
}

// frame draws the domains of all facts.
func (w *writer) frame(p *Pool) *Frame {
	f := p.NewFrame()
	for i := range f.Dom {
		f.Dom[i] = w.domain(w.v.Entry(i))
	}
	return f
}

// completion draws one value for every fact of a frame.
func (w *writer) completion(p *Pool, of *Frame) *Frame {
	f := p.NewFrame()
	for i := range f.Dom {
		f.Dom[i] = w.value(w.v.Entry(i), of.Dom[i])
	}
	return f
}

// environment gives the reference the facts in whole stored units.
func environment(v *facts.Vocabulary, f *Frame) map[string]any {
	env := map[string]any{}
	for i := range v.Len() {
		e, d := v.Entry(i), f.Dom[i]
		switch {
		case e.Type == facts.Bool:
			env[e.Name] = d.Mask == facts.CanTrue
		case e.Type == facts.Enum:
			env[e.Name] = e.Options[slices.Index(bitsOf(e.Whole().Mask), d.Mask)]
		default:
			env[e.Name] = int(d.Lo)
			env["有"+e.Name] = d.Mask == facts.HasAmount
			env["没有"+e.Name] = d.Mask == facts.HasNone
			env["算不出"+e.Name] = d.Mask == facts.HasIncalculable
		}
	}
	return env
}

// compiled draws a condition that compiles. What the compiler refuses must be one of the refusals that a correct
// grammar can meet: a threshold between two stored units, or facts that cancel out.
func compiled(t *rapid.T, v *facts.Vocabulary) (*writer, *Pool, *Cond, phrase) {
	for {
		w := &writer{t: t, v: v}
		x := w.condition(rapid.IntRange(0, 4).Draw(t, "depth"))
		p := NewPool(v)
		c, errs := p.Compile(x.text)
		if errs == nil {
			return w, p, c, x
		}
		for _, e := range errs {
			if !strings.Contains(e.Message, "位数过多") && !strings.Contains(e.Message, "抵消") {
				t.Fatalf("%s: %v", x.text, e)
			}
		}
	}
}

// perCheck is how many conditions one check draws, so that the default number of checks meets every boundary.
const perCheck = 8

func TestClosuresAgreeWithVM(t *testing.T) {
	v := wideVocabulary(t)
	rapid.Check(t, func(t *rapid.T) {
		for range perCheck {
			checkClosuresAgreeWithVM(t, v)
		}
	})
}

func checkClosuresAgreeWithVM(t *rapid.T, v *facts.Vocabulary) {
	w, p, c, x := compiled(t, v)
	open := p.NewFrame()
	for i := range open.Dom {
		open.Dom[i] = v.Entry(i).Whole()
	}
	program, err := expr.Compile(x.ref, expr.Env(environment(v, w.completion(p, open))), expr.AsBool())
	if err != nil {
		t.Fatalf("reference of %s: %v", x.text, err)
	}
	for range 50 {
		f := w.completion(p, open)
		want, err := expr.Run(program, environment(v, f))
		if err != nil {
			t.Fatalf("%s: %v", x.ref, err)
		}
		if got := c.Eval(f); got != facts.Of(want.(bool)) {
			t.Fatalf("%s\nreference %s = %v, closures %v\n%s", x.text, x.ref, want, got, describe(v, f))
		}
		for _, id := range c.Atoms {
			if f.Rec[id] == facts.Unknown {
				t.Fatalf("%s: %s unknown with all facts known", x.text, p.Atoms[id].Text)
			}
		}
	}
}

func describe(v *facts.Vocabulary, f *Frame) string {
	var b strings.Builder
	for i := range f.Dom {
		fmt.Fprintf(&b, "%s: %s (%+v)\n", v.Entry(i).Name, v.Entry(i).Words(f.Dom[i]), f.Dom[i])
	}
	return b.String()
}

// A result over open facts holds for every completion of them.
func TestEvalIsSound(t *testing.T) {
	v := wideVocabulary(t)
	rapid.Check(t, func(t *rapid.T) {
		for range perCheck {
			checkEvalIsSound(t, v)
		}
	})
}

func checkEvalIsSound(t *rapid.T, v *facts.Vocabulary) {
	w, p, c, x := compiled(t, v)
	f := w.frame(p)
	got := c.Eval(f)
	if got == facts.Unknown {
		return
	}
	for range 20 {
		whole := w.completion(p, f)
		if c.Eval(whole) != got {
			t.Fatalf("%s: %v, but %v with\n%s", x.text, got, c.Eval(whole), describe(v, whole))
		}
	}
}

// An unknown single comparison can go either way: it is unknown only where it must be.
func TestAtomIsTight(t *testing.T) {
	v := wideVocabulary(t)
	rapid.Check(t, func(t *rapid.T) {
		for range perCheck {
			checkAtomIsTight(t, v)
		}
	})
}

func checkAtomIsTight(t *rapid.T, v *facts.Vocabulary) {
	w := &writer{t: t, v: v}
	p := NewPool(v)
	x := w.atom()
	c, errs := p.Compile(x.text)
	if errs != nil || len(p.Atoms) != 1 || p.Atoms[0].Op == Linear {
		return // not one comparison that can be split
	}
	f := w.frame(p)
	if c.Eval(f) != facts.Unknown {
		return
	}
	seen := map[facts.Truth]bool{}
	for _, part := range p.Atoms[0].Split(f.Dom[p.Atoms[0].Slot]) {
		f.Dom[p.Atoms[0].Slot] = part
		seen[c.Eval(f)] = true
	}
	if !seen[facts.True] || !seen[facts.False] || seen[facts.Unknown] {
		t.Fatalf("%s: parts give %v", x.text, seen)
	}
}

// An unknown condition names an undecided atom, whose split parts the domain; going on ends in a decision that every
// completion shares.
func TestOpenAndSplit(t *testing.T) {
	v := wideVocabulary(t)
	rapid.Check(t, func(t *rapid.T) {
		for range perCheck {
			checkOpenAndSplit(t, v)
		}
	})
}

func checkOpenAndSplit(t *rapid.T, v *facts.Vocabulary) {
	w, p, c, x := compiled(t, v)
	f := w.frame(p)
	for range 64 {
		result := c.Eval(f)
		if result != facts.Unknown {
			if whole := w.completion(p, f); c.Eval(whole) != result {
				t.Fatalf("%s: %v after splitting, but %v with\n%s", x.text, result, c.Eval(whole), describe(v, whole))
			}
			return
		}
		id := c.Open(f)
		if id < 0 || id >= len(p.Atoms) || f.Rec[id] != facts.Unknown {
			t.Fatalf("%s: open atom %d of %v is decided\n%s", x.text, id, f.Rec, describe(v, f))
		}
		a := &p.Atoms[id]
		d := f.Dom[a.Slot]
		parts := a.Split(d)
		if a.Op == Linear {
			if parts != nil {
				t.Fatalf("%s: a sum was split", x.text)
			}
			return
		}
		checkParts(t, w, v.Entry(a.Slot), d, parts)
		for _, part := range parts {
			f.Dom[a.Slot] = part
			if c.Eval(f); f.Rec[id] == facts.Unknown {
				t.Fatalf("%s: %s undecided in %+v", x.text, a.Text, part)
			}
		}
		f.Dom[a.Slot] = rapid.SampledFrom(parts).Draw(t, "part")
	}
	t.Fatalf("%s: not decided after 64 splits", x.text)
}

// checkParts: parts are not empty, disjoint, inside the domain and cover it.
func checkParts(t *rapid.T, w *writer, e *facts.Entry, d facts.Domain, parts []facts.Domain) {
	t.Helper()
	numeric := e.Type.Numeric()
	union, width := facts.Domain{}, uint64(0)
	for i, a := range parts {
		if a.Empty() || a.Intersect(d, numeric) != a {
			t.Fatalf("%s: part %+v of %+v", e.Name, a, d)
		}
		for _, b := range parts[:i] {
			if !a.Intersect(b, numeric).Empty() {
				t.Fatalf("%s: parts %+v and %+v meet", e.Name, a, b)
			}
		}
		union = union.Hull(a, numeric)
		if numeric && a.Mask&facts.HasAmount != 0 {
			width += uint64(a.Hi-a.Lo) + 1
		}
	}
	if union != d || numeric && d.Mask&facts.HasAmount != 0 && width != uint64(d.Hi-d.Lo)+1 {
		t.Fatalf("%s: parts %+v do not cover %+v", e.Name, parts, d)
	}
	x := w.value(e, d)
	if n := len(slices.DeleteFunc(slices.Clone(parts), func(p facts.Domain) bool { return p.Intersect(x, numeric).Empty() })); n != 1 {
		t.Fatalf("%s: %+v lies in %d parts", e.Name, x, n)
	}
}

// Joined conditions decide as their members do together.
func TestAndJoins(t *testing.T) {
	v := wideVocabulary(t)
	rapid.Check(t, func(t *rapid.T) {
		w := &writer{t: t, v: v}
		p := NewPool(v)
		var members []*Cond
		for range rapid.IntRange(0, 3).Draw(t, "members") {
			x := w.condition(2)
			c, errs := p.Compile(x.text)
			if errs != nil {
				members = append(members, nil)
				continue
			}
			members = append(members, c)
		}
		f := w.frame(p)
		want := facts.True
		for _, c := range members {
			want = andTable.of(want, c.Eval(f))
		}
		if got := And(members...).Eval(f); got != want {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// Money literals are read exactly, also where a binary fraction is not.
func TestMoneyLiterals(t *testing.T) {
	v := wideVocabulary(t)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, facts.Limit).Draw(t, "fen")
		p := NewPool(v)
		if _, errs := p.Compile("货值金额 <= " + money.Fen(n).String()); errs != nil {
			t.Fatal(errs)
		}
		if p.Atoms[0].Const != n {
			t.Fatalf("%d fen read as %d", n, p.Atoms[0].Const)
		}
	})
}
