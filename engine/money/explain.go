package money

import (
	"fmt"
	"strings"
)

// chineseUnits are the words that people put behind a number instead of zeros.
var chineseUnits = []struct {
	word  string
	times int64
}{{"万亿", 1_000_000_000_000}, {"千万", 10_000_000}, {"百万", 1_000_000}, {"亿", 100_000_000}, {"万", 10_000}, {"千", 1000}, {"百", 100}}

// explainYuan says why text is no amount in 元 and what to write instead.
func explainYuan(text string) error {
	text = strings.ToValidUTF8(text, "\uFFFD")
	q := quote(text)
	half := toHalfWidth(text)
	bare := strings.TrimRight(strings.TrimSuffix(half, "元"), " ")
	lower := strings.ToLower(half)
	switch {
	case half != text:
		if _, err := ParseYuan(half); err == nil {
			return fmt.Errorf("金额 %s 含全角字符：请改用半角，写成 %s", q, half)
		}
		return fmt.Errorf("金额 %s 含全角字符：请改用半角数字，例如 50000", q)
	case isOneOf(strings.Trim(lower, "+-"), "nan", "inf", "infinity", "∞"):
		return fmt.Errorf("金额 %s 不是数：请填写具体金额，查不清的填“未查明”", q)
	case scaled(bare) != "":
		return fmt.Errorf("金额 %s 带有数量单位：请写成 %s", q, scaled(bare))
	case strings.ContainsAny(text, "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬"):
		return fmt.Errorf("金额 %s 使用了中文数字：请以元为单位写成阿拉伯数字，例如五万元写成 50000", q)
	case bare != half:
		return fmt.Errorf("金额 %s 带有“元”字：请只写数字", q)
	case strings.ContainsAny(text, "¥￥$") || strings.HasPrefix(lower, "rmb") || strings.HasPrefix(lower, "cny"):
		return fmt.Errorf("金额 %s 带有货币符号：请只写数字，单位是元", q)
	case looksScientific(lower):
		return fmt.Errorf("金额 %s 使用了科学计数法：请把各位数字写全，例如 1e5 写成 100000", q)
	case strings.ContainsAny(text, " \t\u00a0"):
		return fmt.Errorf("金额 %s 中间有空格：请去掉空格", q)
	case strings.HasPrefix(text, "+"):
		return fmt.Errorf("金额 %s 以加号开头：请去掉加号", q)
	case strings.Contains(text, ","):
		return fmt.Errorf("金额 %s 的逗号不是千位分隔：请每三位一个逗号（50,000.00）或者不写逗号", q)
	case strings.Count(text, ".") > 1 || strings.HasPrefix(strings.TrimPrefix(text, "-"), ".") || strings.HasSuffix(text, "."):
		return fmt.Errorf("金额 %s 的小数点前后应有数字，且只有一个小数点：例如 0.50", q)
	case strings.ContainsAny(text, "/%"):
		return fmt.Errorf("金额 %s 是分数或者百分数：请算成元填写", q)
	}
	return fmt.Errorf("金额 %s 不是数字：请以元为单位填写半角数字，例如 50000 或 50000.50", q)
}

// explainRatio says why text is no multiple or percentage.
func explainRatio(text string) error {
	text = strings.ToValidUTF8(text, "\uFFFD")
	q := quote(text)
	half := toHalfWidth(text)
	lower := strings.ToLower(half)
	switch {
	case half != text:
		if _, err := ParseRatio(half); err == nil {
			return fmt.Errorf("倍数或者比例 %s 含全角字符：请改用半角，写成 %s", q, half)
		}
		return fmt.Errorf("倍数或者比例 %s 含全角字符：请改用半角，例如 30%%", q)
	case isOneOf(strings.Trim(lower, "+-"), "nan", "inf", "infinity", "∞"):
		return fmt.Errorf("倍数或者比例 %s 不是数：请填写具体数值", q)
	case strings.HasSuffix(text, "倍"):
		return fmt.Errorf("倍数 %s 带有“倍”字：请只写数字，例如 10", q)
	case strings.ContainsAny(text, "零〇一二三四五六七八九十百千万亿两"):
		return fmt.Errorf("倍数或者比例 %s 使用了中文数字：请写成阿拉伯数字，例如百分之三十写成 30%%", q)
	case looksScientific(lower):
		return fmt.Errorf("倍数或者比例 %s 使用了科学计数法：请把各位数字写全", q)
	case strings.Contains(text, "/") && strings.Contains(text, "%"):
		return fmt.Errorf("倍数或者比例 %s 同时是分数和百分数：请只用一种写法", q)
	case strings.Contains(text, ","):
		return fmt.Errorf("倍数或者比例 %s 含有逗号：请去掉逗号", q)
	case strings.ContainsAny(text, " \t\u00a0"):
		return fmt.Errorf("倍数或者比例 %s 中间有空格：请去掉空格", q)
	}
	return fmt.Errorf("倍数或者比例 %s 无法识别：请写成 10、0.3、30%% 或者 3/7", q)
}

// scaled turns "1.5万" into "15000"; "" when s is not such a number.
func scaled(s string) string {
	for _, u := range chineseUnits {
		plain, ok := strings.CutSuffix(s, u.word)
		plain = strings.TrimRight(plain, " ")
		if !ok || !isNumber(plain) || strings.Contains(plain, "/") {
			continue
		}
		r, err := exact(plain, u.times, 1)
		if err != nil {
			return ""
		}
		if _, err := ParseYuan(r.String()); err != nil {
			return ""
		}
		return r.String()
	}
	return ""
}

func looksScientific(lower string) bool {
	mantissa, exponent, ok := strings.Cut(lower, "e")
	return ok && isNumber(strings.TrimPrefix(mantissa, "+")) && isDigits(strings.TrimLeft(exponent, "+-"))
}

// toHalfWidth turns full-width ASCII and the ideographic blank into half-width.
func toHalfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		}
		return r
	}, s)
}

func isOneOf(s string, words ...string) bool {
	for _, w := range words {
		if s == w {
			return true
		}
	}
	return false
}
