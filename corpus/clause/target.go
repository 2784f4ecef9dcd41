package clause

import "strings"

// mainTarget: a single target that comes before all penalties is hit throughout the sentence.
func (st *sentenceState) mainTarget(s sentence) {
	text := st.r.text
	seen, held := "", ""
	first := true
	for _, c := range s.clauses {
		for _, q := range c.segments {
			g := look(text, q, true)
			t := leadTarget(q.of(text))
			if g.sort == skipped && !strings.Contains(q.of(text), "除") {
				held = ""
				continue
			}
			if t != "" && len(g.actions) == 0 && !strings.Contains(q.of(text), "除") {
				held = t
				continue
			}
			if t == "" {
				t, held = held, ""
			}
			for _, a := range g.actions {
				if a.hit != "" && t != "" && isPerson(a.hit) && isPerson(t) && whoOf(a.hit) != whoOf(t) {
					st.main = ""
					return
				}
			}
			for _, a := range g.actions {
				if t == "" {
					t = a.hit
				}
			}
			if quote := strings.Contains(q.of(text), "对“"); t != "" && (quote || isPerson(t)) {
				if !quote {
					t = whoOf(t)
				}
				if seen != "" && seen != t {
					st.main = ""
					return
				}
				if seen == "" && first {
					st.main = t
				}
				seen = t
			}
			if refers(q.of(text)) && reference(q.of(text), st.number) != "" {
				first = false
			}
			for _, a := range g.actions {
				if a.kind != "" && a.what != 'g' {
					first = false
				}
			}
		}
	}
}

// leadTarget reads 对X where X is a segment of its own or opens one: 由公安机关对其主管人员，处….
func leadTarget(t string) string {
	i := strings.LastIndex(t, "对")
	if i < 0 || i > 0 && !strings.HasPrefix(t, "由") && !strings.HasPrefix(t, "并") && hadSuffix(t[:i], "还应当", "可以", "应当", "部门", "机关", "机构") == "" {
		return ""
	}
	x := t[i+len("对"):]
	if hadSuffix(x, persons...) != "" {
		return x
	}
	if j := strings.Index(x, "除"); j > 0 && hadSuffix(x[:j], persons...) != "" {
		return x[:j]
	}
	return ""
}

// aim takes whom 对… names, and the act that a clause before the noun tells.
func (st *sentenceState) aim(t string) {
	st.target, st.aimed = whoOf(t), ""
	if act, ok := strings.CutSuffix(t, "的"+st.target); ok && strings.Contains(t, "的") && !resumes(act) && !containsAny(act, []string{"违反", "前款", "负有", "违法"}) {
		st.aimed = act
	}
}

// actOfTarget is the act that the target at hand is named with.
func (st *sentenceState) actOfTarget() string {
	if st.target == "" {
		return ""
	}
	return st.aimed
}
