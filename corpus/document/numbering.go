package document

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// numbering holds Word's automatic numbers: the text 第%1条 stands in numbering.xml, the document only says that a paragraph counts.
type numbering struct {
	lists    map[string]string           // numId → abstractNumId
	levels   map[string]map[string]level // abstractNumId → ilvl
	starts   map[string]int              // numId/ilvl → overridden start
	counters map[string][9]int           // by list
}

type level struct {
	start  int
	format string
	text   string
	suffix string
}

func (w *word) readNumbering() error {
	data, err := w.part("word/numbering.xml")
	if err != nil {
		return err
	}
	n := numbering{lists: map[string]string{}, levels: map[string]map[string]level{}, starts: map[string]int{}, counters: map[string][9]int{}}
	var abstract, list, lvl string
	err = walkXML(data, func(e xml.StartElement, _ *xmlWalk) error {
		val := attr(e, "val")
		switch e.Name.Local {
		case "abstractNum":
			abstract, list = attr(e, "abstractNumId"), ""
			n.levels[abstract] = map[string]level{}
		case "num":
			list, abstract = attr(e, "numId"), ""
		case "abstractNumId":
			n.lists[list] = val
		case "lvl", "lvlOverride":
			lvl = attr(e, "ilvl")
		case "startOverride":
			n.starts[list+"/"+lvl], _ = strconv.Atoi(val)
		}
		if set, ok := n.levels[abstract]; ok && abstract != "" {
			l := set[lvl]
			switch e.Name.Local {
			case "start":
				l.start, _ = strconv.Atoi(val)
			case "numFmt":
				l.format = val
			case "lvlText":
				l.text = val
			case "suff":
				l.suffix = val
			}
			set[lvl] = l
		}
		return nil
	}, nil, nil)
	w.numbers = n
	return err
}

// label counts a paragraph and gives the number that Word would show before it.
func (w *word) label(p *paragraph) string {
	if p.list == "" || p.list == "0" {
		return ""
	}
	if p.listLvl == "" {
		p.listLvl = "0"
	}
	depth, err := strconv.Atoi(p.listLvl)
	if err != nil || depth < 0 || depth > 8 {
		return ""
	}
	abstract := w.numbers.lists[p.list]
	l, ok := w.numbers.levels[abstract][p.listLvl]
	if !ok || l.format == "bullet" || l.format == "none" {
		return ""
	}
	count := w.numbers.counters[abstract]
	if count[depth] == 0 {
		count[depth] = max(l.start, 1) - 1
		if n, ok := w.numbers.starts[p.list+"/"+p.listLvl]; ok {
			count[depth] = max(n, 1) - 1
		}
	}
	count[depth]++
	for i := depth + 1; i < len(count); i++ {
		count[i] = 0
	}
	w.numbers.counters[abstract] = count
	text := l.text
	for i := range depth + 1 {
		of := w.numbers.levels[abstract][strconv.Itoa(i)]
		text = strings.ReplaceAll(text, "%"+strconv.Itoa(i+1), spell(count[i], of.format))
	}
	if l.suffix == "nothing" {
		return text
	}
	return text + " "
}

// spell writes a number as Word's format says.
func spell(n int, format string) string {
	switch {
	case strings.HasPrefix(format, "chinese"), strings.HasPrefix(format, "japaneseCounting"), strings.HasPrefix(format, "ideographDigital"), strings.HasPrefix(format, "taiwaneseCounting"):
		return chinese(n)
	case format == "decimalEnclosedCircleChinese", format == "decimalEnclosedCircle":
		if n >= 1 && n <= 20 {
			return string(rune('①' + n - 1))
		}
	}
	return strconv.Itoa(n)
}

const digits = "零一二三四五六七八九"

// chinese writes a number below 10,000 as 一百二十四.
func chinese(n int) string {
	if n <= 0 || n > 9999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	gap := false
	for _, u := range []struct {
		size int
		word string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / u.size % 10
		if d == 0 {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteString("零")
		}
		gap = false
		if !(d == 1 && u.size == 10 && b.Len() == 0) {
			b.WriteString(digits[d*3 : d*3+3])
		}
		b.WriteString(u.word)
	}
	return b.String()
}
