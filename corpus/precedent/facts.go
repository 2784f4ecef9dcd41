package precedent

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cailiang/engine/money"
)

// Facts are the published facts of a case by name. Amounts in yuan end in _元, other units
// in _天, _百分比 and so on; 数量 has its unit in 数量单位. A missing name means not published, never no.
type Facts map[string]Value

// Value is a fact: a number, yes or no, or words.
type Value struct {
	Kind   ValueKind
	Number money.Ratio
	Yes    bool
	Words  string
}

// ValueKind says which field of a Value counts.
type ValueKind uint8

// Words, Number and YesNo are the kinds of facts.
const (
	Words ValueKind = iota
	Number
	YesNo
)

// longestWords is the number of bytes beyond which words are no fact.
const longestWords = 4096

// UnmarshalJSON reads true, false, a number, or words; a number in quotation marks stays words.
func (v *Value) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	switch {
	case len(data) == 0:
		return errors.New("没有值")
	case string(data) == "true" || string(data) == "false":
		*v = Value{Kind: YesNo, Yes: data[0] == 't'}
		return nil
	case data[0] == '"':
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*v = Value{Kind: Words, Words: s}
		return nil
	case data[0] == '-' || data[0] >= '0' && data[0] <= '9':
		n, err := money.ParseRatio(string(data))
		if err != nil {
			return err
		}
		*v = Value{Kind: Number, Number: n}
		return nil
	}
	return fmt.Errorf("只能是数、是或者否、文字，不能是 %.20s", data)
}

// MarshalJSON writes the value as it is read.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.Kind {
	case YesNo:
		return json.Marshal(v.Yes)
	case Number:
		if v.Number.IsInt() || !strings.Contains(v.Number.String(), "/") {
			return []byte(v.Number.String()), nil
		}
		return json.Marshal(v.Number.String())
	}
	return json.Marshal(v.Words)
}

// UnmarshalJSON reads an object; null values are facts that were not published and are left out.
func (f *Facts) UnmarshalJSON(data []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return errors.New("应当是 {\"名称\": 值} 的形式")
	}
	*f = Facts{}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		if string(bytes.TrimSpace(raw[name])) == "null" {
			continue
		}
		var v Value
		if err := v.UnmarshalJSON(raw[name]); err != nil {
			return fmt.Errorf("“%s”：%w", cut(name), err)
		}
		if err := v.fits(name); err != nil {
			return err
		}
		(*f)[name] = v
	}
	return nil
}

// fits refuses an amount that is no sum of money, and words without end.
func (v Value) fits(name string) error {
	if v.Kind == Words && len(v.Words) > longestWords {
		return fmt.Errorf("“%s”有 %d 个字节：事实请写成短语", cut(name), len(v.Words))
	}
	if strings.HasSuffix(name, "_元") && v.Kind == Number {
		if _, err := money.ParseYuan(v.Number.String()); err != nil {
			return fmt.Errorf("“%s”：%w", cut(name), err)
		}
	}
	return nil
}

// Money gives the amount of a fact in 分: f.Money("货值金额") reads 货值金额_元.
func (f Facts) Money(name string) (money.Fen, bool) {
	v, ok := f[name+"_元"]
	if !ok || v.Kind != Number {
		return 0, false
	}
	amount, err := money.ParseYuan(v.Number.String())
	return amount, err == nil
}

// SetMoney puts in an amount: f.SetMoney("货值金额", 32000000) writes 货值金额_元.
func (f Facts) SetMoney(name string, amount money.Fen) {
	yuan, err := amount.Ratio().Div(money.Int(100))
	if err == nil { // dividing 分 by a hundred cannot overflow
		f[name+"_元"] = Value{Kind: Number, Number: yuan}
	}
}

// SetYesNo puts in a fact that is so or is not: f.SetYesNo("首次违法", true).
func (f Facts) SetYesNo(name string, yes bool) { f[name] = Value{Kind: YesNo, Yes: yes} }

// String lists the facts for people, in order of their names.
func (f Facts) String() string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if base, isUnit := strings.CutSuffix(name, "单位"); isUnit && f[base].Kind == Number {
			continue // said with the number
		}
		out = append(out, f.say(name))
	}
	return strings.Join(out, "；")
}

// say writes one fact: 货值金额44,120元, 首次违法：是.
func (f Facts) say(name string) string {
	v, base, unit := f[name], baseName(name), ""
	if _, after, ok := strings.Cut(name, "_"); ok {
		unit = after
	}
	switch {
	case v.Kind == YesNo && v.Yes:
		return base + "：是"
	case v.Kind == YesNo:
		return base + "：否"
	case v.Kind == Number && unit == "元":
		if amount, ok := f.Money(base); ok {
			return base + amount.Grouped() + "元"
		}
	case v.Kind == Number && unit == "百分比":
		return base + v.Number.String() + "%"
	case v.Kind == Number:
		return base + v.Number.String() + unit + f[name+"单位"].Words
	}
	return base + "：" + v.Words
}

func cut(s string) string {
	const most = 40
	if r := []rune(strings.ToValidUTF8(s, "\uFFFD")); len(r) > most {
		return string(r[:most]) + "……"
	}
	return s
}
