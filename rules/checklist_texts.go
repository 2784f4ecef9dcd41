package rules

import (
	"io/fs"
	"strconv"

	"cailiang/engine/review"
	"cailiang/rules/source"
)

var textKeys = []string{"in_force", "by"}

// readTexts reads the table of the texts of laws beside a checklist: law → year → first day in force, or a day on which the
// text was certainly in force.
func readTexts(root fs.FS, name string, problems *source.Problems) map[string][]review.TextVersion {
	doc, err := source.ReadFS(root, name)
	if err != nil {
		*problems = append(*problems, asProblems(name, err)...)
		return nil
	}
	out := map[string][]review.TextVersion{}
	for law, years := range doc.Root().Map().Pairs() {
		for year, v := range years.Map().Pairs() {
			m := v.Map(textKeys...)
			day, exact := dayOf(m.Get("in_force"))
			if !exact {
				day, _ = dayOf(m.Must("by"))
			}
			n, err := strconv.Atoi(year.Text())
			if err != nil {
				year.Fail("“"+year.Text()+"”不是年份", "写成 \"2022\"")
			}
			out[law.Text()] = append(out[law.Text()], review.TextVersion{Year: n, Day: day, Exact: exact})
		}
	}
	*problems = append(*problems, doc.Problems()...)
	return out
}
