package clause

import (
	"strings"
	"unicode/utf8"
)

// persons are the endings of a noun that names who acts.
var persons = []string{"直接责任人员", "责任人员", "主管人员", "工作人员", "从业人员", "人员", "负责人", "法定代表人", "责任人", "经营者", "生产者", "销售者", "提供者", "使用者", "管理者", "所有者", "消费者", "建设者", "组织者", "举办者", "开办者", "主办者", "承办者",
	"发布者", "广告主", "主体", "作坊", "摊贩", "诊所", "分子", "单位", "企业", "机构", "公司", "组织", "个人", "医院", "电影院", "剧院", "学校", "医师", "兽医", "护士", "教师", "律师", "会计师", "工程师", "建造师", "公证员", "船长", "船员", "船舶", "渔船", "机长", "驾驶员", "驾驶人", "行为人", "当事人", "申请人", "承运人", "托运人",
	"纳税人", "扣缴义务人", "保险人", "投标人", "招标人", "中标人", "拍卖人", "委托人", "持有人", "发行人", "管理人", "托管人", "承包人", "发包人", "经营人", "所有人", "代理人", "监护人", "保证人", "用户", "农户", "公民", "外国人", "法人", "协会", "商会", "商店", "银行", "合作社",
	"机关", "部门", "集团", "交易所", "事务所", "研究所", "检测所", "医疗机构", "营业场所", "娱乐场所", "场所", "网站", "饲养场", "养殖场", "养殖小区", "园区", "旅馆", "饭店", "酒店", "旅行社", "出版社", "报社", "印刷厂", "屠宰厂（场）", "屠宰场", "屠宰厂", "厂", "农场", "林场", "煤矿", "矿山", "电视台", "中心",
	"社会团体", "团体", "基金会", "民办非企业单位", "代表处", "代表机构", "首席代表", "股东", "实际控制人", "董事", "监事", "经理", "评标委员会成员", "成员", "专家", "导游", "领队", "设计人", "业主", "住户", "车主", "货主", "物业", "市场", "批发商", "零售商", "经销商", "进口商", "供应商", "开发商", "承租人", "出租人", "旅客",
	"考生", "运动员", "教练员", "裁判员", "采矿权人", "探矿权人", "者", "人"}

// openVerbs begin a conduct whose subject is not named: a person behind them is the object.
var openVerbs = []string{"违反", "擅自", "未", "不", "为", "向", "对", "将", "把", "以", "聘用", "雇用", "招用", "雇佣", "录用", "聘请", "允许", "指使", "强令", "强迫", "组织他人", "组织、", "教唆", "代替", "委托", "伪造", "变造", "买卖", "出租", "出借", "转让", "冒用", "冒充", "利用", "通过", "在", "从",
	"拒绝", "拒不", "阻碍", "阻挠", "妨碍", "侵占", "破坏", "损毁", "盗窃", "哄抢", "非法", "故意", "隐瞒", "虚报", "谎报", "瞒报", "编造", "散布", "诬告", "诽谤", "侮辱", "殴打", "胁迫", "诱骗", "引诱", "容留", "介绍", "协助", "包庇", "窝藏", "携带", "邮寄", "有下列", "有前", "有本条", "有违", "有第", "有上述", "无", "没有",
	"采取", "采用", "建设项目", "经批准", "经责令", "按", "依", "因", "发生", "占用", "采伐", "砍伐", "猎捕", "猎杀", "挖掘", "倾倒", "堆放", "涂改", "骗取", "逃避", "超过", "超越", "扰乱", "煽动", "虐待", "遗弃", "打击报复", "威胁", "干扰", "明知", "泄露", "滥用", "挪用", "截留",
	"接受", "收受", "索取", "参与", "参加", "应当", "私自", "违规", "违法", "随意", "任意", "丢弃", "改变", "驾驶", "乘坐", "酒后", "饮酒", "醉酒", "逾期", "多次", "再次", "危害", "窃取", "刺探", "收买", "倒卖", "贩卖", "吸食", "注射",
	"强行", "寻衅", "结伙", "追逐", "猥亵", "偷窥", "卖淫", "嫖娼", "赌博", "反复", "写", "捏造", "虽", "挂靠", "兴办", "开办", "举办", "设立", "引诱", "虚构", "串通", "哄抬", "囤积", "提供虚假"}

// strong are what follows a subject for certain.
var strong = []string{"违反", "未", "不", "有下列", "有前款", "有前", "有上述", "有本", "有第", "有违反", "有其他", "有违法", "擅自", "拒绝", "拒不", "违法", "非法", "泄露", "伪造", "变造", "涂改", "逾期", "占压", "弄虚作假", "滥用", "骗取", "挪用", "截留", "侵占", "私自", "明知", "故意", "指使", "强令", "隐瞒", "虚报",
	"谎报", "瞒报", "迟报", "漏报", "应当", "达不到", "拖延", "阻碍", "阻挠", "无正当", "无故", "玩忽", "违背", "延误", "贪污", "没有", "不再", "超越", "超出", "超过", "违规"}

// weak may follow a subject, but a person before them may also be an object.
var weak = []string{"在", "将", "以", "对", "承储", "利用", "出租", "出借", "转让", "与", "向", "为", "从事", "发生", "提供", "参加", "使用", "聘用", "招用", "雇用", "销售", "出具", "采取", "采用", "因", "被", "允许", "无", "属于", "构成", "实施", "进行", "接受", "收受", "索取", "通过", "仍", "把",
	"组织", "委托", "发布", "发现", "变更", "设立", "开展", "编造", "虚假", "驾驶", "饮酒", "酒后", "购买", "购进", "收购", "运输", "携带", "进口", "出口", "具有", "存在", "出现", "单独", "制作", "制造", "复制", "加工", "收寄", "兼任", "串通", "低于", "高于", "丢失", "损毁", "冒用", "冒充", "承揽", "承接", "介绍", "降低", "偷", "经批准", "经责令", "及其", "参与", "办理", "履行", "占用",
	"排放", "倾倒", "已", "为他人", "和他", "之间", "生产", "经营", "建设", "自行", "恶意", "转移", "未", "取得", "申请", "没收", "违", "丧失", "要求", "强迫", "以欺骗", "按", "依照", "按照", "就", "到", "从", "用", "同", "经", "借", "私", "兼", "可能", "拆", "增加", "减少", "扣押", "克扣", "拖欠", "侵害", "侵犯", "侮辱", "殴打", "阻", "因其", "离开", "携", "假借", "骗", "窃取", "携款", "燃", "收取", "印制", "泄", "破坏", "引诱", "挤占", "操纵", "买卖", "违约", "迟", "误", "瞒", "漏", "多次", "再次", "连续", "利", "非因", "另行", "串", "散布", "传播", "妨害", "妨碍", "制", "持有", "实际", "受托", "屠宰", "承销", "印刷", "托运", "租借", "签发", "直接", "转产", "编制", "进入", "诱导", "误导", "出售", "隐匿", "操作", "供水", "供电", "供气", "承修", "维修", "损坏", "删改", "让", "请", "部分", "停止", "终止", "成立", "收费", "吸收", "逃避", "欠缴", "提交", "应用", "新建", "代理", "调整", "执行", "安装", "检验", "改造", "拥有", "放任", "纵容", "迫使", "推荐", "出厂", "交付", "预售", "开工", "竣工", "出资", "雇佣", "录用", "来华", "自", "明示", "暗示"}

// subject reads who acts at the head of a conduct; "" where nobody is named. strict takes only what strong words follow.
func subject(t string, strict bool) string {
	if hasAny(t, "或", "对") && !hasAny(t, "对外") {
		if rest, ok := strings.CutPrefix(t, "对"); ok && strings.Contains(rest, "违反") { // 对被审计单位违反…的行为
			if who := subject(rest, true); strings.HasPrefix(strings.TrimPrefix(rest, who), "违反") {
				return who
			}
		}
		return ""
	}
	t = strings.TrimPrefix(t, "凡")
	blocked := hasAny(t, openVerbs...) && !hasAny(t, "对外", "从业", "在职", "在建", "在校") && !named(t)
	first := "" // before 与, which may join a second one or an object
	for i := 0; i < len(t) && i < 300; {
		_, size := utf8.DecodeRuneInString(t[i:])
		i += size
		w := hadSuffix(t[:i], persons...)
		if w == "" || strings.HasSuffix(t[:i], "或者") || strings.HasSuffix(t[:i], "他人") || strings.HasSuffix(t[:i], "无人") || w == "船舶" || w == "渔船" {
			continue
		}
		rest := t[i:]
		who := t[:i]
		if hasAny(rest, "（", "(") {
			inner := rest
			if rest = unbracket(rest); rest != inner && strings.HasSuffix(inner, rest) {
				who = t[:len(t)-len(rest)]
				i = len(who)
			}
		}
		if hadSuffix(who, "机关", "部门") != "" && strings.HasPrefix(rest, "对") {
			return subject(strings.TrimPrefix(rest, "对"), strict)
		}
		if strings.HasPrefix(rest, "与") {
			if first == "" {
				first = who
			}
			continue
		}
		sure := hasAny(rest, strong...) && !hasAny(rest, "不动产", "未成年")
		switch {
		case hasAny(rest, "、", "和", "或者", "以及", "及", "或", "（", "(", "的", "等", "以外", "以上", "以下", "为个人", "为单位"):
			continue
		case sure && (!blocked || described(who) && !hasAny(who, "为", "向", "以")):
		case rest == "" && !strict && (!blocked || described(who)):
		case compound(rest):
			continue
		case strict || blocked && (!described(who) || hasAny(who, "为", "向", "以")):
			continue
		case hasAny(rest, weak...):
		default:
			continue
		}
		if strings.ContainsAny(who, "，；") || hasAny(rest, "未成年") {
			return ""
		}
		return strings.TrimSpace(who)
	}
	return first
}

// actors are persons who act, whatever verb follows: no places, objects or authorities.
var actors = []string{"单位", "企业", "公司", "人员", "经营者", "个人", "用户", "承运人", "托运人", "纳税人", "扣缴义务人", "投标人", "招标人", "供应商", "学校", "旅行社", "合作社", "银行", "事务所"}

// actor reads who stands at the head of a conduct before a verb that no list has: 取得许可证的企业名称发生变化.
func actor(t string) string {
	if hasAny(t, openVerbs...) || hasAny(t, "对", "或", "被", "给", "由", "有", "非") {
		return ""
	}
	for i, r := range t {
		i += utf8.RuneLen(r)
		if i > 60 || strings.ContainsRune("，；、《“（(", r) {
			return ""
		}
		if hadSuffix(t[:i], actors...) != "" && !containsAny(t[:i], []string{"未", "不", "载运", "或者", "由"}) && i < len(t) && !hasAny(t[i:], "的", "、", "和", "或", "与", "及", "以") {
			return t[:i]
		}
	}
	return ""
}

// named: a verb at the head belongs to a name: 出租单位, 委托印刷单位.
func named(t string) bool {
	for i, r := range t {
		if i += utf8.RuneLen(r); i > 18 {
			return false
		}
		if hadSuffix(t[:i], "单位", "企业", "机构") != "" {
			return hasAny(t[i:], strong...) || hasAny(t[i:], weak...) || hasAny(t[i:], "和个人", "或者个人", "、个人")
		}
	}
	return false
}

// compound: a verb behind a person may belong to a longer name: 营业场所经营单位.
func compound(rest string) bool {
	w := hadPrefix(rest, "经营", "生产", "建设", "使用", "运输", "销售", "检验", "安装", "维修", "设计", "制造", "加工", "屠宰", "进口", "出口", "印刷", "管理", "服务", "运营", "托运", "承运", "施工", "检测", "监理", "组织")
	if w == "" {
		return false
	}
	for i, r := range rest {
		if i += utf8.RuneLen(r); i > 36 {
			break
		}
		if hadSuffix(rest[:i], persons...) != "" && hasAny(rest[i:], strong...) {
			return true
		}
	}
	return false
}

// described: a verb at the head may belong to a clause before 的 that describes the subject: 开展数据处理活动的组织、个人.
func described(who string) bool {
	i := strings.LastIndex(who, "的")
	return i > 0 && !hasAny(who, "在", "违反", "擅自", "聘用", "雇用", "招用", "允许", "指使", "强令", "冒用", "伪造", "将", "对", "未按", "不按", "拒绝", "拒不", "明知", "代替") && len(who)-i < 90
}

// inCharge tells whether the words name persons in charge, who have steps of their own.
func inCharge(who string) bool {
	return containsAny(who, []string{"主管人员", "责任人员", "负责人", "法定代表人", "责任人", "董事", "监事", "高级管理人员", "首席代表", "投资人", "领导人员", "船长", "驾驶人", "实际控制人", "控股股东"})
}

// isStaff tells people who work for a unit (医务人员, 检测人员): beside it they have steps of their own.
func isStaff(who string) bool {
	return hadSuffix(who, "人员", "医师", "护士", "教师", "船员") != "" && !containsAny(who, []string{"机构", "单位", "企业"})
}

// isPerson tells whether 对… names somebody who can be punished.
func isPerson(t string) bool {
	if t == "" || containsAny(t, []string{"应用程序", "建筑物", "违法所得", "产品", "设施", "船舶、", "疫苗", "物品", "行为", "情节", "场地", "资料", "证件", "文件", "处罚", "规定", "工程"}) && hadSuffix(t, persons...) == "" {
		return false
	}
	return hadSuffix(t, persons...) != "" || hadSuffix(t, "者", "人", "员", "户", "机", "店", "社", "主", "师", "长", "厂", "家", "方", "会", "院", "校", "所", "领队") != ""
}

// whoOf brings the words of 对… into the form of Item.Who.
func whoOf(t string) string {
	if !hasAny(t, "其他", "其中") {
		t = strings.TrimPrefix(t, "其")
	}
	switch t {
	case "当事人", "行为人", "违法行为人", "违反者", "违法者", "违法当事人":
		return Violator
	}
	if rest, ok := strings.CutPrefix(t, "负有责任的"); ok && !inCharge(rest) {
		return rest
	}
	return undescribed(strings.TrimPrefix(strings.TrimPrefix(t, "违法单位的"), "所在的"))
}

// undescribed leaves out a clause that only tells again what was done: 虚报注册资本的公司.
func undescribed(t string) string {
	i := strings.LastIndex(t, "的")
	if i < 0 {
		return t
	}
	before, noun := t[:i], t[i+len("的"):]
	if hadSuffix(noun, persons...) == "" || strings.Contains(noun, "、") && !inCharge(noun) && noun != "单位、个人" {
		return t
	}
	if strings.HasPrefix(before, "违法") {
		return noun
	}
	if containsAny(before, []string{"虚报", "隐瞒", "提交", "擅自", "驾驶", "前款", "违反", "骗取", "伪造", "非法", "实施"}) && !strings.Contains(before, "直接负责") {
		return noun
	}
	return t
}
