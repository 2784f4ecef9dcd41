package casework_test

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"cailiang/api/casework"
	"cailiang/rules"
)

const conformanceDir = "testdata/conformance"

// TestConformance runs the tests of every feature of the benchmark format: one file each, with its own pack (rules/feature.go).
func TestConformance(t *testing.T) {
	files, err := filepath.Glob(conformanceDir + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		feature := strings.TrimSuffix(filepath.Base(name), ".txtar")
		t.Run(feature, func(t *testing.T) { conforms(t, name, "试例/"+feature) })
	}
}

// conforms loads the packs of one file with the general part, and with the packs that its first line names (with: base/…).
func conforms(t *testing.T, name, pack string) {
	ar, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	packs := fstest.MapFS{}
	for _, f := range ar.Files {
		packs[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	roots := []fs.FS{shipped(t, "general/行政处罚法")}
	if with, ok := strings.CutPrefix(strings.TrimSpace(string(ar.Comment)), "with: "); ok {
		roots = append(roots, shipped(t, with))
	}
	lib, err := rules.Load(append(roots, packs)...)
	if err != nil {
		t.Fatal(err)
	}
	results, err := casework.TestPacks(lib, pack)
	if err != nil || len(results) == 0 {
		t.Fatalf("%d tests, %v", len(results), err)
	}
	for _, r := range results {
		for _, p := range r.Problems {
			t.Errorf("%s（测试“%s”）", p, r.Name)
		}
	}
}

func shipped(t *testing.T, dir string) fs.FS {
	f, err := fs.Sub(rules.Builtin(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestEveryFeatureHasAFile: a feature without a conformance file, a file without a feature, and a feature whose file does not use
// the keys that it is listed for.
func TestEveryFeatureHasAFile(t *testing.T) {
	var listed []string
	for _, f := range rules.Features {
		listed = append(listed, f.Name+".txtar")
		ar, err := txtar.ParseFile(filepath.Join(conformanceDir, f.Name+".txtar"))
		if err != nil {
			t.Errorf("feature %s (%s): %v", f.Name, f.Title, err)
			continue
		}
		var text strings.Builder
		for _, x := range ar.Files {
			text.Write(x.Data)
		}
		for _, k := range f.Keys {
			_, key, _ := strings.Cut(k, ".")
			key, value, _ := strings.Cut(key, "=")
			if !strings.Contains(text.String(), key+":") || !strings.Contains(text.String(), value) {
				t.Errorf("%s.txtar does not use %s", f.Name, k)
			}
		}
	}
	files, err := filepath.Glob(conformanceDir + "/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if !slices.Contains(listed, filepath.Base(name)) {
			t.Errorf("%s belongs to no feature of rules/feature.go", name)
		}
	}
}
