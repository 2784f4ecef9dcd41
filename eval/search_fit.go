package eval

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"cailiang/corpus/index"
)

// fittedWeights are what --fit found: for ranking without lessons and with them.
type fittedWeights struct {
	Plain  map[string]float64 `json:"plain"`
	Taught map[string]float64 `json:"taught"`
}

// candidateList is a question with its candidates: features and whether each is right.
type candidateList struct {
	q    question
	ids  []string
	x    []index.Weights
	gold []bool
	n    int // right ones among them
}

// fitDepth is how many candidates the weights are fitted on.
const fitDepth = 600

// fit fits the weights of the ranking to the questions, fold by fold: each fold's figures
// come from weights that never saw it. The weights printed last are fitted on all.
func (s *searchSuite) fit(ctx context.Context, ix *index.Index, folds []int, k int) error {
	s.fitted = &fittedWeights{}
	plain, taught, err := s.candidates(ctx, ix, folds, k)
	if err != nil {
		return err
	}
	s.fitted.Plain = s.fitOne(plain, folds, k, index.PlainFeatures, "fitted_")
	s.fitted.Taught = s.fitOne(taught, folds, k, len(index.FeatureNames), "fitted_learned_")
	return nil
}

func (s *searchSuite) candidates(ctx context.Context, ix *index.Index, folds []int, k int) (plain, taught []candidateList, err error) {
	plain, taught = make([]candidateList, len(s.questions)), make([]candidateList, len(s.questions))
	collect := func(i int, into []candidateList) error {
		c, err := ix.Candidates(ctx, index.Query{Text: s.questions[i].text, Limit: fitDepth, Kinds: s.set.kinds})
		if err != nil {
			return err
		}
		into[i] = candidateList{q: s.questions[i]}
		for _, x := range c {
			right := s.questions[i].gold[x.ID] > 0
			into[i].ids, into[i].x, into[i].gold = append(into[i].ids, x.ID), append(into[i].x, x.Features), append(into[i].gold, right)
			if right {
				into[i].n++
			}
		}
		return nil
	}
	ix.Teach(nil)
	for i := range s.questions {
		if err := collect(i, plain); err != nil {
			return nil, nil, err
		}
	}
	for fold := range k {
		ix.Teach(s.lessonsBut(folds, fold))
		for i := range s.questions {
			if folds[i] != fold {
				continue
			}
			if err := collect(i, taught); err != nil {
				return nil, nil, err
			}
		}
	}
	return plain, taught, nil
}

func (s *searchSuite) fitOne(lists []candidateList, folds []int, k, features int, prefix string) map[string]float64 {
	var sum ranked
	for fold := range k {
		var rest []candidateList
		for i, l := range lists {
			if folds[i] != fold {
				rest = append(rest, l)
			}
		}
		w := listwise(rest, features)
		for i, l := range lists {
			if folds[i] == fold {
				sum.add(l.q, l.rank(w))
			}
		}
		s.progress.say(fold+1, k+1, "拟合权重")
	}
	sum.report(s.metrics, prefix)
	out := map[string]float64{}
	for i, w := range listwise(lists, features)[:features] {
		out[index.FeatureNames[i]] = math.Round(w*100) / 100
	}
	s.progress.say(k+1, k+1, "拟合权重")
	return out
}

func (l *candidateList) score(w []float64, i int) float64 {
	z := 0.0
	for f, v := range w {
		z += v * float64(l.x[i][f])
	}
	return z
}

func (l *candidateList) rank(w []float64) []string {
	order := make([]int, len(l.ids))
	scores := make([]float64, len(l.ids))
	for i := range order {
		order[i], scores[i] = i, l.score(w, i)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if scores[a] > scores[b] {
			return -1
		}
		if scores[a] < scores[b] {
			return 1
		}
		return 0
	})
	ids := make([]string, len(order))
	for to, from := range order {
		ids[to] = l.ids[from]
	}
	return ids
}

const (
	fitEpochs = 12
	fitBatch  = 64
	fitRate   = 0.05
	fitDecay  = 1e-4
)

// listwise maximises the likelihood that the right candidates are drawn first (softmax over
// the list), by Adam. The order of the questions is fixed by a seed.
func listwise(lists []candidateList, features int) []float64 {
	a := newAdam(features)
	rng := rand.New(rand.NewPCG(foldSeed, 1))
	order := rng.Perm(len(lists))
	for epoch := range fitEpochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		rate := fitRate * (1 - 0.9*float64(epoch)/fitEpochs)
		for batch := range slices.Chunk(order, fitBatch) {
			g, n := make([]float64, features), 0.0
			for _, i := range batch {
				if lists[i].n > 0 {
					lists[i].gradient(a.w, g)
					n++
				}
			}
			if n > 0 {
				a.step(g, n, rate)
			}
		}
	}
	return a.w
}

// gradient adds the list's gradient to g.
func (l *candidateList) gradient(w, g []float64) {
	scores := make([]float64, len(l.ids))
	top := math.Inf(-1)
	for i := range scores {
		scores[i] = l.score(w, i)
		top = max(top, scores[i])
	}
	sum := 0.0
	for i := range scores {
		scores[i] = math.Exp(scores[i] - top)
		sum += scores[i]
	}
	for i := range scores {
		c := -scores[i] / sum
		if l.gold[i] {
			c += 1 / float64(l.n)
		}
		for f := range g {
			g[f] += c * float64(l.x[i][f])
		}
	}
}

// adam climbs with a step size of its own for each weight.
type adam struct {
	w, mean, square []float64
	steps           float64
}

func newAdam(n int) *adam {
	return &adam{w: make([]float64, n), mean: make([]float64, n), square: make([]float64, n)}
}

func (a *adam) step(g []float64, n, rate float64) {
	a.steps++
	for f := range a.w {
		slope := g[f]/n - fitDecay*a.w[f]
		a.mean[f] = 0.9*a.mean[f] + 0.1*slope
		a.square[f] = 0.999*a.square[f] + 0.001*slope*slope
		mean := a.mean[f] / (1 - math.Pow(0.9, a.steps))
		square := a.square[f] / (1 - math.Pow(0.999, a.steps))
		a.w[f] += rate * mean / (math.Sqrt(square) + 1e-8)
	}
}
