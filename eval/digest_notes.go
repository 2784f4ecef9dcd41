package eval

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

//go:embed digest_notes.yaml
var notesText []byte

// notes are our machine readings of the digests' prose.
type notes struct {
	absorb   []source.Map
	disputed []source.Map
	facts    []facts.Entry
	digests  map[string]*note
}

// note is what one digest's prose says.
type note struct {
	facts         []facts.Entry
	circumstances []source.Map
	when          []source.Map
	needs         []source.Map
	cap           source.Node
}

// of gives the readings for a digest; none is an empty one.
func (ns *notes) of(short string) *note {
	if n := ns.digests[short]; n != nil {
		return n
	}
	return &note{}
}

func readNotes() (*notes, error) {
	doc, err := source.Read("digest_notes.yaml", bytes.NewReader(notesText))
	if err != nil {
		return nil, err
	}
	m := doc.Root().Map("absorb", "disputed", "facts", "digests")
	ns := &notes{digests: map[string]*note{}, facts: factEntries(m.Get("facts"))}
	ns.absorb = maps(m.Get("absorb"), "names", "steps")
	ns.disputed = maps(m.Get("disputed"), "names", "when", "counted", "uncounted", "law", "art", "law_wins")
	for k, v := range m.Get("digests").Map().Pairs() {
		d := v.Map("facts", "circumstances", "when", "needs", "cap")
		ns.digests[k.Text()] = &note{
			facts:         factEntries(d.Get("facts")),
			circumstances: maps(d.Get("circumstances"), "name", "effect", "art", "when"),
			when:          maps(d.Get("when"), "names", "when"),
			needs:         maps(d.Get("needs"), "kind", "on", "fine_from", "kinds", "art", "why"),
			cap:           d.Get("cap"),
		}
	}
	return ns, doc.Err()
}

func maps(n source.Node, keys ...string) []source.Map {
	var out []source.Map
	for _, x := range n.List() {
		out = append(out, x.Map(keys...))
	}
	return out
}

func factEntries(n source.Node) []facts.Entry {
	var out []facts.Entry
	for k, v := range n.Map().Pairs() {
		m := v.Map("type", "presume", "why")
		e := facts.Entry{Name: k.Text(), Of: "act"}
		t, ok := facts.ParseType(m.Must("type").Text())
		if !ok {
			v.Fail("不认识的类型", "写 bool 或 number")
		}
		e.Type, e.Absent = t, t.Numeric()
		d, err := e.Parse(m.Must("presume").Text())
		if err != nil {
			v.Fail(err.Error(), "")
		}
		e.Presume = &facts.Presumption{Value: d, Why: m.Must("why").Text()}
		out = append(out, e)
	}
	return out
}

// apply adds the readings to a rule. localCap is the digest's own entry on a local ceiling; law names the rule in citations.
func (n *note) apply(rule *engine.BaseRule, law string, localCap source.Node, all *notes) error {
	cite := func(m source.Map) engine.Basis { return engine.Basis{Law: law, Article: text(m.Get("art"))} }
	for _, m := range n.circumstances {
		rule.Circumstances = append(rule.Circumstances, engine.Circumstance{Name: m.Get("name").Text(), Effect: engine.Effect(m.Get("effect").Text()),
			Basis: cite(m), When: m.Get("when").Text()})
	}
	for i := range rule.Circumstances {
		c := &rule.Circumstances[i]
		for _, m := range n.when {
			if slices.Contains(m.Get("names").Texts(), c.Name) {
				c.When = m.Get("when").Text()
			}
		}
		for _, m := range all.absorb {
			if slices.Contains(m.Get("names").Texts(), c.Name) {
				c.Absorb = append(c.Absorb, m.Get("steps").Texts()...)
			}
		}
		for _, m := range all.disputed {
			if slices.Contains(m.Get("names").Texts(), c.Name) {
				c.Disputed = &engine.DisputedReading{When: m.Get("when").Text(), Counted: m.Get("counted").Text(), Uncounted: m.Get("uncounted").Text(),
					Basis: engine.Basis{Law: m.Get("law").Text(), Article: m.Get("art").Text()}, LawWins: isTrue(m.Get("law_wins"))}
			}
		}
	}
	for _, m := range n.needs {
		need := engine.RuleNeed{Need: engine.Need{Kind: m.Get("kind").Text(), Why: m.Get("why").Text(), Basis: cite(m)},
			On: engine.Tier(text(m.Get("on"))), Kinds: texts(m.Get("kinds"))}
		if s := text(m.Get("fine_from")); s != "" {
			f, err := money.ParseYuan(s)
			if err != nil {
				return fmt.Errorf("digest_notes.yaml: %w", err)
			}
			need.FineFrom = &f
		}
		rule.Needs = append(rule.Needs, need)
	}
	if localCap.IsMap() && n.cap.IsMap() {
		m := n.cap.Map("fact", "except")
		rule.Cap = &engine.LocalCap{Fact: m.Get("fact").Text(), Except: m.Get("except").Text(), Basis: cite(localCap.Map())}
	}
	return nil
}
