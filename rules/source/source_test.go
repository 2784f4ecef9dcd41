package source

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Fatalf("%s differs from line %d (go test -update writes it anew)\n got: %q\nwant: %q", path, i+1, a[min(i, len(a)):min(i+1, len(a))], b[min(i, len(b)):min(i+1, len(b))])
		}
	}
}

func mustRead(t *testing.T, text string) *Doc {
	t.Helper()
	d, err := Read("f.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAccessors(t *testing.T) {
	data, err := os.ReadFile("testdata/accessors.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := Read("accessors.yaml", strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	ask := map[string]func(Node) (any, bool){
		"number":  func(n Node) (any, bool) { v, ok := n.Number(); return v, ok },
		"int":     func(n Node) (any, bool) { v, ok := n.Int(); return v, ok },
		"date":    func(n Node) (any, bool) { v, ok := n.Date(); return v, ok },
		"bool":    func(n Node) (any, bool) { v, ok := n.Bool(); return v, ok },
		"oneof":   func(n Node) (any, bool) { v, ok := n.OneOf("must", "may", "警告", "罚款"); return v, ok },
		"text":    func(n Node) (any, bool) { v := n.Text(); return v, v != "" },
		"list":    func(n Node) (any, bool) { v := len(n.List()); return v, v > 0 },
		"scalars": func(n Node) (any, bool) { v := n.Texts(); return v, len(v) > 0 },
		"map": func(n Node) (any, bool) {
			m := n.Map("name", "kind", "basis")
			return m.Must("name").Text(), m.Len() > 0
		},
	}
	var b strings.Builder
	for key, values := range d.Root().Map(slices.Collect(maps.Keys(ask))...).Pairs() {
		for _, v := range values.List() {
			if got, ok := ask[key.Text()](v); ok {
				fmt.Fprintf(&b, "%s = %v\n", v.Path(), got)
			}
		}
	}
	golden(t, "accessors.txt", b.String()+"\n"+d.Err().Error()+"\n")
}

// refused holds inputs with the mistakes people make; refused.txt holds what is said to each.
var refused = []struct{ name, text string }{
	{"empty", ""},
	{"only a comment", "# 无\n"},
	{"only a document mark", "---\n"},
	{"two documents", "a: 1\n---\nb: 2\n"},
	{"text after the end", "a: 1\n...\nb: 2\n"},
	{"UTF-16", "\xff\xfea\x00"},
	{"GBK", "a: 1\n名: \xbb\xf5\xd6\xb5\n"},
	{"NUL and other hidden characters", "a: x\x00\nb: \u200b食品\nc: \u202e倒\nd: a\u2028b\ne: \u0085\n\ufeff"},
	{"duplicate key", "a: 1\nb: {c: 1, c: 2}\na: 3\n"},
	{"anchor, alias, merge", "a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 1}\n\"<<\": 文字\n"},
	{"unknown alias", "a: *x\n"},
	{"tags", "a: !!int 5\nb: !Ref c\nd: ! e\nf: !!binary aGk=\n"},
	{"undeclared tag handle", "a: !e!x 1\n"},
	{"bad tag", "a: !<\n"},
	{"complex key", "? [a, b]\n: c\n? {d: e}\n: f\n"},
	{"empty key", ": a\n\"\": b\n"},
	{"full-width space before a key", "a: 1\n　b: 2\n"},
	{"full-width colon", "a: 1\nb：2\nc: 3\n"},
	{"full-width colon throughout", "a：1\nb：2\n"},
	{"no blank after the colon", "a: 1\nb:2\n"},
	{"indent with a tab", "a:\n\tb: 1\n"},
	{"indent with a tab in a list", "a:\n  - b: 1\n\t  c: 2\n"},
	{"deeper line", "a: 1\n  b: 2\n"},
	{"line between levels", "a:\n    b: 2\n  c: 3\n"},
	{"list out of line", "a:\n  - 1\n - 2\n"},
	{"list on the key's line", "a: - 1\n"},
	{"two colons", "a: b: c\n"},
	{"open bracket", "a: [1, 2\nb: 3\n"},
	{"open brace", "a: {b: 1\nc: 3\n"},
	{"empty entry", "a: [1,,2]\n"},
	{"bracket too many", "a: [1]]\n"},
	{"open quote", "a: \"x\nb: 1\n"},
	{"open quote before a mark", "a: 'x\n---\nb: 1\n"},
	{"text after a quote", "a: \"甲\"和乙\n"},
	{"unknown escape", "a: \"C:\\d\"\n"},
	{"bad hex escape", "a: \"\\u12\"\n"},
	{"at sign", "a: @甲\n"},
	{"percent", "a: %5\n"},
	{"backtick", "a: `b`\n"},
	{"ampersand alone", "a: & b\n"},
	{"star alone", "a: * b\n"},
	{"directive", "%YAML 1.2\n---\na: 1\n"},
	{"tag directive", "%TAG !e! tag:example.com,2026:\n---\na: !e!x 1\n"},
	{"other directive", "%YAML 2.0\n---\na: 1\n"},
	{"unknown directive", "%FOO bar\n---\na: 1\n"},
	{"bad block header", "a: |0\n  b\n"},
	{"comment after a quote", "a: \"b\"# c\n"},
	{"question mark", "a: ? b\n"},
	{"null", "null"},
	{"deep list", strings.Repeat("[", 100_000)},
	{"deep closed list", strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1)},
	{"deep map", strings.Repeat("{a: ", 100_000)},
	{"deep block list", strings.Repeat("- ", 100_000)},
	{"deep question marks", strings.Repeat("? ", 100_000)},
	{"mixed depth", strings.Repeat("- ", 40) + strings.Repeat("[", 40) + strings.Repeat("]", 40)},
	{"a file of brackets", strings.Repeat("[", MaxBytes)},
	{"a file of commas", "[" + strings.Repeat(",a", MaxBytes/2-1)},
	{"a file of quotes", strings.Repeat("'' ", MaxBytes/3)},
	{"a file of anchors", strings.Repeat("&a ", MaxBytes/3)},
	{"too many entries", strings.Repeat("- \n", MaxNodes)},
	{"too large", strings.Repeat(" ", MaxBytes) + "a"},
	{"long value", "a: 1\nb: " + strings.Repeat("甲", MaxScalar/3+1) + "\n"},
	{"anchor bomb", "a: &a [x, x]\n" + bomb()},
}

func bomb() string {
	var b strings.Builder
	for c := 'b'; c <= 'z'; c++ {
		fmt.Fprintf(&b, "%c: &%c [*%c, *%c]\n", c, c, c-1, c-1)
	}
	return b.String()
}

func TestRefused(t *testing.T) {
	var b strings.Builder
	for _, r := range refused {
		d, err := Read("f.yaml", strings.NewReader(r.text))
		if err == nil {
			d.Root().Map()
			err = d.Err()
		}
		if err == nil {
			t.Errorf("%s: accepted", r.name)
			continue
		}
		said := strings.Split(err.Error(), "\n")
		if len(said) > 8 {
			said = append(said[:8], fmt.Sprintf("(and %d more)", len(said)-8))
		}
		fmt.Fprintf(&b, "== %s\n%s\n", r.name, strings.Join(said, "\n"))
	}
	golden(t, "refused.txt", b.String())
}

func TestAccepted(t *testing.T) {
	for _, text := range []string{
		"a: 1", "\ufeffa: 1\r\nb: 2\r\n", "---\na: 1\n...\n", "text", "[]", "{}",
		`{"a": [1, 2.5, true, null, "x\n\u4e00"], "b": {"c": "d"}}`,
		"a: it's, a - b ? c & d * e ! f\n",
		strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth),
		strings.Repeat("- {a: 1, b: 2}\n", MaxNodes/5-1),
		"a: " + strings.Repeat("x", MaxScalar),
	} {
		d, err := Read("f.yaml", strings.NewReader(text))
		if err == nil {
			err = d.Err()
		}
		if err != nil {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

func TestReadFailures(t *testing.T) {
	_, err := Read("f.yaml", io.MultiReader(strings.NewReader("a: 1"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	if err == nil || err.Error() != "f.yaml: 文件读不出来：unexpected EOF。改法：检查文件和读取权限。" {
		t.Error(err)
	}
	fsys := fstest.MapFS{"p/pack.yaml": {Data: []byte("a: 1")}}
	if d, err := ReadFS(fsys, "p/pack.yaml"); err != nil || d.Name() != "p/pack.yaml" {
		t.Error(d, err)
	}
	if _, err := ReadFS(fsys, "p/none.yaml"); err == nil || err.Error() != "p/none.yaml: 文件打不开：没有这个文件。改法：检查文件名和读取权限。" {
		t.Error(err)
	}
}

func TestAbsent(t *testing.T) {
	d := mustRead(t, "a: {b: }\nlist: [x]\n")
	root := d.Root().Map()
	gone := root.Get("norm").Map("rank").Get("rank")
	if v, ok := gone.Int(); v != 0 || ok || gone.Text() != "" || gone.List() != nil || gone.Exists() || gone.IsNull() {
		t.Error("an absent node has a value")
	}
	b := root.Get("a").Map().Get("b")
	if !b.Exists() || !b.IsNull() || b.Text() != "" || b.List() != nil || b.Map().Len() != 0 || b.IsScalar() {
		t.Error("null is not read as null")
	}
	if err := d.Err(); err != nil {
		t.Fatal("asking for what is absent is no problem:", err)
	}
	root.Get("norm").Map("rank").Must("rank")
	root.Get("a").Map().Must("b")
	root.Must("none")
	root.Must("none")
	root.Get("list").Map("x").Must("x") // one problem, not two
	want := `f.yaml:1:1: none: 缺少“none”。改法：补写 none: …。
f.yaml:1:1: norm.rank: 缺少“rank”。改法：补写 rank: …。
f.yaml:1:8: a.b: “b”没有写值。改法：在 b: 后面写上值。
f.yaml:2:7: list: 这里应为键值对，写成了列表。改法：写成“键: 值”，每行一个；可用的键：x。`
	if got := d.Err().Error(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestPaths(t *testing.T) {
	d := mustRead(t, "items:\n  - branches:\n      - {when: 甲, \"a.b\": 1}\n")
	item := d.Root().Map().Get("items").List()[0]
	branch := item.Map().Get("branches").List()[0]
	for want, n := range map[string]Node{
		"":                              d.Root(),
		"items[0]":                      item,
		"items[0].branches[0].when":     branch.Map().Get("when"),
		`items[0].branches[0]["a.b"]`:   branch.Map().Get("a.b"),
		"items[0].branches[0].penalty":  branch.Map().Get("penalty"),
		"items[0].branches[0].norm.who": branch.Map().Get("norm").Map().Get("who"),
	} {
		if n.Path() != want {
			t.Errorf("got %q, want %q", n.Path(), want)
		}
	}
	keys := branch.Map().Keys()
	if len(keys) != 2 || keys[0].Text() != "when" || keys[1].Line() != 3 || keys[1].Col() != 19 {
		t.Error(keys)
	}
}

func TestLargeMap(t *testing.T) {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "键%d: %d\n", i, i)
	}
	m := mustRead(t, b.String()).Root().Map()
	if v, ok := m.Get("键77").Int(); v != 77 || !ok || m.Has("键100") || m.Len() != 100 {
		t.Error(v, ok, m.Len())
	}
}

func TestProblemsAreBounded(t *testing.T) {
	d := mustRead(t, strings.Repeat("- 甲\n", maxProblems+5))
	for _, n := range d.Root().List() {
		n.Int()
	}
	ps := d.Problems()
	if len(ps) != maxProblems+1 || !strings.Contains(ps.Error(), "另有 5 处问题未列出") {
		t.Error(len(ps), ps[len(ps)-1])
	}
}

// In a file that is one long line a place far to the right is found too.
func TestFailAtLongLine(t *testing.T) {
	d := mustRead(t, "["+strings.Repeat("'甲', ", 3*markEvery)+"乙丙]")
	entries := d.Root().List()
	entries[len(entries)-1].FailAt(1, "错", "")
	if p := d.Problems()[0]; p.Line != 1 || p.Col != 2+5*3*markEvery+1 {
		t.Error(p)
	}
}

func TestFailAt(t *testing.T) {
	const text = `plain: 货值金额 < 1万
single: '甲''乙 丙'
double: "甲\n乙\u4e00\x41丙\"丁"
literal: |
  第一行

    第二 行
folded: >-
  一 二
  三
several: 甲 乙
  丙 丁
quoted: "甲
  乙"
list: [a]
`
	for _, c := range []struct {
		key       string
		offset    int
		line, col int
	}{
		{"plain", 0, 1, 8}, {"plain", 7, 1, 15}, {"plain", 9, 1, 17}, {"plain", 99, 1, 17}, {"plain", -1, 1, 8},
		{"single", 0, 2, 10}, {"single", 1, 2, 11}, {"single", 2, 2, 13}, {"single", 5, 2, 16},
		{"double", 1, 3, 11}, {"double", 2, 3, 13}, {"double", 3, 3, 14}, {"double", 4, 3, 20}, {"double", 5, 3, 24}, {"double", 7, 3, 27},
		{"literal", 0, 5, 3}, {"literal", 2, 5, 5}, {"literal", 3, 5, 6}, {"literal", 7, 7, 5}, {"literal", 9, 7, 7}, {"literal", 10, 7, 8},
		{"folded", 0, 9, 3}, {"folded", 2, 9, 5}, {"folded", 4, 10, 3},
		{"several", 0, 11, 10}, {"several", 2, 11, 12}, {"several", 4, 12, 3}, {"several", 6, 12, 5},
		{"quoted", 0, 13, 10}, {"quoted", 2, 13, 9},
		{"list", 3, 15, 7},
	} {
		d := mustRead(t, text)
		d.Root().Map().Get(c.key).FailAt(c.offset, "错", "")
		if p := d.Problems()[0]; p.Line != c.line || p.Col != c.col {
			t.Errorf("%s+%d: got %d:%d, want %d:%d", c.key, c.offset, p.Line, p.Col, c.line, c.col)
		}
	}
}

// Whatever is written in quotes comes back, and every character is found where it was written.
func TestQuotedRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[甲乙a-z0-9 '"\\:#,\[\]{}<>=！，。＜-]{0,20}`).Draw(t, "text")
		single := "'" + strings.ReplaceAll(text, "'", "''") + "'"
		double := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
		for _, written := range []string{single, double} {
			d, err := Read("f", strings.NewReader("- 甲: "+written))
			if err != nil {
				t.Fatal(err)
			}
			n := d.Root().List()[0].Map().Get("甲")
			if n.Text() != text {
				t.Fatalf("%s came back as %q", written, n.Text())
			}
			for i, c := range []rune(text) {
				_, col := n.placeAt(i)
				at := []rune(written)[col-n.Col():]
				if at[0] != c && (at[0] != '\\' || at[1] != c) {
					t.Fatalf("%s: character %d found at column %d", written, i, col)
				}
			}
		}
	})
}

func TestNearest(t *testing.T) {
	words := []string{"from", "form", "kind", "min", "max", "penalties", "罚款", "没收违法所得", "没收非法财物", "轻"}
	for word, want := range map[string]string{
		"knid": "kind", "Kind": "kind", "from": "from", "fro": "from", "frmo": "from", "penalty": "penalties", "罚金": "罚款", "没收违法所": "没收违法所得",
		"重": "", "x": "", "": "", "什么都不像": "", "base": "", strings.Repeat("甲", 1000): "",
	} {
		if got := Nearest(word, words); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
	if Nearest("甲乙", nil) != "" {
		t.Error("something is near nothing")
	}
}

func TestZeroNode(t *testing.T) {
	var n Node
	if n.Exists() || n.Path() != "" || n.Line() != 0 || n.Text() != "" || n.Map().Must("a").Exists() {
		t.Error("the zero Node is something")
	}
	defer func() {
		if recover() == nil {
			t.Error("a problem of no file was swallowed")
		}
	}()
	n.Fail("x", "")
}

// FuzzRead asks every node everything: no input may crash or hang the reader, and every place lies inside the file.
func FuzzRead(f *testing.F) {
	for _, r := range refused {
		if len(r.text) <= 1<<12 { // the large ones are read in TestRefused; mutating them finds nothing and takes long
			f.Add([]byte(r.text))
		}
	}
	f.Add([]byte(strings.Repeat("[", 1000)))
	f.Add([]byte("a: [1, {b: 'c'}]\nd: |\n  e\n"))
	f.Add([]byte("{\"a\": [1, 2.5, true, null, \"x\\n\\u4e00\"]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read("f", strings.NewReader(string(data)))
		if err != nil {
			within(t, string(data), err.(Problems))
			return
		}
		budget := 2000
		askAll(d.Root(), &budget)
		within(t, string(data), d.Problems())
	})
}

func askAll(n Node, budget *int) {
	if *budget--; *budget < 0 {
		return
	}
	n.Number()
	n.Int()
	n.Date()
	n.Bool()
	n.OneOf("甲", "乙")
	n.Fail("f", n.Text())
	for _, offset := range []int{0, 1, len(n.Text())} {
		n.FailAt(offset, "f", n.Path())
	}
	for _, e := range n.List() {
		askAll(e, budget)
	}
	n.Scalars()
	m := n.Map("甲", "乙")
	m.Must("丙").Map().Must("丁")
	for k, v := range m.Pairs() {
		askAll(k, budget)
		askAll(v, budget)
	}
}

func within(t *testing.T, data string, ps Problems) {
	lines := 1 + strings.Count(data, "\n") + strings.Count(data, "\r")
	for _, p := range ps {
		if p.Line < 0 || p.Line > lines+1 || p.Col < 0 || p.Line > 0 && p.Col < 1 || p.Message == "" {
			t.Fatalf("no such place: %+v in %d lines", p, lines)
		}
	}
}
