package statute

// Mention is a citation in running text: one provision, a span of them (第十条至第十二条), a statute by its name, or one
// that is told by where it stands (前款, 本法). The members of a list (第三条、第五条第二款) are mentions of their own, each
// completed from those before it.
type Mention struct {
	Start, End int       // runes of the text, End behind the last
	Text       string    // as written
	Cited      Citation  // what is given; Law "" when no statute is named
	To         Citation  // the last provision of a span, else zero
	Pointer    string    // the word that stands for a statute: 本法, 本条例, 该法, 同法; 该法 and 同法 have Cited.Law filled in when one was named before
	Relative   *Relative // nil when the citation says its place itself
	Before     *Mention  // what was cited before in the same text, when this one names no statute or no 条 and may go on from it
	Number     string    // 文号: 渝令355, 国务院令第331号
	Problem    string    // in Chinese: why the number in it cannot be read; "" mostly
}

// Relative tells from where a citation is counted.
type Relative struct {
	Word string `json:"word"` // 前款, 本条 …; "" for 第二款 alone, which means that of the same 条
	Unit Unit   `json:"unit"` // the level that is counted; the levels below it are in Mention.Cited
	Back int    `json:"back"` // how many back: 本条 0, 前款 1, 前两款 2 (both of them), 下条 -1
}

// Own tells whether the citation is to the statute in which it stands, or leaves the statute open.
func (m Mention) Own() bool {
	return m.Cited.Law == "" && m.Number == "" && m.Pointer != "该法" && m.Pointer != "同法"
}

// Find finds the citations in a text, in order. It knows the customary names of statutes; Names.Find knows more.
func Find(text string) []Mention { return customaryNames().Find(text) }

// Find finds the citations in a text, in order; names without 《》 are found when they are in the table, or stand before
// an article.
func (n *Names) Find(text string) []Mention { return n.Finder().Find(text) }

// Finder goes through a document piece by piece. It remembers the short names that the document gives
// (《…条例》（以下简称《条例》）) and which statute was named last.
type Finder struct {
	names *Names
	local map[string]Citation // short name → statute
	last  Mention             // the one before, for 同法, 该条
}

// Finder begins a document.
func (n *Names) Finder() *Finder { return &Finder{names: n, local: map[string]Citation{}} }

// finding is one run of Find over a text.
type finding struct {
	*Finder
	reader
	given []rune // the text as it was given
	floor int    // what stands before it is settled
	out   []Mention

	statute, placed *Mention // cited before in this text: the last with a statute, the last with a 条 or by a word like 前款
}

// Find finds the citations in the next piece of the document.
func (f *Finder) Find(text string) []Mention {
	r := &finding{Finder: f, reader: reader{text: []rune(plain(text))}, given: []rune(text)}
	for !r.done() {
		before := r.at
		if !r.title() && !r.known() && !r.pointer() && !r.its() && !r.relative() && !r.documentNumber() && !r.listed() {
			r.at = before + 1
		}
	}
	return r.out
}

// add puts in a mention that ends where the reader stands.
func (f *finding) add(m Mention) {
	m.End = f.at
	m.Text = string(f.given[m.Start:m.End])
	if !m.isBare() {
		f.statute, f.placed = &m, nil
	}
	if m.unit() == 0 && m.Cited.Article > 0 || m.Relative != nil && m.Relative.Word != "" {
		f.placed = &m
	}
	f.out = append(f.out, m)
	f.last = m
	f.floor = f.at
}

// before is the rune before position i, 0 at the start.
func (f *finding) before(i int) rune {
	if i == 0 {
		return 0
	}
	return f.text[i-1]
}

// next is the rune where the reader stands, 0 at the end.
func (f *finding) next() rune {
	if f.done() {
		return 0
	}
	return f.text[f.at]
}

// isBare tells whether the citation names neither a statute nor a place to start from: 第三条, 第二项.
func (m Mention) isBare() bool {
	return m.Own() && m.Pointer == "" && (m.Relative == nil || m.Relative.Word == "")
}

// ahead is the text that stands next, as far as any one citation reaches.
func (f *finding) ahead() string { return string(f.text[f.at:min(len(f.text), f.at+longestName)]) }
