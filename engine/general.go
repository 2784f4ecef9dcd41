package engine

import (
	"slices"

	"cailiang/engine/period"
)

// AgeRule makes a circumstance of a person's age at the act (行政处罚法 art 30): the first rule whose age is not reached holds.
type AgeRule struct {
	Under        int
	Circumstance string
	Basis        Basis
}

// Limitation is the time after which an act that was not discovered is no longer punished (行政处罚法 art 36).
type Limitation struct {
	Limit        period.Limit
	Circumstance string // holds when the time has run out
	Basis        Basis
	Longer       *Longer
	Exceptions   []LimitException // of single laws
}

// Longer is the longer time for graver acts. Between the two times Circumstance holds unless Fact does.
type Longer struct {
	Limit        period.Limit
	Circumstance string
	Fact, Ask    string
	Basis        Basis
}

// LimitException is another time that a single law sets for what it punishes.
type LimitException struct {
	Law      string
	From, To string // of the act's end, both in; "" = no bound
	Limit    period.Limit
	Basis    Basis
	Longer   *Longer
}

// For gives the limitation for an act that ended on a day under a law: the law's own, else the general one.
func (l *Limitation) For(law, day string) Limitation {
	i := slices.IndexFunc(l.Exceptions, func(e LimitException) bool {
		return e.Law == law && (e.From == "" || day >= e.From) && (e.To == "" || day <= e.To)
	})
	if i < 0 {
		return Limitation{Limit: l.Limit, Circumstance: l.Circumstance, Basis: l.Basis, Longer: l.Longer}
	}
	e := &l.Exceptions[i]
	return Limitation{Limit: e.Limit, Circumstance: l.Circumstance, Basis: e.Basis, Longer: e.Longer}
}

// longer lists the longer times of the general rule and of single laws.
func (l *Limitation) longer() []*Longer {
	if l == nil {
		return nil
	}
	var out []*Longer
	if l.Longer != nil {
		out = append(out, l.Longer)
	}
	for i := range l.Exceptions {
		if x := l.Exceptions[i].Longer; x != nil {
			out = append(out, x)
		}
	}
	return out
}
