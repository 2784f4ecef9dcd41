// Package cond compiles conditions in the officers' own words into closures: three-valued, every comparison recorded.
//
// expr-lang/expr parses and checks the text; the closures are built over its checked tree, so that one tree
// gives the result, the trace, the open fact to ask for next and the cuts that a proof needs.
package cond

import (
	"cmp"
	"fmt"

	"github.com/expr-lang/expr/conf"

	"cailiang/engine/facts"
)

// Frame is what a condition reads and writes: the domain of every fact by slot, and the result of every atom by id.
type Frame struct {
	Dom []facts.Domain
	Rec []facts.Truth
}

type eval func(*Frame) facts.Truth

// find gives the id of the first atom that keeps an unknown condition unknown.
type find func(*Frame) int

// Cond is one compiled condition.
type Cond struct {
	Source string // as written
	Atoms  []int  // ids of its atoms, in the order of the text
	run    eval
	open   find
}

// Eval gives the result for the facts of a frame and records every atom.
func (c *Cond) Eval(f *Frame) facts.Truth {
	if c == nil {
		return facts.True
	}
	return c.run(f)
}

// Open gives the atom that must be decided first; call it only after Eval gave Unknown.
func (c *Cond) Open(f *Frame) int { return c.open(f) }

// Op is a comparison.
type Op uint8

// The comparisons of an atom.
const (
	IsTrue  Op = iota // a yes/no fact
	Less              // fact < Const
	AtMost            // fact <= Const
	More              // fact > Const
	AtLeast           // fact >= Const
	Equal             // fact == Const
	Differs           // fact != Const
	Among             // enum in a set, or == 无 and the like: fact's mask inside Mask
	Linear            // a sum of facts against a number
)

// Atom is one comparison: the smallest thing that a trace shows and that a proof splits at.
type Atom struct {
	Text  string // as written
	Slot  int    // the fact; for Linear the first one
	Op    Op
	Const int64  // in stored units
	Mask  uint64 // Among
	terms []term // Linear
}

// Pool numbers the atoms of all conditions of one vocabulary.
type Pool struct {
	Vocabulary *facts.Vocabulary
	Atoms      []Atom
	conf       *conf.Config // of the parser, once it is asked for
}

// NewPool starts an empty pool.
func NewPool(v *facts.Vocabulary) *Pool { return &Pool{Vocabulary: v} }

// NewFrame makes a frame for all conditions of the pool compiled so far.
func (p *Pool) NewFrame() *Frame {
	return &Frame{Dom: make([]facts.Domain, p.Vocabulary.Len()), Rec: make([]facts.Truth, len(p.Atoms))}
}

// Fact is the condition that a yes/no fact holds.
func (p *Pool) Fact(slot int) *Cond {
	n := p.atom(Atom{Text: p.Vocabulary.Entry(slot).Name, Slot: slot, Op: IsTrue})
	return &Cond{Source: p.Vocabulary.Entry(slot).Name, Atoms: n.atoms, run: n.run, open: n.open}
}

// Amount is the condition that a money fact is an amount, neither 无 nor 无法计算.
func (p *Pool) Amount(slot int) *Cond {
	e := p.Vocabulary.Entry(slot)
	n := p.atom(Atom{Text: e.Name + "有数额", Slot: slot, Op: Among, Mask: facts.HasAmount})
	return &Cond{Source: e.Name + "有数额", Atoms: n.atoms, run: n.run, open: n.open}
}

// And joins conditions; nil members always hold, and no members give nil.
func And(cs ...*Cond) *Cond {
	var out *Cond
	for _, c := range cs {
		switch {
		case c == nil:
		case out == nil:
			out = c
		default:
			l, r := node{run: out.run, open: out.open, atoms: out.Atoms}, node{run: c.run, open: c.open, atoms: c.Atoms}
			n := and(l, r)
			out = &Cond{Source: out.Source + " and " + c.Source, Atoms: n.atoms, run: n.run, open: n.open}
		}
	}
	return out
}

type node struct {
	run    eval
	open   find
	atoms  []int
	absent string // a fact below that may be 无: `not` over it is refused
	joined *pair  // of two conditions joined by one word
}

type pair struct {
	left, right eval
	by          *table
}

func (p *Pool) atom(a Atom) node {
	id := len(p.Atoms)
	p.Atoms = append(p.Atoms, a)
	return node{run: run(a, id), open: func(*Frame) int { return id }, atoms: []int{id}}
}

// table gives the result of joining two truths; 16 places, so that no index needs a check.
type table [16]facts.Truth

func (t *table) of(a, b facts.Truth) facts.Truth { return t[(a<<2|b)&15] }

var andTable = table{
	facts.False<<2 | facts.False: facts.False, facts.False<<2 | facts.True: facts.False, facts.False<<2 | facts.Unknown: facts.False,
	facts.True<<2 | facts.False: facts.False, facts.True<<2 | facts.True: facts.True, facts.True<<2 | facts.Unknown: facts.Unknown,
	facts.Unknown<<2 | facts.False: facts.False, facts.Unknown<<2 | facts.True: facts.Unknown, facts.Unknown<<2 | facts.Unknown: facts.Unknown,
}

var orTable = table{
	facts.False<<2 | facts.False: facts.False, facts.False<<2 | facts.True: facts.True, facts.False<<2 | facts.Unknown: facts.Unknown,
	facts.True<<2 | facts.False: facts.True, facts.True<<2 | facts.True: facts.True, facts.True<<2 | facts.Unknown: facts.True,
	facts.Unknown<<2 | facts.False: facts.Unknown, facts.Unknown<<2 | facts.True: facts.True, facts.Unknown<<2 | facts.Unknown: facts.Unknown,
}

var notTable = [3]facts.Truth{facts.False: facts.True, facts.True: facts.False, facts.Unknown: facts.Unknown}

// Both sides always run: a trace without holes is worth more than a short cut.
func binary(l, r node, t *table) node {
	lr, rr, lo, ro := l.run, r.run, l.open, r.open
	n := node{
		run: func(f *Frame) facts.Truth {
			a := lr(f)
			return t.of(a, rr(f))
		},
		open: func(f *Frame) int {
			if lr(f) == facts.Unknown {
				return lo(f)
			}
			return ro(f)
		},
		atoms:  append(append([]int(nil), l.atoms...), r.atoms...),
		absent: cmp.Or(l.absent, r.absent),
		joined: &pair{lr, rr, t},
	}
	if p := l.joined; p != nil && p.by == t { // a, b and c in one call: a quarter faster for three comparisons
		first, second := p.left, p.right
		n.run = func(f *Frame) facts.Truth {
			a := first(f)
			a = t.of(a, second(f))
			return t.of(a, rr(f))
		}
	}
	return n
}

func and(l, r node) node { return binary(l, r, &andTable) }

func or(l, r node) node { return binary(l, r, &orTable) }

func not(x node) node {
	xr := x.run
	return node{run: func(f *Frame) facts.Truth { return notTable[xr(f)] }, open: x.open, atoms: x.atoms}
}

func constant(t facts.Truth) node {
	return node{run: func(*Frame) facts.Truth { return t }, open: func(*Frame) int { return -1 }}
}

// run builds the closure of one atom. The first branch of each is the hot one: a number and nothing else.
func run(a Atom, id int) eval {
	slot, c := a.Slot, a.Const
	switch a.Op {
	case IsTrue:
		return func(f *Frame) facts.Truth {
			t := facts.Unknown
			switch f.Dom[slot].Mask {
			case facts.CanTrue:
				t = facts.True
			case facts.CanFalse:
				t = facts.False
			}
			f.Rec[id] = t
			return t
		}
	case Among:
		m := a.Mask
		return func(f *Frame) facts.Truth {
			t := facts.Unknown
			if d := f.Dom[slot].Mask; d&^m == 0 {
				t = facts.True
			} else if d&m == 0 {
				t = facts.False
			}
			f.Rec[id] = t
			return t
		}
	case Less:
		return below(slot, id, c-1)
	case AtMost:
		return below(slot, id, c)
	case More:
		return above(slot, id, c+1)
	case AtLeast:
		return above(slot, id, c)
	case Equal:
		return func(f *Frame) facts.Truth { return record(f, id, &f.Dom[slot], equalTo(&f.Dom[slot], c)) }
	case Differs:
		return func(f *Frame) facts.Truth { return record(f, id, &f.Dom[slot], notTable[equalTo(&f.Dom[slot], c)]) }
	}
	return linear(a, id)
}

// record stores the truth over amounts; 无 and 无法计算 make every comparison false.
func record(f *Frame, id int, d *facts.Domain, amounts facts.Truth) facts.Truth {
	t := amounts
	if d.Mask != facts.HasAmount {
		t = withAbsent(d.Mask, amounts)
	}
	f.Rec[id] = t
	return t
}

func withAbsent(mask uint64, amounts facts.Truth) facts.Truth {
	if mask&facts.HasAmount == 0 || amounts == facts.False {
		return facts.False
	}
	return facts.Unknown
}

func below(slot, id int, top int64) eval {
	return func(f *Frame) facts.Truth {
		d := &f.Dom[slot]
		t := facts.Unknown
		if d.Hi <= top {
			t = facts.True
		} else if d.Lo > top {
			t = facts.False
		}
		if d.Mask != facts.HasAmount {
			t = withAbsent(d.Mask, t)
		}
		f.Rec[id] = t
		return t
	}
}

func above(slot, id int, bottom int64) eval {
	return func(f *Frame) facts.Truth {
		d := &f.Dom[slot]
		t := facts.Unknown
		if d.Lo >= bottom {
			t = facts.True
		} else if d.Hi < bottom {
			t = facts.False
		}
		if d.Mask != facts.HasAmount {
			t = withAbsent(d.Mask, t)
		}
		f.Rec[id] = t
		return t
	}
}

func equalTo(d *facts.Domain, c int64) facts.Truth {
	switch {
	case d.Lo == c && d.Hi == c:
		return facts.True
	case c < d.Lo || c > d.Hi:
		return facts.False
	}
	return facts.Unknown
}

// Slots lists the facts that the atom reads.
func (a *Atom) Slots() []int {
	if a.Op != Linear {
		return []int{a.Slot}
	}
	var out []int
	for _, t := range a.terms {
		if t.slot >= 0 {
			out = append(out, t.slot)
		}
	}
	return out
}

// Split parts a domain so that the atom is decided in every part; nil when the atom is outside the decidable form.
func (a *Atom) Split(d facts.Domain) []facts.Domain {
	var out []facts.Domain
	add := func(lo, hi int64) {
		lo, hi = max(lo, d.Lo), min(hi, d.Hi)
		if lo <= hi {
			out = append(out, facts.Between(lo, hi))
		}
	}
	switch a.Op {
	case IsTrue:
		return []facts.Domain{facts.Yes, facts.No}
	case Among:
		return splitMask(d, a.Mask)
	case Linear:
		return nil
	}
	if d.Mask&facts.HasAmount != 0 {
		switch a.Op {
		case Less:
			add(d.Lo, a.Const-1)
			add(a.Const, d.Hi)
		case AtMost:
			add(d.Lo, a.Const)
			add(a.Const+1, d.Hi)
		case More:
			add(d.Lo, a.Const)
			add(a.Const+1, d.Hi)
		case AtLeast:
			add(d.Lo, a.Const-1)
			add(a.Const, d.Hi)
		case Equal, Differs:
			add(d.Lo, a.Const-1)
			add(a.Const, a.Const)
			add(a.Const+1, d.Hi)
		}
	}
	for _, bit := range []uint64{facts.HasNone, facts.HasIncalculable} {
		if d.Mask&bit != 0 {
			out = append(out, facts.Domain{Mask: bit})
		}
	}
	return out
}

func splitMask(d facts.Domain, m uint64) []facts.Domain {
	var out []facts.Domain
	for _, mask := range []uint64{d.Mask & m, d.Mask &^ m} {
		if mask == 0 {
			continue
		}
		part := facts.Domain{Mask: mask}
		if mask&facts.HasAmount != 0 {
			part.Lo, part.Hi = d.Lo, d.Hi
		}
		out = append(out, part)
	}
	return out
}

// Error is one mistake in a condition. Offset counts runes from its start, -1 for the whole.
type Error struct {
	Offset          int
	Message, Remedy string
}

// Error joins message and remedy.
func (e Error) Error() string { return fmt.Sprintf("%s。改法：%s", e.Message, e.Remedy) }
