package eval

import (
	"regexp"
	"slices"
	"time"

	"cailiang/engine/facts"
)

// limitation is what an entry says of the limitation of penalties (处罚时效, 行政处罚法 art 36): its days, and whether life,
// health or financial safety is concerned with harm done (five years instead of two).
type limitation struct {
	days []value
	long bool
}

var (
	discovered = regexp.MustCompile(`(?i)discover|found|发现`)
	grave      = regexp.MustCompile(`(?i)life|health|financ|生命|健康|金融`)
)

func (w *worked) day(v value) {
	if w.limit == nil {
		w.limit = &limitation{}
	}
	w.limit.days = append(w.limit.days, v)
}

// long takes a property that makes the limitation five years; false: the value says nothing of it.
func (w *worked) long(v value) bool {
	if !grave.MatchString(v.name) || v.text != "true" && v.text != "false" {
		return false
	}
	if w.limit == nil {
		w.limit = &limitation{}
	}
	w.limit.long = v.text == "true"
	return true
}

// settle sets 超过处罚时效 where the days show it. The day of discovery is the one named so; the act ends on the last of the others.
func (w *worked) settle() error {
	last, ok := w.lastDay()
	if !ok {
		return nil
	}
	for _, d := range w.limit.days {
		if discovered.MatchString(d.name) && d.text > last {
			if err := w.facts.SetKnown("超过处罚时效", "true"); err != nil {
				return err
			}
		}
	}
	return nil
}

// lastDay is the end of the limitation period: the same-numbered day after two or five years (民法典 art 202; the first day
// does not count), or the month's last day.
func (w *worked) lastDay() (string, bool) {
	if w.limit == nil {
		return "", false
	}
	var ends []string
	for _, d := range w.limit.days {
		if !discovered.MatchString(d.name) {
			ends = append(ends, d.text)
		}
	}
	if len(ends) == 0 {
		return "", false
	}
	t, err := time.Parse("2006-01-02", slices.Max(ends))
	if err != nil {
		return "", false
	}
	years := 2
	if slot, ok := w.plan.Vocabulary.Slot("life_health_and_harm"); w.limit.long || ok && w.facts.Facts[slot].Value == facts.Yes {
		years = 5
	}
	end := time.Date(t.Year()+years, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	if end.Day() != t.Day() {
		end = end.AddDate(0, 0, -end.Day())
	}
	return end.Format("2006-01-02"), true
}
