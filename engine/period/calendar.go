// Package period computes legal periods (期间): ends of limits by a calendar that is data, look-back windows, and ages.
//
// The day of the start does not count (民法典 art 201). Months and years end on the same-numbered day, or on the last day of
// a shorter month (art 202). An end on a day off moves to the first workday after it (art 203). There is no clock in here.
package period

import (
	"fmt"
	"slices"
	"time"

	"cailiang/engine/facts"
)

// Day is a calendar day, counted from 1970-01-01.
type Day = facts.Day

// Year is what the yearly notices of the State Council say of one year (放假安排).
type Year struct {
	Number   int
	Notices  []string // document numbers; none = the year is provisional
	Holidays []Day    // days off by the notice, weekend days among them may be left out
	Makeup   []Day    // Saturdays and Sundays on which people work
}

// Calendar tells workdays from days off (工作日历). The zero value knows no year: weekends only, all of it provisional.
type Calendar struct {
	days  map[Day]bool // true = work, false = off; only days that differ from the plain week
	years map[int]*Year
}

// NewCalendar joins years. An error names a day that stands twice, outside its year, or as a make-up day in the week.
func NewCalendar(years ...Year) (*Calendar, error) {
	c := &Calendar{days: map[Day]bool{}, years: map[int]*Year{}}
	for i := range years {
		y := &years[i]
		if c.years[y.Number] != nil {
			return nil, fmt.Errorf("%d 年写了两次", y.Number)
		}
		c.years[y.Number] = y
		for _, d := range slices.Concat(y.Holidays, y.Makeup) {
			if date(d).Year() != y.Number {
				return nil, fmt.Errorf("%s 不在 %d 年", d, y.Number)
			}
			if _, twice := c.days[d]; twice {
				return nil, fmt.Errorf("%s 写了两次", d)
			}
			c.days[d] = false
		}
		for _, d := range y.Makeup {
			if !weekend(d) {
				return nil, fmt.Errorf("%s 本来就是工作日，不是调休上班日", d)
			}
			c.days[d] = true
		}
	}
	return c, nil
}

// Workday reports whether people work on a day. A year without its notice is provisional: only weekends are off.
func (c *Calendar) Workday(d Day) (work, provisional bool) {
	y := c.years[date(d).Year()]
	provisional = y == nil || len(y.Notices) == 0
	if work, there := c.days[d]; there {
		return work, provisional
	}
	return !weekend(d), provisional
}

// Year gives what is known of a year; nil = nothing.
func (c *Calendar) Year(n int) *Year { return c.years[n] }

func date(d Day) time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func weekend(d Day) bool {
	w := date(d).Weekday()
	return w == time.Saturday || w == time.Sunday
}
