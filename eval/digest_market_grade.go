package eval

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/rules/source"
)

// gradeMarketKeys are the keys of a row of `grades`.
var gradeMarketKeys = []string{"grade", "sub", "branch", "target", "when", "may", "fine", "other", "note", "code", "inferred", "inferred_when", "tier", "name", "otherwise",
	"cap", "quirks", "where", "as_written", "read_as", "阶次", "档次"}

// marketRow is a row of `grades` made ready: rows of the same tier and condition that hit different parties become one grade.
type marketRow struct {
	name, when string
	how        string // the reading that it takes, where there are several
	otherwise  bool
	override   bool
	result     engine.GradeResult
	why        string
	bands      []band
	corrective []string
	only       bool
}

// grades reads the rows, and the matrix of factors.
func (r *marketReader) grades() {
	r.factorMatrix()
	var list []source.Node
	var open []source.Map // rows without a condition
	conditions := 0
	for _, n := range listOf(r.other.Get("grades")) {
		if !n.IsMap() {
			r.im.loses(n, "阶次不是一组键")
			continue
		}
		list = append(list, n)
		m := n.Map()
		switch {
		case m.Has("when") && !m.Get("when").IsNull():
			conditions++
		case rowName(m) != "" && !r.isRest(m, rowName(m)):
			open = append(open, m)
		}
	}
	if len(list) == 0 && r.other.Has("fine") {
		list = []source.Node{r.other.Node()}
	}
	placed := r.places(open, conditions)
	for i, n := range list {
		r.row(n.Map(), i, placed)
	}
	if e := text(r.other.Get("effect")); e != "" && len(list) == 0 {
		r.row(r.other, 0, nil)
	}
}

// rowName is the tier's name, with its place inside the tier.
func rowName(m source.Map) string {
	name := gradeWord(m)
	if s := text(m.Get("sub")); s != "" {
		name += "·" + s
	}
	return name
}

// row enters one row: for each reading of its condition and of its amount.
func (r *marketReader) row(m source.Map, i int, placed map[string]string) {
	isItem := m.Node().Path() == r.other.Node().Path()
	if !isItem {
		r.tell(m, slices.Concat(gradeMarketKeys, r.words.order, dimensionKeys))
	}
	name := rowName(m)
	if name == "" {
		name = fmt.Sprintf("第%d档", i+1)
	}
	if isItem {
		name = "唯一"
	}
	r.sayNote("阶次“"+name+"”", m)
	whens, err := []reading{{}}, error(nil)
	rest := r.isRest(m, name)
	if !rest {
		whens, err = r.when(m.Get("when"))
	}
	if err != nil {
		r.im.loses(m.Get("when"), err.Error())
		r.rest("阶次“" + name + "”的条件不能计算")
		return
	}
	fine := m.Get("fine")
	if !fine.Exists() && isItem {
		fine = m.Get("effect")
	}
	form, err := r.fine(fine, m)
	if err != nil {
		r.im.loses(m.Node(), err.Error())
		form = fineForm{result: engine.GradeNoText, why: "这一档的罚款不能计算：" + err.Error()}
	}
	if !fine.Exists() && !m.Has("other") {
		form = fineForm{result: engine.GradeNoText, why: "摘要没有读到阶次“" + name + "”的幅度"}
		r.im.unread = append(r.im.unread, form.why)
	}
	if rowName(m) == "" && !fine.Exists() && m.Has("other") && m.Has("when") && !rest && len(listOf(r.other.Get("grades"))) > 1 {
		r.addon(whens, m)
		return
	}
	for _, w := range whens {
		r.enter(m, marketRow{name: name, when: w.cond, how: w.how, otherwise: rest}, form, placed)
	}
}

// isRest tells whether a row is for what no other tier holds for: by its words, or by the item's default.
func (r *marketReader) isRest(m source.Map, name string) bool {
	for _, key := range []string{"default", "default_grade"} {
		if s := text(r.other.Get(key)); s != "" && s == name && !m.Has("when") {
			return true
		}
	}
	return isTrue(m.Get("otherwise")) || restWords.MatchString(strings.TrimSpace(text(m.Get("when"))))
}

// addon is a row without a tier of its own: other penalties that a condition adds to every tier.
func (r *marketReader) addon(whens []reading, m source.Map) {
	for _, s := range texts(m.Get("other")) {
		b := band{when: whens[0].cond}
		if orders(s) {
			r.im.notes = append(r.im.notes, "附加的命令“"+s+"”按另有处罚列出")
		}
		b.pen = otherKind(s)
		r.addons = append(r.addons, b)
	}
}

// orders tells an order to put things right from a penalty.
func orders(s string) bool {
	return strings.HasPrefix(s, "责令") && !strings.Contains(s, "停产") && !strings.Contains(s, "停业") && !strings.Contains(s, "关闭")
}

// enter completes a row and keeps it.
func (r *marketReader) enter(m source.Map, row marketRow, form fineForm, placed map[string]string) {
	if w, ok := placed[m.Node().Path()]; ok {
		if w == otherwiseWord {
			row.otherwise = true
		} else {
			row.when = joinConditions(row.when, w)
		}
	}
	row.when = r.placedBy(m, row.when)
	cond, role := r.targets(m.Get("target"))
	row.when = joinConditions(row.when, cond)
	row.result, row.why = form.result, form.why
	row.only = m.Has("other") || form.none
	for _, s := range r.others(m, form) {
		if orders(s) {
			row.corrective = append(row.corrective, s)
			continue
		}
		p := otherKind(s)
		if strings.HasPrefix(s, "可以") || strings.HasPrefix(s, "可") && !strings.HasPrefix(s, "可能") {
			p.Modality = engine.May
		}
		row.bands = append(row.bands, band{pen: p, role: role})
	}
	if form.result == "lighter" {
		for _, x := range []struct {
			how    string
			result engine.GradeResult
		}{{"从轻", engine.GradeStatute}, {"减轻", engine.GradeMitigate}} {
			one := row
			one.result, one.how = x.result, x.how
			r.rows = append(r.rows, one)
		}
		return
	}
	if form.alts == nil {
		form.alts = []fineReading{{}}
	}
	for _, a := range form.alts {
		r.keep(row, a, role)
	}
}

// keep adds the row with the bands of one reading; amounts by kind of party become rows of their own.
func (r *marketReader) keep(row marketRow, a fineReading, role string) {
	row.how = strings.Trim(row.how+"，"+a.how, "，")
	if row.how != "" {
		r.bench.Choose = "" // readings, not tiers: none is picked
	}
	own := map[string][]band{}
	var order []string
	for _, b := range a.bands {
		if b.role == "" {
			b.role = role
		}
		if _, ok := own[b.when]; !ok {
			order = append(order, b.when)
		}
		own[b.when] = append(own[b.when], b)
	}
	if len(order) == 0 {
		r.merge(row)
		return
	}
	for _, w := range order {
		one := row
		one.when = joinConditions(row.when, w)
		one.bands = slices.Clone(row.bands)
		for _, b := range own[w] {
			if !b.none {
				b.when = ""
				one.bands = append(one.bands, b)
			} else {
				one.only = true
			}
		}
		r.merge(one)
	}
}

// merge joins a row to one of the same tier and condition that hits another party.
func (r *marketReader) merge(row marketRow) {
	for i := range r.rows {
		o := &r.rows[i]
		if o.name != row.name || o.when != row.when || o.how != row.how || o.otherwise != row.otherwise || o.result != row.result || o.override != row.override {
			continue
		}
		if shareRole(o.bands, row.bands) {
			continue
		}
		o.bands = append(o.bands, row.bands...)
		o.only = o.only && row.only
		return
	}
	r.rows = append(r.rows, row)
}

func shareRole(a, b []band) bool {
	for _, x := range a {
		if slices.ContainsFunc(b, func(y band) bool { return x.role == y.role || x.role == "" || y.role == "" }) {
			return true
		}
	}
	return len(a) == 0 || len(b) == 0
}

// others lists the other kinds of a row; where it says only that there is no fine, the statute's own kinds stand.
func (r *marketReader) others(m source.Map, form fineForm) []string {
	if m.Has("other") || !form.none {
		return texts(m.Get("other"))
	}
	var out []string
	for _, n := range listOf(r.key("statutory")) {
		if n.IsMap() && text(n.Map().Get("when")) == "" && (text(n.Map().Get("branch")) == "" || text(n.Map().Get("branch")) == text(m.Get("branch"))) {
			for _, s := range texts(n.Map().Get("other")) {
				out = appendNew(out, s)
			}
		}
	}
	return out
}

// emit makes grades of the rows, each with and without what the conditions of add-ons add.
func (r *marketReader) emit() {
	basis := engine.Basis{Law: r.bench.Title, Article: r.bench.ID}
	for _, row := range r.rows {
		g := engine.Grade{Name: row.name, When: row.when, Otherwise: row.otherwise, Override: row.override, Result: row.result, Why: row.why, Corrective: row.corrective,
			Only: row.only, Basis: basis}
		if row.how != "" {
			g.Name += "（" + row.how + "）"
		}
		if row.result != "" {
			r.bench.Grades = append(r.bench.Grades, g)
			continue
		}
		r.split(g, slices.Concat(row.bands, r.addons))
	}
}
