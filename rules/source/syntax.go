package source

import (
	"errors"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// syntaxMessages puts the parser's messages in words that help a lawyer; the first entry whose words occur wins.
// start: the mistake is where the construct began (an open quote), not where the parser noticed it.
var syntaxMessages = []struct {
	words           string
	start           bool
	message, remedy string
}{
	{"mapping values are not allowed", false, "这里不能再写“键: 值”", "检查缩进是否与上下行对齐；文字里有冒号加空格时，给整段文字加引号"},
	{"did not find expected ',' or ']'", true, "方括号 [ 没有配对，或者列表项之间缺少逗号", "补上 ] 或半角逗号"},
	{"did not find expected ',' or '}'", true, "花括号 { 没有配对，或者各项之间缺少逗号", "补上 } 或半角逗号"},
	{"could not find expected ':'", true, "这一行缺少冒号", "写成“键: 值”，用半角冒号，冒号后空一格"},
	{"did not find expected key", false, "缩进与上文不对齐，或者前面的值后有多余的文字", "同一层的键左边对齐；文字里有引号或括号时，给整段文字加引号"},
	{"did not find expected '-' indicator", false, "这一行与上文的列表项不对齐", "同一个列表的“- ”左边对齐"},
	{"block sequence entries are not allowed", false, "列表项“- ”不能写在这里", "另起一行写列表项"},
	{"mapping keys are not allowed", false, "“? ”不能写在这里", "写成“键: 值”；文字以问号加空格开头时加引号"},
	{"did not find expected node content", false, "这里缺少内容", "删去多余的逗号或符号"},
	{"found unexpected end of stream", true, "引号没有配对", "补上结尾的引号"},
	{"found unexpected document indicator", true, "引号没有配对", "补上结尾的引号"},
	{"escape", false, "双引号里有不认识的转义", "改用单引号，或者把反斜杠写成 \\\\"},
	{"hexadecimal", false, "双引号里有不认识的转义", "改用单引号，或者把反斜杠写成 \\\\"},
	{"did not find expected <document start>", false, "内容已经结束，后面还有多余的文字", "检查缩进；文字中间有引号时，给整段文字加另一种引号"},
	{"after document-end marker", false, "结束标记 ... 后面还有文字", "删去结束标记或多余的文字"},
	{"tab", false, "缩进里有制表符（Tab）", "缩进只用半角空格"},
	{"unknown anchor", false, "不支持引用 *", "把被引用的内容在这里写全；文字以 * 开头时加引号"},
	{"comment", false, "注释 # 前面缺少空格", "在 # 前加一个空格；# 是文字的一部分时加引号"},
	{"indentation indicator", false, "| 或 > 后面的缩进数字不对", "删去数字"},
	{"document", false, "不支持 % 指令", "删去以 % 开头的行"},
}

// syntax turns the parser's error into a problem at its place.
func (d *Doc) syntax(err error) Problem {
	var le *yaml.LoadError
	if !errors.As(err, &le) {
		return Problem{Message: "YAML 语法错误（" + err.Error() + "）"}
	}
	p := Problem{Line: le.Mark.Line, Col: le.Mark.Column, Message: "YAML 语法错误（" + le.Message + "）", Remedy: "检查这一处的缩进、引号和括号"}
	switch where := le.ContextMsg; {
	case strings.Contains(le.Message, "cannot start any token"):
		p.Message, p.Remedy = d.badStart(p.Line, p.Col)
		return p
	case strings.Contains(where, "tag"), strings.Contains(le.Message, "tag handle"):
		p.Message, p.Remedy = "不支持类型标签 !", "删去标签；文字以 ! 开头时加引号"
		return p
	case strings.Contains(where, "alias"), strings.Contains(where, "anchor"):
		p.Message, p.Remedy = "不支持锚点 & 和引用 *", "把内容写全；文字以 & 或 * 开头时加引号"
		return p
	case strings.Contains(where, "directive"):
		p.Message, p.Remedy = "不支持 % 指令", "删去以 % 开头的行"
		return p
	}
	for _, m := range syntaxMessages {
		if !strings.Contains(le.Message, m.words) {
			continue
		}
		p.Message, p.Remedy = m.message, m.remedy
		if m.start && le.ContextMark.Line > 0 {
			p.Line, p.Col = le.ContextMark.Line, le.ContextMark.Column
		}
		break
	}
	return p
}

// badStart explains a character with which plain text cannot begin.
func (d *Doc) badStart(line, col int) (message, remedy string) {
	rest := d.from(line, col)
	if strings.HasPrefix(strings.TrimLeft(rest, " "), "\t") {
		return "缩进里有制表符（Tab）", "缩进只用半角空格"
	}
	c, _ := utf8.DecodeRuneInString(rest)
	if rest == "" || c == '\n' || c == '\r' {
		return "这里不能断行", "把值写完整；文字以 | 或 > 开头时加引号"
	}
	return "文字不能以 " + string(c) + " 开头", "给这段文字加引号"
}
