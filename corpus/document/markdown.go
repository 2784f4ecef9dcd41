package document

import (
	"regexp"
	"strings"
)

var (
	link      = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()]*\)`)
	strong    = regexp.MustCompile(`\*{1,3}([^*]+)\*{1,3}`)
	tableRule = regexp.MustCompile(`^\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?$`)
	fence     = regexp.MustCompile("^(```|~~~|:::)")
	anchor    = regexp.MustCompile(`\s*\{#[^{}]*\}$|<[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/>|</?(?:br|p|div|center|span|font|a|b|strong|u|sup|sub)(?:\s[^<>]*)?/?>`)
)

// headerEnd is the comment that ends the header in the text sets of LawRefBook.
const headerEnd = "<!-- INFO END -->"

// markdown reads the house styles of law collections: # headings, **第一条**, front matter, tables, lists and quotes.
func markdown(s string) []Line {
	var lines []Line
	rows := splitLines(s)
	start := frontMatter(rows)
	for i, row := range rows[start:] {
		row = strings.TrimRight(row, " \t")
		if before, after, ok := strings.Cut(row, headerEnd); ok {
			for j := range lines {
				lines[j].Header = lines[j].Heading == 0
			}
			row = before + after
		}
		if l, ok := markdownLine(row); ok {
			l.Number = start + i + 1
			lines = append(lines, l)
		}
	}
	return lines
}

// frontMatter returns how many rows the YAML block at the top takes.
func frontMatter(rows []string) int {
	if strings.TrimSpace(rows[0]) != "---" {
		return 0
	}
	for i, row := range rows[1:min(len(rows), 60)] {
		if strings.TrimSpace(row) == "---" {
			return i + 2
		}
	}
	return 0
}

func markdownLine(row string) (Line, bool) {
	t := strings.TrimSpace(row)
	var l Line
	switch {
	case t == "" || tableRule.MatchString(t) || fence.MatchString(t) || strings.HasPrefix(t, "<!--") && strings.HasSuffix(t, "-->"):
		return l, false
	case strings.HasPrefix(t, "#"):
		rest := strings.TrimLeft(t, "#")
		if depth := len(t) - len(rest); depth <= 6 && (rest == "" || strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "\u3000")) {
			l.Heading, t = depth, strings.TrimSpace(rest)
		}
	case strings.HasPrefix(t, ">"):
		l.Quote, t = true, strings.TrimSpace(strings.TrimLeft(t, "> "))
	case strings.HasPrefix(t, "* "), strings.HasPrefix(t, "- "), strings.HasPrefix(t, "+ "):
		l.Bullet, t = true, strings.TrimSpace(t[2:])
	case strings.HasPrefix(t, "|"):
		l.Table = true
	}
	l.Text = inline(t)
	return l, strings.TrimSpace(l.Text) != ""
}

// inline takes emphasis, links and escapes out of a line.
func inline(t string) string {
	if strings.Contains(t, "](") {
		t = link.ReplaceAllString(t, "$1")
	}
	if strings.Contains(t, "**") || strings.HasPrefix(t, "*") {
		t = strong.ReplaceAllString(t, "$1")
	}
	if strings.ContainsAny(t, "<{") {
		t = anchor.ReplaceAllString(t, "")
	}
	if strings.Contains(t, `\`) {
		t = unescape.Replace(t)
	}
	return t
}

var unescape = strings.NewReplacer(`\*`, "*", `\_`, "_", `\#`, "#", `\[`, "[", `\]`, "]", `\(`, "(", `\)`, ")", `\.`, ".", `\-`, "-", `\>`, ">", `\|`, "|", `\\`, `\`, `\~`, "~", "\\`", "`", `\+`, "+", `\!`, "!")
