package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

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

// corpusFor finds the corpus of a retrieval set from where the set lies: corpus-files.tsv
// beside it (STARD), or the folder statutes above it.
func corpusFor(data string) (searchCorpus, error) {
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
	return searchCorpus{}, fmt.Errorf("找不到 %s 的语料：旁边没有 corpus-files.tsv", data)
}
