package statute

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxNumeral is the greatest number that Numeral reads and ChineseNumeral writes in
// Chinese; no statute has as many articles.
const MaxNumeral = 99999

const chineseDigits = "零一二三四五六七八九"

// sameNumeral brings the ways to write one numeral together before it is read.
var sameNumeral = strings.NewReplacer("〇", "零", "○", "零", "両", "二", "两", "二")

// Numeral reads a number from 1 to 99999 in Chinese (一百二十四, 两百, 一百〇五), digit by
// digit (二〇二一), or in half- or full-width digits (124, １２４). What is not written by
// the rules, such as 一百五 (150 or 105?), is refused with what to write instead.
func Numeral(s string) (int, error) {
	text := strings.TrimSpace(halfWidth(s))
	if text == "" {
		return 0, fmt.Errorf("没有填写数字：请写成 124 或者一百二十四")
	}
	n, ok := readNumeral(text)
	switch {
	case !ok:
		return 0, fmt.Errorf("数字 %s 无法识别：请写成 124 或者一百二十四", quote(s))
	case n > MaxNumeral:
		return 0, fmt.Errorf("数字 %s 过大：最大为 %d", quote(s), MaxNumeral)
	case n == 0:
		return 0, fmt.Errorf("数字 %s 为零：编号从一起算", quote(s))
	case !isASCIIDigits(text) && !isSpelled(text, n):
		return 0, fmt.Errorf("数字 %s 的写法不规范：如指 %d，请写成%s或者 %d", quote(s), n, ChineseNumeral(n), n)
	}
	return n, nil
}

// readNumeral reads leniently; isSpelled then judges the spelling.
func readNumeral(text string) (int, bool) {
	if isASCIIDigits(text) {
		return readASCII(text), true
	}
	text = sameNumeral.Replace(text)
	if digits, ok := digitByDigit(text); ok {
		return readASCII(digits), true
	}
	total, section, digit := 0, 0, 0
	for _, r := range text {
		unit := 0
		switch r {
		case '十':
			unit = 10
		case '百':
			unit = 100
		case '千':
			unit = 1000
		case '万':
			total, section, digit = (section+digit)*10000, 0, 0
			if total == 0 || total > MaxNumeral {
				return total, total > MaxNumeral
			}
			continue
		default:
			d := digitOf(r)
			if d < 0 {
				return 0, false
			}
			digit = d
			continue
		}
		section += max(digit, 1) * unit
		digit = 0
		if section > MaxNumeral {
			return section, true
		}
	}
	return total + section + digit, true
}

// digitOf returns 0 to 9 for a Chinese digit, else -1.
func digitOf(r rune) int {
	if i := strings.IndexRune(chineseDigits, r); i >= 0 {
		return i / utf8.RuneLen('零')
	}
	return -1
}

// digitByDigit turns 二零二一 into "2021"; it needs two digits or more.
func digitByDigit(text string) (string, bool) {
	var b []byte
	for _, r := range text {
		d := digitOf(r)
		if d < 0 {
			return "", false
		}
		b = append(b, byte('0'+d))
	}
	return string(b), len(b) >= 2
}

// readASCII reads digits; what is above MaxNumeral only stays above it.
func readASCII(digits string) int {
	n := 0
	for i := range len(digits) {
		n = min(n*10+int(digits[i]-'0'), MaxNumeral+1)
	}
	return n
}

// isSpelled tells whether text is one of the accepted spellings of n in Chinese.
func isSpelled(text string, n int) bool {
	text = sameNumeral.Replace(text)
	if digits, ok := digitByDigit(text); ok {
		return digits[0] != '0'
	}
	proper := ChineseNumeral(n)
	loose := func(s string) string {
		for _, before := range []string{"百", "千", "万", "零"} {
			s = strings.ReplaceAll(s, before+"一十", before+"十")
		}
		if rest, ok := strings.CutPrefix(s, "一十"); ok {
			return "十" + rest
		}
		return s
	}
	return loose(text) == loose(proper)
}

// ChineseNumeral writes n, from 1 to 99999, as statutes do: 十, 十五, 一百零五, 一百一十,
// 一千二百六十. A number outside of these comes back in Arabic digits.
func ChineseNumeral(n int) string {
	if n < 1 || n > MaxNumeral {
		return strconv.Itoa(n)
	}
	if n >= 10 && n < 20 {
		return strings.TrimPrefix(spell(n), "一")
	}
	return spell(n)
}

func spell(n int) string {
	var b strings.Builder
	gap := false // zeros were passed over since the last digit written
	for _, u := range []struct {
		size int
		word string
	}{{10000, "万"}, {1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / u.size % 10
		if d == 0 {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteString("零")
			gap = false
		}
		b.WriteString(chineseDigits[d*3 : d*3+3])
		b.WriteString(u.word)
	}
	return b.String()
}
