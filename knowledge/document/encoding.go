package document

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// decode turns a text file into UTF-8 with "\n" at line ends. A file that is not UTF-8 and has no byte order mark is
// Chinese in GB 18030 or Big5, or in Western European letters, where its bytes leave no doubt.
func decode(data []byte) (string, error) {
	text, err := decodeBytes(data)
	if err != nil {
		return "", err
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(text), nil
}

func decodeBytes(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) && utf8.Valid(data[3:]):
		return string(data[3:]), nil
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return through(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), data)
	case utf8.Valid(data) && bytes.Count(data, []byte{0})*10 < len(data):
		return string(data), nil
	}
	if little, big := zeros(data); little > len(data)/8 && big < little/10 {
		return through(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), data)
	} else if big > len(data)/8 && little < big/10 {
		return through(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), data)
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", ErrEncoding
	}
	// UTF-8 with a few broken bytes is still UTF-8.
	if broken, wide := countUTF8(data); wide > 20*broken {
		return strings.ToValidUTF8(string(data), "\ufffd"), nil
	}
	return decodeLegacy(data)
}

// zeros counts the zero bytes at odd and at even places: the upper halves of Latin letters in UTF-16.
func zeros(data []byte) (odd, even int) {
	for i, b := range data {
		if b == 0 && i%2 == 1 {
			odd++
		} else if b == 0 {
			even++
		}
	}
	return odd, even
}

func countUTF8(data []byte) (broken, wide int) {
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n <= 1 {
			broken++
		} else if n > 1 {
			wide++
		}
		data = data[n:]
	}
	return broken, wide
}

func through(e encoding.Encoding, data []byte) (string, error) {
	text, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return "", ErrEncoding
	}
	return string(text), nil
}

// decodeLegacy looks at the pairs of bytes. Most characters of ordinary Chinese text lie in the block of frequent
// characters that each standard begins with; in the wrong standard they scatter over rare ones or are no characters at all.
func decodeLegacy(data []byte) (string, error) {
	gb, big5 := chinese(data, 0xb0, 0xd7, 0xa1), chinese(data, 0xa4, 0xc6, 0x40)
	switch {
	case gb > 0.7 && gb > big5+0.1:
		if text, err := through(simplifiedchinese.GB18030, data); err == nil && !strings.ContainsRune(text, utf8.RuneError) {
			return text, nil
		}
	case big5 > 0.7 && big5 > gb+0.1:
		if text, err := through(traditionalchinese.Big5, data); err == nil && !strings.ContainsRune(text, utf8.RuneError) {
			return text, nil
		}
	case western(data):
		return through(charmap.Windows1252, data)
	}
	return "", ErrEncoding
}

// chinese is the share of pairs whose first byte lies in the block of frequent characters and whose second is at least low,
// among all pairs that stand for characters and not for punctuation. It is 0 where the bytes do not pair up.
func chinese(data []byte, from, to, low byte) float64 {
	const punctuation = 0xa3 // the rows up to here hold signs in both standards
	frequent, all := 0, 0
	for i := 0; i < len(data); i++ {
		first := data[i]
		if first < 0x80 {
			continue
		}
		if i++; i == len(data) || data[i] < 0x30 {
			return 0
		}
		if data[i] < 0x40 { // GB 18030 has characters of four bytes
			i += 2
			continue
		}
		if first <= punctuation && first >= 0xa1 {
			continue
		}
		all++
		if first >= from && first <= to && data[i] >= low {
			frequent++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(frequent) / float64(all)
}

// western reports whether the bytes above ASCII are few, stand alone between letters, and are letters or signs of
// Windows-1252 that text has.
func western(data []byte) bool {
	high, letters, pairs := 0, 0, 0
	for i, b := range data {
		switch {
		case b == 0x81 || b == 0x8d || b == 0x8f || b == 0x90 || b == 0x9d:
			return false
		case b >= 0x80:
			high++
			if b >= 0xc0 || b >= 0x91 && b <= 0x97 || b == 0x85 || b == 0x80 || b == 0xa0 || b == 0xa3 || b == 0xa7 || b == 0xa9 || b == 0xae || b == 0xb0 || b == 0xab || b == 0xbb || b == 0xbf || b == 0xa1 {
				letters++
			}
			if i > 0 && data[i-1] >= 0xc0 && b >= 0xc0 {
				pairs++
			}
		}
	}
	return high > 0 && high*4 < len(data) && letters*10 >= high*9 && pairs*5 < high
}
