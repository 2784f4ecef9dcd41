package prove

import (
	"slices"
	"strings"
	"testing"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// demo is the vocabulary of the specimen tables below; the figures are invented.
func demo(t testing.TB) *cond.Pool {
	t.Helper()
	v, err := facts.NewVocabulary(
		facts.Entry{Name: "货值金额", Type: facts.Money, Worse: "more"},
		facts.Entry{Name: "违法所得", Type: facts.Money, Absent: true, Worse: "more"},
		facts.Entry{Name: "近一年次数", Type: facts.Int, Unit: "次", Hi: 20, Worse: "more"},
		facts.Entry{Name: "主动召回", Type: facts.Bool, Worse: "false"},
		facts.Entry{Name: "过错", Type: facts.Enum, Options: []string{"故意", "过失", "无过错"}, Order: []string{"无过错", "过失", "故意"}},
		facts.Entry{Name: "库存金额", Type: facts.Money},
		facts.Entry{Name: "面积", Type: facts.Number, Unit: "平方米", Worse: "more"},
	)
	if err != nil {
		t.Fatal(err)
	}
	return cond.NewPool(v)
}

// builder writes tables shortly.
type builder struct {
	t    testing.TB
	pool *cond.Pool
	*Table
}

func newTable(t testing.TB) *builder {
	p := demo(t)
	return &builder{t, p, &Table{Name: "示例", Pool: p}}
}

func (b *builder) when(text string) *cond.Cond {
	if text == "" {
		return nil
	}
	return compile(b.t, b.pool, text)
}

// yuan reads "罚款 [50000, 100000)"; "罚款 [10, 20] 货值金额" are factors.
func (b *builder) amounts(texts ...string) []Amount {
	var out []Amount
	for _, text := range texts {
		name, rest, _ := strings.Cut(text, " ")
		a := Amount{Target: name, Range: money.Range{NoMin: true, NoMax: true}}
		if rest != "" {
			end := strings.IndexAny(rest, "])") + 1
			r, err := money.ParseRange(rest[:end])
			if err != nil {
				b.t.Fatal(err)
			}
			a.Range, a.Base = r, strings.TrimSpace(rest[end:])
			if a.Base != "" { // ParseRange reads 元; a factor is a hundredth of that in 分
				a.Range, err = r.Scale(money.Int(1))
				if err == nil {
					hundredth, _ := money.NewRatio(1, 100)
					a.Range, err = r.Scale(hundredth)
				}
				if err != nil {
					b.t.Fatal(err)
				}
			}
		}
		out = append(out, a)
	}
	return out
}

func (b *builder) branch(name, when string, limits ...string) *builder {
	b.Branches = append(b.Branches, Branch{Name: name, When: b.when(when), Limits: b.amounts(limits...)})
	return b
}

func (b *builder) tier(branch int, name, when string, amounts ...string) *builder {
	b.Tiers = append(b.Tiers, Tier{Name: name, When: b.when(when), Branch: branch, Amounts: b.amounts(amounts...), Rank: len(b.Tiers) + 1})
	return b
}

// complete is a table without defects: two statutory branches, three tiers in the first, two in the second.
func complete(t testing.TB) *builder {
	return newTable(t).
		branch("不足一万元", "货值金额 < 10000", "罚款 [50000, 100000]").
		branch("一万元以上", "货值金额 >= 10000", "罚款 [10, 20] 货值金额").
		tier(0, "轻", "主动召回 and 近一年次数 == 0", "罚款 [50000, 60000]").
		tier(0, "中", "not 主动召回 and 近一年次数 == 0", "罚款 (60000, 80000]").
		tier(0, "重", "近一年次数 >= 1", "罚款 (80000, 100000]").
		tier(1, "轻", "主动召回 and 近一年次数 == 0", "罚款 [10, 13] 货值金额").
		tier(1, "重", "not 主动召回 or 近一年次数 >= 1", "罚款 (13, 20] 货值金额")
}

func TestCompleteTable(t *testing.T) {
	rep := Check(complete(t).Table, Options{})
	if rep.Answer() != Proved || len(rep.Notes) != 0 {
		t.Errorf("%s", strings.Join(rep.Lines(), "\n"))
	}
}

// Every defect is found by its proof, at facts that can be typed.
func TestDefects(t *testing.T) {
	tests := []struct {
		name string
		do   func(b *builder)
		kind Kind
		want string // in the report's text
	}{
		{"a threshold moved opens a gap", func(b *builder) { b.Tiers[2].When = b.when("近一年次数 >= 2") }, Gap, "近一年次数 = 1"},
		{"an end moved makes an overlap", func(b *builder) { b.Tiers[2].When = b.when("近一年次数 >= 0") }, Overlap, "“轻（不足一万元）”与“重（不足一万元）”同时成立"},
		{"a dead tier", func(b *builder) { b.Tiers[0].When = b.when("主动召回 and 近一年次数 > 20") }, Reachable, "“轻（不足一万元）”没有任何事实能够达到"},
		{"a zero lost", func(b *builder) { b.Tiers[0].Amounts = b.amounts("罚款 [5000, 60000]") }, Inside, "5,000 ≤ … ≤ 60,000 元，超出法定幅度"},
		{"tiers swapped", func(b *builder) {
			b.Tiers[0].Amounts, b.Tiers[1].Amounts = b.Tiers[1].Amounts, b.Tiers[0].Amounts
		}, Monotone, "“主动召回”由 是 变为 否，幅度反而由 罚款 60,000 < … ≤ 80,000 元 降为 罚款 50,000 ≤ … ≤ 60,000 元"},
		{"names swapped", func(b *builder) {
			b.Tiers[0].Amounts, b.Tiers[1].Amounts = b.Tiers[1].Amounts, b.Tiers[0].Amounts
		}, Order, "“中（不足一万元）”比“轻（不足一万元）”重"},
		{"a factor beyond the statute", func(b *builder) { b.Tiers[4].Amounts = b.amounts("罚款 (13, 25] 货值金额") }, Inside, "25 倍"},
		{"a sum where the law has a multiple", func(b *builder) { b.Tiers[3].Amounts = b.amounts("罚款 [100000, 130000]") }, Inside, "货值金额为 10,000.01 元"},
		{"a kind without a basis", func(b *builder) { b.Tiers[2].Amounts = b.amounts("罚款 (80000, 100000]", "警告") }, Inside, "有警告，法定幅度没有"},
		{"a kind that is due is missing", func(b *builder) {
			b.Branches[0].Limits[0].Must = true
			b.Tiers[2].Amounts = b.amounts("警告")
		}, Inside, "没有罚款，而法律规定应当处罚款"},
		{"减轻 above the floor", func(b *builder) {
			b.Tiers[0].Mark = Mitigated
			b.Tiers[0].Amounts = b.amounts("罚款 [30000, 60000]")
		}, Inside, "减轻的“轻（不足一万元）”罚款 30,000 ≤ … ≤ 60,000 元，高于法定幅度的下限"},
		{"a waived tier above a fined one", func(b *builder) { b.Tiers[2].Mark = Waived }, Monotone, "变为不予处罚"},
		{"no branch for 无", func(b *builder) {
			b.Tiers[4].When = b.when("(not 主动召回 or 近一年次数 >= 1) and (违法所得 < 1000 or 违法所得 >= 1000 or 违法所得 == 无法计算)")
		}, Gap, "违法所得 = 无"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := complete(t)
			tt.do(b)
			rep := Check(b.Table, Options{})
			text := strings.Join(rep.Lines(), "\n")
			if got := answers(rep)[tt.kind]; got != Refuted || !strings.Contains(text, tt.want) {
				t.Errorf("%s is %s, want %q in\n%s", tt.kind, got, tt.want, text)
			}
			showWitnesses(t, b.Table, rep)
		})
	}
}

func TestNotes(t *testing.T) {
	tests := []struct {
		name, code, want string
		do               func(b *builder)
	}{
		{"a hole between tiers", "hole", "60,000 < … ≤ 70,000 元", func(b *builder) { b.Tiers[1].Amounts = b.amounts("罚款 (70000, 80000]") }},
		{"an unreachable ceiling", "ceiling", "90,000 < … ≤ 100,000 元", func(b *builder) { b.Tiers[2].Amounts = b.amounts("罚款 (80000, 90000]") }},
		{"an unreachable floor", "floor", "50,000 ≤ … < 55,000 元", func(b *builder) { b.Tiers[0].Amounts = b.amounts("罚款 [55000, 60000]") }},
		{"a ceiling that is left out", "ceiling", "100,000 元", func(b *builder) { b.Tiers[2].Amounts = b.amounts("罚款 (80000, 100000)") }},
		{"a shared end", "touch", "60,000 元", func(b *builder) { b.Tiers[1].Amounts = b.amounts("罚款 [60000, 80000]") }},
		{"a shared stretch", "shared", "55,000 ≤ … ≤ 60,000 元", func(b *builder) { b.Tiers[1].Amounts = b.amounts("罚款 [55000, 80000]") }},
		{"points", "points", "50,000 元、60,000 元、70,000 元", func(b *builder) {
			for i, s := range []string{"罚款 [50000, 50000]", "罚款 [60000, 60000]", "罚款 [70000, 70000]"} {
				b.Tiers[i].Amounts = b.amounts(s)
			}
		}},
		{"tenfold", "tenfold", "1,000 ≤ … ≤ 100,000 元", func(b *builder) { b.Branches[0].Limits = b.amounts("罚款 [1000, 100000]") }},
		{"a fall across branches", "jump", "由“不足一万元”转入“一万元以上”", func(b *builder) {
			b.Branches[1].Limits = b.amounts("罚款 [1, 20] 货值金额")
			b.Tiers[3].Amounts = b.amounts("罚款 [1, 2] 货值金额")
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := complete(t)
			tt.do(b)
			rep := Check(b.Table, Options{})
			if !slices.ContainsFunc(rep.Notes, func(f Finding) bool { return f.Code == tt.code && strings.Contains(f.Message, tt.want) }) {
				t.Errorf("no note %s with %q:\n%s", tt.code, tt.want, strings.Join(rep.Lines(), "\n"))
			}
		})
	}
}

// What a document may do is no defect.
func TestNoFalseAlarm(t *testing.T) {
	tests := []struct {
		name string
		kind Kind
		do   func(b *builder)
	}{
		{"减轻 up to the floor", Inside, func(b *builder) {
			b.Tiers[0].Mark = Mitigated
			b.Tiers[0].Amounts = b.amounts("罚款 (0, 50000]")
		}},
		{"tiers of one rank", Order, func(b *builder) {
			b.Tiers[1].Rank = b.Tiers[0].Rank
			b.Tiers[0].Amounts, b.Tiers[1].Amounts = b.Tiers[1].Amounts, b.Tiers[0].Amounts
		}},
		{"a worse fact that waives less", Monotone, func(b *builder) { b.Tiers[0].Mark = Waived }},
		{"a declared policy", Overlap, func(b *builder) {
			b.Policy = Heaviest
			b.Tiers[2].When = b.when("近一年次数 >= 0")
		}},
		{"a constraint", Gap, func(b *builder) {
			b.Tiers[2].When = b.when("近一年次数 >= 2")
			b.Constraints = append(b.Constraints, b.when("近一年次数 != 1"))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := complete(t)
			tt.do(b)
			rep := Check(b.Table, Options{})
			if got := answers(rep)[tt.kind]; got != Proved {
				t.Errorf("%s is %s:\n%s", tt.kind, got, strings.Join(rep.Lines(), "\n"))
			}
		})
	}
}

// A counterexample says all values that show the same, also across thresholds that do not matter there.
func TestCounterexampleIsWhole(t *testing.T) {
	b := newTable(t).tier(Any, "轻", "近一年次数 < 5 and 货值金额 < 10000").tier(Any, "重", "近一年次数 >= 9")
	text := strings.Join(Check(b.Table, Options{}).Lines(), "\n")
	if !strings.Contains(text, "货值金额 = 10000.00（不少于 10,000 元都一样），近一年次数 = 0（不超过 8 次都一样）") {
		t.Error(text)
	}
}
