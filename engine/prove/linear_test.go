package prove

import (
	"slices"
	"strings"
	"testing"
)

// Sums of several facts cannot be split: a point that shows the defect still refutes, and what stays open is named.
func TestSumsOfFacts(t *testing.T) {
	tests := []struct {
		name, first, second string
		gap, overlap        Answer
	}{
		{"a gap at a point", "库存金额 < 货值金额", "库存金额 > 货值金额", Refuted, NotProved},
		{"an overlap at a point", "库存金额 <= 货值金额", "库存金额 >= 货值金额", NotProved, Refuted},
		{"a partition that cannot be shown", "库存金额 < 货值金额", "库存金额 >= 货值金额", NotProved, NotProved},
		{"decided by bounds", "库存金额 + 货值金额 >= 0", "库存金额 + 货值金额 < 0", Proved, Proved},
		{"another fact decides", "主动召回 or 库存金额 < 货值金额", "not 主动召回", Proved, Refuted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newTable(t).tier(Any, "甲", tt.first).tier(Any, "乙", tt.second)
			rep := Check(b.Table, Options{})
			got := answers(rep)
			if got[Gap] != tt.gap || got[Overlap] != tt.overlap {
				t.Errorf("gap %s, overlap %s; want %s, %s\n%s", got[Gap], got[Overlap], tt.gap, tt.overlap, strings.Join(rep.Lines(), "\n"))
			}
			for _, p := range rep.Proofs {
				if p.Answer == NotProved && (p.Kind == Gap || p.Kind == Overlap) && !slices.ContainsFunc(p.Atoms, func(a string) bool { return strings.Contains(a, "货值金额") }) {
					t.Errorf("%s does not name the comparison: %+v", p.Kind, p)
				}
			}
			showWitnesses(t, b.Table, rep)
		})
	}
}

// Beyond the limit a proof gives up and says so.
func TestLimit(t *testing.T) {
	b := complete(t)
	rep := Check(b.Table, Options{Boxes: 3})
	for _, p := range rep.Proofs {
		if p.Answer == NotProved && strings.Contains(p.Reason, "3 个的上限") {
			return
		}
	}
	t.Errorf("nothing was given up:\n%s", strings.Join(rep.Lines(), "\n"))
}
