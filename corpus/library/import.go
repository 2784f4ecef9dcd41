package library

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"cailiang/corpus/statute"
)

// Status says what became of a file.
type Status string

// What can become of a file.
const (
	Imported  Status = "imported"
	Duplicate Status = "duplicate"
	Refused   Status = "refused"
)

// Outcome is what became of one file.
type Outcome struct {
	Path     string         `json:"path"`
	Status   Status         `json:"status"`
	Reason   string         `json:"reason,omitempty"` // in Chinese: why refused, of what it is a duplicate, how it differs
	Statute  string         `json:"statute,omitempty"`
	Date     string         `json:"date,omitempty"` // of the version
	Articles int            `json:"articles"`
	Notes    []statute.Note `json:"notes,omitempty"`
}

// Report accounts for every file.
type Report struct {
	Files     int       `json:"files"`
	Imported  int       `json:"imported"`
	Duplicate int       `json:"duplicate"`
	Refused   int       `json:"refused"`
	Articles  int       `json:"articles"` // in files imported or found to be duplicates
	Outcomes  []Outcome `json:"outcomes"`
}

func (r *Report) add(o Outcome) {
	r.Outcomes = append(r.Outcomes, o)
	r.Files++
	switch o.Status {
	case Imported:
		r.Imported++
	case Duplicate:
		r.Duplicate++
	default:
		r.Refused++
		return
	}
	r.Articles += o.Articles
}

// checkpoint is after how many imported files the manifest is written.
const checkpoint = 64

// Import reads the files of paths, folders with all below them, into the library and accounts for each. progress may be nil.
// Another process that imports into the same home at the time makes it wait until ctx ends. The error is for the library
// itself; a file that cannot be read is an Outcome.
func (l *Library) Import(ctx context.Context, paths []string, progress func(done, total int, name string)) (Report, error) {
	var r Report
	files, err := list(paths)
	if err != nil {
		return r, err
	}
	unlock, err := l.lock(ctx)
	if err != nil {
		return r, err
	}
	defer unlock()
	if err := l.reload(); err != nil {
		return r, err
	}
	in := newIntake(l)
	for i, f := range files {
		if progress != nil {
			progress(i, len(files), filepath.Base(f.path))
		}
		o, err := in.file(f)
		if err == nil && (len(in.batch.entries) >= checkpoint || ctx.Err() != nil) {
			err = in.save()
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return r, err
		}
		r.add(o)
	}
	if progress != nil {
		progress(len(files), len(files), "")
	}
	if err := in.save(); err != nil {
		return r, err
	}
	sweep(l.dir, l.entries, time.Now())
	l.arrange()
	return r, nil
}

// lock keeps other processes from importing into the same home; readers do not need it.
func (l *Library) lock(ctx context.Context) (func(), error) {
	if err := os.MkdirAll(l.dir, 0o755); err != nil {
		return nil, fmt.Errorf("建不了法规库的文件夹：%w", err)
	}
	f := flock.New(filepath.Join(l.dir, "LOCK"))
	ok, err := f.TryLockContext(ctx, 50*time.Millisecond)
	if err != nil || !ok {
		return nil, fmt.Errorf("另一个进程正在导入：请等它结束再试（%w）", err)
	}
	return func() { _ = f.Unlock() }, nil
}

// intake is one run of Import.
type intake struct {
	lib    *Library
	known  map[string]int // digest of a file → entry
	prints map[string]int // print of a text → entry
	byID   map[string][]int
	batch  batch
	folder folder
}

func newIntake(l *Library) *intake {
	in := &intake{lib: l, known: map[string]int{}, prints: map[string]int{}, byID: map[string][]int{}}
	for i := range l.entries {
		in.remember(i)
	}
	return in
}

func (in *intake) remember(i int) {
	e := in.lib.entries[i]
	in.known[e.Digest] = i
	in.byID[e.Statute.ID] = append(in.byID[e.Statute.ID], i)
	if _, ok := in.prints[e.Print]; !ok {
		in.prints[e.Print] = i
	}
}

// save writes what was read since the last time: first the pack, then the manifest that refers to it.
func (in *intake) save() error {
	if len(in.batch.entries) == 0 {
		return nil
	}
	if err := in.batch.flush(in.lib.dir, in.lib.entries); err != nil {
		return err
	}
	return writeManifest(in.lib.dir, in.lib.entries)
}

// text reads the text of an entry, which may not be on disk yet.
func (in *intake) text(e Entry) (*statute.Text, error) {
	if t, ok := in.batch.texts[e.Digest]; ok {
		return t, nil
	}
	return readText(in.lib.dir, e)
}

// file imports one file.
func (in *intake) file(f file) (Outcome, error) {
	o := Outcome{Path: f.path, Status: Refused, Reason: f.reason}
	if f.reason != "" {
		return o, nil
	}
	data, err := readFile(f.path)
	if err != nil {
		o.Reason = err.Error()
		return o, nil
	}
	sum := sha256.Sum256(data)
	digest := hex.EncodeToString(sum[:])
	old, seen := in.known[digest]
	if seen && in.lib.entries[old].Reader == Reader {
		o.again(in.lib.entries[old])
		return o, nil
	}
	t, err := in.read(f, digest, data)
	if err != nil {
		o.Reason = err.Error()
		return o, nil
	}
	e := entryOf(t, digest, f.path)
	o.describe(e)
	if seen {
		o.Status, o.Reason = Imported, "用新的读取方法重新导入"
		e.VariantOf = in.lib.entries[old].VariantOf
		in.lib.entries[old] = e
		return o, in.batch.put(old, &in.lib.entries[old], t)
	}
	if same, ok := in.prints[e.Print]; ok {
		o.sameWords(in.lib.entries[same], e)
		return o, nil
	}
	if o.Reason, err = in.compare(&e, t); err != nil {
		return o, err
	}
	o.Status = Imported
	return o, in.add(e, t)
}

func (in *intake) add(e Entry, t *statute.Text) error {
	i := len(in.lib.entries)
	in.lib.entries = append(in.lib.entries, e)
	in.remember(i)
	return in.batch.put(i, &in.lib.entries[i], t)
}

// again says that these very bytes are in the library.
func (o *Outcome) again(e Entry) {
	o.Status, o.Reason = Duplicate, "已导入过"
	if e.File != o.Path {
		o.Reason = "与已导入的 " + e.File + " 完全相同"
	}
	o.describe(e)
}

// sameWords says that the words of e are in the library.
func (o *Outcome) sameWords(first, e Entry) {
	o.Status, o.Reason = Duplicate, "与已导入的 "+first.File+" 文字相同"
	if a, b := first.Version.Date(), e.Version.Date(); a != b {
		o.Reason += fmt.Sprintf("，日期不同（%s、%s）", orUnknown(a), orUnknown(b))
	}
}

func orUnknown(date string) string {
	if date == "" {
		return "没有写"
	}
	return date
}

func (o *Outcome) describe(e Entry) {
	o.Statute, o.Date, o.Articles, o.Notes = e.Statute.ID, e.Version.Date(), e.Version.Articles, e.Notes
}

func entryOf(t *statute.Text, digest, path string) Entry {
	e := Entry{Digest: digest, File: path, Reader: Reader, Print: printOf(t), Statute: t.Statute, Version: t.Version, Repeals: t.Repeals, Aliases: t.Aliases, Notes: t.Notes}
	for _, a := range t.Articles {
		if n := leading(a.Number); !a.Section && n > 0 {
			if e.First == 0 {
				e.First = n
			}
			e.Last = n
		}
	}
	return e
}
