package precedent

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"cailiang/corpus/statute"
	"cailiang/engine/money"
)

// Profile is what a case at hand is compared by; what is left out is not compared.
type Profile struct {
	System        string // market … or 市场监管
	Conduct       string // the conduct in words
	Provisions    []statute.Citation
	Facts         Facts
	Circumstances []string // names of the general list: 首违后果轻微及时改正 …
}

// Profile gives what others are compared with this case by.
func (c *Case) Profile() Profile {
	p := Profile{System: c.System, Conduct: c.Violation, Provisions: c.provisions, Facts: c.Facts}
	for _, x := range c.Circumstances {
		if name, _ := x.named(); name != "" {
			p.Circumstances = append(p.Circumstances, name)
		}
	}
	return p
}

// Similar is a case like the one at hand, with why: Alike adds up to Points, Differ tells it apart.
type Similar struct {
	Case   *Case
	Points int
	Alike  []Reason
	Differ []Reason
}

// Reason is one point of likeness or difference, in Chinese: 货值金额相近：本案360元，该案453.39元.
type Reason struct {
	Points int
	Text   string
}

// leastPoints is what a case needs beyond belonging to the same field of enforcement.
const leastPoints = 8

const systemPoints = 4

// Similar gives the cases most like a profile, best first, at most limit (0 = all). Cases
// that only belong to the same field are left out.
func (lib *Library) Similar(p Profile, limit int) []Similar {
	var out []Similar
	for _, c := range lib.cases {
		if s := Compare(p, c); s.Points >= leastPoints {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b Similar) int { return b.Points - a.Points })
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out
}

// Compare weighs one case against a profile.
func Compare(p Profile, c *Case) Similar {
	s := Similar{Case: c}
	s.provision(p)
	s.conduct(p)
	s.circumstances(p)
	for _, name := range slices.Sorted(maps.Keys(p.Facts)) {
		s.fact(name, p.Facts)
	}
	if p.System != "" && (p.System == c.System || p.System == c.SystemName()) {
		s.alike(systemPoints, "同属%s", c.SystemName())
	}
	slices.SortStableFunc(s.Alike, func(a, b Reason) int { return b.Points - a.Points })
	return s
}

func (s *Similar) alike(points int, format string, args ...any) {
	s.Points += points
	s.Alike = append(s.Alike, Reason{points, fmt.Sprintf(format, args...)})
}

func (s *Similar) differ(format string, args ...any) {
	s.Differ = append(s.Differ, Reason{0, fmt.Sprintf(format, args...)})
}

// provision counts the nearest pair of provisions once.
func (s *Similar) provision(p Profile) {
	best, place := apart, statute.Citation{}
	for _, a := range p.Provisions {
		for _, b := range s.Case.provisions {
			if n := near(a, b); n > best {
				best, place = n, b
			}
		}
	}
	switch best {
	case samePlace:
		s.alike(40, "同一条款：%s", place)
	case within:
		s.alike(32, "条款相合：该案为%s", place)
	case sameArticle:
		s.alike(20, "同一条的不同款项：该案为%s", place)
	case sameLaw:
		s.alike(6, "同一部法：%s", place.Law)
	}
}

// conduct compares the words for the conduct by their pairs of characters.
func (s *Similar) conduct(p Profile) {
	percent := overlap(p.Conduct, s.Case.Violation)
	if percent >= 40 {
		s.alike(percent/5, "行为相近：%s", s.Case.Violation)
	}
}

func (s *Similar) circumstances(p Profile) {
	for _, name := range p.Circumstances {
		for _, x := range s.Case.Circumstances {
			theirs, inferred := x.named()
			if theirs != name {
				continue
			}
			if inferred {
				s.alike(8, "情节相近：%s（该案%s，理由为“%s”）", name, x.Type, x.Reason)
			} else {
				s.alike(12, "情节相同：%s（该案%s）", name, x.Type)
			}
			break
		}
	}
}

// reasons: words of a published reason that stand for a circumstance of the general list.
var reasons = []struct {
	types, name string
	words       *regexp.Regexp
}{
	{"不予 减轻 从轻", "证据足证无主观过错", regexp.MustCompile(`无(主观)?过错|没有(主观)?过错`)},
	{"不予", "首违后果轻微及时改正", regexp.MustCompile(`(首次|初次|首违).*(改正|整改|补)`)},
	{"不予", "轻微及时改正无后果", regexp.MustCompile(`(轻微|当日|当天).*(改|整)`)},
	{"减轻 从轻", "主动消除减轻后果", regexp.MustCompile(`主动(消除|减轻|追回|召回|退赔|补缴|清理)|及时清理|减轻.*后果`)},
	{"减轻 从轻", "受胁迫或诱骗", regexp.MustCompile(`胁迫|诱骗`)},
	{"减轻 从轻", "立功", regexp.MustCompile(`立功`)},
	{"减轻 从轻", "积极配合且主动提供证据", regexp.MustCompile(`配合`)},
	{"从重", "同性质受过刑罚或一年内受过行政处罚", regexp.MustCompile(`一年内.*(再|两次|同类)`)},
}

// named gives the circumstance's name in the general list; inferred when only its published reason speaks for it.
func (x Circumstance) named() (name string, inferred bool) {
	if x.Name != "" {
		return x.Name, false
	}
	for _, r := range reasons {
		if strings.Contains(r.types, x.Type) && r.words.MatchString(x.Reason) {
			return r.name, true
		}
	}
	return "", false
}

// fact compares one fact that both have; amounts and counts by their ratio.
func (s *Similar) fact(name string, mine Facts) {
	a, theirs := mine[name], s.Case.Facts
	b, both := theirs[name]
	if !both || a.Kind != b.Kind {
		return
	}
	switch a.Kind {
	case YesNo:
		if a.Yes != b.Yes {
			s.differ("%s不同：本案“%s”，该案“%s”", baseName(name), yes(a.Yes), yes(b.Yes))
			return
		}
		s.alike(6, "%s相同：都是“%s”", baseName(name), yes(a.Yes))
	case Number:
		s.number(name, mine)
	default:
		if !strings.HasSuffix(name, "单位") && a.Words == b.Words {
			s.alike(5, "%s相同：%s", name, a.Words)
		}
	}
}

// number: within a quarter 14 points, within two times 10, within five times 5; other counts than money half.
func (s *Similar) number(name string, mine Facts) {
	theirs := s.Case.Facts
	if mine[name+"单位"].Words != theirs[name+"单位"].Words {
		return
	}
	points := 0
	for _, step := range []struct {
		ratio  money.Ratio
		points int
	}{{money.Int(5), 5}, {money.Int(2), 10}, {quarter, 14}} {
		if apartBy(mine[name].Number, theirs[name].Number, step.ratio) {
			points = step.points
		}
	}
	if !strings.HasSuffix(name, "_元") {
		points /= 2
	}
	if points == 0 {
		s.differ("%s相差较大：本案%s，该案%s", baseName(name), mine.say(name), theirs.say(name))
		return
	}
	s.alike(points, "%s相近：本案%s，该案%s", baseName(name), mine.say(name), theirs.say(name))
}

var quarter, _ = money.NewRatio(5, 4)

// apartBy reports whether the greater is at most ratio times the lesser.
func apartBy(a, b, ratio money.Ratio) bool {
	if a.Cmp(b) > 0 {
		a, b = b, a
	}
	top, err := a.Mul(ratio)
	return err == nil && a.Sign() > 0 && b.Cmp(top) <= 0 || a.Cmp(b) == 0
}

// overlap is the share, in per cent, of pairs of characters that two texts have in common.
func overlap(a, b string) int {
	x, y := pairs(a), pairs(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	common := 0
	for p := range x {
		if y[p] {
			common++
		}
	}
	return 200 * common / (len(x) + len(y))
}

func pairs(s string) map[[2]rune]bool {
	r := []rune(s)
	out := map[[2]rune]bool{}
	for i := 1; i < len(r); i++ {
		out[[2]rune{r[i-1], r[i]}] = true
	}
	return out
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}
