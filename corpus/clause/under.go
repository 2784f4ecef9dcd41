package clause

import (
	"slices"
	"strings"
)

// condition takes a further condition in: in the place of a sibling, else under the ones before.
func (st *sentenceState) condition(words []string) {
	parts := make([]string, len(words))
	for i, w := range words {
		if parts[i] = w; i+1 == len(words) || !strings.HasPrefix(words[i+1], "或") { // A的，或者B: the law's words
			parts[i] = strings.TrimSuffix(w, "的")
		}
		if who := having(parts[i]); i > 0 && inCharge(who) && who != parts[i] {
			st.target, parts[i] = who, strings.TrimPrefix(parts[i], who)
		}
	}
	text := strings.Join(parts, "，")
	if q := strings.Join(words, "，"); strings.Contains(q, "“") {
		text = strings.TrimSuffix(q, "的")
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "但是，"), "但")
	text = unwrap(strings.TrimPrefix(text, "其中"))
	if rest, ok := strings.CutPrefix(text, "对"); ok && !isPerson(rest) {
		text = rest
	}
	st.may = false
	if st.main == "" && st.acted && !isSum(text) {
		st.target = ""
	}
	if who := having(text); inCharge(who) { // 直接责任人员属于船员的
		st.target, text = who, strings.TrimPrefix(text, who)
	}
	stack := &st.conds
	if len(st.conds) == 0 && len(st.head) > 0 && siblings(st.head[len(st.head)-1], text) {
		st.head = st.head[:len(st.head)-1]
	}
	if n := len(*stack); n > 0 && siblings((*stack)[n-1], text) {
		*stack = (*stack)[:n-1]
	}
	*stack = append(*stack, text)
}

// same gives whom 情节严重的，处… hits where it names nobody: the one whom the clause just hit with this kind of penalty.
func (st *sentenceState) same(kind string) string {
	if st.target != "" || st.main != "" || kind != Fine && kind != Detention || len(st.conds) == 0 || !strings.Contains(st.conds[len(st.conds)-1], "情节") {
		return ""
	}
	who := st.hits[kind]
	if !st.acted {
		who = st.hitsBefore[kind]
		for _, it := range st.g.items { // somebody else may be meant
			if len(who) == 1 && it.Who != who[0] && it.has(kind) {
				return ""
			}
		}
	}
	if len(who) != 1 || who[0] == st.g.who {
		return ""
	}
	return who[0]
}

// has tells whether a penalty of this kind is in the item.
func (it *Item) has(kind string) bool {
	return slices.ContainsFunc(it.Penalties, func(p Penalty) bool { return p.Kind == kind })
}

// having names the person of a condition: 直接责任人员属于船员, 责任人员有执业证书.
func having(t string) string {
	for _, w := range []string{"人员有", "人员属于"} {
		if i := strings.Index(t, w); i > 0 && !strings.Contains(t[:i], "，") {
			return t[:i+len("人员")]
		}
	}
	return subject(t, false)
}

func (st *sentenceState) cond() string {
	return strings.Join(append(slices.Clone(st.head), st.conds...), "，")
}
