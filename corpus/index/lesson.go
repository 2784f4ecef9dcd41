package index

import (
	"cmp"
	"context"
	"math"
	"slices"

	"cailiang/corpus/hanzi"
)

// Lesson is a question with its confirmed answers, the identifiers of documents.
type Lesson struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	Answers []string `json:"answers"`
}

// taught is what a set of lessons teaches about one generation of the index. A lesson does
// three things: its words count as words of the articles that answer it; a similar question
// points to these articles, their chapters and statutes; and the texts of these articles
// tell which words answers to such questions use. The last two help also where the right
// article was never asked about.
type taught struct {
	lessons              []boundLesson
	with                 map[string][]asked // term → lessons that hold it
	pairNorm, singleNorm []float32
	times, lawTimes      []float32 // by document; by statute
}

type boundLesson struct {
	rows []int32
	norm float64
}

type asked struct {
	lesson int32
	weight float64 // in the lesson's vector
	count  float32 // 0 for a synonym
}

type weightedTerm struct {
	text   string
	weight float64
}

// singleLikeness is what a single character counts where questions are compared.
const singleLikeness = 0.5

// teach binds lessons to this generation; answers that are not in it fall out.
func (r *reader) teach(lessons []Lesson) *taught {
	t := &taught{with: map[string][]asked{}, times: make([]float32, r.cols.len()), lawTimes: make([]float32, len(r.stats.laws.norm))}
	pairs, singles := map[int32]int{}, map[int32]int{}
	for _, l := range lessons {
		if rows := r.rowsOf(l.Answers); len(rows) > 0 {
			t.add(l.Text, rows, pairs, singles)
		}
	}
	if len(t.lessons) == 0 {
		return nil
	}
	t.weigh()
	t.count(r)
	t.pairNorm = lengthened(r.stats.pairNorm, r.cols.Pairs, pairs)
	t.singleNorm = lengthened(r.stats.singleNorm, r.cols.Singles, singles)
	return t
}

// size is the number of lessons that are about documents of this generation.
func (t *taught) size() int {
	if t == nil {
		return 0
	}
	return len(t.lessons)
}

func (r *reader) rowsOf(ids []string) []int32 {
	var rows []int32
	for _, id := range ids {
		if row, ok := r.cols.id[id]; ok && !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	return rows
}

func (t *taught) add(text string, rows []int32, pairs, singles map[int32]int) {
	number := int32(len(t.lessons))
	t.lessons = append(t.lessons, boundLesson{rows: rows})
	for _, term := range hanzi.Question(text) {
		a := asked{lesson: number}
		if term.Asked {
			a.count = float32(term.Weight)
			for _, row := range rows {
				if term.Pair {
					pairs[row] += int(term.Weight)
				} else {
					singles[row] += int(term.Weight)
				}
			}
		}
		if a.weight = 1; !term.Pair {
			a.weight = singleLikeness
		}
		t.with[term.Text] = append(t.with[term.Text], a)
	}
}

// weigh gives the terms of the lessons their rarity among lessons.
func (t *taught) weigh() {
	for _, list := range t.with {
		rare := rarity(float64(len(t.lessons)), len(list))
		for i := range list {
			list[i].weight *= rare
			t.lessons[list[i].lesson].norm += list[i].weight * list[i].weight
		}
	}
	for i := range t.lessons {
		t.lessons[i].norm = math.Sqrt(t.lessons[i].norm)
	}
}

func (t *taught) count(r *reader) {
	for _, l := range t.lessons {
		var laws []int32
		for _, row := range l.rows {
			t.times[row]++
			if law := r.stats.laws.of[row]; !slices.Contains(laws, law) {
				laws = append(laws, law)
				t.lawTimes[law]++
			}
		}
	}
}

// lengthened is a copy of the norms in which the documents with lessons are longer.
func lengthened(norms []float32, lengths []uint16, more map[int32]int) []float32 {
	out := slices.Clone(norms)
	sum := 0.0
	for _, n := range lengths {
		sum += float64(n)
	}
	average := max(sum/float64(max(len(lengths), 1)), 1)
	for row, n := range more {
		out[row] = lengthNorm(float64(lengths[row])+float64(n), average)
	}
	return out
}

// addTerm is addTerm over the texts with their lessons.
func (t *taught) addTerm(e *evidence, r *reader, term hanzi.QuestionTerm, p *postings) {
	more := map[int32]float32{}
	for _, a := range t.with[term.Text] {
		if a.count > 0 {
			for _, row := range t.lessons[a.lesson].rows {
				more[row] += a.count
			}
		}
	}
	scores, norms := e.taughtPairs, t.pairNorm
	if !term.Pair {
		scores, norms = e.taughtSingles, t.singleNorm
	}
	w := float32(rarity(r.stats.n, len(p.docs)+len(more)/2) * term.Weight * (bm25K1 + 1))
	for i, d := range p.docs {
		f := float32(p.freqs[i])
		if m, ok := more[int32(d)]; ok {
			f += m
			delete(more, int32(d))
		}
		scores[d] += w * f / (f + norms[d])
	}
	for row, f := range more {
		scores[row] += w * f / (f + norms[row])
	}
}

// likeness is how far the lessons that a question resembles point to each document.
type likeness struct {
	docs, chapters, laws       map[int32]float64 // sums of squares
	nearestChapter, nearestLaw map[int32]float64
	total                      float64
	nearest                    []near
}

type near struct {
	lesson int32
	like   float64
}

// compare compares a question with all lessons.
func (t *taught) compare(r *reader, terms []hanzi.QuestionTerm) *likeness {
	dots := map[int32]float64{}
	norm := 0.0
	for _, term := range terms {
		list := t.with[term.Text]
		w := rarity(float64(len(t.lessons)), len(list))
		if !term.Pair {
			w *= singleLikeness
		}
		norm += w * w
		for _, a := range list {
			dots[a.lesson] += w * a.weight
		}
	}
	l := &likeness{docs: map[int32]float64{}, chapters: map[int32]float64{}, laws: map[int32]float64{}, nearestChapter: map[int32]float64{}, nearestLaw: map[int32]float64{}}
	for lesson, dot := range dots {
		l.nearest = append(l.nearest, near{lesson, dot / (t.lessons[lesson].norm*math.Sqrt(norm) + 1e-9)})
	}
	slices.SortFunc(l.nearest, func(a, b near) int { return cmp.Or(cmp.Compare(b.like, a.like), cmp.Compare(a.lesson, b.lesson)) })
	for _, n := range l.nearest {
		l.point(r, t.lessons[n.lesson].rows, n.like)
	}
	l.total = math.Sqrt(l.total) + 1e-9
	return l
}

func (l *likeness) point(r *reader, rows []int32, like float64) {
	square := like * like
	l.total += square
	var chapters, laws []int32
	for _, row := range rows {
		l.docs[row] += square / math.Sqrt(float64(len(rows)))
		if c := r.stats.chapters.of[row]; !slices.Contains(chapters, c) {
			chapters = append(chapters, c)
			l.chapters[c] += square
			l.nearestChapter[c] = max(l.nearestChapter[c], like)
		}
		if c := r.stats.laws.of[row]; !slices.Contains(laws, c) {
			laws = append(laws, c)
			l.laws[c] += square
			l.nearestLaw[c] = max(l.nearestLaw[c], like)
		}
	}
}

// neighbourhood is how many articles before and behind count as neighbours.
const neighbourhood = 3

func (t *taught) features(r *reader, e *evidence, row int32, x *Weights) {
	l := e.likeness
	chapter, law := r.stats.chapters.of[row], r.stats.laws.of[row]
	x[taughtPairs] = e.taughtPairs[row] / e.pairMass
	x[taughtSingles] = e.taughtSingles[row] / e.singleMass
	x[similarAsked] = float32(3 * math.Sqrt(l.docs[row]) / l.total)
	x[chapterNearest] = float32(l.nearestChapter[chapter])
	x[chapterAsked] = float32(3 * math.Sqrt(l.chapters[chapter]) / l.total)
	x[lawNearest] = float32(l.nearestLaw[law])
	x[lawAsked] = float32(math.Sqrt(l.laws[law]) / l.total)
	for at := r.cols.Order[row] - neighbourhood; at <= r.cols.Order[row]+neighbourhood; at++ {
		if at < 0 || int(at) >= len(r.stats.at) || r.stats.at[at] == row || r.stats.laws.of[r.stats.at[at]] != law {
			continue
		}
		x[neighboursAsked] += float32(math.Sqrt(l.docs[r.stats.at[at]]) / l.total)
	}
	x[timesAsked] = float32(math.Log1p(float64(t.times[row])))
	x[lawTimesAsked] = float32(math.Log1p(float64(t.lawTimes[law])) / 5)
	if e.alike != nil {
		x[answersAlike] = e.alike[row]
	}
}

// groupScores adds what the lessons are worth to chapters and statutes.
func (t *taught) groupScores(l *likeness, w *Weights, chapters, laws []float32) {
	for c, sum := range l.chapters {
		chapters[c] += w[chapterNearest]*float32(l.nearestChapter[c]) + w[chapterAsked]*float32(3*math.Sqrt(sum)/l.total)
	}
	for law, sum := range l.laws {
		laws[law] += w[lawNearest]*float32(l.nearestLaw[law]) + w[lawAsked]*float32(math.Sqrt(sum)/l.total)
	}
	for law, n := range t.lawTimes {
		laws[law] += w[lawTimesAsked] * float32(math.Log1p(float64(n))/5)
	}
}

const (
	nearestLessons = 8  // whose answers tell what answers look like
	answerTerms    = 40 // the most telling terms of these answers
)

// answersLike scores all documents by the words of the articles that answer the nearest lessons.
func (t *taught) answersLike(ctx context.Context, r *reader, l *likeness) ([]float32, error) {
	sum := map[string]float64{}
	for _, n := range l.nearest[:min(nearestLessons, len(l.nearest))] {
		rows := t.lessons[n.lesson].rows
		for _, row := range rows {
			terms, err := r.answer(ctx, row)
			if err != nil {
				return nil, err
			}
			for _, w := range terms {
				sum[w.text] += n.like * n.like / math.Sqrt(float64(len(rows))) * w.weight
			}
		}
	}
	scores := make([]float32, r.cols.len())
	terms := heaviest(sum, answerTerms)
	total := 1e-9
	for _, w := range terms {
		total += w.weight
	}
	for _, w := range terms {
		p, err := r.cache.get(ctx, w.text)
		if err != nil {
			return nil, err
		}
		addTerm(scores, p, r.stats.pairNorm, w.weight/total)
	}
	return scores, nil
}

func heaviest(sum map[string]float64, n int) []weightedTerm {
	out := make([]weightedTerm, 0, len(sum))
	for text, w := range sum {
		out = append(out, weightedTerm{text, w})
	}
	slices.SortFunc(out, func(a, b weightedTerm) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.text, b.text))
	})
	return out[:min(n, len(out))]
}

// answer gives the telling pairs of an answer's text.
func (r *reader) answer(ctx context.Context, row int32) ([]weightedTerm, error) {
	r.mu.Lock()
	terms, ok := r.answers[row]
	r.mu.Unlock()
	if ok {
		return terms, nil
	}
	text, err := r.text(row)
	if err != nil {
		return nil, err
	}
	counts := map[string]float64{}
	for _, term := range hanzi.Terms(text) {
		if term.Pair {
			counts[term.Text]++
		}
	}
	for pair, n := range counts {
		some, err := r.cache.count(ctx, pair)
		if err != nil {
			return nil, err
		}
		counts[pair] = rarity(r.stats.n, some) * n / (n + bm25K1)
	}
	terms = heaviest(counts, answerTerms)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers[row] = terms
	return terms, nil
}
