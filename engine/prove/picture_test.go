package prove

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"strings"
	"testing"
)

// elements parses a picture and counts its elements by class; a picture that is no XML fails.
func elements(t *testing.T, svg []byte) map[string]int {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	out := map[string]int{}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, svg)
		}
		if e, ok := tok.(xml.StartElement); ok {
			out[e.Name.Local]++
			for _, a := range e.Attr {
				if a.Name.Local == "class" {
					out["."+a.Value]++
				}
			}
		}
	}
}

func TestPicture(t *testing.T) {
	b := complete(t)
	b.Name = `示例 <"&'>`
	plain := elements(t, Picture(b.Table, Check(b.Table, Options{})))
	if plain[".hole"] != 1 || plain[".twice"] != 1 || plain[".over"] != 1 || plain[".bar"] != 5 || plain[".band"] != 3 {
		t.Errorf("a complete table shows %v; one of each mark belongs to the legend", plain)
	}
	b.Tiers[1].Amounts = b.amounts("罚款 (70000, 80000]")
	b.Tiers[2].Amounts = b.amounts("罚款 (75000, 120000]")
	b.Tiers[2].When = b.when("近一年次数 >= 2")
	svg := Picture(b.Table, Check(b.Table, Options{}))
	broken := elements(t, svg)
	if broken[".hole"] < 3 || broken[".twice"] != 2 || broken[".over"] != 2 {
		t.Errorf("a hole, a stretch covered twice, an excess and a gap along the count: %v", broken)
	}
	if broken["script"] != 0 || strings.Contains(string(svg), "href") || !strings.Contains(string(svg), "prefers-color-scheme:dark") {
		t.Error("a picture has no script, no reference and both colour schemes")
	}
	if path := os.Getenv("CAILIANG_PICTURE"); path != "" {
		if err := os.WriteFile(path, svg, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
