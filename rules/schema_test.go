package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"cailiang/engine"
)

// compiled compiles a published schema as its users do, offline.
func compiled(t testing.TB, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	url := "urn:cailiang:schema:" + name
	if err := c.AddResource(url, raw(t, name)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(url)
	if err != nil {
		t.Fatalf("schema %s: %v", name, err)
	}
	return s
}

func raw(t testing.TB, name string) any {
	t.Helper()
	data, err := Schema(name)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// instance decodes YAML or JSON as an editor does: plain true and numbers are no text, dates are.
func instance(t testing.TB, data []byte) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal(data, &n); err != nil {
		t.Fatal(err)
	}
	return plainNode(n.Content[0])
}

var plainNumber = regexp.MustCompile(`^[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

func plainNode(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plainNode(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		l := []any{}
		for _, c := range n.Content {
			l = append(l, plainNode(c))
		}
		return l
	}
	switch {
	case n.Style != 0:
		return n.Value
	case n.Value == "true" || n.Value == "false":
		return n.Value == "true"
	case n.Value == "" || n.Value == "null" || n.Value == "~":
		return nil
	case plainNumber.MatchString(n.Value):
		return json.Number(n.Value)
	}
	return n.Value
}

func TestSchemaNames(t *testing.T) {
	for _, name := range SchemaNames {
		if s := compiled(t, name); s.ID != "urn:cailiang:schema:"+name && s.Location == "" {
			t.Errorf("%s has no identity", name)
		}
	}
	_, err := Schema("cases")
	if err == nil || err.Error() != "没有名为“cases”的格式定义。可用的名称：case、pack、statute、base、benchmark、calendar、checklist、suggestion" {
		t.Errorf("unknown name: %v", err)
	}
}

// TestSchemasAcceptWhatIsShipped validates every pack, every version file and every case of testdata.
func TestSchemasAcceptWhatIsShipped(t *testing.T) {
	valid := map[string]*jsonschema.Schema{}
	for _, name := range SchemaNames {
		valid[name] = compiled(t, name)
	}
	n := map[string]int{}
	check := func(name, file string, data []byte) {
		n[name]++
		if err := valid[name].Validate(instance(t, data)); err != nil {
			t.Errorf("%s is no %s: %v", file, name, err)
		}
	}
	lib, err := Load(Builtin())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range lib.Packs {
		check("pack", p.File, read(t, Builtin(), p.File))
		for _, v := range p.Versions {
			kind := "base"
			if p.Kind == "statute" || p.Kind == "benchmark" || p.Kind == "calendar" {
				kind = p.Kind
			}
			check(kind, v.File, read(t, Builtin(), v.File))
		}
	}
	lists, err := LoadChecklists(BuiltinChecklists())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range lists {
		for _, v := range p.Versions {
			check("checklist", v.File, read(t, BuiltinChecklists(), v.File))
		}
	}
	root := os.DirFS(filepath.Join("..", "testdata", "cases"))
	files, err := fs.Glob(root, "*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, f := range files {
		check("case", f, read(t, root, f))
	}
	t.Logf("%v", n)
}

func read(t testing.TB, fsys fs.FS, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// published lists every object of the schemas that takes only known keys, by schema and place, with the keys of its reader.
func published() map[string]map[string][]string {
	effects, shapes := words(engine.Effects), words(engine.Shapes)
	return map[string]map[string][]string{
		"pack": {"": packKeys, "norm": normKeys, "version": versionKeys, "fact": factKeys, "presume": presumeKeys, "share": shareKeys, "inside": insideKeys},
		"benchmark": {"": benchmarkKeys, "table": tableKeys, "tier": tierKeys, "band": bandKeys, "fine": fineKeys, "share": shareKeys, "inside": insideKeys,
			"steps": stepsKeys, "step": stepKeys, "matrix": matrixKeys, "row": rowKeys, "score": scoreKeys, "column": columnKeys, "option": optionKeys,
			"adjust": adjustKeys, "need": tableNeedKeys, "finding": findingKeys, "derived": derivedKeys, "window": windowKeys, "branch": branchKeys, "penalty": penaltyKeys, "fact": factKeys, "presume": presumeKeys},
		"statute": {"": statuteKeys, "item": itemKeys, "branch": branchKeys, "penalty": penaltyKeys},
		"base": {"": baseKeys, "joint": jointKeys, "circumstances": effects, "circumstance": circumstanceKeys, "disputed": disputedKeys, "cuts": shapes,
			"shape_cuts": shapeKeys, "cut": cutKeys, "combine": combineKeys, "side": sideKeys, "both": bothKeys, "need": needKeys,
			"local_cap": capKeys, "harsh": harshKeys, "way": wayKeys, "age": ageKeys, "limitation": limitationKeys, "longer": longerKeys, "exception": exceptionKeys},
		"calendar": {"": calendarKeys, "holiday": holidayKeys},
		"checklist": {"": checklistKeys, "collection": collectionKeys, "fact": checklistFactKeys, "list": listKeys, "check": checkKeys,
			"conclusion": conclusionKeys},
		"case": {"inline": inlineKeys, "inline_branch": inlineBranchKeys, "threshold": thresholdKeys, "penalty": penaltyKeys, "inline_fact": factKeys,
			"inline_fact.presume": presumeKeys, "proposed": engine.Kinds},
	}
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// Read by api/casework, whose test compares them.
var readElsewhere = []string{"", "agency", "decision", "act", "party", "fact_form", "claim", "circumstance_form", "penalised", "earlier"}

// TestSchemaKeys holds the published keys equal to those that the strict readers take.
func TestSchemaKeys(t *testing.T) {
	for name, want := range published() {
		got := closed(raw(t, name))
		for place, keys := range got {
			if name == "case" && slices.Contains(readElsewhere, place) {
				continue
			}
			w, known := want[place]
			if !known {
				t.Errorf("%s.json: nothing is compared with %q", name, place)
				continue
			}
			if d := difference(keys, w); d != "" {
				t.Errorf("%s.json %q: %s", name, place, d)
			}
		}
		for place := range want {
			if _, there := got[place]; !there {
				t.Errorf("%s.json has no closed object %q", name, place)
			}
		}
	}
}

// closed finds the objects with additionalProperties: false: their place below $defs ("" = the root) and their keys.
func closed(doc any) map[string][]string {
	out := map[string][]string{}
	var walk func(place string, v any)
	walk = func(place string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			return
		}
		props, _ := m["properties"].(map[string]any)
		if m["additionalProperties"] == false {
			out[place] = keysOf(props)
		}
		for k, p := range props {
			walk(strings.TrimPrefix(place+"."+k, "."), p)
		}
		defs, _ := m["$defs"].(map[string]any)
		for k, d := range defs {
			walk(k, d)
		}
	}
	walk("", doc)
	return out
}

func keysOf(m map[string]any) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func difference(got, want []string) string {
	var lines []string
	for _, k := range got {
		if !slices.Contains(want, k) {
			lines = append(lines, "published but not read: "+k)
		}
	}
	for _, k := range want {
		if !slices.Contains(got, k) {
			lines = append(lines, "read but not published: "+k)
		}
	}
	return strings.Join(lines, ", ")
}

// TestSchemaWords holds the published words equal to the program's.
func TestSchemaWords(t *testing.T) {
	for _, c := range []struct {
		schema, place string
		want          []string
	}{
		{"pack", "norm.rank", Ranks},
		{"statute", "branch.role", Roles},
		{"statute", "penalty.kind", engine.Kinds},
		{"case", "penalty.kind", engine.Kinds},
		{"case", "tier", words(engine.Tiers)},
		{"suggestion", "kind", engine.Kinds},
		{"suggestion", "circumstance.effect", words(engine.Effects)},
		{"suggestion", "cut.standing", []string{"direct", "reading", "direction", "silent"}},
	} {
		m := raw(t, c.schema).(map[string]any)["$defs"].(map[string]any)
		steps := strings.Split(c.place, ".")
		at := m[steps[0]].(map[string]any)
		for _, s := range steps[1:] {
			at = at["properties"].(map[string]any)[s].(map[string]any)
		}
		var got []string
		for _, w := range at["enum"].([]any) {
			if s, ok := w.(string); ok && s != "" {
				got = append(got, s)
			}
		}
		if d := difference(got, c.want); d != "" {
			t.Errorf("%s.json %s: %s", c.schema, c.place, d)
		}
	}
}

// TestSchemaDescriptions: every key of a closed object says in Chinese what it is for, itself or where it points.
func TestSchemaDescriptions(t *testing.T) {
	for _, name := range SchemaNames {
		doc := raw(t, name).(map[string]any)
		defs := doc["$defs"].(map[string]any)
		var walk func(place string, v any)
		walk = func(place string, v any) {
			m, ok := v.(map[string]any)
			if !ok {
				return
			}
			props, _ := m["properties"].(map[string]any)
			for k, p := range props {
				if m["additionalProperties"] == false && !described(p, defs) {
					t.Errorf("%s.json %s.%s has no description", name, place, k)
				}
				walk(place+"."+k, p)
			}
		}
		walk("", doc)
		for k, d := range defs {
			walk(k, d)
		}
	}
}

var han = regexp.MustCompile(`\p{Han}`)

func described(v any, defs map[string]any) bool {
	m, ok := v.(map[string]any)
	if !ok {
		return false
	}
	if text, _ := m["description"].(string); han.MatchString(text) {
		return true
	}
	if c, ok := m["const"].(string); ok && c == "silent" {
		return true
	}
	ref, _ := m["$ref"].(string)
	target, found := defs[path.Base(ref)]
	if !found {
		for _, a := range anyOf(m) {
			if described(a, defs) {
				return true
			}
		}
		return false
	}
	return described(target, defs) || named(ref)
}

// named: lists of entries whose own keys are described.
func named(ref string) bool {
	return slices.Contains([]string{"#/$defs/list", "#/$defs/tier", "#/$defs/needs", "#/$defs/proposed_kind", "#/$defs/proposed_money"}, ref)
}

func anyOf(m map[string]any) []any { l, _ := m["anyOf"].([]any); return l }

const goodPack = `id: statute/示例法
title: 中华人民共和国示例法
short: [示例法]
norm: {rank: 法律, maker: 示例, number: 示例一号, published: 2024-01-01}
standing: in_force
facts:
  金额: {type: money, absent: true, worse: more, ask: 多少元？}
  程度: {type: enum, options: [轻, 重], ask: 程度？}
  天数: {type: int, min: 1, max: 31, ask: 几天？}
  严重: {type: bool, ask: 严重吗？, presume: {value: false, why: 未认定}}
versions:
  - {version: 2024-01-01, from: 2024-03-01, to: null, file: 2024-03-01.yaml}
`

const goodStatute = `items:
  - id: 示例法/1
    name: 某行为
    article: 第一条
    branches:
      - {who: 单位, role: 单位, when: not 严重, penalties: [{kind: 罚款, min: 1000, max: 5000, modality: may}]}
`

const goodBase = `circumstances:
  应当从重: [{name: 抗法, article: 第一条}]
cuts:
  range: {article: 第二条, 从轻: {of: span, share: "[0%, 30%]"}, 减轻: {of: below_floor, floor: out}, 一般: whole, 从重: none}
  times: {same_as: range, standing: reading, why: 照此}
  percent: silent
  ceiling: {readings: [{as: 甲, 从轻: {of: max, share: "(0%, 30%]"}}, {as: 乙, same_as: range}]}
  times_ceiling: silent
  percent_ceiling: silent
  floor: silent
  fixed: silent
`

const goodCase = `id: 一
place: 重庆市
agency: {system: 市场监管, line: 地方}
decision: {date: 2024-06-01}
act: {from: 2024-05-01, to: 2024-05-02}
party: {kind: 法人}
item: {law: 示例法, article: 第一条, penalties: [{kind: 罚款, min: 10, max: 20, base: 货值金额}]}
facts: {货值金额: 3200, 违法所得: 无, 甲: {value: 是, evidence: [1]}, 乙: {min: 1, max: 2}, 丙: {disputed: [{by: 甲方, value: 1}, {by: 乙方, value: 2}]}}
circumstances: [立功, {name: 抗法, value: 未查明}]
chosen: {立功: 从轻}
proposed: {罚款: 60000, 限制从业: 5年, 吊销许可证件: true}
evidence: [{id: 1, kind: 书证, verified: true}]
timeline: [{event: 立案, date: 2024-05-03}]
`

// TestSchemasRefuse mutates good documents: each mutation must be refused, the original not.
func TestSchemasRefuse(t *testing.T) {
	for _, c := range []struct {
		schema, good string
		mutations    []string // old → new, joined by ⇒
	}{
		{"pack", goodPack, []string{
			"title:⇒titel:", "short: [示例法]⇒short: 示例法", "rank: 法律⇒rank: 宪法", "standing: in_force⇒standing: active", "standing: in_force⇒standing: unverified",
			"id: statute/示例法⇒id: 示例法", "type: money⇒type: yuan", "absent: true⇒absent: yes", "published: 2024-01-01⇒published: 2024/01/01",
			"options: [轻, 重]⇒options: [轻]", "presume: {value: false, why: 未认定}⇒presume: {value: false}", "from: 2024-03-01⇒from: [2024-03-01]", "file: 2024-03-01.yaml⇒files: x",
			"type: int, min⇒type: int, absent: true, min", "ask: 几天？⇒asks: 几天？", "  - {version: 2024-01-01, from: 2024-03-01, to: null, file: 2024-03-01.yaml}⇒  []",
		}},
		{"statute", goodStatute, []string{
			"items:⇒item:", "name: 某行为⇒title: 某行为", "role: 单位⇒role: 公司", "kind: 罚款⇒kind: 罚金", "min: 1000⇒min: 一千", "min: 1000⇒min: -1000", "max: 5000⇒max: [5000]",
			"modality: may⇒modality: maybe", "penalties: [{⇒penalties: [{note: x, ", "who: 单位⇒step: more", "branches:⇒branch:",
		}},
		{"base", goodBase, []string{
			"circumstances:⇒circumstance:", "应当从重:⇒必须从重:", "article: 第一条⇒articles: 第一条", "of: span, share⇒of: span, part", `"[0%, 30%]"⇒"0-30"`, "floor: out⇒floor: open",
			"一般: whole⇒一般: 全部", "standing: reading, why: 照此⇒standing: reading", "percent: silent⇒percent: none", "  floor: silent\n⇒", "as: 甲⇒name: 甲", "of: max⇒of: top",
		}},
		{"case", goodCase, []string{
			"place:⇒palce:", "line: 地方⇒line: 本地", "date: 2024-06-01⇒date: 2024年6月1日", "to: 2024-05-02⇒until: 2024-05-02", "kind: 法人⇒kind: 公司", "item: {law: 示例法, ⇒item: {",
			"kind: 罚款, min: 10⇒kind: 罚金, min: 10", "货值金额: 3200⇒货值金额: null", "货值金额: 3200⇒货值金额: [3200]", "{value: 是, evidence: [1]}⇒{values: 是}", "{value: 是, evidence: [1]}⇒{evidence: [1]}",
			"{by: 乙方, value: 2}⇒{by: 乙方}", ", {by: 乙方, value: 2}]⇒]", "circumstances: [⇒circumstances: [[], ", "立功: 从轻⇒立功: 轻", "罚款: 60000⇒罚款: 六万", "罚款: 60000⇒罚金: 60000", "限制从业: 5年⇒限制从业: 5",
			"act: {⇒acts: [{}]\nact: {", "party: {⇒parties: [{}]\nparty: {", "evidence: [{⇒evidence: [[], {", "item: {⇒itme: {law: x}\nitem: {",
		}},
	} {
		s := compiled(t, c.schema)
		if err := s.Validate(instance(t, []byte(c.good))); err != nil {
			t.Errorf("%s: the good document is refused: %v", c.schema, err)
		}
		for _, m := range c.mutations {
			old, mutant, _ := strings.Cut(m, "⇒")
			if strings.Count(c.good, old) == 0 {
				t.Errorf("%s: nothing to mutate at %q", c.schema, old)
				continue
			}
			doc := strings.Replace(c.good, old, mutant, 1)
			if s.Validate(instance(t, []byte(doc))) == nil {
				t.Errorf("%s accepts the mutation %q", c.schema, m)
			}
		}
	}
}

// TestSchemaSays shows what an author reads when a file is refused: the place in the document.
func TestSchemaSays(t *testing.T) {
	err := compiled(t, "case").Validate(instance(t, []byte(strings.Replace(goodCase, "place:", "palce:", 1))))
	if err == nil || !strings.Contains(fmt.Sprintf("%#v", err), "palce") && !strings.Contains(err.Error(), "palce") {
		t.Errorf("the unknown key is not named: %v", err)
	}
}
