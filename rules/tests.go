package rules

import (
	"slices"

	"cailiang/rules/source"
)

// Tests names the test files beside a pack (规则包测试), sorted.
func (p *Pack) Tests() []string { return slices.Clone(p.tests) }

// ReadTest reads one of the files that Tests names. The error is a source.Problems.
func (p *Pack) ReadTest(name string) (*source.Doc, error) { return source.ReadFS(p.root, name) }
