package casework

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules"
	"cailiang/rules/source"
)

// Options change how a case is decided.
type Options struct {
	AsOf           string   // overrides the decision date
	Today          string   // used when no date is given; the output says so
	NoPresumptions bool     // lift every presumption
	WhatIf         []string // 事实=值
	Plans          *Plans   // compiled plans kept between cases of one library; nil = none
}

// ErrOutOfScope is wrapped when no item, base rule or version applies.
var ErrOutOfScope = errors.New("没有可以适用的规则")

// Suggest decides a case: whether, which kinds, how much, for every act, item and party.
func Suggest(lib *rules.Library, c *Case, o Options) (*engine.Suggestion, error) {
	s := &engine.Suggestion{Case: c.ID, AsOf: c.Decision, Place: c.Place}
	if o.AsOf != "" {
		s.AsOf = o.AsOf
	}
	if s.AsOf == "" {
		s.AsOf, s.AsOfToday = o.Today, true
		s.Warnings = append(s.Warnings, engine.Warning{Code: "as_of_today", Message: "案件没有写决定日期，按今天（" + o.Today + "）计算"})
	}
	run := &run{lib: lib, c: c, o: o, s: s}
	if len(c.Acts) > 0 {
		s.From, s.To = c.Acts[0].From, c.Acts[0].To
	}
	run.elsewhere()
	proposals(c.Proposed) // its mistakes are told together with those of the facts
	for i := range c.Parties {
		proposals(c.Parties[i].proposed)
	}
	for i := range c.Acts {
		for _, n := range c.Acts[i].items {
			if err := run.item(&c.Acts[i], n); err != nil && c.doc.Err() == nil {
				return nil, err
			} // mistakes of the file: look at the other items too
		}
	}
	run.higher()
	if err := c.doc.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

type run struct {
	lib *rules.Library
	c   *Case
	o   Options
	s   *engine.Suggestion
}

// day is the one whose text of the law decides: the end of the act.
func (r *run) day(a *Act) string {
	for _, d := range []string{a.To, a.From} {
		if d != "" {
			return d
		}
	}
	return r.s.AsOf
}

// elsewhere notes what the items of a case ask together: a fact of one item is no mistake for the other.
func (r *run) elsewhere() {
	r.c.elsewhere = map[string]bool{}
	n := 0
	for i := range r.c.Acts {
		n += len(r.c.Acts[i].items)
	}
	if n < 2 {
		return
	}
	for i := range r.c.Acts {
		a := &r.c.Acts[i]
		for _, n := range a.items {
			f, err := r.c.item(r.lib, r.o.Plans, n, r.day(a))
			if err != nil {
				continue // told again with the item
			}
			for _, e := range r.use(a, f).item.Facts {
				r.c.elsewhere[e.Name] = true
			}
		}
	}
}

// item decides one item for every party that it may hit.
func (r *run) item(a *Act, n source.Node) error {
	day := r.day(a)
	f, err := r.c.item(r.lib, r.o.Plans, n, day)
	if err != nil {
		return err
	}
	taken := r.baseRules(a)
	next, gone := r.fresh(a, f)
	use := &texts{found: f, old: r.use(a, f), gone: gone}
	if next != nil {
		use.next, use.fresh = next, r.use(a, next)
	}
	r.asked(use)
	roles := use.old.roles()
	named := map[string]bool{}
	for i := range r.c.Parties {
		p := &r.c.Parties[i]
		role := p.role(roles)
		named[role] = true
		id := p.ID
		if err := r.party(a, use, taken, &id, role, p); err != nil {
			return err
		}
	}
	for _, role := range roles {
		if engine.InCharge(role) && !named[role] {
			if err := r.party(a, use, taken, nil, role, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// texts are the texts of the law that an item is decided by: that of the act, and that of the decision day where it differs.
type texts struct {
	found, next *rules.Found
	old, fresh  *basis
	gone        bool // the new law no longer punishes the act
}

// asked notes what both texts ask: a fact of one is no mistake for the other.
func (r *run) asked(t *texts) {
	if t.fresh == nil {
		return
	}
	for _, b := range []*basis{t.old, t.fresh} {
		for _, e := range b.item.Facts {
			r.c.elsewhere[e.Name] = true
		}
	}
}

// basis is what an item is decided by: its text, and the benchmark where there is one.
type basis struct {
	item    *engine.Item // with the facts of the benchmark
	found   *engine.Item // as the library has it
	inline  bool         // brought along by the case
	table   *rules.Table // nil = no benchmark
	version *rules.Version
	rivals  []rules.Bench
}

// roles lists whom the item and its benchmark punish, in the order of the text.
func (b *basis) roles() []string {
	var out []string
	add := func(role string) {
		if !slices.Contains(out, role) {
			out = append(out, role)
		}
	}
	for _, br := range b.item.Branches {
		add(br.Role)
	}
	if b.table != nil {
		for _, g := range b.table.Grades {
			for _, role := range g.Roles {
				add(role)
			}
		}
	}
	return out
}

func (b *basis) compiled(rule *engine.BaseRule) (*engine.Plan, error) {
	if b.table == nil {
		return engine.Compile(b.item, rule)
	}
	return engine.CompileWith(b.item, rule, b.table.Benchmark)
}

// query says for whom rules are looked for.
func (r *run) query(a *Act) rules.Query {
	place := a.Place
	if place == "" {
		place = r.c.Place
	}
	return rules.Query{Place: place, System: r.c.System, Line: r.c.Line, Day: r.s.AsOf, Forced: r.c.BaseRule}
}

// use pins the text of an item and finds its benchmark; the first decides, and what it refines is kept beside it.
func (r *run) use(a *Act, f *rules.Found) *basis {
	b := &basis{item: f.Item, found: f.Item, inline: f.Version == nil}
	r.pinItem(f)
	taken, looked := r.lib.Benchmarks(r.query(a), f.Item.ID)
	for _, l := range looked {
		seen := engine.Looked{ID: l.Pack.ID, Title: l.Pack.Display(), Taken: len(taken) > 0 && l.Pack == taken[0].Pack, Why: l.Why}
		if !slices.Contains(r.s.Looked, seen) {
			r.s.Looked = append(r.s.Looked, seen)
		}
	}
	if len(taken) == 0 {
		return b
	}
	b.table, b.version, b.rivals = taken[0].Table, taken[0].Version, taken[1:]
	b.item = b.table.Joined(f.Item)
	r.pin(engine.Pin{Role: "benchmark", ID: b.version.Pack.ID, Version: b.version.From, SHA256: b.version.SHA256, Standing: b.version.Pack.Standing})
	if s := b.version.Pack.Standing; s != "in_force" {
		r.warn("standing", b.version.Pack.Display()+"的规则数据"+standingWords(s))
	}
	if w := b.table.Validity; w != "" {
		r.warn("validity", b.version.Pack.Display()+"的效力有条件："+w+"；适用以前请核对条件是否已经成就")
	}
	if end := a.To; end != "" && end < b.version.From {
		r.warn("rule_after_act", fmt.Sprintf("%s自 %s 施行，行为在此之前终了；是否参照适用请说明理由", b.version.Pack.Display(), b.version.From))
	}
	return b
}

func (r *run) pinItem(f *rules.Found) {
	if f.Version == nil {
		r.pin(engine.Pin{Role: "statute", ID: f.Item.Law + f.Item.Article, Version: "", SHA256: "", Standing: "unverified"})
		r.warn("inline_item", "处罚事项由案件自带，没有与法规文本核对")
		return
	}
	r.pin(engine.Pin{Role: "statute", ID: f.Item.Law, Version: f.Item.Version, SHA256: f.Item.SHA256, Standing: f.Item.Standing})
	if f.Read != nil {
		r.read(f.Read)
		return
	}
	if f.Item.Standing != "in_force" {
		r.warn("standing", "《"+f.Item.Law+"》的规则数据"+standingWords(f.Item.Standing))
	}
}

// read warns that an item was read by the program from an imported text, and names what it leaves out.
func (r *run) read(read *rules.Reading) {
	r.warn("read_item", "处罚事项由程序从导入的"+read.Citation+"读出，没有人核对：适用前请与条文逐项比对")
	for _, u := range read.Unread {
		r.warn("unread", read.Citation+"中没有计入的文字：“"+u.Text+"”（"+u.Why+"）")
	}
	for _, n := range read.Notes {
		r.warn("read_note", read.Citation+"："+n)
	}
}

func standingWords(s string) string {
	switch s {
	case "ended":
		return "已经失效"
	case "unverified":
		return "尚未核实全文"
	}
	return s
}

// baseRules finds the base rules; the first decides.
func (r *run) baseRules(a *Act) []rules.Considered {
	q := r.query(a)
	place := q.Place
	taken, looked := r.lib.BaseRules(q)
	if r.c.BaseRule != "" && len(taken) == 0 {
		node := r.c.root.Map().Get("base_rule")
		var ids []string
		for _, l := range looked {
			ids = append(ids, l.Pack.ID)
		}
		if slices.Contains(ids, r.c.BaseRule) {
			node.Fail("“"+r.c.BaseRule+"”在 "+r.s.AsOf+" 没有施行中的文本", "核对决定日期，或者删去 base_rule")
		} else {
			node.Fail("没有“"+r.c.BaseRule+"”这个一般裁量规则", near(r.c.BaseRule, ids))
		}
	}
	if r.c.BaseRule == "" {
		r.place(place, looked)
	}
	if len(r.s.Looked) == 0 {
		for _, l := range looked {
			r.s.Looked = append(r.s.Looked, engine.Looked{ID: l.Pack.ID, Title: l.Pack.Display(), Taken: l.Taken && len(taken) > 0 && l.Pack == taken[0].Pack, Why: l.Why})
		}
	}
	for _, t := range taken {
		if act := a.To; act != "" && act < t.Version.From && t.Version.From <= r.s.AsOf {
			r.warn("rule_after_act", fmt.Sprintf("%s自 %s 施行，行为在此之前终了；是否参照适用请说明理由", t.Pack.Display(), t.Version.From))
		}
		if t.Pack.Line == "地方" && r.c.Line == "中央" {
			r.warn("by_analogy", "中央垂直管理机关对"+t.Pack.Display()+"只是参照适用")
		}
	}
	return taken
}

// place warns of a place that is not written in full, 重庆 is not taken for 重庆市, and of a system that is nearly one of the rules'.
func (r *run) place(place string, looked []rules.Considered) {
	var systems []string
	for _, l := range looked {
		if l.Pack.System != "" {
			systems = append(systems, l.Pack.System)
		}
	}
	if n := source.Nearest(r.c.System, systems); n != "" && !slices.Contains(systems, r.c.System) {
		r.warn("system_not_known", fmt.Sprintf("没有用于“%s”系统的一般裁量规则；是不是“%s”？", r.c.System, n))
	}
	for _, l := range looked {
		stem := strings.TrimRight(l.Pack.Place, "省市")
		if l.Pack.Place != "" && strings.HasPrefix(place, stem) && !strings.HasPrefix(place, l.Pack.Place) {
			r.warn("place_not_in_full", fmt.Sprintf("地点“%s”没有写全称，未适用%s；如在%s，请从“%s”写起", place, l.Pack.Display(), l.Pack.Place, l.Pack.Place))
		}
	}
}

// party decides for one party, or for a person in charge whom the case does not name.
func (r *run) party(a *Act, t *texts, taken []rules.Considered, id *string, role string, p *Party) error {
	old, err := r.part(a, t.old, taken, id, role, p)
	if err != nil || old == nil {
		return err
	}
	parts := []engine.Part{*old}
	switch {
	case t.gone:
		old.Result.Repealed()
	case t.fresh != nil:
		fresh, err := r.part(a, t.fresh, taken, id, role, p)
		if err != nil {
			return err
		}
		parts = r.chosen(*old, *fresh, t.found, t.next)
	}
	r.s.Parts = append(r.s.Parts, parts...)
	return nil
}

// part decides for one party under one text of the law.
func (r *run) part(a *Act, b *basis, taken []rules.Considered, id *string, role string, p *Party) (*engine.Part, error) {
	rule, version := r.rule(taken)
	if rule == nil {
		return nil, fmt.Errorf("%w：规则库里没有 %s 施行的行政处罚法文本（现有 2021-07-15 起施行的）。改法：补入当时的总则规则包，或者核对决定日期", ErrOutOfScope, r.s.AsOf)
	}
	part := engine.Part{Act: a.ID, Party: id, Role: role}
	res, err := r.decide(a, b, rule, role, p)
	if err != nil || res == nil {
		return nil, err
	}
	part.Result = res
	r.pinRule(version)
	if p != nil {
		prop := p.proposed
		if !prop.Exists() && len(r.c.Parties) == 1 {
			prop = r.c.Proposed
		}
		if ps := proposals(prop); len(ps) > 0 {
			part.Proposed = res.Propose(ps)
			part.Asked = ps
		}
	}
	r.rival(a, b, taken, role, p, &part)
	return &part, nil
}

// rule is the deciding base rule, else the general part of the Penalty Law alone.
func (r *run) rule(taken []rules.Considered) (*engine.BaseRule, *rules.Version) {
	g := r.lib.General(r.s.AsOf)
	if g == nil {
		return nil, nil // every base rule stands on the Penalty Law of its day
	}
	if len(taken) > 0 {
		return taken[0].Version.Base, taken[0].Version
	}
	if r.c.Place == "" && r.c.System == "" && len(r.c.Acts) > 0 && r.c.Acts[0].Place == "" {
		r.warn("no_base_rule", "案件没有写地点（place）和系统（agency.system），没有选用一般裁量规则：幅度保持法定幅度，只按行政处罚法给出方向")
		return g.Base, g
	}
	r.warn("no_base_rule", "此地、此系统没有收入一般裁量规则：幅度保持法定幅度，只按行政处罚法给出方向")
	return g.Base, g
}

func (r *run) pinRule(v *rules.Version) {
	role := v.Pack.Kind
	r.pin(engine.Pin{Role: role, ID: v.Pack.ID, Version: v.From, SHA256: v.SHA256, Standing: v.Pack.Standing})
	if v.Pack.Standing != "in_force" {
		r.warn("standing", v.Pack.Display()+"的规则数据"+standingWords(v.Pack.Standing))
	}
	if role == "base" {
		if g := r.lib.General(r.s.AsOf); g != nil {
			r.pin(engine.Pin{Role: "general", ID: g.Pack.ID, Version: g.From, SHA256: g.SHA256, Standing: g.Pack.Standing})
		}
	}
}

func (r *run) decide(a *Act, b *basis, rule *engine.BaseRule, role string, p *Party) (*engine.Result, error) {
	it := b.item
	plan, err := r.o.Plans.compile(b, rule)
	if err != nil {
		return nil, r.planError(err)
	}
	set := plan.NewFacts(!r.o.NoPresumptions)
	r.c.fill(set, it, a.facts)
	var chosen engine.Choices
	if p != nil && p.Kind != "" && p.role(nil) == "单位" {
		noNatural(set, rule)
	}
	if p != nil {
		if p.facts != a.facts {
			r.c.fill(set, it, p.facts)
		}
		r.fromCase(set, a, b, p)
		r.c.circumstances(set, rule, p.circumstances, func(name string) bool { return r.unlisted(rule, name) })
		m := p.chosen
		if m.Len() == 0 {
			m = r.c.Chosen
		}
		chosen = r.c.choices(m, names(rule))
	}
	dates := r.dated(a, it, rule, set, p)
	if err := r.whatIf(set); err != nil {
		return nil, err
	}
	if r.c.doc.Err() != nil {
		return nil, r.c.doc.Err()
	}
	res := plan.Decide(&engine.Input{Role: role, Facts: set, Choices: chosen, Bar: a.bar(rule, p)})
	res.Trace = append(dates, res.Trace...)
	return res, nil
}

// unlisted warns of a circumstance that another rule lists and the deciding one does not; false: no rule knows it.
func (r *run) unlisted(rule *engine.BaseRule, name string) bool {
	if !r.lib.ListsCircumstance(name) {
		return false
	}
	r.warn("circumstance_not_listed", fmt.Sprintf("《%s》没有列“%s”这一情节，未计入；认为应当考虑的，请说明依据", rule.Title, name))
	return true
}

// noNatural: a unit has neither age nor state of mind; nothing has to be presumed there.
func noNatural(set *facts.Set, rule *engine.BaseRule) {
	for _, c := range rule.Circumstances {
		if slot, ok := set.Vocabulary.Slot(c.Name); ok && c.Natural && set.Facts[slot].State != facts.Known {
			set.Facts[slot] = facts.Fact{State: facts.Known, Value: facts.No, Why: "当事人不是自然人"}
		}
	}
}

func (r *run) planError(err error) error {
	var fs engine.Faults
	if !errors.As(err, &fs) {
		return err
	}
	var out source.Problems
	for _, f := range fs {
		out = append(out, source.Problem{File: r.c.doc.Name(), Path: f.Where, Message: f.Message, Remedy: f.Remedy})
	}
	return out
}

// whatIf sets facts from 事实=值.
func (r *run) whatIf(set *facts.Set) error {
	for _, w := range r.o.WhatIf {
		name, value, ok := strings.Cut(w, "=")
		slot, known := set.Vocabulary.Slot(name)
		switch {
		case !ok:
			return source.Problems{{File: "--what-if", Message: "“" + w + "”没有等号", Remedy: "写成 事实=值，例如 货值金额=12000"}}
		case !known:
			return source.Problems{{File: "--what-if", Message: "没有“" + name + "”这个事实", Remedy: near(name, set.Vocabulary.Names())}}
		}
		d, err := set.Vocabulary.Entry(slot).Parse(value)
		if err != nil {
			p := source.Problem{File: "--what-if", Path: name, Message: err.Error()}
			if v, ok := err.(*facts.ValueError); ok {
				p.Message, p.Remedy = v.Message, v.Remedy
			}
			return source.Problems{p}
		}
		set.Facts[slot] = known2(d)
	}
	return nil
}

func known2(d facts.Domain) facts.Fact {
	if d.Known() {
		return facts.Fact{State: facts.Known, Value: d}
	}
	return facts.Fact{State: facts.Open, Value: d}
}

// rival runs the next base rule and keeps its result where it differs.
func (r *run) rival(a *Act, b *basis, taken []rules.Considered, role string, p *Party, part *engine.Part) {
	for _, t := range taken[min(1, len(taken)):] {
		plan, err := r.o.Plans.compile(b, t.Version.Base)
		if err != nil {
			continue
		}
		set := plan.NewFacts(!r.o.NoPresumptions)
		for i := range part.Result.Input.Facts.Facts {
			from := part.Result.Input.Facts.Facts[i]
			if slot, ok := set.Vocabulary.Slot(part.Result.Plan.Vocabulary.Entry(i).Name); ok && from.State != facts.Presumed {
				set.Facts[slot] = from
			}
		}
		other := plan.Decide(&engine.Input{Role: role, Facts: set, Choices: part.Result.Input.Choices, Bar: part.Result.Input.Bar})
		mine, theirs := engine.WouldBe(part.Result.Outcomes, other.Outcomes), engine.WouldBe(other.Outcomes, part.Result.Outcomes)
		if mine == theirs {
			continue
		}
		part.Rival = other
		code, why := "rules_differ", "以位阶较高的"+taken[0].Pack.Display()+"为准"
		if taken[0].Pack.Level() == t.Pack.Level() {
			code, why = "weigh", "两者位阶相同，须由执法机关衡量后选用并说明理由"
		}
		r.warn(code, fmt.Sprintf("%s的结果是：%s；%s的结果是：%s。%s", taken[0].Pack.Display(), mine, t.Pack.Display(), theirs, why))
	}
}

func (r *run) pin(p engine.Pin) {
	if !slices.Contains(r.s.Pins, p) {
		r.s.Pins = append(r.s.Pins, p)
	}
}

func (r *run) warn(code, message string) {
	w := engine.Warning{Code: code, Message: message}
	if !slices.Contains(r.s.Warnings, w) {
		r.s.Warnings = append(r.s.Warnings, w)
	}
}
