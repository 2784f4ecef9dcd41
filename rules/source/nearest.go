package source

import (
	"strings"
	"unicode/utf8"
)

// Nearest returns the word of among that was probably meant by word, or "" when none is near. Distance counts inserted,
// dropped, changed and swapped characters; upper and lower case count as equal. The first of several equally near ones wins.
func Nearest(word string, among []string) string {
	const longest = 64 // words beyond are no typing slips
	a := []rune(strings.ToLower(word))
	best, bestDistance := "", longest
	if len(a) == 0 || len(a) > longest {
		return ""
	}
	for _, w := range among {
		if n := utf8.RuneCountInString(w); n > longest || n-len(a) > 3 || len(a)-n > 3 {
			continue
		}
		b := []rune(strings.ToLower(w))
		d := distance(a, b)
		if d < bestDistance && d <= tolerated(max(len(a), len(b))) {
			best, bestDistance = w, d
		}
	}
	return best
}

// tolerated is the number of slips with which a word of n characters is still itself.
func tolerated(n int) int {
	switch {
	case n < 2:
		return 0
	case n < 5:
		return 1
	case n < 8:
		return 2
	}
	return 3
}

// distance is the number of single-character edits and swaps of neighbours between a and b (optimal string alignment).
func distance(a, b []rune) int {
	older, old, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range old {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(old[j]+1, row[j-1]+1, old[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
		older, old, row = old, row, older
	}
	return old[len(b)]
}

// clip shortens a word for a message.
func clip(s string) string {
	const most = 40
	s = strings.Map(func(c rune) rune {
		if c == '\n' || c == '\r' || c == '\t' {
			return ' '
		}
		return c
	}, s)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

func clipList(words []string) string {
	const most = 20
	if len(words) > most {
		return strings.Join(words[:most], "、") + "等"
	}
	return strings.Join(words, "、")
}

// Sharing returns the words of among that have a piece in common with word, those with the longest piece first: of at least
// three characters, or two where word itself is that short. For words that are no slips of the hand but other names.
func Sharing(word string, among []string) []string {
	const longest = 64
	a := []rune(word)
	if len(a) > longest {
		return nil
	}
	least := 3
	if len(a) < 5 {
		least = 2
	}
	best := 0
	var out []string
	for _, w := range among {
		b := []rune(w)
		if len(b) > longest {
			continue
		}
		n := common(a, b)
		switch {
		case n < least || n < best:
		case n > best:
			best, out = n, []string{w}
		default:
			out = append(out, w)
		}
	}
	return out
}

// common is the length of the longest piece that a and b share.
func common(a, b []rune) int {
	row := make([]int, len(b)+1)
	most := 0
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			row[j+1] = 0
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
				most = max(most, row[j+1])
			}
			diagonal = above
		}
	}
	return most
}
