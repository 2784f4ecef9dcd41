package documents_test

import (
	"strings"
	"testing"

	"cailiang/corpus/builtin"
	"cailiang/corpus/builtin/documents"
	"cailiang/corpus/index"
)

func TestDocuments(t *testing.T) {
	seen := map[string]bool{}
	kinds := map[index.Kind]int{}
	for d, err := range documents.Builtin() {
		if err != nil {
			t.Fatal(err)
		}
		if d.ID == "" || seen[d.ID] || d.Text == "" || d.Law == "" || d.System == "" {
			t.Errorf("document %+v", d)
		}
		if d.Kind == index.Article && (!strings.HasPrefix(d.Article, "第") || d.Level == "" || d.Effective == "") {
			t.Errorf("article %+v", d)
		}
		seen[d.ID] = true
		kinds[d.Kind]++
	}
	c, err := builtin.Load()
	if err != nil {
		t.Fatal(err)
	}
	if kinds[index.Article] != len(c.Articles) || kinds[index.Case] != 99 {
		t.Errorf("documents %v, %d articles", kinds, len(c.Articles))
	}
	old := documents.Article(c.Find("环境影响评价法", "31", "2020-01-01"))
	if old.Repealed != "2026-08-15" {
		t.Errorf("repealed %s, want the day after the last", old.Repealed)
	}
}
