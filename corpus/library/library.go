// Package library keeps on disk the statutes that users imported: a file for each text, named by what was imported, and a
// manifest that is swapped whole, so that a process that dies leaves the old state or the new one.
package library

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"cailiang/corpus/statute"
)

// Library is the folder as it was when it was opened; Import brings it up to date. It satisfies statute.Texts.
type Library struct {
	dir        string
	entries    []Entry
	statutes   []statute.Statute
	versions   map[string][]version
	generation string
}

// version is a version of a statute: the entries of its parts, in the order of their articles.
type version struct {
	parts []int // into Library.entries
	more  bool  // its articles go on from those of the version before (宪法修正案)
}

// Open reads the library in home; a folder that is not there is an empty library.
func Open(home string) (*Library, error) {
	l := &Library{dir: filepath.Join(home, "corpus")}
	return l, l.reload()
}

func (l *Library) reload() error {
	entries, err := readManifest(l.dir)
	if err != nil {
		return err
	}
	l.entries = entries
	l.arrange()
	return nil
}

// Generation changes whenever what was imported changes; an index made from the library is good for one generation.
func (l *Library) Generation() string { return l.generation }

// Statutes gives all statutes, sorted by name.
func (l *Library) Statutes() ([]statute.Statute, error) { return l.statutes, nil }

// Entries gives what was imported, in order of import.
func (l *Library) Entries() []Entry { return l.entries }

// Articles reads the articles of one version, named by its place in Statute.Versions.
func (l *Library) Articles(id string, v int) ([]statute.Article, error) {
	all := l.versions[id]
	if v < 0 || v >= len(all) {
		return nil, fmt.Errorf("《%s》没有第 %d 个版本", id, v+1)
	}
	var out []statute.Article
	if all[v].more {
		before, err := l.Articles(id, v-1)
		if err != nil {
			return nil, err
		}
		out = before
	}
	texts, err := l.texts(all[v])
	for _, t := range texts {
		out = append(out, t.Articles...)
	}
	return out, err
}

// Texts reads what the files of one version hold: articles, appendices, preamble, notes.
func (l *Library) Texts(id string, v int) ([]*statute.Text, error) {
	all := l.versions[id]
	if v < 0 || v >= len(all) {
		return nil, fmt.Errorf("《%s》没有第 %d 个版本", id, v+1)
	}
	return l.texts(all[v])
}

func (l *Library) texts(v version) ([]*statute.Text, error) {
	var out []*statute.Text
	for _, i := range v.parts {
		t, err := readText(l.dir, l.entries[i])
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// Provision is an article with the statute and version that it belongs to.
type Provision struct {
	Statute *statute.Statute
	Version int  // into Statute.Versions
	Newest  bool // no later version is in the library
	Article *statute.Article
	File    string // the file's name when it was imported
}

// Address is the article's stable address.
func (p Provision) Address() string {
	return statute.Address(p.Statute.ID, p.Statute.Versions[p.Version].Date(), p.Article.Number)
}

// Each calls f with every article of every version, in order of statutes, versions and articles, until f errs.
func (l *Library) Each(f func(Provision) error) error {
	for i := range l.statutes {
		s := &l.statutes[i]
		for v, ver := range l.versions[s.ID] {
			for _, e := range ver.parts {
				t, err := readText(l.dir, l.entries[e])
				if err != nil {
					return err
				}
				for j := range t.Articles {
					if err := f(Provision{s, v, v == len(s.Versions)-1, &t.Articles[j], l.entries[e].File}); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// arrange puts the entries under their statutes and versions.
func (l *Library) arrange() {
	l.versions = map[string][]version{}
	byID := map[string][]int{}
	sum := sha256.New()
	for i, e := range l.entries {
		fmt.Fprintf(sum, "%s %d %s\n", e.Digest, e.Reader, e.Print)
		if e.VariantOf == "" {
			byID[e.Statute.ID] = append(byID[e.Statute.ID], i)
		}
	}
	l.generation = hex.EncodeToString(sum.Sum(nil)[:8])
	l.adoptFormer(byID)
	l.statutes = make([]statute.Statute, 0, len(byID))
	for id, entries := range byID {
		l.statutes = append(l.statutes, l.build(id, entries))
	}
	slices.SortFunc(l.statutes, func(a, b statute.Statute) int { return strings.Compare(a.ID, b.ID) })
	l.nameAliases()
	l.repeal()
}

// adoptFormer puts versions under an earlier name to the statute that says it had that name.
func (l *Library) adoptFormer(byID map[string][]int) {
	for _, e := range l.entries {
		for _, a := range e.Aliases {
			id := e.Statute.ID
			if old, ok := byID[a.Name]; ok && a.Former && statute.NormalLaw(a.Title) == id && a.Name != id && byID[id] != nil {
				byID[id] = append(byID[id], old...)
				delete(byID, a.Name)
			}
		}
	}
}

// build makes one statute of its entries.
func (l *Library) build(id string, entries []int) statute.Statute {
	byDate := map[string][]int{}
	for _, i := range entries {
		date := l.entries[i].Version.Date()
		byDate[date] = append(byDate[date], i)
	}
	s := statute.Statute{ID: id}
	var all []version
	for _, parts := range byDate {
		slices.SortStableFunc(parts, func(a, b int) int { return l.entries[a].First - l.entries[b].First })
		all = append(all, version{parts: parts})
	}
	from := func(v version) string {
		m := l.meta(v)
		day, _ := m.From()
		return day + " " + m.Date()
	}
	slices.SortFunc(all, func(a, b version) int { return strings.Compare(from(a), from(b)) })
	for i := range all {
		m := l.meta(all[i])
		if i > 0 {
			last, first := l.entries[all[i-1].parts[len(all[i-1].parts)-1]].Last, l.entries[all[i].parts[0]].First
			all[i].more = first > 1 && first == last+1
		}
		s.Versions = append(s.Versions, m)
		for _, p := range all[i].parts {
			l.describe(&s, l.entries[p].Statute)
		}
		s.Title = m.Title
	}
	l.versions[id] = all
	return s
}

// describe takes over what an entry says of the statute; newer entries come later and win.
func (l *Library) describe(s *statute.Statute, from statute.Statute) {
	if from.Level != "" {
		s.Level = from.Level
	}
	if from.Issuer != "" {
		s.Issuer, s.Place = from.Issuer, from.Place
	}
	if s.Place == "" {
		s.Place = from.Place
	}
	if from.ID != s.ID && !slices.Contains(s.Former, from.ID) {
		s.Former = append(s.Former, from.ID)
	}
}

// meta joins what the parts of a version say of it.
func (l *Library) meta(v version) statute.Meta {
	var m statute.Meta
	for i, p := range v.parts {
		e := l.entries[p].Version
		if i == 0 {
			m = e
			m.Sources = slices.Clone(e.Sources)
			continue
		}
		m.Sources = append(m.Sources, e.Sources...)
		m.Articles += e.Articles
		for _, f := range [][2]*string{{&m.Issued, &e.Issued}, {&m.Revised, &e.Revised}, {&m.Effective, &e.Effective}, {&m.Repealed, &e.Repealed}, {&m.Number, &e.Number}} {
			if *f[0] == "" {
				*f[0] = *f[1]
			}
		}
	}
	return m
}

func (l *Library) index(id string) *statute.Statute {
	i, ok := slices.BinarySearchFunc(l.statutes, id, func(s statute.Statute, id string) int { return strings.Compare(s.ID, id) })
	if !ok {
		return nil
	}
	return &l.statutes[i]
}

// nameAliases gives statutes the short and former names that any text gives them. A short name that is itself a statute's name
// is left out.
func (l *Library) nameAliases() {
	for _, e := range l.entries {
		for _, a := range e.Aliases {
			s := l.index(statute.NormalLaw(a.Title))
			if s == nil || a.Name == s.ID || !a.Former && l.index(a.Name) != nil {
				continue
			}
			names := &s.Short
			if a.Former {
				names = &s.Former
			}
			if !slices.Contains(*names, a.Name) {
				*names = append(*names, a.Name)
			}
		}
	}
}

// repeal notes with a statute's last version that another statute repealed it.
func (l *Library) repeal() {
	for _, e := range l.entries {
		for _, r := range e.Repeals {
			s := l.index(statute.NormalLaw(r.Title))
			if s == nil || r.On == "" {
				continue
			}
			last := &s.Versions[len(s.Versions)-1]
			if last.Date() < r.On && last.Date() != "" && (last.Repealed == "" || r.On < last.Repealed) {
				last.Repealed, last.RepealedBy = r.On, e.Version.Title
			}
		}
	}
}
