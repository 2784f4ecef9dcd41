package cond

import (
	"strings"
	"testing"

	"cailiang/engine/facts"
)

// bytesFrame reads domains out of bytes: any mask, any two ends in order.
func bytesFrame(p *Pool, data []byte) *Frame {
	f := p.NewFrame()
	next := func() uint64 {
		n := uint64(0)
		for range 8 {
			n <<= 8
			if len(data) > 0 {
				n, data = n|uint64(data[0]), data[1:]
			}
		}
		return n
	}
	for i := range f.Dom {
		e := p.Vocabulary.Entry(i)
		whole := e.Whole()
		d := facts.Domain{Mask: next() & whole.Mask}
		if d.Mask == 0 {
			d.Mask = whole.Mask
		}
		if e.Type.Numeric() && d.Mask&facts.HasAmount != 0 {
			width := uint64(whole.Hi-whole.Lo) + 1
			a, b := whole.Lo+int64(next()%width), whole.Lo+int64(next()%width)
			d.Lo, d.Hi = min(a, b), max(a, b)
		}
		f.Dom[i] = d
	}
	return f
}

// FuzzCompile: no text makes the compiler panic or hang; what it refuses it refuses with a place inside the text, a
// message and a remedy; what it accepts decides or names an open atom, over any facts.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{
		"货值金额 < 10000 and not 多次违法", "（违法所得≥1.5万） or 违法所得 == 无", "主观过错 in ['过失','故意']", `行为日 >= 日期("2024-01-01")`,
		"2 * 次数 - 1 > 近2年次数 + 3", "比例 > 百分之三十五 && 比例 <= 3%", "not (多次违法 == false)", "决定日 - 行为日 > 90", "1万5 < 次数", "0.5*(货值金额-罚没收入)!=12.34",
		"", "((((", "次数 == ", "'", "any([1], {# > 0})", "let x = 1; x > 次数", "多次违法 ? 逾期 : true", "次数 < 1e400", "次数 < 0x10", "货值金额 < 999999999999999999999",
		"not not not 多次违法", "- - -次数 < 3", "次数 ** 2 < 4", "map(['a'], # == 情节)", "情节 == '轻微' ?? 逾期", "货值金额.元 < 3", "货值金额[0] < 3", "1..100000000 == 次数",
		strings.Repeat("(", 65) + "逾期" + strings.Repeat(")", 65), strings.Repeat("逾期 and ", 65) + "逾期", strings.Repeat("!", 70) + "逾期", strings.Repeat("次数+", 500) + "1 > 3",
		strings.Repeat("a", MaxRunes+1), "\x00", "\xff\xfe", "逾期 /* 注 */ and // 注\n 多次违法", "“轻微” == 情节",
	} {
		f.Add(s, []byte{1, 2, 3})
	}
	v := wideVocabulary(f)
	f.Fuzz(func(t *testing.T, source string, data []byte) {
		p := NewPool(v)
		c, errs := p.Compile(source)
		for _, e := range errs {
			if e.Message == "" || e.Remedy == "" || e.Offset < -1 || e.Offset > len([]rune(source)) {
				t.Fatalf("%q: %+v", source, e)
			}
			if strings.Contains(e.Message, "改法") {
				t.Fatalf("%q: a remedy inside the message: %s", source, e.Message)
			}
		}
		if (c == nil) != (len(errs) > 0) {
			t.Fatalf("%q: condition %v with mistakes %v", source, c, errs)
		}
		if c == nil {
			if len(p.Atoms) != 0 {
				t.Fatalf("%q: refused, but left %d atoms", source, len(p.Atoms))
			}
			return
		}
		if len(c.Atoms) > MaxNodes {
			t.Fatalf("%q: %d atoms", source, len(c.Atoms))
		}
		fr := bytesFrame(p, data)
		if c.Eval(fr) != facts.Unknown {
			return
		}
		if id := c.Open(fr); id < 0 || id >= len(p.Atoms) || fr.Rec[id] != facts.Unknown {
			t.Fatalf("%q: open atom %d", source, id)
		}
	})
}

// Every limit is named in the refusal.
func TestLimitsAreNamed(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"length", strings.Repeat("a", MaxRunes+1), "4096"},
		{"brackets", strings.Repeat("(", MaxDepth+1) + "逾期" + strings.Repeat(")", MaxDepth+1), "64"},
		{"chain", strings.Repeat("逾期 and ", MaxDepth+1) + "逾期", "64"},
		{"negations", strings.Repeat("not ", MaxDepth+1) + "逾期", "64"},
		{"nodes", strings.Repeat("次数+", MaxNodes) + "1 > 3", "1000"},
		{"amount", "货值金额 < 99999999999999", "90 万亿"},
	}
	for _, tt := range tests {
		_, errs := NewPool(wideVocabulary(t)).Compile(tt.source)
		if len(errs) == 0 || !strings.Contains(errs[0].Error(), tt.want) {
			t.Errorf("%s: %v, want %s named", tt.name, errs, tt.want)
		}
	}
}
