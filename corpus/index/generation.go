package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// currentFile names the generation in use. It is replaced by renaming, so a reader sees
// the old name or the new one.
const currentFile = "CURRENT"

const (
	generationPrefix = "gen-"
	unfinishedPrefix = "new-"
)

// ErrNone says that there is no index yet.
var ErrNone = errors.New("还没有索引：请先导入法规或者案例（cailiang corpus import）")

// Build writes a new generation of the index in home and puts it in use. An error, or a
// process that dies, leaves the index in use as it was. Only one process builds at a time;
// a second one waits. progress is told the number of documents so far; it may be nil.
func Build(ctx context.Context, home string, docs Documents, progress func(n int)) error {
	if err := os.MkdirAll(home, 0o755); err != nil {
		return fmt.Errorf("建不了索引目录：%w", err)
	}
	unlock, err := lock(ctx, filepath.Join(home, "LOCK"))
	if err != nil {
		return err
	}
	defer unlock()
	sweep(home)
	dir, err := os.MkdirTemp(home, unfinishedPrefix)
	if err != nil {
		return fmt.Errorf("建不了索引目录：%w", err)
	}
	defer os.RemoveAll(dir) // nothing is there any more once it has its name
	if err := write(ctx, dir, docs, progress); err != nil {
		return err
	}
	if err := adopt(home, dir); err != nil {
		return err
	}
	sweep(home)
	return nil
}

// adopt gives a finished folder its name and puts it in use.
func adopt(home, dir string) error {
	name := generationPrefix + strings.TrimPrefix(filepath.Base(dir), unfinishedPrefix)
	if err := os.Rename(dir, filepath.Join(home, name)); err != nil {
		return fmt.Errorf("索引换不上：%w", err)
	}
	next := filepath.Join(home, currentFile+".new")
	err := os.WriteFile(next, []byte(name), 0o644)
	if err == nil {
		err = os.Rename(next, filepath.Join(home, currentFile))
	}
	if err != nil {
		return fmt.Errorf("索引换不上：%w", err)
	}
	return nil
}

// current gives the name of the generation in use.
func current(home string) (string, error) {
	b, err := os.ReadFile(filepath.Join(home, currentFile))
	if errors.Is(err, os.ErrNotExist) {
		return "", ErrNone
	}
	if err != nil {
		return "", fmt.Errorf("读不了索引：%w", err)
	}
	name := strings.TrimSpace(string(b))
	if !strings.HasPrefix(name, generationPrefix) || name != filepath.Base(name) {
		return "", fmt.Errorf("索引的 %s 文件已损坏。改法：删除它，再重建索引", filepath.Join(home, currentFile))
	}
	return name, nil
}

// sweep removes what a dead build left behind, and generations older than the one in use.
// It runs under the lock. A reader that has an old one open keeps its files until it lets go.
func sweep(home string) {
	keep, _ := current(home)
	entries, err := os.ReadDir(home)
	if err != nil {
		return
	}
	for _, e := range entries {
		name := e.Name()
		old := strings.HasPrefix(name, generationPrefix) && name != keep
		if old || strings.HasPrefix(name, unfinishedPrefix) {
			_ = os.RemoveAll(filepath.Join(home, name)) // what cannot go now goes next time
		}
	}
}
