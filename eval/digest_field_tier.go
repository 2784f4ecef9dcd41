package eval

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/rules/source"
)

// tierHead is what a tier or a cell is, besides its penalties.
type tierHead struct {
	name      string
	when      string // the engine's condition; "" = always
	otherwise bool
	override  bool
	unread    string // what of it the digest's author did not see
	node      source.Node
}

// tiers reads the tiers of an item; steps are the stepwise sums that a tier may point to.
func (r *fieldReader) tiers(n source.Node, steps []stepSum) {
	list := listOf(n)
	conditions := 0
	for _, x := range list {
		if x.IsMap() && (x.Map().Has("when") || isTrue(x.Map().Get("otherwise"))) {
			conditions++
		}
	}
	for i, x := range list {
		if !x.IsMap() {
			r.im.loses(x, "阶次不是一组键")
			continue
		}
		m := x.Map()
		r.tell(m, tierFieldKeys)
		h := tierHead{name: cmp.Or(text(m.Get("tier")), fmt.Sprint(i+1)), otherwise: isTrue(m.Get("otherwise")), node: x}
		if s := text(m.Get("note")); s != "" {
			r.im.notes = append(r.im.notes, "阶次“"+h.name+"”："+s)
		}
		if !r.placed(m, &h, conditions, len(list)) {
			continue
		}
		r.tier(m, h, steps)
	}
}

// placed finds the condition of a tier; false = it stands apart from the tiers that can be computed.
func (r *fieldReader) placed(m source.Map, h *tierHead, conditions, tiers int) bool {
	unseen := text(m.Get("unseen"))
	if strings.Contains(unseen, "range") || strings.Contains(unseen, "幅度") || strings.Contains(unseen, "处罚") {
		h.unread = "摘要没有读到阶次“" + h.name + "”的幅度"
	}
	w := text(m.Get("when"))
	switch {
	case w != "":
		c, err := r.rw.condition(w)
		if err != nil {
			r.im.loses(m.Get("when"), err.Error())
			r.rest("阶次“" + h.name + "”的条件不能计算")
			return false
		}
		h.when = c
		if strings.Contains(unseen, "condition") || strings.Contains(unseen, "条件") || strings.Contains(unseen, "其他") {
			r.im.unread = append(r.im.unread, "阶次“"+h.name+"”还有没有读到的条件")
		}
	case h.otherwise:
	case unseen != "":
		r.im.unread = append(r.im.unread, "阶次“"+h.name+"”的条件没有读到")
		r.rest("摘要没有读到阶次“" + h.name + "”的条件")
		return false
	case tiers > 1 && conditions > 0:
		h.otherwise = true
		r.im.notes = append(r.im.notes, "阶次“"+h.name+"”没有写条件，按其余情形理解")
	}
	return true
}

// rest is where no tier that can be computed holds: a tier whose condition is not known may then hold.
func (r *fieldReader) rest(why string) {
	i := slices.IndexFunc(r.bench.Grades, func(g engine.Grade) bool { return g.Otherwise && g.Result == engine.GradeNoText })
	if i >= 0 {
		r.bench.Grades[i].Why += "；" + why
		return
	}
	r.bench.Grades = append(r.bench.Grades, engine.Grade{Name: "未读到的阶次", Otherwise: true, Result: engine.GradeNoText, Why: why})
}

func (r *fieldReader) tier(m source.Map, h tierHead, steps []stepSum) {
	if s := text(m.Get("steps")); s != "" {
		r.steppedTier(h, s, steps)
		return
	}
	pens := listOf(m.Get("pen"))
	if !m.Has("pen") && slices.ContainsFunc(amountForms, m.Has) {
		pens = []source.Node{m.Node()}
	}
	if h.unread == "" && !m.Has("pen") && len(pens) == 0 && len(texts(m.Get("also"))) == 0 {
		h.unread = "阶次“" + h.name + "”没有写处罚"
	}
	r.graded(h, pens, texts(m.Get("also")))
}

var (
	waives    = regexp.MustCompile(`^(不予|免予|免于|不给予|免除|不)(行政)?处罚|^免罚$|^不罚$|^免除$`)
	mayWaives = regexp.MustCompile(`^可以?(不予|免予|不给予)(行政)?处罚`)
)

// graded enters a tier: one grade, or one for each combination of the conditions that its penalties have of their own.
func (r *fieldReader) graded(h tierHead, pens []source.Node, also []string) {
	g := engine.Grade{Name: h.name, When: h.when, Otherwise: h.otherwise, Override: h.override, Only: true, Basis: engine.Basis{Law: r.bench.Title, Article: r.bench.ID}}
	if h.unread != "" {
		r.im.unread = append(r.im.unread, h.unread)
		g.Result, g.Why = engine.GradeNoText, h.unread
		r.bench.Grades = append(r.bench.Grades, g)
		return
	}
	for _, s := range also {
		switch {
		case mayWaives.MatchString(s):
			g.Result = engine.GradeMayWaive
		case waives.MatchString(s) && len(pens) == 0:
			g.Result = engine.GradeWaive
		default:
			g.Corrective = append(g.Corrective, s)
		}
	}
	if len(pens) == 0 && g.Result == "" && waives.MatchString(h.name) {
		g.Result = engine.GradeWaive
	}
	if len(pens) == 0 && h.when == "true" { // orders that come with every tier
		r.bench.Corrective = append(r.bench.Corrective, g.Corrective...)
		return
	}
	var bs []band
	for _, n := range pens {
		for _, b := range r.bands(n, r.rw.condition) {
			if b.err != "" {
				r.im.loses(n, strings.TrimPrefix(b.err, at(n)+"："))
				g.Result, g.Why = engine.GradeNoText, "这一档的幅度不能计算："+b.err
			}
			bs = append(bs, b)
		}
	}
	if g.Result == engine.GradeNoText {
		r.bench.Grades = append(r.bench.Grades, g)
		return
	}
	r.split(g, bs)
}

// split gives a grade for each combination of the penalties' own conditions. Where all are conditional and none holds, the
// document says nothing: no grade.
func (r *fieldReader) split(g engine.Grade, bs []band) {
	var whens []string
	for _, b := range bs {
		whens = appendNew(whens, b.when)
	}
	if len(whens) > 6 {
		r.im.lost = append(r.im.lost, fmt.Sprintf("%s：阶次“%s”的处罚有 %d 个各自的条件，上限是 6 个", at(r.item.Node()), g.Name, len(whens)))
		g.Result, g.Why = engine.GradeNoText, "处罚的条件太多"
		r.bench.Grades = append(r.bench.Grades, g)
		return
	}
	for set := 1<<len(whens) - 1; set >= 0; set-- {
		one := g
		one.Penalties, one.Roles = nil, nil
		for _, b := range bs {
			i := slices.Index(whens, b.when)
			if (i < 0 || set&(1<<i) != 0) && !b.none {
				one.Penalties, one.Roles = append(one.Penalties, b.pen), append(one.Roles, b.role)
			}
		}
		if len(whens) > 0 && set == 0 && len(one.Penalties) == 0 && len(bs) > 0 {
			continue
		}
		parts := []string{}
		if g.When != "" {
			parts = append(parts, "("+g.When+")")
		}
		for i, w := range whens {
			if set&(1<<i) == 0 {
				parts = append(parts, "not ("+w+")")
			} else {
				parts = append(parts, "("+w+")")
			}
		}
		if len(whens) > 0 {
			one.When = strings.Join(parts, " and ")
		}
		r.bench.Grades = append(r.bench.Grades, one)
	}
}

// matrix reads rows of values with a range, or a range by target, at the end; a tier for each cell.
func (r *fieldReader) matrix(n source.Node) {
	if !n.IsMap() {
		r.im.loses(n, "矩阵没有写 dims 与 rows")
		return
	}
	m := n.Map()
	dims := texts(m.Get("dims"))
	for _, x := range listOf(m.Get("rows")) {
		values, cell := cellsOf(x, dims)
		if cell.IsNull() || len(values) != len(dims) {
			r.im.loses(x, fmt.Sprintf("这一格写了 %d 个值，矩阵有 %d 维", len(values), len(dims)))
			continue
		}
		var when, names []string
		bad := false
		for i, v := range values {
			c, err := r.cell(dims[i], v)
			if err != nil {
				r.im.loses(v, err.Error())
				bad = true
				break
			}
			names = append(names, text(v))
			if c != "" {
				when = append(when, "("+c+")")
			}
		}
		if bad {
			r.rest("矩阵的一格不能计算")
			continue
		}
		r.cellGrade(tierHead{name: strings.Join(names, "·"), when: strings.Join(when, " and "), node: x}, cell)
	}
	if m.Has("override") {
		r.overrides(m.Get("override"))
	}
	r.tell(m, []string{"dims", "rows", "override", "note"})
}

// cellsOf parts a row into its values and its range: a list, or a map with the dimensions as keys.
func cellsOf(n source.Node, dims []string) (values []source.Node, cell source.Node) {
	if n.IsList() {
		l := n.List()
		if len(l) == 0 {
			return nil, source.Node{}
		}
		return l[:len(l)-1], l[len(l)-1]
	}
	if !n.IsMap() {
		return nil, source.Node{}
	}
	m := n.Map()
	for _, key := range []string{"is", "values", "cell"} {
		if m.Get(key).IsList() {
			values = m.Get(key).List()
		}
	}
	if values == nil {
		for _, d := range dims {
			if v := m.Get(d); v.Exists() {
				values = append(values, v)
			}
		}
	}
	for _, key := range []string{"pen", "ranges", "range", "fine"} {
		if m.Has(key) {
			return values, m.Get(key)
		}
	}
	return values, n
}

// cellGrade enters a cell: a range, several, or a map target → range.
func (r *fieldReader) cellGrade(h tierHead, cell source.Node) {
	var pens []source.Node
	var also []string
	switch {
	case cell.IsList():
		pens = cell.List()
	case cell.IsScalar():
		if s := text(cell); waives.MatchString(s) || mayWaives.MatchString(s) {
			also = []string{s}
		} else {
			pens = []source.Node{cell}
		}
	case cell.IsMap():
		m := cell.Map()
		if t := text(m.Get("tier")); t != "" {
			h.name = t
		}
		if s := text(m.Get("unseen")); s != "" {
			h.unread = "摘要没有读到“" + h.name + "”一格的幅度"
		}
		also = texts(m.Get("also"))
		if slices.ContainsFunc(append([]string{"kind"}, amountForms...), m.Has) || h.unread != "" {
			pens = []source.Node{cell}
		} else {
			r.byTarget(h, m, also)
			return
		}
	}
	r.graded(h, pens, also)
}

// byTarget enters a cell whose keys are the targets.
func (r *fieldReader) byTarget(h tierHead, m source.Map, also []string) {
	g := engine.Grade{Name: h.name, When: h.when, Otherwise: h.otherwise, Override: h.override, Only: true, Corrective: also,
		Basis: engine.Basis{Law: r.bench.Title, Article: r.bench.ID}}
	var bs []band
	for k, v := range m.Pairs() {
		if slices.Contains([]string{"tier", "also", "note", "when"}, k.Text()) {
			continue
		}
		for _, n := range listOf(v) {
			for _, b := range r.bands(n, r.rw.condition) {
				if b.err != "" {
					r.im.loses(n, strings.TrimPrefix(b.err, at(n)+"："))
					g.Result, g.Why = engine.GradeNoText, "这一格的幅度不能计算："+b.err
				}
				b.role = roleOfTarget(k.Text())
				bs = append(bs, b)
			}
		}
	}
	if g.Result == engine.GradeNoText {
		r.bench.Grades = append(r.bench.Grades, g)
		return
	}
	r.split(g, bs)
}

func (r *fieldReader) overrides(n source.Node) {
	for _, x := range listOf(n) {
		if !x.IsMap() {
			r.im.loses(x, "例外的一格不是一组键")
			continue
		}
		m := x.Map()
		c, err := r.rw.condition(text(m.Get("when")))
		if err != nil {
			r.im.loses(x, err.Error())
			continue
		}
		h := tierHead{name: cmp.Or(text(m.Get("tier")), text(m.Get("when"))), when: c, override: true, node: x}
		cell := x
		for _, key := range []string{"ranges", "range", "pen"} {
			if m.Has(key) {
				cell = m.Get(key)
			}
		}
		r.cellGrade(h, cell)
	}
}

var (
	anyValue   = []string{"*", "任意", "any", "-", "—", "不限", "全部", ""}
	bareBounds = regexp.MustCompile(`^(<=|>=|<|>|==|!=|≤|≥|＜|＞)\s*(-?[\d.]+)(万|亿|%)?$`)
	interval   = regexp.MustCompile(`^([\[(（])\s*(-?[\d.]*)\s*[,，]\s*(-?[\d.]*)\s*([\])）])$`)
)

// cell turns the value of a dimension into a condition: an option, yes or no, a number, a stretch of numbers, a condition of its
// own, or anything. A dimension that is no fact is a name for what its values say, or itself a condition.
func (r *fieldReader) cell(dim string, v source.Node) (string, error) {
	s := strings.TrimSpace(text(v))
	f := r.words.facts[dim]
	if v.IsList() {
		return r.cellList(dim, v)
	}
	if !v.IsScalar() || slices.Contains(anyValue, s) {
		return "", nil
	}
	if f != nil {
		if c := r.cellOf(f, s); c != "" {
			return c, nil
		}
	} else if s == "true" || s == "false" {
		c, err := r.rw.condition(dim)
		if s == "false" {
			c = "not (" + c + ")"
		}
		return c, err
	}
	c, err := r.rw.condition(s)
	if err != nil {
		return "", fmt.Errorf("矩阵的值“%s”不能读成“%s”的条件", s, dim)
	}
	return c, nil
}

// cellOf reads a value of a dimension that is a fact; "" = it is a condition of its own.
func (r *fieldReader) cellOf(f *fieldFact, s string) string {
	switch {
	case f.set:
		return r.words.member(f.name, s)
	case f.options != nil:
		if slices.Contains(f.options, s) {
			return f.name + " == '" + s + "'"
		}
		parts := strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune("|、/或,，", c) })
		var out []string
		for _, p := range parts {
			if !slices.Contains(f.options, strings.TrimSpace(p)) {
				return ""
			}
			out = append(out, f.name+" == '"+strings.TrimSpace(p)+"'")
		}
		return strings.Join(out, " or ")
	}
	if c, ok := map[string]string{"true": f.name, "是": f.name, "false": "not " + f.name, "否": "not " + f.name}[s]; ok {
		return c
	}
	if c := intervalOf(f.name, s); c != "" {
		out, err := r.rw.condition(c)
		if err == nil {
			return out
		}
	}
	return ""
}

// intervalOf writes < 1, [1, 3), 1-3 or 3 as an expression over the fact.
func intervalOf(name, s string) string {
	if m := bareBounds.FindStringSubmatch(s); m != nil {
		return name + m[1] + m[2] + m[3]
	}
	if m := interval.FindStringSubmatch(s); m != nil {
		var parts []string
		if m[2] != "" {
			parts = append(parts, name+map[bool]string{true: ">=", false: ">"}[m[1] == "["]+m[2])
		}
		if m[3] != "" {
			parts = append(parts, name+map[bool]string{true: "<=", false: "<"}[m[4] == "]"]+m[3])
		}
		return strings.Join(parts, " and ")
	}
	if _, err := ratioText(s); err == nil {
		return name + "==" + s
	}
	return "" // 1-3 does not say which ends are in
}

func (r *fieldReader) cellList(dim string, v source.Node) (string, error) {
	var out []string
	for _, x := range v.List() {
		c, err := r.cell(dim, x)
		if err != nil {
			return "", err
		}
		if c == "" {
			return "", nil
		}
		out = append(out, "("+c+")")
	}
	return strings.Join(out, " or "), nil
}
