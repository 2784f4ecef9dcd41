package clause

import (
	"strings"

	"cailiang/engine/money"
)

// further are the beginnings of a condition that comes on top of a conduct.
var further = []string{"情节", "逾期", "拒不改正", "拒不停止", "拒不整改", "拒不执行", "拒不缴", "拒不拆", "拒不召回", "拒不补", "拒不恢复", "拒不履行", "拒不退", "拒不纠正", "拒不清", "拒不采取", "拒不撤", "拒不消除", "拒不办", "拒绝改正", "拒绝停止", "拒绝执行", "仍", "经", "造成", "致使", "导致", "引起", "引发", "尚不构成", "尚不够", "尚未构成", "给他人", "给国家", "给消费者", "给用户", "给社会", "给有关", "属于", "已经造成", "尚不足", "尚未造成", "未造成", "没有造成", "有违法所得", "没有违法所得",
	"无违法所得", "违法所得", "非法所得", "违法经营额", "非法经营额", "货值", "后果", "触犯", "数额", "再次", "屡次", "多次", "因此", "不能拆除", "不能改正", "不能恢复", "不能退", "不能消除", "不能补", "无法", "不足", "危害", "影响", "累计", "严重",
	"性质", "限期", "期满", "不改正", "未改正", "未按期", "到期", "不听", "屡教", "有法定", "具有", "有违法", "正在", "属", "存在", "迟延", "有营业执照", "有许可", "有执照", "有执业", "持有", "取得", "没有", "有前款", "有前述", "有上述", "有本条", "同时", "被责令", "超过", "违反治安", "构成", "不构成",
	"两年内", "一年内", "二年内", "1年内", "2年内", "12个月内", "3个月内", "在一年内", "在二年内", "在两年内", "未在", "经催", "继续", "重新", "轻微", "较重", "以牟利", "以营利", "但", "其中", "不按期",
	"上一年", "无", "改正后", "在限期", "在规定期限", "在责令", "应当没收", "不具备", "确有", "难以", "不停止", "尚可", "所得", "收入", "销售", "涉案", "不够", "不服", "从事前款", "到限"}

// money conditions speak of a sum that may or may not exist.
var sums = []string{"违法所得", "非法所得", "货值金额", "货值", "违法经营额", "非法经营额", "经营额", "销售额", "销售金额", "营业额", "业务收入", "违法收入", "所获收入", "收入", "广告费用", "报酬", "税款", "费用", "交易金额", "数额",
	"金额", "出资", "价款", "合同", "猎获物", "价值", "非法财物", "所得", "佣金", "货款", "标的"}

// isFurther tells whether words open a further condition rather than a conduct of their own.
func isFurther(t string) bool {
	t = strings.TrimPrefix(t, "但是")
	t = strings.TrimPrefix(t, "但")
	t = strings.TrimPrefix(t, "对")
	if hasAny(t, "有“", "造成") || hasAny(t, further...) {
		return true
	}
	if containsAny(t, []string{"情节严重", "情节较", "情节轻微", "情节特别", "情节恶劣", "后果严重", "不构成犯罪", "构成犯罪", "逾期", "拒不改正", "不改正", "为个人", "为单位", "属于", "的除外", "没有规定", "未作规定", "有规定"}) && len(t) < 90 {
		return true
	}
	return isSum(t)
}

// isSum tells whether a condition is about a sum: a threshold, or whether there is one.
func isSum(t string) bool { return topic(t) != "" }

// topic gives the sum that a condition is about.
func topic(t string) string {
	short := len(t) < 120
	for _, b := range sums {
		i := strings.Index(t, b)
		if i < 0 {
			continue
		}
		rest := t[i+len(b):]
		switch {
		case hasAny(rest, "不足", "在", "超过", "不满", "达到", "无法", "难以", "不能", "较", "巨大", "的，", "不超过"), len(quantities(rest, 0, len(rest))) > 0 && quantities(rest, 0, len(rest))[0].from < 7:
			return same(b)
		case short && (strings.HasPrefix(t, "有"+b) || strings.Contains(t, "没有"+b) || strings.HasPrefix(t, "无"+b)):
			return same(b)
		case short && strings.HasPrefix(t, "有违法"):
			return same(b)
		}
	}
	return ""
}

// same puts names of one thing together, so that 货值 and 货值金额 are siblings.
func same(b string) string {
	switch b {
	case "货值金额":
		return "货值"
	case "非法所得", "违法收入":
		return "违法所得"
	case "非法经营额", "违法经营额":
		return "经营额"
	}
	return b
}

// siblings tells whether a condition takes the place of the one before it instead of standing under it.
func siblings(before, now string) bool {
	a, b := topic(before), topic(now)
	switch {
	case a != "" && b == "":
		return !strings.HasPrefix(now, "逾期") // a threshold reaches only as far as the fine
	case a != "" && b != "":
		return true
	}
	return strings.Contains(before, "情节") && strings.Contains(now, "情节")
}

// exclude tells whether two conditions cannot hold together.
func exclude(a, b string) bool {
	pa, pb := strings.Split(a, "，"), strings.Split(b, "，")
	for _, x := range pa {
		for _, y := range pb {
			if apart(x, y) || apart(y, x) {
				return true
			}
		}
	}
	return false
}

func apart(x, y string) bool {
	for _, s := range []string{"违法所得", "违法经营额", "非法所得", "猎获物", "违法收入", "经营额"} {
		if strings.HasPrefix(x, "有"+s) && (y == "没有"+s || y == "无"+s) {
			return true
		}
	}
	if strings.Contains(x, "尚可采取") && (strings.Contains(y, "无法采取") || strings.Contains(y, "不能拆除")) {
		return true
	}
	if topic(x) == "" || topic(x) != topic(y) {
		return false
	}
	for _, above := range thresholds(x) {
		for _, below := range thresholds(y) {
			if disjoint(above, below) {
				return true
			}
		}
	}
	return false
}

// disjoint tells whether no sum lies both above the one threshold and below the other.
func disjoint(above, below When) bool {
	a, errA := money.ParseRatio(above.Value)
	b, errB := money.ParseRatio(below.Value)
	if errA != nil || errB != nil || above.Unit != below.Unit || !strings.HasPrefix(above.Op, ">") || !strings.HasPrefix(below.Op, "<") {
		return false
	}
	order := a.Cmp(b)
	return order > 0 || order == 0 && above.Op+below.Op != ">=<="
}

// thresholds reads the numeric thresholds of a condition: 违法所得不足五万元, 货值金额5000元以上不足1万元.
func thresholds(cond string) []When {
	var out []When
	for _, part := range strings.Split(cond, "，") {
		out = append(out, thresholdsOf(strings.TrimSuffix(part, "的"))...)
	}
	return out
}

func thresholdsOf(part string) []When {
	var out []When
	base := ""
	qs := quantities(part, 0, len(part))
	edge, none := 0, false
	for _, q := range qs {
		if q.unit != "元" && q.unit != "倍" && q.unit != "%" {
			continue
		}
		lead := part[edge:q.from]
		op := ""
		cut := lead
		for _, w := range []struct{ word, op string }{{"不足", "<"}, {"不满", "<"}, {"未达到", "<"}, {"低于", "<"}, {"未超过", "<="}, {"不超过", "<="}, {"超过", ">"}, {"达到", ">="}, {"高于", ">"}, {"在", ""}} {
			if strings.HasSuffix(lead, w.word) {
				op, cut = w.op, strings.TrimSuffix(lead, w.word)
				break
			}
		}
		rest := part[q.to:]
		switch {
		case hasAny(rest, "以上"):
			op = ">="
		case hasAny(rest, "以下", "以内"):
			op = "<="
		}
		if op == "" {
			continue
		}
		edge = q.to + len(hadPrefix(rest, "以上", "以下", "以内"))
		if b := baseOf(cut); b != "" {
			base = b
		}
		v, ok := valueOf(q)
		if !ok || base == "" {
			continue
		}
		none = none || absent(part, base) || containsAny(part, []string{"没有" + base + "或者", "无" + base + "或者", "或者没有" + base, "或者无" + base, "没有" + base + "、", "没有" + base + "或"})
		unit := q.unit
		if unit == "%" {
			unit = "倍"
		}
		out = append(out, When{Base: base, Op: op, Value: v, Unit: unit})
	}
	for i := range out {
		out[i].OrNone = none
	}
	return out
}

// absent: 没有猎获物或者猎获物价值不足二千元.
func absent(part, base string) bool {
	for _, w := range []string{"没有", "无"} {
		rest, ok := strings.CutPrefix(part, w)
		if i := strings.Index(rest, "或"); ok && i > 0 && (strings.HasPrefix(base, rest[:i]) || strings.HasSuffix(rest[:i], base)) {
			return true
		}
	}
	return false
}

func baseOf(lead string) string {
	for _, w := range []string{"或者", "，", "且", "但", "及", "或"} {
		if i := strings.LastIndex(lead, w); i >= 0 {
			lead = lead[i+len(w):]
		}
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(unbracket(lead)), "对"), "其"), "数额在")
}

func valueOf(q quantity) (string, bool) {
	if q.unit != "元" {
		return q.value.String(), true
	}
	f, err := fen(q.value)
	return f.String(), err == nil
}
