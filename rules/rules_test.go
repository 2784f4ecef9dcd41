package rules

import (
	"testing"
)

func TestBuiltinLoads(t *testing.T) {
	lib, err := Load(Builtin())
	if err != nil {
		t.Fatal(err)
	}
	items := 0
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			items += len(v.Items)
		}
	}
	t.Logf("%d packs, %d items in all versions", len(lib.Packs), items)
}
