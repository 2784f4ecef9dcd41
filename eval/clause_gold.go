package eval

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"cailiang/corpus/document"
	"cailiang/corpus/statute"
)

// GoldClause is one article read by hand (人工标注), in the shape of a line of clauses/examples.jsonl.
type GoldClause struct {
	Set     string     `json:"set,omitempty"` // sample: drawn at random; rare: a rare pattern family; fresh: drawn from statutes/ later
	ID      string     `json:"id"`            // s-N, r-N or f-N; N is the id in that set
	Law     string     `json:"law"`
	Article string     `json:"article"`
	Text    string     `json:"text"` // all paragraphs, joined by \n
	Items   []GoldItem `json:"items"`
	Unread  []string   `json:"unread"`
	Note    string     `json:"note"`
}

// GoldItem is one penalty item (处罚事项) of a reading: who is hit for what, under which condition, by which penalties.
type GoldItem struct {
	Who        string        `json:"who"`
	Violation  string        `json:"violation"`
	Paragraph  int           `json:"paragraph"`
	ListItems  []int         `json:"list_items,omitempty"`
	Condition  string        `json:"condition,omitempty"`
	When       []GoldWhen    `json:"when,omitempty"`
	Step       string        `json:"step"`
	Corrective []string      `json:"corrective,omitempty"`
	Reference  string        `json:"reference,omitempty"`
	Penalties  []GoldPenalty `json:"penalties"`
}

// GoldWhen is a numeric threshold (数额门槛) inside a condition; Value is in Unit.
type GoldWhen struct {
	Base   string `json:"base"`
	Op     string `json:"op"`
	Value  string `json:"value"`
	Unit   string `json:"unit"`
	OrNone bool   `json:"or_none,omitempty"`
}

// GoldPenalty is one kind of penalty with its bounds. Min and Max are as written: null or missing where the law gives
// none, a decimal string (yuan, or a factor of Base), an integer for periods in 日, 月 or 年.
type GoldPenalty struct {
	Kind     string          `json:"kind"`
	Min      json.RawMessage `json:"min,omitempty"`
	Max      json.RawMessage `json:"max,omitempty"`
	Base     string          `json:"base,omitempty"`
	MinOpen  bool            `json:"min_open,omitempty"`
	MaxOpen  bool            `json:"max_open,omitempty"`
	Modality string          `json:"modality"`
	Choice   string          `json:"choice,omitempty"`
	Per      string          `json:"per,omitempty"`
	Cap      string          `json:"cap,omitempty"`
	Deem     string          `json:"deem_base_min,omitempty"`
	Detail   string          `json:"detail,omitempty"`
}

// ReadGoldClauses reads hand readings that are kept as positions, and resolves them against the articles' text in
// <data>/clauses/{set}-open.jsonl or, for the set fresh, in the file of <data>/statutes that the line names. The repository holds the positions, the figures and the notes; the law's words stay in
// the data folder. Every fault of the file is reported at once, each with its line. Without the data folder the error is
// fs.ErrNotExist.
func ReadGoldClauses(path, data string) ([]GoldClause, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("读不到人工标注：%w", err)
	}
	texts := goldTexts{data: data}
	var out []GoldClause
	var faults []error
	first := map[string]int{}
	for i, l := range bytes.Split(bytes.TrimRight(raw, "\n"), []byte("\n")) {
		g, err := readGold(l, &texts)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if n := first[g.ID]; err == nil && n > 0 {
			err = fmt.Errorf("%s 与第 %d 行重复：删去一行", g.ID, n)
		}
		first[g.ID] = i + 1
		if err != nil {
			faults = append(faults, fmt.Errorf("%s 第 %d 行：%w", path, i+1, err))
			continue
		}
		out = append(out, g)
	}
	return out, errors.Join(faults...)
}

// readGold reads one line and puts the law's words in the place of the positions.
func readGold(l []byte, texts *goldTexts) (GoldClause, error) {
	var s storedClause
	if err := strictGold(l, &s); err != nil {
		return GoldClause{}, fmt.Errorf("不是标注的格式（%w）：每行一个对象，文字写成位置 [起, 止)", err)
	}
	art, err := texts.find(&s)
	if err != nil {
		return GoldClause{}, err
	}
	if art.Law != s.Law || art.Article != s.Article {
		return GoldClause{}, fmt.Errorf("%s %d 是《%s》%s，标注写的是《%s》%s：改正编号", s.Set, s.ID, art.Law, art.Article, s.Law, s.Article)
	}
	if got := goldSum(art.Text); got != s.Sum {
		return GoldClause{}, fmt.Errorf("%s %d 的原文已变（sha256 %s，标注时 %s）：按新文本重标位置", s.Set, s.ID, got, s.Sum)
	}
	return s.resolve(art.Text)
}

// strictGold decodes one value; a field that the shape does not know is an error.
func strictGold(b []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if dec.More() {
		return errors.New("一行里有多个对象")
	}
	return nil
}

// goldSum is the first 16 hex digits of the text's SHA-256: enough to see that a text changed.
func goldSum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// goldArticle is one article of clauses/sample-open.jsonl or rare-open.jsonl.
type goldArticle struct {
	ID      int    `json:"id"`
	Law     string `json:"law"`
	Article string `json:"article"`
	Text    string `json:"text"`
}

// goldTexts opens each set of articles, and each statute, once, when it is first asked for.
type goldTexts struct {
	data     string
	sets     map[string]map[int]goldArticle
	statutes map[string]*statute.Text
}

func (t *goldTexts) find(s *storedClause) (goldArticle, error) {
	switch s.Set {
	case "sample", "rare":
		return t.inSet(s.Set, s.ID)
	case "fresh":
		return t.inStatute(s)
	}
	return goldArticle{}, fmt.Errorf("没有名为 %q 的样本：set 只能是 sample、rare 或者 fresh", s.Set)
}

func (t *goldTexts) inSet(set string, id int) (goldArticle, error) {
	if t.sets[set] == nil {
		arts, err := readGoldArticles(filepath.Join(t.data, "clauses", set+"-open.jsonl"))
		if err != nil {
			return goldArticle{}, err
		}
		if t.sets == nil {
			t.sets = map[string]map[int]goldArticle{}
		}
		t.sets[set] = arts
	}
	a, ok := t.sets[set][id]
	if !ok {
		return goldArticle{}, fmt.Errorf("样本 %s 里没有编号 %d：改正编号", set, id)
	}
	return a, nil
}

// inStatute finds the article in the statute file that the line names.
func (t *goldTexts) inStatute(s *storedClause) (goldArticle, error) {
	text, err := t.statute(s.Path)
	if err != nil {
		return goldArticle{}, err
	}
	for _, a := range text.Articles {
		if a.Label == s.Article {
			return goldArticle{s.ID, text.Version.Title, a.Label, a.Body()}, nil
		}
	}
	return goldArticle{}, fmt.Errorf("statutes/%s 里没有%s：改正 path 或者 article", s.Path, s.Article)
}

func (t *goldTexts) statute(path string) (*statute.Text, error) {
	if text := t.statutes[path]; text != nil {
		return text, nil
	}
	if !filepath.IsLocal(path) {
		return nil, fmt.Errorf("path %q 不是 statutes 之内的文件：改正 path", path)
	}
	raw, err := os.ReadFile(filepath.Join(t.data, "statutes", path))
	if err != nil {
		return nil, fmt.Errorf("读不到法规：%w", err)
	}
	lines, err := document.Read(path, raw)
	if err != nil {
		return nil, fmt.Errorf("statutes/%s：%w", path, err)
	}
	text, err := statute.Parse(statute.Source{Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), Lines: lines})
	if err != nil {
		return nil, fmt.Errorf("statutes/%s：%w", path, err)
	}
	if t.statutes == nil {
		t.statutes = map[string]*statute.Text{}
	}
	t.statutes[path] = text
	return text, nil
}

func readGoldArticles(path string) (map[int]goldArticle, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("读不到条文样本：%w", err)
	}
	out := map[int]goldArticle{}
	for i, l := range bytes.Split(bytes.TrimRight(raw, "\n"), []byte("\n")) {
		var a goldArticle
		if err := json.Unmarshal(l, &a); err != nil {
			return nil, fmt.Errorf("%s 第 %d 行不是 JSON：%w", path, i+1, err)
		}
		out[a.ID] = a
	}
	return out, nil
}
