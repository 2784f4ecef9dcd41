package eval

import (
	"context"
	"math/rand/v2"
	"strconv"
	"time"

	"cailiang/corpus/index"
)

// foldSeed makes every run cut the questions alike.
const foldSeed = 20261124

// foldOf deals n questions out to k folds at random, but always the same way.
func foldOf(n, k int) []int {
	out := make([]int, n)
	for i, p := range rand.New(rand.NewPCG(foldSeed, uint64(k))).Perm(n) {
		out[p] = i % k
	}
	return out
}

// lessonsBut turns the questions of all folds but one into lessons.
func (s *searchSuite) lessonsBut(folds []int, fold int) []index.Lesson {
	var out []index.Lesson
	for i, q := range s.questions {
		if folds[i] == fold {
			continue
		}
		out = append(out, index.Lesson{ID: strconv.Itoa(i), Text: q.text, Answers: q.right})
	}
	return out
}

// seenIn marks the questions of which an answer was also the answer to a lesson.
func (s *searchSuite) seenIn(folds []int) []bool {
	out := make([]bool, len(s.questions))
	for i, q := range s.questions {
		for j, other := range s.questions {
			if folds[i] == folds[j] || out[i] {
				continue
			}
			for _, id := range other.right {
				out[i] = out[i] || q.gold[id] > 0
			}
		}
	}
	return out
}

// fold asks each question of an index taught with the other folds. Without a model of the
// law, learning must help most where the right article was asked about before; both groups
// are told, beside what they get without learning.
func (s *searchSuite) fold(ctx context.Context, ix *index.Index, o SearchOptions, plain [][]string) error {
	folds := foldOf(len(s.questions), o.Folds)
	seen := s.seenIn(folds)
	var sums [2]group // plain, learned
	var took []time.Duration
	for fold := range o.Folds {
		ix.Teach(s.lessonsBut(folds, fold))
		for i, q := range s.questions {
			if folds[i] != fold {
				continue
			}
			res, err := ix.Search(ctx, index.Query{Text: q.text, Limit: depth, Kinds: s.set.kinds, Bare: true})
			if err != nil {
				return err
			}
			took = append(took, res.Took)
			sums[0].add(q, plain[i], seen[i])
			sums[1].add(q, hitIDs(res.Hits), seen[i])
			s.progress.say(len(took), len(s.questions), "学习后检索")
		}
	}
	sums[0].report(s.metrics, "")
	sums[1].all.report(s.metrics, "learned_")
	sums[1].report(s.metrics, "learned_")
	s.latency(took, "learned_")
	s.metrics["learned_rss_mb"] = residentMB()
	if o.Fit {
		return s.fit(ctx, ix, folds, o.Folds)
	}
	return nil
}

// group keeps questions whose answers a lesson had given apart from the others.
type group struct{ all, seen, unseen ranked }

func (g *group) add(q question, ids []string, seen bool) {
	g.all.add(q, ids)
	if seen {
		g.seen.add(q, ids)
	} else {
		g.unseen.add(q, ids)
	}
}

func (g *group) report(m map[string]float64, prefix string) {
	g.seen.report(m, prefix+"seen_")
	g.unseen.report(m, prefix+"unseen_")
}
