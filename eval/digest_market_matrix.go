package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// factorMatrix reads factors whose columns have conditions: a column holds where one of its conditions does.
func (r *marketReader) factorMatrix() {
	n := r.other.Get("matrix")
	if !n.IsMap() {
		return
	}
	if n.Map().Has("dims") || n.Map().Has("rows") {
		r.matrix(n)
		return
	}
	var order []string
	for k, v := range n.Map().Pairs() {
		if !v.IsMap() {
			r.im.notes = append(r.im.notes, "matrix "+k.Text()+"："+flow(v))
			continue
		}
		for c, w := range v.Map().Pairs() {
			if w.IsMap() || isFine(text(w)) {
				r.matrixCell(k, c, w)
				continue
			}
			rs, err := r.reading(text(w), w)
			if err != nil {
				r.im.loses(w, err.Error())
				continue
			}
			order = appendNew(order, c.Text())
			r.columns[c.Text()] = append(r.columns[c.Text()], rs[0].cond)
		}
	}
	r.aggregated(order)
}

func isFine(s string) bool {
	_, err := money.ParseYuan(plainNumber2(strings.TrimSuffix(s, "元")))
	return err == nil || noFineWords.MatchString(s) || noPenaltyWords.MatchString(s)
}

// aggregated makes tiers of the columns that no row of `grades` fines; how factors in different columns come together is the
// document's word, else each column that a factor falls in is a reading.
func (r *marketReader) aggregated(order []string) {
	for _, key := range []string{"aggregate", "combine"} {
		if s := text(r.key(key)); s != "" {
			r.bench.Choose = orderPolicy(s)
			if r.bench.Choose == "" {
				r.bench.Choose = policyOf(s)
			}
			r.im.notes = append(r.im.notes, key+"："+s)
		}
	}
	for _, c := range order {
		if slices.ContainsFunc(listOf(r.other.Get("grades")), func(n source.Node) bool { return n.IsMap() && gradeWord(n.Map()) == c }) {
			continue
		}
		r.im.unread = append(r.im.unread, "“"+c+"”的罚款幅度没有读到")
		r.rows = append(r.rows, marketRow{name: c, when: "(" + strings.Join(r.columns[c], ") or (") + ")", result: engine.GradeNoText, why: "摘要没有读到“" + c + "”的罚款幅度"})
	}
	if len(order) > 0 && r.bench.Choose == "" {
		r.im.notes = append(r.im.notes, "各因素落在不同列时怎样汇总，文件没有写：落到的每一列各是一种结果")
	}
}

// matrixCell is a cell with a fine: level × band.
func (r *marketReader) matrixCell(row, col, fine source.Node) {
	a, errA := r.heading(row)
	b, errB := r.heading(col)
	if errA != nil || errB != nil {
		r.im.loses(fine, fmt.Sprint("矩阵的行或列读不成条件：", cmp.Or(errA, errB)))
		return
	}
	m := source.Map{}
	if fine.IsMap() {
		m = fine.Map()
	}
	cell := fine
	if fine.IsMap() && m.Has("fine") {
		cell = m.Get("fine")
	}
	form, err := r.fine(cell, m)
	if err != nil {
		r.im.loses(fine, err.Error())
		form = fineForm{result: engine.GradeNoText, why: err.Error()}
	}
	r.enter(m, marketRow{name: row.Text() + "·" + col.Text(), when: joinConditions(a, b)}, form, nil)
}

// heading is a row or a column of a matrix as a condition: an option, a condition, or a threshold.
func (r *marketReader) heading(n source.Node) (string, error) {
	s := n.Text()
	for _, f := range r.words.order {
		for _, o := range r.words.facts[f].options {
			if o == s || f+o == s {
				return f + " == '" + o + "'", nil
			}
		}
	}
	if r.knownWords(s) {
		return r.expression(s)
	}
	if c := r.threshold(s); c != "" {
		return c, nil
	}
	return "", fmt.Errorf("“%s”不是选项也不是条件", s)
}
