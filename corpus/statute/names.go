package statute

import (
	"regexp"
	"slices"
	"strings"
)

var (
	shortName   = regexp.MustCompile(`《([^《》]{3,60})》(?:[（(][^（()）]{0,20}[号][)）])?[（(](?:以下)?(?:简称|称)[:：]?[《“"]?([^《》“”"（()），。]{3,20})[》”"]?[)）]`)
	formerName  = regexp.MustCompile(`本[\p{Han}]{1,4}[（(]?原(?:称|名)为?《([^《》]{3,60})》`)
	renamed     = regexp.MustCompile(`将?《([^《》]{3,60})》的?(?:名称)?(?:修改|更改|变更|更名)为《([^《》]{3,60})》`)
	amending    = regexp.MustCompile(`关于修改(?:\s*[<〈《])([^<>〈〉《》]{3,60})[>〉》](?:的|部分条款的)?决定`)
	repealWords = regexp.MustCompile(`同时废止|即行废止|予以废止|同时失效`)
	quotedName  = regexp.MustCompile(`《([^《》]*(?:〈[^〈〉]*〉[^《》]*)?)》([^《》]{0,12})`)
)

// readNames collects short and former names that the text gives to statutes, and the statutes that it repeals.
func (p *parser) readNames(header string) {
	t := p.text
	own := t.Statute.ID
	for _, m := range amending.FindAllStringSubmatch(strings.ReplaceAll(header, "\n", ""), -1) {
		if name := NormalLaw(m[1]); name != own && name != "" && isTitle(m[1]) {
			t.Aliases = append(t.Aliases, Alias{Title: t.Version.Title, Name: name, Former: true})
		}
	}
	for i, a := range t.Articles {
		body := a.Body()
		if strings.Contains(body, "称") {
			t.Aliases = append(t.Aliases, shortNames(body)...)
			if m := formerName.FindStringSubmatch(body); m != nil {
				t.Aliases = append(t.Aliases, Alias{Title: t.Version.Title, Name: NormalLaw(m[1]), Former: true})
			}
		}
		if strings.Contains(body, "为《") {
			for _, m := range renamed.FindAllStringSubmatch(body, -1) {
				t.Aliases = append(t.Aliases, Alias{Title: m[2], Name: NormalLaw(m[1]), Former: true})
			}
		}
		if i >= len(t.Articles)-4 {
			p.readRepeals(body)
		}
	}
	for _, s := range t.Preamble {
		t.Aliases = append(t.Aliases, shortNames(s)...)
	}
	slices.SortFunc(t.Aliases, func(a, b Alias) int { return strings.Compare(a.Title+"\x00"+a.Name, b.Title+"\x00"+b.Name) })
	t.Aliases = slices.Compact(t.Aliases)
}

// generic names mean another statute in every text.
var generic = regexp.MustCompile(`^(本|该)|^.{0,2}(条例|规定|办法|解释|意见|通知|决定|细则|规则|规程|标准)$|^(实施|暂行|管理|处罚)(条例|规定|办法|细则|规则)$`)

// shortNames reads 《X》（以下简称Y） where Y is a name that stands for X elsewhere too.
func shortNames(s string) []Alias {
	var found []Alias
	for _, m := range shortName.FindAllStringSubmatch(s, -1) {
		name := NormalLaw(m[2])
		if name != NormalLaw(m[1]) && isTitle(m[1]) && isTitle(m[2]) && !generic.MatchString(name) {
			found = append(found, Alias{Title: m[1], Name: name})
		}
	}
	return found
}

// readRepeals reads 《…》同时废止. A sentence that repeals only a part of a statute (《…》中有关…的规定) is passed over.
func (p *parser) readRepeals(body string) {
	v := p.text.Version
	for _, sentence := range strings.FieldsFunc(body, func(r rune) bool { return strings.ContainsRune("。；", r) }) {
		at := repealWords.FindStringIndex(sentence)
		if at == nil {
			continue
		}
		for _, m := range quotedName.FindAllStringSubmatch(sentence[:at[0]], -1) {
			if name := NormalLaw(m[1]); isTitle(m[1]) && name != p.text.Statute.ID && !strings.Contains(m[2], "中") && !strings.Contains(m[2], "第") && !strings.Contains(m[2], "施行") && !strings.Contains(m[2], "有关") {
				p.text.Repeals = append(p.text.Repeals, Repeal{Title: m[1], On: v.Effective})
			}
		}
	}
}
