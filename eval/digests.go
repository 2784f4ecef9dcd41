package eval

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"cailiang/engine"
	"cailiang/engine/facts"
	"cailiang/rules"
	"cailiang/rules/source"
)

// Results of one worked computation.
const (
	Equal         = "equal"         // every meaning of the digest is found, and nothing else
	Differs       = "differs"       // the digest's answer is not among the engine's
	Ambiguous     = "ambiguous"     // it is, but the engine leaves further answers open
	Inexpressible = "inexpressible" // the digest says something that the rule form or the engine cannot take
)

// generalRule is the model name of a general discretion rule (一般裁量规则).
const generalRule = "general-rule"

// Reasons why an entry is no computation of a penalty, or no entry at all.
const (
	reasonLater = "期限计算／制定主体检查由后续功能支持"
	reasonShape = "此种格式尚未支持"
)

// DigestFile is what one file gave: the line that `eval digests` prints for it.
type DigestFile struct {
	File  string       `json:"file"`
	Items []DigestItem `json:"items"`
}

// DigestItem is one rule of a file with its worked computations.
type DigestItem struct {
	ID     string       `json:"id"`
	Model  string       `json:"model"`
	Result string       `json:"result,omitempty"` // only where the item as a whole could not be taken
	Reason string       `json:"reason,omitempty"`
	Lost   []string     `json:"lost,omitempty"`   // parts that cannot be computed, with place and reason
	Unread []string     `json:"unread,omitempty"` // parts that the digest's author did not see
	Notes  []string     `json:"notes,omitempty"`
	Cases  []DigestCase `json:"cases"`
}

// DigestCase is one worked computation: what the engine gave and what the digest wants, in words.
type DigestCase struct {
	N      string `json:"n"`
	Result string `json:"result"`
	Got    string `json:"got"`
	Want   string `json:"want"`
	Reason string `json:"reason,omitempty"`
	Later  bool   `json:"later,omitempty"` // no computation of a penalty: waits for another feature
}

// Digests reads every *.yaml of a folder, or one file, in the shape of the general-rule digests; turns each rule into an
// engine.BaseRule, each worked computation into an item with facts, decides, and compares to the fen and to the ends.
// It prints one JSON line a file and the figures last. The error is about reading and writing only: a digest that cannot
// be taken is a result of its own.
func Digests(data string, out io.Writer, progress Progress) (Report, error) {
	files, err := digests(data, progress, nil)
	if err != nil {
		return Report{}, err
	}
	for _, f := range files {
		if err := line(out, f); err != nil {
			return Report{}, fmt.Errorf("写不出结果：%w", err)
		}
	}
	r := count(data, files)
	if err := line(out, r); err != nil {
		return Report{}, fmt.Errorf("写不出结果：%w", err)
	}
	return r, nil
}

// count sums the results; what waits for later features stands apart.
func count(data string, files []DigestFile) Report {
	m := map[string]float64{Equal: 0, Differs: 0, Ambiguous: 0, Inexpressible: 0, "later": 0, "penalty_computations": 0, "unsupported_files": 0}
	n := 0
	for _, f := range files {
		for _, it := range f.Items {
			if it.Result != "" && len(it.Cases) == 0 && (it.Model == generalRule || it.Model == "") {
				m["unsupported_files"]++
			}
			for _, c := range it.Cases {
				n++
				if c.Later {
					m["later"]++
					continue
				}
				m[c.Result]++
				m["penalty_computations"]++
			}
		}
	}
	countItems(files, m)
	return Report{Suite: "digests", Data: data, N: n, Metrics: m, Table: summary(files)}
}

// digest is one file read: the rule in it, and its worked computations.
type digest struct {
	file  string
	short string
	rule  *engine.BaseRule // nil where the file holds no rule of its own
	notes *note
	err   error // why the rule could not be taken
	root  source.Map
	// shared are facts that our reading of several digests uses.
	shared []facts.Entry
}

// digestSuite holds what all files are read with, and the rules read so far by their short names.
type digestSuite struct {
	notes   *notes
	lib     *rules.Library
	general *engine.BaseRule
	rules   map[string]*digest
}

func newDigestSuite() (*digestSuite, error) {
	notes, err := readNotes()
	if err != nil {
		return nil, err
	}
	lib, err := rules.Load(rules.Builtin())
	if err != nil {
		return nil, err
	}
	general := latest(lib, "general/行政处罚法")
	if general == nil {
		return nil, errors.New("规则库里没有行政处罚法总则")
	}
	return &digestSuite{notes: notes, lib: lib, general: general, rules: map[string]*digest{}}, nil
}

// digests reads and runs everything; change, if given, is applied to each rule before it is used.
func digests(data string, progress Progress, change func(*engine.BaseRule)) ([]DigestFile, error) {
	names, err := yamlFiles(data)
	if err != nil {
		return nil, err
	}
	s, err := newDigestSuite()
	if err != nil {
		return nil, err
	}
	read := make([]*digest, len(names))
	for i, name := range names {
		read[i] = s.open(name)
		if read[i].rule != nil && change != nil {
			change(read[i].rule)
		}
	}
	out := make([]DigestFile, len(read))
	for i, d := range read {
		out[i] = s.run(d)
		progress.say(i+1, len(read), d.file)
	}
	return out, nil
}

// yamlFiles lists the *.yaml of a folder in the order of their names, or the one file.
func yamlFiles(data string) ([]string, error) {
	info, err := os.Stat(data)
	if err != nil {
		return nil, fmt.Errorf("打不开 %s：%w。改法：检查 --data 的路径", data, err)
	}
	if !info.IsDir() {
		return []string{data}, nil
	}
	var out []string
	err = filepath.WalkDir(data, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && strings.HasSuffix(path, ".yaml") {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("读不了 %s：%w", data, err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s 里没有 *.yaml 文件。改法：给出摘要所在的目录或者一个文件", data)
	}
	return out, nil
}

func (s *digestSuite) open(name string) *digest {
	f, err := os.Open(name)
	if err != nil {
		return &digest{file: filepath.Base(name), short: stem(name), err: err}
	}
	defer f.Close()
	return s.read(name, f)
}

func stem(name string) string { return strings.TrimSuffix(filepath.Base(name), ".yaml") }

// read takes one file; whatever is wrong with it stands in the digest's err.
func (s *digestSuite) read(name string, r io.Reader) *digest {
	d := &digest{file: filepath.Base(name), short: stem(name), notes: &note{}, shared: s.notes.facts}
	doc, err := source.Read(d.file, r)
	if err != nil {
		d.err = err
		return d
	}
	if d.err = doc.Err(); d.err != nil || !doc.Root().IsMap() {
		return d
	}
	d.root = doc.Root().Map()
	if n := d.root.Get("source"); n.IsMap() {
		d.short = cmp.Or(text(n.Map().Get("short")), d.short)
	}
	d.notes = s.notes.of(d.short)
	if d.root.Has("calc") || d.root.Has("worked") && d.root.Has("factors") {
		d.rule, d.err = readRule(d.short, d.root, s.notes, s.general)
	}
	if d.rule != nil {
		s.rules[d.short] = d
	}
	return d
}

// general tells whether the file has the shape of the general-rule digests.
func (d *digest) general() bool {
	return d.root.Has("worked") && (d.rule != nil || d.root.Has("source")) || d.root.Has("cases")
}

// benchmark is the shape of benchmark digests that the file has; nil = none.
func (d *digest) benchmark() *importer {
	for i := range importers {
		if importers[i].is(d.root) {
			return &importers[i]
		}
	}
	return nil
}

// governs is the short name of the rule that the end-to-end cases of a file are decided by: chongqing-worked → chongqing.
func (d *digest) governs() string { return strings.TrimSuffix(d.short, "-worked") }

// shipped is the product's own base rule of that name, for a file of worked computations that comes without its rule.
func (s *digestSuite) shipped(short string) *digest {
	rule := latest(s.lib, "base/"+short)
	if rule == nil || s.notes.of(short).apply(rule, rule.Title, source.Node{}, s.notes) != nil {
		return nil
	}
	d := &digest{short: short, rule: rule, notes: s.notes.of(short), shared: s.notes.facts}
	s.rules[short] = d
	return d
}

// latest is the rule of a pack's last version; nil when there is none.
func latest(lib *rules.Library, id string) *engine.BaseRule {
	p, ok := lib.Pack(id)
	if !ok || len(p.Versions) == 0 {
		return nil
	}
	return p.Versions[len(p.Versions)-1].Base
}

// run decides all worked computations of the file.
func (s *digestSuite) run(d *digest) DigestFile {
	out := DigestFile{File: d.file}
	item := DigestItem{ID: d.short, Model: generalRule, Cases: []DigestCase{}}
	switch {
	case d.err != nil:
		item.Result, item.Reason = Inexpressible, d.err.Error()
	case d.benchmark() != nil:
		for _, im := range d.benchmark().read(d) {
			out.Items = append(out.Items, im.line())
		}
		return out
	case !d.general():
		item.Model, item.Result, item.Reason = "", Inexpressible, reasonShape
	default:
		owner := d
		if d.rule == nil {
			owner = s.rules[d.governs()]
		}
		if owner == nil {
			owner = s.shipped(d.governs())
		}
		item.Cases = append(item.Cases, d.cases(owner)...)
	}
	out.Items = []DigestItem{item}
	return out
}

func (d *digest) cases(owner *digest) []DigestCase {
	var out []DigestCase
	for _, key := range []string{"worked", "cases"} {
		entries := d.root.Get(key)
		if !entries.IsList() {
			continue
		}
		for i, n := range entries.List() {
			if !n.IsMap() {
				continue
			}
			m := n.Map()
			c := DigestCase{N: cmp.Or(text(m.Get("id")), fmt.Sprint(key, i+1))}
			owner.worked(m, &c)
			out = append(out, c)
		}
	}
	return out
}

// worked decides one entry. A digest that contradicts the form must end in a result, never in a crash.
func (d *digest) worked(m source.Map, c *DigestCase) {
	defer func() {
		if p := recover(); p != nil {
			c.Result, c.Reason = Inexpressible, fmt.Sprint("程序没有料到这样的写法：", p)
		}
	}()
	e := m.Get("expect")
	if !e.IsMap() {
		c.Result, c.Reason = Inexpressible, "没有 expect"
		return
	}
	c.Want = wantWords(e.Map())
	if !penalises(m) {
		c.Result, c.Reason, c.Later = Inexpressible, reasonLater, true
		return
	}
	if d == nil || d.rule == nil {
		c.Result, c.Reason = Inexpressible, "同一目录里没有这些案例所适用的规则"
		return
	}
	w, err := d.newCase(m)
	if err != nil {
		c.Result, c.Reason = Inexpressible, err.Error()
		return
	}
	if err := w.decide(); err != nil {
		c.Result, c.Reason = Inexpressible, err.Error()
		return
	}
	w.compare(e.Map(), c)
}

// penalises: an entry with a clause, or one that says whether or how much, is a computation of a penalty.
func penalises(m source.Map) bool {
	if m.Has("clause") {
		return true
	}
	speaks := func(n source.Node) bool {
		return n.IsMap() && (n.Map().Has("whether") || n.Map().Has("range") || n.Map().Has("fine"))
	}
	e := m.Get("expect")
	if speaks(e) {
		return true
	}
	if r := e.Map().Get("readings"); r.IsList() {
		for _, n := range r.List() {
			if speaks(n) {
				return true
			}
		}
	}
	return false
}

// text is a single value as written; "" for anything else.
func text(n source.Node) string {
	if !n.IsScalar() {
		return ""
	}
	return n.Text()
}

// texts lists single values: a list, or one value alone.
func texts(n source.Node) []string {
	switch {
	case n.IsList():
		return n.Texts()
	case n.IsScalar():
		return []string{n.Text()}
	}
	return nil
}

func isTrue(n source.Node) bool { return text(n) == "true" }
