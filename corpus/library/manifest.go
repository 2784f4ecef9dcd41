package library

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"cailiang/corpus/statute"
)

// Entry is a text in the library.
type Entry struct {
	Digest    string           `json:"digest"` // SHA-256 of the imported file
	Pack      string           `json:"pack"`   // the file under texts that holds the text
	At        int64            `json:"at"`     // where in it, in bytes
	Size      int              `json:"size"`
	File      string           `json:"file"`   // as it was given
	Reader    int              `json:"reader"` // the version of the readers that made the text
	Print     string           `json:"print"`  // of the text without white space: equal texts have equal ones
	First     int              `json:"first"`  // numbers of the first and last article, 0 without
	Last      int              `json:"last"`
	VariantOf string           `json:"variant_of,omitempty"` // another text of the same version that was there before, by digest
	Statute   statute.Statute  `json:"statute"`
	Version   statute.Meta     `json:"version"`
	Repeals   []statute.Repeal `json:"repeals,omitempty"`
	Aliases   []statute.Alias  `json:"aliases,omitempty"`
	Notes     []statute.Note   `json:"notes,omitempty"`
}

const (
	manifestFile = "manifest.jsonl"
	textFolder   = "texts"
	unfinished   = ".new-"
	packEnding   = ".jsonl"
	// Reader is raised when the readers change what they read: a text of an older one is read again when its file is imported again.
	Reader = 1
)

// readManifest reads the entries: one JSON object a line.
func readManifest(dir string) ([]Entry, error) {
	f, err := os.Open(filepath.Join(dir, manifestFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("读不了法规库的清单：%w", err)
	}
	defer f.Close()
	var entries []Entry
	for d := json.NewDecoder(bufio.NewReaderSize(f, 1<<20)); ; {
		var e Entry
		if err := d.Decode(&e); errors.Is(err, io.EOF) {
			return entries, nil
		} else if err != nil {
			return nil, fmt.Errorf("法规库的清单 %s 已损坏（%w）：请删除它，再重新导入", f.Name(), err)
		}
		entries = append(entries, e)
	}
}

// writeManifest swaps the manifest for one with these entries.
func writeManifest(dir string, entries []Entry) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, e := range entries {
		if err := enc.Encode(e); err != nil {
			return err
		}
	}
	return swap(filepath.Join(dir, manifestFile), b.Bytes())
}

// swap writes a file beside and renames it: readers see the old content or the new.
func swap(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), unfinished+"*")
	if err != nil {
		return fmt.Errorf("写不了法规库：%w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("写不了法规库：%w", err)
	}
	return nil
}
