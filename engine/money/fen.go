package money

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// ErrOverflow is wrapped by every error that says an exact result does not fit
// the int64 numbers of this package (about ±92 quadrillion 元).
var ErrOverflow = errors.New("数额超出可以精确计算的范围，请核对数字的位数")

// Fen is an amount of money in 分; 100 Fen are one 元. Negative amounts occur as
// differences and are allowed.
type Fen int64

const fenPerYuan = 100

// FromYuan turns whole 元 into Fen. The error wraps ErrOverflow when yuan × 100
// does not fit.
func FromYuan(yuan int64) (Fen, error) {
	if yuan > math.MaxInt64/fenPerYuan || yuan < math.MinInt64/fenPerYuan {
		return 0, fmt.Errorf("%d 元：%w", yuan, ErrOverflow)
	}
	return Fen(yuan * fenPerYuan), nil
}

// ParseYuan reads an amount in 元 as people write it in half-width digits: "50000",
// "50000.5", "50,000.00", "-0.05". Everything else is refused with a message in
// Chinese that says what is wrong and what to write instead; the error wraps
// ErrOverflow when the amount is well written but does not fit.
func ParseYuan(s string) (Fen, error) {
	text := strings.Trim(s, " \t\r\n")
	if text == "" {
		return 0, errors.New("没有填写金额：请以元为单位填写数字，例如 50000 或 50000.50")
	}
	digits, negative := strings.CutPrefix(text, "-")
	whole, cents, hasPoint := strings.Cut(digits, ".")
	if !isDigits(whole) {
		joined, ok := ungroup(whole)
		if !ok {
			return 0, explainYuan(text)
		}
		whole = joined
	}
	switch {
	case hasPoint && !isDigits(cents):
		return 0, explainYuan(text)
	case len(cents) > 2:
		return 0, fmt.Errorf("金额 %s 的小数超过两位：金额最小到分，请先按规定取舍到两位小数", quote(text))
	}
	fen, ok := joinFen(whole, cents, negative)
	if !ok {
		return 0, fmt.Errorf("金额 %s：%w", quote(text), ErrOverflow)
	}
	return fen, nil
}

// joinFen puts digits before and behind the point together; both hold digits only.
func joinFen(whole, cents string, negative bool) (Fen, bool) {
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > 17 {
		return 0, false
	}
	var mag uint64
	for i := range len(whole) {
		mag = mag*10 + uint64(whole[i]-'0')
	}
	for i := range 2 {
		mag *= 10
		if i < len(cents) {
			mag += uint64(cents[i] - '0')
		}
	}
	n, ok := signed(negative, mag)
	return Fen(n), ok
}

// ungroup removes the commas of "1,234,567"; false when they do not part groups of three.
func ungroup(s string) (string, bool) {
	groups := strings.Split(s, ",")
	if len(groups) < 2 || !isDigits(groups[0]) || len(groups[0]) > 3 {
		return "", false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 || !isDigits(g) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// Ratio returns the amount as an exact rational number of 分.
func (f Fen) Ratio() Ratio { return Int(int64(f)) }

// String gives the amount in 元 with two decimals: "50000.00", "-0.05".
func (f Fen) String() string {
	return string(f.appendYuan(make([]byte, 0, 24)))
}

func (f Fen) appendYuan(b []byte) []byte {
	mag := magnitude(int64(f))
	if f < 0 {
		b = append(b, '-')
	}
	b = strconv.AppendUint(b, mag/fenPerYuan, 10)
	cents := mag % fenPerYuan
	return append(b, '.', byte('0'+cents/10), byte('0'+cents%10))
}

// Grouped gives the amount in 元 with commas, for people: "50,000.50"; whole 元
// without decimals: "50,000".
func (f Fen) Grouped() string {
	plain, negative := strings.CutPrefix(f.String(), "-")
	whole, cents, _ := strings.Cut(plain, ".")
	b := make([]byte, 0, 32)
	if negative {
		b = append(b, '-')
	}
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, whole[i])
	}
	if cents != "00" {
		b = append(append(b, '.'), cents...)
	}
	return string(b)
}

// MarshalJSON writes the amount as a string in 元: "50000.00".
func (f Fen) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 26), '"')
	return append(f.appendYuan(b), '"'), nil
}

// UnmarshalJSON reads an amount in 元 from a string or from a number, by the rules
// of ParseYuan. null is refused: an amount that is not there is not 0.
func (f *Fen) UnmarshalJSON(data []byte) error {
	text, err := jsonText(data)
	if err != nil {
		return fmt.Errorf("金额%w", err)
	}
	v, err := ParseYuan(text)
	if err != nil {
		return err
	}
	*f = v
	return nil
}

// Mode says how Round reaches a multiple of the unit.
type Mode uint8

// Up goes to the next multiple above (进位), Down to the next below (舍去), HalfUp
// to the nearest, from the middle upwards (四舍五入). For negative numbers up still
// means towards the greater number.
const (
	Up Mode = iota
	Down
	HalfUp
)

// Round brings r (分) to a multiple of unit (分; 100 = whole 元) by the mode that a
// pack declares. unit must be above 0; the error wraps ErrOverflow when the multiple
// does not fit.
func Round(r Ratio, unit Fen, mode Mode) (Fen, error) {
	if unit <= 0 {
		return 0, fmt.Errorf("取整单位应大于 0，现为 %d 分", int64(unit))
	}
	if mode > HalfUp {
		return 0, fmt.Errorf("未知的取整方式 %d：请用进位、舍去或者四舍五入", mode)
	}
	// floor(r/unit) = floor(floor(r)/unit); what lies above that multiple is
	// rest + frac with 0 <= rest < unit and 0 <= frac < 1.
	whole, frac := r.split()
	multiple, rest := floorDiv(whole, int64(unit))
	up := false
	switch mode {
	case Up:
		up = rest > 0 || frac > 0
	case HalfUp:
		double := 2 * uint64(rest)
		up = double >= uint64(unit) || double+1 == uint64(unit) && 2*frac >= r.den()
	}
	if up {
		multiple++ // fits: with unit 1 there is a rest only when r is not whole, and then r < MaxInt64
	}
	hi, lo := bits.Mul64(magnitude(multiple), uint64(unit))
	n, ok := signed(multiple < 0, lo)
	if hi != 0 || !ok {
		return 0, fmt.Errorf("%s 分按 %d 分取整：%w", r, int64(unit), ErrOverflow)
	}
	return Fen(n), nil
}
