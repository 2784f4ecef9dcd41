package eval_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"cailiang/corpus/clause"
	"cailiang/corpus/library"
	"cailiang/corpus/statute"
	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules"
)

var (
	readingSeed  = flag.Uint64("seed", 1, "seed by which the articles and facts of TestTwoHundred are drawn")
	readingCount = flag.Int("articles", 200, "articles that TestTwoHundred draws")
)

// importedTexts reads data/statutes into a library of its own, or skips aloud.
func importedTexts(t *testing.T) *library.Library {
	t.Helper()
	dir := os.Getenv("CAILIANG_DATA")
	if dir == "" {
		t.Skip("CAILIANG_DATA 未设置：需要真实法规文本的目录")
	}
	lib, err := library.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lib.Import(context.Background(), []string{filepath.Join(dir, "statutes")}, nil); err != nil {
		t.Fatal(err)
	}
	return lib
}

func packsAnd355(t *testing.T) (*rules.Library, *engine.BaseRule) {
	t.Helper()
	packs, err := rules.Load(rules.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	p, ok := packs.Pack("base/chongqing")
	if !ok {
		t.Fatal("no base/chongqing")
	}
	return packs, p.Version("2026-01-01").Base
}

// fineRange is one fine in 元: bounds as fractions, "" for none.
type fineRange struct {
	Min, Max         string
	MinOpen, MaxOpen bool
}

// decideFines lets the engine decide and gives the fines of every outcome that imposes penalties, in JSON's words.
func decideFines(t *testing.T, it *engine.Item, rule *engine.BaseRule, role string, set func(*facts.Set), choices engine.Choices) (fines []fineRange, statuses []string, err error) {
	t.Helper()
	plan, err := engine.Compile(it, rule)
	if err != nil {
		return nil, nil, err
	}
	given := plan.NewFacts(true)
	set(given)
	res := plan.Decide(&engine.Input{Role: role, Facts: given, Choices: choices})
	data, err := json.Marshal(&engine.Suggestion{Parts: []engine.Part{{Role: role, Result: res}}})
	if err != nil {
		return nil, nil, err
	}
	var got struct {
		Outcomes []struct {
			Status    string
			Penalties []struct {
				Kind     string
				Min, Max json.RawMessage
				MinOpen  bool            `json:"min_open"`
				MaxOpen  bool            `json:"max_open"`
				Point    json.RawMessage `json:"normal_point"` // art 17: the lowest or highest of the tier as a rule
			}
		}
	}
	if err := json.Unmarshal(data, &got); err != nil {
		return nil, nil, err
	}
	for _, o := range got.Outcomes {
		statuses = append(statuses, o.Status)
		for _, p := range o.Penalties {
			if p.Kind == engine.Fine {
				fines = appendNew(fines, fineRange{exactly(p.Min), exactly(p.Max), p.MinOpen, p.MaxOpen})
				if point := exactly(p.Point); point != "" {
					fines = appendNew(fines, fineRange{Min: point, Max: point})
				}
			}
		}
	}
	return fines, statuses, nil
}

// exactly reads "50000.00" or a number as a fraction; null is "".
func exactly(raw json.RawMessage) string {
	text := strings.Trim(string(raw), `"`)
	if text == "" || text == "null" {
		return ""
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return text
	}
	return r.RatString()
}

func appendNew(all []fineRange, f fineRange) []fineRange {
	if slices.Contains(all, f) {
		return all
	}
	return append(all, f)
}

func setFact(set *facts.Set, name, value string) error {
	slot, ok := set.Vocabulary.Slot(name)
	if !ok {
		return fmt.Errorf("no fact %s", name)
	}
	d, err := set.Vocabulary.Entry(slot).Parse(value)
	if err == nil {
		set.Facts[slot] = facts.Fact{State: facts.Known, Value: d}
	}
	return err
}

// world is what a drawn case holds: sums in 元, counts, and which conditions hold. -1 = none, -2 = cannot be calculated.
type world struct {
	sums  map[string]int64
	holds map[string]bool
	who   string // which of several parties; "" = not asked
}

// plainWords strips punctuation as a fact's name has it.
func plainWords(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune("，。、；：（）《》“”‘’〔〕[]/()　 ,;:'\"", r) {
			return -1
		}
		return r
	}, s)
	if s != "" && s[0] >= '0' && s[0] <= '9' {
		return "于" + s
	}
	return s
}

// hits reads whom an item is for: the party at hand is a unit.
func hitsUnit(who string) bool {
	for _, w := range []string{"主管人员", "直接责任人员", "责任者", "责任人员", "主要负责人", "法定代表人"} {
		if strings.Contains(who, w) {
			return false
		}
	}
	if strings.HasSuffix(who, "负责人") {
		return false
	}
	return !strings.Contains(who, "个人") || strings.Contains(who, "单位")
}

// parts of a condition: conduct of the second computation. ok tells whether this computation covers the condition.
func (w *world) met(it clause.Item) bool {
	words := strings.TrimSuffix(it.Condition, "的")
	if words == "" {
		return true
	}
	orNone := false
	for _, x := range it.When {
		orNone = orNone || x.OrNone
	}
	if len(it.When) > 0 && strings.Contains(words, "或") && !orNone {
		return w.holds[plainWords(words)]
	}
	for _, x := range it.When {
		v := w.sums[plainWords(x.Base)]
		limit, _ := new(big.Rat).SetString(x.Value)
		cmp := new(big.Rat).SetInt64(v).Cmp(limit)
		if v < 0 {
			if x.OrNone && v == -1 {
				continue
			}
			return false
		}
		if ok := map[string]bool{"<": cmp < 0, "<=": cmp <= 0, ">": cmp > 0, ">=": cmp >= 0}[x.Op]; !ok {
			return false
		}
	}
	for _, part := range strings.Split(words, "，") {
		part = strings.TrimSuffix(part, "的")
		if part == "" || strings.Contains(part, "构成犯罪") || strings.Contains(part, "刑事处罚") || ofThreshold(part, it.When) {
			continue
		}
		if v, known := w.sum(part); known {
			if !v {
				return false
			}
		} else if !w.holds[plainWords(part)] {
			return false
		}
	}
	return true
}

func ofThreshold(part string, list []clause.When) bool {
	for _, x := range list {
		if strings.Contains(part, x.Base) || strings.ContainsAny(part, "元倍％%") && strings.ContainsAny(part, "0123456789一二三四五六七八九十百千万亿两") {
			return true
		}
	}
	return false
}

// sum answers 有违法所得, 没有违法所得, 违法所得无法计算 from the sums.
func (w *world) sum(part string) (holds, known bool) {
	for _, b := range []string{"违法所得", "违法经营额", "非法经营额"} {
		v := w.sums[b]
		switch part {
		case "有" + b:
			return v != -1, true
		case "没有" + b, "无" + b:
			return v == -1, true
		case b + "无法计算", "无法计算" + b:
			return v == -2, true
		case "没有" + b + "或者" + b + "无法计算":
			return v < 0, true
		}
	}
	return false, false
}

// cut355 is 渝令355 art 16 written down a second time: the shares of the span, and of a ceiling.
func cut355(tier string, p clause.Penalty, w *world) []fineRange {
	unit := new(big.Rat).SetInt64(1)
	if p.Base != clause.Yuan {
		base := new(big.Rat).SetInt64(w.sums[plainWords(p.Base)])
		if p.DeemMin != nil && base.Cmp(big.NewRat(int64(*p.DeemMin), 100)) < 0 {
			base = big.NewRat(int64(*p.DeemMin), 100)
		}
		unit = base
	}
	per := big.NewRat(1, 1)
	if p.Per != "" {
		per.SetInt64(w.sums[plainWords(p.Per)])
	}
	at := func(s string) *big.Rat { r, _ := new(big.Rat).SetString(s); return r }
	sum := func(r *big.Rat) string {
		v := new(big.Rat).Mul(new(big.Rat).Mul(r, unit), per)
		if p.Cap != nil && v.Cmp(big.NewRat(int64(*p.Cap), 100)) > 0 {
			v = big.NewRat(int64(*p.Cap), 100)
		}
		return v.RatString()
	}
	shares := map[string][2]string{"从轻": {"0", "3/10"}, "一般": {"3/10", "7/10"}, "从重": {"7/10", "1"}}[tier]
	open := tier == "一般"
	switch {
	case p.Min != nil && p.Max != nil && p.Min.String() != p.Max.String():
		lo, hi := at(p.Min.String()), at(p.Max.String())
		span := new(big.Rat).Sub(hi, lo)
		end := func(share string) *big.Rat { return new(big.Rat).Add(lo, new(big.Rat).Mul(span, at(share))) }
		return []fineRange{{sum(end(shares[0])), sum(end(shares[1])), open || tier == "从轻" && p.MinOpen, open || tier == "从重" && p.MaxOpen}}
	case p.Min == nil && p.Max != nil:
		end := func(share string) string { return sum(new(big.Rat).Mul(at(p.Max.String()), at(share))) }
		ceiling := fineRange{end(shares[0]), end(shares[1]), open, open || tier == "从重" && p.MaxOpen}
		if tier == "从轻" {
			ceiling.Min = end("1/10")
		}
		out := []fineRange{ceiling}
		if p.Base != clause.Yuan && tier == "从轻" {
			out = append(out, fineRange{end("0"), end("3/10"), true, false})
		}
		return out
	}
	f := fineRange{MinOpen: p.MinOpen, MaxOpen: p.MaxOpen}
	if p.Min != nil {
		f.Min = sum(at(p.Min.String()))
	}
	if p.Max != nil {
		f.Max = sum(at(p.Max.String()))
	}
	return []fineRange{f}
}

// besides tells whether the fine is one that 可以并处.
func besides(text []rune, at clause.Span) bool {
	from := at.From
	for from > 0 && !strings.ContainsRune("，。；：\n", text[from-1]) {
		from--
	}
	return strings.Contains(string(text[from:at.To]), "并处")
}

// second computes the fines of a unit from the reading alone: base, then add, then replace.
func second(items []clause.Item, w *world, tier string, text []rune) []fineRange {
	var active []clause.Penalty
	other := false // a kind besides the fine that has to be imposed
	take := func(step string, replace bool) {
		for _, it := range items {
			if it.Step != step || !hitsUnit(it.Who) || !w.met(it) || w.who != "" && it.Who != clause.Violator && plainWords(it.Who) != w.who {
				continue
			}
			var fines []clause.Penalty
			for _, p := range it.Penalties {
				if p.Kind == clause.Fine {
					fines = append(fines, p)
				}
				other = other || p.Kind != clause.Fine && p.Modality == clause.Must && p.Choice == ""
			}
			if replace && len(fines) > 0 {
				active = nil
			}
			active = append(active, fines...)
		}
	}
	take(clause.Base, false)
	take(clause.Add, false)
	take(clause.Replace, true)
	var out []fineRange
	for _, p := range active {
		if tier == "从轻" && other && p.Modality == clause.May && besides(text, p.At) {
			continue // art 18(1): with lighter circumstances alone, the one without the fine
		}
		for _, f := range cut355(tier, p, w) {
			out = appendNew(out, f)
		}
	}
	return out
}

// outside says why the second computation does not cover an item; "" = it does.
func outside(items []clause.Item) string {
	replaces := 0
	fines := 0
	for _, it := range items {
		if it.Reference != "" {
			return "引用他条"
		}
		for _, w := range []string{"前款", "前两款", "本条", "第一款", "第二款"} {
			if strings.Contains(it.Violation+it.Condition, w) {
				return "承接他款"
			}
		}
		if it.Step == clause.Replace && hitsUnit(it.Who) {
			replaces++
		}
		for _, p := range it.Penalties {
			if p.Kind != clause.Fine {
				continue
			}
			switch {
			case p.Min == nil && p.Max == nil:
				return "没有数额"
			case p.Floor != nil, p.Choice != "":
				return "选择或者保底"
			}
			if hitsUnit(it.Who) {
				fines++
			}
		}
	}
	switch {
	case fines == 0:
		return "没有对单位的罚款"
	case replaces > 1:
		return "几个加重档"
	}
	return ""
}

// TestTwoHundred draws articles of data/statutes and random facts, and compares what the engine suggests under 渝令355 with
// a second computation from the same reading. Other seeds: go test ./eval -run TestTwoHundred -args -seed 7
func TestTwoHundred(t *testing.T) {
	texts := importedTexts(t)
	_, rule := packsAnd355(t)
	reader, err := rules.NewReader(texts)
	if err != nil {
		t.Fatal(err)
	}
	all, err := texts.Statutes()
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(*readingSeed, 355))
	compared, equal, fines, left := 0, 0, 0, map[string]int{}
	for tries := 0; compared < *readingCount && tries < 400*(*readingCount); tries++ {
		s := &all[rnd.IntN(len(all))]
		articles, err := texts.Articles(s.ID, len(s.Versions)-1)
		if err != nil {
			t.Fatal(err)
		}
		if len(articles) == 0 || s.Level == statute.LevelInterpretation {
			continue
		}
		art := articles[rnd.IntN(len(articles))]
		if art.Section {
			continue
		}
		items := clause.Read(art.Body(), clause.Context{Law: s.ID, Article: art.Number}).Items
		if !slices.ContainsFunc(items, func(it clause.Item) bool {
			return slices.ContainsFunc(it.Penalties, func(p clause.Penalty) bool { return p.Kind == clause.Fine })
		}) {
			continue
		}
		if slices.ContainsFunc(items, func(it clause.Item) bool { return strings.HasPrefix(it.Violation, "单位有") }) {
			left["单位另有规定"]++
			continue
		}
		items = onePlace(rnd, items)
		if why := outside(items); why != "" {
			left[why]++
			continue
		}
		got, want, err := once(t, reader, rule, rnd, s, art, items)
		if err != nil {
			left["不能合成事项"]++
			t.Logf("%s第%s条：%v", s.ID, art.Number, err)
			continue
		}
		compared++
		fines += len(want)
		if sameRanges(got, want) {
			equal++
		} else {
			t.Logf("%s第%s条\n引擎 %v\n再算 %v\n%s", s.ID, art.Number, got, want, art.Body())
		}
	}
	t.Logf("种子 %d：%d 条，一致 %d 条，罚款幅度 %d 个；不在再算范围内的 %v", *readingSeed, compared, equal, fines, left)
	if compared < *readingCount || equal < compared {
		t.Errorf("%d of %d equal", equal, compared)
	}
}

// onePlace takes the items of one 款 and, where it has 项, of one of them and of one conduct.
func onePlace(rnd *rand.Rand, items []clause.Item) []clause.Item {
	pick := items[rnd.IntN(len(items))]
	sub := 0
	if len(pick.ListItems) > 0 {
		sub = pick.ListItems[rnd.IntN(len(pick.ListItems))]
	}
	var out []clause.Item
	for _, it := range items {
		if it.Paragraph == pick.Paragraph && it.Violation == pick.Violation && (len(it.ListItems) == 0 || slices.Contains(it.ListItems, sub)) {
			out = append(out, it)
		}
	}
	return out
}

// once decides one article with random facts, both ways.
func once(t *testing.T, reader *rules.Reader, rule *engine.BaseRule, rnd *rand.Rand, s *statute.Statute, art statute.Article, items []clause.Item) (got, want []fineRange, err error) {
	t.Helper()
	c, err := statute.ParseCitation(s.ID + " " + art.Number)
	if err != nil {
		return nil, nil, err
	}
	c.Law, c.Paragraph = s.ID, items[0].Paragraph
	if l := items[0].ListItems; len(l) > 0 {
		c.Subparagraph = commonItem(items)
	}
	f, err := reader.Item(c, c.String(), "")
	if err != nil || f == nil {
		return nil, nil, fmt.Errorf("%s：没有事项（%v）", c.String(), err)
	}
	w := &world{sums: map[string]int64{}, holds: map[string]bool{}}
	values := map[string]string{}
	for _, e := range f.Item.Facts {
		switch {
		case e.Name == "违法主体":
			w.who = e.Options[0]
			values[e.Name] = w.who
		case e.Type == facts.Enum:
			values[e.Name] = ""
			for _, o := range e.Options {
				if o == plainWords(items[0].Violation) || strings.HasPrefix(plainWords(items[0].Violation), strings.Split(o, "…")[0]) && strings.Contains(o, "…") {
					values[e.Name] = o
				}
			}
		case e.Type == facts.Bool:
			w.holds[e.Name] = rnd.IntN(3) == 0
			values[e.Name] = map[bool]string{true: "是", false: "否"}[w.holds[e.Name]]
		default:
			v := 100_000 * (1 + rnd.Int64N(40))
			if e.Type != facts.Money {
				v = 1 + rnd.Int64N(30)
			}
			w.sums[e.Name], values[e.Name] = v, fmt.Sprint(v)
		}
	}
	tier := []string{"从轻", "一般", "从重"}[rnd.IntN(3)]
	circumstance := map[string]string{"从轻": "立功", "从重": "妨碍执法或暴力抗法"}[tier]
	var bad error
	got, _, err = decideFines(t, f.Item, rule, "单位", func(set *facts.Set) {
		for name, v := range values {
			if e := setFact(set, name, v); e != nil {
				bad = e
			}
		}
		if circumstance != "" {
			if e := setFact(set, circumstance, "是"); e != nil {
				bad = e
			}
		}
	}, engine.Choices{All: engine.Lighter})
	if bad != nil {
		err = bad
	}
	return got, second(items, w, tier, []rune(art.Body())), err
}

// commonItem gives a 项 that every item covers.
func commonItem(items []clause.Item) int {
	for _, n := range items[0].ListItems {
		if !slices.ContainsFunc(items, func(it clause.Item) bool { return len(it.ListItems) > 0 && !slices.Contains(it.ListItems, n) }) {
			return n
		}
	}
	return items[0].ListItems[0]
}

func sameRanges(a, b []fineRange) bool {
	if len(a) != len(b) {
		return false
	}
	for _, f := range a {
		if !slices.Contains(b, f) {
			return false
		}
	}
	return true
}

// TestWorkedFromText decides the worked cases of data/benchmarks/general/chongqing-worked.yaml by the articles' texts alone.
func TestWorkedFromText(t *testing.T) {
	texts := importedTexts(t)
	_, rule := packsAnd355(t)
	reader, err := rules.NewReader(texts)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(os.Getenv("CAILIANG_DATA"), "benchmarks", "general", "chongqing-worked.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []workedCase }
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	equal := 0
	for _, c := range file.Cases {
		if problems := c.check(t, reader, rule); len(problems) > 0 {
			t.Errorf("%s %s %s：%s", c.ID, c.Law, c.Art, strings.Join(problems, "；"))
			continue
		}
		equal++
	}
	t.Logf("%d 件，一致 %d 件", len(file.Cases), equal)
}

type workedCase struct {
	ID, Law, Art, Chosen string
	ActDate              string `yaml:"act_date"`
	Facts                map[string]string
	Expect               workedAnswer
}

type workedAnswer struct {
	Whether  string
	Fine     workedRange
	Readings []struct{ Unit, Person workedRange }
}

type workedRange struct {
	Range    []string
	Open     string
	Readings []workedRange
}

// all are the ranges that are expected, each reading's own.
func (w workedRange) all() []fineRange {
	var out []fineRange
	if len(w.Range) == 2 {
		out = append(out, fineRange{w.Range[0], w.Range[1], w.Open == "both" || w.Open == "min", w.Open == "both" || w.Open == "max"})
	}
	for _, r := range w.Readings {
		out = append(out, r.all()...)
	}
	return out
}

func (c workedCase) check(t *testing.T, reader *rules.Reader, rule *engine.BaseRule) (problems []string) {
	t.Helper()
	art, rest, _ := strings.Cut(strings.TrimSuffix(c.Art, ")"), "(")
	ref := c.Law + " " + art
	if rest != "" {
		ref += "/" + rest
	}
	cited, err := statute.ParseCitation(ref)
	if err != nil {
		return []string{err.Error()}
	}
	f, err := reader.Item(cited, ref, c.ActDate)
	if err != nil && rest != "" { // 42(3) is the third 项 of the only 款
		cited.Paragraph, cited.Subparagraph = 1, cited.Paragraph
		f, err = reader.Item(cited, ref, c.ActDate)
	}
	if err != nil {
		return []string{err.Error()}
	}
	compare := func(role string, want []fineRange) {
		got, statuses, err := decideFines(t, f.Item, rule, role, func(set *facts.Set) { problems = append(problems, c.facts(set, f.Item)...) }, engine.Choices{All: engine.Tier(c.Chosen)})
		switch {
		case err != nil:
			problems = append(problems, err.Error())
		case c.Expect.Whether == "none" && !slices.Contains(statuses, "no_penalty"):
			problems = append(problems, fmt.Sprint(statuses))
		}
		for _, w := range want {
			if !slices.Contains(got, w) {
				problems = append(problems, fmt.Sprintf("%s 应有 %v，实得 %v", role, w, got))
			}
		}
	}
	compare("单位", c.Expect.Fine.all())
	for _, r := range c.Expect.Readings {
		compare("单位", r.Unit.all())
		compare("直接负责的主管人员", r.Person.all())
	}
	return problems
}

// facts puts the case's facts in; a fact that the text knows under its own longer words goes there.
func (c workedCase) facts(set *facts.Set, it *engine.Item) (problems []string) {
	for name, v := range c.Facts {
		v = map[string]string{"true": "是", "false": "否"}[v] + map[bool]string{true: v}[v != "true" && v != "false"]
		if err := setFact(set, name, v); err != nil {
			problems = append(problems, err.Error())
		}
	}
	for _, e := range it.Facts {
		if e.Type == facts.Enum {
			if err := setFact(set, e.Name, e.Options[0]); err != nil {
				problems = append(problems, err.Error())
			}
		}
	}
	return problems
}
