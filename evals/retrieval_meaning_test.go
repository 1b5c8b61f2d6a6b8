package evals

import (
	"bytes"
	"context"
	"encoding/json"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/retrieval"
)

// double stands for a model that cannot be had here: vectors of words and concepts, moved as models of the world move theirs.
type double struct {
	name   string
	shared float64           // share of a direction that all vectors have: cosines lie that much higher
	noise  float64           // share that has nothing to do with the text
	knows  map[string]string // texts, and what they are about; only where noise leaves room for it
}

const doubleSize = 256

func (d double) Model() string { return d.name }

func (d double) Embed(_ context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		h := fnv.New64()
		h.Write([]byte(text))
		random := rand.New(rand.NewPCG(h.Sum64(), 1))
		meant := llmtest.Vector(text, doubleSize)
		if about, known := d.knows[text]; known {
			meant = llmtest.Vector(about, doubleSize)
		}
		out[i] = make([]float32, doubleSize)
		own := 1 - d.shared - d.noise
		for k := range out[i] {
			out[i][k] = float32(math.Sqrt(own)*float64(meant[k]) + math.Sqrt(d.shared/doubleSize) + math.Sqrt(d.noise/doubleSize)*random.NormFloat64())
		}
	}
	return out, nil
}

var doubles = []double{
	{name: "words and concepts"},
	{name: "narrow and noisy", shared: 0.8, noise: 0.1},
	{name: "random", noise: 1},
}

// allSuites is the variable that makes these tests measure on all suites: minutes.
const allSuites = "BATON_ALL_SUITES"

// someSuites is a folder with some of the retrieval suites.
func someSuites(t *testing.T, names ...string) string {
	t.Helper()
	if _, err := os.Stat(sharedSuites); err != nil {
		t.Skip("the evaluation suites are not beside the repository")
	}
	if os.Getenv(allSuites) != "" {
		return sharedSuites
	}
	folder := t.TempDir()
	for _, name := range names {
		at := filepath.Join("retrieval", name)
		if err := os.CopyFS(filepath.Join(folder, at), os.DirFS(filepath.Join(sharedSuites, at))); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// TestAnUnknownModelMakesAnswersNoWorse holds what is promised of any model: at the default thresholds the same questions are
// answered as without it, and as often right, on every set by itself, whatever its vectors are worth and however near they
// lie together.
func TestAnUnknownModelMakesAnswersNoWorse(t *testing.T) {
	suites := someSuites(t, "banking77-zh", "cmrc2018-passages")
	measure := func(e retrieval.Embedder) map[inSetting]map[string]float64 {
		r, err := Retrieval(t.Context(), suites, RetrievalOptions{Embedder: e, Settings: []string{FewShot, AsPassages}})
		if err != nil {
			t.Fatal(err)
		}
		out := map[inSetting]map[string]float64{}
		for _, s := range r.Sets {
			out[inSetting{s.Name, s.Setting}] = s.Metrics
		}
		return out
	}
	local := measure(nil)
	for _, d := range doubles {
		for at, m := range measure(d) {
			was := local[at]
			t.Logf("%-18s %-18s %-13s recall@1 %.1f (%.1f) right %.1f (%.1f) coverage %.1f (%.1f) asked %.1f (%.1f) near %.1f (%.1f) far %.1f (%.1f)", d.name, at.set, at.setting,
				100*m["recall_at_1"], 100*was["recall_at_1"], 100*m["precision_answered"], 100*was["precision_answered"], 100*m["coverage"], 100*was["coverage"],
				100*m["clarified"], 100*was["clarified"], 100*m["answered_oos_near"], 100*was["answered_oos_near"], 100*m["answered_oos_far"], 100*was["answered_oos_far"])
			if strings.HasSuffix(at.set, "2en") {
				continue // by the model alone, and without it nothing
			}
			for _, name := range []string{"precision_answered", "coverage", "answered_oos"} {
				if m[name] != was[name] {
					t.Errorf("%s, %v: %s is %.3f, %.3f without the model", d.name, at, name, m[name], was[name])
				}
			}
		}
	}
}

// A model that was measured may change answers, and they must be right as often as the threshold promises. This one knows what
// it cannot have read: which article a question belongs to, half hidden in noise.
func TestACalibrationForAModelIsFitted(t *testing.T) {
	folder := someSuites(t, "banking77", "cmrc2018-passages")
	suites, err := readRetrievalSuites(folder)
	if err != nil {
		t.Fatal(err)
	}
	d := double{name: "knowing", shared: 0.6, noise: 0.25, knows: map[string]string{}}
	for _, s := range suites {
		for _, i := range s.items {
			for _, text := range append([]string{i.Question, i.Answer, i.Question + "\n\n" + i.Answer}, i.Alternatives...) {
				d.knows[strings.TrimSpace(text)] = s.name + i.ID
			}
		}
		for _, q := range s.queries {
			if q.Expect != nil {
				d.knows[retrieval.Sendable(q.Text)] = s.name + *q.Expect
			}
		}
	}
	fit, err := FitRetrieval(t.Context(), folder, d)
	if err != nil {
		t.Fatal(err)
	}
	printed, err := json.Marshal(fit.Fusion)
	if err != nil {
		t.Fatal(err)
	}
	fusion, err := retrieval.ReadFusion(bytes.NewReader(printed))
	if err != nil || fusion.Model != d.name {
		t.Fatalf("%+v, error %v", fusion, err)
	}
	r, err := Retrieval(t.Context(), folder, RetrievalOptions{Embedder: d, Fusion: fusion, Settings: []string{FewShot, AsPassages}})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %s", d.name, printed)
	for _, s := range r.Sets {
		m := s.Metrics
		t.Logf("%-18s %-13s recall@1 %.1f right %.1f coverage %.1f asked %.1f near %.1f far %.1f", s.Name, s.Setting, 100*m["recall_at_1"],
			100*m["precision_answered"], 100*m["coverage"], 100*m["clarified"], 100*m["answered_oos_near"], 100*m["answered_oos_far"])
		if m["coverage"] > 0.02 && m["precision_answered"] < 0.905 {
			t.Errorf("%s %s: %.1f %% of the answers are right", s.Name, s.Setting, 100*m["precision_answered"])
		}
		if s.Name == "banking77" && m["coverage"] < 0.5 {
			t.Errorf("%s: what the model knows is not used: coverage %.1f", s.Name, 100*m["coverage"])
		}
	}
}
