package money

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// longestNumber bounds what is handed to exact parsing; every number that fits the
// types of this package is shorter.
const longestNumber = 64

// ParseRatio reads a multiple or a percentage in half-width digits: "10", "0.3",
// "30%", "3/7", each with an optional leading minus. The error wraps ErrOverflow when
// the reduced number does not fit.
func ParseRatio(s string) (Ratio, error) {
	text := strings.Trim(s, " \t\r\n")
	if text == "" {
		return Ratio{}, errors.New("没有填写倍数或者比例：例如 10、0.3、30% 或者 3/7")
	}
	plain, percent := strings.CutSuffix(text, "%")
	if !isNumber(plain) || percent && strings.Contains(plain, "/") {
		return Ratio{}, explainRatio(text)
	}
	var r Ratio
	var err error
	if percent {
		r, err = exact(plain, 1, 100)
	} else {
		r, err = exact(plain, 1, 1)
	}
	if err != nil {
		return Ratio{}, fmt.Errorf("%s：%w", quote(text), err)
	}
	return r, nil
}

// exact returns the number that s stands for (isNumber holds) times mul/div.
func exact(s string, mul, div int64) (Ratio, error) {
	if len(s) > longestNumber {
		return Ratio{}, ErrOverflow
	}
	// Read as decimals throughout: big.Rat takes a leading 0 in a fraction for octal.
	upper, lower, isFraction := strings.Cut(s, "/")
	v, _ := new(big.Rat).SetString(upper)
	v.Mul(v, big.NewRat(mul, div))
	if isFraction {
		d, _ := new(big.Rat).SetString(lower)
		if d.Sign() == 0 {
			return Ratio{}, errDivisionByZero
		}
		v.Quo(v, d)
	}
	r, ok := fromBig(v)
	if !ok {
		return Ratio{}, ErrOverflow
	}
	return r, nil
}

func fromBig(v *big.Rat) (Ratio, bool) {
	if !v.Num().IsInt64() || !v.Denom().IsInt64() {
		return Ratio{}, false
	}
	return Ratio{num: v.Num().Int64(), less: v.Denom().Int64() - 1}, true
}

func (a Ratio) big() *big.Rat { return big.NewRat(a.num, a.Den()) }

// isNumber accepts "12", "-0.3", "3/7".
func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	if num, den, ok := strings.Cut(s, "/"); ok {
		return isDigits(num) && isDigits(den)
	}
	whole, places, ok := strings.Cut(s, ".")
	return isDigits(whole) && (!ok || isDigits(places))
}

// isDigits tells whether s is one or more ASCII digits.
func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func jsonText(data []byte) (string, error) {
	text := string(data)
	switch {
	case text == "null":
		return "", errors.New("为空（null）：没有数额时请省略该字段")
	case strings.HasPrefix(text, `"`):
		if err := json.Unmarshal(data, &text); err != nil {
			return "", fmt.Errorf("不是合法的 JSON 字符串：%w", err)
		}
	}
	return text, nil
}

// quote shows what was typed, cut so that a message stays readable.
func quote(s string) string {
	const most = 40
	r := []rune(strings.ToValidUTF8(s, "\uFFFD"))
	if len(r) > most {
		return "“" + string(r[:most]) + "……”"
	}
	return "“" + string(r) + "”"
}
