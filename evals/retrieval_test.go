package evals

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/batondesk/baton/retrieval"
)

func TestRetrievalMeasuresASet(t *testing.T) {
	r, err := Retrieval(t.Context(), "testdata/retrieval-garden", RetrievalOptions{Thresholds: retrieval.Thresholds{Answer: 0.85, Clarify: 0.3}})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Sets) != 2 || r.Sets[0].Name != "retrieval-garden" || r.Sets[0].Setting != FewShot || r.Sets[1].Setting != QuestionOnly {
		t.Fatalf("sets %+v", r.Sets)
	}
	m := r.Sets[0].Metrics
	for name, want := range map[string]float64{"recall_at_1": 1, "recall_at_5": 1, "mrr_at_10": 1, "oos_auroc": 1, "oos_auroc_near": 1, "oos_auroc_far": 1,
		"oos_recall_at_95_coverage": 1, "precision_answered": 1, "answered_oos": 0, "answered_oos_near": 0, "answered_oos_far": 0} {
		if got, ok := m[name]; !ok || got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for name, x := range m {
		if x < 0 || x > 1 {
			t.Errorf("%s is %v", name, x)
		}
	}
	if few, one := m["coverage"], r.Sets[1].Metrics["coverage"]; few < one {
		t.Errorf("with more phrasings fewer questions are answered: %v and %v", few, one)
	}
}

func TestMalformedSuitesAreRefusedWithFileAndLine(t *testing.T) {
	const item, query = `{"id":"a","locale":"en","question":"q","answer":"a"}` + "\n", `{"id":"q","locale":"en","text":"t","expect":"a"}` + "\n"
	for _, c := range []struct{ about, items, queries, want string }{
		{"no JSON", item + "{oops\n", query, "knowledge.jsonl:2: "},
		{"wrong type", `{"id":7}`, query, "knowledge.jsonl:1: "},
		{"no id", `{"locale":"en"}`, query, "knowledge.jsonl:1: id is missing"},
		{"same id twice", item + "\n" + item, query, `knowledge.jsonl:3: id "a" occurs twice`},
		{"unknown item", item, query + `{"id":"r","locale":"en","text":"t","expect":"b"}`, `queries.jsonl:2: expect "b" is not in knowledge.jsonl`},
		{"no text", item, `{"id":"q","locale":"en"}`, "queries.jsonl:1: text is missing"},
		{"no items", "", `{"id":"q","locale":"en","text":"t"}`, "knowledge.jsonl: no items"},
		{"no queries", item, "\n", "queries.jsonl: no queries"},
	} {
		dir := t.TempDir()
		for name, text := range map[string]string{knowledgeFile: c.items, queriesFile: c.queries} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Retrieval(t.Context(), dir, RetrievalOptions{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.about, err, c.want)
		}
	}
	if _, err := Retrieval(t.Context(), t.TempDir(), RetrievalOptions{}); err == nil || !strings.Contains(err.Error(), "no retrieval suite") {
		t.Errorf("empty folder: error %v", err)
	}
}

func TestMetricsOfRankings(t *testing.T) {
	if got := auroc([]float64{0.5, 0.9}, []float64{0.1, 0.5}); got != 0.875 {
		t.Errorf("AUROC %v, want 3.5 of 4", got)
	}
	if got := recallAtCoverage([]float64{0.2, 0.4, 0.6, 0.8}, []float64{0.1, 0.3, 0.5}, 0.75); got != 2.0/3 {
		t.Errorf("recall %v, want those below 0.4", got)
	}
}

func TestLogisticRegressionFindsWhatMadeTheData(t *testing.T) {
	var rows []observation
	for x := -20; x <= 20; x++ { // odds of e^(1+2x), as weights
		v := float64(x) / 10
		p := 1 / (1 + math.Exp(-1-2*v))
		rows = append(rows, observation{[]float64{1, v}, true, 1000 * p}, observation{[]float64{1, v}, false, 1000 * (1 - p)})
	}
	if diff := cmp.Diff([]float64{1, 2}, fitLogistic(rows), cmpopts.EquateApprox(0, 0.01)); diff != "" {
		t.Error(diff)
	}
}

const sharedSuites = "../../shared/evals"

// TestRetrievalReachesTheBaselines holds the product to the better of reciprocal rank fusion and what it once reached, less
// half a point, in percent: recall at 1, recall at 5, MRR at 10, OOS AUROC, OOS recall at 95 % coverage, and the coverage at
// the default threshold.
func TestRetrievalReachesTheBaselines(t *testing.T) {
	if _, err := os.Stat(sharedSuites); err != nil {
		t.Skip("the evaluation suites are not beside the repository")
	}
	want := map[string][6]float64{
		"banking77 few_shot":            {73.2, 93.0, 81.5, 0, 0, 41},
		"banking77 question_only":       {56.6, 84.5, 68.3},
		"banking77-oos few_shot":        {76.7, 94.7, 84.2, 88.3, 58.5, 46},
		"banking77-oos question_only":   {60.7, 87.5, 72.2, 82.8, 47.5},
		"banking77-zh few_shot":         {72.6, 95.7, 82.9, 91.2, 79.0, 23},
		"banking77-zh question_only":    {67.6, 91.0, 77.5, 90.8, 76.0},
		"banking77-zh2en few_shot":      {38.5, 64.0, 49.9},
		"cmrc2018-passages few_shot":    {98.2, 99.4, 98.7, 96.8, 85.7, 71},
		"cmrc2018-passages passages":    {98.5, 99.4, 98.8, 97.7, 89.7, 88},
		"natcs-insurance few_shot":      {94.0, 98.7, 95.8, 95.2, 81.0, 79},
		"natcs-insurance question_only": {88.3, 97.8, 92.4, 91.5, 58.0, 44},
		"xquad-en passages":             {93.2, 97.9, 95.3, 0, 0, 70},
		"xquad-zh passages":             {93.0, 97.9, 95.0, 0, 0, 58},
		"xquad-zh2en few_shot":          {19.9, 30.6, 24.8},
	}
	r, err := Retrieval(t.Context(), sharedSuites, RetrievalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Sets {
		floor, ok := want[s.Name+" "+s.Setting]
		if !ok {
			continue
		}
		delete(want, s.Name+" "+s.Setting)
		for i, name := range []string{"recall_at_1", "recall_at_5", "mrr_at_10", "oos_auroc", "oos_recall_at_95_coverage", "coverage"} {
			if got := 100 * s.Metrics[name]; got < floor[i]-0.05 {
				t.Errorf("%s %s: %s is %.1f, want at least %.1f", s.Name, s.Setting, name, got, floor[i])
			}
		}
		if s.Setting == FewShot && strings.HasPrefix(s.Name, "banking77") && !strings.HasSuffix(s.Name, "2en") && s.Metrics["precision_answered"] < 0.9 {
			t.Errorf("%s: %.1f %% of the answers given are right, want 90", s.Name, 100*s.Metrics["precision_answered"])
		}
		if strings.HasSuffix(s.Name, "2en") && s.Metrics["coverage"] > 0.01 {
			t.Errorf("%s: %.1f %% of the questions in another language are answered", s.Name, 100*s.Metrics["coverage"])
		}
		t.Logf("%-18s %-13s %v", s.Name, s.Setting, s.Metrics)
	}
	if len(want) > 0 {
		t.Errorf("not measured: %v", want)
	}
}

func TestTheCalibrationInForceIsTheOneFitted(t *testing.T) {
	if _, err := os.Stat(sharedSuites); err != nil {
		t.Skip("the evaluation suites are not beside the repository")
	}
	f, err := FitRetrieval(t.Context(), sharedSuites, nil)
	if err != nil {
		t.Fatal(err)
	}
	near := cmpopts.EquateApprox(0, 0.02)
	if diff := cmp.Diff(f.Calibration, retrieval.DefaultCalibration(), near); diff != "" {
		t.Errorf("take over the lines logged below (-fitted +in force):\n%s", diff)
	}
	if diff := cmp.Diff(f.Answer, retrieval.DefaultThresholds().Answer, near); diff != "" {
		t.Error(diff)
	}
	t.Log("\n" + f.String())
}
