package statute

import "strings"

// simplified holds pairs of a traditional character and its simplified form: those that occur in names of statutes and in
// citations. One character stays one character, so that positions in the text hold; none of the left ones is used in
// simplified text.
const simplified = "" +
	"亂乱佈布佔占來来係系俬私個个偽伪備备傢家傳传債债傷伤傾倾僑侨價价償偿優优儲储兒儿內内兩两冊册凍冻別别則则劇剧劑剂動动務务勛勋勞劳勢势勵励匯汇區区協协參参員员問问" +
	"單单嚴严國国圍围園园圖图團团埰采執执報报場场塊块塵尘墾垦壓压壞坏壟垄壩坝壯壮奧奥奪夺奬奖奮奋娛娱婦妇嬰婴學学實实寧宁審审專专尋寻對对導导屆届層层屬属島岛峽峡崗岗" +
	"師师帶带幣币幹干幾几庫库廠厂廢废廣广廳厅強强彆别彈弹後后從从復复徹彻愛爱態态慣惯慶庆憑凭憲宪應应懞蒙懲惩戶户掛挂採采揚扬換换損损搶抢撈捞撥拨撫抚擊击擔担據据攝摄" +
	"攤摊敎教數数斷断時时暫暂曆历書书會会東东査查條条棄弃業业榮荣構构槍枪樂乐標标樞枢樣样樹树橋桥機机檔档檢检檯台權权歷历歸归殘残殯殡氣气汙污決决沒没沖冲況况減减測测" +
	"準准滾滚漁渔漢汉潔洁濕湿濟济濫滥瀆渎瀕濒灣湾災灾為为無无煙烟燈灯營营爭争爲为爾尔牀床犧牺狀状獄狱獎奖獨独獸兽獻献現现環环產产産产甯宁異异當当療疗發发盜盗監监盤盘" +
	"眾众確确碼码礎础礙碍礦矿祕秘禦御禮礼稅税種种稱称積积竊窃競竞筆笔箇个節节範范築筑簡简簽签籤签糧粮糰团糾纠紀纪約约紅红納纳紐纽紙纸級级紛纷細细終终組组結结絡络統统" +
	"經经綜综綠绿綫线維维綱纲網网緊紧緝缉締缔編编練练緻致縣县縱纵總总織织繪绘繫系繳缴繼继續续纜缆罰罚義义聞闻聯联聲声職职聽听肅肃脫脱臨临臺台與与興兴舉举舊旧華华葉叶" +
	"葯药薦荐藝艺藥药處处虛虚號号蠶蚕衆众術术衛卫衝冲補补裝装裡里製制複复見见規规視视親亲觀观觸触訂订計计訊讯討讨訓训記记訟讼訪访設设許许訴诉診诊註注証证詐诈評评詢询" +
	"試试話话認认語语說说説说調调談谈請请論论證证識识議议護护譽誉變变讓让豬猪負负財财貨货販贩貫贯責责貴贵貸贷費费貼贴貿贸賄贿資资賠赔賣卖質质購购贈赠車车軍军軟软軸轴" +
	"載载輔辅輛辆輪轮輸输轄辖轉转辦办農农迴回連连進进遊游運运過过達达違违遞递適适選选遺遗遼辽還还邊边郵邮鄉乡醫医釋释釦扣銀银銜衔銷销錄录錢钱錯错録录錶表鎮镇鐵铁鑑鉴" +
	"鑒鉴長长門门閑闲間间閘闸關关陳陈陸陆隊队際际險险隱隐離离難难電电響响項项預预領领頻频題题額额類类風风飛飞飲饮飼饲飾饰養养館馆馬马駁驳駐驻駕驾駛驶騙骗驗验體体髮发" +
	"鹽盐黃黄點点黨党"

var toSimplified = func() map[rune]rune {
	pairs := []rune(simplified)
	m := make(map[rune]rune, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}()

// plain brings a text into the form that is read: half-width digits and brackets, simplified characters. It keeps the
// number of characters.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if to, ok := toSimplified[r]; ok {
			return to
		}
		return r
	}, halfWidth(s))
}
