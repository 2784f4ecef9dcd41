package rules

import (
	"slices"
	"strings"

	"cailiang/corpus/clause"
	"cailiang/corpus/statute"
)

// ItemChange is what a new version of a statute does to one item (条文修改对事项的影响).
type ItemChange struct {
	Law   string   `json:"law"`
	From  string   `json:"from"` // the versions
	To    string   `json:"to"`
	Item  string   `json:"item"`
	What  string   `json:"what"` // added | removed | amounts
	Old   []string `json:"old,omitempty"`
	New   []string `json:"new,omitempty"`
	Packs []string `json:"packs,omitempty"` // rule packs that hold the item or build on it
}

// Changes compares the two newest versions of a statute, item by item; none when there is only one version.
func (lib *Library) Changes(r *Reader, s *statute.Statute) ([]ItemChange, error) {
	n := len(s.Versions)
	if n < 2 {
		return nil, nil
	}
	old, err := r.fines(s, &s.Versions[n-2])
	if err != nil {
		return nil, err
	}
	now, err := r.fines(s, &s.Versions[n-1])
	if err != nil {
		return nil, err
	}
	var out []ItemChange
	add := func(id, what string, a, b []string) {
		out = append(out, ItemChange{s.ID, s.Versions[n-2].Date(), s.Versions[n-1].Date(), id, what, a, b, lib.holders(s.ID, id)})
	}
	for _, id := range old.ids {
		switch b, there := now.amounts[id]; {
		case !there:
			add(id, "removed", old.amounts[id], nil)
		case !slices.Equal(old.amounts[id], b):
			add(id, "amounts", old.amounts[id], b)
		}
	}
	for _, id := range now.ids {
		if _, there := old.amounts[id]; !there {
			add(id, "added", nil, now.amounts[id])
		}
	}
	return out, nil
}

// itemFines are the fines of every item of a version, in words.
type itemFines struct {
	ids     []string
	amounts map[string][]string
}

func (r *Reader) fines(s *statute.Statute, v *statute.Meta) (itemFines, error) {
	out := itemFines{amounts: map[string][]string{}}
	err := r.Each(s, v, func(a *ArticleReading) error {
		for _, f := range a.Items() {
			words := amountWords(f.Read.Fines)
			if _, there := out.amounts[f.Item.ID]; !there && imposes(f.Item) {
				out.ids = append(out.ids, f.Item.ID)
				out.amounts[f.Item.ID] = words
			}
		}
		return nil
	})
	return out, err
}

// amountWords gives fines as [50000.00, 100000.00] 元 or [5, 10] 倍违法所得, sorted, each once.
func amountWords(fines []clause.Penalty) []string {
	var out []string
	for _, p := range fines {
		if w := AmountWords(p); !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

// AmountWords gives the range of a fine in words.
func AmountWords(p clause.Penalty) string {
	if p.Base == "" && p.Min == nil && p.Max == nil {
		return "没有数额"
	}
	end := func(v interface{ String() string }, none bool) string {
		if none {
			return "－"
		}
		return v.String()
	}
	words := end(p.Min, p.Min == nil) + "—" + end(p.Max, p.Max == nil)
	if p.Base == clause.Yuan || p.Base == "" {
		words += " 元"
	} else {
		words += " 倍" + p.Base
	}
	if p.Per != "" {
		words += "／" + p.Per
	}
	return words
}

// holders names the packs that hold an item of the law or build on it.
func (lib *Library) holders(law, id string) []string {
	_, key, _ := strings.Cut(id, "/")
	touches := func(other string) bool {
		i := strings.IndexByte(other, '/')
		if i < 0 {
			return false
		}
		name, at := other[:i], other[i+1:]
		p := lib.statute(law)
		return (name == law || p != nil && slices.Contains(p.Short, name)) && (at == key || strings.HasPrefix(at, key+"/") || strings.HasPrefix(key, at+"/"))
	}
	var out []string
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			held := false
			for _, it := range v.Items {
				held = held || touches(it.ID)
			}
			for _, t := range v.Tables {
				held = held || touches(t.Benchmark.Item) || touches(t.Ref)
			}
			if held && !slices.Contains(out, p.ID) {
				out = append(out, p.ID)
			}
		}
	}
	return out
}
