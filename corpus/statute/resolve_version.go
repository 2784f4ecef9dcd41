package statute

import (
	"fmt"
	"strings"
)

// choose picks the version that the citation names, or else that of the day; -1 when there is none to show. It writes what
// is to be said about the choice into the answer.
func (a *Answer) choose(version, day string) int {
	all := a.Statute.Versions
	if len(all) == 0 {
		a.Outcome, a.Message = NoStatute, "《"+a.Statute.ID+"》没有导入任何版本：请先导入"
		return -1
	}
	i := latest(all, day)
	if version != "" {
		i = named(all, version)
		if i < 0 {
			a.Outcome, a.Candidates = NoStatute, versionNames(all)
			a.Message = fmt.Sprintf("库里没有《%s》%s 的版本，有：%s", a.Statute.ID, version, strings.Join(a.Candidates, "、"))
			return -1
		}
	}
	a.Outcome = Found
	if i < 0 { // all begin later
		i = 0
	}
	a.Version = &all[i]
	a.inForce(i, day)
	if version != "" && i != latest(all, day) && a.Outcome == Found && day != "" {
		a.Notes = append(a.Notes, fmt.Sprintf("引用写明的版本（%s）不是 %s 施行的版本", all[i].Date(), day))
	}
	return i
}

// latest is the newest version that applies from the day or before, -1 when there is none; "" is the newest of all.
func latest(all []Meta, day string) int {
	if day == "" {
		return len(all) - 1
	}
	found := -1
	for i, m := range all {
		if from, _ := m.From(); from <= day {
			found = i
		}
	}
	return found
}

// named finds the version by its date, by its year, or by the day from which it applies; the newest that fits.
func named(all []Meta, version string) int {
	for i := len(all) - 1; i >= 0; i-- {
		if from, _ := all[i].From(); strings.HasPrefix(all[i].Date(), version) || from == version {
			return i
		}
	}
	return -1
}

func versionNames(all []Meta) []string {
	var out []string
	for _, m := range all {
		if name := m.Date(); name != "" {
			out = append(out, name)
		} else {
			out = append(out, "日期不详")
		}
	}
	return out
}

// inForce says whether the version applies on the day; the text is shown all the same.
func (a *Answer) inForce(i int, day string) {
	m := a.Version
	from, stated := m.From()
	if day == "" {
		if m.Repealed != "" {
			a.Notes = append(a.Notes, fmt.Sprintf("《%s》已%s", a.Statute.ID, repealedWords(*m)))
		}
		return
	}
	switch {
	case from == "":
		a.Notes = append(a.Notes, "文本没有写明日期，不知道它在 "+day+" 是否施行")
	case from > day:
		a.Outcome = NotYet
		a.Message = fmt.Sprintf("《%s》的这一版本在 %s 尚未施行：自 %s 起施行", a.Statute.ID, day, from)
		if m.Issued != "" && m.Issued < m.Date() {
			a.Message = fmt.Sprintf("库里没有《%s》在 %s 施行的版本：%s 的版本自 %s 起施行，此前的版本请先导入", a.Statute.ID, day, m.Date(), from)
		}
	case m.Repealed != "" && m.Repealed <= day && i == len(a.Statute.Versions)-1:
		a.Outcome = Repealed
		a.Message = fmt.Sprintf("《%s》在 %s 已不施行：%s", a.Statute.ID, day, repealedWords(*m))
	case !stated:
		a.Notes = append(a.Notes, fmt.Sprintf("文本没有写明施行日期，按修订或者公布的日期 %s 计算", from))
	}
}

func repealedWords(m Meta) string {
	words := "于 " + m.Repealed + " 废止"
	if m.RepealedBy != "" {
		words = "被《" + m.RepealedBy + "》于 " + m.Repealed + " 废止"
	}
	return words
}
