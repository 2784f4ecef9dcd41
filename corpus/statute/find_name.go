package statute

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// known reads a name without 《》 that is in the table, or that the document gave.
func (f *finding) known() bool {
	from := f.at
	name := f.knownName()
	if name == "" {
		return false
	}
	f.at = from + utf8.RuneCountInString(name)
	if !f.goesOn() {
		m := f.named(from)
		if f.list(m, 0, true) || f.shortForm(m) {
			return true
		}
		if f.isFull(name) && !f.inWord() {
			f.add(m)
			return true
		}
	}
	f.at = from
	return false
}

// knownName is the longest name that stands next.
func (f *finding) knownName() string {
	if f.at+1 >= len(f.text) {
		return ""
	}
	longest := ""
	for name := range f.local {
		if len(name) > len(longest) && f.sees(name) && (!isGeneric(name) || f.opens()) {
			longest = name
		}
	}
	for _, name := range f.names.begins[firstTwo(f.text[f.at:])] {
		if len(name) <= len(longest) {
			break
		}
		if f.sees(name) && (name != "反法" || f.before(f.at) != '违') {
			return name
		}
	}
	return longest
}

// opens tells whether a word can begin here: 依照条例第三条, but not the end of 某某条例第三条.
func (f *finding) opens() bool {
	r := f.before(f.at)
	return !unicode.Is(unicode.Han, r) || strings.ContainsRune("反照据按用合和与及或了即依由", r)
}

// isFull tells whether a name says by itself that a statute is meant, without an article behind it.
func (f *finding) isFull(name string) bool {
	if _, ok := f.local[name]; ok {
		return !isGeneric(name)
	}
	n := f.names
	return n.ids[name] || slices.Contains(n.custom[name], name) || n.given[name] != nil && utf8.RuneCountInString(name) >= 4
}

// goesOn tells whether the name at hand is only the beginning of one: 食品安全法实施办法第三条.
func (f *finding) goesOn() bool {
	before := f.at
	defer func() { f.at = before }()
	more := f.run(func(r rune) bool {
		return f.at-before < 20 && unicode.Is(unicode.Han, r) && !strings.ContainsRune("第和与及或的中对等以所有", r) && !isChineseNumeral(r)
	})
	if strings.HasPrefix(more, "规定") || strings.HasPrefix(more, "相关") || !hasKind(more) {
		return false
	}
	_, follows := f.step()
	return follows || strings.HasPrefix(more, "实施")
}

// inWord tells whether the name at hand is part of another word: 公司法人, 仲裁法庭.
func (f *finding) inWord() bool {
	if f.text[f.at-1] != '法' || f.sees("规定") || f.sees("制定") {
		return false
	}
	return strings.ContainsRune("律定人院庭学官制治规典警医条", f.next())
}

// shortForm reads what may follow a name that is in the table in place of 第…条: 食安法 124, 食品安全法/124/1/5, 刑法120-1.
func (f *finding) shortForm(m Mention) bool {
	part := shortTail.FindStringSubmatch(f.ahead())
	if part == nil {
		return false
	}
	c, err := shortLevels(part[1:])
	if err != nil || c.Article >= 1900 && c.ArticleSub == 0 {
		return false
	}
	from := f.at
	f.at += utf8.RuneCountInString(part[0])
	if r := f.next(); isDigit(r) || isChineseNumeral(r) || r != 0 && strings.ContainsRune("年月日号元万亿个次部名条项款-–/.%", r) {
		f.at = from
		return false
	}
	c.Law, c.Version = m.Cited.Law, m.Cited.Version
	m.Cited = c
	f.add(m)
	return true
}

// beforeName are the words after which a name can begin, in the middle of a sentence.
var beforeName = []string{"违反了", "违反", "依照", "依据", "根据", "按照", "适用", "符合", "参照", "遵守", "执行", "触犯", "构成", "属于", "援引", "引用", "对照", "结合", "以及", "或者", "不是", "即", "是", "的", "了", stateName}

// noNames are words that look like names of statutes and name none.
var noNames = []string{"有关", "相关", "上述", "下列", "其他", "国家", "法律", "法规", "规章", "此", "该", "本", "同", "各", "原", "新", "以上", "以下", "前述", "作出", "依法", "制定"}

// nameBefore finds the name, which is in no table, behind which the provision at that position stands.
func (f *finding) nameBefore(at int) (Mention, bool) {
	end := at
	for end > f.floor && isBlank(f.text[end-1]) {
		end--
	}
	from := f.sentence(end)
	from = end - utf8.RuneCountInString(afterLead(string(f.text[from:end])))
	f.at = end
	m := f.named(from)
	f.at = at
	law := m.Cited.Law
	if !hasKind(law) || isGeneric(law) && f.local[law].Law == "" && m.Cited.Law == law || slices.ContainsFunc(noNames, func(w string) bool { return strings.HasPrefix(law, w) }) {
		return Mention{}, false
	}
	return m, true
}

// sentence finds how far back from there a name can reach: to the last mark that no name holds.
func (f *finding) sentence(end int) int {
	from, depth := end, 0
	for ; from > f.floor && end-from < longestName; from-- {
		r := f.text[from-1]
		switch {
		case r == ')':
			depth++
		case r == '(' && depth > 0:
			depth--
		case !unicode.Is(unicode.Han, r) && (depth == 0 || !isDigit(r) && !strings.ContainsRune("、〔〕-.", r)):
			return from
		}
	}
	return from
}

// afterLead cuts off what leads to a name: 当事人违反了 in 当事人违反了某某条例.
func afterLead(s string) string {
	for _, word := range beforeName {
		if i := strings.LastIndex(s, word); i >= 0 && i+len(word) < len(s) {
			s = s[i+len(word):]
		}
	}
	for i, r := range s {
		if strings.ContainsRune("和与及或", r) && (i == 0 || hasKind(s[:i])) {
			return afterLead(s[i+utf8.RuneLen(r):])
		}
	}
	return s
}
