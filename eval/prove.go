package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"cailiang/engine/prove"
	"cailiang/rules"
	"cailiang/rules/source"
)

// ProvedFile is what the proofs say of one digest of a benchmark.
type ProvedFile struct {
	File     string        `json:"file"`
	Items    []ProvedItem  `json:"items"`
	Findings []ListedFault `json:"findings"`
}

// ProvedItem is the answer for one item: refuted proofs and notes with their counterexamples.
type ProvedItem struct {
	ID      string          `json:"id"`
	Answer  string          `json:"answer"` // proved | refuted | not_proved
	Refuted []string        `json:"refuted,omitempty"`
	Notes   []string        `json:"notes,omitempty"`
	codes   map[string]bool // kinds of counterexamples and notes
	proved  map[string]bool // kinds of proofs, true = every one holds
}

// ListedFault is a defect that the digest's author saw, and what became of it: found (a proof or a note of that kind names it),
// explained (why no proof is about it), missed.
type ListedFault struct {
	Item   string `json:"item"`
	Kind   string `json:"kind,omitempty"`
	Text   string `json:"text"`
	Result string `json:"result"`
	Why    string `json:"why,omitempty"`
}

// faultKinds says which proofs and notes are about a defect, by the words of its kind or text.
var faultKinds = []struct {
	words []string
	codes []string
}{
	{[]string{"空档", "断档", "没有对应的档", "止于", "没有规定", "没有任何档"}, []string{"gap", "hole", "ceiling", "floor"}},
	{[]string{"低于法定", "超出法定", "突破法", "超过法定", "累计超限", "倒挂法定", "与法定不"}, []string{"inside"}},
	{[]string{"倒置", "不单调", "次序"}, []string{"monotone", "order", "jump"}},
	{[]string{"高于下限", "高于法定下限"}, []string{"floor", "hole"}},
	{[]string{"重叠", "条件冲突", "条件重复", "边界", "共用切点", "正交", "隐含顺序", "循环"}, []string{"overlap", "touch", "shared"}},
	{[]string{"死分支", "用不到", "达不到"}, []string{"reachable", "ceiling", "gap"}},
	{[]string{"十倍", "10倍"}, []string{"tenfold"}},
	{[]string{"定点"}, []string{"points"}},
}

// Prove proves the tables of every benchmark digest below data and holds the results against the defects that the digests list.
func Prove(data string, out io.Writer, progress Progress) (Report, error) {
	names, err := yamlFiles(data)
	if err != nil {
		return Report{}, err
	}
	s, err := newDigestSuite()
	if err != nil {
		return Report{}, err
	}
	r := Report{Suite: "prove", Data: data, Metrics: map[string]float64{"proved": 0, "refuted": 0, "not_proved": 0, "found": 0, "explained": 0, "missed": 0}}
	for i, name := range names {
		d := s.open(name)
		progress.say(i+1, len(names), d.file)
		if d.err != nil {
			continue
		}
		im := d.benchmark()
		if im == nil {
			continue
		}
		f := proveFile(d, im)
		for _, it := range f.Items {
			r.N++
			r.Metrics[it.Answer]++
		}
		for _, x := range f.Findings {
			r.Metrics[x.Result]++
		}
		if err := line(out, f); err != nil {
			return r, fmt.Errorf("写不出结果：%w", err)
		}
	}
	return r, line(out, r)
}

func proveFile(d *digest, im *importer) ProvedFile {
	f := ProvedFile{File: d.file, Items: []ProvedItem{}, Findings: []ListedFault{}}
	computed := map[string]string{} // why an item has no proof
	for _, x := range im.read(d) {
		x.compile()
		if x.kind != "" {
			computed[x.id] = orElse(x.reason, x.kind)
			continue
		}
		it, err := proveItem(x)
		if err != nil {
			computed[x.id] = err.Error()
			continue
		}
		f.Items = append(f.Items, it)
	}
	for _, l := range listedFaults(d.root) {
		l.Result, l.Why = f.judge(l, computed)
		f.Findings = append(f.Findings, l)
	}
	return f
}

func proveItem(x *imported) (ProvedItem, error) {
	it := ProvedItem{ID: x.id, Answer: string(prove.Proved), codes: map[string]bool{}, proved: map[string]bool{}}
	tables, err := rules.ProofTables(x.table.Joined(nil), x.table.Benchmark)
	if err != nil {
		return it, err
	}
	for _, t := range tables {
		r := prove.Check(t, prove.Options{})
		for _, p := range r.Proofs {
			if len(t.Branches) == 0 && p.Kind == prove.Inside {
				continue
			}
			if p.Answer != prove.Proved && it.Answer != string(prove.Refuted) {
				it.Answer = string(p.Answer)
			}
			held, asked := it.proved[string(p.Kind)]
			it.proved[string(p.Kind)] = (held || !asked) && p.Answer == prove.Proved
			for _, fd := range p.Findings {
				it.codes[string(p.Kind)] = true
				it.Refuted = append(it.Refuted, fd.Message+example(&fd))
			}
		}
		for _, n := range r.Notes {
			it.codes[n.Code] = true
			it.Notes = append(it.Notes, n.Message)
		}
	}
	return it, nil
}

func example(f *prove.Finding) string {
	if len(f.Points) == 0 {
		return ""
	}
	var facts []string
	for _, v := range f.Points[0].Values {
		facts = append(facts, v.Fact+"="+v.Text)
	}
	return "（例：" + strings.Join(facts, "，") + "）"
}

// listedFaults reads the defects that a digest names: findings of the file, quirks of its items.
func listedFaults(root source.Map) []ListedFault {
	var out []ListedFault
	for _, n := range root.Get("findings").List() {
		if !n.IsMap() {
			out = append(out, ListedFault{Item: "全文", Text: n.Text()})
			continue
		}
		m := n.Map()
		out = append(out, ListedFault{Item: m.Get("item").Text(), Kind: m.Get("kind").Text(), Text: m.Get("text").Text()})
	}
	for _, it := range root.Get("items").List() {
		if !it.IsMap() {
			continue
		}
		for _, q := range it.Map().Get("quirks").List() {
			out = append(out, ListedFault{Item: it.Map().Get("id").Text(), Text: q.Text()})
		}
	}
	return out
}

func (f *ProvedFile) judge(l ListedFault, computed map[string]string) (result, why string) {
	var codes []string
	for _, k := range faultKinds {
		if slices.ContainsFunc(k.words, func(w string) bool { return strings.Contains(l.Kind+l.Text, w) }) {
			codes = append(codes, k.codes...)
		}
	}
	if codes == nil {
		return "explained", "不是阶次与幅度的问题，证明不涉及"
	}
	about, holds := false, false
	for i := range f.Items {
		it := &f.Items[i]
		if l.Item != "全文" && l.Item != "" && !strings.Contains(l.Item, it.ID) {
			continue
		}
		about = true
		if slices.ContainsFunc(codes, func(c string) bool { return it.codes[c] }) {
			return "found", ""
		}
		holds = holds || slices.ContainsFunc(codes, func(c string) bool { return it.proved[c] })
	}
	for id, reason := range computed {
		if strings.Contains(l.Item, id) {
			return "explained", "事项没有转成可以证明的表：" + reason
		}
	}
	if holds {
		return "explained", "摘要已按一种理解写入条件和数额：照它写成的表，这项证明成立"
	}
	if !about {
		return "explained", "摘要没有收入这一事项的阶次"
	}
	return "missed", ""
}
