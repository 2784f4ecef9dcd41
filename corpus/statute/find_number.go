package statute

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	decreeNumber = regexp.MustCompile(`^令\s*(?:[〔\[(]?([12][0-9]{3})年?[〕\])]?)?\s*(第)?\s*([0-9]+|[零〇○一二三四五六七八九十百]+)\s*(号)?`)
	fileNumber   = regexp.MustCompile(`^[〔\[(]([12][0-9]{3})[〕\])]\s*第?\s*([0-9]+)\s*号`)
	decreeBody   = regexp.MustCompile(`(?:主席|国务院|政府|总局|总署|委员会|部|局|署|院|委|办|会|行|府|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼国])$`)
)

// numberAt reads a document number (文号) that begins with the name or sign of the body: its normal form, and how many
// runes it has behind the body. "" when there is none.
func numberAt(body, rest string) (normal string, length int) {
	if m := decreeNumber.FindStringSubmatch(rest); m != nil && decreeBody.MatchString(body) && (m[2] != "" || m[4] != "" || isASCIIDigits(m[3])) {
		n, err := Numeral(m[3])
		if err != nil {
			return "", 0
		}
		if m[1] != "" {
			m[1] = "〔" + m[1] + "〕"
		}
		return body + "令" + m[1] + "第" + strconv.Itoa(n) + "号", utf8.RuneCountInString(m[0])
	}
	if m := fileNumber.FindStringSubmatch(rest); m != nil && utf8.RuneCountInString(body) >= 2 {
		return body + "〔" + m[1] + "〕" + strings.TrimLeft(m[2], "0") + "号", utf8.RuneCountInString(m[0])
	}
	return "", 0
}

// NormalNumber gives a document number (文号) in one form: 国务院令第331号 for 中华人民共和国国务院令第３３１号,
// 渝令第355号 for 渝令355, 国办发〔2022〕27号. "" for what is none.
func NormalNumber(s string) string {
	text := strings.ReplaceAll(Dense(plain(s)), stateName, "")
	for i, r := range text {
		if strings.ContainsRune("令〔[(", r) {
			if normal, length := numberAt(text[:i], text[i:]); length == utf8.RuneCountInString(text[i:]) && length > 0 {
				return normal
			}
		}
	}
	return ""
}

// documentNumber reads a document number.
func (f *finding) documentNumber() bool {
	if c := f.next(); c != '令' && c != '〔' && c != '[' && c != '(' {
		return false
	}
	from := f.at
	for from > f.floor && f.at-from < 24 && unicode.Is(unicode.Han, f.text[from-1]) {
		from--
	}
	body := afterLead(string(f.text[from:f.at]))
	normal, length := numberAt(body, f.ahead())
	if normal == "" {
		return false
	}
	m := Mention{Start: f.withState(f.at - utf8.RuneCountInString(body)), Number: normal}
	f.at += length
	if !f.list(m, 0, true) {
		f.add(m)
	}
	return true
}
