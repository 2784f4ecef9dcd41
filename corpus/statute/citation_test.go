package statute

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseCitation(t *testing.T) {
	food := Citation{Law: "食品安全法", Article: 124, Paragraph: 1, Subparagraph: 5}
	short := food
	short.Law = "食安法"
	dated := food
	dated.Version = "2021"
	day := food
	day.Version = "2021-04-29"
	for s, want := range map[string]Citation{
		"食品安全法第一百二十四条第一款第（五）项":            food,
		"食品安全法第一百二十四条第一款第(五)项":            food,
		"食品安全法第一百二十四条第一款第五项":              food,
		"食品安全法第一百二十四条第一款（五）项":             food,
		"《中华人民共和国食品安全法》第124条第1款第5项":       food,
		"《食品安全法》第１２４条第１款第（５）项":            food,
		"依据《食品安全法》第一百二十四条第一款第五项的规定":       food,
		" 《食品安全法》 第 124 条 第 1 款 第 5 项 规定": food,
		"食品安全法/124/1/5": food,
		"食品安全法 124/1/5": food,
		"《中华人民共和国食品安全法》（以下简称《食安法》）第124条1款5项": food,
		"食安法124条1款5项": short,
		"食品安全法（2021修正）第一百二十四条第一款第（五）项":      dated,
		"《食品安全法（2021年修正）》124条1款5项":          dated,
		"《食品安全法》(２０２１)第124条第1款第5项":          dated,
		"食品安全法（2021-04-29）第一百二十四条第一款第（五）项":  day,
		"《食品安全法》（2021年4月29日第三次修正）第124条1款5项": day,
		"食品安全法@2021-04-29/124/1/5":          day,
		"食安法 124":                           {Law: "食安法", Article: 124},
		"食安法124":                            {Law: "食安法", Article: 124},
		"食安法第124":                           {Law: "食安法", Article: 124},
		"第一百二十条之一":                          {Article: 120, ArticleSub: 1},
		"第120条之1第2款":                        {Article: 120, ArticleSub: 1, Paragraph: 2},
		"刑法第一百二十之一条":                        {Law: "刑法", Article: 120, ArticleSub: 1},
		"刑法120之一":                           {Law: "刑法", Article: 120, ArticleSub: 1},
		"刑法120-1/2":                         {Law: "刑法", Article: 120, ArticleSub: 1, Paragraph: 2},
		"124/1/5":                           {Article: 124, Paragraph: 1, Subparagraph: 5},
		"32/0/2":                            {Article: 32, Subparagraph: 2},
		"行政处罚法第三十二条第（二）项":                   {Law: "行政处罚法", Article: 32, Subparagraph: 2},
		"某条例第三条第一款第（二）项第3目":                 {Law: "某条例", Article: 3, Paragraph: 1, Subparagraph: 2, Point: 3},
		"食品安全法实施条例第六十七条之规定":                 {Law: "食品安全法实施条例", Article: 67},
		"收支两条线管理规定行政处分暂行规定第八条":              {Law: "收支两条线管理规定行政处分暂行规定", Article: 8},
		"收支两条线管理规定 8":                       {Law: "收支两条线管理规定", Article: 8},
		"食品安全法实施条例 67":                      {Law: "食品安全法实施条例", Article: 67},
		"食品安全法一百二十四条":                       {Law: "食品安全法", Article: 124},
		"刑法修正案（十一）第五条":                      {Law: "刑法修正案（十一）", Article: 5},
		"刑法修正案(十一)第五条":                      {Law: "刑法修正案（十一）", Article: 5},
		"违反土地管理规定行为处分办法第三条":                 {Law: "违反土地管理规定行为处分办法", Article: 3},
		"《关于审理掩饰、隐瞒犯罪所得刑事案件适用法律若干问题的解释》（法释〔2015〕11号）第一条": {Law: "关于审理掩饰、隐瞒犯罪所得刑事案件适用法律若干问题的解释", Article: 1},
		"《卫生部关于修订〈医疗机构管理条例实施细则〉第三条有关内容的通知》第二条":           {Law: "卫生部关于修订医疗机构管理条例实施细则第三条有关内容的通知", Article: 2},
		"价格违法行为行政处罚规定（2008年版）第九条":                        {Law: "价格违法行为行政处罚规定", Version: "2008", Article: 9},
	} {
		got, err := ParseCitation(s)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", s, got, err, want)
			continue
		}
		if again, err := ParseCitation(got.String()); err != nil || again != got {
			t.Errorf("%s -> %s -> %+v, %v", s, got, again, err)
		}
	}
}

func TestParseCitationRefuses(t *testing.T) {
	for s, want := range map[string]string{
		"":            "没有填写",
		"食品安全法":       "没有找到条号",
		"食品安全法第三章":    "没有条号",
		"食品安全法第一百二十四": "没有“条”字",
		"前款第五项":       "相对引用",
		"前款第三条":       "相对引用",
		"食品安全法第一百条、第一百零一条":                    "分开写",
		"食品安全法第一百条至第一百零二条":                    "分开写",
		"食品安全法第一百条第一百零二条":                     "分开写",
		"甲法第一条和乙法第二条":                         "分开写",
		"食品安全法第一百条第一款、第二款":                    "“、第二款”没有读懂",
		"食品安全法第一百条第五项第一款":                     "“第一款”没有读懂",
		"食品安全法第一百条第一款第一目":                     "补写第几项",
		"食品安全法第一百条第（五项":                       "没有读懂",
		"食品安全法第一百五条":                          "写成一百零五",
		"食品安全法第零条":                            "从一起算",
		"食品安全法第100000条":                       "过大",
		"食品安全法第一条第零款":                         "第几款",
		"食品安全法2021":                           "像是年份",
		"食品安全法 12 34":                         "哪个数字是条号",
		"2021-04-29":                          "哪个数字是条号",
		"（2021）第一条":                           "没有法名",
		"食品安全法（2021-02-30）第一条":                "不存在",
		"法（2021）（2020）第一条":                    "两个版本",
		"他说。食品安全法第一条":                         "不像法名",
		"、第一条":                                "不像法名",
		"食品安全法@旧第一条":                          "@ 之后不是版本",
		"法\xff第一条":                            "乱码",
		"x/1/0/0/3":                           "补写第几项",
		strings.Repeat("（2021）", 999) + "第一条": "过长",
		strings.Repeat("很", 200) + "第一条":      "不像法名",
	} {
		if got, err := ParseCitation(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v; want a message with %q", s, got, err, want)
		}
	}
}

func TestNormalLaw(t *testing.T) {
	for s, want := range map[string]string{
		"《中华人民共和国食品安全法》":        "食品安全法",
		"中华人民共和国食品安全法（2021修正）":  "食品安全法",
		"《食品安全法》(2021年4月29日修正)": "食品安全法",
		" 食品 安全法　":              "食品安全法",
		"《最高人民法院关于适用〈中华人民共和国民法典〉时间效力的若干规定》": "最高人民法院关于适用民法典时间效力的若干规定",
		"刑法修正案(十一)":            "刑法修正案（十一）",
		"农药管理条例（修订草案）":         "农药管理条例（修订草案）",
		"《安排》（法释〔2000〕3号）":     "安排",
		"中华人民中华人民共和国共和国国籍法":    "国籍法",
		"食品安全法@2021-04-29":     "食品安全法",
		"食品安全法（2021）（以下简称食安法）": "食品安全法",
		"": "",
	} {
		if got := NormalLaw(s); got != want {
			t.Errorf("NormalLaw(%q) = %q; want %q", s, got, want)
		}
	}
}

func TestKeyAndString(t *testing.T) {
	for want, c := range map[[2]string]Citation{
		{"124/1/5", "食品安全法第一百二十四条第一款第（五）项"}:   {Law: "食品安全法", Article: 124, Paragraph: 1, Subparagraph: 5},
		{"120-1", "刑法第一百二十条之一"}:               {Law: "刑法", Article: 120, ArticleSub: 1},
		{"124", "第一百二十四条"}:                    {Article: 124},
		{"32/0/2", "第三十二条第（二）项"}:              {Article: 32, Subparagraph: 2},
		{"3/1/2/4", "办法（2008）第三条第一款第（二）项第四目"}: {Law: "办法", Version: "2008", Article: 3, Paragraph: 1, Subparagraph: 2, Point: 4},
	} {
		if c.Key() != want[0] || c.String() != want[1] {
			t.Errorf("%+v: %q, %q; want %q", c, c.Key(), c.String(), want)
		}
	}
}

func drawCitation(t *rapid.T) Citation {
	number := func(name string, least int) int { return rapid.IntRange(least, 300).Draw(t, name) }
	c := Citation{
		Law:     rapid.SampledFrom([]string{"食品安全法", "食品安全法实施条例", "刑法修正案（十一）", "某市某若干规定", ""}).Draw(t, "law"),
		Article: number("article", 1), ArticleSub: number("sub", 0), Paragraph: number("paragraph", 0), Subparagraph: number("subparagraph", 0),
	}
	if c.Subparagraph > 0 {
		c.Point = number("point", 0)
	}
	if c.Law != "" {
		c.Version = rapid.SampledFrom([]string{"", "2021", "2021-04-29"}).Draw(t, "version")
	}
	return c
}

func TestCitationRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCitation(t)
		if got, err := ParseCitation(c.String()); err != nil || got != c {
			t.Fatalf("%s -> %+v, %v; want %+v", c, got, err, c)
		}
		if got, err := ParseCitation(c.Key()); err != nil || got.Key() != c.Key() {
			t.Fatalf("%s -> %+v, %v", c.Key(), got, err)
		}
	})
}

func FuzzParseCitation(f *testing.F) {
	for _, s := range []string{
		"食品安全法第一百二十四条第一款第（五）项", "《中华人民共和国食品安全法》（2021修正）第124条第1款第5项", "食安法124条1款5项", "食安法 124", "第一百二十条之一", "刑法第120之一条",
		"食品安全法/124/1/5", "食品安全法@2021-04-29第1条", "法（2021）（以下简称《x》）第一条", "卫生部关于甲条例第三条的通知第二条", "前款第五项", "第１条第（２）项第3目之规定", "((2021)第1条", "食品安全法@2全法@2021-04-29第1条", "收支两条线规定第八条", "1-1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if law := NormalLaw(s); NormalLaw(law) != law {
			t.Errorf("NormalLaw(%q) = %q, and of that %q", s, law, NormalLaw(law))
		}
		c, err := ParseCitation(s)
		if err != nil {
			if c != (Citation{}) {
				t.Errorf("%q: %+v beside %v", s, c, err)
			}
			return
		}
		if again, err := ParseCitation(c.String()); err != nil || again != c {
			t.Errorf("%q -> %+v -> %q -> %+v, %v", s, c, c, again, err)
		}
		if c.Law != NormalLaw(c.Law) {
			t.Errorf("%q: the name %q is not in normal form", s, c.Law)
		}
	})
}
