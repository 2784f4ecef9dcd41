package library

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cailiang/corpus/statute"
)

// Texts are kept in packs, one JSON object a line, each pack written once and named by its content: one sync to disk for many
// texts, and nothing that is in use ever changes.

// batch gathers texts for the next pack.
type batch struct {
	data    bytes.Buffer
	entries []int                    // of the library, in the order of data
	texts   map[string]*statute.Text // by digest
}

// put adds the text of entry i, whose place in the pack it notes.
func (b *batch) put(i int, e *Entry, t *statute.Text) error {
	if b.texts == nil {
		b.texts = map[string]*statute.Text{}
	}
	e.Pack, e.At = "", int64(b.data.Len())
	enc := json.NewEncoder(&b.data)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(t); err != nil {
		return err
	}
	e.Size = b.data.Len() - int(e.At)
	b.entries = append(b.entries, i)
	b.texts[e.Digest] = t
	return nil
}

// flush writes the pack and enters its name.
func (b *batch) flush(dir string, entries []Entry) error {
	if len(b.entries) == 0 {
		return nil
	}
	sum := sha256.Sum256(b.data.Bytes())
	name := hex.EncodeToString(sum[:16]) + packEnding
	if err := os.MkdirAll(filepath.Join(dir, textFolder), 0o755); err != nil {
		return fmt.Errorf("写不了法规库：%w", err)
	}
	if err := swap(filepath.Join(dir, textFolder, name), b.data.Bytes()); err != nil {
		return err
	}
	for _, i := range b.entries {
		entries[i].Pack = name
	}
	*b = batch{}
	return nil
}

// readText reads the text of an entry.
func readText(dir string, e Entry) (*statute.Text, error) {
	path := filepath.Join(dir, textFolder, e.Pack)
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("法规库缺文件（%w）：请重新导入", err)
	}
	defer f.Close()
	data := make([]byte, e.Size)
	t := &statute.Text{}
	if _, err := f.ReadAt(data, e.At); err != nil || json.Unmarshal(data, t) != nil {
		return nil, fmt.Errorf("法规库的文件 %s 已损坏：请删除文件夹 %s，再重新导入", path, dir)
	}
	return t, nil
}

// sweep removes packs and unfinished files that nothing refers to. The young ones stay: another process may still read from the
// manifest of before.
func sweep(dir string, entries []Entry, now time.Time) {
	used := map[string]bool{}
	for _, e := range entries {
		used[e.Pack] = true
	}
	for _, folder := range []string{dir, filepath.Join(dir, textFolder)} {
		files, _ := os.ReadDir(folder)
		for _, f := range files {
			if !strings.HasPrefix(f.Name(), unfinished) && (folder == dir || used[f.Name()]) {
				continue
			}
			if st, err := f.Info(); err == nil && now.Sub(st.ModTime()) > 24*time.Hour {
				_ = os.Remove(filepath.Join(folder, f.Name()))
			}
		}
	}
}
