package library

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// dataDir is the folder of the shared data; tests that need it are skipped aloud without it.
func dataDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("CAILIANG_DATA")
	if dir == "" {
		t.Skip("CAILIANG_DATA is not set: the statutes of ../shared/data are needed")
	}
	return dir
}

// manifestCounts reads path → articles from a set's manifest.tsv.
func manifestCounts(t testing.TB, set string) map[string]int {
	t.Helper()
	f, err := os.Open(filepath.Join(set, "manifest.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := 0
	for i, name := range rows[0] {
		if name == "articles" {
			column = i
		}
	}
	counts := map[string]int{}
	for _, row := range rows[1:] {
		n, err := strconv.Atoi(row[column])
		if err != nil {
			t.Fatal(row, err)
		}
		counts[row[0]] = n
	}
	return counts
}

// TestCounts imports the three sets and holds the articles of each against its manifest.
func TestCounts(t *testing.T) {
	data := dataDir(t)
	for _, name := range []string{"statutes", "statutes-2026", "statutes-agencies"} {
		t.Run(name, func(t *testing.T) {
			set := filepath.Join(data, name)
			want := manifestCounts(t, set)
			lib, err := Open(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			r, err := lib.Import(context.Background(), []string{set}, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, total := 0, 0
			for _, o := range r.Outcomes {
				path, _ := filepath.Rel(set, o.Path)
				n, listed := want[path]
				if !listed {
					t.Logf("not in the manifest: %s %s %s", o.Status, path, o.Reason)
					continue
				}
				if o.Status == Refused && n > 0 { // an empty file and one that holds but a link are refused rightly
					t.Errorf("%s refused: %s", path, o.Reason)
				}
				got, total = got+o.Articles, total+n
				if o.Articles != n {
					t.Logf("%s: %d articles, the manifest has %d %s", path, o.Articles, n, strings.TrimSpace(o.Reason))
				}
			}
			t.Logf("%s: %d files, %d imported, %d duplicate, %d refused; %d articles, the manifest has %d", name, r.Files, r.Imported, r.Duplicate, r.Refused, got, total)
			if diff := got - total; diff*200 > total || -diff*200 > total {
				t.Errorf("%d articles, more than 0.5 %% from %d", got, total)
			}
		})
	}
}
