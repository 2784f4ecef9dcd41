package index

import (
	"cmp"
	"context"
	"math"
	"slices"

	"cailiang/corpus/hanzi"
)

// evidence is what the terms of a question give every document, its chapter and its statute.
type evidence struct {
	pairs, singles             []float32 // BM25
	taughtPairs, taughtSingles []float32 // with the lessons in the text; nil without lessons
	chapters, laws             []float32
	titles                     []float32
	pairMass, singleMass       float32 // what a text could reach at most, but for repetition
	alike                      []float32
	likeness                   *likeness // nil without lessons
}

// gather reads the postings of all terms.
func (r *reader) gather(ctx context.Context, terms []hanzi.QuestionTerm, t *taught) (*evidence, error) {
	n := r.cols.len()
	e := &evidence{pairs: make([]float32, n), singles: make([]float32, n), titles: r.stats.titles.shares(terms)}
	e.chapters, e.laws = make([]float32, len(r.stats.chapters.norm)), make([]float32, len(r.stats.laws.norm))
	if t != nil {
		e.taughtPairs, e.taughtSingles = make([]float32, n), make([]float32, n)
	}
	inChapter, inLaw := newTally(len(e.chapters)), newTally(len(e.laws))
	for _, term := range terms {
		p, err := r.cache.get(ctx, term.Text)
		if err != nil {
			return nil, err
		}
		weight := rarity(r.stats.n, len(p.docs)) * term.Weight
		own, groups := e.pairs, term.Weight
		norms := r.stats.pairNorm
		if !term.Pair {
			own, norms, groups = e.singles, r.stats.singleNorm, term.Weight*singleWeight
		}
		addTerm(own, p, norms, weight)
		if term.Asked && term.Pair {
			e.pairMass += float32(weight)
		} else if term.Asked {
			e.singleMass += float32(weight)
		}
		inChapter.add(e.chapters, p, &r.stats.chapters, groups)
		inLaw.add(e.laws, p, &r.stats.laws, groups)
		if t != nil {
			t.addTerm(e, r, term, p)
		}
	}
	e.pairMass, e.singleMass = max(e.pairMass, 1e-6), max(e.singleMass, 1e-6)
	return e, nil
}

// addTerm adds the BM25 of one term to every document that holds it.
func addTerm(scores []float32, p *postings, norms []float32, weight float64) {
	w := float32(weight * (bm25K1 + 1))
	for i, d := range p.docs {
		f := float32(p.freqs[i])
		scores[d] += w * f / (f + norms[d])
	}
}

// tally counts one term's occurrences by group.
type tally struct {
	count   []float32
	touched []int32
}

func newTally(groups int) *tally { return &tally{count: make([]float32, groups)} }

// add adds the BM25 of one term to every group that holds it.
func (t *tally) add(scores []float32, p *postings, g *grouping, weight float64) {
	for i, d := range p.docs {
		group := g.of[d]
		if t.count[group] == 0 {
			t.touched = append(t.touched, group)
		}
		t.count[group] += float32(p.freqs[i])
	}
	w := float32(rarity(float64(len(g.norm)), len(t.touched)) * weight * (bm25K1 + 1))
	for _, group := range t.touched {
		f := t.count[group]
		scores[group] += w * f / (f + g.norm[group])
		t.count[group] = 0
	}
	t.touched = t.touched[:0]
}

// base is the share of pairs and singles together, by which neighbours and citations are judged.
func (e *evidence) base(row int32) float32 {
	return (e.pairs[row] + singleWeight*e.singles[row]) / e.mass()
}

func (e *evidence) mass() float32 { return e.pairMass + singleWeight*e.singleMass }

// features fills x with what speaks for a document.
func (r *reader) features(e *evidence, t *taught, row int32, x *Weights) {
	*x = Weights{}
	chapter, law := r.stats.chapters.of[row], r.stats.laws.of[row]
	x[ownPairs] = e.pairs[row] / e.pairMass
	x[ownSingles] = e.singles[row] / e.singleMass
	x[chapterShare] = e.chapters[chapter] / e.mass()
	x[lawShare] = e.laws[law] / e.mass()
	x[titleShare] = e.titles[law]
	if level := r.stats.level[row]; level != ownPairs {
		x[level] = 1
	}
	x[textLength] = r.stats.length[row]
	for _, from := range r.stats.cited[row] {
		x[citedBest] = max(x[citedBest], e.base(from))
	}
	for _, to := range r.cols.Cites[row] {
		x[citingBest] = max(x[citingBest], e.base(to))
	}
	if t != nil {
		t.features(r, e, row, x)
	}
}

// fullyScored is how many documents get all features; the others keep what is cheap to
// know, which suffices to say that they come behind.
const fullyScored = 1500

// score is the weighted sum of the features of every document that anything speaks for;
// the others get −∞.
func (r *reader) score(e *evidence, t *taught, w *Weights) []float32 {
	scores := r.roughScore(e, t, w)
	var x Weights
	for _, row := range best(scores, fullyScored) {
		r.features(e, t, row, &x)
		sum := float32(0)
		for i, v := range x {
			sum += w[i] * v
		}
		scores[row] = sum
	}
	return scores
}

// roughScore leaves out what citations, neighbours and earlier answers add.
func (r *reader) roughScore(e *evidence, t *taught, w *Weights) []float32 {
	chapters, laws := r.groupScores(e, t, w)
	pairs, singles := w[ownPairs]/e.pairMass, w[ownSingles]/e.singleMass
	taughtP, taughtS := w[taughtPairs]/e.pairMass, w[taughtSingles]/e.singleMass
	scores := make([]float32, r.cols.len())
	for row := range scores {
		if e.pairs[row] == 0 && e.singles[row] == 0 {
			scores[row] = nothing
			continue
		}
		scores[row] = r.roughOne(e, w, row, pairs, singles) + chapters[r.stats.chapters.of[row]] + laws[r.stats.laws.of[row]]
		if t != nil {
			scores[row] += taughtP*e.taughtPairs[row] + taughtS*e.taughtSingles[row]
		}
	}
	if t != nil {
		for row := range e.likeness.docs { // asked about, though it holds none of the words
			if scores[row] == nothing {
				scores[row] = taughtP*e.taughtPairs[row] + taughtS*e.taughtSingles[row] + chapters[r.stats.chapters.of[row]] + laws[r.stats.laws.of[row]]
			}
		}
	}
	return scores
}

func (r *reader) roughOne(e *evidence, w *Weights, row int, pairs, singles float32) float32 {
	s := pairs*e.pairs[row] + singles*e.singles[row] + w[textLength]*r.stats.length[row]
	if level := r.stats.level[row]; level != ownPairs {
		s += w[level]
	}
	return s
}

// groupScores is what a document's chapter and statute are worth to it.
func (r *reader) groupScores(e *evidence, t *taught, w *Weights) (chapters, laws []float32) {
	chapters, laws = make([]float32, len(e.chapters)), make([]float32, len(e.laws))
	for i, v := range e.chapters {
		chapters[i] = w[chapterShare] * v / e.mass()
	}
	for i, v := range e.laws {
		laws[i] = w[lawShare]*v/e.mass() + w[titleShare]*e.titles[i]
	}
	if t != nil {
		t.groupScores(e.likeness, w, chapters, laws)
	}
	return chapters, laws
}

var nothing = float32(math.Inf(-1))

// best gives the rows of the k highest scores, best first; equal scores in row order.
func best(scores []float32, k int) []int32 {
	floor := floorOf(scores, k)
	top := make([]int32, 0, 2*k)
	for i, s := range scores {
		if s > nothing && s >= floor {
			top = append(top, int32(i))
		}
	}
	slices.SortFunc(top, func(a, b int32) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b)) })
	return top[:min(k, len(top))]
}

// floorOf gives a score that at least k reach, if there are so many, and not many more: by
// counting scores in equal steps, which costs less than sorting. Scores that putFirst has
// raised would make the steps too wide and are left out of their width.
func floorOf(scores []float32, k int) float32 {
	low, high := float32(math.Inf(1)), nothing
	for _, s := range scores {
		if s > nothing && s < first/2 {
			low, high = min(low, s), max(high, s)
		}
	}
	if high <= low {
		return nothing
	}
	const steps = 2048
	var count [steps + 1]int
	width := (high - low) / steps
	for _, s := range scores {
		if s > nothing {
			count[int(min((s-low)/width, steps))]++
		}
	}
	sum := 0
	for step := steps; step > 0; step-- {
		if sum += count[step]; sum >= k {
			return low + (float32(step)-0.01)*width
		}
	}
	return nothing
}
