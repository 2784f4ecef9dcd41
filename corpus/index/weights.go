package index

// feature is one thing that speaks for a document. Shares are of the most that the
// question's terms could give, so that long and short questions weigh alike.
type feature int

const (
	ownPairs       feature = iota // share of BM25 over pairs
	ownSingles                    // share of BM25 over single characters
	chapterShare                  // the chapter taken as one text
	lawShare                      // the statute taken as one text
	titleShare                    // how much of the statute's title stands in the question
	interpretation                // 司法解释
	regulation                    // 行政法规, 地方性法规
	departmental                  // 部门规章 and below
	constitution                  // 宪法
	textLength                    // logarithm of the length
	citedBest                     // the best share of an article that cites this one
	citingBest                    // the best share of an article that this one cites

	// With lessons.
	taughtPairs     // as ownPairs, with the questions it answers in the text
	taughtSingles   // as ownSingles, likewise
	similarAsked    // lessons that answer with this document, by likeness
	chapterNearest  // likeness of the nearest lesson of the chapter
	chapterAsked    // lessons of the chapter, by likeness
	lawNearest      // likeness of the nearest lesson of the statute
	lawAsked        // lessons of the statute, by likeness
	neighboursAsked // lessons of the articles before and behind
	timesAsked      // how many lessons answer with this document
	lawTimesAsked   // how many answer with its statute
	answersAlike    // likeness to the articles that answer similar lessons

	featureCount
	// PlainFeatures is the number of features that need no lessons; they come first.
	PlainFeatures = int(taughtPairs)
)

// FeatureNames names the features in order, for fitting weights (package eval).
var FeatureNames = [featureCount]string{"own_pairs", "own_singles", "chapter", "law", "title", "interpretation", "regulation", "departmental", "constitution", "length", "cited", "citing",
	"taught_pairs", "taught_singles", "similar_asked", "chapter_nearest", "chapter_asked", "law_nearest", "law_asked", "neighbours_asked", "times_asked", "law_times_asked", "answers_alike"}

// Weights say what each feature counts; a document's score is the weighted sum.
type Weights [featureCount]float32

// The weights were fitted on the 1,235 train questions of STARD (cailiang eval search
// --folds 5 --fit), which also gives their quality on the folds left out.
var (
	plainWeights = Weights{ownPairs: 4.22, ownSingles: 4.23, chapterShare: 3.79, lawShare: 3.42, titleShare: -0.58,
		interpretation: -1.57, regulation: -1.93, departmental: -3.29, constitution: -0.48, textLength: -0.76, citedBest: 2.22, citingBest: 0.33}
	taughtWeights = Weights{ownPairs: 2.2, ownSingles: 2.32, chapterShare: 1.39, lawShare: 0.99, titleShare: 0.12,
		interpretation: -0.36, regulation: -0.54, departmental: -1.87, constitution: -0.58, textLength: 0.12, citedBest: 1.09, citingBest: -0.13,
		taughtPairs: 2.25, taughtSingles: 2.6, similarAsked: 0.05, chapterNearest: 0.82, chapterAsked: 0.72, lawNearest: 1.64, lawAsked: 0.83,
		neighboursAsked: 0.31, timesAsked: 0.47, lawTimesAsked: 0.24, answersAlike: 0.73}
)

// fullTrust is the number of lessons at which half of the taught weights count.
const fullTrust = 100

// weightsFor moves from the plain weights to the taught ones as lessons come in. The plain
// ones then read the taught text, so that the first lesson already counts.
func weightsFor(lessons int) Weights {
	if lessons == 0 {
		return plainWeights
	}
	plain := plainWeights
	plain[taughtPairs], plain[ownPairs] = plain[ownPairs], 0
	plain[taughtSingles], plain[ownSingles] = plain[ownSingles], 0
	trust := float32(lessons) / float32(lessons+fullTrust)
	var w Weights
	for i := range w {
		w[i] = (1-trust)*plain[i] + trust*taughtWeights[i]
	}
	return w
}
