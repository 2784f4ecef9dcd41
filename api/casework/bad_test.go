package casework_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
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
	{"anchor bomb", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nitem: *g\n"},
	{"merge key", food + "facts: {<<: {货值金额: 3200}}\n"},
	{"empty file", ""},
	{"comment only", "# 案件\n"},
	{"null file", "null\n"},
	{"text only", "食品安全法\n"},
	{"list only", "- 食品安全法\n"},
	{"two documents", food + "---\n" + food},
	{"JSON cut off", `{"place": "重庆市", "item": "食品安全法/124/1/5", "facts": {"货值金额": 3200`},
	{"tab for indentation", "place: 重庆市\nfacts:\n\t货值金额: 3200\n"},
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
		for _, line := range strings.Split(err.Error(), "\n") {
			if !placed.MatchString(line) {
				t.Errorf("%s: no place or no remedy: %s", c.name, line)
			}
		}
		fmt.Fprintf(&b, "== %s\n%v\n", c.name, err)
	}
	golden(t, "bad_cases.txt", b.String())
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
