package rules

import (
	"bytes"
	"fmt"
	"strings"

	"cailiang/rules/source"
)

// ReferenceNames are the formats that people write by hand, in the order of the reference (rules/FORMAT.md).
var ReferenceNames = []string{"pack", "benchmark", "statute", "base", "case"}

// Reference writes published schemas as one page for people, in Markdown: each key with its type and meaning (格式说明).
// An unknown name is an error that lists the names.
func Reference(names ...string) (string, error) {
	var out strings.Builder
	out.WriteString("# 格式说明\n\n由格式定义（`cailiang schema 名称`）生成，不要手改；重新生成：`cailiang schema 名称 --markdown`。\n")
	for _, name := range names {
		data, err := Schema(name)
		if err != nil {
			return "", err
		}
		doc, err := source.Read(name+".json", bytes.NewReader(data))
		if err != nil {
			return "", err
		}
		p := page{&out, name}
		p.write(doc.Root())
		if name == "benchmark" {
			p.features()
		}
	}
	return out.String(), nil
}

// page writes one schema.
type page struct {
	out  *strings.Builder
	name string
}

func (p page) write(root source.Node) {
	m := root.Map()
	fmt.Fprintf(p.out, "\n## %s：%s\n\n%s\n", p.name, m.Get("title").Text(), m.Get("description").Text())
	p.table(m)
	for k, d := range m.Get("$defs").Map().Pairs() {
		dm := d.Map()
		if dm.Get("properties").Map().Len() == 0 {
			continue
		}
		fmt.Fprintf(p.out, "\n<a id=\"%s-%s\"></a>\n### %s　%s\n", p.name, k.Text(), k.Text(), dm.Get("description").Text())
		p.table(dm)
	}
}

// table writes the keys of one definition; those that must be there are marked.
func (p page) table(m source.Map) {
	must := m.Get("required").Texts()
	p.out.WriteString("\n| 键 | 类型 | 含义 |\n|---|---|---|\n")
	for k, v := range m.Get("properties").Map().Pairs() {
		mark := ""
		for _, x := range must {
			if x == k.Text() {
				mark = "（必写）"
			}
		}
		fmt.Fprintf(p.out, "| `%s`%s | %s | %s |\n", k.Text(), mark, p.kind(v), strings.ReplaceAll(v.Map().Get("description").Text(), "|", "\\|"))
	}
}

var plainKinds = map[string]string{"string": "文字", "number": "数", "integer": "整数", "boolean": "是否", "object": "键值", "array": "列表"}

// simpleRefs are the definitions without keys of their own.
var simpleRefs = map[string]string{"text": "文字", "text_or_null": "文字", "texts": "文字列表", "flag": "是否", "number_or_null": "数", "bound": "数或者日期", "date": "日期"}

// kind says in words what a key may hold.
func (p page) kind(n source.Node) string {
	m := n.Map()
	switch {
	case m.Has("$ref"):
		name := m.Get("$ref").Text()
		name = name[strings.LastIndexByte(name, '/')+1:]
		if word, ok := simpleRefs[name]; ok {
			return word
		}
		return fmt.Sprintf("[%s](#%s-%s)", name, p.name, name)
	case m.Has("enum"):
		var words []string
		for _, w := range m.Get("enum").List() {
			if !w.IsNull() {
				words = append(words, "`"+w.Text()+"`")
			}
		}
		return strings.Join(words, "、")
	case m.Has("items"):
		return "列表：" + p.kind(m.Get("items"))
	case m.Has("additionalProperties") && m.Get("additionalProperties").IsMap():
		return "名称 → " + p.kind(m.Get("additionalProperties"))
	}
	return p.types(m)
}

func (p page) types(m source.Map) string {
	var words []string
	add := func(w string) {
		if w != "" && (len(words) == 0 || words[len(words)-1] != w) {
			words = append(words, w)
		}
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		for _, x := range m.Get(key).List() {
			add(p.kind(x))
		}
	}
	for _, t := range m.Get("type").Scalars() {
		add(plainKinds[t.Text()])
	}
	if len(words) == 0 {
		return "任何值"
	}
	return strings.Join(words, "或者")
}

// features lists what the benchmark format can say, with the file that shows and tests each.
func (p page) features() {
	p.out.WriteString("\n### 各项能力\n\n每项能力有一个文件：小规则包、案件和手算的结果。\n\n| 能力 | 文件 |\n|---|---|\n")
	for _, f := range Features {
		fmt.Fprintf(p.out, "| %s | [%s](../api/casework/testdata/conformance/%s.txtar) |\n", f.Title, f.Name, f.Name)
	}
}
