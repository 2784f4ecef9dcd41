package index

import (
	"context"
	"fmt"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"

	"cailiang/corpus/hanzi"
)

const (
	bodyField = "b" // terms of title, headings and text; not stored
	textField = "t" // the text; stored, not indexed
)

// stateName is in every title and says nothing.
const stateName = "中华人民共和国"

func newMapping() mapping.IndexMapping {
	body := bleve.NewTextFieldMapping()
	body.Analyzer = hanzi.AnalyzerName
	body.Store, body.IncludeTermVectors, body.IncludeInAll, body.DocValues = false, false, false, false
	text := bleve.NewTextFieldMapping()
	text.Index, text.Store, text.IncludeInAll, text.DocValues = false, true, false, false

	doc := bleve.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt(bodyField, body)
	doc.AddFieldMappingsAt(textField, text)
	m := bleve.NewIndexMapping()
	m.DefaultMapping = doc
	m.DefaultAnalyzer = hanzi.AnalyzerName
	return m
}

// body is what an article is found by: the name of its statute and its headings count as text.
func body(d *Document) string {
	return plainName(d.Law) + "\n" + d.Chapter + "\n" + d.Text
}

// write puts all documents into a new Bleve index and its columns, in an empty folder.
func write(ctx context.Context, dir string, docs Documents, progress func(n int)) error {
	builder, err := bleve.NewBuilder(dir+bleveFolder, newMapping(), map[string]any{"batchSize": 2000, "buildPathPrefix": dir})
	if err != nil {
		return fmt.Errorf("建不了索引：%w", err)
	}
	cols, err := feed(ctx, builder, docs, progress)
	if closeErr := builder.Close(); err == nil && closeErr != nil {
		err = fmt.Errorf("索引写不完整：%w", closeErr)
	}
	if err != nil {
		return err
	}
	return cols.finish(dir)
}

func feed(ctx context.Context, builder bleve.Builder, docs Documents, progress func(n int)) (*columns, error) {
	cols := newColumns()
	for d, err := range docs {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		row, text := strconv.Itoa(cols.len()), body(&d)
		if err := cols.add(&d, text); err != nil {
			return nil, err
		}
		if err := builder.Index(row, map[string]any{bodyField: text, textField: d.Text}); err != nil {
			return nil, fmt.Errorf("%s 编不进索引：%w", d.ID, err)
		}
		if progress != nil {
			progress(cols.len())
		}
	}
	return cols, nil
}
