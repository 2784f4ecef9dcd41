package hanzi

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/longbridgeapp/opencc"
)

const (
	firstHan = 0x4E00
	lastHan  = 0x9FFF
)

// simplified maps each character of the main block of Chinese characters to its simplified
// form. It is made once, from the dictionary of OpenCC, character by character: search
// needs both sides folded alike, not the right one of two forms.
var simplified = sync.OnceValue(func() []rune {
	table := make([]rune, lastHan-firstHan+1)
	for i := range table {
		table[i] = firstHan + rune(i)
	}
	converter, err := opencc.New("t2s")
	if err != nil {
		panic(fmt.Sprint("hanzi: the dictionary in the binary cannot be read: ", err))
	}
	var all strings.Builder
	for _, r := range table {
		all.WriteRune(r)
		all.WriteByte('\n')
	}
	out, err := converter.Convert(all.String())
	if err != nil {
		panic(fmt.Sprint("hanzi: the dictionary in the binary cannot be used: ", err))
	}
	for i, s := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
		if r := []rune(s); len(r) == 1 && i < len(table) {
			table[i] = r[0]
		}
	}
	return table
})

// variants are characters that texts of statutes use for others.
var variants = map[rune]rune{'笫': '第', '〇': '零', '○': '零', '両': '两', '産': '产', '隶': '隶'}

// foldRune gives the one form of a character; -1 for what is invisible.
func foldRune(r rune) rune {
	switch {
	case r < 0x80:
		return unicode.ToLower(r)
	case r >= firstHan && r <= lastHan:
		if v, ok := variants[r]; ok {
			return v
		}
		return simplified()[r-firstHan]
	case r >= 0xFF01 && r <= 0xFF5E:
		return unicode.ToLower(r - 0xFEE0)
	case unicode.Is(unicode.Cf, r):
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	if v, ok := variants[r]; ok {
		return v
	}
	return unicode.ToLower(r)
}

// Fold brings a text into one form character by character: simplified, half-width, small
// letters, one kind of blank. Numerals stay as they are (Symbols reads them).
func Fold(text string) string { return strings.Map(foldRune, text) }

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
