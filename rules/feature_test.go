package rules

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// definition is what a test reads of one definition of a schema.
type definition struct {
	Properties map[string]struct {
		Enum []any
	}
}

// unshown are keys without a meaning of their own for a decision.
var unshown = []string{"file.note", "pack.id", "pack.kind", "pack.title", "pack.short", "pack.norm", "pack.source", "pack.facts", "pack.constraints", "pack.versions",
	"pack.standing=in_force", "pack.line=中央", "branch.reference", "branch.paragraph", "branch.list_items", "branch.violation", "branch.note", "inside.从轻", "window.days"}

// spoken lists the keys of a definition; those of words whose choice changes the decision with each word.
func spoken(name string, d definition) []string {
	var out []string
	for key, p := range d.Properties {
		words := 0
		for _, e := range p.Enum {
			if w, ok := e.(string); ok && slices.Contains([]string{"choose", "circumstances", "result", "of", "round", "unknown", "deviation", "standing", "line"}, key) && name != "fact" {
				out = append(out, name+"."+key+"="+w)
				words++
			}
		}
		if words == 0 {
			out = append(out, name+"."+key)
		}
	}
	return out
}

// canonical gives a key of a penalty the name under which the features list it.
func canonical(def string) string {
	switch def {
	case "fine", "penalty":
		return "band"
	}
	return def
}

// TestEveryKeyHasAFeature: a key of the published schemas that no feature covers, and a feature's key that no schema has.
func TestEveryKeyHasAFeature(t *testing.T) {
	known := map[string]bool{}
	for _, schema := range []string{"benchmark", "pack"} {
		data, err := Schema(schema)
		if err != nil {
			t.Fatal(err)
		}
		var s struct {
			definition
			Defs map[string]definition `json:"$defs"`
		}
		if err := json.Unmarshal(data, &s); err != nil {
			t.Fatal(err)
		}
		top := "pack"
		if schema == "benchmark" {
			top = "file"
			for name, d := range s.Defs {
				for _, k := range spoken(canonical(name), d) {
					known[k] = true
				}
			}
		}
		for _, k := range spoken(top, s.definition) {
			known[k] = true
		}
	}
	covered := map[string]bool{}
	for _, f := range Features {
		for _, k := range f.Keys {
			covered[k] = true
			if !known[k] {
				t.Errorf("feature %s covers %s, which no schema has", f.Name, k)
			}
		}
	}
	for k := range known {
		inColumn := strings.HasPrefix(k, "column.") && covered["band."+strings.TrimPrefix(k, "column.")]
		if k == "column.when" { // the condition of a tier
			inColumn = covered["tier.when"]
		}
		if !covered[k] && !inColumn && !slices.Contains(unshown, k) {
			t.Errorf("no feature covers %s", k)
		}
	}
}
