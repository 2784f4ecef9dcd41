package prove

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// The measures of a picture in pixels.
const (
	pictureWidth = 960
	plotLeft     = 190
	plotWidth    = 560 // the text of a range stands to the right of it
	rowHeight    = 26
	maxStrips    = 6
	maxRows      = 40
)

// style has both colour schemes; the picture follows the reader's. Plain rules only: not every viewer knows variables.
const style = `
text{font:13px system-ui,"PingFang SC","Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif;fill:#1b1b1b}
.head{font-size:16px;font-weight:600}.sub{font-weight:600}.soft{fill:#5f5f5f;font-size:12px}.badtext{fill:#b71c1c}
.paper{fill:#fff}.band{fill:#e8eef7;stroke:#8aa4c8}.bar{fill:#3b6fb6}.off{fill:#7a7a7a}.over{fill:#c62828}.axis{stroke:#5f5f5f}
.hole{fill:url(#bad);stroke:#c62828}.twice{fill:url(#warn);stroke:#b26a00}
#bad path{stroke:#c62828;stroke-width:2}#warn path{stroke:#b26a00;stroke-width:2}
@media (prefers-color-scheme:dark){
text{fill:#e8e8e8}.soft{fill:#ababab}.badtext{fill:#ff8a80}
.paper{fill:#16181c}.band{fill:#232c3b;stroke:#5d7699}.bar{fill:#7ba9e8}.off{fill:#9a9a9a}.over{fill:#ff8a80}.axis{stroke:#ababab}
.hole{stroke:#ff8a80}.twice{stroke:#ffb74d}#bad path{stroke:#ff8a80}#warn path{stroke:#ffb74d}
}`

const patterns = `<defs><pattern id="bad" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 8L8 0"/></pattern>` +
	`<pattern id="warn" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 0L8 8"/></pattern></defs>`

// Picture draws the tiers of a table over the statutory ranges, with what no tier or more than one covers, and for each
// gap and overlap of the report the fact along which it opens. The SVG has no script and no outside reference.
func Picture(t *Table, r *Report) []byte {
	c := &canvas{y: 34}
	c.text("head", 20, c.y, t.Name+"　"+r.Answer().String())
	c.y += 26
	for _, b := range t.cases() {
		for _, g := range t.groups() {
			for _, name := range t.targets(b, g) {
				c.ranges(t, b, g, name)
			}
		}
	}
	c.strips(t, r)
	c.legend()
	return c.close(t, r)
}

// targets lists what the tiers of a branch and column give in numbers.
func (t *Table) targets(b int, group string) []string {
	var out []string
	for i := range t.Tiers {
		if t.Tiers[i].Group != group || !t.inBranch(i, b) {
			continue
		}
		for k := range t.Tiers[i].Amounts {
			if a := &t.Tiers[i].Amounts[k]; a.numbered() && !slices.Contains(out, a.Target) {
				out = append(out, a.Target)
			}
		}
	}
	return out
}

// canvas collects the elements from top to bottom.
type canvas struct {
	body strings.Builder
	y    int
}

func escaped(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}

func (c *canvas) text(class string, x, y int, s string) {
	fmt.Fprintf(&c.body, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n", class, x, y, escaped(s))
}

func (c *canvas) middle(class string, x, y int, s string) {
	fmt.Fprintf(&c.body, "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", class, x, y, escaped(s))
}

// rect draws a box at least two pixels wide, so that a single point shows; its title is read out and shown on hovering.
func (c *canvas) rect(class string, x, y, w, h int, title string) {
	fmt.Fprintf(&c.body, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"><title>%s</title></rect>\n", class, x, y, max(w, 2), h, escaped(title))
}

func (c *canvas) line(x1, y1, x2, y2 int) {
	fmt.Fprintf(&c.body, "<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", x1, y1, x2, y2)
}

// short cuts a label to a number of runes; the whole stands in the title of its bar.
func short(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

func (c *canvas) close(t *Table, r *Report) []byte {
	height := c.y + 20
	var out bytes.Buffer
	fmt.Fprintf(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" lang=\"zh-Hans\">\n", pictureWidth, height, pictureWidth, height)
	fmt.Fprintf(&out, "<title>%s</title>\n<desc>%s</desc>\n<style>%s</style>\n%s\n", escaped(t.Name), escaped(strings.Join(r.Lines(), "\n")), style, patterns)
	fmt.Fprintf(&out, "<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n", pictureWidth, height)
	out.WriteString(c.body.String())
	out.WriteString("</svg>\n")
	return out.Bytes()
}

func (c *canvas) legend() {
	c.y += 14
	c.rect("band", 20, c.y-11, 22, 13, "法定幅度")
	c.text("soft", 48, c.y, "法定幅度")
	c.rect("hole", 130, c.y-11, 22, 13, "没有档次")
	c.text("soft", 158, c.y, "没有档次")
	c.rect("twice", 240, c.y-11, 22, 13, "两档都有")
	c.text("soft", 268, c.y, "两档都有")
	c.rect("over", 350, c.y-11, 22, 13, "超出法定幅度")
	c.text("soft", 378, c.y, "超出法定幅度")
	c.rect("off", 480, c.y-11, 22, 13, "减轻")
	c.text("soft", 508, c.y, "减轻")
}

// scale maps exact amounts to pixels.
type scale struct {
	lo, hi money.Ratio
	begun  bool
}

func (s *scale) include(r money.Range) {
	ends := []money.Ratio{r.Min, r.Max}
	if r.NoMin {
		ends[0] = money.Ratio{}
	}
	if r.NoMax {
		ends[1] = ends[0]
	}
	for _, end := range ends {
		if !s.begun || end.Cmp(s.lo) < 0 {
			s.lo = end
		}
		if !s.begun || end.Cmp(s.hi) > 0 {
			s.hi = end
		}
		s.begun = true
	}
}

func (s *scale) x(v money.Ratio) int {
	part, err := v.Sub(s.lo)
	if err != nil {
		return plotLeft
	}
	whole, err := s.hi.Sub(s.lo)
	if err != nil || whole.Sign() == 0 {
		return plotLeft
	}
	if part, err = part.Div(whole); err != nil {
		return plotLeft
	}
	if part, err = part.Mul(money.Int(plotWidth)); err != nil {
		return plotLeft
	}
	return plotLeft + int(part.Floor())
}

// span gives the pixels of a range; a missing floor is 0, a missing ceiling the right edge.
func (s *scale) span(r money.Range) (x, w int) {
	from, to := s.x(r.Min), plotLeft+plotWidth
	if r.NoMin {
		from = s.x(money.Ratio{})
	}
	if !r.NoMax {
		to = s.x(r.Max)
	}
	return from, to - from
}

// ranges draws one target: the statutory range behind, a bar for each tier, and what the bars leave out or cover twice.
func (c *canvas) ranges(t *Table, b int, group, name string) {
	limit := &Amount{}
	if b != Any {
		if l := target(t.Branches[b].Limits, name); l != nil && l.numbered() {
			limit = l
		}
	}
	rows := t.rows(b, group, name, limit)
	if len(rows) == 0 {
		return
	}
	more := max(0, len(rows)-maxRows)
	rows = rows[:len(rows)-more]
	var s scale
	if limit.Target != "" {
		s.include(limit.Range)
	}
	for _, x := range rows {
		s.include(x.a.Range)
	}
	head := under(t.place(b, group), name)
	if limit.Target != "" {
		head += "　法定：" + limit.with(limit.Range)
	}
	c.text("sub", 20, c.y+4, head)
	c.y += 16
	top := c.y
	if limit.Target != "" {
		x, w := s.span(limit.Range)
		c.rect("band", x, top, w, len(rows)*rowHeight, "法定幅度："+limit.with(limit.Range))
	}
	for _, x := range rows {
		c.bar(x, limit, &s)
	}
	if limit.Target != "" {
		c.marks(rows, limit, &s, top)
	}
	c.axis(rows, limit, &s)
	if more > 0 {
		c.text("soft", 20, c.y, fmt.Sprintf("另有 %d 档没有画出", more))
		c.y += 18
	}
}

// row is one bar.
type row struct {
	tier *Tier
	name string
	a    *Amount
}

// rows are the tiers that can be drawn on the scale of a limit; of those in another form the text is all that is shown.
func (t *Table) rows(b int, group, name string, limit *Amount) []row {
	var out []row
	var like *Amount
	if limit.Target != "" {
		like = limit
	}
	for i := range t.Tiers {
		x := &t.Tiers[i]
		a := target(x.Amounts, name)
		if x.Group != group || !t.inBranch(i, b) || a == nil || !a.numbered() {
			continue
		}
		if like == nil {
			like = a
		}
		if like.Base == a.Base && like.Unit == a.Unit {
			out = append(out, row{x, t.title(i), a})
		}
	}
	return out
}

func (c *canvas) bar(x row, limit *Amount, s *scale) {
	at, w := s.span(x.a.Range)
	c.text("", 20, c.y+17, short(x.tier.Name, 12))
	class := "bar"
	if x.tier.Mark == Mitigated {
		class = "off"
	}
	title := x.name + "：" + x.a.words()
	c.rect(class, at, c.y+5, w, rowHeight-10, title)
	textClass := ""
	if limit.Target != "" && x.tier.Mark == Ordinary {
		for _, out := range minus(x.a.Range, limit.Range) {
			ox, ow := s.span(out)
			c.rect("over", ox, c.y+5, ow, rowHeight-10, "超出法定幅度："+limit.with(out))
			textClass = "badtext"
		}
	}
	c.text(textClass, plotLeft+plotWidth+16, c.y+17, short(x.a.with(x.a.Range), 26))
	c.y += rowHeight
}

// marks draws holes and stretches covered twice across all rows.
func (c *canvas) marks(rows []row, limit *Amount, s *scale, top int) {
	var rs []named
	for _, x := range rows {
		if x.tier.Mark == Ordinary && alike(x.a, limit) {
			rs = append(rs, named{x.name, x.a.Range})
		}
	}
	height := len(rows) * rowHeight
	for _, h := range uncovered(limit.Range, rs) {
		x, w := s.span(h)
		c.rect("hole", x, top, w, height, "没有档次用到："+limit.with(h))
	}
	for i := range rs {
		for j := range i {
			both := rs[i].r.Intersect(rs[j].r)
			if both.Empty() || both.IsPoint() || rs[i].r.Equal(rs[j].r) {
				continue
			}
			x, w := s.span(both)
			c.rect("twice", x, top, w, height, "“"+rs[j].tier+"”与“"+rs[i].tier+"”都有："+limit.with(both))
		}
	}
}

// axis draws the line and the ends that have room.
func (c *canvas) axis(rows []row, limit *Amount, s *scale) {
	var ends []money.Ratio
	add := func(r money.Range) {
		if !r.NoMin {
			ends = append(ends, r.Min)
		}
		if !r.NoMax {
			ends = append(ends, r.Max)
		}
	}
	like := limit
	if limit.Target != "" {
		add(limit.Range)
	} else {
		like = rows[0].a
	}
	for _, x := range rows {
		add(x.a.Range)
	}
	slices.SortFunc(ends, money.Ratio.Cmp)
	c.line(plotLeft, c.y+2, plotLeft+plotWidth, c.y+2)
	free := 0 // where the next label may begin
	for _, v := range slices.Compact(ends) {
		x, label := s.x(v), like.tick(v)
		c.line(x, c.y+2, x, c.y+6)
		if half := 4 * len(label); x-half >= free {
			c.middle("soft", x, c.y+19, label)
			free = x + half + 6
		}
	}
	c.y += 42
}

// tick writes an amount at an axis, without the name of its base.
func (a *Amount) tick(v money.Ratio) string {
	r := money.Between(v, v)
	if a.Base != "" && a.Unit == "" {
		return engine.Factors(r, a.Percent)
	}
	return a.with(r)
}

// strips draws, for the first gaps and overlaps, the tiers along one fact with all others as in the counterexample.
func (c *canvas) strips(t *Table, r *Report) {
	s := newSearch(t)
	n := 0
	for _, f := range r.Findings() {
		if len(f.Points) != 1 || f.Code != string(Gap) && f.Code != string(Overlap) || n == maxStrips {
			continue
		}
		if slot, ok := s.along(f.Points[0]); ok {
			c.strip(t, s, &f, slot)
			n++
		}
	}
}

// along picks the fact with the most thresholds among those that matter.
func (s *search) along(p Point) (int, bool) {
	best, most := -1, 0
	for _, v := range p.Values {
		slot, _ := s.pool.Vocabulary.Slot(v.Fact)
		if n := len(s.stretches(slot)); !v.Free && n > most {
			best, most = slot, n
		}
	}
	return best, best >= 0
}

// stretches cuts the values of a fact where some condition of the table can change.
func (s *search) stretches(slot int) []facts.Domain {
	e := s.pool.Vocabulary.Entry(slot)
	whole := e.Whole()
	var out []facts.Domain
	if !e.Type.Numeric() {
		for i := range 64 {
			if whole.Mask&(1<<i) != 0 {
				out = append(out, facts.Domain{Mask: 1 << i})
			}
		}
		return out
	}
	from := whole.Lo
	for _, cut := range s.cuts[slot] {
		if cut > from && cut <= whole.Hi {
			out = append(out, facts.Between(from, cut-1))
			from = cut
		}
	}
	out = append(out, facts.Between(from, whole.Hi))
	if e.Absent {
		out = append(out, facts.None, facts.Incalculable)
	}
	return out
}

func (c *canvas) strip(t *Table, s *search, f *Finding, slot int) {
	e := s.pool.Vocabulary.Entry(slot)
	parts := s.stretches(slot)
	width := plotWidth / len(parts)
	c.text("sub badtext", 20, c.y+4, joined(f.Where, f.Message)+"　沿“"+e.Name+"”")
	c.y += 18
	c.text("soft", 20, c.y+2, short(f.Points[0].others(e.Name), 64))
	c.y += 12
	top := c.y
	at := slices.Clone(f.Points[0].at)
	counts := make([]int, len(parts))
	for i := range t.Tiers {
		if t.Tiers[i].Group != f.group || !t.inBranch(i, f.branch) {
			continue
		}
		c.stripRow(t, s, i, slot, parts, counts, at)
	}
	for k, n := range counts {
		x := plotLeft + k*width
		switch {
		case n == 0:
			c.rect("hole", x, top, width, c.y-top, "没有档次："+e.Words(parts[k]))
		case n > 1:
			c.rect("twice", x, top, width, c.y-top, "两档都有："+e.Words(parts[k]))
		}
		c.line(x, c.y+2, x, c.y+7)
		if width >= 60 || k == 0 || n != 1 {
			c.middle("soft", x+width/2, c.y+20, short(e.Words(parts[k]), max(6, width/9)))
		}
	}
	c.line(plotLeft, c.y+2, plotLeft+width*len(parts), c.y+2)
	c.y += 48
}

// stripRow draws where one tier holds; a tier that never does has no row.
func (c *canvas) stripRow(t *Table, s *search, i, slot int, parts []facts.Domain, counts []int, at box) {
	width := plotWidth / len(parts)
	old := at[slot]
	defer func() { at[slot] = old }()
	drawn := false
	for k, d := range parts {
		at[slot] = s.pick(slot, d)
		if !s.inside(t.region(i), at) {
			continue
		}
		counts[k]++
		c.rect("bar", plotLeft+k*width, c.y+5, width, rowHeight-10, t.title(i)+"："+s.pool.Vocabulary.Entry(slot).Words(d))
		drawn = true
	}
	if drawn {
		c.text("", 20, c.y+17, short(t.Tiers[i].Name, 12))
		c.y += rowHeight
	}
}

// others lists the facts of a point that matter, but one.
func (p *Point) others(but string) string {
	var out []string
	for _, v := range p.Values {
		if !v.Free && v.Fact != but {
			out = append(out, v.Fact+" = "+v.Text)
		}
	}
	if len(out) == 0 {
		return "其余事实任意"
	}
	return "其余：" + strings.Join(out, "，")
}
