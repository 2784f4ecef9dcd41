package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

const (
	annotated = "testdata/clauses/annotated.jsonl"
	fresh     = "testdata/clauses/fresh.jsonl"
)

// An invented article: 甲 is hit, and the persons in charge under a condition.
const inventedText = "甲单位乱放杂物的，责令清理，处十元以上二十元以下罚款；\n拒不清理的，由乙局吊销许可证。"

// invented writes a data folder with the article and a file with the given lines; it gives both paths.
func invented(t testing.TB, lines ...string) (path, data string) {
	t.Helper()
	data = t.TempDir()
	art, err := json.Marshal(goldArticle{ID: 7, Law: "测试条例", Article: "第三条", Text: inventedText})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(data, "clauses"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(data, "statutes"), 0o755); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(data, "annotated.jsonl")
	for name, b := range map[string][]byte{filepath.Join(data, "clauses", "sample-open.jsonl"): append(art, '\n'), path: []byte(strings.Join(lines, "\n") + "\n"),
		filepath.Join(data, "statutes", "甲法.md"): []byte("# 甲法\n\n第一条 挂灯的，处十元罚款。\n\n第二条 本法自2020年1月1日起施行。\n")} {
		if err := os.WriteFile(name, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return path, data
}

// stored is a line about the invented article.
func stored(items string) string {
	return fmt.Sprintf(`{"set":"sample","id":7,"law":"测试条例","article":"第三条","sha256":%q,"items":[%s],"unread":[[42,43]],"note":"n"}`, goldSum(inventedText), items)
}

// elsewhere is a line of the set fresh about an article of 甲法.
func elsewhere(path, article string) string {
	return fmt.Sprintf(`{"set":"fresh","id":1,"path":%q,"law":"甲法","article":%q,"sha256":%q,"items":[],"unread":[],"note":"n"}`, path, article, goldSum("挂灯的，处十元罚款。"))
}

// A line may name its article in a statute file.
func TestGoldInStatute(t *testing.T) {
	path, data := invented(t, elsewhere("甲法.md", "第一条"))
	got, err := ReadGoldClauses(path, data)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].ID != "f-1" || got[0].Text != "挂灯的，处十元罚款。" {
		t.Errorf("%+v", got)
	}
}

const goodItem = `{"who":[0,3],"violation":[[3,7]],"paragraph":1,"step":"base","corrective":[[9,13]],"penalties":[{"kind":"罚款","min":"10.00","max":"20.00","base":"元","modality":"must"}]},` +
	`{"who":"违反者","violation":[[3,5],[5,7]],"paragraph":2,"condition":[[28,32]],"step":"add","penalties":[{"kind":"吊销许可证件","modality":"must","detail":[39,42]}]}`

func TestGoldResolvesPositions(t *testing.T) {
	path, data := invented(t, stored(goodItem))
	got, err := ReadGoldClauses(path, data)
	if err != nil {
		t.Fatal(err)
	}
	want := []GoldClause{{
		Set: "sample", ID: "s-7", Law: "测试条例", Article: "第三条", Text: inventedText, Unread: []string{"。"}, Note: "n",
		Items: []GoldItem{
			{Who: "甲单位", Violation: "乱放杂物", Paragraph: 1, Step: "base", Corrective: []string{"责令清理"}, Penalties: []GoldPenalty{
				{Kind: "罚款", Min: json.RawMessage(`"10.00"`), Max: json.RawMessage(`"20.00"`), Base: "元", Modality: "must"}}},
			{Who: "违反者", Violation: "乱放，杂物", Paragraph: 2, Condition: "拒不清理", Step: "add", Penalties: []GoldPenalty{
				{Kind: "吊销许可证件", Modality: "must", Detail: "许可证"}}},
		},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// Each fault is told with its line and what to do.
func TestGoldFaults(t *testing.T) {
	for name, c := range map[string]struct{ line, want string }{
		"place outside":    {stored(strings.Replace(goodItem, "[3,7]", "[3,700]", 1)), "第 1 项 violation 的位置 [3, 700) 不在原文之内（共 43 字）"},
		"empty place":      {stored(strings.Replace(goodItem, "[28,32]", "[28,28]", 1)), "第 2 项 condition 的位置 [28, 28)"},
		"reversed bounds":  {stored(strings.Replace(goodItem, `"min":"10.00"`, `"min":"30.00"`, 1)), "高于上限"},
		"no number":        {stored(strings.Replace(goodItem, `"10.00"`, `"1e3"`, 1)), "不是十进制数"},
		"no base":          {stored(strings.Replace(goodItem, `"base":"元",`, "", 1)), "没有 base"},
		"unknown kind":     {stored(strings.Replace(goodItem, `"罚款"`, `"罚金"`, 1)), `种类 "罚金"`},
		"unknown step":     {stored(strings.Replace(goodItem, `"add"`, `"plus"`, 1)), `step "plus"`},
		"unknown modality": {stored(strings.Replace(goodItem, `"must"`, `"shall"`, 1)), `modality "shall"`},
		"no paragraph":     {stored(strings.Replace(goodItem, `"paragraph":1`, `"paragraph":0`, 1)), "缺 paragraph"},
		"empty item":       {stored(`{"who":[0,3],"violation":[[3,7]],"paragraph":1,"step":"base","penalties":[]}`), "没有处罚、命令或者引用"},
		"when alone":       {stored(strings.Replace(goodItem, `"step":"base"`, `"step":"base","when":[{"base":"x","op":"<","value":"1","unit":"元"}]`, 1)), "有 when 而没有 condition"},
		"operator":         {stored(strings.Replace(goodItem, `"step":"add"`, `"step":"add","when":[{"base":"x","op":"=","value":"1","unit":"元"}]`, 1)), "不能比较"},
		"unknown field":    {stored(strings.Replace(goodItem, `"step"`, `"stage":"x","step"`, 1)), "不是标注的格式"},
		"words for places": {stored(strings.Replace(goodItem, `[[3,7]]`, `["乱放杂物"]`, 1)), "不是标注的格式"},
		"other law":        {strings.Replace(stored(goodItem), "测试条例", "别的条例", 1), "改正编号"},
		"changed text":     {strings.Replace(stored(goodItem), goldSum(inventedText), "0123456789abcdef", 1), "原文已变"},
		"unknown id":       {strings.Replace(stored(goodItem), `"id":7`, `"id":8`, 1), "没有编号 8"},
		"unknown set":      {strings.Replace(stored(goodItem), `"sample"`, `"open"`, 1), "没有名为"},
		"twice":            {stored(goodItem), "与第 1 行重复"},
		"no statute":       {elsewhere("甲法.md", "第九条"), "statutes/甲法.md 里没有第九条"},
		"outside":          {elsewhere("../甲法.md", "第一条"), "不是 statutes 之内的文件"},
	} {
		t.Run(name, func(t *testing.T) {
			path, data := invented(t, stored(goodItem), c.line)
			got, err := ReadGoldClauses(path, data)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "第 2 行：") {
				t.Errorf("error %v, want line 2 and %q", err, c.want)
			}
			if len(got) != 1 {
				t.Errorf("%d good lines, want 1", len(got))
			}
		})
	}
}

func TestGoldWithoutData(t *testing.T) {
	path, _ := invented(t, stored(goodItem))
	if _, err := ReadGoldClauses(path, t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want fs.ErrNotExist", err)
	}
}

// The repository holds positions, figures and terms: no sentence of the law.
func TestAnnotatedHoldsNoSentences(t *testing.T) {
	var raw []byte
	for _, path := range []string{annotated, fresh} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		raw = append(raw, b...)
	}
	sets := map[string]int{}
	for i, l := range bytes.Split(bytes.TrimSpace(raw), []byte("\n")) {
		var s storedClause
		if err := strictGold(l, &s); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		sets[s.Set]++
		if s.Note == "" {
			t.Errorf("line %d: no note", i+1)
		}
		for _, it := range s.Items {
			if it.Who.fixed != "" && it.Who.fixed != "违反者" {
				t.Errorf("line %d: who %q is no position", i+1, it.Who.fixed)
			}
			for _, p := range it.Penalties {
				if utf8.RuneCountInString(p.Base) > 30 {
					t.Errorf("line %d: base %q is a sentence", i+1, p.Base)
				}
			}
		}
	}
	if sets["sample"] < 135 || sets["rare"] < 84 || sets["fresh"] < 45 {
		t.Errorf("%v annotated, want all 135 of sample and 84 of rare that are no examples, and 45 fresh ones", sets)
	}
}

// Every position of the real annotation cuts whole words: none begins or ends with a mark, none crosses a line.
func TestAnnotatedAgainstTexts(t *testing.T) {
	data := os.Getenv("CAILIANG_DATA")
	if data == "" {
		t.Skip("没有设置 CAILIANG_DATA（真实材料所在的目录），跳过人工标注与条文的核对")
	}
	got, err := ReadGoldClauses(annotated, data)
	if err != nil {
		t.Fatal(err)
	}
	more, err := ReadGoldClauses(fresh, data)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range append(got, more...) {
		paragraphs := strings.Count(g.Text, "\n") + 1
		for i, it := range g.Items {
			if it.Paragraph > paragraphs {
				t.Errorf("%s item %d: paragraph %d of %d", g.ID, i+1, it.Paragraph, paragraphs)
			}
			for _, w := range append([]string{it.Who, it.Violation, it.Condition}, it.Corrective...) {
				if strings.Contains(w, "\n") || strings.TrimFunc(w, isMark) != w {
					t.Errorf("%s item %d: %q is cut badly", g.ID, i+1, w)
				}
			}
		}
	}
}

// isMark tells a mark that no piece of a reading begins or ends with; quotation marks and brackets may.
func isMark(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("，。；：、,.;:", r)
}

// The examples have the shape that the annotation resolves to: strict decoding finds no other field.
func TestGoldShapeIsThatOfTheExamples(t *testing.T) {
	data := os.Getenv("CAILIANG_DATA")
	if data == "" {
		t.Skip("没有设置 CAILIANG_DATA（真实材料所在的目录），跳过与标注示例格式的核对")
	}
	raw, err := os.ReadFile(filepath.Join(data, "clauses", "examples.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range bytes.Split(bytes.TrimSpace(raw), []byte("\n")) {
		var g GoldClause
		if err := strictGold(l, &g); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		for j, it := range g.Items {
			if err := it.check(); err != nil {
				t.Errorf("line %d: item %d%v", i+1, j+1, err)
			}
		}
	}
}

// FuzzGold: whatever a line holds, reading it gives words of the text or an error.
func FuzzGold(f *testing.F) {
	f.Add([]byte(stored(goodItem)))
	f.Add([]byte(strings.Replace(stored(goodItem), "[3,7]", "[-1,9223372036854775807]", 1)))
	f.Add([]byte(`{"set":"sample","id":7,"items":[{"who":null}]}`))
	texts := &goldTexts{sets: map[string]map[int]goldArticle{"sample": {7: {ID: 7, Law: "测试条例", Article: "第三条", Text: inventedText}}, "rare": {}}}
	f.Fuzz(func(t *testing.T, l []byte) {
		g, err := readGold(l, texts)
		if err != nil {
			return
		}
		for _, it := range g.Items {
			for _, w := range append(strings.Split(it.Violation, "，"), it.Corrective...) {
				if !strings.Contains(inventedText, w) {
					t.Errorf("%q is not in the text", w)
				}
			}
		}
	})
}
