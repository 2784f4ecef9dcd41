package eval

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cailiang/engine"
	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules"
	"cailiang/rules/source"
)

// What an item of a benchmark digest is, besides a benchmark that can be computed ("") and Inexpressible.
const (
	StatutoryOnly = "statutory_only" // the digest gives the statutory range, no tiers of the document
	HeadOnly      = "head"           // a document of which only title and first articles were read
)

// importer reads one shape of benchmark digests into benchmarks in memory.
type importer struct {
	is   func(root source.Map) bool
	read func(d *digest) []*imported
}

// importers are the shapes of benchmark digests, tried in order.
var importers = []importer{
	{fieldShape, readField},
	{marketShape, readMarket},
}

// imported is one item of a benchmark digest as a benchmark in memory (design section 8): its table with the digest's own
// statutory range, what of it cannot be computed, and its worked cases.
type imported struct {
	id, model string
	kind      string   // StatutoryOnly, HeadOnly, Inexpressible; "" = computed
	reason    string   // of kind
	lost      []string // parts that cannot be computed, each with place and reason; the rest of the item can
	unread    []string // parts that the digest's author did not see
	notes     []string // what the digest says besides
	table     *rules.Table
	derived   []derived
	given     func(value) []value // turns a fact as a case writes it into facts of the table; nil = as it is
	cases     []importedCase
	plan      *engine.Plan
}

// derived is a fact that the digest computes from others.
type derived struct {
	name, formula string
	from, to      string // two dates instead: the days from the one, not counted, to the other, counted
	span          string // with from: the day so many 个月, 年 or 天 after it
}

// importedCase is one worked case of an item, made ready for the engine.
type importedCase struct {
	n, want string
	given   []value
	answers []wanted // any order; several = readings that all must appear
	score   string   // the sum of the weights, where the case gives it instead of the facts
	reason  string   // why the case cannot be run; "" = it can
}

// wanted is one answer that a digest expects.
type wanted struct {
	tier      string // "" = not asked
	none      bool   // no penalty
	noFine    bool   // other kinds may stand
	status    engine.Status
	penalties []engine.Penalty // in the form of a tier's penalties, computed with the facts of the case
	roles     []string         // by penalty, as in engine.Grade
}

// inexpressible marks the item as a whole.
func (im *imported) inexpressible(reason string) {
	if im.kind == "" {
		im.kind, im.reason = Inexpressible, reason
	}
}

func (im *imported) loses(n source.Node, reason string) {
	im.lost = append(im.lost, at(n)+"："+reason)
}

// at names the place of a node: file, line, path.
func at(n source.Node) string { return fmt.Sprintf("%s:%d %s", n.Doc().Name(), n.Line(), n.Path()) }

// plainRule is the base rule under which imported benchmarks are tried: it knows no circumstances.
var plainRule = &engine.BaseRule{ID: "base/无", Title: "无一般规则", Standing: "unverified", Numbers: true}

// compile joins table and statutory range. The roles of the tiers that the statutory range does not name get an empty branch.
func (im *imported) compile() {
	if im.kind != "" || im.plan != nil {
		return
	}
	item := im.table.Joined(nil)
	item.Branches = withRoles(item.Branches, im.roles())
	plan, err := engine.CompileWith(item, plainRule, im.table.Benchmark)
	if err != nil {
		im.inexpressible(err.Error())
		return
	}
	im.plan = plan
}

func withRoles(bs []engine.Branch, roles []string) []engine.Branch {
	out := slices.Clone(bs)
	for _, r := range roles {
		if !slices.ContainsFunc(out, func(b engine.Branch) bool { return b.Role == r && b.When == "" }) {
			out = append(out, engine.Branch{Role: r, Step: engine.StepBase})
		}
	}
	return out
}

// roles lists whom the tiers hit, "" = everyone.
func (im *imported) roles() []string {
	var out []string
	for _, g := range im.table.Grades {
		if len(g.Penalties) == 0 {
			out = appendRole(out, "")
		}
		for j := range g.Penalties {
			r := ""
			if j < len(g.Roles) {
				r = g.Roles[j]
			}
			out = appendRole(out, r)
		}
	}
	return out
}

func appendRole(list []string, r string) []string {
	if slices.Contains(list, r) {
		return list
	}
	return append(list, r)
}

// line gives the item for the output, with its cases run.
func (im *imported) line() (out DigestItem) {
	out = DigestItem{ID: im.id, Model: im.model, Cases: []DigestCase{}}
	defer func() {
		if p := recover(); p != nil {
			out.Result, out.Reason = Inexpressible, fmt.Sprint("程序没有料到这样的写法：", p)
		}
	}()
	im.compile()
	out.Result, out.Reason, out.Lost, out.Unread, out.Notes = im.kind, im.reason, im.lost, im.unread, im.notes
	for i := range im.cases {
		c := &im.cases[i]
		o := DigestCase{N: c.n, Want: c.want}
		switch {
		case im.kind != "":
			o.Result, o.Reason = Inexpressible, im.reason
		case c.reason != "":
			o.Result, o.Reason = Inexpressible, c.reason
		default:
			im.judge(c, &o)
		}
		out.Cases = append(out.Cases, o)
	}
	return out
}

// judge decides the case as given; where open yes/no facts leave several results, once more with those taken as no.
func (im *imported) judge(c *importedCase, out *DigestCase) {
	for _, rest := range []bool{false, true} {
		set, open, err := im.facts(c.given, rest)
		if err != nil {
			out.Result, out.Reason = Inexpressible, err.Error()
			return
		}
		if c.score != "" {
			im.scored(c, set, out)
			return
		}
		im.compare(c, set, out)
		if out.Result == Equal || len(open) == 0 {
			return
		}
		if rest {
			out.Reason = strings.TrimPrefix(out.Reason+"；没有给出的是/否事实按否："+strings.Join(open, "、"), "；")
		}
	}
}

// facts stores the facts of a case; open lists the yes/no facts that it does not state, which rest takes as no.
func (im *imported) facts(given []value, rest bool) (set *facts.Set, open []string, err error) {
	set = im.plan.NewFacts(true)
	stated := map[string]bool{}
	for _, v := range im.expanded(given) {
		if err := im.put(set, v); err != nil {
			return nil, nil, err
		}
		stated[v.name] = true
	}
	for i := range im.plan.Vocabulary.Len() {
		e := im.plan.Vocabulary.Entry(i)
		if e.Type != facts.Bool || stated[e.Name] || e.Presume != nil {
			continue
		}
		open = append(open, e.Name)
		if rest {
			if err := set.SetKnown(e.Name, "false"); err != nil {
				return nil, nil, err
			}
		}
	}
	return set, open, im.derive(set, stated)
}

func (im *imported) expanded(given []value) []value {
	if im.given == nil {
		return given
	}
	var out []value
	for _, v := range given {
		out = append(out, im.given(v)...)
	}
	return out
}

// unknownWords are how digests write a fact that could not be established.
var unknownWords = []string{facts.OpenWord, "unknown", "未知", "不明", "查不清", "无法查清"}

func (im *imported) put(set *facts.Set, v value) error {
	slot, known := im.plan.Vocabulary.Slot(v.name)
	if !known {
		if v.text == "false" || slices.Contains([]string{"主体", "当事人", "target"}, v.name) {
			return nil
		}
		return fmt.Errorf("案例的事实“%s”不在这一项的事实里", v.name)
	}
	e := im.plan.Vocabulary.Entry(slot)
	s := v.text
	switch {
	case !slices.Contains(e.Options, s) && slices.Contains(unknownWords, s), !e.Type.Numeric() && !slices.Contains(e.Options, s) && s == facts.NoneWord:
		return nil // stays open
	case e.Type.Numeric() && e.Absent && (s == "0" || s == "false"):
		s = facts.NoneWord
	case e.Type.Numeric() && !e.Absent && (s == facts.NoneWord || s == "false"):
		s = "0" // conditions of the digest treat what is not there as 0
	case e.Type == facts.Bool && (s == "1" || s == "0"):
		s = map[string]string{"1": "true", "0": "false"}[s]
	}
	return set.SetKnown(v.name, s)
}

// derive computes the derived facts whose own facts are known.
func (im *imported) derive(set *facts.Set, stated map[string]bool) error {
	for _, d := range im.derived {
		if stated[d.name] {
			continue
		}
		s, ok, err := im.compute(set, &d)
		if err != nil {
			return fmt.Errorf("%s = %s：%w", d.name, d.formula, err)
		}
		if ok {
			if err := set.SetKnown(d.name, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// compare holds the engine's outcomes for the parties that are asked against the answers.
func (im *imported) compare(c *importedCase, set *facts.Set, out *DigestCase) {
	out.Result, out.Reason = Equal, ""
	var got []string
	for _, role := range im.asked(c) {
		r := im.plan.Decide(&engine.Input{Role: role, Facts: set})
		if im.table.LowestUnknown && slices.ContainsFunc(c.given, func(v value) bool { return slices.Contains(unknownWords, v.text) }) {
			r.Outcomes = mildest(r.Outcomes)
		}
		words := outcomesWords(r.Outcomes)
		if role != "" {
			words = role + "：" + words
		}
		got = append(got, words)
		result, reason := im.against(r.Outcomes, role, c.answers, set)
		if rank(result) > rank(out.Result) {
			out.Result = result
		}
		if reason != "" {
			out.Reason = strings.TrimPrefix(out.Reason+"；"+reason, "；")
		}
	}
	out.Got = strings.Join(got, "。")
}

// mildest keeps the outcome with the lowest fine: what a document says that counts a fact that could not be established as the
// lowest option of its factor, weights being added up.
func mildest(os []engine.Outcome) []engine.Outcome {
	at := -1
	var low money.Ratio
	for i := range os {
		for _, m := range os[i].Measures {
			if m.Kind == engine.Fine && !m.OpenBase && (at < 0 || m.Range.Max.Cmp(low) < 0) {
				at, low = i, m.Range.Max
			}
		}
	}
	if at < 0 {
		return os
	}
	return os[at : at+1]
}

func outcomesWords(os []engine.Outcome) string {
	var out []string
	for i := range os {
		s := outcomeWords(&os[i])
		if os[i].Why != "" {
			s += "（" + os[i].Why + "）"
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return "没有结果"
	}
	return strings.Join(out, "；")
}

// asked lists the roles that the answers name; else the party that the case names; else the first that the tiers hit.
func (im *imported) asked(c *importedCase) []string {
	var out []string
	for _, a := range c.answers {
		for _, r := range a.roles {
			if r != "" {
				out = appendRole(out, r)
			}
		}
	}
	if out != nil {
		return out
	}
	roles := im.roles()
	for _, v := range c.given {
		if slices.Contains(roles, v.text) && v.text != "" {
			return []string{v.text}
		}
	}
	for _, r := range []string{"", "单位", "个人"} {
		if slices.Contains(roles, r) {
			if r == "" && slices.Contains(roles, "单位") {
				continue
			}
			return []string{r}
		}
	}
	return roles[:1]
}

// against finds each answer among the outcomes.
func (im *imported) against(os []engine.Outcome, role string, answers []wanted, set *facts.Set) (string, string) {
	used, extra := make([]bool, len(answers)), 0
	for i := range os {
		found := false
		for j := range answers {
			if im.meets(&os[i], role, &answers[j], set) {
				used[j], found = true, true
			}
		}
		if !found {
			extra++
		}
	}
	switch n := held(used); {
	case n == 0:
		return Differs, ""
	case extra > 0:
		return Ambiguous, "引擎另有摘要没有列出的结果"
	case n < len(answers):
		return Differs, "摘要的理解没有全部出现"
	}
	return Equal, ""
}

// meets tells whether one outcome says what an answer says.
func (im *imported) meets(o *engine.Outcome, role string, a *wanted, set *facts.Set) bool {
	if a.tier != "" && !sameTier(string(o.Tier), a.tier) {
		return false
	}
	if a.status != "" {
		return o.Status == a.status
	}
	if a.none {
		return o.Status == engine.NoPenalty || o.Status == engine.MayWaive
	}
	switch o.Status {
	case engine.Gap, engine.NoColumn, engine.NotApplicable, engine.IsInexpressible:
		return a.tier != "" && len(a.penalties) == 0 && o.Status == engine.IsInexpressible
	}
	if a.noFine && slices.ContainsFunc(o.Measures, func(m *engine.Measure) bool { return m.Kind == engine.Fine }) {
		return false
	}
	for _, w := range im.measures(a, role, set) {
		if !slices.ContainsFunc(o.Measures, func(m *engine.Measure) bool { return sameMeasure(m, w) }) {
			return false
		}
	}
	return true
}

// sameTier tells whether a tier is the one that an answer names, or a place inside it, or a reading of it.
func sameTier(tier, name string) bool {
	return tier == name || strings.HasPrefix(tier, name+"·") || strings.HasPrefix(tier, name+"（")
}

func sameMeasure(m, w *engine.Measure) bool {
	if m.Kind != w.Kind || m.Kind == "其他" && w.Detail != "" && m.Detail != w.Detail {
		return false
	}
	if w.Kind != engine.Fine && w.Range.NoMin && w.Range.NoMax {
		return true // the kind alone is asked
	}
	return !m.OpenBase && m.Range.Equal(w.Range)
}

// measures computes the answer's own penalties with the facts of the case, by a table of one tier.
func (im *imported) measures(a *wanted, role string, set *facts.Set) []*engine.Measure {
	if len(a.penalties) == 0 {
		return nil
	}
	b := &engine.Benchmark{ID: im.table.ID, Grades: []engine.Grade{{Name: "答案", Penalties: a.penalties, Roles: a.roles, Only: true}}}
	item := *im.plan.Item
	item.Branches = withRoles(item.Branches, append([]string{role}, a.roles...))
	plan, err := engine.CompileWith(&item, plainRule, b)
	if err != nil {
		return []*engine.Measure{{Penalty: &engine.Penalty{Kind: "答案不能计算：" + err.Error()}}}
	}
	var out []*engine.Measure
	for _, o := range plan.Decide(&engine.Input{Role: role, Facts: set}).Outcomes {
		out = append(out, o.Measures...)
	}
	return out
}

// compute gives a derived fact as text; ok = false while a fact that it needs is open.
func (im *imported) compute(set *facts.Set, d *derived) (text string, ok bool, err error) {
	if d.span != "" {
		from := im.day(set, d.from)
		if from == nil {
			return "", false, nil
		}
		return dayAfter(*from, d.span), true, nil
	}
	if d.from != "" {
		from, to := im.day(set, d.from), im.day(set, d.to)
		if from == nil || to == nil {
			return "", false, nil
		}
		return fmt.Sprint(*to - *from), true, nil
	}
	f, errs := cond.NewPool(im.plan.Vocabulary).Formula(d.formula)
	if len(errs) > 0 {
		return "", false, errors.New(errs[0].Message)
	}
	v, err := f.Eval(func(slot int) facts.Domain { return set.Facts[slot].Value })
	if err != nil || !v.Known() {
		return "", false, ignoreAbsent(err)
	}
	return v.Lo.String(), true, nil
}

func ignoreAbsent(err error) error {
	if errors.Is(err, cond.ErrAbsent) || errors.Is(err, cond.ErrDivision) {
		return nil
	}
	return err
}

// dayAfter gives the day so many 个月, 年 or 天 after another; a month without that day ends earlier.
func dayAfter(from int64, span string) string {
	n, unit := 0, ""
	if _, err := fmt.Sscanf(span, "%d%s", &n, &unit); err != nil {
		return ""
	}
	t := time.Unix(from*86_400, 0).UTC()
	switch unit {
	case "年":
		n *= 12
	case "天", "日":
		return t.AddDate(0, 0, n).Format(time.DateOnly)
	}
	out := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := out.AddDate(0, 1, -1).Day()
	return out.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly)
}

func (im *imported) day(set *facts.Set, name string) *int64 {
	slot, ok := im.plan.Vocabulary.Slot(name)
	if !ok || !set.Facts[slot].Value.Known() {
		return nil
	}
	return &set.Facts[slot].Value.Lo
}

// scored compares a case that gives the sum of the weights instead of the facts: the formula of each column is computed.
func (im *imported) scored(c *importedCase, set *facts.Set, out *DigestCase) {
	out.Result = Differs
	score, err := money.ParseRatio(c.score)
	if err != nil {
		out.Result, out.Reason = Inexpressible, "权重之和“"+c.score+"”不是数"
		return
	}
	for _, g := range im.table.Grades {
		for _, p := range g.Penalties {
			f, errs := cond.NewPool(im.plan.Vocabulary).Formula(p.From, engine.ScoreWord)
			if len(errs) > 0 || p.From != p.To {
				continue
			}
			v, err := f.Eval(func(slot int) facts.Domain { return set.Facts[slot].Value }, score)
			if err != nil || !v.Known() {
				continue
			}
			fen, err := v.Lo.Mul(money.Int(100))
			if err != nil {
				continue
			}
			m := engine.Measure{Penalty: &p, Range: money.Between(fen, fen)}
			out.Got = m.Range.String()
			for _, a := range c.answers {
				for _, w := range im.measures(&a, "", set) {
					if sameMeasure(&m, w) {
						out.Result = Equal
					}
				}
			}
		}
	}
}
