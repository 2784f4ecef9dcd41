package builtin

import (
	"slices"
	"strings"

	"cailiang/engine/money"
)

// Range is one consequence of a part (处罚种类和幅度). Min and Max are yuan, a factor of Base
// (0.1 = 10 %), or a period in Unit; nil = the article gives none.
type Range struct {
	Kind    string       `json:"kind"`
	Min     *money.Ratio `json:"min"`
	Max     *money.Ratio `json:"max"`
	Base    string       `json:"base"`    // 货值金额 …; "" = yuan
	Unit    string       `json:"unit"`    // 日, 月, 年
	Percent bool         `json:"percent"` // the article speaks of per cent
	Per     string       `json:"per"`     // counted by the day, person, square metre …
	Cap     *money.Ratio `json:"cap"`     // total ceiling in yuan
	DeemMin *money.Ratio `json:"deem_base_min"`
	MinOpen bool         `json:"min_open"` // the end is not in
	MaxOpen bool         `json:"max_open"`
	May     bool         `json:"may"`
	Who     string       `json:"who"`
	When    string       `json:"when"`
}

var tenThousand = money.Int(10000)

// String writes the consequence for people: 5万元以上10万元以下罚款.
func (r Range) String() string {
	text := r.Kind + r.ends()
	if r.Kind == fine && r.bounded() {
		text = r.Base + r.ends() + r.Kind
	}
	if r.May {
		text = "可以" + text
	}
	if r.Per != "" {
		text += "（按" + r.Per + "计）"
	}
	if r.Cap != nil {
		text += "，总额不超过" + yuan(*r.Cap)
	}
	if r.DeemMin != nil {
		text += "，" + r.Base + "不足" + yuan(*r.DeemMin) + "的按" + yuan(*r.DeemMin) + "计算"
	}
	return text
}

const fine = "罚款"

// hit is what falls on some people in one case.
type hit struct {
	who        []string
	when, text string
}

// consequences joins what hits the same person in the same case, then the persons whom the same hits.
func consequences(ranges []Range) []string {
	var hits []hit
	for _, r := range ranges {
		who := []string{r.Who}
		i := slices.IndexFunc(hits, func(h hit) bool { return h.when == r.When && slices.Equal(h.who, who) })
		switch {
		case i < 0:
			hits = append(hits, hit{who, r.When, r.String()})
		case !slices.Contains(strings.Split(hits[i].text, "；"), r.String()):
			hits[i].text += "；" + r.String()
		}
	}
	var out []string
	for i, h := range hits {
		alike := func(x hit) bool { return x.when == h.when && x.text == h.text }
		if slices.IndexFunc(hits, alike) < i {
			continue // said with the first
		}
		for _, x := range hits[i+1:] {
			if alike(x) {
				h.who = append(h.who, x.who...)
			}
		}
		out = append(out, h.String())
	}
	return out
}

// String: 逾期未改正，直接负责的主管人员、其他直接责任人员：2万元以上5万元以下罚款.
func (h hit) String() string {
	who := strings.Join(h.who, "、")
	switch {
	case h.when == "" && who == "":
		return h.text
	case who == "" || strings.Contains(h.when, who):
		return h.when + "：" + h.text
	case h.when == "":
		return who + "：" + h.text
	}
	return h.when + "，" + who + "：" + h.text
}

func (r Range) bounded() bool { return r.Min != nil || r.Max != nil }

func (r Range) ends() string {
	switch {
	case r.Min != nil && r.Max != nil && r.Min.Cmp(*r.Max) == 0:
		return r.amount(*r.Min)
	case r.Min != nil && r.Max != nil:
		return r.low() + r.high()
	case r.Max != nil:
		return r.high()
	case r.Min != nil:
		return r.low()
	}
	return ""
}

func (r Range) low() string {
	if r.MinOpen {
		return "超过" + r.amount(*r.Min)
	}
	return r.amount(*r.Min) + "以上"
}

func (r Range) high() string {
	if r.MaxOpen {
		return "不满" + r.amount(*r.Max)
	}
	return r.amount(*r.Max) + "以下"
}

func (r Range) amount(v money.Ratio) string {
	switch {
	case r.Unit == "月":
		return v.String() + "个月"
	case r.Unit != "":
		return v.String() + r.Unit
	case r.Base == "":
		return yuan(v)
	case r.Percent && v.Cmp(money.Int(1)) < 0:
		hundredfold, err := v.Mul(money.Int(100))
		if err == nil {
			return hundredfold.String() + "%"
		}
	}
	return v.String() + "倍"
}

// yuan writes an amount of 元, in 万元 where that is shorter.
func yuan(v money.Ratio) string {
	if v.Cmp(tenThousand) >= 0 {
		if w, err := v.Div(tenThousand); err == nil && w.IsInt() {
			return w.String() + "万元"
		}
	}
	return v.String() + "元"
}
