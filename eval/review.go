package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	calendar "cailiang/engine/period"
	"cailiang/engine/review"
	"cailiang/rules"
)

// The figures of Review.
const (
	ReviewStatus     = "status"      // mean over the nine topics: right 1, warn for fail or the reverse 0.5
	ReviewRecall     = "recall"      // expected findings that were found
	ReviewPrecision  = "precision"   // findings that were expected
	ReviewConclusion = "conclusion"  // right conclusions
	ReviewAlarms     = "clean_false" // false alarms on files without a fault
	ReviewOpen       = "clean_open"  // there: share of the applicable checks that are unknown or human
)

// ReviewOptions say how review scenarios are measured.
type ReviewOptions struct {
	Strict    bool // drop the fields that carry a judgement
	Checklist *rules.ChecklistPack
	Calendar  *calendar.Calendar
}

// scenario is one line of the data: the case file is the line itself without what tells the answer.
type scenario struct {
	ID       string       `json:"id"`
	Expected scenarioGold `json:"expected"`
}

type scenarioGold struct {
	Overall     string         `json:"overall"`
	OverallAlso []string       `json:"overall_also"`
	Items       []expectedItem `json:"items"`
	Also        []goldFinding  `json:"also"`
}

type expectedItem struct {
	No       int           `json:"item_no"`
	Status   string        `json:"status"`
	Findings []goldFinding `json:"findings"`
}

type goldFinding struct {
	No       int      `json:"item_no"` // of Also
	Severity string   `json:"severity"`
	Code     string   `json:"code"`
	Paths    []string `json:"paths"`
	Also     []int    `json:"items_also"`
	Derived  bool     `json:"derived"`
	HumanOK  bool     `json:"human_ok"`
}

// Review audits every scenario (one JSON object a line) and compares; a line for each file, the figures last.
func Review(data string, o ReviewOptions, out io.Writer, progress Progress) (Report, error) {
	raw, err := os.ReadFile(data)
	if err != nil {
		return Report{}, fmt.Errorf("打不开 %s：%w", data, err)
	}
	var sum reviewSum
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 1<<22)
	total := bytes.Count(raw, []byte("\n"))
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		s, err := auditScenario(fmt.Sprintf("%s:%d", data, n), lines.Bytes(), o)
		if err != nil {
			return Report{}, err
		}
		sum.add(s)
		if err := line(out, s); err != nil {
			return Report{}, fmt.Errorf("写不出结果：%w", err)
		}
		progress.say(n, max(n, total), s.ID)
	}
	r := Report{Suite: "review", Data: data, N: sum.files, Metrics: sum.metrics()}
	if err := line(out, r); err != nil {
		return Report{}, fmt.Errorf("写不出结果：%w", err)
	}
	return r, nil
}

func auditScenario(name string, raw []byte, o ReviewOptions) (reviewScore, error) {
	var s scenario
	if err := json.Unmarshal(raw, &s); err != nil {
		return reviewScore{}, fmt.Errorf("%s: 不是一行 JSON：%w", name, err)
	}
	file, err := rules.ReadDossier(name, bytes.NewReader(raw))
	if err != nil {
		return reviewScore{}, err
	}
	withhold(file, o.Strict)
	v := o.Checklist.Version(dayOfDecision(file))
	if v == nil {
		return reviewScore{}, fmt.Errorf("%s: 决定日没有适用的清单版本", name)
	}
	return s.score(v.List.Audit(file, o.Calendar)), nil
}

func dayOfDecision(file review.Tree) string {
	m, _ := file.(map[string]any)
	d, _ := m["decision"].(map[string]any)
	day, _ := d["date"].(string)
	return day
}

// judged are the fields that already carry a judgement; a strict run drops them.
var judged = map[string][]string{
	"law_applied": {"in_force_for_act"}, "benchmark": {"tier_by_facts"}, "party": {"is_actual_violator", "actual_violator"},
	"prior_penalties": {"same_act"}, "transfer": {"suspected_crime"}, "": {"law_in_force_should_be"},
}

// withhold takes away what tells the answer.
func withhold(file review.Tree, strict bool) {
	m, _ := file.(map[string]any)
	for _, k := range []string{"expected", "title", "seed_cases"} {
		delete(m, k)
	}
	for part, fields := range judged {
		for _, f := range fields {
			if strict {
				drop(m, part, f)
			}
		}
	}
}

func drop(m map[string]any, part, field string) {
	if part == "" {
		delete(m, field)
		return
	}
	switch v := m[part].(type) {
	case map[string]any:
		delete(v, field)
	case []any:
		for _, x := range v {
			if e, ok := x.(map[string]any); ok {
				delete(e, field)
			}
		}
	}
}
