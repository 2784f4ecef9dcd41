package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"cailiang/rules/source"
)

type packsNewCmd struct {
	ID   string `arg:"" name:"编号" help:"系统/名称，例如 market/food-2026。"`
	Item string `name:"item" placeholder:"法条" help:"第一个事项对应的法条，例如 食品安全法/124/1/5。"`
	From string `name:"from" placeholder:"DATE" help:"施行首日；不写是今天。"`
	Dir  string `name:"dir" default:"." placeholder:"DIR" help:"建在哪个文件夹下。"`
}

// Run writes a pack to start from: it loads, is marked unverified, and says where to write what.
func (c *packsNewCmd) Run(e *env) error {
	system, name, ok := strings.Cut(c.ID, "/")
	if !ok || system == "" || name == "" || strings.ContainsAny(c.ID, `\:*?"<>| `) || strings.Contains(c.ID, "..") {
		return source.Problems{{File: "编号", Message: "“" + c.ID + "”不能作编号", Remedy: "写成 系统/名称，例如 market/food-2026"}}
	}
	from := c.From
	if from == "" {
		from = e.today()
	}
	dir := filepath.Join(c.Dir, system, name)
	if _, err := os.Stat(dir); err == nil {
		return source.Problems{{File: dir, Message: "已经有这个文件夹", Remedy: "换一个编号，或者先移走它"}}
	}
	if err := os.MkdirAll(filepath.Join(dir, "tests"), 0o777); err != nil {
		return source.Problems{{File: dir, Message: "建不了：" + err.Error(), Remedy: "换一个可以写的位置（--dir）"}}
	}
	basis := "item: " + c.Item
	fact, low, high := "货值金额", "10000", "50000"
	if c.Item == "" {
		basis = "statutory: # 或者写 item: 法条（规则库里有的）\n      - {penalties: [{kind: 罚款, min: 10000, max: 50000}]}"
	}
	for file, text := range map[string]string{
		"pack.yaml":        fmt.Sprintf(packTemplate, c.ID, from, from, from),
		from + ".yaml":     fmt.Sprintf(versionTemplate, name, basis, fact, fact, fact, low, fact, low, high, fact, high),
		"tests/cases.yaml": fmt.Sprintf(testTemplate, from, from, name, fact, low),
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
			return source.Problems{{File: filepath.Join(dir, file), Message: "写不了：" + err.Error(), Remedy: "换一个可以写的位置（--dir）"}}
		}
	}
	fmt.Fprintf(e.out, "建好了 %s：pack.yaml（身份）、%s.yaml（阶次）、tests/cases.yaml（测试）。\n接着：cailiang packs --packs %s lint，然后 prove、test。\n", dir, from, c.Dir)
	return nil
}

const packTemplate = `id: %s
title: （文件全称）
short: [（简称）]
norm: {rank: 规范性文件, maker: （制定机关）, number: （文号）}
place: null                # 只在一地适用的写全称，例如 重庆市
system: null               # 例如 市场监管
standing: unverified       # 对照全文以后改为 in_force
read: （读到了文件的哪些部分）
bounds: {以上: in, 以下: in}   # 文件怎样定义边界词；端点以数据为准
# choose: heaviest         # 同时符合几个阶次时文件的规定；没有规定的不写
# circumstances: in_tier   # 从轻、从重怎样作用于阶次；没有规定的不写
versions:
  - {version: %s, from: %s, to: null, file: %s.yaml}
`

const versionTemplate = `items:
  - id: %s-1
    name: （违法行为）
    %s
    facts:
      %s: {type: money, of: act, worse: more, ask: %s多少元？}
    tiers:
      - {tier: 较轻, when: %s < %s, fine: {min: 10000, max: 20000}}
      - {tier: 一般, when: %s >= %s and 货值金额 < %s, fine: {min: 20000, max: 35000, min_open: true}}
      - {tier: 较重, when: %s >= %s, fine: {min: 35000, max: 50000, min_open: true}}
`

const testTemplate = `- name: 恰在界上
  note: （算式）
  case: {act: {to: %s}, decision: {date: %s}, item: %s-1, facts: {%s: %s}}
  want: {outcomes: [{tier: 一般, fine: "(20000, 35000]"}]}
`
