package casework_test

import (
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"cailiang/api/casework"
	"cailiang/rules"
)

// builtin reads the packs of the binary once for all tests.
var builtin = sync.OnceValues(func() (*rules.Library, error) { return rules.Load(rules.Builtin()) })

func library(t testing.TB) *rules.Library {
	t.Helper()
	lib, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// TestShippedPacks runs the tests beside every pack.
func TestShippedPacks(t *testing.T) {
	results, err := casework.TestPacks(library(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		for _, p := range r.Problems {
			t.Errorf("%s（测试“%s”）", p, r.Name)
		}
	}
	packs := map[string]int{}
	for _, r := range results {
		packs[r.Pack]++
	}
	t.Logf("%d tests of %d packs", len(results), len(packs))
}

const demoPack = `id: statute/示例法
title: 示例法
short: [示例法]
norm: {rank: 法律}
standing: in_force
facts: {货值金额: {type: money, ask: 多少元？}}
versions: [{version: 2024-01-01, from: 2024-01-01, to: null, file: 2024-01-01.yaml}]
`

const demoVersion = `items:
  - id: 示例法/1
    name: 某行为
    article: 第一条
    branches: [{penalties: [{kind: 警告}, {kind: 罚款, min: 1000, max: 2000, modality: must}]}]
`

// TestPacksReportsDifferences runs tests that must fail, and reads what is said: file, line, what was wanted and what came.
func TestPacksReportsDifferences(t *testing.T) {
	tests := map[string]struct{ test, want string }{
		"passes":       {`{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 1}, want: {status: decided, outcomes: [{fine: "(1300, 1700)"}]}}`, ""},
		"fine":         {`{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 1}, want: {outcomes: [{fine: "[1300, 1700]"}]}}`, "demo/tests/a.yaml:1: 没有这个结果：{fine: [1300, 1700]}\ndemo/tests/a.yaml:1: 多出的结果：{item: 示例法/1, status: range, tier: 一般, kinds: [罚款, 警告], fine: (1300, 1700)}"},
		"status":       {"{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 1},\n  want: {status: undetermined}}", "demo/tests/a.yaml:2: status 应为 undetermined，实得 decided"},
		"missing":      {`{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 1}, want: {missing: [货值金额]}}`, "demo/tests/a.yaml:1: missing 应为 [货值金额]，实得 []"},
		"warnings":     {`{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 1}, want: {warnings: [harsh]}}`, "demo/tests/a.yaml:1: warnings 应为 [harsh]，实得 []"},
		"verdict":      {`{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 1, proposed: {罚款: 1300}}, want: {verdict: inside}}`, "demo/tests/a.yaml:1: 罚款 1300.00 的 verdict 应为 inside，实得 against_rule"},
		"no proposal":  {`{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 1}, want: {verdict: inside}}`, "demo/tests/a.yaml:1: 案件没有 proposed，没有可以核对的 verdict"},
		"version":      {`{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 1}, want: {version: 2025-01-01}}`, "demo/tests/a.yaml:1: 法规文本应为 2025-01-01，实用 2024-01-01"},
		"not refused":  {`{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 1}, want: {error: 没有}}`, "demo/tests/a.yaml:1: 案件应当被拒绝，却算出了结果"},
		"refused":      {`{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 2}, want: {status: decided}}`, "demo/tests/a.yaml:1: 案件没有算出结果：demo/tests/a.yaml:1:67: [0].case.item: 规则库里的《示例法》（2024-01-01 起施行的文本）没有这一条的处罚事项。"},
		"other reason": {`{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 2}, want: {error: 不认识}}`, "demo/tests/a.yaml:1: 拒绝的理由里没有“不认识”，而是："},
		"no date":      {`{name: 甲, case: {place: 重庆市, item: 1}, want: {status: decided}}`, "[0].case: 测试案件没有写决定日期，结果会随日子改变。改法：加一行 decision: {date: 2026-01-01}。"},
		"misspelt key": {`{name: 甲, case: {decision: {date: 2024-06-01}, item: 1}, want: {outcome: []}}`, "demo/tests/a.yaml:1:66: [0].want.outcome: 不认识的键“outcome”。改法：您是否要写 outcomes？"},
		"bad interval": {`{name: 甲, case: {decision: {date: 2024-06-01}, item: 1}, want: {outcomes: [{fine: "[2000, 1000]"}]}}`, "幅度 “[2000, 1000]” 内没有任何金额"},
		"bad word":     {`{name: 甲, case: {decision: {date: 2024-06-01}, item: 1}, want: {outcomes: [{tier: 轻}]}}`, "[0].want.outcomes[0].tier: 不认识的词“轻”。改法：您是否要写 减轻？"},
		"too many":     {`{name: 甲, case: {decision: {date: 2024-06-01}, place: 重庆市, item: 1}, want: {outcomes: [{status: range}, {kinds: [警告, 罚款]}]}}`, "demo/tests/a.yaml:1: 没有这个结果：{kinds: [警告, 罚款]}"},
	}
	sub := func(dir string) fs.FS {
		f, err := fs.Sub(rules.Builtin(), dir)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for name, tt := range tests {
		pack := fstest.MapFS{"demo/pack.yaml": {Data: []byte(demoPack)}, "demo/2024-01-01.yaml": {Data: []byte(demoVersion)},
			"demo/tests/a.yaml": {Data: []byte("[" + tt.test + "]\n")}}
		lib, err := rules.Load(sub("general"), sub("base"), pack) // what a test needs: all packs take ten times as long
		if err != nil {
			t.Fatal(err)
		}
		rs, err := casework.TestPacks(lib, "statute/示例法")
		if err != nil || len(rs) != 1 {
			t.Errorf("%s: %v, %d results", name, err, len(rs))
			continue
		}
		got := strings.Join(rs[0].Problems, "\n")
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) || rs[0].OK() != (tt.want == "") {
			t.Errorf("%s:\n got %s\nwant %s", name, got, tt.want)
		}
	}
}

func TestPacksNeedsKnownIDs(t *testing.T) {
	_, err := casework.TestPacks(library(t), "base/chongqin")
	if err == nil || err.Error() != "没有“base/chongqin”这个规则包。改法：是不是“base/chongqing”？" {
		t.Error(err)
	}
}

// TestBenchmarkPacks runs the tests beside the packs of testdata: every shape of a benchmark, with worked sums.
func TestBenchmarkPacks(t *testing.T) {
	lib, err := rules.Load(rules.Builtin(), os.DirFS("testdata/packs"))
	if err != nil {
		t.Fatal(err)
	}
	results, err := casework.TestPacks(lib, "示例/阶次")
	if err != nil || len(results) == 0 {
		t.Fatalf("%d results, %v", len(results), err)
	}
	for _, r := range results {
		if !r.OK() {
			t.Errorf("%s: %s", r.Name, strings.Join(r.Problems, "\n"))
		}
	}
}
