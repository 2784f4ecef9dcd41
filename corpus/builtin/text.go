package builtin

import "strings"

// Text is the digest as people read it: what, who, what it costs, a provision a line.
func (a *Article) Text() string {
	lines := []string{a.Subject}
	for _, p := range a.Parts {
		line := strings.TrimPrefix(p.provision()+" "+p.Who+"："+p.What+"。", " ")
		if c := consequences(p.Ranges); len(c) > 0 {
			line += strings.Join(c, "。") + "。"
		}
		if p.Reference != "" {
			line += "依照" + p.Reference + "处罚。"
		}
		lines = append(lines, line)
	}
	return strings.Join(append(lines, "执法机关："+a.Law.Agency+"。"), "\n")
}
