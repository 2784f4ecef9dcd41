package statute

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// longestText is the number of bytes beyond which a text is neither a name nor a citation.
const longestText = 4096

const stateName = "中华人民共和国"

// NormalLaw gives a statute's name in one form: without 《》〈〉, without
// 中华人民共和国, without blanks, and without what people put in brackets behind the name
// that is not part of it: the version (2021修正), the document number (法释〔2015〕11号),
// the short name (以下简称…). Brackets that belong to the name stay and become full-width:
// 刑法修正案（十一）. Short names are not spelled out.
func NormalLaw(name string) string {
	law, _, _ := splitLaw(name)
	return law
}

// splitLaw returns the normal name and the version from the bracket behind the name. The
// error says what is wrong with the version; the name is good even then.
func splitLaw(name string) (law, version string, err error) {
	law = strings.Map(func(r rune) rune {
		if strings.ContainsRune("《》〈〉", r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, halfWidth(name))
	if len(law) > longestText {
		return fullBrackets.Replace(law), "", nil // no name; the loop below would take long
	}
	for { // taking one thing away may bring another to the end
		before := law
		law = strings.ReplaceAll(law, stateName, "")
		rest, mark, ok := cutMark(law)
		if ok {
			v, isVersion, versionErr := readVersion(mark)
			switch {
			case versionErr != nil:
				err = errors.Join(err, versionErr)
			case isVersion && version != "" && version != v:
				err = errors.Join(err, fmt.Errorf("法名后有两个版本（%s、%s）：请只写一个", v, version))
			case isVersion:
				version = v
			}
			if isVersion || isAside(mark) {
				law = rest
			}
		}
		if law == before {
			return fullBrackets.Replace(law), version, err
		}
	}
}

var fullBrackets = strings.NewReplacer("(", "（", ")", "）")

// cutMark takes off the bracket, or the @ and what follows it, at the end of a name.
func cutMark(law string) (rest, mark string, ok bool) {
	if !strings.HasSuffix(law, ")") {
		at := strings.LastIndexByte(law, '@')
		if at < 0 {
			return law, "", false
		}
		return law[:at], law[at+1:], true
	}
	depth := 0
	for i := len(law) - 1; i >= 0; i-- {
		switch law[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				return law[:i], law[i+1 : len(law)-1], true
			}
		}
	}
	return law, "", false
}

// isAside tells whether a bracket behind a name says something about it: its document
// number or its short name.
func isAside(mark string) bool {
	for _, p := range []string{"以下简称", "以下称", "下称", "简称"} {
		if strings.HasPrefix(mark, p) {
			return true
		}
	}
	return strings.HasSuffix(mark, "号") && strings.ContainsAny(mark, "0123456789")
}

var versionMark = regexp.MustCompile(`^([12][0-9]{3})(?:年?|[年.-]([0-9]{1,2})[月.-]([0-9]{1,2})日?)(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改|制定|通过|公布|发布|施行|实施)?(?:文本|版本|本|版)?$`)

// readVersion reads "2021", "2021年修正", "2021-04-29", "2021年4月29日第三次修正": the year,
// or the date as YYYY-MM-DD. It errs on a date that no calendar has.
func readVersion(mark string) (version string, ok bool, err error) {
	m := versionMark.FindStringSubmatch(mark)
	if m == nil {
		return "", false, nil
	}
	if m[2] == "" {
		return m[1], true, nil
	}
	day, err := time.Parse("2006-1-2", m[1]+"-"+m[2]+"-"+m[3])
	if err != nil {
		return "", true, fmt.Errorf("版本日期 %s 不存在：请写成 2021-04-29", quote(mark))
	}
	return day.Format(time.DateOnly), true, nil
}

// halfWidth turns full-width digits, letters, brackets and the marks of a citation into
// half-width; other punctuation stays.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ', r == '（', r == '）', r == '＠', r == '／', r == '－', r == '．':
			return r - '０' + '0'
		case r == '﹙':
			return '('
		case r == '﹚':
			return ')'
		case r == '\u3000':
			return ' '
		}
		return r
	}, s)
}

func isASCIIDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
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
