package rules

import (
	commandline "flag"
	"os"
	"testing"
)

var update = commandline.Bool("update", false, "write rules/FORMAT.md anew")

// TestReferenceIsCurrent: the page beside the code is the one that the schemas give.
func TestReferenceIsCurrent(t *testing.T) {
	want, err := Reference(ReferenceNames...)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("FORMAT.md", []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("FORMAT.md")
	if err != nil || string(got) != want {
		t.Errorf("rules/FORMAT.md is not what the schemas give (%v): go test ./rules -run TestReferenceIsCurrent -update", err)
	}
}
