package index

import "iter"

// Kind says what a document is.
type Kind string

const (
	Article Kind = "article" // one article of a statute (条)
	Case    Kind = "case"    // a guiding or typical case (案例)
	Item    Kind = "item"    // a penalty item of the rule library (处罚事项)
)

// Document is what can be found. Dates are YYYY-MM-DD, "" when unknown.
type Document struct {
	ID      string `json:"id"` // unique in the index
	Kind    Kind   `json:"kind"`
	Law     string `json:"law,omitempty"`     // name of the statute; title of a case or an item
	Article string `json:"article,omitempty"` // 第一百二十四条
	Level   string `json:"level,omitempty"`   // 法律, 行政法规, …
	Path    string `json:"path,omitempty"`    // where the text came from
	Chapter string `json:"chapter,omitempty"` // headings above the article
	Agency  string `json:"agency,omitempty"`  // who enforces or issued it
	System  string `json:"system,omitempty"`  // field of enforcement: market, ecology, …
	Text    string `json:"text,omitempty"`

	Issued    string `json:"issued,omitempty"`
	Effective string `json:"effective,omitempty"`
	Repealed  string `json:"repealed,omitempty"` // the first day without effect

	Cites []Reference `json:"-"` // articles that its text cites
}

// Documents streams what is to be indexed; an error ends the build and leaves the index as it was.
type Documents = iter.Seq2[Document, error]

// Reference is an article by the name of its statute and its number (第一百二十四条).
type Reference struct{ Law, Article string }
