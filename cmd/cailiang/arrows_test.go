package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "cailiang"

// An arrow forbids imports. Patterns: "a/b" is that package alone, "a/b/..." with all below it; paths of this module are
// written without its name, "std/..." stands for the whole standard library, "./..." for the whole module.
type arrow struct {
	from   []string // the packages that are bound
	except []string // …but these
	never  []string // what they may not import…
	allow  []string // …but this they may
	why    string
}

var (
	yamlReaders = []string{"go.yaml.in/yaml/...", "gopkg.in/yaml.v2", "gopkg.in/yaml.v3", "github.com/goccy/go-yaml/...", "sigs.k8s.io/yaml/..."}
	sqlDrivers  = []string{"database/sql/...", "modernc.org/sqlite/...", "github.com/jackc/pgx/..."}
)

// arrows is the picture of the house: cmd → api → rules → corpus → engine. Tests are not bound: they may read files.
// .golangci.yml says the same to editors; this is what counts.
var arrows = []arrow{
	{from: []string{"engine/..."}, never: []string{"rules/...", "corpus/...", "api/...", "cmd/...", "eval/..."},
		why: "engine is the core: everything else uses it"},
	{from: []string{"engine/..."}, never: slices.Concat([]string{"os/...", "net/...", "syscall", "math/rand/..."}, sqlDrivers),
		why: "a decision must come out the same years later: no disk, network, database or chance"},
	{from: []string{"engine/money"}, never: []string{"./...", "*"}, allow: []string{"std/..."},
		why: "amounts are exact integers; the standard library is enough"},
	{from: []string{"engine/facts"}, never: []string{"./..."}, allow: []string{"engine/money"},
		why: "facts come before conditions and know only amounts"},
	{from: []string{"engine/facts"}, never: []string{"github.com/expr-lang/expr/..."},
		why: "facts do not depend on the language in which conditions are written"},
	{from: []string{"corpus/..."}, never: []string{"rules/...", "api/...", "cmd/...", "eval/..."},
		why: "rules use the corpus, never the other way"},
	{from: []string{"corpus/statute"}, never: []string{"engine/...", "github.com/blevesearch/..."},
		why: "reading a law needs neither the engine nor the search index"},
	{from: []string{"corpus/precedent"}, never: []string{"github.com/blevesearch/..."},
		why: "cases are data; only corpus/index searches"},
	{from: []string{"corpus/hanzi"}, never: []string{"./..."}, allow: []string{"corpus/hanzi"},
		why: "cutting text into terms needs no laws"},
	{from: []string{"rules/..."}, never: slices.Concat([]string{"api/...", "cmd/...", "eval/...", "corpus/index", "net/..."}, sqlDrivers),
		why: "rules are read and compiled without server, store or search"},
	{from: []string{"api/..."}, never: []string{"cmd/...", "eval/..."},
		why: "the program is wired in cmd only"},
	{from: []string{"api"}, never: slices.Concat([]string{"html/template"}, sqlDrivers),
		why: "JSON is decoded, answered and encoded here; pages and SQL live elsewhere"},
	{from: []string{"api/casework"}, never: []string{"net/http", "html/..."},
		why: "casework serves JSON, pages and command line alike"},
	{from: []string{"api/web"}, never: sqlDrivers,
		why: "pages ask casework, not the database"},
	{from: []string{"api/store"}, never: []string{"rules/...", "net/http"},
		why: "the store keeps what was decided; it decides nothing"},
	{from: []string{"api/llm"}, never: []string{"api/store", "rules/..."},
		why: "a model sees a finished result, never the records or the rules"},
	{from: []string{"eval/..."}, never: []string{"api/...", "cmd/..."},
		why: "measurements see everything below api"},
	{from: []string{"./..."}, except: []string{"rules/..."}, never: yamlReaders,
		why: "files are read strictly, with places, by rules/source"},
	{from: []string{"./..."}, except: []string{"api/llm"}, never: []string{"github.com/ollama/..."},
		why: "the model may be absent; one package knows it"},
	{from: []string{"./..."}, except: []string{"api/store"}, never: sqlDrivers,
		why: "SQL lives in api/store"},
	{from: []string{"./..."}, never: []string{"cmd/..."},
		why: "nothing imports a command"},
}

// clock lists what in package time looks at the clock or waits for it.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer"}

type pkg struct {
	ImportPath, Dir string
	Imports         []string
	GoFiles         []string
	CgoFiles        []string
}

func TestArrows(t *testing.T) {
	packages := list(t)
	for _, p := range packages {
		for _, broken := range check(p) {
			t.Error(broken)
		}
	}
	if len(packages) < 2 {
		t.Fatalf("go list found only %d packages", len(packages))
	}
}

func TestEngineHasNoClock(t *testing.T) {
	for _, p := range list(t) {
		if !matches("engine/...", p.ImportPath) {
			continue
		}
		for _, file := range slices.Concat(p.GoFiles, p.CgoFiles) {
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, filepath.Join(p.Dir, file), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, pos := range clockUses(f) {
				t.Errorf("%s: the engine looks at the clock; a date is an argument", set.Position(pos))
			}
		}
	}
}

// TestArrowsBite shows that the check finds what it is there to find.
func TestArrowsBite(t *testing.T) {
	for _, c := range []struct {
		from, to string
		allowed  bool
	}{
		{"engine", "cailiang/rules", false},
		{"engine/prove", "cailiang/corpus/clause", false},
		{"engine", "cailiang/engine/money", true},
		{"engine", "os", false},
		{"engine/record", "net/http", false},
		{"engine/record", "database/sql", false},
		{"engine/draft", "github.com/ollama/ollama/api", false},
		{"engine/prove", "go.yaml.in/yaml/v4", false},
		{"engine", "github.com/expr-lang/expr/ast", true},
		{"engine/money", "math/big", true},
		{"engine/money", "github.com/expr-lang/expr", false},
		{"engine/money", "cailiang/engine/facts", false},
		{"engine/facts", "cailiang/engine/money", true},
		{"engine/facts", "github.com/expr-lang/expr", false},
		{"engine/facts", "cailiang/engine", false},
		{"corpus/clause", "cailiang/rules/source", false},
		{"corpus/clause", "cailiang/engine/money", true},
		{"corpus/statute", "cailiang/engine/money", false},
		{"corpus/hanzi", "cailiang/corpus/statute", false},
		{"rules", "cailiang/corpus/clause", true},
		{"rules", "cailiang/corpus/index", false},
		{"rules/source", "go.yaml.in/yaml/v4", true},
		{"rules/source", "os", true},
		{"api/casework", "cailiang/rules", true},
		{"api/casework", "html/template", false},
		{"api/casework", "go.yaml.in/yaml/v4", false},
		{"api/store", "database/sql", true},
		{"api/web", "database/sql", false},
		{"api/llm", "github.com/ollama/ollama/api", true},
		{"eval", "cailiang/api/casework", false},
		{"eval", "cailiang/rules", true},
		{"cmd/cailiang", "cailiang/api", true},
		{"cmd/cailiang", "cailiang/cmd/other/part", false},
	} {
		p := pkg{ImportPath: path.Join(module, c.from), Imports: []string{c.to}}
		if broken := check(p); (len(broken) == 0) != c.allowed {
			t.Errorf("%s → %s: allowed %v, want %v %v", c.from, c.to, len(broken) == 0, c.allowed, broken)
		}
	}
	const code = `package p; import ("time"; t "time"); var _ = []any{time.Now, t.Since, time.Date, time.UTC}`
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", code, 0)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(clockUses(f)); n != 2 {
		t.Errorf("found %d uses of the clock, want 2", n)
	}
}

// list asks the go command for all packages of the module. Packages that do not compile are listed too: their imports count.
func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,Imports,GoFiles,CgoFiles", "./...")
	cmd.Dir = filepath.Join("..", "..")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var packages []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// check returns one line for each forbidden import of p.
func check(p pkg) []string {
	var broken []string
	for _, a := range arrows {
		if !anyMatches(a.from, p.ImportPath) || anyMatches(a.except, p.ImportPath) {
			continue
		}
		for _, i := range p.Imports {
			if anyMatches(a.never, i) && !anyMatches(a.allow, i) {
				broken = append(broken, fmt.Sprintf("%s → %s: %s", p.ImportPath, i, a.why))
			}
		}
	}
	return broken
}

func anyMatches(patterns []string, importPath string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, importPath) })
}

func matches(pattern, importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	standard := first != module && !strings.Contains(first, ".")
	switch pattern {
	case "*":
		return true
	case "std/...":
		return standard
	case "./...":
		return first == module
	}
	if root, _, _ := strings.Cut(pattern, "/"); slices.Contains([]string{"engine", "rules", "corpus", "api", "cmd", "eval"}, root) {
		pattern = module + "/" + pattern
	}
	if base, below := strings.CutSuffix(pattern, "/..."); below {
		return importPath == base || strings.HasPrefix(importPath, base+"/")
	}
	return importPath == pattern
}

// clockUses finds mentions of the functions of clock, under whatever name the file imports time.
func clockUses(f *ast.File) []token.Pos {
	var names []string
	for _, i := range f.Imports {
		if p, _ := strconv.Unquote(i.Path.Value); p != "time" {
			continue
		}
		if i.Name == nil {
			names = append(names, "time")
		} else {
			names = append(names, i.Name.Name)
		}
	}
	var found []token.Pos
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && slices.Contains(names, x.Name) && slices.Contains(clock, sel.Sel.Name) {
			found = append(found, sel.Pos())
		}
		return true
	})
	return found
}
