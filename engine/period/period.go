package period

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Unit is what a limit counts.
type Unit string

// The units of limits.
const (
	Days     Unit = "日"   // calendar days
	Workdays Unit = "工作日" // by the calendar
	Months   Unit = "月"
	Years    Unit = "年"
)

// Limit is a period of law: a number with its unit, since each article fixes its own (行政处罚法 art 85).
type Limit struct {
	N    int
	Unit Unit
}

// String gives 七个工作日 as 7工作日, two years as 2年.
func (l Limit) String() string { return strconv.Itoa(l.N) + string(l.Unit) }

// maxLimit keeps dates inside what days can be counted in.
const maxLimit = 36500

// ParseLimit reads 7工作日, 15日, 6月 (or 6个月), 2年. The error says what to write.
func ParseLimit(s string) (Limit, error) {
	for _, u := range []struct {
		suffix string
		unit   Unit
	}{{"个工作日", Workdays}, {"工作日", Workdays}, {"日", Days}, {"天", Days}, {"个月", Months}, {"月", Months}, {"年", Years}} {
		num, ok := strings.CutSuffix(s, u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.Atoi(num)
		if err != nil || n < 1 || n > maxLimit || strings.HasPrefix(num, "+") {
			break
		}
		return Limit{n, u.unit}, nil
	}
	return Limit{}, fmt.Errorf("期限“%s”无法识别：写成 7工作日、15日、6月、2年", s)
}

// End is the last day of a period, and how it came about.
type End struct {
	Day         Day
	Counted     Day   // before it moved off a holiday
	Moved       bool  // 民法典 art 203
	Provisional []int // years whose notice is not known and on which the end rests
}

// Plus adds a limit in days, months or years without looking at holidays: the day of the start does not count, months and
// years end on the same-numbered day, else on the last day of the month. Workdays need End.
func Plus(start Day, l Limit) Day {
	switch l.Unit {
	case Months:
		return addMonths(start, l.N)
	case Years:
		return addMonths(start, 12*l.N)
	}
	return start + Day(l.N)
}

func addMonths(d Day, n int) Day {
	t := date(d)
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Day(first.Unix()/86400) + Day(min(t.Day(), last)-1)
}

// End gives the last day of a period that starts on a day: an end on a day off moves to the first workday after it.
func (c *Calendar) End(start Day, l Limit) End {
	var e End
	look := func(d Day) bool {
		work, provisional := c.Workday(d)
		if y := date(d).Year(); provisional && !slices.Contains(e.Provisional, y) {
			e.Provisional = append(e.Provisional, y)
		}
		return work
	}
	if l.Unit == Workdays {
		d := start
		for n := l.N; n > 0; {
			d++
			if look(d) {
				n--
			}
		}
		e.Day, e.Counted = d, d
		return e
	}
	e.Counted = Plus(start, l)
	for e.Day = e.Counted; !look(e.Day); e.Day++ {
	}
	e.Moved = e.Day != e.Counted
	return e
}

// Window is a look-back period: days from From to To, both in.
type Window struct{ From, To Day }

// Back gives the window of a limit (日, 月, 年) before an anchor: the anchor itself is in, and a day is in when the limit that
// starts on it has not ended before the anchor. edge = false leaves out the day on which it ends just at the anchor.
func Back(anchor Day, l Limit, edge bool) Window {
	from := anchor
	for Plus(from-1, l) >= anchor {
		from-- // at most a few: jump first
		if l.Unit == Days {
			from = anchor - Day(l.N)
			break
		}
		if from == anchor-1 {
			from = Plus(anchor, Limit{-l.N, l.Unit})
			for Plus(from, l) < anchor {
				from++
			}
		}
	}
	for !edge && Plus(from, l) == anchor {
		from++
	}
	return Window{from, anchor}
}

// Holds reports whether a day lies in the window.
func (w Window) Holds(d Day) bool { return w.From <= d && d <= w.To }

// Age gives the full years of a person on a day: on the birthday itself the year is not yet full, it is from the next day on
// (行政处罚法 art 30 with the count of 民法典 art 201).
func Age(birth, at Day) int {
	n := date(at).Year() - date(birth).Year()
	if n > 0 && Plus(birth, Limit{n, Years}) >= at {
		n--
	}
	return max(n, 0)
}
