package eval

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"cailiang/corpus/index"
)

// SearchOptions say how a retrieval set is measured.
type SearchOptions struct {
	Folds int    // above 1: also with learning, each question asked of an index taught with the other folds
	Fit   bool   // with Folds: fit the ranking's weights too, and give the figures of the folds left out
	Home  string // where the index is built and kept; "" = a temporary folder
}

// depth is how far down the answers are looked at.
const depth = 100

// Search measures a retrieval set (design section 8: query or text, gold or relevant) on the
// corpus that belongs to it, beside a bare Bleve index of character pairs, and writes the report.
func Search(data string, o SearchOptions, out io.Writer, progress Progress) (Report, error) {
	questions, err := readQuestions(data)
	if err != nil {
		return Report{}, err
	}
	set, err := corpusFor(data, questions)
	if err != nil {
		return Report{}, err
	}
	home, done, err := searchHome(o.Home)
	if err != nil {
		return Report{}, err
	}
	defer done()
	r := Report{Suite: "search", Data: data, N: len(questions), Metrics: map[string]float64{}}
	s := searchSuite{set: set, home: home, questions: questions, metrics: r.Metrics, progress: progress}
	if err := s.run(context.Background(), o); err != nil {
		return Report{}, err
	}
	if s.fitted != nil {
		if err := line(out, s.fitted); err != nil {
			return Report{}, fmt.Errorf("写不出结果：%w", err)
		}
	}
	if err := line(out, r); err != nil {
		return Report{}, fmt.Errorf("写不出结果：%w", err)
	}
	return r, nil
}

func searchHome(home string) (string, func(), error) {
	if home != "" {
		return home, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "cailiang-eval-search")
	if err != nil {
		return "", nil, fmt.Errorf("建不了临时目录：%w", err)
	}
	return dir, func() { os.RemoveAll(dir) }, nil
}

type searchSuite struct {
	set       searchCorpus
	home      string
	questions []question
	metrics   map[string]float64
	progress  Progress
	fitted    *fittedWeights
}

func (s *searchSuite) run(ctx context.Context, o SearchOptions) error {
	start := time.Now()
	docs := s.set.docs()
	if err := index.Build(ctx, s.home, docs, func(n int) { s.progress.say(n, max(n+1, s.set.size), "建索引") }); err != nil {
		return err
	}
	s.metrics["build_s"] = time.Since(start).Seconds()
	s.metrics["index_mb"] = folderMB(s.home)
	ix, err := index.Open(s.home)
	if err != nil {
		return err
	}
	defer ix.Close()
	s.metrics["documents"] = float64(ix.Len())
	plain, err := s.ask(ctx, ix, "")
	if err != nil {
		return err
	}
	s.metrics["rss_mb"] = residentMB()
	if o.Folds > 1 {
		if err := s.fold(ctx, ix, o, plain); err != nil {
			return err
		}
	}
	return s.baseline(ctx)
}

// ask asks every question of the index as it is, and tells the answers.
func (s *searchSuite) ask(ctx context.Context, ix *index.Index, prefix string) ([][]string, error) {
	ix.Teach(nil)
	var all ranked
	var took []time.Duration
	answers := make([][]string, len(s.questions))
	for i, q := range s.questions {
		res, err := ix.Search(ctx, index.Query{Text: q.text, Limit: depth, Kinds: s.set.kinds, Bare: true})
		if err != nil {
			return nil, err
		}
		answers[i] = hitIDs(res.Hits)
		all.add(q, answers[i])
		took = append(took, res.Took)
		s.progress.say(i+1, len(s.questions), "检索")
	}
	all.report(s.metrics, prefix)
	s.latency(took, prefix)
	return answers, nil
}

func (s *searchSuite) latency(took []time.Duration, prefix string) {
	slices.Sort(took)
	s.metrics[prefix+"p50_ms"] = milliseconds(percentile(took, 50))
	s.metrics[prefix+"p95_ms"] = milliseconds(percentile(took, 95))
}

func hitIDs(hits []index.Hit) []string {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	return ids
}

func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func folderMB(dir string) float64 {
	var n int64
	_ = filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			if info, err := e.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil
	})
	return float64(n) / 1e6
}
