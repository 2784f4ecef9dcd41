package clause

// opener is a word that a consequence begins with.
type opener struct {
	word string
	what byte // o order, c confiscation, f fine, k a kind as it is, l a kind with an object, p detention, b ban, x corrective order, g grade of punishment
	kind string
}

// openers are tried in this order at each place of a segment.
var openers = []opener{
	{"责令", 'o', ""},
	{"没收", 'c', ""},
	{"罚款", 'f', Fine},
	{"罚金", 's', ""},
	{"警告", 'k', Warning},
	{"通报批评", 'k', Criticism}, {"予以通报", 'k', Criticism}, {"给予通报", 'k', Criticism},
	{"暂扣", 'l', Suspension}, {"扣留其", 'l', Suspension},
	{"吊销", 'l', Revocation}, {"吊扣", 'l', Suspension}, {"缴销", 'l', Revocation},
	{"撤销", 'v', Revocation}, {"取消", 'v', Revocation}, {"注销", 'v', Revocation}, {"撤回", 'v', Revocation}, {"终止其", 'v', Revocation}, {"收回", 'v', Revocation},
	{"除名", 'v', Revocation},
	{"降低", 'l', Downgrade}, {"降级", 'k', Downgrade},
	{"停产停业", 'h', Halt}, {"停业整顿", 'h', Halt}, {"停产整顿", 'h', Halt}, {"停工整顿", 'h', Halt}, {"停产整治", 'h', Halt}, {"停业整治", 'h', Halt}, {"停工整治", 'h', Halt},
	{"限期停业", 'h', Halt}, {"停止营业", 'h', Halt},
	{"予以关闭", 'k', Closure}, {"关闭", 'k', Closure}, {"取缔", 'k', Closure},
	{"暂停", 't', ""}, {"停止", 't', ""}, {"限制", 't', ""}, {"限期停止", 't', ""},
	{"拘留", 'p', Detention},
	{"不得", 'b', Ban}, {"禁止", 'b', Ban}, {"不予受理", 'b', Ban}, {"不再受理", 'b', Ban}, {"不受理", 'b', Ban}, {"市场禁入", 'b', Ban}, {"停止受理", 'b', Ban}, {"不予办理", 'b', Ban},
	{"限期出境", 'k', Other}, {"驱逐出境", 'k', Other}, {"遣送出境", 'k', Other},
	{"列入", 'n', Other}, {"记入", 'n', Other}, {"予以公告", 'k', Other}, {"向社会公告", 'k', Other}, {"并予公告", 'k', Other},
	{"限期", 'x', ""}, {"恢复原状", 'x', ""}, {"退还", 'x', ""}, {"退回", 'x', ""}, {"追缴", 'x', ""}, {"补缴", 'x', ""}, {"收缴", 'x', ""}, {"采取补救措施", 'x', ""},
	{"采取其他补救措施", 'x', ""}, {"召回", 'x', ""}, {"强制", 'x', ""}, {"代为", 'x', ""}, {"予以制止", 'x', ""}, {"予以销毁", 'x', ""}, {"批评教育", 'x', ""}, {"消除影响", 'x', ""},
	{"依法拆除", 'x', ""}, {"予以扣留", 'x', ""}, {"扣押", 'x', ""},
	{"从重", 'g', ""}, {"从轻", 'g', ""}, {"减轻", 'g', ""}, {"不予处罚", 'g', ""}, {"不予行政处罚", 'g', ""}, {"免予处罚", 'g', ""}, {"不处罚", 'g', ""}, {"免除处罚", 'g', ""}, {"免于处罚", 'g', ""},
	{"加重处罚", 'g', ""}, {"加倍处罚", 'g', ""}, {"按日连续处罚", 'd', Fine},
}

// gains are what a confiscation of gain takes.
var gains = []string{"违法所得", "非法所得", "违法收入", "非法收入", "所得收入", "经营所得", "非法获利", "违法获利", "所获收入", "收入", "所得", "费用", "运费", "报酬", "佣金", "租金", "价款", "门票",
	"所收取的", "非法获取的利益", "非法利益", "好处", "回扣", "收益", "利润", "款项", "代理费", "服务费", "提成", "贿赂", "货款", "利息"}

// licences are what a revocation in the wider sense (撤销, 取消, 注销, 收回) must take to be one.
var licences = []string{"登记", "许可", "资格", "资质", "证", "执照", "批准", "备案", "认定", "业务", "核准", "称号", "除名", "注册", "经营权", "使用权", "牌照", "品种", "授权", "名称", "机构", "代表处"}

// skips mark consequences that are no penalty: crime, staff discipline, civil liability, other procedures.
var skips = []string{"追究刑事责任", "追究其刑事责任", "追究法律责任", "承担刑事责任", "承担民事责任", "承担赔偿责任", "承担连带", "承担法律责任", "处分", "赔偿", "赔礼道歉", "从其规定", "依照其规定", "从其", "移送", "滞纳金",
	"加处罚款", "加收罚款", "违约金", "检察院", "检察机关", "人民法院", "行政复议", "起诉", "依法处理", "损害责任", "承担责任", "民事责任", "向劳动者支付", "支付价款", "加付", "监察机关"}

// procedure marks sentences that speak of penalties without imposing one.
var procedure = []string{"听证", "当场作出", "当场收缴", "简易程序", "一般程序", "普通程序", "加处罚款", "加收罚款", "收缴罚款", "缴纳罚款", "罚款决定", "罚款收缴", "罚款收据", "罚款票据", "罚款的实施", "罚款收入",
	"上缴国库", "罚没收入", "罚没财物", "和缴纳罚款", "决定的罚款", "罚款数额时", "罚款数额高的", "确定的规定执行", "按日连续处罚的", "按最高罚款", "最低罚款数额", "最高罚款数额", "最高罚款倍数", "的行政处罚，由", "规定的处罚，由", "行政处罚由", "的处罚由", "返还罚款", "确定罚款", "决定前", "决定之前", "缴纳期限", "缴纳的罚款", "执行罚", "可以设定", "设定罚款", "设定警告", "复议", "不得给予两次", "罚款限额", "罚款的限额", "缴清", "交纳罚款",
	"可以由公安派出所", "由公安派出所决定", "可以当场", "由派出所决定", "可以由派出所", "相抵", "折抵", "罚款缴纳", "依法缴纳", "罚款处罚决定", "罚款的决定", "处罚种类", "处罚的种类", "种类：", "种类包括"}
