package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"cailiang/corpus/library"
	"cailiang/corpus/statute"
)

type corpusCmd struct {
	Import corpusImportCmd `cmd:"" help:"导入法规文本：md、txt、docx、html、xml、pdf，文件或者整个文件夹。"`
	List   corpusListCmd   `cmd:"" help:"列出导入的法规和版本。"`
	Learn  corpusLearnCmd  `cmd:"" help:"学习：已有答案的问题，使以后同类的提问先找到答案。"`
	Show   corpusShowCmd   `cmd:"" help:"查看条文：法规名和条号，例如 食安法 124。"`

	Coverage corpusCoverageCmd `cmd:"" help:"统计处罚条文：多少可以计算，按级别和系统。"`
}

// homeFlag is where everything that is kept between runs lies.
type homeFlag struct {
	Home string `name:"home" env:"CAILIANG_HOME" placeholder:"DIR" help:"存放导入的法规和记录的文件夹；不写则用系统的用户数据文件夹。"`
}

// dir gives the folder, by default the user's data folder.
func (h homeFlag) dir() (string, error) {
	if h.Home != "" {
		return h.Home, nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "cailiang"), nil
	}
	user, err := os.UserHomeDir()
	if err != nil {
		return "", errors.New("找不到用户数据文件夹：请用 --home 指定")
	}
	switch runtime.GOOS {
	case "windows", "darwin":
		dir, err := os.UserConfigDir()
		if err != nil {
			return "", errors.New("找不到用户数据文件夹：请用 --home 指定")
		}
		return filepath.Join(dir, "cailiang"), nil
	}
	return filepath.Join(user, ".local", "share", "cailiang"), nil
}

// open opens the library of imported statutes.
func (h homeFlag) open() (*library.Library, error) {
	dir, err := h.dir()
	if err != nil {
		return nil, err
	}
	return library.Open(dir)
}

type corpusImportCmd struct {
	homeFlag
	Paths   []string `arg:"" name:"路径" help:"文件或者文件夹（连同其下所有文件）。"`
	JSON    bool     `name:"json" help:"输出每个文件的结果（JSON）。"`
	Notes   bool     `name:"notes" help:"逐个文件列出缺什么、有什么矛盾。"`
	NoIndex bool     `name:"no-index" help:"只导入，索引留到第一次检索时再建。"`
}

// Run imports and accounts for every file; exit 2 when none could be read.
func (c *corpusImportCmd) Run(e *env) error {
	lib, err := c.open()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r, err := lib.Import(ctx, c.Paths, e.progress())
	if errors.Is(err, context.Canceled) {
		return errors.New("导入中断：已读完的文件已经保存，再运行一次同样的命令即可继续")
	}
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(e, r)
	} else {
		fmt.Fprint(e.out, importText(r, c.Notes))
		err = printImportChanges(e, lib, r)
	}
	switch {
	case err != nil:
		return err
	case r.Refused == r.Files:
		return exit(exitUnreadable)
	case c.NoIndex:
		return nil
	}
	home, err := c.dir()
	if err != nil {
		return err
	}
	ix, err := e.index(ctx, home)
	if errors.Is(err, context.Canceled) {
		return errors.New("索引没有建完：导入的文本已经保存，下一次检索时会接着建")
	}
	if err != nil {
		return err
	}
	ix.Close()
	return nil
}

// importText is the summary for people.
func importText(r library.Report, notes bool) string {
	var b strings.Builder
	t := table{{"文件", "导入", "重复", "拒绝", "条文"},
		{fmt.Sprint(r.Files), fmt.Sprint(r.Imported), fmt.Sprint(r.Duplicate), fmt.Sprint(r.Refused), fmt.Sprint(r.Articles)}}
	b.WriteString(t.String())
	kinds := map[string]int{}
	for _, o := range r.Outcomes {
		if o.Status == library.Refused || notes && o.Reason != "" {
			fmt.Fprintf(&b, "%s %s：%s\n", statusWords[o.Status], o.Path, o.Reason)
		}
		for _, n := range o.Notes {
			kinds[n.Kind]++
			if notes {
				fmt.Fprintf(&b, "  %s%s：%s\n", o.Path, atLine(n.Line), n.Message)
			}
		}
	}
	if len(kinds) > 0 && !notes {
		b.WriteString("文本的缺漏和矛盾：")
		var parts []string
		for _, k := range noteKinds {
			if kinds[k[0]] > 0 {
				parts = append(parts, fmt.Sprintf("%s %d 处", k[1], kinds[k[0]]))
			}
		}
		b.WriteString(strings.Join(parts, "，") + "（加 --notes 逐条列出）\n")
	}
	return b.String()
}

var statusWords = map[library.Status]string{library.Imported: "导入", library.Duplicate: "重复", library.Refused: "拒绝"}

var noteKinds = [][2]string{{statute.NoteMissing, "没有写"}, {statute.NoteContradiction, "互相矛盾"}, {statute.NoteNumbering, "条号跳号或者重复"},
	{statute.NoteMended, "笔误已按原意读取"}, {statute.NoteDerived, "取自文件名或者文件夹"}}

func atLine(line int) string {
	if line == 0 {
		return ""
	}
	return fmt.Sprintf(" 第 %d 行", line)
}

type corpusListCmd struct {
	homeFlag
	Words []string `arg:"" optional:"" name:"名称" help:"只列名称含这些字的。"`
	JSON  bool     `name:"json" help:"输出 JSON。"`
}

// Run lists the statutes.
func (c *corpusListCmd) Run(e *env) error {
	lib, err := c.open()
	if err != nil {
		return err
	}
	all, err := lib.Statutes()
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(slices.Clone(all), func(s statute.Statute) bool { return !hasWords(s, c.Words) })
	if c.JSON {
		return printJSON(e, all)
	}
	t := table{{"名称", "级别", "地域", "版本", "条文"}}
	for _, s := range all {
		var dates []string
		articles := 0
		for _, v := range s.Versions {
			dates = append(dates, versionName(v))
			articles = v.Articles
		}
		t = append(t, []string{s.ID, string(s.Level), s.Place, strings.Join(dates, " "), fmt.Sprint(articles)})
	}
	if len(all) == 0 {
		fmt.Fprintln(e.err, "没有法规：用 cailiang corpus import 导入")
		return nil
	}
	fmt.Fprint(e.out, t.String())
	return nil
}

func versionName(v statute.Meta) string {
	name := v.Date()
	if name == "" {
		name = "日期不详"
	}
	if v.Repealed != "" {
		name += "（" + v.Repealed + "废止）"
	}
	return name
}

func hasWords(s statute.Statute, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s.ID, w) && !slices.ContainsFunc(slices.Concat(s.Short, s.Former), func(n string) bool { return strings.Contains(n, w) }) {
			return false
		}
	}
	return true
}

type corpusShowCmd struct {
	homeFlag
	Citation []string `arg:"" name:"引用" help:"法规名和条号：食安法 124、食品安全法第一百二十四条第一款；只写法规名则列出版本和章节。"`
	AsOf     string   `name:"as-of" placeholder:"日期" help:"看某一天施行的文本；不写则看最新的。"`
	JSON     bool     `name:"json" help:"输出 JSON。"`
}

// Run prints an article as its source has it; exit 3 when there is none.
func (c *corpusShowCmd) Run(e *env) error {
	lib, err := c.open()
	if err != nil {
		return err
	}
	r, err := statute.NewResolver(lib)
	if err != nil {
		return err
	}
	a, err := r.Query(strings.Join(c.Citation, " "), c.AsOf)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(e, a)
	} else {
		err = c.print(e, lib, a)
	}
	if err == nil && a.Outcome != statute.Found {
		return exit(exitNothing)
	}
	return err
}

func (c *corpusShowCmd) print(e *env, lib *library.Library, a statute.Answer) error {
	if a.Message != "" {
		fmt.Fprintln(e.err, a.Message)
	}
	for _, n := range a.Notes {
		fmt.Fprintln(e.err, n)
	}
	if a.Version == nil {
		return nil
	}
	fmt.Fprintln(e.out, strings.Join(append([]string{a.Version.Title, versionLine(*a.Version)}, headingOf(a)...), "\n"))
	if a.Text != "" {
		fmt.Fprint(e.out, "\n", a.Text, "\n")
		return nil
	}
	if a.Article == nil && a.Outcome != statute.NoProvision {
		return overview(e, lib, a)
	}
	return nil
}

func headingOf(a statute.Answer) []string {
	if a.Article == nil || len(a.Article.Heading) == 0 {
		return nil
	}
	return []string{strings.Join(a.Article.Heading, " · ")}
}

func versionLine(v statute.Meta) string {
	parts := []string{versionName(v) + " 文本"}
	if v.Number != "" {
		parts = append(parts, v.Number)
	}
	if v.Effective != "" {
		parts = append(parts, v.Effective+" 起施行")
	}
	return strings.Join(parts, "，")
}

// overview prints what the library knows of a statute: names, versions, chapters, what the files lack.
func overview(e *env, lib *library.Library, a statute.Answer) error {
	s := a.Statute
	for _, row := range [][2]string{{"级别", string(s.Level)}, {"制定机关", s.Issuer}, {"简称", strings.Join(s.Short, "、")}, {"曾用名", strings.Join(s.Former, "、")}} {
		if row[1] != "" {
			fmt.Fprintln(e.out, row[0]+"："+row[1])
		}
	}
	for i, v := range s.Versions {
		fmt.Fprintf(e.out, "版本：%s，%d 条\n", versionLine(v), v.Articles)
		texts, err := lib.Texts(s.ID, i)
		if err != nil {
			return err
		}
		last := ""
		for _, t := range texts {
			for _, n := range t.Notes {
				fmt.Fprintf(e.out, "  注意%s：%s\n", atLine(n.Line), n.Message)
			}
			for _, x := range t.Articles {
				if h := strings.Join(x.Heading, " · "); h != last {
					fmt.Fprintf(e.out, "  %s（自%s）\n", h, x.Label)
					last = h
				}
			}
			for _, x := range t.Appendices {
				fmt.Fprintf(e.out, "  %s\n", x.Title)
			}
		}
	}
	return nil
}
