package pdf

import (
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// draw carries out a form, which is content of its own, or counts a picture.
func (in *interpreter) draw(args []any, depth int) error {
	if len(args) == 0 || depth >= maxNesting {
		return nil
	}
	key, _ := args[0].(name)
	o, _ := in.file.dict(in.resources["XObject"]).Find(string(key))
	form := in.file.dict(o)
	switch in.file.name(form["Subtype"]) {
	case "Image":
		in.page.Pictures++
		return nil
	case "Form":
	default:
		return nil
	}
	if ref, is := o.(types.IndirectRef); is {
		n := ref.ObjectNumber.Value()
		if in.skipped[n] {
			return nil // it draws itself
		}
		in.skipped[n] = true
		defer delete(in.skipped, n)
	}
	in.file.steps += 500 // forms in forms add up
	content, err := in.file.stream(o)
	if err != nil {
		return err
	}
	resources := in.file.dict(form["Resources"])
	if resources == nil {
		resources = in.resources
	}
	saved, stack, marks := in.state, in.saved, len(in.marked)
	in.saved = nil
	if m := in.file.array(form["Matrix"]); len(m) == 6 {
		var own matrix
		for i := range own {
			own[i] = in.file.number(m[i], 0)
		}
		in.state.ctm = own.times(in.state.ctm)
	}
	err = in.run(content, resources, depth+1)
	in.state, in.saved, in.marked = saved, stack, in.marked[:min(marks, len(in.marked))]
	return err
}

// What is drawn thinner than thick and longer than short is a line.
const (
	thick    = 3.0
	short    = 8.0
	maxRules = 20_000
)

// drawLine gathers straight lines and boxes, which tables are made of. Lines count where they are stroked or filled.
func (in *interpreter) drawLine(op operator, n func(int) float64) {
	switch op {
	case "m", "l":
		x, y := in.state.ctm.apply(n(0), n(1))
		if op == "m" {
			in.path = append(in.path, [2]float64{math.NaN()})
		}
		if len(in.path) < maxRules {
			in.path = append(in.path, [2]float64{x, y})
		}
	case "c":
		in.curve(n(4), n(5))
	case "v", "y":
		in.curve(n(2), n(3))
	case "re":
		x0, y0 := in.state.ctm.apply(n(0), n(1))
		x1, y1 := in.state.ctm.apply(n(0)+n(2), n(1)+n(3))
		if len(in.path) < maxRules {
			in.path = append(in.path, [2]float64{math.NaN()}, [2]float64{x0, y0}, [2]float64{x1, y0}, [2]float64{x1, y1}, [2]float64{x0, y1}, [2]float64{x0, y0})
		}
	case "S", "s", "B", "B*", "b", "b*":
		in.rules(true)
	case "f", "F", "f*":
		in.rules(false)
	case "n":
		in.path = in.path[:0]
	}
}

func (in *interpreter) curve(x, y float64) {
	if x, y = in.state.ctm.apply(x, y); len(in.path) < maxRules {
		in.path = append(in.path, [2]float64{x, y})
	}
}

func (in *interpreter) rules(stroked bool) {
	begin := 0
	for i := 1; i <= len(in.path); i++ {
		if i < len(in.path) && !math.IsNaN(in.path[i][0]) {
			continue
		}
		if part := in.path[begin:i]; len(part) > 2 {
			in.rulesOf(part[1:], stroked)
		}
		begin = i
	}
	in.path = in.path[:0]
}

func (in *interpreter) rulesOf(points [][2]float64, stroked bool) {
	x0, y0, x1, y1 := points[0][0], points[0][1], points[0][0], points[0][1]
	for _, p := range points {
		x0, y0, x1, y1 = min(x0, p[0]), min(y0, p[1]), max(x1, p[0]), max(y1, p[1])
	}
	if w, h := x1-x0, y1-y0; !stroked && len(points) > 3 && max(w, h) < short && min(w, h) > 1 && w < 2*h && h < 2*w {
		if len(in.page.Dots) < maxRules {
			in.page.Dots = append(in.page.Dots, Dot{(x0 + x1) / 2, (y0 + y1) / 2, max(w, h)})
		}
		return
	}
	if x1-x0 <= thick || y1-y0 <= thick { // a line, or a box as thin as one
		in.rule(x0, y0, x1, y1)
		return
	}
	if !stroked {
		return
	}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if math.Abs(a[0]-b[0]) < 0.5 || math.Abs(a[1]-b[1]) < 0.5 {
			in.rule(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
		}
	}
}

func (in *interpreter) rule(x0, y0, x1, y1 float64) {
	if max(x1-x0, y1-y0) >= short && len(in.page.Rules) < maxRules {
		in.page.Rules = append(in.page.Rules, Rule{x0, y0, x1, y1})
	}
}
