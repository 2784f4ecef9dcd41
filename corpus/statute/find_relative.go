package statute

import "strings"

// its reads 其实施条例第三条 behind a statute: 食品安全法及其实施条例.
func (f *finding) its() bool {
	from := f.at
	if f.next() != '其' || f.last.Cited.Law == "" {
		return false
	}
	f.at++
	if kind := f.take("实施条例", "实施细则", "实施办法", "实施规定"); kind != "" {
		m := Mention{Start: from, Pointer: "其" + kind, Cited: Citation{Law: f.last.Cited.Law + kind}}
		if !f.list(m, 0, true) {
			f.add(m)
		}
		return true
	}
	f.at = from
	return false
}

// pointer reads 本法, 本条例, 该办法, 同法 and the provisions behind it; 本节第三条 too, whose statute is the one at hand.
func (f *finding) pointer() bool {
	from, first := f.at, f.next()
	if !f.points() {
		return false
	}
	f.at++
	kind := f.take(kinds...)
	if kind == "" && first == '本' {
		kind = f.take("章", "节", "编")
	}
	m := Mention{Start: from, Pointer: string(first) + kind}
	if kind != "" && !f.inWord() {
		if first != '本' {
			m = f.sameStatute(m)
		}
		if f.list(m, 0, true) {
			return true
		}
		if standsAlone(first, kind) {
			f.add(m)
			return true
		}
	}
	f.at = from
	return false
}

// standsAlone tells whether the word means a statute without an article behind it: 本规定 does, 该规定 and 本标准 may not.
func standsAlone(first rune, kind string) bool {
	switch kind {
	case "法", "法典", "条例", "办法", "细则", "规则", "实施条例", "实施细则", "实施办法", "暂行条例", "暂行办法":
		return first != '同'
	case "规定", "解释", "暂行规定":
		return first == '本'
	}
	return false
}

// points tells whether 本, 该 or 同 stands next and begins a word: not in 合同法, 应该, 基本法.
func (f *finding) points() bool {
	within := map[rune]string{'本': "基根日资版文样剧标书", '该': "应", '同': "合共相不等协如会"}
	after, ok := within[f.next()]
	return ok && !strings.ContainsRune(after, f.before(f.at))
}

// sameStatute fills in the statute that was named last.
func (f *finding) sameStatute(m Mention) Mention {
	if f.last.Start == f.last.End {
		m.Problem = "“" + m.Pointer + "”之前没有写明是哪一部法"
	}
	m.Cited.Law, m.Cited.Version = f.last.Cited.Law, f.last.Cited.Version
	return m
}

// relative reads 前款, 前两项, 本条, 该款, 下条 and what follows.
func (f *finding) relative() bool {
	from := f.at
	rel := f.relativeWord()
	if rel == nil {
		f.at = from
		return false
	}
	if f.next() == '前' && rel.Back == 0 { // 本条前两款
		here := f.at
		if more := f.relativeWord(); more != nil && more.Unit > rel.Unit {
			rel = more
		} else {
			f.at = here
		}
	}
	rel.Word = string(f.text[from:f.at])
	m := Mention{Start: from, Relative: rel}
	if first := f.text[from]; first == '该' || first == '同' {
		m = f.sameProvision(m)
	}
	end := f.at
	if !f.list(m, rel.Unit, true) {
		f.at = end
		f.add(m)
	}
	return true
}

// relativeWord reads the word itself; nil when there is none.
func (f *finding) relativeWord() *Relative {
	rel := &Relative{}
	first, points := f.next(), f.points()
	f.at++
	switch {
	case first == '前':
		n, err := f.number()
		if err != nil {
			return nil
		}
		rel.Back = max(n, 1)
	case first == '上':
		rel.Back = 1
	case first == '下' && !strings.ContainsRune("以如名之地当属部手旗", f.before(f.at-1)):
		f.take("一")
		rel.Back = -1
	case !points:
		return nil
	}
	rel.Unit = f.unit()
	if rel.Unit == 0 || points && !f.isProvision(first, rel.Unit) {
		return nil
	}
	return rel
}

// isProvision tells whether 该条, 同款, 本项 … is a provision: 该项规定 is, 该项权利 is not.
func (f *finding) isProvision(first rune, u Unit) bool {
	if first == '本' && u != UnitSubparagraph {
		return true
	}
	for _, word := range []string{"第", "规定", "的规定", "所列", "所称", "所规定", "之规定", "前"} {
		if f.sees(word) {
			return true
		}
	}
	return first == '该' && u != UnitSubparagraph && (f.done() || strings.ContainsRune("，。、；）)", f.next()))
}

// sameProvision fills in the provision that was cited last.
func (f *finding) sameProvision(m Mention) Mention {
	u, last := m.Relative.Unit, f.last
	for i := len(f.out) - 1; i >= max(0, len(f.out)-longestList) && last.Cited.get(u) == 0; i-- {
		last = f.out[i]
	}
	if last.Cited.get(u) == 0 {
		return m // none so far: the one at hand
	}
	m.Pointer, m.Relative, m.Cited = m.Relative.Word, last.Relative, last.Cited
	m.Cited.set(u, m.Cited.get(u))
	if u == UnitArticle {
		m.Cited.ArticleSub = last.Cited.ArticleSub
	}
	return m
}
