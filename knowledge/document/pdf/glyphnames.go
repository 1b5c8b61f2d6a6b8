package pdf

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Glyphs of Latin fonts have names: "A", "eacute", "quoteright", "uni4E00". Letters with accents are put together; the rest
// is listed.

var accents = []struct{ name, mark string }{
	{"acute", "\u0301"}, {"grave", "\u0300"}, {"circumflex", "\u0302"}, {"dieresis", "\u0308"}, {"tilde", "\u0303"},
	{"ring", "\u030a"}, {"cedilla", "\u0327"}, {"caron", "\u030c"}, {"ogonek", "\u0328"}, {"macron", "\u0304"},
	{"breve", "\u0306"}, {"dotaccent", "\u0307"}, {"hungarumlaut", "\u030b"}, {"commaaccent", "\u0326"},
}

var glyphNames = map[string]string{
	"space": " ", "nbspace": " ", "nonbreakingspace": " ", "exclam": "!", "quotedbl": `"`, "numbersign": "#", "dollar": "$", "percent": "%",
	"ampersand": "&", "quotesingle": "'", "parenleft": "(", "parenright": ")", "asterisk": "*", "plus": "+", "comma": ",",
	"hyphen": "-", "minus": "−", "period": ".", "slash": "/", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4",
	"five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "colon": ":", "semicolon": ";", "less": "<", "equal": "=",
	"greater": ">", "question": "?", "at": "@", "bracketleft": "[", "backslash": `\`, "bracketright": "]", "asciicircum": "^",
	"underscore": "_", "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~", "exclamdown": "¡",
	"cent": "¢", "sterling": "£", "currency": "¤", "yen": "¥", "brokenbar": "¦", "section": "§", "dieresis": "¨",
	"copyright": "©", "ordfeminine": "ª", "guillemotleft": "«", "logicalnot": "¬", "sfthyphen": "\u00ad", "registered": "®",
	"macron": "¯", "degree": "°", "plusminus": "±", "twosuperior": "²", "threesuperior": "³", "acute": "´", "mu": "µ",
	"paragraph": "¶", "periodcentered": "·", "middot": "·", "cedilla": "¸", "onesuperior": "¹", "ordmasculine": "º",
	"guillemotright": "»", "onequarter": "¼", "onehalf": "½", "threequarters": "¾", "questiondown": "¿", "AE": "Æ", "ae": "æ",
	"Eth": "Ð", "eth": "ð", "multiply": "×", "divide": "÷", "Oslash": "Ø", "oslash": "ø", "Thorn": "Þ", "thorn": "þ",
	"germandbls": "ß", "dotlessi": "ı", "Lslash": "Ł", "lslash": "ł", "OE": "Œ", "oe": "œ", "Dcroat": "Đ", "dcroat": "đ",
	"florin": "ƒ", "circumflex": "ˆ", "tilde": "˜", "endash": "–", "emdash": "—", "quoteleft": "‘", "quoteright": "’",
	"quotesinglbase": "‚", "quotedblleft": "“", "quotedblright": "”", "quotedblbase": "„", "dagger": "†", "daggerdbl": "‡",
	"bullet": "•", "ellipsis": "…", "perthousand": "‰", "guilsinglleft": "‹", "guilsinglright": "›", "fraction": "⁄",
	"Euro": "€", "euro": "€", "trademark": "™", "fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "ffl": "ffl", "f_i": "fi",
	"f_l": "fl", "f_f": "ff", "f_f_i": "ffi", "f_f_l": "ffl", "t_t": "tt", "T_h": "Th", "arrowright": "→", "arrowleft": "←", "arrowup": "↑",
	"arrowdown": "↓", "lessequal": "≤", "greaterequal": "≥", "notequal": "≠", "approxequal": "≈", "infinity": "∞",
	"checkmark": "✓", "check": "✓", "filledbox": "■", "square": "□", "circle": "○", "H18533": "•", "a71": "•", "a73": "•", "openbullet": "◦",
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "lambda": "λ", "pi": "π", "sigma": "σ", "omega": "ω", "Omega": "Ω",
}

// glyphText is the text of a glyph's name; empty if the name says nothing.
func glyphText(glyph string) string {
	if text, has := glyphNames[glyph]; has {
		return text
	}
	if len(glyph) == 1 {
		return glyph
	}
	if base, _, variant := strings.Cut(glyph, "."); variant && base != "" {
		return glyphText(base) // "a.sc", "seven.oldstyle"
	}
	for _, prefix := range []string{"uni", "u"} {
		if digits, is := strings.CutPrefix(glyph, prefix); is && len(digits) >= 4 && len(digits) <= 6 {
			if n, err := strconv.ParseUint(digits, 16, 32); err == nil {
				return string(rune(n))
			}
		}
	}
	if glyph[0] >= 'A' && glyph[0] <= 'Z' || glyph[0] >= 'a' && glyph[0] <= 'z' {
		for _, a := range accents {
			if glyph[1:] == a.name {
				return norm.NFC.String(glyph[:1] + a.mark)
			}
		}
	}
	return ""
}

// standard is where Adobe's standard encoding differs from that of Windows.
var standard = map[byte]string{
	0x27: "’", 0x60: "‘", 0xa1: "¡", 0xa4: "⁄", 0xa6: "ƒ", 0xa8: "¤", 0xa9: "'", 0xaa: "“", 0xac: "‹", 0xad: "›", 0xae: "fi",
	0xaf: "fl", 0xb1: "–", 0xb2: "†", 0xb3: "‡", 0xb4: "·", 0xb7: "•", 0xb8: "‚", 0xb9: "„", 0xba: "”", 0xbc: "…", 0xbd: "‰",
	0xc1: "`", 0xd0: "—", 0xe1: "Æ", 0xe3: "ª", 0xe8: "Ł", 0xe9: "Ø", 0xea: "Œ", 0xeb: "º", 0xf1: "æ", 0xf5: "ı", 0xf8: "ł",
	0xf9: "ø", 0xfa: "œ", 0xfb: "ß",
}
