package document

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// check holds what is true of every file: a refusal with a reason, or lines of valid text within the bounds.
func check(t *testing.T, name string, data []byte) {
	lines, err := Read(name, data)
	if err != nil {
		var r Refused
		if !errors.As(err, &r) || r.Reason == "" || lines != nil {
			t.Fatalf("%s: %d lines, %#v", name, len(lines), err)
		}
		return
	}
	for _, l := range lines {
		if !utf8.ValidString(l.Text) || len(l.Text) > MaxLine || l.Number < 1 {
			t.Fatalf("%s: line %+v", name, l)
		}
	}
}

func fuzz(f *testing.F, name string, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) { check(t, name, data) })
}

func FuzzMarkdown(f *testing.F) {
	fuzz(f, "a.md", []byte("---\na: b\n---\n# 示例办法\n<!-- INFO END -->\n**第一条**　甲[乙](c)\\*\n> 释\n* 1 丙\n|a|b|\n|-|-|\n"), []byte("# \n## \n***\n"), []byte("\ufeff第一条 a"))
}

func FuzzText(f *testing.F) {
	fuzz(f, "a.txt", []byte(sample), []byte{0xb5, 0xda, 0xd2, 0xbb, 0xcc, 0xf5}, []byte{0xff, 0xfe, 'a', 0}, []byte("第一条\u2028甲\f乙"))
}

func FuzzXML(f *testing.F) {
	fuzz(f, "a.xml", []byte(`<?xml version="1.0"?><Law><LawTitle>甲</LawTitle><Article><P>第一条<b>乙</b></P></Article></Law>`), []byte(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`), []byte("<html><body><p>第一条</p></body></html>"), []byte("<a></b>"), []byte(`<?xml version="1.0" encoding="gbk"?><a>`+"\xb5\xda</a>"))
}

func FuzzHTML(f *testing.F) {
	fuzz(f, "a.html", []byte(`<meta charset=gbk><title>甲</title><h1>乙</h1><table><tr><th>公布日期：<td>2020-01-01</table><div><p>第一条<br>甲<p>第二条</div>`), []byte("<table><tr><td><table><tr><td>a<td>b"), []byte("<svg><p>第一条</svg><template><p>x"))
}

func FuzzMHTML(f *testing.F) {
	fuzz(f, "a.mht", []byte(fmt.Sprintf(altMessage, "<p>=E7=AC=AC</p>")), []byte("Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+"), []byte("a: b\n\n"))
}

func FuzzDocx(f *testing.F) {
	fuzz(f, "a.docx", wordFile(f, wordParagraph("2", "第一条")+"<w:tbl><w:tr><w:tc>"+wordParagraph("", "a")+"</w:tc></w:tr></w:tbl>", nil), altChunk(f, "a.mht", fmt.Sprintf(altMessage, "<p>a</p>")))
}

// FuzzWord fuzzes what is inside a .docx, which the compression hides from FuzzDocx.
func FuzzWord(f *testing.F) {
	f.Add(wordParagraph("1", "第一条"), `<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`, `<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>`)
	f.Add(`<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p></w:p><w:tc></w:tc></w:tc><w:tr/>`, `<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="1"><w:lvlText w:val="%1%2%9"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`, "")
	f.Fuzz(func(t *testing.T, body, numbers, styles string) {
		wrap := func(name, s string) string { return "<w:" + name + " " + wordSpace + ">" + s + "</w:" + name + ">" }
		check(t, "a.docx", wordFile(t, body, map[string]string{"word/numbering.xml": wrap("numbering", numbers), "word/styles.xml": wrap("styles", styles)}))
	})
}

func FuzzPDF(f *testing.F) {
	file := pdfFile([][]printed{{{50, 380, "示例办法"}, {20, 360, strings.Repeat("第一条 甲。", 5)}}}, true)
	fuzz(f, "a.pdf", file, []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"))
}

// TestSeeds runs the seeds of the fuzz tests over every reader: a file may have the wrong ending.
func TestSeeds(t *testing.T) {
	word := wordFile(t, wordParagraph("", sample), nil)
	self, err := os.ReadFile("fuzz_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for kind := range readers {
		for _, data := range [][]byte{word, self, []byte(sample), nil, {0}, []byte("%PDF-1.4"), []byte("<a>")} {
			check(t, "a"+kind, data)
		}
	}
}
