package eval

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"cailiang/corpus/clause"
)

// Names of the figures of `eval clauses`. Amounts are the fines of an article as (min, max, base); full is every penalty with
// who, paragraph, 项, step, condition, thresholds, kind, base, ends, modality, unit and ceilings; items are whole items.
const (
	AmountPrecision = "amount_precision"
	AmountRecall    = "amount_recall"
	FullPrecision   = "full_precision"
	FullRecall      = "full_recall"
	ItemPrecision   = "item_precision"
	ItemRecall      = "item_recall"
	ArticlesEqual   = "articles_equal"
	ArticlesDiffer  = "articles_differ"
)

// ClauseCase is one annotated article.
type ClauseCase struct {
	Set     string          `json:"set,omitempty"`
	ID      string          `json:"id"`
	Law     string          `json:"law"`
	Article string          `json:"article"`
	Text    string          `json:"text"`
	Items   []clause.Item   `json:"items"`
	Unread  json.RawMessage `json:"unread"`
}

// ClauseResult is the line of an article whose reading differs: what is wanted and not read, and the other way round.
type ClauseResult struct {
	ID      string   `json:"id,omitempty"`
	Law     string   `json:"law"`
	Article string   `json:"article"`
	Missing []string `json:"missing"`
	Extra   []string `json:"extra"`
}

// Clauses reads the annotated articles of a JSONL file, prints a line for each that differs, and the figures last; figures
// of a set stand beside the whole as set_name. An annotation that is kept as positions finds its words in the folder texts.
func Clauses(data, texts string, out io.Writer, progress Progress) (Report, error) {
	cases, err := clauseCases(data, texts)
	if err != nil {
		return Report{}, err
	}
	all, sets := &clauseTally{}, map[string]*clauseTally{}
	for i, c := range cases {
		progress.say(i+1, len(cases), c.Law+c.Article)
		if c.Set != "" {
			if sets[c.Set] == nil {
				sets[c.Set] = &clauseTally{}
			}
			sets[c.Set].take(c)
		}
		if r := all.take(c); len(r.Missing)+len(r.Extra) > 0 {
			if err := line(out, r); err != nil {
				return Report{}, err
			}
		}
	}
	r := Report{Suite: "clauses", Data: data, N: len(cases), Metrics: all.metrics()}
	for name, t := range sets {
		for k, v := range t.metrics() {
			r.Metrics[name+"_"+k] = v
		}
	}
	return r, line(out, r)
}

// goldCases takes an annotation by positions: its shape is that of the examples once the words are in place.
func goldCases(path, texts string) ([]ClauseCase, error) {
	if texts == "" {
		return nil, fmt.Errorf("%s：标注只记位置，需要原文：请用 --texts 或者环境变量 CAILIANG_DATA 指明数据目录", path)
	}
	gold, err := ReadGoldClauses(path, texts)
	if err != nil {
		return nil, err
	}
	out := make([]ClauseCase, len(gold))
	for i, g := range gold {
		b, err := json.Marshal(g)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, &out[i]); err != nil {
			return nil, fmt.Errorf("%s %s：%w", path, g.ID, err)
		}
	}
	return out, nil
}

// clauseCases reads JSONL; problems name file and line.
func clauseCases(path, texts string) ([]ClauseCase, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s：读不了（%w）：请核对路径", path, err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 16<<20)
	var out []ClauseCase
	for n := 1; sc.Scan(); n++ {
		if strings.TrimSpace(sc.Text()) == "" {
			continue
		}
		if n == 1 && strings.Contains(sc.Text(), `"sha256":`) {
			return goldCases(path, texts)
		}
		var c ClauseCase
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("%s 第 %d 行：%w；请写成 {law, article, text, items} 一行", path, n, err)
		}
		out = append(out, c)
	}
	return out, sc.Err()
}

// score counts what is wanted, read, and both.
type score struct{ want, got, both int }

func (s *score) take(want, got []string) (missing, extra []string) {
	left := slices.Clone(got)
	for _, w := range want {
		if i := slices.Index(left, w); i >= 0 {
			left = slices.Delete(left, i, i+1)
			s.both++
			continue
		}
		missing = append(missing, w)
	}
	s.want, s.got = s.want+len(want), s.got+len(got)
	return missing, left
}

func ratioOf(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

func (s score) precision() float64 { return ratioOf(s.both, s.got) }
func (s score) recall() float64    { return ratioOf(s.both, s.want) }

type clauseTally struct {
	amounts, full, items score
	fields               map[string]*score
	equal, differ        int
}

func (t *clauseTally) take(c ClauseCase) ClauseResult {
	got := clause.Read(c.Text, clause.Context{Law: c.Law, Article: c.Article}).Items
	t.amounts.take(amountTuples(c.Items), amountTuples(got))
	t.full.take(penaltyTuples(c.Items, ""), penaltyTuples(got, ""))
	if t.fields == nil {
		t.fields = map[string]*score{}
	}
	for _, f := range clauseFields {
		if t.fields[f] == nil {
			t.fields[f] = &score{}
		}
		t.fields[f].take(penaltyTuples(c.Items, f), penaltyTuples(got, f))
	}
	missing, extra := t.items.take(itemTuples(c.Items), itemTuples(got))
	if len(missing)+len(extra) == 0 {
		t.equal++
	} else {
		t.differ++
	}
	return ClauseResult{c.ID, c.Law, c.Article, missing, extra}
}

func (t *clauseTally) metrics() map[string]float64 {
	m := map[string]float64{AmountPrecision: t.amounts.precision(), AmountRecall: t.amounts.recall(), FullPrecision: t.full.precision(), FullRecall: t.full.recall(),
		ItemPrecision: t.items.precision(), ItemRecall: t.items.recall(), ArticlesEqual: float64(t.equal), ArticlesDiffer: float64(t.differ), "amounts": float64(t.amounts.want), "penalties": float64(t.full.want)}
	for name, s := range t.fields {
		m["field_"+name] = s.recall()
	}
	return m
}

// clauseFields are compared one by one beside the whole: each together with kind and ends, which tell penalties apart.
var clauseFields = []string{"who", "paragraph", "list_items", "step", "condition", "when", "modality", "choice", "per", "cap", "reference", "corrective"}

func amountTuples(items []clause.Item) []string {
	var out []string
	for _, it := range items {
		for _, p := range it.Penalties {
			if p.Kind == clause.Fine && (p.Min != nil || p.Max != nil) {
				out = append(out, ends(p))
			}
		}
	}
	return out
}

func ends(p clause.Penalty) string {
	end := func(v interface{ String() string }, none bool) string {
		if none {
			return "—"
		}
		return v.String()
	}
	s := p.Kind
	if p.Min != nil || p.Max != nil || p.Base != "" {
		lo, hi := "—", "—"
		if p.Min != nil {
			lo = end(p.Min, false)
		}
		if p.Max != nil {
			hi = end(p.Max, false)
		}
		s += fmt.Sprintf(" %s…%s %s", lo, hi, plain(p.Base))
	}
	if p.MinOpen {
		s += " 下限不含"
	}
	if p.MaxOpen {
		s += " 上限不含"
	}
	return s
}

// plain leaves out what two writers of the same words may do differently: blanks, the width of brackets, a last 的.
func plain(s string) string {
	s = strings.NewReplacer(" ", "", "　", "", "(", "（", ")", "）", "; ", "；", ",", "，").Replace(s)
	return strings.TrimSuffix(s, "的")
}

// penaltyTuples writes each penalty with the field named, or with all of them.
func penaltyTuples(items []clause.Item, field string) []string {
	var out []string
	for _, it := range items {
		for i, p := range it.Penalties {
			f := fieldsOf(it, i)
			s := ends(p)
			for _, name := range clauseFields {
				if f[name] != "" && (field == name || field == "" && name != "corrective") {
					s += " " + name + "=" + f[name]
				}
			}
			out = append(out, s)
		}
		if len(it.Penalties) == 0 && (field == "" || field == "reference") && it.Reference != "" {
			out = append(out, "依照 "+plain(it.Reference))
		}
	}
	return out
}

func fieldsOf(it clause.Item, i int) map[string]string {
	p := it.Penalties[i]
	f := map[string]string{"who": plain(it.Who), "paragraph": fmt.Sprint(it.Paragraph), "step": it.Step, "condition": plain(it.Condition), "when": whenText(it.When),
		"modality": p.Modality, "choice": alternatives(it, i), "per": p.Per, "reference": plain(it.Reference), "corrective": plain(strings.Join(it.Corrective, "/"))}
	if len(it.ListItems) > 0 {
		f["list_items"] = fmt.Sprint(it.ListItems)
	}
	if p.Cap != nil {
		f["cap"] = p.Cap.String()
	}
	if p.DeemMin != nil {
		f["cap"] += " 按" + p.DeemMin.String()
	}
	return f
}

func whenText(ws []clause.When) string {
	var out []string
	for _, w := range ws {
		s := plain(w.Base) + w.Op + w.Value + w.Unit
		if w.OrNone {
			s += "或者没有"
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return strings.Join(out, "且")
}

// alternatives names the other penalties of a choice, so that the letters themselves do not count.
func alternatives(it clause.Item, i int) string {
	p := it.Penalties[i]
	if p.Choice == "" {
		return ""
	}
	var out []string
	for j, o := range it.Penalties {
		if j != i && o.Choice == p.Choice {
			out = append(out, o.Kind)
		}
	}
	slices.Sort(out)
	return "或" + strings.Join(out, "、")
}

// itemTuples writes each item whole; penalties in a fixed order, orders left out (they are a field of their own).
func itemTuples(items []clause.Item) []string {
	var out []string
	for _, it := range items {
		if len(it.Penalties) == 0 && it.Reference == "" {
			continue
		}
		ps := penaltyTuples([]clause.Item{it}, "")
		slices.SortFunc(ps, cmp.Compare)
		out = append(out, strings.Join(ps, " ｜ "))
	}
	return out
}
