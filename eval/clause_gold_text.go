package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// goldSpan is a piece of an article's text, [start, end) in runes.
type goldSpan [2]int

// goldWords are a fixed word (违反者) or a span.
type goldWords struct {
	fixed string
	at    goldSpan
}

func (w *goldWords) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &w.fixed)
	}
	return json.Unmarshal(b, &w.at)
}

// storedClause is a line of the annotation file: the law's words as positions.
type storedClause struct {
	Set     string       `json:"set"`
	ID      int          `json:"id"`
	Path    string       `json:"path"` // under statutes/, in the set fresh alone
	Law     string       `json:"law"`
	Article string       `json:"article"`
	Sum     string       `json:"sha256"` // of the text that the positions belong to, 16 hex digits
	Items   []storedItem `json:"items"`
	Unread  []goldSpan   `json:"unread"`
	Note    string       `json:"note"`
}

type storedItem struct {
	Who        goldWords       `json:"who"`
	Violation  []goldSpan      `json:"violation"` // joined by ，
	Paragraph  int             `json:"paragraph"`
	ListItems  []int           `json:"list_items"`
	Condition  []goldSpan      `json:"condition"` // joined by ，
	When       []GoldWhen      `json:"when"`
	Step       string          `json:"step"`
	Corrective []goldSpan      `json:"corrective"`
	Reference  string          `json:"reference"`
	Penalties  []storedPenalty `json:"penalties"`
}

// storedPenalty differs from GoldPenalty in its detail alone, which is a position.
type storedPenalty struct {
	GoldPenalty
	Detail *goldSpan `json:"detail"`
}

// goldText cuts words out of a text and remembers the places that do not exist.
type goldText struct {
	runes  []rune
	faults []error
}

func (t *goldText) cut(what string, s goldSpan) string {
	if s[0] < 0 || s[1] <= s[0] || s[1] > len(t.runes) {
		t.faults = append(t.faults, fmt.Errorf("%s 的位置 [%d, %d) 不在原文之内（共 %d 字）：重标位置", what, s[0], s[1], len(t.runes)))
		return ""
	}
	return string(t.runes[s[0]:s[1]])
}

func (t *goldText) cutAll(what string, spans []goldSpan) []string {
	var out []string
	for _, s := range spans {
		out = append(out, t.cut(what, s))
	}
	return out
}

func (t *goldText) wordsAt(what string, w goldWords) string {
	if w.fixed != "" {
		return w.fixed
	}
	return t.cut(what, w.at)
}

// resolve gives the reading in the law's words; the error names every position and value that cannot be.
func (s *storedClause) resolve(text string) (GoldClause, error) {
	t := &goldText{runes: []rune(text)}
	g := GoldClause{Set: s.Set, ID: fmt.Sprintf("%.1s-%d", s.Set, s.ID), Law: s.Law, Article: s.Article, Text: text, Items: []GoldItem{}, Note: s.Note}
	for i, it := range s.Items {
		item := it.resolve(t, fmt.Sprintf("第 %d 项", i+1))
		if err := item.check(); err != nil {
			t.faults = append(t.faults, fmt.Errorf("第 %d 项%w", i+1, err))
		}
		g.Items = append(g.Items, item)
	}
	g.Unread = append([]string{}, t.cutAll("unread", s.Unread)...)
	return g, errors.Join(t.faults...)
}

func (it *storedItem) resolve(t *goldText, name string) GoldItem {
	out := GoldItem{
		Who:       t.wordsAt(name+" who", it.Who),
		Violation: strings.Join(t.cutAll(name+" violation", it.Violation), "，"),
		Condition: strings.Join(t.cutAll(name+" condition", it.Condition), "，"),
		Paragraph: it.Paragraph, ListItems: it.ListItems, When: it.When, Step: it.Step, Reference: it.Reference,
		Corrective: t.cutAll(name+" corrective", it.Corrective),
		Penalties:  []GoldPenalty{},
	}
	for _, p := range it.Penalties {
		q := p.GoldPenalty
		if p.Detail != nil {
			q.Detail = t.cut(name+" detail", *p.Detail)
		}
		out.Penalties = append(out.Penalties, q)
	}
	return out
}

// The closed lists of a reading (design section 9, clause).
var (
	goldKinds = []string{"警告", "通报批评", "罚款", "没收违法所得", "没收非法财物", "暂扣许可证件", "降低资质等级", "吊销许可证件",
		"限制开展生产经营活动", "责令停产停业", "责令关闭", "限制从业", "行政拘留", "其他"}
	goldSteps      = []string{"base", "add", "replace"}
	goldModalities = []string{"must", "may", "by_reference"}
	goldOps        = []string{"<", "<=", ">", ">="}
)

// check holds an item against the closed lists and against itself.
func (it *GoldItem) check() error {
	switch {
	case it.Who == "" || it.Violation == "":
		return errors.New("缺 who 或者 violation：补写")
	case it.Paragraph < 1:
		return errors.New("缺 paragraph：写款的序号，从 1 起")
	case !slices.Contains(goldSteps, it.Step):
		return fmt.Errorf("的 step %q 不在 %v 之中：改正", it.Step, goldSteps)
	case len(it.When) > 0 && it.Condition == "":
		return errors.New("有 when 而没有 condition：补写条件的位置")
	case len(it.Penalties) == 0 && len(it.Corrective) == 0 && it.Reference == "":
		return errors.New("没有处罚、命令或者引用：删去此项")
	}
	for _, w := range it.When {
		if !slices.Contains(goldOps, w.Op) || goldNumber(w.Value) == nil {
			return fmt.Errorf("的门槛 %q %q 不能比较：op 用 %v，value 用十进制数", w.Op, w.Value, goldOps)
		}
	}
	for _, p := range it.Penalties {
		if err := p.check(); err != nil {
			return err
		}
	}
	return nil
}

func (p *GoldPenalty) check() error {
	if !slices.Contains(goldKinds, p.Kind) || !slices.Contains(goldModalities, p.Modality) {
		return fmt.Errorf("的种类 %q 或者 modality %q 不在约定之内：改正", p.Kind, p.Modality)
	}
	low, high, err := p.bounds()
	switch {
	case err != nil:
		return err
	case low != nil && high != nil && low.Cmp(high) > 0:
		return fmt.Errorf("的%s下限 %s 高于上限 %s：改正数额", p.Kind, p.Min, p.Max)
	case (low != nil || high != nil) && p.Base == "":
		return fmt.Errorf("的%s有数额而没有 base：写元、日、月、年或者基数的名称", p.Kind)
	}
	for _, yuan := range []string{p.Cap, p.Deem} {
		if yuan != "" && goldNumber(yuan) == nil {
			return fmt.Errorf("的%s数额 %q 不是十进制数：改正", p.Kind, yuan)
		}
	}
	return nil
}

// bounds are the two ends as exact numbers; nil where the law gives none.
func (p *GoldPenalty) bounds() (low, high *big.Rat, err error) {
	if low, err = goldBound(p.Min); err != nil {
		return nil, nil, fmt.Errorf("的%s下限%w", p.Kind, err)
	}
	if high, err = goldBound(p.Max); err != nil {
		return nil, nil, fmt.Errorf("的%s上限%w", p.Kind, err)
	}
	return low, high, nil
}

func goldBound(raw json.RawMessage) (*big.Rat, error) {
	s := strings.Trim(string(raw), `"`)
	if s == "" || s == "null" {
		return nil, nil
	}
	r := goldNumber(s)
	if r == nil {
		return nil, fmt.Errorf(" %s 不是十进制数：改正", raw)
	}
	return r, nil
}

// goldNumber reads a plain decimal number; nil for anything else, fractions and exponents included.
func goldNumber(s string) *big.Rat {
	if s == "" || strings.Trim(s, "0123456789.") != "" {
		return nil
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil
	}
	return r
}
