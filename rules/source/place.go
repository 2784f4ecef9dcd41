package source

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// placeAt finds the place of a character of a scalar in the file.
func (n Node) placeAt(offset int) (line, col int) {
	line, col = n.place()
	if !n.IsScalar() {
		return line, col
	}
	offset = max(0, min(offset, utf8.RuneCountInString(n.n.text)))
	switch n.n.style {
	case single, double:
		return n.quoted(offset)
	case plain:
		if !strings.HasPrefix(n.doc.from(line, col), n.n.text) {
			return n.spread(offset) // written over several lines
		}
		return line, col + offset
	default:
		return n.spread(offset)
	}
}

// quoted walks through the written form, in which one character may take several (” or \u4e00).
func (n Node) quoted(offset int) (line, col int) {
	line, col = n.place()
	rest := n.doc.from(line, col)[1:]
	at := col + 1
	for ; offset > 0; offset-- {
		width := writtenWidth(rest, n.n.style)
		if width == 0 {
			return line, col // a line break: no exact place
		}
		for range width {
			_, size := utf8.DecodeRuneInString(rest)
			rest = rest[size:]
		}
		at += width
	}
	return line, at
}

// writtenWidth gives the number of characters that the next character of a quoted value takes in the file; 0 at a line break.
func writtenWidth(rest string, s style) int {
	switch {
	case rest == "" || rest[0] == '\n' || rest[0] == '\r':
		return 0
	case s == single && strings.HasPrefix(rest, "''"):
		return 2
	case s == double && rest[0] == '\\' && len(rest) > 1:
		switch rest[1] {
		case 'x':
			return 4
		case 'u':
			return 6
		case 'U':
			return 10
		case '\n', '\r':
			return 0
		}
		return 2
	}
	return 1
}

// spread finds a character of a value that is written over several lines without quotes: what is not blank there is
// exactly what is not blank in the value, in the same order.
func (n Node) spread(offset int) (line, col int) {
	runes := []rune(n.n.text)
	offset = min(offset, len(runes))
	before := 0
	for _, c := range runes[:offset] {
		if !blank(c) {
			before++
		}
	}
	if offset < len(runes) && !blank(runes[offset]) {
		return n.solid(before + 1)
	}
	if before == 0 {
		return n.place()
	}
	line, col = n.solid(before)
	return line, col + 1 // just behind the last visible character
}

// solid gives the place of the nth (from 1) character of the value as written that is not blank.
func (n Node) solid(nth int) (line, col int) {
	line, col = n.place()
	if n.n.style == block { // the text begins below the line of | or >
		line, col = line+1, 1
	}
	prev := rune(0)
	for _, c := range n.doc.from(line, col) {
		if prev == '\n' || prev == '\r' && c != '\n' {
			line, col = line+1, 1
		}
		if !blank(c) {
			if nth--; nth == 0 {
				return line, col
			}
		}
		prev = c
		col++
	}
	return n.place()
}

func blank(c rune) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// A mark is a place of which the byte offset is known: every line's start, and one for some of the characters of long
// lines, so that a thousand problems in a file that is one line cost no thousand walks through it.
type mark struct{ line, col, offset int }

const markEvery = 1024

func (a mark) compare(b mark) int {
	return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.col, b.col))
}

// from returns the text of the file from a place on; "" when there is no such place.
func (d *Doc) from(line, col int) string {
	if d.marks == nil {
		d.marks = marksOf(d.text)
	}
	i, exact := slices.BinarySearchFunc(d.marks, mark{line: line, col: col}, mark.compare)
	if !exact {
		i--
	}
	if i < 0 || d.marks[i].line != line {
		return ""
	}
	rest := d.text[d.marks[i].offset:]
	for at := d.marks[i].col; at < col && rest != ""; at++ {
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
	}
	return rest
}

func marksOf(text string) []mark {
	marks := []mark{{line: 1, col: 1}}
	line, col := 1, 1
	prev := rune(0)
	for i, c := range text {
		if prev == '\n' || prev == '\r' && c != '\n' {
			line, col = line+1, 1
			marks = append(marks, mark{line, 1, i})
		} else if col%markEvery == 0 {
			marks = append(marks, mark{line, col, i})
		}
		prev = c
		col++
	}
	return marks
}
