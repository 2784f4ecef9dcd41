package statute

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParse: no lines break the parser; articles hold only text of the source, in its order; what is read once is read the same again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"#示例办法\n（2020年1月1日示例市人民政府令第1号公布　自2020年2月1日起施行）\n目录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 甲：\n（一）乙；\n1.丙；\n（2）丁。\n戊。\n第二章 附则\n第二条之一 己。\n附件：表\n庚",
		"示例条例\n一、甲\n（一）乙\n二、丙", "*1 甲\n*2 乙\n*3 丙\n>释", "#第三编 合同\n第一条甲。第二条 乙。第四条 丙。", "#宪法修正案\n第五十－条 甲“\n第一条 乙\n笫五十二 条 丙",
		"公布日期：2020-02-30\n施行日期：2020.1.1\n效力级别：法律\n#甲法\n第一条【乙】丙", "=|a|b|\n①\n②\n（", "第九九九九九九九条 甲", "#甲法\n本法自二〇二〇年一月一日起施行，《乙法》（以下简称丙法）同时废止。",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return // corpus/document gives valid text only
		}
		src := Source{Name: "甲(2020-01-01)", Folders: []string{"01.法律"}}
		var all strings.Builder
		for i, row := range strings.Split(s, "\n") {
			l := Line{Number: i + 1}
			switch {
			case strings.HasPrefix(row, "#"):
				l.Heading, row = 1, row[1:]
			case strings.HasPrefix(row, "*"):
				l.Bullet, row = true, row[1:]
			case strings.HasPrefix(row, ">"):
				l.Quote, row = true, row[1:]
			case strings.HasPrefix(row, "="):
				l.Table, row = true, row[1:]
			}
			l.Text = row
			src.Lines = append(src.Lines, l)
			all.WriteString(row + "\n")
		}
		text, err := Parse(src)
		if err != nil {
			if text != nil || err.Error() == "" {
				t.Fatal(text, err)
			}
			return
		}
		rest := Dense(visible(all.String()))
		for _, a := range text.Articles {
			body := Dense(a.Body())
			i := strings.Index(rest, body)
			if i < 0 {
				t.Fatalf("article %s is not in the source, or out of order: %q", a.Number, body)
			}
			rest = rest[i+len(body):]
		}
		again, err := Parse(src)
		if err != nil || len(again.Articles) != len(text.Articles) || len(again.Notes) != len(text.Notes) {
			t.Fatal("another reading", err)
		}
	})
}
