package casework_test

import (
	"os"
	"strconv"
	"testing"

	"cailiang/api/casework"
)

// TestMutations makes slips in the shipped benchmarks: 300, or CAILIANG_LONG=1 3,000; CAILIANG_SEED draws others.
func TestMutations(t *testing.T) {
	n := 300
	if os.Getenv("CAILIANG_LONG") != "" {
		n = 3000
	}
	seed := uint64(20261124)
	if s := os.Getenv("CAILIANG_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	mutants, err := casework.Mutate(library(t), n, seed)
	if err != nil || len(mutants) != n {
		t.Fatalf("%d mutants, %v", len(mutants), err)
	}
	refuted, proved, all := 0, 0, 0
	by := map[string][4]int{}
	for i := range mutants {
		m := &mutants[i]
		c := by[m.Kind]
		c[0]++
		if m.Refuted {
			refuted++
			c[1]++
		}
		if m.Refuted || m.Noted {
			proved++
			c[2]++
		}
		if m.Caught() {
			all++
			c[3]++
		} else {
			t.Logf("not seen: %s %s: %s", m.Item, m.Kind, m.What)
		}
		by[m.Kind] = c
	}
	for kind, c := range by {
		t.Logf("%s: %d, refuted %d, refuted or noted %d, with tests %d", kind, c[0], c[1], c[2], c[3])
	}
	t.Logf("seed %d: of %d slips %d %% refuted, %d %% refuted or noted, %d %% with the tests", seed, n, 100*refuted/n, 100*proved/n, 100*all/n)
	if 100*proved < 60*n || 100*all < 95*n {
		t.Errorf("of %d slips the proofs see %d, with the tests %d", n, proved, all)
	}
}
