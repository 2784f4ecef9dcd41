package precedent

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"cailiang/engine/money"
)

// record is a case as tables and documents give it: named fields of text.
type record struct {
	line   int
	fields map[string]string
	facts  map[string]string // 货值金额_元 → 3200
}

// names are the headings that tables and documents may use, each with its field.
var names = map[string]string{
	"编号": "id", "id": "id", "标题": "title", "案例名称": "title", "title": "title", "系统": "system", "领域": "system", "system": "system",
	"地区": "region", "region": "region", "年份": "year", "year": "year", "决定日期": "date", "decision_date": "date", "来源集": "collection", "collection": "collection",
	"违法行为": "violation", "violation": "violation", "案情": "digest", "基本案情": "digest", "digest": "digest",
	"情节": "circumstances", "circumstances": "circumstances", "依据": "basis", "处罚依据": "basis", "basis": "basis", "事项": "items", "items": "items",
	"罚款": "fine", "fine": "fine", "没收": "confiscation", "confiscation": "confiscation", "其他处理": "other", "other": "other", "档次": "tier", "discretion_tier": "tier",
	"复议诉讼机关": "forum", "forum": "forum", "后续结果": "result", "result": "result", "变更后罚款": "fine_after", "fine_after": "fine_after", "变更理由": "reason", "reason": "reason",
	"启示": "lesson", "典型意义": "lesson", "lesson": "lesson", "来源": "source", "source": "source", "没有查到": "missing", "not_in_source": "missing",
}

const factPrefix = "事实:"

// set puts a value under a heading; it reports whether the heading is known.
func (r *record) set(heading, value string) bool {
	heading = strings.TrimSpace(strings.ReplaceAll(heading, "：", ":"))
	value = strings.TrimSpace(value)
	if fact, ok := strings.CutPrefix(heading, factPrefix); ok && strings.TrimSpace(fact) != "" {
		if value != "" {
			r.facts[strings.TrimSpace(fact)] = value
		}
		return true
	}
	field, ok := names[strings.ToLower(heading)]
	if ok && value != "" {
		r.fields[field] = value
	}
	return ok
}

func newRecord(line int) *record {
	return &record{line, map[string]string{}, map[string]string{}}
}

func (r *record) empty() bool { return len(r.fields) == 0 && len(r.facts) == 0 }

// record reads a record into a case and keeps it; a bad field refuses the case.
func (in *intake) record(r *record) {
	c, err := r.read()
	if err != nil {
		in.refuse(r.line, "%s", err)
		return
	}
	in.take(r.line, c)
}

func (r *record) read() (*Case, error) {
	f := r.fields
	c := &Case{ID: f["id"], Title: f["title"], System: f["system"], Region: f["region"], Date: f["date"], Collection: f["collection"],
		Violation: f["violation"], Digest: f["digest"], Tier: f["tier"], Lesson: f["lesson"], Source: f["source"],
		Items: split(f["items"]), Missing: split(f["missing"])}
	for key, name := range systems {
		if c.System == name {
			c.System = key
		}
	}
	c.Decided.Other = split(f["other"])
	for _, what := range split(f["confiscation"]) {
		c.Decided.Confiscation = append(c.Decided.Confiscation, Confiscated{What: what})
	}
	steps := []func(*Case) error{r.year, r.fine, r.circumstances, r.basis, r.review, r.readFacts}
	for _, step := range steps {
		if err := step(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (r *record) year(c *Case) error {
	text := strings.TrimSuffix(r.fields["year"], "年")
	if text == "" {
		return nil
	}
	y, err := strconv.Atoi(text)
	if err != nil {
		return fmt.Errorf("年份“%s”不是四位数字：请写成 2024", cut(text))
	}
	c.Year = y
	return nil
}

func (r *record) fine(c *Case) (err error) {
	c.Decided.Fine, err = amount("罚款", r.fields["fine"])
	return err
}

// amount reads a sum in yuan, "" for none: 50000, 50,000元.
func amount(what, text string) (*money.Fen, error) {
	if text == "" {
		return nil, nil
	}
	f, err := money.ParseYuan(strings.TrimSuffix(strings.TrimSpace(text), "元"))
	if err != nil {
		return nil, fmt.Errorf("%s“%s”：%w", what, cut(text), err)
	}
	return &f, nil
}

// circumstances reads 从轻：初次违法；减轻：没有售出.
func (r *record) circumstances(c *Case) error {
	for _, s := range split(r.fields["circumstances"]) {
		kind, reason, _ := strings.Cut(strings.ReplaceAll(s, "：", ":"), ":")
		c.Circumstances = append(c.Circumstances, Circumstance{Type: strings.TrimSpace(kind), Reason: strings.TrimSpace(reason)})
	}
	return nil // the kinds are checked with the case
}

// basis reads 处罚：食品安全法第一百二十四条；违反：…; without a role it is 处罚.
func (r *record) basis(c *Case) error {
	for _, s := range split(r.fields["basis"]) {
		role, rest, ok := strings.Cut(strings.ReplaceAll(s, "：", ":"), ":")
		if !ok {
			role, rest = "处罚", s
		}
		rest = strings.TrimSpace(rest)
		b := Basis{Role: strings.TrimSpace(role), Law: rest}
		if at := lawEnd(rest); at > 0 {
			b.Law, b.Article = strings.Trim(strings.TrimSpace(rest[:at]), "《》"), rest[at:]
		}
		c.Basis = append(c.Basis, b)
	}
	return nil
}

// lawEnd finds where the article begins in 食品安全法第一百二十四条, 0 when none is given.
func lawEnd(s string) int {
	for at := strings.Index(s, "第"); at >= 0; {
		if article.MatchString(s[at:]) {
			return at
		}
		next := strings.Index(s[at+len("第"):], "第")
		if next < 0 {
			break
		}
		at += len("第") + next
	}
	return 0
}

func (r *record) review(c *Case) error {
	result := r.fields["result"]
	if result == "" && r.fields["forum"] == "" && r.fields["fine_after"] == "" && r.fields["reason"] == "" {
		return nil
	}
	if result == "" {
		return fmt.Errorf("写了复议、诉讼的情况而没有写后续结果：请填 %s 之一", strings.Join(resultWords(), "、"))
	}
	for key, word := range Results {
		if result == word {
			result = key
		}
	}
	after, err := amount("变更后罚款", r.fields["fine_after"])
	c.Review = &Review{Forum: r.fields["forum"], Result: result, FineAfter: after, Reason: r.fields["reason"]}
	return err
}

func resultWords() []string { return slices.Sorted(maps.Values(Results)) }

func (r *record) readFacts(c *Case) error {
	for _, name := range slices.Sorted(maps.Keys(r.facts)) {
		v, err := readValue(name, r.facts[name])
		if err != nil {
			return err
		}
		if c.Facts == nil {
			c.Facts = Facts{}
		}
		c.Facts[name] = v
	}
	return nil
}

// readValue reads 是, 否, a number (for _元 an amount), or words.
func readValue(name, text string) (Value, error) {
	switch text {
	case "是", "true", "TRUE":
		return Value{Kind: YesNo, Yes: true}, nil
	case "否", "false", "FALSE":
		return Value{Kind: YesNo}, nil
	}
	if strings.HasSuffix(name, "_元") {
		f, err := amount(baseName(name), text)
		if err != nil {
			return Value{}, err
		}
		facts := Facts{}
		facts.SetMoney(baseName(name), *f)
		return facts[name], nil
	}
	if n, err := money.ParseRatio(text); err == nil && !strings.ContainsAny(text, "/%") {
		return Value{Kind: Number, Number: n}, nil
	}
	v := Value{Kind: Words, Words: text}
	return v, v.fits(name)
}

// split parts a list that people write with ； or line ends.
func split(s string) []string {
	var out []string
	for _, x := range strings.FieldsFunc(s, func(r rune) bool { return r == '；' || r == ';' || r == '\n' || r == '\r' }) {
		if x = strings.TrimSpace(x); x != "" {
			out = append(out, x)
		}
	}
	return out
}
