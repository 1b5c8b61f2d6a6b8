// Package document reads documents that were not written as questions and answers, Markdown, HTML, plain text, DOCX and
// PDF, and splits them into passages: pieces of text small enough to answer with, each with the headings above it. What it
// returns is plain text; only tables are written as Markdown tables. It reads no files and no network.
package document

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
)

// MaxSize is the size in bytes of the largest file that Read takes. Text within it, once unpacked, is bounded too.
const MaxSize = 64 << 20

// maxText is the same for files that are only text; hundreds of books fit into it.
const maxText = 16 << 20

// What can be wrong with a file. The error that Read returns names the file and says what to do; errors.Is finds these in it.
var (
	ErrFormat    = errors.New("is in no format that can be read; save it as Markdown, HTML, plain text, DOCX or PDF")
	ErrEmpty     = errors.New("is empty; leave it out, or save it again with its text")
	ErrTooLarge  = errors.New("is too large; split it into several files")
	ErrDamaged   = errors.New("is damaged; open it in the program it was made with and save it again")
	ErrEncrypted = errors.New("is encrypted; save it without a password")
	ErrEncoding  = errors.New("is in an encoding that cannot be told for sure; save it as UTF-8")
)

// Format is how a file is written.
type Format string

// The formats that Read knows.
const (
	Markdown Format = "markdown"
	HTML     Format = "html"
	Text     Format = "text"
	DOCX     Format = "docx"
	PDF      Format = "pdf"
)

var formats = map[string]Format{
	".md": Markdown, ".markdown": Markdown,
	".html": HTML, ".htm": HTML, ".xhtml": HTML,
	".txt": Text, ".text": Text,
	".docx": DOCX,
	".pdf":  PDF,
}

// FormatOf tells the format by the end of a name, which may be a path or an address. It is empty for every other end.
func FormatOf(name string) Format {
	if scheme := strings.Index(name, "://"); scheme >= 0 {
		name, _, _ = strings.Cut(name, "#")
		name, _, _ = strings.Cut(name, "?")
	}
	return formats[strings.ToLower(path.Ext(name))]
}

// Kind says what a block is.
type Kind string

// The kinds of blocks.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	List      Kind = "list"  // an entry per line, each begun with "- " or its number, deeper ones indented by two spaces
	Table     Kind = "table" // a Markdown table, its first row the header
	Code      Kind = "code"  // text whose lines and spaces matter
)

// Block is a piece of a document.
type Block struct {
	Kind  Kind
	Level int // of a heading, from 1 (outermost) to 9
	Text  string
	Page  int // where it begins, from 1; 0 where the format has no pages
}

// maxBlock is the size in bytes after which a list or a table that goes on and on becomes another block.
const maxBlock = 16 << 10

// Document is what Read found in a file.
type Document struct {
	Title    string   // as the file says, or its first heading; may be empty
	Locale   string   // the language, "en" or "zh" or another two letters; empty if it cannot be told
	Blocks   []Block  // in reading order
	Warnings []string // what could not be read, in English sentences without a full stop: "page 3 has no text ..."
}

// Read reads a file. Its name tells the format; where it does not, the first bytes do. No input makes it panic, and none
// takes it more than about a minute. An error wraps one of those above and begins with the name.
func Read(name string, data []byte) (Document, error) {
	d, err := read(name, data)
	if err != nil {
		return Document{}, fmt.Errorf("%s: %w", name, err)
	}
	d.finish()
	if len(d.Blocks) == 0 && len(d.Warnings) == 0 {
		return Document{}, fmt.Errorf("%s: %w", name, ErrEmpty)
	}
	return d, nil
}

func read(name string, data []byte) (d Document, err error) {
	kind, limit := format(name, data), MaxSize
	if kind != DOCX && kind != PDF {
		limit = maxText
	}
	if len(data) > limit {
		return d, fmt.Errorf("%w (%d MB; at most %d)", ErrTooLarge, len(data)>>20, limit>>20)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return d, ErrEmpty
	}
	// The parsers are other people's and their input is anybody's.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w (%v)", ErrDamaged, p)
		}
	}()
	switch kind {
	case Markdown:
		return readMarkdown(data)
	case HTML:
		return readHTML(data)
	case Text:
		return readText(data)
	case DOCX:
		return readDOCX(data)
	case PDF:
		return readPDF(data)
	}
	return d, ErrFormat
}

// format trusts the bytes where they are unmistakable: files are often called what they are not.
func format(name string, data []byte) Format {
	begin := bytes.ToLower(bytes.TrimSpace(data[:min(len(data), 1024)]))
	switch named := FormatOf(name); {
	case bytes.Contains(begin, []byte("%pdf-")) && (named == "" || bytes.HasPrefix(begin, []byte("%pdf-"))):
		return PDF
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte(oleMagic)):
		return DOCX
	case named != "":
		return named
	case bytes.Contains(begin, []byte("<!doctype html")), bytes.Contains(begin, []byte("<html")):
		return HTML
	}
	return ""
}

// maxHeading is the length in bytes of the longest heading.
const maxHeading = 500

// oleMagic begins the files of old word processors, and encrypted DOCX.
const oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// finish does what all formats need: text without control characters, no empty blocks, a title and a language.
func (d *Document) finish() {
	blocks := d.Blocks[:0]
	for _, b := range d.Blocks {
		if b.Text = clean(b.Text, b.Kind); b.Text == "" {
			continue
		}
		if b.Kind == Heading && len(b.Text) > maxHeading {
			b.Kind, b.Level = Paragraph, 0 // somebody's way to make text large
		}
		blocks = append(blocks, b)
	}
	d.Blocks = blocks
	d.Title = oneLine(d.Title)
	if d.Title == "" {
		for _, b := range blocks {
			if b.Kind == Heading {
				d.Title = b.Text
				break
			}
		}
	}
	d.Locale = locale(language(d.Locale), guessLocale(blocks))
}
