package main

import (
	"fmt"
	"os"

	"cailiang/eval"
)

type evalCmd struct {
	Digests evalDigestsCmd `cmd:"" help:"裁量规则摘要：逐题计算并与答案核对。"`
	Prove   evalProveCmd   `cmd:"" help:"裁量基准摘要：证明各表，并与摘要列出的毛病核对。"`
	Clauses evalClausesCmd `cmd:"" help:"处罚条款：逐条读出并与人工标注核对。"`
	Search  evalSearchCmd  `cmd:"" help:"检索：在真实法规和案例上测召回和排序。"`
	Review  evalReviewCmd  `cmd:"" help:"法制审核：审核案例并与应有的发现核对。"`
	Cases   evalCasesCmd   `cmd:"" help:"公布的案例：逐案计算，与公布的处罚核对。"`
}

type evalDigestsCmd struct {
	Data string `name:"data" required:"" placeholder:"路径" help:"摘要文件或者目录，例如 ../shared/data/benchmarks/general。"`
}

// Run prints a line for each file and the figures last; exit 1 when a computation differs.
func (c *evalDigestsCmd) Run(e *env) error {
	r, err := eval.Digests(c.Data, e.out, e.progress())
	if err != nil {
		return err
	}
	if r.Table != "" {
		fmt.Fprint(e.err, r.Table)
	}
	if r.Metrics[eval.Differs] > 0 {
		return exit(exitNotInside)
	}
	return nil
}

// progress draws one line on a terminal, and nothing where messages go to a file.
func (e *env) progress() eval.Progress {
	f, ok := e.err.(*os.File)
	if !ok {
		return nil
	}
	if st, err := f.Stat(); err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(done, total int, name string) {
		fmt.Fprintf(f, "\r\033[K%d/%d %s", done, total, name)
		if done == total {
			fmt.Fprint(f, "\r\033[K")
		}
	}
}

type evalProveCmd struct {
	Data string `name:"data" required:"" placeholder:"路径" help:"裁量基准摘要的文件或者目录，例如 ../shared/data/benchmarks。"`
}

// Run proves the tables of the digests; exit 1 when a defect that a digest lists was missed.
func (c *evalProveCmd) Run(e *env) error {
	r, err := eval.Prove(c.Data, e.out, e.progress())
	if err != nil {
		return err
	}
	if r.Metrics["missed"] > 0 {
		return exit(exitNotInside)
	}
	return nil
}
