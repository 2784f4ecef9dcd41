package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"

	"cailiang/corpus/finder"
	"cailiang/corpus/index"
)

type corpusLearnCmd struct {
	homeFlag
	File   string   `arg:"" optional:"" name:"文件" help:"问答（JSONL）：query 或者 text，answers 写检索结果的编号，或者 gold、relevant；- 为标准输入。"`
	Forget []string `name:"forget" placeholder:"编号" help:"撤回这些问答（编号由学习时输出）。"`
}

// lessonLine is a question with what answers it (design section 8).
type lessonLine struct {
	ID       looseID           `json:"id"`
	Query    string            `json:"query"`
	Text     string            `json:"text"`
	Answers  []string          `json:"answers"`
	Gold     []index.Reference `json:"gold"`
	Relevant []struct {
		ID    string `json:"id"`
		Grade int    `json:"grade"`
	} `json:"relevant"`
}

// Run learns or takes back; each lesson's identifier is printed, by which it can be taken back.
func (c *corpusLearnCmd) Run(e *env) error {
	home, err := c.dir()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir := finder.Folder(home)
	if len(c.Forget) > 0 {
		n, err := index.Forget(ctx, dir, c.Forget)
		if err == nil {
			fmt.Fprintf(e.out, "撤回 %d 条问答\n", n)
		}
		return err
	}
	if c.File == "" {
		return fmt.Errorf("没有写问答文件：cailiang corpus learn 文件，或者 --forget 编号")
	}
	ix, err := finder.Open(ctx, home, nil)
	if err != nil {
		return err
	}
	defer ix.Close()
	lessons, err := c.read(e, ix)
	if err != nil {
		return err
	}
	if err := index.Learn(ctx, dir, lessons); err != nil {
		return err
	}
	for _, l := range lessons {
		fmt.Fprintf(e.out, "%s\t%s\n", l.ID, l.Text)
	}
	return nil
}

func (c *corpusLearnCmd) read(e *env, ix *index.Index) ([]index.Lesson, error) {
	in := e.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, fmt.Errorf("打不开 %s：%w", c.File, err)
		}
		defer f.Close()
		in = f
	}
	return readLessons(c.File, in, ix)
}

func readLessons(file string, in io.Reader, ix *index.Index) ([]index.Lesson, error) {
	var out []index.Lesson
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<22)
	for n := 1; lines.Scan(); n++ {
		var l lessonLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s:%d: 不是一行 JSON：%w", file, n, err)
		}
		lesson := l.lesson(ix)
		if lesson.Text == "" || len(lesson.Answers) == 0 {
			return nil, fmt.Errorf("%s:%d: 缺少问题（query 或 text），或者答案不在库里。改法：先导入有关法规，再学习", file, n)
		}
		out = append(out, lesson)
	}
	return out, lines.Err()
}

// lesson names itself after its question and answers unless the line names it.
func (l *lessonLine) lesson(ix *index.Index) index.Lesson {
	out := index.Lesson{ID: string(l.ID), Text: l.Query, Answers: l.Answers}
	if out.Text == "" {
		out.Text = l.Text
	}
	for _, ref := range l.Gold {
		out.Answers = append(out.Answers, ix.Find(ref)...)
	}
	for _, r := range l.Relevant {
		if r.Grade > 0 {
			out.Answers = append(out.Answers, r.ID)
		}
	}
	if out.ID == "" {
		sum := sha256.Sum256([]byte(fmt.Sprint(out.Text, out.Answers)))
		out.ID = hex.EncodeToString(sum[:5])
	}
	return out
}

// looseID is an identifier written as text or as a number.
type looseID string

func (id *looseID) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) != nil {
		s = string(b)
	}
	*id = looseID(s)
	return nil
}
