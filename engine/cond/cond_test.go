package cond

import (
	"strings"
	"testing"

	"cailiang/engine/facts"
)

func testVocabulary(t testing.TB) *facts.Vocabulary {
	t.Helper()
	v, err := facts.NewVocabulary(
		facts.Entry{Name: "货值金额", Type: facts.Money},
		facts.Entry{Name: "违法所得", Type: facts.Money, Absent: true},
		facts.Entry{Name: "多次违法", Type: facts.Bool},
		facts.Entry{Name: "次数", Type: facts.Int, Unit: "次"},
		facts.Entry{Name: "比例", Type: facts.Number},
		facts.Entry{Name: "主观过错", Type: facts.Enum, Options: []string{"无过错", "过失", "故意"}},
		facts.Entry{Name: "行为日", Type: facts.Date},
		facts.Entry{Name: "近2年次数", Type: facts.Int},
	)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// frame sets facts from "名=值" and leaves the rest open.
func frame(t testing.TB, p *Pool, set ...string) *Frame {
	t.Helper()
	f := p.NewFrame()
	for i := range p.Vocabulary.Len() {
		f.Dom[i] = p.Vocabulary.Entry(i).Whole()
	}
	for _, s := range set {
		name, value, _ := strings.Cut(s, "=")
		slot, ok := p.Vocabulary.Slot(name)
		if !ok {
			t.Fatalf("no fact %s", name)
		}
		d, err := p.Vocabulary.Entry(slot).Parse(value)
		if err != nil {
			t.Fatal(err)
		}
		f.Dom[slot] = d
	}
	return f
}

func TestEval(t *testing.T) {
	tests := []struct {
		source string
		facts  []string
		want   facts.Truth
	}{
		{"货值金额 < 10000 and not 多次违法", []string{"货值金额=9999.99", "多次违法=否"}, facts.True},
		{"货值金额 < 10000 and not 多次违法", []string{"货值金额=10000", "多次违法=否"}, facts.False},
		{"货值金额 < 10000 and not 多次违法", []string{"货值金额=9999.99"}, facts.Unknown},
		{"货值金额 < 10000 and not 多次违法", []string{"货值金额=10000"}, facts.False},
		{"货值金额＜1万", []string{"货值金额=9999.99"}, facts.True},
		{"（货值金额≥1.5万）", []string{"货值金额=15000"}, facts.True},
		{"货值金额 >= 1亿元", []string{"货值金额=99999999.99"}, facts.False},
		{"违法所得 == 无 or 违法所得 < 10000", []string{"违法所得=无"}, facts.True},
		{"违法所得 < 10000", []string{"违法所得=无"}, facts.False},
		{"违法所得 >= 10000", []string{"违法所得=无"}, facts.False},
		{"违法所得 != 500", []string{"违法所得=无法计算"}, facts.False},
		{"违法所得 != 无", []string{"违法所得=无法计算"}, facts.True},
		{"违法所得 == 无法计算", nil, facts.Unknown},
		{"比例 > 百分之三十五", []string{"比例=0.36"}, facts.True},
		{"比例 > 3%", []string{"比例=0.03"}, facts.False},
		{"次数 + 1 >= 3", []string{"次数=2"}, facts.True},
		{"2 * 次数 > 5", []string{"次数=3"}, facts.True},
		{"2 * 次数 >= 5", []string{"次数=2"}, facts.False},
		{"货值金额 < 2 * 违法所得", []string{"货值金额=100", "违法所得=50.01"}, facts.True},
		{"货值金额 < 2 * 违法所得", []string{"货值金额=100", "违法所得=50"}, facts.False},
		{"货值金额 < 2 * 违法所得", []string{"货值金额=100", "违法所得=无"}, facts.False},
		{"货值金额 < 2 * 违法所得", []string{"货值金额=100"}, facts.Unknown},
		{"主观过错 in ['过失','故意']", []string{"主观过错=故意"}, facts.True},
		{"主观过错 != '故意'", []string{"主观过错=故意"}, facts.False},
		{"多次违法 == false", []string{"多次违法=否"}, facts.True},
		{`行为日 >= 日期("2024-01-01")`, []string{"行为日=2023-12-31"}, facts.False},
		{"近2年次数 >= 2", []string{"近2年次数=2"}, facts.True},
		{"0 < 次数 and 次数 <= 3", []string{"次数=0"}, facts.False},
	}
	for _, tt := range tests {
		p := NewPool(testVocabulary(t))
		c, errs := p.Compile(tt.source)
		if errs != nil {
			t.Errorf("%s: %v", tt.source, errs)
			continue
		}
		if got := c.Eval(frame(t, p, tt.facts...)); got != tt.want {
			t.Errorf("%s with %v: %v, want %v", tt.source, tt.facts, got, tt.want)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	tests := []struct {
		source string
		offset int
		want   string
	}{
		{"货值金额 < 10000 and 多次违发", 17, "多次违法"},
		{"违法所得 < 10000 and not (违法所得 < 5)", 17, "不能取反"},
		{"货值金额 / 2 < 5", 5, "不能用“/”"},
		{"len(主观过错) > 1", 0, ""},
		{"货值金额", -1, "应当得出"},
		{"货值金额 < 0.001", -1, "位数"},
		{"次数 < 2.5", -1, "整数"},
		{"货值金额 < 次数", -1, "金额不能与整数比较"},
		{"行为日 - 4 > 0.5", -1, "整天"},
		{"多次违法 且 次数 > 1", 5, "写 and"},
		{"多次违法 或 次数 > 1", 5, "写 or"},
		{"次数 = 1", 3, "写 =="},
		{"次数 ＝ 1", 3, "写 =="},
		{"主观过错 == '恶意'", -1, "没有“恶意”"},
		{"多次违法 and", -1, "没有写完"},
		{"any([1], true)", -1, ""},
		{"货值金额 == 无", -1, "不会是"},
		{"多次违法 == (违法所得 < 10000)", -1, "“违法所得”可以是“无”或者“无法计算”，对它的比较不能取反"},
		{"not (违法所得 < 5 or 违法所得 > 9)", 0, "“违法所得”可以是"},
		{"违法所得 - 违法所得 + 货值金额 < 100", -1, "抵消"},
		{"0 * 次数 < 5", -1, "抵消"},
		{"货值金额 < 1万5", 7, "无法识别"},
		{"货值金额 < 1万.5", 7, "无法识别"},
		{"比例 > 百分之三5", 5, "无法识别"},
		{"比例 > 3%.5", 5, "无法识别"},
		{"1 < 2", -1, "没有事实"},
		{"多次违法 ? true : false", -1, ""},
		{strings.Repeat("(", 100) + "多次违法" + strings.Repeat(")", 100), -1, "64"},
		{strings.Repeat("not ", 3000) + "多次违法", -1, "上限"},
		{strings.Repeat("多次违法 or ", 800) + "多次违法", -1, "上限"},
	}
	for _, tt := range tests {
		p := NewPool(testVocabulary(t))
		_, errs := p.Compile(tt.source)
		if len(errs) == 0 {
			t.Errorf("%s: compiled", tt.source)
			continue
		}
		if tt.offset >= 0 && errs[0].Offset != tt.offset {
			t.Errorf("%s: place %d, want %d (%v)", tt.source, errs[0].Offset, tt.offset, errs[0])
		}
		if !strings.Contains(errs[0].Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.source, errs[0], tt.want)
		}
		if len([]rune(tt.source)) < 60 {
			t.Logf("%s → %v", tt.source, errs)
		}
	}
}
