package eval

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"cailiang/engine/facts"
)

// rewriter turns the expressions of a benchmark digest, valid in expr and in Python, into the engine's conditions and
// formulas: chained comparisons, quotients, sums of yes/no facts, sets, lists. What facts an expression shows to be needed
// or to be of another type is entered in the vocabulary.
type rewriter struct {
	words   *wordbook
	derived []derived
	scope   map[string]string // further names of formulas and what stands for them
}

var (
	functionCall = regexp.MustCompile(`\b(any|all|sum|count|count_true|len|max|min|abs|round|floor|ceil|int|float)\s*\(`)
	tupleAfterIn = regexp.MustCompile(`\bin\s*\(([^()]*)\)`)
	manyMarked   = regexp.MustCompile(`(\d+(?:\.\d+)?)\s*(万|亿|%)`)
	loneEqual    = regexp.MustCompile(`([^<>=!])=([^=])`)
	pythonWord   = strings.NewReplacer("True", "true", "False", "false", "None", "nil", "null", "nil", "≤", "<=", "≥", ">=", "≠", "!=", "（", "(", "）", ")",
		"＜", "<", "＞", ">", "＝", "=", "“", "'", "”", "'", "‘", "'", "’", "'", "×", "*", "，", ",", " 且 ", " and ", " 或 ", " or ", "=<", "<=", "=>", ">=")
)

// parseExpression reads a digest's expression; functions come back as calls of name_, so that none has a meaning of its own.
func parseExpression(text string) (ast.Node, error) {
	s := pythonWord.Replace(" " + text + " ")
	s = manyMarked.ReplaceAllStringFunc(s, plainNumber)
	s = tupleAfterIn.ReplaceAllString(s, "in [$1]")
	s = loneEqual.ReplaceAllString(s, "$1==$2")
	s = functionCall.ReplaceAllString(s, "${1}_(")
	tree, err := parser.Parse(strings.TrimSpace(s))
	if err != nil {
		return nil, fmt.Errorf("“%s”不是可以计算的式子", text)
	}
	return tree.Node, nil
}

func plainNumber(s string) string {
	m := manyMarked.FindStringSubmatch(s)
	r, ok := new(big.Rat).SetString(m[1])
	if !ok {
		return s
	}
	by := map[string]*big.Rat{"万": big.NewRat(10_000, 1), "亿": big.NewRat(100_000_000, 1), "%": big.NewRat(1, 100)}[m[2]]
	return decimalOf(r.Mul(r, by))
}

// condition gives the engine's text of a condition.
func (r *rewriter) condition(text string) (string, error) {
	n, err := parseExpression(text)
	if err != nil {
		return "", err
	}
	out, err := r.boolean(n)
	if err != nil {
		return "", fmt.Errorf("条件“%s”：%w", text, err)
	}
	return out, nil
}

func (r *rewriter) boolean(n ast.Node) (string, error) {
	switch n := n.(type) {
	case *ast.BoolNode:
		return fmt.Sprint(n.Value), nil
	case *ast.IdentifierNode:
		return r.holds(n.Value)
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			x, err := r.boolean(n.Node)
			return "not (" + x + ")", err
		}
	case *ast.BinaryNode:
		return r.binary(n)
	case *ast.CallNode:
		if name, args := callOf(n); name == "any" || name == "all" {
			return r.joined(args, map[string]string{"any": " or ", "all": " and "}[name])
		}
	}
	return "", fmt.Errorf("不能这样写条件（%s）", n)
}

// holds is a bare name: a yes/no fact, or a number that is not 0.
func (r *rewriter) holds(name string) (string, error) {
	f := r.words.need(name, facts.Bool, "条件里用到")
	switch {
	case f.kind == facts.Bool && !f.list && !f.set:
		return name, nil
	case f.list:
		return r.words.derive(r, name, "个数") + " > 0", nil
	case f.kind.Numeric():
		return name + " > 0", nil
	}
	return "", fmt.Errorf("“%s”不是是/否事实", name)
}

func (r *rewriter) joined(ns []ast.Node, by string) (string, error) {
	var parts []string
	for _, n := range ns {
		x, err := r.boolean(n)
		if err != nil {
			return "", err
		}
		parts = append(parts, "("+x+")")
	}
	if len(parts) == 0 {
		return "", fmt.Errorf("没有列出条件")
	}
	return strings.Join(parts, by), nil
}

// callOf gives the name and the arguments of a call; a list as the only argument is spread.
func callOf(n *ast.CallNode) (string, []ast.Node) {
	id, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return "", nil
	}
	args := n.Arguments
	if len(args) == 1 {
		if a, ok := args[0].(*ast.ArrayNode); ok {
			args = a.Nodes
		}
	}
	return strings.TrimSuffix(id.Value, "_"), args
}

func compares(op string) bool { return comparison(op) }

func (r *rewriter) binary(n *ast.BinaryNode) (string, error) {
	switch op := n.Operator; {
	case op == "and" || op == "&&":
		return r.joined([]ast.Node{n.Left, n.Right}, " and ")
	case op == "or" || op == "||":
		return r.joined([]ast.Node{n.Left, n.Right}, " or ")
	case op == "in":
		return r.among(n)
	case !compares(op):
		return "", fmt.Errorf("“%s”不能用在条件里", op)
	}
	if l, ok := n.Left.(*ast.BinaryNode); ok && compares(l.Operator) { // 1 <= x < 3
		first, err := r.binary(l)
		if err != nil {
			return "", err
		}
		second, err := r.comparison(l.Right, n.Operator, n.Right)
		return "(" + first + ") and (" + second + ")", err
	}
	return r.comparison(n.Left, n.Operator, n.Right)
}

// among reads x in [..]: options, numbers, a set that holds an option, a stretch of numbers.
func (r *rewriter) among(n *ast.BinaryNode) (string, error) {
	if s, ok := n.Left.(*ast.StringNode); ok {
		id, ok := n.Right.(*ast.IdentifierNode)
		if !ok {
			return "", fmt.Errorf("in 的右边应为多选事实")
		}
		return r.words.member(id.Value, s.Value), nil
	}
	if b, ok := n.Right.(*ast.BinaryNode); ok && b.Operator == ".." {
		low, err := r.comparison(n.Left, ">=", b.Left)
		if err != nil {
			return "", err
		}
		high, err := r.comparison(n.Left, "<=", b.Right)
		return "(" + low + ") and (" + high + ")", err
	}
	a, ok := n.Right.(*ast.ArrayNode)
	if !ok {
		return "", fmt.Errorf("in 的右边应为列表")
	}
	var parts []string
	for _, x := range a.Nodes {
		c, err := r.comparison(n.Left, "==", x)
		if err != nil {
			return "", err
		}
		parts = append(parts, c)
	}
	if len(parts) == 0 {
		return "false", nil
	}
	return "(" + strings.Join(parts, " or ") + ")", nil
}

func (r *rewriter) comparison(left ast.Node, op string, right ast.Node) (string, error) {
	for _, pair := range [][2]ast.Node{{left, right}, {right, left}} {
		id, named := pair[0].(*ast.IdentifierNode)
		switch v := pair[1].(type) {
		case *ast.StringNode:
			if named {
				if pair[0] == right {
					op = mirrored(op)
				}
				return r.words.option(id.Value, op, v.Value)
			}
		case *ast.BoolNode:
			x, err := r.boolean(pair[0])
			if (op == "==") != v.Value {
				x = "not (" + x + ")"
			}
			return x, err
		case *ast.NilNode:
			if named {
				r.words.need(id.Value, facts.Money, "条件里用到").absent = true
				return id.Value + " " + op + " " + facts.NoneWord, nil
			}
		}
	}
	return r.numbers(left, op, right)
}

func mirrored(op string) string {
	if m, ok := map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<="}[op]; ok {
		return m
	}
	return op
}

// numbers compares two amounts: max and min are parted, quotients multiplied out, products made facts of their own.
func (r *rewriter) numbers(left ast.Node, op string, right ast.Node) (string, error) {
	if out, ok, err := r.extremes(left, op, right); ok || err != nil {
		return out, err
	}
	if out, ok, err := r.extremes(right, mirrored(op), left); ok || err != nil {
		return out, err
	}
	for _, pair := range [][2]ast.Node{{left, right}, {right, left}} { // x == 无
		if id, ok := pair[1].(*ast.IdentifierNode); ok && (id.Value == facts.NoneWord || id.Value == facts.IncalculableWord) {
			if x, ok := pair[0].(*ast.IdentifierNode); ok {
				r.words.need(x.Value, facts.Money, "条件里用到").absent = true
				return x.Value + " " + op + " " + id.Value, nil
			}
		}
	}
	a, err := r.quotient(left)
	if err != nil {
		return "", err
	}
	b, err := r.quotient(right)
	if err != nil {
		return "", err
	}
	diff := a.over.minus(b.over, b.under, a.under) // a.over*b.under - b.over*a.under
	return r.words.linear(r, diff, op)
}

func (r *rewriter) extremes(call ast.Node, op string, other ast.Node) (string, bool, error) {
	c, ok := call.(*ast.CallNode)
	if !ok {
		return "", false, nil
	}
	name, args := callOf(c)
	if name != "max" && name != "min" || len(args) < 2 {
		return "", false, nil
	}
	every := (name == "max") == (op == "<" || op == "<=")
	switch op {
	case "==", "!=":
		return "", false, nil
	}
	var parts []string
	for _, a := range args {
		x, err := r.comparison(a, op, other)
		if err != nil {
			return "", true, err
		}
		parts = append(parts, "("+x+")")
	}
	return "(" + strings.Join(parts, map[bool]string{true: " and ", false: " or "}[every]) + ")", true, nil
}

// fact makes what a formula computes a fact of its own.
func (r *rewriter) fact(formula string) string {
	for _, d := range r.derived {
		if d.formula == formula {
			return d.name
		}
	}
	name := "算得" + nameOf(formula)
	for r.words.facts[name] != nil {
		name += "另"
	}
	r.words.enter(&fieldFact{name: name, kind: facts.Number, ask: formula + " 是多少？"})
	r.derived = append(r.derived, derived{name: name, formula: formula})
	return name
}

// nameOf makes a formula readable as a name.
func nameOf(formula string) string {
	s := strings.NewReplacer("*", "乘", "/", "除以", "+", "加", "-", "减", " ", "", ".", "点").Replace(formula)
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune("(),", c) {
			return -1
		}
		return c
	}, s)
}

// formula gives the engine's text of a formula.
func (r *rewriter) formula(text string) (string, error) {
	n, err := parseExpression(text)
	if err != nil {
		return "", err
	}
	out, err := r.formulaOf(n)
	if err != nil {
		return "", fmt.Errorf("计算式“%s”：%w", text, err)
	}
	return out, nil
}

func (r *rewriter) formulaOf(n ast.Node) (string, error) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return fmt.Sprint(n.Value), nil
	case *ast.FloatNode:
		v, ok := new(big.Rat).SetString(fmt.Sprint(n.Value))
		if !ok {
			return "", fmt.Errorf("数无法识别")
		}
		return decimalOf(v), nil
	case *ast.IdentifierNode:
		if s, ok := r.scope[n.Value]; ok {
			return s, nil
		}
		return r.words.inFormula(r, n.Value), nil
	case *ast.UnaryNode:
		x, err := r.formulaOf(n.Node)
		if n.Operator == "not" || n.Operator == "!" {
			return "(1 - " + x + ")", err
		}
		return "(" + n.Operator + x + ")", err
	case *ast.BinaryNode:
		if !strings.Contains("+-*/", n.Operator) {
			return "", fmt.Errorf("“%s”不能用在计算式里", n.Operator)
		}
		a, err := r.formulaOf(n.Left)
		if err != nil {
			return "", err
		}
		b, err := r.formulaOf(n.Right)
		return "(" + a + n.Operator + b + ")", err
	case *ast.CallNode:
		return r.formulaCall(n)
	}
	return "", fmt.Errorf("不能这样计算（%s）", n)
}

func (r *rewriter) formulaCall(n *ast.CallNode) (string, error) {
	name, args := callOf(n)
	if len(args) == 1 {
		if id, ok := args[0].(*ast.IdentifierNode); ok && r.words.lists(id.Value) {
			if what, ok := map[string]string{"sum": "合计", "len": "个数", "count": "个数", "max": "最大", "min": "最小"}[name]; ok {
				return r.words.derive(r, id.Value, what), nil
			}
		}
	}
	var parts []string
	for _, a := range args {
		x, err := r.formulaOf(a)
		if err != nil {
			return "", err
		}
		parts = append(parts, x)
	}
	switch name {
	case "sum", "count", "count_true":
		return "(" + strings.Join(parts, "+") + ")", nil
	case "int", "float":
		return strings.Join(parts, ""), nil
	case "min", "max", "floor", "ceil", "round", "abs":
		return name + "(" + strings.Join(parts, ", ") + ")", nil
	}
	return "", fmt.Errorf("不认识的函数“%s”", name)
}

// decimalOf writes a number as a decimal where it ends, else as a quotient.
func decimalOf(v *big.Rat) string {
	if v.IsInt() {
		return v.Num().String()
	}
	for places := 1; places <= 12; places++ {
		s := v.FloatString(places)
		if x, ok := new(big.Rat).SetString(s); ok && x.Cmp(v) == 0 {
			return s
		}
	}
	return "(" + v.Num().String() + "/" + v.Denom().String() + ")"
}

func sortedNames(p poly) []string {
	var out []string
	for k := range p {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
