package main

import (
	"encoding/json"
	"fmt"
	"time"

	"cailiang/api/casework"
	"cailiang/engine"
	"cailiang/engine/explain"
	"cailiang/rules/source"
)

const version = explain.Engine

type suggestCmd struct {
	homeFlag
	Case           string   `arg:"" optional:"" name:"案件" help:"案件文件（YAML 或 JSON）；- 为标准输入。"`
	Batch          string   `name:"batch" placeholder:"文件.jsonl" help:"成批计算：一行一个案件，按输入次序一行一个结果；- 为标准输入。"`
	JSON           bool     `name:"json" xor:"form" help:"输出 JSON（格式见 cailiang schema suggestion）。"`
	Markdown       bool     `name:"markdown" xor:"form" help:"输出 Markdown，可贴入裁量说明。"`
	Party          bool     `name:"party" help:"写给当事人看的说明。"`
	AsOf           string   `name:"as-of" placeholder:"日期" help:"决定日期，代替案件里的 decision.date，例如 2026-11-20。"`
	WhatIf         []string `name:"what-if" placeholder:"事实=值" sep:"none" help:"假设某个事实是另一个值，并与原结果对照（可重复）。"`
	NoPresumptions bool     `name:"no-presumptions" help:"不作任何推定：未写明的情节都按未查明处理。"`
}

// Help shows examples.
func (suggestCmd) Help() string {
	return `退出码：0 已得出结果；1 拟作的处罚不符合；2 输入读不了；3 没有可以适用的规则。

例：
  cailiang suggest testdata/cases/cq-mkt-024-expired-tea.yaml
  cailiang suggest 案件.yaml --json | jq .outcomes
  cailiang suggest 案件.yaml --what-if 立功=是 --what-if 货值金额=12000
  cat 案件.json | cailiang suggest -
  cailiang suggest --batch 案件.jsonl > 结果.jsonl`
}

// Run decides the case and prints the answer in the form asked for.
func (c *suggestCmd) Run(e *env) error {
	if c.AsOf != "" {
		if _, err := time.Parse("2006-01-02", c.AsOf); err != nil {
			return source.Problems{{File: "--as-of", Message: "“" + c.AsOf + "”不是日期", Remedy: "写成 2026-11-20 的样子"}}
		}
	}
	if (c.Case == "") == (c.Batch == "") {
		return source.Problems{{File: "suggest", Message: "须写一个案件文件，或者 --batch 文件.jsonl", Remedy: "cailiang suggest 案件.yaml，或者 cailiang suggest --batch 案件.jsonl"}}
	}
	lib, err := e.lib()
	if err != nil {
		return err
	}
	lib = lib.WithImported(c.reader)
	o := casework.Options{AsOf: c.AsOf, Today: e.today(), NoPresumptions: c.NoPresumptions}
	if c.Batch != "" {
		o.WhatIf = c.WhatIf
		return c.batch(e, lib, o)
	}
	decide := func(o casework.Options) (*engine.Suggestion, error) {
		k, err := c.read(e)
		if err != nil {
			return nil, err
		}
		return casework.Suggest(lib, k, o)
	}
	var before *engine.Suggestion
	if len(c.WhatIf) > 0 && c.Case != "-" && !c.JSON {
		if before, err = decide(o); err != nil {
			return err
		}
	}
	o.WhatIf = c.WhatIf
	s, err := decide(o)
	if err != nil {
		return err
	}
	if err := c.print(e, s, before); err != nil {
		return err
	}
	switch {
	case s.Status() == engine.OutOfScope:
		return exit(exitNothing)
	case !s.AllInside():
		return exit(exitNotInside)
	}
	return nil
}

func (c *suggestCmd) read(e *env) (*casework.Case, error) {
	if c.Case == "-" {
		return casework.Read("标准输入", e.in)
	}
	return casework.ReadFile(c.Case)
}

func (c *suggestCmd) print(e *env, s, before *engine.Suggestion) error {
	if c.JSON {
		enc := json.NewEncoder(e.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(s)
	}
	d := explain.Officer(s)
	if c.Party {
		d = explain.Party(s)
	}
	text := d.Text()
	if c.Markdown {
		text = d.Markdown()
	}
	fmt.Fprint(e.out, text)
	if before != nil {
		fmt.Fprint(e.out, explain.Compare(before, s, c.WhatIf).Text())
	}
	return nil
}
