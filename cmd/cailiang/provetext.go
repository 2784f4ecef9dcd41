package main

import (
	"fmt"
	"slices"
	"strings"

	"cailiang/rules"
)

// proveText compares the amounts of statute packs with the imported texts.
type proveText struct {
	homeFlag
	Text bool `name:"text" help:"把法规事项的法定幅度与导入的法规条文逐项比对。"`
}

// run prints every item whose fines differ from what the reader finds; exit 1 when there is one.
func (c proveText) run(e *env, packs []*rules.Pack, json bool) error {
	r, err := c.reader()
	if err != nil {
		return err
	}
	if r == nil {
		fmt.Fprintln(e.err, "没有导入法规：用 cailiang corpus import 导入后再比对")
		return exit(exitNothing)
	}
	all := []rules.TextCheck{}
	for _, p := range packs {
		if p.Kind != "statute" {
			continue
		}
		checks, err := r.Compare(p)
		if err != nil {
			return err
		}
		all = append(all, checks...)
	}
	if json {
		err = printJSON(e, all)
	} else {
		printTextChecks(e, all)
	}
	if err == nil && slices.ContainsFunc(all, func(x rules.TextCheck) bool { return x.Result == rules.TextDiffers }) {
		return exit(exitNotInside)
	}
	return err
}

func printTextChecks(e *env, all []rules.TextCheck) {
	counts := map[string]int{}
	for _, x := range all {
		counts[x.Result]++
		switch x.Result {
		case rules.TextDiffers:
			fmt.Fprintf(e.out, "%s（%s）：规则包的 %s 条文里没有；条文里是 %s\n", x.Item, x.Version, strings.Join(x.OnlyPack, "；"), strings.Join(x.OnlyText, "；"))
		case rules.TextMore:
			fmt.Fprintf(e.out, "%s（%s）：条文另有 %s\n", x.Item, x.Version, strings.Join(x.OnlyText, "；"))
		case rules.TextAbsent:
			fmt.Fprintf(e.out, "%s（%s）：%s\n", x.Item, x.Version, x.Why)
		}
	}
	fmt.Fprintf(e.out, "共 %d 个事项：%d 个与条文一致，%d 个不同，%d 个条文另有数额，%d 个没有可比的条文。\n", len(all), counts[rules.TextEqual], counts[rules.TextDiffers], counts[rules.TextMore], counts[rules.TextAbsent])
}
