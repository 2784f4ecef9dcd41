package hanzi

import (
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"
)

// AnalyzerName is the name under which Bleve knows the analyser.
const AnalyzerName = "hanzi"

type analyzer struct{}

// Analyze gives Bleve the terms of a text.
func (analyzer) Analyze(input []byte) analysis.TokenStream {
	terms := Terms(string(input))
	tokens := make([]analysis.Token, len(terms))
	stream := make(analysis.TokenStream, len(terms))
	for i, t := range terms {
		tokens[i] = analysis.Token{Term: []byte(t.Text), Start: t.Start, End: t.End, Position: t.Position + 1, Type: analysis.Ideographic}
		stream[i] = &tokens[i]
	}
	return stream
}

func init() {
	err := registry.RegisterAnalyzer(AnalyzerName, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
		return analyzer{}, nil
	})
	if err != nil {
		panic(err)
	}
}
