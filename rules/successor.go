package rules

import (
	"fmt"
	"slices"

	"cailiang/engine"
)

// Successor finds what became of an item by a day: the same text, the item that took its place (renumbered, or of another
// law), or nothing. gone = the change says that the act is no longer punished. The error says which version is missing.
func (lib *Library) Successor(f *Found, day string) (next *Found, gone bool, err error) {
	if f.Version == nil || f.Version.InForce(day) {
		return f, false, nil
	}
	if f.Read != nil { // the imported text of the day, compared by a person: no list says what became of its articles
		next, err = lib.readImported(f.Item.ID, day)
		if next == nil && err == nil {
			err = &NotFound{Ref: f.Item.ID, Version: true, Message: fmt.Sprintf("导入的法规里没有《%s》在 %s 施行的文本", f.Item.Law, day), Remedy: "用 cailiang corpus import 导入该版本"}
		}
		return next, false, err
	}
	if to, moved := f.Version.Moved[f.Item.ID]; moved {
		if to == "" {
			return nil, true, nil
		}
		next, err = lib.itemByID(to, day)
		if next == nil && err == nil {
			err = &NotFound{Ref: to, Version: true, Message: "规则库里没有“" + to + "”", Remedy: "补入该条的规则数据"}
		}
		return next, false, err
	}
	v := f.Version.Pack.Version(day)
	if v == nil {
		return nil, false, &NotFound{Ref: f.Item.ID, Version: true, Message: fmt.Sprintf("规则库里没有《%s》在 %s 施行的文本，也没有写明哪一条代替了它", f.Item.Law, day),
			Remedy: "补入该版本，或者在原版本写 moved: {旧事项: 新事项}"}
	}
	i := slices.IndexFunc(v.Items, func(it *engine.Item) bool { return it.ID == f.Item.ID && it.Name == f.Item.Name })
	if i < 0 {
		return nil, false, &NotFound{Ref: f.Item.ID, Version: true, Message: fmt.Sprintf("《%s》%s 起施行的文本里没有与“%s”对应的事项", f.Item.Law, v.From, f.Item.Name),
			Remedy: "核对新文本的条号，在原版本写 moved: {旧事项: 新事项}"}
	}
	return &Found{Item: v.Items[i], Version: v}, false, nil
}
