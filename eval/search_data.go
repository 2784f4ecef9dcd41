package eval

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"cailiang/corpus/index"
)

// question is one line of a retrieval set: gold holds the grade of each right document.
type question struct {
	text  string
	gold  map[string]int
	right []string // the keys of gold in the order of the line
}

func (q *question) add(id string, grade int) {
	if q.gold[id] == 0 {
		q.right = append(q.right, id)
	}
	q.gold[id] = max(grade, q.gold[id])
}

// questionLine is the form of design section 8.
type questionLine struct {
	Query    string          `json:"query"`
	Text     string          `json:"text"`
	Gold     []goldReference `json:"gold"`
	Relevant []struct {
		ID    string `json:"id"`
		Grade int    `json:"grade"`
	} `json:"relevant"`
}

type goldReference struct {
	Law     string `json:"law"`
	Article string `json:"article"`
	Path    string `json:"path"`
}

// readQuestions reads JSON lines; a line that asks nothing or names nothing right is refused.
func readQuestions(data string) ([]question, error) {
	f, err := os.Open(data)
	if err != nil {
		return nil, fmt.Errorf("打不开 %s：%w。改法：检查 --data 的路径", data, err)
	}
	defer f.Close()
	var out []question
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for n := 1; lines.Scan(); n++ {
		var l questionLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s:%d: 不是一行 JSON：%w", data, n, err)
		}
		q := l.question()
		if q.text == "" || len(q.gold) == 0 {
			return nil, fmt.Errorf("%s:%d: 缺少问题（query 或 text）或者答案（gold 或 relevant）", data, n)
		}
		out = append(out, q)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("读不了 %s：%w", data, err)
	}
	return out, nil
}

func (l *questionLine) question() question {
	q := question{text: l.Query, gold: map[string]int{}}
	if q.text == "" {
		q.text = l.Text
	}
	for _, g := range l.Gold {
		q.add(g.Path+"#"+g.Article, 2)
	}
	for _, r := range l.Relevant {
		if r.Grade > 0 {
			q.add(r.ID, r.Grade)
		}
	}
	return q
}

// searchCorpus is what a retrieval set is searched in.
type searchCorpus struct {
	docs  func() index.Documents
	size  int // roughly; for the progress only
	kinds []index.Kind
}

// corpusFor finds the corpus of a retrieval set: corpus-files.tsv beside it (STARD); the
// built-in cases where only cases answer; else all statutes of the data folder, newest
// versions, with the cases.
func corpusFor(data string, questions []question) (searchCorpus, error) {
	dir := filepath.Dir(data)
	tsv := filepath.Join(dir, "corpus-files.tsv")
	if _, err := os.Stat(tsv); err == nil {
		files, err := readLawFiles(tsv)
		if err != nil {
			return searchCorpus{}, err
		}
		root := filepath.Join(dir, "..", "..", "statutes")
		return searchCorpus{docs: func() index.Documents { return articlesOf(root, files) }, size: 60000, kinds: []index.Kind{index.Article}}, nil
	}
	cases, err := casesOf()
	if err != nil {
		return searchCorpus{}, err
	}
	if onlyCases(questions) {
		return searchCorpus{docs: func() index.Documents { return cases }, size: 300, kinds: []index.Kind{index.Case}}, nil
	}
	root := filepath.Join(cmp.Or(os.Getenv("CAILIANG_DATA"), filepath.Join("..", "shared", "data")), "statutes")
	files, err := newestLaws(filepath.Join(root, "manifest.tsv"))
	if err != nil {
		return searchCorpus{}, fmt.Errorf("%s 的语料是真实法规：%w。改法：用环境变量 CAILIANG_DATA 指出数据目录", data, err)
	}
	docs := func() index.Documents { return both(articlesOf(root, files), cases) }
	return searchCorpus{docs: docs, size: 67000}, nil
}

// onlyCases: an article's identifier holds #, a case's does not.
func onlyCases(questions []question) bool {
	for _, q := range questions {
		for _, id := range q.right {
			if strings.Contains(id, "#") {
				return false
			}
		}
	}
	return true
}
