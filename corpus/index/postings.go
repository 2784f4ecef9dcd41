package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2"
	blevindex "github.com/blevesearch/bleve_index_api"
)

// bleveIndex is an opened Bleve index with its one reader.
type bleveIndex struct {
	index  bleve.Index
	reader blevindex.IndexReader
}

func openBleve(dir string) (*bleveIndex, error) {
	ix, err := bleve.OpenUsing(dir+bleveFolder, map[string]any{"read_only": true})
	if err != nil {
		return nil, fmt.Errorf("打不开索引 %s：%w", dir, err)
	}
	adv, err := ix.Advanced()
	if err == nil {
		var r blevindex.IndexReader
		if r, err = adv.Reader(); err == nil {
			return &bleveIndex{ix, r}, nil
		}
	}
	ix.Close()
	return nil, fmt.Errorf("打不开索引 %s：%w", dir, err)
}

func (b *bleveIndex) close() error { return errors.Join(b.reader.Close(), b.index.Close()) }

// docNumber reads Bleve's internal identifier: eight bytes, big-endian.
func docNumber(id blevindex.IndexInternalID) (int, error) {
	if len(id) != 8 {
		return 0, fmt.Errorf("索引的文档编号有 %d 字节，应为 8 字节", len(id))
	}
	return int(binary.BigEndian.Uint64(id)), nil
}

// postings are the documents that hold a term, and how often each does.
type postings struct {
	docs  []uint32
	freqs []uint8
}

// postingsCache keeps what was read from Bleve, up to a number of entries.
type postingsCache struct {
	mu     sync.Mutex
	from   *bleveIndex
	lists  map[string]*postings
	held   int
	budget int
}

// cachedPostings is the most document numbers kept in memory: 5 bytes each, 60 MB.
const cachedPostings = 12_000_000

func newPostingsCache(from *bleveIndex) *postingsCache {
	return &postingsCache{from: from, lists: map[string]*postings{}, budget: cachedPostings}
}

func (c *postingsCache) get(ctx context.Context, term string) (*postings, error) {
	c.mu.Lock()
	p, ok := c.lists[term]
	c.mu.Unlock()
	if ok {
		return p, nil
	}
	p, err := readPostings(ctx, c.from.reader, term)
	if err != nil {
		return nil, fmt.Errorf("读不了索引：%w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.lists[term]; !ok {
		c.make(len(p.docs))
		c.lists[term] = p
		c.held += len(p.docs) + listOverhead
	}
	return p, nil
}

// count tells how many documents hold a term, without reading which.
func (c *postingsCache) count(ctx context.Context, term string) (int, error) {
	c.mu.Lock()
	p, ok := c.lists[term]
	c.mu.Unlock()
	if ok {
		return len(p.docs), nil
	}
	t, err := c.from.reader.TermFieldReader(ctx, []byte(term), bodyField, false, false, false)
	if err != nil {
		return 0, fmt.Errorf("读不了索引：%w", err)
	}
	defer t.Close()
	return int(t.Count()), nil
}

// text gives the stored text of the document with a name.
func (b *bleveIndex) text(name string) (string, error) {
	d, err := b.reader.Document(name)
	if err != nil || d == nil {
		return "", fmt.Errorf("读不了索引中的正文 %s：%w", name, cmp.Or(err, errNoText))
	}
	text := ""
	d.VisitFields(func(f blevindex.Field) {
		if f.Name() == textField {
			text = string(f.Value())
		}
	})
	return text, nil
}

var errNoText = errors.New("索引不完整")

// listOverhead is what an entry costs beside its documents, in documents.
const listOverhead = 30

// make drops entries, whichever the map gives first, until there is room.
func (c *postingsCache) make(room int) {
	for term, p := range c.lists {
		if c.held+room <= c.budget {
			return
		}
		delete(c.lists, term)
		c.held -= len(p.docs) + listOverhead
	}
}

func readPostings(ctx context.Context, r blevindex.IndexReader, term string) (*postings, error) {
	t, err := r.TermFieldReader(ctx, []byte(term), bodyField, true, false, false)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	n := int(t.Count())
	p := &postings{docs: make([]uint32, 0, n), freqs: make([]uint8, 0, n)}
	var pre blevindex.TermFieldDoc
	for {
		d, err := t.Next(&pre)
		if err != nil {
			return nil, err
		}
		if d == nil {
			return p, nil
		}
		num, err := docNumber(d.ID)
		if err != nil {
			return nil, err
		}
		p.docs = append(p.docs, uint32(num))
		p.freqs = append(p.freqs, uint8(min(d.Freq, 255)))
	}
}
