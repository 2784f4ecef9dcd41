package facts

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cailiang/engine/money"
)

// Type is the kind of value that a fact has.
type Type uint8

// The types of facts.
const (
	Bool   Type = iota // 是/否
	Int                // 整数
	Money              // 金额（元）
	Number             // 小数，单位见 Unit
	Enum               // 选项之一
	Date               // 日期
)

var typeNames = map[string]Type{"bool": Bool, "int": Int, "money": Money, "number": Number, "enum": Enum, "date": Date}

// TypeNames lists the words that packs use for types.
func TypeNames() []string { return []string{"bool", "int", "money", "number", "enum", "date"} }

// ParseType reads the word that a pack uses for a type.
func ParseType(s string) (Type, bool) { t, ok := typeNames[s]; return t, ok }

// Numeric reports whether values are numbers on a line.
func (t Type) Numeric() bool { return t != Bool && t != Enum }

// Scale is how many stored units make one written unit: 100 分 for money, a million for decimals, 1 else.
func (t Type) Scale() int64 {
	switch t {
	case Money:
		return 100
	case Number:
		return 1_000_000
	}
	return 1
}

// String gives the Chinese word of the type.
func (t Type) String() string {
	return [...]string{"是/否", "整数", "金额", "数值", "选项", "日期"}[t]
}

// Limit bounds every stored number: 9×10^15 (90 万亿元 in 分), so that sums and VM floats stay exact.
const Limit = 9_000_000_000_000_000

// OpenWord is how a case writes a fact that has not been established.
const OpenWord = "未查明"

// UnprovableWord is how a case writes a fact that cannot be established any more: open, and marked.
const UnprovableWord = "无法查明"

// The words for money that does not exist or cannot be computed.
const (
	NoneWord         = "无"
	IncalculableWord = "无法计算"
)

// Presumption is what a pack takes for granted until somebody says otherwise (推定), with its reason.
type Presumption struct {
	Value Domain
	Why   string
}

// Entry is one fact that conditions may name.
type Entry struct {
	Name    string
	Type    Type
	Unit    string
	Of      string // party | act | case
	Absent  bool   // money that may be 无 or 无法计算
	Options []string
	Lo, Hi  int64    // bounds of numbers, both in; Hi 0 = Limit
	Worse   string   // more | less | true | false | "" ; for enums Order
	Order   []string // enum options from the mildest to the gravest
	Ask     string   // the question to the officer
	Presume *Presumption
	// Circumstance is the name in the general list that this fact also is (情节).
	Circumstance string
}

// Vocabulary is the ordered list of the facts that a plan may use.
type Vocabulary struct {
	entries []Entry
	index   map[string]int
}

// NewVocabulary makes a vocabulary; two entries of one name are an error.
func NewVocabulary(entries ...Entry) (*Vocabulary, error) {
	v := &Vocabulary{index: make(map[string]int, len(entries))}
	for _, e := range entries {
		if err := v.Add(e); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// Add appends an entry; a name that is there already is an error.
func (v *Vocabulary) Add(e Entry) error {
	if _, dup := v.index[e.Name]; dup {
		return fmt.Errorf("事实“%s”定义了两次", e.Name)
	}
	if e.Type == Enum && len(e.Options) > 64 {
		return fmt.Errorf("事实“%s”的选项超过 64 个", e.Name)
	}
	if v.index == nil {
		v.index = map[string]int{}
	}
	v.index[e.Name] = len(v.entries)
	v.entries = append(v.entries, e)
	return nil
}

// Len is the number of entries.
func (v *Vocabulary) Len() int { return len(v.entries) }

// Entry gives the entry of a slot; do not change it.
func (v *Vocabulary) Entry(slot int) *Entry { return &v.entries[slot] }

// Slot finds an entry by name.
func (v *Vocabulary) Slot(name string) (int, bool) { i, ok := v.index[name]; return i, ok }

// Names lists all names in order.
func (v *Vocabulary) Names() []string {
	out := make([]string, len(v.entries))
	for i := range v.entries {
		out[i] = v.entries[i].Name
	}
	return out
}

// Whole is the domain of all values that the entry allows.
func (e *Entry) Whole() Domain {
	switch e.Type {
	case Bool:
		return Either
	case Enum:
		if len(e.Options) == 64 {
			return Domain{Mask: ^uint64(0)}
		}
		return Domain{Mask: 1<<len(e.Options) - 1}
	}
	lo, hi := e.Bounds()
	m := HasAmount
	if e.Absent {
		m |= HasNone | HasIncalculable
	}
	return Domain{Lo: lo, Hi: hi, Mask: m}
}

// Bounds are the lowest and highest stored number of a numeric entry, both in.
func (e *Entry) Bounds() (lo, hi int64) {
	lo, hi = e.Lo, e.Hi
	if hi == 0 {
		hi = Limit
	}
	switch {
	case e.Type == Date && e.Lo == 0:
		lo, hi = -25567, 73048 // 1900-01-01 … 2169-12-30
	case e.Absent && lo < 1:
		lo = 1 // an amount that exists is more than nothing
	}
	return lo, hi
}

// ValueError tells what is wrong with a written value and what to write instead.
type ValueError struct{ Message, Remedy string }

// Error joins message and remedy.
func (e *ValueError) Error() string { return e.Message + "。改法：" + e.Remedy }

// Parse reads a value in the officers' words: 是/否/true/false, a number, 无, 无法计算, an option, a date, 未查明.
func (e *Entry) Parse(text string) (Domain, error) {
	text = strings.TrimSpace(text)
	if text == OpenWord || text == UnprovableWord {
		return e.Whole(), nil
	}
	switch e.Type {
	case Bool:
		switch text {
		case "true", "是":
			return Yes, nil
		case "false", "否":
			return No, nil
		}
		return Domain{}, &ValueError{fmt.Sprintf("“%s”应为 是 或 否，读到“%s”", e.Name, clip(text)), "写 true、false、是、否 或 未查明"}
	case Enum:
		if i := slices.Index(e.Options, text); i >= 0 {
			return Domain{Mask: 1 << i}, nil
		}
		return Domain{}, &ValueError{fmt.Sprintf("“%s”没有“%s”这个选项", e.Name, clip(text)), "从这些中选一个：" + strings.Join(e.Options, "、")}
	case Date:
		d, err := ParseDay(text)
		if err != nil {
			return Domain{}, err
		}
		return Amount(int64(d)), nil
	}
	if text == NoneWord || text == IncalculableWord {
		if !e.Absent {
			return Domain{}, &ValueError{fmt.Sprintf("“%s”不会是“%s”", e.Name, text), "写一个数；还没有查清的写 未查明"}
		}
		if text == NoneWord {
			return None, nil
		}
		return Incalculable, nil
	}
	n, err := e.number(text)
	if err != nil {
		return Domain{}, err
	}
	return Amount(n), nil
}

func (e *Entry) number(text string) (int64, error) {
	var n int64
	switch e.Type {
	case Money:
		f, err := money.ParseYuan(text)
		if err != nil {
			return 0, &ValueError{fmt.Sprintf("“%s”应为以元为单位的金额：%v", e.Name, err), "例如 3200 或 3200.50"}
		}
		n = int64(f)
	case Int:
		v, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, &ValueError{fmt.Sprintf("“%s”应为整数，读到“%s”", e.Name, clip(text)), "写阿拉伯数字，例如 3" + unitHint(e.Unit)}
		}
		n = v
	default:
		v, err := decimal(text)
		if err != nil {
			return 0, &ValueError{fmt.Sprintf("“%s”应为数值，读到“%s”", e.Name, clip(text)), "写阿拉伯数字，小数最多六位，例如 0.5" + unitHint(e.Unit)}
		}
		n = v
	}
	if e.Absent && n == 0 {
		return 0, &ValueError{fmt.Sprintf("“%s”写成了 0", e.Name), "没有的写 无，算不出的写 无法计算，还没有查清的写 未查明"}
	}
	if n < 0 && e.Lo >= 0 {
		return 0, &ValueError{fmt.Sprintf("“%s”不能是负数（读到 %s）", e.Name, clip(text)), "写不小于 0 的数"}
	}
	lo, hi := e.Bounds()
	if n < lo || n > hi {
		return 0, &ValueError{fmt.Sprintf("“%s”超出允许的范围（读到 %s）", e.Name, clip(text)), fmt.Sprintf("写 %s 到 %s 之间的数", e.plain(lo), e.plain(hi))}
	}
	return n, nil
}

func unitHint(u string) string {
	if u == "" {
		return ""
	}
	return "（单位：" + u + "，数后不写单位）"
}

func clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// decimal reads a decimal with at most six places into millionths.
func decimal(s string) (int64, error) {
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	whole, frac, dot := strings.Cut(s, ".")
	if whole == "" || (dot && frac == "") || len(frac) > 6 {
		return 0, errors.New("not a decimal")
	}
	for _, c := range whole + frac {
		if c < '0' || c > '9' {
			return 0, errors.New("not a decimal")
		}
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", 6-len(frac)), 10, 64)
	if neg {
		n = -n
	}
	return n, err
}

// Day is a calendar day, counted from 1970-01-01.
type Day int64

// ParseDay reads 2026-03-01; anything else is an error with its remedy.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return 0, &ValueError{fmt.Sprintf("“%s”不是日期", clip(s)), "写成 2026-03-01 的样子，并且确有这一天"}
	}
	return Day(t.Unix() / 86400), nil
}

// String gives 2026-03-01.
func (d Day) String() string { return time.Unix(int64(d)*86400, 0).UTC().Format("2006-01-02") }

// plain writes a stored number without grouping, as a JSON answer or an `if` writes it.
func (e *Entry) plain(n int64) string {
	switch e.Type {
	case Money:
		if n%100 == 0 {
			return strconv.FormatInt(n/100, 10)
		}
		return money.Fen(n).String()
	case Number:
		return trimDecimal(n)
	case Date:
		return Day(n).String()
	}
	return strconv.FormatInt(n, 10)
}

func trimDecimal(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := strings.TrimRight(fmt.Sprintf("%d.%06d", n/1_000_000, n%1_000_000), "0")
	return sign + strings.TrimSuffix(s, ".")
}

// Words writes a domain for people: 3,200.00 元 · 是 · 无 · 大于等于 10,000 元且小于 100,000 元 · 未查明.
func (e *Entry) Words(d Domain) string {
	if d == e.Whole() && !d.Known() {
		return OpenWord
	}
	switch e.Type {
	case Bool:
		switch d.Mask {
		case CanTrue:
			return "是"
		case CanFalse:
			return "否"
		}
		return OpenWord
	case Enum:
		return strings.Join(e.options(d), "或者")
	}
	var parts []string
	if d.Mask&HasAmount != 0 {
		parts = append(parts, e.intervalWords(d))
	}
	if d.Mask&HasNone != 0 {
		parts = append(parts, NoneWord)
	}
	if d.Mask&HasIncalculable != 0 {
		parts = append(parts, IncalculableWord)
	}
	return strings.Join(parts, "或者")
}

func (e *Entry) options(d Domain) []string {
	var out []string
	for i, o := range e.Options {
		if d.Mask&(1<<i) != 0 {
			out = append(out, o)
		}
	}
	return out
}

func (e *Entry) unit() string {
	if e.Type == Money {
		return " 元"
	}
	if e.Unit != "" {
		return " " + e.Unit
	}
	return ""
}

func (e *Entry) grouped(n int64) string {
	if e.Type == Money {
		return money.Fen(n).Grouped()
	}
	return e.plain(n)
}

func (e *Entry) intervalWords(d Domain) string {
	if d.Lo == d.Hi {
		return e.grouped(d.Lo) + e.unit()
	}
	lo, hi := e.Bounds()
	l, lOpen, h, hOpen := e.ends(d)
	var parts []string
	if d.Lo > lo {
		parts = append(parts, pick(lOpen, "大于 ", "不少于 ")+e.grouped(l)+e.unit())
	}
	if d.Hi < hi {
		parts = append(parts, pick(hOpen, "不足 ", "不超过 ")+e.grouped(h)+e.unit())
	}
	if len(parts) == 0 {
		return "有数额"
	}
	return strings.Join(parts, "、")
}

func pick(c bool, a, b string) string {
	if c {
		return a
	}
	return b
}

// ends turns stored closed ends into the thresholds people write: 999,999 分 is “below 10,000 元”.
func (e *Entry) ends(d Domain) (lo int64, loOpen bool, hi int64, hiOpen bool) {
	lo, hi = d.Lo, d.Hi
	s := e.Type.Scale()
	if s > 1 {
		if (lo-1)%s == 0 {
			lo, loOpen = lo-1, true
		}
		if (hi+1)%s == 0 {
			hi, hiOpen = hi+1, true
		}
	}
	return lo, loOpen, hi, hiOpen
}

// Plain writes a domain as the value of an `if` (design: value | [values] | "[10000, 100000)" | "无").
func (e *Entry) Plain(d Domain) any {
	switch e.Type {
	case Bool:
		return d.Mask == CanTrue
	case Enum:
		o := e.options(d)
		if len(o) == 1 {
			return o[0]
		}
		return o
	}
	var parts []string
	if d.Mask&HasAmount != 0 {
		parts = append(parts, e.interval(d))
	}
	if d.Mask&HasNone != 0 {
		parts = append(parts, NoneWord)
	}
	if d.Mask&HasIncalculable != 0 {
		parts = append(parts, IncalculableWord)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return parts
}

func (e *Entry) interval(d Domain) string {
	if d.Lo == d.Hi {
		if e.Type == Money {
			return money.Fen(d.Lo).String()
		}
		return e.plain(d.Lo)
	}
	lo, loOpen, hi, hiOpen := e.ends(d)
	_, top := e.Bounds()
	h := e.plain(hi) + pick(hiOpen, ")", "]")
	if d.Hi >= top {
		h = "∞)"
	}
	return pick(loOpen, "(", "[") + e.plain(lo) + ", " + h
}
