package clause

import (
	"encoding/json"
	"fmt"

	"cailiang/engine/money"
)

// penaltyJSON is the form of design section 9: amounts are strings, periods are integers.
type penaltyJSON struct {
	Kind     string     `json:"kind"`
	Min      any        `json:"min,omitempty"`
	Max      any        `json:"max,omitempty"`
	Base     string     `json:"base,omitempty"`
	MinOpen  bool       `json:"min_open,omitempty"`
	MaxOpen  bool       `json:"max_open,omitempty"`
	Modality string     `json:"modality"`
	Choice   string     `json:"choice,omitempty"`
	Per      string     `json:"per,omitempty"`
	Cap      *money.Fen `json:"cap,omitempty"`
	Floor    *money.Fen `json:"floor,omitempty"`
	DeemMin  *money.Fen `json:"deem_base_min,omitempty"`
	Detail   string     `json:"detail,omitempty"`
	Slips    []string   `json:"slips,omitempty"`
	At       *Span      `json:"at,omitempty"`
}

// fineJSON keeps min and max of a fine, null included: no bound is a statement of the law.
type fineJSON struct {
	Kind string `json:"kind"`
	Min  any    `json:"min"`
	Max  any    `json:"max"`
	penaltyJSON
}

func isPeriod(base string) bool { return base == "日" || base == "月" || base == "年" }

// bound gives an end as JSON has it: "50000.00", "0.1", or 15 for a period.
func bound(v *money.Ratio, base string) (any, error) {
	switch {
	case v == nil:
		return nil, nil
	case isPeriod(base) && v.IsInt():
		return v.Num(), nil
	case base != Yuan:
		return v.String(), nil
	}
	f, err := fen(*v)
	if err != nil {
		return nil, err
	}
	return f.String(), nil
}

// fen turns 元 into 分; the error says that it is no whole number of 分.
func fen(yuan money.Ratio) (money.Fen, error) {
	v, err := yuan.Mul(money.Int(100))
	if err != nil {
		return 0, err
	}
	if !v.IsInt() {
		return 0, fmt.Errorf("%s 元不是整分", yuan)
	}
	return money.Fen(v.Num()), nil
}

// MarshalJSON writes the form of design section 9.
func (p Penalty) MarshalJSON() ([]byte, error) {
	min, err := bound(p.Min, p.Base)
	if err != nil {
		return nil, err
	}
	max, err := bound(p.Max, p.Base)
	if err != nil {
		return nil, err
	}
	j := penaltyJSON{Kind: p.Kind, Min: min, Max: max, Base: p.Base, MinOpen: p.MinOpen, MaxOpen: p.MaxOpen, Modality: p.Modality, Choice: p.Choice,
		Per: p.Per, Cap: p.Cap, Floor: p.Floor, DeemMin: p.DeemMin, Detail: p.Detail, Slips: p.Slips}
	if p.At != (Span{}) {
		j.At = &p.At
	}
	if p.Kind == Fine {
		return json.Marshal(fineJSON{Kind: p.Kind, Min: min, Max: max, penaltyJSON: j})
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes, and the same with keys left out.
func (p *Penalty) UnmarshalJSON(data []byte) error {
	var j penaltyJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*p = Penalty{Kind: j.Kind, Base: j.Base, MinOpen: j.MinOpen, MaxOpen: j.MaxOpen, Modality: j.Modality, Choice: j.Choice, Per: j.Per, Cap: j.Cap, Floor: j.Floor,
		DeemMin: j.DeemMin, Detail: j.Detail, Slips: j.Slips}
	if j.At != nil {
		p.At = *j.At
	}
	var err error
	if p.Min, err = parseBound(j.Min, j.Base); err != nil {
		return err
	}
	p.Max, err = parseBound(j.Max, j.Base)
	return err
}

func parseBound(v any, base string) (*money.Ratio, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case float64:
		if v != float64(int64(v)) {
			return nil, fmt.Errorf("期限 %v 不是整数：请写成整数", v)
		}
		r := money.Int(int64(v))
		return &r, nil
	case string:
		if base == Yuan {
			f, err := money.ParseYuan(v)
			if err != nil {
				return nil, err
			}
			r, err := money.NewRatio(int64(f), 100)
			return &r, err
		}
		r, err := money.ParseRatio(v)
		return &r, err
	}
	return nil, fmt.Errorf("数额 %v 无法识别：请写成字符串，例如 \"50000.00\"", v)
}
