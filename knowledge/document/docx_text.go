package document

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"
)

// docxReader reads the text of a DOCX file.
type docxReader struct {
	parts      *docxParts
	doc        Document
	styles     map[string]docxStyle
	numberings map[string]numbering
	counts     map[string]*[maxListDepth + 1]int
	notes      map[string]string // by kind and number
	cited      []string          // notes of the block being read
	citations  int
	fake       []int // blocks that may be headings that are only bold
	styled     bool  // there are real headings
	depth      int
}

// docxParagraph is a paragraph being read.
type docxParagraph struct {
	style    string
	level    int
	list     string
	depth    int
	title    bool
	contents bool // of a table of contents
	code     bool
	text     strings.Builder
	plain    bool    // some of it is not bold
	boxes    []Block // text that floats beside it
}

func (d *docxReader) readMain(x *xml.Decoder) error {
	if _, err := first(x); err != nil {
		return err
	}
	return children(x, func(e xml.StartElement) (bool, error) {
		if e.Name.Local != "body" {
			return false, nil
		}
		return true, d.body(x)
	})
}

// readNotes keeps the text of footnotes or endnotes for where they are cited.
func (d *docxReader) readNotes(kind string) func(*xml.Decoder) error {
	return func(x *xml.Decoder) error {
		if _, err := first(x); err != nil {
			return err
		}
		return children(x, func(e xml.StartElement) (bool, error) {
			if e.Name.Local != kind || value(e, "type") != "" && value(e, "type") != "normal" {
				return false, nil
			}
			inner := d.inner()
			if err := inner.body(x); err != nil {
				return true, err
			}
			if d.notes == nil {
				d.notes = map[string]string{}
			}
			d.notes[kind+value(e, "id")] = flat(inner.doc.Blocks)
			return true, nil
		})
	}
}

// inner reads a part of the document by itself: a cell, a box, a note.
func (d *docxReader) inner() *docxReader {
	return &docxReader{parts: d.parts, styles: d.styles, numberings: d.numberings, notes: d.notes, citations: d.citations, depth: d.depth + 1}
}

func flat(blocks []Block) string {
	var parts []string
	for _, b := range blocks {
		parts = append(parts, strings.ReplaceAll(b.Text, "\n", " "))
	}
	return joinLines(parts...)
}

// body reads paragraphs and tables up to the end of the element they are in.
func (d *docxReader) body(x *xml.Decoder) error {
	if d.depth > maxDepth/8 {
		return errTooDeep
	}
	return d.flow(x, 0)
}

func (d *docxReader) flow(x *xml.Decoder, depth int) error {
	if depth > maxElements {
		return errTooDeep
	}
	return children(x, func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "p":
			return true, d.paragraph(x)
		case "tbl":
			return true, d.table(x)
		case "sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice":
			return true, d.flow(x, depth+1)
		}
		return false, nil // properties, and what was deleted
	})
}

func (d *docxReader) paragraph(x *xml.Decoder) error {
	p := &docxParagraph{}
	if err := d.inline(x, p, 0); err != nil {
		return err
	}
	d.resolve(p)
	text := strings.TrimSpace(p.text.String())
	if !p.contents && text != "" {
		d.add(p, text)
	}
	d.doc.Blocks = append(d.doc.Blocks, p.boxes...)
	return nil
}

func (d *docxReader) add(p *docxParagraph, text string) {
	blocks := d.doc.Blocks
	switch {
	case p.level > 0:
		d.styled = true
		d.doc.Blocks = append(blocks, Block{Kind: Heading, Level: p.level, Text: text})
		if p.title && d.doc.Title == "" {
			d.doc.Title = text
		}
	case p.list != "" && p.list != "0":
		var l lister
		l.entry(p.depth, d.mark(p.list, p.depth), []string{text})
		if last := len(blocks) - 1; last >= 0 && blocks[last].Kind == List && len(d.cited) == 0 && len(blocks[last].Text) < maxBlock {
			blocks[last].Text += l.String() // begins where the entry before ended its line
		} else {
			d.doc.Blocks = append(blocks, Block{Kind: List, Text: l.String()})
		}
	case p.code:
		if last := len(blocks) - 1; last >= 0 && blocks[last].Kind == Code && len(blocks[last].Text) < maxBlock {
			blocks[last].Text += "\n" + p.text.String()
		} else {
			d.doc.Blocks = append(blocks, Block{Kind: Code, Text: p.text.String()})
		}
	default:
		if !p.plain {
			d.fake = append(d.fake, len(blocks))
		}
		d.doc.Blocks = append(blocks, Block{Kind: Paragraph, Text: text})
	}
	d.citeNotes()
}

// citeNotes puts the notes that a block cites after it.
func (d *docxReader) citeNotes() {
	for _, note := range d.cited {
		d.doc.Blocks = append(d.doc.Blocks, Block{Kind: Paragraph, Text: note})
	}
	d.cited = nil
}

// guessHeadings takes short bold paragraphs for headings where the writer did not know of styles.
func (d *docxReader) guessHeadings() {
	if d.styled {
		return
	}
	for _, i := range d.fake {
		b := &d.doc.Blocks[i]
		last, _ := utf8.DecodeLastRuneInString(b.Text)
		if size(b.Text) > 90 || strings.Contains(b.Text, "\n") || strings.ContainsRune(".,;:!。，；：！、", last) {
			continue
		}
		if i+1 < len(d.doc.Blocks) {
			b.Kind, b.Level = Heading, max(headingLevel(b.Text), 1)
		}
	}
}

// inline reads the runs of a paragraph.
func (d *docxReader) inline(x *xml.Decoder, p *docxParagraph, depth int) error {
	if depth > maxElements {
		return errTooDeep
	}
	return children(x, func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "pPr":
			return true, d.paragraphProperties(x, p)
		case "r":
			return true, d.run(x, p, depth)
		case "hyperlink", "ins", "moveTo", "smartTag", "fldSimple", "sdt", "sdtContent", "customXml", "dir", "bdo", "oMath", "oMathPara":
			return true, d.inline(x, p, depth+1)
		}
		return false, nil
	})
}

// run reads text with one set of properties. Hidden and struck text is left out: it no longer holds, or never did.
func (d *docxReader) run(x *xml.Decoder, p *docxParagraph, depth int) error {
	hidden, bold := false, false
	write := func(text string) {
		if hidden {
			return
		}
		p.text.WriteString(text)
		p.plain = p.plain || !bold && strings.TrimSpace(text) != ""
	}
	return children(x, func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "rPr":
			return true, children(x, func(e xml.StartElement) (bool, error) {
				switch e.Name.Local {
				case "strike", "dstrike", "vanish":
					hidden = hidden || on(e)
				case "b":
					bold = on(e)
				}
				return false, nil
			})
		case "t":
			text, err := textIn(x)
			write(text)
			return true, err
		case "tab", "ptab":
			write(" ")
		case "br", "cr":
			if kind := value(e, "type"); kind == "" || kind == "textWrapping" {
				write("\n")
			}
		case "noBreakHyphen":
			write("-")
		case "sym":
			write("•")
		case "footnoteReference", "endnoteReference":
			d.cite(strings.TrimSuffix(e.Name.Local, "Reference")+value(e, "id"), write)
		case "ruby":
			return true, d.base(x, p, depth)
		case "drawing", "pict", "object", "AlternateContent":
			return true, d.boxes(x, p, 0)
		}
		return false, nil
	})
}

func (d *docxReader) cite(note string, write func(string)) {
	if d.notes[note] == "" {
		return
	}
	d.citations++
	write(fmt.Sprintf(" [%d]", d.citations))
	d.cited = append(d.cited, fmt.Sprintf("[%d] %s", d.citations, d.notes[note]))
}

// base reads the characters under a reading aid.
func (d *docxReader) base(x *xml.Decoder, p *docxParagraph, depth int) error {
	return children(x, func(e xml.StartElement) (bool, error) {
		if e.Name.Local != "rubyBase" {
			return false, nil
		}
		return true, d.inline(x, p, depth+1)
	})
}

// boxes finds text in what is drawn. Programs write it twice, once for older ones, which is passed over.
func (d *docxReader) boxes(x *xml.Decoder, p *docxParagraph, depth int) error {
	if depth > maxElements {
		return errTooDeep
	}
	return children(x, func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "Fallback":
			return false, nil
		case "txbxContent":
			inner := d.inner()
			err := inner.body(x)
			p.boxes = append(p.boxes, inner.doc.Blocks...)
			return true, err
		}
		return true, d.boxes(x, p, depth+1)
	})
}
