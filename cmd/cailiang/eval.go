package main

type evalCmd struct {
	Digests evalDigestsCmd `cmd:"" help:"裁量规则摘要：逐题计算并与答案核对。"`
}

type evalDigestsCmd struct {
	Data string `name:"data" required:"" placeholder:"路径" help:"摘要文件或者目录，例如 ../shared/data/benchmarks/general。"`
}
