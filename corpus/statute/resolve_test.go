package statute

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// shelf is a library of invented statutes.
type shelf struct {
	statutes []Statute
	texts    map[string][][]Article // id → version → articles
	articles []Article              // of the newest 甲安全法
}

func (s shelf) Statutes() ([]Statute, error) { return s.statutes, nil }

func (s shelf) Articles(id string, version int) ([]Article, error) {
	if all := s.texts[id]; version < len(all) {
		return all[version], nil
	}
	return nil, fmt.Errorf("no text of %s %d", id, version)
}

func plainArticle(number string) Article {
	return Article{Number: number, Label: "第" + number + "条", Paragraphs: []Paragraph{{Text: "内容" + number + "。"}}}
}

func sample() shelf {
	list := func(n int) (all []Subparagraph) {
		for i := range n {
			all = append(all, Subparagraph{Number: fmt.Sprint(i + 1), Mark: "（" + ChineseNumeral(i+1) + "）", Text: "情形；"})
		}
		return all
	}
	second := Article{Number: "2", Label: "第二条", Paragraphs: []Paragraph{{Text: "有下列情形的：", Subparagraphs: list(3)}, {Text: "第二款。"}, {Text: "另有：", Subparagraphs: list(2)}}}
	second.Paragraphs[0].Subparagraphs[1].Points = []Point{{Number: "1", Mark: "1.", Text: "甲"}, {Number: "2", Mark: "2.", Text: "乙"}}
	newest := []Article{plainArticle("1"), second, plainArticle("2-1"), plainArticle("3"), {Number: "4", Label: "第四条", Paragraphs: []Paragraph{{Text: "有下列情形的：", Subparagraphs: list(2)}, {Text: "后款。"}}}}
	one := []Article{plainArticle("1"), plainArticle("2"), plainArticle("3")}
	return shelf{
		articles: newest,
		texts: map[string][][]Article{
			"甲安全法": {append(one[:3:3], plainArticle("9")), newest}, "重庆市乙安全条例": {one}, "丙办法（试行）": {one}, "食品安全法": {one}, "安全生产法": {one}, "丁法": {one}, "戊法": {{{Number: "1", Section: true}}}, "己法": nil,
		},
		statutes: []Statute{
			{ID: "甲安全法", Title: "中华人民共和国甲安全法", Short: []string{"甲安法", "安字法"}, Former: []string{"甲卫生法"}, Level: LevelLaw, Versions: []Meta{
				{Issued: "2009-02-28", Effective: "2009-06-01"}, {Issued: "2009-02-28", Revised: "2015-04-24", Effective: "2015-10-01", Repealed: "2025-01-01", RepealedBy: "甲法典"}}},
			{ID: "重庆市乙安全条例", Title: "重庆市乙安全条例", Short: []string{"安字法"}, Place: "重庆市", Versions: []Meta{{Issued: "2020-01-01"}}},
			{ID: "丙办法（试行）", Title: "丙办法（试行）", Versions: []Meta{{Number: "国丙发〔2020〕3号"}}},
			{ID: "食品安全法", Title: "中华人民共和国食品安全法", Versions: []Meta{{Issued: "2009-02-28", Revised: "2021-04-29", Effective: "2021-04-29"}}},
			{ID: "安全生产法", Title: "中华人民共和国安全生产法", Versions: []Meta{{Issued: "2021-06-10", Effective: "2021-09-01"}}},
			{ID: "丁法", Title: "丁法", Versions: []Meta{{Issued: "2000-01-01", Effective: "2000-01-01", Repealed: "2010-01-01"}}},
			{ID: "戊法", Title: "戊法", Versions: []Meta{{Issued: "2000-01-01"}}},
			{ID: "己法", Title: "己法"},
		},
	}
}

func resolver(t testing.TB) *Resolver {
	t.Helper()
	r, err := NewResolver(sample())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestQuery(t *testing.T) {
	r := resolver(t)
	for _, c := range []struct {
		query, day string
		want       Outcome
		address    string
		says       string // in the message, a note or a candidate
	}{
		{"甲安全法第一条", "2020-01-01", Found, "甲安全法@2015-04-24/1", ""},
		{"甲安法1", "2015-09-30", Found, "甲安全法@2009-02-28/1", ""},
		{"甲安法 1", "2015-10-01", Found, "甲安全法@2015-04-24/1", ""},
		{"《中华人民共和国甲安全法》第二条第一款第（二）项第2目", "2020-01-01", Found, "甲安全法@2015-04-24/2/1/2/2", ""},
		{"甲卫生法第二条之一", "2020-01-01", Found, "甲安全法@2015-04-24/2-1", ""},
		{"甲安全法第四条第（二）项", "2020-01-01", Found, "甲安全法@2015-04-24/4/1/2", ""},
		{"甲安全法第二条第（三）项", "2020-01-01", Found, "甲安全法@2015-04-24/2/1/3", ""},
		{"甲安全法第二条第（二）项", "2020-01-01", Ambiguous, "", "甲安全法第二条第三款第（二）项"},
		{"甲安全法（2009）第九条", "2020-01-01", Found, "甲安全法@2009-02-28/9", "不是 2020-01-01 施行的版本"},
		{"甲安全法（2015-10-01）第三条", "", Found, "甲安全法@2015-04-24/3", "被《甲法典》于 2025-01-01 废止"},
		{"甲安全法（2018）第三条", "", NoStatute, "", "有：2009-02-28、2015-04-24"},
		{"甲安全法第九条", "2020-01-01", NoProvision, "", "共 5 条，最后是第四条"},
		{"甲安全法第九条", "2020-01-01", NoProvision, "", "2009-02-28 的版本有第九条"},
		{"甲安全法第二条第四款", "2020-01-01", NoProvision, "", "第二条共 3 款，没有第四款"},
		{"甲安全法第二条第一款第（四）项", "2020-01-01", NoProvision, "", "第二条第一款共 3 项，没有第（四）项"},
		{"甲安全法第二条第（九）项", "2020-01-01", NoProvision, "", "没有一款有第（九）项"},
		{"甲安全法第一条第（一）项", "2020-01-01", NoProvision, "", "第一条没有分项"},
		{"甲安全法第二条第一款第（二）项第三目", "2020-01-01", NoProvision, "", "共 2 目，没有第三目"},
		{"甲安全法第二条第一款第（一）项第一目", "2020-01-01", NoProvision, "", "共 0 目"},
		{"甲安全法第一条", "2009-05-31", NotYet, "甲安全法@2009-02-28/1", "自 2009-06-01 起施行"},
		{"食安法1", "2015-01-01", NotYet, "食品安全法@2021-04-29/1", "此前的版本请先导入"},
		{"甲安全法第一条", "2025-01-01", Repealed, "甲安全法@2015-04-24/1", "被《甲法典》于 2025-01-01 废止"},
		{"甲安全法第一条", "2024-12-31", Found, "甲安全法@2015-04-24/1", ""},
		{"丁法第一条", "2010-01-01", Repealed, "丁法@2000-01-01/1", "已不施行：于 2010-01-01 废止"},
		{"丁法第一条", "", Found, "丁法@2000-01-01/1", "已于 2010-01-01 废止"},
		{"乙安全条例第三条", "2021-01-01", Found, "重庆市乙安全条例@2020-01-01/3", "没有写明施行日期"},
		{"重慶市乙安全條例第三條", "2021-01-01", Found, "重庆市乙安全条例@2020-01-01/3", ""},
		{"丙办法第三条", "2021-01-01", Found, "丙办法（试行）/3", "没有写明日期"},
		{"安字法第一条", "", Ambiguous, "", "《甲安全法》《重庆市乙安全条例》：请写全名"},
		{"安全法第一条", "", Ambiguous, "", "《安全生产法》《食品安全法》"},
		{"食安法第一条", "", Found, "食品安全法@2021-04-29/1", ""},
		{"《食品安全法》", "", Found, "食品安全法@2021-04-29", ""},
		{"广告法第一条", "", NoStatute, "", "通常指《广告法》"},
		{"没有法第一条", "", NoStatute, "", "请核对名称"},
		{"甲全法第一条", "", NoStatute, "", "可能是《甲安全法》"},
		{"第一条", "", NoStatute, "", "没有写法名"},
		{"戊法第一条", "", NoProvision, "", "文本不分条"},
		{"己法第一条", "", NoStatute, "", "没有导入任何版本"},
	} {
		a, err := r.Query(c.query, c.day)
		said := a.Message + strings.Join(a.Notes, "") + strings.Join(a.Candidates, "")
		if err != nil || a.Outcome != c.want || c.address != "" && a.Address != c.address || !strings.Contains(said, c.says) {
			t.Errorf("%s on %q: %s %s %q, %v; want %s %s %q", c.query, c.day, a.Outcome, a.Address, said, err, c.want, c.address, c.says)
		}
		if a.Outcome == Found && a.Message != "" || a.Outcome != Found && a.Message == "" {
			t.Errorf("%s on %q: %s with message %q", c.query, c.day, a.Outcome, a.Message)
		}
		if again, err := ParseCitation(a.Address); a.Address != "" && a.Text != "" && (err != nil || again.Law != a.Statute.ID) {
			t.Errorf("%s: address %s: %+v, %v", c.query, a.Address, again, err)
		}
	}
}

func TestQueryErrs(t *testing.T) {
	r := resolver(t)
	for query, want := range map[string]string{"": "没有填写", "过期食品怎么罚": "没有找到条号", "甲安全法第三章": "没有条号", "前款": "相对引用"} {
		if a, err := r.Query(query, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v; want %q", query, a, err, want)
		}
	}
	if _, err := r.Query("甲安全法第一条", "2020-2-30"); err == nil || !strings.Contains(err.Error(), "2021-04-29") {
		t.Errorf("a day that is none: %v", err)
	}
	lost := sample()
	lost.texts = nil
	broken, err := NewResolver(lost)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := broken.Query("甲安全法第一条", ""); err == nil {
		t.Error("a text that cannot be read went unsaid")
	}
	if _, err := NewResolver(failing{}); err == nil {
		t.Error("statutes that cannot be read went unsaid")
	}
}

type failing struct{ shelf }

func (failing) Statutes() ([]Statute, error) { return nil, errors.New("disk") }

// Relative citations, from where they stand in 甲安全法.
func TestMentionAt(t *testing.T) {
	articles := sample().articles
	for _, c := range []struct{ here, text, want string }{
		{"2/2", "前款规定", "2/1"},
		{"2/3", "前两款规定", "2/1..2/2"},
		{"2/1", "前款规定", "!第二条第一款之前没有1款"},
		{"2/2", "前两款规定", "!之前没有2款"},
		{"2/2", "前款第（三）项", "2/1/3"},
		{"2/2", "前款第（一）项、第（三）项", "2/1/1 2/1/3"},
		{"2/2", "前款第（一）项至第（三）项", "2/1/1..2/1/3"},
		{"2/2", "前款第（四）项", "!共 3 项"},
		{"2/1/3", "前项规定", "2/1/2"},
		{"2/1/3", "前两项规定", "2/1/1..2/1/2"},
		{"2/1/3", "本项规定", "2/1/3"},
		{"2/2", "前项规定", "2/1/3"},
		{"3/1", "前项规定", "!之前没有1项"},
		{"4/2", "本项规定", "4/1/2"},
		{"2/1/2", "本款第（一）项", "2/1/1"},
		{"2/1/2", "第（三）项", "2/1/3"},
		{"2/2", "第（三）项", "2/1/3"},
		{"2/3", "第（二）项", "2/3/2"},
		{"2/3", "第（三）项", "2/1/3"},
		{"4/2", "第（一）项", "4/1/1"},
		{"1/1", "第（一）项", "!没有分项"},
		{"1/1", "第二条第一款规定的情形，第（三）项除外", "2/1 2/1/3"},
		{"1/1", "本法第二条第一款，但是第（二）项、第（三）项除外", "2/1 2/1/2 2/1/3"},
		{"2/3", "本条第一款", "2/1"},
		{"2/3", "第二款", "2/2"},
		{"2/3", "本条前两款", "2/1..2/2"},
		{"2-1/1", "前条第三款", "2/3"},
		{"3/1", "前条", "2-1"},
		{"3/1", "前两条", "2..2-1"},
		{"1/1", "前条", "!没有这么多条"},
		{"1/1", "下条第二款", "2/2"},
		{"4/1", "下条", "!没有这么多条"},
		{"1/1", "本法第二条至第三条", "2..3"},
		{"1/1", "第二条第一款至第三款", "2/1..2/3"},
		{"1/1", "本法第二条至第五条", "!没有第五条：共 5 条"},
		{"1/1", "第五条", "!没有第五条"},
		{"1/1", "依照刑法第五条，第九条", "刑法5 刑法9"},
		{"1/1", "依照刑法的规定。第三条", "刑法0 3"},
		{"1/1", "依照刑法第三条第一款处罚。第五条", "刑法3/1 刑法5"},
		{"1/1", "刑法第一百五条", "!写成一百零五"},
		{"1/1", "同法第五条", "!没有写明是哪一部法"},
		{"1/1", "本法", "0"},
	} {
		h, err := ParseCitation("甲安全法/" + c.here)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range Find(c.text) {
			from, to, err := m.At(Here{Citation: h, Articles: articles})
			s := strings.TrimPrefix(from.Law, "甲安全法") + from.Key()
			if to != (Citation{}) {
				s += ".." + to.Key()
			}
			if err != nil {
				s = "!" + err.Error()
			}
			got = append(got, s)
		}
		s := strings.Join(got, " ")
		if s != c.want && !(strings.HasPrefix(c.want, "!") && strings.HasPrefix(s, "!") && strings.Contains(s, c.want[len("!"):])) {
			t.Errorf("%s in %s: %s, want %s", c.text, c.here, s, c.want)
		}
	}
}

func TestResolveMention(t *testing.T) {
	r := resolver(t)
	here := Here{Citation: Citation{Law: "甲安全法", Version: "2015-04-24", Article: 2, Paragraph: 3}, Articles: sample().articles}
	for text, want := range map[string]string{
		"前两款":            "found 甲安全法@2015-04-24/2/1 found 甲安全法@2015-04-24/2/2",
		"前款":             "found 甲安全法@2015-04-24/2/2",
		"前三款":            "no_provision ",
		"食安法第一条至第三条":     "found 食品安全法@2021-04-29/1 found 食品安全法@2021-04-29/3",
		"乙安全条例第七条":       "no_provision ",
		"《没有法》第七条":       "no_statute ",
		"国丙发〔2020〕3号第三条": "found 丙办法（试行）/3",
		"国丙发〔2020〕4号第三条": "no_statute ",
	} {
		var got []string
		for _, m := range r.Names().Find(text) {
			first, last, err := r.Mention(m, here, "2022-01-01")
			if err != nil {
				t.Errorf("%s: %v", text, err)
			}
			got = append(got, string(first.Outcome)+" "+first.Address)
			if last != nil {
				got = append(got, string(last.Outcome)+" "+last.Address)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %s, want %s", text, s, want)
		}
	}
}

// On every day one of the versions answers, and it is the newest of those that apply.
func TestResolveOnDays(t *testing.T) {
	r := resolver(t)
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(rapid.IntRange(2000, 2030).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		a, err := r.Query("甲安全法第一条", day)
		want, version := Found, "2015-04-24"
		switch {
		case day < "2009-06-01":
			want, version = NotYet, "2009-02-28"
		case day < "2015-10-01":
			version = "2009-02-28"
		case day >= "2025-01-01":
			want = Repealed
		}
		if err != nil || a.Outcome != want || a.Version.Date() != version {
			t.Fatalf("%s: %s %+v, %v; want %s %s", day, a.Outcome, a.Version, err, want, version)
		}
	})
}

func FuzzQuery(f *testing.F) {
	r := resolver(f)
	for _, form := range forms {
		f.Add(form.text, "2020-01-01")
	}
	f.Add("甲安全法 2/1/2", "")
	f.Fuzz(func(t *testing.T, text, day string) {
		a, err := r.Query(text, day)
		if err != nil {
			if a.Outcome != "" || err.Error() == "" {
				t.Errorf("%q: %+v beside %v", text, a, err)
			}
			return
		}
		if (a.Outcome == Found) != (a.Message == "") {
			t.Errorf("%q on %q: %s with message %q", text, day, a.Outcome, a.Message)
		}
		if a.Outcome == Found && a.Article != nil {
			if again, err := r.Query(a.Address, ""); err != nil || again.Address != a.Address || again.Text != a.Text {
				t.Errorf("%q -> %s -> %+v, %v", text, a.Address, again, err)
			}
		}
	})
}
