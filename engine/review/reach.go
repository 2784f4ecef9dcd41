package review

import (
	"maps"
	"slices"
	"strings"

	"cailiang/engine/facts"
)

// reaches compares a limit written in words (三吨以上, 10万元) with the amounts of the file that have its unit: names end in the
// unit (危险废物_吨). Several money amounts compete by name: only those whose name stands in the text count.
func (s *scope) reaches(src *Source) cell {
	text, amounts := s.find(src.Paths[0]), s.find(src.Paths[1])
	c := cell{places: append(text.places, amounts.places...)}
	if len(text.hits) == 0 || text.hits[0].value == nil {
		if src.Absent != nil {
			c.dom = *src.Absent
		}
		return c
	}
	words, _ := text.hits[0].value.(string)
	limit, unit, ok := quantity(words)
	if !ok || len(amounts.hits) == 0 {
		return c
	}
	m, _ := amounts.hits[0].value.(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(m)) {
		name, of, _ := strings.Cut(key, "_")
		value, _ := m[key].(string)
		if of != unit || unit == "元" && !strings.Contains(words, name) {
			continue
		}
		n := facts.Entry{Name: key, Type: facts.Number}
		if d, err := n.Parse(value); err == nil && d.Known() {
			c.dom = truth(facts.Of(d.Lo >= limit))
			return c
		}
	}
	return c
}

// units of amounts in a case file.
var quantityUnits = []string{"吨", "公斤", "千克", "立方米", "平方米", "亩", "元", "株", "人", "次"}

// quantity finds the first number that a unit follows, in millionths.
func quantity(text string) (n int64, unit string, ok bool) {
	rs := []rune(text)
	for i := range rs {
		n, used := numeral(rs[i:])
		if used == 0 {
			continue
		}
		rest := string(rs[i+used:])
		for _, u := range quantityUnits {
			if strings.HasPrefix(rest, u) {
				return n * 1_000_000, u, true
			}
		}
	}
	return 0, "", false
}

// numeral reads 三, 五万, 一百二十, 10万; used counts its runes. Larger than 10^12 is no amount of a case.
func numeral(rs []rune) (n int64, used int) {
	const most = 1_000_000_000_000
	var whole, part, digit int64
	for _, r := range rs {
		switch {
		case r >= '0' && r <= '9':
			digit = digit*10 + int64(r-'0')
		case strings.ContainsRune("零一二三四五六七八九", r):
			digit = int64(strings.Index("零一二三四五六七八九", string(r)) / 3)
		case r == '两':
			digit = 2
		case r == '十', r == '百', r == '千':
			part += max(digit, 1) * map[rune]int64{'十': 10, '百': 100, '千': 1000}[r]
			digit = 0
		case r == '万' && used > 0:
			whole, part, digit = whole+(part+digit)*10_000, 0, 0
		case r == '亿' && used > 0:
			whole, part, digit = (whole+part+digit)*100_000_000, 0, 0
		default:
			return whole + part + digit, used
		}
		if used++; digit > most || part > most || whole > most {
			return 0, 0
		}
	}
	return whole + part + digit, used
}
