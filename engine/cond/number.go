package cond

import (
	"cmp"
	"fmt"
	"math/big"
	"strings"

	"github.com/expr-lang/expr/ast"

	"cailiang/engine/facts"
)

// term is coefficient × fact; coefficients are whole after the sum has been brought to one denominator.
type term struct {
	slot int
	coef *big.Int
}

// sum is Σ coefficient × fact + constant, exact.
type sum struct {
	coef  map[int]*big.Rat // by slot, in written units
	order []int
	add   *big.Rat
	word  uint64 // 无 or 无法计算 instead of a number
	kind  facts.Type
	typed bool
}

func (b *builder) comparison(n *ast.BinaryNode) node {
	if e, slot := b.enum(n.Left); e != nil {
		return b.enumComparison(n, e, slot, n.Right)
	}
	if e, slot := b.enum(n.Right); e != nil {
		return b.enumComparison(n, e, slot, n.Left)
	}
	if b.isBool(n.Left) || b.isBool(n.Right) {
		return b.boolComparison(n)
	}
	l, ok := b.sum(n.Left)
	r, ok2 := b.sum(n.Right)
	if !ok || !ok2 {
		return constant(facts.Unknown)
	}
	op := operators[n.Operator]
	if l.word != 0 || r.word != 0 {
		return b.absence(n, l, r)
	}
	if l.typed && r.typed && l.kind != r.kind {
		return b.fail(n, fmt.Sprintf("%s不能与%s比较", l.kind, r.kind), "只比较同类的事实")
	}
	for _, slot := range r.order { // everything to the left
		c := r.coef[slot]
		l.plus(slot, new(big.Rat).Neg(c))
	}
	l.typed, l.kind = l.typed || r.typed, pickKind(l, r)
	bound := new(big.Rat).Sub(r.add, l.add)
	for _, slot := range l.order {
		if l.coef[slot].Sign() == 0 { // dropped, it would lose its 无: better said than guessed
			return b.fail(n, fmt.Sprintf("“%s”在比较里互相抵消", b.pool.Vocabulary.Entry(slot).Name), "去掉它")
		}
	}
	switch len(l.order) {
	case 0:
		return b.fail(n, "比较的两边没有事实", "至少一边写事实的名称")
	case 1:
		return b.single(n, l, op, bound)
	}
	return b.linear(n, l, op, bound)
}

func pickKind(l, r *sum) facts.Type {
	if len(l.order) > 0 && l.kind != 0 {
		return l.kind
	}
	return r.kind
}

var operators = map[string]Op{"<": Less, "<=": AtMost, ">": More, ">=": AtLeast, "==": Equal, "!=": Differs}

var flipped = map[Op]Op{Less: More, AtMost: AtLeast, More: Less, AtLeast: AtMost, Equal: Equal, Differs: Differs}

func (b *builder) isBool(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BoolNode:
		return true
	case *ast.IdentifierNode:
		slot, ok := b.pool.Vocabulary.Slot(n.Value)
		return ok && b.pool.Vocabulary.Entry(slot).Type == facts.Bool
	}
	return false
}

// boolComparison reads 多次违法 == true and the like.
func (b *builder) boolComparison(n *ast.BinaryNode) node {
	if n.Operator != "==" && n.Operator != "!=" {
		return b.fail(n, "是/否事实不能比大小", "直接写事实名，取反写 not")
	}
	l, r := b.boolean(n.Left), b.boolean(n.Right)
	if name := cmp.Or(l.absent, r.absent); name != "" { // == false is a `not` in disguise
		return b.failAbsent(n, name)
	}
	same := or(and(l, r), and(not(l), not(r)))
	same.atoms = append(append([]int(nil), l.atoms...), r.atoms...)
	if n.Operator == "!=" {
		return not(same)
	}
	return same
}

func (b *builder) enumComparison(n *ast.BinaryNode, e *facts.Entry, slot int, other ast.Node) node {
	mask := b.option(e, other)
	switch n.Operator {
	case "==":
	case "!=":
		mask = e.Whole().Mask &^ mask
	default:
		return b.fail(n, fmt.Sprintf("选项事实“%s”不能比大小", e.Name), "用 == 、!= 或 in ['…','…']")
	}
	return b.pool.atom(Atom{Text: b.words(n), Slot: slot, Op: Among, Mask: mask})
}

// absence is == 无, != 无, == 无法计算, != 无法计算: the only comparisons that ask for them.
func (b *builder) absence(n *ast.BinaryNode, l, r *sum) node {
	word := l.word | r.word
	if l.word != 0 {
		l = r
	}
	if l.word != 0 || len(l.order) != 1 || (n.Operator != "==" && n.Operator != "!=") {
		return b.fail(n, "“无”和“无法计算”只能与一个金额事实用 == 或 != 比较", "例如 违法所得 == 无")
	}
	slot := l.order[0]
	e := b.pool.Vocabulary.Entry(slot)
	if !e.Absent {
		return b.fail(n, fmt.Sprintf("“%s”不会是“无”或者“无法计算”", e.Name), "在 facts 里给它写 absent: true，或者去掉这个比较")
	}
	mask := word
	if n.Operator == "!=" {
		mask = (facts.HasAmount | facts.HasNone | facts.HasIncalculable) &^ word
	}
	return b.pool.atom(Atom{Text: b.words(n), Slot: slot, Op: Among, Mask: mask})
}

func (s *sum) plus(slot int, c *big.Rat) {
	if old, ok := s.coef[slot]; ok {
		old.Add(old, c)
		return
	}
	s.coef[slot] = new(big.Rat).Set(c)
	s.order = append(s.order, slot)
}

func number(r *big.Rat) *sum { return &sum{coef: map[int]*big.Rat{}, add: r} }

// sum reads facts, numbers, + - and * with a number.
func (b *builder) sum(n ast.Node) (*sum, bool) {
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return b.literal(n)
	case *ast.IdentifierNode:
		return b.name(n)
	case *ast.UnaryNode:
		s, ok := b.sum(n.Node)
		if ok && n.Operator == "-" && s.word == 0 {
			s.scale(big.NewRat(-1, 1))
			return s, true
		}
		if ok && n.Operator == "+" {
			return s, true
		}
	case *ast.BinaryNode:
		return b.arithmetic(n)
	case *ast.CallNode:
		return b.day(n)
	}
	b.fail(n, "比较里只能有事实、数、加、减和乘以一个数", "把除法改写成乘法，去掉函数")
	return nil, false
}

func (s *sum) scale(by *big.Rat) {
	for _, c := range s.coef {
		c.Mul(c, by)
	}
	s.add = new(big.Rat).Mul(s.add, by)
}

// literal reads the number from the text, so that no binary fraction comes in between.
func (b *builder) literal(n ast.Node) (*sum, bool) {
	text := strings.ReplaceAll(b.words(n), "_", "")
	if strings.ContainsAny(text, "eExXbBoO") {
		b.fail(n, "数“"+text+"”用了科学记数或者其他进位", "写普通的十进制数")
		return nil, false
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		b.fail(n, "数“"+text+"”无法识别", "写普通的十进制数")
		return nil, false
	}
	return number(r), true
}

func (b *builder) name(n *ast.IdentifierNode) (*sum, bool) {
	switch n.Value {
	case facts.NoneWord:
		return &sum{coef: map[int]*big.Rat{}, add: new(big.Rat), word: facts.HasNone}, true
	case facts.IncalculableWord:
		return &sum{coef: map[int]*big.Rat{}, add: new(big.Rat), word: facts.HasIncalculable}, true
	}
	slot, ok := b.pool.Vocabulary.Slot(n.Value)
	if !ok || !b.pool.Vocabulary.Entry(slot).Type.Numeric() {
		b.fail(n, fmt.Sprintf("“%s”不是数，不能比大小", n.Value), "是/否事实直接写名称，选项用 == '…'")
		return nil, false
	}
	s := number(new(big.Rat))
	s.plus(slot, big.NewRat(1, 1))
	s.kind, s.typed = b.pool.Vocabulary.Entry(slot).Type, true
	return s, true
}

func (b *builder) arithmetic(n *ast.BinaryNode) (*sum, bool) {
	if n.Operator != "+" && n.Operator != "-" && n.Operator != "*" {
		b.fail(n, "比较里不能用“"+n.Operator+"”", "只用加、减和乘以一个数；除法改写成乘法")
		return nil, false
	}
	l, ok := b.sum(n.Left)
	r, ok2 := b.sum(n.Right)
	if !ok || !ok2 {
		return nil, false
	}
	if l.word|r.word != 0 {
		b.fail(n, "“无”和“无法计算”不能参加计算", "先用 == 无 分开")
		return nil, false
	}
	if n.Operator == "*" {
		if len(l.order) > 0 && len(r.order) > 0 {
			b.fail(n, "两个事实不能相乘", "只乘以一个数，或者在规则包里写 derived")
			return nil, false
		}
		if len(l.order) == 0 {
			l, r = r, l
		}
		l.scale(r.add)
		return l, true
	}
	if l.typed && r.typed && l.kind != r.kind {
		b.fail(n, fmt.Sprintf("%s不能与%s相加减", l.kind, r.kind), "只加减同类的事实")
		return nil, false
	}
	if n.Operator == "-" {
		r.scale(big.NewRat(-1, 1))
	}
	for _, slot := range r.order {
		l.plus(slot, r.coef[slot])
	}
	l.add = new(big.Rat).Add(l.add, r.add)
	if r.typed {
		l.kind, l.typed = r.kind, true
	}
	return l, true
}

func (b *builder) day(n *ast.CallNode) (*sum, bool) {
	id, ok := n.Callee.(*ast.IdentifierNode)
	if !ok || id.Value != dayFunction || len(n.Arguments) != 1 {
		b.fail(n, "条件里不能调用函数", `日期写作 日期("2024-01-01")`)
		return nil, false
	}
	s, ok := n.Arguments[0].(*ast.StringNode)
	if !ok {
		b.fail(n, "日期要写在引号里", `例如 日期("2024-01-01")`)
		return nil, false
	}
	d, err := facts.ParseDay(s.Value)
	if err != nil {
		b.fail(n, fmt.Sprintf("“%s”不是日期", s.Value), `写成 日期("2024-01-01") 的样子，并且确有这一天`)
		return nil, false
	}
	out := number(new(big.Rat).SetInt64(int64(d)))
	out.kind, out.typed = facts.Date, true
	return out, true
}

// single is coefficient × fact op bound: one threshold in stored units.
func (b *builder) single(n ast.Node, l *sum, op Op, bound *big.Rat) node {
	slot := l.order[0]
	e := b.pool.Vocabulary.Entry(slot)
	if l.coef[slot].Sign() < 0 {
		op = flipped[op]
	}
	c := new(big.Rat).Quo(bound, l.coef[slot])
	c.Mul(c, new(big.Rat).SetInt64(e.Type.Scale()))
	if !c.IsInt() {
		if op == Equal || op == Differs || l.coef[slot].Cmp(big.NewRat(1, 1)) == 0 {
			return b.fail(n, fmt.Sprintf("“%s”与之比较的数位数过多", e.Name), precision(e.Type))
		}
		c, op = inward(c, op)
	}
	if !c.Num().IsInt64() || c.Num().Int64() > facts.Limit || c.Num().Int64() < -facts.Limit {
		return b.fail(n, "比较的数超出上限", "写不超过 90 万亿的数")
	}
	x := b.pool.atom(Atom{Text: b.words(n), Slot: slot, Op: op, Const: c.Num().Int64()})
	if e.Absent {
		x.absent = e.Name
	}
	return x
}

func precision(t facts.Type) string {
	switch t {
	case facts.Money:
		return "金额最多两位小数"
	case facts.Number:
		return "小数最多六位"
	case facts.Date:
		return "日期之间只差整天"
	}
	return "整数事实与整数比较"
}

// inward replaces a threshold between two stored values by the nearest one with the same meaning.
func inward(c *big.Rat, op Op) (*big.Rat, Op) {
	q := new(big.Int).Div(c.Num(), c.Denom()) // floor
	if op == Less || op == AtMost {
		return new(big.Rat).SetInt(q), AtMost
	}
	return new(big.Rat).SetInt(q.Add(q, big.NewInt(1))), AtLeast
}

// linear compares a sum of several facts with a number: evaluated exactly, outside the form that can be split.
func (b *builder) linear(n ast.Node, l *sum, op Op, bound *big.Rat) node {
	den := new(big.Int).Set(bound.Denom())
	lcm := func(d *big.Int) {
		g := new(big.Int).GCD(nil, nil, den, d)
		den.Mul(den, new(big.Int).Quo(d, g))
	}
	for _, slot := range l.order {
		lcm(l.coef[slot].Denom())
	}
	scale := new(big.Rat).SetInt(den)
	a := Atom{Text: b.words(n), Slot: l.order[0], Op: Linear}
	absent := ""
	for _, slot := range l.order {
		c := new(big.Rat).Mul(l.coef[slot], scale)
		a.terms = append(a.terms, term{slot, c.Num()})
		if e := b.pool.Vocabulary.Entry(slot); e.Absent {
			absent = e.Name
		}
	}
	unit := b.pool.Vocabulary.Entry(l.order[0]).Type.Scale()
	c := new(big.Rat).Mul(bound, scale)
	c.Mul(c, new(big.Rat).SetInt64(unit))
	if !c.IsInt() {
		return b.fail(n, "比较的数位数过多", precision(l.kind))
	}
	a.terms = append(a.terms, term{-1, c.Num()})
	a.Mask = uint64(op)
	x := b.pool.atom(a)
	x.absent = absent
	return x
}

func linear(a Atom, id int) eval {
	op := Op(a.Mask)
	return func(f *Frame) facts.Truth {
		lo, hi := new(big.Int), new(big.Int)
		amounts, all := true, true
		for _, t := range a.terms {
			if t.slot < 0 {
				lo.Sub(lo, t.coef)
				hi.Sub(hi, t.coef)
				continue
			}
			d := f.Dom[t.slot]
			amounts = amounts && d.Mask&facts.HasAmount != 0
			all = all && d.Mask == facts.HasAmount
			a, b := new(big.Int).SetInt64(d.Lo), new(big.Int).SetInt64(d.Hi)
			if t.coef.Sign() < 0 {
				a, b = b, a
			}
			lo.Add(lo, a.Mul(a, t.coef))
			hi.Add(hi, b.Mul(b, t.coef))
		}
		t := against(op, lo.Sign(), hi.Sign())
		if !all {
			mask := facts.HasAmount | facts.HasNone
			if !amounts {
				mask = facts.HasNone
			}
			t = withAbsent(mask, t)
		}
		f.Rec[id] = t
		return t
	}
}

// against judges lo..hi op 0 by the signs of the two ends.
func against(op Op, lo, hi int) facts.Truth {
	decide := func(yes, no bool) facts.Truth {
		switch {
		case yes:
			return facts.True
		case no:
			return facts.False
		}
		return facts.Unknown
	}
	switch op {
	case Less:
		return decide(hi < 0, lo >= 0)
	case AtMost:
		return decide(hi <= 0, lo > 0)
	case More:
		return decide(lo > 0, hi <= 0)
	case AtLeast:
		return decide(lo >= 0, hi < 0)
	case Equal:
		return decide(lo == 0 && hi == 0, lo > 0 || hi < 0)
	}
	return decide(lo > 0 || hi < 0, lo == 0 && hi == 0)
}
