package index

// Facets count the best documents by what they can be filtered by.
type Facets struct {
	Kinds, Levels, Agencies, Systems map[string]int
}

// facetDepth is how many of the best documents the facets count.
const facetDepth = 200

func (r *reader) facets(rows []int32) Facets {
	count := func(col []int32) map[string]int {
		out := map[string]int{}
		for _, row := range rows[:min(len(rows), facetDepth)] {
			if w := r.cols.Words[col[row]]; w != "" {
				out[w]++
			}
		}
		return out
	}
	return Facets{count(r.cols.Kinds), count(r.cols.Levels), count(r.cols.Agencies), count(r.cols.Systems)}
}
