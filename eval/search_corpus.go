package eval

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"cailiang/corpus/finder"
	"cailiang/corpus/index"
	"cailiang/corpus/precedent"
)

// lawFile is a line of corpus-files.tsv: the path of a statute, its level, its number of articles.
type lawFile struct{ path, level string }

// readLawFiles reads the list of the statutes that a retrieval set is searched in.
func readLawFiles(tsv string) ([]lawFile, error) {
	text, err := os.ReadFile(tsv)
	if err != nil {
		return nil, fmt.Errorf("打不开 %s：%w", tsv, err)
	}
	var out []lawFile
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		cols := strings.Split(line, "\t")
		if i == 0 {
			continue // headings
		}
		if len(cols) < 2 {
			return nil, fmt.Errorf("%s:%d: 应为 路径、层级、条数三列", tsv, i+1)
		}
		out = append(out, lawFile{cols[0], cols[1]})
	}
	return out, nil
}

// newestLaws reads the manifest of data/statutes and leaves out versions that a later one replaced.
func newestLaws(manifest string) ([]lawFile, error) {
	text, err := os.ReadFile(manifest)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	column := map[string]int{}
	for i, name := range strings.Split(lines[0], "\t") {
		column[name] = i
	}
	var out []lawFile
	for i, line := range lines[1:] {
		cols := strings.Split(line, "\t")
		if len(cols) != len(column) {
			return nil, fmt.Errorf("%s:%d: 有 %d 列，应有 %d 列", manifest, i+2, len(cols), len(column))
		}
		if status := cols[column["version_status"]]; status != "superseded" && status != "same-date-copy" {
			out = append(out, lawFile{cols[column["path"]], cols[column["level"]]})
		}
	}
	return out, nil
}

// casesOf streams the built-in cases.
func casesOf() (index.Documents, error) {
	cases, err := precedent.Builtin()
	if err != nil {
		return nil, err
	}
	return func(yield func(index.Document, error) bool) {
		for _, c := range cases {
			if !yield(finder.CaseDocument(c), nil) {
				return
			}
		}
	}, nil
}

func both(streams ...index.Documents) index.Documents {
	return func(yield func(index.Document, error) bool) {
		for _, s := range streams {
			for d, err := range s {
				if !yield(d, err) {
					return
				}
			}
		}
	}
}

// articleLine is how the retrieval sets cut a statute: the line begins with the article's
// number and a blank. This is their rule and not the importer's, so that the figures stay comparable.
var articleLine = regexp.MustCompile(`^(第[零〇○一二三四五六七八九十百千两]+条(?:之[一二三四五六七八九十]+)?)[\s\x{3000}]+(.*)$`)

var headingLine = regexp.MustCompile(`^(#+)\s*(.*)$`)

var versionDate = regexp.MustCompile(`\((\d{4}-\d{2}-\d{2})\)\.md$`)

// articlesOf streams the articles of the listed statutes.
func articlesOf(root string, files []lawFile) index.Documents {
	return func(yield func(index.Document, error) bool) {
		for _, f := range files {
			docs, err := readLaw(root, f)
			if err != nil {
				yield(index.Document{}, err)
				return
			}
			for _, d := range docs {
				if !yield(d, nil) {
					return
				}
			}
		}
	}
}

// lawReader follows the headings and gathers the lines of an article.
type lawReader struct {
	file     lawFile
	law      string
	headings []string
	seen     map[string]int
	docs     []index.Document
	date     string
}

func readLaw(root string, f lawFile) ([]index.Document, error) {
	in, err := os.Open(filepath.Join(root, f.path))
	if err != nil {
		return nil, fmt.Errorf("打不开语料 %s：%w", f.path, err)
	}
	defer in.Close()
	r := &lawReader{file: f, seen: map[string]int{}}
	if m := versionDate.FindStringSubmatch(f.path); m != nil {
		r.date = m[1]
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<22)
	body := false
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case strings.HasPrefix(line, "<!-- INFO END -->"):
			body = true
		case !body:
			if m := headingLine.FindStringSubmatch(line); m != nil && r.law == "" {
				r.law = m[2]
			}
		default:
			r.line(line)
		}
	}
	for i := range r.docs {
		r.docs[i].Cites = citesOf(&r.docs[i])
	}
	return r.docs, lines.Err()
}

// citedArticles is 《…》第三条、第五条 or 本法第三条第一款和第五条: the statute, then its articles.
var citedArticles = regexp.MustCompile(`(?:《([^》]{2,40})》|本(?:法|条例|规定|办法|细则|解释)|(民法典|刑法|刑事诉讼法|民事诉讼法|行政诉讼法))((?:第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?(?:第[一二三四五六七八九十]+款)?(?:第?[（(][一二三四五六七八九十]+[）)]项)?[、和或至以及]*)+)`)

var articleNumber = regexp.MustCompile(`第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?`)

// citesOf reads what an article cites: only what the cut of this set needs; the importer
// proper is corpus/statute.
func citesOf(d *index.Document) []index.Reference {
	var out []index.Reference
	for _, m := range citedArticles.FindAllStringSubmatch(d.Text, -1) {
		law := m[1] + m[2]
		if law == "" {
			law = d.Law
		}
		for _, article := range articleNumber.FindAllString(m[3], -1) {
			out = append(out, index.Reference{Law: law, Article: article})
		}
	}
	return out
}

func (r *lawReader) line(line string) {
	if m := headingLine.FindStringSubmatch(line); m != nil {
		depth := max(len(m[1])-2, 0)
		r.headings = append(r.headings[:min(depth, len(r.headings))], m[2])
		return
	}
	if m := articleLine.FindStringSubmatch(line); m != nil {
		r.docs = append(r.docs, index.Document{ID: r.id(m[1]), Kind: index.Article, Law: r.law, Article: m[1], Level: r.file.level,
			Path: r.file.path, Chapter: strings.Join(r.headings, " "), Text: m[2], Issued: r.date})
		return
	}
	if n := len(r.docs); n > 0 && line != "" {
		r.docs[n-1].Text += "\n" + line
	}
}

// id is path#article; a number that comes again in the file gets #2.
func (r *lawReader) id(article string) string {
	r.seen[article]++
	id := r.file.path + "#" + article
	if n := r.seen[article]; n > 1 {
		id += fmt.Sprint("#", n)
	}
	return id
}
