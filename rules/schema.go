package rules

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed schema/*.json
var schemas embed.FS

// SchemaNames lists the published JSON Schemas: case (案件文件), pack (pack.yaml), statute (法规的版本文件), base
// (一般裁量规则和总则的版本文件), benchmark (裁量基准的版本文件), calendar (工作日历的一年), checklist (审核清单的版本文件), suggestion (suggest --json 的输出).
var SchemaNames = []string{"case", "pack", "statute", "base", "benchmark", "calendar", "checklist", "suggestion"}

// Schema returns a published JSON Schema (draft 2020-12) by its name. An unknown name is an error that lists the names.
func Schema(name string) ([]byte, error) {
	if !slices.Contains(SchemaNames, name) {
		return nil, fmt.Errorf("没有名为“%s”的格式定义。可用的名称：%s", name, strings.Join(SchemaNames, "、"))
	}
	return schemas.ReadFile("schema/" + name + ".json")
}
