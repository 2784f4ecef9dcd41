package builtin

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"cailiang/engine/money"
)

func load(t *testing.T) *Corpus {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A digest is short and whole: words for who and what, ranges that can be read.
func TestArticles(t *testing.T) {
	for _, a := range load(t).Articles {
		if a.Subject == "" || len(a.Parts) == 0 || a.From == "" {
			t.Errorf("%s lacks a subject, a part or its first day", a.ID())
		}
		for _, p := range a.Parts {
			if n := utf8.RuneCountInString(p.What); n < 9 || n > 90 || p.Who == "" {
				t.Errorf("%s %s: %d characters of what, who %q", a.ID(), p.At, n, p.Who)
			}
			for _, r := range p.Ranges {
				checkRange(t, a.ID()+" "+p.At, r)
			}
		}
	}
}

func checkRange(t *testing.T, where string, r Range) {
	t.Helper()
	if r.Min != nil && r.Max != nil && r.Min.Cmp(*r.Max) > 0 {
		t.Errorf("%s: %s from %s to %s", where, r.Kind, r.Min, r.Max)
	}
	if r.Kind == "" || r.DeemMin != nil && r.Base == "" {
		t.Errorf("%s: %+v", where, r)
	}
}

func TestFind(t *testing.T) {
	c := load(t)
	for _, x := range []struct{ law, article, day, want string }{
		{"食品安全法", "132", "2024-01-01", "食品安全法/132@2021-04-29"},
		{"食品安全法", "132", "2025-12-01", "食品安全法/132"},
		{"食品安全法", "124", "2024-01-01", "食品安全法/124"},
		{"道路运输条例", "63", "2023-07-19", "道路运输条例/63@2019-03-02"},
		{"道路运输条例", "63", "2023-07-20", "道路运输条例/63"},
		{"环境影响评价法", "31", "2026-08-14", "环境影响评价法/31@2018-12-29"},
		{"环境影响评价法", "31", "2026-08-15", ""},
		{"食品安全法", "1", "2026-01-01", ""},
	} {
		got := ""
		if a := c.Find(x.law, x.article, x.day); a != nil {
			got = a.ID()
		}
		if got != x.want {
			t.Errorf("%s %s on %s: %s, want %s", x.law, x.article, x.day, got, x.want)
		}
	}
}

func TestLaw(t *testing.T) {
	c := load(t)
	for name, want := range map[string]string{"食安法": "食品安全法", "《中华人民共和国食品安全法》": "食品安全法", "渝令355": "重庆市规范行政处罚裁量权办法", "处罚法": "行政处罚法", "民法典": ""} {
		got := ""
		if l := c.Law(name); l != nil {
			got = l.Name
		}
		if got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

func ratio(s string) *money.Ratio {
	r, err := money.ParseRatio(s)
	if err != nil {
		panic(err)
	}
	return &r
}

func TestRangeString(t *testing.T) {
	for want, r := range map[string]Range{
		"5万元以上10万元以下罚款":             {Kind: "罚款", Min: ratio("50000"), Max: ratio("100000")},
		"2000元以下罚款":                 {Kind: "罚款", Max: ratio("2000")},
		"可以15000元以下罚款":              {Kind: "罚款", Max: ratio("15000"), May: true},
		"货值金额10倍以上20倍以下罚款":          {Kind: "罚款", Min: ratio("10"), Max: ratio("20"), Base: "货值金额"},
		"总投资额1%以上5%以下罚款":            {Kind: "罚款", Min: ratio("0.01"), Max: ratio("0.05"), Base: "总投资额", Percent: true},
		"漏缴税款30%以上2倍以下罚款":           {Kind: "罚款", Min: ratio("0.3"), Max: ratio("2"), Base: "漏缴税款", Percent: true},
		"上一年年收入40%罚款":               {Kind: "罚款", Min: ratio("0.4"), Max: ratio("0.4"), Base: "上一年年收入", Percent: true},
		"行政拘留5日以上10日以下":             {Kind: "行政拘留", Min: ratio("5"), Max: ratio("10"), Unit: "日"},
		"限制从业6个月以上12个月以下":           {Kind: "限制从业", Min: ratio("6"), Max: ratio("12"), Unit: "月"},
		"限制从业5年以上":                  {Kind: "限制从业", Min: ratio("5"), Unit: "年"},
		"500元罚款（按非法居留日数计），总额不超过1万元": {Kind: "罚款", Min: ratio("500"), Max: ratio("500"), Per: "非法居留日数", Cap: ratio("10000")},
		"违法所得2倍以上10倍以下罚款，违法所得不足1万元的按1万元计算": {Kind: "罚款", Min: ratio("2"), Max: ratio("10"), Base: "违法所得", DeemMin: ratio("10000")},
		"超过10万元不满20万元罚款":                   {Kind: "罚款", Min: ratio("100000"), Max: ratio("200000"), MinOpen: true, MaxOpen: true},
		"没收违法所得":                           {Kind: "没收违法所得"},
	} {
		if got := r.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestText(t *testing.T) {
	got := load(t).Find("安全生产法", "97", "2026-01-01").Text()
	want := `培训、持证等管理义务
第一款第（三）项 生产经营单位及其责任人员：没有给员工、派遣工、实习生做安全培训，或者没有告知安全事项；逾期不改才罚责任人。生产经营单位：10万元以下罚款。逾期未改正，生产经营单位：责令停产停业；10万元以上20万元以下罚款。逾期未改正，直接负责的主管人员、其他直接责任人员：2万元以上5万元以下罚款。
第一款第（七）项 生产经营单位及其责任人员：电工、焊工、高处作业等特种作业人员没有培训取证就上岗，或者证件失效还干活。生产经营单位：10万元以下罚款。逾期未改正，生产经营单位：责令停产停业；10万元以上20万元以下罚款。逾期未改正，直接负责的主管人员、其他直接责任人员：2万元以上5万元以下罚款。
执法机关：应急管理部门和其他负有安全监管职责的部门。`
	if got != want {
		t.Errorf("text is\n%s\nwant\n%s", got, want)
	}
}

func TestBadData(t *testing.T) {
	law := `{"law":"甲法","title":"甲法","level":"法律","system":"通用","agency":"乙"}`
	article := `{"law":"甲法","article":"1","subject":"丙","parts":[{"at":"","who":"丁","what":"戊"}],"from":"2020-01-01"}`
	for want, files := range map[string][2]string{
		"laws.jsonl 第 2 行：甲法 写了两次":              {law + "\n" + law, article},
		"a.jsonl 第 1 行：laws.jsonl 里没有 乙法":       {law, strings.Replace(article, "甲法", "乙法", 1)},
		"a.jsonl 第 1 行：条号 \"x\" 无法识别":           {law, strings.Replace(article, `"1"`, `"x"`, 1)},
		"a.jsonl 第 3 行：甲法/1 的两段要点日期重叠":          {law, article + "\n\n" + article},
		`a.jsonl 第 1 行：json: unknown field "y"`: {law, strings.Replace(article, "{", `{"y":1,`, 1)},
	} {
		_, err := read(fstest.MapFS{"laws.jsonl": {Data: []byte(files[0])}, "articles/a.jsonl": {Data: []byte(files[1])}})
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Every system that the laws name is one of a short list, so that it can be a facet.
func TestSystems(t *testing.T) {
	known := []string{"通用", "市场监管", "药品监管", "生态环境", "气象", "应急管理", "消防救援", "交通运输", "公安", "公安交管", "移民管理", "海关", "税务", "农业农村", "自然资源", "自然资源和规划", "住房城乡建设", "城市管理", "卫生健康", "人力资源社会保障", "网信和数据", "未成年人保护", "文化和旅游", "司法行政"}
	for _, l := range load(t).Laws {
		if !slices.Contains(known, l.System) {
			t.Errorf("%s: system %s", l.Name, l.System)
		}
	}
}
