package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"cailiang/corpus/clause"
	"cailiang/eval"
	"cailiang/rules/source"
)

type clauseCmd struct {
	File string `arg:"" optional:"" default:"-" name:"文件" help:"每行一条 {law, article, text} 的 JSONL 文件；- 为标准输入。"`
}

// Help shows the form of a line.
func (clauseCmd) Help() string {
	return `读法条，逐行输出可以计算的处罚：谁、什么条件、哪些种类、幅度；没有读懂的列在 unread。

例：
  cailiang clause 法条.jsonl
  echo '{"law":"示例条例","article":"第一条","text":"违反规定的，处五百元以下罚款。"}' | cailiang clause`
}

// clauseLine is one article to read.
type clauseLine struct {
	Law     string  `json:"law"`
	Article string  `json:"article"`
	Text    *string `json:"text"`
}

// Run reads the lines in order and prints a line for each.
func (c *clauseCmd) Run(e *env) error {
	in := e.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return source.Problems{{File: c.File, Message: "读不了：" + err.Error(), Remedy: "核对路径"}}
		}
		defer f.Close()
		in = f
	}
	return readClauses(in, e.out, c.File)
}

func readClauses(in io.Reader, out io.Writer, name string) error {
	sc := bufio.NewScanner(in)
	sc.Buffer(nil, 16<<20)
	w := bufio.NewWriter(out)
	defer w.Flush()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for n := 1; sc.Scan(); n++ {
		if strings.TrimSpace(sc.Text()) == "" {
			continue
		}
		var l clauseLine
		if err := json.Unmarshal(sc.Bytes(), &l); err != nil || l.Text == nil {
			what := "缺少 text"
			if err != nil {
				what = "不是 JSON：" + err.Error()
			}
			return source.Problems{{File: name, Line: n, Col: 1, Message: what, Remedy: `每行写一条 {"law": 法规名, "article": 条号, "text": 条文}`}}
		}
		if err := enc.Encode(clause.Read(*l.Text, clause.Context{Law: l.Law, Article: l.Article})); err != nil {
			return fmt.Errorf("%s 第 %d 行：%w", name, n, err)
		}
	}
	return sc.Err()
}

type evalClausesCmd struct {
	Data  string `name:"data" required:"" placeholder:"路径" help:"标注过的法条（JSONL），例如 ../shared/data/clauses/examples.jsonl。"`
	Texts string `name:"texts" placeholder:"目录" env:"CAILIANG_DATA" help:"原文所在的数据目录（标注只记位置时需要），例如 ../shared/data。"`
	JSON  bool   `name:"json" help:"只输出最后一行的指标。"`
}

// Run prints a line for each article that differs and the figures last; exit 1 when one differs.
func (c *evalClausesCmd) Run(e *env) error {
	out := e.out
	if c.JSON {
		out = io.Discard
	}
	r, err := eval.Clauses(c.Data, c.Texts, out, e.progress())
	if err != nil {
		return err
	}
	if c.JSON {
		if err := json.NewEncoder(e.out).Encode(r); err != nil {
			return err
		}
	}
	if r.Metrics[eval.ArticlesDiffer] > 0 {
		return exit(exitNotInside)
	}
	return nil
}
