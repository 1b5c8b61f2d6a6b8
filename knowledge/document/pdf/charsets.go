package pdf

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// A charset is one of the character maps that PDF names without including them: those of Chinese, Japanese and Korean,
// which older programs write for fonts that every reader has.
type charset struct {
	encoding encoding.Encoding
	length   func(string) int // bytes of the first code
}

func charsetNamed(name string) (charset, bool) {
	name = strings.TrimSuffix(strings.TrimSuffix(name, "-H"), "-V")
	has := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(name, part) {
				return true
			}
		}
		return false
	}
	switch {
	case strings.HasPrefix(name, "Uni") && has("UCS2", "UTF16"):
		return charset{unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), utf16Length}, true
	case has("GBK2K"):
		return charset{simplifiedchinese.GB18030, gb18030Length}, true
	case has("GBK", "GB-EUC", "GBpc", "GBT-EUC"):
		return charset{simplifiedchinese.GBK, doubleLength}, true
	case has("B5", "HKscs"):
		return charset{traditionalchinese.Big5, doubleLength}, true
	case has("RKSJ"):
		return charset{japanese.ShiftJIS, shiftJISLength}, true
	case has("KSC"):
		return charset{korean.EUCKR, doubleLength}, true
	case name == "EUC":
		return charset{japanese.EUCJP, doubleLength}, true
	}
	return charset{}, false
}

func (c charset) decode(code string) string {
	text, err := c.encoding.NewDecoder().String(code)
	if err != nil {
		return ""
	}
	return text
}

func utf16Length(s string) int {
	if s[0] >= 0xd8 && s[0] <= 0xdb {
		return 4
	}
	return 2
}

func doubleLength(s string) int {
	if s[0] >= 0x81 && s[0] != 0xff {
		return 2
	}
	return 1
}

func gb18030Length(s string) int {
	if doubleLength(s) == 2 && len(s) > 1 && s[1] >= '0' && s[1] <= '9' {
		return 4
	}
	return doubleLength(s)
}

func shiftJISLength(s string) int {
	if s[0] >= 0x81 && s[0] <= 0x9f || s[0] >= 0xe0 && s[0] <= 0xfc {
		return 2
	}
	return 1
}
