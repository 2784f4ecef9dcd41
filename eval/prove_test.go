package eval

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cailiang/engine"
	"cailiang/engine/prove"
	"cailiang/rules"
)

const provable = `source: {name: 示例, issuer: 示例局, trust: official}
models: [a]
items:
- id: x-1
  violation: 示例行为
  basis: [{law: 示例法, art: 第1条}]
  statutory: [{amount: [10000, 50000]}]
  model: tiers
  facts: {数量: 'int[个]'}
  tiers:
  - {tier: 1, when: "数量<5", pen: [{amount: [10000, 20000]}]}
  - {tier: 2, when: "数量>5", pen: [{amount: [20000, 60000], open: min}]}
findings:
- {item: x-1, kind: 空档, text: 恰为5个的没有档}
- {item: x-1, kind: 超出法定幅度, text: 第2档到6万}
- {item: x-1, kind: 重叠, text: 没有这回事}
- {item: x-9, kind: 空档, text: 没有收入}
- {item: 全文, kind: 命名, text: 档名}
`

func TestProve(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.yaml")
	if err := os.WriteFile(name, []byte(provable), 0o666); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	r, err := Prove(name, &out, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Metrics["refuted"] != 1 || r.Metrics["found"] != 2 || r.Metrics["explained"] != 3 || r.Metrics["missed"] != 0 {
		t.Errorf("%v", r.Metrics)
	}
	var f ProvedFile
	if err := json.NewDecoder(&out).Decode(&f); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(f.Items[0].Refuted, "\n")
	for _, want := range []string{"数量=5", "60,000"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s in %s", want, all)
		}
	}
}

// TestRefutationsShow feeds the facts of every gap and overlap that the proofs find in real digests to the engine: the decision
// shows the defect.
func TestRefutationsShow(t *testing.T) {
	data := os.Getenv("CAILIANG_DATA")
	if data == "" {
		t.Skip("CAILIANG_DATA is not set: no real digests to prove")
	}
	names, err := yamlFiles(filepath.Join(data, "benchmarks"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := newDigestSuite()
	if err != nil {
		t.Fatal(err)
	}
	shown := map[prove.Kind]int{}
	for _, name := range names {
		d := s.open(name)
		im := d.benchmark()
		if d.err != nil || im == nil {
			continue
		}
		for _, x := range im.read(d) {
			if x.compile(); x.kind != "" || len(x.table.Factors) > 0 {
				continue
			}
			tables, err := rules.ProofTables(x.table.Joined(nil), x.table.Benchmark)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range prove.Check(tables[0], prove.Options{}).Proofs {
				for _, f := range p.Findings {
					if len(f.Points) == 0 {
						continue
					}
					if want := map[prove.Kind]engine.Status{prove.Gap: engine.Gap, prove.Overlap: engine.Overlap}[p.Kind]; want != "" {
						if got := decided(t, x, &f.Points[0]); !strings.Contains(got, string(want)) {
							t.Errorf("%s %s: %s at %v, the engine says %s", d.file, x.id, p.Kind, f.Points[0].Facts(), got)
						}
						shown[p.Kind]++
					}
				}
			}
		}
	}
	t.Logf("shown: %v", shown)
	if shown[prove.Gap] == 0 || shown[prove.Overlap] == 0 {
		t.Error("no gap or no overlap was found to show")
	}
}

// decided gives the statuses for the facts of a counterexample, for everyone whom the item may hit.
func decided(t *testing.T, x *imported, p *prove.Point) string {
	t.Helper()
	var out []string
	for _, role := range append(x.roles(), "") {
		set := x.plan.NewFacts(true)
		for name, value := range p.Facts() {
			if err := set.SetKnown(name, value); err != nil {
				t.Fatalf("%s: %s = %s: %v", x.id, name, value, err)
			}
		}
		for _, o := range x.plan.Decide(&engine.Input{Role: role, Facts: set}).Outcomes {
			out = append(out, string(o.Status))
		}
	}
	return strings.Join(out, " ")
}
