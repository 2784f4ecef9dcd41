package rules

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/corpus/clause"
	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// items reads a version file of a statute.
func (p *Pack) items(doc *source.Doc, v *Version) []*engine.Item {
	m := doc.Root().Map(statuteKeys...)
	v.unread = m.Get("inexpressible").Texts()
	var out []*engine.Item
	seen := map[string]bool{}
	for _, n := range m.Must("items").List() {
		im := n.Map(itemKeys...)
		it := &engine.Item{ID: im.Must("id").Text(), Name: im.Must("name").Text(), Law: p.Display(), Article: im.Must("article").Text(), Rank: p.Rank,
			Version: v.Name, From: v.From, To: v.To, Standing: p.Standing, Pack: p.ID, SHA256: v.SHA256, Constraints: p.statute.constraints}
		if seen[it.ID] {
			im.Get("id").Fail("事项编号“"+it.ID+"”用了两次", "每个事项用自己的编号")
		}
		seen[it.ID] = true
		if !strings.HasPrefix(it.ID, p.Display()+"/") {
			im.Get("id").Fail("事项编号应以“"+p.Display()+"/”开头", "例如 "+p.Display()+"/124/1/5")
		}
		it.Facts = p.statute.facts // all of the law's: a case may state 违法所得 also where only 没收 uses it
		for _, b := range im.Must("branches").List() {
			it.Branches = append(it.Branches, readBranch(b, p.statute.facts))
		}
		out = append(out, it)
	}
	return out
}

// The keys of a statute's version file and of an item that a case brings along; rules/schema publishes the same.
// branchKeys and penaltyKeys are those of the clause reader's form; detail, percent are additions of packs.
var (
	statuteKeys = []string{"items", "inexpressible"}
	itemKeys    = []string{"id", "name", "article", "branches", "note"}
	branchKeys  = []string{"who", "role", "condition", "when", "step", "corrective", "reference", "penalties", "paragraph", "list_items", "violation", "note"}
	penaltyKeys = []string{"kind", "min", "max", "base", "percent", "unit", "modality", "choice", "per", "cap", "deem_base_min", "min_open", "max_open", "joint", "detail"}

	inlineKeys       = []string{"id", "name", "law", "article", "rank", "facts", "items", "branches", "penalties", "who", "role", "condition", "when", "violation", "paragraph", "list_items", "step", "corrective", "reference", "text", "unread", "note"}
	inlineBranchKeys = append([]string{"unread"}, branchKeys...)
	thresholdKeys    = []string{"base", "op", "value", "unit", "or_none"}
)

// readBranch reads one branch; its condition may use the given facts.
func readBranch(n source.Node, entries []facts.Entry) engine.Branch {
	m := n.Map(branchKeys...)
	b := engine.Branch{Who: m.Get("who").Text(), Role: role(m.Get("role")), Condition: m.Get("condition").Text(), Reference: m.Get("reference").Text(),
		Corrective: m.Get("corrective").Texts(), Step: engine.StepBase}
	if m.Has("step") {
		s, _ := m.Get("step").OneOf("base", "add", "replace")
		b.Step = engine.BranchStep(s)
	}
	b.When = m.Get("when").Text()
	if b.When != "" {
		checkCondition(m.Get("when"), entries)
	}
	for _, x := range m.Must("penalties").List() {
		pen := readPenalty(x)
		checkNumber(x.Map().Get("base"), pen.Base, entries)
		checkNumber(x.Map().Get("per"), pen.Per, entries)
		b.Penalties = append(b.Penalties, pen)
	}
	return b
}

// Roles are the roles for which a branch may be meant; leaving it out means everyone.
var Roles = []string{"单位", "个人", "直接负责的主管人员", "其他直接责任人员", "主要负责人", "法定代表人"}

// role reads a branch's role: a misspelt one would never hit anybody.
func role(n source.Node) string {
	if !n.Exists() || n.IsNull() || n.IsScalar() && n.Text() == "" {
		return ""
	}
	r, _ := n.OneOf(Roles...)
	return r
}

// checkNumber sees to it that a base or a count names a number of the pack.
func checkNumber(n source.Node, name string, entries []facts.Entry) {
	if name == "" {
		return
	}
	var numbers []string
	for _, e := range entries {
		if e.Type.Numeric() {
			numbers = append(numbers, e.Name)
		}
	}
	if slices.Contains(numbers, name) {
		return
	}
	remedy := "在 pack.yaml 的 facts 里定义它（type: money、int 或 number）"
	if near := source.Nearest(name, numbers); near != "" {
		remedy = "是不是“" + near + "”？"
	}
	n.Fail("“"+name+"”不是已定义的数", remedy)
}

// checkCondition compiles a condition against the pack's facts, so that its mistakes carry their place in the file.
func checkCondition(n source.Node, entries []facts.Entry) {
	v, err := facts.NewVocabulary(entries...)
	if err != nil {
		return // reported with the facts
	}
	compileAt(n, v)
}

func readPenalty(n source.Node) engine.Penalty {
	m := n.Map(penaltyKeys...)
	kind, _ := m.Must("kind").OneOf(engine.Kinds...)
	return penaltyOf(m, kind)
}

// penaltyOf reads the amounts and the modality of one kind.
func penaltyOf(m source.Map, kind string) engine.Penalty {
	x := engine.Penalty{Kind: kind, Detail: m.Get("detail").Text(), Choice: m.Get("choice").Text(), Modality: engine.Must}
	if m.Has("modality") {
		s, _ := m.Get("modality").OneOf("must", "may", "by_reference")
		x.Modality = engine.Modality(s)
	}
	if base := m.Get("base").Text(); base != "元" && base != "日" && base != "月" && base != "年" {
		x.Base = base
	} else if base != "元" {
		x.Unit = base
	}
	if m.Has("unit") {
		x.Unit, _ = m.Get("unit").OneOf("日", "月", "年", "元", "倍")
		if x.Unit == "元" || x.Unit == "倍" {
			x.Unit = ""
		}
	}
	if m.Has("percent") {
		x.Percent, _ = m.Get("percent").Bool()
	}
	if m.Has("joint") {
		joint, _ := m.Get("joint").Bool()
		x.Apart = !joint
	}
	x.Per = m.Get("per").Text()
	x.Min, x.Max = bound(m.Get("min"), &x), bound(m.Get("max"), &x)
	if x.Min != nil && x.Max != nil && x.Min.Cmp(*x.Max) > 0 {
		m.Get("min").Fail("下限高于上限", "核对 min 与 max")
	}
	x.MinOpen, x.MaxOpen = flag(m.Get("min_open")), flag(m.Get("max_open"))
	x.Cap, x.DeemMin = fen(m.Get("cap")), fen(m.Get("deem_base_min"))
	return x
}

// bound reads min or max: yuan into 分 for a fine without base, else the number as it is.
func bound(n source.Node, x *engine.Penalty) *money.Ratio {
	if !n.Exists() || n.IsNull() {
		return nil
	}
	text, ok := n.Number()
	if !ok {
		return nil
	}
	if x.Kind == engine.Fine && x.Base == "" {
		f := fen(n)
		if f == nil {
			return nil
		}
		r := f.Ratio()
		return &r
	}
	r, err := money.ParseRatio(text)
	if err != nil {
		n.Fail(err.Error(), "写普通的十进制数")
		return nil
	}
	if r.Sign() < 0 {
		n.Fail("倍数、比例和期限不能是负数", "核对数值")
	}
	return &r
}

func fen(n source.Node) *money.Fen {
	if !n.Exists() || n.IsNull() {
		return nil
	}
	text, ok := n.Number()
	if !ok {
		return nil
	}
	f, err := money.ParseYuan(text)
	if err != nil {
		n.Fail(err.Error(), "写以元为单位的数，例如 50000")
		return nil
	}
	if f < 0 {
		n.Fail("金额不能是负数", "核对数值")
	}
	return &f
}

func flag(n source.Node) bool {
	if !n.Exists() {
		return false
	}
	v, _ := n.Bool()
	return v
}

// InlineItem reads an item that a case brings along in the form of the clause reader (design section 7).
func InlineItem(n source.Node) *engine.Item {
	m := n.Map(inlineKeys...)
	it := &engine.Item{ID: m.Get("id").Text(), Name: m.Get("name").Text(), Law: m.Must("law").Text(), Article: m.Get("article").Text(), Rank: m.Get("rank").Text(), Standing: "inline"}
	in := &inline{entries: readFacts(m.Get("facts"))}
	switch {
	case m.Has("items"):
		in.branches(m.Get("items").List())
	case m.Has("branches"):
		in.branches(m.Get("branches").List())
	default:
		m.Must("penalties")
		in.one(n, m)
	}
	in.into(it)
	if it.ID == "" {
		it.ID = it.Law + it.Article
	}
	if it.Name == "" {
		it.Name = m.Get("violation").Text()
	}
	return it
}

// into gives an item the branches and the questions.
func (in *inline) into(it *engine.Item) {
	in.conducts()
	for _, name := range []string{"货值金额", "违法所得", "违法经营额"} {
		in.money(name) // what any case may state
	}
	it.Branches, it.Facts = in.out, in.entries
}

type inline struct {
	entries []facts.Entry
	out     []engine.Branch
	conduct [][]string // of each branch: the violations that it is for; none = not told
}

// conductFact asks which of an article's conducts it is, where the article has several.
const conductFact = "违法情形"

// conducts makes the conduct a fact where the branches are for different ones: nobody is punished for all of them.
func (in *inline) conducts() {
	var options []string
	for _, c := range slices.Concat(in.conduct...) {
		if !slices.Contains(options, c) {
			options = append(options, c)
		}
	}
	if len(options) < 2 || len(options) > 64 || in.has(conductFact) {
		return
	}
	in.entries = append(in.entries, facts.Entry{Name: conductFact, Type: facts.Enum, Options: options, Of: "act", Ask: "属于本条所列的哪一种违法情形？"})
	for i, names := range in.conduct {
		if len(names) == 0 {
			continue
		}
		is := make([]string, len(names))
		for j, c := range names {
			is[j] = conductFact + " == '" + c + "'"
		}
		when := strings.Join(is, " or ")
		if len(is) > 1 {
			when = "(" + when + ")"
		}
		if in.out[i].When != "" {
			when += " and (" + in.out[i].When + ")"
		}
		in.out[i].When = when
	}
}

// rolesOf reads the role from the law's words for whom it hits; none = everyone.
func rolesOf(who string) []string {
	var out []string
	for _, r := range [][2]string{{"主管人员", "直接负责的主管人员"}, {"直接责任人员", "其他直接责任人员"}, {"主要负责人", "主要负责人"}, {"法定代表人", "法定代表人"}} {
		if strings.Contains(who, r[0]) {
			out = append(out, r[1])
		}
	}
	if out != nil {
		return out
	}
	if strings.HasSuffix(who, "负责人") {
		return []string{"主要负责人"}
	}
	if strings.Contains(who, "责任者") || strings.Contains(who, "责任人员") {
		return []string{"其他直接责任人员"}
	}
	unit, person := strings.Contains(who, "单位"), strings.Contains(who, "个人")
	switch {
	case unit && !person:
		return []string{"单位"}
	case person && !unit:
		return []string{"个人"}
	}
	return []string{""}
}

func (in *inline) branches(ns []source.Node) {
	for _, n := range ns {
		in.one(n, n.Map(inlineBranchKeys...))
	}
}

// one reads a branch that a case brings along.
func (in *inline) one(n source.Node, m source.Map) {
	b := engine.Branch{Who: m.Get("who").Text(), Role: role(m.Get("role")), Condition: m.Get("condition").Text(), Reference: m.Get("reference").Text(), Corrective: m.Get("corrective").Texts(), Step: engine.StepBase}
	if m.Has("step") {
		s, _ := m.Get("step").OneOf("base", "add", "replace")
		b.Step = engine.BranchStep(s)
	}
	for _, x := range m.Get("penalties").List() {
		b.Penalties = append(b.Penalties, readPenalty(x))
	}
	var parts []string
	if w := m.Get("when"); w.IsList() {
		var list []clause.When
		for _, t := range w.List() {
			list = append(list, readThreshold(t))
		}
		parts = in.thresholds(list)
	} else if w.Exists() && !w.IsNull() {
		parts = append(parts, "("+w.Text()+")")
		checkCondition(w, in.entries)
	}
	if b.Condition != "" && !m.Has("when") {
		parts = append(parts, in.condition(b.Condition, b.Step))
	}
	var conduct []string
	if v := factName(m.Get("violation").Text()); v != "" {
		conduct = []string{v}
	}
	in.add(b, parts, conduct)
}

// add takes a branch in the clause reader's form, whether a case brought it or an imported text was read: what it counts
// and multiplies becomes a question, and it stands once for every role that it hits.
func (in *inline) add(b engine.Branch, when, conduct []string) {
	for _, pen := range b.Penalties {
		in.money(pen.Base)
		in.count(pen.Per)
	}
	b.When = strings.Join(when, " and ")
	roles := []string{b.Role}
	if b.Role == "" {
		roles = rolesOf(b.Who)
	}
	for _, r := range roles {
		b.Role = r
		in.out = append(in.out, b)
		in.conduct = append(in.conduct, conduct)
	}
}

func (in *inline) has(name string) bool {
	for _, e := range in.entries {
		if e.Name == name {
			return true
		}
	}
	return false
}

func (in *inline) money(name string) {
	if name != "" && !in.has(name) {
		in.entries = append(in.entries, facts.Entry{Name: name, Type: facts.Money, Absent: !strings.Contains(name, "货值"), Of: "act", Ask: name + "多少元？没有填“无”，算不出填“无法计算”。"})
	}
}

func (in *inline) count(name string) {
	if name != "" && !in.has(name) {
		in.entries = append(in.entries, facts.Entry{Name: name, Type: facts.Number, Of: "act", Ask: name + "是多少？"})
	}
}

// readThreshold reads {base, op, value, unit, or_none}.
func readThreshold(n source.Node) clause.When {
	m := n.Map(thresholdKeys...)
	w := clause.When{Base: m.Must("base").Text(), Unit: m.Get("unit").Text(), OrNone: flag(m.Get("or_none"))}
	w.Op, _ = m.Must("op").OneOf("<", "<=", ">", ">=", "==", "!=")
	w.Value, _ = m.Must("value").Number()
	return w
}

// thresholds makes conditions of numeric thresholds, and questions of what they measure.
func (in *inline) thresholds(list []clause.When) []string {
	var out []string
	for _, w := range list {
		if w.Unit == "元" || w.Unit == "" {
			in.money(w.Base)
		} else {
			in.count(w.Base)
		}
		if i := slices.IndexFunc(in.entries, func(e facts.Entry) bool { return e.Name == w.Base }); w.OrNone {
			in.entries[i].Absent = true
		}
		c := fmt.Sprintf("%s %s %s", w.Base, w.Op, strings.TrimSuffix(w.Value, ".00"))
		if w.OrNone {
			c = "(" + w.Base + " == 无 or " + c + ")"
		}
		out = append(out, c)
	}
	return out
}

// condition turns the law's words into a fact: 有X、没有X、X无法计算 ask for a money fact, all else is a yes/no fact.
// Graver steps are presumed not to hold; a condition of a base branch is open.
func (in *inline) condition(words string, step engine.BranchStep) string {
	for _, base := range []string{"违法所得", "违法经营额", "非法经营额"} {
		switch words {
		case "有" + base:
			in.money(base)
			return base + " != 无"
		case "没有" + base, "无" + base:
			in.money(base)
			return base + " == 无"
		case base + "无法计算", "无法计算" + base:
			in.money(base)
			return base + " == 无法计算"
		case "没有" + base + "或者" + base + "无法计算":
			in.money(base)
			return "(" + base + " == 无 or " + base + " == 无法计算)"
		}
	}
	name := factName(words)
	if !in.has(name) {
		e := facts.Entry{Name: name, Type: facts.Bool, Of: "act", Worse: "true", Ask: "是否“" + words + "”？"}
		if step != engine.StepBase {
			e.Presume = &facts.Presumption{Value: facts.No, Why: "未认定" + words}
		}
		in.entries = append(in.entries, e)
	}
	return name
}

// factName makes the law's words usable as a name: punctuation goes, and it does not begin with a digit.
func factName(words string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune("，。、；：（）《》“”‘’〔〕[]/()　 ,;:'\"", r) {
			return -1
		}
		return r
	}, words)
	if name != "" && name[0] >= '0' && name[0] <= '9' {
		return "于" + name
	}
	return name
}
