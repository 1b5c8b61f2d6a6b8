package pdf

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// mark begins a part of the content that says something about itself.
func (in *interpreter) mark(args []any) {
	if len(in.marked) >= maxSaved {
		return
	}
	in.endSpan()
	var m marked
	if len(args) > 0 {
		switch args[0] {
		case name("Artifact"):
			m.margin = in.margin(args)
		case name("OC"):
			m.hidden = in.hidden(args)
		}
	}
	if len(args) > 1 {
		if properties, is := args[1].(mapping); is {
			if text, has := properties["ActualText"].(string); has {
				text = legible(pdfText(text))
				m.text = &text
			}
		}
	}
	in.marked = append(in.marked, m)
}

// margin reports whether the mark says that what follows only serves turning pages; without a type it may be anything that
// the program had no better mark for.
func (in *interpreter) margin(args []any) bool {
	if len(args) < 2 {
		return false
	}
	properties, is := args[1].(mapping)
	return is && (properties["Type"] == name("Pagination") || properties["Subtype"] == name("Header") || properties["Subtype"] == name("Footer"))
}

// hidden reports whether a layer is switched off when the file is opened.
func (in *interpreter) hidden(args []any) bool {
	if len(args) < 2 {
		return false
	}
	key, _ := args[1].(name)
	layer, is := in.file.dict(in.resources["Properties"])[string(key)].(types.IndirectRef)
	if !is {
		return false
	}
	root, err := in.file.xref.Catalog()
	if err != nil {
		return false
	}
	start := in.file.dict(in.file.dict(root["OCProperties"])["D"])
	for _, off := range in.file.array(start["OFF"]) {
		if ref, is := off.(types.IndirectRef); is && ref.ObjectNumber == layer.ObjectNumber {
			return true
		}
	}
	return false
}

// marks applies to a glyph what the marks around it say. It reports whether the glyph only serves turning pages, and
// whether it is shown at all.
func (in *interpreter) marks(g *glyph) (margin, shown bool) {
	replaced := false
	for _, m := range in.marked {
		if m.hidden {
			return false, false
		}
		margin = margin || m.margin
		if m.text != nil {
			g.text, *m.text = *m.text, ""
			replaced = true
		}
	}
	if g.text == "" && !replaced {
		in.page.Illegible++
	}
	return margin, true
}

func pdfText(s string) string {
	if len(s) >= 2 && s[0] == 0xfe && s[1] == 0xff {
		return string(utf16Runes(s[2:]))
	}
	var b []rune
	for i := range len(s) {
		b = append(b, rune(s[i]))
	}
	return string(b)
}
