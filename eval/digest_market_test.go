package eval

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules/source"
)

const marketSpecimens = "testdata/market"

// marketFiles are the digests of FORMAT-market.md under a folder.
func marketFiles(t testing.TB, dir string) []*digest {
	t.Helper()
	s, err := newDigestSuite()
	if err != nil {
		t.Fatal(err)
	}
	var out []*digest
	err = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".yaml") {
			if d := s.open(path); d.err == nil && d.root.Len() > 0 && !fieldShape(d.root) && marketShape(d.root) {
				out = append(out, d)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The worked cases of the specimens that are meant to come out otherwise than equal.
var marketOtherwise = map[string]string{
	"m-branches 错的答案": Differs, "m-shared-bounds 只说一档": Ambiguous, "m-steps 零头": Ambiguous, "m-list 两种读法": Ambiguous,
	"f-30 第4例 从轻": Differs, "f-30 第4例 从重": Differs,
}

// What the answers of some cases must say in words; the digest's own form is read by the code under test.
var marketGot = map[string][]string{
	"m-branches 2":      {"[3000, 10000)"},
	"m-branches 3":      {"[6000, 20000]"},
	"m-shared-bounds 8": {"[90000, 100000]"},
	"m-list 1":          {"第一档（符合所列任一情形即可）", "第一档（须符合所列全部情形）"},
	"m-steps 零头":        {"[14000, 14000]", "[15000, 15000]"},
	"m-per-day 2":       {"[75, 120]"},
	"m-order 3":         {"[13000, 200000]"},
	"m-gate 4":          {"不具备前置条件"},
	"m-tier-fact 3":     {"[30000, 30000]", "停业"},
	"v-class 1":         {"[20000, 30000]"},
	"v-lists 3":         {"[2000, 3000)"},
	"v-sum 1":           {"[1900, 1900]"},
	"f-30 第3例 从轻":       {"[1000, 1300]"},
	"m-share 2":         {"[85000, 100000]"},
	"m-levels 2":        {"[1000, 2000]"},
	"v-tiers-by-name 2": {"[200, 2000]"},
	"m-derived 1":       {"[1000, 10000]"},
	"m-roles 1":         {"[2000, 3000]", "(0, 3000]"},
}

func TestMarketSpecimens(t *testing.T) {
	files, err := digests(marketSpecimens, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]string{"m-law-only": StatutoryOnly, "样本省规则": HeadOnly, "f-text": Inexpressible}
	n, told := 0, 0
	for _, f := range files {
		for _, it := range f.Items {
			if it.Result != results[it.ID] {
				t.Errorf("%s: %q %s", it.ID, it.Result, it.Reason)
			}
			if lost := map[string]int{"m-broken": 2}[it.ID]; len(it.Lost) != lost {
				t.Errorf("%s: lost %q", it.ID, it.Lost)
			}
			if it.ID == "m-broken" && !strings.Contains(strings.Join(it.Notes, " "), "surprise") {
				t.Errorf("%s: the unknown key is not told: %q", it.ID, it.Notes)
			}
			for _, c := range it.Cases {
				n++
				for _, words := range marketGot[it.ID+" "+c.N] {
					told++
					if !strings.Contains(c.Got, words) {
						t.Errorf("%s %s: %s does not say %s", it.ID, c.N, c.Got, words)
					}
				}
				if want := orElse(marketOtherwise[it.ID+" "+c.N], Equal); c.Result != want {
					t.Errorf("%s %s: %s, want %s\n got %s\nwant %s\n%s", it.ID, c.N, c.Result, want, c.Got, c.Want, c.Reason)
				}
			}
		}
	}
	if n < 79 || told < 20 {
		t.Errorf("%d cases, %d with their words", n, told)
	}
}

// The conversion and the decision stand every complete set of facts, and the tiers are those whose conditions expr's own machine finds.
func TestMarketItemsDecide(t *testing.T) {
	files := marketFiles(t, marketSpecimens)
	if data := os.Getenv("CAILIANG_DATA"); data != "" {
		files = append(files, marketFiles(t, filepath.Join(data, "benchmarks"))...)
	} else {
		t.Log("CAILIANG_DATA 没有设置，只核对样本")
	}
	seen := map[engine.Status]int{}
	items, compared := 0, 0
	for _, d := range files {
		nodes := map[string]source.Map{}
		for _, n := range listOf(d.root.Get("items")) {
			nodes[text(n.Map().Get("id"))] = n.Map()
		}
		for _, im := range readMarket(d) {
			im.compile()
			if im.kind != "" {
				continue
			}
			items++
			c := &marketTrial{trial{t: t, im: im, item: nodes[im.id], rng: rand.New(rand.NewPCG(11, uint64(items))), seen: seen}}
			c.thresholds = numbersIn(flow(d.root.Get("items")))
			if n := nodes[im.id]; n.Node().Exists() {
				c.thresholds = numbersIn(flow(n.Node()))
			}
			for range 200 {
				c.once()
			}
			compared += c.compared
		}
	}
	t.Logf("%d items, %d rows compared with expr, statuses %v", items, compared, seen)
	if compared < 1000 {
		t.Errorf("only %d comparisons", compared)
	}
}

type marketTrial struct{ trial }

func (c *marketTrial) once() {
	set, env := c.im.plan.NewFacts(true), map[string]any{}
	var given []value
	for i := range c.im.plan.Vocabulary.Len() {
		e := c.im.plan.Vocabulary.Entry(i)
		s, v := c.draw(e)
		if e.Absent && c.rng.IntN(4) == 0 {
			s, v = facts.NoneWord, nil
		}
		if err := set.SetKnown(e.Name, s); err != nil {
			c.t.Fatalf("%s %s: %v", c.im.id, e.Name, err)
		}
		env[e.Name] = v
		given = append(given, value{e.Name, s})
	}
	if err := c.im.derive(set, map[string]bool{}); err != nil {
		c.t.Errorf("%s: %v", c.im.id, err)
		return
	}
	for _, role := range c.im.roles() {
		r := c.im.plan.Decide(&engine.Input{Role: role, Facts: set})
		if len(r.Outcomes) == 0 {
			c.t.Errorf("%s %s: no outcome for %v", c.im.id, role, given)
		}
		for _, o := range r.Outcomes {
			c.seen[o.Status]++
		}
		c.rows(r, env, given)
	}
}

var (
	chained = regexp.MustCompile(`([\p{Han}\w.]+)\s*(<=?)\s*([\p{Han}\w]+)\s*(<=?)\s*([\p{Han}\w.]+)`)
)

// machine evaluates a row's condition by expr: chained comparisons and null in expr's form, comparisons with what is absent false.
func machine(when string, env map[string]any) (v, ok bool) {
	if strings.ContainsAny(when, "+-/（；%") {
		return false, false
	}
	when = chained.ReplaceAllString(strings.ReplaceAll(when, "null", "nil"), "($1 $2 $3 and $3 $4 $5)")
	v, ok = holds(when, env)
	if !ok && slices.ContainsFunc(names(when, env), func(s string) bool { return env[s] == nil }) {
		return false, len(names(when, env)) > 0
	}
	return v, ok
}

func names(when string, env map[string]any) []string {
	var out []string
	for _, s := range nameOrQuoted.FindAllString(when, -1) {
		if _, ok := env[s]; ok {
			out = append(out, s)
		}
	}
	return out
}

// rows compares the tiers found with the digest's own conditions: a tier that is found has a row that may hold, and a row that holds and
// has no branch, target or place of its own is found.
func (c *marketTrial) rows(r *engine.Result, env map[string]any, given []value) {
	if !c.item.Node().Exists() {
		return
	}
	list := listOf(c.item.Get("grades"))
	var got []string
	for _, o := range r.Outcomes {
		if o.Tier != "" && o.Tier != "未读到的阶次" {
			got = appendNew(got, string(o.Tier))
		}
	}
	if slices.Contains(got, "不适用") {
		return
	}
	open := map[string]bool{}
	for i, n := range list {
		m := n.Map()
		name, when := rowName(m), text(m.Get("when"))
		if name == "" {
			name = fmt.Sprintf("第%d档", i+1)
		}
		v, ok := machine(when, env)
		if when == "" || !ok {
			open[name] = true
			continue
		}
		c.compared++
		open[name] = open[name] || v
		if v && plainRow(m) && c.im.table.Choose == "" && !slices.ContainsFunc(got, func(g string) bool { return sameTier(g, name) }) && absentBase(m, env) {
			c.t.Errorf("%s: expr finds %q, got %q for %v", c.im.id, name, got, given)
		}
	}
	for _, g := range got {
		ok := len(list) == 0
		for name, may := range open {
			ok = ok || may && sameTier(g, name)
		}
		if !ok {
			c.t.Errorf("%s: got %q, which expr does not find, for %v", c.im.id, g, given)
		}
	}
}

// plainRow is a row that its condition alone places: no branch, target, place inside a tier, or amounts by party.
func plainRow(m source.Map) bool {
	for _, key := range []string{"branch", "target", "sub"} {
		if m.Has(key) {
			return false
		}
	}
	f := m.Get("fine")
	return f.Exists() && (!f.IsMap() || f.Map().Has("unit"))
}

// absentBase is false where the fine's base is not there, so that there may be nothing to compute.
func absentBase(m source.Map, env map[string]any) bool {
	f := m.Get("fine")
	if !f.IsMap() {
		return true
	}
	v, ok := env[text(f.Map().Get("base"))]
	return !ok || v != nil
}

func TestOrderPolicy(t *testing.T) {
	for s, want := range map[string]engine.Policy{
		"从重到轻逐档判断，先命中者为准（原文未说明）": engine.Heaviest, "未说明": "", "原文未写": "", "就高": engine.Heaviest, "先命中者为准": engine.First, "由轻到重": engine.Lightest,
	} {
		if got := orderPolicy(s); got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

func TestDayAfter(t *testing.T) {
	for _, c := range []struct{ from, span, want string }{
		{"2023-08-31", "6个月", "2024-02-29"}, {"2024-02-29", "1年", "2025-02-28"}, {"2024-01-31", "1月", "2024-02-29"}, {"2024-12-15", "2年", "2026-12-15"}, {"2024-02-28", "2天", "2024-03-01"},
	} {
		d, err := facts.ParseDay(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := dayAfter(int64(d), c.span); got != c.want {
			t.Errorf("%s + %s = %s, want %s", c.from, c.span, got, c.want)
		}
	}
}

// No condition, branch, or fine, whatever stands in it, ends the reading in a way that the reader did not foresee.
func FuzzMarketRow(f *testing.F) {
	for _, x := range [][3]string{
		{"5000 <= 额 < 30000", "不足5万元", "{base: 定额, unit: 元, min: 1, max: 2, max_in: false}"}, {"行为日 - 前日 <= 2年", "有违法所得", "{kind: step, start: 1, over: 2, every: 3, add: 4}"},
		{"初次 / 改正（连接词未写）", "1万元以上不足5万元", "{甲: 3, 乙: [4, 5]}"}, {"额 == null or 比 > 20%", "情节严重", "依法减轻（未给数）"},
		{"abs(额) / 数 >= 10%", "", "{base: 额, unit: 倍, value: 2, cap: 30}"}, {"其他情形", "额 > 3", "[{unit: 万元, value: 1}, 警告]"},
	} {
		f.Add(x[0], x[1], x[2])
	}
	s, err := newDigestSuite()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, when, branch, fine string) {
		doc := fmt.Sprintf("items:\n- id: 试\n  legal: []\n  facts: {额: {type: money, nullable: true}, 数: {type: int, unit: 天}, 比: {type: ratio, unit: '%%'}, 行为日: {type: date}, 前日: {type: date}, 初次: {type: bool}, 主体: {type: enum, values: [甲, 乙]}}\n  derived: {派生: 额 / 数}\n  grades:\n  - {grade: 一, when: %q, branch: %q, fine: %s}\n  - {grade: 二, fine: %q}\n", when, branch, fine, fine)
		d := s.read("试.yaml", strings.NewReader(doc))
		if d.err != nil || d.root.Len() == 0 || !marketShape(d.root) {
			return
		}
		for _, im := range readMarket(d) {
			if it := im.line(); strings.Contains(it.Reason, "没有料到") {
				t.Errorf("%s: %s", it.ID, it.Reason)
			}
		}
	})
}
