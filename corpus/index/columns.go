package index

import (
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"cailiang/corpus/hanzi"
)

const (
	bleveFolder  = "/bleve"
	columnsFile  = "columns.gob"
	columnsWrite = "columns.new"
)

// columns hold what ranking, filters and facets need of every document, row by row, in the
// order of Bleve's document numbers. Words that repeat stand once in Words.
type columns struct {
	IDs                                []string
	Words                              []string
	Kinds, Laws, Articles, Levels      []int32
	Paths, Chapters, Agencies, Systems []int32
	Issued, Effective, Repealed        []int32
	Singles, Pairs                     []uint16 // length in single symbols and in pairs
	Order                              []int32  // place in the stream of documents: neighbours of an article
	Cites                              [][]int32
	word                               map[string]int32
	id                                 map[string]int32
	cites                              [][]Reference // while building
}

func newColumns() *columns {
	return &columns{word: map[string]int32{}, id: map[string]int32{}}
}

func (c *columns) len() int { return len(c.IDs) }

func (c *columns) intern(s string) int32 {
	n, ok := c.word[s]
	if !ok {
		n = int32(len(c.Words))
		c.word[s] = n
		c.Words = append(c.Words, s)
	}
	return n
}

// all lists the columns of words in the order of values.
func (c *columns) all() []*[]int32 {
	return []*[]int32{&c.Kinds, &c.Laws, &c.Articles, &c.Levels, &c.Paths, &c.Chapters, &c.Agencies, &c.Systems, &c.Issued, &c.Effective, &c.Repealed}
}

func (d *Document) values() []string {
	return []string{string(d.Kind), d.Law, d.Article, d.Level, d.Path, d.Chapter, d.Agency, d.System, d.Issued, d.Effective, d.Repealed}
}

// add takes a document whose searchable text is body.
func (c *columns) add(d *Document, body string) error {
	if d.ID == "" {
		return errors.New("要编入索引的文档没有编号")
	}
	if _, twice := c.id[d.ID]; twice {
		return fmt.Errorf("编号 %s 在索引中出现两次", d.ID)
	}
	row := int32(len(c.IDs))
	c.id[d.ID] = row
	c.IDs = append(c.IDs, d.ID)
	for i, col := range c.all() {
		*col = append(*col, c.intern(d.values()[i]))
	}
	singles, pairs := hanzi.Length(body)
	c.Singles = append(c.Singles, uint16(min(singles, 65535)))
	c.Pairs = append(c.Pairs, uint16(min(pairs, 65535)))
	c.Order = append(c.Order, row)
	c.cites = append(c.cites, d.Cites)
	return nil
}

// finish reads from the finished Bleve index which document number each row has got,
// and writes the rows in that order.
func (c *columns) finish(dir string) error {
	order, err := bleveOrder(dir, c.len())
	if err != nil {
		return err
	}
	for _, col := range c.all() {
		*col = permuted(*col, order)
	}
	c.IDs, c.Singles, c.Pairs = permuted(c.IDs, order), permuted(c.Singles, order), permuted(c.Pairs, order)
	c.Order, c.cites = permuted(c.Order, order), permuted(c.cites, order)
	c.link()
	return c.save(dir)
}

// link turns cited articles into rows; those that are not there fall out. Of several
// versions of a statute the one that came last is meant, but its own where it cites itself.
func (c *columns) link() {
	latest, own := map[Reference]int32{}, map[[2]string]int32{}
	byOrder := make([]int, len(c.IDs))
	for row, at := range c.Order {
		byOrder[at] = row
	}
	for _, row := range byOrder {
		article := c.Words[c.Articles[row]]
		latest[Reference{plainName(c.Words[c.Laws[row]]), article}] = int32(row)
		own[[2]string{c.Words[c.Paths[row]], article}] = int32(row)
	}
	c.Cites = make([][]int32, len(c.cites))
	for row, cited := range c.cites {
		for _, ref := range cited {
			to, ok := latest[Reference{plainName(ref.Law), ref.Article}]
			if plainName(ref.Law) == plainName(c.Words[c.Laws[row]]) {
				if same, has := own[[2]string{c.Words[c.Paths[row]], ref.Article}]; has {
					to = same
				}
			}
			if ok && to != int32(row) {
				c.Cites[row] = append(c.Cites[row], to)
			}
		}
	}
}

// plainName is a statute's name without what every name may carry.
func plainName(law string) string { return strings.ReplaceAll(law, stateName, "") }

func (c *columns) save(dir string) error {
	f, err := os.Create(filepath.Join(dir, columnsWrite))
	if err != nil {
		return fmt.Errorf("写不了索引：%w", err)
	}
	err = errors.Join(gob.NewEncoder(f).Encode(c), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, columnsFile))
	}
	if err != nil {
		return fmt.Errorf("写不了索引：%w", err)
	}
	return nil
}

func permuted[T any](in []T, order []int) []T {
	out := make([]T, len(order))
	for to, from := range order {
		out[to] = in[from]
	}
	return out
}

// bleveOrder gives, for each document number, the row that was written under it.
func bleveOrder(dir string, n int) ([]int, error) {
	b, err := openBleve(dir)
	if err != nil {
		return nil, err
	}
	defer b.close()
	order := make([]int, 0, n)
	all, err := b.reader.DocIDReaderAll()
	if err != nil {
		return nil, fmt.Errorf("读不了索引：%w", err)
	}
	defer all.Close()
	for {
		id, err := all.Next()
		if err != nil {
			return nil, fmt.Errorf("读不了索引：%w", err)
		}
		if id == nil {
			break
		}
		name, err := b.reader.ExternalID(id)
		if err != nil {
			return nil, fmt.Errorf("读不了索引：%w", err)
		}
		row, err := strconv.Atoi(name)
		if num, numErr := docNumber(id); err != nil || numErr != nil || num != len(order) {
			return nil, fmt.Errorf("索引的文档编号 %s 不连续", name)
		}
		order = append(order, row)
	}
	if len(order) != n {
		return nil, fmt.Errorf("索引里有 %d 篇，应有 %d 篇", len(order), n)
	}
	return order, nil
}

func readColumns(dir string) (*columns, error) {
	f, err := os.Open(filepath.Join(dir, columnsFile))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c := newColumns()
	if err := gob.NewDecoder(f).Decode(c); err != nil {
		return nil, fmt.Errorf("索引文件 %s 读不了：%w", f.Name(), err)
	}
	for i, w := range c.Words {
		c.word[w] = int32(i)
	}
	for i, id := range c.IDs {
		c.id[id] = int32(i)
	}
	return c, nil
}

// document gives a row back, without its text.
func (c *columns) document(row int32) Document {
	w := func(col []int32) string { return c.Words[col[row]] }
	return Document{ID: c.IDs[row], Kind: Kind(w(c.Kinds)), Law: w(c.Laws), Article: w(c.Articles), Level: w(c.Levels), Path: w(c.Paths),
		Chapter: w(c.Chapters), Agency: w(c.Agencies), System: w(c.Systems), Issued: w(c.Issued), Effective: w(c.Effective), Repealed: w(c.Repealed)}
}
