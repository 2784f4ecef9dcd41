package rules

import (
	"fmt"
	"strings"

	"cailiang/engine"
	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// The keys of a version file of a base rule or of the general part; rules/schema/base.json publishes the same.
var (
	baseKeys         = []string{"circumstances", "cuts", "combine", "joint", "needs", "local_cap", "harsh", "mitigate_inside", "numbers", "age", "limitation", "same_act", "inexpressible", "note"}
	jointKeys        = []string{"lighter", "heavier", "both"}
	circumstanceKeys = []string{"name", "article", "note", "natural", "when", "absorb", "disputed"}
	disputedKeys     = []string{"when", "counted", "uncounted", "article", "law_wins"}
	shapeKeys        = []string{"same_as", "article", "standing", "why", "as", "readings", "减轻", "从轻", "一般", "从重"}
	cutKeys          = []string{"as", "of", "share", "floor", "direction", "article", "standing", "why"}
	combineKeys      = []string{"several_lighter", "several_heavier", "both", "second_reading"}
	sideKeys         = []string{"effect", "article"}
	bothKeys         = []string{"article", "weigh"}
	needKeys         = []string{"on", "kind", "why", "article", "fine_from", "kinds"}
	capKeys          = []string{"fact", "except", "article"}
	harshKeys        = []string{"over", "bases", "ways"}
	wayKeys          = []string{"article", "needs"}
	ageKeys          = []string{"under", "circumstance", "article"}
	limitationKeys   = []string{"limit", "circumstance", "article", "longer", "exceptions"}
	longerKeys       = []string{"limit", "circumstance", "fact", "ask", "article"}
	exceptionKeys    = []string{"law", "from", "to", "limit", "article", "longer"}
)

// base reads a version file of a base rule or of the general part.
func (p *Pack) base(doc *source.Doc, v *Version) *engine.BaseRule {
	m := doc.Root().Map(baseKeys...)
	r := &engine.BaseRule{ID: p.ID, Title: p.Title, Version: v.Name, Rank: p.Rank, Standing: p.Standing, SHA256: v.SHA256, Deviation: p.Deviation}
	v.unread = m.Get("inexpressible").Texts()
	b := &baseReader{law: p.Display(), rule: r}
	b.circumstances(m.Get("circumstances"))
	b.cuts(m.Get("cuts"))
	b.combine(m.Get("combine"))
	j := m.Get("joint").Map(jointKeys...)
	r.Joint = engine.Joint{Lighter: b.basis(j.Get("lighter")), Heavier: b.basis(j.Get("heavier")), Both: b.basis(j.Get("both"))}
	b.needs(m.Get("needs"))
	b.cap(m.Get("local_cap"))
	b.harsh(m.Get("harsh"))
	if n := m.Get("mitigate_inside"); n.Exists() {
		r.MitigateInside, r.MitigateBasis = true, b.basis(n)
	}
	r.Numbers = len(r.Cuts) > 0
	b.general(m)
	return r
}

type baseReader struct {
	law  string
	rule *engine.BaseRule
}

// basis turns an article into a citation of this rule; absent gives none.
func (b *baseReader) basis(n source.Node) engine.Basis {
	if !n.Exists() || n.IsNull() {
		return engine.Basis{}
	}
	return b.cite(n.Text())
}

// cite reads “第十三条” as this rule's, “行政处罚法 第三十三条” as another's.
func (b *baseReader) cite(s string) engine.Basis {
	if law, art, ok := strings.Cut(s, " "); ok {
		return engine.Basis{Law: law, Article: art}
	}
	return engine.Basis{Law: b.law, Article: s}
}

func (b *baseReader) circumstances(n source.Node) {
	if !n.Exists() {
		return
	}
	keys := make([]string, len(engine.Effects))
	for i, e := range engine.Effects {
		keys[i] = string(e)
	}
	m := n.Map(keys...)
	seen := map[string]bool{}
	for _, e := range engine.Effects {
		for _, x := range m.Get(string(e)).List() {
			c := b.circumstance(x, e)
			if seen[c.Name] {
				x.Fail("情节“"+c.Name+"”列了两次", "合并为一项")
			}
			seen[c.Name] = true
			b.rule.Circumstances = append(b.rule.Circumstances, c)
		}
	}
}

func (b *baseReader) circumstance(n source.Node, e engine.Effect) engine.Circumstance {
	m := n.Map(circumstanceKeys...)
	c := engine.Circumstance{Name: m.Must("name").Text(), Effect: e, Basis: b.basis(m.Must("article")), Note: m.Get("note").Text(),
		Natural: flag(m.Get("natural")), When: m.Get("when").Text(), Absorb: m.Get("absorb").Texts()}
	b.named(m.Get("when"))
	if d := m.Get("disputed"); d.Exists() {
		dm := d.Map(disputedKeys...)
		c.Disputed = &engine.DisputedReading{When: dm.Must("when").Text(), Counted: dm.Must("counted").Text(), Uncounted: dm.Must("uncounted").Text(),
			Basis: b.basis(dm.Must("article")), LawWins: flag(dm.Get("law_wins"))}
		b.named(dm.Get("when"))
	}
	return c
}

// named checks a circumstance's own condition: only yes/no facts, which it thereby defines.
func (b *baseReader) named(n source.Node) {
	if !n.Exists() {
		return
	}
	v, _ := facts.NewVocabulary()
	for _, w := range strings.Fields(strings.NewReplacer("(", " ", ")", " ").Replace(n.Text())) {
		if w != "and" && w != "or" && w != "not" {
			if _, there := v.Slot(w); !there {
				_ = v.Add(facts.Entry{Name: w, Type: facts.Bool})
			}
		}
	}
	compileAt(n, v)
}

// compileAt compiles a condition and puts its mistakes at their place in the file.
func compileAt(n source.Node, v *facts.Vocabulary) {
	_, errs := cond.NewPool(v).Compile(n.Text())
	for _, e := range errs {
		if e.Offset < 0 {
			n.Fail(e.Message, e.Remedy)
			continue
		}
		n.FailAt(e.Offset, e.Message, e.Remedy)
	}
}

// cuts reads shape → tier → cut, with same_as, readings and silent.
func (b *baseReader) cuts(n source.Node) {
	if !n.Exists() {
		return
	}
	b.rule.Cuts = map[engine.Shape]map[engine.Tier][]engine.Cut{}
	keys := make([]string, len(engine.Shapes))
	for i, s := range engine.Shapes {
		keys[i] = string(s)
	}
	m := n.Map(keys...)
	for _, s := range engine.Shapes {
		x := m.Get(string(s))
		if !x.Exists() {
			n.Fail("没有写明形态 "+string(s)+" 怎么划分", "规则没有规定的写 "+string(s)+": silent")
			continue
		}
		b.rule.Cuts[s] = b.shape(x)
	}
}

func (b *baseReader) shape(n source.Node) map[engine.Tier][]engine.Cut {
	if n.IsScalar() {
		_, _ = n.OneOf("silent")
		return nil
	}
	m := n.Map(shapeKeys...)
	var out map[engine.Tier][]engine.Cut
	if m.Has("readings") {
		out = map[engine.Tier][]engine.Cut{}
		for _, r := range m.Get("readings").List() {
			for tier, cuts := range b.shape(r) {
				out[tier] = merge(out[tier], cuts)
			}
		}
		return out
	}
	if m.Has("same_as") {
		out = b.copied(m)
	} else {
		out = map[engine.Tier][]engine.Cut{}
	}
	d := b.defaults(m)
	for _, tier := range engine.Tiers {
		x := m.Get(string(tier))
		if !x.Exists() {
			continue
		}
		out[tier] = b.tier(x, d)
	}
	for tier := range out {
		for i := range out[tier] {
			d.fill(&out[tier][i])
		}
	}
	return out
}

// merge adds a reading's cuts; two readings that cut alike are one cut without a name.
func merge(have, more []engine.Cut) []engine.Cut {
	for _, c := range more {
		alike := -1
		for i, h := range have {
			if h.Of == c.Of && h.From == c.From && h.To == c.To && h.MinOpen == c.MinOpen && h.MaxOpen == c.MaxOpen && h.Direction == c.Direction {
				alike = i
			}
		}
		if alike >= 0 {
			have[alike].As = ""
			have[alike].Standing, have[alike].Why = engine.ByReading, "几种理解的结果相同"
			continue
		}
		have = append(have, c)
	}
	return have
}

type cutDefaults struct {
	article, as, why string
	standing         engine.Standing
	copied           bool // from another shape: the article given here replaces that shape's
	law              *baseReader
}

func (b *baseReader) defaults(m source.Map) cutDefaults {
	d := cutDefaults{article: m.Get("article").Text(), as: m.Get("as").Text(), why: m.Get("why").Text(), copied: m.Has("same_as"), law: b}
	if m.Has("standing") {
		s, _ := m.Get("standing").OneOf("direct", "reading", "direction", "silent")
		d.standing = engine.Standing(s)
	}
	if d.standing == engine.ByReading && d.why == "" {
		m.Get("standing").Fail("作为理解（reading）的划分没有写理由", "加一行 why: 为什么这样理解")
	}
	return d
}

func (d cutDefaults) fill(c *engine.Cut) {
	if d.article != "" && (d.copied || c.Basis == engine.Basis{}) {
		c.Basis = d.law.cite(d.article)
	}
	if d.as != "" {
		c.As = d.as
	}
	if d.why != "" && c.Why == "" {
		c.Why = d.why
	}
	if d.standing != "" && c.Standing != engine.Direction {
		c.Standing = d.standing
	}
	if c.Standing == "" {
		c.Standing = engine.Direct
	}
}

// copied takes the cuts of a shape read before; the order of engine.Shapes puts the model first.
func (b *baseReader) copied(m source.Map) map[engine.Tier][]engine.Cut {
	s, _ := m.Get("same_as").OneOf("range", "times", "ceiling", "percent", "times_ceiling")
	from, ok := b.rule.Cuts[engine.Shape(s)]
	if !ok && s != "" {
		m.Get("same_as").Fail("形态 "+s+" 还没有写", "same_as 只能指向 range、times、percent、ceiling、times_ceiling 中排在前面的")
	}
	out := map[engine.Tier][]engine.Cut{}
	for tier, cuts := range from {
		out[tier] = append([]engine.Cut(nil), cuts...)
	}
	return out
}

func (b *baseReader) tier(n source.Node, d cutDefaults) []engine.Cut {
	if n.IsList() {
		var out []engine.Cut
		for _, x := range n.List() {
			out = append(out, b.cut(x))
		}
		return out
	}
	return []engine.Cut{b.cut(n)}
}

func (b *baseReader) cut(n source.Node) engine.Cut {
	if n.IsScalar() {
		s, _ := n.OneOf("none", "whole")
		if s == "whole" {
			return engine.Cut{Of: engine.OfWhole, Standing: engine.Silent}
		}
		return engine.Cut{Of: engine.OfNothing}
	}
	m := n.Map(cutKeys...)
	c := engine.Cut{As: m.Get("as").Text(), Why: m.Get("why").Text()}
	of, _ := m.Must("of").OneOf("span", "max", "below_floor", "whole", "none")
	c.Of = engine.CutOf(of)
	if m.Has("article") {
		c.Basis = b.cite(m.Get("article").Text())
	}
	if m.Has("standing") {
		s, _ := m.Get("standing").OneOf("direct", "reading", "direction", "silent")
		c.Standing = engine.Standing(s)
	}
	if m.Has("direction") {
		c.Direction, _ = m.Get("direction").OneOf("lower", "lower_or_below", "higher", "neutral")
		c.Standing = engine.Direction
	}
	switch c.Of {
	case engine.OfSpan, engine.OfCeiling:
		b.share(m.Must("share"), &c)
	case engine.OfBelow:
		in, _ := m.Must("floor").OneOf("in", "out")
		c.MaxOpen = in == "out"
	}
	return c
}

// share reads "[0%, 30%)": which part, and which ends are in.
func (b *baseReader) share(n source.Node, c *engine.Cut) {
	s := strings.TrimSpace(n.Text())
	if !n.IsScalar() {
		return // told already
	}
	bad := func() {
		n.Fail("份额“"+s+"”无法识别", `写成 "[0%, 30%]" 的样子，圆括号表示不含`)
	}
	if len(s) < 5 || !strings.ContainsRune("[(", rune(s[0])) || !strings.ContainsRune("])", rune(s[len(s)-1])) {
		bad()
		return
	}
	from, to, ok := strings.Cut(s[1:len(s)-1], ",")
	f, err1 := money.ParseRatio(strings.TrimSpace(from))
	t, err2 := money.ParseRatio(strings.TrimSpace(to))
	if !ok || err1 != nil || err2 != nil || f.Cmp(t) > 0 || f.Sign() < 0 || t.Cmp(money.Int(1)) > 0 {
		bad()
		return
	}
	c.From, c.To, c.MinOpen, c.MaxOpen = f, t, s[0] == '(', s[len(s)-1] == ')'
}

func (b *baseReader) combine(n source.Node) {
	m := n.Map(combineKeys...)
	side := func(x source.Node) (engine.Extreme, engine.Basis) {
		if !x.Exists() {
			return engine.NoExtreme, engine.Basis{}
		}
		sm := x.Map(sideKeys...)
		e, _ := sm.Must("effect").OneOf("lowest", "highest", "tier")
		return engine.Extreme(e), b.basis(sm.Must("article"))
	}
	c := &b.rule.Combine
	c.SeveralLighter, c.LighterBasis = side(m.Get("several_lighter"))
	c.SeveralHeavier, c.HeavierBasis = side(m.Get("several_heavier"))
	c.Uncertain = m.Get("second_reading").Text()
	if x := m.Get("both"); x.Exists() {
		bm := x.Map(bothKeys...)
		c.BothBasis, c.Weigh = b.basis(bm.Must("article")), bm.Get("weigh").Texts()
	}
}

func (b *baseReader) needs(n source.Node) {
	for _, x := range n.List() {
		m := x.Map(needKeys...)
		need := engine.RuleNeed{Need: engine.Need{Kind: m.Must("kind").Text(), Why: m.Must("why").Text(), Basis: b.basis(m.Must("article"))}, FineFrom: fen(m.Get("fine_from")), Kinds: m.Get("kinds").Texts()}
		if m.Has("on") {
			s, _ := m.Get("on").OneOf("减轻", "从轻", "一般", "从重")
			need.On = engine.Tier(s)
		}
		b.rule.Needs = append(b.rule.Needs, need)
	}
}

func (b *baseReader) cap(n source.Node) {
	if !n.Exists() {
		return
	}
	m := n.Map(capKeys...)
	b.rule.Cap = &engine.LocalCap{Fact: m.Must("fact").Text(), Except: m.Must("except").Text(), Basis: b.basis(m.Must("article"))}
}

func (b *baseReader) harsh(n source.Node) {
	if !n.Exists() {
		return
	}
	m := n.Map(harshKeys...)
	text, ok := m.Must("over").Number()
	over, err := money.ParseRatio(text)
	if ok && err != nil {
		m.Get("over").Fail(fmt.Sprint(err), "写倍数，例如 5")
	}
	b.rule.Harsh = &engine.Harsh{Over: over, Bases: m.Must("bases").Texts()}
	for _, w := range m.Get("ways").List() {
		wm := w.Map(wayKeys...)
		b.rule.Harsh.Ways = append(b.rule.Harsh.Ways, engine.Way{Basis: b.basis(wm.Must("article")), Needs: wm.Must("needs").Text()})
	}
}
