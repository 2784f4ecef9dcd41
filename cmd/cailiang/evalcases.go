package main

import (
	"encoding/json"
	"fmt"
	"io"

	"cailiang/eval"
)

type evalCasesCmd struct {
	Data     string `name:"data" required:"" placeholder:"路径" help:"公布的案例（JSONL）的文件或者目录，例如 ../shared/data/cases。"`
	Statutes string `name:"statutes" placeholder:"目录" help:"规则库里没有的条文，从这个目录的法规文本里读，例如 ../shared/data/statutes。"`
	JSON     bool   `name:"json" help:"只输出最后一行的指标。"`
}

// Run prints a line for each case and the figures last; exit 1 when a decision lies outside what we compute.
func (c *evalCasesCmd) Run(e *env) error {
	lib, err := e.lib()
	if err != nil {
		return err
	}
	out := e.out
	if c.JSON {
		out = io.Discard
	}
	r, err := eval.Cases(lib, c.Data, c.Statutes, out, e.progress())
	if err != nil {
		return err
	}
	if c.JSON {
		if err := json.NewEncoder(e.out).Encode(r); err != nil {
			return err
		}
	} else {
		fmt.Fprint(e.err, r.Table)
	}
	if r.Metrics[eval.Outside] > 0 {
		return exit(exitNotInside)
	}
	return nil
}
