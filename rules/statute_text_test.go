package rules_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"go.yaml.in/yaml/v4"
)

// Every number of a statute pack must stand in the article that it cites. The packs are decoded here without package
// rules, and the texts are cut into articles without package corpus, so that a mistake in either cannot hide one in the data.

type packFile struct {
	ID    string   `yaml:"id"`
	Title string   `yaml:"title"`
	Short []string `yaml:"short"`
	Norm  struct {
		Rank  string `yaml:"rank"`
		Maker string `yaml:"maker"`
	} `yaml:"norm"`
	Place       *string             `yaml:"place"`
	Standing    string              `yaml:"standing"`
	Read        string              `yaml:"read"`
	Facts       map[string]packFact `yaml:"facts"`
	Constraints []string            `yaml:"constraints"`
	Versions    []struct {
		Version string             `yaml:"version"`
		From    string             `yaml:"from"`
		To      *string            `yaml:"to"`
		File    string             `yaml:"file"`
		Moved   map[string]*string `yaml:"moved"`
	} `yaml:"versions"`
	Source string `yaml:"source"`
}

type packFact struct {
	Type    string   `yaml:"type"`
	Unit    string   `yaml:"unit"`
	Options []string `yaml:"options"`
	Of      string   `yaml:"of"`
	Absent  bool     `yaml:"absent"`
	Worse   any      `yaml:"worse"`
	Ask     string   `yaml:"ask"`
	Presume *struct {
		Value bool   `yaml:"value"`
		Why   string `yaml:"why"`
	} `yaml:"presume"`
}

type versionFile struct {
	Items []packItem `yaml:"items"`
}

type packItem struct {
	ID       string       `yaml:"id"`
	Name     string       `yaml:"name"`
	Article  string       `yaml:"article"`
	Note     string       `yaml:"note"`
	Branches []packBranch `yaml:"branches"`
}

type packBranch struct {
	Who        string        `yaml:"who"`
	Role       string        `yaml:"role"`
	Condition  string        `yaml:"condition"`
	When       string        `yaml:"when"`
	Step       string        `yaml:"step"`
	Corrective []string      `yaml:"corrective"`
	Reference  string        `yaml:"reference"`
	Note       string        `yaml:"note"`
	Penalties  []packPenalty `yaml:"penalties"`
}

type packPenalty struct {
	Kind        string   `yaml:"kind"`
	Min         *float64 `yaml:"min"`
	Max         *float64 `yaml:"max"`
	MinOpen     bool     `yaml:"min_open"`
	MaxOpen     bool     `yaml:"max_open"`
	Percent     bool     `yaml:"percent"`
	Base        string   `yaml:"base"`
	Unit        string   `yaml:"unit"`
	Per         string   `yaml:"per"`
	Cap         *float64 `yaml:"cap"`
	DeemBaseMin *float64 `yaml:"deem_base_min"`
	Modality    string   `yaml:"modality"`
	Choice      string   `yaml:"choice"`
	Joint       *bool    `yaml:"joint"`
	Detail      string   `yaml:"detail"`
}

// statutePacks calls visit for every version of every pack below packs/statute.
func statutePacks(t *testing.T, visit func(p *packFile, version string, items []packItem)) {
	t.Helper()
	root := os.DirFS("packs/statute")
	heads, err := fs.Glob(root, "*/pack.yaml")
	if err != nil || len(heads) == 0 {
		t.Fatalf("packs/statute 下没有读到 pack.yaml：%v", err)
	}
	for _, head := range heads {
		p := new(packFile)
		decode(t, root, head, p)
		for _, v := range p.Versions {
			vf := new(versionFile)
			decode(t, root, path.Join(path.Dir(head), v.File), vf)
			visit(p, v.Version, vf.Items)
		}
	}
}

func decode(t *testing.T, root fs.FS, name string, into any) {
	t.Helper()
	data, err := fs.ReadFile(root, name)
	if err != nil {
		t.Fatal(err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		t.Fatalf("%s：%v", name, err)
	}
}

// TestStatuteText holds every amount, multiple, percentage, threshold, period and kind of every item against the article's text.
func TestStatuteText(t *testing.T) {
	data := os.Getenv("CAILIANG_DATA")
	if data == "" {
		t.Skip("没有设置 CAILIANG_DATA（法规文本所在的目录），跳过与法条原文的核对")
	}
	sources := map[string]map[string]string{}
	decode(t, os.DirFS("testdata"), "statute_sources.yaml", &sources)
	var items, numbers int
	statutePacks(t, func(p *packFile, version string, list []packItem) {
		t.Run(p.Short[0]+"@"+version, func(t *testing.T) {
			name := sources[p.Short[0]][version]
			if name == "" {
				t.Fatal("testdata/statute_sources.yaml 没有写这个版本的法规文本")
			}
			raw, err := os.ReadFile(filepath.Join(data, filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			text := plain(string(raw))
			for _, it := range list {
				items++
				numbers += checkItem(t, p, it, text)
			}
		})
	})
	t.Logf("核对了 %d 个事项中的 %d 个数", items, numbers)
}

// TestStatuteTextConditions compiles every condition with the pack's facts as its environment, and holds the packs to their format.
func TestStatuteTextConditions(t *testing.T) {
	articles := map[string]bool{}
	var items, conditions int
	statutePacks(t, func(p *packFile, version string, list []packItem) {
		ids, used := map[string]bool{}, map[string]bool{}
		for _, it := range list {
			items++
			if ids[it.ID] {
				t.Errorf("%s@%s：事项 %s 写了两次", p.ID, version, it.ID)
			}
			ids[it.ID] = true
			if at := strings.Split(it.ID, "/"); at[0] != p.Short[0] || len(at) < 2 {
				t.Errorf("%s：事项 %s 的编号应以“%s/”开头", p.ID, it.ID, p.Short[0])
			} else {
				articles[at[0]+"/"+at[1]] = true
			}
			// An article of one 款 is cited without it, and its id may say /1 all the same.
			if at, want := strings.TrimPrefix(it.ID, p.Short[0]+"/"), citation(it.Article); at != want && at != want+"/1" {
				t.Errorf("%s：编号与条文“%s”（%s）不合", it.ID, it.Article, want)
			}
			for i, b := range it.Branches {
				where := fmt.Sprintf("%s branches[%d]", it.ID, i)
				checkForm(t, where, p, b, used)
				if b.When != "" {
					conditions++
					if err := checkCondition(p, b.When); err != nil {
						t.Errorf("%s：条件“%s”：%v", where, b.When, err)
					}
				}
			}
		}
	})
	if items < 40 || len(articles) < 25 {
		t.Errorf("只有 %d 个事项、%d 条，应至少 40 个事项、25 条", items, len(articles))
	}
	t.Logf("%d 个事项，%d 条法条，%d 个条件", items, len(articles), conditions)
}

var (
	kinds = []string{"警告", "通报批评", "罚款", "没收违法所得", "没收非法财物", "暂扣许可证件", "降低资质等级", "吊销许可证件",
		"限制开展生产经营活动", "责令停产停业", "责令关闭", "限制从业", "行政拘留", "其他"}
	roles = []string{"", "单位", "个人", "直接负责的主管人员", "其他直接责任人员", "主要负责人"}
)

func checkForm(t *testing.T, where string, p *packFile, b packBranch, used map[string]bool) {
	t.Helper()
	if !slices.Contains(roles, b.Role) {
		t.Errorf("%s：不认识的 role “%s”", where, b.Role)
	}
	if !slices.Contains([]string{"", "base", "add", "replace"}, b.Step) {
		t.Errorf("%s：不认识的 step “%s”", where, b.Step)
	}
	if len(b.Penalties) == 0 && len(b.Corrective) == 0 && b.Reference == "" && b.When == "" {
		t.Errorf("%s：没有处罚，没有责令，也没有指引", where)
	}
	for _, x := range b.Penalties {
		if !slices.Contains(kinds, x.Kind) {
			t.Errorf("%s：不认识的处罚种类“%s”", where, x.Kind)
		}
		if x.Modality != "must" && x.Modality != "may" {
			t.Errorf("%s：modality 应为 must 或者 may，写的是“%s”", where, x.Modality)
		}
		if x.Kind == "罚款" && x.Min == nil && x.Max == nil {
			t.Errorf("%s：罚款没有数额", where)
		}
		if x.Min != nil && x.Max != nil && *x.Min > *x.Max {
			t.Errorf("%s：下限 %v 高于上限 %v", where, *x.Min, *x.Max)
		}
		if x.Percent && x.Base == "" {
			t.Errorf("%s：百分比没有基数", where)
		}
		for _, name := range []string{x.Base, x.Per} {
			if f, ok := p.Facts[name]; name != "" && (!ok || f.Type == "bool" || f.Type == "enum") {
				t.Errorf("%s：“%s”不是 facts 里的数", where, name)
			}
			used[name] = true
		}
	}
}

// checkCondition compiles the condition and checks what expr's types cannot: 无 and 无法计算 go with money that may be absent.
func checkCondition(p *packFile, when string) error {
	tree, err := parse(p, when)
	if err != nil {
		return err
	}
	v := &absence{facts: p.Facts}
	ast.Walk(&tree, v)
	return v.err
}

func parse(p *packFile, when string) (ast.Node, error) {
	env := map[string]any{"无": float64(0), "无法计算": float64(0)}
	for name, f := range p.Facts {
		switch f.Type {
		case "bool":
			env[name] = false
		case "enum":
			env[name] = ""
		default:
			env[name] = float64(0)
		}
	}
	prog, err := expr.Compile(when, expr.Env(env), expr.AsBool(), expr.Optimize(false), expr.DisableAllBuiltins())
	if err != nil {
		return nil, err
	}
	return prog.Node(), nil
}

type absence struct {
	facts map[string]packFact
	err   error
}

func (v *absence) Visit(n *ast.Node) {
	switch n := (*n).(type) {
	case *ast.UnaryNode:
		if b, ok := n.Node.(*ast.BinaryNode); ok && v.facts[ident(b.Left)].Absent {
			v.err = fmt.Errorf("对可以为“无”的金额的比较不能取反")
		}
	case *ast.BinaryNode:
		word, name := ident(n.Right), ident(n.Left)
		if (word == "无" || word == "无法计算") && (!v.facts[name].Absent || n.Operator != "==" && n.Operator != "!=") {
			v.err = fmt.Errorf("“%s”不能与“%s”比较", name, word)
		}
		if s, ok := n.Right.(*ast.StringNode); ok && !slices.Contains(v.facts[name].Options, s.Value) {
			v.err = fmt.Errorf("“%s”没有“%s”这个选项", name, s.Value)
		}
	}
}

func ident(n ast.Node) string {
	if id, ok := n.(*ast.IdentifierNode); ok {
		return id.Value
	}
	return ""
}

// checkItem compares one item with its article and gives how many numbers it compared.
func checkItem(t *testing.T, p *packFile, it packItem, text string) (compared int) {
	t.Helper()
	at := strings.Split(it.ID, "/")[1:]
	article := articleText(text, at[0])
	if article == "" {
		t.Errorf("%s：法规文本里没有%s", it.ID, articleName(at[0]))
		return 0
	}
	if !strings.HasPrefix(it.Article, articleName(at[0])) {
		t.Errorf("%s：article 写的是“%s”，编号指的是%s", it.ID, it.Article, articleName(at[0]))
	}
	body := relevant(article, at[1:])
	if body == "" {
		t.Errorf("%s：%s里没有这一款项", it.ID, articleName(at[0]))
		return 0
	}
	find := func(what string, spellings []string) {
		compared++
		if !stands(body, spellings) {
			t.Errorf("%s：%s 不见于条文（找过 %s）：\n%s", it.ID, what, strings.Join(spellings, "｜"), body)
		}
	}
	for _, b := range it.Branches {
		for _, x := range b.Penalties {
			checkKind(t, it.ID, x, body)
			if want := amount(x); want != nil {
				compared++
				if !want.MatchString(body) {
					t.Errorf("%s：%s的数额 %s 不见于条文（找过 %s）：\n%s", it.ID, x.Kind, ends(x), want, body)
				}
			}
			for _, n := range []*float64{x.Cap, x.DeemBaseMin} {
				if n != nil {
					find(fmt.Sprintf("%v 元", *n), yuan(*n))
				}
			}
			if x.Base != "" && !strings.Contains(body, x.Base) {
				t.Errorf("%s：基数“%s”不见于条文：\n%s", it.ID, x.Base, body)
			}
		}
		for _, th := range thresholds(p, b.When) {
			find(b.When, th)
		}
	}
	return compared
}

// words lists how laws name each kind of penalty (处9).
var words = map[string]string{
	"警告": "警告", "通报批评": "通报", "罚款": "罚款", "没收违法所得": "没收", "没收非法财物": "没收|收缴", "暂扣许可证件": "暂扣",
	"降低资质等级": "降低资质", "吊销许可证件": "吊销|撤销|取消", "限制开展生产经营活动": "限制生产|暂停|停运", "责令停产停业": "停产|停业|停止|停工",
	"责令关闭": "关闭|取缔", "限制从业": "不得|禁止|暂停|停止执业|不受理", "行政拘留": "拘留", "其他": "公告|驱逐出境",
}

var optional = regexp.MustCompile("可|单处")

func checkKind(t *testing.T, id string, x packPenalty, body string) {
	t.Helper()
	if ok, err := regexp.MatchString(words[x.Kind], body); err != nil || !ok {
		t.Errorf("%s：处罚种类“%s”不见于条文（%s）：\n%s", id, x.Kind, words[x.Kind], body)
	}
	if x.Modality == "may" && !optional.MatchString(body) {
		t.Errorf("%s：%s写作可以，条文没有“可以”：\n%s", id, x.Kind, body)
	}
	if x.Choice != "" && !strings.ContainsAny(body, "或直、") {
		t.Errorf("%s：%s写作择一，条文没有“或者”“直至”：\n%s", id, x.Kind, body)
	}
}

// thresholds gives the spellings of each number that a condition compares money or a percentage with.
func thresholds(p *packFile, when string) (out [][]string) {
	if when == "" {
		return nil
	}
	tree, err := parse(p, when)
	if err != nil {
		return nil // reported by TestStatuteTextConditions
	}
	v := &numbers{}
	ast.Walk(&tree, v)
	for _, c := range v.found {
		switch f := p.Facts[c.name]; {
		case c.value == 0:
		case f.Type == "money":
			out = append(out, yuan(c.value))
		case f.Unit == "百分比":
			out = append(out, percent(c.value/100))
		}
	}
	return out
}

type numbers struct {
	found []struct {
		name  string
		value float64
	}
}

func (v *numbers) Visit(n *ast.Node) {
	b, ok := (*n).(*ast.BinaryNode)
	if !ok {
		return
	}
	var value float64
	switch r := b.Right.(type) {
	case *ast.IntegerNode:
		value = float64(r.Value)
	case *ast.FloatNode:
		value = r.Value
	default:
		return
	}
	v.found = append(v.found, struct {
		name  string
		value float64
	}{ident(b.Left), value})
}

// amount is what the article must contain for a penalty's ends: 五万元以上十万元以下, 三倍至十倍, 五日以下, 五千元; nil = no numbers.
// An end is a number of its own (五万元 does not stand in 十五万元), a lone ceiling is not the upper end of a range, and a
// fixed sum is no end at all.
func amount(x packPenalty) *regexp.Regexp {
	const apart, end = `(?:^|[^` + numerals + `])`, `(?:$|[^` + numerals + `])`
	const alone = `(?:^|[^上至到` + numerals + `])`
	switch {
	case x.Min == nil && x.Max == nil:
		return nil
	case x.Max == nil:
		return regexp.MustCompile(apart + anyOf(x, *x.Min) + `(?:以上的?罚款|直至)`)
	case x.Min == nil:
		return regexp.MustCompile(alone + anyOf(x, *x.Max) + `(?:以下|以内)`)
	case *x.Min == *x.Max:
		return regexp.MustCompile(alone + anyOf(x, *x.Min) + `(?:$|[^以至到` + numerals + `])`)
	}
	return regexp.MustCompile(apart + anyOf(x, *x.Min) + `(?:以上|至|到)` + anyOf(x, *x.Max) + end)
}

func ends(x packPenalty) string {
	write := func(n *float64) string {
		if n == nil {
			return "无"
		}
		return strconv.FormatFloat(*n, 'f', -1, 64)
	}
	return write(x.Min) + "—" + write(x.Max)
}

// anyOf matches a number in each of its spellings; texts may drop 元 (二千元以上二万以下).
func anyOf(x packPenalty, n float64) string {
	list, unit := spellings(x, n), ""
	if x.Unit == "" && x.Base == "" {
		list, unit = stems(int64(n)), "元?"
	}
	for i := range list {
		list[i] = regexp.QuoteMeta(list[i])
	}
	return "(?:" + strings.Join(list, "|") + ")" + unit
}

// spellings gives the ways in which a law may write a factor or a period.
func spellings(x packPenalty, n float64) []string {
	switch {
	case x.Unit != "":
		return period(n, x.Unit)
	case x.Percent && n < 1:
		return percent(n)
	case x.Percent:
		return append(times(n), percent(n)...)
	}
	return times(n)
}

// yuan: 50000 → 五万元, 5万元, 50000元 …
func yuan(v float64) (out []string) {
	for _, stem := range stems(int64(v)) {
		out = append(out, stem+"元")
	}
	return out
}

func stems(n int64) []string {
	out := append(hanzi(n), strconv.FormatInt(n, 10))
	for _, u := range []struct {
		size int64
		name string
	}{{100, "百"}, {1000, "千"}, {10_000, "万"}, {10_000_000, "千万"}, {100_000_000, "亿"}} {
		if n%u.size == 0 && n >= u.size {
			out = append(out, strconv.FormatInt(n/u.size, 10)+u.name)
		}
	}
	return out
}

func times(v float64) []string {
	if v != float64(int64(v)) {
		return percent(v)
	}
	n := int64(v)
	out := []string{strconv.FormatInt(n, 10) + "倍"}
	for _, h := range hanzi(n) {
		out = append(out, h+"倍")
	}
	if n == 1 {
		out = append(out, "等值", "等额")
	}
	return out
}

func percent(v float64) []string {
	p := strconv.FormatFloat(v*100, 'f', -1, 64)
	out := []string{p + "%", p + "％", "百分之" + p}
	if whole := int64(v*100 + 0.5); v*100-float64(whole) < 1e-9 && float64(whole)-v*100 < 1e-9 {
		n := strconv.FormatInt(whole, 10)
		out = append(out, n+"%", n+"％", "百分之"+n)
		for _, h := range hanzi(whole) {
			out = append(out, "百分之"+h)
		}
	}
	return out
}

func period(v float64, unit string) (out []string) {
	n := int64(v)
	names := map[string][]string{"日": {"日", "天"}, "月": {"个月", "月"}, "年": {"年"}}[unit]
	for _, s := range append(hanzi(n), strconv.FormatInt(n, 10)) {
		for _, u := range names {
			out = append(out, s+u)
		}
	}
	if unit == "年" || unit == "月" && n%12 == 0 {
		if unit == "月" {
			n /= 12
		}
		for _, s := range append(hanzi(n), strconv.FormatInt(n, 10)) {
			out = append(out, s+"年")
		}
	}
	if unit == "月" && n == 6 {
		out = append(out, "半年")
	}
	return out
}

// hanzi writes n in Chinese numerals; 二百 and 两百 are both in use.
func hanzi(n int64) []string {
	s := chinese(n)
	if len(s) > 3 && strings.HasPrefix(s, "二") && !strings.HasPrefix(s, "二十") {
		return []string{s, "两" + strings.TrimPrefix(s, "二")}
	}
	return []string{s}
}

// chinese writes 0 < n < 10^12: 15 → 十五, 105 → 一百零五, 2500000 → 二百五十万.
func chinese(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{100_000_000, "亿"}, {10_000, "万"}} {
		if n >= u.size {
			s := chinese(n/u.size) + u.name
			switch rest := n % u.size; {
			case rest == 0:
				return s
			case rest < u.size/10:
				return s + "零" + chinese(rest)
			default:
				return s + chinese(rest)
			}
		}
	}
	digits := []rune("零一二三四五六七八九")
	out, zero := "", false
	for _, u := range []struct {
		size int64
		name string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / u.size % 10
		switch {
		case d == 0:
			zero = out != ""
		case u.size == 10 && d == 1 && out == "":
			out += "十"
		default:
			if zero {
				out += "零"
			}
			out, zero = out+string(digits[d])+u.name, false
		}
	}
	return out
}

const numerals = "零〇一二三四五六七八九十百千万亿两0-9."

var numeral = regexp.MustCompile("[" + numerals + "]")

// stands reports whether one of the spellings stands in the text as a number of its own: 五万元 does not stand in 十五万元.
func stands(body string, spellings []string) bool {
	for _, s := range spellings {
		for from := 0; ; {
			i := strings.Index(body[from:], s)
			if i < 0 {
				break
			}
			i += from
			if r, _ := utf8.DecodeLastRuneInString(body[:i]); !numeral.MatchString(string(r)) {
				return true
			}
			from = i + len(s)
		}
	}
	return false
}

// plain gives the text with ASCII digits, without bold marks and exotic blanks.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '*' || r == '\u200b' || r == '\r':
			return -1
		case r == '\u3000' || r == '\u00a0' || r == '\u2002' || r == '\u2003':
			return ' '
		}
		return r
	}, s)
}

var (
	articleLine = regexp.MustCompile(`^第([一二三四五六七八九十百千零〇]+)条(?:之([一二三四五六七八九十]+))?\s*(.*)$`)
	headingLine = regexp.MustCompile(`^(#|第[一二三四五六七八九十百]+[编章节]\s)`)
	itemLine    = regexp.MustCompile(`^[（(]([一二三四五六七八九十]+)[）)]`)
)

// articleName: 124 → 第一百二十四条, 120-1 → 第一百二十条之一.
func articleName(number string) string {
	main, of, _ := strings.Cut(number, "-")
	n, _ := strconv.ParseInt(main, 10, 64)
	name := "第" + chinese(n) + "条"
	if k, err := strconv.ParseInt(of, 10, 64); err == nil {
		name += "之" + chinese(k)
	}
	return name
}

// articleText gives the lines of an article without its number; "" = the text has no such article.
func articleText(text, number string) string {
	want, in := articleName(number), false
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if m := articleLine.FindStringSubmatch(line); m != nil {
			name := strings.TrimSuffix(line, m[3])
			if in {
				break
			}
			if in = strings.TrimSpace(name) == want; in && m[3] != "" {
				lines = append(lines, m[3])
			}
			continue
		}
		if in && headingLine.MatchString(line) {
			break
		}
		if in && line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

type paragraph struct {
	head  string
	items map[string]string // 一 → the 项
}

func paragraphs(article string) (out []paragraph) {
	for line := range strings.Lines(article) {
		line = strings.TrimSpace(line)
		if m := itemLine.FindStringSubmatch(line); m != nil && len(out) > 0 {
			out[len(out)-1].items[m[1]] = line
			continue
		}
		out = append(out, paragraph{line, map[string]string{}})
	}
	return out
}

var referring = regexp.MustCompile("前款|前两款|本条第|依照第")

// relevant narrows an article to what an item may take its numbers from: its 款, where a 项 is meant that 项 without its
// siblings, the other 款 where the 款 are linked, and all of it where the item names only the article.
func relevant(article string, at []string) string {
	if len(at) == 0 {
		return article
	}
	all := paragraphs(article)
	n, err := strconv.Atoi(at[0])
	if err != nil || n < 1 || n > len(all) {
		return ""
	}
	own := all[n-1]
	var parts []string
	if len(at) == 1 {
		parts = append(parts, own.text())
		if !referring.MatchString(own.head) {
			return parts[0]
		}
	} else {
		k, _ := strconv.ParseInt(at[1], 10, 64)
		item, ok := own.items[chinese(k)]
		if !ok {
			return ""
		}
		parts = append(parts, own.head, item)
	}
	for i, p := range all {
		if i != n-1 && (len(at) == 1 || referring.MatchString(p.head)) {
			parts = append(parts, p.text())
		}
	}
	return strings.Join(parts, "\n")
}

func (p paragraph) text() string {
	s := p.head
	for i := int64(1); p.items[chinese(i)] != ""; i++ {
		s += "\n" + p.items[chinese(i)]
	}
	return s
}

var cited = regexp.MustCompile(`^第([一二三四五六七八九十百千零]+)条(?:之([一二三四五六七八九十]+))?(?:第([一二三四五六七八九十]+)款)?(?:第（([一二三四五六七八九十]+)）项)?`)

// citation turns the words of an article into the numbers of an id: 第六十条第一款第（三）项 → 60/1/3; a 项 without 款 is of the first.
func citation(article string) string {
	m := cited.FindStringSubmatch(article)
	if m == nil {
		return ""
	}
	out := number(m[1])
	if m[2] != "" {
		out += "-" + number(m[2])
	}
	switch {
	case m[4] != "" && m[3] == "":
		out += "/1"
	case m[3] != "":
		out += "/" + number(m[3])
	}
	if m[4] != "" {
		out += "/" + number(m[4])
	}
	return out
}

// number reads what chinese writes, up to 一万.
func number(s string) string {
	for n := int64(1); n < 10_000; n++ {
		if chinese(n) == s {
			return strconv.FormatInt(n, 10)
		}
	}
	return s
}
