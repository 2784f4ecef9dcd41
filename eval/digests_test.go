package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cailiang/engine"
	"cailiang/engine/money"
)

// results gives result and reason of every computation, by short name and id.
func results(t testing.TB, data string, change func(*engine.BaseRule)) map[string]DigestCase {
	t.Helper()
	files, err := digests(data, nil, change)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]DigestCase{}
	for _, f := range files {
		for _, it := range f.Items {
			for _, c := range it.Cases {
				if _, dup := out[it.ID+" "+c.N]; dup {
					t.Errorf("%s %s occurs twice", it.ID, c.N)
				}
				out[it.ID+" "+c.N] = c
			}
		}
	}
	return out
}

const specimens = "testdata/digests"

// The entries of the specimens that are meant to come out otherwise than equal.
var otherwise = map[string]string{
	"specimen term": Inexpressible, "specimen check": Inexpressible, "specimen wrong-sum": Differs, "specimen wrong-end": Differs,
	"specimen one-of-two": Ambiguous, "specimen unknown-property": Inexpressible, "specimen unknown-shape": Inexpressible,
}

func TestSpecimens(t *testing.T) {
	for id, c := range results(t, specimens, nil) {
		want := Equal
		if o, ok := otherwise[id]; ok {
			want = o
		}
		if c.Result != want {
			t.Errorf("%s: %s, want %s\n got %s\nwant %s\n%s", id, c.Result, want, c.Got, c.Want, c.Reason)
		}
		if later := id == "specimen term" || id == "specimen check"; c.Later != later {
			t.Errorf("%s: later = %v", id, c.Later)
		}
	}
}

// A specimen's rule may come with another file of the folder; alone, nothing governs its cases.
func TestCasesWithoutTheirRule(t *testing.T) {
	for id, c := range results(t, specimens+"/specimen-worked.yaml", nil) {
		if c.Result != Inexpressible || c.Reason == "" {
			t.Errorf("%s: %+v", id, c)
		}
	}
}

// Files of worked computations without a rule are decided by the shipped base rule of their name.
func TestShippedRule(t *testing.T) {
	name := filepath.Join(t.TempDir(), "chongqing-worked.yaml")
	text := `cases: [{id: a, clause: [{shape: range, min: 10000, max: 50000}], facts: {}, expect: {fine: {grade: 一般, range: [22000, 38000], open: both}}}]`
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if c := results(t, name, nil)["chongqing-worked a"]; c.Result != Equal {
		t.Errorf("%+v", c)
	}
}

func TestLines(t *testing.T) {
	var out bytes.Buffer
	var seen []string
	r, err := Digests(specimens, &out, func(done, total int, name string) { seen = append(seen, fmt.Sprint(done, "/", total, " ", name)) })
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 5 || len(seen) != 4 {
		t.Fatalf("%d lines, progress %q", len(lines), seen)
	}
	reasons := map[string]string{}
	for _, l := range lines[:4] {
		var f DigestFile
		if err := json.Unmarshal([]byte(l), &f); err != nil {
			t.Fatal(err)
		}
		reasons[f.File] = f.Items[0].Result + " " + f.Items[0].Reason
		if f.File == "specimen.yaml" && (f.Items[0].ID != "specimen" || f.Items[0].Model != generalRule) {
			t.Errorf("item %q, model %q", f.Items[0].ID, f.Items[0].Model)
		}
	}
	if reasons["other-shape.yaml"] != Inexpressible+" "+reasonShape || !strings.HasPrefix(reasons["broken.yaml"], Inexpressible+" broken.yaml") {
		t.Errorf("%q", reasons)
	}
	var last Report
	if err := json.Unmarshal([]byte(lines[4]), &last); err != nil {
		t.Fatal(err)
	}
	m := last.Metrics
	if last.Suite != "digests" || last.N != r.N || m["later"] != 2 || m["unsupported_files"] != 2 ||
		m[Equal]+m[Differs]+m[Ambiguous]+m[Inexpressible] != m["penalty_computations"] {
		t.Errorf("%+v", last)
	}
}

func TestNothingThere(t *testing.T) {
	for _, data := range []string{filepath.Join(t.TempDir(), "none.yaml"), t.TempDir()} {
		if _, err := Digests(data, &bytes.Buffer{}, nil); err == nil || !strings.Contains(err.Error(), "改法") {
			t.Errorf("%s: %v", data, err)
		}
	}
}

// flipShare turns each cut at one share into a cut at another.
func flipShare(from, to string) func(*engine.BaseRule) {
	f, err1 := money.ParseRatio(from)
	g, err2 := money.ParseRatio(to)
	if err1 != nil || err2 != nil {
		panic(fmt.Sprint(err1, err2))
	}
	return func(r *engine.BaseRule) {
		for _, tiers := range r.Cuts {
			for _, cuts := range tiers {
				for i := range cuts {
					if cuts[i].From == f {
						cuts[i].From = g
					}
					if cuts[i].To == f {
						cuts[i].To = g
					}
				}
			}
		}
	}
}

// A rule with one share changed must be noticed, and only where the share is used.
func TestChangedShareShows(t *testing.T) {
	got := results(t, specimens, flipShare("0.25", "0.26"))
	for id, want := range map[string]string{"specimen lighter": Differs, "specimen ordinary": Differs, "specimen two-meanings": Differs,
		"specimen heavier": Equal, "specimen mitigated": Equal, "specimen weighed": Equal} {
		if got[id].Result != want {
			t.Errorf("%s: %s, want %s", id, got[id].Result, want)
		}
	}
}

// general is the folder of the general-rule digests.
func general(t testing.TB) string {
	t.Helper()
	data := os.Getenv("CAILIANG_DATA")
	if data == "" {
		t.Skip("没有设置 CAILIANG_DATA（真实材料所在的目录），跳过与裁量规则摘要的核对")
	}
	return filepath.Join(data, "benchmarks", "general")
}

// laid lists the computations laid to the digests, with the rule's words.
func laid(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/digests-laid.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, l := range strings.Split(string(text), "\n") {
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		f := strings.Split(l, "\t")
		if len(f) != 3 || f[2] == "" {
			t.Fatalf("testdata/digests-laid.txt: %q: short name, id and the rule's words, parted by tabs", l)
		}
		out[f[0]+" "+f[1]] = f[2]
	}
	return out
}

func TestGeneralRules(t *testing.T) {
	known := laid(t)
	n := 0
	for id, c := range results(t, general(t), nil) {
		if c.Later {
			continue
		}
		n++
		switch _, excused := known[id]; {
		case c.Result != Equal && !excused:
			t.Errorf("%s: %s\n got %s\nwant %s\n%s", id, c.Result, c.Got, c.Want, c.Reason)
		case c.Result == Equal && excused:
			t.Errorf("%s comes out equal: take it out of testdata/digests-laid.txt", id)
		}
	}
	if n == 0 || 100*len(known) > 3*n {
		t.Errorf("%d of %d computations laid to the digests, at most 3 %% may be", len(known), n)
	}
	t.Logf("%d penalty computations, %d laid to the digests", n, len(known))
}

func TestChangedShareShowsInChongqing(t *testing.T) {
	got := results(t, general(t), flipShare("0.30", "0.31"))
	for _, id := range []string{"chongqing cq-w01", "chongqing cq-w02", "chongqing cq-w05", "chongqing-worked cqw-s01", "market-2022 mk-w01"} {
		if got[id].Result != Differs {
			t.Errorf("%s: %s, want %s", id, got[id].Result, Differs)
		}
	}
	if got["chongqing cq-w03"].Result != Equal {
		t.Errorf("cq-w03 does not use the share, yet: %+v", got["chongqing cq-w03"])
	}
}

// falsified turns one thing that a digest expects into something false.
var falsified = []struct {
	name string
	find *regexp.Regexp
	with func([]string) string
}{
	{"sum", regexp.MustCompile(`((?:range|within): \[[0-9.]+, )([0-9]+)\]`), func(m []string) string { return m[1] + m[2] + ".01]" }},
	{"upper end", regexp.MustCompile(`open: (none|min|max|both)`), func(m []string) string {
		return "open: " + map[string]string{"none": "max", "min": "both", "max": "none", "both": "min"}[m[1]]
	}},
	{"multiple", regexp.MustCompile(`(times: \[[0-9.]+, )([0-9]+)\]`), func(m []string) string { return m[1] + m[2] + ".01]" }},
	{"grade", regexp.MustCompile(`grade: (减轻|从轻|一般|从重)`), func(m []string) string {
		return "grade: " + map[string]string{"减轻": "从重", "从轻": "一般", "一般": "从轻", "从重": "减轻"}[m[1]]
	}},
	{"direction", regexp.MustCompile(`direction: (\w+)`), func(m []string) string {
		return "direction: " + map[string]string{"lower": "higher", "lower_or_below": "lower", "higher": "neutral", "neutral": "lower_or_below"}[m[1]]
	}},
	{"whether", regexp.MustCompile(`whether: (\w+)`), func(m []string) string {
		return "whether: " + map[string]string{"none": "may_none", "may_none": "none", "penalty": "may_none", "may": "none"}[m[1]]
	}},
	{"human", regexp.MustCompile(`human: true, within: (\[[^]]*\])`), func(m []string) string { return "range: " + m[1] }},
	{"joint", regexp.MustCompile(`joint: (single|joint|must|human|silent)([,}])`), func(m []string) string {
		return "joint: " + map[string]string{"single": "joint", "joint": "single", "must": "joint", "human": "silent", "silent": "human"}[m[1]] + m[2]
	}},
	{"collective", regexp.MustCompile(`collective: (required|not by amount)`), func(m []string) string {
		return "collective: " + map[string]string{"required": "not", "not by amount": "required"}[m[1]]
	}},
	{"a kind less", regexp.MustCompile(`(kinds: \[[^]]*), 罚款\]`), func(m []string) string { return m[1] + "]" }},
	{"also", regexp.MustCompile(`also: \[教育\]`), func([]string) string { return "also: [备案]" }},
	{"alt", regexp.MustCompile(`(range \(0, [0-9]+)\)`), func(m []string) string { return m[1] + "1)" }},
	{"check", regexp.MustCompile(`check: fail`), func([]string) string { return "check: pass" }},
	{"last day", regexp.MustCompile(`last_day: "([0-9-]{8})`), func([]string) string { return `last_day: "1999-01-` }},
}

// The comparison must not be lenient: every false expectation is noticed in every computation that has it.
func TestFalseAnswersAreNoticed(t *testing.T) {
	for _, folder := range []func(testing.TB) string{func(testing.TB) string { return specimens }, general} {
		data := folder(t)
		right := results(t, data, nil)
		for _, f := range falsified {
			dir := t.TempDir()
			changed := falsify(t, data, dir, f.find, f.with)
			for id, c := range results(t, dir, nil) {
				if slices.Contains(changed, strings.Fields(id)[1]) && !c.Later && right[id].Result == Equal && c.Result == Equal {
					t.Errorf("%s: a false %s passes\n got %s\nwant %s", id, f.name, c.Got, c.Want)
				}
			}
		}
	}
}

var entryID = regexp.MustCompile(`^ *- \{?id: ([\w-]+)`)

// falsify copies the digests of a folder with the expectations changed, and tells which entries were.
func falsify(t *testing.T, from, to string, find *regexp.Regexp, with func([]string) string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(from, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var changed []string
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines, id := strings.Split(string(text), "\n"), ""
		for i, l := range lines {
			if m := entryID.FindStringSubmatch(l); m != nil {
				id = m[1]
			}
			head, expect, ok := strings.Cut(l, "expect: ")
			if !ok || !find.MatchString(expect) {
				continue
			}
			if strings.Contains(expect, "null]") {
				continue // an end that is not there can be neither in nor out
			}
			at := find.FindStringSubmatchIndex(expect) // only the first: two false readings may be the other's truth
			lines[i] = head + "expect: " + expect[:at[0]] + with(find.FindStringSubmatch(expect)) + expect[at[1]:]
			changed = append(changed, id)
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(name)), []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return changed
}

// Whatever a file holds, it ends in results.
func FuzzDigest(f *testing.F) {
	names, err := filepath.Glob(specimens + "/*.yaml")
	if err != nil || len(names) == 0 {
		f.Fatal(names, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	s, err := newDigestSuite()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		one := *s
		one.rules = map[string]*digest{}
		out := one.run(one.read("fuzz.yaml", strings.NewReader(text)))
		if len(out.Items) != 1 {
			t.Fatalf("%+v", out)
		}
		for _, c := range out.Items[0].Cases {
			if c.Result == "" {
				t.Errorf("no result: %+v", c)
			}
			if strings.HasPrefix(c.Reason, "程序没有料到") {
				t.Errorf("panic: %s", c.Reason)
			}
		}
	})
}
