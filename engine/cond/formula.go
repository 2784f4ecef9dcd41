package cond

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// Formula is a compiled formula over facts (计算式): exact rationals, in the units in which facts are written (元, 倍, 次 …).
// Facts that are known within bounds give bounds.
type Formula struct {
	Source string
	Slots  []int // the facts that it reads
	Scored bool  // it asks for one of the further names
	run    func(*input) (Span, error)
}

// Span is the value of a formula: lo..hi, both in; an end without a bound is marked.
type Span struct {
	Lo, Hi     money.Ratio
	NoLo, NoHi bool
}

// Known reports whether the value is one number.
func (s Span) Known() bool { return !s.NoLo && !s.NoHi && s.Lo == s.Hi }

// ErrAbsent says that a fact in a formula is 无 or 无法计算: then there is no value.
var ErrAbsent = errors.New("计算式里的事实没有数额")

// ErrDivision says that a divisor is or may be 0.
var ErrDivision = errors.New("计算式的除数可能为零")

type input struct {
	dom   func(slot int) facts.Domain
	extra []money.Ratio
}

// Eval computes the formula; extra are the values of the further names given to Formula, in their order.
// Errors: ErrAbsent, ErrDivision, or an overflow.
func (f *Formula) Eval(dom func(slot int) facts.Domain, extra ...money.Ratio) (Span, error) {
	return f.run(&input{dom, extra})
}

// Formula compiles a formula: + - * /, min, max, floor, ceil, round, abs over facts, numbers and the further names.
// floor, ceil and round (half up) take a unit as a second argument: round(x, 1000).
func (p *Pool) Formula(source string, names ...string) (*Formula, []Error) {
	text, place, errs := normalise(source)
	if errs != nil {
		return nil, errs
	}
	tree, err := parser.Parse(text)
	if err != nil {
		fe := &file.Error{Location: file.Location{From: -1}}
		errors.As(err, &fe)
		at := -1
		if fe.From >= 0 && fe.From < len(place) {
			at = place[fe.From]
		}
		return nil, []Error{{at, "计算式无法理解：" + snippet(text, fe.From), "只用 + - * /、括号、min、max、floor、ceil、round、abs、数和事实"}}
	}
	c := &computer{builder: builder{pool: p, text: []rune(text), place: place}, names: names}
	run := c.value(tree.Node)
	if len(c.errs) > 0 {
		return nil, c.errs
	}
	return &Formula{Source: source, Slots: c.slots, Scored: c.scored, run: run}, nil
}

type computer struct {
	builder
	names []string
	slots []int

	scored bool
}

type compute = func(*input) (Span, error)

func (c *computer) refuse(n ast.Node, message, remedy string) compute {
	c.fail(n, message, remedy)
	return func(*input) (Span, error) { return Span{}, nil }
}

func (c *computer) value(n ast.Node) compute {
	c.depth++
	defer func() { c.depth-- }()
	if c.depth > MaxDepth {
		return c.refuse(n, fmt.Sprintf("计算式嵌套超过 %d 层的上限", MaxDepth), "拆开写")
	}
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return c.constant(n)
	case *ast.IdentifierNode:
		return c.fact(n)
	case *ast.UnaryNode:
		return c.signed(n)
	case *ast.BinaryNode:
		return c.operation(n)
	case *ast.BuiltinNode:
		return c.call(n, n.Name, n.Arguments)
	case *ast.CallNode:
		if id, ok := n.Callee.(*ast.IdentifierNode); ok {
			return c.call(n, id.Value, n.Arguments)
		}
	}
	return c.refuse(n, "计算式里不能这样写", "只用 + - * /、括号、min、max、floor、ceil、round、abs、数和事实")
}

func (c *computer) constant(n ast.Node) compute {
	s, ok := c.literal(n)
	if !ok {
		return c.refuse(n, "数无法识别", "写普通的十进制数")
	}
	if !s.add.Num().IsInt64() || !s.add.Denom().IsInt64() {
		return c.refuse(n, "数位数过多", "写短一些的数")
	}
	v, err := money.NewRatio(s.add.Num().Int64(), s.add.Denom().Int64())
	if err != nil {
		return c.refuse(n, "数位数过多", "写短一些的数")
	}
	return func(*input) (Span, error) { return Span{Lo: v, Hi: v}, nil }
}

func (c *computer) fact(n *ast.IdentifierNode) compute {
	if i := slices.Index(c.names, n.Value); i >= 0 {
		c.scored = true
		return func(in *input) (Span, error) { return Span{Lo: in.extra[i], Hi: in.extra[i]}, nil }
	}
	slot, ok := c.pool.Vocabulary.Slot(n.Value)
	if !ok {
		return c.refuse(n, fmt.Sprintf("不认识的事实“%s”", n.Value), c.pool.suggest(n.Value))
	}
	e := c.pool.Vocabulary.Entry(slot)
	if e.Type == facts.Enum || e.Type == facts.Date {
		return c.refuse(n, fmt.Sprintf("“%s”不是数，不能计算", n.Value), "用金额、次数、数量或者是/否事实（是 = 1，否 = 0）")
	}
	if !slices.Contains(c.slots, slot) {
		c.slots = append(c.slots, slot)
	}
	if e.Type == facts.Bool {
		return truth(slot)
	}
	unit := e.Type.Scale()
	_, top := e.Bounds()
	return func(in *input) (Span, error) {
		d := in.dom(slot)
		if d.Mask&facts.HasAmount == 0 {
			return Span{}, ErrAbsent
		}
		lo, err := money.NewRatio(d.Lo, unit)
		if err != nil {
			return Span{}, err
		}
		hi, err := money.NewRatio(d.Hi, unit)
		return Span{Lo: lo, Hi: hi, NoHi: d.Hi >= top && d.Hi != d.Lo}, err
	}
}

// truth counts a yes/no fact as 1 or 0.
func truth(slot int) compute {
	return func(in *input) (Span, error) {
		d := in.dom(slot)
		v := Span{Lo: money.Int(0), Hi: money.Int(1)}
		if d.Mask&facts.CanTrue == 0 {
			v.Hi = v.Lo
		}
		if d.Mask&facts.CanFalse == 0 {
			v.Lo = v.Hi
		}
		return v, nil
	}
}

func (c *computer) signed(n *ast.UnaryNode) compute {
	x := c.value(n.Node)
	switch n.Operator {
	case "+":
		return x
	case "-":
		return func(in *input) (Span, error) {
			v, err := x(in)
			if err != nil {
				return v, err
			}
			return negate(v)
		}
	}
	return c.refuse(n, "“"+n.Operator+"”不能用在计算式里", "只用 + - * /")
}

func negate(v Span) (Span, error) {
	lo, err := money.Int(0).Sub(v.Hi)
	if err != nil {
		return v, err
	}
	hi, err := money.Int(0).Sub(v.Lo)
	return Span{Lo: lo, Hi: hi, NoLo: v.NoHi, NoHi: v.NoLo}, err
}

var operations = map[string]func(a, b Span) (Span, error){"+": plus, "-": minus, "*": times, "/": over}

func (c *computer) operation(n *ast.BinaryNode) compute {
	l, r := c.value(n.Left), c.value(n.Right)
	op, ok := operations[n.Operator]
	if !ok {
		return c.refuse(n, "“"+n.Operator+"”不能用在计算式里", "只用 + - * /")
	}
	return func(in *input) (Span, error) {
		a, err := l(in)
		if err != nil {
			return a, err
		}
		b, err := r(in)
		if err != nil {
			return b, err
		}
		return op(a, b)
	}
}

func plus(a, b Span) (Span, error) {
	lo, err := a.Lo.Add(b.Lo)
	if err != nil {
		return a, err
	}
	hi, err := a.Hi.Add(b.Hi)
	return Span{Lo: lo, Hi: hi, NoLo: a.NoLo || b.NoLo, NoHi: a.NoHi || b.NoHi}, err
}

func minus(a, b Span) (Span, error) {
	n, err := negate(b)
	if err != nil {
		return a, err
	}
	return plus(a, n)
}

func times(a, b Span) (Span, error) {
	if a.NoLo || b.NoLo || (a.NoHi || b.NoHi) && (a.Lo.Sign() < 0 || b.Lo.Sign() < 0) {
		return Span{NoLo: true, NoHi: true}, nil
	}
	lo, err := a.Lo.Mul(b.Lo)
	if err != nil {
		return a, err
	}
	if a.NoHi || b.NoHi {
		return Span{Lo: lo, Hi: lo, NoHi: true}, nil
	}
	hi := lo
	for _, p := range [][2]money.Ratio{{a.Lo, b.Hi}, {a.Hi, b.Lo}, {a.Hi, b.Hi}} {
		v, err := p[0].Mul(p[1])
		if err != nil {
			return a, err
		}
		if v.Cmp(lo) < 0 {
			lo = v
		}
		if v.Cmp(hi) > 0 {
			hi = v
		}
	}
	return Span{Lo: lo, Hi: hi}, nil
}

func over(a, b Span) (Span, error) {
	if b.NoLo || b.Lo.Sign() <= 0 {
		return a, ErrDivision
	}
	low, err := money.Int(1).Div(b.Lo)
	if err != nil {
		return a, err
	}
	inverse := Span{Lo: money.Int(0), Hi: low}
	if !b.NoHi {
		if inverse.Lo, err = money.Int(1).Div(b.Hi); err != nil {
			return a, err
		}
	}
	return times(a, inverse)
}

func (c *computer) call(n ast.Node, name string, arguments []ast.Node) compute {
	var args []compute
	for _, a := range arguments {
		args = append(args, c.value(a))
	}
	switch name {
	case "min", "max":
		if len(args) < 2 {
			return c.refuse(n, name+" 要有两个以上的数", "例如 max(分值, 0.2)")
		}
		return extreme(name == "min", args)
	case "floor", "ceil", "round":
		if len(args) == 1 || len(args) == 2 {
			return rounding(name, args)
		}
	case "abs":
		if len(args) == 1 {
			return absolute(args[0])
		}
	}
	return c.refuse(n, "计算式里没有“"+name+"”这样的函数", "可以用 min、max、floor、ceil、round、abs")
}

func extreme(least bool, args []compute) compute {
	pick := func(a, b money.Ratio) money.Ratio {
		if (a.Cmp(b) < 0) == least {
			return a
		}
		return b
	}
	return func(in *input) (Span, error) {
		out, err := args[0](in)
		if err != nil {
			return out, err
		}
		for _, x := range args[1:] {
			v, err := x(in)
			if err != nil {
				return v, err
			}
			out = joinEnds(out, v, least, pick)
		}
		return out, nil
	}
}

// joinEnds takes the lesser or greater of two spans end by end; an end without bound is the greatest or least of all.
func joinEnds(a, b Span, least bool, pick func(a, b money.Ratio) money.Ratio) Span {
	end := func(x, y money.Ratio, noX, noY, wins bool) (money.Ratio, bool) {
		switch {
		case noX && noY, wins && (noX || noY):
			return x, true
		case noX:
			return y, false
		case noY:
			return x, false
		}
		return pick(x, y), false
	}
	var out Span
	out.Lo, out.NoLo = end(a.Lo, b.Lo, a.NoLo, b.NoLo, least)
	out.Hi, out.NoHi = end(a.Hi, b.Hi, a.NoHi, b.NoHi, !least)
	return out
}

func rounding(name string, args []compute) compute {
	return func(in *input) (Span, error) {
		v, err := args[0](in)
		if err != nil {
			return v, err
		}
		unit := money.Int(1)
		if len(args) == 2 {
			u, err := args[1](in)
			if err != nil || !u.Known() || u.Lo.Sign() <= 0 {
				return v, errors.Join(ErrDivision, err)
			}
			unit = u.Lo
		}
		if v.Lo, err = toUnit(name, v.Lo, unit); err != nil {
			return v, err
		}
		v.Hi, err = toUnit(name, v.Hi, unit)
		return v, err
	}
}

func toUnit(name string, v, unit money.Ratio) (money.Ratio, error) {
	n, err := v.Div(unit)
	if err != nil {
		return v, err
	}
	switch name {
	case "floor":
		return money.Int(n.Floor()).Mul(unit)
	case "ceil":
		return money.Int(n.Ceil()).Mul(unit)
	}
	half, err := money.NewRatio(1, 2)
	if err != nil {
		return v, err
	}
	if n, err = n.Add(half); err != nil {
		return v, err
	}
	return money.Int(n.Floor()).Mul(unit)
}

func absolute(x compute) compute {
	return func(in *input) (Span, error) {
		v, err := x(in)
		if err != nil || !v.NoLo && v.Lo.Sign() >= 0 {
			return v, err
		}
		n, err := negate(v)
		if err != nil || !n.NoLo && n.Lo.Sign() >= 0 {
			return n, err
		}
		pick := func(a, b money.Ratio) money.Ratio {
			if a.Cmp(b) > 0 {
				return a
			}
			return b
		}
		out := joinEnds(v, n, false, pick)
		out.Lo, out.NoLo = money.Int(0), false
		return out, nil
	}
}

// Names gives the facts that a formula reads, for messages.
func (f *Formula) Names(v *facts.Vocabulary) string {
	var out []string
	for _, s := range f.Slots {
		out = append(out, v.Entry(s).Name)
	}
	return strings.Join(out, "、")
}
