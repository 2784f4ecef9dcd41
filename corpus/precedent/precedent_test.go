package precedent

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"cailiang/corpus/statute"
	"cailiang/engine/money"
)

func builtin(t *testing.T) *Library {
	t.Helper()
	cases, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return New(cases)
}

func TestBuiltin(t *testing.T) {
	lib := builtin(t)
	if n := len(lib.All()); n != 99 {
		t.Errorf("%d cases, want 99", n)
	}
	for _, c := range lib.All() {
		if c.Digest == "" || c.Lesson == "" || c.Source == "" || c.SystemName() == c.System {
			t.Errorf("%s lacks a digest, a lesson, a source or a known system", c.ID)
		}
		if c.Overturned() != (c.Caution() != "" && c.Review.Result != "unknown") {
			t.Errorf("%s: Overturned %v, caution %q", c.ID, c.Overturned(), c.Caution())
		}
		for _, b := range c.Basis {
			if _, ok := b.Citations(); !ok && b.Article != "" {
				t.Errorf("%s: %s %s is not read", c.ID, b.Law, b.Article)
			}
		}
	}
}

// Where a multiple is published, fine / base must give it: the digests carry the source's figures.
func TestMultiples(t *testing.T) {
	checked := 0
	for _, c := range builtin(t).All() {
		d := c.Decided
		if d.Multiple == nil || d.Fine == nil {
			continue
		}
		base, ok := c.Facts.Money(baseName(d.MultipleBase))
		if !ok {
			t.Errorf("%s: no fact %s", c.ID, d.MultipleBase)
			continue
		}
		got, err := d.Fine.Ratio().Div(base.Ratio())
		if err != nil {
			t.Fatal(err)
		}
		want := *d.Multiple
		if strings.Contains(d.MultipleBase, "百分比") {
			want, _ = want.Div(money.Int(100))
		}
		if low, high := scaled(t, want, 198), scaled(t, want, 202); got.Cmp(low) < 0 || got.Cmp(high) > 0 {
			t.Errorf("%s: fine is %s times the base, published %s", c.ID, got, want)
		}
		checked++
	}
	if checked < 5 {
		t.Errorf("only %d multiples checked", checked)
	}
}

// scaled is r times n/200: the published multiples are rounded to one per cent.
func scaled(t *testing.T, r money.Ratio, n int64) money.Ratio {
	t.Helper()
	f, err := money.NewRatio(n, 200)
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.Mul(f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRoundTrip(t *testing.T) {
	for _, c := range builtin(t).All() {
		data, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		back, problems, err := ReadJSONL("x", strings.NewReader(string(data)))
		if err != nil || len(problems) > 0 || len(back) != 1 {
			t.Fatalf("%s: %v %v", c.ID, err, problems)
		}
		if !reflect.DeepEqual(back[0], c) {
			t.Errorf("%s changed on the way:\n%+v\n%+v", c.ID, back[0], c)
		}
	}
}

func TestReversal(t *testing.T) {
	lib := builtin(t)
	for id, want := range map[string]string{
		"mkt-024": "本案原决定后来没有站住：区政府行政复议，撤销，理由：五万元与货值、情节明显失衡。原处罚数额不宜照搬。",
		"cit-002": "本案原决定后来没有站住：2024年，检察监督，综合执法局自行重作，变更为罚款10,000元，理由：送达方式不对，数额又远高于同类案件。原处罚数额不宜照搬。",
		"mkt-028": "本案原决定后来没有站住：行政检察监督，变更为不予罚款，理由：监督后认定轻微，不予处罚。原处罚数额不宜照搬。",
		"eco-010": "",
		"eco-018": "本案其后的结果没有查到，引用前请核实。",
		"agr-001": "",
	} {
		if got := lib.Get(id).Caution(); got != want {
			t.Errorf("%s: %s\nwant %s", id, got, want)
		}
		if want != "" && !strings.Contains(lib.Get(id).Text(), want) {
			t.Errorf("%s: its text does not say what became of it", id)
		}
	}
}

func TestCiting(t *testing.T) {
	lib := builtin(t)
	for item, want := range map[string][]string{
		"食品安全法/124/1/5":    {"mkt-024", "mkt-025", "mkt-028", "mkt-037", "mkt-033", "mkt-020", "mkt-021"},
		"安全生产法/97/1/7":     {"emg-001", "emg-002", "emg-004"},
		"行政处罚法第六十三条":       {"mkt-038", "pol-002"},
		"反不正当竞争法/25/1":     {"mkt-010", "mkt-011", "mkt-013"},
		"生态环境法典/1175/1/1":  {"eco-013", "eco-017", "eco-016", "eco-019"},
		"烟花爆竹经营许可实施办法第32条": {"emg-007"},
		"食品安全法/999":        nil,
	} {
		found, err := lib.CitingItem(item)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range found {
			got = append(got, c.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", item, got, want)
		}
	}
}

func TestCitations(t *testing.T) {
	for _, x := range []struct {
		law, article, want string
		ok                 bool
	}{
		{"互联网上网服务营业场所管理条例", "第七条、第二十七条", "7 27", true},
		{"烟花爆竹经营许可实施办法", "第三十二条第六项、第十项", "32/0/6 32/0/10", true},
		{"海关行政处罚实施条例", "第十五条第四项、第十六条", "15/0/4 16", true},
		{"种子法（2015）", "第七十五条第一款", "75/1", true},
		{"旅游法", "第九十五条(公布稿未列)", "95", true},
		{"安全生产法", "公布稿未列条号", "", false},
		{"某基准", "第二部分第201项A档", "", false},
		{"食品安全法", "", "", false},
	} {
		found, ok := Basis{Law: x.law, Article: x.article}.Citations()
		var keys []string
		for _, c := range found {
			keys = append(keys, c.Key())
		}
		if got := strings.Join(keys, " "); got != x.want || ok != x.ok {
			t.Errorf("%s%s: %q %v, want %q %v", x.law, x.article, got, ok, x.want, x.ok)
		}
	}
}

func TestNear(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want closeness
	}{
		{"食品安全法/124/1/5", "食品安全法/124/1/5", samePlace},
		{"食品安全法/124/1/5", "食品安全法/124", within},
		{"安全生产法/97/1/7", "安全生产法第九十七条第七项", within},
		{"食品安全法/124/1/5", "食品安全法/124/1/1", sameArticle},
		{"食品安全法/124/1/5", "食品安全法/125/1/5", sameLaw},
		{"种子法（2015）第七十五条", "种子法（2021）第七十五条", sameLaw},
		{"种子法（2015）第七十五条", "种子法第七十五条", samePlace},
		{"食品安全法/124", "广告法/124", apart},
	} {
		if got := near(cite(t, x.a), cite(t, x.b)); got != x.want {
			t.Errorf("%s and %s: %d, want %d", x.a, x.b, got, x.want)
		}
	}
}

func cite(t *testing.T, s string) statute.Citation {
	t.Helper()
	c, err := statute.ParseCitation(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSimilar(t *testing.T) {
	lib := builtin(t)
	facts := Facts{}
	facts.SetMoney("货值金额", 42000)
	facts.SetYesNo("首次违法", true)
	facts.SetYesNo("已售出", true)
	p := Profile{System: "市场监管", Conduct: "经营超过保质期的食品", Provisions: []statute.Citation{cite(t, "食品安全法/124/1/5")}, Facts: facts}
	found := lib.Similar(p, 5)
	if len(found) == 0 || found[0].Case.ID != "mkt-024" {
		t.Fatalf("first is %+v", found)
	}
	var why []string
	for _, r := range found[0].Alike {
		why = append(why, r.Text)
	}
	want := []string{"同一条款：食品安全法第一百二十四条第一款第（五）项", "行为相近：经营超过保质期食品", "货值金额相近：本案货值金额420元，该案货值金额360元", "首次违法相同：都是“是”", "同属市场监管"}
	if !slices.Equal(why, want) {
		t.Errorf("reasons %q, want %q", why, want)
	}
	total := 0
	for _, r := range found[0].Alike {
		total += r.Points
	}
	if total != found[0].Points {
		t.Errorf("reasons add up to %d, points %d", total, found[0].Points)
	}
	unsold := Compare(p, lib.Get("mkt-025"))
	if len(unsold.Differ) != 1 || unsold.Differ[0].Text != "已售出不同：本案“是”，该案“否”" {
		t.Errorf("differences %+v", unsold.Differ)
	}
}

// A case is most like itself, whatever is compared.
func TestSimilarToItself(t *testing.T) {
	lib := builtin(t)
	for _, c := range lib.All() {
		self := Compare(c.Profile(), c)
		for _, s := range lib.Similar(c.Profile(), 0) {
			if s.Points > self.Points {
				t.Errorf("%s is more like %s (%d) than like itself (%d)", c.ID, s.Case.ID, s.Points, self.Points)
			}
		}
		if len(self.Differ) > 0 {
			t.Errorf("%s differs from itself: %+v", c.ID, self.Differ)
		}
	}
}

func TestAmounts(t *testing.T) {
	for _, x := range []struct {
		a, b, ratio int64
		want        bool
	}{{100, 200, 2, true}, {200, 100, 2, true}, {100, 201, 2, false}, {0, 0, 2, true}, {0, 1, 5, false}} {
		if got := apartBy(money.Int(x.a), money.Int(x.b), money.Int(x.ratio)); got != x.want {
			t.Errorf("%d, %d within %d: %v", x.a, x.b, x.ratio, got)
		}
	}
}

// A reason that was published without a name still counts, and says that it was read so.
func TestInferredCircumstances(t *testing.T) {
	for _, x := range []struct {
		c    Circumstance
		name string
	}{
		{Circumstance{Type: "不予", Reason: "漏税1万元以下、初次、及时改正"}, "首违后果轻微及时改正"},
		{Circumstance{Type: "不予", Reason: "证据足以证明无主观过错"}, "证据足证无主观过错"},
		{Circumstance{Type: "从轻", Reason: "主动追回已售种子并签订赔偿协议"}, "主动消除减轻后果"},
		{Circumstance{Type: "从重", Reason: "一年内因同类行为被罚过又再犯"}, "同性质受过刑罚或一年内受过行政处罚"},
		{Circumstance{Type: "从重", Reason: "主动召回"}, ""},
		{Circumstance{Type: "减轻", Reason: "公布资料列明减轻"}, ""},
	} {
		if name, inferred := x.c.named(); name != x.name || inferred != (name != "") {
			t.Errorf("%+v: %q %v, want %q", x.c, name, inferred, x.name)
		}
	}
	c := &Case{Circumstances: []Circumstance{{Type: "从轻", Reason: "主动召回"}}}
	s := Compare(Profile{Circumstances: []string{"主动消除减轻后果"}}, c)
	if len(s.Alike) != 1 || s.Alike[0].Text != "情节相近：主动消除减轻后果（该案从轻，理由为“主动召回”）" {
		t.Errorf("%+v", s.Alike)
	}
}

// Amounts weigh twice as much as other counts; a count in another unit is not compared.
func TestNumbers(t *testing.T) {
	number := func(n int64) Value { return Value{Kind: Number, Number: money.Int(n)} }
	unit := func(s string) Value { return Value{Kind: Words, Words: s} }
	for _, x := range []struct {
		mine, theirs Facts
		points       int
		differs      bool
	}{
		{Facts{"货值金额_元": number(100)}, Facts{"货值金额_元": number(125)}, 14, false},
		{Facts{"货值金额_元": number(100)}, Facts{"货值金额_元": number(200)}, 10, false},
		{Facts{"货值金额_元": number(100)}, Facts{"货值金额_元": number(500)}, 5, false},
		{Facts{"货值金额_元": number(100)}, Facts{"货值金额_元": number(501)}, 0, true},
		{Facts{"人数": number(4)}, Facts{"人数": number(5)}, 7, false},
		{Facts{"数量": number(5), "数量单位": unit("吨")}, Facts{"数量": number(5), "数量单位": unit("箱")}, 0, false},
	} {
		s := Compare(Profile{Facts: x.mine}, &Case{Facts: x.theirs})
		if s.Points != x.points || (len(s.Differ) > 0) != x.differs {
			t.Errorf("%v against %v: %d points, differ %v", x.mine, x.theirs, s.Points, s.Differ)
		}
	}
}
