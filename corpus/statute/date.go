package statute

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

var dateText = regexp.MustCompile(`([12][0-9]{3}|[一二][零〇○一二三四五六七八九]{3})\s*年\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*日`)

// readDate reads the match of dateText as YYYY-MM-DD; "" when no calendar has the day.
func readDate(m []string) string {
	var n [3]int
	for i, s := range m[1:4] {
		var ok bool
		if n[i], ok = readNumeral(s); !ok {
			return ""
		}
	}
	s := fmt.Sprintf("%04d-%02d-%02d", n[0], n[1], n[2])
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}

// event is a date of a header and what happened on it.
type event struct {
	date   string
	kind   string // issued, revised, effective, repealed; "" says nothing
	public bool   // made public, not only adopted
	at     bool   // 自公布之日起施行
}

// publicDay stands for the day on which a text was made public.
const publicDay = "公布之日"

const (
	issued    = "issued"
	revised   = "revised"
	effective = "effective"
	repealed  = "repealed"
)

// readEvents finds what a header says happened when.
func readEvents(header string) []event {
	text := withoutTitles(halfWidth(header))
	found := dateText.FindAllStringSubmatchIndex(text, -1)
	var events []event
	for i, at := range found {
		end := len(text)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		m := []string{"", text[at[2]:at[3]], text[at[4]:at[5]], text[at[6]:at[7]]}
		date := readDate(m)
		if date == "" {
			continue
		}
		rest := Dense(text[at[1]:end])
		e := event{date: date, kind: kindOf(rest), at: strings.Contains(rest, "之日起施行") || strings.Contains(rest, "之日施行") || strings.Contains(rest, "公布施行")}
		e.public = slices.ContainsFunc([]string{"公布", "发布", "颁布", "颁发", "印发", "令"}, func(w string) bool { return strings.Contains(adjective.ReplaceAllString(rest, ""), w) })
		events = append(events, e)
	}
	for i := len(events) - 2; i >= 0; i-- { // 1993年…和2018年…通过的《修正案》修正: the verb at the end counts for all
		if events[i].kind == "" {
			events[i].kind = events[i+1].kind
		}
	}
	return events
}

var adjective = regexp.MustCompile(`(通过|公布|发布|批准)的`)

func kindOf(s string) string {
	s = adjective.ReplaceAllString(s, "")
	head := strings.TrimLeft(s, "起 ")
	switch {
	case strings.Contains(s, "修正") || strings.Contains(s, "修订") || strings.Contains(s, "修改"):
		return revised
	case strings.HasPrefix(head, "施行") || strings.HasPrefix(head, "实施") || strings.HasPrefix(head, "生效") || strings.HasPrefix(head, "执行") || strings.HasPrefix(head, "正式施行"):
		return effective
	case strings.HasPrefix(head, "废止") || strings.HasPrefix(head, "失效"):
		return repealed
	}
	for _, w := range []string{"通过", "公布", "发布", "批准", "颁布", "颁发", "印发", "令", "制定", "公告", "通知", "号", "布"} {
		if strings.Contains(s, w) {
			return issued
		}
	}
	return ""
}

// withoutTitles takes out what stands in 《》, so that a date or 修改 inside a title does not count.
func withoutTitles(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch r {
		case '《', '〈':
			depth++
			continue
		case '》', '〉':
			depth = max(depth-1, 0)
			continue
		}
		if depth == 0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unclosed(s string) bool {
	return strings.Count(s, "《") > strings.Count(s, "》") || strings.Count(s, "（")+strings.Count(s, "(") > strings.Count(s, "）")+strings.Count(s, ")")
}

var documentNumber = regexp.MustCompile(`^\p{Han}{1,12}[〔\[﹝［(（][0-9]{4}[〕\]﹞］)）][0-9]{1,5}号$`)

// isHeaderLine tells whether a line before the text says who adopted it and when, or gives its number.
func isHeaderLine(s string) bool {
	if _, ok := readField(s); ok {
		return true
	}
	d := Dense(halfWidth(s))
	if documentNumber.MatchString(strings.Trim(d, "()")) || headerOrder.MatchString(strings.Trim(d, "()")) {
		return true
	}
	first := dateText.FindStringIndex(d)
	if first == nil {
		return false
	}
	if strings.HasPrefix(d, "(") || strings.HasPrefix(d, "根据") && strings.HasSuffix(strings.TrimRight(d, ")"), "正") {
		return true
	}
	return first[0] == 0 && len(readEvents(d)) > 0 && !strings.HasSuffix(strings.TrimRight(d, ")"), "。") || first[0] == 0 && first[1] == len(d)
}

var headerOrder = regexp.MustCompile(`^[\p{Han}、]{0,60}令(第[0-9一二三四五六七八九十百零〇]{1,6}号|[0-9]{4}年第?[0-9]{1,4}号|\([0-9]{4}\)第?[0-9]{1,4}号)$`)

var startsText = regexp.MustCompile(`自?(?:(` + dateText.String() + `)|(公布|发布|颁布|印发|下发|批准|通过|签发)之日)起?(?:正式|开始)?(?:施行|实施|执行|生效)`)

// startDates finds the days from which the text of an article says that the statute applies; publicDay stays as it is.
func startDates(text string) []string {
	var days []string
	text = withoutTitles(halfWidth(text))
	for _, sentence := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。；;\n", r) }) {
		d := Dense(sentence)
		if !strings.HasPrefix(d, "本") && !strings.HasPrefix(d, "自") {
			continue
		}
		m := startsText.FindStringSubmatch(d)
		switch {
		case m == nil:
		case m[1] == "":
			days = append(days, publicDay)
		default:
			if day := readDate(m[1:5]); day != "" {
				days = append(days, day)
			}
		}
	}
	return days
}
