package index

import (
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
)

// reader is one generation, open. It closes when the last user lets go.
type reader struct {
	name  string
	bleve *bleveIndex
	cols  *columns
	cache *postingsCache
	stats *collection
	users atomic.Int32

	mu      sync.Mutex
	answers map[int32][]weightedTerm // terms of an answer's text, read when first needed

	spelling sync.Once
	words    []string // for spelling help, made when first needed

	taughtBy *lessonStamp // what taught was made of
	taught   *taught      // nil without lessons
}

// text is the stored text of a row.
func (r *reader) text(row int32) (string, error) {
	return r.bleve.text(strconv.Itoa(int(r.cols.Order[row])))
}

func openReader(home, name string) (*reader, error) {
	dir := filepath.Join(home, name)
	b, err := openBleve(dir)
	if err != nil {
		return nil, err
	}
	cols, err := readColumns(dir)
	if err != nil {
		b.close()
		return nil, err
	}
	r := &reader{name: name, bleve: b, cols: cols, cache: newPostingsCache(b), stats: newCollection(cols), answers: map[int32][]weightedTerm{}}
	r.users.Store(1) // the index itself
	return r, nil
}

// hold adds a user; false when the reader has closed already.
func (r *reader) hold() bool {
	for {
		n := r.users.Load()
		if n == 0 {
			return false
		}
		if r.users.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// release lets go; the last one closes.
func (r *reader) release() {
	if r.users.Add(-1) == 0 {
		_ = r.bleve.close() // nobody is left to tell, and nothing was written
	}
}
