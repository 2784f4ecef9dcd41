package statute

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

var titleEndings = []string{"法", "典", "条例", "规定", "办法", "细则", "规则", "规程", "决定", "解释", "批复", "答复", "通知", "意见", "公告", "修正案", "标准", "目录", "名录", "指南", "指引", "制度", "方案", "纲要",
	"复函", "函", "通告", "决议", "章程", "守则", "导则", "规范", "基准", "清单", "宪法", "安排", "纪要", "通则", "准则", "试行", "暂行", "要求", "计划", "规划", "说明", "报告", "令", "條例", "辦法", "細則", "規則", "規定", "標準"}

// isTitle tells whether a line can be the name of a statute.
func isTitle(s string) bool {
	d := strings.TrimRight(Dense(s), "》")
	for {
		rest, _, ok := cutMark(halfWidth(d))
		if !ok || rest == "" {
			break
		}
		d = rest
	}
	if n := utf8.RuneCountInString(d); n < 2 || n > longestName || strings.ContainsAny(d, "。；：，") {
		return false
	}
	return slices.ContainsFunc(titleEndings, func(e string) bool { return strings.HasSuffix(d, e) })
}

var (
	fileDate     = regexp.MustCompile(`[(（]([0-9]{4}-[0-9]{2}-[0-9]{2})[)）]$`)
	leadingMark  = regexp.MustCompile(`^\p{Han}{1,12}[〔\[﹝［][0-9]{4}[〕\]﹞］][0-9]{1,5}号\s*`)
	bookOrPart   = regexp.MustCompile(`^(总则|分则|附则|序言|前言|修正案|\p{Han}{2,6}编)$`)
	fileOrdinals = regexp.MustCompile(`^[0-9]+[.、．\s]+`)
)

// takeTitle finds the title and takes it off the lines.
func (p *parser) takeTitle() {
	n := 0
	var titles []string
	for n < len(p.lines) && p.lines[n].Heading == 1 {
		titles = append(titles, strings.Join(strings.Fields(p.lines[n].Text), " "))
		n++
	}
	switch {
	case len(titles) > 0 && isPart(titles[0]):
		p.part = headingText(titles[0])
		p.takeWhole()
	case len(titles) > 0:
		p.text.Version.Title = titles[0]
		if len(titles) > 1 && isPart(titles[1]) {
			p.part = headingText(titles[1])
		}
	default:
		n = p.plainTitle()
	}
	if p.text.Version.Title == "" && p.part != "" {
		p.text.Version.Title = p.part
		p.note(NoteMissing, 0, "标题“%s”只是一部分的名称，看不出属于哪部法规", p.part)
	}
	p.lines = p.lines[n:]
	if len(titles) > 0 && len(p.lines) > 0 && Dense(p.lines[0].Text) == Dense(titles[0]) {
		p.lines = p.lines[1:]
	}
	if p.text.Version.Title == "" {
		p.text.Version.Title = fileOrdinals.ReplaceAllString(fileDate.ReplaceAllString(p.src.Name, ""), "")
		p.note(NoteDerived, 0, "文中没有标题，按文件名取“%s”", p.text.Version.Title)
	}
	if number := leadingMark.FindString(p.text.Version.Title); number != "" {
		p.text.Version.Number = strings.TrimSpace(number)
		p.text.Version.Title = p.text.Version.Title[len(number):]
	}
}

// takeWhole names a part after the statute to which it belongs.
func (p *parser) takeWhole() {
	if p.src.Whole == nil {
		return
	}
	p.text.Version = *p.src.Version
	p.text.Version.Title = p.src.Whole.Title
	p.text.Statute.Level, p.text.Statute.Issuer = p.src.Whole.Level, p.src.Whole.Issuer
	if p.part == "修正案" {
		p.text.Version = Meta{Title: p.src.Whole.Title + "修正案"}
		p.part = ""
	}
	p.note(NoteDerived, 0, "本文件是《%s》的一部分，名称和日期取自同一文件夹的 README.md", p.src.Whole.Title)
}

func isPart(s string) bool {
	m, ok := readMark(s)
	return ok && m.unit != "条" || bookOrPart.MatchString(Dense(s))
}

// plainTitle looks for the title among the lines before the text; it returns how many lines that takes.
func (p *parser) plainTitle() int {
	p.findFirst()
	var title string
	for i, l := range p.lines[:min(p.first, 6)] {
		if _, marked := readMark(l.Text); marked || isContentsTitle(l.Text) || isHeaderLine(l.Text) {
			break
		}
		title += l.Text
		if isTitle(title) {
			p.text.Version.Title = strings.Join(strings.Fields(title), " ")
			return i + 1
		}
		if l.Heading == 0 && utf8.RuneCountInString(l.Text) > 40 {
			break
		}
	}
	return 0
}

// judge refuses what is no statute.
func (p *parser) judge() error {
	letters, han := 0, 0
	count := func(s string) {
		for _, r := range s {
			if unicode.IsLetter(r) {
				letters++
			}
			if unicode.Is(unicode.Han, r) {
				han++
			}
		}
	}
	numbered := false
	for _, a := range p.text.Articles {
		numbered = numbered || a.Number != ""
		count(a.Body())
	}
	for _, s := range slices.Concat(p.text.Header, p.text.Preamble) {
		count(s)
	}
	switch {
	case letters > 0 && han*2 < letters:
		return errors.New("不是中文法规：中文不到文字的一半")
	case !numbered && !isTitle(p.text.Version.Title) && p.part == "":
		return errors.New("不是法规：没有条文，标题也不是法规名称")
	case letters == 0:
		return errors.New("不是法规：只有标题，没有正文")
	}
	return nil
}

// identify fills in what the header, the last articles and, failing these, the file's name and folder say about the statute.
func (p *parser) identify() {
	t := p.text
	t.Version.Sources = []string{p.src.Digest}
	t.Version.Articles = len(t.Articles)
	for _, a := range t.Articles {
		if a.Section {
			t.Version.Articles--
		}
	}
	t.Statute.Title = t.Version.Title
	t.Statute.ID = NormalLaw(t.Version.Title)
	t.Header = append(t.Header, p.src.Beside...)
	fields := p.fields()
	plain := strings.Join(slices.DeleteFunc(slices.Clone(t.Header), func(l string) bool { _, ok := readField(l); return ok }), " ")
	p.dates(append(readEvents(plain), fields...))
	p.level(plain)
	p.readNames(plain)
	if p.quotes > 0 {
		p.note(NoteMended, 0, "有 %d 段引用格式的释义、说明，未作条文读入", p.quotes)
	}
}

// dates works out the version's dates.
func (p *parser) dates(events []event) {
	v := &p.text.Version
	published := "" // the last day on which a text was made public, not only adopted
	var said []string
	for _, e := range events {
		switch e.kind {
		case issued:
			if v.Revised != "" {
				v.Revised = max(v.Revised, e.date) // revised on one day, made public on a later
			} else {
				v.Issued = max(v.Issued, e.date)
			}
		case revised:
			v.Revised = max(v.Revised, e.date)
		case repealed:
			v.Repealed = e.date
		case effective:
			said = append(said, e.date)
		}
		if e.public {
			published = max(published, e.date)
		}
		if e.at {
			said = append(said, publicDay)
		}
	}
	p.fileDate()
	if v.Issued == "" {
		p.note(NoteMissing, 0, "没有写公布（通过）日期")
	}
	p.effective(append(said, p.startsInText()...), published)
}

// sameAct is within how many days a text that was adopted is usually made public.
const sameAct = 60 * 24 * time.Hour

// fileDate compares the date in the file's name with the text. It counts when the text has none, or when it is so much later
// that the text must leave out its last revision.
func (p *parser) fileDate() {
	v := &p.text.Version
	m := fileDate.FindStringSubmatch(p.src.Name)
	if m == nil || m[1] == v.Date() {
		return
	}
	named, err := time.Parse(time.DateOnly, m[1])
	if err != nil {
		return
	}
	last, err := time.Parse(time.DateOnly, v.Date())
	switch {
	case err != nil:
		v.Issued = m[1]
		p.note(NoteDerived, 0, "文中没有日期，按文件名取 %s", m[1])
	case named.Sub(last) > sameAct:
		p.note(NoteContradiction, 0, "文件名的日期 %s 晚于文中最后一次公布（修改）的日期 %s：文中没有列出这次修改，按文件名取", m[1], v.Date())
		v.Revised = m[1]
	default:
		p.note(NoteContradiction, 0, "文件名的日期 %s 与文中最后一次公布（修改）的日期 %s 不同，按文中取", m[1], v.Date())
	}
}

// startsInText looks at the last articles, where statutes say from when they apply.
func (p *parser) startsInText() []string {
	var days []string
	for i := max(0, len(p.text.Articles)-4); i < len(p.text.Articles); i++ {
		days = append(days, startDates(p.text.Articles[i].Body())...)
	}
	if len(days) == 0 {
		for _, s := range p.text.Preamble {
			days = append(days, startDates(s)...)
		}
	}
	return days
}

// effective decides from when this version applies: a day before its last revision is when an earlier version began.
func (p *parser) effective(said []string, published string) {
	v := &p.text.Version
	var days []string
	for _, day := range said {
		if day == publicDay {
			day = published
		}
		if day != "" && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	later := slices.DeleteFunc(slices.Clone(days), func(day string) bool { return v.Revised != "" && day < v.Revised })
	switch {
	case len(later) == 1:
		v.Effective = later[0]
	case len(later) > 1:
		p.note(NoteContradiction, 0, "施行日期有 %s 几种写法，不取", strings.Join(later, "、"))
	case len(days) > 0:
		p.note(NoteMissing, 0, "施行日期 %s 早于最近一次修改 %s：本次修改何时施行，文中没有写", days[0], v.Revised)
	case len(said) > 0:
		p.note(NoteMissing, 0, "自公布之日起施行，文中没有写公布日期")
	case v.Effective == "" && p.part == "":
		p.note(NoteMissing, 0, "没有写施行日期")
	}
}

// checkNumbers reports article numbers that jump or repeat.
func (p *parser) checkNumbers() {
	seen := map[string]int{}
	var before *Article
	for i := range p.text.Articles {
		a := &p.text.Articles[i]
		if a.Section {
			continue
		}
		if line, again := seen[a.Number]; again {
			p.note(NoteNumbering, a.Line, "第%s条重复，前一处在第 %d 行", spelledNumber(a.Number), line)
		} else {
			seen[a.Number] = a.Line
		}
		if before != nil && !follows(before.Number, a.Number) {
			p.note(NoteNumbering, a.Line, "第%s条之后是第%s条", spelledNumber(before.Number), spelledNumber(a.Number))
		}
		before = a
	}
}

func follows(before, number string) bool {
	b, _, _ := strings.Cut(before, "-")
	n, sub, isSub := strings.Cut(number, "-")
	bn, _ := readNumeral(b)
	nn, _ := readNumeral(n)
	if !isSub {
		return nn == bn+1
	}
	_, bsub, _ := strings.Cut(before, "-")
	x, _ := readNumeral("0" + bsub)
	y, _ := readNumeral(sub)
	return nn == bn && y == x+1
}

// spelledNumber turns "120-1" into 一百二十条之一 without the 条 at the end of a plain number.
func spelledNumber(number string) string {
	n, sub, isSub := strings.Cut(number, "-")
	x, _ := readNumeral(n)
	if !isSub {
		return ChineseNumeral(x)
	}
	y, _ := readNumeral(sub)
	return ChineseNumeral(x) + "条之" + ChineseNumeral(y)
}
