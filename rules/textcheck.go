package rules

import (
	"errors"
	"slices"

	"cailiang/corpus/clause"
	"cailiang/corpus/statute"
	"cailiang/engine"
	"cailiang/engine/money"
)

// The values of TextCheck.Result.
const (
	TextEqual   = "equal"
	TextDiffers = "differs" // the pack has an amount that the text does not have
	TextMore    = "more"    // the text has further amounts, mostly for other parties or conducts of the article
	TextAbsent  = "absent"  // no text of that version, or nothing read in it
)

// TextCheck compares the statutory fines of one item of a pack with those that the reader finds in the imported text.
type TextCheck struct {
	Item     string   `json:"item"`
	Version  string   `json:"version"`
	Result   string   `json:"result"`
	OnlyPack []string `json:"only_pack,omitempty"`
	OnlyText []string `json:"only_text,omitempty"`
	Why      string   `json:"why,omitempty"`
}

// Compare checks every item of a statute pack, in every version.
func (r *Reader) Compare(p *Pack) ([]TextCheck, error) {
	var out []TextCheck
	for _, v := range p.Versions {
		for _, it := range v.Items {
			c, err := r.compare(p, v, it)
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
	}
	return out, nil
}

func (r *Reader) compare(p *Pack, v *Version, it *engine.Item) (TextCheck, error) {
	out := TextCheck{Item: it.ID, Version: v.Name, Result: TextAbsent, Why: "没有导入这一版本的条文"}
	c, err := statute.ParseCitation(statute.NormalLaw(p.Title) + it.Article)
	if err != nil {
		out.Why = err.Error()
		return out, nil
	}
	c.Version = v.Name
	f, err := r.Item(c, it.ID, v.From)
	var nf *NotFound
	switch {
	case errors.As(err, &nf):
		out.Why = nf.Message
		return out, nil
	case err != nil:
		return out, err
	case f == nil:
		return out, nil
	}
	pack, text := finesOf(it), finesOf(f.Item)
	out.OnlyPack, out.OnlyText = lacking(pack, text), lacking(text, pack)
	out.Result, out.Why = TextEqual, ""
	switch {
	case len(out.OnlyPack) > 0:
		out.Result = TextDiffers
	case len(out.OnlyText) > 0:
		out.Result = TextMore
	}
	return out, nil
}

// finesOf gives the fines of an item that have an amount.
func finesOf(it *engine.Item) []clause.Penalty {
	var out []clause.Penalty
	for _, b := range it.Branches {
		for _, x := range b.Penalties {
			if x.Kind != engine.Fine || x.Min == nil && x.Max == nil {
				continue
			}
			p := clause.Penalty{Kind: clause.Fine, Min: x.Min, Max: x.Max, Base: x.Base, Per: x.Per}
			if x.Base == "" {
				p.Base, p.Min, p.Max = clause.Yuan, inYuan(x.Min), inYuan(x.Max)
			}
			out = append(out, p)
		}
	}
	return out
}

// sameFine compares the amounts; a pack may name base and unit by the fact that gives them (货值金额, 劳动者人数), where the
// text has more words (违法生产销售产品货值金额) or the unit itself (人).
func sameFine(a, b clause.Penalty) bool {
	end := func(x, y *money.Ratio) bool { return x == nil && y == nil || x != nil && y != nil && x.Cmp(*y) == 0 }
	return end(a.Min, b.Min) && end(a.Max, b.Max) && (a.Base == clause.Yuan) == (b.Base == clause.Yuan) && (a.Per == "") == (b.Per == "")
}

func inYuan(fen *money.Ratio) *money.Ratio {
	if fen == nil {
		return nil
	}
	v, err := fen.Div(money.Int(100))
	if err != nil {
		return nil
	}
	return &v
}

// lacking gives in words the fines that the others do not have.
func lacking(have, others []clause.Penalty) []string {
	return amountWords(slices.DeleteFunc(slices.Clone(have), func(p clause.Penalty) bool {
		return slices.ContainsFunc(others, func(o clause.Penalty) bool { return sameFine(p, o) })
	}))
}
