package rules

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules/source"
)

// statuteHead is what all versions of a statute share.
type statuteHead struct {
	facts       []facts.Entry
	constraints []string
}

// Ranks are the levels of norms.
var Ranks = []string{"法律", "行政法规", "地方性法规", "部门规章", "地方政府规章", "规范性文件"}

// The keys of pack.yaml; rules/schema/pack.json publishes the same.
var (
	packKeys    = []string{"id", "kind", "title", "short", "norm", "place", "system", "line", "standing", "read", "source", "facts", "constraints", "versions", "deviation", "choose", "circumstances", "shift", "inside", "unknown", "bounds", "refines", "validity"}
	normKeys    = []string{"rank", "maker", "number", "published"}
	versionKeys = []string{"version", "from", "to", "file", "moved"}
	factKeys    = []string{"type", "unit", "of", "absent", "options", "min", "max", "worse", "ask", "presume", "circumstance", "note"}
	presumeKeys = []string{"value", "why"}
)

// readPack reads pack.yaml and the version files beside it; every mistake goes to problems.
func readPack(root fs.FS, name string, problems *source.Problems) *Pack {
	doc, err := source.ReadFS(root, name)
	if err != nil {
		*problems = append(*problems, asProblems(name, err)...)
		return nil
	}
	defer func() { *problems = append(*problems, doc.Problems()...) }()
	m := doc.Root().Map(packKeys...)
	p := &Pack{File: name, root: root, dir: path.Dir(name)}
	p.ID = m.Must("id").Text()
	p.Kind = kindOf(m, p.ID)
	p.Title = m.Must("title").Text()
	p.Short = m.Get("short").Texts()
	p.norm(m.Must("norm"))
	p.Place, p.System = m.Get("place").Text(), m.Get("system").Text()
	if m.Get("place").IsNull() {
		p.Place = ""
	}
	if m.Has("line") {
		p.Line, _ = m.Get("line").OneOf("地方", "中央")
	}
	p.Standing, _ = m.Must("standing").OneOf("in_force", "ended", "unverified")
	p.Read, p.Source = m.Get("read").Text(), m.Get("source").Text()
	if p.Standing == "unverified" && p.Read == "" {
		m.Get("standing").Fail("未核实的规则包没有写明读到了什么", "加一行 read: 写明读到的范围和来源")
	}
	p.Deviation = deviationOf(m, p.Rank)
	p.statute = &statuteHead{facts: readFacts(m.Get("facts")), constraints: m.Get("constraints").Texts()}
	for _, n := range m.Get("constraints").Scalars() {
		checkCondition(n, p.statute.facts)
	}
	p.head.read(m)
	p.Refines = m.Get("refines").Text()
	p.Validity = m.Get("validity").Text()
	p.Bounds = readBoundWords(m.Get("bounds"))
	p.idLine, p.idCol = m.Get("id").Line(), m.Get("id").Col()
	versions := m.Must("versions")
	if versions.IsList() && len(versions.List()) == 0 {
		versions.Fail("没有写任何版本", "每个版本一行：{version: 修订日, from: 施行首日, to: 施行末日或 null, file: 文件名}")
	}
	for _, n := range versions.List() {
		if v := p.version(n, problems); v != nil {
			p.Versions = append(p.Versions, v)
		}
	}
	slices.SortFunc(p.Versions, func(a, b *Version) int { return strings.Compare(a.From, b.From) })
	for i := 1; i < len(p.Versions); i++ {
		if a, b := p.Versions[i-1], p.Versions[i]; a.To == "" || a.To >= b.From {
			m.Get("versions").Fail("版本 "+a.Name+" 与 "+b.Name+" 的施行日期重叠", "前一版的 to 写成后一版 from 的前一天")
		}
	}
	p.tests, _ = fs.Glob(root, path.Join(p.dir, "tests", "*.yaml"))
	return p
}

func asProblems(name string, err error) source.Problems {
	if ps, ok := err.(source.Problems); ok {
		return ps
	}
	return source.Problems{{File: name, Message: err.Error()}}
}

func kindOf(m source.Map, id string) string {
	if m.Has("kind") {
		k, _ := m.Get("kind").OneOf("statute", "base", "general", "benchmark", "calendar")
		return k
	}
	head, rest, _ := strings.Cut(id, "/")
	switch {
	case head == "statute", head == "base", head == "general":
		return head
	case head == "" || rest == "":
		m.Get("id").Fail("编号应写成 类别/名称", "例如 statute/食品安全法；裁量基准以系统开头，例如 market/food-2024")
		return ""
	}
	return "benchmark"
}

// readBoundWords reads which boundary words of the document include the number: {以上: in, 以下: out}. The ends themselves stand
// in the data; this is only shown.
func readBoundWords(n source.Node) map[string]string {
	if !n.Exists() {
		return nil
	}
	out := map[string]string{}
	for k, v := range n.Map().Pairs() {
		out[k.Text()], _ = v.OneOf("in", "out")
	}
	return out
}

func (p *Pack) norm(n source.Node) {
	m := n.Map(normKeys...)
	p.Rank, _ = m.Must("rank").OneOf(Ranks...)
	p.Maker, p.Number = m.Get("maker").Text(), m.Get("number").Text()
}

// deviationOf: who made the norm decides what leaving it takes.
func deviationOf(m source.Map, rank string) engine.Deviation {
	if m.Has("deviation") {
		s, _ := m.Get("deviation").OneOf("norm", "superior", "own")
		return engine.Deviation(s)
	}
	if rank == "规范性文件" {
		return engine.MakerApproves
	}
	return engine.NoApproval
}

func (p *Pack) version(n source.Node, problems *source.Problems) *Version {
	m := n.Map(versionKeys...)
	v := &Version{Pack: p}
	v.Name, _ = m.Must("version").Date()
	v.From, _ = m.Must("from").Date()
	if to := m.Get("to"); to.Exists() && !to.IsNull() {
		v.To, _ = to.Date()
		if v.To != "" && v.From != "" && v.To < v.From {
			to.Fail("施行终止日早于起始日", "核对 from 与 to")
		}
	}
	v.Moved = moved(m.Get("moved"))
	v.File = path.Join(p.dir, m.Must("file").Text())
	doc, sum := readVersionFile(p.root, v.File, m.Get("file"), problems)
	if doc == nil {
		return nil
	}
	v.SHA256 = sum
	switch p.Kind {
	case "statute":
		v.Items = p.items(doc, v)
	case "base", "general":
		v.Base = p.base(doc, v)
	case "benchmark":
		v.Tables, v.doc = p.benchmark(doc, v), doc
	case "calendar":
		v.Year = yearOf(doc)
	} // else the mistake is in the id
	*problems = append(*problems, doc.Problems()...)
	return v
}

// moved reads what took the place of an item in the following text: id → id, or null where the act is no longer punished.
func moved(n source.Node) map[string]string {
	if !n.Exists() || n.IsNull() {
		return nil
	}
	out := map[string]string{}
	for k, v := range n.Map().Pairs() {
		to := ""
		if !v.IsNull() {
			to = v.Text()
		}
		out[k.Text()] = to
	}
	return out
}

// readVersionFile reads the file of a version, named at a node, with its digest; nil: the mistake is in problems.
func readVersionFile(root fs.FS, name string, at source.Node, problems *source.Problems) (*source.Doc, string) {
	data, err := fs.ReadFile(root, name)
	if err != nil {
		at.Fail("读不了版本文件 "+name, "核对文件名")
		return nil, ""
	}
	doc, err := source.ReadFS(root, name)
	if err != nil {
		*problems = append(*problems, asProblems(name, err)...)
		return nil, ""
	}
	return doc, digest(data)
}

// readFacts reads a vocabulary: name → type, question, presumption …
func readFacts(n source.Node) []facts.Entry {
	var out []facts.Entry
	if !n.Exists() {
		return nil
	}
	for k, v := range n.Map().Pairs() {
		out = append(out, readFact(k, v))
	}
	return out
}

func readFact(k, v source.Node) facts.Entry {
	m := v.Map(factKeys...)
	e := facts.Entry{Name: k.Text(), Unit: m.Get("unit").Text(), Ask: m.Get("ask").Text(), Circumstance: m.Get("circumstance").Text()}
	name, _ := m.Must("type").OneOf(facts.TypeNames()...)
	e.Type, _ = facts.ParseType(name)
	e.Of = "act"
	if m.Has("of") {
		e.Of, _ = m.Get("of").OneOf("party", "act", "case")
	}
	if m.Has("absent") {
		e.Absent, _ = m.Get("absent").Bool()
		if e.Absent && e.Type != facts.Money {
			m.Get("absent").Fail("只有金额可以是“无”或者“无法计算”", "删去 absent，或者把 type 改为 money")
		}
	}
	e.Options = m.Get("options").Texts()
	switch {
	case e.Type == facts.Enum && len(e.Options) < 2:
		m.Get("type").Fail("选项事实至少要有两个选项", "加一行 options: [甲, 乙]")
	case len(e.Options) > maxOptions:
		m.Get("options").Fail(fmt.Sprintf("选项超过 %d 个上限", maxOptions), "合并选项，或者拆成两个事实")
	}
	readBounds(&e, m)
	if w := m.Get("worse"); w.IsList() {
		e.Order = w.Texts()
	} else if w.Exists() {
		e.Worse, _ = w.OneOf("more", "less", "true", "false")
	}
	if e.Ask == "" {
		m.Node().Fail("事实“"+e.Name+"”没有写提问", "加一行 ask: 向执法人员提出的问题")
	}
	readPresumption(&e, m.Get("presume"))
	return e
}

// maxOptions is what one facts.Domain can hold: a bit for each option.
const maxOptions = 64

// readBounds reads the lowest and highest possible value of a number or date.
func readBounds(e *facts.Entry, m source.Map) {
	for key, to := range map[string]*int64{"min": &e.Lo, "max": &e.Hi} {
		n := m.Get(key)
		if !n.Exists() || n.IsNull() {
			continue
		}
		if !e.Type.Numeric() {
			n.Fail("只有数和日期可以写 "+key, "删去这一行")
			continue
		}
		free := facts.Entry{Name: e.Name, Type: e.Type, Lo: -facts.Limit}
		d, err := free.Parse(n.Text())
		if err != nil || d.Mask != facts.HasAmount || d.Lo != d.Hi {
			n.Fail("“"+n.Text()+"”不能作为"+e.Type.String()+"的界限", "写一个"+e.Type.String())
			continue
		}
		*to = d.Lo
	}
	if n := m.Get("max"); n.Exists() && !n.IsNull() && e.Type.Numeric() && (e.Hi == 0 || e.Hi < e.Lo) {
		n.Fail("最大值须大于 0，并且不小于最小值", "核对 min 与 max")
	}
}

func readPresumption(e *facts.Entry, n source.Node) {
	if !n.Exists() {
		return
	}
	m := n.Map(presumeKeys...)
	why := m.Must("why").Text()
	d, err := e.Parse(m.Must("value").Text())
	if err != nil {
		m.Get("value").Fail(message(err))
		return
	}
	if e.Type.Numeric() {
		m.Get("value").Fail("构成基数、门槛的数不得推定", "删去 presume")
	}
	e.Presume = &facts.Presumption{Value: d, Why: why}
}

// message parts an error of a value into what is wrong and what to write.
func message(err error) (string, string) {
	if v, ok := err.(*facts.ValueError); ok {
		return v.Message, v.Remedy
	}
	return err.Error(), ""
}
