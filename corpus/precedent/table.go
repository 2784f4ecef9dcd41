package precedent

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"cailiang/corpus/document"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// ReadCSV reads a table with a row of headings, a case a row: 编号, 标题, 违法行为, 案情, 罚款,
// 依据 (处罚：食品安全法第一百二十四条；…), 情节 (从轻：…；…), 事实:货值金额_元 and so on, or the
// English names. UTF-8 or GBK; a bad row is reported and does not stop the rest.
func ReadCSV(name string, r io.Reader) ([]*Case, []Problem, error) {
	data, err := io.ReadAll(io.LimitReader(r, document.MaxFile+1))
	if err != nil {
		return nil, nil, err
	}
	in := &intake{file: name}
	if fault := in.csv(data); fault != "" {
		in.refuse(1, "%s", fault)
	}
	return in.cases, in.problems, nil
}

func (in *intake) csv(data []byte) (fault string) {
	if len(data) > document.MaxFile {
		return fmt.Sprintf("文件超过 %d MB：请拆成几个", document.MaxFile>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
			return "编码不是 UTF-8 也不是 GBK：请另存为 UTF-8 再导入"
		}
		data = out
	}
	table := csv.NewReader(bytes.NewReader(data))
	table.FieldsPerRecord, table.ReuseRecord = -1, false
	head, err := table.Read()
	if err != nil {
		return "没有表头：第一行写列名，例如 编号,标题,违法行为,罚款"
	}
	if fault := in.headings(head); fault != "" {
		return fault
	}
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			return ""
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			in.refuse(parse.StartLine, "引号或者换行没有配对：含逗号、换行的内容用英文双引号括起来，里面的双引号写两个")
			continue
		}
		if err != nil {
			return err.Error()
		}
		line, _ := table.FieldPos(0)
		in.row(line, head, row)
	}
}

// headings reports columns that are not known; a table without 编号 and 标题 is refused.
func (in *intake) headings(head []string) string {
	seen := map[string]bool{}
	for i, h := range head {
		r := newRecord(1)
		if strings.TrimSpace(h) == "" {
			continue
		}
		if !r.set(h, "x") {
			in.note(1, "第 %d 列“%s”不认识：事实请写成 事实:货值金额_元", i+1, cut(h))
			continue
		}
		for field := range r.fields {
			seen[field] = true
		}
	}
	if !seen["id"] || !seen["title"] {
		return "表头里没有“编号”或者“标题”：这两列必须有"
	}
	return ""
}

func (in *intake) row(line int, head, row []string) {
	r := newRecord(line)
	for i, value := range row {
		switch {
		case i < len(head):
			r.set(head[i], value)
		case strings.TrimSpace(value) != "":
			in.refuse(line, "这一行有 %d 格，表头只有 %d 格：请核对逗号和引号", len(row), len(head))
			return
		}
	}
	if !r.empty() {
		in.record(r)
	}
}

// ReadDocument reads cases from a document (DOCX, and whatever else package document reads):
// lines of 编号：…, 标题：…, 案情：… or two-column tables with the same headings as ReadCSV.
// Each 编号 begins a case; a line without a heading continues the field above it.
func ReadDocument(name string, data []byte) ([]*Case, []Problem, error) {
	lines, err := document.Read(name, data)
	if err != nil {
		return nil, nil, err
	}
	in := &intake{file: name}
	var r *record
	last := ""
	finish := func() {
		if r != nil && !r.empty() {
			in.record(r)
		}
	}
	for i, l := range lines {
		heading, value, ok := headed(l)
		if ok && names[strings.ToLower(heading)] == "id" {
			finish()
			r = newRecord(max(l.Number, i+1))
		}
		switch {
		case r == nil: // title and preface
		case ok:
			r.set(heading, value)
			last = heading
		case last != "" && l.Heading == 0:
			r.extend(last, l.Text)
		}
	}
	finish()
	if len(in.cases) == 0 && len(in.problems) == 0 {
		in.refuse(1, "没有找到案例：每个案例以“编号：”开头，其后每行一个字段，例如 标题：、违法行为：、案情：、罚款：")
	}
	return in.cases, in.problems, nil
}

// headed parts 标题：… or a table row of two cells; only known headings count.
func headed(l document.Line) (heading, value string, ok bool) {
	text := strings.TrimSpace(l.Text)
	if l.Table {
		cells := strings.FieldsFunc(text, func(r rune) bool { return r == '|' || r == '\t' })
		if len(cells) < 2 {
			return "", "", false
		}
		heading, value = cells[0], strings.Join(cells[1:], " ")
	} else {
		heading, value = cutHeading(text)
	}
	heading = strings.TrimSpace(heading)
	return heading, strings.TrimSpace(value), newRecord(0).set(heading, "x")
}

// cutHeading parts at the first colon; a fact's heading has one of its own.
func cutHeading(text string) (heading, value string) {
	m := headingMark.FindStringSubmatch(text)
	if m == nil {
		return "", text
	}
	return m[1], m[2]
}

var headingMark = regexp.MustCompile(`(?s)^((?:事实[:：])?[^:：]*)[:：](.*)$`)

// extend adds a further paragraph to a field of words.
func (r *record) extend(heading, text string) {
	if field := names[strings.ToLower(heading)]; field == "digest" || field == "lesson" || field == "reason" {
		r.fields[field] = join("\n", r.fields[field], strings.TrimSpace(text))
	}
}
