package casework

import (
	"sync"
	"sync/atomic"

	"cailiang/engine"
	"cailiang/rules"
)

// Plans keeps compiled plans between the cases of one library, by item, rule and benchmark. Safe for concurrent use.
type Plans struct {
	made  sync.Map     // planKey → *engine.Plan
	found sync.Map     // itemKey → *rules.Found
	count atomic.Int64 // of found
	plans atomic.Int64 // of made
}

type itemKey struct{ ref, day string }

// The bounds of what is remembered.
const (
	maxFound = 10_000 // citations
	maxPlans = 20_000
)

// item finds an item by its id or citation, or takes what was found before.
func (ps *Plans) item(lib *rules.Library, ref, day string) (*rules.Found, error) {
	if ps == nil {
		return lib.Item(ref, day)
	}
	k := itemKey{ref, day}
	if f, ok := ps.found.Load(k); ok {
		return f.(*rules.Found), nil
	}
	f, err := lib.Item(ref, day)
	if err == nil && ps.count.Add(1) <= maxFound {
		ps.found.Store(k, f)
	}
	return f, err
}

type planKey struct {
	item  *engine.Item
	rule  *engine.BaseRule
	table *rules.Table
}

// compile makes the plan or takes a kept one. Items that a case brings along are its own and are not kept.
func (ps *Plans) compile(b *basis, rule *engine.BaseRule) (*engine.Plan, error) {
	k := planKey{b.found, rule, b.table}
	if ps == nil || b.inline {
		return b.compiled(rule)
	}
	if p, ok := ps.made.Load(k); ok {
		return p.(*engine.Plan), nil
	}
	p, err := b.compiled(rule)
	if err != nil {
		return nil, err
	}
	if ps.plans.Add(1) > maxPlans {
		return p, nil
	}
	kept, _ := ps.made.LoadOrStore(k, p)
	return kept.(*engine.Plan), nil
}
