package rules

import (
	"slices"

	"cailiang/engine"
	"cailiang/engine/facts"
)

// Joined is a statute item with the facts and constraints that the benchmark asks for besides (事项与基准合用的词表).
// it nil: the document's own statement of the statutory range stands in the place of the item.
func (t *Table) Joined(it *engine.Item) *engine.Item {
	if it == nil {
		it = &engine.Item{ID: t.ID, Name: t.Name, Law: t.Title, Article: t.Article, Version: t.Version, From: t.From, To: t.To, Standing: t.Standing,
			Branches: t.Statutory, SHA256: t.SHA256}
	}
	out := *it
	out.Facts = slices.Clone(it.Facts)
	for _, e := range t.Facts {
		if i := slices.IndexFunc(out.Facts, func(x facts.Entry) bool { return x.Name == e.Name }); i < 0 {
			out.Facts = append(out.Facts, e)
		}
	}
	out.Constraints = slices.Concat(it.Constraints, t.Constraints)
	return &out
}
