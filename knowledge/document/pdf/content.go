package pdf

import (
	"math"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// interpreter follows the instructions of a page as far as they place text and draw straight lines.
type interpreter struct {
	file      *File
	page      *Page
	resources types.Dict
	state     state
	saved     []state
	line      matrix // of the text line
	text      matrix // of the next glyph
	path      [][2]float64
	marked    []marked
	span      *Span
	spanEnd   float64
	skipped   map[int]bool // forms being drawn, by object number
}

type state struct {
	ctm           matrix
	font          *font
	size, scale   float64
	char, word    float64 // spacing
	leading, rise float64
}

// marked is a part of the content that carries a mark.
type marked struct {
	margin bool    // does not belong to the text
	hidden bool    // in a layer that is not shown
	text   *string // what to read instead; taken by the first glyph
}

const maxSaved = 512

// run carries out instructions. It returns ErrTooMuch when the file has used up what all its pages may cost.
func (in *interpreter) run(content []byte, resources types.Dict, depth int) error {
	outer := in.resources
	in.resources = resources
	defer func() { in.resources = outer }()
	l := &lexer{data: content}
	var args []any
	for {
		v, ok := l.next()
		if !ok {
			return nil
		}
		op, is := v.(operator)
		if !is {
			if len(args) < 64 {
				args = append(args, v)
			}
			continue
		}
		if !in.file.step() {
			return ErrTooMuch
		}
		switch op {
		case "ID":
			l.skipImage()
			in.page.Pictures++
		case "Do":
			if err := in.draw(args, depth); err != nil {
				return err
			}
		default:
			in.step(op, args)
		}
		args = args[:0]
	}
}

func (in *interpreter) step(op operator, args []any) {
	n := func(i int) float64 {
		if i < len(args) {
			f, _ := args[i].(float64)
			return f
		}
		return 0
	}
	s := &in.state
	switch op {
	case "q":
		if len(in.saved) < maxSaved {
			in.saved = append(in.saved, *s)
		}
	case "Q":
		if last := len(in.saved) - 1; last >= 0 {
			*s, in.saved = in.saved[last], in.saved[:last]
		}
	case "cm":
		s.ctm = matrix{n(0), n(1), n(2), n(3), n(4), n(5)}.times(s.ctm)
	case "BT":
		in.text, in.line = matrix{1, 0, 0, 1, 0, 0}, matrix{1, 0, 0, 1, 0, 0}
	case "Tf":
		if len(args) > 1 {
			in.setFont(args[0], n(1))
		}
	case "gs":
		in.graphics(args)
	case "Tc":
		s.char = n(0)
	case "Tw":
		s.word = n(0)
	case "Tz":
		s.scale = n(0) / 100
	case "TL":
		s.leading = n(0)
	case "Ts":
		s.rise = n(0)
	case "Td":
		in.move(n(0), n(1))
	case "TD":
		s.leading = -n(1)
		in.move(n(0), n(1))
	case "Tm":
		in.line = matrix{n(0), n(1), n(2), n(3), n(4), n(5)}
		in.text = in.line
	case "T*":
		in.move(0, -s.leading)
	case "Tj":
		in.showAll(args)
	case "'":
		in.move(0, -s.leading)
		in.showAll(args)
	case "\"":
		s.word, s.char = n(0), n(1)
		in.move(0, -s.leading)
		in.showAll(args[min(2, len(args)):])
	case "TJ":
		if len(args) > 0 {
			list, _ := args[0].([]any)
			in.showAll(list)
		}
	case "BMC", "BDC":
		in.mark(args)
	case "EMC":
		if last := len(in.marked) - 1; last >= 0 {
			in.marked = in.marked[:last]
			in.endSpan()
		}
	default:
		in.drawLine(op, n)
	}
}

func (in *interpreter) move(x, y float64) {
	in.line = matrix{1, 0, 0, 1, x, y}.times(in.line)
	in.text = in.line
}

func (in *interpreter) setFont(font any, size float64) {
	key, _ := font.(name)
	fonts := in.file.dict(in.resources["Font"])
	o, _ := fonts.Find(string(key))
	in.state.font, in.state.size = in.file.font(o), size
}

// graphics takes the font from a set of parameters, where it may be instead of in Tf.
func (in *interpreter) graphics(args []any) {
	if len(args) == 0 {
		return
	}
	key, _ := args[0].(name)
	o, _ := in.file.dict(in.resources["ExtGState"]).Find(string(key))
	if set := in.file.array(in.file.dict(o)["Font"]); len(set) == 2 {
		in.state.font, in.state.size = in.file.font(set[0]), in.file.number(set[1], 0)
	}
}

// showAll shows strings; numbers between them move what follows to the left, in thousandths of the size.
func (in *interpreter) showAll(parts []any) {
	s := &in.state
	if s.font == nil {
		s.font = in.file.loadFont(nil)
	}
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			s.font.glyphs(part, in.show)
		case float64:
			in.advance(-part / 1000 * s.size * s.scale)
		}
	}
}

func (in *interpreter) advance(t float64) {
	if in.state.font != nil && in.state.font.vertical {
		in.text = matrix{1, 0, 0, 1, 0, t}.times(in.text)
		return
	}
	in.text = matrix{1, 0, 0, 1, t, 0}.times(in.text)
}

func (in *interpreter) show(g glyph) bool {
	if !in.file.step() {
		return false
	}
	s := &in.state
	from := matrix{s.size * s.scale, 0, 0, s.size, 0, s.rise}.times(in.text).times(s.ctm)
	spacing := s.char
	if g.space {
		spacing += s.word
	}
	if s.font.vertical {
		in.advance(-(s.size + spacing))
	} else {
		in.advance((g.width/1000*s.size + spacing) * s.scale)
	}
	in.place(g, from, g.width/1000*math.Hypot(from[0], from[1]))
	return true
}

// place adds a glyph to the span being written, or begins another. Text that does not run from left to right is left out:
// it is a stamp across the page or the label of an axis.
func (in *interpreter) place(g glyph, at matrix, width float64) {
	if math.Abs(at[1]) > math.Abs(at[0])/3 || at[0] < 0 {
		in.endSpan()
		return
	}
	margin, shown := in.marks(&g)
	if !shown {
		return
	}
	x, y, size := at[4], at[5], math.Hypot(at[2], at[3])
	if x < -1 || y < -1 || x > in.page.Width+1 || y > in.page.Height+1 || size < 0.5 {
		return
	}
	if g.text == "" {
		if in.span != nil {
			in.spanEnd = max(in.spanEnd, x+width)
		}
		return
	}
	in.page.Legible++
	f := in.state.font
	if s := in.span; s != nil && s.Size == size && math.Abs(s.Y-y) < size/20 && s.Margin == margin && s.Bold == f.bold {
		switch gap := (x - in.spanEnd) / size; {
		case gap > 0.5 || gap < -0.4:
		case gap > 0.18 && spaceBetween(s.Text, g.text):
			s.Text += " " + g.text
			in.extend(x + width)
			return
		default:
			s.Text += g.text
			in.extend(x + width)
			return
		}
	}
	in.endSpan()
	in.span = &Span{Text: g.text, X: x, Y: y, Size: size, Bold: f.bold, Fixed: f.fixed, Margin: margin}
	in.spanEnd = x + width
}

func (in *interpreter) extend(end float64) { in.spanEnd = max(in.spanEnd, end) }

// spaceBetween reports whether a gap between two glyphs is a space that was not written: not beside one that was, and not
// between Chinese, which is only set wide.
func spaceBetween(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return last != ' ' && first != ' ' && (last < 0x2e80 || first < 0x2e80)
}

func (in *interpreter) endSpan() {
	if in.span == nil {
		return
	}
	in.span.Width = in.spanEnd - in.span.X
	if len(in.page.Spans) < maxSpans {
		in.page.Spans = append(in.page.Spans, *in.span)
		in.file.spans++
	}
	in.span = nil
}
