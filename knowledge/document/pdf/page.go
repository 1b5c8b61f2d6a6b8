package pdf

import (
	"fmt"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Page is what stands on a page. Lengths are in points, positions count from the lower left corner of what is shown.
type Page struct {
	Width, Height float64
	Spans         []Span // in the order in which they were written
	Rules         []Rule
	Dots          []Dot
	Pictures      int
	Illegible     int // characters of which the file does not say what they are
	Legible       int
}

// Span is text on one line, without larger gaps.
type Span struct {
	Text   string
	X, Y   float64 // where its base line begins
	Width  float64
	Size   float64
	Bold   bool
	Fixed  bool
	Margin bool // marked as a running head, a page number or the like
}

// Rule is a straight line, or a thin box drawn as one, from left to right or from bottom to top.
type Rule struct{ X0, Y0, X1, Y1 float64 }

// Dot is a small filled shape, such as the mark of an entry in a list that is drawn and not written; X and Y are its middle.
type Dot struct{ X, Y, Size float64 }

// Vertical reports whether the line stands upright.
func (r Rule) Vertical() bool { return r.Y1-r.Y0 > r.X1-r.X0 }

// Page reads a page; the first is 0. What is damaged on it is left out; an error means that no further page can be read.
func (f *File) Page(i int) (out Page, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = Page{}, fmt.Errorf("page %d: %v", i+1, p)
		}
	}()
	if f.ctx.Err() != nil {
		return Page{}, ErrTooMuch
	}
	p := f.pages[i]
	box := f.box(p.box, [4]float64{0, 0, 612, 792})
	box = f.box(p.crop, box)
	in := &interpreter{file: f, page: &out, skipped: map[int]bool{}}
	in.state.ctm = upright(box, p.rotate)
	in.state.scale = 1
	out.Width, out.Height = box[2]-box[0], box[3]-box[1]
	if p.rotate%180 != 0 {
		out.Width, out.Height = out.Height, out.Width
	}
	content, err := f.content(p.dict["Contents"])
	if err != nil {
		return Page{}, err
	}
	if err := in.run(content, f.dict(p.resources), 0); err != nil {
		return Page{}, err
	}
	in.endSpan()
	return out, nil
}

// content is the instructions of a page, which may be cut into several streams.
func (f *File) content(o types.Object) ([]byte, error) {
	parts := f.array(o)
	if parts == nil {
		return f.stream(o)
	}
	var all []byte
	for _, part := range parts {
		data, err := f.stream(part)
		if err != nil {
			return nil, err
		}
		all = append(append(all, data...), '\n')
	}
	return all, nil
}

func (f *File) box(o types.Object, otherwise [4]float64) [4]float64 {
	a := f.array(o)
	if len(a) != 4 {
		return otherwise
	}
	var b [4]float64
	for i := range b {
		b[i] = f.number(a[i], 0)
	}
	b = [4]float64{min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3])}
	if b[2]-b[0] < 1 || b[3]-b[1] < 1 || math.Abs(b[0])+math.Abs(b[3]) > 1e6 {
		return otherwise
	}
	return b
}

// matrix maps (x, y) to (a·x + c·y + e, b·x + d·y + f).
type matrix [6]float64

func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// upright maps the box of a page that is shown turned to one that stands, with its corner at (0, 0).
func upright(box [4]float64, rotate int) matrix {
	w, h := box[2]-box[0], box[3]-box[1]
	moved := matrix{1, 0, 0, 1, -box[0], -box[1]}
	switch ((rotate % 360) + 360) % 360 {
	case 90:
		return moved.times(matrix{0, -1, 1, 0, 0, w})
	case 180:
		return moved.times(matrix{-1, 0, 0, -1, w, h})
	case 270:
		return moved.times(matrix{0, 1, -1, 0, h, 0})
	}
	return moved
}
