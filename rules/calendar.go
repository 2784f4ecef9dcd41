package rules

import (
	"cailiang/engine/facts"
	"cailiang/engine/period"
	"cailiang/rules/source"
)

// The keys of a version file of a calendar; rules/schema/calendar.json publishes the same.
var (
	calendarKeys = []string{"year", "notices", "holidays", "workdays", "note"}
	holidayKeys  = []string{"name", "from", "to"}
)

// yearOf reads a version file of a calendar: one year with its notices, days off and make-up workdays (放假与调休安排).
func yearOf(doc *source.Doc) *period.Year {
	m := doc.Root().Map(calendarKeys...)
	n, _ := m.Must("year").Int()
	y := &period.Year{Number: int(n), Notices: m.Get("notices").Texts()}
	for _, h := range m.Get("holidays").List() {
		hm := h.Map(holidayKeys...)
		_ = hm.Must("name").Text()
		from, ok1 := dayOf(hm.Must("from"))
		to, ok2 := dayOf(hm.Must("to"))
		switch {
		case !ok1 || !ok2:
		case to < from:
			h.Fail("放假的最后一天早于第一天", "核对 from 与 to")
		default:
			for d := from; d <= to && d-from < 31; d++ {
				y.Holidays = append(y.Holidays, d)
			}
		}
	}
	for _, w := range m.Get("workdays").Scalars() {
		if d, ok := dayOf(w); ok {
			y.Makeup = append(y.Makeup, d)
		}
	}
	if doc.Err() == nil {
		if _, err := period.NewCalendar(*y); err != nil {
			m.Node().Fail(err.Error(), "核对 year、holidays 与 workdays")
		}
	}
	return y
}

func dayOf(n source.Node) (facts.Day, bool) {
	text, ok := n.Date()
	if !ok {
		return 0, false
	}
	d, err := facts.ParseDay(text)
	return d, err == nil
}

// Calendar joins the years of all calendar packs (工作日历); a year that no pack has is provisional.
func (lib *Library) Calendar() *period.Calendar { return lib.calendar }

// calendars joins the years; two packs may not state the same one.
func (lib *Library) calendars(problems *source.Problems) {
	var years []period.Year
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			if v.Year != nil {
				years = append(years, *v.Year)
			}
		}
	}
	c, err := period.NewCalendar(years...)
	if err != nil {
		*problems = append(*problems, source.Problem{File: "calendar", Message: "工作日历：" + err.Error(), Remedy: "一年只写在一个文件里；要替换的用同一个编号"})
	}
	lib.calendar = c
}
