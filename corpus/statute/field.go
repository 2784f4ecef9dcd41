package statute

import (
	"regexp"
	"strings"
)

// Databases set what they know of a statute beside its text, as 公布日期：2021-01-22. These lines count as its header.
var (
	fieldText = regexp.MustCompile(`^(公布|发布|颁布|成文|通过|发文|印发|施行|生效|实施|废止|失效)(?:日期|时间)[:：](.*)$|^(制定机关|发布机关|发文机关|颁布单位|发布部门|发布单位|发文字号|文号|效力级别|效力位阶|法律效力位阶|时效性|有效性|标题)[:：](.*)$`)
	fieldDate = regexp.MustCompile(`^([12][0-9]{3})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?`)
)

// field is one such line; the key of a date is its verb.
type field struct {
	key, value string
	date       string // YYYY-MM-DD when the value is one
}

func readField(line string) (field, bool) {
	m := fieldText.FindStringSubmatch(Dense(halfWidth(line)))
	if m == nil {
		return field{}, false
	}
	if m[3] != "" {
		return field{key: m[3], value: m[4]}, m[4] != ""
	}
	f := field{key: m[1], value: m[2]}
	if d := fieldDate.FindStringSubmatch(m[2]); d != nil {
		f.date = readDate(d)
	}
	return f, f.date != ""
}

// fields reads the labelled lines of the header: what they say of dates comes back as events.
func (p *parser) fields() []event {
	var events []event
	t := p.text
	for _, line := range t.Header {
		f, ok := readField(line)
		switch {
		case !ok:
		case f.date != "":
			events = append(events, fieldEvent(f))
		case strings.HasSuffix(f.key, "机关") || strings.HasSuffix(f.key, "单位") || f.key == "发布部门":
			t.Statute.Issuer = fullIssuer.Replace(f.value)
		case strings.HasSuffix(f.key, "号"):
			t.Version.Number = f.value
		case strings.HasPrefix(f.key, "效力") || strings.HasPrefix(f.key, "法律效力"):
			t.Statute.Level = levelNamed(f.value)
		case strings.HasSuffix(f.key, "效性"):
			if strings.Contains(f.value, "废止") || strings.Contains(f.value, "失效") {
				p.note(NoteMissing, 0, "来源标注“%s”，没有写自何日起", f.value)
			}
		}
	}
	return events
}

func fieldEvent(f field) event {
	switch f.key {
	case "施行", "生效", "实施":
		return event{date: f.date, kind: effective}
	case "废止", "失效":
		return event{date: f.date, kind: repealed}
	case "通过", "成文":
		return event{date: f.date, kind: issued}
	}
	return event{date: f.date, kind: issued, public: true}
}

var fullIssuer = strings.NewReplacer("全国人大常委会", "全国人民代表大会常务委员会", "全国人大", "全国人民代表大会", "人大常委会", "人民代表大会常务委员会")

// levelNamed reads a level as databases name it; "" when it is none.
func levelNamed(s string) Level {
	for _, l := range []Level{LevelInterpretation, LevelRegulation, LevelLocalRegulation, LevelLocalRule, LevelMinistryRule, LevelDocument, LevelLaw, LevelConstitution} {
		if strings.Contains(s, string(l)) {
			return l
		}
	}
	return ""
}
