package pdf

import (
	"strings"
	"unicode"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/text/encoding/charmap"
)

// font knows what the codes of a string stand for and how wide they are.
type font struct {
	composite bool
	bold      bool
	fixed     bool
	vertical  bool

	toUnicode *cmap
	codes     *cmap    // of a composite font: from codes to numbers of glyphs; nil if they are the same
	charset   *charset // of a composite font with one of the named maps
	simple    [256]string
	outlines  map[int]rune // what the glyphs of an embedded font stand for, by number; the last resort

	widths  map[int]float64 // by code, or by number of a glyph; in thousandths of the size
	missing float64
}

// glyph is one code of a string.
type glyph struct {
	text  string // empty if nothing says what it stands for
	width float64
	space bool // the single byte 32, which word spacing applies to
}

func (f *File) font(o types.Object) *font {
	ref, shared := o.(types.IndirectRef)
	if shared {
		if known, has := f.fonts[ref.ObjectNumber.Value()]; has {
			return known
		}
	}
	loaded := f.loadFont(f.dict(o))
	if shared {
		f.fonts[ref.ObjectNumber.Value()] = loaded
	}
	return loaded
}

func (f *File) loadFont(d types.Dict) *font {
	t := &font{widths: map[int]float64{}, missing: 500}
	if d == nil {
		return t
	}
	if data, err := f.stream(d["ToUnicode"]); err == nil && len(data) > 0 {
		t.toUnicode = parseCMap(data)
	}
	base := f.name(d["BaseFont"])
	if f.name(d["Subtype"]) == "Type0" {
		f.composite(t, d)
	} else {
		f.simple(t, d, base)
	}
	lower := strings.ToLower(base)
	for _, word := range []string{"bold", "black", "heavy", "demi", "simhei", "heiti", "-w7", "-w8", "-w9"} {
		t.bold = t.bold || strings.Contains(lower, word)
	}
	for _, word := range []string{"courier", "mono", "consol", "menlo"} {
		t.fixed = t.fixed || strings.Contains(lower, word)
	}
	return t
}

func (f *File) describe(t *font, descriptor types.Dict) {
	flags := int(f.number(descriptor["Flags"], 0))
	t.fixed = flags&1 != 0 && !t.composite // many fonts for Chinese say so
	t.bold = flags&(1<<18) != 0 || f.number(descriptor["FontWeight"], 400) >= 600
}

func (f *File) simple(t *font, d types.Dict, base string) {
	descriptor := f.dict(d["FontDescriptor"])
	f.describe(t, descriptor)
	encoding := f.resolve(d["Encoding"])
	start := ""
	switch e := encoding.(type) {
	case types.Name:
		start = e.Value()
	case types.Dict:
		start = f.name(e["BaseEncoding"])
	}
	for i := range t.simple {
		t.simple[i] = simpleText(byte(i), start, f.name(d["Subtype"]) == "TrueType")
	}
	if strings.Contains(base, "Symbol") || strings.Contains(base, "Dingbats") || strings.Contains(base, "Wingdings") {
		for i := range t.simple {
			if i > ' ' { // what they are used for in text
				t.simple[i] = "•"
			}
		}
	}
	if e, is := encoding.(types.Dict); is {
		at := 0
		for _, o := range f.array(e["Differences"]) {
			switch o := f.resolve(o).(type) {
			case types.Integer:
				at = o.Value()
			case types.Name:
				if at >= 0 && at < 256 {
					t.simple[at] = glyphText(o.Value())
				}
				at++
			}
		}
	}
	f.simpleWidths(t, d, descriptor, base)
}

// simpleText is the text of a byte in one of the encodings of simple fonts.
func simpleText(b byte, encoding string, trueType bool) string {
	switch {
	case b < ' ':
		return ""
	case encoding == "MacRomanEncoding":
		return string(charmap.Macintosh.DecodeByte(b))
	case encoding == "WinAnsiEncoding", trueType:
	default:
		if text, differs := standard[b]; differs {
			return text
		}
	}
	r := charmap.Windows1252.DecodeByte(b)
	if !unicode.IsPrint(r) && r != 0xa0 {
		return ""
	}
	return string(r)
}

func (f *File) composite(t *font, d types.Dict) {
	t.composite = true
	var descendant types.Dict
	if list := f.array(d["DescendantFonts"]); len(list) > 0 {
		descendant = f.dict(list[0])
	}
	descriptor := f.dict(descendant["FontDescriptor"])
	f.describe(t, descriptor)
	switch encoding := f.resolve(d["Encoding"]).(type) {
	case types.Name:
		t.vertical = strings.HasSuffix(encoding.Value(), "-V")
		if c, has := charsetNamed(encoding.Value()); has {
			t.charset = &c
		}
	case types.StreamDict:
		if data, err := f.stream(encoding); err == nil && len(data) > 0 {
			t.codes = parseCMap(data)
			t.vertical = t.codes.vertical
		}
	}
	if t.toUnicode == nil && t.charset == nil {
		if data, err := f.stream(descriptor["FontFile2"]); err == nil && len(data) > 0 {
			t.outlines = outlines(data)
			f.steps += len(t.outlines)
		}
	}
	t.missing = f.number(descendant["DW"], 1000)
	f.compositeWidths(t, f.array(descendant["W"]))
}

// glyphs cuts a string into its codes, as long as it is told to go on.
func (t *font) glyphs(s string, yield func(glyph) bool) {
	for len(s) > 0 {
		g, n := t.first(s)
		g.text = legible(g.text)
		if !yield(g) {
			return
		}
		s = s[max(1, min(n, len(s))):]
	}
}

func (t *font) first(s string) (glyph, int) {
	if !t.composite {
		b := s[0]
		g := glyph{text: t.simple[b], width: t.width(int(b)), space: b == ' '}
		if t.toUnicode != nil {
			if text, has := t.toUnicode.unicode(uint32(b)); has && legible(text) != "" {
				g.text = text
			}
		}
		return g, 1
	}
	if t.charset != nil {
		n := min(t.charset.length(s), len(s))
		g := glyph{text: t.charset.decode(s[:n]), width: t.missing, space: s[:n] == " "}
		if r := []rune(g.text); len(r) == 1 && r[0] < 0x250 {
			g.width = 500 // the numbers of the glyphs, and so the widths, are not known
		}
		return g, n
	}
	code, n := uint32(s[0]), min(2, len(s))
	if n == 2 {
		code = code<<8 | uint32(s[1])
	}
	number := int(code)
	if t.codes != nil {
		code, n = t.codes.cut(s)
		number = t.codes.glyph(code)
	} else if t.toUnicode != nil && len(t.toUnicode.spaces) > 0 && t.toUnicode.spaces[0].n == 1 && len(s)%2 == 1 {
		code, n = uint32(s[0]), 1
	}
	g := glyph{width: t.width(number), space: n == 1 && s[0] == ' '}
	if t.toUnicode != nil {
		g.text, _ = t.toUnicode.unicode(code)
	} else if r, has := t.outlines[number]; has {
		g.text = string(r)
	}
	return g, n
}

func (t *font) width(i int) float64 {
	if w, has := t.widths[i]; has {
		return w
	}
	return t.missing
}

// legible resolves ligatures and leaves out what is no character, as "unknown" is written by some programs.
func legible(text string) string {
	for _, r := range text {
		if r < ' ' || r == unicode.ReplacementChar || r >= 0xfb00 && r <= 0xfb06 || r >= 0x2f00 && r <= 0x2fdf || r >= 0x2e80 && r <= 0x2eff || r >= 0xe000 && r <= 0xf8ff {
			return rewrite(text)
		}
	}
	return text
}

var ligatures = []string{"ff", "fi", "fl", "ffi", "ffl", "st", "st"}

func rewrite(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= 0xfb00 && r <= 0xfb06:
			b.WriteString(ligatures[r-0xfb00])
		case r >= 0x2e80 && r <= 0x2fdf:
			b.WriteString(radical(r))
		case r >= 0xf0a7 && r <= 0xf0b7 || r == 0xf06c || r == 0xf06e:
			b.WriteString("•") // from the fonts for bullets
		case r == '\t':
			b.WriteByte(' ')
		case r < ' ' || r == unicode.ReplacementChar || r >= 0xe000 && r <= 0xf8ff:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
