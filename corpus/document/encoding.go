package document

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// decode gives text in UTF-8: UTF-8 with or without a mark at the front, and GBK (GB 18030). Anything else is refused.
func decode(data []byte) (string, error) {
	if err := refuseWide(data); err != nil {
		return "", err
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if utf8.Valid(data) {
		return noControls(string(data))
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || !plausible(out) {
		return "", refuse("编码不是 UTF-8 也不是 GBK（可能是 Big5、日文编码或者文件已损坏）：请另存为 UTF-8 再导入")
	}
	return noControls(string(out))
}

// refuseWide refuses UTF-16 and UTF-32 by their marks or by their zero bytes.
func refuseWide(data []byte) error {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return refuse("编码是 UTF-16：请另存为 UTF-8 再导入")
	case bytes.IndexByte(data, 0) >= 0:
		return refuse("含有零字节，不是文本文件（或者编码是 UTF-16）：请另存为 UTF-8 再导入")
	}
	return nil
}

// charsetReader serves XML, which names its encoding.
func charsetReader(name string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "us-ascii":
		return r, nil
	case "gbk", "gb2312", "gb18030":
		return simplifiedchinese.GB18030.NewDecoder().Reader(r), nil
	}
	return nil, Refused{"XML 的编码是 " + name + "：请另存为 UTF-8 再导入"}
}

func noControls(s string) (string, error) {
	bad := 0
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != '\v' || r == utf8.RuneError {
			bad++
		}
	}
	if bad > 0 && bad*1000 > len(s) {
		return "", refuse("含有 %d 个控制字符或者乱码，不是文本文件", bad)
	}
	return s, nil
}

// plausible tells whether decoded text looks like Chinese: Big5 and Japanese read as GBK give rare characters and private ones.
func plausible(out []byte) bool {
	han, common, kana, bad := 0, 0, 0, 0
	for _, r := range string(out) {
		switch {
		case r == utf8.RuneError || unicode.Is(unicode.Co, r):
			bad++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Han, r):
			han++
			if isCommon(r) {
				common++
			}
		}
	}
	return bad*200 <= han && kana*20 <= han && han > 0 && common*3 >= han
}

// isCommon tells whether GB 2312 lists a character in its first level (3,755 in daily use).
func isCommon(r rune) bool {
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
	return err == nil && len(b) == 2 && b[0] >= 0xb0 && b[0] <= 0xd7 && b[1] >= 0xa1
}
