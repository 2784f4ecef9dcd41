package library

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cailiang/corpus/statute"
)

// one imports one file into a library of its own.
func one(t *testing.T, path string) (Entry, *statute.Text) {
	t.Helper()
	lib, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r, err := lib.Import(context.Background(), []string{path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Imported != 1 {
		t.Fatalf("%s: %+v", path, r.Outcomes)
	}
	texts, err := lib.Texts(lib.Entries()[0].Statute.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	return lib.Entries()[0], texts[0]
}

// TestForms reads one text of our own in every form that people keep: words, structure, level, issuer and dates are the same.
func TestForms(t *testing.T) {
	files, err := filepath.Glob("testdata/forms/*")
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	want, wantText := one(t, "testdata/forms/招牌-二.md")
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			got, text := one(t, f)
			if got.Print != want.Print {
				t.Errorf("other words:\n%s", dump(text))
			}
			for i, a := range text.Articles {
				w := wantText.Articles[i]
				if a.Number != w.Number || !slices.Equal(a.Heading, w.Heading) || len(a.Paragraphs) != len(w.Paragraphs) {
					t.Errorf("article %d: %s %v, %d 款", i, a.Number, a.Heading, len(a.Paragraphs))
				}
			}
			if got.Statute.Level != statute.LevelLocalRule || got.Statute.Issuer != "示例市人民政府" || got.Version.Effective != "2022-08-01" || len(got.Notes) > 0 {
				t.Errorf("%+v", got)
			}
			if m := got.Version; !strings.Contains(f, "政府网站") && (m.Issued != "2019-03-05" || m.Revised != "2022-06-01") {
				t.Errorf("dates %+v", m) // that page gives the day of publication only
			}
			if len(got.Repeals) != 1 || got.Repeals[0] != (statute.Repeal{Title: "示例市门头牌匾管理规定", On: "2022-08-01"}) {
				t.Errorf("repeals %+v", got.Repeals)
			}
		})
	}
	a := wantText.Articles[3]
	if s, ok := a.Provision(1, 2, 2); !ok || s != "2.接头离地面二米以上；" {
		t.Errorf("第四条第一款第（二）项第2目 is %q\n%s", s, dump(wantText))
	}
	if s, ok := a.Provision(0, 3, 0); !ok || s != "（三）夜间亮度不影响居民休息。" {
		t.Errorf("第四条第（三）项 is %q", s)
	}
}

func dump(t *statute.Text) string {
	var b strings.Builder
	for _, s := range slices.Concat(t.Header, t.Preamble) {
		b.WriteString("- " + s + "\n")
	}
	for _, a := range t.Articles {
		b.WriteString(strings.Join(a.Heading, "/") + "\n" + a.Text() + "\n")
	}
	for _, a := range t.Appendices {
		b.WriteString(a.Title + "\n" + strings.Join(a.Lines, "\n") + "\n")
	}
	return b.String()
}

// TestParts joins a code that is kept in several files, one a 编, whose name only the README.md beside them has.
func TestParts(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"code/README.md":   "# 示例法典\n\n2024年5月1日第十四届全国人民代表大会常务委员会第九次会议通过\n",
		"code/01.md":       "# 第一编　总则\n\n**第一条**　甲。\n\n**第二条**　乙。\n",
		"code/02.md":       "# 第二编　分则\n\n## 第一章　丙\n\n**第三条**　丙。\n",
		"code/03.md":       "# 附则\n\n**第四条**　本法自2024年7月1日起施行。\n",
		"two/总则.md":        "# 中华人民共和国双题法\n# 总则\n\n2024年1月1日 第十四届全国人民代表大会第二次会议通过\n<!-- INFO END -->\n第一条 甲。\n",
		"two/分编.md":        "# 中华人民共和国双题法\n# 买卖编\n\n2024年1月1日 第十四届全国人民代表大会第二次会议通过\n<!-- INFO END -->\n第二条 乙。\n",
		"alone/02.part.md": "# 第二编　无主\n\n**第三条**　丙。\n",
	})
	lib := importAll(t, dir)
	all, _ := lib.Statutes()
	byID := map[string]statute.Statute{}
	for _, s := range all {
		byID[s.ID] = s
	}
	s := byID["示例法典"]
	if len(s.Versions) != 1 || s.Versions[0].Effective != "2024-07-01" || s.Versions[0].Issued != "2024-05-01" || s.Level != statute.LevelLaw {
		t.Fatalf("%+v", s)
	}
	articles, err := lib.Articles("示例法典", 0)
	if err != nil || len(articles) != 4 || articles[2].Heading[0] != "第二编 分则" || articles[2].Heading[1] != "第一章 丙" {
		t.Errorf("%+v %v", articles, err)
	}
	if two := byID["双题法"]; len(two.Versions) != 1 || two.Versions[0].Articles != 2 {
		t.Errorf("%+v", two)
	}
}

// TestVersions puts versions under one identity: by title, by a former name, the repeal by another statute.
func TestVersions(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"a.md": "# 示例检测条例\n\n2001年1月1日 国务院令第1号公布\n<!-- INFO END -->\n第一条 旧。\n第二条 本条例自2001年3月1日起施行。\n",
		"b.md": "# 示例检测条例\n\n2001年1月1日 国务院令第1号公布\n2011年1月1日 国务院令第9号修订\n<!-- INFO END -->\n第一条 新。\n第二条 本条例自2011年3月1日起施行。\n",
		"c.md": "# 示例检验条例\n\n2001年1月1日 国务院令第1号公布\n2015年2月3日 《国务院关于修改〈示例检测条例〉的决定》修订\n<!-- INFO END -->\n第一条 更新（以下统称检验）。\n第二条 本条例自2015年5月1日起施行。\n",
		"d.md": "# 示例总条例\n\n2020年1月1日 国务院令第30号公布\n<!-- INFO END -->\n第一条 根据《示例检验条例》（以下简称《检验条例》），制定本条例。\n第二条 本条例自2020年6月1日起施行。《示例检验条例》同时废止，《另一条例》第三条同时废止。\n",
	})
	lib := importAll(t, dir)
	all, _ := lib.Statutes()
	if len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	s := all[1]
	if s.ID != "示例检验条例" || len(s.Versions) != 3 || s.Versions[0].Effective != "2001-03-01" || s.Versions[1].Date() != "2011-01-01" || !slices.Equal(s.Former, []string{"示例检测条例"}) {
		t.Errorf("%+v", s)
	}
	if v := s.Versions[2]; v.Repealed != "2020-06-01" || v.RepealedBy != "示例总条例" {
		t.Errorf("%+v", v)
	}
	r, err := statute.NewResolver(lib)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		query, day string
		outcome    statute.Outcome
		text       string
	}{
		{"示例检验条例 1", "2012-01-01", statute.Found, "第一条 新。"},
		{"示例检测条例第一条", "2002-01-01", statute.Found, "第一条 旧。"},
		{"示例检验条例1", "2019-01-01", statute.Found, "第一条 更新（以下统称检验）。"},
		{"示例检验条例1", "2021-01-01", statute.Repealed, "第一条 更新（以下统称检验）。"},
		{"示例检验条例1", "1999-01-01", statute.NotYet, "第一条 旧。"},
		{"示例检验条例9", "2019-01-01", statute.NoProvision, ""},
	} {
		a, err := r.Query(c.query, c.day)
		if err != nil || a.Outcome != c.outcome || c.text != "" && a.Text != c.text {
			t.Errorf("%s on %s: %s %q %v", c.query, c.day, a.Outcome, a.Text, err)
		}
	}
}

// TestContinuedNumbering: amendments that count on from the one before are read together.
func TestContinuedNumbering(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"1.md": "# 示例修正案（1988年）\n\n1988年4月12日 第七届全国人民代表大会第一次会议通过\n<!-- INFO END -->\n第一条 甲。\n\n第二条 乙。\n",
		"2.md": "# 示例修正案（1993年）\n\n1993年3月29日 第八届全国人民代表大会第一次会议通过\n<!-- INFO END -->\n第三条 丙。\n",
	})
	lib := importAll(t, dir)
	articles, err := lib.Articles("示例修正案", 1)
	if err != nil || len(articles) != 3 {
		t.Errorf("%d articles, %v", len(articles), err)
	}
}

func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func importAll(t *testing.T, paths ...string) *Library {
	t.Helper()
	lib, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r, err := lib.Import(context.Background(), paths, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range r.Outcomes {
		if o.Status == Refused {
			t.Errorf("%+v", o)
		}
	}
	return lib
}
