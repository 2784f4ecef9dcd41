package casework_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"cailiang/api/casework"
	"cailiang/engine"
	"cailiang/rules"
	"cailiang/rules/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Fatalf("%s differs from line %d (go test -update writes it anew)\n got: %q\nwant: %q", file, i+1, a[min(i, len(a)):min(i+1, len(a))], b[min(i, len(b)):min(i+1, len(b))])
		}
	}
}

// food is a case that is right but for what a test puts in the place of facts.
const food = `place: 重庆市
decision: {date: 2024-06-20}
act: {to: 2024-05-10}
item: 食品安全法/124/1/5
`

const (
	road   = "place: 重庆市\ndecision: {date: 2024-06-20}\nitem: 道路交通安全法/92/1\n"
	land   = "place: 重庆市\ndecision: {date: 2024-06-20}\nitem: 黑土地保护法/33\n"
	labour = "place: 重庆市\ndecision: {date: 2024-06-20}\nitem: 禁止使用童工规定/7\n"
)

// badCases hold the mistakes that people make in a case; testdata/bad_cases.txt holds what is said to each.
var badCases = []struct{ name, text string }{
	{"misspelt fact", food + "facts: {货值金领: 3200}\n"},
	{"misspelt fact, characters swapped", food + "facts: {违法得所: 3200}\n"},
	{"fact that the item does not have", food + "facts: {销售数量: 3}\n"},
	{"circumstance among the facts, misspelt", food + "facts: {主动消除减轻后国: true}\n"},
	{"unit behind an amount", food + "facts: {货值金额: 3200元}\n"},
	{"amount in 万", food + "facts: {货值金额: 3万}\n"},
	{"amount in 万元 with a decimal", food + "facts: {货值金额: 1.5万元}\n"},
	{"text where money is due", food + "facts: {货值金额: 不多}\n"},
	{"Chinese numerals", food + "facts: {货值金额: 三千二百元}\n"},
	{"full-width digits", food + "facts: {货值金额: ３２００}\n"},
	{"full-width colon and braces", food + "facts：｛货值金额：3200｝\n"},
	{"full-width colon inside", food + "facts: {货值金额：3200}\n"},
	{"full-width comma", food + "facts: {货值金额: 3200，违法所得: 无}\n"},
	{"grouping", food + "facts: {货值金额: '3,200'}\n"},
	{"currency sign", food + "facts: {货值金额: ￥3200}\n"},
	{"three decimals", food + "facts: {货值金额: 3200.005}\n"},
	{"too large", food + "facts: {货值金额: 99999999999999999999}\n"},
	{"0 for money that may not exist", food + "facts: {货值金额: 3200, 违法所得: 0}\n"},
	{"0.00 for money that may not exist", food + "facts: {货值金额: 3200, 违法所得: 0.00}\n"},
	{"无 for money that always exists", food + "facts: {货值金额: 无}\n"},
	{"negative amount", food + "facts: {货值金额: -3200}\n"},
	{"NaN", food + "facts: {货值金额: NaN}\n"},
	{".nan", food + "facts: {货值金额: .nan}\n"},
	{".inf", food + "facts: {货值金额: .inf}\n"},
	{"1e5", food + "facts: {货值金额: 1e5}\n"},
	{"hexadecimal", food + "facts: {货值金额: 0x10}\n"},
	{"leading zero", food + "facts: {货值金额: 03200}\n"},
	{"percentage", food + "facts: {货值金额: 10%}\n"},
	{"yes where money is due", food + "facts: {货值金额: true}\n"},
	{"number where yes or no is due", food + "facts: {货值金额: 3200, 情节严重: 1}\n"},
	{"word where yes or no is due", food + "facts: {货值金额: 3200, 情节严重: 有}\n"},
	{"list where one value is due", food + "facts: {货值金额: [3200, 3300]}\n"},
	{"map with an unknown key", food + "facts: {货值金额: {values: 3200}}\n"},
	{"null value", food + "facts: {货值金额: }\n"},
	{"null inside a map", food + "facts: {货值金额: {value: null}}\n"},
	{"bounds crossed", food + "facts: {货值金额: {min: 5000, max: 3000}}\n"},
	{"bounds of a yes or no", food + "facts: {货值金额: 1, 情节严重: {min: 0, max: 1}}\n"},
	{"无 as a bound", food + "facts: {违法所得: {min: 无, max: 3000}}\n"},
	{"one claim only", food + "facts: {货值金额: {disputed: [{by: 当事人, value: 3000}]}}\n"},
	{"claim without a person", food + "facts: {货值金额: {disputed: [{value: 3000}, {by: 机关, value: 4000}]}}\n"},
	{"facts as a list", food + "facts: [货值金额, 3200]\n"},
	{"facts as text", food + "facts: 货值金额 3200\n"},
	{"dates of the act cross", "place: 重庆市\ndecision: {date: 2024-06-20}\nact: {from: 2024-05-10, to: 2024-05-01}\nitem: 食品安全法/124/1/5\n"},
	{"dates of the second act cross", "place: 重庆市\ndecision: {date: 2024-06-20}\nacts:\n  - {to: 2024-05-01, item: 食品安全法/124/1/5}\n  - {from: 2024-05-10, to: 2024-05-01, item: 食品安全法/124/1/5}\n"},
	{"discovered before the act", "place: 重庆市\ndecision: {date: 2024-06-20}\nact: {from: 2024-05-10, discovered: 2024-05-01}\nitem: 食品安全法/124/1/5\n"},
	{"decided before the act", "place: 重庆市\ndecision: {date: 2024-05-01}\nact: {to: 2024-05-10}\nitem: 食品安全法/124/1/5\n"},
	{"day that does not exist", "place: 重庆市\ndecision: {date: 2024-06-31}\nact: {to: 2023-02-29}\nitem: 食品安全法/124/1/5\n"},
	{"date with slashes", "place: 重庆市\ndecision: {date: 2024/6/20}\nact: {to: 2024年5月10日}\nitem: 食品安全法/124/1/5\n"},
	{"date of two figures", "place: 重庆市\ndecision: {date: 24-6-20}\nitem: 食品安全法/124/1/5\n"},
	{"date of decision without its key", "place: 重庆市\ndecision: 2024-06-20\nitem: 食品安全法/124/1/5\n"},
	{"act as a date", "place: 重庆市\nact: 2024-06-20\nitem: 食品安全法/124/1/5\n"},
	{"agency as text", "place: 重庆市\nagency: 渝北区市场监管局\nitem: 食品安全法/124/1/5\n"},
	{"date as a list", "place: 重庆市\ndecision: [2024-06-20]\nitem: 食品安全法/124/1/5\n"},
	{"unknown item", "place: 重庆市\ndecision: {date: 2024-06-20}\nact: {to: 2024-05-10}\nitem: 食品安全法/124/1/99\n"},
	{"item that is no citation", "place: 重庆市\ndecision: {date: 2024-06-20}\nact: {to: 2024-05-10}\nitem: 卖过期食品\n"},
	{"article that is not in the library", "place: 重庆市\ndecision: {date: 2024-06-20}\nact: {to: 2024-05-10}\nitem: 食品安全法第一条\n"},
	{"misspelt law", "place: 重庆市\ndecision: {date: 2024-06-20}\nact: {to: 2024-05-10}\nitem: 食品安全发第一百二十四条第一款第（五）项\n"},
	{"unknown law", "place: 重庆市\ndecision: {date: 2024-06-20}\nact: {to: 2024-05-10}\nitem: 航道法第四十二条\n"},
	{"version not in the library", "place: 重庆市\ndecision: {date: 2024-06-20}\nact: {to: 2015-05-10}\nitem: 食品安全法/124/1/5\n"},
	{"item with several below it", "place: 重庆市\ndecision: {date: 2024-06-20}\nact: {to: 2024-05-10}\nitem: 食品安全法第一百二十四条第一款\n"},
	{"no item", "place: 重庆市\ndecision: {date: 2024-06-20}\nfacts: {货值金额: 3200}\n"},
	{"null item", "place: 重庆市\ndecision: {date: 2024-06-20}\nitem: null\n"},
	{"list as item", "place: 重庆市\ndecision: {date: 2024-06-20}\nitem: [食品安全法/124/1/5]\n"},
	{"own item without a law", "place: 重庆市\ndecision: {date: 2024-06-20}\nitem: {article: 第一条, penalties: [{kind: 罚款, max: 1000}]}\n"},
	{"own item without penalties", "place: 重庆市\ndecision: {date: 2024-06-20}\nitem: {law: 示例法, article: 第一条}\n"},
	{"own item with mistakes", "place: 重庆市\ndecision: {date: 2024-06-20}\nitem: {law: 示例法, article: 第一条, penalties: [{kind: 罚金, min: 5万, max: 1000, modality: must}, {kind: 罚款, min: 2000, max: 1000}, {kind: 罚款, mim: 1}], role: 公司}\n"},
	{"own item with a wrong condition", "place: 重庆市\ndecision: {date: 2024-06-20}\nitem: {law: 示例法, article: 第一条, when: 货值金额 > , penalties: [{kind: 罚款, max: 1000}]}\n"},
	{"own item with a wrong threshold", "place: 重庆市\ndecision: {date: 2024-06-20}\nitem: {law: 示例法, article: 第一条, when: [{base: 货值金额, op: ≥, value: 1万}], penalties: [{kind: 罚款, max: 1000}]}\n"},
	{"unknown circumstance", food + "facts: {货值金额: 3200}\ncircumstances: [主动消除危害]\n"},
	{"misspelt circumstance", food + "facts: {货值金额: 3200}\ncircumstances: [主动消除减轻后国]\n"},
	{"circumstance with a wrong value", food + "facts: {货值金额: 3200}\ncircumstances: {立功: 2次}\n"},
	{"circumstances as text", food + "facts: {货值金额: 3200}\ncircumstances: 立功\n"},
	{"circumstance null", food + "facts: {货值金额: 3200}\ncircumstances: {立功: }\n"},
	{"unknown choice", food + "facts: {货值金额: 3200}\ncircumstances: [立功]\nchosen: {立功: 轻罚}\n"},
	{"choice for an unknown circumstance", food + "facts: {货值金额: 3200}\ncircumstances: [立功]\nchosen: {立功劳: 从轻}\n"},
	{"unknown kind proposed", food + "facts: {货值金额: 3200}\nproposed: {罚金: 50000}\n"},
	{"proposed amount with a unit", food + "facts: {货值金额: 3200}\nproposed: {罚款: 5万元}\n"},
	{"proposed 0", food + "facts: {货值金额: 3200}\nproposed: {罚款: 0}\n"},
	{"proposed negative", food + "facts: {货值金额: 3200}\nproposed: {罚款: -1}\n"},
	{"proposed period without a unit", food + "facts: {货值金额: 3200}\nproposed: {限制从业: 5}\n"},
	{"proposed as a number", food + "facts: {货值金额: 3200}\nproposed: 50000\n"},
	{"proposed list", food + "facts: {货值金额: 3200}\nproposed: {罚款: [50000]}\n"},
	{"proposed for several parties", food + "facts: {货值金额: 3200}\nparties: [{id: 甲}, {id: 乙}]\nproposed: {罚款: 50000}\n"},
	{"party and parties", food + "party: {kind: 法人}\nparties: [{kind: 法人}]\n"},
	{"act and acts", "place: 重庆市\nact: {to: 2024-05-10}\nacts: [{to: 2024-05-10}]\nitem: 食品安全法/124/1/5\n"},
	{"unknown kind of party", food + "party: {kind: 公司}\n"},
	{"unknown role", food + "party: {role: 经理}\n"},
	{"unknown base rule", food + "base_rule: base/chongqin\n"},
	{"base rule not in force", "place: 重庆市\nbase_rule: base/chongqing\ndecision: {date: 2023-02-28}\nact: {to: 2023-02-01}\nitem: 食品安全法/124/1/5\nfacts: {货值金额: 3200}\n"},
	{"unknown line", food + "agency: {line: 垂直}\n"},
	{"misspelt key", food + "palce: 重庆市\n"},
	{"key twice", food + "place: 重庆市渝北区\n"},
	{"fact twice", food + "facts: {货值金额: 3200, 货值金额: 3300}\n"},
	{"anchor and alias", food + "facts: &f {货值金额: 3200}\nparty: {facts: *f}\n"},
	{"anchor bomb", "a: &a [x, x]\nb: &b [*a, *a]\nitem: *b\n"},
	{"merge key", food + "facts: {<<: {货值金额: 3200}}\n"},
	{"empty file", ""},
	{"comment only", "# 案件\n"},
	{"null file", "null\n"},
	{"text only", "食品安全法\n"},
	{"list only", "- 食品安全法\n"},
	{"two documents", food + "---\n" + food},
	{"JSON cut off", `{"place": "重庆市", "item": "食品安全法/124/1/5", "facts": {"货值金额": 3200`},
	{"tab for indentation", "place: 重庆市\nfacts:\n\t货值金额: 3200\n"},
	{"evidence that is not listed", food + "evidence: [{id: 证1}, {id: 证2}]\nfacts: {货值金额: {value: 3200, evidence: [证1, 证3]}}\n"},
	{"evidence as text", food + "evidence: 发票\nfacts: {货值金额: 3200}\n"},
	{"two parties of one id", food + "parties: [{id: 甲}, {id: 甲}]\nfacts: {货值金额: 3200}\n"},
	{"two acts of one id", "place: 重庆市\nacts: [{id: 一, to: 2024-05-10}, {id: 一, to: 2024-05-11}]\nitem: 食品安全法/124/1/5\n"},
	{"share of a fact in percent", road + "facts: {超员百分比: 20%, 违反规定载货: 否}\n"},
	{"area with its unit", land + "facts: {未剥离面积: 50平方米, 剥离不合标准: 否}\n"},
	{"area with another unit", land + "facts: {未剥离面积: 3亩, 剥离不合标准: 否}\n"},
	{"area with too many decimals", land + "facts: {未剥离面积: 50.1234567, 剥离不合标准: 否}\n"},
	{"number of persons with decimals", labour + "facts: {介绍人数: 2.5, 职业中介机构: 否}\n"},
	{"number of persons with a unit", labour + "facts: {介绍人数: 2人, 职业中介机构: 否}\n"},
	{"number of persons negative", labour + "facts: {介绍人数: -2, 职业中介机构: 否}\n"},
	{"option that does not exist", "place: 重庆市\ndecision: {date: 2024-06-20}\nitem: 重庆市城市园林绿化条例/56\nfacts: {情节: 很重}\n"},
	{"wrong facts of two items", "place: 重庆市\ndecision: {date: 2024-06-20}\nitems: [食品安全法/124/1/5, 商标法/60/2]\nfacts: {货值金领: 3200, 违法经营额: 0}\n"},
	{"unknown facts of two items", "place: 重庆市\ndecision: {date: 2024-06-20}\nacts:\n  - {item: 食品安全法/124/1/5, facts: {货值: 3200}}\n  - {item: 商标法/60/2, facts: {经营额: 1}}\n"},
	{"several mistakes at once", "place: 重庆市\npalce: 重庆市\ndecision: {date: 2024-13-01}\nact: {to: 2024-5-10}\nitem: 食品安全法/124/1/5\nparty: {kind: 公司}\n"},
	{"several wrong facts at once", food + "facts: {货值金领: 3200, 违法所得: 0, 情节严重: 有}\ncircumstances: [立功劳]\nproposed: {罚金: 1}\n"},
	{"deeply nested", food + "facts: " + strings.Repeat("[", 80) + strings.Repeat("]", 80) + "\n"},
}

// decide reads and decides a case as the command does.
func decide(t testing.TB, name, text string) (*engine.Suggestion, error) {
	c, err := casework.Read(name, strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	return casework.Suggest(library(t), c, casework.Options{Today: "2024-07-01"})
}

// placed is what every message must have: file, line, what is wrong, what to do.
var placed = regexp.MustCompile(`^案件\.yaml(:\d+:\d+)?: .+。改法：.+`)

func TestBadCases(t *testing.T) {
	var b strings.Builder
	for _, c := range badCases {
		_, err := decide(t, "案件.yaml", c.text)
		if err == nil {
			t.Errorf("%s: accepted", c.name)
			continue
		}
		var ps source.Problems
		if !errors.As(err, &ps) {
			t.Errorf("%s: no list of problems: %v", c.name, err)
		}
		text := err.Error()
		if errors.Is(err, casework.ErrOutOfScope) {
			text = strings.TrimPrefix(text, casework.ErrOutOfScope.Error()+"。\n")
		}
		for _, line := range strings.Split(text, "\n") {
			if !placed.MatchString(line) {
				t.Errorf("%s: no place or no remedy: %s", c.name, line)
			}
		}
		fmt.Fprintf(&b, "== %s\n%v\n", c.name, err)
	}
	golden(t, "bad_cases.txt", b.String())
}

// TestAnchorBomb: nothing is expanded, whatever the depth, and the messages are bounded.
func TestAnchorBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i <= 30; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 99), i-1)
	}
	b.WriteString("item: *a30\n")
	_, err := decide(t, "案件.yaml", b.String())
	if err == nil {
		t.Fatal("accepted")
	}
	if n := strings.Count(err.Error(), "\n"); n > 1001 {
		t.Errorf("%d messages", n)
	}
}

// TestWhatIf: what is said to a wrong --what-if.
func TestWhatIf(t *testing.T) {
	for given, want := range map[string]string{
		"货值金额":          "--what-if: “货值金额”没有等号。改法：写成 事实=值，例如 货值金额=12000。",
		"货值金领=1":        "--what-if: 没有“货值金领”这个事实。改法：是不是“货值金额”？",
		"违法所得=0":        "--what-if: 违法所得: “违法所得”写成了 0。改法：没有的写 无，算不出的写 无法计算，还没有查清的写 未查明。",
		"货值金额=1万":       "--what-if: 货值金额: “货值金额”应为以元为单位的金额：金额 “1万” 带有数量单位：请写成 10000。改法：例如 3200 或 3200.50。",
		"情节严重=也许":       "--what-if: 情节严重: “情节严重”应为 是 或 否，读到“也许”。改法：写 true、false、是、否 或 未查明。",
		"货值金额=无":        "--what-if: 货值金额: “货值金额”不会是“无”。改法：写一个数；还没有查清的写 未查明。",
		"货值金额=12000":    "",
		"主动消除减轻后果=true": "",
	} {
		c, err := casework.Read("案件.yaml", strings.NewReader(food+"facts: {货值金额: 3200}\n"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = casework.Suggest(library(t), c, casework.Options{WhatIf: []string{given}})
		if got := fmt.Sprint(err); (want != "" || err != nil) && got != want {
			t.Errorf("%s:\n got %s\nwant %s", given, got, want)
		}
	}
}

// TestPlaceWarnings: a place that is missing or not written in full is told, since another rule decides then.
func TestPlaceWarnings(t *testing.T) {
	for place, want := range map[string]string{
		"place: 重庆\n":                          "place_not_in_full: 地点“重庆”没有写全称，未适用渝令355；如在重庆市，请从“重庆市”写起",
		"place: 重庆渝北区\n":                       "place_not_in_full: 地点“重庆渝北区”没有写全称，未适用渝令355；如在重庆市，请从“重庆市”写起",
		"agency: {system: 市场监督}\nplace: 江苏省\n": "system_not_known: 没有用于“市场监督”系统的一般裁量规则；是不是“市场监管”？",
		"":             "no_base_rule: 案件没有写地点（place）和系统（agency.system），没有选用一般裁量规则：幅度保持法定幅度，只按行政处罚法给出方向",
		"place: 江苏省\n": "no_base_rule: 此地、此系统没有收入一般裁量规则：幅度保持法定幅度，只按行政处罚法给出方向",
	} {
		s, err := decide(t, "案件.yaml", place+"decision: {date: 2024-06-20}\nact: {to: 2024-05-10}\nitem: 食品安全法/124/1/5\nfacts: {货值金额: 3200}\n")
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Warnings) == 0 || s.Warnings[0].Code+": "+s.Warnings[0].Message != want {
			t.Errorf("%q: %v\nwant %s", place, s.Warnings, want)
		}
	}
}

// endless gives the beginning of a case and then n bytes of a list, without holding them.
type endless struct {
	head string
	n    int64
	read int64
}

func (r *endless) Read(p []byte) (int, error) {
	if r.head != "" {
		n := copy(p, r.head)
		r.head = r.head[n:]
		r.read += int64(n)
		return n, nil
	}
	if r.n <= 0 {
		return 0, io.EOF
	}
	const line = "  - 证据\n"
	n := 0
	for n+len(line) <= len(p) && r.n > 0 {
		n += copy(p[n:], line)
		r.n -= int64(len(line))
	}
	if n == 0 {
		n = copy(p, strings.Repeat("\n", len(p)))
	}
	r.read += int64(n)
	return n, nil
}

// TestHugeFile: a file of 200 MB is refused by its size, after reading no more than the limit.
func TestHugeFile(t *testing.T) {
	r := &endless{head: food + "evidence:\n", n: 200 << 20}
	_, err := casework.Read("案件.yaml", r)
	if err == nil || err.Error() != "案件.yaml: 文件超过 8 MB 上限。改法：把文件拆成几个。" {
		t.Error(err)
	}
	if r.read > 2*source.MaxBytes {
		t.Errorf("read %d bytes of a file that is over the limit", r.read)
	}
}

// TestContradiction: facts that the pack's constraints forbid are no answer but a warning that names the constraint.
func TestContradiction(t *testing.T) {
	pack := fstest.MapFS{"demo/pack.yaml": {Data: []byte(`id: statute/示例法
title: 示例法
short: [示例法]
norm: {rank: 法律}
standing: in_force
facts:
  造成后果: {type: bool, ask: 造成后果吗？}
  造成严重后果: {type: bool, ask: 造成严重后果吗？}
constraints: [not 造成严重后果 or 造成后果]
versions: [{version: 2024-01-01, from: 2024-01-01, to: null, file: 2024-01-01.yaml}]
`)}, "demo/2024-01-01.yaml": {Data: []byte(`items:
  - id: 示例法/1
    name: 某行为
    article: 第一条
    branches:
      - {when: not 造成严重后果, penalties: [{kind: 罚款, min: 1000, max: 2000}]}
      - {when: 造成严重后果, penalties: [{kind: 罚款, min: 2000, max: 5000}]}
`)}}
	lib, err := rules.Load(rules.Builtin(), pack)
	if err != nil {
		t.Fatal(err)
	}
	c, err := casework.Read("案件.yaml", strings.NewReader("place: 重庆市\ndecision: {date: 2024-06-20}\nitem: 示例法/1\nfacts: {造成后果: 否, 造成严重后果: 是}\n"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := casework.Suggest(lib, c, casework.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Status() != engine.OutOfScope {
		t.Errorf("status %s", s.Status())
	}
	var got []string
	for _, w := range s.Parts[0].Result.Warnings {
		got = append(got, w.Code+": "+w.Message)
	}
	want := "contradiction: 已知的事实互相矛盾：not 造成严重后果 or 造成后果"
	if len(got) == 0 || got[0] != want {
		t.Errorf("got %q, want %s", got, want)
	}
}

// TestFactsOfSeveralItems: what one item asks is no mistake for the other.
func TestFactsOfSeveralItems(t *testing.T) {
	s, err := decide(t, "案件.yaml", "place: 重庆市\ndecision: {date: 2024-06-20}\nact: {to: 2024-05-10}\nitems: [食品安全法/124/1/5, 商标法/60/2]\nfacts: {货值金额: 3200, 违法经营额: 无}\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Parts) != 2 || s.Status() != engine.Decided {
		t.Errorf("%d parts, %s", len(s.Parts), s.Status())
	}
}

const (
	goodHead = `id: statute/示例法
title: 中华人民共和国示例法
short: [示例法]
norm: {rank: 法律, maker: 示例}
standing: in_force
facts:
  货值金额: {type: money, worse: more, ask: 多少元？}
  违法所得: {type: money, absent: true, worse: more, ask: 多少元？}
  严重: {type: bool, worse: true, ask: 严重吗？, presume: {value: false, why: 未认定}}
  程度: {type: enum, options: [轻, 重], ask: 程度？}
versions:
  - {version: 2024-01-01, from: 2024-03-01, to: null, file: 2024-03-01.yaml}
`
	goodText = `items:
  - id: 示例法/1
    name: 某行为
    article: 第一条
    branches:
      - {when: 货值金额 < 10000, penalties: [{kind: 罚款, min: 1000, max: 5000}]}
      - {when: 货值金额 >= 10000, penalties: [{kind: 罚款, min: 1, max: 2, base: 货值金额}]}
`
)

// badPacks hold the mistakes that authors make: old ⇒ new in pack.yaml (head) or in the version file (text).
var badPacks = []struct{ name, head, text string }{
	{"unknown key", "title:⇒titel:", "name:⇒nmae:"},
	{"no id", "id: statute/示例法\n⇒", ""},
	{"id without its kind", "id: statute/⇒id: 法规/", ""},
	{"unknown rank and standing", "rank: 法律, maker: 示例}\nstanding: in_force⇒rank: 宪法, maker: 示例}\nstanding: 现行", ""},
	{"unverified without what was read", "standing: in_force⇒standing: unverified", ""},
	{"short as text", "short: [示例法]⇒short: 示例法", ""},
	{"unknown type", "type: bool⇒type: yesno", ""},
	{"no question", "ask: 程度？⇒note: 程度", ""},
	{"absent for a yes or no", "type: bool, worse⇒type: bool, absent: true, worse", ""},
	{"one option only", "options: [轻, 重]⇒options: [轻]", ""},
	{"presumed amount", "type: money, worse⇒type: money, presume: {value: 100, why: 一般}, worse", ""},
	{"presumption without a reason", "presume: {value: false, why: 未认定}⇒presume: {value: false}", ""},
	{"bounds of a yes or no", "type: bool, worse⇒type: bool, min: 1, worse", ""},
	{"bounds crossed", "type: money, worse⇒type: money, min: 100, max: 10, worse", ""},
	{"bound that is no number", "type: money, worse⇒type: money, min: 一百, worse", ""},
	{"no versions", "  - {version: 2024-01-01, from: 2024-03-01, to: null, file: 2024-03-01.yaml}⇒  []", ""},
	{"day that does not exist", "version: 2024-01-01, from: 2024-03-01⇒version: 2024-02-30, from: 2024年3月1日", ""},
	{"ends before it begins", "to: null⇒to: 2024-02-01", ""},
	{"versions that overlap", "to: null, file: 2024-03-01.yaml}⇒to: null, file: 2024-03-01.yaml}\n  - {version: 2025-01-01, from: 2025-01-01, to: null, file: 2024-03-01.yaml}", ""},
	{"file that is missing", "file: 2024-03-01.yaml⇒file: 2024-03-02.yaml", ""},
	{"constraint over an unknown fact", "standing: in_force⇒standing: in_force\nconstraints: [not 严重 or 造成后果]", ""},
	{"condition over an unknown fact", "", "货值金额 < 10000⇒货值金领 < 10000"},
	{"condition that is not finished", "", "货值金额 < 10000⇒货值金额 <"},
	{"condition with Chinese words", "", "货值金额 < 10000⇒货值金额 < 10000 且 严重"},
	{"condition that compares a yes or no with a number", "", "货值金额 < 10000⇒严重 < 10000"},
	{"condition with an unknown option", "", "货值金额 < 10000⇒'程度 == \"中\"'"},
	{"not over money that may be absent", "", "货值金额 < 10000⇒not (违法所得 < 10000)"},
	{"condition with an assignment", "", "货值金额 < 10000⇒货值金额 = 10000"},
	{"all wrong conditions in one run", "", "货值金额 < 10000⇒货值金领 < 10000 and 严中\n⇒货值金额 >= 10000⇒货值金额 >= 一万 or (严重"},
	{"unknown kind", "", "kind: 罚款, min: 1000⇒kind: 罚金, min: 1000"},
	{"amount with a unit", "", "min: 1000⇒min: 1千元"},
	{"negative amount", "", "min: 1000⇒min: -1000"},
	{"floor above the ceiling", "", "min: 1000⇒min: 6000"},
	{"base that is not defined", "", "base: 货值金额⇒base: 货值金领"},
	{"base that is no number", "", "base: 货值金额⇒base: 严重"},
	{"unknown role", "", "{when: 货值金额 < 10000,⇒{role: 公司, when: 货值金额 < 10000,"},
	{"unknown step", "", "{when: 货值金额 < 10000,⇒{step: 增加, when: 货值金额 < 10000,"},
	{"unknown modality", "", "max: 5000⇒max: 5000, modality: 可以"},
	{"no penalties", "", "penalties: [{kind: 罚款, min: 1000, max: 5000}]⇒note: 无"},
	{"id of another law", "", "id: 示例法/1⇒id: 样例法/1"},
	{"id twice", "", "items:⇒items:\n  - {id: 示例法/1, name: 另一行为, article: 第一条, branches: []}"},
	{"list where one value is due", "title: 中华人民共和国示例法⇒title: [示例法]", "name: 某行为⇒name: [某行为]"},
	{"empty version file", "", "ALL⇒"},
	{"version file that is a list", "", "ALL⇒- 示例法\n"},
}

const (
	baseHead = `id: base/示例
title: 示例裁量办法
norm: {rank: 规范性文件, maker: 示例}
place: 示例省
standing: in_force
versions:
  - {version: 2024-01-01, from: 2024-03-01, to: null, file: 2024-03-01.yaml}
`
	baseText = `circumstances:
  应当从轻或减轻: [{name: 立功, article: 第一条}]
  应当从重: [{name: 抗法, article: 第二条, when: not 该行为已另受处罚}]
cuts:
  range:
    article: 第三条
    减轻: {of: below_floor, floor: out}
    从轻: {of: span, share: "[0%, 30%]"}
    一般: {of: span, share: "(30%, 70%)"}
    从重: {of: span, share: "[70%, 100%]"}
  times: {same_as: range}
  percent: {same_as: range, standing: reading, why: 照倍数办理}
  ceiling: silent
  times_ceiling: silent
  percent_ceiling: silent
  floor: silent
  fixed: silent
combine:
  several_lighter: {effect: lowest, article: 第四条}
harsh: {over: 5, bases: [货值金额], ways: [{article: 行政处罚法 第三十三条, needs: 轻微}]}
`
)

// badBases hold the mistakes in the version file of a base rule.
var badBases = []struct{ name, text string }{
	{"unknown effect", "应当从重:⇒必须从重:"},
	{"circumstance twice", "[{name: 立功, article: 第一条}]⇒[{name: 立功, article: 第一条}, {name: 立功, article: 第一条}]"},
	{"circumstance without an article", "{name: 立功, article: 第一条}⇒{name: 立功}"},
	{"circumstance with a wrong condition", "when: not 该行为已另受处罚⇒when: not 该行为 已另受处罚"},
	{"circumstance with a number in its condition", "when: not 该行为已另受处罚⇒when: 次数 > 2"},
	{"shape left out", "  floor: silent⇒  # floor"},
	{"shape with another word", "floor: silent⇒floor: none"},
	{"share that cannot be read", "\"[0%, 30%]\"⇒0-30%"},
	{"share turned round", "\"[0%, 30%]\"⇒\"[30%, 0%]\""},
	{"share above the whole", "\"[70%, 100%]\"⇒\"[70%, 120%]\""},
	{"cut without a share", ", share: \"[0%, 30%]\"⇒"},
	{"cut without its floor", ", floor: out⇒"},
	{"unknown part", "of: span, share: \"[0%⇒of: spam, share: \"[0%"},
	{"reading without a reason", ", why: 照倍数办理⇒"},
	{"same as a later shape", "times: {same_as: range}⇒times: {same_as: ceiling}"},
	{"same as an unknown shape", "times: {same_as: range}⇒times: {same_as: rang}"},
	{"tier in other words", "一般:⇒中等:"},
	{"unknown effect of several", "effect: lowest⇒effect: lower"},
	{"multiple with its word", "over: 5⇒over: 5倍"},
}

// mutate replaces old by new, several pairs in a row.
func mutate(t *testing.T, name, text, mutation string) string {
	t.Helper()
	parts := strings.Split(mutation, "⇒")
	for i := 0; i+1 < len(parts); i += 2 {
		old := strings.TrimPrefix(parts[i], "\n")
		if old == "ALL" {
			return parts[i+1]
		}
		if !strings.Contains(text, old) {
			t.Fatalf("%s: nothing to mutate at %q", name, old)
		}
		text = strings.Replace(text, old, strings.TrimSuffix(parts[i+1], "\n"), 1)
	}
	return text
}

func TestBadPacks(t *testing.T) {
	var b strings.Builder
	say := func(name string, err error) {
		if err == nil {
			t.Errorf("%s: accepted", name)
			return
		}
		var ps source.Problems
		if !errors.As(err, &ps) {
			t.Errorf("%s: no list of problems: %v", name, err)
		}
		for _, p := range ps {
			if p.File == "" || p.Line == 0 && p.Message != "文件是空的" || p.Message == "" || p.Remedy == "" {
				t.Errorf("%s: no place or no remedy: %v", name, p)
			}
		}
		fmt.Fprintf(&b, "== %s\n%v\n", name, err)
	}
	general, err := fs.Sub(rules.Builtin(), "general") // enough to load with, and quick
	if err != nil {
		t.Fatal(err)
	}
	load := func(head, text string) error {
		_, err := rules.Load(general, fstest.MapFS{"示例/pack.yaml": {Data: []byte(head)}, "示例/2024-03-01.yaml": {Data: []byte(text)}})
		return err
	}
	if err := load(goodHead, goodText); err != nil {
		t.Fatal(err)
	}
	for _, c := range badPacks {
		say(c.name, load(mutate(t, c.name, goodHead, c.head), mutate(t, c.name, goodText, c.text)))
	}
	loadBase := func(text string) error {
		_, err := rules.Load(general, fstest.MapFS{"示例/pack.yaml": {Data: []byte(baseHead)}, "示例/2024-03-01.yaml": {Data: []byte(text)}})
		return err
	}
	if err := loadBase(baseText); err != nil {
		t.Fatal(err)
	}
	for _, c := range badBases {
		say("base rule: "+c.name, loadBase(mutate(t, c.name, baseText, c.text)))
	}
	twice := fstest.MapFS{"一/pack.yaml": {Data: []byte(goodHead)}, "一/2024-03-01.yaml": {Data: []byte(goodText)},
		"二/pack.yaml": {Data: []byte(goodHead)}, "二/2024-03-01.yaml": {Data: []byte(goodText)}}
	_, err = rules.Load(general, twice)
	say("two packs of one id in one folder", err)
	golden(t, "bad_packs.txt", b.String())
}

// TestReplacePack: a pack in a later folder takes the place of the one with its id; that is no mistake.
func TestReplacePack(t *testing.T) {
	one := fstest.MapFS{"一/pack.yaml": {Data: []byte(goodHead)}, "一/2024-03-01.yaml": {Data: []byte(goodText)}}
	two := fstest.MapFS{"二/pack.yaml": {Data: []byte(strings.Replace(goodHead, "title: 中华人民共和国示例法", "title: 示例法（修订）", 1))}, "二/2024-03-01.yaml": {Data: []byte(goodText)}}
	lib, err := rules.Load(rules.Builtin(), one, two)
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := lib.Pack("statute/示例法"); !ok || p.Title != "示例法（修订）" {
		t.Errorf("%v %v", p, ok)
	}
}
