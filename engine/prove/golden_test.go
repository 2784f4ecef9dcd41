package prove

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// broken is a table with a gap, an overlap, a reversal, an excess, a hole and an unreachable ceiling.
func broken(t testing.TB) *Table {
	b := complete(t)
	b.Name = "示例：经营超过保质期的食品"
	b.Tiers[1].Amounts = b.amounts("罚款 (65000, 80000]")
	b.Tiers[2].When = b.when("近一年次数 >= 2")
	b.Tiers[2].Amounts = b.amounts("罚款 (75000, 120000]")
	b.Tiers[3].When = b.when("近一年次数 <= 1")
	b.Tiers[3].Amounts = b.amounts("罚款 [15, 18] 货值金额")
	return b.Table
}

// What people and programs read of a report: text, JSON and picture, byte for byte.
func TestGolden(t *testing.T) {
	table := broken(t)
	rep := Check(table, Options{})
	golden(t, "report.txt", []byte(strings.Join(rep.Lines(), "\n")+"\n"))
	data, err := json.MarshalIndent(rep, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "report.json", append(data, '\n'))
	golden(t, "picture.svg", Picture(table, rep))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update writes it anew):\n%s", path, got)
	}
}
