package statute

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Texts gives the resolver its statutes.
type Texts interface {
	// Statutes gives all of them with what is known of their versions, oldest first.
	Statutes() ([]Statute, error)
	// Articles gives the articles of one version, named by its place in Statute.Versions.
	Articles(id string, version int) ([]Article, error)
}

// Outcome says what a citation came to.
type Outcome string

// The outcomes of resolving a citation.
const (
	Found       Outcome = "found"
	NoStatute   Outcome = "no_statute"       // no such statute is there
	NoProvision Outcome = "no_provision"     // it has no such 条, 款, 项 or 目
	NotYet      Outcome = "not_yet_in_force" // on the day asked for
	Repealed    Outcome = "repealed"         // on the day asked for; the last version is given
	Ambiguous   Outcome = "ambiguous"        // Candidates holds the readings
)

// Answer is what a citation comes to on a day. Statute, Version, Article, Address and Text are set as far as the citation
// could be followed: with NotYet and Repealed they show the nearest version's text, with NoProvision the article, if any.
type Answer struct {
	Outcome    Outcome  `json:"outcome"`
	Citation   string   `json:"citation"`          // in normal form, the statute's name spelt out
	Message    string   `json:"message,omitempty"` // in Chinese: what is wrong and what there is instead; "" when found
	Notes      []string `json:"notes,omitempty"`   // in Chinese: what to know about a citation that was found
	Candidates []string `json:"candidates,omitempty"`
	Address    string   `json:"address,omitempty"` // 食品安全法@2021-04-29/124/1/5
	Text       string   `json:"text,omitempty"`    // of the provision; without an article: ""
	Statute    *Statute `json:"-"`
	Version    *Meta    `json:"version,omitempty"`
	Article    *Article `json:"article,omitempty"`
}

// Resolver finds the provision that a citation names.
type Resolver struct {
	names *Names
	texts Texts
	byID  map[string]*Statute
	byNo  map[string][]string // document number in normal form → ids
}

// NewResolver builds the table of names over all statutes once; the texts are read when they are asked for.
func NewResolver(texts Texts) (*Resolver, error) {
	all, err := texts.Statutes()
	if err != nil {
		return nil, err
	}
	r := &Resolver{names: NewNames(all), texts: texts, byID: make(map[string]*Statute, len(all)), byNo: map[string][]string{}}
	for i := range all {
		s := &all[i]
		r.byID[s.ID] = s
		for _, v := range s.Versions {
			if n := NormalNumber(v.Number); n != "" && !slices.Contains(r.byNo[n], s.ID) {
				r.byNo[n] = append(r.byNo[n], s.ID)
			}
		}
	}
	return r, nil
}

// Names is the resolver's table of names, for Find over texts that cite its statutes.
func (r *Resolver) Names() *Names { return r.names }

// Query resolves what a person typed: 食安法 124, 《食品安全法》第一百二十四条第一款, or a statute's name alone. day is
// YYYY-MM-DD; "" asks for the newest version. The error is for text that is no citation, or texts that cannot be read.
func (r *Resolver) Query(text, day string) (Answer, error) {
	c, err := ParseCitation(text)
	if err != nil {
		law, version, nameErr := splitLaw(text)
		if nameErr != nil || r.names.Lookup(law) == nil {
			return Answer{}, err
		}
		c = Citation{Law: law, Version: version}
	}
	return r.Resolve(c, day)
}

// Resolve finds the provision in the version of the day, YYYY-MM-DD; "" asks for the newest version. A version in the
// citation goes before the day. The error is for texts that cannot be read.
func (r *Resolver) Resolve(c Citation, day string) (a Answer, err error) {
	if day != "" {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return Answer{}, fmt.Errorf("日期 %s 读不懂：请写成 2021-04-29", quote(day))
		}
	}
	a.Citation = c.String()
	if a.Statute = r.statute(&a, c.Law); a.Statute == nil {
		return a, nil
	}
	c.Law = a.Statute.ID
	a.Citation = c.String()
	if version := a.choose(c.Version, day); version >= 0 {
		err = r.provision(&a, c, version)
	}
	return a, err
}

// statute finds the one statute of that name; nil when there is none or several, which the answer then says.
func (r *Resolver) statute(a *Answer, law string) *Statute {
	ids := r.names.Lookup(law)
	a.Outcome = NoStatute
	switch {
	case law == "":
		a.Message = "没有写法名：请写明是哪一部法的" + a.Citation
	case len(ids) == 0:
		a.Message = "库里没有《" + law + "》：请核对名称，或者先导入"
		if a.Candidates = r.names.Near(law); a.Candidates != nil {
			a.Message = "库里没有《" + law + "》。可能是" + quoteTitles(a.Candidates)
		}
	case len(ids) > 1:
		a.Outcome, a.Candidates = Ambiguous, ids
		a.Message = "“" + law + "”可以指" + quoteTitles(ids) + "：请写全名"
	case r.byID[ids[0]] == nil:
		a.Message = "“" + law + "”通常指《" + ids[0] + "》，库里没有：请先导入"
	default:
		return r.byID[ids[0]]
	}
	return nil
}

func quoteTitles(titles []string) string { return "《" + strings.Join(titles, "》《") + "》" }
