package statute

import (
	_ "embed" // the customary names
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// customary holds short names that practice uses and statutes do not give themselves.
//
//go:embed names_customary.tsv
var customary string

// Names finds the statutes that a name stands for. Without statutes it knows the customary short names (食安法) only.
type Names struct {
	ids     map[string]bool
	given   map[string][]string  // titles, and short and former names that statutes carry → ids
	derived map[string][]string  // titles without 试行, 暂行 or place → ids
	custom  map[string][]string  // customary short names → ids, or titles when no such statute is there
	begins  map[[2]rune][]string // every name by its first two characters, longest first; for Find
}

// NewNames builds the table of names from titles and from what practice calls them.
func NewNames(statutes []Statute) *Names {
	n := &Names{ids: map[string]bool{}, given: map[string][]string{}, derived: map[string][]string{}, custom: map[string][]string{}, begins: map[[2]rune][]string{}}
	for _, s := range statutes {
		n.ids[s.ID] = true
	}
	for _, s := range statutes {
		n.add(n.given, s.ID, s.ID)
		for _, other := range slices.Concat([]string{s.Title}, s.Short, s.Former) {
			if name := NormalLaw(other); !isGeneric(name) {
				n.add(n.given, name, s.ID)
			}
		}
		for _, name := range derivedNames(s) {
			n.add(n.derived, name, s.ID)
		}
	}
	for line := range strings.Lines(customary) {
		if fields := strings.Split(strings.TrimSpace(line), "\t"); len(fields) > 1 && !strings.HasPrefix(line, "#") {
			n.addCustomary(fields[0], fields[1:])
		}
	}
	for _, names := range n.begins {
		slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	}
	return n
}

// customaryNames is the table without statutes.
var customaryNames = sync.OnceValue(func() *Names { return NewNames(nil) })

// addCustomary keeps of the statutes a short name may mean those that are there; when none is, all of them.
func (n *Names) addCustomary(short string, titles []string) {
	var there []string
	for _, t := range titles {
		if n.ids[t] {
			there = append(there, t)
		}
	}
	if there == nil {
		there = titles
	}
	for _, t := range there {
		n.add(n.custom, short, t)
		n.add(n.custom, t, t)
	}
}

func (n *Names) add(to map[string][]string, name, id string) {
	name = plain(name)
	if utf8.RuneCountInString(name) < 2 || slices.Contains(to[name], id) {
		return
	}
	to[name] = append(to[name], id)
	first := firstTwo([]rune(name))
	if !slices.Contains(n.begins[first], name) {
		n.begins[first] = append(n.begins[first], name)
	}
}

func firstTwo(r []rune) [2]rune { return [2]rune{r[0], r[1]} }

// selfNames are words by which a statute calls itself, so that they name none.
var selfNames = []string{"实施细则", "实施条例", "实施办法", "实施规定", "暂行规定", "暂行办法", "暂行条例", "若干规定", "管理办法", "管理条例", "管理规定", "处罚办法", "处罚条例", "程序规定", "目录"}

func isGeneric(name string) bool {
	return slices.Contains(selfNames, name) || slices.Contains(kinds, name) || utf8.RuneCountInString(name) < 2
}

// derivedNames are the titles people shorten by rule: without （试行）, without 暂行, without the place of a local rule.
func derivedNames(s Statute) []string {
	name := s.ID
	for _, mark := range []string{"（试行）", "（暂行）", "（修订）", "（草案）"} {
		name = strings.TrimSuffix(name, mark)
	}
	out := []string{name, strings.Replace(name, "暂行", "", 1)}
	if local, ok := strings.CutPrefix(name, s.Place); ok && s.Place != "" {
		out = append(out, local)
	}
	if _, about, ok := strings.Cut(name, "关于"); ok && s.Level == LevelInterpretation {
		out = append(out, "关于"+about)
	}
	return slices.DeleteFunc(out, func(name string) bool { return name == s.ID || isGeneric(name) })
}

// Lookup gives the ids of the statutes that name stands for, in any usual writing, by the surest reading only: a title
// first, then a short or former name a statute carries, then what practice says, then a title shortened by rule. Several
// ids: the name is ambiguous. A customary name whose statute is not there gives that statute's title. None: nil.
func (n *Names) Lookup(name string) []string {
	name = NormalLaw(name)
	if n.ids[name] {
		return []string{name}
	}
	for _, table := range []map[string][]string{n.given, n.custom, n.derived} {
		if ids := table[plain(name)]; ids != nil {
			return slices.Clone(ids)
		}
	}
	return nil
}

// Near gives up to five titles that name may be short for: they hold its characters in order, begin alike and are of the
// same kind (法, 条例…). For people to choose from, never an answer.
func (n *Names) Near(name string) []string {
	r := []rune(plain(NormalLaw(name)))
	if len(r) < 2 {
		return nil
	}
	var out []string
	for id := range n.ids {
		if isShortFor(r, []rune(plain(id))) {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return out[:min(len(out), 5)]
}

func isShortFor(short, title []rune) bool {
	if len(title) < len(short) || title[0] != short[0] || title[len(title)-1] != short[len(short)-1] {
		return false
	}
	i := 0
	for _, r := range title {
		if i < len(short) && r == short[i] {
			i++
		}
	}
	return i == len(short)
}
