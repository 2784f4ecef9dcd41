package casework

import (
	"os"
	"path/filepath"
	"testing"

	"cailiang/rules"
	"cailiang/rules/source"
)

// TestGeneralPart runs the worked cases over arts 29-37 of the Penalty Law and their meetings. Their expected values were
// written by hand from the law; each names the article that decides and the sum.
func TestGeneralPart(t *testing.T) {
	root := filepath.Join("testdata", "general")
	lib, err := rules.Load(rules.Builtin(), os.DirFS(filepath.Join(root, "packs")))
	if err != nil {
		t.Fatal(err)
	}
	pack, ok := lib.Pack("general/行政处罚法")
	if !ok {
		t.Fatal("no general part")
	}
	files, err := filepath.Glob(filepath.Join(root, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		for i := 0; ; i++ {
			doc, err := source.ReadFS(os.DirFS(root), filepath.Base(f))
			if err != nil {
				t.Fatal(err)
			}
			list := doc.Root().List()
			if i == len(list) {
				break
			}
			n++
			m := list[i].Map(testKeys...)
			if m.Get("article").Text() == "" || m.Get("note").Text() == "" {
				t.Errorf("%s:%d: no article or no sum", f, list[i].Line())
			}
			pt := &packTest{lib: lib, pack: pack, doc: doc, result: PackResult{File: f, Line: list[i].Line()}}
			pt.run(list[i])
			for _, p := range pt.result.Problems {
				t.Errorf("%s: %s", pt.result.Name, p)
			}
		}
	}
	if n < 120 {
		t.Errorf("only %d worked cases", n)
	}
	t.Logf("%d worked cases", n)
}
