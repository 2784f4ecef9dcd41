// Package casework opens a case and decides it: the one place that strings engine and rules together, for command line, API and pages alike.
package casework

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/money"
	"cailiang/rules"
	"cailiang/rules/source"
)

// Case is a case file as far as deciding needs it (design section 7). Facts stay nodes until the item's vocabulary is known.
type Case struct {
	ID        string
	Place     string
	System    string
	Line      string
	Decision  string // date; "" = not given
	Acts      []Act
	Parties   []Party
	BaseRule  string // forced id; "" = by place and date
	Chosen    source.Map
	Proposed  source.Node
	evidence  map[string]bool // id → verified
	doc       *source.Doc
	root      source.Node          // of the case in doc
	elsewhere map[string]bool      // facts that some item of the case asks for
	told      map[source.Node]bool // facts of which was said that no item knows them
	law       string               // short name of the law whose items need not name it (in a pack's tests); "" else
	inline    map[string]*engine.Item
}

// Act is one act with the items that it falls under.
type Act struct {
	ID, From, To, Discovered string
	Place                    string
	Ongoing                  bool   // not ended yet
	fined                    []fine // earlier fines for this very act
	items                    []source.Node
	facts                    source.Node
}

// fine is an earlier fine for an act; party "" = for everyone.
type fine struct{ party, words string }

// Party is one party or person of a case.
type Party struct {
	ID, Kind, Role string
	Birth          string
	facts          source.Node
	circumstances  source.Node
	chosen         source.Map
	proposed       source.Node
	earlier        source.Node // earlier penalties
}

// The keys of a case file; rules/schema/case.json publishes the same.
var (
	caseKeys = []string{"id", "name", "note", "source_case", "place", "agency", "decision", "act", "acts", "party", "parties", "item", "items", "base_rule", "facts", "circumstances", "chosen", "proposed",
		"evidence", "officers", "reviewers", "timeline", "events", "documents", "references"}
	agencyKeys       = []string{"name", "system", "line", "level", "code", "region"}
	decisionKeys     = []string{"date", "penalties", "number"}
	actKeys          = []string{"id", "from", "to", "discovered", "place", "items", "item", "facts", "ended", "penalised", "note"}
	partyKeys        = []string{"id", "name", "kind", "role", "birth", "identifiers", "facts", "circumstances", "chosen", "proposed", "earlier_penalties", "note"}
	penalisedKeys    = []string{"party", "kind", "amount", "date", "agency", "number"}
	factKeys         = []string{"value", "evidence", "verified", "min", "max", "disputed", "note"}
	claimKeys        = []string{"by", "value", "evidence", "note"}
	circumstanceKeys = []string{"name", "value", "evidence", "verified", "note"}
)

// PartyKinds and Roles are what a party may be.
var (
	PartyKinds = []string{"法人", "非法人组织", "个体工商户", "自然人", "单位", "个人"}
	Roles      = []string{"单位", "个人", "直接负责的主管人员", "其他直接责任人员", "主要负责人", "法定代表人"}
)

// ReadFile reads a case from a file; "-" is standard input.
func ReadFile(name string) (*Case, error) {
	if name == "-" {
		return Read("标准输入", os.Stdin)
	}
	f, err := os.Open(name)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, source.Problems{{File: name, Message: "没有这个文件", Remedy: "核对路径"}}
		}
		return nil, source.Problems{{File: name, Message: "打不开：" + err.Error(), Remedy: "核对路径与权限"}}
	}
	defer f.Close()
	return Read(name, f)
}

// Read reads a case in YAML or JSON; all mistakes come back together as source.Problems.
func Read(name string, r io.Reader) (*Case, error) {
	doc, err := source.Read(name, r)
	if err != nil {
		return nil, err
	}
	return read(doc, doc.Root())
}

// read reads the case at a node of a file.
func read(doc *source.Doc, root source.Node) (*Case, error) {
	c := &Case{doc: doc, root: root, evidence: map[string]bool{}, told: map[source.Node]bool{}, inline: map[string]*engine.Item{}}
	if !root.IsMap() || root.Map().Len() == 0 {
		root.Fail("案件文件是空的，或者不是键值对", "至少写明 place、item 和 facts，每行一个“键: 值”")
		return nil, doc.Err()
	}
	m := root.Map(caseKeys...)
	c.ID = m.Get("id").Text()
	c.Place = m.Get("place").Text()
	c.agency(m.Get("agency"))
	if d := m.Get("decision"); d.Exists() && !d.IsNull() {
		if n := d.Map(decisionKeys...).Get("date"); n.Exists() && !n.IsNull() {
			c.Decision, _ = n.Date()
		}
	}
	c.readEvidence(m.Get("evidence"))
	if n := m.Get("base_rule"); n.Exists() && !n.IsNull() {
		c.BaseRule = n.Text()
	}
	c.acts(m)
	c.parties(m)
	c.Chosen = m.Get("chosen").Map()
	c.Proposed = m.Get("proposed")
	if c.Proposed.Exists() && len(c.Parties) > 1 {
		c.Proposed.Fail("有几个当事人时看不出拟处罚的是谁", "把 proposed 写到 parties 里各人的名下")
	}
	c.dates()
	return c, doc.Err()
}

func (c *Case) agency(n source.Node) {
	m := n.Map(agencyKeys...)
	c.System = m.Get("system").Text()
	if l := m.Get("line"); l.Exists() && !l.IsNull() {
		c.Line, _ = l.OneOf("地方", "中央")
	}
}

func (c *Case) readEvidence(n source.Node) {
	for _, e := range n.List() {
		m := e.Map()
		id := m.Get("id").Text()
		ok, _ := m.Get("verified").Bool()
		if m.Get("verified").Exists() {
			c.evidence[id] = ok
		} else if id != "" {
			c.evidence[id] = false
		}
	}
}

func (c *Case) acts(m source.Map) {
	read := func(n source.Node) Act {
		am := n.Map(actKeys...)
		a := Act{ID: am.Get("id").Text(), Place: am.Get("place").Text(), facts: am.Get("facts")}
		for key, to := range map[string]*string{"from": &a.From, "to": &a.To, "discovered": &a.Discovered} {
			if x := am.Get(key); x.Exists() && !x.IsNull() {
				*to, _ = x.Date()
			}
		}
		if x := am.Get("ended"); x.Exists() && !x.IsNull() {
			ended, ok := x.Bool()
			a.Ongoing = ok && !ended
		}
		a.fined = fines(am.Get("penalised"))
		if x := am.Get("item"); x.Exists() {
			a.items = append(a.items, x)
		}
		a.items = append(a.items, am.Get("items").List()...)
		return a
	}
	if m.Has("act") && m.Has("acts") {
		m.Get("act").Fail("act 与 acts 只能写一个", "一个行为写 act，几个行为写 acts")
	}
	for _, n := range m.Get("acts").List() {
		c.Acts = append(c.Acts, read(n))
	}
	if len(c.Acts) == 0 {
		c.Acts = []Act{read(m.Get("act"))}
	}
	var shared []source.Node
	if x := m.Get("item"); x.Exists() {
		shared = append(shared, x)
	}
	shared = append(shared, m.Get("items").List()...)
	for i := range c.Acts {
		a := &c.Acts[i]
		if len(a.items) == 0 {
			a.items = shared
		}
		if a.ID == "" {
			a.ID = fmt.Sprintf("行为%d", i+1)
		}
		if slices.ContainsFunc(c.Acts[:i], func(b Act) bool { return b.ID == a.ID }) {
			m.Get("acts").Fail("行为编号“"+a.ID+"”用了两次", "每个行为用自己的 id")
		}
		if len(a.items) == 0 {
			m.Node().Fail("没有写处罚事项", "加一行 item: 写法条（如 食品安全法第一百二十四条第一款第（五）项）或者事项编号")
		}
	}
}

func (c *Case) parties(m source.Map) {
	read := func(n source.Node) Party {
		pm := n.Map(partyKeys...)
		p := Party{ID: pm.Get("id").Text(), facts: pm.Get("facts"), circumstances: pm.Get("circumstances"), chosen: pm.Get("chosen").Map(), proposed: pm.Get("proposed"), earlier: pm.Get("earlier_penalties")}
		earlierPenalties(p.earlier) // its mistakes are told with those of the file
		if x := pm.Get("kind"); x.Exists() && !x.IsNull() {
			p.Kind, _ = x.OneOf(PartyKinds...)
		}
		if x := pm.Get("role"); x.Exists() && !x.IsNull() {
			p.Role, _ = x.OneOf(Roles...)
		}
		if x := pm.Get("birth"); x.Exists() && !x.IsNull() {
			p.Birth, _ = x.Date()
		}
		return p
	}
	if m.Has("party") && m.Has("parties") {
		m.Get("party").Fail("party 与 parties 只能写一个", "一个当事人写 party，几个当事人写 parties")
	}
	for _, n := range m.Get("parties").List() {
		c.Parties = append(c.Parties, read(n))
	}
	if len(c.Parties) == 0 {
		c.Parties = []Party{read(m.Get("party"))}
	}
	top := Party{facts: m.Get("facts"), circumstances: m.Get("circumstances")}
	for i := range c.Parties {
		p := &c.Parties[i]
		if p.ID == "" {
			p.ID = "当事人"
			if len(c.Parties) > 1 {
				p.ID = fmt.Sprintf("当事人%d", i+1)
			}
		}
		if slices.ContainsFunc(c.Parties[:i], func(q Party) bool { return q.ID == p.ID }) {
			m.Get("parties").Fail("当事人编号“"+p.ID+"”用了两次", "每个当事人用自己的 id")
		}
		if !p.circumstances.Exists() && !engine.InCharge(p.Role) {
			p.circumstances = top.circumstances
		}
	}
	for i := range c.Acts {
		if !c.Acts[i].facts.Exists() {
			c.Acts[i].facts = top.facts
		}
	}
}

// dates checks that the dates of the case do not cross.
func (c *Case) dates() {
	root := c.root.Map()
	acts := root.Get("acts").List()
	for i, a := range c.Acts {
		at := func(key string) source.Node {
			if i < len(acts) {
				return acts[i].Map().Get(key)
			}
			return root.Get("act").Map().Get(key)
		}
		if a.From != "" && a.To != "" && a.To < a.From {
			at("to").Fail("行为终了日 "+a.To+" 早于开始日 "+a.From, "核对 from 与 to")
		}
		start := a.From
		if start == "" {
			start = a.To
		}
		if a.Discovered != "" && start != "" && a.Discovered < start {
			at("discovered").Fail("发现日 "+a.Discovered+" 早于行为开始", "核对 discovered")
		}
		if c.Decision != "" && a.To != "" && c.Decision < a.To {
			root.Get("decision").Fail("决定日 "+c.Decision+" 早于行为终了日 "+a.To, "核对 decision 的 date 与行为的 to")
		}
	}
}

// role gives the role that a party plays for the branches of an item.
func (p *Party) role(roles []string) string {
	if p.Role != "" {
		return p.Role
	}
	r := ""
	switch p.Kind {
	case "自然人", "个人":
		r = "个人"
	case "":
		switch {
		case slices.Contains(roles, "单位"):
			r = "单位"
		case !slices.Contains(roles, "") && slices.Contains(roles, "个人"):
			r = "个人"
		}
	default:
		r = "单位"
	}
	return r
}

// choices reads `chosen`.
func (c *Case) choices(m source.Map, circumstances []string) engine.Choices {
	ch := engine.Choices{By: map[string]engine.Tier{}}
	for k, v := range m.Pairs() {
		switch key := k.Text(); key {
		case "全部", "情节":
			t, _ := v.OneOf("减轻", "从轻", "一般", "从重")
			ch.All = engine.Tier(t)
		case "并处", "单处或并处":
			s, _ := v.OneOf("单处", "并处")
			ch.Joint = map[string]string{"单处": engine.OptSingle, "并处": engine.OptJoint}[s]
		case "首违", "不予处罚":
			s, _ := v.OneOf("不予处罚", "给予处罚")
			ch.Waive = map[string]string{"不予处罚": engine.OptWaive, "给予处罚": engine.OptPenalise}[s]
		default:
			if s := v.Text(); s == "单处" || s == "并处" {
				ch.Joint = map[string]string{"单处": engine.OptSingle, "并处": engine.OptJoint}[s]
				continue
			}
			if !slices.Contains(circumstances, key) {
				k.Fail("规则里没有“"+key+"”这个情节", near(key, circumstances))
				continue
			}
			t, _ := v.OneOf("减轻", "从轻", "一般", "从重", "不予处罚", "给予处罚")
			switch t {
			case "不予处罚":
				ch.Waive = engine.OptWaive
			case "给予处罚":
				ch.Waive = engine.OptPenalise
			default:
				ch.By[key] = engine.Tier(t)
			}
		}
	}
	return ch
}

// near names the word that was probably meant, else those that share a piece with it, else what there is.
func near(word string, among []string) string {
	if n := source.Nearest(word, among); n != "" {
		return "是不是“" + n + "”？"
	}
	if alike := source.Sharing(word, among); len(alike) > 0 {
		return "是不是“" + strings.Join(alike[:min(3, len(alike))], "”或者“") + "”？"
	}
	return "可以用的：" + clip(among)
}

// clip joins words; of many only the first, and how many there are.
func clip(words []string) string {
	const most = 12
	if len(words) > most {
		return strings.Join(words[:most], "、") + fmt.Sprintf("等 %d 个", len(words))
	}
	return strings.Join(words, "、")
}

// proposals reads {罚款: 60000, 吊销许可证件: true, 限制从业: 5年}.
func proposals(n source.Node) []engine.Proposal {
	if !n.Exists() || n.IsNull() {
		return nil
	}
	var out []engine.Proposal
	if n.IsScalar() {
		n.Fail("拟处的处罚没有写种类", "写成 {罚款: 60000}")
		return nil
	}
	for k, v := range n.Map().Pairs() {
		kind := k.Text()
		if v.IsList() || v.IsMap() {
			v.Fail("“"+kind+"”应当写一个值", "金额写 60000，期限写 5年，只写种类的写 true")
			continue
		}
		if !slices.Contains(engine.Kinds, kind) {
			k.Fail("没有“"+kind+"”这个处罚种类", near(kind, engine.Kinds))
			continue
		}
		p := engine.Proposal{Kind: kind, Text: v.Text()}
		switch {
		case v.IsNull() || v.Text() == "true" || v.Text() == "是":
		case v.Text() == "false" || v.Text() == "否":
			continue
		default:
			p.Amount, p.Unit = amount(kind, v)
			if p.Amount != nil && kind == engine.Fine {
				p.Text = money.Fen(p.Amount.Num()).String()
			}
		}
		out = append(out, p)
	}
	return out
}

func amount(kind string, v source.Node) (*money.Ratio, string) {
	text := v.Text()
	if kind == engine.Fine || strings.HasPrefix(kind, "没收") {
		if _, ok := v.Number(); !ok {
			return nil, ""
		}
		f, err := money.ParseYuan(text)
		if err != nil {
			v.Fail(err.Error(), "写以元为单位的数，例如 60000")
			return nil, ""
		}
		if f < 0 {
			v.Fail("拟处的金额不能是负数", "写大于 0 的数")
			return nil, ""
		}
		if kind == engine.Fine && f == 0 {
			v.Fail("拟处罚款写成了 0", "不罚款的删去这一行")
			return nil, ""
		}
		r := f.Ratio()
		return &r, ""
	}
	for _, u := range []string{"日", "天", "个月", "月", "年"} {
		if num, ok := strings.CutSuffix(text, u); ok {
			r, err := money.ParseRatio(strings.TrimSpace(num))
			if err != nil {
				v.Fail("期限“"+text+"”无法识别", "写成 10日、6月、3年")
				return nil, ""
			}
			return &r, map[string]string{"日": "日", "天": "日", "个月": "月", "月": "月", "年": "年"}[u]
		}
	}
	v.Fail("“"+text+"”无法识别", "期限写成 10日、6月、3年；只写种类的写 true")
	return nil, ""
}

// ref is how an item is called.
func (c *Case) ref(n source.Node) string {
	ref := n.Text()
	if c.law != "" && ref != "" && strings.Trim(ref, "0123456789/-") == "" {
		return c.law + "/" + ref
	}
	return ref
}

// item resolves an item node: an inline item, an id or a citation.
func (c *Case) item(lib *rules.Library, plans *Plans, n source.Node, day string) (*rules.Found, error) {
	if n.IsMap() {
		it := rules.InlineItem(n)
		if c.doc.Err() != nil {
			return nil, c.doc.Err()
		}
		return &rules.Found{Item: it}, nil
	}
	switch {
	case n.IsNull():
		n.Fail("没有写处罚事项", "写法条（如 食品安全法第一百二十四条第一款第（五）项）或者事项编号")
		return nil, c.doc.Err()
	case n.IsList():
		n.Fail("处罚事项写成了列表", "一个事项写 item: …，几个事项写 items: [一, 二]")
		return nil, c.doc.Err()
	}
	f, err := plans.item(lib, c.ref(n), day)
	if err != nil {
		var nf *rules.NotFound
		switch {
		case errors.As(err, &nf) && nf.Version: // no mistake of the file: the library lacks the text (法规版本)
			p := source.Problem{File: c.doc.Name(), Line: n.Line(), Col: n.Col(), Path: n.Path(), Message: nf.Message, Remedy: nf.Remedy}
			return nil, fmt.Errorf("%w。\n%w", ErrOutOfScope, source.Problems{p})
		case nf != nil:
			n.Fail(nf.Message, nf.Remedy)
		default:
			n.Fail(err.Error(), "核对法条")
		}
		return nil, c.doc.Err()
	}
	return f, nil
}
