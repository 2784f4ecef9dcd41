// Package rules reads rule packs strictly, compiles them, picks the version in force and reports every mistake with file and line.
package rules

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"cailiang/corpus/statute"
	"cailiang/engine"
	"cailiang/engine/period"
	"cailiang/rules/source"
)

//go:embed all:packs
var embedded embed.FS

// Builtin is the file system of the packs in the binary.
func Builtin() fs.FS {
	sub, err := fs.Sub(embedded, "packs")
	if err != nil {
		panic(err) // the folder is embedded: cannot happen
	}
	return sub
}

// Library holds all packs that were read (规则库). Read-only after Load.
type Library struct {
	Packs    []*Pack
	general  *Pack
	byID     map[string]*Pack
	calendar *period.Calendar
	imported func() (*Reader, error) // reads items from imported texts; nil = none
}

// Pack is one document: its identity, and its versions by the first day in force (规则包).
type Pack struct {
	ID         string
	Kind       string // statute | base | general | benchmark | calendar
	Title      string
	Short      []string
	Rank       string
	Maker      string
	Number     string // document number
	Place      string // where it applies; "" = the whole country
	System     string // 市场监管 …; "" = all
	Line       string // 地方 | 中央 | ""
	Standing   string
	Read       string // what was read, for unverified packs
	Source     string
	Deviation  engine.Deviation
	Versions   []*Version
	File       string
	tests      []string
	root       fs.FS
	dir        string
	statute    *statuteHead
	overridden bool
	head       head              // of a benchmark
	Refines    string            // id of the upper authority's benchmark that this one refines
	Validity   string            // when the document ends, in words (失效的条件)
	Bounds     map[string]string // which boundary words include the number

	idLine, idCol int // of the id, for messages
}

// Version is one text of a pack.
type Version struct {
	Pack     *Pack
	Name     string // date of the revision
	From, To string // first and last day in force; To "" = still
	File     string
	SHA256   string
	Moved    map[string]string // of a statute: id of an item → the one that took its place after To; "" = no longer punished
	Items    []*engine.Item    // of statutes
	Base     *engine.BaseRule  // of base rules and the general part
	Tables   []*Table          // of benchmarks
	Year     *period.Year      // of a calendar
	unread   []string          // what could not be expressed
	doc      *source.Doc       // of benchmarks, until the items are joined
	Findings []Finding         // defects of the document, kept and named
}

// InForce reports whether the version is in force on a day (YYYY-MM-DD).
func (v *Version) InForce(day string) bool {
	return v.From <= day && (v.To == "" || day <= v.To)
}

// Display is the short name people use.
func (p *Pack) Display() string {
	if len(p.Short) > 0 {
		return p.Short[0]
	}
	return p.Title
}

// Load reads every pack below the roots; a later root replaces packs of an earlier one by id.
// All mistakes of all files come back together as source.Problems.
func Load(roots ...fs.FS) (*Library, error) {
	lib := &Library{byID: map[string]*Pack{}}
	var problems source.Problems
	for i, root := range roots {
		lib.read(root, i > 0, &problems)
	}
	lib.sort()
	if len(problems) == 0 {
		lib.join(&problems)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return lib, nil
}

func (lib *Library) read(root fs.FS, replace bool, problems *source.Problems) {
	var names []string
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			*problems = append(*problems, source.Problem{File: name, Message: "读不了：" + err.Error(), Remedy: "检查路径与权限"})
		case !e.IsDir() && e.Name() == "pack.yaml":
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		*problems = append(*problems, source.Problem{File: ".", Message: "读不了规则包目录：" + err.Error(), Remedy: "检查路径与权限"})
	}
	packs, found := make([]*Pack, len(names)), make([]source.Problems, len(names))
	side(len(names), func(i int) { packs[i] = readPack(root, names[i], &found[i]) })
	seen := map[string]string{}
	for i, p := range packs {
		*problems = append(*problems, found[i]...)
		if p != nil && p.ID != "" {
			lib.add(p, seen, replace, problems)
		}
	}
}

// add takes a pack in; one of a later root takes the place of an earlier one with its id.
func (lib *Library) add(p *Pack, seen map[string]string, replace bool, problems *source.Problems) {
	if first, dup := seen[p.ID]; dup {
		*problems = append(*problems, source.Problem{File: p.File, Line: p.idLine, Col: p.idCol, Path: "id", Message: fmt.Sprintf("编号“%s”已被 %s 使用", p.ID, first), Remedy: "每个规则包用自己的编号"})
		return
	}
	seen[p.ID] = p.File
	if old := lib.byID[p.ID]; old != nil && replace {
		lib.Packs = slices.DeleteFunc(lib.Packs, func(x *Pack) bool { return x == old })
		p.overridden = true
	}
	lib.byID[p.ID] = p
	lib.Packs = append(lib.Packs, p)
}

// side does n things side by side, on as many processors as there are.
func side(n int, do func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}

func (lib *Library) sort() {
	sort.Slice(lib.Packs, func(i, j int) bool { return lib.Packs[i].ID < lib.Packs[j].ID })
}

// join merges the general part into every base rule and compiles each item with it.
func (lib *Library) join(problems *source.Problems) {
	lib.calendars(problems)
	for _, p := range lib.Packs {
		if p.Kind != "general" {
			continue
		}
		if lib.general != nil {
			*problems = append(*problems, source.Problem{File: p.File, Line: p.idLine, Col: p.idCol, Path: "id", Message: "规则库里有两份总则：" + lib.general.ID + " 与 " + p.ID,
				Remedy: "要替换总则的，用同一个编号 " + lib.general.ID})
		}
		lib.general = p
	}
	if lib.general == nil {
		*problems = append(*problems, source.Problem{File: "general", Message: "规则库里没有总则（kind: general）", Remedy: "放入行政处罚法总则的规则包"})
		return
	}
	g := lib.general.Versions[len(lib.general.Versions)-1].Base
	var versions []*Version
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			if p.Kind == "base" {
				Merge(g, v.Base)
			}
			versions = append(versions, v)
		}
	}
	items := make([][]*engine.Item, len(versions)) // of the tables, before any is compiled: they may name one another
	for i, v := range versions {
		for _, t := range v.Tables {
			items[i] = append(items[i], lib.joined(t, v))
		}
	}
	found := make([]source.Problems, len(versions))
	side(len(versions), func(i int) { found[i] = versions[i].compile(g, items[i]) })
	for _, f := range found {
		*problems = append(*problems, f...)
	}
}

// compile joins every item and table of a version with the general part, and gives the mistakes.
func (v *Version) compile(general *engine.BaseRule, items []*engine.Item) source.Problems {
	var out source.Problems
	for _, it := range v.Items {
		if _, err := engine.Compile(it, general); err != nil {
			out = append(out, faults(v.File, err)...)
		}
	}
	for i, t := range v.Tables {
		_, err := engine.CompileWith(items[i], general, t.Benchmark)
		if err == nil {
			continue
		}
		if found := t.check(items[i].Facts, v.doc); len(found) > 0 { // the same mistakes, with their place in the file
			out = append(out, found...)
		} else {
			out = append(out, faults(v.File, err)...)
		}
	}
	return out
}

func faults(file string, err error) source.Problems {
	var fs engine.Faults
	if !errors.As(err, &fs) {
		return source.Problems{{File: file, Message: err.Error()}}
	}
	var out source.Problems
	for _, f := range fs {
		out = append(out, source.Problem{File: file, Path: f.Where, Message: f.Message, Remedy: f.Remedy})
	}
	return out
}

// Merge joins the general part of the Penalty Law into a base rule: what the rule does not list is added, and an effect
// that falls short of the law's is replaced, with the reason kept.
func Merge(general, rule *engine.BaseRule) {
	for _, g := range general.Circumstances {
		i := slices.IndexFunc(rule.Circumstances, func(c engine.Circumstance) bool { return c.Name == g.Name })
		if i < 0 {
			rule.Circumstances = append(rule.Circumstances, g)
			continue
		}
		c := &rule.Circumstances[i]
		if heavier(c.Effect) == heavier(g.Effect) && strength(g.Effect) > strength(c.Effect) {
			c.Overridden = fmt.Sprintf("%s%s把“%s”列为%s，%s%s为%s，以后者为准", c.Basis.Law, c.Basis.Article, c.Name, c.Effect, g.Basis.Law, g.Basis.Article, g.Effect)
			c.Effect, c.Basis = g.Effect, g.Basis
		}
	}
	if rule.Harsh == nil {
		rule.Harsh = general.Harsh
	}
	rule.Ages, rule.Limitation, rule.SameAct = general.Ages, general.Limitation, general.SameAct
}

func heavier(e engine.Effect) bool { return e == engine.HeavierMust || e == engine.HeavierMay }

// strength orders effects within a side: the general part never turns one side into the other.
func strength(e engine.Effect) int {
	switch e {
	case engine.WaiveMust:
		return 4
	case engine.WaiveMay:
		return 3
	case engine.LighterMust:
		return 2
	case engine.LighterMay, engine.HeavierMust:
		return 1
	}
	return 0
}

// Pack finds a pack by id.
func (lib *Library) Pack(id string) (*Pack, bool) { p, ok := lib.byID[id]; return p, ok }

// ListsCircumstance reports whether any base rule or the general part lists a circumstance of this name.
func (lib *Library) ListsCircumstance(name string) bool {
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			if v.Base != nil && slices.ContainsFunc(v.Base.Circumstances, func(c engine.Circumstance) bool { return c.Name == name }) {
				return true
			}
		}
	}
	return false
}

// General is the general part alone: for places and systems without a base rule.
func (lib *Library) General(day string) *Version { return pick(lib.general, day) }

// pick gives the version in force on a day, else nil.
func pick(p *Pack, day string) *Version {
	for _, v := range p.Versions {
		if v.InForce(day) {
			return v
		}
	}
	return nil
}

// Version gives the version of a pack in force on a day, nil when none is.
func (p *Pack) Version(day string) *Version { return pick(p, day) }

// Considered is a base rule that was looked at and why it was taken or left.
type Considered struct {
	Pack    *Pack
	Version *Version // nil when left
	Taken   bool
	Why     string
}

// Query says for whom a base rule is looked for.
type Query struct {
	Place  string // 重庆市渝北区
	System string // 市场监管
	Line   string // 地方 | 中央
	Day    string // of the decision
	Forced string // an id that the case forces
}

// rankOrder orders norms: a higher number decides (立法法 arts 98-102).
var rankOrder = map[string]int{"法律": 6, "行政法规": 5, "地方性法规": 4, "部门规章": 3, "地方政府规章": 3, "规范性文件": 1}

// BaseRules gives the base rules that apply, the deciding one first, and every one that was looked at with the reason.
func (lib *Library) BaseRules(q Query) (taken []Considered, looked []Considered) {
	for _, p := range lib.Packs {
		if p.Kind != "base" {
			continue
		}
		c := lib.consider(p, q)
		looked = append(looked, c)
		if c.Taken {
			taken = append(taken, c)
		}
	}
	sort.SliceStable(taken, func(i, j int) bool {
		return lib.weight(taken[i].Pack, q) > lib.weight(taken[j].Pack, q)
	})
	return taken, looked
}

// Level orders the pack's norm among norms; 部门规章 and 地方政府规章 are equal (立法法 art 102).
func (p *Pack) Level() int { return rankOrder[p.Rank] }

// weight: the agency's own line first (355 art 26: central bodies apply it only by analogy), then the rank of the norm.
func (lib *Library) weight(p *Pack, q Query) int {
	w := rankOrder[p.Rank]
	if q.Line == "中央" && p.Line == "地方" {
		w -= 10
	}
	return w
}

func (lib *Library) consider(p *Pack, q Query) Considered {
	c := Considered{Pack: p}
	if q.Forced != "" {
		if p.ID != q.Forced {
			c.Why = "案件指定了 " + q.Forced
			return c
		}
		return lib.dated(c, q, "案件指定")
	}
	switch {
	case p.Place != "" && !within(q.Place, p.Place):
		c.Why = "只在" + p.Place + "适用"
		return c
	case p.System != "" && p.System != q.System:
		c.Why = "只用于" + p.System + "系统"
		return c
	}
	why := "全国适用"
	if p.Place != "" {
		why = "案发地在" + p.Place
	}
	if p.System != "" {
		why = p.System + "系统"
	}
	if q.Line == "中央" && p.Line == "地方" {
		why += "；中央垂直管理机关只参照"
	}
	return lib.dated(c, q, why)
}

func (lib *Library) dated(c Considered, q Query, why string) Considered {
	v := c.Pack.Version(q.Day)
	if v == nil {
		c.Why = q.Day + " 没有施行中的文本"
		return c
	}
	c.Version, c.Taken, c.Why = v, true, why
	return c
}

// within: a place lies in another when it is that place or begins with its name (重庆市渝北区 in 重庆市).
func within(place, outer string) bool { return strings.HasPrefix(place, outer) }

// Found is an item that a citation names, in one version.
type Found struct {
	Item    *engine.Item
	Version *Version
	Read    *Reading // of an item read from an imported text, else nil
}

// Item resolves an item's id or a citation on a day, from the packs or else from the imported texts. The error says what is
// near, or that the version is missing.
func (lib *Library) Item(ref, day string) (*Found, error) {
	f, err := lib.shipped(ref, day)
	var nf *NotFound
	if err == nil || errors.As(err, &nf) && nf.several {
		return f, err
	}
	if read, problem := lib.readImported(ref, day); read != nil || problem != nil {
		return read, problem
	}
	return nil, err
}

func (lib *Library) shipped(ref, day string) (*Found, error) {
	if f, err := lib.itemByID(ref, day); f != nil || err != nil {
		return f, err
	}
	c, err := statute.ParseCitation(ref)
	if err != nil {
		return nil, &NotFound{Ref: ref, Message: fmt.Sprintf("“%s”既不是事项编号，也读不成法条", ref), Remedy: lib.suggest(ref) + "（" + err.Error() + "）"}
	}
	p := lib.statute(c.Law)
	if p == nil {
		return nil, &NotFound{Ref: ref, Message: "规则库里没有《" + c.Law + "》", Remedy: lib.suggest(c.Law)}
	}
	return lib.in(p, c.Key(), ref, day)
}

// NotFound says why an item could not be resolved. Version: the statute has no text in force on the day.
type NotFound struct {
	Ref, Message, Remedy string
	Version              bool
	several              bool // the citation is not written down to one of several items
}

// Error joins message and remedy.
func (e *NotFound) Error() string { return e.Message + "。改法：" + e.Remedy }

func (lib *Library) itemByID(ref, day string) (*Found, error) {
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			for _, it := range v.Items {
				if it.ID == ref {
					return lib.in(p, strings.TrimPrefix(ref, p.Display()+"/"), ref, day)
				}
			}
			for _, t := range v.Tables {
				if t.ID == ref && t.Benchmark.Item == t.ID {
					return &Found{Item: t.Joined(nil), Version: v}, nil
				}
			}
		}
	}
	return nil, nil
}

func (lib *Library) in(p *Pack, key, ref, day string) (*Found, error) {
	v := p.Version(day)
	if v == nil {
		var have []string
		for _, x := range p.Versions {
			have = append(have, x.From+" 起")
		}
		return nil, &NotFound{Ref: ref, Version: true, Message: fmt.Sprintf("规则库里没有《%s》在 %s 施行的文本", p.Display(), day),
			Remedy: "补入该版本（现有：" + strings.Join(have, "、") + "），或者在案件里写明事项的处罚幅度"}
	}
	// an article of one paragraph is cited without it: 第九十七条第（七）项 is 97/1/7
	key = strings.Replace(key, "/0/", "/1/", 1)
	id := p.Display() + "/" + key
	var below []string
	for _, it := range v.Items {
		if it.ID == id {
			return &Found{Item: it, Version: v}, nil
		}
		if strings.HasPrefix(it.ID, id+"/") {
			below = append(below, it.Article+"（"+it.Name+"）")
		}
	}
	if len(below) == 1 {
		for _, it := range v.Items {
			if strings.HasPrefix(it.ID, id+"/") {
				return &Found{Item: it, Version: v}, nil
			}
		}
	}
	if len(below) > 1 {
		return nil, &NotFound{Ref: ref, several: true, Message: "“" + ref + "”之下有几个事项", Remedy: "写到款、项：" + strings.Join(below, "、")}
	}
	// the clause of a whole article or paragraph holds for each of its numbered items
	for k := key; strings.Contains(k, "/"); {
		k = k[:strings.LastIndexByte(k, '/')]
		for _, it := range v.Items {
			if it.ID == p.Display()+"/"+k {
				return &Found{Item: it, Version: v}, nil
			}
		}
	}
	var have []string
	for _, it := range v.Items {
		have = append(have, it.Article)
	}
	return nil, &NotFound{Ref: ref, Message: fmt.Sprintf("规则库里的《%s》（%s 起施行的文本）没有这一条的处罚事项", p.Display(), v.From),
		Remedy: "现有：" + strings.Join(have, "、") + "；也可以在案件里直接写处罚幅度（item: {law, article, penalties}）"}
}

func (lib *Library) statute(law string) *Pack {
	for _, p := range lib.Packs {
		if p.Kind != "statute" {
			continue
		}
		if statute.NormalLaw(p.Title) == law || slices.Contains(p.Short, law) {
			return p
		}
	}
	return nil
}

func (lib *Library) suggest(ref string) string {
	var names []string
	for _, p := range lib.Packs {
		if p.Kind == "statute" {
			names = append(names, p.Short...)
		}
	}
	if near := source.Nearest(ref, names); near != "" {
		return "是不是“" + near + "”？"
	}
	return "用 cailiang packs list 查看已有的法规；没有的可以在案件里直接写处罚幅度（item: {law, article, penalties}）"
}

func digest(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

// Inexpressible lists what the document says and the format cannot, or what it leaves unsaid, with the reason.
func (v *Version) Inexpressible() []string { return v.unread }

// joined joins a table with the statute item that it names, in the text of the version's first day or the nearest one shipped.
func (lib *Library) joined(t *Table, v *Version) *engine.Item {
	if t.Ref == "" || len(t.Statutory) > 0 {
		t.Benchmark.Item = t.ID
		return t.Joined(nil)
	}
	for _, day := range []string{v.From, v.To, "2026-01-01"} {
		if f, err := lib.Item(t.Ref, day); err == nil {
			t.Benchmark.Item = f.Item.ID
			return t.Joined(f.Item)
		}
	}
	return t.Joined(nil)
}

// Benchmarks gives the benchmarks of an item that apply, the deciding one first, and every benchmark looked at with the reason.
// The agency's own place and system narrow the choice; a benchmark that refines another one comes before it.
func (lib *Library) Benchmarks(q Query, item string) (taken []Bench, looked []Considered) {
	for _, p := range lib.Packs {
		if p.Kind != "benchmark" {
			continue
		}
		c := lib.consider(p, q)
		if q.Forced != "" {
			c = lib.consider(p, Query{Place: q.Place, System: q.System, Line: q.Line, Day: q.Day})
		}
		if !c.Taken {
			looked = append(looked, c)
			continue
		}
		i := slices.IndexFunc(c.Version.Tables, func(t *Table) bool {
			return t.Benchmark.Item != "" && t.Benchmark.Item == item || t.Ref != "" && t.Ref == item
		})
		if i < 0 {
			continue // the document has no table for the item: not worth a line
		}
		looked = append(looked, c)
		taken = append(taken, Bench{c, c.Version.Tables[i]})
	}
	sort.SliceStable(taken, func(i, j int) bool { return taken[i].before(taken[j]) })
	return taken, looked
}

// Bench is a benchmark that applies, with its table for the item.
type Bench struct {
	Considered
	Table *Table
}

// before: what refines comes before what it refines (design section 5), then the narrower place.
func (a Bench) before(b Bench) bool {
	if a.Pack.Refines == b.Pack.ID || b.Pack.Refines == a.Pack.ID {
		return a.Pack.Refines == b.Pack.ID
	}
	if a.Pack.Level() != b.Pack.Level() {
		return a.Pack.Level() > b.Pack.Level()
	}
	return len(a.Pack.Place) > len(b.Pack.Place)
}
