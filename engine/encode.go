package engine

import (
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// encode writes what json.Marshal writes, without reflection for the few types that answers are built of.
func encode(v any) ([]byte, error) { return appendJSON(make([]byte, 0, 16<<10), v) }

func appendJSON(b []byte, v any) ([]byte, error) {
	switch x := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case string:
		return appendText(b, x)
	case Status:
		return appendText(b, string(x))
	case Overall:
		return appendText(b, string(x))
	case Effect:
		return appendText(b, string(x))
	case Modality:
		return appendText(b, string(x))
	case *string:
		if x == nil {
			return append(b, "null"...), nil
		}
		return appendText(b, *x)
	case bool:
		return strconv.AppendBool(b, x), nil
	case int:
		return strconv.AppendInt(b, int64(x), 10), nil
	case object:
		return appendObject(b, x)
	case []object:
		return appendList(b, x, appendObject)
	case []string:
		return appendList(b, x, appendText)
	case []Basis:
		return appendList(b, x, appendBasis)
	case []Need:
		return appendList(b, x, appendNeed)
	case []Warning:
		return appendList(b, x, appendWarning)
	}
	rest, err := json.Marshal(v)
	return append(b, rest...), err
}

func appendList[T any](b []byte, list []T, one func([]byte, T) ([]byte, error)) ([]byte, error) {
	if list == nil {
		return append(b, "null"...), nil
	}
	b = append(b, '[')
	var err error
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = one(b, x); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

// appendObject writes the keys in their order, as json.Marshal does.
func appendObject(b []byte, o object) ([]byte, error) {
	if o == nil {
		return append(b, "null"...), nil
	}
	var room [24]string
	keys := room[:0]
	for k := range o {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	b = append(b, '{')
	var err error
	for i, k := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendText(b, k); err != nil {
			return b, err
		}
		if b, err = appendJSON(append(b, ':'), o[k]); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

// pairs writes an object of texts, in the order of a struct's fields.
func pairs(b []byte, kv ...string) ([]byte, error) {
	var err error
	for i := 0; i < len(kv); i += 2 {
		sep := byte(',')
		if i == 0 {
			sep = '{'
		}
		b = append(append(append(b, sep, '"'), kv[i]...), '"', ':')
		if b, err = appendText(b, kv[i+1]); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

func appendBasis(b []byte, x Basis) ([]byte, error) {
	return pairs(b, "law", x.Law, "article", x.Article)
}

func appendWarning(b []byte, x Warning) ([]byte, error) {
	return pairs(b, "code", x.Code, "message", x.Message)
}

func appendNeed(b []byte, x Need) ([]byte, error) {
	b, err := pairs(b, "kind", x.Kind, "why", x.Why)
	if err != nil {
		return b, err
	}
	b = append(b[:len(b)-1], `,"basis":`...)
	if b, err = appendBasis(b, x.Basis); err != nil {
		return b, err
	}
	return append(b, '}'), nil
}

// appendText quotes plain text; what has to be escaped goes the ordinary way.
func appendText(b []byte, s string) ([]byte, error) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]&^1 == 0xA8 {
			return appendSlow(b, s)
		}
	}
	if !utf8.ValidString(s) {
		return appendSlow(b, s)
	}
	return append(append(append(b, '"'), s...), '"'), nil
}

func appendSlow(b []byte, s string) ([]byte, error) {
	rest, err := json.Marshal(s)
	return append(b, rest...), err
}
