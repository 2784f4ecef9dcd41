package document

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// maxPage bounds an HTML page in bytes: its tree takes many times as much memory.
const maxPage = 16 << 20

// page reads an HTML page as official databases show it: the text of the statute without menus, buttons and footers; what the
// page says beside it (公布日期, 施行日期, 文号…) comes first, as lines of the header.
func page(data []byte) ([]Line, error) {
	if len(data) > maxPage {
		return nil, refuse("网页有 %d MB，超过 %d MB：不像法规文本", len(data)>>20, maxPage>>20)
	}
	s, err := decodePage(data)
	if err != nil {
		return nil, err
	}
	root, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return nil, refuse("网页读不了：%v", err)
	}
	p := &pageReader{}
	p.walk(root, 0)
	p.flush()
	return p.pick(), nil
}

// decodePage gives the page in UTF-8; the page itself names its encoding.
func decodePage(data []byte) (string, error) {
	_, name, _ := charset.DetermineEncoding(data[:min(len(data), 1024)], "")
	switch name {
	case "utf-8", "gbk", "gb18030", "windows-1252": // the last stands for pages that name none
		return decode(data)
	}
	return "", refuse("网页编码是 %s：请用浏览器另存为 UTF-8 再导入", name)
}

// block is a line of a page and where it stands.
type block struct {
	line Line
	box  *html.Node // the element of block kind that holds it
	head bool       // in <title> or an h1 to h3
}

type pageReader struct {
	blocks  []block
	text    strings.Builder
	box     *html.Node
	heading int
	title   string
}

var skipped = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Nav: true, atom.Footer: true, atom.Aside: true, atom.Form: true, atom.Select: true, atom.Button: true, atom.Iframe: true,
	atom.Svg: true, atom.Textarea: true, atom.Input: true, atom.Template: true, atom.Object: true}

var boxes = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Li: true, atom.Ul: true, atom.Ol: true, atom.Table: true, atom.Tbody: true, atom.Tr: true, atom.Td: true, atom.Th: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Body: true, atom.Header: true, atom.Main: true, atom.Center: true, atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Blockquote: true,
	atom.Pre: true, atom.Hr: true, atom.Figure: true, atom.Figcaption: true, atom.Head: true, atom.Html: true}

var headings = map[atom.Atom]int{atom.H1: 1, atom.H2: 2, atom.H3: 3, atom.H4: 4, atom.H5: 5, atom.H6: 6}

// walk goes through the tree. html.Parse bounds its depth.
func (p *pageReader) walk(n *html.Node, depth int) {
	if depth > 2*maxDepth {
		return
	}
	switch n.Type {
	case html.TextNode:
		p.text.WriteString(blanks.ReplaceAllString(n.Data, " "))
		return
	case html.ElementNode:
		if skipped[n.DataAtom] || hidden(n) {
			return
		}
		if n.DataAtom == atom.Title {
			p.title = strings.TrimSpace(textOf(n))
			return
		}
		if n.DataAtom == atom.Br {
			p.flush()
			return
		}
	}
	box := n.Type == html.ElementNode && boxes[n.DataAtom]
	before, heading := p.box, p.heading
	if box {
		p.flush()
		p.box = n
		if h := headings[n.DataAtom]; h > 0 {
			p.heading = h
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(c, depth+1)
	}
	if box {
		p.flush()
		if n.DataAtom == atom.Tr {
			p.row(n)
		}
		p.box, p.heading = before, heading
	}
}

var blanks = regexp.MustCompile(`[ \t\r\n\f\v]+`)

func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "style" && strings.Contains(strings.ReplaceAll(a.Val, " ", ""), "display:none") {
			return true
		}
	}
	return false
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func (p *pageReader) flush() {
	t := strings.TrimSpace(p.text.String())
	p.text.Reset()
	if t != "" {
		p.blocks = append(p.blocks, block{Line{Text: t, Heading: p.heading, Number: len(p.blocks) + 1}, p.box, p.heading > 0})
	}
}

// row joins the cells of a table's row into one line. Where a cell holds several lines, or an article, the table only lays out
// the page, and its lines stay as they are.
func (p *pageReader) row(tr *html.Node) {
	from := len(p.blocks)
	for from > 0 && under(p.blocks[from-1].box, tr) {
		from--
	}
	var cells []string
	boxes := map[*html.Node]bool{}
	for _, b := range p.blocks[from:] {
		cell := cellOf(b.box, tr)
		if boxes[cell] || articleLine.MatchString(b.line.Text) {
			return
		}
		boxes[cell] = true
		cells = append(cells, b.line.Text)
	}
	if len(cells) < 2 {
		return
	}
	first := p.blocks[from]
	first.line.Text, first.line.Table = "| "+strings.Join(cells, " | ")+" |", true
	first.box = tr
	p.blocks = append(p.blocks[:from], first)
}

// cellOf is the cell of the row in which an element stands.
func cellOf(n, tr *html.Node) *html.Node {
	for n.Parent != nil && n.Parent != tr {
		n = n.Parent
	}
	return n
}

func under(n, top *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == top {
			return true
		}
	}
	return false
}

var (
	articleLine = regexp.MustCompile(`^[\s\x{3000}]*(第[零〇○一二三四五六七八九十百千0-9０-９]+[条條章编節节]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])`)
	fieldLine   = regexp.MustCompile(`^[|\s]*(公布日期|发布日期|颁布日期|成文日期|通过日期|发文日期|印发日期|公布时间|发布时间|施行日期|生效日期|实施日期|施行时间|实施时间|废止日期|失效日期|制定机关|发布机关|发文机关|颁布单位|发布部门|发布单位|发文字号|文号|文 ?号|效力级别|效力位阶|法律效力位阶|时效性|有效性|标 ?题)[\s|]*[:：|][\s|]*(.*)$`)
)

// pick takes the lines of the statute out of the page: those under the smallest element that holds nearly all numbered lines.
func (p *pageReader) pick() []Line {
	numbered := 0
	count := map[*html.Node]int{}
	for _, b := range p.blocks {
		if !articleLine.MatchString(b.line.Text) {
			continue
		}
		numbered++
		for n := b.box; n != nil; n = n.Parent {
			count[n]++
		}
	}
	var main *html.Node
	for _, b := range p.blocks {
		for n := b.box; n != nil; n = n.Parent {
			if count[n]*10 >= numbered*9 && numbered > 0 && (main == nil || under(n, main)) {
				main = n
			}
		}
	}
	var fields, body []Line
	for _, b := range p.blocks {
		in := main == nil || under(b.box, main)
		switch {
		case isField(b.line.Text):
			fields = append(fields, splitFields(b.line)...)
		case in && !isNoise(b.line.Text):
			body = append(body, b.line)
		}
	}
	return p.assemble(main, fields, body)
}

// assemble puts the title first, then the fields, then the text.
func (p *pageReader) assemble(main *html.Node, fields, body []Line) []Line {
	title := ""
	for _, l := range body {
		if articleLine.MatchString(l.Text) {
			break
		}
		if l.Heading == 1 {
			title = l.Text
		}
	}
	if title == "" {
		for _, b := range p.blocks {
			if b.line.Heading == 1 || b.line.Heading == 2 && title == "" && !under(b.box, main) {
				title = b.line.Text
			}
		}
	}
	if title == "" {
		title = pageTitle(p.title)
	}
	var out []Line
	if title != "" {
		out = append(out, Line{Text: title, Heading: 1, Number: 1})
	}
	out = append(out, fields...)
	for _, l := range body {
		if l.Heading == 1 {
			if strings.Join(strings.Fields(l.Text), "") == strings.Join(strings.Fields(title), "") {
				continue
			}
			l.Heading = 2
		}
		out = append(out, l)
	}
	return out
}

// pageTitle takes the name of the site off a page's title: 某某条例_中国政府网.
func pageTitle(s string) string {
	for _, sep := range []string{"_", " - ", "——", "|", "-"} {
		s, _, _ = strings.Cut(s, sep)
	}
	return strings.TrimSpace(s)
}

func isField(s string) bool { return len(s) < 600 && fieldLine.MatchString(s) }

// splitFields cuts a table row such as | 发文机关： | 国务院 | 发文字号： | 国令第1号 | into a line a field.
func splitFields(l Line) []Line {
	cells := strings.FieldsFunc(l.Text, func(r rune) bool { return r == '|' })
	var out []Line
	add := func(t string) {
		if t = strings.TrimSpace(t); t != "" {
			out = append(out, Line{Text: t, Header: true, Number: l.Number})
		}
	}
	key := ""
	for _, c := range cells {
		c = strings.TrimSpace(c)
		bare := strings.TrimRight(c, ":： ")
		switch {
		case c == "":
		case key != "":
			add(key + "：" + c)
			key = ""
		case fieldLine.MatchString(bare+"：") && (bare != c || len(cells) > 1):
			key = strings.ReplaceAll(bare, " ", "")
		default:
			add(c)
		}
	}
	return out
}

var noise = regexp.MustCompile(`^(首页|当前位置|您的位置|您现在的位置|打印|关闭|分享|收藏|下载|返回|字号|【?字体|来源[:：]|责任编辑|编辑[:：]|扫一扫|主办单位|承办单位|版权所有|Copyright|京ICP|.{0,2}ICP备|网站标识码|京公网安备|上一篇|下一篇|相关链接|相关稿件|相关附件|附件下载|微信|微博|浏览次数|点击数|阅读[:：]|发布人|信息来源|繁體|简体|无障碍|目录导航|全文检索|\[?\s*(大|中|小)\s*\]?$|【(打印|关闭|大中小|字体).*】)`)

func isNoise(s string) bool {
	return len(s) < 200 && noise.MatchString(strings.TrimSpace(s))
}

// mhtml reads a web page saved as one file: the first part that is HTML.
func mhtml(data []byte) ([]Line, error) {
	body, err := htmlPart(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return page(body)
}
