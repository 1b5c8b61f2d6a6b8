package document

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// docxCell is a cell of a table with what it is merged with.
type docxCell struct {
	blocks []Block
	across int
	merged bool // belongs to the cell above
}

func (d *docxReader) table(x *xml.Decoder) error {
	var t table
	var all []Block // of a table that only frames text
	row, widest := 0, 0
	err := d.rows(x, 0, func(cells []docxCell, before int) {
		column := before
		for _, c := range cells {
			text := flat(c.blocks)
			if c.merged && row > 0 && row <= len(t.rows) && column < len(t.rows[row-1]) {
				text = unescapeCell(t.rows[row-1][column])
			}
			t.set(row, column, 1, c.across, text)
			column += c.across
			all = append(all, c.blocks...)
		}
		widest = max(widest, len(cells))
		row++
	})
	if err != nil {
		return err
	}
	if widest <= 1 {
		d.doc.Blocks = append(d.doc.Blocks, all...)
	} else {
		d.doc.Blocks = append(d.doc.Blocks, t.block())
	}
	d.citeNotes()
	return nil
}

func (d *docxReader) rows(x *xml.Decoder, depth int, do func(cells []docxCell, before int)) error {
	if depth > maxElements {
		return errTooDeep
	}
	return children(x, func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "sdt", "sdtContent", "customXml", "ins":
			return true, d.rows(x, depth+1, do)
		case "tr":
			before, deleted := 0, false
			var cells []docxCell
			err := d.cells(x, 0, &cells, &before, &deleted)
			if !deleted && err == nil {
				do(cells, before)
			}
			return true, err
		}
		return false, nil
	})
}

func (d *docxReader) cells(x *xml.Decoder, depth int, cells *[]docxCell, before *int, deleted *bool) error {
	if depth > maxElements {
		return errTooDeep
	}
	return children(x, func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "sdt", "sdtContent", "customXml":
			return true, d.cells(x, depth+1, cells, before, deleted)
		case "trPr":
			return true, children(x, func(e xml.StartElement) (bool, error) {
				switch e.Name.Local {
				case "gridBefore":
					*before, _ = strconv.Atoi(value(e, "val"))
					*before = min(max(*before, 0), maxColumns)
				case "del":
					*deleted = true
				}
				return false, nil
			})
		case "tc":
			c, err := d.cell(x)
			*cells = append(*cells, c)
			return true, err
		}
		return false, nil
	})
}

func (d *docxReader) cell(x *xml.Decoder) (docxCell, error) {
	c := docxCell{across: 1}
	inner := d.inner()
	if inner.depth > maxDepth/8 {
		return c, errTooDeep
	}
	err := children(x, func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "tcPr":
			return true, children(x, func(e xml.StartElement) (bool, error) {
				switch e.Name.Local {
				case "gridSpan":
					if n, err := strconv.Atoi(value(e, "val")); err == nil {
						c.across = min(max(n, 1), maxColumns)
					}
				case "vMerge":
					c.merged = !strings.EqualFold(value(e, "val"), "restart")
				}
				return false, nil
			})
		case "p":
			return true, inner.paragraph(x)
		case "tbl":
			return true, inner.table(x)
		case "sdt", "sdtContent", "customXml", "ins":
			return true, inner.flow(x, 1)
		}
		return false, nil
	})
	c.blocks = inner.doc.Blocks
	d.citations = inner.citations
	return c, err
}
