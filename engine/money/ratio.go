package money

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
)

// Ratio is an exact rational number with an int64 numerator and a positive int64
// denominator, always reduced, so that == compares values. The zero value is 0.
type Ratio struct {
	num  int64
	less int64 // denominator minus 1, so that the zero value is 0/1
}

var errDivisionByZero = errors.New("不能除以 0")

// NewRatio returns num/den, reduced. den may be negative but not 0; the error wraps
// ErrOverflow when the reduced number does not fit (only with math.MinInt64).
func NewRatio(num, den int64) (Ratio, error) {
	if den == 0 {
		return Ratio{}, fmt.Errorf("%d/0：%w", num, errDivisionByZero)
	}
	n, d := magnitude(num), magnitude(den)
	g := gcd(n, d)
	r, ok := newRatio((num < 0) != (den < 0), n/g, d/g)
	if !ok {
		return Ratio{}, fmt.Errorf("%d/%d：%w", num, den, ErrOverflow)
	}
	return r, nil
}

// newRatio puts a reduced number together; false when it does not fit.
func newRatio(negative bool, num, den uint64) (Ratio, bool) {
	n, ok := signed(negative, num)
	if !ok || den > math.MaxInt64 {
		return Ratio{}, false
	}
	return Ratio{num: n, less: int64(den - 1)}, true
}

// Int returns the whole number n.
func Int(n int64) Ratio { return Ratio{num: n} }

func (a Ratio) den() uint64 { return uint64(a.less) + 1 }

// Num returns the numerator of the reduced number; it bears the sign.
func (a Ratio) Num() int64 { return a.num }

// Den returns the denominator of the reduced number, at least 1.
func (a Ratio) Den() int64 { return a.less + 1 }

// IsInt tells whether a is a whole number.
func (a Ratio) IsInt() bool { return a.less == 0 }

// Sign returns -1, 0 or +1.
func (a Ratio) Sign() int {
	switch {
	case a.num < 0:
		return -1
	case a.num > 0:
		return 1
	}
	return 0
}

// Cmp returns -1, 0 or +1 as a is less than, equal to or greater than b. It is exact
// and cannot fail.
func (a Ratio) Cmp(b Ratio) int {
	if a.less == b.less {
		return compare(a.num, b.num)
	}
	if (a.num < 0) != (b.num < 0) {
		return compare(a.num, b.num)
	}
	ah, al := bits.Mul64(magnitude(a.num), b.den())
	bh, bl := bits.Mul64(magnitude(b.num), a.den())
	c := compare(ah, bh)
	if c == 0 {
		c = compare(al, bl)
	}
	if a.num < 0 {
		return -c
	}
	return c
}

// Add returns a + b; the error wraps ErrOverflow when the reduced sum does not fit.
func (a Ratio) Add(b Ratio) (Ratio, error) {
	if r, ok := sum(a, b.num < 0, magnitude(b.num), b.den()); ok {
		return r, nil
	}
	return Ratio{}, fmt.Errorf("%s 加 %s：%w", a, b, ErrOverflow)
}

// Sub returns a - b; the error wraps ErrOverflow when the reduced difference does not fit.
func (a Ratio) Sub(b Ratio) (Ratio, error) {
	if r, ok := sum(a, b.num > 0, magnitude(b.num), b.den()); ok {
		return r, nil
	}
	return Ratio{}, fmt.Errorf("%s 减 %s：%w", a, b, ErrOverflow)
}

// Mul returns a × b; the error wraps ErrOverflow when the reduced product does not fit.
func (a Ratio) Mul(b Ratio) (Ratio, error) {
	if r, ok := product(a, b.num < 0, magnitude(b.num), b.den()); ok {
		return r, nil
	}
	return Ratio{}, fmt.Errorf("%s 乘以 %s：%w", a, b, ErrOverflow)
}

// Div returns a ÷ b. Division by 0 is an error; the error wraps ErrOverflow when the
// reduced quotient does not fit.
func (a Ratio) Div(b Ratio) (Ratio, error) {
	if b.num == 0 {
		return Ratio{}, fmt.Errorf("%s 除以 0：%w", a, errDivisionByZero)
	}
	if r, ok := product(a, b.num < 0, b.den(), magnitude(b.num)); ok {
		return r, nil
	}
	return Ratio{}, fmt.Errorf("%s 除以 %s：%w", a, b, ErrOverflow)
}

// sum adds the reduced fraction ±num/den (num up to 2^63) to a. The common factor of
// the denominators is taken out first, so that one 64-bit gcd reduces the 128-bit sum
// (Knuth, TAOCP 4.5.1).
func sum(a Ratio, negative bool, num, den uint64) (Ratio, bool) {
	if a.less == 0 && den == 1 {
		return sumWhole(a.num, negative, num)
	}
	g := gcd(a.den(), den)
	aRest, rest := a.den()/g, den/g
	ah, al := bits.Mul64(magnitude(a.num), rest)
	bh, bl := bits.Mul64(num, aRest)
	aNegative := a.num < 0
	var hi, lo uint64
	switch {
	case aNegative == negative:
		var carry uint64
		lo, carry = bits.Add64(al, bl, 0)
		hi, _ = bits.Add64(ah, bh, carry) // both below 2^126
	case ah > bh || ah == bh && al >= bl:
		hi, lo = sub128(ah, al, bh, bl)
		negative = aNegative
	default:
		hi, lo = sub128(bh, bl, ah, al)
	}
	if hi|lo == 0 {
		return Ratio{}, true
	}
	if g > 1 {
		common := gcd(bits.Rem64(hi, lo, g), g)
		hi, lo = div128(hi, lo, common)
		den /= common
	}
	if hi != 0 {
		return Ratio{}, false
	}
	dh, d := bits.Mul64(aRest, den)
	if dh != 0 {
		return Ratio{}, false
	}
	return newRatio(negative, lo, d)
}

func sumWhole(a int64, negative bool, mag uint64) (Ratio, bool) {
	b := int64(mag) // -2^63 stays what it is when it is negated
	if negative {
		b = -b
	} else if mag > math.MaxInt64 {
		// +2^63 itself is no int64, but with a negative a the sum fits.
		return Ratio{num: a + b}, a < 0
	}
	n := a + b
	return Ratio{num: n}, (n > a) == (b > 0)
}

// product multiplies a by ±num/den (reduced, each up to 2^63). What can be cancelled
// is cancelled first, so the 128-bit products are already reduced.
func product(a Ratio, negative bool, num, den uint64) (Ratio, bool) {
	an, ad := magnitude(a.num), a.den()
	if den != 1 {
		g := gcd(an, den)
		an, den = an/g, den/g
	}
	if ad != 1 {
		g := gcd(num, ad)
		num, ad = num/g, ad/g
	}
	nh, n := bits.Mul64(an, num)
	dh, d := bits.Mul64(ad, den)
	if nh|dh != 0 {
		return Ratio{}, false
	}
	return newRatio((a.num < 0) != negative, n, d)
}

// Floor returns the greatest whole number that is not above a.
func (a Ratio) Floor() int64 {
	whole, _ := a.split()
	return whole
}

// Ceil returns the least whole number that is not below a.
func (a Ratio) Ceil() int64 {
	whole, frac := a.split()
	if frac > 0 {
		whole++
	}
	return whole
}

// split returns whole and frac with a = whole + frac/den and 0 <= frac < den.
func (a Ratio) split() (whole int64, frac uint64) {
	if a.less == 0 {
		return a.num, 0
	}
	q, r := floorDiv(a.num, a.Den())
	return q, uint64(r)
}

// decimalPlaces is how far String follows a decimal before it prints a fraction.
const decimalPlaces = 12

// String gives a decimal when it ends within twelve places ("0.3"), else a fraction
// in lowest terms ("3/7").
func (a Ratio) String() string {
	return string(a.appendText(make([]byte, 0, 40)))
}

func (a Ratio) appendText(b []byte) []byte {
	mag, den := magnitude(a.num), a.den()
	if a.num < 0 {
		b = append(b, '-')
	}
	if !endsWithin(den, decimalPlaces) {
		b = append(strconv.AppendUint(b, mag, 10), '/')
		return strconv.AppendUint(b, den, 10)
	}
	b = strconv.AppendUint(b, mag/den, 10)
	rest := mag % den
	if rest == 0 {
		return b
	}
	b = append(b, '.')
	for rest != 0 { // den is at most 10^12 here, so rest*10 fits
		rest *= 10
		b = append(b, byte('0'+rest/den))
		rest %= den
	}
	return b
}

// endsWithin tells whether a reduced fraction over den is a decimal of at most so many places.
func endsWithin(den uint64, places int) bool {
	twos := bits.TrailingZeros64(den)
	den >>= twos
	fives := 0
	for ; den%5 == 0; den /= 5 {
		fives++
	}
	return den == 1 && max(twos, fives) <= places
}

// MarshalJSON writes the number as a string, as String gives it.
func (a Ratio) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 42), '"')
	return append(a.appendText(b), '"'), nil
}

// UnmarshalJSON reads a number from a string or a plain JSON number, by the rules of
// ParseRatio. null is refused.
func (a *Ratio) UnmarshalJSON(data []byte) error {
	text, err := jsonText(data)
	if err != nil {
		return fmt.Errorf("倍数或者比例%w", err)
	}
	v, err := ParseRatio(text)
	if err != nil {
		return err
	}
	*a = v
	return nil
}
