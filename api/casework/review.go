package casework

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"cailiang/engine/review"
	"cailiang/rules"
)

// ReviewFinding is the result of one check as JSON gives it (审核发现); missing names the facts that are not known.
type ReviewFinding struct {
	ID       string   `json:"id"`
	Topic    string   `json:"topic"`
	Result   string   `json:"result"`
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
	Basis    []Basis  `json:"basis"`
	Evidence []string `json:"evidence"`
	Missing  []string `json:"missing,omitempty"`
}

// Basis is what a check rests on. Partly: its text was seen only in part.
type Basis struct {
	Law     string `json:"law"`
	Article string `json:"article"`
	Duty    string `json:"duty"`
	Partly  bool   `json:"partly,omitempty"`
}

// ReviewReport is the review of one case file (法制审核): one line of JSON.
type ReviewReport struct {
	Case       string            `json:"case"`
	Checklist  string            `json:"checklist"` // id@version
	Findings   []ReviewFinding   `json:"findings"`
	Topics     map[string]string `json:"topics"` // pass | warn | fail
	Conclusion string            `json:"conclusion"`
	Problems   []string          `json:"problems,omitempty"` // values that could not be read
}

// Reviewer audits case files by one checklist.
type Reviewer struct {
	Checklist *rules.ChecklistPack
	Library   *rules.Library
	Day       string // of the checklist's version where the file has no decision day
}

// Review reads and audits one case file (YAML or JSON).
func (r Reviewer) Review(name string, in io.Reader) (*ReviewReport, error) {
	file, err := rules.ReadDossier(name, in)
	if err != nil {
		return nil, err
	}
	m, _ := file.(map[string]any)
	for _, k := range []string{"expected", "title", "seed_cases"} {
		delete(m, k) // of a scenario: what tells the answer
	}
	decision, _ := m["decision"].(map[string]any)
	day, _ := decision["date"].(string)
	if day == "" {
		day = r.Day
	}
	v := r.Checklist.Version(day)
	if v == nil {
		return nil, fmt.Errorf("%s：审核清单 %s 没有适用于 %s 的版本", name, r.Checklist.ID, day)
	}
	id, _ := m["id"].(string)
	if id == "" {
		id = name
	}
	return report(id, v.List.Audit(file, r.Library.Calendar())), nil
}

// ReviewLines audits a file with one case a line and hands each report on.
func (r Reviewer) ReviewLines(name string, in io.Reader, to func(*ReviewReport) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 8<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		rep, err := r.Review(fmt.Sprintf("%s 第 %d 行", name, n), bytes.NewReader(lines.Bytes()))
		if err != nil {
			return err
		}
		if err := to(rep); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s：读不了：%w", name, err)
	}
	return nil
}

func report(id string, a review.Audit) *ReviewReport {
	out := &ReviewReport{Case: id, Checklist: a.Checklist.ID + "@" + a.Checklist.Version, Topics: map[string]string{}, Conclusion: string(a.Conclusion), Problems: a.Problems}
	for t, s := range a.Topics {
		out.Topics[string(t)] = s
	}
	for _, f := range a.Findings {
		k := f.Check
		out.Findings = append(out.Findings, ReviewFinding{ID: k.ID, Topic: string(k.Topic), Result: string(f.Result), Severity: string(k.Severity),
			Message: f.Message, Basis: []Basis{{k.Law, k.Article, k.Duty, k.Partly}}, Evidence: list(f.Evidence), Missing: f.Missing})
	}
	return out
}

// list gives [] for nothing: JSON readers count on a list.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// The words of a report for people.
var (
	topicWords = map[review.Topic]string{"subject": "执法主体与人员资格", "procedure": "程序合法", "facts": "事实清楚、证据充分", "law": "适用法律准确", "discretion": "裁量基准运用适当",
		"powers": "未超越权限、无滥用职权、无明显不当", "documents": "文书完备规范", "crime": "涉嫌犯罪移送", "other": "其他"}
	stateWords      = map[string]string{review.TopicPass: "通过", review.TopicWarn: "待答复", review.TopicFail: "有问题"}
	resultWords     = map[review.Result]string{review.Fail: "不符合", review.Unknown: "缺材料", review.Human: "请审核人员判断"}
	severityWords   = map[review.Severity]string{review.Void: "无效", review.Serious: "严重", review.Minor: "轻微", review.Note: "提示"}
	conclusionWords = map[review.Conclusion]string{review.Agree: "同意", review.Correct: "退回补正", review.Refuse: "不予通过", review.Transfer: "移送", review.Incomplete: "材料不全，暂不能出具意见"}
)

// Text writes the report for people: topic by topic, what is not in order with its article and where it shows.
func (r *ReviewReport) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "案件 %s\n审核意见：%s（清单 %s）\n", r.Case, conclusionWords[review.Conclusion(r.Conclusion)], r.Checklist)
	for i, t := range review.Topics {
		fmt.Fprintf(&b, "\n%d %s：%s\n", i+1, topicWords[t], stateWords[r.Topics[string(t)]])
		passed := 0
		for _, f := range r.Findings {
			switch {
			case f.Topic != string(t) || f.Result == string(review.NotApplicable):
			case f.Result == string(review.Pass):
				passed++
			default:
				f.write(&b)
			}
		}
		fmt.Fprintf(&b, "  符合 %d 项\n", passed)
	}
	for _, p := range r.Problems {
		fmt.Fprintf(&b, "\n无法读取：%s\n", p)
	}
	return b.String()
}

func (f *ReviewFinding) write(b *strings.Builder) {
	fmt.Fprintf(b, "  [%s·%s] %s\n", resultWords[review.Result(f.Result)], severityWords[review.Severity(f.Severity)], f.Message)
	seen := ""
	if f.Basis[0].Partly {
		seen = "（依据未见全文）"
	}
	fmt.Fprintf(b, "    依据：%s%s%s\n", f.Basis[0].Law, f.Basis[0].Article, seen)
	if len(f.Evidence) > 0 {
		fmt.Fprintf(b, "    见：%s\n", strings.Join(f.Evidence, "、"))
	}
}
