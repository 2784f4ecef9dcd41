package statute_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cailiang/corpus/library"
	"cailiang/corpus/statute"
)

var update = flag.Bool("update", false, "write testdata/references*.tsv anew")

const (
	countsFile   = "testdata/references.tsv"
	failuresFile = "testdata/references-failures.tsv"
)

// tally counts the references of one set of statutes.
type tally struct {
	found, all map[string]int // by kind
	failures   []string       // statute, place and words, parted by tabs
}

// kindOf says how an internal reference points; "" for one that is none, or a statute without a provision.
func kindOf(m statute.Mention) string {
	switch {
	case !m.Own():
		return ""
	case m.Relative != nil && m.Relative.Word == "":
		return "第N款"
	case m.Relative != nil:
		return "前款"
	case m.Cited.Article == 0 && m.Problem == "":
		return ""
	case m.Pointer != "":
		return "本法第N条"
	}
	return "第N条"
}

// add looks at every citation in one version of a statute.
func (c *tally) add(names *statute.Names, s statute.Statute, version int, articles []statute.Article) {
	finder := names.Finder()
	for _, a := range articles {
		if a.Section {
			continue
		}
		a.Each(s.ID, func(place statute.Citation, text string) {
			for _, m := range finder.Find(text) {
				kind := kindOf(m)
				if kind == "" {
					continue
				}
				c.all[kind]++
				if _, _, err := m.At(statute.Here{Citation: place, Articles: articles}); err == nil {
					c.found[kind]++
				} else {
					c.failures = append(c.failures, s.ID+"@"+s.Versions[version].Date()+"\t"+place.Key()+"\t"+m.Text)
				}
			}
		})
	}
}

func count(t *testing.T, set string) *tally {
	t.Helper()
	lib, err := library.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lib.Import(context.Background(), []string{set}, nil); err != nil {
		t.Fatal(err)
	}
	all, err := lib.Statutes()
	if err != nil {
		t.Fatal(err)
	}
	c := &tally{found: map[string]int{}, all: map[string]int{}}
	names := statute.NewNames(all)
	for _, s := range all {
		for v := range s.Versions {
			articles, err := lib.Articles(s.ID, v)
			if err != nil {
				t.Fatal(err)
			}
			c.add(names, s, v, articles)
		}
	}
	return c
}

// TestReferences resolves every internal reference of the statutes in CAILIANG_DATA and holds the figures against the
// committed ones; each failure has its cause in testdata/references-failures.tsv. -update writes both files anew.
func TestReferences(t *testing.T) {
	data := os.Getenv("CAILIANG_DATA")
	if data == "" {
		t.Skip("CAILIANG_DATA is not set: the statutes of ../shared/data are needed")
	}
	causes := readCauses(t)
	var counts, failures []string
	for _, set := range []string{"statutes", "statutes-2026", "statutes-agencies"} {
		c := count(t, filepath.Join(data, set))
		found, all := 0, 0
		for _, kind := range slices.Sorted(maps.Keys(c.all)) {
			counts = append(counts, fmt.Sprintf("%s\t%s\t%d\t%d", set, kind, c.found[kind], c.all[kind]))
			found, all = found+c.found[kind], all+c.all[kind]
		}
		t.Logf("%s: %d of %d internal references resolve (%.2f %%)", set, found, all, 100*float64(found)/float64(all))
		by := map[string]int{}
		for _, f := range c.failures {
			cause := causes[set+"\t"+f]
			if cause == "" {
				cause = "unclassified"
			}
			by[cause]++
			failures = append(failures, set+"\t"+f+"\t"+cause)
		}
		t.Logf("%s: %d do not: %v", set, len(c.failures), by)
	}
	hold(t, countsFile, countsHead, counts)
	hold(t, failuresFile, failuresHead, failures)
	for _, f := range failures {
		if strings.HasSuffix(f, "\tunclassified") {
			t.Errorf("%s: %s: say why in its last column", failuresFile, f)
		}
	}
}

const countsHead = `# Internal references of the statutes in ../shared/data that resolve: set, kind, resolved, all. Kinds: 本法第N条 with a word
# for the statute; 第N条 without; 前款 counted from where it stands, 本条 too; 第N款 or 第N项 without what is above it.
`

const failuresHead = `# Internal references that do not resolve: set, statute and version, place, words, cause. Causes:
# source-slip      the statute itself cites a provision it does not have, or calls a 项 a 款
# source-defect    the file lacks articles, or runs articles or 款 together
# amends           numbers of the statute that is amended, as they will be
# other-statute    a provision of the statute that is interpreted, which is not named there
# no-marks         the 款 or 项 are not marked in the text, or are cut apart by plain lines
# no-citation      words that only look like one (对前三项污染物 means the first three pollutants)
# far              goes on from a citation further back than the last
`

func readCauses(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(failuresFile)
	if err != nil && !*update {
		t.Fatal(err)
	}
	causes := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if i := strings.LastIndex(line, "\t"); i > 0 {
			causes[line[:i]] = strings.TrimSpace(line[i+1:])
		}
	}
	return causes
}

// hold compares lines with the committed file, or writes it.
func hold(t *testing.T, path, head string, lines []string) {
	t.Helper()
	got := head + strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	old := strings.Split(string(want), "\n")
	for _, l := range lines {
		if !slices.Contains(old, l) {
			t.Errorf("%s: now %s", path, l)
		}
	}
	for _, l := range old {
		if l != "" && !strings.HasPrefix(l, "#") && !slices.Contains(lines, l) {
			t.Errorf("%s: no longer %s", path, l)
		}
	}
}
