package explain

import (
	"fmt"
	"strings"
)

// columns is the width of the text form in half-width columns.
const columns = 100

// Text lays a document out for a terminal or a plain text file.
func (d *Document) Text() string {
	var b strings.Builder
	b.WriteString(d.Title + "\n")
	for _, s := range d.Sections {
		b.WriteString("\n" + s.Title + "\n")
		for _, l := range s.Lines {
			writeLine(&b, l)
		}
	}
	return b.String()
}

func writeLine(b *strings.Builder, l Line) {
	indent := strings.Repeat("    ", l.Depth) + "  "
	first, rest := indent, indent
	if l.Number > 0 {
		first = fmt.Sprintf("%s%d  ", indent, l.Number)
		rest = indent + "   "
	}
	if l.Plain {
		b.WriteString(first + l.Text + "\n")
		return
	}
	lines := wrap(l.Text, columns-Width(first))
	for i, text := range lines {
		lead := rest
		if i == 0 {
			lead = first
		}
		text = lead + text
		if i == len(lines)-1 && l.Right != "" {
			gap := columns - Width(text) - Width(l.Right)
			if gap < 2 {
				b.WriteString(text + "\n")
				text, gap = "", columns-Width(l.Right)
			}
			text += strings.Repeat(" ", max(gap, 2)) + l.Right
		}
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
}

// Width counts half-width columns: Chinese characters and full-width signs take two.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	if r >= 0x2E80 && r <= 0xFFE6 && !(r >= 0xFF61 && r <= 0xFFDC) || r == '“' || r == '”' || r == '…' || r == '—' || r == '→' {
		return 2
	}
	return 1
}

// noStart may not begin a line, noEnd may not end one (标点避头尾).
const (
	noStart = "，。、；：！？）》”】%"
	noEnd   = "（《“【"
)

// wrap breaks text at a width; it keeps numbers and Latin words whole and punctuation off the line's head.
func wrap(s string, width int) []string {
	var out []string
	var line strings.Builder
	n := 0
	units := split(s)
	for i, u := range units {
		w := Width(u)
		next := 0
		if i+1 < len(units) && strings.ContainsAny(units[i+1], noStart) {
			next = 2
		}
		if n > 0 && n+w+next > width && !strings.ContainsAny(u, noStart) && strings.TrimSpace(u) != "" {
			text := line.String()
			kept := strings.TrimRight(text, noEnd)
			carry := text[len(kept):]
			text = kept
			out = append(out, strings.TrimRight(text, " "))
			line.Reset()
			line.WriteString(carry)
			n = Width(carry)
			u = strings.TrimLeft(u, " ")
			w = Width(u)
		}
		line.WriteString(u)
		n += w
	}
	return append(out, line.String())
}

// split cuts text into units that stay whole: a Chinese character, or a run of half-width ones with the blank before it.
func split(s string) []string {
	var out []string
	var run strings.Builder
	flush := func() {
		if run.Len() > 0 {
			out = append(out, run.String())
			run.Reset()
		}
	}
	for _, r := range s {
		switch {
		case runeWidth(r) == 2 && r != '…':
			flush()
			out = append(out, string(r))
		case r == ' ':
			flush()
			run.WriteRune(r)
		default:
			run.WriteRune(r)
		}
	}
	flush()
	return out
}

// Markdown lays a document out for pasting into a 裁量说明.
func (d *Document) Markdown() string {
	var b strings.Builder
	head, sub, _ := strings.Cut(d.Title, "\n")
	b.WriteString("# " + escape(head) + "\n")
	for _, line := range strings.Split(sub, "\n") {
		if line != "" {
			b.WriteString("\n" + escape(line) + "\n")
		}
	}
	for _, s := range d.Sections {
		b.WriteString("\n## " + escape(s.Title) + "\n\n")
		for _, l := range s.Lines {
			switch {
			case l.Plain:
				b.WriteString(strings.Repeat("  ", l.Depth) + "- `" + l.Text + "`\n")
				continue
			case l.Number > 0:
				fmt.Fprintf(&b, "%d. %s", l.Number, escape(l.Text))
			default:
				b.WriteString(strings.Repeat("  ", l.Depth) + "- " + escape(l.Text))
			}
			if l.Right != "" {
				b.WriteString("（" + escape(l.Right) + "）")
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

var markdown = strings.NewReplacer("<", "&lt;", "*", `\*`, "_", `\_`, "|", `\|`)

func escape(s string) string { return markdown.Replace(s) }
