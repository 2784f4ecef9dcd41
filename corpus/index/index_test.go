package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// specimen is invented; it is no law.
var specimen = []Document{
	{ID: "a1", Kind: Article, Law: "中华人民共和国示例食品安全法", Article: "第一条", Level: "法律", Text: "为了示例，制定本法。", Effective: "2020-01-01"},
	{ID: "a2", Kind: Article, Law: "中华人民共和国示例食品安全法", Article: "第二条", Level: "法律", Text: "禁止经营超过保质期的食品。", Effective: "2020-01-01"},
	{ID: "a3", Kind: Article, Law: "中华人民共和国示例食品安全法", Article: "第三条", Level: "法律", Text: "违反本法第二条规定的，处五万元以上十万元以下罚款。", Effective: "2020-01-01", Cites: []Reference{{"示例食品安全法", "第二条"}}},
	{ID: "b1", Kind: Article, Law: "示例道路条例", Article: "第一条", Level: "行政法规", System: "交通运输", Text: "机动车应当按照规定停放。", Effective: "2020-01-01", Repealed: "2024-01-01"},
	{ID: "c1", Kind: Case, Law: "货架上的过期食品", System: "市场监管", Text: "超市货架上有过期食品三袋，首次被查。"},
}

func stream(docs ...Document) Documents {
	return func(yield func(Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func built(t *testing.T, docs ...Document) (*Index, string) {
	t.Helper()
	home := t.TempDir()
	if err := Build(t.Context(), home, stream(docs...), nil); err != nil {
		t.Fatal(err)
	}
	ix, err := Open(home)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(ix.Close)
	return ix, home
}

func found(t *testing.T, ix *Index, q Query) string {
	t.Helper()
	r, err := ix.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range r.Hits {
		ids = append(ids, h.ID)
	}
	return strings.Join(ids, " ")
}

func TestSearch(t *testing.T) {
	ix, _ := built(t, specimen...)
	for _, c := range []struct {
		q    Query
		want string // the first identifiers
	}{
		{Query{Text: "过期食品怎么罚", Kinds: []Kind{Article}, Limit: 1}, "a2"},
		{Query{Text: "超過保質期", Kinds: []Kind{Article}, Limit: 1}, "a2"},
		{Query{Text: "示例食品安全法第3条", Limit: 1}, "a3"},
		{Query{Text: "示食安法 3", Limit: 1}, "a3"},
		{Query{Text: "示例食品安全法第三条第一款", Limit: 1}, "a3"},
		{Query{Text: "“过期食品三袋”"}, "c1"},
		{Query{Text: "\"没有这句话\" 食品"}, ""},
		{Query{Text: "食品", Kinds: []Kind{Case}}, "c1"},
		{Query{Text: "机动车停放", AsOf: "2023-12-31", Limit: 1}, "b1"},
		{Query{Text: "机动车停放", System: "交通运输"}, "b1"},
		{Query{Text: ""}, ""},
		{Query{Text: "？！"}, ""},
	} {
		if got := found(t, ix, c.q); got != c.want {
			t.Errorf("%+v: %q, want %q", c.q, got, c.want)
		}
	}
	if got := found(t, ix, Query{Text: "机动车停放", AsOf: "2024-01-01"}); strings.Contains(got, "b1") {
		t.Error("a repealed article is found on the day of its repeal")
	}
}

func TestSnippetAndFacets(t *testing.T) {
	ix, _ := built(t, specimen...)
	r, err := ix.Search(t.Context(), Query{Text: "过期食品"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Facets.Kinds["case"] != 1 || r.Facets.Levels["法律"] == 0 {
		t.Errorf("facets %+v", r.Facets)
	}
	for _, h := range r.Hits {
		if h.ID == "c1" && !strings.Contains(h.Snippet.Marked("<", ">"), "<过期食品>") {
			t.Errorf("snippet %q", h.Snippet.Marked("<", ">"))
		}
	}
}

func TestDidYouMean(t *testing.T) {
	ix, _ := built(t, specimen...)
	r, err := ix.Search(t.Context(), Query{Text: "示例道璐条例"})
	if err != nil || r.DidYouMean != "示例道路条例" {
		t.Errorf("did you mean %q, %v", r.DidYouMean, err)
	}
	if r, _ := ix.Search(t.Context(), Query{Text: "机动车停放"}); r.DidYouMean != "" {
		t.Errorf("a right question is corrected to %q", r.DidYouMean)
	}
}

// A lesson brings up an article that shares no word with the question; taken back, it does so no more.
func TestLearnAndForget(t *testing.T) {
	ix, home := built(t, specimen...)
	const asked = "汽车乱放谁管"
	before := found(t, ix, Query{Text: asked, Limit: 1})
	lesson := Lesson{ID: "l1", Text: "汽车乱放", Answers: []string{"a1"}}
	if err := Learn(t.Context(), home, []Lesson{lesson}); err != nil {
		t.Fatal(err)
	}
	if got := found(t, ix, Query{Text: asked, Limit: 1}); got != "a1" || before == "a1" {
		t.Errorf("before %q, after the lesson %q", before, got)
	}
	if n, err := Forget(t.Context(), home, []string{"l1", "l2"}); n != 1 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
	if got := found(t, ix, Query{Text: asked, Limit: 1}); got != before {
		t.Errorf("after taking it back %q, want %q", got, before)
	}
}

func TestFailedBuildChangesNothing(t *testing.T) {
	ix, home := built(t, specimen...)
	broken := func(yield func(Document, error) bool) {
		if yield(specimen[0], nil) {
			yield(Document{}, errors.New("broken"))
		}
	}
	if err := Build(t.Context(), home, broken, nil); err == nil {
		t.Fatal("no error")
	}
	if err := Build(t.Context(), home, stream(specimen[0], specimen[0]), nil); err == nil {
		t.Fatal("two documents with one identifier are taken")
	}
	if ix.Len() != len(specimen) {
		t.Errorf("%d documents, want %d", ix.Len(), len(specimen))
	}
	if left, _ := filepath.Glob(filepath.Join(home, unfinishedPrefix+"*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestNoIndex(t *testing.T) {
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, currentFile), []byte("../etc"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(home); err == nil {
		t.Error("a name that leads out of the folder is followed")
	}
}

// Searches go on while the index is rebuilt again and again; none fails, and each sees a whole index.
func TestSwapWhileSearching(t *testing.T) {
	ix, home := built(t, specimen...)
	other, err := Open(home) // as another process would
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for _, in := range []*Index{ix, other, ix} {
		wg.Go(func() {
			for ctx.Err() == nil {
				r, err := in.Search(context.Background(), Query{Text: "过期食品"})
				if err != nil || len(r.Hits) < 3 {
					t.Errorf("%d hits, %v", len(r.Hits), err)
					return
				}
			}
		})
	}
	for i := range 8 {
		more := Document{ID: fmt.Sprint("m", i), Kind: Article, Law: "示例附加规定", Article: "第一条", Text: "附加。"}
		if err := Build(t.Context(), home, stream(append(specimen[:len(specimen):len(specimen)], more)...), nil); err != nil {
			t.Error(err)
		}
	}
	cancel()
	wg.Wait()
	if got := found(t, other, Query{Text: "附加", Limit: 1}); got != "m7" {
		t.Errorf("after the last build %q", got)
	}
}

// Two that build at once do so one after the other, and the result is whole.
func TestTwoBuilders(t *testing.T) {
	home := t.TempDir()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if err := Build(t.Context(), home, stream(specimen...), nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	ix, err := Open(home)
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if ix.Len() != len(specimen) {
		t.Errorf("%d documents", ix.Len())
	}
}

func FuzzQuery(f *testing.F) {
	for _, s := range []string{"食安法124条", "“过期食品”", "\"", "“”", "法第一条", "《", "食安法 9999", "\xff\xfe第", strings.Repeat("第一条", 2000)} {
		f.Add(s)
	}
	home := f.TempDir()
	if err := Build(context.Background(), home, stream(specimen...), nil); err != nil {
		f.Fatal(err)
	}
	ix, err := Open(home)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(ix.Close)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ix.Search(context.Background(), Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range r.Hits {
			h.Snippet.Marked("<", ">")
		}
	})
}
