package eval

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// worked is one computation made ready: the plan of its clause with the rule, its facts, and what the engine gave.
type worked struct {
	digest   *digest
	plan     *engine.Plan
	facts    *facts.Set
	choices  engine.Choices
	roles    []string
	kinds    []string // the kinds besides the fine that the clause states, in its words
	proposal []engine.Proposal
	unlisted []string // facts that neither the rule nor the clause knows
	limit    *limitation
	results  map[string]*engine.Result // by role
	joined   map[string]*engine.Result // the same, with the fine joined to the other kinds
}

// newCase builds item, facts and choices of one entry.
func (d *digest) newCase(m source.Map) (*worked, error) {
	c := &clauseReader{law: orElse(text(m.Get("law")), "示例法"), article: orElse(text(m.Get("art")), "示例条"), given: given(m.Get("facts"))}
	c.read(m.Get("clause"))
	if c.err != nil {
		return nil, c.err
	}
	c.vocabulary(d)
	item := &engine.Item{ID: text(m.Get("id")), Name: text(m.Get("phrase")), Law: c.law, Article: c.article, Version: text(m.Get("version")),
		Standing: "unverified", Facts: c.entries, Branches: c.branches}
	plan, err := engine.Compile(item, d.rule)
	if err != nil {
		return nil, err
	}
	w := &worked{digest: d, plan: plan, facts: plan.NewFacts(true), roles: c.roles(), kinds: c.kinds}
	if err := w.put(c); err != nil {
		return nil, err
	}
	if w.choices, err = chosen(m.Get("chosen")); err != nil {
		return nil, err
	}
	return w, nil
}

// decide runs the plan for each role; with the fine joined as well, where single or joint is the question.
func (w *worked) decide() error {
	w.results, w.joined = map[string]*engine.Result{}, map[string]*engine.Result{}
	for _, role := range w.roles {
		w.results[role] = w.plan.Decide(&engine.Input{Role: role, Facts: w.facts, Choices: w.choices})
		both := w.choices
		both.Joint = engine.OptJoint
		w.joined[role] = w.plan.Decide(&engine.Input{Role: role, Facts: w.facts, Choices: both})
	}
	return nil
}

// value is one fact of an entry as written.
type value struct{ name, text string }

// given lists the facts of an entry: a list of what holds, or names with values.
func given(n source.Node) []value {
	var out []value
	switch {
	case n.IsList():
		for _, x := range n.List() {
			if x.IsMap() {
				out = append(out, given(x)...)
			} else {
				out = append(out, value{text(x), "true"})
			}
		}
	case n.IsMap():
		for k, v := range n.Map().Pairs() {
			switch {
			case v.IsList():
				out = append(out, value{k.Text(), strings.Join(texts(v), "\n")})
			case v.IsNull():
				out = append(out, value{k.Text(), facts.NoneWord})
			default:
				out = append(out, value{k.Text(), text(v)})
			}
		}
	}
	return out
}

// chosen reads the official's choice: one grade for all lighter facts, a map fact → grade, 单处 or 并处, 不予处罚 or 处罚.
func chosen(n source.Node) (engine.Choices, error) {
	var c engine.Choices
	one := func(s string) bool {
		switch s {
		case "单处", engine.OptSingle:
			c.Joint = engine.OptSingle
		case "并处", engine.OptJoint:
			c.Joint = engine.OptJoint
		case "不予处罚", "不予", engine.OptWaive, "none":
			c.Waive = engine.OptWaive
		case "处罚", "给予处罚", engine.OptPenalise, "penalty":
			c.Waive = engine.OptPenalise
		default:
			return false
		}
		return true
	}
	switch {
	case n.IsMap():
		for k, v := range n.Map().Pairs() {
			s := text(v)
			if one(s) {
				continue
			}
			if !slices.Contains(engine.Tiers, engine.Tier(s)) {
				return c, fmt.Errorf("不认识的选择“%s”", s)
			}
			if c.By == nil {
				c.By = map[string]engine.Tier{}
			}
			c.By[k.Text()] = engine.Tier(s)
		}
	default:
		for _, s := range texts(n) {
			if one(s) {
				continue
			}
			if !slices.Contains(engine.Tiers, engine.Tier(s)) {
				return c, fmt.Errorf("不认识的选择“%s”", s)
			}
			c.All = engine.Tier(s)
		}
	}
	return c, nil
}

// put stores the facts of the entry. A yes/no fact that neither the rule nor the clause lists has no effect there, and is
// told; a number or an English property that nobody knows is a thing that the digest says and we cannot take.
func (w *worked) put(c *clauseReader) error {
	for name, s := range c.bases {
		if err := w.facts.SetKnown(name, s); err != nil {
			return err
		}
	}
	for _, v := range c.given {
		if done, err := w.special(c, v); done || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		slot, known := w.plan.Vocabulary.Slot(v.name)
		switch {
		case known:
			if err := w.set(slot, v); err != nil {
				return err
			}
		case v.text == "false":
		case v.text == "true" && isHan.MatchString(v.name):
			w.unlisted = append(w.unlisted, v.name)
		default:
			return fmt.Errorf("规则和条款里都没有事实“%s”（%s），摘要的文字读数也没有说明它", v.name, strings.ReplaceAll(v.text, "\n", "、"))
		}
	}
	return w.settle()
}

var isHan = regexp.MustCompile(`^\p{Han}`)

func (w *worked) set(slot int, v value) error {
	e := w.plan.Vocabulary.Entry(slot)
	s := v.text
	if e.Type.Numeric() && e.Absent && (s == "0" || s == "false") {
		s = facts.NoneWord // a digest writes 0 for what the engine calls 无
	}
	return w.facts.SetKnown(v.name, s)
}

// special takes what is no fact of rule or clause: a proposal, the party's kind, the days of the limitation, 无X: true.
func (w *worked) special(c *clauseReader, v value) (bool, error) {
	if _, known := w.plan.Vocabulary.Slot(v.name); known {
		return false, nil
	}
	switch v.name {
	case "proposed_fine":
		f, err := money.ParseYuan(v.text)
		if err != nil {
			return true, err
		}
		r := f.Ratio()
		w.proposal = append(w.proposal, engine.Proposal{Kind: engine.Fine, Amount: &r, Text: v.text})
		return true, nil
	case "kinds":
		for _, k := range strings.Split(v.text, "\n") {
			if k = kindOf(k); k != engine.Fine {
				w.proposal = append(w.proposal, engine.Proposal{Kind: k, Text: k})
			}
		}
		return true, nil
	case "主体", "target", "当事人":
		return true, nil
	}
	if _, err := facts.ParseDay(v.text); err == nil {
		w.day(v)
		return true, nil
	}
	base, op, word, ok := c.absence(v.name)
	slot, known := w.plan.Vocabulary.Slot(base)
	if !ok || !known {
		return w.long(v), nil
	}
	absent := (v.text == "true") == (op == "==")
	if !w.plan.Vocabulary.Entry(slot).Absent || !absent {
		return true, nil // an amount that exists is given by its own name
	}
	return true, w.facts.SetKnown(base, word)
}
