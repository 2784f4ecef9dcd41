package library

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// child makes the test binary import instead of testing: a process that can be killed.
const child = "LIBRARY_TEST_IMPORT"

func TestMain(m *testing.M) {
	if home := os.Getenv(child); home != "" {
		os.Exit(importAsChild(home, os.Args[1:]))
	}
	os.Exit(m.Run())
}

func importAsChild(home string, paths []string) int {
	lib, err := Open(home)
	if err == nil {
		_, err = lib.Import(context.Background(), paths, func(done, total int, _ string) { fmt.Println(done, total) })
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

func start(t *testing.T, home string, paths ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, paths...)
	cmd.Env = append(os.Environ(), child+"="+home)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// specimens writes n statutes of two articles.
func specimens(t *testing.T, prefix string, n int) string {
	dir := t.TempDir()
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("%s%04d.md", prefix, i)] = fmt.Sprintf("# 示例%s第%d号办法\n\n2020年1月1日 示例市人民政府令第%d号公布\n\n第一条 %s\n\n第二条 本办法自2020年2月1日起施行。\n", prefix, i, i, strings.Repeat("示例文字。", i%40+1))
	}
	write(t, dir, files)
	return dir
}

// whole checks that every entry can be read.
func whole(t *testing.T, home string) *Library {
	t.Helper()
	lib, err := Open(home)
	if err != nil {
		t.Fatal(err)
	}
	articles := 0
	if err := lib.Each(func(p Provision) error {
		if p.Article.Text() == "" {
			return fmt.Errorf("%s is empty", p.Address())
		}
		articles++
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if articles != 2*len(lib.Entries()) {
		t.Fatalf("%d articles of %d entries", articles, len(lib.Entries()))
	}
	return lib
}

// TestKilled kills an import at random moments: the library holds the state of a moment before, and the next import goes on.
func TestKilled(t *testing.T) {
	const files, kills = 900, 20
	home, dir := t.TempDir(), specimens(t, "甲", files)
	random := rand.New(rand.NewPCG(1, 2))
	before := 0
	for range kills {
		cmd, lines := start(t, home, dir)
		stop := before + random.IntN(2*checkpoint)
		for lines.Scan() {
			var done, total int
			if _, err := fmt.Sscan(lines.Text(), &done, &total); err != nil {
				t.Fatal(lines.Text())
			}
			if done >= stop {
				break
			}
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed, or done before
		n := len(whole(t, home).Entries())
		if n < before {
			t.Fatalf("%d texts, and %d before", n, before)
		}
		before = n
	}
	t.Logf("%d texts after %d kills", before, kills)
	lib, err := Open(home)
	if err != nil {
		t.Fatal(err)
	}
	r, err := lib.Import(context.Background(), []string{dir}, nil)
	if err != nil || r.Imported != files-before || r.Duplicate != before {
		t.Fatalf("%d imported, %d duplicate of %d, %d there before, %v", r.Imported, r.Duplicate, files, before, err)
	}
	if n := len(whole(t, home).Entries()); n != files {
		t.Fatalf("%d texts of %d", n, files)
	}
}

// TestTwoProcesses imports different folders into one home at once.
func TestTwoProcesses(t *testing.T) {
	home := t.TempDir()
	a, readA := start(t, home, specimens(t, "甲", 300))
	b, readB := start(t, home, specimens(t, "乙", 300))
	for readA.Scan() || readB.Scan() {
	}
	if err := a.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := b.Wait(); err != nil {
		t.Fatal(err)
	}
	if n := len(whole(t, home).Entries()); n != 600 {
		t.Fatalf("%d texts", n)
	}
}

// TestOutcomes accounts for every file, and one bad file does not stop the rest.
func TestOutcomes(t *testing.T) {
	dir := t.TempDir()
	good := "# 示例办法\n\n2020年1月1日 示例市人民政府令第1号公布\n\n第一条 甲，乙。\n\n第二条 本办法自2020年2月1日起施行。\n"
	write(t, dir, map[string]string{
		"1.md":         good,
		"2-copy.md":    good,
		"3-width.md":   strings.NewReplacer("，", ",", "第一条 ", "第一条　").Replace(good),
		"4-other.md":   strings.ReplaceAll(good, "甲", "丙"),
		"5-empty.md":   "\n \n",
		"6-readme.md":  "# Notes\n\nnot a statute\n",
		"7.tsv":        "a\tb",
		"8-noise.docx": "not a zip",
		"9-list.md":    "# 购物单\n\n牛奶\n\n面包\n",
	})
	if err := os.Symlink(dir, filepath.Join(dir, "0-loop.md")); err != nil {
		t.Fatal(err)
	}
	lib, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		status Status
		reason string
	}{
		{Refused, "链接"}, {Imported, ""}, {Duplicate, "完全相同"}, {Duplicate, "文字相同"}, {Imported, "有 1 条文字不同：第 1 条"}, {Refused, "没有文字"}, {Refused, "不是中文"}, {Refused, "不认识的文件类型"}, {Refused, "不是完整的 .docx"}, {Refused, "标题也不是法规名称"},
	}
	for round := range 2 {
		r, err := lib.Import(context.Background(), []string{dir}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.Files != len(want) || r.Files != r.Imported+r.Duplicate+r.Refused || r.Articles != 8 {
			t.Errorf("%+v", r)
		}
		for i, o := range r.Outcomes {
			w := want[i]
			if round == 1 && w.status == Imported {
				w.status, w.reason = Duplicate, "已导入过"
			}
			if o.Status != w.status || !strings.Contains(o.Reason, w.reason) {
				t.Errorf("round %d: %s: %s %s; want %s %s", round, filepath.Base(o.Path), o.Status, o.Reason, w.status, w.reason)
			}
		}
	}
	if n := len(lib.Entries()); n != 2 {
		t.Errorf("%d entries", n)
	}
	if s, _ := lib.Statutes(); len(s) != 1 || len(s[0].Versions) != 1 || s[0].Versions[0].Articles != 2 {
		t.Errorf("the variant is no version of its own: %+v", s)
	}
	if _, err := lib.Import(context.Background(), []string{filepath.Join(dir, "none")}, nil); err == nil {
		t.Error("a path that is not there")
	}
}

// TestReaderUpgrade: texts of older readers are read again, in their place.
func TestReaderUpgrade(t *testing.T) {
	home, dir := t.TempDir(), specimens(t, "甲", 3)
	lib, err := Open(home)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lib.Import(context.Background(), []string{dir}, nil); err != nil {
		t.Fatal(err)
	}
	generation := lib.Generation()
	lib.entries[1].Reader--
	if err := writeManifest(lib.dir, lib.entries); err != nil {
		t.Fatal(err)
	}
	r, err := lib.Import(context.Background(), []string{dir}, nil)
	if err != nil || r.Imported != 1 || r.Duplicate != 2 || lib.Generation() != generation {
		t.Errorf("%+v %v %s %s", r, err, lib.Generation(), generation)
	}
	whole(t, home)
}

// TestDamaged says what is damaged and what to do.
func TestDamaged(t *testing.T) {
	home := t.TempDir()
	lib, err := Open(home)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lib.Import(context.Background(), []string{specimens(t, "甲", 2)}, nil); err != nil {
		t.Fatal(err)
	}
	packs, err := filepath.Glob(filepath.Join(home, "corpus", textFolder, "*"))
	if err != nil || len(packs) != 1 {
		t.Fatal(packs, err)
	}
	if err := os.Truncate(packs[0], 10); err != nil {
		t.Fatal(err)
	}
	if _, err := lib.Articles(lib.statutes[0].ID, 0); err == nil || !strings.Contains(err.Error(), "重新导入") {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(home, "corpus", manifestFile), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(home); err == nil || !strings.Contains(err.Error(), "已损坏") {
		t.Error(err)
	}
}
