package document

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode/utf32"
)

const sample = "示例市户外招牌管理办法\n第一条　为了使沿街招牌安全、整洁，制定本办法。\n第二条　设置人应当每年检查招牌一次，发现松动的，立即加固或者拆除。\n"

func encoded(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// refused tells whether Read refuses with a reason that has the words, and mentions no machine path.
func refused(t *testing.T, name string, data []byte, words string) {
	t.Helper()
	lines, err := Read(name, data)
	var r Refused
	if !errors.As(err, &r) || !strings.Contains(r.Reason, words) {
		t.Errorf("%s: %d lines, %v; want a refusal with %q", name, len(lines), err, words)
	}
}

func TestEncodings(t *testing.T) {
	for name, data := range map[string][]byte{
		"utf8.txt": []byte(sample), "bom.txt": []byte("\ufeff" + sample), "crlf.txt": []byte(strings.ReplaceAll(sample, "\n", "\r\n")), "mac.txt": []byte(strings.ReplaceAll(sample, "\n", "\r")),
		"gbk.txt": encoded(t, simplifiedchinese.GBK, sample), "gb18030.md": encoded(t, simplifiedchinese.GB18030, sample),
	} {
		lines, err := Read(name, data)
		if err != nil || strings.TrimRight(show(lines), "\n")+"\n" != sample {
			t.Errorf("%s: %v\n%s", name, err, show(lines))
		}
	}
	traditional := "示例市戶外招牌管理辦法\n第一條　為了使沿街招牌安全、整潔，制定本辦法。\n第二條　設置人應當每年檢查招牌一次，發現鬆動的，立即加固或者拆除。\n"
	wide := utf16.Encode([]rune(sample))
	var le bytes.Buffer
	for _, u := range wide {
		le.WriteByte(byte(u))
		le.WriteByte(byte(u >> 8))
	}
	for _, c := range []struct {
		name  string
		data  []byte
		words string
	}{
		{"utf16.txt", append([]byte{0xff, 0xfe}, le.Bytes()...), "UTF-16"},
		{"utf16-no-mark.txt", append(le.Bytes(), 'a', 0), "零字节"},
		{"utf32.txt", encoded(t, utf32.UTF32(utf32.BigEndian, utf32.UseBOM), sample), "零字节"},
		{"big5.txt", encoded(t, traditionalchinese.Big5, traditional), "UTF-8"},
		{"sjis.txt", encoded(t, japanese.ShiftJIS, "第一条　この条例は、市の看板の設置について必要な事項を定めるものとする。\n第二条　看板を設置する者は、毎年これを点検しなければならない。\n"), "UTF-8"},
		{"eucjp.txt", encoded(t, japanese.EUCJP, "第一条　この条例は、市の看板の設置について必要な事項を定めるものとする。\nカンバンをセッチするものはテンケンしなければならない。\n"), "UTF-8"},
		{"cut.txt", append([]byte(sample), 0xe7, 0xac), "UTF-8"},
		{"noise.txt", []byte("\x01\x02\x03\x04\x05第一条\x06\x07"), "控制字符"},
		{"binary.md", []byte{0x89, 'P', 'N', 'G', 0, 0, 0}, "零字节"},
		{"page.html", append([]byte(`<html><head><meta charset="shift_jis"></head><body>`), encoded(t, japanese.ShiftJIS, "第一条")...), "shift_jis"},
		{"big5.xml", []byte(`<?xml version="1.0" encoding="Big5"?><Law><P>a</P></Law>`), "Big5"},
	} {
		refused(t, c.name, c.data, c.words)
	}
}

func TestMarkdown(t *testing.T) {
	const in = "---\nsidebar: auto\n---\n\n# 示例办法\n\n2020年1月1日 公布\n<!-- INFO END -->\n## 第一章　总则\n\n**第一条**　甲\\*乙[丙](#x)。\n\n***目  录***\n\n* 一\n> 释：说明\n\n| 项 | 数 |\n|---|:-:|\n| a | 1 |\n\n```\n五*六\n<br/>第二条<PDF url=\"x\" /> <中华人民共和国法>\n####### 七\n"
	const want = "#示例办法\n@2020年1月1日 公布\n##第一章　总则\n第一条　甲*乙丙。\n目  录\n*一\n>释：说明\n=| 项 | 数 |\n=| a | 1 |\n五*六\n第二条 <中华人民共和国法>\n####### 七\n"
	lines, err := Read("a.md", []byte(in))
	if err != nil || show(lines) != want {
		t.Errorf("%v\n%s", err, show(lines))
	}
	if lines[0].Number != 5 || lines[2].Number != 9 {
		t.Errorf("line numbers %+v", lines)
	}
}

func TestDocx(t *testing.T) {
	styles := `<w:styles ` + wordSpace + `><w:style w:styleId="a5"><w:name w:val="Title"/></w:style><w:style w:styleId="2"><w:name w:val="heading 2"/></w:style><w:style w:styleId="z"><w:name w:val="正文"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style></w:styles>`
	numbers := `<w:numbering ` + wordSpace + `><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="space"/><w:lvlText w:val="第%1条"/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>`
	counted := func(level, text string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	body := wordParagraph("a5", "示例办法") + wordParagraph("2", "第一章 总则") + counted("0", "甲：") + counted("1", "乙；") + counted("1", "丙。") + counted("0", "丁：") + counted("1", "戊。") +
		`<w:p><w:r><w:t>第</w:t></w:r><w:r><w:t xml:space="preserve">三条 </w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:r><w:tab/><w:t>己</w:t><w:br/><w:t>庚 &amp; 辛</w:t></w:r></w:p>` +
		`<w:tbl><w:tr><w:tc>` + wordParagraph("", "列") + `</w:tc><w:tc>` + wordParagraph("", "数") + wordParagraph("", "额") + `</w:tc></w:tr></w:tbl>` + wordParagraph("", " ")
	const want = "#示例办法\n##第一章 总则\n第一条 甲：\n（一）乙；\n（二）丙。\n第二条 丁：\n（一）戊。\n第三条 增 己\n庚 & 辛\n=| 列 | 数 额 |\n"
	lines, err := Read("a.docx", wordFile(t, body, map[string]string{"word/styles.xml": styles, "word/numbering.xml": numbers}))
	if err != nil || show(lines) != want {
		t.Errorf("%v\n%s", err, show(lines))
	}
}

const altMessage = "MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"==x\"\r\n\r\n--==x\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n%s\r\n--==x--\r\n"

func altChunk(t testing.TB, name, content string) []byte {
	rels := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="c1" Type="aFChunk" Target="/word/` + name + `"/></Relationships>`
	return wordFile(t, `<w:altChunk r:id="c1"/>`, map[string]string{"word/_rels/document.xml.rels": rels, "word/" + name: content})
}

func TestAltChunk(t *testing.T) {
	html := "<html><body><h1>=E7=A4=BA=E4=BE=8B=E5=8A=9E=E6=B3=95</h1><p><a href=3D\"#a\">=E7=AC=AC=\r\n=E4=B8=80=E7=AB=A0</a></p></body></html>"
	for name, content := range map[string]string{"afchunk.mht": fmt.Sprintf(altMessage, html), "a.html": "<h1>示例办法</h1><p>第一章</p>"} {
		lines, err := Read("a.docx", altChunk(t, name, content))
		if err != nil || show(lines) != "#示例办法\n第一章\n" {
			t.Errorf("%s: %v\n%s", name, err, show(lines))
		}
	}
	refused(t, "a.docx", altChunk(t, "a.rtf", "{\\rtf"), "altChunk")
	refused(t, "a.docx", altChunk(t, "a.mht", "no message"), "mht")
	refused(t, "a.docx", altChunk(t, "a.mht", "Content-Type: multipart/related; boundary=q\r\n\r\n--q\r\nContent-Type: image/png\r\n\r\nx\r\n--q--\r\n"), "没有网页")
}

func TestHTML(t *testing.T) {
	const in = `<!DOCTYPE html><html><head><title>示例办法_示例市政府</title><style>p{}</style></head><body>
<div class="nav">首页 &gt; 规章</div><h2>相关推荐</h2><div id="x"><div><p>（2020年1月1日公布）</p><p>第<b>一</b>条&nbsp;&nbsp;甲<sup>2</sup>。</p>
<p style="display: none">隐藏</p><div>第二条　乙<br>（一）丙；<br/>（二）丁。</div><table><tr><td>列</td><td>数</td></tr></table><p>【打印】</p></div></div>
<p>上一篇：别的</p><script>第三条</script></body></html>`
	const want = "#相关推荐\n（2020年1月1日公布）\n第一条\u00a0\u00a0甲2。\n第二条　乙\n（一）丙；\n（二）丁。\n"
	lines, err := Read("a.html", []byte(in))
	if got := show(lines); err != nil || !strings.HasPrefix(strings.Replace(got, "示例办法", "相关推荐", 1), want) || strings.Contains(got, "隐藏") || strings.Contains(got, "上一篇") || strings.Contains(got, "打印") || strings.Contains(got, "首页") {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestPDF(t *testing.T) {
	full := "第一条 " + strings.Repeat("示例文字，", 4) // as wide as the page
	pages := [][]printed{
		{{50, 380, "某市公报"}, {100, 360, "示例办法"}, {20, 340, full}, {20, 320, "到此为止。"}, {20, 300, "第二条 短句。"}, {140, 20, "- 1 -"}},
		{{50, 380, "某市公报"}, {20, 360, "第三条 乙。"}, {20, 340, strings.Repeat("满一行的文字", 4)}, {140, 20, "- 2 -"}},
		{{50, 380, "某市公报"}, {20, 360, "接着上一页。"}, {140, 20, "第 3 页 共 3 页"}},
	}
	const want = "示例办法\n第一条 示例文字，示例文字，示例文字，示例文字，到此为止。\n第二条 短句。\n第三条 乙。\n满一行的文字满一行的文字满一行的文字满一行的文字接着上一页。\n"
	lines, err := Read("a.pdf", pdfFile(pages, true))
	if err != nil || show(lines) != want {
		t.Errorf("%v\n%s", err, show(lines))
	}
	refused(t, "scan.pdf", pdfFile([][]printed{{}, {}}, true), "扫描件")
	refused(t, "garbled.pdf", pdfFile(pages, false), "乱码")
	whole := pdfFile(pages, true)
	refused(t, "cut.pdf", whole[:len(whole)/2], "PDF")
	refused(t, "none.pdf", []byte("%PDF-1.4\n"), "PDF")
	refused(t, "text.pdf", []byte(sample), "PDF")
}

// TestHostile: what is made to hurt is refused, with the reason.
func TestHostile(t *testing.T) {
	bomb := wordFile(t, `<w:p><w:r><w:t>`+strings.Repeat("0", 200<<20)+`</w:t></w:r></w:p>`, nil)
	if len(bomb) > 1<<20 {
		t.Fatal("not much of a bomb")
	}
	refused(t, "bomb.docx", bomb, "压缩炸弹")
	quarter := strings.Repeat("a", MaxText/4+1)
	refused(t, "many.docx", wordFile(t, `<w:p/>`, map[string]string{"word/styles.xml": "<a>" + quarter + "</a>", "word/numbering.xml": "<a>" + quarter + "</a>", "word/_rels/document.xml.rels": "<a>" + quarter + quarter + "</a>"}), "压缩炸弹")
	many := map[string]string{}
	for i := range maxParts {
		many[fmt.Sprint("x/", i)] = ""
	}
	refused(t, "parts.docx", wordFile(t, `<w:p/>`, many), "个文件")
	laugh := `<!DOCTYPE lolz [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	refused(t, "laugh.xml", []byte(`<?xml version="1.0"?>`+laugh+`<Law><P>&b;</P></Law>`), "实体")
	refused(t, "file.xml", []byte(`<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a>b</a>`), "实体")
	refused(t, "unknown.xml", []byte(`<Law><P>&passwd;</P></Law>`), "XML 有错误")
	refused(t, "laugh.docx", zipped(t, map[string]string{"word/document.xml": laugh + "<a>&b;</a>"}), "实体")
	refused(t, "deep.xml", []byte(strings.Repeat("<a>", 100000)), "嵌套")
	refused(t, "open.xml", []byte("<Law><P>第一条"), "不完整")
	refused(t, "crossed.xml", []byte("<Law><P>第一条</Law></P>"), "没有对应")
	line := []byte("第一条 " + strings.Repeat("长", 50<<20/3))
	refused(t, "line.txt", line, "MB")
	refused(t, "line.md", line, "MB")
	refused(t, "line.html", line, "MB")
	refused(t, "line.xml", append(append([]byte("<a>"), line...), "</a>"...), "MB")
	refused(t, "big.md", bytes.Repeat([]byte("第一条 甲。\n"), MaxFile/17+1), "MB")
	refused(t, "lines.txt", bytes.Repeat([]byte("\n"), maxLines+1), "行")
	refused(t, "empty.docx", nil, ".docx")
	refused(t, "old.docx", []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1}, ".doc ")
	refused(t, "no-body.docx", zipped(t, map[string]string{"a": "b"}), "没有正文")
	refused(t, "a.exe", nil, "不认识")
	whole := wordFile(t, wordParagraph("", sample), nil)
	refused(t, "cut.docx", whole[:len(whole)-30], ".docx")
	damaged := bytes.Clone(whole)
	damaged[60] ^= 0xff
	refused(t, "damaged.docx", damaged, ".docx")
	deep, err := Read("deep.html", []byte(strings.Repeat("<div>", 200000)+"第一条 甲。"))
	if err != nil && len(deep) > 0 {
		t.Error(err)
	}
}
