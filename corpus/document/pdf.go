package document

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"
)

// Bounds of a PDF. The reader may go round in circles in a file that is made to; it is given up after pdfTime.
const (
	maxPDF   = 32 << 20
	maxPages = 3000
	pdfTime  = 20 * time.Second
)

// pdfText reads the text of a PDF in the order in which it is written, and joins lines into paragraphs. Scans and fonts that do
// not say which characters they show are refused.
func pdfText(data []byte) ([]Line, error) {
	if len(data) > maxPDF {
		return nil, refuse("PDF 有 %d MB，超过 %d MB：多半是扫描件，请导入文字版", len(data)>>20, maxPDF>>20)
	}
	type result struct {
		rows []row
		err  error
	}
	done := make(chan result, 1)
	go func() {
		rows, err := pdfRows(data)
		done <- result{rows, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			return nil, r.err
		}
		return paragraphs(r.rows)
	case <-time.After(pdfTime):
		return nil, refuse("PDF 在 %d 秒内读不完：文件可能已损坏", int(pdfTime.Seconds()))
	}
}

// row is a line of a page as it is printed.
type row struct {
	text        string
	left, right float64
	size        float64
	page        int
	edge        bool // first or last on its page
}

// pdfRows takes the rows out of the file; the library panics on broken files.
func pdfRows(data []byte) (rows []row, err error) {
	defer func() {
		if r := recover(); r != nil {
			rows, err = nil, refuse("PDF 已损坏，读不了（%.60s）", fmt.Sprint(r))
		}
	}()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		if errors.Is(err, pdf.ErrInvalidPassword) || strings.Contains(err.Error(), "encrypt") {
			return nil, refuse("PDF 加了密码：请去掉密码再导入")
		}
		return nil, refuse("不是完整的 PDF 文件：请重新下载")
	}
	pages := r.NumPage()
	if pages > maxPages {
		return nil, refuse("PDF 有 %d 页，超过 %d 页：不像法规文本", pages, maxPages)
	}
	total := 0
	for i := 1; i <= pages; i++ {
		page := pageRows(r.Page(i), i)
		for _, x := range page {
			if total += len(x.text); total > MaxText {
				return nil, refuse("PDF 的文字超过 %d MB：不像法规文本", MaxText>>20)
			}
		}
		rows = append(rows, page...)
	}
	return rows, nil
}

// pageRows joins what the page prints on one height into a row, in the order of printing.
func pageRows(p pdf.Page, number int) []row {
	var rows []row
	y := math.NaN()
	for _, t := range p.Content().Text {
		if t.S == "" || t.S == "\n" {
			continue
		}
		if len(rows) == 0 || math.Abs(t.Y-y) > max(t.FontSize, 1)*0.4 {
			rows = append(rows, row{left: t.X, page: number})
			y = t.Y
		}
		r := &rows[len(rows)-1]
		r.text += t.S
		r.size = max(r.size, t.FontSize)
		r.right = max(r.right, t.X+max(t.W, width(t.S)*t.FontSize), r.left+width(r.text)*t.FontSize)
	}
	rows = slices.DeleteFunc(rows, func(r row) bool { return strings.TrimSpace(r.text) == "" })
	if len(rows) > 0 {
		rows[0].edge, rows[len(rows)-1].edge = true, true
	}
	return rows
}

// width estimates a text's width in ems: many fonts in PDFs do not give it.
func width(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r < 0x80 {
			w += 0.5
		} else {
			w++
		}
	}
	return w
}

// bodyRight is how far the rows of the most common size reach.
func bodyRight(rows []row) float64 {
	count := map[int]int{}
	body := 0
	for _, r := range rows {
		size := int(math.Round(r.size * 4))
		if count[size]++; count[size] > count[body] {
			body = size
		}
	}
	right := 0.0
	for _, r := range rows {
		if int(math.Round(r.size*4)) == body {
			right = max(right, r.right)
		}
	}
	return right
}

var (
	pageNumber = regexp.MustCompile(`^[\s\-—–·第共页/]*[0-9]{1,4}[\s\-—–·/第共页0-9]*$`)
	newPart    = regexp.MustCompile(`^(第[零〇一二三四五六七八九十百千0-9\s]+[条編编章节節]|[（(][一二三四五六七八九十0-9]+[)）]|[一二三四五六七八九十]+、|目\s*录|附件|附表|附录|总\s*则|附\s*则)`)
)

// paragraphs joins rows: a row goes on in the next one when it is full and the next does not begin something of its own.
func paragraphs(rows []row) ([]Line, error) {
	rows = withoutEdges(rows)
	if err := readable(rows); err != nil {
		return nil, err
	}
	right := bodyRight(rows)
	var lines []Line
	full := false
	for _, r := range rows {
		t := strings.TrimSpace(r.text)
		if full && !newPart.MatchString(t) {
			lines[len(lines)-1].Text += t
		} else {
			lines = append(lines, Line{Text: t, Number: len(lines) + 1})
		}
		full = r.right > right-1.6*max(r.size, 1) && !strings.HasSuffix(t, "。")
	}
	return lines, nil
}

// withoutEdges leaves out page numbers and what is printed at the edge of most pages.
func withoutEdges(rows []row) []row {
	seen := map[string]int{}
	pages := 0
	for _, r := range rows {
		pages = max(pages, r.page)
		if r.edge {
			seen[strings.TrimSpace(r.text)]++
		}
	}
	return slices.DeleteFunc(rows, func(r row) bool {
		t := strings.TrimSpace(r.text)
		return r.edge && (pageNumber.MatchString(t) || pages > 2 && seen[t]*2 > pages)
	})
}

// readable refuses scans and text whose font does not say which characters it shows.
func readable(rows []row) error {
	all, han, bad := 0, 0, 0
	for _, r := range rows {
		for _, c := range r.text {
			all++
			switch {
			case unicode.Is(unicode.Han, c):
				han++
			case c == utf8.RuneError || unicode.Is(unicode.Co, c) || unicode.IsControl(c) || c >= 0x80 && c <= 0x24f:
				bad++
			}
		}
	}
	switch {
	case all < 20:
		return refuse("PDF 里没有文字，是扫描件或者图片：请先识别成文字（OCR）再导入")
	case bad*20 > all || han*3 < all && bad*50 > all:
		return refuse("PDF 的字体没有标明文字，读出来是乱码：请导入文字版（docx、网页）")
	}
	return nil
}
