package clause

import (
	"strings"
	"unicode/utf8"
)

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// head cuts s to at most n bytes, between runes.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// quoted gives what stands between the first “ and the ” that closes it, which Write puts around what must be taken as it is.
func quoted(t string) (inner, rest string, ok bool) {
	from := strings.Index(t, "“")
	if from < 0 {
		return "", t, false
	}
	depth := 0
	for i, r := range t[from:] {
		switch r {
		case '“':
			depth++
		case '”':
			if depth--; depth == 0 {
				return t[from+len("“") : from+i], t[from+i+len("”"):], true
			}
		}
	}
	return "", t, false
}

// unquoted leaves out what stands in quotation marks, for looking at an article's own words.
func unquoted(t string) string {
	for {
		inner, rest, ok := quoted(t)
		if !ok {
			return t
		}
		t = t[:strings.Index(t, "“")] + strings.Repeat("·", min(1, len(inner))) + rest
	}
}

// masked hides what stands in quotation marks and leaves every byte in its place.
func masked(t string) string {
	if !strings.Contains(t, "“") {
		return t
	}
	b, depth := []byte(t), 0
	for i, r := range t {
		switch {
		case r == '“':
			depth++
		case r == '”':
			depth = max(depth-1, 0)
		case depth > 0:
			for k := range utf8.RuneLen(r) {
				b[i+k] = '.'
			}
		}
	}
	return string(b)
}

func hasAny(s string, words ...string) bool { return hadPrefix(s, words...) != "" }

// hadPrefix gives the first of words that s begins with.
func hadPrefix(s string, words ...string) string {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return w
		}
	}
	return ""
}

func hadSuffix(s string, words ...string) string {
	for _, w := range words {
		if strings.HasSuffix(s, w) {
			return w
		}
	}
	return ""
}

// unbracket leaves out what stands in brackets.
func unbracket(t string) string {
	for {
		from := strings.IndexAny(t, "（(")
		if from < 0 {
			return t
		}
		_, open := utf8.DecodeRuneInString(t[from:])
		to := strings.IndexAny(t[from+open:], "）)")
		if to < 0 {
			return t
		}
		to += from + open
		_, size := utf8.DecodeRuneInString(t[to:])
		t = t[:from] + t[to+size:]
	}
}
