package period

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cailiang/engine/facts"
)

func day(t testing.TB, s string) Day {
	t.Helper()
	d, err := facts.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// spring is a calendar of one year: 2024 with its spring festival and 国庆节.
func spring(t testing.TB) *Calendar {
	t.Helper()
	y := Year{Number: 2024, Notices: []string{"国办发明电〔2023〕7号"}}
	for _, r := range [][2]string{{"2024-01-01", "2024-01-01"}, {"2024-02-10", "2024-02-17"}, {"2024-10-01", "2024-10-07"}} {
		for d := day(t, r[0]); d <= day(t, r[1]); d++ {
			y.Holidays = append(y.Holidays, d)
		}
	}
	for _, s := range []string{"2024-02-04", "2024-02-18", "2024-09-29", "2024-10-12"} {
		y.Makeup = append(y.Makeup, day(t, s))
	}
	c, err := NewCalendar(y)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEnd(t *testing.T) {
	c := spring(t)
	for _, tt := range []struct {
		start, limit, want string
		moved              bool
		why                string
	}{
		{"2024-03-01", "15日", "2024-03-18", true, "1+15 = Saturday 16, to Monday"},
		{"2024-03-04", "15日", "2024-03-19", false, "start not counted"},
		{"2024-02-05", "5工作日", "2024-02-18", false, "6, 7, 8, 9, then the make-up Sunday 18"},
		{"2024-02-09", "1工作日", "2024-02-18", false, "ten days off, make-up Sunday"},
		{"2024-02-01", "10日", "2024-02-18", true, "the 11th is a holiday; the 18th is worked"},
		{"2024-09-30", "1日", "2024-10-08", true, "国庆节"},
		{"2024-01-31", "1月", "2024-02-29", false, "last day of a shorter month"},
		{"2023-02-28", "1年", "2024-02-28", false, "same-numbered day, not the last"},
		{"2024-02-29", "2月", "2024-04-29", false, "same-numbered day"},
		{"2024-10-11", "1工作日", "2024-10-12", false, "make-up Saturday"},
	} {
		l, err := ParseLimit(tt.limit)
		if err != nil {
			t.Fatal(err)
		}
		e := c.End(day(t, tt.start), l)
		if e.Day != day(t, tt.want) || e.Moved != tt.moved {
			t.Errorf("%s + %s (%s): %s moved %v, want %s", tt.start, tt.limit, tt.why, e.Day, e.Moved, tt.want)
		}
	}
}

func TestProvisional(t *testing.T) {
	c := spring(t)
	l := Limit{5, Workdays}
	if e := c.End(day(t, "2024-12-30"), l); !slices.Equal(e.Provisional, []int{2025}) {
		t.Errorf("%+v", e)
	}
	if e := c.End(day(t, "2024-03-04"), l); e.Provisional != nil {
		t.Errorf("%+v", e)
	}
	var none Calendar
	if work, provisional := none.Workday(day(t, "2024-10-01")); !work || !provisional {
		t.Error("a calendar without years knows weekends only and says so")
	}
}

func TestAge(t *testing.T) {
	for _, tt := range []struct {
		birth, at string
		want      int
	}{
		{"2010-05-20", "2024-05-19", 13},
		{"2010-05-20", "2024-05-20", 13}, // the birthday itself
		{"2010-05-20", "2024-05-21", 14},
		{"2012-02-29", "2026-02-28", 13}, // ends on the last day of February
		{"2012-02-29", "2026-03-01", 14},
		{"2008-02-29", "2026-02-28", 17},
		{"2008-12-31", "2026-12-31", 17},
		{"2008-12-31", "2027-01-01", 18},
		{"2024-05-20", "2024-05-20", 0},
	} {
		if got := Age(day(t, tt.birth), day(t, tt.at)); got != tt.want {
			t.Errorf("born %s at %s: %d, want %d", tt.birth, tt.at, got, tt.want)
		}
	}
}

func TestBack(t *testing.T) {
	for _, tt := range []struct {
		anchor string
		l      Limit
		edge   bool
		want   string
	}{
		{"2026-03-05", Limit{2, Years}, true, "2024-03-05"},
		{"2026-03-05", Limit{2, Years}, false, "2024-03-06"},
		{"2026-02-28", Limit{1, Months}, true, "2026-01-28"}, // 28 January + 1 month = 28 February; also 29, 30, 31 January end there
		{"2026-02-28", Limit{1, Months}, false, "2026-02-01"},
		{"2026-03-31", Limit{1, Months}, true, "2026-03-01"}, // 28 February + 1 month = 28 March, before
		{"2026-03-05", Limit{10, Days}, true, "2026-02-23"},
	} {
		if w := Back(day(t, tt.anchor), tt.l, tt.edge); w.From != day(t, tt.want) || w.To != day(t, tt.anchor) {
			t.Errorf("%s back %s edge %v: from %s, want %s", tt.anchor, tt.l, tt.edge, w.From, tt.want)
		}
	}
}

func TestCalendarRefuses(t *testing.T) {
	for _, ys := range [][]Year{
		{{Number: 2024, Makeup: []Day{day(t, "2024-03-04")}}},                                        // a Monday
		{{Number: 2024, Holidays: []Day{day(t, "2025-01-01")}}},                                      // another year
		{{Number: 2024, Holidays: []Day{day(t, "2024-02-04")}, Makeup: []Day{day(t, "2024-02-04")}}}, // both
		{{Number: 2024}, {Number: 2024}},
	} {
		if _, err := NewCalendar(ys...); err == nil {
			t.Errorf("accepted %+v", ys)
		}
	}
}

var anyDay = rapid.Map(rapid.Int64Range(10957, 25567), func(n int64) Day { return Day(n) }) // 2000 … 2040

func TestEndProperties(t *testing.T) {
	c := spring(t)
	limits := rapid.Custom(func(t *rapid.T) Limit {
		return Limit{rapid.IntRange(1, 80).Draw(t, "n"), rapid.SampledFrom([]Unit{Days, Workdays, Months, Years}).Draw(t, "unit")}
	})
	rapid.Check(t, func(t *rapid.T) {
		start, l := anyDay.Draw(t, "start"), limits.Draw(t, "limit")
		e := c.End(start, l)
		if work, _ := c.Workday(e.Day); !work {
			t.Fatalf("%s + %s ends on a day off: %s", start, l, e.Day)
		}
		if e.Day <= start || e.Counted > e.Day || e.Moved != (e.Counted != e.Day) {
			t.Fatalf("%+v", e)
		}
		for d := e.Counted; d < e.Day; d++ {
			if work, _ := c.Workday(d); work {
				t.Fatalf("skipped the workday %s", d)
			}
		}
		longer := c.End(start, Limit{l.N + 1, l.Unit})
		if longer.Day < e.Day {
			t.Fatalf("a longer limit ends earlier: %s, %s", e.Day, longer.Day)
		}
		if l.Unit == Workdays {
			n := 0
			for d := start + 1; d <= e.Day; d++ {
				if work, _ := c.Workday(d); work {
					n++
				}
			}
			if n != l.N {
				t.Fatalf("%d workdays, want %d", n, l.N)
			}
		}
	})
}

func TestAgeAndWindowProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		birth, at := anyDay.Draw(t, "birth"), anyDay.Draw(t, "at")
		if n := Age(birth, at); at > birth && (n > 0 && Plus(birth, Limit{n, Years}) >= at || Plus(birth, Limit{n + 1, Years}) < at) {
			t.Fatalf("born %s, at %s: %d", birth, at, n)
		}
		l := Limit{rapid.IntRange(1, 40).Draw(t, "n"), rapid.SampledFrom([]Unit{Days, Months, Years}).Draw(t, "unit")}
		edge := rapid.Bool().Draw(t, "edge")
		w := Back(at, l, edge)
		for _, d := range []Day{w.From - 1, w.From, at - Day(rapid.Int64Range(0, 20000).Draw(t, "back"))} {
			end := Plus(d, l)
			if in := end > at || edge && end == at; w.Holds(d) != in {
				t.Fatalf("%s back %s edge %v = %s…: %s ends %s", at, l, edge, w.From, d, end)
			}
		}
	})
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"7工作日", "15日", "6个月", "2年", "", "年", "-1年", "９年", "99999999999999999999日"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLimit(s)
		if err != nil {
			return
		}
		if again, err := ParseLimit(l.String()); err != nil || again != l {
			t.Fatalf("%q → %v → %v %v", s, l, again, err)
		}
	})
}
