package precedent

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Problem is something wrong in an imported file, in Chinese: where, what, and what to do.
type Problem struct {
	File    string
	Line    int // of the text, or the number of the row or paragraph
	Message string
	Refused bool // the case was not taken; else it was, without the part that is named
}

func (p Problem) String() string {
	end := "（已导入，该处略过）"
	if p.Refused {
		end = "（该案例没有导入）"
	}
	return fmt.Sprintf("%s 第 %d 行：%s%s", p.File, p.Line, p.Message, end)
}

// maxLine bounds a line of a file; the longest published case has a few thousand bytes.
const maxLine = 1 << 20

// ReadJSONL reads one case a line in the form of data/cases. A bad line is reported and does
// not stop the rest; the error is one of reading.
func ReadJSONL(name string, r io.Reader) ([]*Case, []Problem, error) {
	in := &intake{file: name}
	br := bufio.NewReaderSize(r, 64<<10)
	for n := 1; ; n++ {
		line, err := readLine(br)
		switch {
		case errors.Is(err, errLong):
			in.refuse(n, "这一行超过 1 MB，不像一个案例：请核对文件")
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return nil, nil, err
		}
		if text := bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff"))); len(text) > 0 {
			in.json(n, text)
		}
		if err != nil {
			return in.cases, in.problems, nil
		}
	}
}

var errLong = errors.New("line too long")

// readLine reads to the end of the line; of a line that is too long it reads the rest and keeps nothing.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		long = long || len(line)+len(part) > maxLine
		if !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case long: // at the end of the file the next call says so
			return nil, errLong
		}
		return line, err
	}
}

// intake collects the cases of one file.
type intake struct {
	file     string
	cases    []*Case
	problems []Problem
	seen     map[string]int
}

func (in *intake) refuse(line int, format string, args ...any) {
	in.problems = append(in.problems, Problem{in.file, line, fmt.Sprintf(format, args...), true})
}

func (in *intake) note(line int, format string, args ...any) {
	in.problems = append(in.problems, Problem{in.file, line, fmt.Sprintf(format, args...), false})
}

func (in *intake) json(n int, text []byte) {
	if !utf8.Valid(text) {
		in.refuse(n, "含有乱码：请把文件另存为 UTF-8 再导入")
		return
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		in.refuse(n, "%s", jsonMessage(err))
		return
	}
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		if !slices.Contains(jsonNames, key) {
			in.note(n, "没有“%s”这个字段", cut(key))
		}
	}
	c := new(Case)
	if err := json.Unmarshal(text, c); err != nil {
		in.refuse(n, "%s", jsonMessage(err))
		return
	}
	in.take(n, c)
}

// take checks a case and keeps it.
func (in *intake) take(n int, c *Case) {
	c.tidy()
	if fault := c.fault(); fault != "" {
		in.refuse(n, "%s", fault)
		return
	}
	if first := in.seen[c.ID]; first > 0 {
		in.refuse(n, "编号“%s”在第 %d 行已经用过：每个案例用自己的编号", cut(c.ID), first)
		return
	}
	if in.seen == nil {
		in.seen = map[string]int{}
	}
	in.seen[c.ID] = n
	for _, bad := range c.link() {
		in.note(n, "事项“%s”不是条文：请写成 食品安全法/124/1/5", cut(bad))
	}
	in.cases = append(in.cases, c)
}

func (c *Case) tidy() {
	for _, s := range []*string{&c.ID, &c.Title, &c.System, &c.Region, &c.Violation, &c.Digest, &c.Lesson, &c.Date} {
		*s = strings.TrimSpace(*s)
	}
}

var (
	effects = []string{"不予", "减轻", "从轻", "一般", "从重"}
	roles   = []string{"违反", "处罚", "裁量", "程序"}
	date    = regexp.MustCompile(`^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$`)
)

// longestField is the number of bytes that no field of a digest reaches.
const longestField = 64 << 10

// fault names what makes a case unusable, "" for none.
func (c *Case) fault() string {
	switch {
	case c.ID == "":
		return "没有编号：请填写 id，例如 mkt-024"
	case len(c.ID) > 100 || strings.ContainsAny(c.ID, "/\\ \t\n\r"):
		return fmt.Sprintf("编号“%s”不能用：请用不超过 100 个字节的字母、数字和短横", cut(c.ID))
	case c.Title == "":
		return "没有标题：请填写 title"
	case c.Violation == "" && c.Digest == "" && len(c.Facts) == 0:
		return "没有违法行为、案情，也没有事实：至少填写 violation、digest、facts 之一"
	case c.Date != "" && !date.MatchString(c.Date):
		return fmt.Sprintf("决定日期“%s”无法识别：请写成 2024、2024-07 或者 2024-07-05", cut(c.Date))
	case c.Year != 0 && (c.Year < 1949 || c.Year > 2100):
		return fmt.Sprintf("年份 %d 不对：请写四位年份", c.Year)
	case len(c.Title) > longestField || len(c.Digest) > longestField || len(c.Lesson) > longestField:
		return "标题、案情或者启示过长：这里只放摘要，全文请另存"
	}
	for _, x := range c.Circumstances {
		if !slices.Contains(effects, x.Type) {
			return fmt.Sprintf("情节的种类“%s”不对：只能是%s", cut(x.Type), strings.Join(effects, "、"))
		}
	}
	for _, b := range c.Basis {
		switch {
		case !slices.Contains(roles, b.Role):
			return fmt.Sprintf("依据的作用“%s”不对：只能是%s", cut(b.Role), strings.Join(roles, "、"))
		case strings.TrimSpace(b.Law) == "":
			return "有一条依据没有法名：请填写 law"
		}
	}
	if c.Review != nil && Results[c.Review.Result] == "" {
		return fmt.Sprintf("后续结果“%s”不对：只能是 %s", cut(c.Review.Result), strings.Join(slices.Sorted(maps.Keys(Results)), "、"))
	}
	return ""
}

// jsonNames are the field names of a case.
var jsonNames = func() []string {
	var names []string
	for f := range reflect.TypeFor[Case]().Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
	}
	return names
}()

// jsonMessage says in Chinese what the decoder found.
func jsonMessage(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("不是完整的 JSON（第 %d 个字节附近）：一行写一个案例", syntax.Offset)
	case errors.As(err, &kind) && kind.Field == "":
		return "这一行不是一个 JSON 对象：一行写一个案例，用 { } 括起来"
	case errors.As(err, &kind):
		return fmt.Sprintf("字段“%s”不能是 %s：请按 README 的字段类型填写", cut(kind.Field), jsonKinds.Replace(kind.Value))
	}
	return err.Error()
}

var jsonKinds = strings.NewReplacer("string", "文字", "number", "数", "bool", "是或者否", "object", "对象", "array", "列表")
