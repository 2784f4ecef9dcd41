package library

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cailiang/corpus/document"
	"cailiang/corpus/statute"
)

// file is a file to import; reason says why it cannot be, "" when it can.
type file struct {
	path   string
	root   string // the path that was asked for
	reason string
}

// list finds the files of paths, in order of their names. A path that is not there is an error.
func list(paths []string) ([]file, error) {
	var files []file
	for _, root := range paths {
		if _, err := os.Stat(root); err != nil {
			return nil, fmt.Errorf("没有 %s：请核对路径", root)
		}
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				files = append(files, file{path, root, "打不开：" + reasonOf(err)})
				return nil
			case d.IsDir() && path != root && strings.HasPrefix(d.Name(), "."):
				return fs.SkipDir
			case d.IsDir():
				return nil
			case !d.Type().IsRegular() && d.Type()&fs.ModeSymlink == 0:
				files = append(files, file{path, root, "不是普通文件"})
				return nil
			}
			reason := ""
			if strings.HasSuffix(path, besideEnding) {
				reason = "是同名文本的说明，已随文本读取，本身不是法规"
			}
			files = append(files, file{path, root, reason})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(files, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return slices.CompactFunc(files, func(a, b file) bool { return a.path == b.path }), nil
}

func reasonOf(err error) string {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "没有权限"
	case errors.Is(err, fs.ErrNotExist):
		return "文件不在了"
	case errors.As(err, &p):
		return p.Err.Error()
	}
	return err.Error()
}

// readFile reads a file, up to the size that a reader takes and one byte more.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("打不开：%s", reasonOf(err))
	}
	defer f.Close()
	if st, err := f.Stat(); err == nil && st.IsDir() {
		return nil, errors.New("是指向文件夹的链接：请直接导入那个文件夹")
	}
	data, err := io.ReadAll(io.LimitReader(f, document.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("读不了：%s", reasonOf(err))
	}
	return data, nil
}

// folder remembers what the README.md of a folder says, for the parts of a code beside it.
type folder struct {
	dir  string
	text *statute.Text
}

// read turns a file into a text. A part that does not name its statute takes name and dates from the README.md beside it.
func (in *intake) read(f file, digest string, data []byte) (*statute.Text, error) {
	lines, err := document.Read(f.path, data)
	if err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(filepath.Base(f.path), filepath.Ext(f.path))
	src := statute.Source{Name: name, Folders: foldersOf(f), Digest: digest, Lines: lines}
	src.Beside = beside(f.path)
	whole := in.whole(f, src)
	if whole != nil {
		src.Whole = &whole.Statute
		src.Version = &whole.Version
	}
	return statute.Parse(src)
}

// besideEnding is that of files that say about a text what it does not say itself; they are read with it.
const besideEnding = ".information.json"

// besideKeys are what such a file may say.
var besideKeys = [][2]string{{"date_of_enactment", "公布日期"}, {"date_of_implementation", "施行日期"}, {"potency_level", "效力级别"}, {"Timeliness", "时效性"}, {"reference_number", "文号"}}

// beside reads the file that describes a text: 某法.information.json beside 某法.docx. One that cannot be read says nothing.
func beside(path string) []string {
	base, _, _ := strings.Cut(filepath.Base(path), ".")
	data, err := os.ReadFile(filepath.Join(filepath.Dir(path), base+besideEnding))
	if err != nil || len(data) > 1<<16 {
		return nil
	}
	var says map[string]any
	if json.Unmarshal(data, &says) != nil {
		return nil
	}
	var lines []string
	for _, k := range besideKeys {
		if v, ok := says[k[0]].(string); ok && v != "" {
			lines = append(lines, k[1]+"："+v)
		}
	}
	return lines
}

// foldersOf names the folders of a file, from the path that was asked for.
func foldersOf(f file) []string {
	dir := filepath.Dir(f.path)
	var names []string
	for range 8 {
		names = append(names, filepath.Base(dir))
		if dir == f.root || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	slices.Reverse(names)
	return names
}

// whole finds the statute of which a file is a part.
func (in *intake) whole(f file, src statute.Source) *statute.Text {
	if !src.IsPart() {
		return nil
	}
	dir := filepath.Dir(f.path)
	if in.folder.dir == dir {
		return in.folder.text
	}
	in.folder = folder{dir: dir}
	data, err := readFile(filepath.Join(dir, "README.md"))
	if err != nil {
		return nil
	}
	lines, err := document.Read("README.md", data)
	if err != nil {
		return nil
	}
	readme := statute.Source{Name: "README", Lines: lines}
	if t, err := statute.Parse(readme); err == nil && !readme.IsPart() {
		in.folder.text = t
	}
	return in.folder.text
}
