package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Tree is a case file as it was read (卷宗): nil, string, []any, or map[string]any of these. Values are typed by the checklist.
type Tree = any

// Collection says how the elements of a list of the case file are named.
type Collection struct {
	Key     string // the field that names an element: documents[事先告知书]
	Present string // a yes/no field; an element where it says no is only announced, and counts as absent
}

// Path points into a case file: documents[事先告知书].content.proposed_fine. `[甲|乙]` takes elements of either name, no
// brackets all of them. In a row a path starts at the row: `$` is the row itself, `^` the element around it, and a path
// that begins with / starts at the case file.
type Path struct {
	text string
	top  bool // begins with /
	segs []segment
}

type segment struct {
	name string
	keys []string
}

// ParsePath reads a path; the error says what to write.
func ParsePath(s string) (Path, error) {
	p := Path{text: s}
	s, p.top = strings.CutPrefix(s, "/")
	depth, start := 0, 0
	for i, r := range s + "." {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case r == '.' && depth == 0:
			seg, err := parseSegment(s[start:i])
			if err != nil {
				return Path{}, fmt.Errorf("路径“%s”无法识别：%w", s, err)
			}
			p.segs = append(p.segs, seg)
			start = i + 1
		}
	}
	if depth != 0 || len(p.segs) == 0 {
		return Path{}, fmt.Errorf("路径“%s”的方括号不成对，写成 timeline[立案].date", s)
	}
	return p, nil
}

func parseSegment(s string) (segment, error) {
	name, rest, bracket := strings.Cut(s, "[")
	if name == "" {
		return segment{}, fmt.Errorf("两个点之间没有名称")
	}
	if !bracket {
		return segment{name: name}, nil
	}
	keys, ok := strings.CutSuffix(rest, "]")
	if !ok || keys == "" {
		return segment{}, fmt.Errorf("“%s”的方括号里没有名称", name)
	}
	return segment{name, strings.Split(keys, "|")}, nil
}

// String gives the path as written.
func (p Path) String() string { return p.text }

// hit is a place of the case file with what stands there.
type hit struct {
	value any
	place string
	up    *hit // the element around it
}

// found is what a path leads to. blind: the file does not speak of this at all, so that nothing can be said of it.
type found struct {
	hits   []hit
	places []string // where it was looked for
	blind  bool
}

type finder struct {
	collections map[string]Collection
}

// find follows a path from a row, or from the whole file when row is nil.
func (f finder) find(root Tree, row *hit, p Path) found {
	at, segs := []hit{{value: root}}, p.segs
	if p.top {
		row = nil
	}
	for row != nil && len(segs) > 0 && (segs[0].name == "$" || segs[0].name == "^") {
		if segs[0].name == "^" && row.up != nil {
			row = row.up
		}
		at, segs = []hit{*row}, segs[1:]
	}
	if row != nil && len(segs) == len(p.segs) {
		at = []hit{*row}
	}
	out := found{}
	for i, s := range segs {
		var next []hit
		for j := range at {
			n, blind := f.step(&at[j], s)
			next = append(next, n...)
			out.blind = out.blind || blind
		}
		if len(next) == 0 {
			for _, h := range at {
				out.places = append(out.places, missingPlace(h.place, segs[i:]))
			}
			return out
		}
		at = next
	}
	out.hits, out.blind = at, false
	for _, h := range at {
		out.places = append(out.places, h.place)
	}
	return out
}

// missingPlace names what is not there: the element by its name, and the field where an element is not in question.
func missingPlace(at string, rest []segment) string {
	for i, s := range rest {
		at = join(at, s.name)
		if len(s.keys) > 0 {
			return at + "[" + s.keys[0] + "]"
		}
		if i == 0 && len(rest) > 1 && len(rest[1].keys) > 0 {
			continue
		}
	}
	return at
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// step goes one segment down. blind = the field itself is missing, which is another thing than an empty list.
func (f finder) step(h *hit, s segment) (out []hit, blind bool) {
	m, _ := h.value.(map[string]any)
	v, there := m[s.name]
	if !there {
		return nil, true
	}
	if fields, ok := v.(map[string]any); ok && len(s.keys) > 0 {
		for _, k := range s.keys {
			if x, there := fields[k]; there {
				out = append(out, hit{x, join(h.place, s.name) + "." + k, h})
			}
		}
		return out, len(out) == 0
	}
	list, isList := v.([]any)
	if !isList {
		return []hit{{v, join(h.place, s.name), h}}, false
	}
	for i, x := range list {
		name, present := f.nameOf(s.name, x, i)
		if present && (len(s.keys) == 0 || slices.Contains(s.keys, name)) {
			out = append(out, hit{x, join(h.place, s.name) + "[" + name + "]", h})
		}
	}
	return out, false
}

func (f finder) nameOf(list string, x any, i int) (name string, present bool) {
	m, ok := x.(map[string]any)
	if !ok {
		if s, ok := x.(string); ok {
			return s, true
		}
		return strconv.Itoa(i), true
	}
	c := f.collections[list]
	if no, _ := m[c.Present].(string); c.Present != "" && (no == "false" || no == "否") {
		return "", false
	}
	if name, _ := m[c.Key].(string); c.Key != "" && name != "" {
		return name, true
	}
	return strconv.Itoa(i), true
}
