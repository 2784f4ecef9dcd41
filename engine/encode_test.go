package engine

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

// TestEncodeIsMarshal holds the encoder equal to json.Marshal on whatever answers may be built of.
func TestEncodeIsMarshal(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "罚款 < 5 & > 3", "“引号”\"", "\u2028", "\u2029", "\xff\xe2\x80", "行\n", "…", "‥"}))
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		return rapid.Custom(func(t *rapid.T) any {
			top := 12
			if depth == 0 {
				top = 8
			}
			s := text.Draw(t, "text")
			switch rapid.IntRange(0, top).Draw(t, "kind") {
			case 0:
				return nil
			case 1:
				return s
			case 2:
				return rapid.Bool().Draw(t, "bool")
			case 3:
				return rapid.Int().Draw(t, "int")
			case 4:
				return []any{Status(s), Overall(s), Effect(s), Modality(s), Chosen(s), &s, (*string)(nil)}[rapid.IntRange(0, 6).Draw(t, "named")]
			case 5:
				return []Basis{{s, s}}
			case 6:
				return []Need{{s, s, Basis{s, s}}}
			case 7:
				return []any{[]Warning{{s, s}}, []string{s, s}, []string(nil), []object(nil), []Basis{}, &Choice{s, Basis{s, s}, true}, (*Reading)(nil)}[rapid.IntRange(0, 6).Draw(t, "list")]
			case 8:
				return []Pin{{s, s, s, s, s}}
			case 9, 10:
				return object{s: value(depth-1).Draw(t, "value"), "b" + s: value(depth-1).Draw(t, "value"), "a": 1}
			}
			return []object{{s: value(depth-1).Draw(t, "value")}, nil}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		v := value(3).Draw(t, "v")
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		got, err := encode(v)
		if err != nil || string(got) != string(want) {
			t.Fatalf("%v\n got %s\nwant %s", err, got, want)
		}
	})
}
