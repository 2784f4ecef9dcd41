package eval

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine/review"
)

// reviewScore is what one scenario came to.
type reviewScore struct {
	ID         string   `json:"case"`
	Status     float64  `json:"status"` // of 9
	Wrong      []string `json:"wrong_status,omitempty"`
	Gold       int      `json:"gold"`
	Found      int      `json:"found"`
	Missed     []string `json:"missed,omitempty"`
	Right      int      `json:"right"`
	False      []string `json:"false,omitempty"`
	Conclusion string   `json:"conclusion"`
	Concluded  bool     `json:"conclusion_right"`
	Applicable int      `json:"applicable"`
	Open       int      `json:"open"`
	clean      bool
}

// score compares an audit with what was expected.
func (s *scenario) score(a review.Audit) reviewScore {
	out := reviewScore{ID: s.ID, Conclusion: string(a.Conclusion), clean: true}
	s.status(a, &out)
	s.matches(a, &out)
	out.Concluded = s.concluded(a)
	for _, f := range a.Findings {
		if f.Result != review.NotApplicable {
			out.Applicable++
		}
		if f.Result == review.Unknown || f.Result == review.Human {
			out.Open++
		}
	}
	return out
}

func (s *scenario) status(a review.Audit, out *reviewScore) {
	for _, it := range s.Expected.Items {
		t := review.Topics[it.No-1]
		got := a.Topics[t]
		switch {
		case got == it.Status:
			out.Status++
		case got != review.TopicPass && it.Status != review.TopicPass:
			out.Status += 0.5
		}
		if got != it.Status {
			out.Wrong = append(out.Wrong, fmt.Sprintf("%s %s，应为 %s", t, got, it.Status))
		}
		out.clean = out.clean && it.Status == review.TopicPass
	}
}

func (s *scenario) matches(a review.Audit, out *reviewScore) {
	used := make([]bool, len(a.Findings))
	for _, it := range s.Expected.Items {
		for _, g := range it.Findings {
			g.No = it.No
			hit := -1
			for i, f := range a.Findings {
				if g.counts(f) && g.covers(f) && (hit < 0 || !used[i] && used[hit]) {
					hit = i
				}
			}
			s.note(g, hit, used, out)
		}
	}
	for _, f := range a.Findings {
		if f.Result != review.Fail || f.Check.Severity == review.Note {
			continue
		}
		switch {
		case s.expects(f):
			out.Right++
		case !s.neutral(f):
			out.False = append(out.False, f.Check.ID)
		}
	}
}

// note: one finding finds one expected finding.
func (s *scenario) note(g goldFinding, hit int, used []bool, out *reviewScore) {
	if g.Derived {
		return
	}
	out.Gold++
	if hit < 0 || used[hit] {
		out.Missed = append(out.Missed, fmt.Sprintf("%d %s", g.No, g.Code))
		return
	}
	used[hit] = true
	out.Found++
}

func (s *scenario) expects(f review.Finding) bool {
	for _, it := range s.Expected.Items {
		for _, g := range it.Findings {
			g.No = it.No
			if g.covers(f) {
				return true
			}
		}
	}
	return false
}

// neutral: true but not asked for, or the paper side of a fault that stands elsewhere.
func (s *scenario) neutral(f review.Finding) bool {
	for _, g := range s.Expected.Also {
		if g.covers(f) {
			return true
		}
	}
	if f.Check.Topic != review.Topics[6] {
		return false
	}
	for _, it := range s.Expected.Items {
		for _, g := range it.Findings {
			if it.No != 7 && slices.ContainsFunc(f.Evidence, func(p string) bool { return isDocument(p) && shares(p, g.Paths) }) {
				return true
			}
		}
	}
	return false
}

func isDocument(p string) bool { return strings.HasPrefix(p, "documents[") }

// counts: a failed check; a question or an open one too where a person has to judge.
func (g goldFinding) counts(f review.Finding) bool {
	open := f.Result == review.Human || f.Result == review.Unknown
	return f.Result == review.Fail && f.Check.Severity != review.Note ||
		f.Result == review.Human && g.HumanOK || open && g.Severity == "warn"
}

// covers: the topic is the item, or one of those that it may also stand in, and the evidence shares a place.
func (g goldFinding) covers(f review.Finding) bool {
	no := slices.Index(review.Topics, f.Check.Topic) + 1
	if no != g.No && !slices.Contains(g.Also, no) {
		return false
	}
	return slices.ContainsFunc(f.Evidence, func(p string) bool { return shares(p, g.Paths) })
}

func shares(p string, gold []string) bool {
	return slices.ContainsFunc(gold, func(q string) bool {
		a, b := place(p), place(q)
		return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
	})
}

// proofs are the documents that prove a step: one place.
var proofs = map[string]string{
	"timeline[立案]": "documents[立案审批表]", "timeline[现场检查]": "documents[现场笔录]", "timeline[调查终结]": "documents[调查终结报告]",
	"timeline[事先告知]": "documents[事先告知书]", "timeline[听证通知]": "documents[听证通知书]", "timeline[听证]": "documents[听证笔录]",
	"timeline[法制审核]": "documents[法制审核意见书]", "timeline[集体讨论]": "documents[集体讨论记录]", "timeline[决定]": "documents[处罚决定书]",
	"timeline[送达]": "documents[决定书送达回证]", "timeline[公示]": "documents[公示记录]",
}

// place is the document, step, officer or field of a path.
func place(p string) string {
	for _, list := range []string{"documents[", "timeline[", "officers["} {
		if strings.HasPrefix(p, list) {
			p = p[:strings.Index(p, "]")+1]
		}
	}
	if d := proofs[p]; d != "" {
		return d
	}
	return p
}

var overall = map[string]review.Conclusion{"通过": review.Agree, "退回补正": review.Correct, "不予通过": review.Refuse}

func (s *scenario) concluded(a review.Audit) bool {
	for _, w := range append([]string{s.Expected.Overall}, s.Expected.OverallAlso...) {
		if a.Conclusion == overall[w] || w == "不予通过" && a.Conclusion == review.Transfer && s.fails(8) {
			return true
		}
	}
	return false
}

func (s *scenario) fails(no int) bool {
	return slices.ContainsFunc(s.Expected.Items, func(it expectedItem) bool { return it.No == no && it.Status == review.TopicFail })
}

type reviewSum struct {
	files, concluded, gold, found, right, wrong, alarms, applicable, open int
	status                                                                float64
}

func (s *reviewSum) add(r reviewScore) {
	s.files++
	s.status += r.Status / 9
	s.gold, s.found = s.gold+r.Gold, s.found+r.Found
	s.right, s.wrong = s.right+r.Right, s.wrong+len(r.False)
	if r.Concluded {
		s.concluded++
	}
	if r.clean {
		s.alarms += len(r.False)
		s.applicable, s.open = s.applicable+r.Applicable, s.open+r.Open
	}
}

func (s *reviewSum) metrics() map[string]float64 {
	share := func(a float64, b int) float64 {
		if b == 0 {
			return 0
		}
		return a / float64(b)
	}
	return map[string]float64{
		ReviewStatus: share(s.status, s.files), ReviewRecall: share(float64(s.found), s.gold),
		ReviewPrecision:  share(float64(s.right), s.right+s.wrong),
		ReviewConclusion: share(float64(s.concluded), s.files),
		ReviewAlarms:     float64(s.alarms), ReviewOpen: share(float64(s.open), s.applicable),
	}
}
