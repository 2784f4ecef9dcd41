// Package eval measures the engine on real data: each suite reads its data, compares, and gives figures that can be held against earlier ones.
package eval

import (
	"encoding/json"
	"io"
)

// Report is the last line of a suite: its figures by name (design section 9, eval).
type Report struct {
	Suite   string             `json:"suite"`
	Data    string             `json:"data"`
	N       int                `json:"n"` // entries that were looked at
	Metrics map[string]float64 `json:"metrics"`
	Table   string             `json:"-"` // the figures for people, tab-separated; "" = none
}

// Progress is told how far a suite has come; nil is allowed wherever it is asked for.
type Progress func(done, total int, name string)

func (p Progress) say(done, total int, name string) {
	if p != nil {
		p(done, total, name)
	}
}

// line writes one JSON line; Chinese stays readable.
func line(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
