package eval

import (
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"cailiang/engine/facts"
	"cailiang/rules/source"
)

// branch is the condition under which a branch of the statutory range holds, by its name.
func (r *marketReader) branch(name string, rows []source.Map) string {
	if c, ok := r.branches[name]; ok {
		return c
	}
	c := r.branchOf(name, rows)
	r.branches[name] = c
	return c
}

var absence = regexp.MustCompile(`^(?:的)?(有|无|没有|未有|不具有|存在|没有或无法计算)(.+)$`)

func (r *marketReader) branchOf(name string, rows []source.Map) string {
	for _, n := range listOf(r.key("statutory")) {
		if n.IsMap() && text(n.Map().Get("branch")) == name && text(n.Map().Get("when")) != "" {
			if c, err := r.lawWhen(text(n.Map().Get("when"))); err == nil {
				return c
			}
		}
	}
	if r.knownWords(name) {
		if c, err := r.expression(name); err == nil {
			return c
		}
	}
	if m := absence.FindStringSubmatch(name); m != nil {
		return r.presence(m[1] == "有" || m[1] == "存在", m[2])
	}
	if c := r.threshold(name); c != "" {
		return r.asStatute(c)
	}
	if c := r.sameBase(rows); c != "" {
		return c
	}
	for _, f := range r.words.order {
		for _, o := range r.words.facts[f].options {
			if o == name {
				return f + " == '" + o + "'"
			}
		}
	}
	const by = "适用的分支"
	f := r.words.need(by, facts.Enum, "摘要没有写何时适用各支，由承办人认定")
	f.options = appendNew(f.options, name)
	return by + " == '" + name + "'"
}

// asStatute gives the statutory condition of which a branch's threshold is one alternative (… or there is no turnover), else the threshold.
func (r *marketReader) asStatute(c string) string {
	for _, n := range listOf(r.key("statutory")) {
		if !n.IsMap() || text(n.Map().Get("when")) == "" {
			continue
		}
		law, err := r.lawWhen(text(n.Map().Get("when")))
		if err == nil && strings.Contains(law, " or ("+c+")") || strings.HasPrefix(law, "("+c+") or ") {
			return law
		}
	}
	return c
}

// presence is a branch on whether there is a gain or a turnover at all.
func (r *marketReader) presence(yes bool, what string) string {
	what = r.plainName(what)
	name := ""
	for _, f := range r.words.order {
		x := r.words.facts[f]
		if f == what || name == "" && x.kind == facts.Money && strings.Contains(f, what) {
			name = f
		}
		if x.kind == facts.Bool && (f == "有"+what || f == "存在"+what) {
			if yes {
				return f
			}
			return "not " + f
		}
	}
	if name == "" {
		name = what
	}
	f := r.words.need(name, facts.Money, "分支的名称用到")
	switch {
	case f.kind == facts.Bool:
		return map[bool]string{true: name, false: "not " + name}[yes]
	case f.kind == facts.Money:
		f.absent = true
		return name + map[bool]string{true: " > 0", false: " == " + facts.NoneWord}[yes]
	}
	return name + map[bool]string{true: " > 0", false: " == 0"}[yes]
}

var boundWords = regexp.MustCompile(`(不足|不满|低于|未满|未达|小于|少于|超过|大于|高于|多于|不超过|至|-)?(\d+(?:\.\d+)?)\s*(万|亿)?\s*([^\d万亿不足以及上下]*?)(及以上|及以下|以上|以下|以内)?(?:的)?(不足|不满|至|-|$)`)

// threshold reads a branch named by a threshold: 不足5万元, 货值1万元以上, 1万元以上不足5万元.
func (r *marketReader) threshold(name string) string {
	i := strings.IndexFunc(name, func(c rune) bool { return c >= '0' && c <= '9' })
	if i < 0 {
		return ""
	}
	head := name[:i]
	for _, w := range []string{"不足", "不满", "低于", "未满", "未达", "小于", "少于", "不超过", "超过", "大于", "高于", "多于"} {
		head = strings.TrimSuffix(head, w)
	}
	fact := r.measured(head, name)
	if fact == "" {
		return ""
	}
	var parts []string
	rest := strings.TrimPrefix(name, head)
	for rest != "" {
		m := boundWords.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		sub := func(k int) string {
			if m[2*k] < 0 {
				return ""
			}
			return rest[m[2*k]:m[2*k+1]]
		}
		bound := plainNumber2(sub(2) + sub(3))
		op := ""
		switch b, a := sub(1), sub(5); {
		case b == "不超过" || b == "至" || b == "-":
			op = "<="
		case slices.Contains([]string{"不足", "不满", "低于", "未满", "未达", "小于", "少于"}, b):
			op = "<"
		case slices.Contains([]string{"超过", "大于", "高于", "多于"}, b):
			op = ">"
		case a == "以上" || a == "及以上", sub(6) == "至" || sub(6) == "-":
			op = ">="
		case a != "":
			op = "<="
		}
		if op == "" {
			return ""
		}
		parts = append(parts, fact+" "+op+" "+bound)
		if m[12] < 0 || m[12] == m[13] {
			break
		}
		rest = rest[m[12]:]
	}
	c, err := r.expression(strings.Join(parts, " and "))
	if err != nil {
		return ""
	}
	return c
}

func plainNumber2(s string) string { return manyMarked.ReplaceAllStringFunc(s, plainNumber) }

// measured finds the fact that a branch's name measures: by the words before the number, or by the statutory conditions.
func (r *marketReader) measured(head, name string) string {
	head = r.plainName(head)
	for _, f := range r.words.order {
		if x := r.words.facts[f]; x.kind.Numeric() && head != "" && (strings.HasPrefix(f, head) || strings.HasSuffix(f, head)) {
			return f
		}
	}
	if head != "" {
		return ""
	}
	var found []string
	for _, n := range listOf(r.key("statutory")) {
		if !n.IsMap() {
			continue
		}
		for _, x := range nameOrQuoted.FindAllString(text(n.Map().Get("when")), -1) {
			if f := r.words.facts[x]; f != nil && f.kind.Numeric() {
				found = appendNew(found, x)
			}
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	for _, f := range r.words.order {
		if x := r.words.facts[f]; x.kind == facts.Money && strings.Contains(name, "元") {
			found = appendNew(found, f)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}

// sameBase finds the statutory range with a condition whose base is that of the branch's tiers.
func (r *marketReader) sameBase(rows []source.Map) string {
	base := ""
	for _, m := range rows {
		if f := m.Get("fine"); f.IsMap() {
			base = text(f.Map().Get("base"))
		}
	}
	var out []string
	for _, n := range listOf(r.key("statutory")) {
		if !n.IsMap() || text(n.Map().Get("when")) == "" || !n.Map().Get("fine").IsMap() {
			continue
		}
		if text(n.Map().Get("fine").Map().Get("base")) == base {
			if c, err := r.lawWhen(text(n.Map().Get("when"))); err == nil {
				out = appendNew(out, c)
			}
		}
	}
	if base == "" || len(out) != 1 {
		return ""
	}
	return out[0]
}

// bounds tells whether a condition bounds the facts that a branch's condition asks for, so that the branch is only a heading.
func (r *marketReader) bounds(when, branch string) bool {
	n, err := parseExpression(r.prepared(when))
	if err != nil {
		return false
	}
	for _, c := range conjuncts(n) {
		b, ok := c.(*ast.BinaryNode)
		if !ok || !compares(b.Operator) {
			continue
		}
		for _, x := range operands(b) {
			id, ok := x.(*ast.IdentifierNode)
			if f := r.words.facts[identifier(id, ok)]; f != nil && f.kind.Numeric() && slices.Contains(nameOrQuoted.FindAllString(branch, -1), f.name) {
				return true
			}
		}
	}
	return false
}

func identifier(id *ast.IdentifierNode, ok bool) string {
	if !ok {
		return ""
	}
	return id.Value
}

func conjuncts(n ast.Node) []ast.Node {
	if b, ok := n.(*ast.BinaryNode); ok && (b.Operator == "and" || b.Operator == "&&") {
		return append(conjuncts(b.Left), conjuncts(b.Right)...)
	}
	return []ast.Node{n}
}

// operands gives what a comparison, also a chained one, compares.
func operands(b *ast.BinaryNode) []ast.Node {
	if l, ok := b.Left.(*ast.BinaryNode); ok && compares(l.Operator) {
		return append(operands(l), b.Right)
	}
	return []ast.Node{b.Left, b.Right}
}
