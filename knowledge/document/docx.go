package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// A DOCX file is a zip of XML: the text, and beside it styles, numberings and notes. Text that tracked changes deleted, that
// is hidden or struck, and what stands in the heads and feet of pages is left out.

// maxUnpacked bounds the parts of a file that are read, unpacked and all together.
const maxUnpacked = 128 << 20

func readDOCX(data []byte) (Document, error) {
	if bytes.HasPrefix(data, []byte(oleMagic)) {
		if bytes.Contains(data, utf16LE("EncryptedPackage")) {
			return Document{}, ErrEncrypted
		}
		return Document{}, ErrFormat
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Document{}, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	p := &docxParts{files: map[string]*zip.File{}, left: maxUnpacked}
	for _, f := range archive.File {
		p.files[strings.TrimPrefix(path.Clean("/"+f.Name), "/")] = f
	}
	main := p.target("_rels/.rels", "officeDocument", "word/document.xml")
	if p.files[main] == nil {
		return Document{}, ErrFormat
	}
	d := &docxReader{parts: p}
	beside := func(kind, otherwise string) string {
		folder, name := path.Split(main)
		return p.target(folder+"_rels/"+name+".rels", kind, folder+otherwise)
	}
	for _, step := range []struct {
		part string
		read func(*xml.Decoder) error
	}{
		{"docProps/core.xml", d.readProperties},
		{beside("styles", "styles.xml"), d.readStyles},
		{beside("numbering", "numbering.xml"), d.readNumbering},
		{beside("footnotes", "footnotes.xml"), d.readNotes("footnote")},
		{beside("endnotes", "endnotes.xml"), d.readNotes("endnote")},
		{main, d.readMain},
	} {
		if err := p.read(step.part, step.read); err != nil {
			return Document{}, err
		}
	}
	d.guessHeadings()
	return d.doc, nil
}

func utf16LE(s string) []byte {
	var b []byte
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// docxParts are the files in a zip, with what may still be unpacked.
type docxParts struct {
	files map[string]*zip.File
	left  int64
}

// read parses one part; one that is not there is passed over.
func (p *docxParts) read(name string, parse func(*xml.Decoder) error) error {
	f := p.files[name]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("%w (%s: %w)", ErrDamaged, name, err)
	}
	defer r.Close()
	limited := &io.LimitedReader{R: r, N: p.left}
	err = parse(xml.NewDecoder(limited))
	p.left = limited.N
	switch {
	case p.left <= 0:
		return fmt.Errorf("%w (more than %d MB when unpacked)", ErrTooLarge, maxUnpacked>>20)
	case err != nil && !errors.Is(err, io.EOF):
		return fmt.Errorf("%w (%s: %w)", ErrDamaged, name, err)
	}
	return nil
}

// target finds the part that another one names as its styles, numbering or the like.
func (p *docxParts) target(relations, kind, otherwise string) string {
	found := otherwise
	_ = p.read(relations, func(x *xml.Decoder) error { // where it is damaged, the usual name is right
		for {
			token, err := x.Token()
			if err != nil {
				return err
			}
			e, is := token.(xml.StartElement)
			if is && e.Name.Local == "Relationship" && strings.HasSuffix(value(e, "Type"), "/"+kind) {
				name := value(e, "Target")
				if !strings.HasPrefix(name, "/") {
					name = path.Join(path.Dir(path.Dir(relations)), name)
				}
				found = strings.TrimPrefix(path.Clean(name), "/")
				return nil
			}
		}
	})
	return found
}

// value is an attribute, whatever its name space.
func value(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// on is the value of a switch like <w:b/>, which is on unless it says otherwise.
func on(e xml.StartElement) bool {
	switch value(e, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// maxElements is how deep elements may lie in each other.
const maxElements = 300

var errTooDeep = fmt.Errorf("its elements lie more than %d deep in each other", maxElements)

// children calls do for each element in the one that has just begun, and passes over those that do did not read to their
// end. It returns at the end of the element.
func children(x *xml.Decoder, do func(xml.StartElement) (read bool, err error)) error {
	return childrenAndText(x, do, nil)
}

func childrenAndText(x *xml.Decoder, do func(xml.StartElement) (bool, error), text func(string)) error {
	for {
		token, err := x.Token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			read, err := do(token)
			if err != nil {
				return err
			}
			if !read {
				if err := skip(x); err != nil {
					return err
				}
			}
		case xml.EndElement:
			return nil
		case xml.CharData:
			if text != nil {
				text(string(token))
			}
		}
	}
}

// skip passes over the rest of an element.
func skip(x *xml.Decoder) error {
	for depth := 1; depth > 0; {
		token, err := x.Token()
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			if depth++; depth > maxElements {
				return errTooDeep
			}
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// textIn is the text of an element that holds nothing else.
func textIn(x *xml.Decoder) (string, error) {
	var b strings.Builder
	err := childrenAndText(x, func(xml.StartElement) (bool, error) { return false, nil }, func(s string) { b.WriteString(s) })
	return b.String(), err
}

// first moves to the outermost element.
func first(x *xml.Decoder) (xml.StartElement, error) {
	for {
		token, err := x.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if e, is := token.(xml.StartElement); is {
			return e, nil
		}
	}
}
