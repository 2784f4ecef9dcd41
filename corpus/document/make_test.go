package document

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
)

// zipped makes a zip file of parts.
func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
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
	return b.Bytes()
}

const wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

// wordFile makes a .docx of a body and further parts.
func wordFile(t testing.TB, body string, more map[string]string) []byte {
	parts := map[string]string{"word/document.xml": `<?xml version="1.0" encoding="UTF-8"?><w:document ` + wordSpace + `><w:body>` + body + `</w:body></w:document>`}
	for k, v := range more {
		parts[k] = v
	}
	return zipped(t, parts)
}

func wordParagraph(style, text string) string {
	if style != "" {
		style = `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
	}
	return "<w:p>" + style + "<w:r><w:t>" + text + "</w:t></w:r></w:p>"
}

// printed is a text at a place on a page.
type printed struct {
	x, y float64
	text string
}

// pdfFile makes a PDF with a Chinese font of two-byte codes; toUnicode says whether the font tells which characters it shows.
func pdfFile(pages [][]printed, toUnicode bool) []byte {
	var b bytes.Buffer
	var at []int
	object := func(s string) int {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
		return len(at)
	}
	stream := func(s string) int {
		var z bytes.Buffer
		w := zlib.NewWriter(&z)
		_, _ = w.Write([]byte(s))
		_ = w.Close()
		return object(fmt.Sprintf("<</Length %d /Filter /FlateDecode>>\nstream\n%s\nendstream", z.Len(), z.String()))
	}
	b.WriteString("%PDF-1.4\n")
	unicodes := ""
	if toUnicode {
		var m strings.Builder
		m.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /A def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
		for high := range 256 { // a range may not leave its high byte
			fmt.Fprintf(&m, "1 beginbfrange\n<%02X00> <%02XFF> <%02X00>\nendbfrange\n", high, high, high)
		}
		n := stream(m.String() + "endcmap\nend\nend\n")
		unicodes = fmt.Sprintf("/ToUnicode %d 0 R", n)
	}
	inner := object("<</Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /DW 1000>>")
	font := object(fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [%d 0 R] %s>>", inner, unicodes))
	tree := len(at) + 2*len(pages) + 1
	var kids []string
	for _, page := range pages {
		var s strings.Builder
		for _, p := range page {
			fmt.Fprintf(&s, "BT /F1 10 Tf 1 0 0 1 %v %v Tm <", p.x, p.y)
			for _, c := range utf16.Encode([]rune(p.text)) {
				fmt.Fprintf(&s, "%04X", c)
			}
			s.WriteString("> Tj ET\n")
		}
		content := stream(s.String())
		kids = append(kids, fmt.Sprintf("%d 0 R", object(fmt.Sprintf("<</Type /Page /Parent %d 0 R /MediaBox [0 0 300 400] /Contents %d 0 R /Resources <</Font <</F1 %d 0 R>>>>>>", tree, content, font))))
	}
	object(fmt.Sprintf("<</Type /Pages /Count %d /Kids [%s]>>", len(kids), strings.Join(kids, " ")))
	root := object(fmt.Sprintf("<</Type /Catalog /Pages %d 0 R>>", tree))
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, root, xref)
	return b.Bytes()
}

func show(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.Repeat("#", l.Heading))
		for _, f := range []struct {
			on   bool
			mark string
		}{{l.Quote, ">"}, {l.Bullet, "*"}, {l.Header, "@"}, {l.Table, "="}} {
			if f.on {
				b.WriteString(f.mark)
			}
		}
		b.WriteString(l.Text + "\n")
	}
	return b.String()
}
