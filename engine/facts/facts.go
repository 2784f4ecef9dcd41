// Package facts holds the typed facts of a case: each known, open, presumed, known within bounds or disputed, with its evidence.
package facts

import (
	"fmt"
	"math/bits"
)

// Truth is the three-valued result of a condition.
type Truth uint8

// A condition over open facts may stay Unknown.
const (
	False Truth = iota
	True
	Unknown
)

// Of turns a plain boolean into a Truth.
func Of(b bool) Truth {
	if b {
		return True
	}
	return False
}

// String gives the Chinese word shown in a trace.
func (t Truth) String() string {
	switch t {
	case True:
		return "成立"
	case False:
		return "不成立"
	}
	return "未定"
}

// Bits of Domain.Mask for numbers: what a money fact (违法所得 …) may be. 无 and 无法计算 are values of their own, never 0.
const (
	HasAmount       uint64 = 1 << iota
	HasNone                // 无
	HasIncalculable        // 无法计算
)

// Bits of Domain.Mask for yes/no facts.
const (
	CanTrue uint64 = 1 << iota
	CanFalse
)

// Domain is the set of values that a fact may still have.
// Numbers: Mask of HasAmount, HasNone, HasIncalculable; Lo..Hi both in (money in 分, dates in days since 1970-01-01, decimals in millionths).
// Yes/no: Mask of CanTrue, CanFalse. Enumerations: bit i of Mask for option i.
type Domain struct {
	Lo, Hi int64
	Mask   uint64
}

// Known reports whether exactly one value is left.
func (d Domain) Known() bool {
	return bits.OnesCount64(d.Mask) == 1 && d.Lo == d.Hi
}

// Empty reports whether no value is left.
func (d Domain) Empty() bool { return d.Mask == 0 }

// Amount is a domain of one number.
func Amount(v int64) Domain { return Domain{Lo: v, Hi: v, Mask: HasAmount} }

// Between is a domain of the numbers lo..hi, both in.
func Between(lo, hi int64) Domain { return Domain{Lo: lo, Hi: hi, Mask: HasAmount} }

// Yes, No and Either are the domains of a yes/no fact.
var (
	Yes    = Domain{Mask: CanTrue}
	No     = Domain{Mask: CanFalse}
	Either = Domain{Mask: CanTrue | CanFalse}
)

// None and Incalculable are 无 and 无法计算.
var (
	None         = Domain{Mask: HasNone}
	Incalculable = Domain{Mask: HasIncalculable}
)

// Intersect keeps the values in both domains.
func (d Domain) Intersect(o Domain, numeric bool) Domain {
	m := d.Mask & o.Mask
	if !numeric {
		return Domain{Mask: m}
	}
	if m&HasAmount == 0 {
		return Domain{Mask: m}
	}
	lo, hi := max(d.Lo, o.Lo), min(d.Hi, o.Hi)
	if lo > hi {
		return Domain{Mask: m &^ HasAmount}
	}
	return Domain{Lo: lo, Hi: hi, Mask: m}
}

// Hull is the smallest domain that holds both.
func (d Domain) Hull(o Domain, numeric bool) Domain {
	if d.Empty() {
		return o
	}
	if o.Empty() {
		return d
	}
	m := d.Mask | o.Mask
	switch {
	case !numeric || m&HasAmount == 0:
		return Domain{Mask: m}
	case d.Mask&HasAmount == 0:
		return Domain{Lo: o.Lo, Hi: o.Hi, Mask: m}
	case o.Mask&HasAmount == 0:
		return Domain{Lo: d.Lo, Hi: d.Hi, Mask: m}
	}
	return Domain{Lo: min(d.Lo, o.Lo), Hi: max(d.Hi, o.Hi), Mask: m}
}

// State says how well a fact is known.
type State uint8

// The states of a fact (事实状态).
const (
	Open     State = iota // 未查明
	Known                 // 已查明
	Presumed              // 推定: by the pack, with a reason
	Within                // 在范围内
	Disputed              // 有争议
)

var stateNames = [...]string{"未查明", "已查明", "推定", "在范围内", "有争议"}

// String gives the Chinese word of the state.
func (s State) String() string { return stateNames[s] }

// Claim is one side's version of a disputed fact.
type Claim struct {
	By       string
	Value    Domain
	Evidence []string
}

// Fact is what a case says of one entry of the vocabulary.
type Fact struct {
	State    State
	Value    Domain
	Evidence []string
	Verified bool
	Claims   []Claim
	Why      string // the reason of a presumption, or of what is known by the party's nature
	// Unprovable: open, and it cannot be established any more (无法查明); some documents then take the lowest option.
	Unprovable bool
}

// Set holds a fact for every entry of a vocabulary, in its order.
type Set struct {
	Vocabulary *Vocabulary
	Facts      []Fact
}

// NewSet gives the facts of a case that says nothing: presumed where the pack presumes, else open.
// presume = false lifts every presumption.
func NewSet(v *Vocabulary, presume bool) *Set {
	s := &Set{Vocabulary: v, Facts: make([]Fact, len(v.entries))}
	for i := range v.entries {
		e := &v.entries[i]
		if presume && e.Presume != nil {
			s.Facts[i] = Fact{State: Presumed, Value: e.Presume.Value, Why: e.Presume.Why}
		} else {
			s.Facts[i] = Fact{State: Open, Value: e.Whole()}
		}
	}
	return s
}

// Clone copies the set; the claims and evidence are shared.
func (s *Set) Clone() *Set {
	return &Set{Vocabulary: s.Vocabulary, Facts: append([]Fact(nil), s.Facts...)}
}

// Put stores a fact by name; an unknown name is an error.
func (s *Set) Put(name string, f Fact) error {
	i, ok := s.Vocabulary.Slot(name)
	if !ok {
		return fmt.Errorf("没有名为“%s”的事实", name)
	}
	s.Facts[i] = f
	return nil
}

// SetKnown stores a value in the officers' words as a known fact; an unreadable one is an error with its remedy.
func (s *Set) SetKnown(name, text string) error {
	i, ok := s.Vocabulary.Slot(name)
	if !ok {
		return fmt.Errorf("没有名为“%s”的事实", name)
	}
	d, err := s.Vocabulary.entries[i].Parse(text)
	if err != nil {
		return err
	}
	st := Known
	if !d.Known() {
		st = Open
	}
	s.Facts[i] = Fact{State: st, Value: d}
	return nil
}
