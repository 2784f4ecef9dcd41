package eval

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// poly is a sum of products of facts: factors sorted and joined with * → coefficient; "" = the constant.
type poly map[string]*big.Rat

// fraction is over/under; under is a product of what the document divides by, more than 0.
type fraction struct{ over, under poly }

func constant(v *big.Rat) poly { return poly{"": v} }

func (p poly) times(q poly) poly {
	out := poly{}
	for a, x := range p {
		for b, y := range q {
			out.add(product(a, b), new(big.Rat).Mul(x, y))
		}
	}
	return out
}

func product(a, b string) string {
	all := slices.DeleteFunc(append(strings.Split(a, "*"), strings.Split(b, "*")...), func(s string) bool { return s == "" })
	slices.Sort(all)
	return strings.Join(all, "*")
}

func (p poly) add(key string, v *big.Rat) {
	if old, ok := p[key]; ok {
		v = new(big.Rat).Add(old, v)
	}
	if v.Sign() == 0 {
		delete(p, key)
		return
	}
	p[key] = v
}

// minus gives p*up - q*uq.
func (p poly) minus(q, up, uq poly) poly {
	out := p.times(up)
	for k, v := range q.times(uq) {
		out.add(k, new(big.Rat).Neg(v))
	}
	return out
}

func (p poly) value() (*big.Rat, bool) {
	switch {
	case len(p) == 0:
		return new(big.Rat), true
	case len(p) == 1 && p[""] != nil:
		return p[""], true
	}
	return nil, false
}

func (r *rewriter) quotient(n ast.Node) (fraction, error) {
	one := constant(big.NewRat(1, 1))
	switch n := n.(type) {
	case *ast.IntegerNode:
		return fraction{constant(big.NewRat(int64(n.Value), 1)), one}, nil
	case *ast.FloatNode:
		v, _ := new(big.Rat).SetString(fmt.Sprint(n.Value)) // the shortest decimal is the one that was written
		return fraction{constant(v), one}, nil
	case *ast.IdentifierNode:
		return fraction{r.words.amount(r, n.Value), one}, nil
	case *ast.UnaryNode:
		x, err := r.quotient(n.Node)
		if n.Operator == "-" {
			x.over = x.over.times(constant(big.NewRat(-1, 1)))
		}
		return x, err
	case *ast.BinaryNode:
		return r.arithmetic(n)
	case *ast.CallNode:
		return r.function(n)
	}
	return fraction{}, fmt.Errorf("不能这样计算（%s）", n)
}

func (r *rewriter) arithmetic(n *ast.BinaryNode) (fraction, error) {
	a, err := r.quotient(n.Left)
	if err != nil {
		return a, err
	}
	b, err := r.quotient(n.Right)
	if err != nil {
		return b, err
	}
	switch n.Operator {
	case "+", "-":
		if n.Operator == "-" {
			b.over = b.over.times(constant(big.NewRat(-1, 1)))
		}
		return fraction{a.over.minus(b.over.times(constant(big.NewRat(-1, 1))), b.under, a.under), a.under.times(b.under)}, nil
	case "*":
		return fraction{a.over.times(b.over), a.under.times(b.under)}, nil
	case "/":
		if v, ok := b.over.value(); ok {
			if v.Sign() == 0 {
				return a, fmt.Errorf("除以 0")
			}
			return fraction{a.over.times(b.under).times(constant(new(big.Rat).Inv(v))), a.under}, nil
		}
		return fraction{a.over.times(b.under), a.under.times(b.over)}, nil
	}
	return a, fmt.Errorf("“%s”不能用来计算", n.Operator)
}

// function reads counts and sums of lists, sets and yes/no facts; anything else becomes a fact of its own.
func (r *rewriter) function(n *ast.CallNode) (fraction, error) {
	one := constant(big.NewRat(1, 1))
	name, args := callOf(n)
	if len(args) == 1 {
		if id, ok := args[0].(*ast.IdentifierNode); ok {
			if f := r.words.facts[id.Value]; f != nil && f.set {
				return fraction{r.words.members(f), one}, nil
			}
			if what, ok := map[string]string{"sum": "合计", "len": "个数", "count": "个数", "max": "最大", "min": "最小"}[name]; ok && r.words.lists(id.Value) {
				return fraction{poly{r.words.derive(r, id.Value, what): big.NewRat(1, 1)}, one}, nil
			}
		}
		if name == "int" || name == "float" {
			return r.quotient(args[0])
		}
	}
	if name == "sum" || name == "count" || name == "count_true" {
		total := fraction{poly{}, one}
		for _, a := range args {
			x, err := r.quotient(a)
			if err != nil {
				return x, err
			}
			total = fraction{total.over.minus(x.over.times(constant(big.NewRat(-1, 1))), x.under, total.under), total.under.times(x.under)}
		}
		return total, nil
	}
	text, err := r.formulaOf(n)
	if err != nil {
		return fraction{}, err
	}
	return fraction{poly{r.fact(text): big.NewRat(1, 1)}, one}, nil
}
