// Command cailiang decides administrative-penalty discretion cases and shows why (裁量).
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"cailiang/api/casework"
	"cailiang/rules"
	"cailiang/rules/source"
)

// Exit codes (design section 8).
const (
	exitOK         = 0
	exitNotInside  = 1 // a proposal is not inside, or a check found something
	exitUnreadable = 2
	exitNothing    = 3 // out of scope, gap
)

type app struct {
	Packs      []string      `name:"packs" placeholder:"DIR" help:"再加一个规则包目录（可重复）；编号相同的替换内置的。"`
	Suggest    suggestCmd    `cmd:"" help:"给出处罚幅度：罚不罚、罚什么、罚多少、为什么、还缺什么。"`
	Review     reviewCmd     `cmd:"" help:"法制审核：按清单逐项审核卷宗，写明依据、所见和缺什么。"`
	Clause     clauseCmd     `cmd:"" help:"读处罚条款：每行 {law, article, text} 给出可以计算的处罚。"`
	PacksCmd   packsCmd      `cmd:"" name:"packs" help:"规则库：列出、查看、检查、测试、列出有解释余地之处。"`
	Search     searchCmd     `cmd:"" help:"查找条文、案例和处罚事项。"`
	Corpus     corpusCmd     `cmd:"" help:"法规库：导入、列出、查看条文。"`
	Eval       evalCmd       `cmd:"" help:"用真实材料测量。"`
	Schema     schemaCmd     `cmd:"" help:"输出文件格式的 JSON Schema。"`
	Completion completionCmd `cmd:"" help:"输出命令行补全脚本（bash、zsh、fish）。"`
	Version    versionCmd    `cmd:"" help:"输出版本。"`
}

// env is what a command may touch: the world outside comes in here and nowhere else.
type env struct {
	in       io.Reader
	out, err io.Writer
	today    func() string
	packs    []string
	library  *rules.Library
}

// lib reads the rule library once: the built-in packs, then the user's folders.
func (e *env) lib() (*rules.Library, error) {
	if e.library != nil {
		return e.library, nil
	}
	roots := []fs.FS{rules.Builtin()}
	for _, dir := range e.packs {
		if st, err := os.Stat(dir); err != nil || !st.IsDir() {
			return nil, source.Problems{{File: dir, Message: "--packs 指的目录不存在", Remedy: "核对路径"}}
		}
		roots = append(roots, os.DirFS(dir))
	}
	l, err := rules.Load(roots...)
	e.library = l
	return l, e.placed(err)
}

// placed gives problems of the user's packs the path under which the user finds the file.
func (e *env) placed(err error) error {
	var ps source.Problems
	if !errors.As(err, &ps) {
		return err
	}
	for i := range ps {
		for _, dir := range e.packs {
			if full := filepath.Join(dir, ps[i].File); ps[i].File != "" {
				if _, err := os.Stat(full); err == nil {
					ps[i].File = full
				}
			}
		}
	}
	return ps
}

// exit carries a command's exit code without a message.
type exit int

func (x exit) Error() string { return fmt.Sprintf("exit %d", int(x)) }

func main() {
	e := &env{in: os.Stdin, out: os.Stdout, err: os.Stderr, today: func() string { return time.Now().Format("2006-01-02") }}
	os.Exit(run(e, os.Args[1:]))
}

// run parses and runs one command line and gives the exit code.
func run(e *env, args []string) (code int) {
	var cli app
	parser, err := kong.New(&cli,
		kong.Name("cailiang"),
		kong.Description(description),
		kong.Writers(e.out, e.err),
		kong.Exit(func(c int) { panic(exit(c)) }),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.Help(chineseHelp),
		kong.ValueFormatter(func(v *kong.Value) string { return v.Help }),
		kong.HelpOptions{NoExpandSubcommands: false},
	)
	if err != nil {
		fmt.Fprintln(e.err, "cailiang:", err)
		return exitUnreadable
	}
	defer func() {
		if r := recover(); r != nil {
			x, ok := r.(exit)
			if !ok {
				fmt.Fprintf(e.err, "程序内部出错：%v\n请把命令和案件文件发给维护者。\n", r)
				x = exitUnreadable
			}
			code = int(x)
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(e.err, "cailiang: "+chinese(err.Error()))
		fmt.Fprintln(e.err, "查看用法：cailiang --help")
		return exitUnreadable
	}
	e.packs = cli.Packs
	return report(e, ctx.Run(e))
}

// report prints an error for people and maps it to the exit code: the one place that does.
func report(e *env, err error) int {
	var x exit
	var ps source.Problems
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &x):
		return int(x)
	case errors.Is(err, casework.ErrOutOfScope):
		fmt.Fprintln(e.err, err)
		return exitNothing
	case errors.As(err, &ps):
		fmt.Fprintln(e.err, ps.Error())
		return exitUnreadable
	}
	fmt.Fprintln(e.err, err)
	return exitUnreadable
}

const description = `裁量：给案件事实，得出有依据、有理由的处罚幅度。

常用：
  cailiang suggest 案件.yaml                 给出幅度和理由
  cailiang suggest 案件.yaml --json          同样的结果，供程序使用
  cailiang suggest 案件.yaml --what-if 货值金额=12000
  cailiang suggest 案件.yaml --party         写给当事人看的说明
  cailiang packs list                        有哪些法规和裁量规则
  cailiang packs readings                    规则文字有解释余地之处
  cailiang schema case                       案件文件的格式`

// chinese puts the parser's most frequent messages into Chinese.
func chinese(s string) string {
	for _, r := range [][2]string{{"unknown flag ", "不认识的选项 "}, {"unexpected argument ", "多余的参数 "}, {"expected ", "还需要 "}, {"missing flags: ", "缺少选项 "}, {"did you mean ", "是不是 "},
		{"expected one of ", "应为其中之一："}, {"missing positional arguments ", "缺少参数 "}} {
		s = strings.ReplaceAll(s, r[0], r[1])
	}
	return s
}

// chineseHelp prints kong's help with Chinese headings.
func chineseHelp(o kong.HelpOptions, ctx *kong.Context) error {
	var b strings.Builder
	out := ctx.Stdout
	ctx.Stdout = &b
	err := kong.DefaultHelpPrinter(o, ctx)
	ctx.Stdout = out
	s := b.String()
	for _, r := range [][2]string{{"Usage: ", "用法："}, {"Commands:", "命令："}, {"Flags:", "选项："}, {"Arguments:", "参数："}, {"Show context-sensitive help.", "显示帮助。"},
		{"Run \"cailiang <command> --help\" for more information on a command.", "各命令的详细用法：cailiang <命令> --help"}, {"<command>", "<命令>"}, {"[flags]", "[选项]"}} {
		s = strings.ReplaceAll(s, r[0], r[1])
	}
	fmt.Fprint(out, s)
	return err
}

type versionCmd struct{}

func (versionCmd) Run(e *env) error {
	fmt.Fprintln(e.out, "cailiang "+version)
	return nil
}
