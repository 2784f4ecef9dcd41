package rules_test

import (
	"strings"
	"testing"

	"cailiang/engine"
	"cailiang/engine/facts"
)

// measured is a case whose suggestion is timed.
type measured struct {
	name             string // of the sub-benchmarks; "" for the README's case
	item, asOf, rule string
	role             string
	stated           string // fact=value, spaces between
	open             string // facts 未查明 besides
}

// Cases of different build: a sum from a table over 货值金额, a multiple of it, five kinds with a multiple of 违法所得 and
// roles apart, a rule that gives only directions.
var measuredCases = []measured{
	{"", "食品安全法/124/1/5", "2026-03-05", "base/chongqing", "单位", "货值金额=3200 违法所得=无",
		"轻微及时改正无后果 首违后果轻微及时改正 立功 主动消除减轻后果 受胁迫或诱骗 涉案财物或所得较少 危害国家或公共安全 妨碍执法或暴力抗法 伪造变造隐匿销毁证据 其他应当从重"},
	{"multiple", "食品安全法/124/1/5", "2026-03-05", "base/chongqing", "单位", "货值金额=32000 违法所得=1200", ""},
	{"five-kinds", "旅游法/98", "2026-03-05", "base/chongqing", "单位", "违法所得=400000", ""},
	{"five-kinds-person", "旅游法/98", "2026-03-05", "base/chongqing", "直接负责的主管人员", "违法所得=400000", ""},
	{"market", "药品管理法/116", "2026-03-05", "base/market-2022", "单位", "货值金额=20000 违法所得=3000 零售=是 所获收入=100", ""},
	{"direction", "产品质量法/49", "2026-03-05", "base/gansu", "单位", "货值金额=20000 违法所得=3000", ""},
}

func (m measured) plan(b *testing.B) *engine.Plan {
	b.Helper()
	lib := library(b)
	item, err := lib.Item(m.item, m.asOf)
	if err != nil {
		b.Fatal(err)
	}
	base, ok := lib.Pack(m.rule)
	if !ok {
		b.Fatal("no " + m.rule)
	}
	p, err := engine.Compile(item.Item, base.Version("2026-11-20").Base)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

func (m measured) facts(b *testing.B, p *engine.Plan, open ...string) *facts.Set {
	b.Helper()
	set := p.NewFacts(true)
	for _, pair := range strings.Fields(m.stated) {
		name, value, _ := strings.Cut(pair, "=")
		if err := set.SetKnown(name, value); err != nil {
			b.Fatal(err)
		}
	}
	for _, name := range open {
		if err := set.SetKnown(name, facts.OpenWord); err != nil {
			b.Fatal(err)
		}
	}
	return set
}

// BenchmarkSuggest is a whole suggestion with its explanation data: outcomes, trace, premises, missing facts, warnings.
// premises also works out what each premise would change, lighter besides what would have to be otherwise for less.
// Results are released as whoever answers many cases does; kept leaves them to the garbage collector.
func BenchmarkSuggest(b *testing.B) {
	for _, m := range measuredCases {
		p := m.plan(b)
		name := m.name
		if name != "" {
			name += "-"
		}
		suggest(b, name+"nothing-open", p, &engine.Input{Role: m.role, Facts: m.facts(b, p)})
		if m.open != "" {
			suggest(b, name+"ten-open", p, &engine.Input{Role: m.role, Facts: m.facts(b, p, strings.Fields(m.open)...)})
		}
	}
}

func suggest(b *testing.B, name string, p *engine.Plan, in *engine.Input) {
	run := func(name string, premises, lighter, kept bool) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			outcomes := 0
			for b.Loop() {
				r := p.Decide(in)
				outcomes = len(r.Outcomes)
				for i := range r.Assumed {
					if premises {
						outcomes += len(r.Assumed[i].WouldBe())
					}
				}
				if lighter {
					for _, n := range r.Lighter() {
						outcomes += len(n.Outcomes)
					}
				}
				if !kept {
					r.Release()
				}
			}
			b.ReportMetric(float64(outcomes), "outcomes/op")
		})
	}
	run(name, false, false, false)
	run(name+"-premises", true, false, false)
	run(name+"-premises-kept", true, false, true)
	run(name+"-lighter", true, true, false)
}
