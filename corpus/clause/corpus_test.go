package clause_test

import (
	"bufio"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cailiang/corpus/clause"
)

// article is one article of a real statute.
type article struct{ law, number, text string }

// dataDir gives the folder of real texts, or skips aloud.
func dataDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("CAILIANG_DATA")
	if dir == "" {
		t.Skip("CAILIANG_DATA 未设置：需要真实法规文本的目录")
	}
	return dir
}

var (
	articleLine = regexp.MustCompile(`^\*{0,2}[第笫]([一二三四五六七八九十百千零〇○两]+)条(之[一二三四五六七八九十]+)?\*{0,2}[\s　\x{2000}-\x{200b}\x{a0}]*(.*)$`)
	chapterLine = regexp.MustCompile(`^(#|第[一二三四五六七八九十百]+[章节编])`)
	brackets    = regexp.MustCompile(`[（(].*?[)）]`)
)

// cut is a splitter of the tests' own: it knows the three forms of data/statutes*, and nothing of package statute.
func cut(law, text string) []article {
	_, body, ok := strings.Cut(text, "<!-- INFO END -->")
	if !ok {
		body = text
	}
	var out []article
	open := false
	for _, ln := range strings.Split(body, "\n") {
		ln = strings.Trim(ln, " \t\r　")
		m := articleLine.FindStringSubmatch(ln)
		switch {
		case ln == "":
		case m != nil:
			out = append(out, article{law, "第" + m[1] + "条" + m[2], m[3]})
			open = true
		case chapterLine.MatchString(ln):
			open = false
		case open:
			out[len(out)-1].text += "\n" + ln
		}
	}
	return out
}

func plainTitle(t string) string {
	return strings.TrimSpace(brackets.ReplaceAllString(strings.ReplaceAll(t, "中华人民共和国", ""), ""))
}

// manifest reads the columns of a manifest by name.
func manifest(t testing.TB, dir string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "manifest.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	var names []string
	var out []map[string]string
	for sc.Scan() {
		cells := strings.Split(sc.Text(), "\t")
		if names == nil {
			names = cells
			continue
		}
		row := map[string]string{}
		for i, c := range cells {
			row[names[i]] = c
		}
		out = append(out, row)
	}
	return out
}

// load gives the articles of a set: current versions, without the Criminal Law; of the agencies' set only titles that the
// first set does not have.
func load(t testing.TB, set string) []article {
	t.Helper()
	root := dataDir(t)
	seen := map[string]bool{}
	if set == "statutes-agencies" {
		for _, row := range manifest(t, filepath.Join(root, "statutes")) {
			seen[plainTitle(row["title"])] = true
		}
	}
	var out []article
	for _, row := range manifest(t, filepath.Join(root, set)) {
		title := row["title"] + row["title_h1"]
		if status, ok := row["version_status"]; ok && status != "only" && status != "latest" || row["level"] == "司法解释" || strings.Contains(title, "刑法") {
			continue
		}
		if set == "statutes-agencies" && seen[plainTitle(title)] {
			continue
		}
		seen[plainTitle(title)] = true
		text, err := fs.ReadFile(os.DirFS(filepath.Join(root, set)), row["path"])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, cut(title, string(text))...)
	}
	return out
}

var (
	sumBefore = regexp.MustCompile(`[0-9０-９一二三四五六七八九十百千万亿两](元|倍|%|％|‰)|分之|等值|等额|[万千百]以下`)
	sumAfter  = regexp.MustCompile(`^(额|数额|幅度|金额|标准|最高|人民币)?[^0-9一二三四五六七八九十两]{0,6}[0-9一二三四五六七八九十两]`)
)

// bound tells, without the reader, whether an amount belongs to the 罚款 at from…to: an amount within 60 characters before it
// in the same clause, or right behind it.
func bound(text []rune, from, to int) bool {
	a := from
	for a > 0 && from-a < 60 && !strings.ContainsRune("；。：\n", text[a-1]) && !(a > 1 && text[a-1] == '款' && text[a-2] == '罚') {
		a--
	}
	b := to
	for b < len(text) && b-to < 15 && !strings.ContainsRune("；。\n", text[b]) {
		b++
	}
	behind := string(text[to:b])
	return sumBefore.MatchString(string(text[a:from])) || sumAfter.MatchString(behind) && sumBefore.MatchString(behind)
}

// TestStatutes reads every article of the three sets and counts what became of each 罚款 that an amount belongs to.
func TestStatutes(t *testing.T) {
	for _, set := range []string{"statutes", "statutes-2026", "statutes-agencies"} {
		t.Run(set, func(t *testing.T) {
			articles := load(t, set)
			fates, unread := map[string]int{}, []string{}
			for _, a := range articles {
				r := clause.Read(a.text, clause.Context{Law: a.law, Article: a.number})
				text := []rune(a.text)
				for _, p := range r.Phrases() {
					if !bound(text, p.At.From, p.At.To) {
						continue
					}
					fates[p.Fate]++
					if p.Fate == clause.Left || p.Fate == clause.NoAmount {
						unread = append(unread, a.law+a.number+" …"+string(text[max(0, p.At.From-25):p.At.To]))
					}
				}
			}
			fines := fates[clause.Computable] + fates[clause.NoAmount] + fates[clause.Left]
			t.Logf("%s: %d 条；与数额相连的“罚款” %d 处：可计算 %d，不是处罚条款 %d，没有读出数额 %d，没有读懂 %d", set, len(articles), fines+fates[clause.NotPenalty],
				fates[clause.Computable], fates[clause.NotPenalty], fates[clause.NoAmount], fates[clause.Left])
			slices.Sort(unread)
			for _, u := range unread {
				t.Log(u)
			}
			if fates[clause.Computable]*100 < fines*98 {
				t.Errorf("只有 %d/%d 可计算，应当不少于 98%%", fates[clause.Computable], fines)
			}
		})
	}
}

// BenchmarkStatutes reads all articles once per round; CAILIANG_DATA is needed.
func BenchmarkStatutes(b *testing.B) {
	articles := load(b, "statutes")
	b.ReportMetric(float64(len(articles)), "articles")
	for b.Loop() {
		for _, a := range articles {
			clause.Read(a.text, clause.Context{Law: a.law, Article: a.number})
		}
	}
}
