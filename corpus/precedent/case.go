// Package precedent holds published penalty cases: what happened, what was decided, what became of it, and what it teaches.
//
// A case is material for reasoning, not law. It says which provisions it concerns, so that
// the cases of an item can be listed, and which facts it had, so that a case like the one at
// hand can be found with the reasons why it is like it.
package precedent

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cailiang/corpus/statute"
	"cailiang/engine/money"
)

// Case is one published case (案例). The JSON names are those of data/cases; digest,
// collection, items, items_inferred and a circumstance's name are additions.
type Case struct {
	ID            string             `json:"id"`
	Title         string             `json:"title"`
	System        string             `json:"system"` // market, ecology … or the Chinese name
	Region        string             `json:"region,omitempty"`
	Year          int                `json:"year,omitempty"`          // of the decision; 0 = not published
	Date          string             `json:"decision_date,omitempty"` // YYYY, YYYY-MM or YYYY-MM-DD
	Collection    string             `json:"collection,omitempty"`    // 最高人民法院指导性案例6号 …
	Violation     string             `json:"violation,omitempty"`
	Digest        string             `json:"digest,omitempty"` // facts and outcome in a few sentences
	Facts         Facts              `json:"facts,omitempty"`
	Circumstances []Circumstance     `json:"circumstances,omitempty"`
	Basis         []Basis            `json:"basis,omitempty"`
	Items         []string           `json:"items,omitempty"`          // provisions concerned, by today's numbering: 食品安全法/124/1/5
	Inferred      bool               `json:"items_inferred,omitempty"` // the publication names no article; Items is our reading
	Range         *Bounds            `json:"statutory_range,omitempty"`
	Decided       Decision           `json:"decided"`
	Tier          string             `json:"discretion_tier,omitempty"`
	Procedure     []string           `json:"procedure,omitempty"`
	Review        *Review            `json:"outcome_on_review,omitempty"`
	Lesson        string             `json:"lesson,omitempty"`
	Source        string             `json:"source,omitempty"`
	SourceKind    string             `json:"source_kind,omitempty"`
	Missing       []string           `json:"not_in_source,omitempty"`
	Completeness  string             `json:"completeness,omitempty"`
	provisions    []statute.Citation // of Items, or of Basis when there are none
}

// Circumstance is a reason for leniency or severity that the decision or its reviewer named (情节).
type Circumstance struct {
	Type   string `json:"type"`           // 不予, 减轻, 从轻, 一般, 从重
	Name   string `json:"name,omitempty"` // its name in the general list of circumstances
	Reason string `json:"reason,omitempty"`
}

// Basis is a provision that was applied (依据). Article "" = not published.
type Basis struct {
	Role    string `json:"role"` // 违反, 处罚, 裁量, 程序
	Law     string `json:"law"`  // a year in brackets is the version
	Article string `json:"article,omitempty"`
	Note    string `json:"note,omitempty"`
}

// Bounds is what the law allowed. Unit 元, 倍, 百分比 or 日; Base names the fact that a multiple applies to.
type Bounds struct {
	Min    *money.Ratio `json:"min,omitempty"`
	Max    *money.Ratio `json:"max,omitempty"`
	Unit   string       `json:"unit,omitempty"`
	Base   string       `json:"base,omitempty"`
	Stated bool         `json:"stated"` // the source says so itself
	Text   string       `json:"text,omitempty"`
}

// Decision is what was imposed. Fine nil = none, or not published; 0 = no fine.
type Decision struct {
	Fine         *money.Fen    `json:"fine,omitempty"`
	Confiscation []Confiscated `json:"confiscation,omitempty"`
	Other        []string      `json:"other,omitempty"`
	Multiple     *money.Ratio  `json:"multiple,omitempty"`
	MultipleBase string        `json:"multiple_base,omitempty"`
	Note         string        `json:"note,omitempty"`
}

// Confiscated is a thing or a gain taken (没收).
type Confiscated struct {
	What   string     `json:"what"`
	Amount *money.Fen `json:"amount,omitempty"`
}

// Review is what became of the decision afterwards (复议、诉讼、监督).
type Review struct {
	Forum     string     `json:"forum,omitempty"`
	Result    string     `json:"result"` // see Results
	FineAfter *money.Fen `json:"fine_after,omitempty"`
	Reason    string     `json:"reason,omitempty"`
	Year      int        `json:"year,omitempty"`
}

// Results names the outcomes of a review.
var Results = map[string]string{
	"upheld": "维持", "revoked": "撤销", "changed": "变更", "settled": "和解或者调解", "corrected": "被认定过重并纠正",
	"confirmed_unlawful": "确认违法但不撤销", "not_enforced": "法院不准予强制执行", "found_unlawful": "认定违法", "unknown": "结果不明",
}

// Overturned reports whether the decision did not stand as it was made.
func (c *Case) Overturned() bool {
	return c.Review != nil && c.Review.Result != "upheld" && c.Review.Result != "unknown"
}

// Caution warns whoever would follow the case: what became of it, "" when it stood or nothing is known.
func (c *Case) Caution() string {
	if c.Review == nil || c.Review.Result == "upheld" {
		return ""
	}
	r := c.Review
	if r.Result == "unknown" {
		return "本案其后的结果没有查到，引用前请核实。"
	}
	text := "本案原决定后来没有站住：" + join("，", year(r.Year), r.Forum, r.result())
	if r.Reason != "" {
		text += "，理由：" + r.Reason
	}
	return text + "。原处罚数额不宜照搬。"
}

func (r *Review) result() string {
	text := Results[r.Result]
	if text == "" {
		text = r.Result
	}
	if r.FineAfter != nil {
		if *r.FineAfter == 0 {
			return text + "为不予罚款"
		}
		text += "为罚款" + r.FineAfter.Grouped() + "元"
	}
	return text
}

// Provisions are the places of the law that the case concerns, by today's numbering where it is known.
func (c *Case) Provisions() []statute.Citation { return c.provisions }

// SystemName is the field of enforcement in Chinese.
func (c *Case) SystemName() string {
	if name := systems[c.System]; name != "" {
		return name
	}
	return c.System
}

var systems = map[string]string{
	"market": "市场监管", "ecology": "生态环境", "customs": "海关", "emergency": "应急管理", "fire": "消防救援", "health": "卫生健康",
	"culture": "文化和旅游", "transport": "交通运输", "agri": "农业农村", "natres": "自然资源和规划", "city": "城市管理", "tax": "税务",
	"police": "公安", "water": "水利", "supervision": "司法行政",
}

// Text is the case as people read it and as it is searched, a line for each matter.
func (c *Case) Text() string {
	var lines []string
	add := func(head, text string) {
		if text != "" {
			lines = append(lines, head+text)
		}
	}
	add("", join("，", c.Title, c.Collection))
	add("", join(" · ", c.SystemName(), c.Region, year(c.Year)))
	add("行为：", c.Violation)
	add("案情：", c.Digest)
	add("事实：", c.Facts.String())
	add("情节：", c.circumstances())
	add("依据：", c.bases())
	add("处理：", c.Decided.String())
	add("档次：", c.Tier)
	add("程序：", strings.Join(c.Procedure, "；"))
	add("后续：", c.Caution())
	add("启示：", c.Lesson)
	add("没有查到：", strings.Join(c.Missing, "、"))
	return strings.Join(lines, "\n")
}

func (c *Case) circumstances() string {
	var out []string
	for _, x := range c.Circumstances {
		out = append(out, strings.TrimSuffix(x.Type+"："+x.Reason, "："))
	}
	return strings.Join(out, "；")
}

func (c *Case) bases() string {
	var out []string
	for _, b := range c.Basis {
		text := b.Law + b.Article
		if b.Note != "" {
			text += "（" + b.Note + "）"
		}
		out = append(out, text)
	}
	for _, p := range c.provisions {
		if s := p.String(); !slices.ContainsFunc(out, func(x string) bool { return strings.HasPrefix(x, s) }) {
			out = append(out, s)
		}
	}
	return strings.Join(out, "、")
}

// String writes the decision for people.
func (d Decision) String() string {
	var out []string
	if d.Fine != nil {
		out = append(out, fineText(*d.Fine))
	}
	if d.Multiple != nil {
		out = append(out, fmt.Sprintf("为%s的%s倍", baseName(d.MultipleBase), d.Multiple))
		if strings.Contains(d.MultipleBase, "百分比") {
			out[len(out)-1] = fmt.Sprintf("为%s的%s%%", baseName(d.MultipleBase), d.Multiple)
		}
	}
	for _, x := range d.Confiscation {
		text := "没收" + x.What
		if x.Amount != nil {
			text += x.Amount.Grouped() + "元"
		}
		out = append(out, text)
	}
	out = append(out, d.Other...)
	return join("，", append(out, d.Note)...)
}

func fineText(f money.Fen) string {
	if f == 0 {
		return "不罚款"
	}
	return "罚款" + f.Grouped() + "元"
}

// baseName is a fact's name without its unit: 货值金额_元 is 货值金额.
func baseName(key string) string {
	name, _, _ := strings.Cut(key, "_")
	return name
}

func year(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y) + "年"
}

// join joins what is not empty.
func join(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}
