package eval

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"

	"cailiang/corpus/precedent"
	"cailiang/rules/source"
)

//go:embed cases_words.yaml
var caseWordsText []byte

// caseWords is the declared table between the published form of a case and a case file (对照表).
type caseWords struct {
	facts, kinds, roles, places                               map[string][]string
	byFacts                                                   []factsRule
	byReason                                                  []reasonRule
	unstated, unstatedMissing, notApplied, noPenalty, central []string
	personKey                                                 string
}

// factsRule makes a circumstance of facts that hold together.
type factsRule struct {
	name  string
	facts map[string][]string
}

// reasonRule makes circumstances of the words of a published reason.
type reasonRule struct{ types, words, names []string }

func readCaseWords() (*caseWords, error) {
	doc, err := source.Read("cases_words.yaml", bytes.NewReader(caseWordsText))
	if err != nil {
		return nil, err
	}
	m := doc.Root().Map("facts", "circumstances_by_facts", "circumstances_by_reason", "unstated", "unstated_missing", "not_applied", "no_penalty", "kinds", "persons", "central", "places")
	p := m.Get("persons").Map("key", "roles")
	w := &caseWords{facts: wordLists(m.Get("facts")), kinds: wordLists(m.Get("kinds")), places: wordLists(m.Get("places")), roles: wordLists(p.Get("roles")), personKey: p.Get("key").Text(),
		unstated: m.Get("unstated").Texts(), unstatedMissing: m.Get("unstated_missing").Texts(), notApplied: m.Get("not_applied").Texts(), noPenalty: m.Get("no_penalty").Texts(),
		central: m.Get("central").Texts()}
	for _, x := range maps(m.Get("circumstances_by_facts"), "name", "facts") {
		w.byFacts = append(w.byFacts, factsRule{x.Get("name").Text(), wordLists(x.Get("facts"))})
	}
	for _, x := range maps(m.Get("circumstances_by_reason"), "types", "words", "names") {
		w.byReason = append(w.byReason, reasonRule{x.Get("types").Texts(), x.Get("words").Texts(), x.Get("names").Texts()})
	}
	return w, doc.Err()
}

// wordLists reads {word: word} and {word: [words]}.
func wordLists(n source.Node) map[string][]string {
	out := map[string][]string{}
	for k, v := range n.Map().Pairs() {
		if v.IsScalar() {
			out[k.Text()] = []string{v.Text()}
		} else {
			out[k.Text()] = v.Texts()
		}
	}
	return out
}

// names gives what an item may call a fact of a published case.
func (w *caseWords) names(key string) []string {
	base, _, _ := strings.Cut(key, "_")
	if known := w.facts[base]; known != nil {
		return known
	}
	return []string{base}
}

// circumstances are the names of the case's circumstances in the lists of the general rules.
func (w *caseWords) circumstances(c *precedent.Case) []string {
	var out []string
	for _, x := range c.Circumstances {
		if x.Name != "" {
			out = append(out, x.Name)
		}
		for _, r := range w.byReason {
			if slices.Contains(r.types, x.Type) && holdsAny(x.Reason, r.words) {
				out = append(out, r.names...)
			}
		}
	}
	for _, r := range w.byFacts {
		if r.holds(c.Facts) {
			out = append(out, r.name)
		}
	}
	return out
}

func (r factsRule) holds(facts precedent.Facts) bool {
	for key, values := range r.facts {
		if v, ok := facts[key]; !ok || !slices.Contains(values, plainValue(v)) {
			return false
		}
	}
	return true
}

// plainValue writes a published fact as a case file has it.
func plainValue(v precedent.Value) string {
	switch {
	case v.Kind == precedent.Number:
		return v.Number.String()
	case v.Kind == precedent.YesNo && v.Yes:
		return "是"
	case v.Kind == precedent.YesNo:
		return "否"
	}
	return v.Words
}

// lenient gives the stated reason of one of the types of circumstances; "" = none was published.
func (w *caseWords) lenient(c *precedent.Case, types ...string) string {
	if slices.ContainsFunc(c.Missing, func(s string) bool { return slices.Contains(w.unstatedMissing, s) }) {
		return ""
	}
	for _, x := range c.Circumstances {
		if slices.Contains(types, x.Type) && x.Reason != "" && !holdsAny(x.Reason, w.unstated) {
			return x.Type + "：" + x.Reason
		}
	}
	return ""
}

// place writes a region as the packs do.
func (w *caseWords) place(region string) string {
	for short, full := range w.places {
		if rest, ok := strings.CutPrefix(region, short); ok && !strings.HasPrefix(region, full[0]) {
			return full[0] + rest
		}
	}
	return region
}

func (w *caseWords) line(system string) string {
	if slices.Contains(w.central, system) {
		return "中央"
	}
	return "地方"
}

// role is whom the decision hit; "" = not published.
func (w *caseWords) role(c *precedent.Case) string {
	if r := w.roles[c.Facts[w.personKey].Words]; r != nil {
		return r[0]
	}
	return ""
}

// waived reports that no penalty was imposed.
func (w *caseWords) waived(c *precedent.Case) bool {
	return slices.ContainsFunc(c.Decided.Other, func(s string) bool { return holdsAny(s, w.noPenalty) }) || holdsAny(c.Tier, w.noPenalty)
}

func holdsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(s string) bool { return strings.Contains(text, s) })
}
