package main

type schemaCmd struct {
	Name string `arg:"" name:"格式" enum:"case,pack,statute,base,suggestion" help:"case 案件 · pack 规则包 · statute 法规版本 · base 裁量规则版本 · suggestion 结果。"`
}
