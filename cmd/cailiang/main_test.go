package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// today is fixed, so that what the tests print does not change with the day.
func today() string { return "2026-11-24" }

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"cailiang": func() {
			os.Exit(run(&env{in: os.Stdin, out: os.Stdout, err: os.Stderr, today: today}, os.Args[1:]))
		},
	})
}

// TestScripts runs the command line as users do: testdata/script/*.txtar.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "../../testdata/script",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("ROOT", root)
			return nil
		},
	})
}

// TestGolden holds the explanation of every case file: text, Markdown, the party's text and JSON.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("../../testdata/cases/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".yaml")
		for _, form := range [][2]string{{"", ".txt"}, {"--party", ".party.txt"}, {"--markdown", ".md"}, {"--json", ".json"}} {
			if form[1] != ".txt" && !slices.Contains(allForms, name) {
				continue
			}
			t.Run(name+form[1], func(t *testing.T) {
				var out, errs bytes.Buffer
				args := []string{"suggest", f}
				if form[0] != "" {
					args = append(args, form[0])
				}
				code := run(&env{out: &out, err: &errs, today: today}, args)
				got := out.String() + strings.ReplaceAll(errs.String(), f, filepath.Base(f))
				if code >= exitUnreadable && out.Len() > 0 && code != exitNothing {
					t.Errorf("exit %d with output", code)
				}
				golden(t, filepath.Join("../../testdata/golden", name+form[1]), got)
			})
		}
	}
}

// allForms are the cases whose Markdown, party text and JSON are held too; the plain text is held for all.
var allForms = []string{"cq-mkt-024-expired-tea", "cq-hea-007-warning-only", "emg-005-locked-corridor", "cus-002-wrong-tariff-code", "tax-002-first-late-return"}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (run with -update once and read what it wrote)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", name, firstDifference(string(want), got))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range w {
		if i >= len(g) || w[i] != g[i] {
			have := "(end)"
			if i < len(g) {
				have = g[i]
			}
			return "want " + w[i] + "\ngot  " + have
		}
	}
	return "got more lines"
}

// TestCompletionsMatch holds the completion words equal to the parser's commands.
func TestCompletionsMatch(t *testing.T) {
	var out bytes.Buffer
	run(&env{out: &out, err: &out, today: today}, []string{"--help"})
	for name, words := range completions {
		if name == "" {
			continue
		}
		if !strings.Contains(out.String(), "\n  "+name) {
			t.Errorf("command %s is not in the help", name)
		}
		if name != "packs" && name != "eval" && name != "suggest" {
			continue
		}
		var sub bytes.Buffer
		run(&env{out: &sub, err: &sub, today: today}, []string{name, "--help"})
		for _, w := range words {
			if !strings.Contains(sub.String(), w) {
				t.Errorf("%s --help does not name %s", name, w)
			}
		}
	}
}

// TestReadmeShowsTheOutput holds the example in both READMEs equal to what the command prints.
func TestReadmeShowsTheOutput(t *testing.T) {
	want, err := os.ReadFile("../../testdata/golden/cq-mkt-024-expired-tea.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../../README.md", "../../README.zh-CN.md"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(data), "<!-- output:suggest begin -->\n```text\n")
		got, _, ok := strings.Cut(rest, "```\n<!-- output:suggest end -->")
		if !ok || got != string(want) {
			t.Errorf("%s does not show what the command prints:\n%s", name, firstDifference(string(want), got))
		}
	}
}
