// Package review audits a case file item by item by a checklist (法制审核): five results, three-valued, with evidence.
//
// A checklist takes named facts from the case file and states checks as conditions over them. What the file does not tell
// stays open, and every check that needs it says so; open legal terms go to a person as a question.
package review

import (
	"cailiang/engine/cond"
	"cailiang/engine/facts"
)

// Topic is a part of the review (审核事项).
type Topic string

// Topics in the order of the opinion.
var Topics = []Topic{"subject", "procedure", "facts", "law", "discretion", "powers", "documents", "crime", "other"}

// Severity is how grave a failed check is.
type Severity string

// Severities: 无效, 可撤销或不得作出决定, 应当补正, 提示.
const (
	Void    Severity = "void"
	Serious Severity = "serious"
	Minor   Severity = "minor"
	Note    Severity = "note"
)

// Severities from the gravest.
var Severities = []Severity{Void, Serious, Minor, Note}

// Result is what a check came to.
type Result string

// The five results.
const (
	Pass          Result = "pass"
	Fail          Result = "fail"
	NotApplicable Result = "not_applicable"
	Unknown       Result = "unknown" // a fact is missing
	Human         Result = "human"   // an open legal term: a person answers and signs
)

// Conclusion is the opinion as a whole.
type Conclusion string

// Conclusions: 同意, 退回补正, 不予通过, 移送, 材料不全.
const (
	Agree      Conclusion = "agree"
	Correct    Conclusion = "correct"
	Refuse     Conclusion = "refuse"
	Transfer   Conclusion = "transfer"
	Incomplete Conclusion = "incomplete"
)

// Conclusions lists all.
var Conclusions = []Conclusion{Agree, Correct, Refuse, Transfer, Incomplete}

// Checklist is a compiled checklist (审核清单). Read-only once made.
type Checklist struct {
	ID, Version string
	Collections map[string]Collection
	Case        Scope
	First       int // so many of Case's facts may be used in rows; the rest come after the lists
	Lists       []List
	Checks      []Check
	Rules       []Rule
	Texts       map[string][]TextVersion // by the law's name without 中华人民共和国
}

// Scope is a vocabulary with the sources of its facts and the conditions over them.
type Scope struct {
	Entries *facts.Vocabulary
	Sources []*Source // by slot; nil for the facts that a list takes over from the case
	Pool    *cond.Pool
}

// List is a list of rows with facts of their own: one row for every element that the path leads to.
type List struct {
	Name string
	From Path
	Scope
}

// Check is one duty as a condition.
type Check struct {
	ID       string
	Duty     string // id of the duty in the catalogue of duties
	Topic    Topic
	Title    string
	Law      string
	Article  string
	Partly   bool // the source was seen only in part (依据未见全文)
	Severity Severity
	Mendable bool // can be put right inside this file
	List     int  // index of the list whose rows are checked; -1 = the case file
	When     *cond.Cond
	Must     *cond.Cond // nil: the question alone
	Ask      string     // the question to a person
	Message  Message
	Evidence []Path // further places to show
	Shown    []int  // facts whose places are shown; nil = those of Must, or of When for a question
}

// Rule gives a conclusion when a finding is as described; zero fields match everything.
type Rule struct {
	Conclude   Conclusion
	Results    []Result
	Topics     []Topic
	Severities []Severity
	Unmendable bool
	Always     bool
}

// Message is a text with facts in it.
type Message struct {
	Parts []Part
}

// Part is a piece of text, or a fact when Slot is not negative.
type Part struct {
	Text string
	Slot int
}
