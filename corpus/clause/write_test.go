package clause_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"cailiang/corpus/clause"
)

// stripped leaves out what Write does not state: the law's details, places and slips.
func stripped(it clause.Item) string {
	it.Penalties = append([]clause.Penalty(nil), it.Penalties...)
	for i := range it.Penalties {
		p := &it.Penalties[i]
		p.Detail, p.Slips, p.At = "", nil, clause.Span{}
		if i > 0 || p.Choice != "" {
			p.Choice = letterOf(it.Penalties, i)
		}
	}
	b, err := json.Marshal(it)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// letterOf numbers the choices of an item in order, so that letters compare.
func letterOf(ps []clause.Penalty, i int) string {
	if ps[i].Choice == "" {
		return ""
	}
	seen := map[string]string{}
	for _, p := range ps[:i+1] {
		if p.Choice != "" && seen[p.Choice] == "" {
			seen[p.Choice] = string(rune('a' + len(seen)))
		}
	}
	return seen[ps[i].Choice]
}

// comesBack reads what Write makes of an item and looks for the item.
func comesBack(it clause.Item) (words string, ok bool) {
	words = clause.Write(it)
	for _, got := range clause.Read(words, clause.Context{}).Items {
		if stripped(got) == stripped(it) {
			return words, true
		}
	}
	return words, false
}

// TestWriteReadBack: every item of the specimens, written in words, is read again as the same item; with CAILIANG_DATA also
// every item of all statutes.
func TestWriteReadBack(t *testing.T) {
	for _, s := range specimens(t) {
		for _, it := range clause.Read(s.Text, clause.Context{}).Items {
			if words, ok := comesBack(it); !ok {
				t.Errorf("%s %s：\n%s\n写作\n%s\n读作\n%s", s.Law, s.Article, stripped(it), words, readAgain(words))
			}
		}
	}
}

func readAgain(words string) string {
	s := ""
	for _, it := range clause.Read(words, clause.Context{}).Items {
		s += stripped(it) + "\n"
	}
	return s
}

func TestWriteReadBackStatutes(t *testing.T) {
	for _, set := range []string{"statutes", "statutes-2026", "statutes-agencies"} {
		t.Run(filepath.Base(set), func(t *testing.T) {
			items, bad := 0, 0
			for _, a := range load(t, set) {
				for _, it := range clause.Read(a.text, clause.Context{}).Items {
					items++
					if words, ok := comesBack(it); !ok {
						if bad++; bad <= 20 {
							t.Errorf("%s %s：\n%s\n写作\n%s\n读作\n%s", a.law, a.number, stripped(it), words, readAgain(words))
						}
					}
				}
			}
			t.Logf("%s: %d 项，%d 项读回不同", set, items, bad)
		})
	}
}
