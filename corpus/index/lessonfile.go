package index

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// lessonsFile holds all lessons of a home, a JSON line each. It is no cache: lessons come
// from people and stay when the index is rebuilt.
const lessonsFile = "lessons.jsonl"

// lessonStamp tells one state of the lessons from another.
type lessonStamp struct {
	size    int64
	changed time.Time
}

// lessonSet is the lessons as this process last saw them.
type lessonSet struct {
	list  []Lesson
	stamp *lessonStamp // nil before the first look
	fixed bool         // given by Teach: the file does not count
}

// follow reads the file again where it has changed.
func (s *lessonSet) follow(home string) error {
	if s.fixed {
		return nil
	}
	now := lessonStamp{}
	info, err := os.Stat(filepath.Join(home, lessonsFile))
	if err == nil {
		now = lessonStamp{info.Size(), info.ModTime()}
	} else if !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("读不了问答：%w", err)
	}
	if s.stamp != nil && *s.stamp == now {
		return nil
	}
	list, err := Lessons(home)
	if err != nil {
		return err
	}
	s.list, s.stamp = list, &now
	return nil
}

// Teach makes the index use these lessons instead of those of its home, until the next call.
func (ix *Index) Teach(lessons []Lesson) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.lessons = lessonSet{list: lessons, stamp: &lessonStamp{}, fixed: true}
}

// Lessons reads the lessons of a home.
func Lessons(home string) ([]Lesson, error) {
	file := filepath.Join(home, lessonsFile)
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("读不了问答：%w", err)
	}
	var out []Lesson
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, len(b)+1)
	for lines.Scan() {
		var l Lesson
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s:%d: 问答已损坏：%w。改法：删除这一行", file, len(out)+1, err)
		}
		out = append(out, l)
	}
	return out, lines.Err()
}

// Learn adds lessons to a home; one with an identifier that is there already replaces it.
// Every process that has the index open uses them from its next search on.
func Learn(ctx context.Context, home string, lessons []Lesson) error {
	return changeLessons(ctx, home, func(old []Lesson) []Lesson {
		at := map[string]int{}
		for i, l := range old {
			at[l.ID] = i
		}
		for _, l := range lessons {
			if i, ok := at[l.ID]; ok {
				old[i] = l
				continue
			}
			at[l.ID] = len(old)
			old = append(old, l)
		}
		return old
	})
}

// Forget takes lessons back and tells how many there were.
func Forget(ctx context.Context, home string, ids []string) (n int, err error) {
	err = changeLessons(ctx, home, func(old []Lesson) []Lesson {
		kept := slices.DeleteFunc(slices.Clone(old), func(l Lesson) bool { return slices.Contains(ids, l.ID) })
		n = len(old) - len(kept)
		return kept
	})
	return n, err
}

func changeLessons(ctx context.Context, home string, change func([]Lesson) []Lesson) error {
	if err := os.MkdirAll(home, 0o755); err != nil {
		return fmt.Errorf("写不了问答：%w", err)
	}
	unlock, err := lock(ctx, filepath.Join(home, "LESSONS-LOCK"))
	if err != nil {
		return err
	}
	defer unlock()
	old, err := Lessons(home)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, l := range change(old) {
		if err := enc.Encode(l); err != nil {
			return fmt.Errorf("写不了问答：%w", err)
		}
	}
	return replaceFile(filepath.Join(home, lessonsFile), b.Bytes())
}

// replaceFile writes a file beside the old one and renames it, so that a reader sees one or the other.
func replaceFile(file string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".new*")
	if err != nil {
		return fmt.Errorf("写不了 %s：%w", file, err)
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("写不了 %s：%w", file, err)
	}
	return nil
}
