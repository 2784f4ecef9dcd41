package explain

import "cailiang/engine"

// fines tells which of several norms for one act gives the fine, each with its own result.
func (w *writer) fines() []Line {
	c := w.choice()
	if c == nil {
		return nil
	}
	var out []Line
	for i, n := range c.Norms {
		text := "《" + n.Item.Law + "》" + n.Item.Article + "：" + n.Fine
		if i == c.Chosen {
			text += " → 罚款按此确定"
		}
		out = append(out, Line{Text: text}, Line{Text: "单独按它：" + engine.WouldBe(n.Result.Outcomes, nil), Depth: 1})
	}
	for _, note := range c.Notes {
		out = append(out, Line{Text: note})
	}
	return append(out, Line{Text: c.Why, Right: "行政处罚法第二十九条"})
}

// choice finds the choice of fines that the part belongs to.
func (w *writer) choice() *engine.FineChoice {
	for i := range w.s.Fines {
		c := &w.s.Fines[i]
		if c.Act == w.p.Act && c.Role == w.p.Role && samePerson(c.Party, w.p.Party) {
			return c
		}
	}
	return nil
}

func samePerson(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }
