package rules_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"cailiang/corpus/builtin"
	"cailiang/corpus/precedent"
	"cailiang/corpus/statute"
	"cailiang/engine"
	"cailiang/engine/money"
	"cailiang/rules"
)

// The built-in corpus must have a digest of every article that a shipped pack cites, with
// the amounts of the pack, for the days of the pack.

func shippedCorpus(t *testing.T) (*rules.Library, *builtin.Corpus) {
	t.Helper()
	lib, err := rules.Load(rules.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	c, err := builtin.Load()
	if err != nil {
		t.Fatal(err)
	}
	return lib, c
}

func TestBuiltinCorpusHasItems(t *testing.T) {
	lib, corpus := shippedCorpus(t)
	articles := map[*builtin.Article]bool{}
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			for _, it := range v.Items {
				if a := checkDigest(t, corpus, v, it); a != nil {
					articles[a] = true
				}
			}
		}
	}
	for _, a := range corpus.Articles {
		if !articles[a] && slices.ContainsFunc(a.Parts, func(p builtin.Part) bool { return len(p.Ranges) > 0 }) {
			t.Errorf("%s：随附要点有幅度，而没有规则包引用它", a.ID())
		}
	}
}

func checkDigest(t *testing.T, corpus *builtin.Corpus, v *rules.Version, it *engine.Item) *builtin.Article {
	t.Helper()
	c, err := statute.ParseCitation(it.ID)
	if err != nil {
		t.Fatal(err)
	}
	number, at, _ := strings.Cut(c.Key(), "/")
	a := corpus.Find(it.Law, number, v.From)
	if a == nil || v.To == "" && a.To != "" || v.To != "" && !a.InForce(v.To) {
		t.Errorf("%s（%s 至 %s）：随附语料里没有这一条的要点", it.ID, v.From, v.To)
		return nil
	}
	i := slices.IndexFunc(a.Parts, func(p builtin.Part) bool { return p.At == at })
	if i < 0 {
		t.Errorf("%s（%s）：随附要点里没有这一款、项", it.ID, v.From)
		return nil
	}
	got, want := map[string]bool{}, map[string]bool{}
	for _, r := range a.Parts[i].Ranges {
		got[digestRange(t, r)] = true
	}
	for _, b := range it.Branches {
		for _, x := range b.Penalties {
			want[packRange(x)] = true
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("%s（%s）：幅度不一致\n随附要点 %v\n规则包 %v", it.ID, v.From, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
	return a
}

// packRange writes a penalty of a pack for comparison; fines without a base are in 分.
func packRange(x engine.Penalty) string {
	text := func(r *money.Ratio) string {
		if r == nil {
			return "–"
		}
		return r.String()
	}
	yuan := func(f *money.Fen) string {
		if f == nil {
			return "–"
		}
		return f.String()
	}
	return strings.Join([]string{x.Kind, text(x.Min), text(x.Max), x.Base, x.Unit, x.Per, yuan(x.Cap), yuan(x.DeemMin), fmt.Sprint(x.MinOpen, x.MaxOpen, x.Percent, x.Modality == engine.May)}, " ")
}

func digestRange(t *testing.T, r builtin.Range) string {
	t.Helper()
	x := engine.Penalty{Kind: r.Kind, Min: r.Min, Max: r.Max, Base: r.Base, Unit: r.Unit, Per: r.Per, MinOpen: r.MinOpen, MaxOpen: r.MaxOpen, Percent: r.Percent, Modality: engine.Must}
	if r.May {
		x.Modality = engine.May
	}
	fen := func(r *money.Ratio) *money.Fen {
		if r == nil {
			return nil
		}
		f, err := money.ParseYuan(r.String())
		if err != nil {
			t.Fatal(err)
		}
		return &f
	}
	if r.Kind == engine.Fine && r.Base == "" {
		for _, end := range []**money.Ratio{&x.Min, &x.Max} {
			if f := fen(*end); f != nil {
				inFen := f.Ratio()
				*end = &inFen
			}
		}
	}
	x.Cap, x.DeemMin = fen(r.Cap), fen(r.DeemMin)
	return packRange(x)
}

func TestBuiltinCorpusHasBases(t *testing.T) {
	lib, corpus := shippedCorpus(t)
	cited := 0
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			for _, b := range bases(v) {
				cited++
				c, err := statute.ParseCitation(b.Law + b.Article)
				if p.Kind == "benchmark" && b.Law == p.Display() {
					continue // a place in the document's own tables
				}
				if err != nil {
					t.Errorf("%s：%s", p.ID, err)
					continue
				}
				number, _, _ := strings.Cut(c.Key(), "/")
				law := corpus.Law(b.Law)
				there := func(day string) bool { return law != nil && corpus.Find(law.Name, number, day) != nil }
				if !there(max(v.From, "2021-07-15")) && !there("2026-11-01") { // the exceptions of single laws may be younger
					t.Errorf("%s 引用的%s%s：随附语料里没有要点", p.ID, b.Law, b.Article)
				}
			}
		}
	}
	if cited < 100 {
		t.Errorf("only %d citations of base rules seen", cited)
	}
}

// bases collects every place that a version cites, wherever it stands in it.
func bases(v *rules.Version) []engine.Basis {
	var out []engine.Basis
	collect(reflect.ValueOf(v.Base), &out)
	collect(reflect.ValueOf(v.Tables), &out)
	return out
}

func collect(v reflect.Value, out *[]engine.Basis) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			collect(v.Elem(), out)
		}
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), out)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			collect(v.MapIndex(key), out)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[engine.Basis]() {
			if b := (engine.Basis{Law: v.Field(0).String(), Article: v.Field(1).String()}); b.Article != "" {
				*out = append(*out, b)
			}
			return
		}
		for i := range v.NumField() {
			collect(v.Field(i), out)
		}
	}
}

// The names of circumstances in the cases are those of the base rules, so that a case at hand can share them.
func TestBuiltinCasesNameCircumstances(t *testing.T) {
	lib, _ := shippedCorpus(t)
	names := map[string]bool{}
	for _, p := range lib.Packs {
		for _, v := range p.Versions {
			if v.Base != nil {
				for _, c := range v.Base.Circumstances {
					names[c.Name] = true
				}
			}
		}
	}
	cases, err := precedent.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		for _, x := range c.Circumstances {
			if x.Name != "" && !names[x.Name] {
				t.Errorf("案例 %s：情节“%s”不在任何一般裁量规则里", c.ID, x.Name)
			}
		}
	}
}

// A case that names a provision of a law in the built-in corpus must name one that is there.
func TestBuiltinCasesPointToItems(t *testing.T) {
	_, corpus := shippedCorpus(t)
	cases, err := precedent.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	linked := 0
	for _, c := range cases {
		for _, id := range c.Items {
			p, err := statute.ParseCitation(id)
			if err != nil || corpus.Law(p.Law) == nil {
				continue
			}
			number, at, _ := strings.Cut(p.Key(), "/")
			versions := corpus.Versions(p.Law, number)
			hasPart := func(a *builtin.Article) bool {
				return slices.ContainsFunc(a.Parts, func(x builtin.Part) bool { return x.At == "" || at == "" || x.At == at })
			}
			if !slices.ContainsFunc(versions, hasPart) {
				t.Errorf("案例 %s 指向 %s：随附要点里没有", c.ID, id)
			}
			linked++
		}
	}
	if linked < 80 {
		t.Errorf("only %d links", linked)
	}
}
