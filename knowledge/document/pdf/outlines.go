package pdf

import (
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// outlines asks an embedded TrueType font which glyph it has for each character, and turns that around.
func outlines(data []byte) map[int]rune {
	parsed, err := sfnt.Parse(data)
	if err != nil {
		return nil
	}
	var b sfnt.Buffer
	known := map[int]rune{}
	for r := rune(' '); r < 0x10000; r++ {
		g, err := parsed.GlyphIndex(&b, r)
		if err != nil {
			return known
		}
		if _, has := known[int(g)]; g != 0 && !has {
			known[int(g)] = r
		}
	}
	return known
}

// radical makes an ordinary character of one of the signs for radicals, which fonts that draw both with one glyph bring
// into text. Unicode says for most of them which character they are, and for these it does not.
func radical(r rune) string {
	if c, has := radicals[r]; has {
		return string(c)
	}
	return norm.NFKC.String(string(r))
}

var radicals = map[rune]rune{
	'⺟': '母', '⺠': '民', '⻁': '虎', '⻄': '西', '⻅': '见', '⻆': '角', '⻉': '贝', '⻋': '车', '⻓': '长', '⻔': '门', '⻘': '青',
	'⻙': '韦', '⻚': '页', '⻛': '风', '⻜': '飞', '⻝': '食', '⻢': '马', '⻣': '骨', '⻤': '鬼', '⻥': '鱼', '⻦': '鸟', '⻧': '卤',
	'⻨': '麦', '⻩': '黄', '⻬': '齐', '⻮': '齿', '⻰': '龙', '⻳': '龟', '⻱': '龟', '⻯': '竜', '⻒': '镸', '⺸': '羋', '⺫': '罒',
}
