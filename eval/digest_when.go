package eval

import (
	"regexp"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// Names, numbers, texts and operators of a condition.
var tokens = regexp.MustCompile(`"[^"]*"|'[^']*'|[\p{Han}A-Za-z_][\p{Han}A-Za-z0-9_]*|\d+(?:\.\d+)?|<=|>=|==|!=|<|>|[()+\-*/%\[\],]|\S`)

var isName = regexp.MustCompile(`^[\p{Han}A-Za-z_]`)

func keyword(s string) bool {
	switch s {
	case "and", "or", "not", "in", "true", "false", facts.NoneWord, facts.IncalculableWord:
		return true
	}
	return false
}

func comparison(s string) bool { return slices.Contains([]string{"<", "<=", ">", ">=", "==", "!="}, s) }

// scan finds the facts of a condition and their types: what is compared is a number (or one of several texts), the rest is
// yes or no.
func (c *clauseReader) scan(when string) {
	ts := tokens.FindAllString(when, -1)
	for i, t := range ts {
		if !isName.MatchString(t) || keyword(t) {
			continue
		}
		other := ""
		switch {
		case i+2 < len(ts) && (comparison(ts[i+1])):
			other = ts[i+2]
		case i >= 2 && comparison(ts[i-1]):
			other = ts[i-2]
		case i+1 < len(ts) && slices.Contains([]string{"+", "-", "*"}, ts[i+1]), i > 0 && slices.Contains([]string{"+", "-", "*"}, ts[i-1]):
			other = "0"
		}
		switch {
		case other == "true" || other == "false":
			c.name(t, facts.Bool)
		case other == facts.NoneWord || other == facts.IncalculableWord:
			c.name(t, facts.Money)
			c.absent[t] = true
		case strings.HasPrefix(other, `"`) || strings.HasPrefix(other, `'`):
			c.name(t, facts.Enum)
			c.options[t] = appendNew(c.options[t], strings.Trim(other, `"'`))
		case other != "":
			c.name(t, numberType(t, other, c.value(t)))
		}
	}
}

func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

var moneyName = regexp.MustCompile(`(额|款|所得|价值|价款|金|费|费用|收入|货值|价格|损失)$`)

// numberType: sums of money by their name, else plain numbers; a number with more than two places is no money.
func numberType(name string, examples ...string) facts.Type {
	for _, s := range examples {
		if _, places, ok := strings.Cut(s, "."); ok && len(places) > 2 {
			return facts.Number
		}
	}
	if moneyName.MatchString(name) {
		return facts.Money
	}
	return facts.Number
}

func (c *clauseReader) value(name string) string {
	for _, v := range c.given {
		if v.name == name {
			return v.text
		}
	}
	return ""
}

// absence reads 无X, 没有X, 有X, 无法计算X, X无法计算 and the like as what a condition asks of a sum X that the clause computes with.
func (c *clauseReader) absence(word string) (base, op, absent string, ok bool) {
	for _, f := range []struct{ before, after, op, word string }{
		{"无法计算", "", "==", facts.IncalculableWord}, {"", "无法计算", "==", facts.IncalculableWord}, {"难以计算", "", "==", facts.IncalculableWord},
		{"", "难以计算", "==", facts.IncalculableWord}, {"", "难以确定", "==", facts.IncalculableWord}, {"", "无法确定", "==", facts.IncalculableWord},
		{"没有", "", "==", facts.NoneWord}, {"无", "", "==", facts.NoneWord}, {"有", "", "!=", facts.NoneWord}} {
		x, hasBefore := strings.CutPrefix(word, f.before)
		x, hasAfter := strings.CutSuffix(x, f.after)
		if !hasBefore || !hasAfter || x == word || x == "" {
			continue
		}
		sum := c.types[x] == facts.Money && c.types[word] != facts.Money
		if _, known := c.types[x]; !known && f.word == facts.IncalculableWord || !known && c.sum(x) {
			sum = true
		}
		if sum {
			return x, f.op, f.word, true
		}
	}
	return "", "", "", false
}

// sum tells whether the entry gives X as an amount or as 无.
func (c *clauseReader) sum(name string) bool {
	s := c.value(name)
	if s == facts.NoneWord || s == facts.IncalculableWord {
		return true
	}
	_, err := money.ParseRatio(s)
	return err == nil
}

// condition writes a digest's condition in the engine's words.
func (c *clauseReader) condition(when string) string {
	if when == "" {
		return ""
	}
	var out []string
	for _, t := range tokens.FindAllString(when, -1) {
		if !isName.MatchString(t) || keyword(t) {
			out = append(out, t)
			continue
		}
		if base, op, word, ok := c.absence(t); ok {
			c.name(base, facts.Money)
			c.absent[base] = true
			out = append(out, "("+base+" "+op+" "+word+")")
			continue
		}
		c.name(t, facts.Bool)
		out = append(out, t)
	}
	return strings.Join(out, " ")
}

// vocabulary types the facts of the clause, with the ones that the digest's prose uses. Steps of the clause that the entry
// does not name are presumed not to hold, as in the statute packs; sums are never presumed.
func (c *clauseReader) vocabulary(d *digest) {
	for _, name := range c.order {
		e := facts.Entry{Name: name, Type: c.types[name], Of: "act", Ask: name + "？"}
		v := c.value(name)
		switch e.Type {
		case facts.Bool:
			e.Presume = &facts.Presumption{Value: facts.No, Why: "未主张"}
		case facts.Enum:
			e.Options = c.options[name]
			e.Options = appendNew(e.Options, v)
			e.Options = appendNew(e.Options, "其他")
		default:
			e.Absent = c.absent[name] || v == facts.NoneWord || v == facts.IncalculableWord
		}
		c.entries = append(c.entries, e)
	}
	for _, list := range [][]facts.Entry{d.notes.facts, sharedFacts(d.rule, d.shared)} {
		for _, e := range list {
			if !slices.ContainsFunc(c.entries, func(x facts.Entry) bool { return x.Name == e.Name }) {
				c.entries = append(c.entries, e)
			}
		}
	}
}

// sharedFacts keeps the shared facts that a circumstance of the rule asks for.
func sharedFacts(rule *engine.BaseRule, all []facts.Entry) []facts.Entry {
	var out []facts.Entry
	for _, e := range all {
		if slices.ContainsFunc(rule.Circumstances, func(c engine.Circumstance) bool {
			return strings.Contains(c.When, e.Name) || c.Disputed != nil && strings.Contains(c.Disputed.When, e.Name)
		}) {
			out = append(out, e)
		}
	}
	return out
}
