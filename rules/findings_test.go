package rules

import (
	"strings"
	"testing"

	"cailiang/engine/prove"
)

// TestFindingsAreFound: what a shipped benchmark names as a defect of its document, the proofs find, in the item named; and they find
// nothing that is refuted and not named. The kind "undefined" is a silence of the text, which no proof can see.
func TestFindingsAreFound(t *testing.T) {
	lib, err := Load(Builtin())
	if err != nil {
		t.Fatal(err)
	}
	packs, findings := 0, 0
	for _, p := range lib.Packs {
		if p.Kind != "benchmark" {
			continue
		}
		packs++
		for _, v := range p.Versions {
			found := defects(t, lib, v)
			named := map[string]bool{}
			for _, f := range v.Findings {
				findings++
				named[f.Item+" "+f.Kind] = true
				if f.Kind != "undefined" && found[f.Item+" "+f.Kind] == "" {
					t.Errorf("%s %s: no proof finds %s (%s)", p.ID, f.Item, f.Kind, f.Text)
				}
			}
			for k, message := range found {
				if !named[k] && strings.HasPrefix(message, "refuted") {
					t.Errorf("%s: %s is %s", p.ID, k, message)
				}
			}
		}
	}
	if packs < 8 || findings == 0 {
		t.Errorf("%d benchmarks with %d findings", packs, findings)
	}
	t.Logf("%d benchmarks, %d findings", packs, findings)
}

// defects lists item and kind of what the proofs refute or note.
func defects(t *testing.T, lib *Library, v *Version) map[string]string {
	out := map[string]string{}
	for _, x := range v.Tables {
		if x.Inexpressible != "" {
			continue
		}
		tables, err := ProofTables(lib.joined(x, v), x.Benchmark)
		if err != nil {
			t.Fatalf("%s: %v", x.ID, err)
		}
		for _, table := range tables {
			r := prove.Check(table, prove.Options{})
			for _, n := range r.Notes {
				out[x.ID+" "+n.Code] = "noted: " + n.Message
			}
			for _, p := range r.Proofs {
				if p.Answer == prove.Refuted && (p.Kind != prove.Inside || len(table.Branches) > 0) {
					out[x.ID+" "+string(p.Kind)] = "refuted: " + p.Findings[0].Message
				}
			}
		}
	}
	return out
}
