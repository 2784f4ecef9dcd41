package explain

import (
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// reasons numbers the steps: the branch with its facts, the circumstances, the tier, the sum.
func (w *writer) reasons() []Line {
	w.n = 0
	var out []Line
	asked := map[string]bool{}
	for _, st := range w.r.Trace {
		if st.Kind == "derived" {
			if st.Truth != facts.False {
				out = append(out, w.next(st.Text, cite(st.Basis)))
			}
			continue
		}
		if st.Grade != nil || st.Text != "" {
			out = append(out, w.table(&st))
			continue
		}
		if st.Kind != "branch" || st.Branch == nil {
			continue
		}
		if st.Truth == facts.Unknown { // branches that hang on the same facts are said once
			open := w.stated(&st)
			if !asked[open] {
				asked[open] = true
				out = append(out, w.next(open+"：适用哪一支尚不能确定", ""))
			}
			continue
		}
		out = append(out, w.branch(&st)...)
	}
	out = append(out, w.circumstances()...)
	return append(out, w.sums()...)
}

func (w *writer) next(text, right string) Line {
	w.n++
	return Line{Text: text, Right: right, Number: w.n}
}

// branch explains a branch that applies, or one that fails on a fact that the case states.
func (w *writer) branch(st *engine.Step) []Line {
	if st.Truth != facts.True {
		return nil
	}
	var kinds []string
	for i := range st.Branch.Penalties {
		kinds = append(kinds, Statutory(&st.Branch.Penalties[i]))
	}
	text := strings.Join(kinds, "、")
	if st.Branch.Step == engine.StepAdd {
		text = "另加" + text
	}
	if len(kinds) == 0 {
		text = "责令改正"
	}
	if c := w.compared(st); c != "" {
		text = c + " → " + text
	}
	return []Line{w.next(text, w.evidence(st))}
}

// table explains a tier, a factor or a coefficient of the benchmark that holds or may hold.
func (w *writer) table(st *engine.Step) Line {
	name, right := st.Text, cite(st.Basis)
	if st.Grade != nil {
		name, right = "阶次“"+st.Grade.Name+"”", cite(st.Grade.Basis)
		if st.Grade.AsWritten != "" {
			name += "（原文“" + st.Grade.AsWritten + "”，按“" + st.Grade.ReadAs + "”理解）"
		}
	}
	facts := w.compared(st)
	if facts == "" {
		facts = st.Source
	}
	if st.Truth == unknown {
		name += "：尚不能确定"
	}
	return w.next(strings.TrimPrefix(facts+" → "+name, " → "), right)
}

const unknown = facts.Unknown

// stated lists the facts of a branch's condition once each, as far as they are known.
func (w *writer) stated(st *engine.Step) string {
	var parts []string
	for _, c := range st.Comparisons {
		if s := saying(w.r.Plan.Vocabulary.Entry(c.Atom.Slot), c.Value); !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "；")
}

// compared lists the facts of a branch's condition with their values.
func (w *writer) compared(st *engine.Step) string {
	var parts []string
	for _, c := range st.Comparisons {
		e := w.r.Plan.Vocabulary.Entry(c.Atom.Slot)
		s := saying(e, c.Value)
		if e.Type != facts.Bool {
			s += "，" + c.Atom.Text + " " + c.Truth.String()
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "；")
}

// evidence names the evidence of the facts that a step used.
func (w *writer) evidence(st *engine.Step) string {
	var ids []string
	bare := false
	for _, c := range st.Comparisons {
		f := w.r.Input.Facts.Facts[c.Atom.Slot]
		switch {
		case len(f.Evidence) > 0:
			ids = append(ids, f.Evidence...)
		case f.State == facts.Known:
			bare = true
		}
	}
	switch {
	case len(ids) > 0:
		return "证据 " + strings.Join(ids, "、")
	case bare:
		return "未附证据"
	}
	return w.r.Plan.Item.Law + w.r.Plan.Item.Article
}

// Statutory puts what the law says for one kind into short words.
func Statutory(x *engine.Penalty) string {
	s := x.Kind
	if x.Detail != "" && x.Kind != engine.Fine {
		s += "（" + x.Detail + "）"
	}
	if x.Min == nil && x.Max == nil {
		return s
	}
	r := money.Range{NoMin: x.Min == nil, NoMax: x.Max == nil, MinOpen: x.MinOpen, MaxOpen: x.MaxOpen}
	if x.Min != nil {
		r.Min = *x.Min
	}
	if x.Max != nil {
		r.Max = *x.Max
	}
	switch {
	case x.Base != "":
		s += " " + x.Base + "的 " + engine.Factors(r, x.Percent)
	case x.Kind == engine.Fine:
		s += " " + engine.Interval(r, " 元")
	default:
		return s
	}
	if x.Per != "" {
		s += "（按" + x.Per + "计）"
	}
	if x.Cap != nil {
		s += "，最高 " + x.Cap.Grouped() + " 元"
	}
	return s
}

func (w *writer) circumstances() []Line {
	var out []Line
	for _, c := range w.r.Counted() {
		text := "有“" + c.Name + "”：" + string(c.Effect)
		if c.Why != "" {
			text += "（" + c.Why + "）"
		}
		if slot, ok := w.r.Plan.Vocabulary.Slot(c.Name); ok {
			if f := w.r.Input.Facts.Facts[slot]; len(f.Evidence) == 0 {
				text += "，未附证据"
			} else {
				text += "，证据 " + strings.Join(f.Evidence, "、")
			}
		}
		out = append(out, w.next(text, cite(c.Basis)))
	}
	if len(out) == 0 && !w.openCircumstance() {
		out = append(out, w.next("没有已认定的不予处罚、从轻、减轻、从重情节", ""))
	}
	return out
}

// openCircumstance reports that a circumstance is still to be established.
func (w *writer) openCircumstance() bool {
	for _, c := range w.r.Plan.Rule.Circumstances {
		if slot, ok := w.r.Plan.Vocabulary.Slot(c.Name); ok && w.r.Input.Facts.Facts[slot].Value == facts.Either {
			return true
		}
	}
	return false
}

// sums shows how each tier was cut out of the statutory range.
func (w *writer) sums() []Line {
	var out []Line
	seen := map[string]bool{}
	for i := range w.r.Outcomes {
		o := &w.r.Outcomes[i]
		for j := range o.Measures {
			m := o.Measures[j]
			if m.Kind != engine.Fine || m.Cut == nil {
				continue
			}
			text := string(o.Tier) + "：" + cutWords(m)
			if seen[text] {
				continue
			}
			seen[text] = true
			out = append(out, w.next(text, cite(m.Cut.Basis)))
		}
		if o.Status == engine.Weigh && o.Why == "" && o.Tier == "" {
			out = append(out, w.next("从宽与从重情节并存，不相互抵销", cite(w.r.Plan.Rule.Combine.BothBasis)))
		}
	}
	return out
}

// cutWords is the sum that gives the ends: 50,000 + 50,000 × 30% = 65,000.
func cutWords(m *engine.Measure) string {
	c := m.Cut
	ends := "含本数"
	switch {
	case c.MinOpen && c.MaxOpen:
		ends = "不含本数"
	case c.MinOpen:
		ends = "不含下端"
	case c.MaxOpen:
		ends = "不含上端"
	}
	switch c.Of {
	case engine.OfWhole:
		return "规则没有给出数额，保持法定幅度"
	case engine.OfBelow:
		if c.MaxOpen {
			return "低于法定下限（不含下限）"
		}
		return "法定下限以下（含下限）"
	}
	from, to := percent(c.From), percent(c.To)
	head := "幅度的 " + from + "—" + to + "，" + ends
	if c.Of == engine.OfCeiling {
		head = "最高数额的 " + from + "—" + to + "，" + ends
	}
	if m.OpenBase || m.Direction != "" || m.Statutory.NoMax || m.Per != "" || m.Cap != nil {
		return head
	}
	lo, hi := sum(m, c.From), sum(m, c.To)
	if lo == "" || hi == "" {
		return head
	}
	return head + "；" + lo + "，" + hi
}

func percent(r money.Ratio) string {
	p, err := r.Mul(money.Int(100))
	if err != nil {
		return r.String()
	}
	return p.String() + "%"
}

// sum writes one end as a calculation, on the statutory amounts.
func sum(m *engine.Measure, share money.Ratio) string {
	if m.Cut.Of == engine.OfCeiling {
		v, err := m.Statutory.Max.Mul(share)
		if err != nil || share.Sign() == 0 {
			return "0"
		}
		return engine.Yuan(m.Statutory.Max) + " × " + percent(share) + " = " + engine.Yuan(v)
	}
	if m.Statutory.NoMin {
		return ""
	}
	width, err := m.Statutory.Max.Sub(m.Statutory.Min)
	if err != nil {
		return ""
	}
	part, err := width.Mul(share)
	if err != nil {
		return ""
	}
	v, err := m.Statutory.Min.Add(part)
	if err != nil {
		return ""
	}
	if share.Sign() == 0 || share == money.Int(1) {
		return engine.Yuan(v)
	}
	return engine.Yuan(m.Statutory.Min) + " + " + engine.Yuan(width) + " × " + percent(share) + " = " + engine.Yuan(v)
}

// barWidth is the number of cells of the picture.
const barWidth = 40

// bar draws where the range lies in the statutory range.
func bar(m *engine.Measure) string {
	if m.OpenBase || m.Direction != "" || m.Statutory.NoMax || m.Range.NoMin || m.Range.NoMax || m.Range.Equal(m.Statutory) {
		return ""
	}
	low := money.Ratio{}
	if !m.Statutory.NoMin {
		low = m.Statutory.Min
	}
	if m.Range.Min.Cmp(low) < 0 { // 减轻 lies outside
		return ""
	}
	width, err := m.Statutory.Max.Sub(low)
	if err != nil || width.Sign() <= 0 {
		return ""
	}
	cell := func(v money.Ratio) int {
		d, err1 := v.Sub(low)
		q, err2 := d.Div(width)
		x, err3 := q.Mul(money.Int(barWidth))
		if err1 != nil || err2 != nil || err3 != nil {
			return -1
		}
		return int(x.Floor())
	}
	a, b := cell(m.Range.Min), cell(m.Range.Max)
	if a < 0 || b < a || b > barWidth {
		return ""
	}
	if b == a {
		b = min(a+1, barWidth)
		a = b - 1
	}
	return engine.Yuan(low) + " ┃" + strings.Repeat("─", a) + strings.Repeat("▓", b-a) + strings.Repeat("─", barWidth-b) + "┃ " + engine.Yuan(m.Statutory.Max)
}
