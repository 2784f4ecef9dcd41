package rules

// Feature is one thing that the benchmark format can say (格式的一项能力). Its file
// api/casework/testdata/conformance/<Name>.txtar holds a small pack with worked cases.
type Feature struct {
	Name  string
	Title string
	Keys  []string // of the published schemas: definition.key, or definition.key=word
}

// Features lists what the format can say.
var Features = []Feature{
	{"tier_table", "阶次表", keys("file.items", "table.id", "table.name", "table.article", "table.statutory", "table.facts", "table.tiers", "tier.tier", "tier.when", "tier.fine", "band.min", "band.max")},
	{"open_ends", "端点含不含本数", keys("band.min_open", "band.max_open", "pack.bounds")},
	{"share_span", "取法定幅度的几成", keys("band.share", "share.of=span", "share.from", "share.to", "share.min_open", "share.max_open")},
	{"share_max", "取法定上限的几成", keys("share.of=max")},
	{"share_below_floor", "法定下限以下，以及法定幅度全部", keys("share.of=below_floor", "share.of=whole")},
	{"multiples", "倍数", keys("band.base")},
	{"percent", "百分比", keys("band.percent")},
	{"per_unit", "按数计罚与封顶", keys("band.per", "band.cap")},
	{"deemed_base", "基数不足的按最低基数", keys("band.deem_base_min")},
	{"points", "定点", nil},
	{"absence", "无与无法计算", keys("fact.absent")},
	{"facts", "事实的种类、界限与推定", keys("fact.type", "fact.unit", "fact.of", "fact.options", "fact.min", "fact.max", "fact.worse", "fact.ask", "fact.presume", "fact.circumstance", "fact.note", "presume.value", "presume.why")},
	{"branches", "法定幅度的各支", keys("branch.who", "branch.condition", "branch.when", "branch.step", "branch.corrective", "branch.penalties", "band.detail")},
	{"score", "评分表", keys("table.score", "score.columns", "score.factors", "column.start", "column.base", "column.cap_share", "column.floor_share", "column.role", "option.when", "option.weight", "option.by")},
	{"score_lowest", "查不清的要素按最低一档", keys("table.unknown=lowest", "pack.unknown=lowest")},
	{"matrix", "矩阵", keys("table.matrix", "matrix.dims", "matrix.rows", "matrix.override", "row.is", "row.tier", "row.fine", "row.penalties")},
	{"steps", "阶梯累加", keys("band.steps", "steps.base", "steps.add", "steps.floor", "steps.cap", "step.count", "step.each", "step.amount", "step.round=up", "step.round=down", "step.round=half_up", "step.round=none")},
	{"formula", "计算式", keys("band.amount", "band.from", "band.to")},
	{"shift", "情节升降阶次", keys("pack.circumstances=shift", "table.circumstances=shift", "table.shift", "pack.shift")},
	{"in_tier", "情节在阶次幅度以内", keys("pack.circumstances=in_tier", "table.circumstances=in_tier", "pack.inside")},
	{"over_statute", "情节按一般规则切法定幅度", keys("pack.circumstances=over_statute", "table.circumstances=over_statute")},
	{"to_person", "情节由人衡量", keys("pack.circumstances=to_person", "table.circumstances=to_person")},
	{"acting_none", "情节不起作用", keys("pack.circumstances=none", "table.circumstances=none")},
	{"own_acting", "事项自己规定情节怎样作用", keys("table.inside", "inside.从重")},
	{"targets", "几个受罚对象", keys("tier.penalties", "band.kind", "band.role", "branch.role")},
	{"kinds_along_tiers", "处罚种类随阶次变化", keys("band.unit")},
	{"periods", "期限", nil},
	{"only", "没有写到的处罚种类不再适用", keys("table.only", "tier.only")},
	{"may_must_choice", "可以、应当、择一", keys("band.modality", "band.choice", "band.joint")},
	{"otherwise", "其他情形", keys("tier.otherwise")},
	{"override", "压过其他阶次", keys("tier.override")},
	{"choose_heaviest", "几档同时符合取重", keys("pack.choose=heaviest", "table.choose=heaviest")},
	{"choose_lightest", "几档同时符合取轻", keys("pack.choose=lightest", "table.choose=lightest")},
	{"choose_first", "几档同时符合取先", keys("pack.choose=first", "table.choose=first")},
	{"choose_item", "事项自己规定取舍", nil},
	{"overlap", "几档同时符合而文件没有规定", nil},
	{"gap", "空档", keys("file.findings", "finding.item", "finding.kind", "finding.text")},
	{"no_column", "没有合适的列", keys("table.columns")},
	{"waiving", "不予处罚、可以不予处罚的阶次", keys("tier.result=no_penalty", "tier.result=may_waive")},
	{"lists", "不予处罚清单", keys("file.lists")},
	{"mitigated", "减轻而没有给数", keys("tier.result=mitigated")},
	{"statute_tier", "照法定幅度的阶次", keys("tier.result=statute")},
	{"not_applicable", "不适用", keys("tier.result=not_applicable", "tier.why")},
	{"inexpressible", "写不出的内容", keys("tier.result=inexpressible", "table.inexpressible", "file.inexpressible")},
	{"as_written", "原文有笔误", keys("tier.as_written", "tier.read_as", "table.code", "table.notes")},
	{"same_tiers_as", "共用阶次", keys("table.same_tiers_as")},
	{"adjust", "系数", keys("table.adjust", "adjust.name", "adjust.when", "adjust.times", "adjust.floor", "adjust.article")},
	{"needs", "须具备的手续", keys("table.needs", "tier.needs", "need.kind", "need.why", "need.article")},
	{"always", "责令", keys("table.always", "tier.always")},
	{"derived_count", "由以往处罚推算次数", keys("table.derived", "derived.count", "derived.same", "derived.window", "derived.this_one", "window.years", "window.months", "window.from", "window.edge")},
	{"derived_facts", "计数、查表、相隔天数", keys("derived.count_true", "derived.days", "derived.lookup", "derived.rows")},
	{"constraints", "始终成立的条件", keys("table.constraints")},
	{"standing_unverified", "未核实全文", keys("pack.standing=unverified", "pack.read")},
	{"standing_ended", "已失效", keys("pack.standing=ended")},
	{"validity", "有效期与失效条件", keys("table.validity", "pack.validity")},
	{"statute_item", "引用法规事项", keys("table.item", "tier.article")},
	{"refines", "细化上级基准", keys("pack.refines")},
	{"place_system", "地方、系统与条块", keys("pack.place", "pack.system", "pack.line=地方")},
	{"deviation_own", "偏离：本机关批准", keys("pack.deviation=own")},
	{"deviation_superior", "偏离：报制定机关批准", keys("pack.deviation=superior")},
	{"deviation_norm", "偏离：不得偏离", keys("pack.deviation=norm")},
}

func keys(k ...string) []string { return k }
