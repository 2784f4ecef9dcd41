package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"cailiang/engine"
	"cailiang/engine/explain"
	"cailiang/rules"
	"cailiang/rules/source"
)

type packsCmd struct {
	List     packsListCmd     `cmd:"" help:"列出全部规则包：法规事项、一般裁量规则、总则。"`
	Show     packsShowCmd     `cmd:"" help:"查看一个规则包：事项、幅度、情节、划分。"`
	Lint     packsLintCmd     `cmd:"" help:"检查规则包，一次报出全部错误及其位置。"`
	Test     packsTestCmd     `cmd:"" help:"运行规则包自带的测试。"`
	Prove    packsProveCmd    `cmd:"" help:"证明阶次没有空档、重叠、倒挂，幅度不出法定范围；否则给出反例。"`
	Diff     packsDiffCmd     `cmd:"" help:"比较两个裁量基准：哪些事实会得到不同的幅度，各举一例。"`
	New      packsNewCmd      `cmd:"" help:"建一个裁量基准的样板。"`
	Readings packsReadingsCmd `cmd:"" help:"列出规则文字有几种理解、或者须作解释之处，供法制人员确认。"`
}

type packsListCmd struct {
	JSON bool   `name:"json" help:"输出 JSON。"`
	Kind string `name:"kind" enum:"all,statute,base,general,benchmark" default:"all" placeholder:"种类" help:"只列一类：statute、base、general、benchmark。"`
}

// Run lists the packs.
func (c *packsListCmd) Run(e *env) error {
	lib, err := e.lib()
	if err != nil {
		return err
	}
	type row struct {
		ID       string   `json:"id"`
		Kind     string   `json:"kind"`
		Title    string   `json:"title"`
		Rank     string   `json:"rank"`
		Place    string   `json:"place,omitempty"`
		System   string   `json:"system,omitempty"`
		Standing string   `json:"standing"`
		Versions []string `json:"versions"`
		Items    int      `json:"items"`
	}
	rows := []row{}
	for _, p := range lib.Packs {
		if c.Kind != "all" && p.Kind != c.Kind {
			continue
		}
		r := row{ID: p.ID, Kind: p.Kind, Title: p.Title, Rank: p.Rank, Place: p.Place, System: p.System, Standing: p.Standing}
		for _, v := range p.Versions {
			r.Versions = append(r.Versions, v.From)
			r.Items = max(r.Items, len(v.Items))
		}
		rows = append(rows, r)
	}
	if c.JSON {
		return printJSON(e, rows)
	}
	t := table{{"编号", "名称", "位阶", "适用", "施行起", "事项"}}
	for _, r := range rows {
		where := r.Place + r.System
		if where == "" {
			where = "全国"
		}
		items := ""
		if r.Items > 0 {
			items = fmt.Sprint(r.Items)
		}
		t = append(t, []string{r.ID, strings.TrimPrefix(r.Title, "中华人民共和国"), r.Rank, where, strings.Join(r.Versions, " "), items})
	}
	fmt.Fprint(e.out, t.String())
	return nil
}

func printJSON(e *env, v any) error {
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// table aligns columns by display width: Chinese characters take two.
type table [][]string

func (t table) String() string {
	var w []int
	for _, row := range t {
		for i, c := range row {
			if i == len(w) {
				w = append(w, 0)
			}
			w[i] = max(w[i], explain.Width(c))
		}
	}
	var b strings.Builder
	for _, row := range t {
		var line strings.Builder
		for i, c := range row {
			line.WriteString(c + strings.Repeat(" ", w[i]-explain.Width(c)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

type packsShowCmd struct {
	ID   string `arg:"" name:"编号" help:"规则包编号、法规名称或者事项编号，例如 base/chongqing、食品安全法、食品安全法/124/1/5。"`
	AsOf string `name:"as-of" placeholder:"日期" help:"看某一天施行的文本；不写则看最新的。"`
}

// Run shows a pack, or one item.
func (c *packsShowCmd) Run(e *env) error {
	lib, err := e.lib()
	if err != nil {
		return err
	}
	p, item := find(lib, c.ID)
	if p == nil {
		var names []string
		for _, x := range lib.Packs {
			names = append(names, x.ID, x.Display())
		}
		remedy := "用 cailiang packs list 查看全部编号"
		if n := source.Nearest(c.ID, names); n != "" {
			remedy = "是不是“" + n + "”？"
		}
		return source.Problems{{File: c.ID, Message: "没有这个规则包或者事项", Remedy: remedy}}
	}
	v := p.Versions[len(p.Versions)-1]
	if c.AsOf != "" {
		if v = p.Version(c.AsOf); v == nil {
			return source.Problems{{File: c.ID, Message: "在 " + c.AsOf + " 没有施行中的文本", Remedy: "换一个日期"}}
		}
	}
	showHead(e, p, v)
	if v.Base != nil {
		showBase(e, v.Base)
	}
	for _, it := range v.Items {
		if item == "" || it.ID == item {
			showItem(e, it)
		}
	}
	return nil
}

func find(lib *rules.Library, id string) (*rules.Pack, string) {
	for _, p := range lib.Packs {
		if p.ID == id || p.Display() == id || p.Title == id {
			return p, ""
		}
		for _, s := range p.Short {
			if s == id {
				return p, ""
			}
		}
		for _, v := range p.Versions {
			for _, it := range v.Items {
				if it.ID == id {
					return p, id
				}
			}
		}
	}
	return nil, ""
}

func showHead(e *env, p *rules.Pack, v *rules.Version) {
	fmt.Fprintf(e.out, "%s\n  编号 %s · %s · %s\n", p.Title, p.ID, p.Rank, p.Maker)
	if p.Number != "" {
		fmt.Fprintf(e.out, "  文号 %s\n", p.Number)
	}
	to := "现行"
	if v.To != "" {
		to = "至 " + v.To
	}
	fmt.Fprintf(e.out, "  文本 %s，%s 起施行，%s · 校验 %s\n", v.Name, v.From, to, v.SHA256[:8])
	if p.Standing != "in_force" {
		fmt.Fprintf(e.out, "  ！%s：%s\n", map[string]string{"ended": "已经失效", "unverified": "尚未核实"}[p.Standing], p.Read)
	}
	if p.Source != "" {
		fmt.Fprintf(e.out, "  依据 %s\n", p.Source)
	}
	for _, u := range v.Inexpressible() {
		fmt.Fprintf(e.out, "  不能表达：%s\n", u)
	}
}

func showBase(e *env, r *engine.BaseRule) {
	for _, eff := range engine.Effects {
		first := true
		for _, c := range r.Circumstances {
			if c.Effect != eff {
				continue
			}
			if first {
				fmt.Fprintf(e.out, "\n%s\n", eff)
				first = false
			}
			note := ""
			if c.Note != "" {
				note = "　" + c.Note
			}
			fmt.Fprintf(e.out, "  %s　%s%s%s\n", c.Name, c.Basis.Law, c.Basis.Article, note)
			if c.Overridden != "" {
				fmt.Fprintf(e.out, "      ！%s\n", c.Overridden)
			}
		}
	}
	if !r.Numbers {
		return
	}
	fmt.Fprintln(e.out)
	t := table{append([]string{"形态"}, tierNames()...)}
	for _, s := range engine.Shapes {
		row := []string{shapeWords[s]}
		for _, tier := range engine.Tiers {
			row = append(row, cutCell(r.Cuts[s][tier]))
		}
		t = append(t, row)
	}
	fmt.Fprint(e.out, t.String())
}

func tierNames() []string {
	var out []string
	for _, t := range engine.Tiers {
		out = append(out, string(t))
	}
	return out
}

var shapeWords = map[engine.Shape]string{engine.ShapeRange: "数额幅度", engine.ShapeTimes: "倍数幅度", engine.ShapePercent: "百分比幅度", engine.ShapeCeiling: "只有最高数额",
	engine.ShapeTimesCeiling: "只有最高倍数", engine.ShapePercentCeiling: "只有最高百分比", engine.ShapeFloor: "只有最低数额", engine.ShapeFixed: "固定数额"}

func cutCell(cs []engine.Cut) string {
	if len(cs) == 0 {
		return "未规定"
	}
	var parts []string
	for _, c := range cs {
		parts = append(parts, cutText(c))
	}
	return strings.Join(parts, " 或 ")
}

func cutText(c engine.Cut) string {
	left, right := "[", "]"
	if c.MinOpen {
		left = "("
	}
	if c.MaxOpen {
		right = ")"
	}
	switch c.Of {
	case engine.OfWhole:
		return "不划分"
	case engine.OfNothing:
		return "无此档"
	case engine.OfBelow:
		if c.MaxOpen {
			return "低于下限"
		}
		return "下限以下"
	}
	return left + c.From.String() + ", " + c.To.String() + right
}

func showItem(e *env, it *engine.Item) {
	fmt.Fprintf(e.out, "\n%s　%s\n  编号 %s\n", it.Article, it.Name, it.ID)
	for _, b := range it.Branches {
		head := []string{}
		if b.Role != "" {
			head = append(head, b.Role)
		}
		if b.When != "" {
			head = append(head, b.When)
		}
		if b.Step != engine.StepBase {
			head = append(head, map[engine.BranchStep]string{engine.StepAdd: "另加", engine.StepReplace: "替换"}[b.Step])
		}
		if len(head) == 0 {
			head = append(head, "一律")
		}
		fmt.Fprintf(e.out, "  · %s\n", strings.Join(head, " · "))
		for i := range b.Penalties {
			fmt.Fprintf(e.out, "      %s\n", explain.Statutory(&b.Penalties[i]))
		}
		if len(b.Corrective) > 0 {
			fmt.Fprintf(e.out, "      同时%s（不是处罚）\n", strings.Join(b.Corrective, "、"))
		}
	}
}

type packsLintCmd struct {
	Dir []string `arg:"" optional:"" name:"目录" help:"要检查的规则包目录；不写则检查内置的和 --packs 给出的。"`
}

// Run checks packs and reports everything in one go.
func (c *packsLintCmd) Run(e *env) error {
	e.packs = append(e.packs, c.Dir...)
	lib, err := e.lib()
	if err != nil {
		return err
	}
	n, items := 0, 0
	for _, p := range lib.Packs {
		n++
		for _, v := range p.Versions {
			items += len(v.Items)
		}
	}
	fmt.Fprintf(e.out, "检查了 %d 个规则包、%d 个事项文本，没有发现错误。\n", n, items)
	return nil
}

type packsReadingsCmd struct {
	JSON bool `name:"json" help:"输出 JSON。"`
}

type readingRow struct {
	Pack    string   `json:"pack"`
	Where   string   `json:"where"`
	Choices []string `json:"choices"`
	Why     string   `json:"why"`
}

// Run lists every place where a pack chose among meanings.
func (c *packsReadingsCmd) Run(e *env) error {
	lib, err := e.lib()
	if err != nil {
		return err
	}
	rows := []readingRow{}
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			if p.Kind == "base" {
				rows = append(rows, readings(p, v)...)
			}
		}
	}
	if c.JSON {
		return printJSON(e, rows)
	}
	for _, r := range rows {
		fmt.Fprintf(e.out, "%s　%s\n", r.Pack, r.Where)
		for _, x := range r.Choices {
			fmt.Fprintf(e.out, "    · %s\n", x)
		}
		if r.Why != "" {
			fmt.Fprintf(e.out, "    理由：%s\n", r.Why)
		}
	}
	fmt.Fprintf(e.out, "共 %d 处，请法制人员逐处确认。\n", len(rows))
	return nil
}

func readings(p *rules.Pack, v *rules.Version) []readingRow {
	var out []readingRow
	id := p.ID + "@" + v.From
	for _, s := range engine.Shapes {
		for _, t := range engine.Tiers {
			cuts := v.Base.Cuts[s][t]
			row := readingRow{Pack: id, Where: shapeWords[s] + " · " + string(t)}
			for _, c := range cuts {
				if c.As != "" {
					row.Choices = append(row.Choices, c.As+"："+cutText(c)+"（"+c.Basis.Law+c.Basis.Article+"）")
				} else if c.Standing == engine.ByReading {
					row.Choices, row.Why = append(row.Choices, cutText(c)+"（"+c.Basis.Law+c.Basis.Article+"）"), c.Why
				}
			}
			if len(row.Choices) > 0 {
				out = append(out, row)
			}
		}
	}
	for _, c := range v.Base.Circumstances {
		switch {
		case c.Disputed != nil:
			out = append(out, readingRow{id, "情节“" + c.Name + "”", []string{c.Disputed.Counted + "（" + c.Basis.Law + c.Basis.Article + "）", c.Disputed.Uncounted + "（" + c.Disputed.Basis.Law + c.Disputed.Basis.Article + "）"}, ""})
		case len(c.Absorb) > 0:
			out = append(out, readingRow{id, "情节“" + c.Name + "”与法条的加重条件是同一事实时", []string{"已在定档中评价，不再计入", "另行计入"}, "规则没有禁止重复评价的条文"})
		}
	}
	if u := v.Base.Combine.Uncertain; u != "" {
		out = append(out, readingRow{id, "几个同向情节并存", []string{"取最低、最高的一点", u}, ""})
	}
	for _, u := range v.Inexpressible() {
		out = append(out, readingRow{id, "规则没有写明", []string{u}, ""})
	}
	return out
}
