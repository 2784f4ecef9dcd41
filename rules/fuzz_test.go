package rules

import (
	"io/fs"
	"regexp"
	"testing"
	"testing/fstest"

	"cailiang/engine"
)

var fileKey = regexp.MustCompile(`file: *[^,}\n]+`)

// FuzzPack loads whatever it is given as one pack with one version file, beside the general part: a library or messages with
// their places, never a panic. What loads must also decide a case that says nothing.
func FuzzPack(f *testing.F) {
	lib, err := Load(Builtin())
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range lib.Packs {
		head := fileKey.ReplaceAll(read(f, Builtin(), p.File), []byte("file: v.yaml"))
		for _, v := range p.Versions[:1] {
			f.Add(head, read(f, Builtin(), v.File))
		}
	}
	f.Add([]byte(goodPack), []byte(goodStatute))
	general, err := fs.Sub(Builtin(), "general")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, head, version []byte) {
		one := fstest.MapFS{"示例/pack.yaml": {Data: head}, "示例/v.yaml": {Data: version}}
		lib, err := Load(general, one)
		if err != nil {
			if err.Error() == "" {
				t.Error("refused without a word")
			}
			return
		}
		law := lib.General("2026-01-01")
		if law == nil {
			return // the general part itself was replaced
		}
		for _, p := range lib.Packs {
			for _, v := range p.Versions {
				for _, it := range v.Items {
					plan, err := engine.Compile(it, law.Base)
					if err != nil {
						t.Errorf("loaded, but does not compile: %v", err)
						continue
					}
					plan.Decide(&engine.Input{Facts: plan.NewFacts(true)})
				}
			}
		}
	})
}
