package rules

import (
	"io"

	"cailiang/engine/review"
	"cailiang/rules/source"
)

// ReadDossier reads a case file for a review (卷宗, YAML or JSON) into the tree that checklists look into: texts as written,
// nil where null stands. The error is a source.Problems.
func ReadDossier(name string, r io.Reader) (review.Tree, error) {
	doc, err := source.Read(name, r)
	if err != nil {
		return nil, err
	}
	root := doc.Root()
	if !root.IsMap() {
		root.Fail("卷宗应为一组“名称: 值”", "例如 agency: {name: …, kind: 行政机关}")
	}
	tree := treeOf(root)
	if err := doc.Err(); err != nil {
		return nil, err
	}
	return tree, nil
}

func treeOf(n source.Node) review.Tree {
	switch {
	case n.IsMap():
		out := map[string]any{}
		for k, v := range n.Map().Pairs() {
			out[k.Text()] = treeOf(v)
		}
		return out
	case n.IsList():
		out := []any{}
		for _, x := range n.List() {
			out = append(out, treeOf(x))
		}
		return out
	case n.IsScalar():
		return n.Text()
	}
	return nil
}
