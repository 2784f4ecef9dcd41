package casework

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"cailiang/engine"
	"cailiang/rules"
)

func publishedSchema(t testing.TB, name string) (*jsonschema.Schema, map[string]any) {
	t.Helper()
	data, err := rules.Schema(name)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	url := "urn:cailiang:schema:" + name
	if err := c.AddResource(url, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(url)
	if err != nil {
		t.Fatal(err)
	}
	return s, doc.(map[string]any)
}

// TestCaseSchemaKeys holds the published keys of a case equal to those that Read takes.
func TestCaseSchemaKeys(t *testing.T) {
	_, doc := publishedSchema(t, "case")
	defs := doc["$defs"].(map[string]any)
	for place, want := range map[string][]string{"": caseKeys, "agency": agencyKeys, "decision": decisionKeys, "act": actKeys, "party": partyKeys, "earlier": earlierKeys,
		"fact_form": factKeys, "claim": claimKeys, "circumstance_form": circumstanceKeys, "penalised": penalisedKeys} {
		at := doc
		if place != "" {
			at = defs[place].(map[string]any)
		}
		if at["additionalProperties"] != false {
			t.Errorf("case.json %q takes unknown keys", place)
		}
		got := slices.Sorted(maps.Keys(at["properties"].(map[string]any)))
		if want := slices.Sorted(slices.Values(want)); !slices.Equal(got, want) {
			t.Errorf("case.json %q publishes %v, read are %v", place, got, want)
		}
	}
	for place, want := range map[string][]string{"kind": PartyKinds, "role": Roles} {
		var got []string
		for _, w := range defs["party"].(map[string]any)["properties"].(map[string]any)[place].(map[string]any)["enum"].([]any) {
			if w != nil {
				got = append(got, w.(string))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("case.json party.%s publishes %v, read are %v", place, got, want)
		}
	}
	if !slices.Equal(Roles, rules.Roles) {
		t.Errorf("a party may be %v, a branch may hit %v", Roles, rules.Roles)
	}
}

// many is a case whose open facts leave more outcomes than are listed: the hull is given, with the reason.
const many = `place: 重庆市
decision: {date: 2024-06-20}
item:
  law: 示例法
  article: 第一条
  facts: {甲: {type: bool, ask: 甲？}, 乙: {type: bool, ask: 乙？}, 丙: {type: bool, ask: 丙？}, 丁: {type: bool, ask: 丁？}, 戊: {type: bool, ask: 戊？}, 己: {type: bool, ask: 己？}, 庚: {type: bool, ask: 庚？}}
  branches:
    - {penalties: [{kind: 罚款, min: 1000, max: 5000}]}
    - {when: 甲, step: add, penalties: [{kind: 警告}]}
    - {when: 乙, step: add, penalties: [{kind: 通报批评}]}
    - {when: 丙, step: add, penalties: [{kind: 没收违法所得}]}
    - {when: 丁, step: add, penalties: [{kind: 没收非法财物}]}
    - {when: 戊, step: add, penalties: [{kind: 暂扣许可证件, min: 3, max: 6, unit: 月}]}
    - {when: 己, step: add, penalties: [{kind: 降低资质等级}]}
    - {when: 庚, step: add, penalties: [{kind: 吊销许可证件}]}
`

// suggestions gives every testdata case and every case of the packs' tests, decided, and one with too many outcomes.
func suggestions(t *testing.T, visit func(name string, s *engine.Suggestion)) {
	t.Helper()
	lib, err := rules.Load(rules.Builtin(), os.DirFS("testdata/packs"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "cases", "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, f := range files {
		for _, o := range []Options{{Today: "2026-06-01"}, {Today: "2026-06-01", NoPresumptions: true}} {
			c, err := ReadFile(f)
			if err != nil {
				t.Errorf("%s: %v", f, err)
				continue
			}
			s, err := Suggest(lib, c, o)
			switch {
			case errors.Is(err, ErrOutOfScope): // some cases are older than the library
			case err != nil:
				t.Errorf("%s: %v", f, err)
			default:
				visit(filepath.Base(f), s)
			}
		}
	}
	c, err := Read("many.yaml", strings.NewReader(many))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Suggest(lib, c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	visit("many.yaml", s)
	for _, p := range lib.Packs {
		for _, name := range p.Tests() {
			for i := 0; ; i++ {
				doc, err := p.ReadTest(name)
				if err != nil {
					t.Fatal(err)
				}
				list := doc.Root().List()
				if i == len(list) {
					break
				}
				x := &packTest{lib: lib, pack: p, doc: doc}
				if s, err := x.decide(list[i].Map().Get("case"), Options{}); err == nil { // some tests want a refusal
					visit(name, s)
				}
			}
		}
	}
}

// TestSuggestionSchema validates what suggest --json writes.
func TestSuggestionSchema(t *testing.T) {
	valid, doc := publishedSchema(t, "suggestion")
	n, seen := 0, map[string]bool{}
	suggestions(t, func(name string, s *engine.Suggestion) {
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 256<<10 {
			return // the same fields a thousand times: validating takes seconds and shows nothing more
		}
		n++
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := valid.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		keys("", v, seen)
	})
	t.Logf("%d suggestions", n)
	// what is published must also be written somewhere: a field that no result has is a slip of the schema
	defs := doc["$defs"].(map[string]any)
	for place, def := range map[string]string{"": "", "outcomes": "outcome", "outcomes.penalties": "penalty", "outcomes.penalties.factor": "factors", "outcomes.penalties.cut": "cut",
		"outcomes.penalties.statutory": "statutory", "outcomes.circumstances": "circumstance", "outcomes.choice": "choice", "outcomes.reading": "reading", "outcomes.versions": "version",
		"missing": "missing", "assumed": "assumed", "proposed": "proposed", "proposed.needs": "need", "pins": "pin", "item": "item", "pack": "pack", "act": "act",
		"why_not_lighter": "lighter", "why_not_lighter.changes": "change",
		"trace": "step", "law_choice": "law_choice", "law_choice.kinds": "kind_order", "trace.comparisons": "comparison", "warnings": "warning"} {
		at := doc
		if def != "" {
			at = defs[def].(map[string]any)
		}
		for k := range at["properties"].(map[string]any) {
			if p := strings.TrimPrefix(place+"."+k, "."); !seen[p] {
				t.Errorf("no result has %s", p)
			}
		}
	}
}

// keys notes the path of every key, without places in lists.
func keys(place string, v any, seen map[string]bool) {
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			keys(place, e, seen)
		}
	case map[string]any:
		for k, e := range x {
			p := strings.TrimPrefix(place+"."+k, ".")
			seen[p] = true
			keys(p, e, seen)
		}
	}
}

// TestSuggestionSchemaRefuses mutates a result: a renamed field, a missing field, an amount that is no amount.
func TestSuggestionSchemaRefuses(t *testing.T) {
	valid, _ := publishedSchema(t, "suggestion")
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "cases", "cq-mkt-024-expired-tea.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	lib, err := rules.Load(rules.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	c, err := Read("case.yaml", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Suggest(lib, c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	type m = map[string]any
	outcome := func(d m) m { return d["outcomes"].([]any)[0].(m) }
	fine := func(d m) m {
		for _, p := range outcome(d)["penalties"].([]any) {
			if p.(m)["kind"] == "罚款" {
				return p.(m)
			}
		}
		t.Fatal("no fine")
		return nil
	}
	for name, mutate := range map[string]func(m){
		"unknown field":               func(d m) { d["verdict"] = "inside" },
		"missing field":               func(d m) { delete(d, "pins") },
		"status in Chinese":           func(d m) { d["status"] = "已定" },
		"unknown field of an outcome": func(d m) { outcome(d)["range"] = nil },
		"tier":                        func(d m) { outcome(d)["tier"] = true },
		"amount as a number":          func(d m) { fine(d)["min"] = json.Number("50000") },
		"amount without 分":            func(d m) { fine(d)["min"] = "50000" },
		"amount with grouping":        func(d m) { fine(d)["max"] = "50,000.00" },
		"amount with one decimal":     func(d m) { fine(d)["max"] = "50000.5" },
		"fine in days":                func(d m) { fine(d)["unit"] = "日" },
		"open as text":                func(d m) { fine(d)["min_open"] = "true" },
		"basis without article":       func(d m) { fine(d)["basis"] = []any{m{"law": "食品安全法"}} },
		"warning without code":        func(d m) { d["warnings"] = []any{m{"message": "x"}} },
		"date with slashes":           func(d m) { d["as_of"] = "2024/07/31" },
	} {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		if err := valid.Validate(v); err != nil {
			t.Fatal(err)
		}
		mutate(v.(m))
		if valid.Validate(v) == nil {
			t.Errorf("accepted: %s", name)
		}
	}
}
