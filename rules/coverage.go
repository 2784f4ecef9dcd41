package rules

import (
	"slices"
	"strings"

	"cailiang/corpus/clause"
	"cailiang/corpus/statute"
	"cailiang/engine"
)

// Coverage counts how much of the penal articles computes (可计算的处罚条文). By base rule and by benchmark add up to the
// articles that compute in whole or in part.
type Coverage struct {
	Statutes   int `json:"statutes"`
	Articles   int `json:"articles"`   // all of them
	Penal      int `json:"penal"`      // that impose penalties
	Computable int `json:"computable"` // every consequence computes
	Partly     int `json:"partly"`     // some passage is left out, or an amount is not given
	Unread     int `json:"unread"`     // nothing computes
	Benchmark  int `json:"by_benchmark"`
	BaseRule   int `json:"by_base_rule"`
	Items      int `json:"items"`
	Fines      int `json:"fines"`      // places that impose a fine of an amount that the law gives
	FinesRead  int `json:"fines_read"` // of them with a range that computes
	NoAmount   int `json:"no_amount"`  // places that impose a fine without an amount
}

// Add adds the counts of another.
func (c *Coverage) Add(o Coverage) {
	for _, p := range []struct {
		to *int
		by int
	}{{&c.Statutes, o.Statutes}, {&c.Articles, o.Articles}, {&c.Penal, o.Penal}, {&c.Computable, o.Computable}, {&c.Partly, o.Partly}, {&c.Unread, o.Unread},
		{&c.Benchmark, o.Benchmark}, {&c.BaseRule, o.BaseRule}, {&c.Items, o.Items}, {&c.Fines, o.Fines}, {&c.FinesRead, o.FinesRead}, {&c.NoAmount, o.NoAmount}} {
		*p.to += p.by
	}
}

// LawCoverage is the coverage of one statute.
type LawCoverage struct {
	Law     string `json:"law"`
	Level   string `json:"level"`
	System  string `json:"system"` // of the authority that its penal articles name most
	Version string `json:"version"`
	Coverage
	Left []LeftOut `json:"left,omitempty"`
}

// LeftOut says why an article does not compute in whole.
type LeftOut struct {
	Article string `json:"article"`
	Text    string `json:"text,omitempty"`
	Why     string `json:"why"`
}

// Cover reads the newest version of a statute and counts.
func (lib *Library) Cover(r *Reader, s *statute.Statute) (LawCoverage, error) {
	last := &s.Versions[len(s.Versions)-1]
	out := LawCoverage{Law: s.ID, Level: string(s.Level), Version: last.Date()}
	out.Statutes = 1
	benches := lib.benched(s.ID)
	systems := map[string]int{}
	err := r.Each(s, last, func(a *ArticleReading) error {
		out.Articles++
		if punishes(s) && a.penal() {
			lib.count(&out, a, benches)
			countSystems(systems, a.answer.Article.Body())
		}
		return nil
	})
	out.System = mostNamed(systems)
	return out, err
}

// punishes tells whether a text of this kind can impose administrative penalties: not an interpretation, nor the Criminal Law.
func punishes(s *statute.Statute) bool {
	return s.Level != statute.LevelInterpretation && s.Level != statute.LevelConstitution && !strings.HasPrefix(s.ID, "刑法")
}

// penal tells whether an article imposes penalties, or speaks of a fine that was not understood.
func (a *articleReading) penal() bool {
	return slices.ContainsFunc(a.items, func(it readItem) bool { return len(it.penalties) > 0 }) ||
		slices.ContainsFunc(a.phrases, func(p clause.Phrase) bool { return p.Fate != clause.NotPenalty })
}

// count puts one article into the counts.
func (lib *Library) count(out *LawCoverage, a *ArticleReading, benches []string) {
	out.Penal++
	left := len(out.Left)
	for _, u := range a.unread {
		out.Left = append(out.Left, LeftOut{shortPlace(a.place), u.Text, u.Why})
	}
	for _, p := range a.phrases {
		switch p.Fate {
		case clause.Computable:
			out.FinesRead++
		case clause.NoAmount:
			out.NoAmount++
			out.Left = append(out.Left, LeftOut{Article: shortPlace(a.place), Why: "条文没有给出数额"})
			continue
		case clause.NotPenalty:
			continue
		}
		out.Fines++
	}
	good := 0
	for _, f := range a.Items() {
		out.Items++
		if why := lib.faulty(f.Item); why != "" {
			out.Left = append(out.Left, LeftOut{Article: f.Item.Article, Why: why})
		} else if imposes(f.Item) {
			good++
		}
	}
	switch {
	case good == 0:
		out.Unread++
		return
	case len(out.Left) == left:
		out.Computable++
	default:
		out.Partly++
	}
	if slices.ContainsFunc(benches, func(id string) bool { return id == a.place.Key() || strings.HasPrefix(id, a.place.Key()+"/") }) {
		out.Benchmark++
	} else {
		out.BaseRule++
	}
}

func imposes(it *engine.Item) bool {
	return slices.ContainsFunc(it.Branches, func(b engine.Branch) bool { return len(b.Penalties) > 0 })
}

// faulty joins the item with the general part and gives the first reason why that fails.
func (lib *Library) faulty(it *engine.Item) string {
	g := lib.general.Versions[len(lib.general.Versions)-1].Base
	if _, err := engine.Compile(it, g); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return first
	}
	return ""
}

// benched lists the articles of a statute for which a benchmark has a table: 124/1/5.
func (lib *Library) benched(law string) []string {
	names := []string{law}
	if p := lib.statute(law); p != nil {
		names = append(names, p.Short...)
	}
	var out []string
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			for _, t := range v.Tables {
				for _, id := range []string{t.Benchmark.Item, t.Ref} {
					if i := strings.IndexByte(id, '/'); i > 0 && slices.Contains(names, id[:i]) {
						out = append(out, id[i+1:])
					}
				}
			}
		}
	}
	return out
}

// systems are the words by which articles name the authority that punishes, with the system that it belongs to.
var systems = []struct{ word, system string }{
	{"市场监督管理", "市场监管"}, {"工商行政", "市场监管"}, {"质量监督", "市场监管"}, {"质量技术监督", "市场监管"}, {"食品药品监督", "市场监管"}, {"药品监督管理", "药品监管"}, {"价格主管", "市场监管"},
	{"反垄断执法", "市场监管"}, {"知识产权", "知识产权"}, {"公安", "公安"}, {"消防", "消防救援"}, {"生态环境", "生态环境"}, {"环境保护", "生态环境"}, {"农业农村", "农业农村"}, {"农业行政", "农业农村"}, {"农业主管", "农业农村"},
	{"畜牧", "农业农村"}, {"兽医", "农业农村"}, {"渔业", "农业农村"}, {"林业", "林业草原"}, {"草原", "林业草原"}, {"自然资源", "自然资源"}, {"国土资源", "自然资源"}, {"土地行政", "自然资源"}, {"土地管理部门", "自然资源"}, {"地质矿产", "自然资源"},
	{"海洋", "自然资源"}, {"测绘", "自然资源"}, {"规划", "自然资源"}, {"水行政", "水利"}, {"水利", "水利"}, {"流域管理机构", "水利"}, {"住房", "住房城乡建设"}, {"建设行政", "住房城乡建设"}, {"建设主管", "住房城乡建设"}, {"房地产", "住房城乡建设"},
	{"城市管理", "城市管理"}, {"市容", "城市管理"}, {"园林", "城市管理"}, {"交通运输", "交通运输"}, {"交通主管", "交通运输"}, {"道路运输", "交通运输"}, {"海事", "交通运输"}, {"铁路", "交通运输"}, {"民用航空", "交通运输"}, {"邮政", "交通运输"}, {"公路", "交通运输"},
	{"卫生", "卫生健康"}, {"疾病预防", "卫生健康"}, {"中医药", "卫生健康"}, {"医疗保障", "医疗保障"}, {"应急管理", "应急管理"}, {"安全生产监督", "应急管理"}, {"煤矿安全", "应急管理"}, {"劳动保障", "人力资源社会保障"}, {"人力资源", "人力资源社会保障"},
	{"劳动行政", "人力资源社会保障"}, {"教育", "教育"}, {"文化", "文化旅游"}, {"旅游", "文化旅游"}, {"文物", "文化旅游"}, {"广播电视", "文化旅游"}, {"电影", "文化旅游"}, {"体育", "体育"}, {"新闻出版", "新闻出版"}, {"出版行政", "新闻出版"},
	{"海关", "海关"}, {"检验检疫", "海关"}, {"税务", "税务"}, {"外汇", "外汇"}, {"中国人民银行", "金融"}, {"银行业监督", "金融"}, {"银行保险监督", "金融"}, {"保险监督", "金融"}, {"证券监督", "金融"}, {"金融监督", "金融"}, {"期货监督", "金融"},
	{"网信", "网信"}, {"电信", "工业信息化"}, {"工业和信息化", "工业信息化"}, {"无线电", "工业信息化"}, {"民政", "民政"}, {"统计", "统计"}, {"气象", "气象"}, {"地震", "地震"}, {"财政", "财政"}, {"审计", "审计"}, {"司法行政", "司法行政"}, {"档案", "档案"},
	{"保密", "保密"}, {"烟草", "烟草"}, {"商务", "商务"}, {"粮食", "粮食"}, {"能源", "能源"}, {"电力", "能源"}, {"核安全", "核安全"}, {"发展改革", "发展改革"}, {"节能", "发展改革"}, {"宗教", "民族宗教"}, {"民族", "民族宗教"}, {"人民防空", "人民防空"},
	{"国家安全机关", "国家安全"}, {"出入境边防", "移民管理"}, {"移民管理", "移民管理"}, {"科学技术", "科技"}, {"国防", "国防"}, {"乡镇人民政府", "乡镇街道"},
}

// authority are the endings of a name of an authority.
var authority = []string{"部门", "机关", "机构", "局", "当局", "委员会", "公安"}

// countSystems counts the authorities that an article names.
func countSystems(counts map[string]int, text string) {
	for _, s := range systems {
		for rest := text; ; {
			i := strings.Index(rest, s.word)
			if i < 0 {
				break
			}
			rest = rest[i+len(s.word):]
			end := rest[:min(len(rest), 36)]
			if cut := strings.IndexAny(end, "，。；：、"); cut >= 0 {
				end = end[:cut]
			}
			if slices.ContainsFunc(authority, func(w string) bool { return strings.Contains(end, w) }) {
				counts[s.system]++
			}
		}
	}
}

// noSystem is for statutes whose penal articles name no authority.
const noSystem = "未写明机关"

func mostNamed(counts map[string]int) string {
	best := noSystem
	for _, s := range systems {
		if counts[s.system] > counts[best] {
			best = s.system
		}
	}
	return best
}
