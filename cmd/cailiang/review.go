package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"cailiang/api/casework"
	"cailiang/engine/review"
	"cailiang/eval"
	"cailiang/rules"
)

type reviewCmd struct {
	Case      string `arg:"" name:"案件" help:"卷宗文件（YAML 或 JSON）；- 为标准输入。"`
	From      string `name:"from" enum:",scenarios" default:"" placeholder:"scenarios" help:"scenarios：文件每行一个审核案例（JSONL）。"`
	Checklist string `name:"checklist" default:"ordinary" placeholder:"编号" help:"审核清单的编号。"`
	JSON      bool   `name:"json" help:"输出 JSON，每案一行。"`
}

// Run audits; exit 1 when some conclusion is not 同意.
func (c *reviewCmd) Run(e *env) error {
	r, err := e.reviewer(c.Checklist)
	if err != nil {
		return err
	}
	name, in := "标准输入", e.in
	if c.Case != "-" {
		f, err := os.Open(c.Case)
		if err != nil {
			return fmt.Errorf("打不开 %s：%w", c.Case, err)
		}
		defer f.Close()
		name, in = c.Case, f
	}
	agreed := true
	show := func(rep *casework.ReviewReport) error {
		agreed = agreed && rep.Conclusion == string(review.Agree)
		return c.print(e.out, rep)
	}
	if err := c.read(r, name, in, show); err != nil {
		return err
	}
	if !agreed {
		return exit(exitNotInside)
	}
	return nil
}

func (c *reviewCmd) read(r casework.Reviewer, name string, in io.Reader, show func(*casework.ReviewReport) error) error {
	if c.From == "scenarios" {
		return r.ReviewLines(name, in, show)
	}
	rep, err := r.Review(name, in)
	if err != nil {
		return err
	}
	return show(rep)
}

func (c *reviewCmd) print(out io.Writer, rep *casework.ReviewReport) error {
	if c.JSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return enc.Encode(rep)
	}
	_, err := fmt.Fprintln(out, rep.Text())
	return err
}

// reviewer joins a checklist with the rule library, whose calendar counts the working days.
func (e *env) reviewer(id string) (casework.Reviewer, error) {
	lib, err := e.lib()
	if err != nil {
		return casework.Reviewer{}, err
	}
	lists, err := rules.LoadChecklists(rules.BuiltinChecklists())
	if err != nil {
		return casework.Reviewer{}, err
	}
	p, err := rules.FindChecklist(lists, id)
	return casework.Reviewer{Checklist: p, Library: lib, Day: e.today()}, err
}

type evalReviewCmd struct {
	Data      string `name:"data" required:"" placeholder:"文件" help:"审核案例（JSONL），每行附应有的结论。"`
	Strict    bool   `name:"strict" help:"先去掉已经带有判断的字段。"`
	Checklist string `name:"checklist" default:"ordinary" placeholder:"编号" help:"审核清单的编号。"`
}

// Run prints a line for each case and the figures last.
func (c *evalReviewCmd) Run(e *env) error {
	r, err := e.reviewer(c.Checklist)
	if err != nil {
		return err
	}
	_, err = eval.Review(c.Data, eval.ReviewOptions{Strict: c.Strict, Checklist: r.Checklist, Calendar: r.Library.Calendar()}, e.out, e.progress())
	return err
}
