package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"cailiang/corpus/finder"
	"cailiang/corpus/index"
)

type searchCmd struct {
	homeFlag
	Query  []string `arg:"" name:"问题" help:"要找的话，例如 过期食品怎么罚、食安法124条；引号里的话须原样出现。"`
	In     string   `name:"in" enum:",statutes,cases,items" default:"" placeholder:"statutes|cases|items" help:"只找法规、案例或者处罚事项。"`
	Limit  int      `name:"limit" default:"10" placeholder:"N" help:"最多给出几条。"`
	Level  string   `name:"level" placeholder:"层级" help:"只找这个效力层级：法律、行政法规……"`
	System string   `name:"system" placeholder:"系统" help:"只找这个执法领域：市场监管……"`
	AsOf   string   `name:"as-of" placeholder:"DATE" help:"只找这一天有效的条文。"`
	JSON   bool     `name:"json" help:"输出 JSON。"`
}

// searchJSON is the answer as others read it (design section 9).
type searchJSON struct {
	Query      string          `json:"query"`
	Hits       []searchHitJSON `json:"hits"`
	DidYouMean string          `json:"did_you_mean,omitempty"`
	TookMS     float64         `json:"took_ms"`
}

type searchHitJSON struct {
	Kind    index.Kind `json:"kind"`
	Law     string     `json:"law"`
	Article string     `json:"article,omitempty"`
	ID      string     `json:"id"`
	Score   float64    `json:"score"`
	Snippet string     `json:"snippet"`
	AsOf    string     `json:"as_of,omitempty"`
}

var searchKinds = map[string][]index.Kind{"statutes": {index.Article}, "cases": {index.Case}, "items": {index.Item}}

// Run searches; exit 3 when nothing was found.
func (c *searchCmd) Run(e *env) error {
	home, err := c.dir()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ix, err := e.index(ctx, home)
	if err != nil {
		return err
	}
	defer ix.Close()
	text := strings.Join(c.Query, " ")
	r, err := ix.Search(ctx, index.Query{Text: text, Limit: c.Limit, Kinds: searchKinds[c.In], Level: c.Level, System: c.System, AsOf: c.AsOf})
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(e, searchAnswer(text, r))
	} else {
		fmt.Fprint(e.out, searchText(r))
	}
	if err == nil && len(r.Hits) == 0 {
		return exit(exitNothing)
	}
	return err
}

func searchAnswer(text string, r index.Result) searchJSON {
	out := searchJSON{Query: text, Hits: []searchHitJSON{}, DidYouMean: r.DidYouMean, TookMS: float64(r.Took.Microseconds()) / 1000}
	for _, h := range r.Hits {
		out.Hits = append(out.Hits, searchHitJSON{h.Kind, h.Law, h.Article, h.ID, h.Score, h.Snippet.Text, h.Effective})
	}
	return out
}

// searchText is the answer for people; what was asked for stands in 【】.
func searchText(r index.Result) string {
	var b strings.Builder
	if r.DidYouMean != "" {
		fmt.Fprintf(&b, "是不是要找：%s\n\n", r.DidYouMean)
	}
	if len(r.Hits) == 0 {
		b.WriteString("没有找到。换几个说法，或者先导入法规：cailiang corpus import 路径\n")
	}
	for i, h := range r.Hits {
		fmt.Fprintf(&b, "%d. %s%s（%s）\n   %s\n", i+1, h.Law, h.Article, h.ID, h.Snippet.Marked("【", "】"))
	}
	return b.String()
}

// index opens the index of a home, built first where the texts have changed.
func (e *env) index(ctx context.Context, home string) (*index.Index, error) {
	progress := e.progress()
	return finder.Open(ctx, home, func(n int) {
		if progress != nil {
			progress(n, n+1, "建索引")
		}
	})
}
