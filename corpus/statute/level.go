package statute

import (
	"regexp"
	"strings"
)

var (
	congress   = regexp.MustCompile(`全国人民代表大会(常务委员会)?`)
	localHouse = regexp.MustCompile(`(\p{Han}{2,14}?(?:省|市|自治区|自治州|自治县|州|县|区))第?[0-9一二三四五六七八九十]*届?人民代表大会(常务委员会)?`)
	localHall  = regexp.MustCompile(`(\p{Han}{2,14}?(?:省|市|自治区|自治州|自治县|州|县|区))人民政府`)
	courts     = regexp.MustCompile(`最高人民法院|最高人民检察院`)
	council    = regexp.MustCompile(`国务院(?:令|第|批准|发布|公布|、|$)|政务院`)
	order      = regexp.MustCompile(`([\p{Han}、]{2,60}?)(?:第?[0-9]{1,4}号)?令(?:第?[0-9一二三四五六七八九十百零〇]{1,6}号|[0-9]{4}年第?[0-9]{1,4}号|\([0-9]{4}\)第?[0-9]{1,4}号|[0-9]{4}第[0-9]{1,4}号)?`)
	circular   = regexp.MustCompile(`(\p{Han}{1,10}?)[〔\[﹝［(][0-9]{4}[〕\]﹞］)]第?[0-9]{1,5}号`)
	placeTitle = regexp.MustCompile(`^(北京市|天津市|上海市|重庆市|\p{Han}{2,3}省|\p{Han}{2,7}自治区|\p{Han}{2,9}自治州|\p{Han}{2,12}自治县|\p{Han}{2,3}市)\p{Han}`)
)

// level reads level, issuer, number and place from the header, the level failing that from the folder.
func (p *parser) level(header string) {
	t := p.text
	s := strings.ReplaceAll(Dense(withoutTitles(halfWidth(header))), stateName, "")
	if t.Version.Number == "" {
		t.Version.Number = readNumber(s)
	}
	level, issuer, place := readLevel(s+t.Version.Number, NormalLaw(t.Version.Title))
	if t.Statute.Level == "" {
		t.Statute.Level = level
	}
	if t.Statute.Issuer == "" {
		t.Statute.Issuer = issuer
	}
	t.Statute.Place = place
	if t.Statute.Level == "" {
		if level := folderLevel(p.src.Folders); level != "" {
			t.Statute.Level = level
			p.note(NoteDerived, 0, "文中看不出效力级别，按文件夹取“%s”", level)
		} else {
			p.note(NoteMissing, 0, "看不出效力级别")
		}
	}
	if m := placeTitle.FindStringSubmatch(NormalLaw(t.Version.Title)); t.Statute.Place == "" && m != nil && isLocal(t.Statute.Level) {
		t.Statute.Place = m[1]
	}
}

func isLocal(l Level) bool {
	return l == LevelLocalRegulation || l == LevelLocalRule || l == LevelDocument
}

func readLevel(s, title string) (level Level, issuer, place string) {
	switch {
	case title == "宪法" || strings.HasPrefix(title, "宪法修正案"):
		return LevelConstitution, "全国人民代表大会", ""
	case courts.MatchString(title) || courts.MatchString(s):
		return LevelInterpretation, courtsOf(title + s), ""
	}
	if m := congress.FindString(s); m != "" {
		return LevelLaw, m, ""
	}
	if m := localHouse.FindStringSubmatch(s); m != nil {
		place := cutDates(m[1])
		return LevelLocalRegulation, place + "人民代表大会" + m[2], place
	}
	if m := localHall.FindStringSubmatch(s); m != nil && strings.Contains(s, "令") {
		place := cutDates(m[1])
		return LevelLocalRule, place + "人民政府", place
	}
	if council.MatchString(s) {
		return LevelRegulation, "国务院", ""
	}
	if m := order.FindStringSubmatch(s); m != nil {
		return LevelMinistryRule, cutDates(m[1]), ""
	}
	if m := circular.FindString(s); m != "" {
		return LevelDocument, "", ""
	}
	return "", "", ""
}

func courtsOf(s string) string {
	var names []string
	for _, n := range []string{"最高人民法院", "最高人民检察院"} {
		if strings.Contains(s, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, "、")
}

// cutDates takes off what a date left in front of a name: 日国家税务总局.
func cutDates(s string) string {
	if i := strings.LastIndex(s, "日"); i >= 0 {
		s = s[i+len("日"):]
	}
	return strings.TrimLeft(s, "、根据由")
}

// readNumber finds 国务院令第331号 or 国办发〔2022〕27号: the last one, which is that of the last revision.
func readNumber(s string) string {
	number := ""
	for _, m := range order.FindAllString(s, -1) {
		if strings.HasSuffix(m, "号") || strings.HasSuffix(m, "号令") {
			number = cutDates(m)
		}
	}
	if number == "" {
		number = circular.FindString(s)
	}
	return number
}

// folderLevel reads the level from a folder's name: 法律, 02.行政法规.
func folderLevel(folders []string) Level {
	for i := len(folders) - 1; i >= 0; i-- {
		for _, l := range []Level{LevelRegulation, LevelLocalRegulation, LevelInterpretation, LevelLocalRule, LevelMinistryRule, LevelDocument, LevelLaw} {
			name := strings.TrimLeft(folders[i], "0123456789.、 ")
			if name == string(l) || strings.HasSuffix(name, string(l)) && l != LevelLaw || l == LevelLaw && name == "法律部分" {
				return l
			}
		}
	}
	return ""
}
