package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/rules/source"
)

// rated is an amount per unit: days, pieces, square metres.
func (r *marketReader) rated(m source.Map, b band) (fineForm, error) {
	low, high := text(m.Get("rate_min")), text(m.Get("rate_max"))
	if v := cmp.Or(text(m.Get("rate")), text(m.Get("value"))); v != "" {
		low, high = v, v
	}
	if low == "" && high == "" {
		low, high = text(m.Get("min")), text(m.Get("max"))
	}
	unit, of, _ := strings.Cut(text(m.Get("unit")), "/")
	count := cmp.Or(text(m.Get("count")), text(m.Get("of")), text(m.Get("base")))
	if count == "" {
		count = r.countedIn(of)
	}
	if count == "" {
		return fineForm{}, fmt.Errorf("按单位计罚没有写数什么")
	}
	scale, err := scaleOf(orElse(unit, "元"), true)
	if err != nil {
		return fineForm{}, err
	}
	name := r.plainName(count)
	f := r.words.facts[name]
	if f == nil && r.formulae[name] == "" && !strings.ContainsAny(count, "+-*/() ") {
		f = r.words.need(name, facts.Number, "按单位计罚的数")
	}
	lo, hi, ok := ratios(low, high, scale)
	if !ok || f == nil || f.kind == facts.Money || m.Has("floor") || m.Has("over") {
		c := r.substituted(count)
		if s := text(m.Get("over")); s != "" {
			c = "max(0, " + c + " - (" + s + "))"
		}
		err := r.computedInto(m, low, high, c, scale, &b)
		return oneBand(b), err
	}
	r.setEnds(lo, hi, &b)
	b.pen.Per = name
	err = r.capped(m, &b)
	return oneBand(b), err
}

func (r *marketReader) computedInto(m source.Map, low, high, count string, scale money.Ratio, b *band) error {
	yuan, err := scale.Div(money.Int(100))
	if err != nil {
		return err
	}
	return r.computed(m, low, high, count, yuan, b)
}

// countedIn finds the one fact whose unit is counted.
func (r *marketReader) countedIn(unit string) string {
	var found []string
	for _, f := range r.words.order {
		if x := r.words.facts[f]; x.unit == unit && x.kind.Numeric() || unit == "日" && x.unit == "天" {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// steppedFine is a stepwise sum, or a sum of several: one formula for each reading of the parts of a step.
func (r *marketReader) steppedFine(m, row source.Map, b band) (fineForm, error) {
	whole, silent, err := r.sumFormula(m, row, "floor")
	if err != nil {
		return fineForm{}, err
	}
	var out fineForm
	add := func(how, f string) error {
		f, err := r.rw.formula(f)
		if err != nil {
			return err
		}
		if f, err = r.limited(m, f); err != nil {
			return err
		}
		x := b
		x.pen.From, x.pen.To = f, f
		out.alts = append(out.alts, fineReading{how, []band{x}})
		return nil
	}
	if !silent {
		return out, add("", whole)
	}
	parts, _, err := r.sumFormula(m, row, "")
	if err != nil {
		return out, err
	}
	if err := add("不足一档的不计", whole); err != nil {
		return out, err
	}
	return out, add("不足一档的按比例", parts)
}

// sumFormula writes a stepwise sum; silent = the document does not say how a part of a step counts, and reading was taken.
func (r *marketReader) sumFormula(m, row source.Map, reading string) (formula string, silent bool, err error) {
	if s := text(m.Get("formula")); s != "" {
		return r.substituted(plainNumber2(s)), false, nil
	}
	for _, key := range []string{"parts", "terms", "items"} {
		if list := m.Get(key); list.IsList() {
			sum := orElse(text(m.Get("start")), "0")
			for _, x := range list.List() {
				if !x.IsMap() {
					sum += " + (" + r.substituted(text(x)) + ")"
					continue
				}
				f, open, err := r.sumFormula(x.Map(), row, reading)
				if err != nil {
					return "", false, err
				}
				sum, silent = sum+" + ("+f+")", silent || open
			}
			return sum, silent, nil
		}
	}
	if !m.Has("every") && !m.Has("add") {
		v := cmp.Or(text(m.Get("value")), text(m.Get("start")), text(m.Get("rate")))
		if v == "" {
			return "", false, fmt.Errorf("累加的一项没有数额")
		}
		if c := cmp.Or(text(m.Get("count")), text(m.Get("of")), text(m.Get("base"))); c != "" && !slices.Contains(sumBases, c) {
			v = "(" + v + ")*(" + r.substituted(c) + ")"
		}
		return v, false, nil
	}
	x, err := r.stepsOver(m, row)
	if err != nil {
		return "", false, err
	}
	n := "(max(0, " + x + " - " + orElse(text(m.Get("over")), "0") + ")/(" + orElse(text(m.Get("every")), "1") + "))"
	rounding := roundingOf(text(m.Get("round")))
	if rounding == "" && !strings.Contains(text(m.Get("round")), "比例") && text(m.Get("round")) != "none" {
		rounding, silent = reading, true
	}
	if rounding != "" {
		n = rounding + "(" + n + ")"
	}
	return orElse(text(m.Get("start")), "0") + " + (" + text(m.Get("add")) + ")*" + n, silent, nil
}

// stepsOver finds what a stepwise sum counts: as written, else the one number in the tier's condition, else the item's one number.
func (r *marketReader) stepsOver(m, row source.Map) (string, error) {
	if s := cmp.Or(text(m.Get("count")), text(m.Get("of")), text(m.Get("x"))); s != "" {
		return r.substituted(s), nil
	}
	if s := text(m.Get("base")); !slices.Contains(sumBases, s) {
		return r.baseFormula(s), nil
	}
	for _, names := range [][]string{nameOrQuoted.FindAllString(r.substituted(text(row.Get("when"))), -1), r.words.order} {
		var found []string
		for _, x := range names {
			if f := r.words.facts[x]; f != nil && f.kind.Numeric() {
				found = appendNew(found, x)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
	}
	return "", fmt.Errorf("阶梯罚款没有写按哪个数累加")
}
