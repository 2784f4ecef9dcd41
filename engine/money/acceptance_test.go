package money

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestTenMillionRangeOperations compares random operations with a reference that knows
// nothing but math/big.Rat. CAILIANG_LONG=1 runs ten million; without it 200,000, with
// -short 20,000.
func TestTenMillionRangeOperations(t *testing.T) {
	total := 200_000
	switch {
	case os.Getenv("CAILIANG_LONG") == "1":
		total = 10_000_000
	case testing.Short():
		total = 20_000
	}
	const workers = 2
	start := time.Now()
	var done, overflows, failures atomic.Int64
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			o := newOracle(t, uint64(w)+1)
			for i := 0; i < total/workers && failures.Load() < 20; i++ {
				op := operations[o.rand.IntN(len(operations))]
				if !op.check(o) {
					failures.Add(1)
					t.Errorf("%s: differs from the reference (worker %d, operation %d)", op.name, w, i)
				}
				done.Add(1)
			}
			overflows.Add(o.overflows)
		})
	}
	group.Wait()
	t.Logf("%d operations of %d kinds, %d overflows, %d differences, %s", done.Load(), len(operations), overflows.Load(), failures.Load(), time.Since(start).Round(10*time.Millisecond))
	if overflows.Load() == 0 {
		t.Error("no operation came near an overflow")
	}
}

// value is a Ratio beside its reference.
type value struct {
	got  Ratio
	want *big.Rat
}

// interval is a Range beside the references of its ends.
type interval struct {
	got      Range
	min, max *big.Rat
}

// oracle draws operands and holds the scratch space of one worker.
type oracle struct {
	t         *testing.T
	rand      *rand.Rand
	a, b, c   value
	r, s      interval
	x, y, z   *big.Rat
	n, m      *big.Int
	overflows int64
}

func newOracle(t *testing.T, seed uint64) *oracle {
	fresh := func() value { return value{want: new(big.Rat)} }
	pair := func() interval { return interval{min: new(big.Rat), max: new(big.Rat)} }
	return &oracle{
		t: t, rand: rand.New(rand.NewPCG(seed, 355)), a: fresh(), b: fresh(), c: fresh(), r: pair(), s: pair(),
		x: new(big.Rat), y: new(big.Rat), z: new(big.Rat), n: new(big.Int), m: new(big.Int),
	}
}

var powersOfTen = func() (p [19]int64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = 10 * p[i-1]
	}
	return p
}()

// whole draws small numbers, everyday amounts, powers and their neighbours, the ends of
// int64, and numbers of any length.
func (o *oracle) whole() int64 {
	near := o.rand.Int64N(5) - 2
	switch o.rand.IntN(8) {
	case 0, 1:
		return o.rand.Int64N(41) - 20
	case 2:
		return o.rand.Int64N(1_000_000_000)
	case 3:
		return 100 * powersOfTen[o.rand.IntN(12)] * (o.rand.Int64N(9) + 1)
	case 4:
		return int64(uint64(1)<<o.rand.IntN(64)) + near // wraps at the ends, which is wanted
	case 5:
		return math.MaxInt64 + near
	case 6:
		return powersOfTen[o.rand.IntN(19)]*(1-2*o.rand.Int64N(2)) + near
	}
	return int64(o.rand.Uint64()) >> o.rand.IntN(64)
}

func (o *oracle) denominator() int64 {
	switch o.rand.IntN(8) {
	case 0, 1, 2:
		return 1
	case 3:
		return 100
	case 4:
		return o.rand.Int64N(60) + 1
	case 5:
		return powersOfTen[o.rand.IntN(19)]
	}
	for {
		if d := o.whole(); d != 0 {
			return d
		}
	}
}

func (o *oracle) draw(v *value) {
	for {
		num, den := o.whole(), o.denominator()
		r, err := NewRatio(num, den)
		if err != nil {
			continue
		}
		v.got = r
		v.want.SetFrac64(num, den)
		return
	}
}

// share draws what cuts are made of: shares between 0 and 1, their ends, and any number.
func (o *oracle) share(v *value) {
	switch o.rand.IntN(6) {
	case 0:
		v.got = Ratio{}
		v.want.SetInt64(0)
	case 1:
		v.got = Int(1)
		v.want.SetInt64(1)
	case 2:
		o.draw(v)
	default:
		den := int64(100)
		if o.rand.IntN(2) == 0 {
			den = o.rand.Int64N(997) + 1
		}
		num := o.rand.Int64N(den + 1)
		v.got, _ = NewRatio(num, den)
		v.want.SetFrac64(num, den)
	}
}

// interval draws a range; its ends often meet each other or those of the other range.
func (o *oracle) interval(v, other *interval) {
	end := func(got *Ratio, want *big.Rat) {
		if other != nil && o.rand.IntN(3) == 0 {
			if o.rand.IntN(2) == 0 {
				*got = other.got.Min
				want.Set(other.min)
			} else {
				*got = other.got.Max
				want.Set(other.max)
			}
			return
		}
		o.draw(&o.c)
		*got = o.c.got
		want.Set(o.c.want)
	}
	v.got = Range{MinOpen: o.coin(), MaxOpen: o.coin(), NoMin: o.rand.IntN(10) == 0, NoMax: o.rand.IntN(10) == 0}
	end(&v.got.Min, v.min)
	if o.rand.IntN(8) == 0 {
		v.got.Max = v.got.Min
		v.max.Set(v.min)
		return
	}
	end(&v.got.Max, v.max)
	if v.min.Cmp(v.max) > 0 && o.rand.IntN(10) > 0 {
		v.got.Min, v.got.Max = v.got.Max, v.got.Min
		v.min, v.max = v.max, v.min
	}
}

func (o *oracle) coin() bool { return o.rand.IntN(2) == 0 }

// point draws a value on, beside or away from the ends of v.
func (o *oracle) point(v *value, near *interval) {
	switch o.rand.IntN(4) {
	case 0:
		v.got = near.got.Min
		v.want.Set(near.min)
	case 1:
		v.got = near.got.Max
		v.want.Set(near.max)
	default:
		o.draw(v)
	}
}

func fits(v *big.Rat) bool { return v.Num().IsInt64() && v.Denom().IsInt64() }

func same(got Ratio, want *big.Rat) bool {
	return fits(want) && got.Num() == want.Num().Int64() && got.Den() == want.Denom().Int64()
}

// agrees: the value when the reference fits, ErrOverflow exactly when it does not.
func (o *oracle) agrees(got Ratio, err error, want *big.Rat) bool {
	if !fits(want) {
		o.overflows++
		return errors.Is(err, ErrOverflow)
	}
	return err == nil && same(got, want)
}

func (v *interval) empty() bool {
	if v.got.NoMin || v.got.NoMax {
		return false
	}
	c := v.min.Cmp(v.max)
	return c > 0 || c == 0 && (v.got.MinOpen || v.got.MaxOpen)
}

func (v *interval) holds(p *big.Rat) bool {
	above := v.got.NoMin || p.Cmp(v.min) > 0 || p.Cmp(v.min) == 0 && !v.got.MinOpen
	below := v.got.NoMax || p.Cmp(v.max) < 0 || p.Cmp(v.max) == 0 && !v.got.MaxOpen
	return above && below
}

// bound is one end of a reference range; none = the law gives none.
type bound struct {
	at         *big.Rat
	open, none bool
}

func (v *interval) low() bound  { return bound{v.min, v.got.MinOpen, v.got.NoMin} }
func (v *interval) high() bound { return bound{v.max, v.got.MaxOpen, v.got.NoMax} }

// lowBefore tells whether the lower end a lets in more than b.
func lowBefore(a, b bound) bool {
	if a.none || b.none {
		return a.none && !b.none
	}
	c := a.at.Cmp(b.at)
	return c < 0 || c == 0 && !a.open && b.open
}

// highBefore tells whether the upper end a lets in less than b.
func highBefore(a, b bound) bool {
	if a.none || b.none {
		return !a.none && b.none
	}
	c := a.at.Cmp(b.at)
	return c < 0 || c == 0 && a.open && !b.open
}

func isRange(got Range, low, high bound) bool {
	if !low.none && !high.none {
		c := low.at.Cmp(high.at)
		if c > 0 || c == 0 && (low.open || high.open) {
			return got == nothing
		}
	}
	okLow := got.NoMin && low.none || !got.NoMin && !low.none && got.MinOpen == low.open && same(got.Min, low.at)
	okHigh := got.NoMax && high.none || !got.NoMax && !high.none && got.MaxOpen == high.open && same(got.Max, high.at)
	return okLow && okHigh
}

var operations = []struct {
	name  string
	check func(*oracle) bool
}{
	{"NewRatio", func(o *oracle) bool {
		num, den := o.whole(), o.denominator()
		got, err := NewRatio(num, den)
		return o.agrees(got, err, o.x.SetFrac64(num, den))
	}},
	{"FromYuan", func(o *oracle) bool {
		yuan := o.whole()
		got, err := FromYuan(yuan)
		return o.agrees(got.Ratio(), err, o.x.SetInt(o.n.Mul(o.n.SetInt64(yuan), o.m.SetInt64(100))))
	}},
	{"Add", func(o *oracle) bool { return o.arithmetic(Ratio.Add, (*big.Rat).Add) }},
	{"Sub", func(o *oracle) bool { return o.arithmetic(Ratio.Sub, (*big.Rat).Sub) }},
	{"Mul", func(o *oracle) bool { return o.arithmetic(Ratio.Mul, (*big.Rat).Mul) }},
	{"Div", func(o *oracle) bool { return o.arithmetic(Ratio.Div, (*big.Rat).Quo) }},
	{"Cmp", func(o *oracle) bool {
		o.draw(&o.a)
		o.draw(&o.b)
		return o.a.got.Cmp(o.b.got) == o.a.want.Cmp(o.b.want) && o.a.got.Sign() == o.a.want.Sign() && o.a.got.IsInt() == o.a.want.IsInt()
	}},
	{"Floor, Ceil", func(o *oracle) bool {
		o.draw(&o.a)
		o.n.Div(o.a.want.Num(), o.a.want.Denom()) // Euclidean: floor, the divisor being positive
		floor := o.n.Int64()
		o.n.Div(o.m.Neg(o.a.want.Num()), o.a.want.Denom())
		return o.a.got.Floor() == floor && o.a.got.Ceil() == -o.n.Int64()
	}},
	{"Round", (*oracle).round},
	{"Cut", (*oracle).cut},
	{"Scale", (*oracle).scale},
	{"Contains", func(o *oracle) bool {
		o.interval(&o.r, nil)
		f := Fen(o.whole())
		if o.coin() {
			f = Fen(o.r.got.Max.Floor())
		}
		return o.r.got.Contains(f) == o.r.holds(o.x.SetInt64(int64(f)))
	}},
	{"ContainsRatio", func(o *oracle) bool {
		o.interval(&o.r, nil)
		o.point(&o.a, &o.r)
		return o.r.got.ContainsRatio(o.a.got) == o.r.holds(o.a.want)
	}},
	{"Empty, IsPoint", func(o *oracle) bool {
		o.interval(&o.r, nil)
		point := !o.r.empty() && !o.r.got.NoMin && !o.r.got.NoMax && o.r.min.Cmp(o.r.max) == 0
		return o.r.got.Empty() == o.r.empty() && o.r.got.IsPoint() == point
	}},
	{"Within", func(o *oracle) bool {
		o.interval(&o.r, nil)
		o.interval(&o.s, &o.r)
		return o.r.got.Within(o.s.got) == o.within()
	}},
	{"Equal", func(o *oracle) bool {
		o.interval(&o.r, nil)
		o.interval(&o.s, &o.r)
		want := o.within()
		o.r, o.s = o.s, o.r
		return o.r.got.Equal(o.s.got) == (want && o.within())
	}},
	{"Intersect", func(o *oracle) bool {
		o.interval(&o.r, nil)
		o.interval(&o.s, &o.r)
		low, high := o.r.low(), o.r.high()
		if lowBefore(low, o.s.low()) {
			low = o.s.low()
		}
		if highBefore(o.s.high(), high) {
			high = o.s.high()
		}
		got := o.r.got.Intersect(o.s.got)
		o.point(&o.a, &o.s)
		return isRange(got, low, high) && got.ContainsRatio(o.a.got) == (o.r.holds(o.a.want) && o.s.holds(o.a.want))
	}},
	{"Hull", (*oracle).hull},
	{"Clamp", (*oracle).clamp},
	{"Printed", (*oracle).printed},
	{"Range text", func(o *oracle) bool {
		o.interval(&o.r, nil)
		got, err := ParseRange(o.r.got.String())
		return err == nil && isRange(got, o.r.low(), o.r.high())
	}},
	{"Ratio text", func(o *oracle) bool {
		o.draw(&o.a)
		text := o.a.got.String()
		_, ok := o.x.SetString(text)
		return ok && o.x.Cmp(o.a.want) == 0
	}},
	{"Fen text", func(o *oracle) bool {
		f := Fen(o.whole())
		_, ok := o.x.SetString(f.String())
		got, err := ParseYuan(f.Grouped())
		return ok && o.x.Cmp(o.y.SetFrac64(int64(f), 100)) == 0 && err == nil && got == f
	}},
}

func (o *oracle) arithmetic(op func(a, b Ratio) (Ratio, error), ref func(z, a, b *big.Rat) *big.Rat) bool {
	o.draw(&o.a)
	o.draw(&o.b)
	got, err := op(o.a.got, o.b.got)
	if errors.Is(err, errDivisionByZero) {
		return o.b.want.Sign() == 0
	}
	return o.agrees(got, err, ref(o.x, o.a.want, o.b.want))
}

func (o *oracle) round() bool {
	o.draw(&o.a)
	unit := []int64{1, 10, 100, 1000, 10000, o.rand.Int64N(50) + 1, o.rand.Int64N(math.MaxInt64) + 1}[o.rand.IntN(7)]
	mode := Mode(o.rand.IntN(3))
	if o.rand.IntN(3) == 0 { // a number on or beside the middle between two multiples
		num := unit*(2*o.rand.Int64N(1000)+1) + o.rand.Int64N(3) - 1
		o.a.got, _ = NewRatio(num, 2)
		o.a.want.SetFrac64(num, 2)
	}
	got, err := Round(o.a.got, Fen(unit), mode)
	o.x.Quo(o.a.want, o.y.SetInt64(unit))
	switch mode {
	case HalfUp:
		o.x.Add(o.x, o.y.SetFrac64(1, 2))
		o.n.Div(o.x.Num(), o.x.Denom())
	case Down:
		o.n.Div(o.x.Num(), o.x.Denom())
	case Up:
		o.n.Neg(o.n.Div(o.n.Neg(o.x.Num()), o.x.Denom()))
	}
	o.n.Mul(o.n, o.m.SetInt64(unit))
	return o.agrees(got.Ratio(), err, o.x.SetInt(o.n))
}

func (o *oracle) cut() bool {
	o.interval(&o.r, nil)
	if o.rand.IntN(8) > 0 {
		o.r.got.NoMin, o.r.got.NoMax = false, false
	}
	o.share(&o.a)
	o.share(&o.b)
	if o.a.want.Cmp(o.b.want) > 0 && o.rand.IntN(10) > 0 {
		o.a, o.b = o.b, o.a
	}
	minOpen, maxOpen := o.coin(), o.coin()
	got, err := o.r.got.Cut(o.a.got, o.b.got, minOpen, maxOpen)
	if o.r.got.NoMin || o.r.got.NoMax || o.r.empty() || o.a.want.Cmp(o.b.want) > 0 {
		return err != nil && !errors.Is(err, ErrOverflow)
	}
	width := o.z.Sub(o.r.max, o.r.min)
	low := o.x.Add(o.x.Mul(width, o.a.want), o.r.min)
	high := o.y.Add(o.y.Mul(width, o.b.want), o.r.min)
	if !fits(low) || !fits(high) {
		o.overflows++
		return errors.Is(err, ErrOverflow)
	}
	// An end that meets an open end of the whole stays open.
	minOpen = minOpen || o.r.got.MinOpen && low.Cmp(o.r.min) == 0 || o.r.got.MaxOpen && low.Cmp(o.r.max) == 0
	maxOpen = maxOpen || o.r.got.MinOpen && high.Cmp(o.r.min) == 0 || o.r.got.MaxOpen && high.Cmp(o.r.max) == 0
	return err == nil && same(got.Min, low) && same(got.Max, high) && got.MinOpen == minOpen && got.MaxOpen == maxOpen && !got.NoMin && !got.NoMax
}

func (o *oracle) scale() bool {
	o.interval(&o.r, nil)
	o.draw(&o.a)
	got, err := o.r.got.Scale(o.a.got)
	switch {
	case o.a.want.Sign() < 0:
		return err != nil && !errors.Is(err, ErrOverflow)
	case o.r.empty():
		return err == nil && got == nothing
	case o.a.want.Sign() == 0:
		return err == nil && got == Range{}
	}
	low, high := o.r.low(), o.r.high()
	low.at, high.at = o.x.Mul(o.r.min, o.a.want), o.y.Mul(o.r.max, o.a.want)
	if !low.none && !fits(low.at) || !high.none && !fits(high.at) {
		o.overflows++
		return errors.Is(err, ErrOverflow)
	}
	return err == nil && isRange(got, low, high)
}

// within: every amount of o.r lies in o.s.
func (o *oracle) within() bool {
	return o.r.empty() || !o.s.empty() && !lowBefore(o.r.low(), o.s.low()) && !highBefore(o.s.high(), o.r.high())
}

func (o *oracle) hull() bool {
	o.interval(&o.r, nil)
	o.interval(&o.s, &o.r)
	got := o.r.got.Hull(o.s.got)
	low, high := o.r.low(), o.r.high()
	switch {
	case o.r.empty():
		low, high = o.s.low(), o.s.high()
	case !o.s.empty():
		if lowBefore(o.s.low(), low) {
			low = o.s.low()
		}
		if highBefore(high, o.s.high()) {
			high = o.s.high()
		}
	}
	return isRange(got, low, high)
}

func (o *oracle) clamp() bool {
	o.interval(&o.r, nil)
	cap := Fen(o.whole())
	if o.rand.IntN(3) == 0 {
		cap = Fen(o.r.got.Min.Floor())
	}
	got := o.r.got.Clamp(cap)
	top := bound{at: o.x.SetInt64(int64(cap))}
	low, high := o.r.low(), o.r.high()
	if o.r.empty() {
		return got == nothing
	}
	if high.none || high.at.Cmp(top.at) > 0 {
		high = top
		if !low.none && low.at.Cmp(top.at) >= 0 {
			low = top
		}
	}
	return isRange(got, low, high)
}

func (o *oracle) printed() bool {
	o.interval(&o.r, nil)
	got, err := o.r.got.Printed()
	low := o.n.Neg(o.n.Div(o.n.Neg(o.r.min.Num()), o.r.min.Denom()))
	high := o.m.Div(o.r.max.Num(), o.r.max.Denom())
	minOpen := !o.r.got.NoMin && o.r.got.MinOpen && o.r.min.IsInt()
	maxOpen := !o.r.got.NoMax && o.r.got.MaxOpen && o.r.max.IsInt()
	okLow := o.r.got.NoMin && got.Min == nil || got.Min != nil && int64(*got.Min) == low.Int64()
	okHigh := o.r.got.NoMax && got.Max == nil || got.Max != nil && int64(*got.Max) == high.Int64()
	if !o.r.got.NoMin && !o.r.got.NoMax {
		if minOpen {
			low.Add(low, oneInt)
		}
		if maxOpen {
			high.Sub(high, oneInt)
		}
		if low.Cmp(high) > 0 {
			return err != nil && !errors.Is(err, ErrOverflow)
		}
	}
	return err == nil && okLow && okHigh && got.MinOpen == minOpen && got.MaxOpen == maxOpen
}

var oneInt = big.NewInt(1)
