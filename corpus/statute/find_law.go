package statute

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// kinds are the words that the name of a statute ends with, longest first.
var kinds = []string{"实施条例", "实施细则", "实施办法", "暂行条例", "暂行办法", "暂行规定", "法典", "条例", "办法", "规定", "规则", "细则", "解释", "决定", "通则", "总则", "章程", "规程", "规范", "准则", "纲要", "公约", "安排", "意见", "批复", "通知", "条令", "制度", "基准", "标准", "修正案", "决议", "法"}

// title reads 《…》 and what follows it.
func (f *finding) title() bool {
	if f.next() != '《' {
		return false
	}
	from := f.at
	if !f.closeTitle() {
		f.at = from
		return false
	}
	inner := NormalLaw(string(f.text[from:f.at]))
	m := f.named(from)
	end := f.at
	if f.list(m, 0, true) || f.take("的") != "" && f.list(m, 0, false) {
		return true
	}
	f.at = end
	if !hasKind(m.Cited.Law) && f.names.Lookup(inner) == nil && f.local[inner].Law == "" {
		f.at = from
		return false
	}
	f.add(m)
	return true
}

// closeTitle passes over the title with its nested ones.
func (f *finding) closeTitle() bool {
	depth, from := 0, f.at
	for ; !f.done() && f.at-from <= longestName && f.next() != '\n'; f.at++ {
		switch f.next() {
		case '《':
			depth++
		case '》':
			if depth--; depth == 0 {
				f.at++
				return true
			}
		}
	}
	return false
}

// hasKind tells whether a name ends as names of statutes do.
func hasKind(name string) bool {
	if i := strings.LastIndex(name, "（"); i > 0 && strings.HasSuffix(name, "）") {
		name = name[:i]
	}
	return slices.ContainsFunc(kinds, func(k string) bool { return strings.HasSuffix(name, k) })
}

// named is the mention of the statute whose name stands from there to the reader; brackets behind it are read too, and
// 中华人民共和国 before it.
func (f *finding) named(from int) Mention {
	m := Mention{Start: f.withState(from)}
	law, version, err := splitLaw(f.marks(&m, from))
	if err != nil {
		m.Problem = err.Error()
	}
	m.Cited = Citation{Law: law, Version: version}
	if full, ok := f.local[law]; ok {
		m.Cited.Law = full.Law
		if version == "" {
			m.Cited.Version = full.Version
		}
	}
	return m
}

// withState is where a name begins when 中华人民共和国 before it is counted in.
func (f *finding) withState(from int) int {
	if n := from - utf8.RuneCountInString(stateName); n >= f.floor && string(f.text[n:from]) == stateName {
		return n
	}
	return from
}

// marks passes over the brackets behind a name that belong to the citation: version, document number, short name. It
// returns the name with those that splitLaw reads.
func (f *finding) marks(m *Mention, from int) (name string) {
	name = string(f.text[from:f.at])
	for {
		before := f.at
		f.blanks()
		inner, ok := f.bracket()
		_, isVersion, _ := readVersion(Dense(inner))
		number := NormalNumber(inner)
		switch {
		case ok && (isVersion || isTrial(inner)):
			name += "(" + inner + ")"
		case ok && (number != "" || isAside(inner)):
			m.Number = number
			f.remember(inner, name)
		default:
			f.at = before
			return name
		}
	}
}

func isTrial(inner string) bool {
	return slices.Contains([]string{"试行", "暂行", "修订草案", "草案", "修订"}, inner)
}

// bracket passes over (…).
func (f *finding) bracket() (inner string, ok bool) {
	if f.next() != '(' {
		return "", false
	}
	depth, from := 0, f.at
	for ; !f.done() && f.at-from <= longestName && f.next() != '\n'; f.at++ {
		switch f.next() {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				f.at++
				return string(f.text[from+1 : f.at-1]), true
			}
		}
	}
	f.at = from
	return "", false
}

var asides = []string{"以下简称", "以下统称", "以下称", "下称", "简称"}

// remember keeps the short name that a document gives: （以下简称《条例》）.
func (f *finding) remember(inner, name string) {
	for _, word := range asides {
		rest, ok := strings.CutPrefix(inner, word)
		if !ok {
			continue
		}
		short := NormalLaw(strings.Trim(rest, "：:为“”‘’' \""))
		law, version, _ := splitLaw(name)
		if utf8.RuneCountInString(short) >= 2 && law != "" && !strings.HasPrefix(short, "本") {
			f.local[short] = Citation{Law: law, Version: version}
		}
		return
	}
}
