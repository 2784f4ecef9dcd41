package casework

import (
	"errors"
	"fmt"

	"cailiang/engine"
	"cailiang/rules"
)

// fresh finds the text of the decision day where it is another one than that of the act's end (行政处罚法 art 37); nil: there is
// nothing to compare. A version that the library lacks leaves the answer open: it is named, never guessed.
func (r *run) fresh(a *Act, f *rules.Found) (next *rules.Found, gone bool) {
	next, gone, err := r.lib.Successor(f, r.s.AsOf)
	var missing *rules.NotFound
	switch {
	case errors.As(err, &missing):
		r.s.Absent = append(r.s.Absent, engine.Absent{Ask: missing.Message, Why: "行为日（" + r.day(a) + "）施行的文本到决定日（" + r.s.AsOf + "）已不施行，行政处罚法第三十七条要求比较新旧规定。" + missing.Remedy})
		r.warn("law_changed", "本结果只适用行为日（"+r.day(a)+"）施行的《"+f.Item.Law+"》；"+missing.Message+"，没有比较新规定")
		return nil, false
	case gone:
		r.warn("law_changed", "《"+f.Item.Law+"》"+f.Item.Article+"到决定日（"+r.s.AsOf+"）已经废止，新规定不再处罚这一行为：行政处罚法第三十七条，适用新规定")
		return nil, true
	case next == nil || next == f || next.Version == f.Version:
		return nil, false
	}
	if a.From != "" && a.From < next.Version.From && r.day(a) >= next.Version.From {
		r.warn("act_across_change", "行为跨过 "+next.Version.From+" 的法律变更，终了时已施行新规定，适用新规定；各地对连续行为的掌握不同，请说明理由")
	}
	return next, false
}

// chosen decides which of two laws applies to a party, and gives the parts: one, or both where a person has to weigh them.
func (r *run) chosen(old, fresh engine.Part, was, is *rules.Found) []engine.Part {
	a, wholeA := old.Result.Plan.Consequences(old.Result.Input)
	b, wholeB := fresh.Result.Plan.Consequences(fresh.Result.Input)
	choice := engine.CompareLaws(a, b, old.Result.Plan.Vocabulary, fresh.Result.Plan.Vocabulary)
	if !wholeA || !wholeB {
		choice = engine.LawChoice{Chosen: engine.WeighLaw, Why: "未查明的事实太多，不能逐一比较新旧规定"}
	}
	note := engine.LawNote{Choice: choice, Old: text(was), New: text(is)}
	old.Law, fresh.Law = note.Applied(engine.OldLaw, fresh.Result), note.Applied(engine.NewLaw, old.Result)
	what := fmt.Sprintf("行为日施行的%s与决定日施行的%s不同（行政处罚法第三十七条）：%s", note.Old, note.New, choice.Why)
	switch choice.Chosen {
	case engine.OldLaw:
		r.warn("law_changed", what+"，适用旧规定")
		return []engine.Part{old}
	case engine.NewLaw:
		r.warn("law_changed", what+"，适用新规定")
		return []engine.Part{fresh}
	}
	r.warn("weigh", what+"。两种结果都已完整列出，由执法机关选择其中一部并说明理由，不得拼合")
	return []engine.Part{old, fresh}
}

func text(f *rules.Found) string {
	return "《" + f.Item.Law + "》" + f.Item.Article + "（" + f.Version.Name + " 文本）"
}
