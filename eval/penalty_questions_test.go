package eval

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cailiang/corpus/precedent"
)

const penaltyQuestions = "testdata/search/penalty_questions.jsonl"

type penaltyQuestion struct {
	ID       string          `json:"id"`
	Query    string          `json:"query"`
	System   string          `json:"system"`
	Type     string          `json:"type"`
	Noise    string          `json:"noise"`
	Asker    string          `json:"asker"`
	Gold     []goldReference `json:"gold"`
	Relevant []struct {
		ID    string `json:"id"`
		Grade int    `json:"grade"`
	} `json:"relevant"`
}

func readPenaltyQuestions(t *testing.T) []penaltyQuestion {
	t.Helper()
	f, err := os.Open(penaltyQuestions)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []penaltyQuestion
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var q penaltyQuestion
		d := json.NewDecoder(strings.NewReader(lines.Text()))
		d.DisallowUnknownFields()
		if err := d.Decode(&q); err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
	return out
}

// The set is broad, each question is its own, and each has an answer.
func TestPenaltyQuestions(t *testing.T) {
	cases, err := precedent.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	lib := precedent.New(cases)
	systems, types, seen := map[string]int{}, map[string]int{}, map[string]bool{}
	questions := readPenaltyQuestions(t)
	for _, q := range questions {
		if seen[q.ID] || seen[q.Query] || q.Query == "" || (len(q.Gold) == 0) == (len(q.Relevant) == 0) {
			t.Errorf("%s %s: asked twice, or without one kind of answer", q.ID, q.Query)
		}
		seen[q.ID], seen[q.Query] = true, true
		systems[q.System]++
		types[q.Type]++
		for _, r := range q.Relevant {
			if lib.Get(r.ID) == nil || r.Grade < 1 || r.Grade > 2 {
				t.Errorf("%s: no case %s, or no grade", q.ID, r.ID)
			}
		}
	}
	if len(questions) < 120 || len(systems) < 15 || len(types) != 7 {
		t.Errorf("%d questions, systems %v, types %v", len(questions), systems, types)
	}
}

// Every article that is said to answer stands in the text that is named.
func TestPenaltyQuestionsGold(t *testing.T) {
	data := os.Getenv("CAILIANG_DATA")
	if data == "" {
		t.Skip("CAILIANG_DATA is not set: the articles of the question set are not looked up")
	}
	texts := map[string]string{}
	for _, q := range readPenaltyQuestions(t) {
		for _, g := range q.Gold {
			if texts[g.Path] == "" {
				text, err := os.ReadFile(filepath.Join(data, "statutes", g.Path))
				if err != nil {
					t.Fatal(err)
				}
				texts[g.Path] = string(text)
			}
			if !strings.Contains(g.Path, g.Law) || !regexp.MustCompile(`(?m)^`+g.Article+`\s`).MatchString(texts[g.Path]) {
				t.Errorf("%s %s: %s has no %s", q.ID, q.Query, g.Path, g.Article)
			}
		}
	}
}
