// Package prove shows that a discretion table has no gap, overlap, dead or reversed tier and no amount outside its range,
// or gives the facts that break it.
//
// The way through: a pack becomes a Table (conditions of one vocabulary, tiers, statutory branches); Check gives a
// Report with one Proof for each question. Each proof answers Proved, Refuted with facts that an officer could type, or
// NotProved with the comparison that is outside the decidable form.
//
// Method: boxes of facts are split at the first undecided comparison, with the closures that also decide cases. 无 and
// 无法计算 are values like others, and an open fact (未查明) is the set of its values: what holds for every value holds for it.
package prove

import (
	"cailiang/engine/cond"
	"cailiang/engine/money"
)

// Policy says which tier counts where several hold (档次竞合).
type Policy string

// The policies that documents declare. Heaviest and Lightest go by the order of the tiers, mildest first.
const (
	Silent   Policy = ""         // the document does not say: an overlap is a defect
	First    Policy = "first"    // the first in the order of the table
	Heaviest Policy = "heaviest" // the graver one
	Lightest Policy = "lightest" // the milder one
)

// Mark says what a tier does beside giving a range.
type Mark string

// The marks of a tier.
const (
	Ordinary  Mark = ""          // a range inside the statutory one
	Mitigated Mark = "mitigated" // 减轻: at or under the statutory floor
	Waived    Mark = "waived"    // 不予处罚: no penalty
	Elsewhere Mark = "elsewhere" // the facts are dealt with, the amounts are not in this table
)

// Amount is what a tier, or the law, gives for one target (罚款, 个人·罚款, 吊销许可证件 …).
type Amount struct {
	Target  string
	Range   money.Range // 分; factors of Base; numbers of Unit. NoMin and NoMax together: a kind without a number
	Base    string      // numeric fact that the range multiplies; "" = 元 or a period
	Percent bool        // print factors as percentages
	Unit    string      // 日 月 年 for periods; "" = 元
	Least   *money.Fen  // the product is at least this
	Cap     *money.Fen  // the product is at most this
	Deem    *money.Fen  // a smaller base counts as this (不足X的按X计算)
	Must    bool        // of the law: every tier that penalises has to have it
}

// Branch is one case of the statute (法定分支) with its limits.
type Branch struct {
	Name    string
	When    *cond.Cond // nil = always
	Limits  []Amount
	Partial bool // the law gives more kinds than are listed: a tier's other targets are not judged
}

// Any is the Branch of a tier that belongs to whatever branch the facts lead to.
const Any = -1

// Tier is one region of the table: a tier, a cell of a matrix, a band of a score (裁量阶次).
type Tier struct {
	Name      string
	When      *cond.Cond // nil = always
	Branch    int        // index of its statutory branch, or Any
	Group     string     // column by target (单位, 个人): only tiers of one group can overlap or leave a gap
	Rank      int        // gravity for the order proof, mildest lowest; 0 = not ranked
	Mark      Mark
	Override  bool // beats the tiers of its group that do not override
	Otherwise bool // holds where no other tier of its group and branch does
	Amounts   []Amount
}

// Table is what a proof looks at: the tiers of one item. All conditions come from one pool.
type Table struct {
	Name        string
	Pool        *cond.Pool
	Scope       *cond.Cond   // where the table applies; nil = everywhere
	Constraints []*cond.Cond // what facts can occur together; holds for every counterexample
	Branches    []Branch     // none: the statute is not given
	Tiers       []Tier
	Policy      Policy
	Parent      *Table // upper benchmark that this one refines, over the same pool
}

// region is where a tier decides: its conditions hold and none of those that beat it does.
type region struct{ yes, no []*cond.Cond }

// beats tells whether tier i takes the place of tier j where both hold.
func (t *Table) beats(i, j int) bool {
	a, b := &t.Tiers[i], &t.Tiers[j]
	switch {
	case i == j || a.Group != b.Group || !t.meet(i, j):
		return false
	case a.Otherwise != b.Otherwise:
		return b.Otherwise
	case a.Override != b.Override:
		return a.Override
	}
	switch t.Policy {
	case First, Lightest:
		return i < j
	case Heaviest:
		return i > j
	}
	return false
}

// meet tells whether two tiers can belong to one statutory branch.
func (t *Table) meet(i, j int) bool {
	a, b := t.Tiers[i].Branch, t.Tiers[j].Branch
	return a == b || a == Any || b == Any
}

// inBranch tells whether a tier can belong to branch b.
func (t *Table) inBranch(i, b int) bool {
	return b == Any || t.Tiers[i].Branch == b || t.Tiers[i].Branch == Any
}

// holds is where the condition of a tier holds, beaten or not.
func (t *Table) holds(i int) []*cond.Cond {
	yes := []*cond.Cond{t.Scope, t.Tiers[i].When}
	if b := t.Tiers[i].Branch; b != Any {
		yes = append(yes, t.Branches[b].When)
	}
	return yes
}

// own is the condition of a tier inside what is known to hold of scope and branch already.
func (t *Table) own(i int) *cond.Cond {
	if b := t.Tiers[i].Branch; b != Any {
		return cond.And(t.Branches[b].When, t.Tiers[i].When)
	}
	return t.Tiers[i].When
}

func (t *Table) region(i int) region {
	r := region{yes: t.holds(i)}
	for j := range t.Tiers {
		if t.beats(j, i) {
			r.no = append(r.no, t.own(j))
		}
	}
	return r
}

// groups lists the columns in order of appearance.
func (t *Table) groups() []string {
	var out []string
	seen := map[string]bool{}
	for i := range t.Tiers {
		if g := t.Tiers[i].Group; !seen[g] {
			seen[g] = true
			out = append(out, g)
		}
	}
	return out
}

// cases lists the branches, or Any alone where the statute is not given.
func (t *Table) cases() []int {
	if len(t.Branches) == 0 {
		return []int{Any}
	}
	out := make([]int, len(t.Branches))
	for i := range out {
		out[i] = i
	}
	return out
}

func (t *Table) when(b int) *cond.Cond {
	if b == Any {
		return nil
	}
	return t.Branches[b].When
}

// conditions lists all conditions of a table and its parent.
func (t *Table) conditions() []*cond.Cond {
	var out []*cond.Cond
	add := func(c *cond.Cond) {
		if c != nil {
			out = append(out, c)
		}
	}
	add(t.Scope)
	for _, c := range t.Constraints {
		add(c)
	}
	for i := range t.Branches {
		add(t.Branches[i].When)
	}
	for i := range t.Tiers {
		add(t.Tiers[i].When)
	}
	if t.Parent != nil {
		out = append(out, t.Parent.conditions()...)
	}
	return out
}
