package document

import (
	"encoding/xml"
	"io"
	"strings"
	"unicode/utf8"
)

// xmlText reads XML of any vocabulary: each element that holds text gives a line; one called …Title beside the root is the title.
func xmlText(data []byte) ([]Line, error) {
	if err := refuseWide(data); err != nil {
		return nil, err
	}
	var lines []Line
	var text strings.Builder
	path := []string(nil)
	flush := func(name string) {
		if t := unwrap(text.String()); t != "" {
			l := Line{Text: t, Number: len(lines) + 1}
			if isTitleElement(name) {
				l.Heading = 1
			}
			lines = append(lines, l)
		}
		text.Reset()
	}
	err := walkXML(data, func(e xml.StartElement, x *xmlWalk) error {
		if !inlineElements[strings.ToLower(e.Name.Local)] {
			name := ""
			if len(path) > 0 {
				name = path[len(path)-1]
			}
			flush(name)
		}
		path = append(x.path[:len(x.path):len(x.path)], e.Name.Local)
		return nil
	}, func(s string, _ []string) { text.WriteString(s) }, func(name string) error {
		path = path[:max(len(path)-1, 0)]
		if !inlineElements[strings.ToLower(name)] {
			flush(name)
		}
		return nil
	})
	flush("")
	if err == nil && len(lines) > 0 && strings.EqualFold(rootOf(data), "html") {
		return page(data)
	}
	return lines, err
}

// unwrap joins text that the file breaks over rows: without a blank between Chinese characters, with one otherwise.
func unwrap(s string) string {
	var b strings.Builder
	for row := range strings.SplitSeq(s, "\n") {
		row = strings.Trim(row, " \t\r")
		if row == "" {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(b.String())
		first, _ := utf8.DecodeRuneInString(row)
		if b.Len() > 0 && last < 0x80 && first < 0x80 {
			b.WriteByte(' ')
		}
		b.WriteString(row)
	}
	return b.String()
}

// inlineElements do not begin a line.
var inlineElements = map[string]bool{"sentence": true, "b": true, "i": true, "u": true, "em": true, "strong": true, "span": true, "ruby": true, "sup": true, "sub": true, "font": true, "a": true}

func isTitleElement(name string) bool {
	switch strings.ToLower(name) {
	case "lawtitle", "title", "lawname", "doctitle":
		return true
	}
	return false
}

func rootOf(data []byte) string {
	d := xml.NewDecoder(strings.NewReader(string(data[:min(len(data), 4096)])))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		t, err := d.RawToken()
		if err != nil {
			return ""
		}
		if e, ok := t.(xml.StartElement); ok {
			return e.Name.Local
		}
	}
}
