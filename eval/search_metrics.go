package eval

import (
	"fmt"
	"os"
	"strings"
)

// ranked sums the figures of a retrieval set over its questions.
type ranked struct {
	n, recall5, recall10, recall100, mrr, hit float64
}

// add counts the answer to one question: the ids found, best first.
func (r *ranked) add(q question, ids []string) {
	r.n++
	first := 0
	for i, id := range ids {
		if q.gold[id] == 0 {
			continue
		}
		share := 1 / float64(len(q.gold))
		if i < 5 {
			r.recall5 += share
		}
		if i < 10 {
			r.recall10 += share
			if first == 0 {
				first = i + 1
			}
		}
		if i < 100 {
			r.recall100 += share
		}
	}
	if first > 0 {
		r.mrr += 1 / float64(first)
		r.hit++
	}
}

// report puts the means into the metrics, each name behind the prefix.
func (r *ranked) report(m map[string]float64, prefix string) {
	n := max(r.n, 1)
	m[prefix+"questions"] = r.n
	m[prefix+"recall_5"] = r.recall5 / n
	m[prefix+"recall_10"] = r.recall10 / n
	m[prefix+"recall_100"] = r.recall100 / n
	m[prefix+"mrr_10"] = r.mrr / n
	m[prefix+"hit_10"] = r.hit / n
}

// residentMB is the resident memory of this process; 0 where the system does not tell.
func residentMB() float64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for l := range strings.Lines(string(b)) {
		var kb float64
		if n, _ := fmt.Sscanf(l, "VmRSS: %f kB", &kb); n == 1 {
			return kb / 1000
		}
	}
	return 0
}
