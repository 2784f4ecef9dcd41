package casework_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"cailiang/api/casework"
)

// FuzzCase reads and decides whatever it is given, against the packs of the binary: an answer or a message, never a panic. An answer
// must be writable as JSON, and deciding it twice must give the same bytes.
func FuzzCase(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "cases", "*.yaml"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no cases: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, c := range badCases {
		f.Add([]byte(c.text))
	}
	f.Add([]byte(food + "facts: {货值金额: {disputed: [{by: 甲, value: 1}, {by: 乙, value: 未查明}]}, 违法所得: {min: 1, max: 9}}\ncircumstances: {立功: 未查明, 其他应当从重: 未查明}\n"))
	f.Add([]byte("item: {law: 甲法, article: 第一条, items: [{condition: 情节严重, when: [{base: 违法所得, op: '>=', value: 10000, or_none: true}], penalties: [{kind: 罚款, min: 1, max: 5, base: 违法所得, per: 天数, cap: 50000, deem_base_min: 100}]}]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		answer := func(presume bool) []byte {
			c, err := casework.Read("案件.yaml", bytes.NewReader(data))
			if err != nil {
				return nil
			}
			s, err := casework.Suggest(library(t), c, casework.Options{Today: "2026-06-01", NoPresumptions: !presume})
			if err != nil {
				return nil
			}
			out, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if first := answer(true); !bytes.Equal(first, answer(true)) {
			t.Error("two answers to one case")
		}
		if len(data) < 1<<10 { // all open: slow for what long cases add
			answer(false)
		}
	})
}
