package clause

import (
	"strings"
)

// sentenceState is what holds inside one sentence.
type sentenceState struct {
	r      *reader
	number int
	list   []int
	into   *group // a 项's own group, already opened

	g        *group
	head     []string // conditions beside the act: to the end of the sentence
	conds    []string // conditions of the clause: to the next ；
	aimed    string   // the act that 对…的公司 names
	target   string   // whom 对… named in this clause
	main     string   // a target named before any penalty: who is hit by default
	acted    bool     // a consequence was met in this clause
	may      bool     // 可以 carries on to the next action
	lastItem *Item    // the item of the action before, for 或者 and 直至 across a comma
	lastIdx  []int    // its penalties that the action before made
	lastFine []int    // the fines that a deeming or a ceiling belongs to
	fineItem *Item
	clauseNo int
	first    string  // the words that the sentence begins with
	basis    string  // 依照…的规定，before the consequences
	held     []piece // a condition whose first consequence is no penalty
	mayEach  bool    // 可以对甲处…，对乙处…: 可以 holds for each
	ordered  bool    // the action before was an order
	thing    bool    // 对… named a thing: orders about it are no penalty

	hits, hitsBefore map[string][]string // kind → whom it hit in this clause, and in the one before
}

func (st *sentenceState) run(s sentence) {
	st.mainTarget(s)
	for i, c := range s.clauses {
		st.clauseNo = i
		st.clause(c)
	}
	if st.g != nil {
		st.g.settleOrders()
		st.g.last = st.conds
		if st.main != "" {
			st.g.who = st.main
		}
	}
}

func (st *sentenceState) clause(c clausePart) {
	text := st.r.text
	st.aimed = ""
	st.conds, st.target, st.acted, st.may, st.mayEach, st.held = nil, "", false, false, false, nil
	st.lastItem, st.lastIdx = nil, nil
	st.hits, st.hitsBefore = map[string][]string{}, st.hits
	var run []piece
	for _, q := range c.segments {
		g := look(text, q, st.acted)
		if (g.sort == opening || g.sort == trailing) && isApproval(q.of(text)) {
			st.flush(&run)
			st.may = permits(q.of(text))
			continue
		}
		switch g.sort {
		case opening:
			if t := q.of(text); hasAny(t, "除") && hadSuffix(t, "外") != "" && len(run)+len(c.segments) > 1 {
				st.flush(&run)
				st.besides(t)
				continue
			}
			if t := q.of(text); refers(t) && !hasAny(t, "除") {
				if ref := reference(t, st.number); ref != "" {
					st.flush(&run)
					st.refer(q, ref)
					continue
				}
			}
			if t := q.of(text); hasAny(t, "对") && !opensCondition(t) && len(run) == 0 && (st.acted || st.g != nil) && !isPerson(strings.TrimPrefix(t, "对")) && st.acted {
				st.thing = true
				continue
			}
			if t := leadTarget(q.of(text)); t != "" && isPerson(t) && !strings.HasSuffix(q.of(text), "的") && (len(run) > 0 || st.g != nil || st.into != nil) && hasAny(q.of(text), "由", "对", "并对") {
				st.flush(&run)
				st.aim(t)
				continue
			}
			run = append(run, q)
		case trailing:
			st.lastItem, st.lastIdx = nil, nil
			if containsAny(q.of(text), []string{"作废", "无效"}) { // 未收缴的，公告作废: a condition of something else
				run = nil
			}
			if st.standard(q, &run) {
				continue
			}
			if t := q.of(text); hasAny(t, "对") && !isPerson(strings.TrimPrefix(t, "对")) {
				st.thing = true
			}
			if t := leadTarget(q.of(text)); t != "" && isPerson(t) {
				st.aim(t)
			}
			if ref := reference(q.of(text), st.number); ref != "" && refers(q.of(text)) {
				st.flush(&run)
				st.refer(q, ref)
				continue
			}
			st.note(q)
		case skipped:
			st.skip(q, &run)
		case deeming:
			st.deem(q, &run)
		case acting:
			if g.opener != (piece{}) {
				run = append(run, g.opener)
			}
			if len(run) == 0 && len(st.held) > 0 && hasAny(q.of(text), "并") {
				run = st.held // 造成损失的，应当赔偿，并处…
			}
			st.held = nil
			st.flush(&run)
			st.ordered = st.ordered && g.actions[0].or
			st.act(g)
			st.thing = false
		}
	}
	st.leftover(run)
}

// besides reads 除依照…处罚外 and 除…外: the other provision applies too.
func (st *sentenceState) besides(t string) {
	if ref := reference(t, st.number); ref != "" && containsAny(t, []string{"处罚", "罚款", "处分"}) {
		st.g.ref = ref
	}
}

// leftover: what no consequence followed. A reference may stand in it; a head may belong to the next clause.
func (st *sentenceState) leftover(run []piece) {
	text := st.r.text
	if len(run) == 0 {
		return
	}
	last := run[len(run)-1]
	if rest := run[:len(run)-1]; st.standard(last, &rest) {
		return
	}
	if ref := reference(last.of(text), st.number); ref != "" && refers(last.of(text)) {
		rest := run[:len(run)-1]
		st.flush(&rest)
		st.refer(last, ref)
		return
	}
	if nameless(last.of(text)) {
		st.note(last)
		run = run[:len(run)-1]
	}
	if len(run) > 0 {
		st.flush(&run)
	}
}

// standard reads 按照5000元以下的标准执行 behind 依照…处以罚款的.
func (st *sentenceState) standard(q piece, run *[]piece) bool {
	text := st.r.text
	if !strings.HasSuffix(q.of(text), "执行") || len(amounts(text, q.from, q.to)) == 0 {
		return false
	}
	st.flush(run)
	if !st.g.byRef {
		return false
	}
	a := action{opener: opener{Fine, 'f', Fine}, kw: q.to, at: q.from, end: q.to}
	st.fine(&a, segment{piece: q}, st.cond())
	return true
}

// refers tells whether a segment leaves the penalty to another provision.
func refers(t string) bool {
	return strings.Contains(t, "规定处罚并") || hadSuffix(t, "处罚", "条的规定追究法律责任", "款的规定追究法律责任", "处罚、处分", "处理", "给予处罚", "执行", "行政处罚", "规定办理", "规定处理") != "" && !opensCondition(t) || strings.Contains(t, "处罚外")
}

// flush reads the segments before a consequence: a conduct, or a condition.
func (st *sentenceState) flush(run *[]piece) {
	if len(*run) == 0 {
		st.ensure()
		return
	}
	if st.g != nil && measuresOnly(*run, st.r.text) {
		*run = nil
		return
	}
	whole := *run
	rs := st.cutTail(whole)
	*run = nil
	if st.acted && len(rs) < len(whole) && st.basis == "" && st.g != nil { // 未收缴的，公告作废: a condition of something else
		for _, p := range rs {
			st.r.markOpening(p)
		}
		return
	}
	text := st.r.text
	words := make([]string, len(rs))
	for i, p := range rs {
		words[i] = p.of(text)
		st.r.markOpening(p)
	}
	if st.g == nil || st.isConduct(words) {
		if st.g == nil {
			st.first = words[0]
		}
		st.open(words, st.g != nil)
	} else {
		st.condition(words)
	}
	if st.basis != "" && st.g.ref == "" {
		st.g.ref = st.basis
	}
	st.basis = ""
}

// measuresOnly: 按照开垦面积，可以对单位处…, which says how to count and nothing else.
func measuresOnly(run []piece, text string) bool {
	for _, p := range run {
		if t := p.of(text); !hasAny(t, "按照", "根据", "按") || opensCondition(t) {
			return false
		}
	}
	return len(run) > 0
}

// cutTail leaves out what follows the last 的 of an opening: a consequence of another sort (相应学习记录无效).
func (st *sentenceState) cutTail(rs []piece) []piece {
	last := -1
	for i, p := range rs {
		if opensCondition(p.of(st.r.text)) {
			last = i
		}
	}
	if last < 0 {
		return rs
	}
	for _, p := range rs[last+1:] {
		st.r.markOpening(p)
		if t := p.of(st.r.text); hasAny(t, "依照", "按照", "根据") && strings.HasSuffix(t, "规定") {
			st.basis = reference(t, st.number)
		}
	}
	return rs[:last+1]
}

// markOpening: a fine that a conduct or a condition mentions is not imposed by it.
func (r *reader) markOpening(p piece) {
	if t := p.of(r.text); strings.Contains(t, "罚款") && (opensCondition(t) || len(amounts(r.text, p.from, p.to)) == 0) {
		r.mark(p, NotPenalty, "在行为或者条件中提到")
	}
}

// isConduct: behind a ； a new conduct may follow instead of a further condition.
func (st *sentenceState) isConduct(words []string) bool {
	if st.acted {
		return false
	}
	first := strings.TrimPrefix(words[0], "对")
	return !isFurther(first) || resumes(first) || parallel(st.first, words[0])
}

// parallel: 对造成一般事故的，…；对造成重大事故的，… are conducts side by side.
func parallel(first, now string) bool {
	a, b := []rune(first), []rune(now)
	return len(a) > 2 && len(b) > 2 && a[0] == '对' && a[0] == b[0] && a[1] == b[1] && a[2] == b[2]
}

func (st *sentenceState) ensure() {
	if st.g == nil {
		st.open(nil, false)
	}
}

// skip passes over a consequence that is no penalty, with the condition that belongs to it.
func (st *sentenceState) skip(q piece, run *[]piece) {
	text := st.r.text
	t := q.of(text)
	if strings.Contains(t, "罚款") {
		st.r.mark(q, NotPenalty, "不是行政处罚的后果")
	}
	if strings.HasPrefix(t, "除") && strings.HasSuffix(t, "外") {
		st.flush(run)
		return
	}
	if strings.Contains(t, "处分") || strings.Contains(t, "责任") {
		st.target = "" // 对主管人员给予处分: what follows is for the violator again
	}
	rs := *run
	*run = nil
	if st.g != nil || len(rs) == 0 {
		for _, p := range rs {
			st.r.markOpening(p)
		}
		if len(rs) > 0 && (strings.HasPrefix(t, "责令赔偿") || strings.Contains(t, "处分") || strings.Contains(t, "滞纳金")) && (isFurther(rs[0].of(text)) || strings.Contains(t, "滞纳金")) && !hasAny(rs[0].of(text), "构成", "触犯") {
			st.flush(&rs) // the condition also governs what follows the discipline
		} else if strings.Contains(t, "赔偿") {
			st.held = rs
		}
		return
	}
	for len(rs) > 1 && hasAny(rs[len(rs)-1].of(text), "构成", "触犯", "造成", "依照刑法", "依照《中华人民共和国刑法》") {
		rs = rs[:len(rs)-1]
	}
	st.flush(&rs)
	kept := st.head[:0]
	for _, h := range st.head {
		if !strings.HasPrefix(h, "构成") && !strings.Contains(h, "构成犯罪") {
			kept = append(kept, h)
		}
	}
	st.head = kept
}

// deem reads 货值金额不足五十万元的，按五十万元计算.
func (st *sentenceState) deem(q piece, run *[]piece) {
	r := st.r
	rs := *run
	*run = nil
	qs := quantities(r.text, q.from, q.to)
	f := ratioFen(&qs[0].value)
	floor := false
	for _, p := range rs {
		floor = floor || strings.Contains(p.of(r.text), "倍") || strings.HasPrefix(p.of(r.text), "罚款")
		r.markOpening(p)
	}
	if st.fineItem == nil || f == nil {
		r.unread(q, st.number, "前面没有它所补充的罚款")
		return
	}
	for _, i := range st.lastFine {
		switch p := &st.fineItem.Penalties[i]; {
		case floor:
			p.Floor = f
		case p.DeemMin == nil:
			p.DeemMin = f
		case *p.DeemMin != *f && i == st.lastFine[0]: // another base: one field holds one
			r.unread(q, st.number, "同一罚款的第二个计算基数")
		}
	}
	if strings.Contains(q.of(r.text), "罚款") {
		r.mark(q, Computable, "")
	}
}

// note passes over words that no field is for; what speaks of penalties is put under unread.
func (st *sentenceState) note(q piece) {
	t := q.of(st.r.text)
	if nameless(t) {
		st.r.unread(q, st.number, "没有写明依照哪部法律处罚")
		return
	}
	if strings.Contains(t, "罚款") && len(amounts(st.r.text, q.from, q.to)) > 0 {
		st.r.unread(q, st.number, "没有读懂")
		st.r.mark(q, Left, "没有读懂")
	}
}

// refer makes the item of 依照前款规定处罚.
func (st *sentenceState) refer(q piece, ref string) {
	if strings.HasPrefix(q.of(st.r.text), "除") {
		st.g.ref = ref
		return
	}
	before, _, _ := strings.Cut(q.of(st.r.text), "照")
	if t := target(strings.TrimSuffix(before, "依")); strings.Contains(before, "对“") {
		st.target = t
	} else if t != "" && isPerson(t) {
		st.aim(t)
	}
	if (ref == "治安管理处罚" || strings.Contains(ref, "治安管理")) && (containsAny(st.cond(), []string{"违反治安管理", "治安管理行为"}) || hasAny(st.g.violation, "构成违反治安", "违反治安", "有违反治安") || strings.HasSuffix(st.g.violation, "违反治安管理行为") && !strings.Contains(st.g.violation, "，")) {
		return
	}
	it := st.item(st.cond())
	if len(it.Penalties) > 0 && strings.HasSuffix(q.of(st.r.text), "处理") {
		return
	}
	it.Reference = ref
	st.step(it, "")
	if strings.Contains(q.of(st.r.text), "从重") {
		st.r.unread(q, st.number, "从重处罚，没有数额")
	}
	st.lastItem, st.acted = it, true
}

// who is hit by the next action.
func (st *sentenceState) who() string {
	switch {
	case st.target != "":
		return st.target
	case st.main != "":
		return st.main
	}
	return st.g.who
}

func (st *sentenceState) item(cond string) *Item {
	it := st.g.itemOf(st.who(), cond, st.actOfTarget())
	if st.g.ref != "" {
		it.Reference = st.g.ref
	}
	return it
}
