// Package pdf finds the text on the pages of a PDF: what it says, where it stands and how large it is. The structure of the
// file (references, encryption, compression, repair) is read by pdfcpu; fonts and the instructions that place text are read
// here. What the text means, headings, columns and tables, is for others to tell.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// What Open and Page return besides errors of the parser.
var (
	ErrEncrypted = errors.New("needs a password")
	ErrTooMuch   = errors.New("unpacks to more than is reasonable")
)

// What a file may cost. Honest files of a thousand pages stay far below.
const (
	maxTime    = 50 * time.Second
	maxPages   = 20_000
	maxUnpack  = 1 << 30   // bytes of streams, all together
	maxStream  = 64 << 20  // bytes of one
	maxObjects = 1 << 28   // bytes of the streams that objects lie in
	maxSteps   = 200 << 20 // instructions and characters
	maxSpans   = 50_000    // pieces of text on a page; where each character is one, some 5,000
	maxText    = 3 << 20   // pieces of text, all together
	maxNesting = 12        // forms in forms
)

// File is a PDF that has been opened.
type File struct {
	Title  string
	Lang   string
	ctx    context.Context
	xref   *model.XRefTable
	pages  []page
	fonts  map[int]*font // by object number
	unpack int
	steps  int
	spans  int
}

type page struct {
	dict      types.Dict
	resources types.Object
	box       types.Object
	crop      types.Object
	rotate    int
}

// Open reads the structure of a file.
func Open(data []byte) (f *File, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, fmt.Errorf("reading its structure: %v", p)
		}
	}()
	c, cancel := context.WithTimeout(context.Background(), maxTime)
	context.AfterFunc(c, cancel) // the pages are read within the same time
	if bomb(data) {
		cancel()
		return nil, ErrTooMuch
	}
	parsed, err := pdfcpu.ReadWithContext(c, bytes.NewReader(data), configuration(data))
	switch {
	case errors.Is(err, pdfcpu.ErrWrongPassword), err != nil && strings.Contains(err.Error(), "password"):
		return nil, ErrEncrypted
	case err != nil && (c.Err() != nil || strings.Contains(err.Error(), "limit")):
		return nil, fmt.Errorf("%w (%v)", ErrTooMuch, err)
	case err != nil:
		return nil, err
	}
	f = &File{ctx: c, xref: parsed.XRefTable, fonts: map[int]*font{}}
	root, err := f.xref.Catalog()
	if err != nil {
		return nil, err
	}
	f.Lang = f.text(root["Lang"])
	if f.xref.Info != nil {
		f.Title = f.text(f.dict(*f.xref.Info)["Title"])
	}
	f.tree(root["Pages"], page{}, map[int]bool{}, 0)
	if len(f.pages) == 0 {
		return nil, errors.New("it has no pages")
	}
	return f, nil
}

// init keeps pdfcpu from writing a configuration into the home of whoever runs this.
func init() { model.ConfigPath = "disable" }

// configuration bounds what pdfcpu unpacks.
func configuration(data []byte) *model.Configuration {
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	conf.Limits.MaxStreamBytes = maxStream
	conf.Limits.MaxDecodeBytes = maxObjectStream(data)
	conf.Limits.MaxObjectCount = 2 << 20
	conf.Limits.MaxXRefEntries = 2 << 20
	conf.Limits.MaxObjectStreamCount = 100_000
	conf.Limits.MaxObjectStreamFirst = 4 << 20
	return conf
}

// tree collects the pages below a node, with what they inherit. References that lead back are not followed.
func (f *File) tree(o types.Object, above page, seen map[int]bool, depth int) {
	if ref, is := o.(types.IndirectRef); is {
		if n := ref.ObjectNumber.Value(); seen[n] {
			return
		} else {
			seen[n] = true
		}
	}
	node := f.dict(o)
	if node == nil || depth > 60 || len(f.pages) >= maxPages {
		return
	}
	if r, has := node["Resources"]; has {
		above.resources = r
	}
	if b, has := node["MediaBox"]; has {
		above.box = b
	}
	if b, has := node["CropBox"]; has {
		above.crop = b
	}
	if r, has := node["Rotate"]; has {
		above.rotate = int(f.number(r, 0))
	}
	if kids := f.array(node["Kids"]); kids != nil {
		for _, kid := range kids {
			f.tree(kid, above, seen, depth+1)
		}
		return
	}
	above.dict = node
	f.pages = append(f.pages, above)
}

// Pages is the number of pages.
func (f *File) Pages() int { return len(f.pages) }

func (f *File) resolve(o types.Object) types.Object {
	for range 8 { // a reference to a reference, and one to itself
		ref, is := o.(types.IndirectRef)
		if !is {
			return o
		}
		var err error
		if o, err = f.xref.Dereference(ref); err != nil {
			return nil
		}
	}
	return nil
}

func (f *File) dict(o types.Object) types.Dict {
	switch o := f.resolve(o).(type) {
	case types.Dict:
		return o
	case types.StreamDict:
		return o.Dict
	}
	return nil
}

func (f *File) array(o types.Object) types.Array {
	a, _ := f.resolve(o).(types.Array)
	return a
}

func (f *File) name(o types.Object) string {
	n, _ := f.resolve(o).(types.Name)
	return n.Value()
}

func (f *File) number(o types.Object, otherwise float64) float64 {
	switch n := f.resolve(o).(type) {
	case types.Integer:
		return float64(n.Value())
	case types.Float:
		return n.Value()
	}
	return otherwise
}

func (f *File) text(o types.Object) string {
	text, err := model.Text(f.resolve(o))
	if err != nil {
		return ""
	}
	return text
}

// step counts one step of work; it is false when the file has used up what all its pages may cost.
func (f *File) step() bool {
	f.steps++
	return f.steps < maxSteps && f.spans < maxText && (f.steps%1024 != 0 || f.ctx.Err() == nil)
}

// stream unpacks a stream. One that is damaged gives what could be unpacked of it, which may be nothing.
func (f *File) stream(o types.Object) ([]byte, error) {
	sd, is := f.resolve(o).(types.StreamDict)
	if !is {
		return nil, nil
	}
	content := sd.Content
	if content == nil {
		limit := min(maxStream, int64(maxUnpack-f.unpack))
		if err := sd.DecodeWithLimit(limit); err != nil {
			if strings.Contains(err.Error(), "limit") {
				return nil, ErrTooMuch
			}
			return nil, nil
		}
		content = sd.Content
	}
	if f.unpack += len(content); f.unpack >= maxUnpack {
		return nil, ErrTooMuch
	}
	return content, nil
}
