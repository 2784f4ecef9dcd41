package clause

import "strings"

// halts are orders that stop a whole business, wherever they stand.
var halts = []string{"停产停业", "停业整顿", "停产整顿", "停工整顿", "停业整治", "停产整治", "停工整治", "停产", "停业", "停工", "停止整顿", "限期停业", "停止办学", "停止营业"}

// whole are what an order must stop to halt a business where it comes as a sanction.
var whole = []string{"生产", "经营", "营业", "执业", "运营", "营运", "生产经营", "产生职业病危害", "使用有毒物品"}

// act are orders against the act itself: never a penalty.
var acts = []string{"违法", "侵权", "使用", "建设", "施工", "销售", "演出", "发布", "燃放", "进口", "出口", "运输", "制造", "非法", "安装", "开采", "供应", "采砂", "侵害", "作业", "航行", "飞行", "试验", "勘查", "播放", "传输", "排放", "排污"}

// classify gives the kind of an order, "" for one that is no penalty. sanction: it comes after 逾期, 情节严重 or an earlier
// penalty, or 可以 stands before it; not as the first answer to the act.
func classify(object string, sanction bool) string {
	t := object
	for {
		cut := t
		for _, w := range []string{"其", "当事人", "有关单位", "限期", "立即", "该单位", "有关企业", "行为人"} {
			cut = strings.TrimPrefix(cut, w)
		}
		if cut == t {
			break
		}
		t = cut
	}
	if at := firstOf(t, append([]string{"关闭", "暂停", "停止", "限制", "改正", "停航", "停运"}, halts...)); at > 0 && !strings.ContainsAny(t[:at], "、，") && at < 60 {
		t = t[at:]
	}
	switch {
	case strings.HasPrefix(t, "改正"), strings.HasPrefix(t, "拆除"):
		return ""
	case hasAny(t, "关闭"):
		return Closure
	case hasAny(t, halts...):
		return Halt
	case strings.HasPrefix(t, "暂停"):
		return suspended(t, sanction)
	case strings.HasPrefix(t, "停止"):
		return stopped(strings.TrimPrefix(t, "停止"), sanction)
	case hasAny(t, "停航", "停运"):
		if sanction || len(quantities(t, 0, len(t))) > 0 {
			return Halt
		}
		return ""
	case strings.HasPrefix(t, "限制"):
		return Restrict
	case containsAny(t, []string{"停产停业", "停业整顿", "停产整顿"}):
		return Halt
	}
	return ""
}

func suspended(t string, sanction bool) string {
	switch {
	case strings.Contains(t, "执业") && !strings.Contains(t, "业务"), strings.Contains(t, "从业"):
		return Ban
	case containsAny(t, []string{"业务", "资格", "许可", "招生", "经营活动", "备案"}):
		return Restrict
	case len(quantities(t, 0, len(t))) > 0, sanction:
		return Restrict
	}
	return ""
}

func stopped(t string, sanction bool) string {
	t = strings.TrimPrefix(t, "一切")
	if strings.Contains(t, "执行业务") && sanction {
		return Ban
	}
	if qs := quantities(t, 0, len(t)); sanction && len(qs) > 0 && isPeriod(qs[0].unit) {
		return Restrict
	}
	switch {
	case hasAny(t, "承接", "接受新", "承揽", "办理") && sanction, strings.Contains(t, "新业务"), strings.Contains(t, "业务") && sanction, strings.HasPrefix(t, "招生") && sanction:
		return Restrict
	case !sanction, hasAny(t, acts...):
		return ""
	case strings.Contains(t, "执行业务"):
		return Ban
	case hasAny(t, whole...), containsAny(t, []string{"生产", "经营"}):
		return Halt
	case strings.Contains(t, "活动"):
		return Restrict
	}
	return ""
}

// firstOf gives the first place of any of the words; -1 without one.
func firstOf(t string, words []string) int {
	best := -1
	for _, w := range words {
		if i := strings.Index(t, w); i >= 0 && (best < 0 || i < best) {
			best = i
		}
	}
	return best
}
