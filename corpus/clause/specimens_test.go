package clause_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
)

// specimen is an invented article with a reading in short form.
type specimen struct {
	Law, Article, Text string
}

// specimens are articles that we wrote, each with a shape that statutes use.
func specimens(t testing.TB) []specimen {
	t.Helper()
	f, err := os.Open("testdata/specimens.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	var out []specimen
	for sc.Scan() {
		var s specimen
		if err := json.Unmarshal(sc.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}
