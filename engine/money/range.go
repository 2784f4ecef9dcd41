package money

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Range is a set of amounts in 分 between two exact ends (幅度). The zero value is the
// single amount 0. NoMin and NoMax: the law gives no such end; the field Min or Max and
// its Open mark then mean nothing. Ends are compared as they are, never rounded.
//
// 以上、以下、以内 make an end that is in, 不满、不足、超过 one that is out
// (民法典第一千二百五十九条), unless a pack declares otherwise.
type Range struct {
	Min, Max         Ratio
	MinOpen, MaxOpen bool
	NoMin, NoMax     bool
}

var errNeedsBothEnds = errors.New("幅度没有下限或者没有上限，不能按比例划分")

// nothing is the empty range that operations return.
var nothing = Range{MinOpen: true, MaxOpen: true}

// Between returns the range from min to max (分), both ends in.
func Between(min, max Ratio) Range { return Range{Min: min, Max: max} }

// Empty tells whether no amount at all, rounded or not, lies in the range.
func (r Range) Empty() bool {
	if r.NoMin || r.NoMax {
		return false
	}
	c := r.Min.Cmp(r.Max)
	return c > 0 || c == 0 && (r.MinOpen || r.MaxOpen)
}

// IsPoint tells whether exactly one amount lies in the range.
func (r Range) IsPoint() bool {
	return !r.NoMin && !r.NoMax && !r.MinOpen && !r.MaxOpen && r.Min == r.Max
}

// Contains tells whether the amount f lies in the range, by its exact ends.
func (r Range) Contains(f Fen) bool { return r.ContainsRatio(f.Ratio()) }

// ContainsRatio tells whether v (分) lies in the range, by its exact ends.
func (r Range) ContainsRatio(v Ratio) bool {
	if !r.NoMin {
		if c := v.Cmp(r.Min); c < 0 || c == 0 && r.MinOpen {
			return false
		}
	}
	if !r.NoMax {
		if c := v.Cmp(r.Max); c > 0 || c == 0 && r.MaxOpen {
			return false
		}
	}
	return true
}

// cmpLow orders the lower ends of r and o: -1 when r begins further down.
func (r Range) cmpLow(o Range) int {
	switch {
	case r.NoMin && o.NoMin:
		return 0
	case r.NoMin:
		return -1
	case o.NoMin:
		return 1
	}
	if c := r.Min.Cmp(o.Min); c != 0 {
		return c
	}
	return ordOpen(r.MinOpen) - ordOpen(o.MinOpen)
}

// cmpHigh orders the upper ends of r and o: -1 when r stops further down.
func (r Range) cmpHigh(o Range) int {
	switch {
	case r.NoMax && o.NoMax:
		return 0
	case r.NoMax:
		return 1
	case o.NoMax:
		return -1
	}
	if c := r.Max.Cmp(o.Max); c != 0 {
		return c
	}
	return ordOpen(o.MaxOpen) - ordOpen(r.MaxOpen)
}

func ordOpen(open bool) int {
	if open {
		return 1
	}
	return 0
}

// Within tells whether every amount of r lies in outer. An empty range lies in every range.
func (r Range) Within(outer Range) bool {
	if r.Empty() {
		return true
	}
	return !outer.Empty() && r.cmpLow(outer) >= 0 && r.cmpHigh(outer) <= 0
}

// Equal tells whether r and o hold the same amounts; all empty ranges are equal.
func (r Range) Equal(o Range) bool {
	if r.Empty() || o.Empty() {
		return r.Empty() == o.Empty()
	}
	return r.cmpLow(o) == 0 && r.cmpHigh(o) == 0
}

func (r Range) withLow(o Range) Range {
	r.Min, r.MinOpen, r.NoMin = o.Min, o.MinOpen, o.NoMin
	return r
}

func (r Range) withHigh(o Range) Range {
	r.Max, r.MaxOpen, r.NoMax = o.Max, o.MaxOpen, o.NoMax
	return r
}

// Intersect returns the amounts that lie in both ranges.
func (r Range) Intersect(o Range) Range {
	if r.cmpLow(o) < 0 {
		r = r.withLow(o)
	}
	if r.cmpHigh(o) > 0 {
		r = r.withHigh(o)
	}
	return r.tidy()
}

// Hull returns the least range without a hole that holds both; an empty range adds nothing.
func (r Range) Hull(o Range) Range {
	if r.Empty() {
		return o.tidy()
	}
	if o.Empty() {
		return r.tidy()
	}
	if r.cmpLow(o) > 0 {
		r = r.withLow(o)
	}
	if r.cmpHigh(o) < 0 {
		r = r.withHigh(o)
	}
	return r.tidy()
}

// tidy clears what means nothing, so that equal sets look alike.
func (r Range) tidy() Range {
	if r.Empty() {
		return nothing
	}
	if r.NoMin {
		r.Min, r.MinOpen = Ratio{}, false
	}
	if r.NoMax {
		r.Max, r.MaxOpen = Ratio{}, false
	}
	return r
}

// Clamp applies a ceiling for the total (最高不超过): each amount above cap (分) becomes
// cap. The upper end is lowered to cap, which is in, where it is above or where the law
// gives none; a range that lies above cap as a whole becomes cap alone.
func (r Range) Clamp(cap Fen) Range {
	if r.Empty() {
		return nothing
	}
	top := cap.Ratio()
	if !r.NoMax && r.Max.Cmp(top) <= 0 {
		return r.tidy()
	}
	r.Max, r.MaxOpen, r.NoMax = top, false, false
	if !r.NoMin && r.Min.Cmp(top) >= 0 {
		r.Min, r.MinOpen = top, false
	}
	return r.tidy()
}

// Cut returns the part of r between two shares of its width: Min + from × (Max - Min)
// to Min + to × (Max - Min), with the ends open as said. Shares below 0 or above 1
// reach beyond r. Where a share meets an end of r that is out, the end stays out, since
// a part never holds what the whole does not.
//
// Errors: r without both ends, r empty, from above to, and ErrOverflow when an exact
// end does not fit.
func (r Range) Cut(from, to Ratio, minOpen, maxOpen bool) (Range, error) {
	switch {
	case r.NoMin || r.NoMax:
		return Range{}, errNeedsBothEnds
	case r.Empty():
		return Range{}, errors.New("幅度为空，不能按比例划分")
	case from.Cmp(to) > 0:
		return Range{}, fmt.Errorf("划分幅度的起点比例 %s 大于终点比例 %s", from, to)
	}
	low, okLow := r.at(from)
	high, okHigh := r.at(to)
	if !okLow || !okHigh {
		return Range{}, fmt.Errorf("幅度 %s 取 %s 至 %s：%w", r, from, to, ErrOverflow)
	}
	part := Range{Min: low, Max: high, MinOpen: minOpen, MaxOpen: maxOpen}
	part.MinOpen = part.MinOpen || r.isOut(from)
	part.MaxOpen = part.MaxOpen || r.isOut(to)
	return part, nil
}

// isOut tells whether a share is an end of r that is out.
func (r Range) isOut(share Ratio) bool {
	return r.MinOpen && share == Ratio{} || r.MaxOpen && share == Int(1)
}

// at returns Min + share × (Max - Min); false only when that does not fit.
func (r Range) at(share Ratio) (Ratio, bool) {
	switch share {
	case Ratio{}:
		return r.Min, true
	case Int(1):
		return r.Max, true
	}
	if width, ok := sum(r.Max, r.Min.num > 0, magnitude(r.Min.num), r.Min.den()); ok {
		if part, ok := product(width, share.num < 0, magnitude(share.num), share.den()); ok {
			if v, ok := sum(r.Min, part.num < 0, magnitude(part.num), part.den()); ok {
				return v, true
			}
		}
	}
	return r.atBig(share)
}

// atBig is the way out when a step of at was too large although the end may fit.
func (r Range) atBig(share Ratio) (Ratio, bool) {
	low := r.Min.big()
	v := new(big.Rat).Sub(r.Max.big(), low)
	v.Mul(v, share.big())
	return fromBig(v.Add(v, low))
}

// Scale multiplies the ends by a factor: a multiple, a percentage, a number of units.
// The factor must not be negative. Times 0 makes the single amount 0 of every range
// that is not empty. The error wraps ErrOverflow when an exact end does not fit.
func (r Range) Scale(by Ratio) (Range, error) {
	switch {
	case by.num < 0:
		return Range{}, fmt.Errorf("幅度不能乘以负数 %s", by)
	case r.Empty():
		return nothing, nil
	case by.num == 0:
		return Range{}, nil
	}
	r = r.tidy() // ends that are not there are 0 and cannot overflow
	low, okLow := product(r.Min, false, magnitude(by.num), by.den())
	high, okHigh := product(r.Max, false, magnitude(by.num), by.den())
	if !okLow || !okHigh {
		return Range{}, fmt.Errorf("幅度 %s 乘以 %s：%w", r, by, ErrOverflow)
	}
	r.Min, r.Max = low, high
	return r, nil
}

// Ends are the ends of a range as printed, in whole 分; nil: the law gives no such end.
type Ends struct {
	Min, Max         *Fen
	MinOpen, MaxOpen bool
}

// Printed rounds the exact ends inward to whole 分; an end that moved is in, one that
// did not keeps its mark. The error says that no whole 分 lies in the range, so that
// nothing printed could be imposed.
func (r Range) Printed() (Ends, error) {
	low, high := Fen(r.Min.Ceil()), Fen(r.Max.Floor())
	e := Ends{MinOpen: !r.NoMin && r.MinOpen && r.Min.IsInt(), MaxOpen: !r.NoMax && r.MaxOpen && r.Max.IsInt()}
	if !r.NoMin {
		e.Min = &low
	}
	if !r.NoMax {
		e.Max = &high
	}
	if e.Min != nil && e.Max != nil && !holdsFen(e) {
		return Ends{}, fmt.Errorf("幅度 %s 元内没有精确到分的金额：请核对上下限，或者由规则声明取整方式", r)
	}
	return e, nil
}

// holdsFen tells whether a whole 分 lies between two ends that are there.
func holdsFen(e Ends) bool {
	if *e.Min > *e.Max {
		return false
	}
	need := uint64(ordOpen(e.MinOpen) + ordOpen(e.MaxOpen))
	return uint64(*e.Max)-uint64(*e.Min) >= need
}

// emptyText is how a range without any amount is written.
const emptyText = "∅"

// String writes the range in 元 with exact ends: "[10000, 22000]", "(0, 10000)",
// "[10000, ∞)", "(-∞, 100]", "[100/3, 200]", and "∅" for an empty range.
func (r Range) String() string {
	if r.Empty() {
		return emptyText
	}
	b := make([]byte, 0, 64)
	switch {
	case r.NoMin:
		b = append(b, "(-∞"...)
	case r.MinOpen:
		b = r.Min.appendYuan(append(b, '('))
	default:
		b = r.Min.appendYuan(append(b, '['))
	}
	b = append(b, ", "...)
	switch {
	case r.NoMax:
		return string(append(b, "∞)"...))
	case r.MaxOpen:
		b = append(r.Max.appendYuan(b), ')')
	default:
		b = append(r.Max.appendYuan(b), ']')
	}
	return string(b)
}

// appendYuan writes a, which is in 分, in 元. The denominator in 元 may outgrow int64,
// and String cannot fail, so that rare case is written by math/big.
func (a Ratio) appendYuan(b []byte) []byte {
	if v, ok := product(a, false, 1, fenPerYuan); ok {
		return v.appendText(b)
	}
	v := a.big()
	return append(b, v.Quo(v, big.NewRat(fenPerYuan, 1)).String()...)
}

// ParseRange reads a range in 元 as String writes it; "∞" or "+∞" above and "-∞" below
// stand for an end that the law does not give. Full-width brackets and commas are taken
// as half-width ones. A range that would hold nothing is refused, except "∅".
func ParseRange(s string) (Range, error) {
	text := strings.Trim(strings.NewReplacer("（", "(", "）", ")", "［", "[", "］", "]", "【", "[", "】", "]", "，", ",").Replace(s), " \t\r\n")
	if text == emptyText {
		return nothing, nil
	}
	if len(text) < 2 || !strings.ContainsRune("[(", rune(text[0])) || !strings.ContainsRune("])", rune(text[len(text)-1])) {
		return Range{}, fmt.Errorf("幅度 %s 无法识别：请写成 [10000, 22000]、(0, 10000) 或者 [10000, ∞)，方括号含本数，圆括号不含本数，单位是元", quote(s))
	}
	ends := strings.Split(text[1:len(text)-1], ",")
	if len(ends) != 2 {
		return Range{}, fmt.Errorf("幅度 %s 应当有用一个逗号隔开的两端：请写成 [10000, 22000]，数字中不写千位逗号", quote(s))
	}
	low, high := strings.Trim(ends[0], " \t\r\n"), strings.Trim(ends[1], " \t\r\n")
	r := Range{MinOpen: text[0] == '(', MaxOpen: text[len(text)-1] == ')'}
	var err error
	if low == "-∞" {
		r.NoMin = true
	} else if r.Min, err = parseEnd(low); err != nil {
		return Range{}, fmt.Errorf("幅度 %s 的下限：%w", quote(s), err)
	}
	if high == "∞" || high == "+∞" {
		r.NoMax = true
	} else if r.Max, err = parseEnd(high); err != nil {
		return Range{}, fmt.Errorf("幅度 %s 的上限：%w", quote(s), err)
	}
	if r.NoMin && !r.MinOpen || r.NoMax && !r.MaxOpen {
		return Range{}, fmt.Errorf("幅度 %s 没有限度的一端应当用圆括号：请写成 [10000, ∞)", quote(s))
	}
	if r.Empty() {
		return Range{}, fmt.Errorf("幅度 %s 内没有任何金额：请核对上下限的大小和括号", quote(s))
	}
	return r.tidy(), nil
}

// parseEnd reads an end in 元 and returns it in 分.
func parseEnd(s string) (Ratio, error) {
	if s == "" {
		return Ratio{}, errors.New("没有填写：没有限度的请写 ∞")
	}
	if !isNumber(s) {
		return Ratio{}, explainYuan(s)
	}
	return exact(s, fenPerYuan, 1)
}
