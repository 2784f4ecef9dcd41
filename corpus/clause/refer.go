package clause

import (
	"strings"

	"cailiang/corpus/statute"
)

// reference reads the provision that decides, where a segment refers to one: 依照前款规定处罚, 依照《…法》的规定给予处罚.
func reference(t string, paragraph int) string {
	if strings.Contains(t, "刑法") && !strings.Contains(t, "“") {
		return ""
	}
	if strings.Contains(t, "治安管理处罚") && !strings.Contains(t, "“") && !strings.Contains(t, "《") && !strings.Contains(t, "治安管理处罚法") && !strings.Contains(t, "治安管理处罚条例") {
		return "治安管理处罚"
	}
	for _, w := range []string{"依照", "按照", "依据", "参照", "比照", "根据", "适用", "按"} {
		if strings.Contains(t, "原处罚") {
			break
		}
		if i := strings.Index(t, w); i >= 0 && !(w == "按" && strings.HasPrefix(t[i:], "按照")) {
			ref := provision(t[i+len(w):])
			if strings.HasPrefix(t[i+len(w):], "“") {
				return ref
			}
			if ref != "" {
				return resolve(ref, paragraph)
			}
		}
	}
	return ""
}

// provision reads what 依照 names, "" where that is no provision.
func provision(rest string) string {
	if q, _, ok := quoted(rest); ok && strings.HasPrefix(rest, "“") {
		return q
	}
	to := len(rest)
	for _, w := range []string{"的规定", "规定", "处罚", "给予", "予以", "从重", "处以", "的标准", "追究", "的罚款", "进行"} {
		if i := indexOutside(rest[:to], w); i >= 0 {
			to = i
		}
	}
	ref := strings.Trim(rest[:to], " ，、的")
	if strings.Contains(ref, "》") {
		ref = strings.TrimSuffix(strings.TrimSuffix(ref, "有关"), "的")
	}
	if hasAny(ref, "原处罚", "原") {
		return ""
	}
	if _, isNumber := quantityAt(ref+" ", 0); ref == "" || isNumber || hasAny(ref, "职责", "职权", "各自", "情节", "权限", "下列", "以下", "管理权限", "规定", "不同", "本规定", "较重", "处罚较重") && !strings.Contains(ref, "第") {
		return ""
	}
	return ref
}

// resolve turns 前款 into the paragraph that it means.
func resolve(ref string, paragraph int) string {
	prev := func(n int) string { return "第" + statute.ChineseNumeral(n) + "款" }
	switch {
	case strings.HasPrefix(ref, "前款") && paragraph > 1:
		return "本条" + prev(paragraph-1) + strings.TrimPrefix(ref, "前款")
	case strings.HasPrefix(ref, "第") && strings.Contains(ref, "款") && !strings.Contains(ref, "条"):
		return "本条" + ref
	case strings.HasSuffix(ref, "有关"), ref == "相关":
		return ref + "规定"
	case (ref == "前两款" || ref == "前二款") && paragraph > 2:
		return "本条" + prev(paragraph-2) + "、" + prev(paragraph-1)
	}
	return ref
}

// paragraphsOf gives the earlier paragraphs that a conduct names: 前款, 前两款, 第一款, 本条第二款.
func paragraphsOf(t string, paragraph int) []int {
	switch {
	case strings.Contains(t, "前款") && paragraph > 1:
		return []int{paragraph - 1}
	case (strings.Contains(t, "前两款") || strings.Contains(t, "前二款")) && paragraph > 2:
		return []int{paragraph - 2, paragraph - 1}
	case strings.Contains(t, "前三款") && paragraph > 3:
		return []int{paragraph - 3, paragraph - 2, paragraph - 1}
	}
	i := strings.Index(t, "本条第")
	if i < 0 {
		return nil
	}
	v, end, _, ok := number(t, i+len("本条第"))
	if !ok || !strings.HasPrefix(t[end:], "款") || int(v.Num()) >= paragraph {
		return nil
	}
	return []int{int(v.Num())}
}

// listItemsOf reads 第一项, 第二项、第四项, 第（五）项至第（八）项.
func listItemsOf(t string) []int {
	var out []int
	for i := 0; ; {
		j := strings.Index(t[i:], "第")
		if j < 0 {
			return out
		}
		i += j + len("第")
		k := i + len(hadPrefix(t[i:], "（", "("))
		v, end, _, ok := number(t, k)
		if !ok {
			continue
		}
		end += len(hadPrefix(t[end:], "）", ")"))
		if !strings.HasPrefix(t[end:], "项") {
			if !hasAny(t[end:], "至第", "、第", "或者第", "和第") {
				continue
			}
			if !strings.Contains(t[end:], "项") || strings.Contains(head(t[end:], 40), "条") || strings.Contains(head(t[end:], 40), "款") {
				continue
			}
		}
		n := int(v.Num())
		if len(out) > 0 && strings.HasSuffix(t[:i-len("第")], "至") {
			for m := out[len(out)-1] + 1; m < n; m++ {
				out = append(out, m)
			}
		}
		out = append(out, n)
		i = end
	}
}

// indexOutside finds a word outside of book-title marks.
func indexOutside(t, word string) int {
	for from := 0; ; {
		i := strings.Index(t[from:], word)
		if i < 0 {
			return -1
		}
		i += from
		if strings.LastIndex(t[:i], "《") <= strings.LastIndex(t[:i], "》") {
			return i
		}
		from = i + len(word)
	}
}

// isApproval: 可以报经有批准权的人民政府批准，责令关闭 names whom the authority has to ask, and nothing about the act.
func isApproval(t string) bool {
	return hadSuffix(t, "批准", "同意") != "" && containsAny(t, []string{"报经", "报请", "报有批准权", "提请"}) && !strings.Contains(t, "未")
}

// nameless: 由有关部门依法予以处罚, which names no provision.
func nameless(t string) bool {
	return strings.Contains(t, "依法") && hadSuffix(t, "予以处罚", "给予处罚", "进行处罚", "依法处罚", "予以行政处罚", "给予行政处罚") != "" && !strings.Contains(t, "不予")
}
