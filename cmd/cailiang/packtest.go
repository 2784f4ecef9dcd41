package main

import (
	"fmt"

	"cailiang/api/casework"
)

type packsTestCmd struct {
	IDs []string `arg:"" optional:"" name:"编号" help:"只测这些规则包；不写则全部。"`
}

// Run runs the tests beside the packs; every difference comes with file and line.
func (c *packsTestCmd) Run(e *env) error {
	lib, err := e.lib()
	if err != nil {
		return err
	}
	results, err := casework.TestPacks(lib, c.IDs...)
	if err != nil {
		return err
	}
	failed, packs := 0, map[string]bool{}
	for _, r := range results {
		packs[r.Pack] = true
		if r.OK() {
			continue
		}
		failed++
		for _, p := range r.Problems {
			fmt.Fprintln(e.out, p)
		}
	}
	fmt.Fprintf(e.out, "%d 个规则包的 %d 项测试，%d 项不符。\n", len(packs), len(results), failed)
	if failed > 0 {
		return exit(exitNotInside)
	}
	return nil
}
