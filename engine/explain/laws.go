package explain

import (
	"cailiang/engine"
)

var chosenWords = map[engine.Chosen]string{engine.OldLaw: "适用旧规定", engine.NewLaw: "适用新规定", engine.WeighLaw: "由执法机关衡量选择其一，不得拼合"}

// laws compares the law of the act with that of the decision day, kind by kind.
func (w *writer) laws() []Line {
	n := w.p.Law
	if n == nil {
		return nil
	}
	out := []Line{{Text: "旧规定：" + n.Old}, {Text: "新规定：" + n.New}}
	for _, k := range n.Choice.Kinds {
		text := k.Kind + "：旧 " + k.Old + "；新 " + k.New + " → " + orderWords(k)
		out = append(out, Line{Text: text, Depth: 1})
	}
	out = append(out, Line{Text: n.Choice.Why + "：" + chosenWords[n.Choice.Chosen], Right: "行政处罚法第三十七条"})
	of, other := "旧规定", "新规定"
	if n.Of == engine.NewLaw {
		of, other = other, of
	}
	if n.Choice.Chosen == engine.WeighLaw {
		out = append(out, Line{Text: "以下结论按" + of})
	}
	return append(out, Line{Text: "按" + other + "的结果：" + engine.WouldBe(n.Other.Outcomes, nil)})
}

func orderWords(k engine.KindOrder) string {
	if k.Unclear != "" {
		return "不能比较"
	}
	milder, heavier := false, false
	for _, n := range []int{k.Modality, k.Ceiling, k.Floor} {
		milder, heavier = milder || n < 0, heavier || n > 0
	}
	switch {
	case milder && heavier:
		return "一端较轻，一端较重"
	case milder:
		return "新的较轻"
	case heavier:
		return "新的较重"
	}
	return "相同"
}
