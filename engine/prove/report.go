package prove

import (
	"fmt"
	"strings"
)

// Kind is the question that a proof answers.
type Kind string

// The questions, in the order of a report.
const (
	Gap       Kind = "gap"       // every set of facts has a tier
	Overlap   Kind = "overlap"   // no set of facts has two
	Reachable Kind = "reachable" // every tier has facts that lead to it
	Monotone  Kind = "monotone"  // a worse fact never lowers the range
	Order     Kind = "order"     // a graver tier never has a lower range
	Inside    Kind = "inside"    // every range lies in the statutory one
	Child     Kind = "child"     // every range lies in that of the upper benchmark
)

var kindWords = map[Kind]string{Gap: "无空档", Overlap: "无重叠", Reachable: "各档可达", Monotone: "情节加重而幅度不降",
	Order: "档次越重幅度不低", Inside: "在法定幅度之内", Child: "在上级基准之内"}

// String gives what the proof shows, in Chinese.
func (k Kind) String() string { return kindWords[k] }

// Answer is what a proof comes to; there is no plain “ok”.
type Answer string

// The answers.
const (
	Proved    Answer = "proved"
	Refuted   Answer = "refuted"
	NotProved Answer = "not_proved"
)

var answerWords = map[Answer]string{Proved: "已证明", Refuted: "有反例", NotProved: "未能证明"}

// String gives the Chinese word.
func (a Answer) String() string { return answerWords[a] }

// Finding is one counterexample, or one note.
type Finding struct {
	Code    string   `json:"code"`             // the kind of proof, or of note
	Where   string   `json:"where"`            // branch, column, target, fact: what it is about
	Tiers   []string `json:"tiers,omitempty"`  // the tiers it is about
	Message string   `json:"message"`          // in Chinese, with the amounts
	Points  []Point  `json:"points,omitempty"` // facts that show it: one point, two for a reversal, none where facts play no part
	branch  int      // of a gap
	group   string   // of a gap or an overlap
}

// Proof is the answer to one question for one part of the table.
type Proof struct {
	Kind     Kind      `json:"kind"`
	Where    string    `json:"where"` // branch, column or fact; "" = the whole table
	Answer   Answer    `json:"answer"`
	Findings []Finding `json:"findings,omitempty"`
	More     bool      `json:"more,omitempty"`    // the search stopped at those listed; there may be others
	Because  string    `json:"because,omitempty"` // what a proof rests on besides the table: a declared policy
	Reason   string    `json:"reason,omitempty"`  // why it is not proved
	Atoms    []string  `json:"atoms,omitempty"`   // the comparisons outside the decidable form
	Boxes    int       `json:"boxes"`             // boxes of facts looked at
}

// Report is the result of Check.
type Report struct {
	Table  string    `json:"table"`
	Proofs []Proof   `json:"proofs"`
	Notes  []Finding `json:"notes"`
}

// Answer is the worst of all answers.
func (r *Report) Answer() Answer {
	worst := Proved
	for i := range r.Proofs {
		switch r.Proofs[i].Answer {
		case Refuted:
			return Refuted
		case NotProved:
			worst = NotProved
		}
	}
	return worst
}

// Findings lists the counterexamples of all proofs.
func (r *Report) Findings() []Finding {
	var out []Finding
	for i := range r.Proofs {
		out = append(out, r.Proofs[i].Findings...)
	}
	return out
}

// Lines writes the report for people, one string a line.
func (r *Report) Lines() []string {
	var out []string
	for i := range r.Proofs {
		out = append(out, r.Proofs[i].lines()...)
	}
	for i := range r.Notes {
		n := &r.Notes[i]
		out = append(out, "· 提示　"+joined(n.Where, n.Message))
		out = append(out, n.pointLines()...)
	}
	return out
}

var answerSigns = map[Answer]string{Proved: "✓", Refuted: "✗", NotProved: "？"}

func (p *Proof) lines() []string {
	out := []string{strings.TrimSpace(fmt.Sprintf("%s %s　%s　%s", answerSigns[p.Answer], p.Answer, p.Kind, p.Where))}
	for _, s := range []string{p.Because, p.Reason} {
		if s != "" {
			out = append(out, "    "+s)
		}
	}
	for i := range p.Findings {
		f := &p.Findings[i]
		out = append(out, "    "+f.Message)
		out = append(out, f.pointLines()...)
	}
	if p.More {
		out = append(out, fmt.Sprintf("    只列出 %d 处，可能还有", len(p.Findings)))
	}
	return out
}

func (f *Finding) pointLines() []string {
	var out []string
	for i := range f.Points {
		p := &f.Points[i]
		out = append(out, "      反例　"+p.words()+" → "+p.result())
	}
	return out
}

func (p *Point) words() string {
	var parts []string
	free := 0
	for _, v := range p.Values {
		if v.Free {
			free++
			continue
		}
		s := v.Fact + " = " + v.Text
		if v.In != "" {
			s += "（" + v.In + "都一样）"
		}
		parts = append(parts, s)
	}
	switch {
	case len(parts) == 0:
		return "任何事实"
	case free > 0:
		return strings.Join(parts, "，") + "，其余任意"
	}
	return strings.Join(parts, "，")
}

func (p *Point) result() string {
	if len(p.Tiers) == 0 {
		return "没有档次"
	}
	return strings.Join(p.Tiers, "、")
}

func joined(where, message string) string {
	if where == "" {
		return message
	}
	return where + "：" + message
}
