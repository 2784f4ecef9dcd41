package clause

import (
	"strings"
	"unicode/utf8"
)

var opens = func() map[rune]bool {
	m := map[rune]bool{}
	for _, o := range openers {
		r, _ := utf8.DecodeRuneInString(o.word)
		m[r] = true
	}
	return m
}()

func openerAt(s string, i, from int) (opener, bool) {
	for _, o := range openers {
		if !strings.HasPrefix(s[i:], o.word) {
			continue
		}
		if before := s[from:i]; hadSuffix(before, "被", "受到", "受过", "拒不", "被依法", "的", "未", "不", "或") != "" && hadSuffix(before, "被", "受到", "受过", "拒不", "被依法") != "" {
			return opener{}, false
		}
		rest := s[i+len(o.word):]
		switch o.what {
		case 'o':
			if hasAny(rest, "改正之日", "限期改正之日", "改正期间") {
				return opener{}, false
			}
		case 'k':
			if o.kind == Criticism && o.word != "通报批评" && hasAny(rest, "批评", "有关", "其", "相关", "同级") {
				continue
			}
			if o.kind == Warning && hasAny(rest, "标志", "标识", "性", "处分", "、记过", "、记大过", "或者记过", "说明", "信息", "信号", "用语") {
				return opener{}, false
			}
			if o.word == "关闭" && !hasAny(rest, "网站") && !closes(s[from:i]) {
				continue
			}
			if o.kind == Downgrade && (!strings.Contains(s, "资质") || strings.Contains(rest, "处分") || hasAny(rest, "、撤职", "或者撤职", "直至", "或者开除")) {
				continue
			}
		case 'l':
			if o.kind == Suspension && !containsAny(head(rest, 90), []string{"证", "照", "许可", "或者吊销", "直至吊销"}) {
				continue
			}
			if o.kind == Downgrade && !strings.Contains(rest, "资质") && !strings.Contains(rest, "等级") {
				continue
			}
			if o.kind == Downgrade && containsAny(head(rest, 60), []string{"岗位", "军衔", "警衔", "职务", "职级", "薪"}) {
				continue
			}
		case 'v':
			if o.word == "注销" && containsAny(s[from:i], []string{"办理", "申请"}) {
				continue
			}
			if o.word != "除名" && !containsAny(head(rest, 60), licences) {
				continue
			}
			if hasAny(rest, "考试", "中标", "其考试", "其中标", "录取", "其录取", "成绩", "其成绩", "其参加考试", "参加考试", "报考") {
				continue
			}
			if strings.HasPrefix(rest, "职务") || strings.HasPrefix(rest, "其职务") {
				continue
			}
		case 'c':
			if hasAny(rest, "的") {
				continue
			}
		case 'f':
			if n := len(hadPrefix(rest, "数额", "额")); n > 0 && !hasAny(rest[n:], "为", "按", "不", "最高", "以", "，") && rest[n:] != "" && !sole(s[from:i], rest[n:]) {
				continue // the fine as a base
			}
		case 't':
			if hadSuffix(s[from:i], "依法", "可以", "可", "并", "予以", "并可", "或者", "、", "其", "直至", "由", "部门", "机关", "机构", "作出", "给予", "对其") == "" && i != from && !(strings.Contains(s[from:i], "对") && hadSuffix(s[from:i], persons...) != "") {
				continue
			}
			if o.word == "限制" && !hasAny(rest, "、暂停", "或者暂停", "业务", "其业务", "开展", "生产", "从事", "经营") {
				continue
			}
		case 'b':
			if !bans(s[from:i], rest, o.word) {
				continue
			}
		case 'x':
			if o.word == "强制" && !hasAny(rest, "拆除", "执行", "报废", "清除", "排除", "销毁", "恢复", "扑杀", "免疫", "补种") {
				continue
			}
			if o.word == "限期" && hasAny(rest, "内", "未", "的", "届满") {
				continue
			}
		case 'g':
			if (o.word == "减轻" || o.word == "从轻") && !strings.Contains(head(rest, 45), "处罚") || o.word == "不处罚" && rest != "" || hasAny(rest, "从严") {
				continue
			}
		case 'n':
			if !strings.Contains(head(rest, 90), "名单") && !strings.Contains(head(rest, 90), "记录") && !strings.Contains(head(rest, 90), "档案") {
				continue
			}
		}
		return o, true
	}
	return opener{}, false
}

// sole: 处以本条例第五十条规定的罚款数额的50%, where the base is the only 罚款 there is.
func sole(before, rest string) bool {
	return !strings.Contains(rest, "罚款") && verbAt(before) >= 0 && len(quantities(rest, 0, len(rest))) > 0
}

func closes(before string) bool {
	return hadSuffix(before, "责令", "或者", "、", "予以", "依法", "并", "直至", "政府", "部门", "机关", "机构", "由其") != ""
}

// bans tells whether 不得 or 禁止 is a ban as a sanction: with a period, 终身, or one that ends with a person's work.
func bans(before, rest, word string) bool {
	period := hadSuffix(before, "终身", "终生", "不得再", "一定期限内", "一定时期内") != ""
	if !period {
		if at := strings.LastIndex(before, "年"); at >= 0 && len(before)-at <= len("年以内、以上，其再") {
			period = true
		} else if at := strings.LastIndex(before, "月"); at >= 0 && len(before)-at <= len("月以内，其") {
			period = true
		}
	}
	switch word {
	case "市场禁入":
		return true
	case "禁止":
		q := quantities(head(rest, 45), 0, len(head(rest, 45)))
		for _, x := range q {
			if isPeriod(x.unit) {
				return true
			}
		}
		return period || hasAny(rest, "从事", "其从事", "进口", "担任", "其担任", "参加", "其参加", "从业", "其在") || strings.HasPrefix(rest, "其")
	case "不予受理", "不予办理":
		return period || word == "不予受理" && hasAny(rest, "其")
	case "不受理", "不再受理", "停止受理":
		return true
	}
	return period || hasAny(rest, "再从事", "再次申请", "从事", "再担任", "再申请")
}
