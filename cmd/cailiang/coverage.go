package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"cailiang/corpus/library"
	"cailiang/corpus/statute"
	"cailiang/rules"
)

type corpusCoverageCmd struct {
	homeFlag
	Paths   []string `arg:"" optional:"" name:"路径" help:"法规文件夹，每个单独统计；不写则统计导入的法规。"`
	Changes bool     `name:"changes" help:"列出有两个以上版本的法规：修改影响哪些事项和规则包，数额怎样改变。"`
	Left    bool     `name:"left" help:"逐条列出没有计入的文字。"`
	JSON    bool     `name:"json" help:"输出 JSON。"`
}

// covered is the coverage of one set of statutes.
type covered struct {
	Set     string               `json:"set"`
	Total   rules.Coverage       `json:"total"`
	New     *rules.Coverage      `json:"new_titles,omitempty"` // of the titles that no set before has
	Laws    []rules.LawCoverage  `json:"laws"`
	Changes [][]rules.ItemChange `json:"changes,omitempty"`
}

// Run counts over the newest version of every statute.
func (c *corpusCoverageCmd) Run(e *env) error {
	lib, err := e.lib()
	if err != nil {
		return err
	}
	var all []covered
	seen := map[string]bool{}
	for _, set := range c.sets() {
		one, err := c.cover(e, lib, set, seen)
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	if c.JSON {
		return printJSON(e, all)
	}
	for i := range all {
		c.print(e, &all[i])
	}
	return nil
}

// sets are the folders to count, "" for what was imported.
func (c *corpusCoverageCmd) sets() []string {
	if len(c.Paths) == 0 {
		return []string{""}
	}
	return c.Paths
}

// texts gives the statutes of a set; a folder is read into a library of its own, which done removes.
func (c *corpusCoverageCmd) texts(e *env, set string) (lib *library.Library, done func(), err error) {
	if set == "" {
		lib, err = c.open()
		return lib, func() {}, err
	}
	dir, err := os.MkdirTemp("", "cailiang-coverage-")
	if err != nil {
		return nil, nil, err
	}
	done = func() { _ = os.RemoveAll(dir) }
	if lib, err = library.Open(dir); err == nil {
		_, err = lib.Import(context.Background(), []string{set}, e.progress())
	}
	if err != nil {
		done()
	}
	return lib, done, err
}

func (c *corpusCoverageCmd) cover(e *env, lib *rules.Library, set string, seen map[string]bool) (covered, error) {
	out := covered{Set: set}
	texts, done, err := c.texts(e, set)
	if err != nil {
		return out, err
	}
	defer done()
	r, err := rules.NewReader(texts)
	if err != nil {
		return out, err
	}
	statutes, err := texts.Statutes()
	if err != nil {
		return out, err
	}
	var fresh rules.Coverage
	progress := e.progress()
	for i := range statutes {
		if progress != nil {
			progress(i, len(statutes), statutes[i].ID)
		}
		if err := c.one(&out, &fresh, lib, r, &statutes[i], seen); err != nil {
			return out, err
		}
	}
	if progress != nil {
		progress(len(statutes), len(statutes), "")
	}
	if fresh.Statutes < out.Total.Statutes {
		out.New = &fresh
	}
	return out, nil
}

func (c *corpusCoverageCmd) one(out *covered, fresh *rules.Coverage, lib *rules.Library, r *rules.Reader, s *statute.Statute, seen map[string]bool) error {
	law, err := lib.Cover(r, s)
	if err != nil {
		return err
	}
	out.Laws = append(out.Laws, law)
	out.Total.Add(law.Coverage)
	if !seen[s.ID] {
		seen[s.ID] = true
		fresh.Add(law.Coverage)
	}
	if !c.Changes {
		return nil
	}
	changes, err := lib.Changes(r, s)
	if len(changes) > 0 {
		out.Changes = append(out.Changes, changes)
	}
	return err
}

func (c *corpusCoverageCmd) print(e *env, one *covered) {
	name := one.Set
	if name == "" {
		name = "导入的法规"
	}
	fmt.Fprintln(e.out, name)
	head := []string{"", "法规", "条文", "处罚条文", "全部可算", "部分可算", "未读出", "按基准", "按一般规则", "事项", "有数额的罚款", "可算", "无数额"}
	row := func(name string, c rules.Coverage) []string {
		out := []string{name}
		for _, n := range []int{c.Statutes, c.Articles, c.Penal, c.Computable, c.Partly, c.Unread, c.Benchmark, c.BaseRule, c.Items} {
			out = append(out, fmt.Sprint(n))
		}
		return append(out, fmt.Sprint(c.Fines), share(c.FinesRead, c.Fines), fmt.Sprint(c.NoAmount))
	}
	t := table{head, row("合计", one.Total)}
	if one.New != nil {
		t = append(t, row("其中前面没有的", *one.New))
	}
	for _, by := range []func(rules.LawCoverage) string{func(l rules.LawCoverage) string { return "级别 " + orNone(l.Level) }, func(l rules.LawCoverage) string { return "系统 " + l.System }} {
		for _, g := range grouped(one.Laws, by) {
			t = append(t, row(g.name, g.Coverage))
		}
	}
	fmt.Fprint(e.out, t.String())
	if c.Left {
		for _, l := range one.Laws {
			for _, x := range l.Left {
				fmt.Fprintf(e.out, "%s%s：%s%s\n", l.Law, x.Article, quoted(x.Text), x.Why)
			}
		}
	}
	for _, changes := range one.Changes {
		fmt.Fprint(e.out, changesText(changes))
	}
}

func orNone(s string) string {
	if s == "" {
		return "未写明"
	}
	return s
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return "“" + s + "”"
}

// share gives n of a whole with the percentage: 12（80.0%）.
func share(n, of int) string {
	if of == 0 {
		return fmt.Sprint(n)
	}
	permille := n * 1000 / of // rounded down: never 100 while something is missing
	return fmt.Sprintf("%d（%d.%d%%）", n, permille/10, permille%10)
}

type coverageGroup struct {
	name string
	rules.Coverage
}

// grouped adds up the statutes with penalties, the largest group first.
func grouped(laws []rules.LawCoverage, by func(rules.LawCoverage) string) []coverageGroup {
	var out []coverageGroup
	for _, l := range laws {
		if l.Penal == 0 {
			continue
		}
		i := slices.IndexFunc(out, func(g coverageGroup) bool { return g.name == by(l) })
		if i < 0 {
			i = len(out)
			out = append(out, coverageGroup{name: by(l)})
		}
		out[i].Add(l.Coverage)
	}
	slices.SortStableFunc(out, func(a, b coverageGroup) int { return b.Penal - a.Penal })
	return out
}

// printImportChanges prints what new versions of statutes change in items and packs.
func printImportChanges(e *env, texts *library.Library, report library.Report) error {
	imported := map[string]bool{}
	for _, o := range report.Outcomes {
		imported[o.Statute] = imported[o.Statute] || o.Status == library.Imported
	}
	all, err := texts.Statutes()
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(slices.Clone(all), func(s statute.Statute) bool { return !imported[s.ID] || len(s.Versions) < 2 })
	if len(all) == 0 {
		return nil
	}
	lib, err := e.lib()
	if err != nil {
		return err
	}
	r, err := rules.NewReader(texts)
	if err != nil {
		return err
	}
	items, packs := 0, 0
	for i := range all {
		changes, err := lib.Changes(r, &all[i])
		if err != nil {
			return err
		}
		items += len(changes)
		for _, c := range changes {
			if len(c.Packs) > 0 {
				packs++
				fmt.Fprint(e.out, changesText([]rules.ItemChange{c}))
			}
		}
	}
	if items > 0 {
		fmt.Fprintf(e.out, "%d 部法规有几个版本：最近一次修改影响 %d 个处罚事项，其中 %d 个与规则包有关（用 corpus coverage --changes 逐项列出）\n", len(all), items, packs)
	}
	return nil
}

var changeWords = map[string]string{"added": "新增", "removed": "删去", "amounts": "数额改变"}

// changesText tells what a new version of one statute changes.
func changesText(changes []rules.ItemChange) string {
	var b strings.Builder
	if len(changes) == 0 {
		return ""
	}
	fmt.Fprintf(&b, "《%s》%s → %s：影响 %d 个事项\n", changes[0].Law, changes[0].From, changes[0].To, len(changes))
	for _, c := range changes {
		fmt.Fprintf(&b, "  %s  %s", changeWords[c.What], c.Item)
		if len(c.Old) > 0 {
			fmt.Fprintf(&b, "  原 %s", strings.Join(c.Old, "；"))
		}
		if len(c.New) > 0 {
			fmt.Fprintf(&b, "  现 %s", strings.Join(c.New, "；"))
		}
		if len(c.Packs) > 0 {
			fmt.Fprintf(&b, "  规则包 %s", strings.Join(c.Packs, "、"))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
