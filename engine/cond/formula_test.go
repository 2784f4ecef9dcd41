package cond

import (
	"errors"
	"strings"
	"testing"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

func formulaPool(t *testing.T) *Pool {
	t.Helper()
	v, err := facts.NewVocabulary(
		facts.Entry{Name: "违法所得", Type: facts.Money, Absent: true},
		facts.Entry{Name: "总投资额", Type: facts.Money},
		facts.Entry{Name: "超标倍数", Type: facts.Number},
		facts.Entry{Name: "近2年次数", Type: facts.Int},
		facts.Entry{Name: "多次违法", Type: facts.Bool},
	)
	if err != nil {
		t.Fatal(err)
	}
	return NewPool(v)
}

func TestFormulaIsExact(t *testing.T) {
	for source, want := range map[string]string{
		"3/7*100000":               "300000/7",
		"(3/7+0.5*(1-3/7))*100000": "500000/7",
		"总投资额*0.05":                "15432.1",
		"max(分值, 0.2)*1000000":     "350000",
		"min(700000, 200000+10000*ceil(超标倍数/0.5))": "270000",
		"min(700000， 20万+10000*round(超标倍数))":       "230000",
		"floor(总投资额, 100000)":                      "300000",
		"500*近2年次数":                                "1500",
		"-近2年次数+abs(-2.5)":                         "-0.5",
		"3%*100":                                   "3",
	} {
		p := formulaPool(t)
		f, errs := p.Formula(source, "分值")
		if len(errs) > 0 {
			t.Errorf("%s: %v", source, errs)
			continue
		}
		dom := map[string]facts.Domain{"总投资额": facts.Amount(308642_00), "超标倍数": facts.Amount(3_400000), "近2年次数": facts.Amount(3)}
		score, _ := money.ParseRatio("0.35")
		got, err := f.Eval(func(slot int) facts.Domain { return dom[p.Vocabulary.Entry(slot).Name] }, score)
		if err != nil || !got.Known() || got.Lo.String() != want {
			t.Errorf("%s = %v..%v (%v), want %s", source, got.Lo, got.Hi, err, want)
		}
	}
}

func TestFormulaBounds(t *testing.T) {
	p := formulaPool(t)
	f, errs := p.Formula("min(30000, 500*ceil(超标倍数)) - 近2年次数")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	dom := map[string]facts.Domain{"超标倍数": p.Vocabulary.Entry(2).Whole(), "近2年次数": facts.Between(1, 3)}
	dom["超标倍数"] = facts.Domain{Lo: 2_100000, Hi: dom["超标倍数"].Hi, Mask: facts.HasAmount}
	got, err := f.Eval(func(slot int) facts.Domain { return dom[p.Vocabulary.Entry(slot).Name] })
	if err != nil || got.NoHi || got.Lo.String() != "1497" || got.Hi.String() != "29999" {
		t.Errorf("got %+v %v", got, err)
	}
}

func TestFormulaAbsent(t *testing.T) {
	p := formulaPool(t)
	f, _ := p.Formula("违法所得*5")
	for d, want := range map[facts.Domain]error{facts.None: ErrAbsent, facts.Incalculable: ErrAbsent, facts.Amount(1): nil} {
		if _, err := f.Eval(func(int) facts.Domain { return d }); !errors.Is(err, want) {
			t.Errorf("%v: %v, want %v", d, err, want)
		}
	}
	f, _ = p.Formula("1/(近2年次数-1)")
	if _, err := f.Eval(func(int) facts.Domain { return facts.Amount(1) }); !errors.Is(err, ErrDivision) {
		t.Errorf("division by zero: %v", err)
	}
}

func TestFormulaFaults(t *testing.T) {
	for source, want := range map[string]string{
		"违法所的*2":       "不认识的事实",
		"sqrt(违法所得)":   "没有“sqrt”",
		"违法所得 > 3":     "不能用在计算式里",
		"min(违法所得)":    "两个以上",
		"1 +":          "无法理解",
		"违法所得 ? 1 : 2": "不能这样写",
	} {
		_, errs := formulaPool(t).Formula(source)
		if len(errs) == 0 || !strings.Contains(errs[0].Message, want) {
			t.Errorf("%s: %v, want %s", source, errs, want)
		}
	}
}

// FuzzFormula holds that no text makes the compiler or the evaluation panic, and that bounds stay in order.
func FuzzFormula(f *testing.F) {
	for _, s := range []string{"3/7*违法所得", "min(1,max(分值,0.2))*总投资额", "floor(超标倍数,0.5)/近2年次数", "((", "1e9*9", "abs(-超标倍数)"} {
		f.Add(s, int64(5), int64(9))
	}
	v, _ := facts.NewVocabulary(facts.Entry{Name: "违法所得", Type: facts.Money}, facts.Entry{Name: "总投资额", Type: facts.Money},
		facts.Entry{Name: "超标倍数", Type: facts.Number}, facts.Entry{Name: "近2年次数", Type: facts.Int})
	f.Fuzz(func(t *testing.T, source string, lo, hi int64) {
		x, errs := NewPool(v).Formula(source, "分值")
		if len(errs) > 0 {
			return
		}
		lo, hi = min(lo, hi), max(lo, hi)
		if lo < 0 {
			lo = 0
		}
		if hi < lo {
			hi = lo
		}
		got, err := x.Eval(func(int) facts.Domain { return facts.Between(lo, hi) }, money.Int(1))
		if err == nil && !got.NoLo && !got.NoHi && got.Lo.Cmp(got.Hi) > 0 {
			t.Errorf("%s over %d..%d = %v..%v", source, lo, hi, got.Lo, got.Hi)
		}
	})
}
