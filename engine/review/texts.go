package review

import (
	"strconv"
	"strings"

	"cailiang/engine/facts"
)

// TextVersion is one text of a law: the year of its making or revision, and its first day in force. Unless Exact, Day is one on
// which it was certainly in force.
type TextVersion struct {
	Year  int
	Day   facts.Day
	Exact bool
}

// current tells whether a text, named by its year (2022修正), was the one in force on a day: no when it came later or a newer
// one had taken its place, yes when it is known to be the newest of that day; else open.
func (s *scope) current(src *Source) cell {
	law, version := s.find(src.Paths[0]), s.find(src.Paths[1])
	day := s.cells[src.Facts[0]]
	c := cell{places: unique(append(append(law.places, version.places...), day.places...)), missing: day.missing}
	if len(law.hits) == 0 || len(version.hits) == 0 || !day.dom.Known() {
		return c
	}
	name, _ := law.hits[0].value.(string)
	text, _ := version.hits[0].value.(string)
	year, err := strconv.Atoi(fourDigits(text))
	texts := s.run.list.Texts[strings.TrimPrefix(name, "中华人民共和国")]
	if err != nil {
		return c
	}
	if c.dom = truth(inForce(texts, year, facts.Day(day.dom.Lo))); !c.dom.Known() && src.Absent != nil {
		c.dom = *src.Absent
	}
	return c
}

// named: people name a text by the year of its making or by that of its first day in force.
func (t TextVersion) named(year int) bool {
	return t.Year == year || t.Exact && t.Day.String()[:4] == strconv.Itoa(year)
}

func inForce(texts []TextVersion, year int, day facts.Day) facts.Truth {
	known := facts.Unknown
	for _, t := range texts {
		switch {
		case t.Year > year && t.Day <= day:
			return facts.False
		case t.named(year) && t.Exact && t.Day > day:
			return facts.False
		case t.named(year) && t.Day <= day:
			known = facts.True
		}
	}
	return known
}
