package money

import (
	"cmp"
	"math/bits"
)

// magnitude returns |n|, also for math.MinInt64.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// signed returns ±mag; false when that is no int64.
func signed(negative bool, mag uint64) (int64, bool) {
	if negative {
		return -int64(mag), mag <= 1<<63
	}
	return int64(mag), mag < 1<<63
}

func compare[T int64 | uint64](a, b T) int { return cmp.Compare(a, b) }

// floorDiv returns q and r with n = q*d + r and 0 <= r < d, for d > 0.
func floorDiv(n, d int64) (q, r int64) {
	q, r = n/d, n%d
	if r < 0 {
		q, r = q-1, r+d
	}
	return q, r
}

// gcd returns the greatest common divisor; gcd(0, n) = n.
func gcd(a, b uint64) uint64 {
	if a == 0 {
		return b
	}
	if b == 0 {
		return a
	}
	shift := bits.TrailingZeros64(a | b)
	a >>= bits.TrailingZeros64(a)
	for b != 0 {
		b >>= bits.TrailingZeros64(b)
		if a > b {
			a, b = b, a
		}
		b -= a
	}
	return a << shift
}

func sub128(ah, al, bh, bl uint64) (hi, lo uint64) {
	lo, borrow := bits.Sub64(al, bl, 0)
	hi, _ = bits.Sub64(ah, bh, borrow)
	return hi, lo
}

func div128(hi, lo, d uint64) (qhi, qlo uint64) {
	qhi = hi / d
	qlo, _ = bits.Div64(hi%d, lo, d)
	return qhi, qlo
}
