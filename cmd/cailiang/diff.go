package main

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"cailiang/engine/prove"
	"cailiang/rules"
	"cailiang/rules/source"
)

type packsDiffCmd struct {
	A    string `arg:"" name:"甲" help:"规则包编号，可加 @施行首日，例如 market/food@2023-03-01；或者一个规则包文件夹。"`
	B    string `arg:"" name:"乙" help:"同上。"`
	JSON bool   `name:"json" help:"输出 JSON。"`
}

// changed is what two versions say differently of one item.
type changed struct {
	Item    string         `json:"item"`
	Only    string         `json:"only,omitempty"` // a | b: the other has no such item
	Changes []prove.Change `json:"changes,omitempty"`
	Done    bool           `json:"done"`
}

// Run compares two benchmarks item by item: which facts lead to another range, with an example for each.
func (c *packsDiffCmd) Run(e *env) error {
	a, err := e.versionOf(c.A)
	if err != nil {
		return err
	}
	b, err := e.versionOf(c.B)
	if err != nil {
		return err
	}
	all, err := compareVersions(a, b)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e, all)
	}
	same := 0
	for _, x := range all {
		switch {
		case x.Only == "a":
			fmt.Fprintf(e.out, "%s：只在甲\n", x.Item)
		case x.Only == "b":
			fmt.Fprintf(e.out, "%s：只在乙\n", x.Item)
		case len(x.Changes) == 0 && x.Done:
			same++
		default:
			printChanges(e, x)
		}
	}
	fmt.Fprintf(e.out, "共 %d 个事项，%d 个相同。\n", len(all), same)
	return nil
}

func printChanges(e *env, x changed) {
	fmt.Fprintln(e.out, x.Item)
	for _, ch := range x.Changes {
		var facts []string
		for _, v := range ch.Point.Values {
			facts = append(facts, v.Fact+" = "+v.Text)
		}
		fmt.Fprintf(e.out, "  %s %s → %s %s\n      例如 %s\n", named(ch.Before), ch.Was, named(ch.After), ch.Is, strings.Join(facts, "，"))
	}
	if !x.Done {
		fmt.Fprintln(e.out, "  （比较没有做完：事实的组合太多，或者有不能拆分的算式）")
	}
}

func named(tier string) string {
	if tier == "" {
		return "没有规定"
	}
	return "“" + tier + "”"
}

// versionOf finds a version by id[@first day], or the newest one of a folder that holds one pack.
func (e *env) versionOf(ref string) (*pair, error) {
	lib, err := e.lib()
	if err != nil {
		return nil, err
	}
	id, day, dated := strings.Cut(ref, "@")
	if st, err := os.Stat(ref); err == nil && st.IsDir() {
		if lib, err = rules.Load(rules.Builtin(), os.DirFS(ref)); err != nil {
			return nil, err
		}
		if id = packIn(os.DirFS(ref)); id == "" {
			return nil, source.Problems{{File: ref, Message: "文件夹里没有规则包", Remedy: "写含有 pack.yaml 的文件夹"}}
		}
		dated = false
	}
	packs, err := chosenPacks(lib, []string{id})
	if err != nil {
		return nil, err
	}
	vs := packs[0].Versions
	if dated {
		i := slices.IndexFunc(vs, func(v *rules.Version) bool { return v.From == day })
		if i < 0 {
			return nil, source.Problems{{File: ref, Message: "没有 " + day + " 起施行的版本", Remedy: "用 cailiang packs show " + id + " 查看各版本"}}
		}
		return &pair{lib, vs[i]}, nil
	}
	return &pair{lib, vs[len(vs)-1]}, nil
}

type pair struct {
	lib     *rules.Library
	version *rules.Version
}

// packIn gives the id of the first pack below a folder.
func packIn(root fs.FS) string {
	id := ""
	_ = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || id != "" || d.IsDir() || d.Name() != "pack.yaml" {
			return nil
		}
		if doc, err := source.ReadFS(root, name); err == nil {
			id = doc.Root().Map().Get("id").Text()
		}
		return nil
	})
	return id
}

// compareVersions compares the items that two benchmarks have in common, by id or by the statute item that they refine.
func compareVersions(a, b *pair) ([]changed, error) {
	var out []changed
	for _, t := range a.version.Tables {
		o := counterpart(t, b.version.Tables)
		if o == nil {
			out = append(out, changed{Item: t.ID + " " + t.Name, Only: "a"})
			continue
		}
		before, after, err := rules.ProofPair(a.lib, a.version, t, b.lib, b.version, o)
		if err != nil {
			return nil, source.Problems{{File: t.ID, Message: err.Error(), Remedy: "先用 cailiang packs lint 检查"}}
		}
		changes, done := prove.Diff(before, after, prove.Options{})
		out = append(out, changed{Item: t.ID + " " + t.Name, Changes: changes, Done: done})
	}
	for _, t := range b.version.Tables {
		if counterpart(t, a.version.Tables) == nil {
			out = append(out, changed{Item: t.ID + " " + t.Name, Only: "b"})
		}
	}
	return out, nil
}

func counterpart(t *rules.Table, among []*rules.Table) *rules.Table {
	for _, o := range among {
		if o.ID == t.ID {
			return o
		}
	}
	for _, o := range among {
		if t.Ref != "" && o.Ref == t.Ref {
			return o
		}
	}
	return nil
}
