package clause

import (
	"fmt"
	"strings"

	"cailiang/corpus/statute"
	"cailiang/engine/money"
)

// Write states an item in the words of a statute, so that reading it gives the item again: an article whose last paragraph
// holds it. The law's own words (conduct, condition, person, base, order) stand in quotation marks, since they may hold
// anything. For a step that is no base an earlier penalty stands before it. Details, slips and places are not written.
func Write(it Item) string {
	var b strings.Builder
	for range it.Paragraph - 1 {
		b.WriteString("略。\n")
	}
	b.WriteString(written + it.Violation + "”行为")
	if len(it.ListItems) > 0 {
		b.WriteString("，有下列行为之一")
	}
	if it.byReference() {
		b.WriteString("，依照“" + it.Reference + "”的规定处以罚款")
	}
	b.WriteString("的，")
	if it.Reference != "" && len(it.Penalties) > 0 && !it.byReference() {
		b.WriteString("除依照“" + it.Reference + "”处罚外，")
	}
	it.writeEarlier(&b)
	if it.Condition != "" {
		b.WriteString("有“" + it.Condition + "”情形的，")
	}
	b.WriteString(it.consequences())
	if len(it.ListItems) == 0 {
		return b.String() + "。"
	}
	b.WriteString("：")
	for _, n := range it.ListItems {
		b.WriteString("\n（" + statute.ChineseNumeral(n) + "）略；")
	}
	return b.String()
}

func (it Item) byReference() bool {
	return len(it.Penalties) > 0 && it.Penalties[0].Modality == ByReference
}

// toward names who is hit.
func (it Item) toward() string {
	if it.Who == Violator {
		return ""
	}
	return "对“" + it.Who + "”"
}

// writeEarlier puts the penalty before the item that add and replace go on from.
func (it Item) writeEarlier(b *strings.Builder) {
	if it.Step == Base {
		return
	}
	if it.Condition == "" {
		b.WriteString("依法处理；有“在先”情形的，")
	}
	p := Penalty{Kind: Warning, Modality: Must}
	if it.Step == Replace {
		for _, q := range it.Penalties {
			if graded(q.Kind) {
				p = Penalty{Kind: q.Kind, Modality: Must}
			}
		}
	}
	b.WriteString(it.toward() + p.words(false) + "；")
}

// consequences writes orders and penalties.
func (it Item) consequences() string {
	var parts []string
	orders := it.Corrective
	order := func() {
		lead := ""
		if len(parts) == 0 && (it.Step != Base || len(it.Penalties) == 0 && it.Reference == "") {
			lead = it.toward()
		}
		parts = append(parts, lead+"责令“"+orders[0]+"”")
		orders = orders[1:]
	}
	for len(orders) > it.loners() {
		order()
	}
	if len(it.Penalties) == 0 && it.Reference != "" {
		parts = append(parts, it.toward()+"依照“"+it.Reference+"”的规定处罚")
	}
	for i, p := range it.Penalties {
		switch {
		case p.Choice != "" && i > 0 && it.Penalties[i-1].Choice == p.Choice:
			parts[len(parts)-1] += "或者" + p.words(false)
		case it.lone(i) && len(orders) > 0:
			order()
			parts[len(parts)-1] += "或者" + it.toward() + p.words(true)
		case i == 0:
			parts = append(parts, it.toward()+p.words(true))
		default:
			parts = append(parts, "并"+p.words(true))
		}
		if p.DeemMin != nil {
			parts = append(parts, fmt.Sprintf("基数不足%s元的", *p.DeemMin), fmt.Sprintf("按%s元计算", *p.DeemMin))
		}
	}
	return strings.Join(parts, "，")
}

// loners counts the penalties whose alternative is an order.
func (it Item) loners() int {
	n := 0
	for i := range it.Penalties {
		if it.lone(i) {
			n++
		}
	}
	return n
}

// lone tells whether no other penalty has the letter: the alternative is an order.
func (it Item) lone(i int) bool {
	if it.Penalties[i].Choice == "" {
		return false
	}
	for j, o := range it.Penalties {
		if j != i && o.Choice == it.Penalties[i].Choice {
			return false
		}
	}
	return true
}

// words writes a penalty; may says whether 可以 is written here, or stands before the first of a choice.
func (p Penalty) words(may bool) string {
	lead := ""
	if may && p.Modality == May {
		lead = "可以"
	}
	switch p.Kind {
	case Warning, Criticism:
		return lead + "给予" + p.Kind
	case Fine:
		return lead + p.fineWords()
	case Detention:
		return lead + "处" + p.periodWords() + "拘留"
	case Suspension, Revocation:
		return lead + p.Kind + p.periodWords()
	case Restrict:
		return lead + "责令暂停相关业务" + p.periodWords()
	case Halt:
		return lead + "责令停产停业" + p.periodWords()
	case Closure:
		return lead + "责令关闭"
	case Ban:
		return lead + p.banWords("禁止", "从事有关活动")
	case Other:
		if p.Base == "" {
			return lead + "限期出境"
		}
		return lead + p.banWords("不受理", "出境、入境申请")
	}
	return lead + p.Kind
}

func (p Penalty) banWords(verb, rest string) string {
	if p.Min != nil && p.Max == nil && p.Base != "" {
		return unitWords(*p.Min, p.Base) + "内直至终身" + verb + rest
	}
	return verb + p.periodWords() + rest
}

func (p Penalty) periodWords() string {
	if p.Base == "" {
		return ""
	}
	return rangeWords(p.Min, p.Max, func(v money.Ratio) string { return unitWords(v, p.Base) })
}

func unitWords(v money.Ratio, unit string) string {
	if unit == "月" {
		unit = "个月"
	}
	return v.String() + unit
}

func rangeWords(min, max *money.Ratio, word func(money.Ratio) string) string {
	switch {
	case min == nil && max == nil:
		return ""
	case min == nil:
		return word(*max) + "以下"
	case max == nil:
		return word(*min) + "以上"
	case min.Cmp(*max) == 0:
		return word(*min)
	}
	return word(*min) + "以上" + word(*max) + "以下"
}

func (p Penalty) fineWords() string {
	if p.Min == nil && p.Max == nil {
		return "处以罚款"
	}
	b := "处"
	for _, u := range strings.FieldsFunc(p.Per, func(r rune) bool { return r == '·' }) {
		if named, _ := measureOf(u); named == "" && !isDigit([]rune(u)[0]) {
			u = "一" + u
		}
		b += "每" + u
	}
	word := yuanWords
	if p.Base != Yuan {
		b += "“" + p.Base + "”的"
		word = timesWords
	}
	r := rangeWords(p.Min, p.Max, word)
	if p.MinOpen {
		r = strings.Replace(r, "以上", "（不含）以上", 1)
	}
	if p.MaxOpen {
		r = strings.Replace(r, "以下", "（不含）以下", 1)
	}
	b += r
	if p.Cap != nil {
		b += fmt.Sprintf("，最高不超过%s元", *p.Cap)
	}
	if p.Floor != nil {
		b += fmt.Sprintf("，最低不低于%s元", *p.Floor)
	}
	return b + "的罚款"
}

func yuanWords(v money.Ratio) string { return v.String() + "元" }

// timesWords writes a factor; one that is no decimal as a share: 3分之1.
func timesWords(v money.Ratio) string {
	if s := v.String(); !strings.Contains(s, "/") {
		return s + "倍"
	}
	return fmt.Sprintf("%d分之%d", v.Den(), v.Num())
}
