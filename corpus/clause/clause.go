// Package clause reads a penalty clause of a statute: who, conduct, condition, kinds of penalty and computable ranges, and what it could not read (处罚条款).
//
// The way through: lay cuts an article into paragraphs and list items, split cuts these into sentences, clauses and
// segments, actions finds the consequences of a segment, amounts reads the range of a fine, and reader joins all of it
// into items. The words of the law that decide stand in words.go.
package clause

import "cailiang/engine/money"

// The kinds of penalty of 行政处罚法 art 9; Other is what a law adds.
const (
	Warning    = "警告"
	Criticism  = "通报批评"
	Fine       = "罚款"
	Gains      = "没收违法所得"
	Goods      = "没收非法财物"
	Suspension = "暂扣许可证件"
	Downgrade  = "降低资质等级"
	Revocation = "吊销许可证件"
	Restrict   = "限制开展生产经营活动"
	Halt       = "责令停产停业"
	Closure    = "责令关闭"
	Ban        = "限制从业"
	Detention  = "行政拘留"
	Other      = "其他"
)

// The values of Item.Step.
const (
	Base    = "base"
	Add     = "add"
	Replace = "replace"
)

// The values of Penalty.Modality.
const (
	Must        = "must"
	May         = "may"
	ByReference = "by_reference"
)

// Yuan is the base of a fine in money; every other base names what a factor multiplies, or the unit of a period.
const Yuan = "元"

// Violator is who is hit where the law names nobody (违反者).
const Violator = "违反者"

// Context says where a text stands.
type Context struct {
	Law, Article string
}

// Reading is what Read makes of one article.
type Reading struct {
	Law     string   `json:"law"`
	Article string   `json:"article"`
	Items   []Item   `json:"items"`
	Unread  []Unread `json:"unread"`

	phrases []Phrase
}

// Phrases are all places of the article that speak of a fine, in order.
func (r Reading) Phrases() []Phrase { return r.phrases }

// Item is one consequence of one conduct for one person under one condition.
type Item struct {
	Who        string    `json:"who"`
	Violation  string    `json:"violation"`
	Paragraph  int       `json:"paragraph"`
	ListItems  []int     `json:"list_items,omitempty"`
	Condition  string    `json:"condition,omitempty"`
	When       []When    `json:"when,omitempty"`
	Step       string    `json:"step"`
	Corrective []string  `json:"corrective,omitempty"`
	Reference  string    `json:"reference,omitempty"`
	Penalties  []Penalty `json:"penalties"`
}

// When is a numeric threshold inside a condition (门槛).
type When struct {
	Base   string `json:"base"`
	Op     string `json:"op"` // < <= > >=
	Value  string `json:"value"`
	Unit   string `json:"unit"`
	OrNone bool   `json:"or_none,omitempty"`
}

// Penalty is one kind of penalty with its range.
type Penalty struct {
	Kind     string
	Min, Max *money.Ratio // 元 for Base 元, a factor of Base else, days, months or years for a period; nil: the law gives none
	MinOpen  bool
	MaxOpen  bool
	Base     string // 元; 日 月 年 for a period; else what the factor multiplies
	Modality string
	Choice   string     // the same letter: one of these
	Per      string     // the unit that the amount is for: 日, 人·月
	Cap      *money.Fen // ceiling of the total
	Floor    *money.Fen // no less than this, whatever the factor gives
	DeemMin  *money.Fen // a smaller base counts as this
	Detail   string     // the law's words
	Slips    []string   // slips of the text that were read over
	At       Span       // where it stands
}

// Span is a place in the article's text, in runes, the end out.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Unread is a passage that was not understood, or that items have no field for.
type Unread struct {
	Text      string `json:"text"`
	Paragraph int    `json:"paragraph"`
	At        Span   `json:"at"`
	Why       string `json:"why"`
}

// The values of Phrase.Fate.
const (
	Computable = "computable" // in an item, with a range, or fixed by a base that the law names
	NoAmount   = "no_amount"  // in an item, but the law gives no amount here
	NotPenalty = "no_penalty" // speaks of a fine without imposing one: procedure, competence, surcharge
	Left       = "unread"     // under Unread
)

// Phrase is one place that speaks of a fine, and what became of it.
type Phrase struct {
	At   Span
	Fate string
	Why  string
}
