package review

import (
	"slices"
	"testing"

	"cailiang/engine/facts"
)

var sample = map[string]any{
	"decision": map[string]any{"date": "2026-05-14", "fine": nil},
	"documents": []any{
		map[string]any{"type": "询问笔录", "present": "true", "officers": []any{"甲", "乙"}},
		map[string]any{"type": "听证笔录", "present": "false"},
	},
	"amounts": map[string]any{"危险废物_吨": "5.2", "罚款_元": "1000000"},
}

func TestFind(t *testing.T) {
	f := finder{map[string]Collection{"documents": {Key: "type", Present: "present"}}}
	for _, c := range []struct {
		path   string
		n      int
		blind  bool
		places []string
	}{
		{"decision.date", 1, false, []string{"decision.date"}},
		{"decision.fine", 1, false, []string{"decision.fine"}},
		{"decision.multiple", 0, true, []string{"decision.multiple"}},
		{"documents[询问笔录].officers", 2, false, []string{"documents[询问笔录].officers[甲]", "documents[询问笔录].officers[乙]"}},
		{"documents[听证笔录]", 0, false, []string{"documents[听证笔录]"}},           // announced, but not there
		{"documents[听证笔录|听证记录].date", 0, false, []string{"documents[听证笔录]"}}, // named by its first name
		{"timeline[立案].date", 0, true, []string{"timeline[立案]"}},             // the file has no timeline
		{"amounts[危险废物_吨]", 1, false, []string{"amounts.危险废物_吨"}},
	} {
		p, err := ParsePath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		got := f.find(sample, nil, p)
		if len(got.hits) != c.n || got.blind != c.blind || !slices.Equal(got.places, c.places) {
			t.Errorf("%s: %d hits, blind %v, %v", c.path, len(got.hits), got.blind, got.places)
		}
	}
}

func TestParsePath(t *testing.T) {
	for _, s := range []string{"", "a..b", "a[", "a[]", "a]b"} {
		if _, err := ParsePath(s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}

func TestQuantity(t *testing.T) {
	for text, want := range map[string]int64{"非法处置危险废物三吨以上": 3, "销售金额五万元以上": 50_000, "10万元": 100_000, "一百二十亩": 120, "十五人": 15, "两次": 2, "一亿三千万元": 130_000_000} {
		if n, _, ok := quantity(text); !ok || n != want*1_000_000 {
			t.Errorf("%s: %d %v", text, n, ok)
		}
	}
	if _, _, ok := quantity("情节严重"); ok {
		t.Error("a quantity in 情节严重")
	}
}

func TestInForce(t *testing.T) {
	day := func(s string) facts.Day {
		d, err := facts.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	texts := []TextVersion{{1998, day("1998-11-29"), true}, {2017, day("2017-10-01"), true}, {2024, day("2025-06-01"), false}}
	for _, c := range []struct {
		year int
		day  string
		want facts.Truth
	}{
		{1998, "2017-09-30", facts.True}, {1998, "2017-10-01", facts.False}, {2017, "2017-09-30", facts.False},
		{2017, "2025-01-01", facts.True}, {2024, "2025-01-01", facts.Unknown}, {2024, "2025-06-01", facts.True}, {2010, "2012-01-01", facts.Unknown},
	} {
		if got := inForce(texts, c.year, day(c.day)); got != c.want {
			t.Errorf("%d on %s: %s, want %s", c.year, c.day, got, c.want)
		}
	}
}

func FuzzParsePath(f *testing.F) {
	f.Add("documents[甲|乙].content.x")
	f.Add("/a.^.$")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePath(s)
		if err != nil {
			return
		}
		finder{}.find(sample, nil, p)
	})
}
