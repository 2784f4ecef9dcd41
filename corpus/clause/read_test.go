package clause_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"cailiang/corpus/clause"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestSpecimens holds the readings of our own articles against the golden file.
func TestSpecimens(t *testing.T) {
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetEscapeHTML(false)
	for _, s := range specimens(t) {
		if err := enc.Encode(clause.Read(s.Text, clause.Context{Law: s.Law, Article: s.Article})); err != nil {
			t.Fatal(err)
		}
	}
	const golden = "testdata/specimens.golden.jsonl"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	g, w := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			t.Errorf("第 %d 条：\n读作 %s\n应为 %s", i+1, g[i], w[min(i, len(w)-1)])
		}
	}
}

// one reads a text that should give a single fine.
func one(t *testing.T, text string) clause.Penalty {
	t.Helper()
	var fines []clause.Penalty
	for _, it := range clause.Read(text, clause.Context{}).Items {
		for _, p := range it.Penalties {
			if p.Kind == clause.Fine {
				fines = append(fines, p)
			}
		}
	}
	if len(fines) != 1 {
		t.Fatalf("%s：读出 %d 个罚款", text, len(fines))
	}
	return fines[0]
}

func TestAmounts(t *testing.T) {
	for words, want := range map[string]string{
		"处一万元以上十万元以下的罚款":                       `"min":"10000.00","max":"100000.00","base":"元"`,
		"处5千元以上2万元以下罚款":                        `"min":"5000.00","max":"20000.00","base":"元"`,
		"处一亿五千万元以下罚款":                          `"min":null,"max":"150000000.00","base":"元"`,
		"处５０元以上５００元以下罚款":                       `"min":"50.00","max":"500.00","base":"元"`,
		"处5,000元以下罚款":                          `"min":null,"max":"5000.00","base":"元"`,
		"处1.5万元罚款":                             `"min":"15000.00","max":"15000.00","base":"元"`,
		"处二千元以上二万以下罚款":                         `"min":"2000.00","max":"20000.00","base":"元"`,
		"处l万元以上5万元以下罚款":                        `"min":"10000.00","max":"50000.00","base":"元"`,
		"处一百至一千元罚款":                            `"min":"100.00","max":"1000.00","base":"元"`,
		"处五十万元以上罚款":                            `"min":"500000.00","max":null,"base":"元"`,
		"处500元以上、1000元以下的罚款":                   `"min":"500.00","max":"1000.00","base":"元"`,
		"处1万元以上，5万元以下的罚款":                      `"min":"10000.00","max":"50000.00","base":"元"`,
		"处二百元（不含）以上五百元以下罚款":                    `"min":"200.00","max":"500.00","base":"元","min_open":true`,
		"罚款1000元至1万元":                          `"min":"1000.00","max":"10000.00","base":"元"`,
		"处违法所得一至三倍罚款":                          `"min":"1","max":"3","base":"违法所得"`,
		"处合同价款百分之五以上百分之十以下罚款":                  `"min":"0.05","max":"0.1","base":"合同价款"`,
		"处中标项目金额5‰以上10‰以下罚款":                   `"min":"0.005","max":"0.01","base":"中标项目金额"`,
		"处成交价三分之一以下罚款":                         `"min":null,"max":"1/3","base":"成交价"`,
		"处货值金额等值以上三倍以下罚款":                      `"min":"1","max":"3","base":"货值金额"`,
		"处所获收入30%以上3倍以下罚款":                     `"min":"0.3","max":"3","base":"所获收入"`,
		"处产品（包括已售出的产品）货值金额二倍以下罚款":              `"min":null,"max":"2","base":"产品货值金额"`,
		"处恢复原状所需费用1倍以上2倍以下罚款":                  `"min":"1","max":"2","base":"恢复原状所需费用"`,
		"处违法所得三倍以下罚款，但最高不超过三万元":                `"max":"3","base":"违法所得","modality":"must","cap":"30000.00"`,
		"处票面金额5%但不低于1000元的罚款":                  `"base":"票面金额","modality":"must","floor":"1000.00"`,
		"处每非法居留一日五百元，总额不超过一万元的罚款":              `"base":"元","modality":"must","per":"日","cap":"10000.00"`,
		"以每人五百元以上二千元以下的标准处以罚款":                 `"min":"500.00","max":"2000.00","base":"元","modality":"must","per":"人"`,
		"按照直接损失的百分之二十计算罚款":                     `"min":"0.2","max":"0.2","base":"直接损失"`,
		"处货值金额十倍罚款，货值金额不足一万元的，按一万元计算":          `"base":"货值金额","modality":"must","deem_base_min":"10000.00"`,
		"处货值10倍以上20倍以下的罚款，货值的20倍不足1万元的，按1万元罚款": `"base":"货值","modality":"must","floor":"10000.00"`,
		"每超1000千克罚款500元，最高不得超过30000元":          `"min":"500.00","max":"500.00","base":"元","modality":"must","per":"1000千克","cap":"30000.00"`,
	} {
		b, err := json.Marshal(one(t, "违反规定生产产品的，由主管部门"+words+"。"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ReplaceAll(string(b), "\\u003c", "<"), want) && !contains(string(b), want) {
			t.Errorf("%s：读作 %s，应含 %s", words, b, want)
		}
	}
}

// contains looks for the keys of want in the object, in any order.
func contains(object, want string) bool {
	for _, pair := range strings.Split(want, `,"`) {
		if pair = strings.TrimPrefix(pair, `"`); !strings.Contains(object, `"`+pair) {
			return false
		}
	}
	return true
}

func TestSlipsAreFlagged(t *testing.T) {
	for words, want := range map[string]string{"处二千元以上二万以下罚款": "上限缺单位“元”", "处l万元罚款": "字母 l 读作 1"} {
		if p := one(t, "违法的，"+words+"。"); !slices.Contains(p.Slips, want) {
			t.Errorf("%s：%v，应标明 %s", words, p.Slips, want)
		}
	}
}

// Texts that speak of fines or amounts and impose nothing.
func TestNoPenalty(t *testing.T) {
	for _, text := range []string{
		"对个人处二千元以上罚款前，应当告知当事人有要求听证的权利。",
		"对公民处二百元以下罚款的，可以当场作出处罚决定。",
		"警告、五百元以下的罚款可以由公安派出所决定。",
		"当事人到期不缴纳罚款的，每日按罚款数额的百分之三加处罚款。",
		"逾期不缴纳的，按日加收万分之五的滞纳金。",
		"造成损失的，支付价款三倍的赔偿金。",
		"对主管人员依法给予警告、记过处分；构成犯罪的，依法追究刑事责任。",
		"因违法被处以一万元以上罚款的，不得担任董事。",
	} {
		for _, it := range clause.Read(text, clause.Context{}).Items {
			for _, p := range it.Penalties {
				if p.Kind == clause.Fine || p.Kind == clause.Warning {
					t.Errorf("%s：读出 %+v", text, p)
				}
			}
		}
	}
}

// FuzzRead: no text makes the reader panic, and every 罚款 is in an item, under unread, or said to be no penalty.
func FuzzRead(f *testing.F) {
	for _, s := range specimens(f) {
		f.Add(s.Text)
	}
	f.Add("处“罚款")
	f.Add("（一）处1元罚款\n一、处罚款，按")
	f.Fuzz(func(t *testing.T, text string) {
		r := clause.Read(text, clause.Context{})
		runes := []rune(text)
		if utf8.ValidString(text) && len(r.Phrases()) != strings.Count(text, "罚款") {
			t.Fatalf("%d 处罚款，交代了 %d 处", strings.Count(text, "罚款"), len(r.Phrases()))
		}
		for _, p := range r.Phrases() {
			if p.Fate == "" || p.At.From < 0 || p.At.To > len(runes) {
				t.Fatalf("%+v", p)
			}
			if p.Fate == clause.Left && !slices.ContainsFunc(r.Unread, func(u clause.Unread) bool { return u.At.From <= p.At.From && p.At.To <= u.At.To }) {
				t.Fatalf("%+v 不在 unread 里", p)
			}
		}
		if _, err := json.Marshal(r); err != nil {
			t.Fatal(err)
		}
		for _, it := range r.Items {
			clause.Write(it)
		}
	})
}
