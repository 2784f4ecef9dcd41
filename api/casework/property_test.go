package casework

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"cailiang/engine"
	"cailiang/rules"
)

// drawn writes cases that are well formed but for nothing else sensible: any item, any facts in any form, any circumstances.
type drawn struct {
	items, places []string
	lib           *rules.Library
}

func draw(lib *rules.Library) *drawn {
	d := &drawn{lib: lib, places: []string{"重庆市", "江苏省", "甘肃省", "山东省济南市", "重庆", ""}}
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			for _, it := range v.Items {
				d.items = append(d.items, it.ID)
			}
		}
	}
	return d
}

var (
	amounts = []string{"0", "0.01", "1", "999.99", "9999.99", "10000", "86400", "123456789.12", "89999999999999.99", "90000000000000.00", "-1", "无", "无法计算", "未查明",
		"{min: 1, max: 20000}", "{min: 0}", "{max: 5}", "{disputed: [{by: 甲, value: 1}, {by: 乙, value: 10000}]}", "{disputed: [{by: 甲, value: 无}, {by: 乙, value: 未查明}]}", "{value: 3, evidence: [一]}"}
	answers = []string{"是", "否", "未查明", "true", "{disputed: [{by: 甲, value: 是}, {by: 乙, value: 否}]}", "{value: 否, evidence: [一], verified: true}"}
	bounds  = []string{"0", "0.01", "0.3", "1", "3", "5", "50000", "100000", "45000000000000", "99999999999999999"}
)

// options are the keys of a penalty that may be there, each with its values.
var options = [][]string{{"base", "货值金额", "违法所得", "合同价款"}, {"per", "面积", "人数"}, {"unit", "日", "月"}, {"modality", "must", "may", "by_reference"},
	{"choice", "a", "b"}, {"percent", "true"}, {"min_open", "true"}, {"max_open", "true"}}

func (d *drawn) inline(t *rapid.T) string {
	pick := func(words []string, label string) string { return rapid.SampledFrom(words).Draw(t, label) }
	var pens []string
	for range rapid.IntRange(0, 3).Draw(t, "penalties") {
		parts := []string{"kind: " + pick(engine.Kinds, "kind")}
		for _, k := range []string{"min", "max", "cap", "deem_base_min"} {
			if rapid.Bool().Draw(t, k+"?") {
				parts = append(parts, k+": "+pick(bounds, k))
			}
		}
		for _, o := range options {
			if rapid.IntRange(0, 3).Draw(t, o[0]+"?") == 0 {
				parts = append(parts, o[0]+": "+pick(o[1:], o[0]))
			}
		}
		pens = append(pens, "{"+strings.Join(parts, ", ")+"}")
	}
	when := pick([]string{"", "when: 货值金额 < 10000, ", "when: [{base: 违法所得, op: '>=', value: 10000, or_none: true}], ", "condition: 情节严重, ", "condition: 没有违法所得, ", "step: add, condition: 拒不改正, ",
		"step: replace, condition: 造成严重后果, ", "reference: 第二条, "}, "when")
	role := pick([]string{"", "", "role: 单位, ", "role: 个人, ", "role: 直接负责的主管人员, "}, "role")
	return "{" + when + role + "penalties: [" + strings.Join(pens, ", ") + "]}"
}

func (d *drawn) text(t *rapid.T) string {
	pick := func(words []string, label string) string { return rapid.SampledFrom(words).Draw(t, label) }
	var b strings.Builder
	fmt.Fprintf(&b, "place: %s\nagency: {system: %s, line: %s}\nevidence: [{id: 一, verified: true}]\n", pick(d.places, "place"), pick([]string{"", "市场监管", "农业农村", "其他"}, "system"), pick([]string{"地方", "中央"}, "line"))
	fmt.Fprintf(&b, "decision: {date: %s}\nact: {to: %s}\nparty: {kind: %s}\n", pick([]string{"2023-02-28", "2023-03-01", "2026-06-01"}, "decision"), pick([]string{"2021-08-01", "2022-12-31", "2023-02-01"}, "act"), pick(PartyKinds, "kind"))
	names := []string{"货值金额", "违法所得", "合同价款", "面积", "人数", "情节严重", "拒不改正", "造成严重后果"}
	if rapid.Bool().Draw(t, "own item") {
		var branches []string
		for range rapid.IntRange(1, 4).Draw(t, "branches") {
			branches = append(branches, d.inline(t))
		}
		fmt.Fprintf(&b, "item: {law: 示例法, article: 第一条, items: [%s]}\n", strings.Join(branches, ", "))
	} else {
		id := pick(d.items, "item")
		fmt.Fprintf(&b, "item: %s\n", id)
		if f, err := d.lib.Item(id, "2023-02-01"); err == nil {
			names = nil
			for _, e := range f.Item.Facts {
				names = append(names, e.Name)
			}
		}
	}
	b.WriteString("facts: {")
	seen := map[string]bool{}
	for range rapid.IntRange(0, 4).Draw(t, "facts") {
		if len(names) == 0 {
			break
		}
		name := pick(names, "fact")
		if !seen[name] {
			seen[name] = true
			values := amounts
			if rapid.Bool().Draw(t, "yes or no") {
				values = answers
			}
			fmt.Fprintf(&b, "%s: %s, ", name, pick(values, "value"))
		}
	}
	b.WriteString("}\ncircumstances: {")
	for _, c := range []string{"立功", "轻微及时改正无后果", "首违后果轻微及时改正", "其他应当从重", "违反突发事件应对措施", "残疾或重病生活困难"} {
		if rapid.IntRange(0, 3).Draw(t, c) == 0 {
			fmt.Fprintf(&b, "%s: %s, ", c, pick(answers, "answer"))
		}
	}
	b.WriteString("}\n")
	if rapid.Bool().Draw(t, "choose") {
		fmt.Fprintf(&b, "chosen: {全部: %s, 并处: %s}\n", pick([]string{"减轻", "从轻", "一般", "从重"}, "tier"), pick([]string{"单处", "并处"}, "joint"))
	}
	if rapid.Bool().Draw(t, "propose") {
		fmt.Fprintf(&b, "proposed: {罚款: %s, 行政拘留: 5日, 警告: true}\n", pick([]string{"0.01", "50000", "89999999999999.99"}, "fine"))
	}
	return b.String()
}

// TestAnyCase: whatever a case says, the answer is a message with its place or a result that its schema describes; the share of
// answers is logged, so that a generator that only makes mistakes is seen.
func TestAnyCase(t *testing.T) {
	lib, err := rules.Load(rules.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	valid, _ := publishedSchema(t, "suggestion")
	d := draw(lib)
	answered, asked := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text := d.text(t)
		asked++
		c, err := Read("案件.yaml", strings.NewReader(text))
		if err != nil {
			return
		}
		s, err := Suggest(lib, c, Options{})
		if err != nil {
			return
		}
		answered++
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 256<<10 {
			return
		}
		if err := valid.Validate(v); err != nil {
			t.Fatalf("%v\n%s\n%s", err, text, data)
		}
	})
	t.Logf("%d of %d answered", answered, asked)
}
