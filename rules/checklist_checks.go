package rules

import (
	"strings"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/review"
	"cailiang/rules/source"
)

// The keys of a version file of a checklist; rules/schema/checklist.json publishes the same.
var (
	checklistKeys  = []string{"collections", "facts", "lists", "totals", "checks", "conclusions"}
	collectionKeys = []string{"key", "present"}
	listKeys       = []string{"from", "facts"}
	checkKeys      = []string{"id", "duty", "topic", "title", "law", "article", "partly", "severity", "mendable", "list", "when", "must", "ask", "message", "evidence", "shown"}
	conclusionKeys = []string{"conclude", "result", "topic", "severity", "unmendable"}
)

// readChecklist reads a version file: facts, rows, checks, and the rules of the conclusion.
func readChecklist(doc *source.Doc, id, version string) *review.Checklist {
	m := doc.Root().Map(checklistKeys...)
	r := &checklistReader{list: &review.Checklist{ID: id, Version: version, Collections: map[string]review.Collection{}}, names: map[string]int{}}
	for k, v := range m.Must("collections").Map().Pairs() {
		c := v.Map(collectionKeys...)
		r.list.Collections[k.Text()] = review.Collection{Key: c.Get("key").Text(), Present: c.Get("present").Text()}
	}
	file := &r.list.Case
	*file = emptyScope(nil)
	for k, v := range m.Must("facts").Map().Pairs() {
		r.fact(file, k, v)
	}
	r.list.First = file.Entries.Len()
	for k, v := range m.Get("lists").Map().Pairs() {
		r.rows(k, v)
	}
	for k, v := range m.Get("totals").Map().Pairs() {
		r.fact(file, k, v)
	}
	seen := map[string]bool{}
	for _, n := range m.Must("checks").List() {
		r.check(n, seen)
	}
	for _, n := range m.Must("conclusions").List() {
		r.list.Rules = append(r.list.Rules, readRule(n))
	}
	return r.list
}

func emptyScope(over *facts.Vocabulary) review.Scope {
	v, _ := facts.NewVocabulary() // no entries: cannot fail
	sc := review.Scope{Entries: v, Pool: cond.NewPool(v)}
	for i := 0; over != nil && i < over.Len(); i++ {
		_ = v.Add(*over.Entry(i)) // of another vocabulary: no name twice
		sc.Sources = append(sc.Sources, nil)
	}
	return sc
}

// rows reads a list: its rows know the facts of the case and their own.
func (r *checklistReader) rows(k, v source.Node) {
	m := v.Map(listKeys...)
	l := review.List{Name: k.Text(), From: paths(m.Must("from"))[0], Scope: emptyScope(r.list.Case.Entries)}
	for k, v := range m.Must("facts").Map().Pairs() {
		r.fact(&l.Scope, k, v)
	}
	r.names[l.Name] = len(r.list.Lists)
	r.list.Lists = append(r.list.Lists, l)
}

func (r *checklistReader) check(n source.Node, seen map[string]bool) {
	m := n.Map(checkKeys...)
	k := review.Check{ID: m.Must("id").Text(), Duty: m.Must("duty").Text(), Title: m.Must("title").Text(), Law: m.Must("law").Text(),
		Article: m.Must("article").Text(), Partly: flag(m.Get("partly")), Mendable: !m.Has("mendable") || flag(m.Get("mendable")), List: -1}
	if seen[k.ID] {
		m.Get("id").Fail("检查项“"+k.ID+"”写了两次", "每项用自己的编号")
	}
	seen[k.ID] = true
	topic, _ := m.Must("topic").OneOf(asTexts(review.Topics)...)
	severity, _ := m.Must("severity").OneOf(asTexts(review.Severities)...)
	k.Topic, k.Severity = review.Topic(topic), review.Severity(severity)
	sc := &r.list.Case
	if m.Has("list") {
		if k.List = r.rowsOf(m.Get("list")); k.List >= 0 {
			sc = &r.list.Lists[k.List].Scope
		}
	}
	if k.Partly && k.Severity == review.Void {
		m.Get("severity").Fail("依据未见全文的检查项至多为 serious", "改为 serious，或者核对全文后删去 partly")
	}
	k.When, k.Must, k.Ask = condition(sc, m.Get("when")), condition(sc, m.Get("must")), m.Get("ask").Text()
	if (k.Must == nil) == (k.Ask == "") && n.Doc().Err() == nil {
		n.Fail("检查项“"+k.ID+"”应当有 must 或者 ask 之一", "能够计算的写 must；只有人能回答的写 ask: 问题")
	}
	if m.Has("must") {
		k.Message = readMessage(sc, m.Must("message"))
	}
	if e := m.Get("evidence"); e.Exists() {
		k.Evidence = paths(e)
	}
	if s := m.Get("shown"); s.Exists() {
		k.Shown = slots(sc, texts(s), s, 0)
	}
	r.list.Checks = append(r.list.Checks, k)
}

// readMessage parts a message at its {facts}.
func readMessage(sc *review.Scope, n source.Node) review.Message {
	var out review.Message
	rest := n.Text()
	for {
		text, after, open := strings.Cut(rest, "{")
		out.Parts = append(out.Parts, review.Part{Text: text, Slot: -1})
		if !open {
			return out
		}
		name, tail, closed := strings.Cut(after, "}")
		slot, ok := sc.Entries.Slot(name)
		if !closed || !ok {
			n.Fail("提示里的“{"+name+"}”不是事实", near(name, sc.Entries.Names()))
			return out
		}
		out.Parts = append(out.Parts, review.Part{Slot: slot})
		rest = tail
	}
}

func readRule(n source.Node) review.Rule {
	m := n.Map(conclusionKeys...)
	c, _ := m.Must("conclude").OneOf(asTexts(review.Conclusions)...)
	r := review.Rule{Conclude: review.Conclusion(c), Unmendable: flag(m.Get("unmendable")), Always: m.Len() == 1}
	r.Results = chosen(m.Get("result"), []review.Result{review.Pass, review.Fail, review.NotApplicable, review.Unknown, review.Human})
	r.Topics = chosen(m.Get("topic"), review.Topics)
	r.Severities = chosen(m.Get("severity"), review.Severities)
	return r
}

func asTexts[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, x := range in {
		out[i] = string(x)
	}
	return out
}

// chosen reads one of the options or a list of them.
func chosen[T ~string](n source.Node, options []T) []T {
	var out []T
	nodes := []source.Node{n}
	if n.IsList() {
		nodes = n.Scalars()
	}
	for _, x := range nodes {
		if s, ok := x.OneOf(asTexts(options)...); ok {
			out = append(out, T(s))
		}
	}
	return out
}
