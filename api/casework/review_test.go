package casework

import (
	"encoding/json"
	"strings"
	"testing"

	"cailiang/engine/review"
	"cailiang/rules"
)

func reviewer(t *testing.T) Reviewer {
	t.Helper()
	lists, err := rules.LoadChecklists(rules.BuiltinChecklists())
	if err != nil {
		t.Fatal(err)
	}
	p, err := rules.FindChecklist(lists, "ordinary")
	if err != nil {
		t.Fatal(err)
	}
	lib, err := rules.Load(rules.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	return Reviewer{Checklist: p, Library: lib, Day: "2026-05-14"}
}

// TestReviewJSON: every finding has a topic in order, its article, and lists where lists are due.
func TestReviewJSON(t *testing.T) {
	rep, err := reviewer(t).Review("x", strings.NewReader(`{"id": "一", "agency": {"kind": "内设机构"}, "decision": {"fine": "三万"}}`))
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(rep)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"case":"一"`, `"id":"B9-主体","topic":"subject","result":"fail","severity":"void"`, `"law":"行政处罚法","article":"第十七条、第三十八条","duty":"B9"`,
		`"evidence":["agency.kind"]`, `"conclusion":"refuse"`, `decision.fine：`, `"missing":[`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %s in %s", want, data)
		}
	}
	if strings.Contains(string(data), `"evidence":null`) {
		t.Error("evidence is null")
	}
	last := 0
	for _, f := range rep.Findings {
		n := 0
		for i, topic := range review.Topics {
			if f.Topic == string(topic) {
				n = i
			}
		}
		if n < last {
			t.Errorf("%s stands after a later topic", f.ID)
		}
		last = n
	}
}

// TestReviewWithheld: what tells the answer of a scenario changes nothing.
func TestReviewWithheld(t *testing.T) {
	r := reviewer(t)
	plain, err := r.Review("x", strings.NewReader(`{"id": "一", "decision": {"date": "2026-05-14"}}`))
	if err != nil {
		t.Fatal(err)
	}
	told, err := r.Review("x", strings.NewReader(`{"id": "一", "title": "没有告知", "seed_cases": ["a"], "expected": {"overall": "通过"}, "decision": {"date": "2026-05-14"}}`))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(plain)
	b, _ := json.Marshal(told)
	if string(a) != string(b) {
		t.Errorf("%s\n%s", a, b)
	}
}

func TestReviewRefuses(t *testing.T) {
	for in, want := range map[string]string{`- 1`: "卷宗应为", `{"a": 1, "a": 2}`: "a", `{"decision": {"date": "2019-01-01"}}`: "没有适用于 2019-01-01 的版本"} {
		if _, err := reviewer(t).Review("x", strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", in, err)
		}
	}
}
