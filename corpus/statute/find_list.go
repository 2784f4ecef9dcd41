package statute

import "strings"

// joint says how a step is tied to the one before it.
type joint int

const (
	downward joint = iota // 第一款第五项
	and                   // 第一款、第二款
	span                  // 第一款至第三款
)

// longestList bounds the steps of one list: far more than any text has.
const longestList = 60

type joined struct {
	step
	joint joint
}

var (
	andWords  = []string{"、以及", "、或者", "、和", "、及", "、与", "、或", "、", "以及", "或者", "和", "与", "及", "或"}
	spanWords = []string{"至", "到", "——", "—", "--", "-", "~", "～", "–", "―"}
	linkWords = []string{"所列的", "所列", "规定的", "所规定的", "中规定的", "中的", "中", "的"} // 第一百零九条所列第（一）项
)

// list reads the provisions that follow a statute's name, or stand by themselves: steps below the given unit, in a list or
// a span too, as mentions like m. firm: numbers without 第 count as well (食安法124条). False leaves everything as it was.
func (f *finding) list(m Mention, below Unit, firm bool) bool {
	steps := f.steps(below, firm)
	if len(steps) == 0 {
		return false
	}
	var members []Mention
	cited := m.Cited
	for i, s := range steps {
		cited = s.onto(cited)
		last := len(members) - 1
		switch {
		case i == 0:
			m.Cited, m.End = cited, s.end
			members = append(members, m)
		case s.joint == span && members[last].To == (Citation{}):
			members[last].To, members[last].End = cited, s.end
		case s.joint == downward && members[last].To != (Citation{}):
			members[last].To, members[last].End = cited, s.end
		case s.joint == downward:
			members[last].Cited, members[last].End = cited, s.end
		default:
			m.Cited, m.Start, m.End, m.Problem = cited, s.start, s.end, ""
			members = append(members, m)
		}
		if s.err != nil {
			members[len(members)-1].Problem = s.err.Error()
		}
	}
	members[len(members)-1] = f.firstOf(members[len(members)-1])
	for _, m := range members {
		f.at = m.End
		f.add(m)
	}
	return true
}

// firstOf reads 前两款 behind a citation: the first two 款 of what is cited.
func (f *finding) firstOf(m Mention) Mention {
	before := f.at
	rel := f.relativeWord()
	if rel == nil || f.text[before] != '前' || rel.Unit <= m.Cited.deepest() || m.To != (Citation{}) {
		f.at = before
		return m
	}
	m.End = f.at
	if m.To = m.Cited; rel.Back > 1 {
		m.To.set(rel.Unit, rel.Back)
	} else {
		m.To = Citation{}
	}
	m.Cited.set(rel.Unit, 1)
	return m
}

// onto completes the citation before by the step.
func (s joined) onto(c Citation) Citation {
	if s.err == nil {
		s.put(&c)
	}
	return c
}

// steps reads as many steps as make sense; the reader stands behind the last.
func (f *finding) steps(below Unit, firm bool) []joined {
	var all []joined
	start := f.at
	for {
		before := f.at
		s := joined{}
		if len(all) > 0 {
			s.joint = f.joint()
		}
		linked := len(all) > 0 && s.joint == downward && f.take(linkWords...) != ""
		var ok bool
		s.step, ok = f.step()
		if !ok || len(all) == longestList || !fits(all, &s, below, firm) || linked && (!s.ordinal || s.unit != 0 && s.unit <= all[len(all)-1].unit) {
			f.at = before
			break
		}
		all = append(all, s)
	}
	for len(all) > 0 && all[len(all)-1].unit == 0 { // a number behind which no unit came
		all = all[:len(all)-1]
	}
	for i := len(all) - 2; i >= 0; i-- {
		if all[i].unit == 0 {
			all[i].unit = all[i+1].unit
		}
	}
	f.at = start
	if len(all) > 0 {
		f.at = all[len(all)-1].end
	}
	return all
}

func (f *finding) joint() joint {
	switch {
	case f.take(spanWords...) != "":
		return span
	case f.take(andWords...) != "":
		return and
	}
	return downward
}

// fits tells whether the step goes on with the list. It may say how it is joined better than the text does: in
// （一）（二）项 nothing stands between.
func fits(all []joined, s *joined, below Unit, firm bool) bool {
	if s.unit != 0 && s.unit <= below {
		return false
	}
	marked := s.ordinal || s.bracket
	if len(all) == 0 {
		return marked || firm && s.unit == UnitArticle
	}
	last := all[len(all)-1]
	switch {
	case s.joint != downward:
		return marked || s.joint == span || last.unit == 0 || !last.ordinal && !last.bracket || s.unit == UnitArticle && s.n > last.n
	case last.unit == 0:
		s.joint = and
		return last.bracket && s.bracket
	case s.unit == 0:
		return marked
	}
	return s.unit > last.unit && (marked || last.unit == UnitArticle || !last.ordinal)
}

// listed reads provisions that stand by themselves: behind a name that is in no table (某市某条例第三条), or behind none,
// which means the statute, the 条 or the 款 at hand.
func (f *finding) listed() bool {
	from := f.at
	if c := f.next(); c != '第' && (!isDigit(c) && !isChineseNumeral(c) || isDigit(f.before(from)) || isChineseNumeral(f.before(from))) {
		return false
	}
	steps := f.steps(0, true)
	f.at = from
	if len(steps) == 0 {
		return false
	}
	top := steps[0].unit
	if m, ok := f.nameBefore(from); ok && top == UnitArticle {
		return f.list(m, 0, true)
	}
	m := Mention{Start: from}
	if top > UnitArticle {
		m.Relative = &Relative{Unit: top - 1}
	}
	if m.Before = f.placed; top == UnitArticle {
		m.Before = f.statute
	}
	if top == UnitArticle && f.continues() {
		m.Cited.Law, m.Cited.Version, m.Pointer = f.statute.Cited.Law, f.statute.Cited.Version, f.statute.Pointer
	}
	bare := isDigit(f.next()) && top == UnitArticle && (from == 0 || strings.ContainsRune("反照据按用合见即、，", f.before(from)))
	return f.list(m, top-1, bare)
}

// continues tells whether a 条 without a statute is one of the statute cited before: in the same sentence as a 条 of
// another statute, or in a list with words between (本法第一条所称“甲”、第二条).
func (f *finding) continues() bool {
	b := f.statute
	if b == nil || b.Cited.Article == 0 || f.at-b.End > 2*longestName {
		return false
	}
	between := string(f.text[b.End:f.at])
	if b.Cited.Law != "" && !strings.ContainsAny(between, "。；;\n") {
		return true
	}
	return strings.ContainsRune("、和与及或", f.before(f.at)) && !strings.ContainsAny(between, "，。；：;:,\n")
}
