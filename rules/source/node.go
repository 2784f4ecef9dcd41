package source

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

type kind uint8

const (
	broken kind = iota // a problem is already noted here: accessors stay silent
	null               // nothing after the colon, ~ or null
	scalar             // text
	list
	mapping
)

func (k kind) name() string {
	return [...]string{"无法读取的内容", "空值", "一个值", "列表", "键值对"}[k]
}

type style uint8

const (
	plain style = iota
	single
	double
	block
)

// node is one value, or one key, of the tree.
type node struct {
	up        *node
	items     []*node // values of a map or list, in file order
	keys      []*node // keys of a map
	byKey     map[string]*node
	key, text string
	line, col int
	index     int // in a list; -1 elsewhere
	kind      kind
	style     style
	isKey     bool
}

// A Node is one value of a file, with its place. It is a small value to be copied. A Node that was asked for but is not in
// the file is absent: Exists is false, accessors answer zero values without a problem, and Fail still knows where the
// Node should have been. Absent and null are different (`to: null` says something) but accessors treat null as absent.
type Node struct {
	doc  *Doc
	n    *node
	up   *node  // of an absent node: the map it is missing from
	rest string // of an absent node: the way from there, like .norm.rank
}

// Exists says that the file has this node, be it null.
func (n Node) Exists() bool { return n.n != nil }

// IsNull says that the node is there and says nothing: `key:`, `key: ~` or `key: null`.
func (n Node) IsNull() bool { return n.is(null) }

// IsMap says that the node is a map.
func (n Node) IsMap() bool { return n.is(mapping) }

// IsList says that the node is a list.
func (n Node) IsList() bool { return n.is(list) }

// IsScalar says that the node is a single value other than null.
func (n Node) IsScalar() bool { return n.is(scalar) }

func (n Node) is(k kind) bool { return n.n != nil && n.n.kind == k }

// Doc returns the file of the node; nil for the zero Node.
func (n Node) Doc() *Doc { return n.doc }

// Line returns the line, from 1; of an absent node the one of the map it is missing from.
func (n Node) Line() int { l, _ := n.place(); return l }

// Col returns the column in characters, from 1.
func (n Node) Col() int { _, c := n.place(); return c }

func (n Node) place() (line, col int) {
	at := n.n
	if at == nil {
		at = n.up
	}
	if at == nil {
		return 0, 0
	}
	return at.line, at.col
}

// Path returns the way from the root, like items[2].branches[0].when; "" for the root itself.
func (n Node) Path() string {
	if n.n == nil {
		return strings.TrimPrefix(pathOf(n.up)+n.rest, ".")
	}
	return strings.TrimPrefix(pathOf(n.n), ".")
}

func pathOf(n *node) string {
	var steps []string
	for ; n != nil && n.up != nil; n = n.up {
		if n.index >= 0 {
			steps = append(steps, "["+strconv.Itoa(n.index)+"]")
		} else {
			steps = append(steps, step(n.key))
		}
	}
	slices.Reverse(steps)
	return strings.Join(steps, "")
}

func step(key string) string {
	if key == "" || strings.ContainsAny(key, ".[]\"' :\t\n") || len(key) > 200 {
		return `["` + clip(key) + `"]`
	}
	return "." + key
}

// Fail notes a problem at the node's place: what is wrong, and what to write instead ("" when there is nothing to say).
// The zero Node belongs to no file: failing it is a mistake of the program and panics.
func (n Node) Fail(message, remedy string) {
	line, col := n.place()
	n.fail(line, col, message, remedy)
}

// FailAt notes a problem inside the text of a scalar, at the character with the given offset (from 0), for example where
// the parser of a condition stopped. The place is exact for plain and quoted values on one line and for block text
// (| and >); in a double-quoted value with line breaks it is the start of the value.
func (n Node) FailAt(runeOffset int, message, remedy string) {
	line, col := n.place()
	if n.doc != nil && !n.doc.full() {
		line, col = n.placeAt(runeOffset)
	}
	n.fail(line, col, message, remedy)
}

func (n Node) fail(line, col int, message, remedy string) {
	if n.doc == nil {
		panic("source: Fail on a Node that belongs to no file: " + message)
	}
	p := Problem{Line: line, Col: col, Message: message, Remedy: remedy}
	if !n.doc.full() {
		p.Path = n.Path()
	}
	n.doc.add(p)
}

// wrongKind notes that want was due here; nodes with a problem of their own stay silent.
func (n Node) wrongKind(want, remedy string) {
	if n.n.kind != broken {
		n.Fail(fmt.Sprintf("这里应为%s，写成了%s", want, n.n.kind.name()), remedy)
	}
}

// Map returns the node as a map. Without arguments any key will do; otherwise every other key is a problem that names the
// nearest allowed one. Absent and null give an empty map; anything else that is no map is a problem and gives an empty map.
func (n Node) Map(allowed ...string) Map {
	switch {
	case n.n == nil || n.n.kind == null:
		return Map{at: n}
	case n.n.kind != mapping:
		remedy := "写成“键: 值”，每行一个"
		if len(allowed) > 0 {
			remedy += "；可用的键：" + clipList(allowed)
		}
		if strings.Contains(n.n.text, "：") {
			remedy = "冒号用半角 : ，后面空一格"
		} else if strings.Contains(n.n.text, ":") {
			remedy = "冒号后面空一格"
		}
		n.wrongKind("键值对", remedy)
		return Map{at: n, bad: true}
	}
	if len(allowed) > 0 {
		for _, k := range n.n.keys {
			if !slices.Contains(allowed, k.text) {
				Node{doc: n.doc, n: k}.unknownKey(allowed)
			}
		}
	}
	return Map{at: n}
}

func (n Node) unknownKey(allowed []string) {
	if n.doc.full() {
		n.Fail("", "")
		return
	}
	remedy := "可用的键：" + clipList(allowed)
	if near := Nearest(n.n.text, allowed); near != "" {
		remedy = "您是否要写 " + near + "？"
	}
	n.Fail("不认识的键“"+clip(n.n.text)+"”", remedy)
}

// A Map is a node that was checked to be a map.
type Map struct {
	at  Node
	bad bool // a problem is noted: Must stays silent
}

// Node returns the node that the map was made from.
func (m Map) Node() Node { return m.at }

// Len returns the number of keys.
func (m Map) Len() int { return len(m.children()) }

func (m Map) children() []*node {
	if m.at.n == nil || m.bad {
		return nil
	}
	return m.at.n.items
}

// Get returns the value of key; absent when there is none.
func (m Map) Get(key string) Node {
	absent := Node{doc: m.at.doc, up: m.at.n, rest: step(key)}
	if m.at.n == nil { // an absent map: its own place is the nearest there is
		absent.up, absent.rest = m.at.up, m.at.rest+absent.rest
		return absent
	}
	if m.at.n.byKey != nil {
		if v := m.at.n.byKey[key]; v != nil && !m.bad {
			return Node{doc: m.at.doc, n: v}
		}
		return absent
	}
	for i, v := range m.children() {
		if m.at.n.keys[i].text == key {
			return Node{doc: m.at.doc, n: v}
		}
	}
	return absent
}

// Has says that key is in the map, be its value null.
func (m Map) Has(key string) bool { return m.Get(key).Exists() }

// Must returns the value of key; a missing or null value is a problem whose remedy names the key.
func (m Map) Must(key string) Node {
	v := m.Get(key)
	switch {
	case m.bad || v.doc == nil:
	case !v.Exists():
		v.Fail("缺少“"+key+"”", "补写 "+key+": …")
	case v.IsNull():
		v.Fail("“"+key+"”没有写值", "在 "+key+": 后面写上值")
	}
	return v
}

// Keys returns the keys as nodes, in file order.
func (m Map) Keys() []Node {
	out := make([]Node, 0, m.Len())
	for k := range m.Pairs() {
		out = append(out, k)
	}
	return out
}

// Pairs goes through keys and values in file order.
func (m Map) Pairs() iter.Seq2[Node, Node] {
	return func(yield func(key, value Node) bool) {
		for i, v := range m.children() {
			if !yield(Node{doc: m.at.doc, n: m.at.n.keys[i]}, Node{doc: m.at.doc, n: v}) {
				return
			}
		}
	}
}

// List returns the entries of a list. Absent and null give nil; a map or single value where a list is due is a problem.
func (n Node) List() []Node {
	switch {
	case n.n == nil || n.n.kind == null:
		return nil
	case n.n.kind != list:
		n.wrongKind("列表", "写成 [一, 二]，或者每项一行、以“- ”开头")
		return nil
	}
	out := make([]Node, len(n.n.items))
	for i, v := range n.n.items {
		out[i] = Node{doc: n.doc, n: v}
	}
	return out
}

// Scalars returns the entries of a list of single values; an entry that is a list, a map or null is a problem and left out.
func (n Node) Scalars() []Node {
	return slices.DeleteFunc(n.List(), func(e Node) bool {
		if !e.IsScalar() {
			e.wrongKind("一个值", "每项只写一个词或数")
		}
		return !e.IsScalar()
	})
}

// Texts returns the texts of Scalars.
func (n Node) Texts() []string {
	var out []string
	for _, e := range n.Scalars() {
		out = append(out, e.n.text)
	}
	return out
}
