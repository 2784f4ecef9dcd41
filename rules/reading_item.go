package rules

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cailiang/corpus/clause"
	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/engine/money"
)

// conducts tells each item which conducts it is for: its own, or those of the 款 that it names.
func (a *articleReading) conducts() {
	own := func(p int) []string {
		var out []string
		for _, it := range a.items {
			if v := conductName(it.Item); it.Paragraph == p && v != "" && len(it.names) == 0 && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
		return out
	}
	for i := range a.items {
		it := &a.items[i]
		if v := conductName(it.Item); len(it.names) == 0 && v != "" {
			it.conduct = []string{v}
			continue
		}
		for _, p := range it.names {
			for _, v := range own(p) {
				if !slices.Contains(it.conduct, v) {
					it.conduct = append(it.conduct, v)
				}
			}
		}
	}
}

// longestName is how many characters of a conduct's words are kept as a name.
const longestName = 60

func conductName(it clause.Item) string { return shortened(factName(it.Violation), longestName) }

// shortened cuts words that are too long for a name; the end tells long ones apart.
func shortened(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	r := []rune(s)
	return string(r[:most-11]) + "…" + string(r[len(r)-10:])
}

// chosen gives the consequences of a 款 and 项; 0 = all. A consequence that names the 款 goes with it.
func (a *articleReading) chosen(paragraph, sub int) []readItem {
	var out []readItem
	for _, it := range a.items {
		switch {
		case paragraph == 0:
		case slices.Contains(it.names, paragraph):
			if sub > 0 && len(it.subs) > 0 && !slices.Contains(it.subs, sub) {
				continue
			}
		case it.Paragraph != paragraph, sub > 0 && len(it.ListItems) > 0 && !slices.Contains(it.ListItems, sub):
			continue
		}
		out = append(out, it)
	}
	return out
}

// item makes the item of a 款 and 项; 0 = the whole article.
func (a *articleReading) item(paragraph, sub int) *Found {
	c := a.place
	c.Paragraph, c.Subparagraph = paragraph, sub
	if sub > 0 && paragraph == 0 {
		c.Paragraph = 1
	}
	one := len(a.answer.Article.Paragraphs) == 1
	if one && sub == 0 {
		c.Paragraph = 0
	}
	v := a.version()
	it := &engine.Item{ID: c.Law + "/" + c.Key(), Law: c.Law, Rank: v.Pack.Rank, Version: v.Name, From: v.From, To: v.To, Standing: "unverified", SHA256: v.SHA256}
	if shown := c; one {
		shown.Paragraph = 0
		it.Article = shortPlace(shown)
	} else {
		it.Article = shortPlace(c)
	}
	read := &Reading{Citation: a.place.Law + it.Article, Notes: slices.Compact(slices.Clone(a.notes))}
	for _, u := range a.unread {
		if paragraph == 0 || u.Paragraph == 0 || u.Paragraph == paragraph {
			read.Unread = append(read.Unread, u)
		}
	}
	in := &inline{}
	var names []string
	chosen := a.chosen(paragraph, sub)
	unit := slices.ContainsFunc(chosen, func(x readItem) bool { return x.forUnits() && len(x.names) > 0 })
	parties := parties(chosen)
	for _, x := range chosen {
		in.read(x, unit, parties)
		for _, p := range x.Penalties {
			if p.Kind == clause.Fine {
				read.Fines = append(read.Fines, p)
			}
		}
		if len(x.names) == 0 && x.Violation != "" && !slices.Contains(names, x.Violation) {
			names = append(names, x.Violation)
		}
	}
	in.into(it)
	it.Name = shortened(strings.Join(names, "；"), longestName)
	if it.Name == "" {
		it.Name = it.Article
	}
	v.Items = []*engine.Item{it}
	return &Found{Item: it, Version: v, Read: read}
}

// version is the imported text as a version of a statute that is no pack.
func (a *articleReading) version() *Version {
	s, m := a.answer.Statute, a.answer.Version
	p := &Pack{ID: "import/" + s.ID, Kind: "statute", Title: s.Title, Short: []string{s.ID}, Rank: string(s.Level), Maker: s.Issuer, Place: s.Place, Standing: "unverified"}
	v := &Version{Pack: p, Name: m.Date()}
	v.From, _ = m.From()
	for i := range s.Versions {
		if &s.Versions[i] != m && s.Versions[i].Date() != m.Date() {
			continue
		}
		if i+1 < len(s.Versions) {
			next, _ := s.Versions[i+1].From()
			v.To = dayBefore(next)
		} else {
			v.To = dayBefore(m.Repealed)
		}
	}
	if len(m.Sources) > 0 {
		v.SHA256 = m.Sources[0]
	}
	p.Versions = []*Version{v}
	return v
}

// dayBefore gives the day before, "" for what is no day.
func dayBefore(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

// crime are conditions that say no more than that the case is not one for the criminal court.
var crime = []string{"不构成犯罪", "不够刑事处罚", "未构成犯罪", "不够刑事", "不构成刑事"}

// forUnits tells whether a 款 says what units get for the conduct of another 款: 单位有前款行为的.
func (x readItem) forUnits() bool {
	return strings.HasPrefix(x.Violation, "单位") && rolesOf(x.Who)[0] == "" || rolesOf(x.Who)[0] == "单位"
}

// partyFact asks which of several kinds of parties it is, where the article punishes them differently.
const partyFact = "违法主体"

// parties lists the parties that are punished apart for one conduct, by the law's words; nil where there is one only.
func parties(items []readItem) []string {
	var out []string
	for i, x := range items {
		for _, y := range items[:i] {
			if !x.apart() || !y.apart() || x.Who == y.Who || x.Condition != y.Condition || !slices.Equal(x.conduct, y.conduct) {
				continue
			}
			for _, who := range []string{y.Who, x.Who} {
				if w := shortened(factName(who), longestName); !slices.Contains(out, w) {
					out = append(out, w)
				}
			}
		}
	}
	return out
}

// apart tells whether a consequence is a first fine for a party that has no role.
func (x readItem) apart() bool {
	return x.Step == clause.Base && x.Who != clause.Violator && rolesOf(x.Who)[0] == "" && !x.forUnits() &&
		slices.ContainsFunc(x.penalties, func(p engine.Penalty) bool { return p.Kind == engine.Fine })
}

// read takes a consequence that the clause reader found. unit: another 款 says what units get for the same conduct.
func (in *inline) read(x readItem, unit bool, parties []string) {
	b := engine.Branch{Who: x.Who, Condition: x.Condition, Step: engine.BranchStep(x.Step), Corrective: x.Corrective, Reference: x.Reference, Penalties: x.penalties}
	when := in.conditions(x)
	switch {
	case x.forUnits():
		b.Role = "单位"
	case unit && rolesOf(x.Who)[0] == "":
		b.Role = "个人"
	}
	if who := shortened(factName(x.Who), longestName); slices.Contains(parties, who) {
		if !in.has(partyFact) {
			in.entries = append(in.entries, facts.Entry{Name: partyFact, Type: facts.Enum, Options: parties, Of: "party", Ask: "当事人是条文所列的哪一种？"})
		}
		when = append(when, partyFact+" == '"+who+"'")
	}
	in.add(b, when, x.conduct)
}

// conditions makes of the law's words the thresholds and, for what is no number, yes/no questions. With an 或者 between a
// number and something else the words stay one question.
func (in *inline) conditions(x readItem) []string {
	words := strings.TrimSuffix(x.Condition, "的")
	if words == "" {
		return nil
	}
	either := strings.Contains(words, "或")
	for _, w := range x.When {
		either = either && !w.OrNone
	}
	if len(x.When) > 0 && either {
		return []string{in.condition(words, engine.BranchStep(x.Step))}
	}
	list := slices.Clone(x.When)
	for i := range list {
		list[i].Base = factName(list[i].Base)
	}
	out := in.thresholds(list)
	for _, part := range strings.Split(words, "，") {
		part = strings.TrimSuffix(part, "的")
		if part == "" || slices.ContainsFunc(crime, func(w string) bool { return strings.Contains(part, w) }) || measured(part, x.When) {
			continue
		}
		out = append(out, in.condition(part, engine.BranchStep(x.Step)))
	}
	return out
}

// measured tells whether a part of a condition is one of the thresholds.
func measured(part string, list []clause.When) bool {
	return slices.ContainsFunc(list, func(w clause.When) bool {
		return strings.Contains(part, w.Base) || strings.ContainsAny(part, "元倍％%") && strings.ContainsAny(part, "0123456789一二三四五六七八九十百千万亿两")
	})
}

// penaltyOfClause puts a penalty into the engine's form; note says what the form has no place for.
func penaltyOfClause(p clause.Penalty, text []rune) (out engine.Penalty, note string) {
	out = engine.Penalty{Kind: p.Kind, Detail: p.Detail, Min: p.Min, Max: p.Max, MinOpen: p.MinOpen, MaxOpen: p.MaxOpen, Modality: engine.Modality(p.Modality), Choice: p.Choice, Per: factName(p.Per), Cap: p.Cap, DeemMin: p.DeemMin}
	words := wordsAt(text, p.At)
	switch p.Base {
	case clause.Yuan, "":
		out.Min, out.Max = inFen(p.Min), inFen(p.Max)
	case "日", "月", "年":
		out.Unit = p.Base
	default:
		out.Base = factName(p.Base)
		out.Percent = strings.Contains(words, "分之") || strings.ContainsAny(words, "%％‰")
	}
	out.Apart = p.Modality == clause.May && !strings.Contains(words, "并处") && !strings.Contains(words, "并罚")
	if p.Floor != nil {
		note = "“" + p.Detail + "”有不低于 " + p.Floor.String() + " 元的下限，没有计入幅度"
	}
	return out, note
}

// inFen turns 元 into 分.
func inFen(yuan *money.Ratio) *money.Ratio {
	if yuan == nil {
		return nil
	}
	v, err := yuan.Mul(money.Int(100))
	if err != nil {
		return nil
	}
	return &v
}

// wordsAt gives the words of the place from the punctuation before it.
func wordsAt(text []rune, at clause.Span) string {
	from, to := min(at.From, len(text)), min(at.To, len(text))
	for from > 0 && !strings.ContainsRune("，。；：\n", text[from-1]) {
		from--
	}
	return string(text[from:to])
}

// ArticleReading is one article as it was read.
type ArticleReading struct{ *articleReading }

// Items gives the items of the article: one for each 项 that has consequences, else for each 款. A 款 that only says what
// happens to others for the conduct of another 款 is part of that one's item.
func (a *ArticleReading) Items() []*Found {
	var out []*Found
	seen := map[[2]int]bool{}
	for _, it := range a.items {
		if len(it.names) > 0 && len(it.conduct) > 0 {
			continue
		}
		subs := it.ListItems
		if len(subs) == 0 {
			subs = []int{0}
			if slices.ContainsFunc(a.items, func(o readItem) bool { return o.Paragraph == it.Paragraph && len(o.ListItems) > 0 && len(o.names) == 0 }) {
				continue // holds for each of the 项
			}
		}
		for _, sub := range subs {
			if key := [2]int{it.Paragraph, sub}; !seen[key] {
				seen[key] = true
				out = append(out, a.item(it.Paragraph, sub))
			}
		}
	}
	return out
}
