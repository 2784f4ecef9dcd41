package review

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/period"
)

// Finding is the result of one check; a check over rows gives one for every row that fails.
type Finding struct {
	Check    *Check
	Result   Result
	Message  string
	Evidence []string
	Missing  []string
}

// Audit is what a review found.
type Audit struct {
	Checklist  *Checklist
	Findings   []Finding // by topic, then in the order of the checklist
	Topics     map[Topic]string
	Conclusion Conclusion
	Problems   []string // values of the case file that could not be read
}

// The state of a topic.
const (
	TopicPass = "pass"
	TopicWarn = "warn"
	TopicFail = "fail"
)

type run struct {
	finder
	list     *Checklist
	root     Tree
	calendar *period.Calendar
	lists    []rowSet
	problems []string
}

type rowSet struct {
	rows   []*scope
	places []string
	blind  bool
}

// Audit goes through the checklist. The case file is not changed.
func (c *Checklist) Audit(file Tree, calendar *period.Calendar) Audit {
	r := &run{finder: finder{c.Collections}, list: c, root: file, calendar: calendar}
	s := r.scope(&c.Case, nil)
	for slot := range c.First {
		s.take(slot, c.Case.Sources[slot])
	}
	for i := range c.Lists {
		r.lists = append(r.lists, r.rowsOf(&c.Lists[i], s))
	}
	for slot := c.First; slot < len(c.Case.Sources); slot++ {
		s.take(slot, c.Case.Sources[slot])
	}
	a := Audit{Checklist: c}
	for i := range c.Checks {
		a.Findings = append(a.Findings, r.check(&c.Checks[i], s)...)
	}
	order := func(f Finding) int { return slices.Index(Topics, f.Check.Topic) }
	slices.SortStableFunc(a.Findings, func(x, y Finding) int { return cmp.Compare(order(x), order(y)) })
	a.Problems = unique(r.problems)
	a.Topics, a.Conclusion = topics(a.Findings), c.conclude(a.Findings)
	return a
}

func (r *run) scope(sc *Scope, row *hit) *scope {
	return &scope{run: r, entries: sc.Entries, pool: sc.Pool, frame: sc.Pool.NewFrame(), cells: make([]cell, sc.Entries.Len()), row: row}
}

func (r *run) rowsOf(l *List, file *scope) rowSet {
	f := r.find(r.root, nil, l.From)
	set := rowSet{places: f.places, blind: f.blind}
	for i := range f.hits {
		s := r.scope(&l.Scope, &f.hits[i])
		copy(s.cells, file.cells[:r.list.First])
		copy(s.frame.Dom, file.frame.Dom[:r.list.First])
		for slot, src := range l.Sources {
			if src != nil {
				s.take(slot, src)
			}
		}
		set.rows = append(set.rows, s)
	}
	return set
}

// parse reads a value; one that cannot be read is noted, and the fact stays open.
func (r *run) parse(e *facts.Entry, h hit) (facts.Domain, bool) {
	text, ok := h.value.(string)
	if !ok || text == "" {
		return facts.Domain{}, false
	}
	d, err := e.Parse(text)
	if err != nil && e.Type == facts.Enum {
		if i := slices.Index(e.Options, "其他"); i >= 0 {
			return facts.Domain{Mask: 1 << i}, true
		}
	}
	if err != nil {
		var v *facts.ValueError
		message := err.Error()
		if errors.As(err, &v) {
			message = v.Message + "。改法：" + v.Remedy
		}
		r.problems = append(r.problems, h.place+"："+message)
		return facts.Domain{}, false
	}
	return d, d.Known()
}

// workdays counts the working days from one day to another, both in; backwards it is 0.
func (r *run) workdays(from, to facts.Day) (n int64) {
	const most = 366 * 30 // longer spans of no case file; a mistyped year must not count for minutes
	for d := from; d <= to && d-from < most; d++ {
		if work, _ := r.calendar.Workday(d); work {
			n++
		}
	}
	return n
}

func (r *run) check(k *Check, file *scope) []Finding {
	if k.List < 0 {
		return []Finding{k.judge(file)}
	}
	set := r.lists[k.List]
	if set.blind {
		return []Finding{{Check: k, Result: Unknown, Message: k.open([]string{set.places[0]}), Evidence: set.places, Missing: set.places}}
	}
	by := map[Result][]Finding{}
	for _, row := range set.rows {
		f := k.judge(row)
		by[f.Result] = append(by[f.Result], f)
	}
	for _, res := range []Result{Fail, Human, Unknown, Pass} {
		if len(by[res]) > 0 && res == Fail {
			return by[res]
		}
		if len(by[res]) > 0 {
			return []Finding{joined(by[res])}
		}
	}
	return []Finding{{Check: k, Result: NotApplicable, Message: k.Title}}
}

// joined makes one finding of those of several rows.
func joined(fs []Finding) Finding {
	out := fs[0]
	for _, f := range fs[1:] {
		out.Evidence = unique(append(slices.Clone(out.Evidence), f.Evidence...))
		out.Missing = unique(append(slices.Clone(out.Missing), f.Missing...))
	}
	if out.Result == Unknown {
		out.Message = out.Check.open(out.Missing)
	}
	return out
}

// judge applies a check to the case file or to a row.
func (k *Check) judge(s *scope) Finding {
	f := Finding{Check: k}
	when, must := k.When.Eval(s.frame), facts.True
	if k.Must != nil {
		must = k.Must.Eval(s.frame)
	}
	switch {
	case when == facts.False:
		f.Result, f.Message = NotApplicable, k.Title
		return f
	case k.Must == nil && when == facts.True:
		f.Result, f.Message = Human, k.Ask
	case must == facts.True && k.Must != nil:
		f.Result, f.Message = Pass, k.Title
	case must == facts.False && when == facts.True:
		f.Result, f.Message = Fail, k.Message.words(s)
	default:
		f.Result, f.Missing = Unknown, unique(append(s.missingOf(k.When), s.missingOf(k.Must)...))
		f.Message = k.open(f.Missing)
	}
	f.Evidence = k.evidence(s)
	return f
}

func (k *Check) open(missing []string) string {
	return fmt.Sprintf("%s：无法判断，缺少 %s", k.Title, strings.Join(missing, "、"))
}

// evidence are the places of the facts that decide, and those that the checklist adds.
func (k *Check) evidence(s *scope) []string {
	var out []string
	decides := k.Must
	if decides == nil {
		decides = k.When
	}
	if k.Shown == nil {
		out = s.placesOf(decides)
	}
	for _, slot := range k.Shown {
		out = append(out, s.cells[slot].places...)
	}
	for _, p := range k.Evidence {
		out = append(out, s.find(p).places...)
	}
	return unique(out)
}

// words writes the message with the values of its facts.
func (m Message) words(s *scope) string {
	var b strings.Builder
	for _, p := range m.Parts {
		if p.Slot < 0 {
			b.WriteString(p.Text)
			continue
		}
		b.WriteString(s.entries.Entry(p.Slot).Words(s.cells[p.Slot].dom))
	}
	return b.String()
}

// topics: what fails above a note fails its topic; a question or a missing fact that blocks warns.
func topics(fs []Finding) map[Topic]string {
	out := map[Topic]string{}
	for _, t := range Topics {
		out[t] = TopicPass
	}
	for _, f := range fs {
		t, blocks := f.Check.Topic, f.Check.Severity == Void || f.Check.Severity == Serious
		switch {
		case f.Result == Fail && f.Check.Severity != Note:
			out[t] = TopicFail
		case out[t] == TopicPass && blocks && (f.Result == Human || f.Result == Unknown):
			out[t] = TopicWarn
		}
	}
	return out
}

// conclude takes the first rule that some finding fulfils.
func (c *Checklist) conclude(fs []Finding) Conclusion {
	for _, r := range c.Rules {
		if r.Always || slices.ContainsFunc(fs, r.matches) {
			return r.Conclude
		}
	}
	return Incomplete
}

func (r Rule) matches(f Finding) bool {
	return (len(r.Results) == 0 || slices.Contains(r.Results, f.Result)) &&
		(len(r.Topics) == 0 || slices.Contains(r.Topics, f.Check.Topic)) &&
		(len(r.Severities) == 0 || slices.Contains(r.Severities, f.Check.Severity)) &&
		(!r.Unmendable || !f.Check.Mendable)
}

// Reads lists the names of the facts that the check's conditions name, for messages and proofs.
func (c *Checklist) Reads(k *Check) []string {
	sc := &c.Case
	if k.List >= 0 {
		sc = &c.Lists[k.List].Scope
	}
	var out []string
	for _, x := range []*cond.Cond{k.When, k.Must} {
		for _, a := range atoms(x) {
			for _, slot := range sc.Pool.Atoms[a].Slots() {
				out = append(out, sc.Entries.Entry(slot).Name)
			}
		}
	}
	return unique(out)
}
