// Package source reads YAML and JSON files strictly into nodes that know their place, and collects every problem of a file.
//
// A file is read once into a [Doc]. Accessors of [Node] never stop: a wrong value is noted in the Doc with file, line,
// column and path, the accessor answers the zero value, and reading goes on, so that the author of a pack or a case sees
// all mistakes in one run. After reading, [Doc.Err] is the verdict.
//
// Strict means: one document, no anchors, aliases, merge keys or tags, no duplicate keys, no invisible characters, and no
// guessing of types: `on`, `no`, `1` and `3+` are text until somebody asks for a number. The reasons: a lawyer who
// compares a file with the text of a law must see every value where it counts, and 否 must not turn into a boolean by
// accident. JSON is read by the same way, since it is YAML.
package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Limits of one file. Each is named in the message that refuses a file.
const (
	MaxBytes  = 8 << 20  // bytes of a file
	MaxDepth  = 64       // maps and lists inside one another
	MaxNodes  = 200_000  // keys, values, maps and lists together
	MaxScalar = 64 << 10 // bytes of one value

	maxProblems = 1000 // listed ones; the rest is counted
)

// A Problem is one mistake in a file, at its place. Line and Col count from 1 (Col in characters, not bytes); 0 means
// that the problem concerns the file as a whole. Path looks like items[2].branches[0].when.
type Problem struct {
	File      string
	Line, Col int
	Path      string
	Message   string // what is wrong, in Chinese, without a full stop
	Remedy    string // what to write instead; may be empty
}

// Error gives 文件:行:列: 路径: 说明。改法：….
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Col)
	}
	b.WriteString(": ")
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	b.WriteString(strings.TrimRight(p.Message, "。") + "。")
	if p.Remedy != "" {
		b.WriteString("改法：" + strings.TrimRight(p.Remedy, "。"))
		if !strings.HasSuffix(p.Remedy, "？") {
			b.WriteString("。")
		}
	}
	return b.String()
}

// Problems is an error that lists all of its problems, one a line, in the order of their places.
type Problems []Problem

// Error joins the messages, sorted by file, line and column.
func (ps Problems) Error() string {
	lines := make([]string, 0, len(ps))
	for _, p := range ps.sorted() {
		lines = append(lines, p.Error())
	}
	return strings.Join(lines, "\n")
}

func (ps Problems) sorted() Problems {
	out := slices.Clone(ps)
	slices.SortStableFunc(out, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Path, b.Path), cmp.Compare(a.Message, b.Message))
	})
	return out
}

// A Doc is one file that was read, with the problems noted so far. It is not safe for concurrent use while accessors run.
type Doc struct {
	name     string
	text     string // without the byte order mark
	marks    []mark // known places of text, made on first use
	root     *node
	problems Problems
	seen     map[Problem]bool
	dropped  int
}

// Name returns the file's name as it was given to Read.
func (d *Doc) Name() string { return d.name }

// Root returns the topmost node; it exists for every Doc that Read returned.
func (d *Doc) Root() Node { return Node{doc: d, n: d.root} }

// Problems returns all problems noted so far, sorted by place.
func (d *Doc) Problems() Problems {
	ps := d.problems.sorted()
	if d.dropped > 0 {
		ps = append(ps, Problem{File: d.name, Message: fmt.Sprintf("另有 %d 处问题未列出（最多列出 %d 处）", d.dropped, maxProblems), Remedy: "先改正已列出的问题，再检查一次"})
	}
	return ps
}

// Err returns all problems noted so far as one error (a [Problems]), or nil when there are none.
func (d *Doc) Err() error {
	if ps := d.Problems(); len(ps) > 0 {
		return ps
	}
	return nil
}

// add notes a problem once; asking a node the same thing twice must not double the message.
func (d *Doc) add(p Problem) {
	p.File = d.name
	if d.seen[p] {
		return
	}
	if len(d.problems) >= maxProblems {
		d.dropped++
		return
	}
	if d.seen == nil {
		d.seen = map[Problem]bool{}
	}
	d.seen[p] = true
	d.problems = append(d.problems, p)
}

// full says that further problems are only counted, so that costly remedies need not be worked out.
func (d *Doc) full() bool { return len(d.problems) >= maxProblems }
