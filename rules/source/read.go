package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// ReadFS reads the file name of fsys; see [Read].
func ReadFS(fsys fs.FS, name string) (*Doc, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, Problems{{File: name, Message: "文件打不开：" + plainCause(err), Remedy: "检查文件名和读取权限"}}
	}
	defer f.Close()
	return Read(name, f)
}

// Read reads one YAML or JSON file; name is used in messages only.
//
// The error (a [Problems]) is set, and the Doc nil, only where no tree can be had: unreadable, too large, wrong encoding,
// wrong syntax. What is merely forbidden (duplicate keys, anchors, aliases, merge keys, tags, a second document, values
// over the limit) is noted in the Doc together with what the accessors will note; so always ask [Doc.Err] in the end.
func Read(name string, r io.Reader) (*Doc, error) {
	d := &Doc{name: name}
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, Problems{{File: name, Message: "文件读不出来：" + plainCause(err), Remedy: "检查文件和读取权限"}}
	}
	if len(data) > MaxBytes {
		return nil, Problems{{File: name, Message: fmt.Sprintf("文件超过 %d MB 上限", MaxBytes>>20), Remedy: "把文件拆成几个"}}
	}
	if d.text = d.decode(data); len(d.problems) == 0 {
		d.parse()
	}
	if d.root == nil {
		return nil, d.Problems()
	}
	return d, nil
}

// plainCause puts the common causes of a failed open in Chinese; the rest keeps the system's words.
func plainCause(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "没有这个文件"
	case errors.Is(err, fs.ErrPermission):
		return "没有读取权限"
	}
	return err.Error()
}

// decode checks the encoding, refuses characters that nobody can see, and bounds the work of the parser before it starts.
func (d *Doc) decode(data []byte) string {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		d.add(Problem{Message: "文件是 UTF-16 编码", Remedy: "另存为 UTF-8 编码"})
		return ""
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	var (
		line, col  = 1, 0
		separators int
		prev       rune // the character before, 0 at the start of the file
		solid      rune // the last one that is no blank
	)
	for i, c := range text {
		if prev == '\n' || prev == '\r' && c != '\n' {
			line, col = line+1, 0
		}
		col++
		if c == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				d.add(Problem{Line: line, Col: col, Message: "文件不是有效的 UTF-8 编码", Remedy: "另存为 UTF-8 编码（旧文件可能是 GBK 编码）"})
				return ""
			}
		}
		if name := hidden(c); name != "" && len(d.problems) < 20 {
			d.add(Problem{Line: line, Col: col, Message: fmt.Sprintf("有不允许的字符：%s（U+%04X）", name, c), Remedy: "删去这个字符"})
		}
		if separates(c, prev, solid, text[i+utf8.RuneLen(c):]) {
			separators++
		}
		if prev = c; c != ' ' && c != '\t' {
			solid = c
		}
	}
	// A flow list of commas costs the parser a kilobyte a byte; nodes cannot outnumber twice the separators, and a file
	// of MaxNodes nodes written the usual ways has fewer than twice as many of them.
	if separators > 2*MaxNodes {
		d.add(tooManyNodes())
	}
	return text
}

func tooManyNodes() Problem {
	return Problem{Message: fmt.Sprintf("文件内容超过 %d 个节点上限（键、值、列表项合计）", MaxNodes), Remedy: "把文件拆成几个"}
}

// hidden names a character that is refused because it cannot be seen, reorders text, or breaks lines that editors show as one.
func hidden(c rune) string {
	switch {
	case c == 0:
		return "空字符 NUL"
	case c == '\t' || c == '\n' || c == '\r':
		return ""
	case c < ' ' || c >= 0x7f && c <= 0x9f:
		return "控制字符"
	case c == 0x2028 || c == 0x2029:
		return "特殊换行符"
	case c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0x200e || c == 0x200f:
		return "改变文字方向的字符"
	case c >= 0x200b && c <= 0x200d || c == 0x2060 || c == 0xfeff || c == 0x00ad:
		return "看不见的零宽字符"
	case c == 0xfffe || c == 0xffff:
		return "非字符"
	}
	return ""
}

// separates says whether c may start one more node: an upper bound that needs no understanding of quotes and comments.
func separates(c, prev, solid rune, rest string) bool {
	switch c {
	case ',', '[', '{':
		return true
	case ':', '-', '?':
		return rest == "" || strings.IndexByte(" \t\r\n,[]{}", rest[0]) >= 0 ||
			c == ':' && (prev == '"' || prev == '\'' || prev == ']' || prev == '}')
	case '"', '\'':
		return (prev == ' ' || prev == '\t') && (solid == '"' || solid == '\'')
	case '&', '*', '!':
		return prev == ' ' || prev == '\t'
	}
	return false
}

// parse builds the tree, or leaves d.root nil and says why.
func (d *Doc) parse() {
	tooDeep := false
	depth := func(n int, _ *yaml.DepthContext) error {
		if n > MaxDepth {
			tooDeep = true
			return errors.New("too deep")
		}
		return nil
	}
	loader, err := yaml.NewLoader(strings.NewReader(d.text), yaml.WithV4Defaults(),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthFunc(depth))))
	if err != nil { // only a wrong option of ours
		d.add(Problem{Message: "YAML 读取器无法启动：" + err.Error()})
		return
	}
	var doc, second yaml.Node
	err = loader.Load(&doc)
	if err == nil {
		if err = loader.Load(&second); err == nil {
			d.add(Problem{Line: second.Line, Col: second.Column, Message: "一个文件里有几份文档（用 --- 隔开）", Remedy: "每份单独存为一个文件"})
		}
	}
	switch {
	case tooDeep:
		p := d.syntax(err)
		p.Message, p.Remedy = tooDeepMessage()
		d.add(p)
		return
	case err != nil && err != io.EOF:
		d.add(d.syntax(err))
		return
	}
	b := builder{doc: d}
	root := &node{kind: null, index: -1}
	if len(doc.Content) > 0 {
		root.line, root.col = doc.Content[0].Line, doc.Content[0].Column
		b.fill(root, doc.Content[0], 0)
	}
	switch {
	case b.count > MaxNodes:
		d.add(tooManyNodes())
	case root.kind == null:
		d.add(Problem{Message: "文件是空的", Remedy: "写入内容，或者删去这个文件"})
	default:
		d.root = root
	}
}

func tooDeepMessage() (message, remedy string) {
	return fmt.Sprintf("嵌套超过 %d 层上限", MaxDepth), "减少嵌套，或者检查括号和缩进是否写错"
}

// builder turns the parser's tree into ours and notes what is forbidden on the way.
type builder struct {
	doc   *Doc
	count int
}

func (b *builder) fill(n *node, y *yaml.Node, depth int) {
	if b.count++; b.count > MaxNodes {
		n.kind = broken
		return
	}
	at := Node{doc: b.doc, n: n}
	if y.Anchor != "" {
		at.Fail("不支持锚点 &"+clip(y.Anchor), "删去锚点，把内容在用到的地方写全；文字以 & 开头时加引号")
	}
	if y.Style&yaml.TaggedStyle != 0 || y.Tag == "!" {
		at.Fail("不支持类型标签 "+clip(y.Tag), "删去标签；文字以 ! 开头时加引号")
	}
	if depth > MaxDepth {
		at.Fail(tooDeepMessage())
		n.kind = broken
		return
	}
	switch y.Kind {
	case yaml.ScalarNode:
		b.scalar(n, y)
	case yaml.SequenceNode:
		n.kind = list
		n.items = make([]*node, 0, len(y.Content))
		for i, c := range y.Content {
			child := &node{up: n, line: c.Line, col: c.Column, index: i}
			b.fill(child, c, depth+1)
			n.items = append(n.items, child)
		}
	case yaml.MappingNode:
		n.kind = mapping
		b.entries(n, y, depth)
	case yaml.AliasNode:
		at.Fail("不支持引用 *"+clip(y.Value), "把被引用的内容在这里写全；文字以 * 开头时加引号")
		n.kind = broken
	default:
		n.kind = broken
	}
}

func (b *builder) scalar(n *node, y *yaml.Node) {
	n.kind, n.text = scalar, y.Value
	switch y.Style &^ yaml.TaggedStyle {
	case yaml.DoubleQuotedStyle:
		n.style = double
	case yaml.SingleQuotedStyle:
		n.style = single
	case yaml.LiteralStyle, yaml.FoldedStyle:
		n.style = block
	default:
		switch y.Value {
		case "", "~", "null", "Null", "NULL":
			n.kind = null
		}
	}
	if len(y.Value) > MaxScalar {
		n.text = ""
		n.kind = broken
		Node{doc: b.doc, n: n}.Fail(fmt.Sprintf("一个值超过 %d KB 上限", MaxScalar>>10), "缩短这段文字，或者放进单独的文件")
	}
}

func (b *builder) entries(n *node, y *yaml.Node, depth int) {
	first := make(map[string]*node, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		yk, yv := y.Content[i], y.Content[i+1]
		key := &node{up: n, line: yk.Line, col: yk.Column, index: -1, isKey: true, key: yk.Value}
		b.fill(key, yk, depth+1)
		value := &node{up: n, line: yv.Line, col: yv.Column, index: -1, key: yk.Value}
		b.fill(value, yv, depth+1)
		at := Node{doc: b.doc, n: key}
		switch {
		case key.kind == mapping || key.kind == list:
			at.Fail("键写成了"+key.kind.name(), "键只能是一个词；花括号、方括号开头的文字要加引号")
		case key.kind == broken:
		case key.text == "":
			at.Fail("键是空的", "写出键名")
		case key.text == "<<" && key.style == plain:
			at.Fail("不支持合并键 <<", "把要合并的内容在这里写全")
		case strings.Trim(key.text, " \t\u3000\u00a0") != key.text:
			at.Fail("键“"+clip(key.text)+"”的前后有空格（可能是全角空格）", "缩进和间隔都用半角空格")
		case first[key.text] != nil:
			at.Fail(fmt.Sprintf("键“%s”重复，第 %d 行已经写过", clip(key.text), first[key.text].line), "只保留一个")
		default:
			first[key.text] = value
			n.keys = append(n.keys, key)
			n.items = append(n.items, value)
		}
	}
	if len(n.keys) > 8 {
		n.byKey = first
	}
}
