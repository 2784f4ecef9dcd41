package rules_test

import (
	"testing"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules"
)

// chongqing compiles the item of the README's case with 渝令355.
func chongqing(b *testing.B) *engine.Plan {
	lib, err := rules.Load(rules.Builtin())
	if err != nil {
		b.Fatal(err)
	}
	item, err := lib.Item("食品安全法/124/1/5", "2026-03-05")
	if err != nil {
		b.Fatal(err)
	}
	base, ok := lib.Pack("base/chongqing")
	if !ok {
		b.Fatal("no base/chongqing")
	}
	p, err := engine.Compile(item.Item, base.Version("2026-11-20").Base)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

func known(b *testing.B, p *engine.Plan, open ...string) *facts.Set {
	set := p.NewFacts(true)
	for _, kv := range [][2]string{{"货值金额", "3200"}, {"违法所得", "无"}} {
		if err := set.SetKnown(kv[0], kv[1]); err != nil {
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
// The sub-benchmark premises also works out what each premise would change, which printing needs.
func BenchmarkSuggest(b *testing.B) {
	p := chongqing(b)
	ten := []string{"轻微及时改正无后果", "首违后果轻微及时改正", "立功", "主动消除减轻后果", "受胁迫或诱骗", "涉案财物或所得较少",
		"危害国家或公共安全", "妨碍执法或暴力抗法", "伪造变造隐匿销毁证据", "其他应当从重"}
	for name, set := range map[string]*facts.Set{"nothing-open": known(b, p), "ten-open": known(b, p, ten...)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Decide(&engine.Input{Role: "单位", Facts: set})
			}
		})
		b.Run(name+"-premises", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := p.Decide(&engine.Input{Role: "单位", Facts: set})
				for i := range r.Assumed {
					r.Assumed[i].WouldBe()
				}
			}
		})
	}
}
