package rules

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"cailiang/engine/period"
	"cailiang/engine/review"
	"cailiang/rules/source"
)

func ordinary(t testing.TB) (*ChecklistPack, *period.Calendar) {
	t.Helper()
	packs, err := LoadChecklists(BuiltinChecklists())
	if err != nil {
		t.Fatal(err)
	}
	p, err := FindChecklist(packs, "ordinary")
	if err != nil {
		t.Fatal(err)
	}
	lib, err := Load(Builtin())
	if err != nil {
		t.Fatal(err)
	}
	return p, lib.Calendar()
}

// dossier reads a case file beside the checklist anew: tests change it.
func dossier(t testing.TB, p *ChecklistPack, name string) map[string]any {
	t.Helper()
	f, err := p.root.Open("ordinary/tests/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tree, err := ReadDossier(name, f)
	if err != nil {
		t.Fatal(err)
	}
	return tree.(map[string]any)
}

// parent finds what holds the last step of a path: a map and its key, or a list and its index.
func parent(t testing.TB, c map[string]review.Collection, at any, path string) (any, string, func(any)) {
	t.Helper()
	steps := strings.Split(path, ".")
	var put func(any)
	for i, s := range steps {
		name, key, inList := strings.Cut(strings.TrimSuffix(s, "]"), "[")
		m, ok := at.(map[string]any)
		if !ok {
			t.Fatalf("%s: %s is no map", path, s)
		}
		if i == len(steps)-1 && !inList {
			return m, name, func(v any) { m[name] = v }
		}
		put = func(v any) { m[name] = v }
		at = m[name]
		if !inList {
			continue
		}
		list := at.([]any)
		n := slices.IndexFunc(list, func(x any) bool { e, ok := x.(map[string]any); return ok && e[c[name].Key] == key })
		if key == "0" {
			n = 0
		}
		if n < 0 {
			t.Fatalf("%s: no %s", path, s)
		}
		if i == len(steps)-1 {
			return list, fmt.Sprint(n), put
		}
		at = list[n]
	}
	return nil, "", put
}

func drop(t testing.TB, c map[string]review.Collection, file any, path string) {
	t.Helper()
	holder, key, put := parent(t, c, file, path)
	switch h := holder.(type) {
	case map[string]any:
		delete(h, key)
	case []any:
		var n int
		_, _ = fmt.Sscan(key, &n)
		put(slices.Delete(slices.Clone(h), n, n+1))
	}
}

type fault struct {
	name    string
	place   int
	file    map[string]any
	results map[string]review.Result // by check
}

func brokenFiles(t testing.TB, p *ChecklistPack, list *review.Checklist) []fault {
	t.Helper()
	doc, err := source.ReadFS(p.root, "ordinary/tests/faults.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out []fault
	for _, n := range doc.Root().List() {
		m := n.Map("name", "set", "drop", "fail", "pass", "human", "not_applicable")
		f := fault{name: m.Must("name").Text(), place: n.Line(), file: dossier(t, p, "clean.yaml"), results: map[string]review.Result{}}
		if m.Has("set") {
			for k, v := range m.Get("set").Map().Pairs() {
				_, _, put := parent(t, list.Collections, f.file, k.Text())
				put(treeOf(v))
			}
		}
		for _, path := range m.Get("drop").Texts() {
			drop(t, list.Collections, f.file, path)
		}
		for _, r := range []review.Result{review.Fail, review.Pass, review.Human, review.NotApplicable} {
			for _, id := range m.Get(string(r)).Texts() {
				f.results[id] = r
			}
		}
		out = append(out, f)
	}
	if err := doc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func results(a review.Audit) map[string]review.Result {
	out := map[string]review.Result{}
	for _, f := range a.Findings {
		out[f.Check.ID] = f.Result
	}
	return out
}

func TestCleanFile(t *testing.T) {
	p, cal := ordinary(t)
	a := p.Version("2026-05-14").List.Audit(dossier(t, p, "clean.yaml"), cal)
	if a.Conclusion != review.Agree || len(a.Problems) > 0 {
		t.Errorf("conclusion %s, problems %v", a.Conclusion, a.Problems)
	}
	for _, f := range a.Findings {
		if f.Result != review.Pass && f.Result != review.NotApplicable {
			t.Errorf("%s: %s %s", f.Check.ID, f.Result, f.Message)
		}
	}
}

// TestEveryCheck: each fault gives what it says and where it shows, and each check is seen to pass and to fail (or to ask).
func TestEveryCheck(t *testing.T) {
	p, cal := ordinary(t)
	list := p.Version("2026-05-14").List
	seen := map[string]map[review.Result]bool{}
	note := func(id string, r review.Result) {
		if seen[id] == nil {
			seen[id] = map[review.Result]bool{}
		}
		seen[id][r] = true
	}
	for id, r := range results(list.Audit(dossier(t, p, "clean.yaml"), cal)) {
		note(id, r)
	}
	for _, f := range brokenFiles(t, p, list) {
		a := list.Audit(f.file, cal)
		got := results(a)
		for id, want := range f.results {
			note(id, got[id])
			if got[id] != want {
				t.Errorf("faults.yaml:%d %s: %s is %q, want %s", f.place, f.name, id, got[id], want)
			}
		}
		for _, x := range a.Findings {
			if (x.Result == review.Fail || x.Result == review.Human) && (len(x.Evidence) == 0 || x.Message == "") {
				t.Errorf("faults.yaml:%d %s: %s shows no place or says nothing", f.place, f.name, x.Check.ID)
			}
		}
	}
	for _, k := range list.Checks {
		bad, good := review.Fail, review.Pass
		if k.Must == nil {
			bad, good = review.Human, review.NotApplicable
		}
		if !seen[k.ID][bad] || !seen[k.ID][good] {
			t.Errorf("%s was never seen as %s and %s: %v", k.ID, good, bad, seen[k.ID])
		}
	}
}

// TestUnknownFact: a field taken away from the clean file never makes another check fail where the file merely stops speaking.
func TestUnknownFact(t *testing.T) {
	p, cal := ordinary(t)
	list := p.Version("2026-05-14").List
	for _, path := range []string{"agency.kind", "agency.has_power", "party.kind", "party.id_checked", "violation.act_end", "violation.continuing", "decision.date",
		"thresholds.hearing_fine_org", "is_major", "timeline", "documents", "officers", "documents[事先告知书].content.right_to_state",
		"documents[处罚决定书].content.seal", "officers[乙].cert_valid_to", "benchmark.tier_max", "documents[询问笔录].signed_by_party"} {
		file := dossier(t, p, "clean.yaml")
		drop(t, list.Collections, file, path)
		a := list.Audit(file, cal)
		for _, f := range a.Findings {
			if f.Result == review.Fail {
				t.Errorf("without %s: %s fails: %s", path, f.Check.ID, f.Message)
			}
			if f.Result == review.Unknown && len(f.Missing) == 0 {
				t.Errorf("without %s: %s is unknown and names nothing", path, f.Check.ID)
			}
		}
	}
}

func TestChecklistMistakes(t *testing.T) {
	doc, err := source.Read("x.yaml", strings.NewReader(`
collections: {}
facts: {甲: {type: bool, at: a}, 乙: {type: int, days: [甲]}, 丙: {type: bool}}
checks:
  - {id: X, duty: T1, topic: nothing, severity: void, partly: true, law: L, article: A, title: T, must: 丁, message: "{戊}"}
conclusions: [{conclude: agree}]
`))
	if err != nil {
		t.Fatal(err)
	}
	readChecklist(doc, "x", "2026-01-01")
	text := fmt.Sprint(doc.Err())
	for _, want := range []string{"事实的个数不对", "事实没有写从哪里来", "nothing", "至多为 serious", "不认识的事实“丁”", "“{戊}”不是事实"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func BenchmarkAudit(b *testing.B) {
	p, cal := ordinary(b)
	list := p.Version("2026-05-14").List
	file := dossier(b, p, "clean.yaml")
	for b.Loop() {
		list.Audit(file, cal)
	}
}

// FuzzDossier: no input makes the reader or an audit panic.
func FuzzDossier(f *testing.F) {
	p, cal := ordinary(f)
	clean, err := os.ReadFile("checklists/ordinary/tests/clean.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(clean))
	f.Add("timeline: [{step: 立案, date: 2026-02-30}]\ndocuments: 无\nofficers: {甲: 乙}")
	list := p.Version("2026-05-14").List
	f.Fuzz(func(_ *testing.T, text string) {
		if tree, err := ReadDossier("x", strings.NewReader(text)); err == nil {
			list.Audit(tree, cal)
		}
	})
}
