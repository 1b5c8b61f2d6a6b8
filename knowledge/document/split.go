package document

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"
)

// piece is text that is not cut any further, with what stands between it and the piece before it.
type piece struct {
	text string
	page int
	glue string // between it and the piece before, if they are joined
	kept bool   // never joined to the piece before: it repeats something, or must be whole
	near bool   // part of the same block as the piece before
}

// split makes passages of the blocks under one heading. Neighbours are joined in an order that depends on what they say:
// each border has a weight, a hash of the text on both sides, and the lightest goes first. Were they joined from the
// beginning on, one more sentence at the top would move every border below it.
func split(blocks []Block) []piece { return joinPieces(pieces(blocks)) }

func joinPieces(pieces []piece) []piece {
	var borders []border
	for i := 1; i < len(pieces); i++ {
		if !pieces[i].kept {
			borders = append(borders, border{i, pieces[i].near, weight(pieces[i-1].text, pieces[i].text)})
		}
	}
	slices.SortStableFunc(borders, func(a, b border) int {
		if a.near != b.near { // what belongs to one block comes together first
			if a.near {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.weight, b.weight)
	})
	runs := newRuns(pieces)
	for _, b := range borders {
		runs.join(b.at)
	}
	return runs.texts()
}

type border struct {
	at     int // the piece after it
	near   bool
	weight uint64
}

func weight(before, after string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(before))
	h.Write([]byte{0})
	h.Write([]byte(after))
	return h.Sum64()
}

// runs are pieces joined so far. Only the entries of the first and the last piece of a run are kept right.
type runs struct {
	pieces      []piece
	first, last []int // of the run, by its last and by its first piece
	sizes       []int // of the run, by its first piece
}

func newRuns(pieces []piece) *runs {
	r := &runs{pieces: pieces, first: make([]int, len(pieces)), last: make([]int, len(pieces)), sizes: make([]int, len(pieces))}
	for i, p := range pieces {
		r.first[i], r.last[i], r.sizes[i] = i, i, size(p.text)
	}
	return r
}

// join puts the run that ends before a piece and the one that begins with it together, if that is not too long.
func (r *runs) join(at int) {
	begin, end := r.first[at-1], r.last[at]
	limit := joined
	if min(r.sizes[begin], r.sizes[at]) < tiny {
		limit = alone + tiny
	}
	if r.sizes[begin]+r.sizes[at] > limit {
		return
	}
	r.sizes[begin] += r.sizes[at]
	r.first[end], r.last[begin] = begin, end
}

func (r *runs) texts() []piece {
	var out []piece
	for begin := 0; begin < len(r.pieces); begin = r.last[begin] + 1 {
		var b strings.Builder
		for i := begin; i <= r.last[begin]; i++ {
			if i > begin {
				b.WriteString(r.pieces[i].glue)
			}
			b.WriteString(r.pieces[i].text)
		}
		out = append(out, piece{text: strings.TrimSpace(b.String()), page: r.pieces[begin].page})
	}
	return out
}
