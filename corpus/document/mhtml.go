package document

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// htmlPart finds the HTML in a MIME message and decodes its transfer encoding.
func htmlPart(r io.Reader) ([]byte, error) {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return nil, refuse("网页归档（mht）读不了：开头不是 MIME 格式")
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return nil, refuse("网页归档（mht）没有写明内容类型")
	}
	if kind == "text/html" {
		return decodeTransfer(m.Body, m.Header.Get("Content-Transfer-Encoding"))
	}
	if !strings.HasPrefix(kind, "multipart/") || params["boundary"] == "" {
		return nil, refuse("网页归档（mht）里没有网页")
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for range maxParts {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, refuse("网页归档（mht）不完整")
		}
		if kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); kind == "text/html" || kind == "application/xhtml+xml" {
			return decodeTransfer(p, p.Header.Get("Content-Transfer-Encoding"))
		}
	}
	return nil, refuse("网页归档（mht）里没有网页")
}

func decodeTransfer(r io.Reader, encoding string) ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	data, err := io.ReadAll(io.LimitReader(r, maxPage+1))
	if err != nil {
		return nil, refuse("网页归档（mht）的编码已损坏")
	}
	return data, nil
}
