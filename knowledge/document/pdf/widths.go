package pdf

import (
	corefonts "github.com/pdfcpu/pdfcpu/pkg/font"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// simpleWidths reads the widths of a simple font; the fonts that every reader has may leave them out.
func (f *File) simpleWidths(t *font, d, descriptor types.Dict, base string) {
	scale := 1.0
	if f.name(d["Subtype"]) == "Type3" {
		if m := f.array(d["FontMatrix"]); len(m) == 6 {
			scale = 1000 * f.number(m[0], 0.001)
		}
	}
	t.missing = f.number(descriptor["MissingWidth"], 500)
	widths := f.array(d["Widths"])
	first := int(f.number(d["FirstChar"], 0))
	for i, w := range widths {
		if i < 256 {
			t.widths[first+i] = scale * f.number(w, t.missing)
		}
	}
	if len(widths) > 0 || !corefonts.IsCoreFont(base) {
		return
	}
	for i, text := range t.simple {
		for _, r := range text {
			if w, err := corefonts.CharWidth(base, r); err == nil && w > 0 {
				t.widths[i] = float64(w)
			}
		}
	}
}

// compositeWidths reads "first [w w w]" and "first last w".
func (f *File) compositeWidths(t *font, list types.Array) {
	left := 1 << 17 // more than there are glyphs
	for i := 0; i+1 < len(list) && left > 0; {
		first := int(f.number(list[i], 0))
		if ws := f.array(list[i+1]); ws != nil {
			for j, w := range ws[:min(len(ws), left)] {
				t.widths[first+j] = f.number(w, t.missing)
			}
			left -= len(ws)
			i += 2
			continue
		}
		if i+2 >= len(list) {
			return
		}
		last, w := int(f.number(list[i+1], 0)), f.number(list[i+2], t.missing)
		for j := first; j <= min(last, first+left); j++ {
			t.widths[j] = w
		}
		left -= max(last-first, 0) + 1
		i += 3
	}
}
