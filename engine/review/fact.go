package review

import (
	"slices"
	"strings"

	"cailiang/engine/cond"
	"cailiang/engine/facts"
	"cailiang/engine/money"
	"cailiang/engine/period"
)

// Op is how a fact is taken from the case file.
type Op string

// The ways of taking a fact.
const (
	At       Op = "at"       // the value at the first path that has one
	Earliest Op = "earliest" // the smallest of the values at the paths
	Latest   Op = "latest"   // the largest
	Sum      Op = "sum"      // all values at the paths together
	Present  Op = "present"  // something stands at one of the paths
	Missing  Op = "blank"    // what stands there is null, or the field is missing
	Count    Op = "count"    // how many stand there
	Days     Op = "days"     // calendar days from the first fact to the second; the first day does not count
	Workdays Op = "workdays" // working days likewise
	Between  Op = "between"  // whole working days that lie between two facts
	End      Op = "end"      // the last day of a limit that starts on the first fact
	Same     Op = "same"     // the texts at the first and the second path are equal
	Shares   Op = "shares"   // some text at the first path stands among those at the second
	Contains Op = "contains" // the text at a path has one of the words
	Holds    Op = "holds"    // a condition over earlier facts
	Value    Op = "value"    // a formula over earlier facts
	Rows     Op = "rows"     // how many rows of a list fulfil a condition
	Lookup   Op = "lookup"   // a field of the element of a list that the row names
	Year     Op = "year"     // the first four digits that a text has
	Current  Op = "current"  // the text of a law (paths: its name, its version) was the one in force on a day
	Reaches  Op = "reaches"  // an amount at the second path reaches the limit that the text at the first states
)

// Source says where a fact of the checklist comes from.
type Source struct {
	Op      Op
	Paths   []Path
	Facts   []int // slots of earlier facts
	Words   []string
	Absent  *facts.Domain // what holds when the file has nothing there
	Limit   period.Limit
	Cond    *cond.Cond
	Formula *cond.Formula
	List    int  // Rows
	By      Path // Lookup: the name that the row gives; Paths[0] is the list
	Field   Path // of the element; the zero Path is the element itself
}

// cell is a fact as found: its value, the places that it rests on, and what is missing where it is open.
type cell struct {
	dom     facts.Domain
	places  []string
	missing []string
}

// scope is the case file or one row of a list, while facts are taken from it.
type scope struct {
	run     *run
	entries *facts.Vocabulary
	pool    *cond.Pool
	frame   *cond.Frame
	cells   []cell
	row     *hit
}

func (s *scope) take(slot int, src *Source) {
	e := s.entries.Entry(slot)
	c := s.fetch(e, src)
	if c.dom.Empty() {
		c.dom = e.Whole()
	}
	if known := c.dom.Known(); !known && len(c.missing) == 0 {
		c.missing = []string{e.Name}
	} else if known {
		c.missing = nil
	}
	c.places = unique(c.places)
	s.cells[slot], s.frame.Dom[slot] = c, c.dom
}

func (s *scope) fetch(e *facts.Entry, src *Source) cell {
	switch src.Op {
	case At, Earliest, Latest, Sum:
		return s.values(e, src)
	case Present, Missing, Count:
		return s.presence(src)
	case Same, Shares, Contains, Year:
		return s.texts(e, src)
	case Holds:
		return s.holds(src)
	case Value:
		return s.formula(e, src)
	case Rows:
		return s.rows(src)
	case Lookup:
		return s.lookup(e, src)
	case Current:
		return s.current(src)
	case Reaches:
		return s.reaches(src)
	}
	return s.dates(e, src)
}

func (s *scope) find(p Path) found { return s.run.find(s.run.root, s.row, p) }

func (s *scope) values(e *facts.Entry, src *Source) cell {
	var c cell
	var all []facts.Domain
	open := false
	for _, p := range src.Paths {
		f := s.find(p)
		c.places = append(c.places, f.places...)
		for _, h := range f.hits {
			if _, record := h.value.(map[string]any); record {
				continue // a record of several fields: another path asks for the field
			}
			d, ok := s.run.parse(e, h)
			open = open || !ok && src.Op == Sum
			if ok {
				all = append(all, d)
			}
		}
		if src.Op == At && len(all) > 0 {
			break
		}
	}
	switch {
	case len(all) == 0 && src.Absent != nil:
		c.dom = *src.Absent
	case len(all) == 0:
	case open:
		c.dom = facts.Between(fold(all, Sum).Lo, facts.Limit)
	case src.Op == At:
		c.dom = all[0]
	default:
		c.dom = fold(all, src.Op)
	}
	return c
}

func fold(all []facts.Domain, op Op) facts.Domain {
	if len(all) == 0 {
		return facts.Amount(0)
	}
	out := all[0]
	for _, d := range all[1:] {
		switch {
		case op == Sum:
			out = facts.Amount(out.Lo + d.Lo)
		case op == Earliest && d.Lo < out.Lo, op == Latest && d.Lo > out.Lo:
			out = d
		}
	}
	return out
}

func (s *scope) presence(src *Source) cell {
	var c cell
	n, blind := 0, true
	for _, p := range src.Paths {
		f := s.find(p)
		blind = blind && f.blind
		c.places = append(c.places, f.places...)
		for _, h := range f.hits {
			if h.value != nil && h.value != "" {
				n++
			}
		}
	}
	switch {
	case n == 0 && blind && src.Absent != nil:
		c.dom = *src.Absent
	case n == 0 && blind && src.Op != Missing:
		c.dom = facts.Domain{}
	case src.Op == Count:
		c.dom = facts.Amount(int64(n))
	default:
		c.dom = truth(facts.Of((n > 0) == (src.Op == Present)))
	}
	return c
}

func truth(t facts.Truth) facts.Domain {
	switch t {
	case facts.True:
		return facts.Yes
	case facts.False:
		return facts.No
	}
	return facts.Either
}

func (s *scope) texts(e *facts.Entry, src *Source) cell {
	var c cell
	sides := make([][]string, len(src.Paths))
	for i, p := range src.Paths {
		f := s.find(p)
		c.places = append(c.places, f.places...)
		for _, h := range f.hits {
			if t, ok := h.value.(string); ok && t != "" {
				sides[i] = append(sides[i], t)
			}
		}
	}
	if src.Op == Year || src.Op == Contains {
		sides = [][]string{slices.Concat(sides...), src.Words}
	}
	if len(sides[0]) == 0 || len(sides) > 1 && len(sides[1]) == 0 && src.Op != Year {
		if src.Absent != nil {
			c.dom = *src.Absent
		}
		return c
	}
	switch src.Op {
	case Same:
		c.dom = truth(facts.Of(sides[0][0] == sides[1][0]))
	case Shares:
		c.dom = truth(facts.Of(slices.ContainsFunc(sides[0], func(t string) bool { return slices.Contains(sides[1], t) })))
	case Contains:
		c.dom = truth(facts.Of(slices.ContainsFunc(sides[0], func(t string) bool { return hasAny(t, src.Words) })))
	case Year:
		c.dom, _ = e.Parse(fourDigits(sides[0][0]))
	}
	return c
}

func hasAny(t string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(t, w) })
}

func fourDigits(t string) string {
	for i := 0; i+4 <= len(t); i++ {
		if strings.Trim(t[i:i+4], "0123456789") == "" {
			return t[i : i+4]
		}
	}
	return facts.OpenWord
}

func (s *scope) dates(e *facts.Entry, src *Source) cell {
	var c cell
	var day [2]facts.Day
	for i, slot := range src.Facts {
		from := s.cells[slot]
		c.places = append(c.places, from.places...)
		if !from.dom.Known() {
			c.missing = append(c.missing, from.missing...)
			continue
		}
		day[i] = facts.Day(from.dom.Lo)
	}
	if len(c.missing) > 0 {
		return c
	}
	switch src.Op {
	case Days:
		c.dom = facts.Amount(int64(day[1] - day[0]))
	case Workdays:
		c.dom = facts.Amount(s.run.workdays(day[0]+1, day[1]))
	case Between:
		c.dom = facts.Amount(s.run.workdays(day[0]+1, day[1]-1))
	case End:
		c.dom = facts.Amount(int64(s.run.calendar.End(day[0], src.Limit).Day))
	}
	return c
}

func (s *scope) holds(src *Source) cell {
	t := src.Cond.Eval(s.frame)
	c := cell{dom: truth(t), places: s.placesOf(src.Cond)}
	if t == facts.Unknown {
		c.missing = s.missingOf(src.Cond)
	}
	return c
}

// placesOf are the places of the facts that a condition reads.
func (s *scope) placesOf(k *cond.Cond) []string {
	var out []string
	for _, a := range atoms(k) {
		for _, slot := range s.pool.Atoms[a].Slots() {
			out = append(out, s.cells[slot].places...)
		}
	}
	return unique(out)
}

// missingOf are the facts that keep a condition open.
func (s *scope) missingOf(k *cond.Cond) []string {
	var out []string
	for _, a := range atoms(k) {
		if s.frame.Rec[a] == facts.Unknown {
			for _, slot := range s.pool.Atoms[a].Slots() {
				out = append(out, s.cells[slot].missing...)
			}
		}
	}
	return unique(out)
}

func atoms(k *cond.Cond) []int {
	if k == nil {
		return nil
	}
	return k.Atoms
}

func (s *scope) formula(e *facts.Entry, src *Source) cell {
	var c cell
	for _, slot := range src.Formula.Slots {
		c.places = append(c.places, s.cells[slot].places...)
		c.missing = append(c.missing, s.cells[slot].missing...)
	}
	span, err := src.Formula.Eval(func(slot int) facts.Domain { return s.cells[slot].dom })
	if err != nil || !span.Known() {
		return c
	}
	if n, ok := stored(span.Lo, e.Type); ok {
		c.dom = facts.Amount(n)
	}
	return c
}

// stored turns a written value (元, 倍, 日) into stored units, half up.
func stored(r money.Ratio, t facts.Type) (int64, bool) {
	scaled, err := r.Mul(money.Int(t.Scale()))
	if err != nil {
		return 0, false
	}
	n, err := money.Round(scaled, 1, money.HalfUp)
	return int64(n), err == nil
}

// rows counts the rows that fulfil a condition; rows on which it is open leave a range.
func (s *scope) rows(src *Source) cell {
	var c cell
	l := s.run.lists[src.List]
	if l.blind {
		c.places = l.places
		if src.Absent != nil {
			c.dom = *src.Absent
		}
		return c
	}
	var sure, open int64
	for _, row := range l.rows {
		switch src.Cond.Eval(row.frame) {
		case facts.True:
			sure++
			c.places = append(c.places, row.placesOf(src.Cond)...)
		case facts.Unknown:
			open++
			c.missing = append(c.missing, row.missingOf(src.Cond)...)
			c.places = append(c.places, row.placesOf(src.Cond)...)
		}
	}
	if sure+open == 0 {
		c.places = l.places
	}
	c.dom = facts.Between(sure, sure+open)
	return c
}

// lookup finds the element that a row names in another list, and reads its field.
func (s *scope) lookup(e *facts.Entry, src *Source) cell {
	var c cell
	by := s.find(src.By)
	for _, h := range by.hits {
		name, _ := h.value.(string)
		if name == "" {
			continue
		}
		p := src.Paths[0]
		last := p.segs[len(p.segs)-1]
		last.keys = []string{name}
		p.segs = append(slices.Concat(p.segs[:len(p.segs)-1], []segment{last}), src.Field.segs...)
		f := s.run.find(s.run.root, nil, p)
		c.places = append(c.places, f.places...)
		for _, h := range f.hits {
			if d, ok := s.run.parse(e, h); ok {
				c.dom = d
				return c
			}
		}
	}
	if src.Absent != nil {
		c.dom = *src.Absent
	}
	return c
}

func unique(in []string) []string {
	var out []string
	for _, s := range in {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
