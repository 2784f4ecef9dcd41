// Package document turns files that people keep — Markdown, DOCX, HTML, XML, plain text, PDF — into lines of text.
package document

import (
	"fmt"
	"path/filepath"
	"strings"

	"cailiang/corpus/statute"
)

// Line is a paragraph of a file; the parser of statutes takes the same.
type Line = statute.Line

// Bounds of what is read: far above any statute, far below what would hurt.
const (
	MaxFile  = 64 << 20 // bytes of a file
	MaxText  = 64 << 20 // bytes of text after unpacking
	MaxLine  = 4 << 20  // bytes of a line
	maxLines = 1 << 20
)

// Refused says why a file was not read; the message is Chinese, without the file's name.
type Refused struct{ Reason string }

func (r Refused) Error() string { return r.Reason }

func refuse(format string, args ...any) error { return Refused{fmt.Sprintf(format, args...)} }

type reader func(data []byte) ([]Line, error)

var readers = map[string]reader{
	".md": text(markdown), ".markdown": text(markdown), ".txt": text(plain), ".docx": docx, ".xml": xmlText, ".pdf": pdfText,
	".html": page, ".htm": page, ".xhtml": page, ".mht": mhtml, ".mhtml": mhtml,
}

// Kinds lists the endings of files that Read knows, without their order meaning anything.
func Kinds() []string {
	var kinds []string
	for k := range readers {
		kinds = append(kinds, k)
	}
	return kinds
}

// Read turns a file into lines; name gives the kind by its ending. Errors are of type Refused and in Chinese.
func Read(name string, data []byte) ([]Line, error) {
	kind := strings.ToLower(filepath.Ext(name))
	read, ok := readers[kind]
	if !ok {
		return nil, refuse("不认识的文件类型“%s”：可以导入 md、txt、docx、html、xml、pdf", kind)
	}
	if len(data) > MaxFile {
		return nil, refuse("文件有 %d MB，超过 %d MB：请拆开或者确认是不是法规文本", len(data)>>20, MaxFile>>20)
	}
	lines, err := read(data)
	if err != nil {
		return nil, err
	}
	return lines, checkSize(lines)
}

func checkSize(lines []Line) error {
	total := 0
	for _, l := range lines {
		if len(l.Text) > MaxLine {
			return refuse("第 %d 行有 %d MB，超过 %d MB：不像法规文本", l.Number, len(l.Text)>>20, MaxLine>>20)
		}
		total += len(l.Text)
	}
	if total > MaxText || len(lines) > maxLines {
		return refuse("正文超过 %d MB 或者 %d 行：不像法规文本", MaxText>>20, maxLines)
	}
	return nil
}

// text gives a reader its text in UTF-8.
func text(read func(string) []Line) reader {
	return func(data []byte) ([]Line, error) {
		s, err := decode(data)
		if err != nil {
			return nil, err
		}
		return read(s), nil
	}
}

// plain reads a text file: each line is a paragraph.
func plain(s string) []Line {
	var lines []Line
	for i, t := range splitLines(s) {
		lines = append(lines, Line{Text: t, Number: i + 1})
	}
	return lines
}

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\f", "\n")

func splitLines(s string) []string { return strings.Split(newlines.Replace(s), "\n") }
