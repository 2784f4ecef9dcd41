package main

import (
	"cailiang/rules"
)

type schemaCmd struct {
	Name string `arg:"" name:"格式" help:"case 案件 · pack 规则包 · statute 法规版本 · base 裁量规则版本 · suggestion 结果。"`
}

// Run prints a published JSON Schema.
func (c *schemaCmd) Run(e *env) error {
	data, err := rules.Schema(c.Name)
	if err != nil {
		return err
	}
	_, err = e.out.Write(data)
	return err
}
