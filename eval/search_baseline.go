package eval

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
)

// baseline asks the same questions of a bare Bleve index of cjk pairs, as Bleve scores it.
func (s *searchSuite) baseline(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "cailiang-eval-bleve")
	if err != nil {
		return fmt.Errorf("建不了临时目录：%w", err)
	}
	defer os.RemoveAll(dir)
	ix, err := s.bareIndex(dir + "/bare")
	if err != nil {
		return fmt.Errorf("建不了对照索引：%w", err)
	}
	defer ix.Close()
	var all ranked
	var took []time.Duration
	for i, q := range s.questions {
		m := bleve.NewMatchQuery(q.text)
		m.SetField("b")
		start := time.Now()
		res, err := ix.SearchInContext(ctx, bleve.NewSearchRequestOptions(m, depth, 0, false))
		if err != nil {
			return fmt.Errorf("对照检索失败：%w", err)
		}
		took = append(took, time.Since(start))
		ids := make([]string, len(res.Hits))
		for j, h := range res.Hits {
			ids[j] = h.ID
		}
		all.add(q, ids)
		s.progress.say(i+1, len(s.questions), "对照检索")
	}
	all.report(s.metrics, "bleve_")
	s.latency(took, "bleve_")
	return nil
}

func (s *searchSuite) bareIndex(dir string) (bleve.Index, error) {
	field := bleve.NewTextFieldMapping()
	field.Analyzer = cjk.AnalyzerName
	field.Store, field.IncludeTermVectors, field.IncludeInAll, field.DocValues = false, false, false, false
	doc := bleve.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt("b", field)
	m := bleve.NewIndexMapping()
	m.DefaultMapping = doc
	b, err := bleve.NewBuilder(dir, m, map[string]any{"batchSize": 2000})
	if err != nil {
		return nil, err
	}
	for d, err := range s.set.docs() {
		if err == nil {
			err = b.Index(d.ID, map[string]any{"b": strings.Join([]string{d.Law, d.Chapter, d.Text}, "\n")})
		}
		if err != nil {
			b.Close()
			return nil, err
		}
	}
	if err := b.Close(); err != nil {
		return nil, err
	}
	return bleve.Open(dir)
}
