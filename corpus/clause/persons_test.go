package clause_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cailiang/corpus/clause"
)

// brief writes a reading in short: who|condition|step|kinds, each with its upper end, and what is optional in brackets.
func brief(text string) []string {
	var out []string
	for _, it := range clause.Read(text, clause.Context{}).Items {
		var ps []string
		for _, p := range it.Penalties {
			s := p.Kind
			if p.Max != nil {
				s += p.Max.String()
			}
			if p.Modality == clause.May {
				s = "[" + s + "]"
			}
			ps = append(ps, s)
		}
		out = append(out, fmt.Sprintf("%s|%s|%s|%s", it.Who, it.Condition, it.Step, strings.Join(ps, "+")))
	}
	return out
}

// TestPersonsAndSteps reads invented sentences with the shapes that statutes use for persons, branches and approvals.
func TestPersonsAndSteps(t *testing.T) {
	for text, want := range map[string][]string{
		// the approval of another authority is neither conduct nor condition, and its 可以 holds on
		"未交费的，责令补交；逾期不补交的，处一万元以下罚款，并可以报经有批准权的人民政府批准，责令停业。": {"违反者|逾期不补交|base|罚款10000+[责令停产停业]"},
		// staff beside their unit have steps of their own
		"甲机构未登记的，处五千元以下罚款；情节严重的，对有关操作人员处一千元以下罚款。": {"甲机构||base|罚款5000", "有关操作人员|情节严重|base|罚款1000"},
		// persons joined behind a comma
		"甲单位未登记的，对单位处五千元以下罚款；对单位直接负责的主管人员，以及个体业主处一千元以下罚款。": {"单位||base|罚款5000", "单位直接负责的主管人员，以及个体业主||base|罚款1000"},
		// how the breach came to light is not part of the subject
		"检查发现经营单位未建立台账的，处五千元以下罚款。": {"经营单位||base|罚款5000"},
		// 对…的单位或者个人 names the act and whom it hits
		"对违反本办法的规定，擅自经营彩灯的单位或者个人，由主管部门处五千元以下罚款。": {"单位或者个人||base|罚款5000"},
		// a graver grade goes on with the person that the clause hit
		"运灯未附单据的，处一千元以下罚款；对货主以外的承运人处二千元以下罚款，情节严重的，处五千元以下罚款。": {"违反者||base|罚款1000", "货主以外的承运人||base|罚款2000", "货主以外的承运人|情节严重|replace|罚款5000"},
		"有前条行为的，对直接负责的主管人员处十日以下拘留；情节较轻的，处五日以下拘留。":            {"直接负责的主管人员||base|行政拘留10", "直接负责的主管人员|情节较轻|replace|行政拘留5"},
		// a verb that no list has
		"取得许可证的企业字号发生更替，未备案的，处一千元以下罚款。": {"取得许可证的企业||base|罚款1000"},
		// staff first, then the unit's licence
		"甲机构未登记的，处五千元以下罚款，对有关操作人员处一千元以下罚款，吊销该甲机构的许可证。": {"甲机构||base|罚款5000+吊销许可证件", "有关操作人员||base|罚款1000"},
		// two acts of one person keep their items
		"虚报灯数或者隐瞒灯色的，对虚报灯数的公司，处一万元以下罚款；对隐瞒灯色的公司，处二万元以下罚款。": {"公司||base|罚款10000", "公司||base|罚款20000"},
		// 可以 holds over 给予
		"未登记的，可以通报批评，给予警告；情节严重的，处一千元以下罚款。": {"违反者||base|[通报批评]+[警告]", "违反者|情节严重|add|罚款1000"},
		// three branches that exclude one another stand beside each other
		"卖灯的，没收违法所得，货值金额不足一千元的，并处一万元以下罚款；货值金额一千元以上不足五千元的，并处二万元以下罚款；货值金额五千元以上的，并处三万元以下罚款。": {
			"违反者||base|没收违法所得", "违反者|货值金额不足一千元|add|罚款10000", "违反者|货值金额一千元以上不足五千元|add|罚款20000", "违反者|货值金额五千元以上|add|罚款30000"},
		// a purpose beside the act is a condition; so is what 或者 goes on with
		"挂灯，不以营利为目的的，处一百元以下罚款。":                {"违反者|不以营利为目的|base|罚款100"},
		"挂灯的，处一百元以下罚款；情节严重的，或者屡教不改的，处五百元以下罚款。": {"违反者||base|罚款100", "违反者|情节严重的，或者屡教不改|replace|罚款500"},
		// the amounts of 下列罚款 stand in the 项
		"挂灯的，吊销许可证，并视情节处以下列罚款：\n（一）挂一盏的，处一百元以下的罚款；\n（二）挂两盏的，处二百元以下的罚款。": {"违反者||base|吊销许可证件", "违反者||base|罚款100", "违反者||base|罚款200"},
	} {
		if got := brief(text); !slices.Equal(got, want) {
			t.Errorf("%s\n读作 %q\n应为 %q", text, got, want)
		}
	}
}

// TestNothingDropped: what has no field is told under unread.
func TestNothingDropped(t *testing.T) {
	for text, want := range map[string]string{
		"挂灯的，处货值金额二倍罚款，货值金额不足一万元的，按一万元计算，租金不足五千元的，按五千元计算。": "按五千元计算",
		"挂灯的，由主管部门依法予以处罚。": "由主管部门依法予以处罚",
	} {
		us := clause.Read(text, clause.Context{}).Unread
		if len(us) != 1 || us[0].Text != want || us[0].Why == "" {
			t.Errorf("%s：unread %+v，应有 %s", text, us, want)
		}
	}
}
