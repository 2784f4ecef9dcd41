package casework

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"cailiang/rules"
)

// stream gives numbered cases without holding them; every 100th line is bad.
type stream struct {
	n, of int
	rest  []byte
	grown uint64 // the most heap in use that was seen
}

func (s *stream) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		if s.n == s.of {
			return 0, io.EOF
		}
		s.n++
		if s.n%100 == 0 {
			s.rest = []byte("{\"id\":\"c" + fmt.Sprint(s.n) + "\",\"item\":\"没有这部法第一条\"}\n")
		} else {
			s.rest = fmt.Appendf(nil, `{"id":"c%d","place":"重庆市","decision":{"date":"2026-11-20"},"act":{"to":"2026-03-05","discovered":"2026-03-06"},"party":{"kind":"法人"},"item":"食品安全法第一百二十四条第一款第（五）项","facts":{"货值金额":%d,"违法所得":"无"}}`+"\n", s.n, 1000+s.n)
		}
		if s.n%1000 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			s.grown = max(s.grown, m.HeapAlloc)
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

func builtin(t testing.TB) *rules.Library {
	t.Helper()
	lib, err := rules.Load(rules.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// answerLines checks order and errors as the answers come in, without keeping them.
type answerLines struct {
	t      *testing.T
	n, bad int
	rest   []byte
}

func (a *answerLines) Write(p []byte) (int, error) {
	a.rest = append(a.rest, p...)
	for {
		line, rest, ok := bytes.Cut(a.rest, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		a.rest = append([]byte(nil), rest...)
		a.n++
		var got struct {
			Case, Error, Status string
			Line                int
		}
		if err := json.Unmarshal(line, &got); err != nil {
			a.t.Errorf("line %d: %v", a.n, err)
		}
		if got.Case != fmt.Sprintf("c%d", a.n) {
			a.t.Errorf("answer %d is that of %q", a.n, got.Case)
		}
		if got.Error != "" {
			a.bad++
			if got.Line != a.n || a.n%100 != 0 {
				a.t.Errorf("line %d: %+v", a.n, got)
			}
		}
	}
}

func TestBatch(t *testing.T) {
	lib := builtin(t)
	in, out := &stream{of: 3000}, &answerLines{t: t}
	tally, err := Batch(lib, in, out, BatchOptions{})
	if err != nil || tally.Lines != 3000 || tally.Failed != 30 || out.n != 3000 || out.bad != 30 {
		t.Errorf("%+v %d answers, %d bad, %v", tally, out.n, out.bad, err)
	}
	if in.grown > 400<<20 {
		t.Errorf("%d MB in use", in.grown>>20)
	}
}

// TestBatchAnswersAsSuggest holds a batch equal to single answers.
func TestBatchAnswersAsSuggest(t *testing.T) {
	lib := builtin(t)
	data, err := io.ReadAll(&stream{of: 5})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := Batch(lib, bytes.NewReader(data), &out, BatchOptions{Workers: 2}); err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSpace(out.String()), "\n")
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		c, err := Read("x", strings.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		s, err := Suggest(lib, c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		want, _ := json.Marshal(s)
		if got[i] != string(want) {
			t.Errorf("line %d:\n got %s\nwant %s", i+1, got[i], want)
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestBatchStopsWhenNobodyReads(t *testing.T) {
	if _, err := Batch(builtin(t), &stream{of: 5000}, brokenWriter{}, BatchOptions{}); err == nil {
		t.Error("no error")
	}
}

func BenchmarkBatch(b *testing.B) {
	lib := builtin(b)
	done := 0
	for b.Loop() {
		const n = 2000
		done += n
		if _, err := Batch(lib, &stream{of: n}, io.Discard, BatchOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(done)/b.Elapsed().Seconds(), "cases/s")
}
