package casework_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"cailiang/api/casework"
	"cailiang/rules"
)

// manyBenchmarks writes documents of 30 items with four tiers each.
func manyBenchmarks(documents int) fstest.MapFS {
	fs := fstest.MapFS{}
	for d := range documents {
		var b strings.Builder
		b.WriteString("items:\n")
		for i := range 30 {
			fmt.Fprintf(&b, "  - id: 批量%d-%d\n    name: 行为%d\n    statutory: [{penalties: [{kind: 警告}, {kind: 罚款, min: 10000, max: 100000}]}]\n", d, i, i)
			b.WriteString("    facts:\n      面积: {type: number, unit: 平方米, worse: more, ask: 面积多少？}\n      再犯: {type: bool, worse: true, ask: 是否再犯？}\n    tiers:\n")
			for k, when := range []string{"面积 < 10 and not 再犯", "面积 >= 10 and 面积 < 50 and not 再犯", "面积 >= 50 and not 再犯", "再犯"} {
				fmt.Fprintf(&b, "      - {tier: 档%d, when: %s, fine: {min: %d, max: %d}}\n", k, when, 10000+k*20000, 30000+k*20000)
			}
		}
		dir := fmt.Sprintf("批量%d/", d)
		fs[dir+"pack.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, "id: 批量/%d\ntitle: 批量%d\nnorm: {rank: 规范性文件}\nplace: 示例省\nstanding: in_force\nversions: [{version: 2023-03-01, from: 2023-03-01, to: null, file: a.yaml}]\n", d, d)}
		fs[dir+"a.yaml"] = &fstest.MapFile{Data: []byte(b.String())}
	}
	return fs
}

// BenchmarkLoadBenchmarks reads and compiles 100 documents with 3,000 items beside the shipped packs.
func BenchmarkLoadBenchmarks(b *testing.B) {
	many := manyBenchmarks(100)
	for b.Loop() {
		if _, err := rules.Load(rules.Builtin(), many); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoadShipped reads the shipped packs alone.
func BenchmarkLoadShipped(b *testing.B) {
	for b.Loop() {
		if _, err := rules.Load(rules.Builtin()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSuggestAmong decides the same case with one document and among 100: the ratio of the two is what counts.
func BenchmarkSuggestAmong(b *testing.B) {
	const text = "{place: 示例省, act: {to: 2024-05-10}, decision: {date: 2024-06-20}, item: 批量0-7, facts: {面积: 12, 再犯: 否}}"
	for _, documents := range []int{1, 100} {
		lib, err := rules.Load(rules.Builtin(), manyBenchmarks(documents))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(documents), func(b *testing.B) {
			for b.Loop() {
				c, err := casework.Read("案件", strings.NewReader(text))
				if err != nil {
					b.Fatal(err)
				}
				if _, err := casework.Suggest(lib, c, casework.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
