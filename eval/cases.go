package eval

import (
	"cmp"
	"fmt"
	"io"
	gomaps "maps"
	"os"
	"slices"
	"strings"
	"time"

	"cailiang/corpus/precedent"
	"cailiang/corpus/statute"
	"cailiang/engine"
	"cailiang/rules"
)

// What a published decision is against our result.
const (
	Inside        = "inside"
	Below         = "below"          // and the mitigating reason is stated
	Outside       = "outside"        // with our reading of why
	NotComputable = "not_computable" // with the fact, article or version that is missing
)

// CaseClasses lists the classes in the order of reports.
var CaseClasses = []string{Inside, Below, Outside, NotComputable}

// CaseResult is the line of a case. Cause is of what cannot be computed: facts, article, penalty, version, item.
type CaseResult struct {
	ID           string         `json:"id"`
	System       string         `json:"system"`
	Completeness string         `json:"completeness,omitempty"`
	Class        string         `json:"class"`
	Cause        string         `json:"cause,omitempty"`
	Reason       string         `json:"reason,omitempty"`
	Verdict      engine.Verdict `json:"verdict,omitempty"`
	Provision    string         `json:"provision,omitempty"`
	Fine         string         `json:"fine,omitempty"`    // the ranges found
	Decided      string         `json:"decided,omitempty"` // the fine published, 元
	Rule         string         `json:"rule,omitempty"`    // the general rule that decided
	AsOf         string         `json:"as_of,omitempty"`   // the last day that the publication allows; the day of the act is rarely published
	Unused       []string       `json:"unused,omitempty"`  // published facts that the item does not ask for
}

// caseSuite is what every case is read and decided with.
type caseSuite struct {
	words      *caseWords
	articles   articles
	penaltyLaw string
}

// Cases decides the published cases of a file or folder in the form of data/cases and prints a line for each, the figures
// last. statutes is a folder of statutes to read articles from that no pack has; "" = none.
func Cases(lib *rules.Library, data, statutes string, out io.Writer, progress Progress) (Report, error) {
	s, err := newCaseSuite(lib)
	if err != nil {
		return Report{}, err
	}
	cases, problems, err := readCases(data)
	if err != nil {
		return Report{}, err
	}
	if statutes != "" {
		home, err := os.MkdirTemp("", "cailiang-statutes-")
		if err != nil {
			return Report{}, err
		}
		defer os.RemoveAll(home)
		if s.articles.resolver, err = readStatutes(statutes, home, s.citedLaws(cases)); err != nil {
			return Report{}, err
		}
	}
	tally := caseTally{}
	for _, p := range problems {
		tally["unread"]++
		if err := line(out, map[string]string{"problem": p.String()}); err != nil {
			return Report{}, err
		}
	}
	for i, c := range cases {
		progress.say(i+1, len(cases), c.ID)
		r := s.assess(c)
		tally.add(r)
		if err := line(out, r); err != nil {
			return Report{}, err
		}
	}
	r := Report{Suite: "cases", Data: data, N: len(cases), Metrics: tally.metrics(), Table: tally.table()}
	return r, line(out, r)
}

func newCaseSuite(lib *rules.Library) (*caseSuite, error) {
	words, err := readCaseWords()
	if err != nil {
		return nil, err
	}
	s := &caseSuite{words: words, articles: articles{lib: lib}}
	for _, p := range lib.Packs {
		if p.Kind == "general" {
			s.penaltyLaw = p.Display()
		}
	}
	return s, nil
}

// readCases reads every file; a line that is no case is a problem and stops nothing.
func readCases(data string) (cases []*precedent.Case, problems []precedent.Problem, err error) {
	names, err := caseFiles(data)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, nil, fmt.Errorf("%s：读不了（%w）：请核对路径", name, err)
		}
		cs, ps, err := precedent.ReadJSONL(name, f)
		f.Close()
		if err != nil {
			return nil, nil, fmt.Errorf("%s：%w", name, err)
		}
		cases = append(cases, cs...)
		problems = append(problems, ps...)
	}
	return cases, problems, nil
}

// assess classifies one case.
func (s *caseSuite) assess(c *precedent.Case) CaseResult {
	a := s.whole(c)
	r := CaseResult{ID: c.ID, System: c.System, Completeness: c.Completeness, Class: a.class, Cause: a.cause, Reason: a.reason, Verdict: a.verdict,
		Provision: a.text, Fine: a.fine, Rule: a.rule, AsOf: a.day, Unused: a.unused}
	if c.Decided.Fine != nil {
		r.Decided = c.Decided.Fine.String()
	}
	return r
}

// whole decides the case on the first and the last day that its date allows: both have to say the same.
func (s *caseSuite) whole(c *precedent.Case) assessment {
	cited := s.sanctions(c)
	first, last := days(c)
	switch {
	case len(c.Facts) == 0:
		return missing(&gap{"facts", "没有公布事实"})
	case len(cited) == 0:
		return missing(&gap{"article", unnamed(c)})
	case c.Decided.Fine == nil && len(s.proposals(c)) == 0:
		return missing(&gap{"penalty", "没有公布罚款数额，或者没有处罚决定"})
	case last == "":
		return missing(&gap{"version", "没有公布决定日期，无从确定条文版本"})
	}
	at := s.on(c, cited, last)
	if first == last || at.class == NotComputable || s.articles.lib.General(last) != nil && s.articles.lib.General(first) == nil {
		return at
	}
	early := s.on(c, cited, first)
	if early.class == NotComputable && early.cause == "version" || early.class != at.class {
		return missing(&gap{"version", fmt.Sprintf("决定日期只公布到 %s 至 %s 之间，其间规则不同（%s）", first, last, cmp.Or(early.reason, early.class))})
	}
	return at
}

// unnamed says how far the publication goes where it names no article that punishes.
func unnamed(c *precedent.Case) string {
	for _, x := range [][2]string{{"处罚", "处罚依据只写到《%s》，没有可用的条号"}, {"违反", "只公布了违反的是《%s》，没有公布处罚所依据的条文"}} {
		if i := slices.IndexFunc(c.Basis, func(b precedent.Basis) bool { return b.Role == x[0] }); i >= 0 {
			return fmt.Sprintf(x[1], c.Basis[i].Law)
		}
	}
	return "没有公布处罚所依据的条文"
}

// on decides the case as of a day: under the first cited provision that can be computed.
func (s *caseSuite) on(c *precedent.Case, cited []statute.Citation, day string) assessment {
	var kept *assessment
	for _, x := range cited {
		a := s.under(c, x, day)
		if a.class != NotComputable {
			return a
		}
		if kept == nil {
			kept = &a
		}
	}
	return *kept
}

// under decides the case under one provision: for every item that it may mean and every role that the party may have.
func (s *caseSuite) under(c *precedent.Case, cited statute.Citation, day string) assessment {
	found, miss := s.articles.find(cited, day)
	if miss != nil {
		return missing(miss)
	}
	var each []assessment
	for _, f := range found {
		var all []assessment
		for _, role := range s.roles(c, f.item) {
			all = append(all, s.decide(c, f, role, day))
		}
		each = append(each, agree(all, "facts", "没有公布当事人是单位还是个人"))
	}
	a := agree(each, "article", "公布的条文没有写到款、项")
	if len(each) > 1 && a.class != NotComputable {
		whole := found[0]
		whole.place = placeOf(cited) + "各项"
		a.text = whole.String()
	}
	return a
}

// roles are those that the party may have: as published, else those that the item tells apart.
func (s *caseSuite) roles(c *precedent.Case, it *engine.Item) []string {
	if r := s.words.role(c); r != "" {
		return []string{r}
	}
	var out []string
	for _, b := range it.Branches {
		if (b.Role == "单位" || b.Role == "个人") && !slices.Contains(out, b.Role) {
			out = append(out, b.Role)
		}
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// days are the first and last on which the decision may have been made; "" = not published.
func days(c *precedent.Case) (first, last string) {
	d := c.Date
	if d == "" && c.Year > 0 {
		d = fmt.Sprint(c.Year)
	}
	switch len(d) {
	case len("2006"):
		return d + "-01-01", d + "-12-31"
	case len("2006-01"):
		t, err := time.Parse("2006-01", d)
		if err != nil {
			return "", ""
		}
		return d + "-01", t.AddDate(0, 1, -1).Format(time.DateOnly)
	}
	return d, d
}

// caseTally counts cases by class; system_class counts within a system.
type caseTally map[string]int

func (t caseTally) add(r CaseResult) {
	t["n"]++
	t[r.Class]++
	t[r.System+"_"+r.Class]++
	switch r.Class {
	case NotComputable:
		t[NotComputable+"_"+r.Cause]++
	case Outside:
		t[Outside+"_"+string(r.Verdict)]++
	}
	if r.Cause != "article" && r.Cause != "penalty" {
		t["known"]++ // facts, article and penalty are published
	}
	if r.Completeness == "full" {
		t["full"]++
		if r.Class != NotComputable {
			t["full_computable"]++
		}
	}
}

func (t caseTally) metrics() map[string]float64 {
	computable := t["n"] - t[NotComputable]
	m := map[string]float64{"full_computable_share": ratioOf(t["full_computable"], t["full"]), "known_computable_share": ratioOf(computable, t["known"])}
	for _, class := range CaseClasses {
		m[class] = 0
	}
	for name, n := range t {
		m[name] = float64(n)
	}
	return m
}

// table shows the classes of each system.
func (t caseTally) table() string {
	systems := map[string]bool{}
	for name := range t {
		for _, class := range CaseClasses {
			if sys, ok := strings.CutSuffix(name, "_"+class); ok {
				systems[sys] = true
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "system\t%s\n", strings.Join(CaseClasses, "\t"))
	row := func(name, prefix string) {
		b.WriteString(name)
		for _, class := range CaseClasses {
			fmt.Fprintf(&b, "\t%d", t[prefix+class])
		}
		b.WriteByte('\n')
	}
	for _, sys := range slices.Sorted(gomaps.Keys(systems)) {
		row(sys, sys+"_")
	}
	row("all", "")
	fmt.Fprintf(&b, "facts, article and penalty known\t%d of %d computable\n", t["n"]-t[NotComputable], t["known"])
	fmt.Fprintf(&b, "full\t%d of %d computable\n", t["full_computable"], t["full"])
	return b.String()
}
