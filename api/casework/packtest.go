package casework

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/money"
	"cailiang/rules"
	"cailiang/rules/source"
)

// PackResult says how one test of a pack went (规则包测试).
type PackResult struct {
	Pack     string // id
	Name     string // of the test
	File     string
	Line     int
	Problems []string // 文件:行: what differs; none = passed
}

// OK reports that the test passed.
func (r PackResult) OK() bool { return len(r.Problems) == 0 }

// The keys of a pack's test file tests/*.yaml, which is a list of tests.
//
//	article           the provision that decides
//	name, note        what is tested; note holds the sum by which the expected values were found
//	case              a case file; in a statute's pack `item: 124/1/5` stands for 食品安全法/124/1/5; in a base rule's pack base_rule
//	                  is the pack itself, and the day of decision is the first day of its newest version where the case gives none
//	no_presumptions   lift every presumption
//	want              only what is written is compared:
//	  status            of the suggestion
//	  outcomes          all of them, in any order
//	  missing           names of the open facts, in order
//	  warnings          their codes, all, in any order
//	  verdict           on the one proposal, or kind → verdict
//	  version           of the statute's text
//	  higher            id of the item whose fine decides (行政处罚法第二十九条); none = there is no such choice
//	  law               old | new | weigh (第三十七条), of every party; none = nothing was compared
//	  error             a part of the message with which the case is refused; then nothing else
//
// An outcome: item, law (old | new), party, role, status, tier, option, joint, direction, kinds (without repetition, in any order), needs (kinds of need), corrective (orders),
// fine and factor as intervals ("[10000, 22000]", "(0, 10000)"; a number = that sum; null = no fine), normal_point (元; null = none),
// reading (a part of its name; false = none, true = one), if (a list of 事实: value texts as in the JSON).
var (
	testKeys        = []string{"name", "article", "note", "case", "no_presumptions", "want"}
	wantKeys        = []string{"status", "outcomes", "missing", "warnings", "verdict", "version", "higher", "law", "error"}
	wantOutcomeKeys = []string{"item", "law", "party", "role", "status", "tier", "option", "joint", "direction", "kinds", "needs", "corrective", "fine", "factor", "normal_point", "reading", "if"}
)

// What the words of a test may be; a misspelt one would never be met.
var (
	overallWords   = []string{"decided", "undetermined", "no_penalty", "may_waive", "out_of_scope"}
	statusWords    = []string{"range", "point", "no_penalty", "may_waive", "fine_optional", "weigh", "refer", "gap", "overlap", "no_column", "not_applicable", "inexpressible"}
	optionWords    = []string{"lighter", "mitigated", "ordinary", "heavier", "single", "joint", "waive", "penalise", "none"}
	jointWords     = []string{"single", "joint", "human", "silent", "none"}
	directionWords = []string{"lower", "lower_or_below", "higher", "neutral", "none"}
	tierWords      = []string{"减轻", "从轻", "一般", "从重", "none"}
	verdictWords   = []string{"inside", "outside_benchmark", "against_rule", "below_statute", "above_statute", "kind_not_open", "needs_weighing", "cannot_tell"}
)

// TestPacks runs the tests beside the packs with the given ids; without ids, of all packs. The error is set where a test file cannot
// be read or an id is unknown; what a test expected and did not get is in its result.
func TestPacks(lib *rules.Library, ids ...string) ([]PackResult, error) {
	packs := lib.Packs
	if len(ids) > 0 {
		packs = nil
		for _, id := range ids {
			p, ok := lib.Pack(id)
			if !ok {
				var all []string
				for _, p := range lib.Packs {
					all = append(all, p.ID)
				}
				return nil, fmt.Errorf("没有“%s”这个规则包。改法：%s", id, near(id, all))
			}
			packs = append(packs, p)
		}
	}
	var out []PackResult
	for _, p := range packs {
		for _, name := range p.Tests() {
			rs, err := testFile(lib, p, name)
			if err != nil {
				return out, err
			}
			out = append(out, rs...)
		}
	}
	return out, nil
}

// testFile runs the tests of one file. The file is read anew for each, so that the mistakes of one test are its own.
func testFile(lib *rules.Library, p *rules.Pack, name string) ([]PackResult, error) {
	var out []PackResult
	for i := 0; ; i++ {
		doc, err := p.ReadTest(name)
		if err != nil {
			return nil, err
		}
		list := doc.Root().List()
		if err := doc.Err(); err != nil {
			return nil, err
		}
		if i == len(list) {
			return out, nil
		}
		t := &packTest{lib: lib, pack: p, doc: doc, result: PackResult{Pack: p.ID, File: name, Line: list[i].Line()}}
		t.run(list[i])
		out = append(out, t.result)
	}
}

type packTest struct {
	lib    *rules.Library
	pack   *rules.Pack
	doc    *source.Doc
	result PackResult
}

func (t *packTest) fail(at source.Node, format string, args ...any) {
	t.result.Problems = append(t.result.Problems, fmt.Sprintf("%s:%d: %s", t.result.File, at.Line(), fmt.Sprintf(format, args...)))
}

// run decides one test's case and compares.
func (t *packTest) run(n source.Node) {
	m := n.Map(testKeys...)
	t.result.Name = m.Must("name").Text()
	flag, _ := m.Get("no_presumptions").Bool()
	want := m.Must("want").Map(wantKeys...)
	t.words(want)
	given := m.Must("case")
	if err := t.doc.Err(); err != nil {
		t.result.Problems = append(t.result.Problems, err.Error())
		return
	}
	s, err := t.decide(given, Options{NoPresumptions: flag})
	if e := want.Get("error"); e.Exists() {
		t.refused(e, err)
		return
	}
	if err != nil {
		t.fail(given, "案件没有算出结果：%v", err)
		return
	}
	t.compare(want, s)
}

// words checks what the compared values can be, before anything is decided.
func (t *packTest) words(want source.Map) {
	want.Get("status").OneOf(overallWords...)
	for _, o := range want.Get("outcomes").List() {
		m := o.Map(wantOutcomeKeys...)
		m.Get("status").OneOf(statusWords...)
		if t.pack.Kind != "benchmark" { // whose tiers have the names of its document
			m.Get("tier").OneOf(tierWords...)
		}
		m.Get("option").OneOf(optionWords...)
		m.Get("joint").OneOf(jointWords...)
		m.Get("direction").OneOf(directionWords...)
		for _, k := range m.Get("kinds").Scalars() {
			k.OneOf(engine.Kinds...)
		}
		for _, key := range []string{"fine", "factor"} {
			for _, x := range several(m.Get(key)) {
				_, _ = interval(x)
			}
		}
	}
	switch v := want.Get("verdict"); {
	case v.IsMap():
		for k, x := range v.Map().Pairs() {
			k.OneOf(engine.Kinds...)
			x.OneOf(verdictWords...)
		}
	default:
		v.OneOf(verdictWords...)
	}
}

func (t *packTest) decide(n source.Node, o Options) (*engine.Suggestion, error) {
	c, err := read(t.doc, n)
	if err != nil {
		return nil, err
	}
	newest := t.pack.Versions[len(t.pack.Versions)-1]
	switch t.pack.Kind {
	case "statute":
		c.law = t.pack.Display()
	case "base":
		if c.BaseRule == "" {
			c.BaseRule = t.pack.ID
		}
	}
	if c.Decision == "" {
		if t.pack.Kind == "statute" {
			n.Fail("测试案件没有写决定日期，结果会随日子改变", "加一行 decision: {date: 2026-01-01}")
			return nil, t.doc.Err()
		}
		c.Decision = newest.From
	}
	return Suggest(t.lib, c, o)
}

func (t *packTest) refused(want source.Node, err error) {
	switch {
	case err == nil:
		t.fail(want, "案件应当被拒绝，却算出了结果")
	case !strings.Contains(err.Error(), want.Text()):
		t.fail(want, "拒绝的理由里没有“%s”，而是：%v", want.Text(), err)
	}
}

func (t *packTest) compare(want source.Map, s *engine.Suggestion) {
	if w := want.Get("status"); w.Exists() && w.Text() != string(s.Status()) {
		t.fail(w, "status 应为 %s，实得 %s", w.Text(), s.Status())
	}
	if w := want.Get("outcomes"); w.Exists() {
		t.outcomes(w, s)
	}
	if w := want.Get("missing"); w.Exists() {
		var got []string
		for i := range s.Parts {
			r := s.Parts[i].Result
			for _, m := range r.Missing {
				if name := r.Plan.Vocabulary.Entry(m.Slot).Name; !slices.Contains(got, name) { // several parties may hang on it
					got = append(got, name)
				}
			}
		}
		if !slices.Equal(w.Texts(), got) {
			t.fail(w, "missing 应为 %v，实得 %v", w.Texts(), got)
		}
	}
	if w := want.Get("warnings"); w.Exists() {
		if got, due := warned(s), sorted(w.Texts()); !slices.Equal(due, got) {
			t.fail(w, "warnings 应为 %v，实得 %v", due, got)
		}
	}
	if w := want.Get("verdict"); w.Exists() {
		t.verdicts(w, s)
	}
	if w := want.Get("higher"); w.Exists() && w.Text() != higherOf(s) {
		t.fail(w, "罚款应按 %s 确定，实得 %s", w.Text(), higherOf(s))
	}
	if w := want.Get("law"); w.Exists() && w.Text() != lawOf(s) {
		t.fail(w, "新旧规定应为 %s，实得 %s", w.Text(), lawOf(s))
	}
	if w := want.Get("version"); w.Exists() {
		for _, p := range s.Pins {
			if p.Role == "statute" && p.Version != w.Text() {
				t.fail(w, "法规文本应为 %s，实用 %s", w.Text(), p.Version)
			}
		}
	}
}

// higherOf is the item whose fine decides among several norms.
func higherOf(s *engine.Suggestion) string {
	for _, c := range s.Fines {
		if c.Chosen >= 0 {
			return c.Norms[c.Chosen].Item.ID
		}
	}
	return "none"
}

// lawOf is the choice between old and new law; parties that differ are joined.
func lawOf(s *engine.Suggestion) string {
	var out []string
	for i := range s.Parts {
		if n := s.Parts[i].Law; n != nil && !slices.Contains(out, string(n.Choice.Chosen)) {
			out = append(out, string(n.Choice.Chosen))
		}
	}
	if out == nil {
		return "none"
	}
	return strings.Join(out, " ")
}

// warned lists the codes of all warnings once each, sorted.
func warned(s *engine.Suggestion) []string {
	var out []string
	for _, w := range s.Warnings {
		out = append(out, w.Code)
	}
	for i := range s.Parts {
		for _, w := range s.Parts[i].Result.Warnings {
			out = append(out, w.Code)
		}
	}
	return sorted(out)
}

// sorted returns the words once each, sorted.
func sorted(words []string) []string {
	out := slices.Clone(words)
	slices.Sort(out)
	return slices.Compact(out)
}

func (t *packTest) verdicts(w source.Node, s *engine.Suggestion) {
	n := 0
	for i := range s.Parts {
		for _, j := range s.Parts[i].Proposed {
			due := w.Text
			if w.IsMap() {
				x := w.Map().Get(j.Proposal.Kind)
				if !x.Exists() {
					continue
				}
				due = x.Text
			}
			n++
			if due() != string(j.Verdict) {
				t.fail(w, "%s %s 的 verdict 应为 %s，实得 %s（%s）", j.Proposal.Kind, j.Proposal.Text, due(), j.Verdict, j.Message)
			}
		}
	}
	if n == 0 {
		t.fail(w, "案件没有 proposed，没有可以核对的 verdict")
	}
}

// got is an outcome with the part that it belongs to.
type got struct {
	part *engine.Part
	*engine.Outcome
}

// outcomes pairs what is wanted with what there is, one to one.
func (t *packTest) outcomes(w source.Node, s *engine.Suggestion) {
	var have []got
	for i := range s.Parts {
		for j := range s.Parts[i].Result.Outcomes {
			have = append(have, got{&s.Parts[i], &s.Parts[i].Result.Outcomes[j]})
		}
	}
	due := w.List()
	taken := make([]int, len(have)) // 1 + the wanted one
	var place func(i int, seen []bool) bool
	place = func(i int, seen []bool) bool { // augmenting path: a looser wish gives way to a stricter one
		for j := range have {
			if seen[j] || !fits(due[i], have[j]) {
				continue
			}
			seen[j] = true
			if taken[j] == 0 || place(taken[j]-1, seen) {
				taken[j] = i + 1
				return true
			}
		}
		return false
	}
	unmet := false
	for i := range due {
		if !place(i, make([]bool, len(have))) {
			t.fail(due[i], "没有这个结果：%s", describe(due[i]))
			unmet = true
		}
	}
	for j := range have {
		if taken[j] == 0 {
			t.fail(w, "多出的结果：%s", have[j].words())
			unmet = true
		}
	}
	if !unmet && len(due) != len(have) {
		t.fail(w, "应有 %d 个结果，实得 %d 个", len(due), len(have))
	}
}

// describe writes a wanted outcome back as it stands in the file.
func describe(n source.Node) string {
	var parts []string
	for k, v := range n.Map().Pairs() {
		text := ""
		switch {
		case v.IsNull():
			text = "null"
		case v.IsList() && k.Text() != "if":
			text = "[" + strings.Join(v.Texts(), ", ") + "]"
		case v.IsScalar():
			text = v.Text()
		default:
			text = "…"
		}
		parts = append(parts, k.Text()+": "+text)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (g got) words() string {
	var parts []string
	put := func(key, value string) {
		if value != "" {
			parts = append(parts, key+": "+value)
		}
	}
	put("item", g.part.Result.Plan.Item.ID)
	put("role", g.part.Role)
	put("status", string(g.Status))
	put("tier", string(g.Tier))
	put("option", g.Option)
	put("joint", g.Joint)
	put("direction", g.direction())
	put("kinds", "["+strings.Join(g.kinds(), ", ")+"]")
	for i := range g.Measures {
		m := g.Measures[i]
		switch {
		case m.Kind != engine.Fine:
		case m.OpenBase && !m.Computed():
			if r, err := m.Factor.Scale(money.Int(100)); err == nil { // written like 元, of which intervals are stored in 分
				put("factor", r.String())
			}
		default:
			put("fine", m.Range.String())
		}
		if m.Point != nil {
			put("normal_point", yuan(*m.Point))
		}
	}
	if g.Reading != nil {
		put("reading", g.Reading.As)
	}
	if ifs := g.ifs(); len(ifs) > 0 {
		put("if", fmt.Sprint(ifs))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (g got) kinds() []string {
	var out []string
	for _, m := range g.Measures {
		out = append(out, m.Kind)
	}
	return sorted(out)
}

func (g got) direction() string {
	for _, m := range g.Measures {
		if m.Direction != "" {
			return m.Direction
		}
	}
	return ""
}

// ifs writes each box as 事实=值 joined by blanks, all sorted.
func (g got) ifs() []string {
	var out []string
	for _, b := range g.If {
		var pins []string
		for _, p := range b {
			e := g.part.Result.Plan.Vocabulary.Entry(p.Slot)
			pins = append(pins, e.Name+"="+fmt.Sprint(e.Plain(p.Value)))
		}
		slices.Sort(pins)
		if len(pins) > 0 {
			out = append(out, strings.Join(pins, " "))
		}
	}
	return sorted(out)
}

// fits compares an outcome with the keys that are written.
func fits(n source.Node, g got) bool {
	for k, v := range n.Map().Pairs() {
		if !fitsKey(k.Text(), v, g) {
			return false
		}
	}
	return true
}

func fitsKey(key string, v source.Node, g got) bool {
	word := func(have string) bool {
		if v.IsNull() || v.Text() == "none" {
			return have == ""
		}
		return v.Text() == have
	}
	switch key {
	case "item":
		return word(g.part.Result.Plan.Item.ID)
	case "law":
		return g.part.Law != nil && word(string(g.part.Law.Of))
	case "party":
		if g.part.Party == nil {
			return v.IsNull()
		}
		return v.Text() == *g.part.Party
	case "role":
		return word(g.part.Role)
	case "status":
		return word(string(g.Status))
	case "tier":
		return word(string(g.Tier))
	case "option":
		return word(g.Option)
	case "joint":
		return word(g.Joint)
	case "direction":
		return word(g.direction())
	case "kinds":
		return slices.Equal(sorted(v.Texts()), g.kinds())
	case "corrective":
		return slices.Equal(sorted(v.Texts()), sorted(g.Corrective))
	case "needs":
		var have []string
		for _, x := range g.Needs {
			have = append(have, x.Kind)
		}
		return slices.Equal(sorted(v.Texts()), sorted(have))
	case "fine", "factor":
		return fitsRange(key, v, g)
	case "normal_point":
		return fitsPoint(v, g)
	case "reading":
		return fitsReading(v, g.Reading)
	case "if":
		return slices.Equal(wantedIfs(v), g.ifs())
	}
	return false
}

func wantedIfs(n source.Node) []string {
	var out []string
	for _, b := range n.List() {
		var pins []string
		for k, v := range b.Map().Pairs() {
			text := v.Text
			if v.IsList() {
				text = func() string { return "[" + strings.Join(v.Texts(), " ") + "]" }
			}
			pins = append(pins, k.Text()+"="+text())
		}
		slices.Sort(pins)
		out = append(out, strings.Join(pins, " "))
	}
	return sorted(out)
}

func fitsReading(v source.Node, r *engine.Reading) bool {
	switch {
	case v.IsNull() || v.Text() == "false":
		return r == nil
	case v.Text() == "true":
		return r != nil
	}
	return r != nil && strings.Contains(r.As, v.Text())
}

func fitsPoint(v source.Node, g got) bool {
	for _, m := range g.Measures {
		if m.Kind == engine.Fine && m.Point != nil {
			return !v.IsNull() && v.Text() == yuan(*m.Point)
		}
	}
	return v.IsNull()
}

// yuan writes an amount in 分 as 元 without grouping, exactly.
func yuan(r money.Ratio) string {
	y, err := r.Div(money.Int(100))
	if err != nil {
		return r.String() + " 分"
	}
	return y.String()
}

// several gives the entries of a list, or the one value; null and absent give none.
func several(n source.Node) []source.Node {
	switch {
	case n.IsList():
		return n.List()
	case n.Exists() && !n.IsNull():
		return []source.Node{n}
	}
	return nil
}

// interval reads "[10000, 22000]" or a single sum; a mistake is noted at the node.
func interval(n source.Node) (money.Range, error) {
	text := n.Text()
	if !strings.ContainsAny(text, "[(（［【∅") {
		f, err := money.ParseYuan(text)
		if err != nil {
			n.Fail(err.Error(), `写成 "[10000, 22000]" 或者一个数`)
			return money.Range{}, err
		}
		return money.Between(f.Ratio(), f.Ratio()), nil
	}
	r, err := money.ParseRange(text)
	if err != nil {
		n.Fail(err.Error(), `写成 "[10000, 22000]"，圆括号不含本数`)
	}
	return r, err
}

// fitsRange compares the fines of an outcome, or the factors of those whose base is open, one by one in order.
func fitsRange(key string, v source.Node, g got) bool {
	var have []money.Range
	for i := range g.Measures {
		m := g.Measures[i]
		switch {
		case m.Kind != engine.Fine:
		case key == "factor" && m.OpenBase && !m.Computed():
			r, err := m.Factor.Scale(money.Int(100)) // written like 元, of which intervals are stored in 分
			if err != nil {
				return false
			}
			have = append(have, r)
		case key == "fine" && (!m.OpenBase || m.Computed()):
			have = append(have, m.Range)
		}
	}
	due := several(v)
	if len(due) != len(have) {
		return false
	}
	for i := range due {
		r, err := interval(due[i])
		if err != nil || !r.Equal(have[i]) {
			return false
		}
	}
	return true
}
