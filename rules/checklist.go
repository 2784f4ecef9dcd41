package rules

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"cailiang/engine/review"
	"cailiang/rules/source"
)

//go:embed all:checklists
var embeddedChecklists embed.FS

// BuiltinChecklists is the file system of the checklists in the binary.
func BuiltinChecklists() fs.FS {
	sub, err := fs.Sub(embeddedChecklists, "checklists")
	if err != nil {
		panic(err) // the folder is embedded: cannot happen
	}
	return sub
}

// ChecklistPack is one checklist with its dated versions (审核清单).
type ChecklistPack struct {
	ID, Title string
	File      string
	Versions  []*ChecklistVersion
	tests     []string
	root      fs.FS
}

// ChecklistVersion is one text of a checklist.
type ChecklistVersion struct {
	Name     string // date of the text
	From, To string // first and last day in force; To "" = still
	File     string
	SHA256   string
	List     *review.Checklist
}

// The keys of checklist.yaml.
var (
	checklistPackKeys    = []string{"id", "title", "place", "source", "versions"}
	checklistVersionKeys = []string{"version", "from", "to", "file", "texts"}
)

// LoadChecklists reads every checklist below the roots; a later root replaces checklists of an earlier one by id. All
// mistakes of all files come back together as source.Problems.
func LoadChecklists(roots ...fs.FS) ([]*ChecklistPack, error) {
	var out []*ChecklistPack
	var problems source.Problems
	for _, root := range roots {
		names, err := checklistFiles(root)
		if err != nil {
			problems = append(problems, source.Problem{File: ".", Message: "读不了清单目录：" + err.Error(), Remedy: "检查路径与权限"})
		}
		for _, name := range names {
			p := readChecklistPack(root, name, &problems)
			if p == nil {
				continue
			}
			out = slices.DeleteFunc(out, func(old *ChecklistPack) bool { return old.ID == p.ID })
			out = append(out, p)
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return out, nil
}

func checklistFiles(root fs.FS) (names []string, err error) {
	err = fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && e.Name() == "checklist.yaml" {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

func readChecklistPack(root fs.FS, name string, problems *source.Problems) *ChecklistPack {
	doc, err := source.ReadFS(root, name)
	if err != nil {
		*problems = append(*problems, asProblems(name, err)...)
		return nil
	}
	defer func() { *problems = append(*problems, doc.Problems()...) }()
	m := doc.Root().Map(checklistPackKeys...)
	p := &ChecklistPack{ID: m.Must("id").Text(), Title: m.Must("title").Text(), File: name, root: root}
	_ = m.Must("source").Text()
	for _, n := range m.Must("versions").List() {
		if v := p.version(n, problems); v != nil {
			p.Versions = append(p.Versions, v)
		}
	}
	slices.SortFunc(p.Versions, func(a, b *ChecklistVersion) int { return strings.Compare(a.From, b.From) })
	for i := 1; i < len(p.Versions); i++ {
		if a, b := p.Versions[i-1], p.Versions[i]; a.To == "" || a.To >= b.From {
			m.Get("versions").Fail("版本 "+a.Name+" 与 "+b.Name+" 的施行日期重叠", "前一版的 to 写成后一版 from 的前一天")
		}
	}
	p.tests, _ = fs.Glob(root, path.Join(path.Dir(name), "tests", "*.yaml"))
	return p
}

func (p *ChecklistPack) version(n source.Node, problems *source.Problems) *ChecklistVersion {
	m := n.Map(checklistVersionKeys...)
	v := &ChecklistVersion{}
	v.Name, _ = m.Must("version").Date()
	v.From, _ = m.Must("from").Date()
	v.To, _ = m.Get("to").Date()
	v.File = path.Join(path.Dir(p.File), m.Must("file").Text())
	doc, sum := readVersionFile(p.root, v.File, m.Get("file"), problems)
	if doc == nil {
		return nil
	}
	v.SHA256 = sum
	v.List = readChecklist(doc, p.ID, v.Name)
	if m.Has("texts") {
		v.List.Texts = readTexts(p.root, path.Join(path.Dir(p.File), m.Get("texts").Text()), problems)
	}
	*problems = append(*problems, doc.Problems()...)
	return v
}

// Version gives the text in force on a day (YYYY-MM-DD), nil when none is.
func (p *ChecklistPack) Version(day string) *ChecklistVersion {
	for _, v := range p.Versions {
		if v.From <= day && (v.To == "" || day <= v.To) {
			return v
		}
	}
	return nil
}

// Tests names the test files beside a checklist, sorted.
func (p *ChecklistPack) Tests() []string { return slices.Clone(p.tests) }

// ReadTest reads one of the files that Tests names. The error is a source.Problems.
func (p *ChecklistPack) ReadTest(name string) (*source.Doc, error) {
	return source.ReadFS(p.root, name)
}

// FindChecklist gives the checklist of an id; an unknown id is an error that lists the ids.
func FindChecklist(packs []*ChecklistPack, id string) (*ChecklistPack, error) {
	var ids []string
	for _, p := range packs {
		if p.ID == id {
			return p, nil
		}
		ids = append(ids, p.ID)
	}
	return nil, fmt.Errorf("没有编号为“%s”的审核清单。可用的编号：%s", id, strings.Join(ids, "、"))
}
