package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// Bounds of a .docx: a zip bomb stops at MaxText.
const (
	maxParts = 4096
	maxDepth = 256 // of XML elements
)

// docx reads a Word file: paragraphs, headings, automatic numbers, tables, and text that sits in an altChunk part.
func docx(data []byte) ([]Line, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		if bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}) {
			return nil, refuse("是旧的 .doc 格式或者加了密码：请用 Word 另存为 .docx 再导入")
		}
		return nil, refuse("不是完整的 .docx 文件（打不开压缩包）：请重新保存或者下载")
	}
	if len(z.File) > maxParts {
		return nil, refuse(".docx 里有 %d 个文件，不像 Word 文档", len(z.File))
	}
	w := &word{parts: map[string]*zip.File{}, left: MaxText}
	for _, f := range z.File {
		w.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	return w.read()
}

type word struct {
	parts   map[string]*zip.File
	left    int64 // bytes that may still be unpacked
	numbers numbering
	styles  map[string]int // style → depth of its heading
	links   map[string]string
	lines   []Line
}

func (w *word) read() ([]Line, error) {
	body, err := w.part("word/document.xml")
	if err != nil {
		return nil, err
	}
	if body == nil {
		return nil, refuse(".docx 里没有正文（word/document.xml）")
	}
	if w.links, err = w.relations(); err != nil {
		return nil, err
	}
	if w.styles, err = w.headingStyles(); err != nil {
		return nil, err
	}
	if err := w.readNumbering(); err != nil {
		return nil, err
	}
	err = w.body(body)
	return w.lines, err
}

// part unpacks one part, nil when it is not there.
func (w *word) part(name string) ([]byte, error) {
	f, ok := w.parts[name]
	if !ok {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, refuse(".docx 的 %s 打不开：文件已损坏或者加了密码", path.Base(name))
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, w.left+1))
	if int64(len(data)) > w.left {
		return nil, refuse("解压后超过 %d MB，像是压缩炸弹", MaxText>>20)
	}
	if err != nil {
		return nil, refuse(".docx 的 %s 已损坏", path.Base(name))
	}
	w.left -= int64(len(data))
	return data, nil
}

// relations maps relation ids to part names.
func (w *word) relations() (map[string]string, error) {
	data, err := w.part("word/_rels/document.xml.rels")
	if err != nil {
		return nil, err
	}
	links := map[string]string{}
	err = walkXML(data, func(e xml.StartElement, _ *xmlWalk) error {
		if e.Name.Local == "Relationship" && attr(e, "TargetMode") != "External" {
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("word", target)
			}
			links[attr(e, "Id")] = strings.TrimPrefix(target, "/")
		}
		return nil
	}, nil, nil)
	return links, err
}

// headingStyles finds which styles are headings: by their outline level or their name.
func (w *word) headingStyles() (map[string]int, error) {
	data, err := w.part("word/styles.xml")
	if err != nil {
		return nil, err
	}
	styles, id := map[string]int{}, ""
	err = walkXML(data, func(e xml.StartElement, _ *xmlWalk) error {
		switch e.Name.Local {
		case "style":
			id = attr(e, "styleId")
		case "outlineLvl":
			if n, err := strconv.Atoi(attr(e, "val")); err == nil && n < 9 {
				styles[id] = n + 1
			}
		case "name":
			name := strings.ToLower(attr(e, "val"))
			if n, err := strconv.Atoi(strings.TrimPrefix(name, "heading ")); err == nil && n > 0 && n < 10 {
				styles[id] = n
			} else if name == "title" {
				styles[id] = 1
			}
		}
		return nil
	}, nil, nil)
	return styles, err
}

// paragraph is a w:p that is being read.
type paragraph struct {
	text          strings.Builder
	style         string
	outline       int
	list, listLvl string
}

// body reads document.xml.
func (w *word) body(data []byte) error {
	var stack []*paragraph // paragraphs nest in text boxes
	var row []string
	cells := 0 // depth of table cells
	var cell strings.Builder
	start := func(e xml.StartElement, x *xmlWalk) error {
		var p *paragraph
		if len(stack) > 0 {
			p = stack[len(stack)-1]
		}
		switch e.Name.Local {
		case "p":
			stack = append(stack, &paragraph{outline: -1})
		case "altChunk":
			return w.chunk(attr(e, "id"))
		case "tr":
			row = nil
		case "tc":
			if cells++; cells == 1 {
				cell.Reset()
			}
		}
		if p != nil {
			p.element(e)
		}
		return nil
	}
	text := func(s string, in []string) {
		if len(stack) > 0 && len(in) > 0 && in[len(in)-1] == "t" && !within(in, "del", "Fallback", "moveFrom") {
			stack[len(stack)-1].text.WriteString(s)
		}
	}
	end := func(name string) error {
		switch name {
		case "p":
			p := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if cells > 0 {
				cell.WriteString(w.label(p) + p.text.String() + " ")
				break
			}
			w.add(p)
		case "tc":
			if cells--; cells == 0 {
				row = append(row, strings.Join(strings.Fields(cell.String()), " "))
			}
		case "tr":
			if cells == 0 && strings.Join(row, "") != "" {
				w.lines = append(w.lines, Line{Text: "| " + strings.Join(row, " | ") + " |", Table: true, Number: len(w.lines) + 1})
			}
		}
		return nil
	}
	return walkXML(data, start, text, end)
}

func within(in []string, names ...string) bool {
	for _, n := range in {
		for _, name := range names {
			if n == name {
				return true
			}
		}
	}
	return false
}

func (p *paragraph) element(e xml.StartElement) {
	switch e.Name.Local {
	case "pStyle":
		p.style = attr(e, "val")
	case "outlineLvl":
		if n, err := strconv.Atoi(attr(e, "val")); err == nil && n < 9 {
			p.outline = n
		}
	case "numId":
		p.list = attr(e, "val")
	case "ilvl":
		p.listLvl = attr(e, "val")
	case "tab":
		p.text.WriteByte(' ')
	case "br", "cr":
		p.text.WriteByte('\n')
	case "noBreakHyphen":
		p.text.WriteByte('-')
	}
}

// add turns a paragraph into lines: a break inside it begins a new one.
func (w *word) add(p *paragraph) {
	heading := w.styles[p.style]
	if p.outline >= 0 {
		heading = p.outline + 1
	}
	text := w.label(p) + p.text.String()
	if strings.TrimSpace(text) == "" {
		return
	}
	for _, t := range strings.Split(text, "\n") {
		w.lines = append(w.lines, Line{Text: t, Heading: heading, Number: len(w.lines) + 1})
	}
}

// chunk reads the text that an altChunk element brings in.
func (w *word) chunk(id string) error {
	name := w.links[id]
	data, err := w.part(name)
	if err != nil {
		return err
	}
	var lines []Line
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".mht", ".mhtml":
		lines, err = mhtml(data)
	case ".htm", ".html", ".xhtml":
		lines, err = page(data)
	case ".txt":
		lines, err = text(plain)(data)
	case "":
		return nil
	default:
		return refuse("正文在 %s 格式的嵌入部分（altChunk）里：请用 Word 打开后另存为普通 .docx", ext)
	}
	if err != nil {
		return err
	}
	for _, l := range lines {
		l.Number = len(w.lines) + 1
		w.lines = append(w.lines, l)
	}
	return nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// xmlWalk is where a walk through XML stands.
type xmlWalk struct{ path []string }

// walkXML calls start, text and end for what an XML text holds. Documents that declare entities are refused, deep ones too.
func walkXML(data []byte, start func(xml.StartElement, *xmlWalk) error, text func(string, []string), end func(string) error) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = charsetReader
	x := &xmlWalk{}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if len(x.path) > 0 {
				return refuse("XML 不完整：缺少 </%s>", x.path[len(x.path)-1])
			}
			return nil
		}
		if err != nil {
			var bad Refused
			if errors.As(err, &bad) {
				return bad
			}
			return refuse("XML 有错误：%v", err)
		}
		switch t := token.(type) {
		case xml.Directive:
			if bytes.Contains(t, []byte("ENTITY")) || bytes.Contains(t, []byte("[")) || bytes.Contains(t, []byte("SYSTEM")) && !bytes.Contains(t, []byte("PUBLIC")) {
				return refuse("XML 里声明了实体（DTD）：为安全不读取，请去掉 DOCTYPE 再导入")
			}
		case xml.StartElement:
			if len(x.path) >= maxDepth {
				return refuse("XML 嵌套超过 %d 层：不像法规文本", maxDepth)
			}
			if start != nil {
				if err := start(t, x); err != nil {
					return err
				}
			}
			x.path = append(x.path, t.Name.Local)
		case xml.CharData:
			if text != nil {
				text(string(t), x.path)
			}
		case xml.EndElement:
			if len(x.path) == 0 || x.path[len(x.path)-1] != t.Name.Local {
				return refuse("XML 的标签 </%s> 没有对应的开头", t.Name.Local)
			}
			x.path = x.path[:len(x.path)-1]
			if end != nil {
				if err := end(t.Name.Local); err != nil {
					return err
				}
			}
		}
	}
}
