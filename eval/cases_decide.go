package eval

import (
	"fmt"
	gomaps "maps"
	"regexp"
	"slices"
	"strings"

	"cailiang/corpus/precedent"
	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules"
)

// assessment is what one reading of a case came to: a text, a role, a day.
type assessment struct {
	class   string
	cause   string // of what cannot be computed
	reason  string
	verdict engine.Verdict
	text    string // the provision and its version
	fine    string // the range that was found
	rule    string // the general rule that decided
	day     string
	unused  []string // published facts that the item does not ask for
}

func missing(g *gap) assessment {
	return assessment{class: NotComputable, cause: g.cause, reason: g.why}
}

// decide computes the case under one item, for one role, on one day.
func (s *caseSuite) decide(c *precedent.Case, ch charged, role, day string) assessment {
	q := rules.Query{Place: s.words.place(c.Region), System: c.SystemName(), Line: s.words.line(c.SystemName()), Day: day}
	rule := s.rule(q)
	if rule == lawAlone && s.words.waived(c) {
		return missing(&gap{"version", "规则库里没有 " + day + " 施行的行政处罚法文本，无从判断不予处罚"})
	}
	plan, err := engine.Compile(ch.item, rule)
	if err != nil {
		return missing(&gap{"item", ch.String() + "：" + err.Error()})
	}
	set := plan.NewFacts(true)
	unused, rivals := s.fill(set, c, ch.item)
	for _, name := range s.words.circumstances(c) {
		if slices.ContainsFunc(rule.Circumstances, func(x engine.Circumstance) bool { return x.Name == name }) {
			if err := set.SetKnown(name, "true"); err != nil {
				return missing(&gap{"facts", err.Error()})
			}
		}
	}
	res := plan.Decide(&engine.Input{Role: role, Facts: set})
	a := s.judge(c, res)
	a.text, a.rule, a.day, a.unused, a.fine = ch.String(), rule.Title, day, unused, fineText(res)
	switch {
	case a.cause == "facts" && rivals != "":
		a.reason = rivals
	case a.class == Outside:
		a.reason = s.reading(c, a, lower(c, res))
	}
	return a
}

// lawAlone stands where the library has no Penalty Law of the day: the statutory range whole, and no circumstances.
var lawAlone = &engine.BaseRule{Title: "无：当日施行的行政处罚法文本不在规则库里，只核对法定幅度"}

// rule is the deciding general rule, else the general part of the Penalty Law, else the statute alone.
func (s *caseSuite) rule(q rules.Query) *engine.BaseRule {
	general := s.articles.lib.General(q.Day)
	if general == nil {
		return lawAlone
	}
	if taken, _ := s.articles.lib.BaseRules(q); len(taken) > 0 {
		return taken[0].Version.Base
	}
	return general.Base
}

// fill puts the published facts into the item's vocabulary; those that it does not ask for are returned. Two published
// amounts for one fact leave it open.
func (s *caseSuite) fill(set *facts.Set, c *precedent.Case, it *engine.Item) (unused []string, rivals string) {
	from := map[string][]string{}
	for _, key := range slices.Sorted(gomaps.Keys(c.Facts)) {
		if name := s.asked(set, key, c.Facts[key]); name != "" {
			from[name] = append(from[name], key)
		} else {
			unused = append(unused, key)
		}
	}
	if base := baseOf(it); base != "" && c.Range != nil && len(from[base]) == 0 {
		if key := c.Range.Base; c.Facts[key].Kind == precedent.Number {
			from[base] = []string{key}
			unused = slices.DeleteFunc(unused, func(k string) bool { return k == key })
		}
	}
	for name, keys := range from {
		if i := slices.IndexFunc(keys, func(k string) bool { return strings.HasPrefix(k, name+"_") || k == name }); i >= 0 {
			keys = keys[i : i+1] // its own name goes before another
		}
		if len(keys) > 1 {
			rivals = "公布的几个数额都可能是“" + name + "”：" + strings.Join(keys, "、")
		}
		if len(keys) > 1 || set.SetKnown(name, plainValue(c.Facts[keys[0]])) != nil {
			unused = append(unused, keys...)
		}
	}
	return unused, rivals
}

// asked is the item's name for a published fact, "" when it asks for nothing that this answers.
func (s *caseSuite) asked(set *facts.Set, key string, v precedent.Value) string {
	for _, name := range s.words.names(key) {
		if slot, ok := set.Vocabulary.Slot(name); ok {
			if _, err := set.Vocabulary.Entry(slot).Parse(plainValue(v)); err == nil {
				return name
			}
		}
	}
	return ""
}

// baseOf is the one fact that the item's fines are multiples of, "" when there is none or more than one. A case says by
// statutory_range.base which of its facts that is.
func baseOf(it *engine.Item) string {
	base := ""
	for _, b := range it.Branches {
		for _, p := range b.Penalties {
			switch {
			case p.Kind != engine.Fine || p.Base == "" || p.Base == base:
			case base != "":
				return ""
			default:
				base = p.Base
			}
		}
	}
	return base
}

// judge holds what was decided against the result.
func (s *caseSuite) judge(c *precedent.Case, res *engine.Result) assessment {
	j := s.verdict(c, res)
	a := assessment{verdict: j.Verdict, reason: j.Message}
	switch j.Verdict {
	case engine.Inside, engine.NeedsWeighing:
		a.class = Inside
		return a
	case engine.CannotTell:
		a.class, a.cause, a.reason = NotComputable, "facts", openFacts(res, j.Message)
		return a
	}
	types := []string{"减轻", "不予"}
	if j.Verdict != engine.BelowStatute {
		types = append(types, "从轻")
	}
	a.class = Outside
	if why := s.words.lenient(c, types...); why != "" && lower(c, res) {
		a.class, a.reason = Below, j.Message+"；公布的理由："+why
	}
	return a
}

// verdict is the one that weighs most: the fine first, then the other kinds.
func (s *caseSuite) verdict(c *precedent.Case, res *engine.Result) engine.Judged {
	worst := engine.Judged{Verdict: engine.Inside}
	if c.Decided.Fine != nil && *c.Decided.Fine == 0 {
		worst = s.unfined(c, res)
	}
	for _, j := range res.Propose(s.proposals(c)) {
		if worst.Verdict == engine.Inside {
			worst = j
		}
	}
	return worst
}

func (s *caseSuite) proposals(c *precedent.Case) []engine.Proposal {
	var out []engine.Proposal
	if fine := c.Decided.Fine; fine != nil && *fine > 0 {
		r := fine.Ratio()
		out = append(out, engine.Proposal{Kind: engine.Fine, Amount: &r, Text: fine.String()})
	}
	for _, text := range c.Decided.Other {
		for words, kind := range s.words.kinds {
			if strings.HasPrefix(text, words) {
				out = append(out, period(engine.Proposal{Kind: kind[0], Text: text}))
			}
		}
	}
	return out
}

var dayCount = regexp.MustCompile(`(\d+)[日天]`)

// period reads 行政拘留10日.
func period(p engine.Proposal) engine.Proposal {
	if m := dayCount.FindStringSubmatch(p.Text); m != nil {
		if n, err := money.ParseRatio(m[1]); err == nil {
			p.Amount, p.Unit = &n, "日"
		}
	}
	return p
}

// unfined judges a decision without a fine: is there a result that leaves it away?
func (s *caseSuite) unfined(c *precedent.Case, res *engine.Result) engine.Judged {
	may, must, vague := 0, 0, 0
	for i := range res.Outcomes {
		switch o := &res.Outcomes[i]; o.Status {
		case engine.NoPenalty, engine.MayWaive, engine.NotApplicable:
			may++
		case engine.Gap, engine.Overlap, engine.NoColumn, engine.Refer, engine.IsInexpressible:
			vague++
		default:
			if mustFine(o) {
				must++
			} else {
				may++
			}
		}
	}
	switch {
	case may > 0 && (must == 0 || res.Status != engine.Undetermined):
		return engine.Judged{Verdict: engine.Inside, Message: "规则允许不罚款"}
	case vague > 0 || may > 0:
		return engine.Judged{Verdict: engine.CannotTell, Message: "取决于尚未查明的事实"}
	case s.words.waived(c):
		return engine.Judged{Verdict: engine.AgainstRule, Message: "没有不予处罚的法定情节时应当罚款"}
	}
	return engine.Judged{Verdict: engine.AgainstRule, Message: "罚款是应当处的，不能不罚"}
}

func mustFine(o *engine.Outcome) bool {
	return slices.ContainsFunc(o.Measures, func(m *engine.Measure) bool {
		return m.Kind == engine.Fine && m.Modality == engine.Must && m.Choice == ""
	})
}

// lower reports that an amount lies below every range of the result.
func lower(c *precedent.Case, res *engine.Result) bool {
	if c.Decided.Fine == nil {
		return false
	}
	fine := *c.Decided.Fine
	for i := range res.Outcomes {
		for _, m := range res.Outcomes[i].Measures {
			if m.Kind == engine.Fine && !m.Range.NoMin && fine.Ratio().Cmp(m.Range.Min) > 0 {
				return false
			}
		}
	}
	return true
}

// openFacts names what would have to be known.
func openFacts(res *engine.Result, message string) string {
	var names []string
	for _, m := range res.Missing {
		names = append(names, res.Plan.Vocabulary.Entry(m.Slot).Name)
	}
	for i := range res.Outcomes {
		for _, m := range res.Outcomes[i].Measures {
			if m.OpenBase && m.Base != "" && !slices.Contains(names, m.Base) {
				names = append(names, m.Base)
			}
		}
	}
	if len(names) == 0 {
		return message
	}
	return "公布的事实里没有：" + strings.Join(names, "、")
}

// fineText writes the fines of a result: what the law allows, and what the rule leaves of it.
func fineText(res *engine.Result) string {
	var out []string
	for i := range res.Outcomes {
		for _, m := range res.Outcomes[i].Measures {
			if m.Kind != engine.Fine || m.OpenBase {
				continue
			}
			text := "法定 " + rangeText(m.Statutory)
			if !m.Range.Equal(m.Statutory) {
				text += "，适用" + string(res.Outcomes[i].Tier) + " " + rangeText(m.Range)
			}
			if !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return strings.Join(out, "；")
}

func rangeText(r money.Range) string {
	lo, hi := "无下限", "无上限"
	if !r.NoMin {
		lo = engine.Yuan(r.Min)
	}
	if !r.NoMax {
		hi = engine.Yuan(r.Max)
	}
	return lo + "—" + hi + " 元"
}

// reading says in a sentence why a decision lies outside.
func (s *caseSuite) reading(c *precedent.Case, a assessment, low bool) string {
	parts := []string{a.text + "：" + a.reason, a.fine, "公布的处罚是" + c.Decided.String()}
	switch {
	case a.verdict == engine.AboveStatute:
		parts = append(parts, "须核对条文的款项、版本和公布的数额")
	case a.verdict == engine.BelowStatute:
		parts = append(parts, "公布稿没有说明减轻的理由")
	case a.verdict == engine.KindNotOpen:
		parts = append(parts, "须核对条文的款项和版本")
	case low:
		parts = append(parts, "在法定幅度以内；公布稿没有列出可以归到"+a.rule+"更轻一档的情节")
	default:
		parts = append(parts, "在法定幅度以内；公布稿没有列出可以归到"+a.rule+"更重一档的情节")
	}
	if c.Overturned() {
		parts = append(parts, strings.TrimSuffix(c.Caution(), "。"))
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "；")
}

// agree joins the readings of one case: what they all say holds; else the case cannot be computed, with the cause given.
func agree(all []assessment, cause, why string) assessment {
	if i := slices.IndexFunc(all, func(a assessment) bool { return a.class == NotComputable }); i >= 0 {
		return all[i]
	}
	for _, a := range all[1:] {
		if a.class != all[0].class {
			return missing(&gap{cause, fmt.Sprintf("%s：%s时%s，%s时%s", why, all[0].text, all[0].class, a.text, a.class)})
		}
	}
	return all[0]
}
