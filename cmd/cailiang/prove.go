package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cailiang/api/casework"
	"cailiang/engine/prove"
	"cailiang/rules"
	"cailiang/rules/source"
)

type packsProveCmd struct {
	proveText
	Packs   []string `arg:"" optional:"" name:"规则包" help:"规则包编号；不写是全部。"`
	JSON    bool     `name:"json" help:"输出 JSON。"`
	Picture string   `name:"picture" placeholder:"DIR" help:"把每个事项画成 SVG（阶次在法定幅度里的位置，空档和重叠标出），写到文件夹。"`
	Mutate  int      `name:"mutate" placeholder:"N" help:"变异检查：在裁量基准里造 N 处笔误（移动界点、翻转含不含本数、删去或者对调阶次、丢零），看证明和规则包测试发现多少。"`
	Seed    uint64   `name:"seed" default:"1" help:"变异检查的种子。"`
	All     bool     `name:"all" help:"文字里也列出已经证明的各项。"`
}

// proved is the outcome for one version of a pack.
type proved struct {
	Pack     string          `json:"pack"`
	Law      bool            `json:"law"` // the law's own cases: a gap is the law's, not a mistake of the pack
	Version  string          `json:"version"`
	Reports  []*prove.Report `json:"reports"`
	Findings []rules.Finding `json:"accepted,omitempty"` // defects of the document that the pack names
}

// Run proves the tables of the packs. Exit code 1: something is refuted that the pack does not name as a finding.
func (c *packsProveCmd) Run(e *env) error {
	lib, err := e.lib()
	if err != nil {
		return err
	}
	packs, err := chosenPacks(lib, c.Packs)
	if err != nil {
		return err
	}
	if c.Mutate > 0 {
		return c.mutate(e, lib)
	}
	if c.Text {
		return c.proveText.run(e, packs, c.JSON)
	}
	if c.Picture != "" {
		if err := os.MkdirAll(c.Picture, 0o777); err != nil {
			return source.Problems{{File: c.Picture, Message: "建不了文件夹：" + err.Error(), Remedy: "换一个可以写的位置"}}
		}
	}
	var all []proved
	for _, p := range packs {
		for _, v := range p.Versions {
			one, err := c.prove(lib, p, v)
			if err != nil {
				return err
			}
			if one != nil {
				all = append(all, *one)
			}
		}
	}
	if c.JSON {
		if err := printJSON(e, all); err != nil {
			return err
		}
	} else {
		c.print(e, all)
	}
	if n := unnamed(all); n > 0 {
		return exit(exitNotInside)
	}
	return nil
}

func chosenPacks(lib *rules.Library, ids []string) ([]*rules.Pack, error) {
	if len(ids) == 0 {
		return lib.Packs, nil
	}
	var out []*rules.Pack
	for _, id := range ids {
		p, ok := lib.Pack(id)
		if !ok {
			var have []string
			for _, p := range lib.Packs {
				have = append(have, p.ID)
			}
			return nil, source.Problems{{File: id, Message: "没有这个规则包", Remedy: "是不是“" + source.Nearest(id, have) + "”？用 cailiang packs list 查看"}}
		}
		out = append(out, p)
	}
	return out, nil
}

func (c *packsProveCmd) prove(lib *rules.Library, p *rules.Pack, v *rules.Version) (*proved, error) {
	tables, err := lib.ProofTables(v)
	if err != nil {
		return nil, source.Problems{{File: v.File, Message: err.Error(), Remedy: "先用 cailiang packs lint 检查"}}
	}
	if len(tables) == 0 {
		return nil, nil
	}
	one := &proved{Pack: p.ID, Version: v.From, Findings: v.Findings, Law: p.Kind == "statute"}
	for i, t := range tables {
		r := prove.Check(t, prove.Options{})
		if len(t.Branches) == 0 { // a statute's own branches, the options of a factor: there is no range to lie in
			r.Proofs = slices.DeleteFunc(r.Proofs, func(x prove.Proof) bool { return x.Kind == prove.Inside })
		}
		one.Reports = append(one.Reports, r)
		if c.Picture == "" {
			continue
		}
		name := filepath.Join(c.Picture, fmt.Sprintf("%s-%s-%02d.svg", strings.ReplaceAll(p.ID, "/", "-"), v.From, i+1))
		if err := os.WriteFile(name, prove.Picture(t, r), 0o666); err != nil {
			return nil, source.Problems{{File: name, Message: "写不了：" + err.Error(), Remedy: "换一个可以写的位置"}}
		}
	}
	return one, nil
}

// mutate reports how many slips proofs and tests see, by kind, and those that nothing saw.
func (c *packsProveCmd) mutate(e *env, lib *rules.Library) error {
	mutants, err := casework.Mutate(lib, c.Mutate, c.Seed)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e, mutants)
	}
	var all [4]int
	by := map[string]*[4]int{}
	for i := range mutants {
		m := &mutants[i]
		if by[m.Kind] == nil {
			by[m.Kind] = &[4]int{}
		}
		for _, k := range []*[4]int{&all, by[m.Kind]} {
			for j, seen := range []bool{true, m.Refuted, m.Refuted || m.Noted, m.Caught()} {
				if seen {
					k[j]++
				}
			}
		}
		if !m.Caught() {
			fmt.Fprintf(e.out, "没有发现：%s %s %s：%s\n", m.Pack, m.Item, m.Kind, m.What)
		}
	}
	for _, kind := range casework.MutantKinds {
		if k := by[kind]; k != nil {
			fmt.Fprintf(e.out, "%s：%d 处，被证明推翻 %d，推翻或者提示 %d，连同测试 %d\n", kind, k[0], k[1], k[2], k[3])
		}
	}
	n := max(1, all[0])
	fmt.Fprintf(e.out, "种子 %d，共 %d 处：证明推翻 %d%%，推翻或者提示 %d%%，连同规则包测试 %d%%。\n", c.Seed, all[0], 100*all[1]/n, 100*all[2]/n, 100*all[3]/n)
	return nil
}

func (c *packsProveCmd) print(e *env, all []proved) {
	counts := map[prove.Answer]int{}
	for _, one := range all {
		for _, r := range one.Reports {
			for _, p := range r.Proofs {
				counts[p.Answer]++
			}
			if r.Answer() == prove.Proved && len(r.Notes) == 0 && !c.All {
				continue
			}
			fmt.Fprintf(e.out, "%s@%s  %s\n", one.Pack, one.Version, r.Table)
			for _, line := range r.Lines() {
				fmt.Fprintln(e.out, "  "+line)
			}
		}
		for _, f := range one.Findings {
			fmt.Fprintf(e.out, "  文件自身的毛病（%s，%s）：%s\n", f.Item, f.Kind, f.Text)
		}
	}
	if len(all) > 0 && all[0].Law {
		fmt.Fprintln(e.out, "法规（statute/）的反例是条文自身没有写到的情形，不是规则包的错误。")
	}
	fmt.Fprintf(e.out, "共 %d 项证明：%d 项成立，%d 项被推翻，%d 项未能证明。\n", counts[prove.Proved]+counts[prove.Refuted]+counts[prove.NotProved],
		counts[prove.Proved], counts[prove.Refuted], counts[prove.NotProved])
}

// unnamed counts the refuted proofs of packs that name no finding of their kind.
func unnamed(all []proved) int {
	n := 0
	for _, one := range all {
		if one.Law {
			continue
		}
		named := map[string]bool{}
		for _, f := range one.Findings {
			named[f.Kind] = true
		}
		for _, r := range one.Reports {
			for _, p := range r.Proofs {
				if p.Answer == prove.Refuted && !named[string(p.Kind)] {
					n++
				}
			}
		}
	}
	return n
}
