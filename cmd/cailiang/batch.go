package main

import (
	"fmt"
	"os"
	"runtime/debug"

	"cailiang/api/casework"
	"cailiang/rules"
	"cailiang/rules/source"
)

// batch decides a file of cases, a line each, in constant memory.
func (c *suggestCmd) batch(e *env, lib *rules.Library, o casework.Options) error {
	in := e.in
	size := int64(0)
	if c.Batch != "-" {
		f, err := os.Open(c.Batch)
		if err != nil {
			return source.Problems{{File: c.Batch, Message: "打不开：" + err.Error(), Remedy: "核对路径与权限"}}
		}
		defer f.Close()
		if st, err := f.Stat(); err == nil {
			size = st.Size()
		}
		in = f
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // the heap is small: collect less often
	t, err := casework.Batch(lib, in, e.out, casework.BatchOptions{Options: o, Progress: c.bar(e.progress(), size)})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.err, "共 %d 个案件，%d 行出错，%d 个案件拟作的处罚不符合\n", t.Lines, t.Failed, t.NotInside)
	if t.Failed > 0 || t.NotInside > 0 {
		return exit(exitNotInside)
	}
	return nil
}

// bar shows how much of the input is done, in thousandths.
func (c *suggestCmd) bar(progress func(done, total int, name string), size int64) func(lines, failed int, read int64) {
	if progress == nil || size == 0 {
		return nil
	}
	return func(lines, failed int, read int64) {
		progress(int(1000*read/size), 1000, fmt.Sprintf("%d 个案件，%d 行出错", lines, failed))
	}
}
