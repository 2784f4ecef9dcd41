package casework

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"

	"cailiang/engine"
	"cailiang/rules"
)

// BatchOptions change how a batch runs.
type BatchOptions struct {
	Options
	Workers  int                                 // 0 = as many as there are processors
	Progress func(lines, failed int, read int64) // now and then, from one goroutine; read = bytes taken in; nil = none
}

// Tally says how a batch went.
type Tally struct {
	Lines, Failed int
	NotInside     int // cases whose proposal is not inside
}

// The sizes of a batch: what is in flight is bounded, so memory is constant.
const (
	chunkBytes = 64 << 10
	maxLine    = 8 << 20
)

// chunk is a run of whole lines on its way through the workers.
type chunk struct {
	first int // number of its first line
	lines [][]byte
	read  int64
	out   bytes.Buffer
	tally Tally
	done  chan struct{}
}

// Batch decides a case a line (JSONL; blank lines are skipped) and writes an answer a line in the same order. A line that cannot be
// read or decided becomes {"line", "case", "error"}; the rest goes on. The error is that of reading or writing.
func Batch(lib *rules.Library, in io.Reader, out io.Writer, o BatchOptions) (Tally, error) {
	if o.Plans == nil {
		o.Plans = &Plans{}
	}
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	work, order := make(chan *chunk), make(chan *chunk, 2*workers)
	stop := make(chan struct{})
	var readErr error
	go func() {
		defer close(order)
		defer close(work)
		readErr = chunks(in, func(c *chunk) bool {
			select {
			case order <- c:
			case <-stop:
				return false
			}
			select {
			case work <- c:
			case <-stop:
				close(c.done)
				return false
			}
			return true
		})
	}()
	for range workers {
		go func() {
			for c := range work {
				c.decide(lib, o.Options)
				close(c.done)
			}
		}()
	}
	t, err := drain(order, out, o.Progress)
	close(stop)
	for c := range order { // only after a failed write: let the reader go
		_ = c
	}
	if err == nil {
		err = readErr
	}
	return t, err
}

// drain writes the chunks in their order.
func drain(order <-chan *chunk, out io.Writer, progress func(int, int, int64)) (Tally, error) {
	w := bufio.NewWriterSize(out, chunkBytes)
	var t Tally
	for c := range order {
		<-c.done
		if _, err := w.Write(c.out.Bytes()); err != nil {
			return t, err
		}
		t.Lines, t.Failed, t.NotInside = t.Lines+c.tally.Lines, t.Failed+c.tally.Failed, t.NotInside+c.tally.NotInside
		if progress != nil {
			progress(t.Lines, t.Failed, c.read)
		}
	}
	return t, w.Flush()
}

// chunks cuts the input into runs of whole lines.
func chunks(in io.Reader, send func(*chunk) bool) error {
	s := bufio.NewScanner(in)
	s.Buffer(make([]byte, chunkBytes), maxLine)
	c := &chunk{first: 1, done: make(chan struct{})}
	size, n, read := 0, 0, int64(0)
	for s.Scan() {
		n++
		line := bytes.Clone(s.Bytes())
		read += int64(len(line)) + 1
		c.lines, size, c.read = append(c.lines, line), size+len(line), read
		if size >= chunkBytes {
			if !send(c) {
				return nil
			}
			c, size = &chunk{first: n + 1, done: make(chan struct{})}, 0
		}
	}
	if len(c.lines) > 0 && !send(c) {
		return nil
	}
	if err := s.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return fmt.Errorf("第 %d 行超过 %d MB 上限。改法：一行只写一个案件", n+1, maxLine>>20)
		}
		return fmt.Errorf("读到第 %d 行时中断：%w", n, err)
	}
	return nil
}

// decide answers the lines of a chunk.
func (c *chunk) decide(lib *rules.Library, o Options) {
	for i, line := range c.lines {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			c.line(lib, c.first+i, line, o)
		}
	}
	c.lines = nil
}

func (c *chunk) line(lib *rules.Library, n int, line []byte, o Options) {
	c.tally.Lines++
	id := ""
	answer, err := func() (data []byte, err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("这一行没有算完（程序错误）：%v", p)
			}
		}()
		k, err := Read(fmt.Sprintf("第 %d 行", n), bytes.NewReader(line))
		if k != nil {
			id = k.ID
		}
		if err != nil {
			return nil, err
		}
		s, err := Suggest(lib, k, o)
		if err != nil {
			return nil, err
		}
		if !s.AllInside() {
			c.tally.NotInside++
		}
		data, err = s.MarshalJSON()
		release(s)
		return data, err
	}()
	if err != nil {
		c.tally.Failed++
		answer, _ = json.Marshal(map[string]any{"line": n, "case": id, "error": err.Error()})
	}
	c.out.Write(answer)
	c.out.WriteByte('\n')
}

// release gives the room of an answer that has been written to the next case.
func release(s *engine.Suggestion) {
	for i := range s.Parts {
		if n := s.Parts[i].Law; n != nil {
			return // its parts hold one another's results
		}
	}
	if len(s.Fines) > 0 {
		return
	}
	for i := range s.Parts {
		s.Parts[i].Result.Release()
	}
}
