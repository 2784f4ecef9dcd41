package cond

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"

	"cailiang/engine/facts"
)

// Limits of one condition; beyond them it is refused with the limit named.
const (
	MaxRunes = 4096
	MaxDepth = 64
	MaxNodes = 1000
)

// dayFunction writes a date inside a condition: 行为日 >= 日期("2024-01-01").
const dayFunction = "日期"

// Compile builds the closures of a condition; every mistake found comes back with its place.
func (p *Pool) Compile(source string) (*Cond, []Error) {
	text, place, errs := normalise(source)
	if errs != nil {
		return nil, errs
	}
	tree, err := p.parse(text)
	if err != nil {
		return nil, []Error{p.explain(err, text, place)}
	}
	b := &builder{pool: p, text: []rune(text), place: place, mark: len(p.Atoms)}
	n := b.boolean(tree)
	if len(b.errs) > 0 {
		p.Atoms = p.Atoms[:b.mark]
		return nil, b.errs
	}
	return &Cond{Source: source, Atoms: n.atoms, run: n.run, open: n.open}, nil
}

func (p *Pool) parse(text string) (ast.Node, error) {
	if p.conf == nil { // as expr.Compile sets it up, once for all conditions of the pool: nobody asks for the bytecode
		p.conf = conf.CreateNew()
		for _, o := range p.options() {
			o(p.conf)
		}
		for name := range p.conf.Disabled {
			delete(p.conf.Builtins, name)
		}
		p.conf.Check()
	}
	tree, err := checker.ParseCheck(text, p.conf)
	if err != nil {
		return nil, err
	}
	return tree.Node, nil
}

func (p *Pool) options() []expr.Option {
	return []expr.Option{
		expr.Env(p.environment()), expr.AsBool(), expr.Optimize(false), expr.DisableAllBuiltins(),
		expr.MaxNodes(MaxNodes),
		expr.Function(dayFunction, func(...any) (any, error) { return float64(0), nil }, new(func(string) float64)),
	}
}

// environment gives expr the kind of every name; the exact types are checked here afterwards.
func (p *Pool) environment() map[string]any {
	env := map[string]any{facts.NoneWord: float64(0), facts.IncalculableWord: float64(0)}
	for i := range p.Vocabulary.Len() {
		switch e := p.Vocabulary.Entry(i); e.Type {
		case facts.Bool:
			env[e.Name] = false
		case facts.Enum:
			env[e.Name] = ""
		default:
			env[e.Name] = float64(0)
		}
	}
	return env
}

// explain turns expr's message into Chinese with the place in the text as written.
func (p *Pool) explain(err error, text string, place []int) Error {
	fe := &file.Error{Message: err.Error(), Location: file.Location{From: -1}}
	errors.As(err, &fe)
	at := -1
	if fe.From >= 0 && fe.From < len(place) {
		at = place[fe.From]
	}
	m := fe.Message
	switch {
	case strings.HasPrefix(m, "unknown name "):
		name := strings.TrimPrefix(m, "unknown name ")
		return Error{at, fmt.Sprintf("不认识的事实“%s”", name), p.suggest(name)}
	case strings.Contains(m, "unexpected token EOF"):
		return Error{at, "条件没有写完", "补全条件，检查括号是否成对"}
	case strings.Contains(m, "unexpected token") && connective(tokenOf(text, fe.From)) != "":
		word := tokenOf(text, fe.From)
		return Error{at, "“" + word + "”不能这样写", connective(word)}
	case strings.Contains(m, "unexpected token"):
		return Error{at, "此处的“" + tokenOf(text, fe.From) + "”放错了位置", "检查 and、or、not 与比较号的写法，例如 货值金额 < 10000 and not 多次违法"}
	case strings.Contains(m, "unrecognized character"), strings.Contains(m, "bad number syntax"):
		return Error{at, "此处的字符或者数字无法识别：" + snippet(text, fe.From), "数字用阿拉伯数字，名称与数字之间用 < <= > >= == != 和 and or not"}
	case strings.Contains(m, "mismatched types"), strings.Contains(m, "cannot use"), strings.Contains(m, "invalid operation"):
		return Error{at, "两边的类型不同，不能比较：" + snippet(text, fe.From), "是/否事实直接写名称，金额与数比较，选项与带引号的文字比较"}
	case strings.Contains(m, "expected bool"):
		return Error{at, "条件应当得出是或否", "写成比较，例如 货值金额 < 10000"}
	case strings.Contains(m, "exceeds maximum allowed nodes"):
		return Error{at, fmt.Sprintf("条件超过 %d 个节点的上限", MaxNodes), "拆成几个条件"}
	}
	return Error{at, "条件无法理解（" + firstLine(m) + "）", "只用比较、and、or、not、in 与括号"}
}

// connective tells how a word that lawyers would write is written here.
func connective(word string) string {
	switch word {
	case "且", "并且", "和", "及":
		return "“并且”写 and"
	case "或", "或者":
		return "“或者”写 or"
	case "非", "不":
		return "“不”写 not，放在条件前面"
	case "=":
		return "相等写 =="
	case "<>":
		return "不相等写 !="
	}
	return ""
}

func firstLine(s string) string { line, _, _ := strings.Cut(s, "\n"); return line }

func snippet(text string, from int) string {
	r := []rune(text)
	from = min(max(from, 0), len(r))
	return string(r[from:min(len(r), from+12)])
}

func tokenOf(text string, from int) string {
	s := snippet(text, from)
	if f := strings.Fields(s); len(f) > 0 {
		return f[0]
	}
	return s
}

func (p *Pool) suggest(name string) string {
	names := p.Vocabulary.Names()
	if near := Nearest(name, names); near != "" {
		return "是不是“" + near + "”？"
	}
	if len(names) == 0 {
		return "先在 facts 中写明这个事实"
	}
	if len(names) > 12 {
		names = append(slices.Clone(names[:12]), "…")
	}
	return "可以用的事实：" + strings.Join(names, "、")
}

type builder struct {
	pool  *Pool
	text  []rune // normalised
	place []int  // rune of text → rune of the source
	mark  int
	depth int
	errs  []Error
}

func (b *builder) fail(n ast.Node, message, remedy string) node {
	at := -1
	if from := n.Location().From; from >= 0 && from < len(b.place) {
		at = b.place[from]
	}
	b.errs = append(b.errs, Error{at, message, remedy})
	return constant(facts.Unknown)
}

func (b *builder) boolean(n ast.Node) node {
	b.depth++
	defer func() { b.depth-- }()
	if b.depth > MaxDepth {
		return b.fail(n, fmt.Sprintf("条件嵌套超过 %d 层的上限", MaxDepth), "拆成几个条件")
	}
	switch n := n.(type) {
	case *ast.BoolNode:
		return constant(facts.Of(n.Value))
	case *ast.IdentifierNode:
		slot, ok := b.pool.Vocabulary.Slot(n.Value)
		if !ok || b.pool.Vocabulary.Entry(slot).Type != facts.Bool {
			return b.fail(n, fmt.Sprintf("“%s”不是是/否事实，不能单独作条件", n.Value), "写成比较")
		}
		return b.pool.atom(Atom{Text: n.Value, Slot: slot, Op: IsTrue})
	case *ast.UnaryNode:
		return b.negation(n)
	case *ast.BinaryNode:
		return b.binary(n)
	}
	return b.fail(n, "条件里只能有比较、and、or、not、in 与括号", "去掉函数、问号、下标等写法")
}

func (b *builder) negation(n *ast.UnaryNode) node {
	if n.Operator != "not" && n.Operator != "!" {
		return b.fail(n, "“"+n.Operator+"”不能用在条件上", "取反写 not")
	}
	x := b.boolean(n.Node)
	if x.absent != "" {
		return b.failAbsent(n, x.absent)
	}
	return not(x)
}

// failAbsent refuses to negate a comparison that is false for 无, as its opposite is.
func (b *builder) failAbsent(n ast.Node, name string) node {
	return b.fail(n, fmt.Sprintf("“%s”可以是“无”或者“无法计算”，对它的比较不能取反", name),
		fmt.Sprintf("正面写出来，例如 %s == 无 or %s < 10000", name, name))
}

func (b *builder) binary(n *ast.BinaryNode) node {
	switch n.Operator {
	case "and", "&&":
		return and(b.boolean(n.Left), b.boolean(n.Right))
	case "or", "||":
		return or(b.boolean(n.Left), b.boolean(n.Right))
	case "in":
		return b.among(n)
	case "<", "<=", ">", ">=", "==", "!=":
		return b.comparison(n)
	}
	return b.fail(n, "“"+n.Operator+"”不能用在条件里", "只用 < <= > >= == != and or not in")
}

func (b *builder) among(n *ast.BinaryNode) node {
	e, slot := b.enum(n.Left)
	arr, ok := n.Right.(*ast.ArrayNode)
	if e == nil || !ok {
		return b.fail(n, "in 的左边应为选项事实，右边应为 ['甲','乙'] 这样的列表", "例如 主观过错 in ['故意','重大过失']")
	}
	var mask uint64
	for _, x := range arr.Nodes {
		mask |= b.option(e, x)
	}
	return b.pool.atom(Atom{Text: b.words(n), Slot: slot, Op: Among, Mask: mask})
}

func (b *builder) enum(n ast.Node) (*facts.Entry, int) {
	id, ok := n.(*ast.IdentifierNode)
	if !ok {
		return nil, 0
	}
	slot, ok := b.pool.Vocabulary.Slot(id.Value)
	if !ok || b.pool.Vocabulary.Entry(slot).Type != facts.Enum {
		return nil, 0
	}
	return b.pool.Vocabulary.Entry(slot), slot
}

func (b *builder) option(e *facts.Entry, n ast.Node) uint64 {
	s, ok := n.(*ast.StringNode)
	if !ok {
		b.fail(n, fmt.Sprintf("“%s”应与带引号的选项比较", e.Name), "选项："+strings.Join(e.Options, "、"))
		return 0
	}
	i := slices.Index(e.Options, s.Value)
	if i < 0 {
		b.fail(n, fmt.Sprintf("“%s”没有“%s”这个选项", e.Name, s.Value), "选项："+strings.Join(e.Options, "、"))
		return 0
	}
	return 1 << i
}

// words gives the text of a comparison as written, for the trace.
func (b *builder) words(n ast.Node) string {
	from, to := span(n)
	from, to = max(from, 0), min(to, len(b.text))
	if from >= to {
		return n.String()
	}
	return strings.TrimSpace(string(b.text[from:to]))
}

// span covers a node with its operands: a binary node's own place is its operator.
func span(n ast.Node) (from, to int) {
	from, to = n.Location().From, n.Location().To
	widen := func(c ast.Node) {
		f, t := span(c)
		from, to = min(from, f), max(to, t)
	}
	switch n := n.(type) {
	case *ast.BinaryNode:
		widen(n.Left)
		widen(n.Right)
	case *ast.UnaryNode:
		widen(n.Node)
	case *ast.ArrayNode:
		for _, c := range n.Nodes {
			widen(c)
		}
		to++ // the closing bracket
	}
	return from, to
}
