package service_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/bot/llm/service"
)

func embedder(w *world) *service.Embedder {
	w.Helper()
	e, ok := w.client.Embedder()
	if !ok || e.Model() != "double-embedding" {
		w.Fatal("no embedder")
	}
	return e
}

func TestVectorsComeInBatchesAndInOrder(t *testing.T) {
	s := double(t)
	w := connect(t, nil, s)
	var texts []string
	for i := range 150 {
		texts = append(texts, fmt.Sprintf("text number %d", i))
	}
	s.Misbehave(llmtest.Shuffled, -1)
	vectors, err := embedder(w).Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range vectors {
		if diff := cmp.Diff(llmtest.Vector(texts[i], 256), v); diff != "" {
			t.Fatalf("vector %d: %s", i, diff)
		}
	}
	if n := s.Calls(llmtest.Embeddings); n != 3 || len(vectors) != 150 {
		t.Errorf("%d requests, %d vectors", n, len(vectors))
	}
	long := []string{strings.Repeat("lamp ", 3000), strings.Repeat("灯", 9000), strings.Repeat("x", 5000)}
	for range 4 {
		long = append(long, long...)
	}
	if v, err := embedder(w).Embed(t.Context(), long); err != nil || len(v) != len(long) {
		t.Errorf("long texts: %d vectors, %v", len(v), err)
	}
}

func TestBadVectorsAreNone(t *testing.T) {
	for fault, want := range map[llmtest.Fault]service.Outcome{
		llmtest.TooFew: service.WrongSchema, llmtest.Uneven: service.WrongSchema, llmtest.ZeroVectors: service.WrongSchema,
		llmtest.SameIndex: service.WrongSchema, llmtest.VectorsAsText: service.Malformed, llmtest.OtherSize: service.WrongSchema,
		llmtest.Oversized: service.Oversized, llmtest.Page: service.WrongType,
	} {
		t.Run(fault.String(), func(t *testing.T) {
			t.Parallel()
			s := double(t)
			w := connect(t, nil, s)
			if _, err := embedder(w).Embed(t.Context(), []string{"first"}); err != nil {
				t.Fatal(err)
			}
			s.Misbehave(fault, -1)
			w.forget()
			v, err := embedder(w).Embed(t.Context(), []string{"a lamp", "a bulb", "a cable"})
			var bad *service.BadAnswerError
			if v != nil || !errors.As(err, &bad) || bad.Outcome != want {
				t.Errorf("%d vectors, %v", len(v), err)
			}
			w.want(want, want)
		})
	}
}

func TestVectorsThatFailDoNotKeepAnswersAway(t *testing.T) {
	s := double(t)
	w := connect(t, func(o *service.Options) { o.BreakAfter = 2 }, s)
	s.Misbehave(llmtest.TooFew, -1)
	for range 4 {
		if _, err := embedder(w).Embed(t.Context(), []string{"a lamp"}); err == nil {
			t.Fatal("vectors")
		}
	}
	if n := s.Calls(llmtest.Embeddings); n != 2 {
		t.Errorf("%d requests", n)
	}
	if _, err := w.ask(); err != nil {
		t.Errorf("an answer: %v", err)
	}
	if st := w.client.Status(); len(st.Degraded) != 1 || st.Degraded[0].What != "vectors" {
		t.Errorf("status %+v", st)
	}
	s.Stop()
	w.forget()
	_, _ = w.ask()
	_, _ = w.ask()
	w.pass(61 * time.Second)
	_, _ = embedder(w).Embed(t.Context(), []string{"a lamp"})
	_, _ = w.ask()
	if n := len(slices.DeleteFunc(w.outcomes(), func(o service.Outcome) bool { return o != service.Connect })); n != 2 {
		t.Errorf("without a connection: %v", w.outcomes())
	}
}

func TestOnlyTheSameModelStandsIn(t *testing.T) {
	first, second, third := double(t), double(t), double(t)
	w := connect(t, func(o *service.Options) { o.Endpoints[1].Embedding = "another" }, first, second, third)
	first.Stop()
	if _, err := embedder(w).Embed(t.Context(), []string{"a lamp"}); err != nil {
		t.Error(err)
	}
	if second.Calls(llmtest.Embeddings) != 0 || third.Calls(llmtest.Embeddings) != 1 {
		t.Error("the wrong service was asked")
	}
}

func TestCallersDeadlineCounts(t *testing.T) {
	s := double(t)
	w := connect(t, func(o *service.Options) { o.Timeout = 10 * time.Second }, s)
	s.Misbehave(llmtest.Silent, -1)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := embedder(w).Embed(ctx, []string{"a lamp"}); err == nil || time.Since(start) > 5*time.Second {
		t.Errorf("%v after %s", err, time.Since(start))
	}
}
