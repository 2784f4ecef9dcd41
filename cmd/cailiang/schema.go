package main

import (
	"fmt"

	"cailiang/rules"
)

type schemaCmd struct {
	Name     string `arg:"" name:"格式" help:"case 案件 · pack 规则包 · statute 法规版本 · base 裁量规则版本 · benchmark 裁量基准版本 · suggestion 结果。"`
	Markdown bool   `name:"markdown" help:"写成一页说明：各键的类型和含义。"`
}

// Run prints a published JSON Schema, or the page about it.
func (c *schemaCmd) Run(e *env) error {
	if c.Markdown {
		text, err := rules.Reference(c.Name)
		if err != nil {
			return err
		}
		fmt.Fprint(e.out, text)
		return nil
	}
	data, err := rules.Schema(c.Name)
	if err != nil {
		return err
	}
	_, err = e.out.Write(data)
	return err
}
