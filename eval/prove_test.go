package eval

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
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
