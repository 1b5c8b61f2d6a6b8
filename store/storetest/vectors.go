package storetest

import (
	"fmt"
	"sync"
	"time"

	"github.com/batondesk/baton/retrieval"
)

var vectorTests = []test{
	{"vectors are kept for every process, by model and dimensions", vectorsKept},
	{"vectors that nobody uses are forgotten", vectorsForgotten},
	{"many processes keep the same vectors", vectorsAtOnce},
}

type vectorsOf = map[retrieval.TextHash][]float32

func hashes(texts ...string) []retrieval.TextHash {
	var out []retrieval.TextHash
	for _, t := range texts {
		out = append(out, retrieval.HashText(t))
	}
	return out
}

func (w *world) keep(v retrieval.Vectors, model string, dimensions int, texts ...string) vectorsOf {
	w.Helper()
	made := vectorsOf{}
	for i, h := range hashes(texts...) {
		made[h] = make([]float32, dimensions)
		made[h][i%dimensions] = -1.5e-7
		made[h][dimensions-1] = float32(len(texts[i]))
	}
	if err := v.KeepVectors(w.ctx, model, dimensions, made, w.clock.now()); err != nil {
		w.Fatal(err)
	}
	return made
}

func (w *world) kept(v retrieval.Vectors, model string, dimensions int, texts ...string) vectorsOf {
	w.Helper()
	found, err := v.Vectors(w.ctx, model, dimensions, hashes(texts...), w.clock.now())
	if err != nil {
		w.Fatal(err)
	}
	return found
}

func (w *world) dimensions(v retrieval.Vectors, model string, want int) {
	w.Helper()
	if n, err := v.Dimensions(w.ctx, model); err != nil || n != want {
		w.Errorf("the vectors of %s have %d dimensions, want %d, error %v", model, n, want, err)
	}
}

func vectorsKept(w *world) {
	here, there := w.Vectors(), w.open().Vectors()
	w.dimensions(there, "small", 0)
	w.same("vectors", vectorsOf{}, w.kept(there, "small", 3, "a", "b"))
	short := w.keep(here, "small", 3, "a", "", "付款\x00\xff")
	w.same("vectors", short, w.kept(there, "small", 3, "a", "b", "付款\x00\xff", "", "a"))
	w.same("vectors of another model", vectorsOf{}, w.kept(there, "large", 3, "a"))
	w.same("vectors of another length", vectorsOf{}, w.kept(there, "small", 5, "a"))
	w.same("nothing", vectorsOf{}, w.kept(there, "small", 3))
	w.dimensions(there, "small", 3)
	w.clock.pass(time.Second)
	long := w.keep(there, "small", 5, "a")
	w.dimensions(here, "small", 5)
	w.dimensions(here, "large", 0)
	w.same("vectors", long, w.kept(here, "small", 5, "a"))
	w.keep(here, "small", 3, "a")
	w.same("vectors", short, w.kept(here, "small", 3, "a", "", "付款\x00\xff"))
}

func vectorsForgotten(w *world) {
	v := w.Vectors()
	w.keep(v, "small", 2, "used", "unused", "kept again")
	w.clock.pass(48 * time.Hour)
	w.kept(v, "small", 2, "used")
	w.keep(v, "small", 2, "kept again")
	w.clock.pass(24 * time.Hour)
	forget := func(limit, want int) {
		w.Helper()
		if n, err := v.ForgetVectors(w.ctx, w.clock.now().Add(-36*time.Hour), limit); err != nil || n != want {
			w.Errorf("%d vectors forgotten, want %d, error %v", n, want, err)
		}
	}
	forget(10, 1)
	forget(10, 0)
	if found := w.kept(v, "small", 2, "used", "unused", "kept again"); len(found) != 2 || found[retrieval.HashText("unused")] != nil {
		w.Errorf("left are %v", found)
	}
	w.clock.pass(100 * 24 * time.Hour)
	forget(1, 1)
	forget(1, 1)
	forget(1, 0)
}

func vectorsAtOnce(w *world) {
	stores := []retrieval.Vectors{w.Vectors(), w.open().Vectors()}
	var texts []string
	for i := range 50 {
		texts = append(texts, fmt.Sprint("text ", i))
	}
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			for range 3 {
				made := vectorsOf{}
				for _, h := range hashes(texts...) {
					made[h] = []float32{float32(h[0]), float32(h[1])}
				}
				if err := stores[i%2].KeepVectors(w.ctx, "small", 2, made, w.clock.now()); err != nil {
					w.Error(err)
				}
			}
		})
	}
	all.Wait()
	if found := w.kept(stores[0], "small", 2, texts...); len(found) != len(texts) {
		w.Errorf("%d vectors of %d texts", len(found), len(texts))
	}
}
