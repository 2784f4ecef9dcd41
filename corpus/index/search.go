package index

import (
	"context"
	"slices"
	"time"

	"cailiang/corpus/hanzi"
)

// Query is what is asked. Filters that are empty let everything through.
type Query struct {
	Text   string // words, “exact phrases” in quotation marks, citations (食安法124条)
	Limit  int    // hits wanted; 0 means 10
	Offset int    // hits to pass over
	Kinds  []Kind
	Level  string
	Agency string
	System string
	AsOf   string   // only what is in force on this day, YYYY-MM-DD
	First  []string // identifiers to put first: what a citation resolved to
	Bare   bool     // no texts are read: hits come without snippets

	Weights *Weights // instead of the built-in ones (for fitting)
}

// Hit is one document found. Score has a meaning only within one answer.
type Hit struct {
	Document
	Score   float64
	Snippet Snippet
}

// Result is the answer to a query.
type Result struct {
	Hits       []Hit
	Facets     Facets
	DidYouMean string // the question with likely slips corrected; "" when nothing looks wrong
	Took       time.Duration
}

const defaultLimit = 10

// Search gives the best documents, best first. An empty question finds nothing.
func (ix *Index) Search(ctx context.Context, q Query) (Result, error) {
	start := time.Now()
	r, t, err := ix.acquire()
	if err != nil {
		return Result{}, err
	}
	defer r.release()
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	p := parseQuery(q.Text)
	scores, err := r.rank(ctx, &q, &p, t)
	if err != nil {
		return Result{}, err
	}
	rows, err := r.choose(ctx, &q, &p, scores)
	if err != nil {
		return Result{}, err
	}
	out := Result{Facets: r.facets(rows)}
	if !q.Bare {
		if out.DidYouMean, err = r.correct(ctx, q.Text); err != nil {
			return Result{}, err
		}
	}
	for _, row := range rows[min(q.Offset, len(rows)):min(q.Offset+q.Limit, len(rows))] {
		h := Hit{Document: r.cols.document(row), Score: float64(scores[row])}
		if !q.Bare {
			if h.Text, err = r.text(row); err != nil {
				return Result{}, err
			}
			h.Snippet = snippet(h.Text, &p)
		}
		out.Hits = append(out.Hits, h)
	}
	out.Took = time.Since(start)
	return out, nil
}

// rank scores all documents for a question.
func (r *reader) rank(ctx context.Context, q *Query, p *parsedQuery, t *taught) ([]float32, error) {
	e, err := r.evidence(ctx, p, t)
	if err != nil {
		return nil, err
	}
	w := q.Weights
	if w == nil {
		built := weightsFor(t.size())
		w = &built
	}
	scores := r.score(e, t, w)
	r.filter(q, scores)
	r.putFirst(q, p, scores)
	return scores, nil
}

// evidence gathers all that the features are made of.
func (r *reader) evidence(ctx context.Context, p *parsedQuery, t *taught) (*evidence, error) {
	e, err := r.gather(ctx, p.terms, t)
	if err != nil || t == nil {
		return e, err
	}
	e.likeness = t.compare(r, p.terms)
	e.alike, err = t.answersLike(ctx, r, e.likeness)
	return e, err
}

// filter takes out what the query does not want.
func (r *reader) filter(q *Query, scores []float32) {
	wants := r.wants(q)
	if len(wants) == 0 && q.AsOf == "" {
		return
	}
	for row := range scores {
		if scores[row] != nothing && !r.passes(q, wants, row) {
			scores[row] = nothing
		}
	}
}

// want is a column and the words that are let through.
type want struct {
	column []int32
	words  []int32
}

func (r *reader) wants(q *Query) []want {
	var out []want
	add := func(column []int32, words ...string) {
		w := want{column: column}
		for _, word := range words {
			if n, ok := r.cols.word[word]; ok {
				w.words = append(w.words, n)
			}
		}
		out = append(out, w)
	}
	if len(q.Kinds) > 0 {
		kinds := make([]string, len(q.Kinds))
		for i, k := range q.Kinds {
			kinds[i] = string(k)
		}
		add(r.cols.Kinds, kinds...)
	}
	if q.Level != "" {
		add(r.cols.Levels, q.Level)
	}
	if q.Agency != "" {
		add(r.cols.Agencies, q.Agency)
	}
	if q.System != "" {
		add(r.cols.Systems, q.System)
	}
	return out
}

func (r *reader) passes(q *Query, wants []want, row int) bool {
	for _, w := range wants {
		if !slices.Contains(w.words, w.column[row]) {
			return false
		}
	}
	return q.AsOf == "" || r.inForce(row, q.AsOf)
}

func (r *reader) inForce(row int, day string) bool {
	from, to := r.cols.Words[r.cols.Effective[row]], r.cols.Words[r.cols.Repealed[row]]
	return from <= day && (to == "" || day < to)
}

// first is more than any score, so that what was asked for by its address leads.
const first = 1000

// putFirst raises what the query cites. A citation goes by the number of the article and
// by the statute whose title holds the name or its abbreviation.
func (r *reader) putFirst(q *Query, p *parsedQuery, scores []float32) {
	wants := r.wants(q)
	raise := func(row int32, by int) {
		if !r.passes(q, wants, int(row)) {
			return
		}
		scores[row] = max(scores[row], 0) + float32(first-by)
	}
	for i, id := range q.First {
		if row, ok := r.cols.id[id]; ok {
			raise(row, i)
		}
	}
	if len(q.First) > 0 {
		return
	}
	for _, row := range r.cited(p) {
		raise(row, 0)
	}
}

// phraseDepth is how many documents are read, best first, for an exact phrase.
const phraseDepth = 2000

// choose gives the rows to show, best first, of which those that the facets count.
func (r *reader) choose(ctx context.Context, q *Query, p *parsedQuery, scores []float32) ([]int32, error) {
	want := max(q.Offset+q.Limit, facetDepth)
	if len(p.phrases) == 0 {
		return best(scores, want), nil
	}
	if err := r.keepPairs(ctx, p, scores); err != nil {
		return nil, err
	}
	var out []int32
	for _, row := range best(scores, phraseDepth) {
		text, err := r.text(row)
		if err != nil {
			return nil, err
		}
		if p.hasPhrases(r.cols.Words[r.cols.Laws[row]] + "\n" + text) {
			if out = append(out, row); len(out) >= want {
				break
			}
		}
	}
	return out, nil
}

// keepPairs takes out documents that lack a pair of a phrase, which saves reading them.
func (r *reader) keepPairs(ctx context.Context, p *parsedQuery, scores []float32) error {
	for _, phrase := range p.phrases {
		for _, t := range hanzi.Terms(phrase) {
			if t.Position == 0 && !t.Pair { // a phrase may be a single character
				continue
			}
			list, err := r.cache.get(ctx, t.Text)
			if err != nil {
				return err
			}
			has := make([]bool, len(scores))
			for _, d := range list.docs {
				has[d] = true
			}
			for row := range scores {
				if !has[row] {
					scores[row] = nothing
				}
			}
		}
	}
	return nil
}

// Candidate is a document with its features, for fitting weights.
type Candidate struct {
	ID       string
	Features Weights
}

// Candidates gives the best documents of a query with all that speaks for each.
func (ix *Index) Candidates(ctx context.Context, q Query) ([]Candidate, error) {
	r, t, err := ix.acquire()
	if err != nil {
		return nil, err
	}
	defer r.release()
	p := parseQuery(q.Text)
	e, err := r.evidence(ctx, &p, t)
	if err != nil {
		return nil, err
	}
	w := weightsFor(t.size())
	scores := r.score(e, t, &w)
	r.filter(&q, scores)
	rows := best(scores, q.Limit)
	out := make([]Candidate, len(rows))
	for i, row := range rows {
		out[i].ID = r.cols.IDs[row]
		r.features(e, t, row, &out[i].Features)
	}
	return out, nil
}

// Len is the number of documents; 0 when the index has gone.
func (ix *Index) Len() int {
	r, _, err := ix.acquire()
	if err != nil {
		return 0
	}
	defer r.release()
	return r.cols.len()
}
