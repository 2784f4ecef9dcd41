package main

import "cailiang/eval"

type evalSearchCmd struct {
	Data  string `name:"data" required:"" placeholder:"文件" help:"检索题集（JSONL）：query 或者 text，gold 或者 relevant。"`
	Folds int    `name:"folds" placeholder:"K" help:"分成 K 份，轮流用其余各份学习、用这一份检验。"`
	Fit   bool   `name:"fit" help:"同时重新拟合排序权重，并给出未参与拟合的各份的成绩；须与 --folds 同用。"`
	Keep  string `name:"keep" placeholder:"DIR" help:"把建好的索引留在这个文件夹里；不写则用完即删。"`
}

// Run prints the figures; with --fit the weights before them.
func (c *evalSearchCmd) Run(e *env) error {
	_, err := eval.Search(c.Data, eval.SearchOptions{Folds: c.Folds, Fit: c.Fit, Home: c.Keep}, e.out, e.progress())
	return err
}
