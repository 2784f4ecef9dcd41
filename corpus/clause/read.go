package clause

import (
	"slices"
	"strings"
	"unicode/utf8"

	"cailiang/engine/money"
)

// triggers: a text without any of these imposes nothing.
var triggers = []string{"罚款", "没收", "吊销", "拘留", "警告", "责令", "处罚", "停产停业", "停业整顿", "暂扣", "取缔", "撤销", "取消", "不得从事", "通报批评", "限期", "禁止", "拘留", "不受理", "罚"}

// Read reads one article: its paragraphs stand on lines of their own.
func Read(text string, ctx Context) Reading {
	text = string([]rune(text)) // a byte that is no character becomes one
	r := reader{text: text, out: Reading{Law: ctx.Law, Article: ctx.Article}}
	if containsAny(text, triggers) {
		for _, p := range lay(text) {
			r.paragraph(p)
		}
		r.finish()
	}
	if r.out.Items == nil {
		r.out.Items = []Item{}
	}
	if r.out.Unread == nil {
		r.out.Unread = []Unread{}
	}
	return r.out
}

// reader is the state of one article.
type reader struct {
	text   string
	out    Reading
	groups []*group // in order
	cur    *group
	marks  []fateMark // fates of places that speak of a fine
	base   string     // the last base of a factor, for 五倍以上十倍以下罚款 without one
}

type fateMark struct {
	piece
	fate, why string
}

// group is one conduct (or one list of conducts) with what follows from it.
type group struct {
	who, violation string
	paragraph      int
	list           []int
	ref            string
	byRef          bool // 依照…处以罚款的: the other provision decides
	part           bool // names some of the 项 of an earlier paragraph
	earlier        *group
	items          []*Item
	pending        []string // orders that wait for the penalty that they open
	pendingCond    string
	pendingClause  int
	pendingWho     string
	last           []string // the conditions of the last clause, which hold for 项 with their own penalties
	opened         *openedAt
	orders         []string
	acts           map[*Item]string // the act that 对…的公司 names
	fineLater      bool             // 处以罚款 whose amount a later sentence gives
}

// all are the items of the group and of the groups that it goes on from.
func (g *group) all() []*Item {
	if g.earlier == nil {
		return g.items
	}
	return append(slices.Clone(g.earlier.all()), g.items...)
}

func (r *reader) mark(p piece, fate, why string) { r.marks = append(r.marks, fateMark{p, fate, why}) }

func (r *reader) runes(p piece) Span {
	from := utf8.RuneCountInString(r.text[:p.from])
	return Span{from, from + utf8.RuneCountInString(r.text[p.from:p.to])}
}

func (r *reader) unread(p piece, paragraph int, why string) {
	r.out.Unread = append(r.out.Unread, Unread{Text: p.of(r.text), Paragraph: paragraph, At: r.runes(p), Why: why})
}

func (r *reader) paragraph(p paragraph) {
	r.cur = nil
	sentences := split(r.text, p.lead)
	penal := make([]bool, len(p.items))
	var conducts []int
	for i, it := range p.items {
		penal[i] = r.penal(it.piece)
		if !penal[i] {
			if isProcedure(it.of(r.text)) {
				r.mark(it.piece, NotPenalty, "程序、权限或者执行的规定")
			}
			r.markOpening(it.piece)
			conducts = append(conducts, it.number)
		}
	}
	skip := false
	for i, s := range sentences {
		if skip = isProcedure(s.of(r.text)); skip {
			r.mark(s.piece, NotPenalty, "程序、权限或者执行的规定")
			continue
		}
		var list []int
		if i == len(sentences)-1 {
			list = conducts
		}
		r.sentence(s, p.number, list)
	}
	if skip && len(p.items) > 0 {
		for _, it := range p.items {
			r.mark(it.piece, NotPenalty, "程序、权限或者执行的规定")
		}
		return
	}
	lead := r.cur
	for i, it := range p.items {
		if penal[i] {
			r.listItem(it, p.number, lead)
		}
	}
}

// isProcedure: a sentence that gives standards for fines is none, though it may speak of 罚款决定.
func isProcedure(t string) bool {
	t = unquoted(t)
	return containsAny(t, procedure) && !containsAny(t, []string{"以下标准", "下列标准", "下列规定处罚", "以下规定处罚"})
}

// penal tells whether a 项 states consequences of its own.
func (r *reader) penal(p piece) bool {
	for _, s := range split(r.text, p) {
		for _, c := range s.clauses {
			for _, q := range c.segments {
				g := look(r.text, q, false)
				if refers(q.of(r.text)) && strings.HasSuffix(q.of(r.text), "处罚") && reference(q.of(r.text), 1) != "" && len(c.segments) > 1 {
					return true
				}
				if g.sort != acting {
					continue
				}
				for _, a := range g.actions {
					if a.what == 'f' && (len(amounts(r.text, g.from, g.to)) > 0 || verbAt(g.of(r.text)) >= 0) || a.what != 'f' && (a.what != 'x' && a.what != 'b' && a.what != 't' && a.what != 'g') {
						return true
					}
				}
			}
		}
	}
	return false
}

// listItem reads a 项 with consequences of its own: it goes on from the lead.
func (r *reader) listItem(it listItem, number int, lead *group) {
	for i, s := range split(r.text, it.piece) {
		if isProcedure(s.of(r.text)) {
			r.mark(s.piece, NotPenalty, "程序、权限或者执行的规定")
			continue
		}
		g := &group{paragraph: number, list: []int{it.number}, who: Violator, acts: map[*Item]string{}}
		if lead != nil {
			g.who, g.ref, g.byRef = lead.who, lead.ref, lead.byRef
			if len(lead.last) > 0 {
				g.earlier, g.part = lead, true
			}
		}
		if i > 0 && r.cur != nil {
			g = r.cur
		}
		r.item(s, number, g)
	}
}

// item reads a sentence of a 项 into the group g.
func (r *reader) item(s sentence, number int, g *group) {
	st := &sentenceState{r: r, number: number, list: g.list, into: g}
	if g.earlier != nil {
		st.head = slices.Clone(g.earlier.last)
	}
	st.run(s)
}

// sentence reads one sentence of a paragraph's lead; list are the 项 that the sentence leads.
func (r *reader) sentence(s sentence, number int, list []int) {
	st := &sentenceState{r: r, number: number, list: list}
	st.run(s)
}

// finish puts the items out and gives every place that speaks of a fine its fate.
func (r *reader) finish() {
	for _, g := range r.groups {
		g.close()
		for _, it := range g.items {
			if len(it.Penalties) > 0 || it.Reference != "" || len(it.Corrective) > 0 && !isAuthority(it.Who) {
				r.out.Items = append(r.out.Items, *it)
			}
		}
	}
	r.dropNotices()
	r.phrases()
}

// isAuthority: 主管部门有权责令… grants a power; it is no answer to a breach.
func isAuthority(who string) bool {
	return containsAny(who, []string{"主管部门", "监督检查人员", "执法人员", "公安机关", "监察机关", "检察院", "法院", "流域管理机构", "监督管理部门"})
}

// dropNotices: a notice (公告) is a sanction beside a penalty only; by itself it is none.
func (r *reader) dropNotices() {
	for _, it := range r.out.Items {
		for _, p := range it.Penalties {
			if p.Kind != Other {
				return
			}
		}
	}
	notice := func(p Penalty) bool {
		return p.Base == "" && (strings.Contains(p.Detail, "公告") || strings.Contains(p.Detail, "公布"))
	}
	for i := range r.out.Items {
		it := &r.out.Items[i]
		it.Penalties = slices.DeleteFunc(it.Penalties, notice)
	}
	r.out.Items = slices.DeleteFunc(r.out.Items, func(it Item) bool {
		return len(it.Penalties)+len(it.Corrective) == 0 && it.Reference == ""
	})
}

// close turns orders without a penalty behind them into an item of their own.
func (g *group) close() {
	if len(g.pending) == 0 || len(g.items) > 0 && g.pendingCond == "" {
		return
	}
	it := g.item(g.pendingWho, g.pendingCond)
	it.Corrective = append(it.Corrective, g.pending...)
	g.pending = nil
}

// item finds or opens the item of a person under a condition.
func (g *group) item(who, cond string) *Item { return g.itemOf(who, cond, "") }

// itemOf is item where 对虚报注册资本的公司 tells which of the acts is meant: another act has an item of its own.
func (g *group) itemOf(who, cond, act string) *Item {
	for _, it := range g.items {
		if it.Who == who && it.Condition == cond && (act == "" || g.acts[it] == "" || g.acts[it] == act) {
			if act != "" {
				g.acts[it] = act
			}
			return it
		}
	}
	it := &Item{Who: who, Violation: g.violation, Paragraph: g.paragraph, ListItems: slices.Clone(g.list), Condition: cond, When: thresholds(cond), Reference: g.ref, Penalties: []Penalty{}}
	it.Step = Base
	g.items = append(g.items, it)
	if act != "" {
		g.acts[it], it.Violation = act, act
	}
	return it
}

// phrases finds every 罚款 and says what became of it.
func (r *reader) phrases() {
	for i := 0; ; {
		j := strings.Index(r.text[i:], "罚款")
		if j < 0 {
			return
		}
		i += j
		p := Phrase{At: r.runes(piece{i, i + len("罚款")}), Fate: Left}
		found := false
		for _, m := range r.marks {
			if m.from <= i && i < m.to {
				p.Fate, p.Why, found = m.fate, m.why, true
				if m.fate == Computable {
					break
				}
			}
		}
		if !found {
			p.Why = "没有读懂"
			r.leave(piece{i, i + len("罚款")})
		}
		r.out.phrases = append(r.out.phrases, p)
		i += len("罚款")
	}
}

// leave puts the segment around an unread place under Unread, once.
func (r *reader) leave(p piece) {
	from := strings.LastIndexAny(r.text[:p.from], "，。；：\n")
	if from >= 0 {
		_, size := utf8.DecodeRuneInString(r.text[from:])
		from += size
	} else {
		from = 0
	}
	to := len(r.text)
	if i := strings.IndexAny(r.text[p.to:], "，。；：\n"); i >= 0 {
		to = p.to + i
	}
	at := r.runes(piece{from, to})
	for _, u := range r.out.Unread {
		if u.At.From <= at.From && at.To <= u.At.To {
			return
		}
	}
	r.unread(piece{from, to}, 0, "没有读懂")
}

func ratioFen(v *money.Ratio) *money.Fen {
	if v == nil {
		return nil
	}
	f, err := fen(*v)
	if err != nil {
		return nil
	}
	return &f
}
