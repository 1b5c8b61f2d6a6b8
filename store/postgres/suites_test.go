package postgres_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

const suites = "../../../shared/evals/retrieval"

type asked struct {
	Text, Locale string
	Expect       *string
}

// outcome counts what became of questions.
type outcome struct{ first, answered, right, of, answerable int }

func (o *outcome) count(q asked, r retrieval.Result) {
	hit := q.Expect != nil && len(r.Hits) > 0 && r.Hits[0].ArticleID == *q.Expect
	o.of++
	if q.Expect != nil {
		o.answerable++
	}
	if hit {
		o.first++
	}
	if retrieval.DefaultThresholds().Verdict(r) == retrieval.Answer {
		o.answered++
		if hit {
			o.right++
		}
	}
}

func (o outcome) String() string {
	return fmt.Sprintf("R@1 %.1f, answered %.1f, of these right %.1f", 100*float64(o.first)/float64(max(o.answerable, 1)),
		100*float64(o.answered)/float64(max(o.of, 1)), 100*float64(o.right)/float64(max(o.answered, 1)))
}

// TestTheSuitesAreAnsweredAsFromMemory asks the questions of development sets of memory and of the catalogue: of two sets one in
// sixty, or with BATON_SUITE_EVERY=1 all of all sets, among BATON_SUITE_OTHERS (0) made-up articles in the words of the set.
func TestTheSuitesAreAnsweredAsFromMemory(t *testing.T) {
	sets, err := os.ReadDir(suites)
	if err != nil {
		t.Skipf("there are no suites in %s", suites)
	}
	every, others := number("BATON_SUITE_EVERY", 0), number("BATON_SUITE_OTHERS", 0)
	some := []string{"banking77-zh", "natcs-insurance"}
	if every == 0 {
		every = 10
	} else {
		some = nil
	}
	for _, set := range sets {
		if some != nil && !slices.Contains(some, set.Name()) {
			continue
		}
		t.Run(set.Name(), func(t *testing.T) {
			if strings.HasSuffix(set.Name(), "2en") {
				t.Skip("across languages: nothing is found by words, in memory or elsewhere")
			}
			s := newShelf(t, pgtest.URL(t))
			articles := readSuite(t, set.Name())
			s.put(append(articles, mixed(articles, others)...)...)
			began := time.Now()
			s.index()
			took := time.Since(began)
			published, _, err := s.knowledge.Articles.Published(t.Context())
			s.must(err)
			index := retrieval.NewIndex(published)
			now := time.Now()
			var memory, database outcome
			var inMemory, inDatabase []time.Duration
			other := 0
			for i, q := range readLines[asked](t, filepath.Join(suites, set.Name(), "queries.jsonl")) {
				if i%every != 0 {
					continue
				}
				query := retrieval.Query{Text: q.Text, Locale: q.Locale, Now: now}
				began := time.Now()
				m := index.Search(query)
				between := time.Now()
				d := s.search(query)
				inMemory, inDatabase = append(inMemory, between.Sub(began)), append(inDatabase, time.Since(between))
				memory.count(q, m)
				database.count(q, d)
				if verdict := retrieval.DefaultThresholds().Verdict; verdict(m) != verdict(d) {
					other++
				}
			}
			slices.Sort(inMemory)
			slices.Sort(inDatabase)
			half := len(inMemory) / 2
			t.Logf("%d articles, indexed in %s; memory: %s, p50 %s; database: %s, p50 %s, p95 %s; %d of %d verdicts differ", len(published), took.Round(time.Millisecond), memory,
				inMemory[half].Round(time.Microsecond), database, inDatabase[half].Round(time.Microsecond), inDatabase[len(inDatabase)*95/100].Round(time.Microsecond), other, memory.of)
			if tolerated := memory.of / 50; other > tolerated || memory.first-database.first > tolerated {
				t.Errorf("the database answers otherwise than memory")
			}
		})
	}
}

func number(variable string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil && n >= 0 {
		return n
	}
	return otherwise
}

func readLines[T any](t *testing.T, path string) []T {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []T
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(path, err)
		}
		all = append(all, v)
	}
	return all
}

func readSuite(t *testing.T, set string) []knowledge.Article {
	var articles []knowledge.Article
	for _, item := range readLines[struct {
		ID, Locale string
		knowledge.Text
	}](t, filepath.Join(suites, set, "knowledge.jsonl")) {
		articles = append(articles, knowledge.Article{ID: item.ID, Texts: map[string]knowledge.Text{item.Locale: item.Text}})
	}
	return articles
}

// mixed makes up articles of the same lengths: each word follows the one before as it does somewhere in the originals.
func mixed(originals []knowledge.Article, n int) []knowledge.Article {
	random := rand.New(rand.NewPCG(5, 6))
	next := map[string][]string{}
	split := func(locale, text string) []string {
		if strings.HasPrefix(locale, "zh") {
			return strings.Split(text, "")
		}
		return strings.Fields(text)
	}
	joint := func(locale string) string {
		if strings.HasPrefix(locale, "zh") {
			return ""
		}
		return " "
	}
	each := func(do func(locale string, t knowledge.Text)) {
		for _, a := range originals {
			for locale, text := range a.Texts {
				do(locale, text)
			}
		}
	}
	each(func(locale string, t knowledge.Text) {
		for _, text := range append([]string{t.Question, t.Answer}, t.Alternatives...) {
			before := ""
			for _, w := range split(locale, text) {
				next[before] = append(next[before], w)
				before = w
			}
		}
	})
	made := func(locale, like string) string {
		var words []string
		before := ""
		for range len(split(locale, like)) {
			after := next[before]
			if len(after) == 0 {
				after = next[""]
			}
			before = after[random.IntN(len(after))]
			words = append(words, before)
		}
		return strings.NewReplacer("{", "(", "}", ")").Replace(strings.Join(words, joint(locale))) // braces are for variables
	}
	var out []knowledge.Article
	for len(out) < n {
		each(func(locale string, t knowledge.Text) {
			m := knowledge.Text{Question: made(locale, t.Question), Answer: made(locale, t.Answer)}
			for _, alternative := range t.Alternatives {
				m.Alternatives = append(m.Alternatives, made(locale, alternative))
			}
			out = append(out, knowledge.Article{ID: fmt.Sprint("made-up-", len(out)), Texts: map[string]knowledge.Text{locale: m}})
		})
	}
	return out[:n]
}
