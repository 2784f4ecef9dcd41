package index

import "sync"

// Index is the index of a home folder as this process uses it. It follows a rebuild, by
// this process or another, at the next search. Safe for use by several goroutines.
type Index struct {
	home string
	mu   sync.Mutex
	in   *reader

	lessons lessonSet
}

// Open opens the index in home. ErrNone: nothing has been built yet.
func Open(home string) (*Index, error) {
	ix := &Index{home: home}
	r, _, err := ix.acquire()
	if err != nil {
		return nil, err
	}
	r.release()
	return ix, nil
}

// Close lets go of the index; searches that run finish first.
func (ix *Index) Close() {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.in != nil {
		ix.in.release()
		ix.in = nil
	}
}

// openTries is how often a generation may vanish between reading its name and opening it.
const openTries = 5

// acquire gives the generation in use, held for the caller, who must release it, and what
// the lessons teach about it.
func (ix *Index) acquire() (*reader, *taught, error) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if err := ix.follow(); err != nil {
		return nil, nil, err
	}
	if err := ix.lessons.follow(ix.home); err != nil {
		return nil, nil, err
	}
	if ix.in.taughtBy != ix.lessons.stamp {
		ix.in.taught, ix.in.taughtBy = ix.in.teach(ix.lessons.list), ix.lessons.stamp
	}
	ix.in.hold()
	return ix.in, ix.in.taught, nil
}

// follow opens the generation in use where another one is open.
func (ix *Index) follow() error {
	var last error
	for range openTries {
		name, err := current(ix.home)
		if err != nil {
			return err
		}
		if ix.in != nil && ix.in.name == name {
			return nil
		}
		r, err := openReader(ix.home, name)
		if err == nil {
			if ix.in != nil {
				ix.in.release()
			}
			ix.in = r
			return nil
		}
		last = err
	}
	return last
}

// Find gives the identifiers of an article, in all versions that the index holds.
func (ix *Index) Find(ref Reference) []string {
	r, _, err := ix.acquire()
	if err != nil {
		return nil
	}
	defer r.release()
	var out []string
	for row := range r.cols.IDs {
		if r.cols.Words[r.cols.Articles[row]] == ref.Article && plainName(r.cols.Words[r.cols.Laws[row]]) == plainName(ref.Law) {
			out = append(out, r.cols.IDs[row])
		}
	}
	return out
}
