package precedent

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestReadJSONL(t *testing.T) {
	good := `{"id":"a-1","title":"甲","violation":"无证经营","facts":{"货值金额_元":12.5,"首次违法":true,"渠道":"网店","人数":null}}`
	for _, x := range []struct {
		name, text string
		cases      int
		problems   []string
	}{
		{"good", "\ufeff" + good + "\n\n", 1, nil},
		{"the same id twice", good + "\n" + good, 1, []string{"f.jsonl 第 2 行：编号“a-1”在第 1 行已经用过：每个案例用自己的编号（该案例没有导入）"}},
		{"a bad line between good ones", good + "\n{\n" + strings.Replace(good, "a-1", "a-2", 1), 2, []string{"f.jsonl 第 2 行：不是完整的 JSON（第 1 个字节附近）：一行写一个案例（该案例没有导入）"}},
		{"an unknown field", `{"id":"a","title":"甲","violation":"乙","标签":1}`, 1, []string{"f.jsonl 第 1 行：没有“标签”这个字段（已导入，该处略过）"}},
		{"no id", `{"title":"甲","violation":"乙"}`, 0, []string{"f.jsonl 第 1 行：没有编号：请填写 id，例如 mkt-024（该案例没有导入）"}},
		{"nothing happened", `{"id":"a","title":"甲"}`, 0, []string{"f.jsonl 第 1 行：没有违法行为、案情，也没有事实：至少填写 violation、digest、facts 之一（该案例没有导入）"}},
		{"a wrong type", `{"id":"a","title":"甲","year":"去年"}`, 0, []string{"f.jsonl 第 1 行：字段“year”不能是 文字：请按 README 的字段类型填写（该案例没有导入）"}},
		{"a list", `[1]`, 0, []string{"f.jsonl 第 1 行：这一行不是一个 JSON 对象：一行写一个案例，用 { } 括起来（该案例没有导入）"}},
		{"a fact in a list", `{"id":"a","title":"甲","facts":{"人数":[1]}}`, 0, []string{"f.jsonl 第 1 行：“人数”：只能是数、是或者否、文字，不能是 [1]（该案例没有导入）"}},
		{"fractions of a fen", `{"id":"a","title":"甲","facts":{"货值金额_元":1.234}}`, 0, []string{"f.jsonl 第 1 行：“货值金额_元”："}},
		{"an unknown result", `{"id":"a","title":"甲","violation":"乙","outcome_on_review":{"result":"won"}}`, 0, []string{"f.jsonl 第 1 行：后续结果“won”不对：只能是 changed"}},
		{"an unknown effect", `{"id":"a","title":"甲","violation":"乙","circumstances":[{"type":"轻"}]}`, 0, []string{"f.jsonl 第 1 行：情节的种类“轻”不对：只能是不予、减轻、从轻、一般、从重（该案例没有导入）"}},
		{"a bad date", `{"id":"a","title":"甲","violation":"乙","decision_date":"2024年"}`, 0, []string{"f.jsonl 第 1 行：决定日期“2024年”无法识别"}},
		{"a bad item", `{"id":"a","title":"甲","violation":"乙","items":["过期食品"]}`, 1, []string{"f.jsonl 第 1 行：事项“过期食品”不是条文：请写成 食品安全法/124/1/5（已导入，该处略过）"}},
		{"garbled", "{\"id\":\"\xff\"}", 0, []string{"f.jsonl 第 1 行：含有乱码：请把文件另存为 UTF-8 再导入（该案例没有导入）"}},
		{"a long line", "{\"id\":\"" + strings.Repeat("x", maxLine) + "\n" + good, 1, []string{"f.jsonl 第 1 行：这一行超过 1 MB，不像一个案例：请核对文件（该案例没有导入）"}},
		{"a long last line", strings.Repeat("x", maxLine+1), 0, []string{"f.jsonl 第 1 行：这一行超过 1 MB"}},
	} {
		cases, problems, err := ReadJSONL("f.jsonl", strings.NewReader(x.text))
		if err != nil {
			t.Fatal(err)
		}
		check(t, x.name, cases, problems, x.cases, x.problems)
	}
}

func check(t *testing.T, name string, cases []*Case, problems []Problem, n int, want []string) {
	t.Helper()
	if len(cases) != n || len(problems) != len(want) {
		t.Fatalf("%s: %d cases, %v; want %d, %q", name, len(cases), problems, n, want)
	}
	for i, p := range problems {
		if !strings.HasPrefix(p.String(), want[i]) {
			t.Errorf("%s: %s\nwant %s", name, p, want[i])
		}
	}
}

const table = "编号,标题,系统,年份,违法行为,罚款,依据,情节,事实:货值金额_元,事实：首次违法,后续结果,变更后罚款,备注\n" +
	"t-1,过期糕点,市场监管,2024,经营过期食品,50000元,处罚：食品安全法第一百二十四条第一款第（五）项；程序：《行政处罚法》第四十四条,从轻：货值小；减轻：没有售出,360.5,是,变更,10000,\n" +
	"t-2,坏数额,市场监管,2024,某行为,五百块,,,,,,,\n" +
	"t-3,多一格,市场监管,2024,某行为,,,,,,,,,多\n" +
	",,,,,,,,,,,,\n"

func TestReadCSV(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(table)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"utf-8": "\ufeff" + table, "gbk": gbk} {
		cases, problems, err := ReadCSV("f.csv", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		check(t, name, cases, problems, 1, []string{
			"f.csv 第 1 行：第 13 列“备注”不认识：事实请写成 事实:货值金额_元（已导入，该处略过）",
			"f.csv 第 3 行：罚款“五百块”：",
			"f.csv 第 4 行：这一行有 14 格，表头只有 13 格：请核对逗号和引号（该案例没有导入）",
		})
		checkTable(t, cases[0])
	}
}

func checkTable(t *testing.T, c *Case) {
	t.Helper()
	amount, _ := c.Facts.Money("货值金额")
	if c.System != "market" || c.Year != 2024 || c.Decided.Fine.String() != "50000.00" || amount.String() != "360.50" || !c.Facts["首次违法"].Yes {
		t.Errorf("read as %+v", c)
	}
	if len(c.Provisions()) != 2 || c.Provisions()[0].Key() != "124/1/5" || c.Provisions()[1].String() != "行政处罚法第四十四条" {
		t.Errorf("provisions %v", c.Provisions())
	}
	if len(c.Circumstances) != 2 || c.Circumstances[1] != (Circumstance{Type: "减轻", Reason: "没有售出"}) {
		t.Errorf("circumstances %+v", c.Circumstances)
	}
	if !c.Overturned() || c.Review.FineAfter.String() != "10000.00" {
		t.Errorf("review %+v", c.Review)
	}
}

func TestReadCSVRefuses(t *testing.T) {
	for name, x := range map[string]struct{ text, want string }{
		"empty":      {"", "f.csv 第 1 行：没有表头"},
		"no id":      {"标题,罚款\n甲,1\n", "f.csv 第 1 行：表头里没有“编号”或者“标题”"},
		"big5":       {"\xa4\xa4\xff\xfe,\x80\n", "f.csv 第 1 行：编码不是 UTF-8 也不是 GBK"},
		"open quote": {"编号,标题,违法行为\na,\"甲,乙\n", "f.csv 第 2 行：引号或者换行没有配对"},
	} {
		cases, problems, err := ReadCSV("f.csv", strings.NewReader(x.text))
		if err != nil {
			t.Fatal(err)
		}
		check(t, name, cases, problems, 0, []string{x.want})
	}
}

const page = `# 案例汇编

前言不是案例。

编号：d-1
标题：过期糕点
系统：市场监管
年份：2024年
违法行为：经营过期食品
案情：货架上有过期糕点，
当场下架。
罚款：50,000元
依据：处罚：食品安全法第一百二十四条第一款第（五）项；程序：《行政处罚法》第四十四条
情节：从轻：货值小；减轻：没有售出
事实：货值金额_元：360.5
事实：首次违法：是
后续结果：变更
变更后罚款：10000

| 编号 | d-2 |
|---|---|
| 标题 | 表格里的案例 |
| 违法行为 | 无证经营 |

编号：d-3
标题：没有内容
`

func TestReadDocument(t *testing.T) {
	cases, problems, err := ReadDocument("f.md", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "md", cases, problems, 2, []string{"f.md 第 25 行：没有违法行为、案情，也没有事实"})
	checkTable(t, cases[0])
	if cases[0].Digest != "货架上有过期糕点，\n当场下架。" || cases[1].Title != "表格里的案例" {
		t.Errorf("read as %+v, %+v", cases[0], cases[1])
	}
	_, problems, err = ReadDocument("f.md", []byte("没有案例"))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "none", nil, problems, 0, []string{"f.md 第 1 行：没有找到案例"})
}

func TestReadDOCX(t *testing.T) {
	cases, problems, err := ReadDocument("f.docx", docx(t, page))
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 2 || len(problems) != 1 {
		t.Fatalf("%d cases, %v", len(cases), problems)
	}
	checkTable(t, cases[0])
	if cases[1].Title != "表格里的案例" {
		t.Errorf("table read as %+v", cases[1])
	}
}

// docx makes a document of the page: its lines are paragraphs, its table a table.
func docx(t *testing.T, page string) []byte {
	t.Helper()
	var body strings.Builder
	paragraph := func(text string) string {
		return "<w:p><w:r><w:t>" + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text) + "</w:t></w:r></w:p>"
	}
	for line := range strings.Lines(page) {
		switch line = strings.TrimSpace(line); {
		case line == "" || strings.HasPrefix(line, "|-"):
		case strings.HasPrefix(line, "|"):
			body.WriteString("<w:tbl><w:tr>")
			for cell := range strings.SplitSeq(strings.Trim(line, "| "), "|") {
				body.WriteString("<w:tc>" + paragraph(strings.TrimSpace(cell)) + "</w:tc>")
			}
			body.WriteString("</w:tr></w:tbl>")
		default:
			body.WriteString(paragraph(strings.TrimLeft(line, "# ")))
		}
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"word/document.xml":   `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The published set itself must be readable whole: every line, no complaint.
func TestPublishedSet(t *testing.T) {
	dir := os.Getenv("CAILIANG_DATA")
	if dir == "" {
		t.Skip("CAILIANG_DATA is not set: the published cases are not read")
	}
	files, err := filepath.Glob(filepath.Join(dir, "cases", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases below %s: %v", dir, err)
	}
	total := 0
	for _, name := range files {
		if filepath.Base(name) == "questions.jsonl" {
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		cases, problems, err := ReadJSONL(filepath.Base(name), f)
		f.Close()
		if err != nil || len(problems) > 0 {
			t.Errorf("%s: %v %v", name, err, problems)
		}
		total += len(cases)
		for _, c := range cases {
			checkDigest(t, c)
		}
	}
	if total != 99 {
		t.Errorf("%d cases, want 99", total)
	}
}

// checkDigest holds our digest against the published case: figures and articles carry over, sentences do not.
func checkDigest(t *testing.T, published *Case) {
	t.Helper()
	ours := builtin(t).Get(published.ID)
	if ours == nil {
		t.Errorf("%s is not among the digests", published.ID)
		return
	}
	if a, b := ours.Decided.String(), published.Decided.String(); (ours.Decided.Fine == nil) != (published.Decided.Fine == nil) || ours.Decided.Fine != nil && *ours.Decided.Fine != *published.Decided.Fine {
		t.Errorf("%s: decided %s, published %s", ours.ID, a, b)
	}
	for name, v := range ours.Facts {
		if published.Facts[name] != v {
			t.Errorf("%s: fact %s is %+v, published %+v", ours.ID, name, v, published.Facts[name])
		}
	}
	if ours.Overturned() != published.Overturned() || ours.Title == published.Title || ours.Lesson == published.Lesson {
		t.Errorf("%s: another outcome, or words that are not ours", ours.ID)
	}
}

func FuzzReadJSONL(f *testing.F) {
	f.Add([]byte(`{"id":"a-1","title":"甲","violation":"无证经营","facts":{"货值金额_元":12.5},"basis":[{"role":"处罚","law":"食品安全法","article":"第一百二十四条、第七项"}],"items":["食品安全法/124/1/5"]}`))
	f.Add([]byte("{\"id\":1}\n[\n\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cases, problems, err := ReadJSONL("f", bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		readable(t, cases, problems)
	})
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte(table))
	f.Add([]byte("编号,标题,违法行为\na,\"甲\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cases, problems, err := ReadCSV("f", bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		readable(t, cases, problems)
	})
}

func FuzzReadDocument(f *testing.F) {
	f.Add([]byte(page))
	f.Fuzz(func(t *testing.T, data []byte) {
		cases, problems, err := ReadDocument("f.md", data)
		if err != nil {
			return // the document's own reader refused it
		}
		readable(t, cases, problems)
	})
}

// readable: whatever was taken has what a case needs, can be shown and compared; whatever was not says why.
func readable(t *testing.T, cases []*Case, problems []Problem) {
	t.Helper()
	for _, c := range cases {
		if c.ID == "" || c.Title == "" || c.Text() == "" || c.fault() != "" {
			t.Fatalf("%+v", c)
		}
		Compare(c.Profile(), c)
	}
	for _, p := range problems {
		if p.Message == "" || p.Line < 1 {
			t.Fatalf("%+v", p)
		}
	}
}
