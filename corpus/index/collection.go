package index

import (
	"math"

	"cailiang/corpus/hanzi"
)

// BM25's two constants.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// singleWeight is what a single character counts beside a pair where both make one score.
const singleWeight = 0.4

// collection is what ranking knows of all documents before a question comes.
type collection struct {
	n                    float64
	singleNorm, pairNorm []float32 // k1·(1−b+b·length/average) of every document
	chapters, laws       grouping
	titles               titles
	level                []feature // of every document; ownPairs where the level says nothing
	length               []float32
	cited                [][]int32 // who cites it
	at                   []int32   // row by place in the stream
}

func newCollection(c *columns) *collection {
	s := &collection{n: float64(c.len()), singleNorm: lengthNorms(c.Singles), pairNorm: lengthNorms(c.Pairs)}
	s.chapters = newGrouping(c, func(row int) [2]int32 { return [2]int32{c.Paths[row], c.Chapters[row]} })
	s.laws = newGrouping(c, func(row int) [2]int32 { return [2]int32{c.Laws[row], c.Kinds[row]} })
	s.titles = newTitles(c, s.laws)
	s.level = make([]feature, c.len())
	s.length = make([]float32, c.len())
	s.cited = make([][]int32, c.len())
	s.at = make([]int32, c.len())
	for row := range c.len() {
		s.level[row] = levelOf(c.Words[c.Levels[row]])
		s.length[row] = float32(math.Log(float64(max(c.Singles[row], 1))) / 3)
		s.at[c.Order[row]] = int32(row)
		for _, to := range c.Cites[row] {
			s.cited[to] = append(s.cited[to], int32(row))
		}
	}
	return s
}

func levelOf(level string) feature {
	switch level {
	case "司法解释":
		return interpretation
	case "行政法规", "地方性法规", "自治条例", "单行条例":
		return regulation
	case "部门规章", "地方政府规章", "规范性文件":
		return departmental
	case "宪法":
		return constitution
	}
	return ownPairs
}

func lengthNorms(lengths []uint16) []float32 {
	sum := 0.0
	for _, n := range lengths {
		sum += float64(n)
	}
	average := max(sum/float64(max(len(lengths), 1)), 1)
	out := make([]float32, len(lengths))
	for i, n := range lengths {
		out[i] = lengthNorm(float64(n), average)
	}
	return out
}

func lengthNorm(length, average float64) float32 {
	return float32(bm25K1 * (1 - bm25B + bm25B*length/average))
}

// rarity is the weight of a term that some of n texts hold.
func rarity(n float64, some int) float64 {
	return math.Log(1 + (n-float64(some)+0.5)/(float64(some)+0.5))
}

// grouping joins documents to larger texts: the chapters, the statutes.
type grouping struct {
	of   []int32 // group of every document
	norm []float32
	rows []int32 // one document of each group
}

func newGrouping(c *columns, key func(row int) [2]int32) grouping {
	g := grouping{of: make([]int32, c.len())}
	number := map[[2]int32]int32{}
	var lengths []float64
	total := 0.0
	for row := range g.of {
		k := key(row)
		id, ok := number[k]
		if !ok {
			id = int32(len(lengths))
			number[k] = id
			lengths = append(lengths, 0)
			g.rows = append(g.rows, int32(row))
		}
		g.of[row] = id
		lengths[id] += float64(c.Singles[row])
		total += float64(c.Singles[row])
	}
	average := max(total/float64(max(len(lengths), 1)), 1)
	for _, n := range lengths {
		g.norm = append(g.norm, lengthNorm(n, average))
	}
	return g
}

// titles finds which statutes' titles a question names, whole or in part.
type titles struct {
	with   map[string][]int32 // pair → statutes
	weight []float32          // of all pairs of a title
	n      float64
	folded []string // as they are compared with names
}

func newTitles(c *columns, laws grouping) titles {
	t := titles{with: map[string][]int32{}, n: float64(len(laws.rows)), weight: make([]float32, len(laws.rows))}
	for law, row := range laws.rows {
		title := hanzi.Fold(plainName(c.Words[c.Laws[row]]))
		t.folded = append(t.folded, title)
		seen := map[string]bool{}
		for _, term := range hanzi.Terms(title) {
			if term.Pair && !seen[term.Text] {
				seen[term.Text] = true
				t.with[term.Text] = append(t.with[term.Text], int32(law))
			}
		}
	}
	for _, list := range t.with {
		for _, law := range list {
			t.weight[law] += float32(rarity(t.n, len(list)))
		}
	}
	return t
}

// shares gives, for each statute, how much of its title the terms hold.
func (t *titles) shares(terms []hanzi.QuestionTerm) []float32 {
	out := make([]float32, len(t.weight))
	for _, term := range terms {
		list := t.with[term.Text]
		for _, law := range list {
			out[law] += float32(rarity(t.n, len(list))) / t.weight[law]
		}
	}
	return out
}
