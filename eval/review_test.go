package eval

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"cailiang/rules"
)

// reviewed runs a data file by the built-in checklist.
func reviewed(t *testing.T, data string, strict bool) Report {
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
	var out bytes.Buffer
	r, err := Review(data, ReviewOptions{Strict: strict, Checklist: p, Calendar: lib.Calendar()}, &out, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("strict %v: %v\n%s", strict, r.Metrics, out.String())
	return r
}

// TestReviewScenarios holds the figures of the scenarios that came with the task; they are no proof for others.
func TestReviewScenarios(t *testing.T) {
	data := os.Getenv("CAILIANG_DATA")
	if data == "" {
		t.Skip("CAILIANG_DATA is not set: the review scenarios are not here")
	}
	file := filepath.Join(data, "review", "scenarios.jsonl")
	for strict, least := range map[bool]float64{false: 0.95, true: 0.85} {
		m := reviewed(t, file, strict).Metrics
		for _, k := range []string{ReviewStatus, ReviewRecall, ReviewPrecision, ReviewConclusion} {
			if m[k] < least {
				t.Errorf("strict %v: %s is %.3f, want %.2f", strict, k, m[k], least)
			}
		}
		if m[ReviewAlarms] > 0 || m[ReviewOpen] > 0.1 {
			t.Errorf("strict %v: the clean file gives %v false alarms, %v open", strict, m[ReviewAlarms], m[ReviewOpen])
		}
	}
}

// TestReviewScore: a miss, a false alarm and a wrong conclusion lower the figures.
func TestReviewScore(t *testing.T) {
	clean := `"agency":{"kind":"内设机构","has_power":true},"decision":{"date":"2026-05-14"}`
	file := filepath.Join(t.TempDir(), "x.jsonl")
	gold := `"expected":{"overall":"通过","items":[{"item_no":1,"status":"pass","findings":[]},{"item_no":6,"status":"fail","findings":[{"severity":"fail","code":"AUT-01","paths":["agency.has_power"]}]}]}`
	if err := os.WriteFile(file, []byte(`{"id":"x",`+clean+`,`+gold+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := reviewed(t, file, false).Metrics
	if m[ReviewRecall] != 0 || m[ReviewPrecision] != 0 || m[ReviewConclusion] != 0 || m[ReviewStatus] > 0.1 {
		t.Errorf("%v", m)
	}
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"documents[法制审核意见书].date", "timeline[法制审核].by", true},
		{"decision.fine", "decision.date", false},
		{"transfer.transferred", "transfer", true},
		{"officers[乙].cert_valid_to", "officers[乙].role", true},
		{"officers[乙].cert_valid_to", "officers[甲].role", false},
	} {
		if shares(c.a, []string{c.b}) != c.same {
			t.Errorf("%s and %s: want %v", c.a, c.b, c.same)
		}
	}
}
