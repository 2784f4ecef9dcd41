package library

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"cailiang/corpus/statute"
)

// leading is the number of an article without 之一: 120 for "120-1".
func leading(number string) int {
	n, _, _ := strings.Cut(number, "-")
	i, _ := strconv.Atoi(n)
	return i
}

// fold brings what typists vary into one form: blanks, width of punctuation, kinds of brackets.
func fold(s string) string { return folds.Replace(statute.Dense(s)) }

var folds = strings.NewReplacer("(", "（", ")", "）", ",", "，", ";", "；", ":", "：", "<", "〈", ">", "〉", ".", "．", "“", "\"", "”", "\"", "〔", "[", "〕", "]", "％", "%", "０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")

// printOf is the same for texts of one statute whose words are the same.
func printOf(t *statute.Text) string {
	h := sha256.New()
	write := func(s string) { h.Write([]byte(fold(s))) }
	write(t.Statute.ID)
	for _, s := range t.Preamble {
		write(s)
	}
	for _, a := range t.Articles {
		write(a.Text())
	}
	for _, a := range t.Appendices {
		write(a.Title)
		for _, s := range a.Lines {
			write(s)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// compare looks whether the version is there already in other words. If so the text stays beside it as a variant, and the
// answer says in which articles they differ.
func (in *intake) compare(e *Entry, t *statute.Text) (string, error) {
	for _, i := range in.byID[e.Statute.ID] {
		other := in.lib.entries[i]
		if other.VariantOf != "" || other.Version.Date() != e.Version.Date() {
			continue
		}
		there, err := in.text(other)
		if err != nil {
			return "", err
		}
		shared, differ := 0, []string(nil)
		text := map[string]string{}
		for _, a := range there.Articles {
			text[a.Number] = fold(a.Text())
		}
		for _, a := range t.Articles {
			if words, ok := text[a.Number]; ok {
				shared++
				if words != fold(a.Text()) {
					differ = append(differ, a.Number)
				}
			}
		}
		if shared > 0 {
			e.VariantOf = other.Digest
			return variantReason(other.File, differ, len(t.Articles)-len(there.Articles)), nil
		}
	}
	return "", nil
}

func variantReason(file string, differ []string, more int) string {
	s := "同一版本已从 " + file + " 导入，本文件作另本保存"
	if len(differ) > 0 {
		shown := differ[:min(len(differ), 8)]
		s += fmt.Sprintf("；有 %d 条文字不同：第 %s 条", len(differ), strings.Join(shown, "、"))
		if len(differ) > len(shown) {
			s += "等"
		}
	}
	if more != 0 {
		s += fmt.Sprintf("；条数相差 %d", more)
	}
	return s
}
