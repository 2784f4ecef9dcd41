package rules_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	imported "cailiang/corpus/library"
	"cailiang/corpus/statute"
	"cailiang/engine"
	"cailiang/rules"
)

const (
	signsOld = `# 示例市招牌条例

（2020年1月1日示例市人民代表大会常务委员会通过）

第一条 违反本条例规定，设置招牌有下列情形之一的，由城市管理部门责令改正，处五百元以上二千元以下罚款；情节严重的，处二千元以上五千元以下罚款：

（一）遮挡通道的；

（二）未经批准的。

第二条 单位有本条例第一条规定行为，违法所得不足一万元的，处一万元以下罚款。

第三条 擅自拆除招牌的，依照本条例第一条的规定处罚。

第四条 本条例自2020年2月1日起施行。
`
	signsNew = "（2024年1月1日示例市人民代表大会常务委员会修订）"
)

func readerOf(t *testing.T, texts ...string) (*rules.Reader, []statute.Statute) {
	t.Helper()
	dir := t.TempDir()
	for i, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, string(rune('a'+i))+".md"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lib, err := imported.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lib.Import(context.Background(), []string{dir}, nil); err != nil {
		t.Fatal(err)
	}
	all, err := lib.Statutes()
	if err != nil {
		t.Fatal(err)
	}
	r, err := rules.NewReader(lib)
	if err != nil {
		t.Fatal(err)
	}
	return r, all
}

func changed() string {
	s := strings.Replace(signsOld, "（2020年1月1日示例市人民代表大会常务委员会通过）", signsNew, 1)
	return strings.NewReplacer("二千元以下罚款；", "三千元以下罚款；", "2020年2月1日", "2024年2月1日").Replace(s)
}

// idsOf reads the newest version.
func idsOf(t *testing.T, r *rules.Reader, s *statute.Statute) []string {
	t.Helper()
	var out []string
	err := r.Each(s, &s.Versions[len(s.Versions)-1], func(a *rules.ArticleReading) error {
		for _, f := range a.Items() {
			out = append(out, f.Item.ID)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestItemsOfTexts(t *testing.T) {
	r, all := readerOf(t, signsOld)
	want := []string{"示例市招牌条例/1/1/1", "示例市招牌条例/1/1/2", "示例市招牌条例/2", "示例市招牌条例/3"}
	if got := idsOf(t, r, &all[0]); !slices.Equal(got, want) {
		t.Errorf("items %v", got)
	}
	again, all := readerOf(t, signsOld, changed())
	if got := idsOf(t, again, &all[0]); !slices.Equal(got, want) {
		t.Errorf("ids change with a new version: %v", got)
	}
}

func TestReferenceFollowed(t *testing.T) {
	r, _ := readerOf(t, signsOld)
	c, err := statute.ParseCitation("示例市招牌条例第三条")
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Item(c, c.String(), "2023-01-01")
	if err != nil {
		t.Fatal(err)
	}
	var max []string
	for _, b := range f.Item.Branches {
		for _, p := range b.Penalties {
			if p.Kind == engine.Fine {
				max = append(max, p.Max.String())
			}
		}
	}
	if !slices.Equal(max, []string{"200000", "500000"}) || len(f.Read.Notes) == 0 {
		t.Errorf("fines %v, notes %v", max, f.Read.Notes)
	}
	if _, err := r.Item(c, c.String(), "2019-01-01"); err == nil {
		t.Error("an item before the law was in force")
	}
}

func TestChanges(t *testing.T) {
	r, all := readerOf(t, signsOld, changed())
	lib, err := rules.Load(rules.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	changes, err := lib.Changes(r, &all[0])
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range changes {
		ids = append(ids, c.What+" "+c.Item)
	}
	if want := []string{"amounts 示例市招牌条例/1/1/1", "amounts 示例市招牌条例/1/1/2", "amounts 示例市招牌条例/3"}; !slices.Equal(ids, want) {
		t.Errorf("changes %v", ids)
	}
}

func TestCover(t *testing.T) {
	r, all := readerOf(t, signsOld)
	lib, err := rules.Load(rules.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	c, err := lib.Cover(r, &all[0])
	if err != nil {
		t.Fatal(err)
	}
	if c.Penal != 3 || c.Computable != 3 || c.BaseRule != 3 || c.Fines != 3 || c.FinesRead != 3 || c.System != "城市管理" {
		t.Errorf("%+v", c)
	}
}

// TestStatutePacksAgainstTheReader reports where the shipped amounts differ from what the reader finds in the real text.
func TestStatutePacksAgainstTheReader(t *testing.T) {
	dir := os.Getenv("CAILIANG_DATA")
	if dir == "" {
		t.Skip("CAILIANG_DATA 未设置：需要真实法规文本的目录")
	}
	texts, err := imported.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := texts.Import(context.Background(), []string{filepath.Join(dir, "statutes"), filepath.Join(dir, "statutes-2026")}, nil); err != nil {
		t.Fatal(err)
	}
	r, err := rules.NewReader(texts)
	if err != nil {
		t.Fatal(err)
	}
	lib, err := rules.Load(rules.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, p := range lib.Packs {
		if p.Kind != "statute" {
			continue
		}
		checks, err := r.Compare(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range checks {
			counts[c.Result]++
			if c.Result == rules.TextDiffers {
				t.Errorf("%s（%s）规则包 %v 条文 %v", c.Item, c.Version, c.OnlyPack, c.OnlyText)
			} else if c.Result != rules.TextEqual {
				t.Logf("%s（%s）条文另有 %v %s", c.Item, c.Version, c.OnlyText, c.Why)
			}
		}
	}
	t.Log(counts)
	if counts[rules.TextEqual] == 0 {
		t.Error("nothing compared")
	}
}
