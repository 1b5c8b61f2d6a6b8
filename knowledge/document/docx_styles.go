package document

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// docxStyle is what a style says about the paragraphs that have it.
type docxStyle struct {
	name    string // English for those that come with the program, whatever its language
	basedOn string
	level   int // of the heading, 0 if it says nothing, -1 if it is text
	list    string
	depth   int
}

func (d *docxReader) readProperties(x *xml.Decoder) error {
	if _, err := first(x); err != nil {
		return err
	}
	return children(x, func(e xml.StartElement) (bool, error) {
		if e.Name.Local != "title" {
			return false, nil
		}
		title, err := textIn(x)
		d.doc.Title = strings.TrimSpace(title)
		return true, err
	})
}

func (d *docxReader) readStyles(x *xml.Decoder) error {
	d.styles = map[string]docxStyle{}
	if _, err := first(x); err != nil {
		return err
	}
	return children(x, func(e xml.StartElement) (bool, error) {
		if e.Name.Local != "style" {
			return false, nil
		}
		var s docxStyle
		err := children(x, func(e xml.StartElement) (bool, error) {
			switch e.Name.Local {
			case "name":
				s.name = strings.ToLower(value(e, "val"))
			case "basedOn":
				s.basedOn = value(e, "val")
			case "pPr":
				var p docxParagraph
				err := d.paragraphProperties(x, &p)
				s.level, s.list, s.depth = p.level, p.list, p.depth
				return true, err
			}
			return false, nil
		})
		d.styles[value(e, "styleId")] = s
		return true, err
	})
}

// paragraphProperties reads what a paragraph or a style says about the outline and the list it belongs to.
func (d *docxReader) paragraphProperties(x *xml.Decoder, p *docxParagraph) error {
	return children(x, func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "pStyle":
			p.style = value(e, "val")
		case "outlineLvl":
			if n, err := strconv.Atoi(value(e, "val")); err == nil && n >= 0 && n < 9 {
				p.level = n + 1
			} else {
				p.level = -1
			}
		case "numPr":
			return true, children(x, func(e xml.StartElement) (bool, error) {
				switch e.Name.Local {
				case "numId":
					p.list = value(e, "val")
				case "ilvl":
					p.depth, _ = strconv.Atoi(value(e, "val"))
					p.depth = min(max(p.depth, 0), maxListDepth)
				}
				return false, nil
			})
		}
		return false, nil
	})
}

// resolve adds to a paragraph what its style and those it is based on say.
func (d *docxReader) resolve(p *docxParagraph) {
	named := 0
	id := p.style
	for range 20 { // styles may be based on each other
		s, has := d.styles[id]
		if !has {
			break
		}
		if p.level == 0 {
			p.level = s.level
		}
		if p.list == "" && s.list != "" {
			p.list, p.depth = s.list, max(p.depth, s.depth)
		}
		if n, err := strconv.Atoi(strings.TrimPrefix(s.name, "heading ")); err == nil && named == 0 && n > 0 && n <= 9 {
			named = n
		}
		p.title = p.title || s.name == "title"
		p.code = p.code || s.name == "source code" || s.name == "html preformatted" || s.name == "code"
		p.contents = p.contents || strings.HasPrefix(s.name, "toc ") && s.name != "toc heading" || s.name == "table of figures"
		id = s.basedOn
	}
	if p.level == 0 {
		p.level = named
	}
	if p.title && p.level <= 0 {
		p.level = 1
	}
}

// numbering is how a list counts: a format for each depth.
type numbering struct {
	formats [maxListDepth + 1]string
	starts  [maxListDepth + 1]int
}

func (d *docxReader) readNumbering(x *xml.Decoder) error {
	abstract := map[string]numbering{}
	d.numberings = map[string]numbering{}
	if _, err := first(x); err != nil {
		return err
	}
	return children(x, func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "abstractNum":
			n, err := readLevels(x)
			abstract[value(e, "abstractNumId")] = n
			return true, err
		case "num":
			return true, children(x, func(inner xml.StartElement) (bool, error) {
				if inner.Name.Local == "abstractNumId" {
					d.numberings[value(e, "numId")] = abstract[value(inner, "val")]
				}
				return false, nil
			})
		}
		return false, nil
	})
}

func readLevels(x *xml.Decoder) (numbering, error) {
	var n numbering
	err := children(x, func(e xml.StartElement) (bool, error) {
		level, err := strconv.Atoi(value(e, "ilvl"))
		if e.Name.Local != "lvl" || err != nil || level < 0 || level > maxListDepth {
			return false, nil
		}
		n.starts[level] = 1
		return true, children(x, func(e xml.StartElement) (bool, error) {
			switch e.Name.Local {
			case "numFmt":
				n.formats[level] = value(e, "val")
			case "start":
				if start, err := strconv.Atoi(value(e, "val")); err == nil {
					n.starts[level] = start
				}
			}
			return false, nil
		})
	})
	return n, err
}

// mark is the number or the dot of the next entry of a list.
func (d *docxReader) mark(list string, depth int) string {
	n := d.numberings[list]
	if d.counts == nil {
		d.counts = map[string]*[maxListDepth + 1]int{}
	}
	count := d.counts[list]
	if count == nil {
		count = &[maxListDepth + 1]int{}
		d.counts[list] = count
	}
	for deeper := depth + 1; deeper <= maxListDepth; deeper++ {
		count[deeper] = 0
	}
	count[depth]++
	number := count[depth] + max(n.starts[depth], 0)
	if n.starts[depth] > 0 {
		number--
	}
	switch n.formats[depth] {
	case "", "bullet", "none":
		return "-"
	case "lowerLetter", "upperLetter":
		if number >= 1 && number <= 26 {
			return string(rune('a'+number-1)) + "."
		}
	}
	return strconv.Itoa(number) + "."
}
