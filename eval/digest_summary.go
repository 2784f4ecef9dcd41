package eval

import (
	"fmt"
	"slices"
	"strings"
)

// tally counts items and cases of one model or document.
type tally struct {
	items, expressible, partly, unread, statutory, heads int
	cases                                                map[string]int
}

func (t *tally) add(it *DigestItem) {
	switch it.Result {
	case HeadOnly:
		t.heads++
		return
	case StatutoryOnly:
		t.statutory++
		return
	}
	t.items++
	switch {
	case it.Result != "":
	case len(it.Lost) > 0:
		t.partly++
	default:
		t.expressible++
	}
	if len(it.Unread) > 0 {
		t.unread++
	}
	for _, c := range it.Cases {
		t.cases[c.Result]++
	}
}

func (t *tally) row(name string) string {
	return fmt.Sprintf("%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", name, t.items, t.expressible, t.partly, t.items-t.expressible-t.partly, t.unread,
		t.cases[Equal], t.cases[Ambiguous], t.cases[Differs], t.cases[Inexpressible], t.statutory+t.heads)
}

// benchmarks are the items of a file that come from benchmark digests: general rules have no items of their own.
func benchmarks(f *DigestFile) []*DigestItem {
	var out []*DigestItem
	for i := range f.Items {
		if it := &f.Items[i]; it.Model != generalRule && it.Reason != reasonShape {
			out = append(out, it)
		}
	}
	return out
}

// summary is the table for people: items that can be computed, and cases equal, by model and by document.
func summary(files []DigestFile) string {
	models, total := map[string]*tally{}, newTally()
	var names []string
	var docs strings.Builder
	for i := range files {
		doc := newTally()
		for _, it := range benchmarks(&files[i]) {
			if models[it.Model] == nil {
				models[it.Model] = newTally()
				names = append(names, it.Model)
			}
			for _, t := range []*tally{models[it.Model], doc, total} {
				t.add(it)
			}
		}
		if doc.items+doc.statutory+doc.heads > 0 {
			docs.WriteString(doc.row(files[i].File))
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	head := "\t事项\t全部可算\t部分可算\t不能表达\t有未读部分\t案例相等\t文件两可\t不等\t案例不能表达\t只有法定幅度或标题\n"
	out := "模型" + head
	for _, n := range names {
		out += models[n].row(n)
	}
	return out + "文件" + head + docs.String() + total.row("合计")
}

func newTally() *tally { return &tally{cases: map[string]int{}} }

// countItems adds the figures of benchmark items to the metrics.
func countItems(files []DigestFile, m map[string]float64) {
	t := newTally()
	for i := range files {
		for _, it := range benchmarks(&files[i]) {
			t.add(it)
		}
	}
	for k, n := range map[string]int{"items": t.items, "items_expressible": t.expressible, "items_partly": t.partly, "items_inexpressible": t.items - t.expressible - t.partly,
		"items_statutory_only": t.statutory, "heads": t.heads} {
		m[k] = float64(n)
	}
}
