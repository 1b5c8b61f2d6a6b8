package postgres_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	neturl "net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"
	codec "github.com/pgvector/pgvector-go/pgx"

	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// cloud makes vectors that lie as those of texts do: not evenly, but in fields, in them topics, in these articles, and
// with a part that all of them share. The sizes of topics follow Zipf's law, and the directions in which vectors differ are
// not equally strong: the i-th has a variance in proportion to i^-0.6. With the shares below two articles of one topic have
// a cosine of about 0.7, two of one field 0.4, any two 0.15; a question to an article, which is the article's vector with noise,
// 0.85 with it.
type cloud struct {
	dimensions     int
	common         []float64
	fields, topics [][]float64
	spectrum       []float64
	random         *rand.Rand
	zipf           *rand.Zipf
}

const (
	shareCommon, shareField, shareTopic, shareOwn = 0.15, 0.25, 0.30, 0.30 // of the squared length
	noiseOfQuestion                               = 0.6                    // length, in relation to the vector's
)

func newCloud(dimensions, topics int, seed uint64) *cloud {
	c := &cloud{dimensions: dimensions, random: rand.New(rand.NewPCG(seed, 7)), spectrum: make([]float64, dimensions)}
	sum := 0.0
	for i := range c.spectrum {
		c.spectrum[i] = math.Pow(float64(i+1), -0.6)
		sum += c.spectrum[i]
	}
	for i := range c.spectrum {
		c.spectrum[i] = math.Sqrt(c.spectrum[i] / sum)
	}
	c.common = c.direction()
	for range 50 {
		c.fields = append(c.fields, c.direction())
	}
	for range topics {
		field, own, t := c.fields[c.random.IntN(len(c.fields))], c.direction(), make([]float64, dimensions)
		for i := range t {
			t[i] = math.Sqrt(shareCommon)*c.common[i] + math.Sqrt(shareField)*field[i] + math.Sqrt(shareTopic)*own[i]
		}
		c.topics = append(c.topics, t)
	}
	c.zipf = rand.NewZipf(c.random, 1.2, 30, uint64(topics-1))
	return c
}

func (c *cloud) direction() []float64 {
	v := make([]float64, c.dimensions)
	for i := range v {
		v[i] = c.random.NormFloat64() * c.spectrum[i]
	}
	return v
}

func (c *cloud) article() []float32 {
	topic, own := c.topics[c.zipf.Uint64()], c.direction()
	for i := range own {
		own[i] = topic[i] + math.Sqrt(shareOwn)*own[i]
	}
	return normal(own)
}

// question asks for an article.
func (c *cloud) question(article []float32) []float32 {
	v := c.direction()
	for i := range v {
		v[i] = float64(article[i]) + noiseOfQuestion*v[i]
	}
	return normal(v)
}

func normal(v []float64) []float32 {
	square := 0.0
	for _, x := range v {
		square += x * x
	}
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x / math.Sqrt(square))
	}
	return out
}

const scaleModel = "made-up"

// fillVectors makes count passages that are in force, each with a vector: 1 in 10 in Chinese, 1 in 100 for premium
// customers only and the rest for others.
func fillVectors(t testing.TB, url string, c *cloud, count int) (some [][]float32) {
	ctx := context.Background()
	conn := connect(t, url)
	defer conn.Close(ctx)
	for _, statement := range []string{
		fmt.Sprintf(`UPDATE embedding SET id = 1, model = '%s', dimensions = %d, vectors = %d`, scaleModel, c.dimensions, count),
		fmt.Sprintf(`INSERT INTO version SELECT 'article', 'a' || i, 1, 'published', '', '', now(), NULL, NULL, '{}' FROM generate_series(1, %d) i`, count),
		fmt.Sprintf(`INSERT INTO passage SELECT i, 'a' || i, 1, l.l, l.l, ARRAY[l.l], l.a, NULL, NULL, 'Question ' || i, 1, '{}', '\x'
			FROM generate_series(1, %d) i, LATERAL (SELECT CASE i %% 10 WHEN 0 THEN 'zh' ELSE 'en' END AS l, CASE i %% 100 WHEN 7 THEN ARRAY['premium'] ELSE ARRAY['other'] END AS a) l`, count),
		`INSERT INTO weight SELECT id, language, 1, '\x' FROM passage`,
		fmt.Sprintf(`INSERT INTO language SELECT language, count(*), count(*) FROM passage GROUP BY 1`),
		fmt.Sprintf(`CREATE TABLE vector_1 (passage bigint PRIMARY KEY, language text COLLATE "C" NOT NULL, audience text[] COLLATE "C" NOT NULL,
			valid_from timestamptz, valid_until timestamptz, embedding halfvec(%d))`, c.dimensions),
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			t.Fatal(err, statement)
		}
	}
	i := 0
	_, err := conn.CopyFrom(ctx, pgx.Identifier{"vector_1"}, []string{"passage", "language", "audience", "embedding"}, pgx.CopyFromFunc(func() ([]any, error) {
		if i++; i > count {
			return nil, nil
		}
		v, language, audience := c.article(), "en", []string{"other"}
		if i%10 == 0 {
			language = "zh"
		}
		if i%100 == 7 {
			audience = []string{"premium"}
		}
		if i%max(count/1000, 1) == 0 {
			some = append(some, v)
		}
		return []any{i, language, audience, pgvector.NewHalfVector(v)}, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, `VACUUM ANALYZE`); err != nil {
		t.Fatal(err)
	}
	return some
}

func connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err == nil {
		err = codec.RegisterTypes(ctx, conn)
	}
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// exactly are the ids of the nearest vectors, found by looking at all of them.
func exactly(t testing.TB, conn *pgx.Conn, where string, v []float32, limit int) []int64 {
	t.Helper()
	rows, _ := conn.Query(context.Background(), `SELECT passage FROM (SELECT passage, embedding <=> $1 AS distance FROM vector_1 WHERE `+where+` OFFSET 0) d ORDER BY distance LIMIT $2`,
		pgvector.NewHalfVector(v), limit)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func recall(want []int64, found retrieval.Found) float64 {
	hits := 0
	for _, p := range found.Passages {
		if slices.Contains(want, p.ID) {
			hits++
		}
	}
	return float64(hits) / float64(len(want))
}

// filters, and what they let through in SQL.
var filters = []struct {
	name, where string
	probe       retrieval.Probe
}{
	{"all languages, other and premium", `true`, retrieval.Probe{Languages: []string{"en", "zh"}, Tags: []string{"other", "premium"}}},
	{"one language in ten", `language = 'zh'`, retrieval.Probe{Languages: []string{"zh"}, Tags: []string{"other", "premium"}}},
	{"one audience in a hundred", `audience && '{premium}'`, retrieval.Probe{Languages: []string{"en", "zh"}, Tags: []string{"premium"}}},
}

func TestFiltersDoNotHurtRecall(t *testing.T) {
	t.Parallel()
	const count = 2500
	url := pgtest.URL(t)
	s := newShelf(t, url)
	c := newCloud(32, 40, 3)
	some := fillVectors(t, url, c, count)
	s.must(s.catalogue.Serve(t.Context(), scaleModel))
	_, err := s.catalogue.Serving(t.Context())
	s.must(err)
	conn := connect(t, url)
	defer conn.Close(t.Context())
	for _, f := range filters {
		sum, asked := 0.0, 60
		for i := range asked {
			v := c.question(some[i*len(some)/asked])
			sum += recall(exactly(t, conn, f.where, v, 10), s.nearest(f.probe, v, 10))
		}
		if sum/float64(asked) < 0.97 {
			t.Errorf("%s: recall@10 %.3f", f.name, sum/float64(asked))
		}
	}
}

// nearest are the passages nearest to a vector.
func (s *shelf) nearest(p retrieval.Probe, v []float32, limit int) retrieval.Found {
	s.t.Helper()
	p.Model, p.Vector, p.Now, p.ByVector = scaleModel, v, time.Now(), limit
	found, err := s.catalogue.Find(s.t.Context(), p)
	s.must(err)
	return found
}

// TestVectorsAtScale measures; see make bench-vectors.
func TestVectorsAtScale(t *testing.T) {
	count, _ := strconv.Atoi(os.Getenv("BATON_BENCH_VECTORS"))
	if count == 0 {
		t.Skip("BATON_BENCH_VECTORS says how many vectors to measure with; see make bench-vectors")
	}
	url := pgtest.URL(t)
	s := newShelf(t, url)
	c := newCloud(256, max(count/100, 10), 1)
	began := time.Now()
	some := fillVectors(t, url, c, count)
	t.Logf("%d vectors made and stored in %s", count, time.Since(began).Round(time.Second))
	conn := connect(t, url)
	defer conn.Close(t.Context())
	began = time.Now()
	s.must(s.catalogue.Serve(t.Context(), scaleModel))
	var settings, size string
	s.must(conn.QueryRow(t.Context(), `SELECT pg_size_pretty(pg_table_size('vector_1')) || ' of vectors, ' || pg_size_pretty(pg_relation_size('vector_1_embedding')) || ' of index'`).Scan(&size))
	s.must(conn.QueryRow(t.Context(), `SELECT current_setting('max_parallel_maintenance_workers') || ' parallel workers, shared_buffers ' || current_setting('shared_buffers')`).Scan(&settings))
	t.Logf("index built in %s with %s; %s", time.Since(began).Round(time.Second), settings, size)
	_, err := s.catalogue.Serving(t.Context())
	s.must(err)

	const asked = 100
	for _, f := range filters {
		var sum, among float64
		var took, whole []time.Duration
		for i := range asked {
			v := c.question(some[i*len(some)/asked])
			began := time.Now()
			found := s.nearest(f.probe, v, 10)
			took = append(took, time.Since(began))
			began = time.Now()
			candidates := s.nearest(f.probe, v, 200)
			whole = append(whole, time.Since(began))
			exact := exactly(t, conn, f.where, v, 10)
			sum += recall(exact, found)
			among += recall(exact, candidates)
		}
		slices.Sort(took)
		slices.Sort(whole)
		t.Logf("%s: recall@10 %.3f when ten are asked for (p50 %s, p95 %s), %.3f when 200 are, as questions do (p50 %s, p95 %s)", f.name,
			sum/asked, took[asked/2], took[asked*95/100], among/asked, whole[asked/2], whole[asked*95/100])
	}
	besidePgbench(t, s, url, c, some)
}

// besidePgbench measures Find and the bare query by turns.
func besidePgbench(t *testing.T, s *shelf, url string, c *cloud, some [][]float32) {
	var questions [][]float32
	var script strings.Builder
	for i := range perScript {
		q := c.question(some[i*len(some)/perScript])
		questions = append(questions, q)
		fmt.Fprintf(&script, "SELECT passage FROM vector_1 ORDER BY embedding <=> '%s'::halfvec LIMIT 10;\n", pgvector.NewHalfVector(q).String())
	}
	var ratios []float64
	for range 5 {
		bare := pgbench(t, url, script.String())
		var took []time.Duration
		for began := time.Now(); time.Since(began) < 4*time.Second; {
			q := questions[len(took)%perScript]
			start := time.Now()
			s.nearest(filters[0].probe, q, 10)
			took = append(took, time.Since(start))
		}
		var sum time.Duration
		for _, d := range took {
			sum += d
		}
		slices.Sort(took)
		mean := sum / time.Duration(len(took))
		ratios = append(ratios, float64(mean)/float64(bare))
		t.Logf("bare query in pgbench -M prepared: mean %s; Find: mean %s, p50 %s, p95 %s; ratio of means %.2f",
			bare.Round(time.Microsecond), mean.Round(time.Microsecond), took[len(took)/2].Round(time.Microsecond), took[len(took)*95/100].Round(time.Microsecond), float64(mean)/float64(bare))
	}
	slices.Sort(ratios)
	t.Logf("median ratio of five pairs: %.2f", ratios[2])
}

var latency = regexp.MustCompile(`latency average = ([\d.]+) ms`)

const perScript = 40 // queries

// pgbench gives the mean time of a query of the script.
func pgbench(t *testing.T, url, script string) time.Duration {
	settings := "?options=" + strings.ReplaceAll(neturl.QueryEscape("-c hnsw.ef_search=400 -c jit=off"), "+", "%20")
	cmd := pgtest.Command(t, "pgbench", "-n", "-M", "prepared", "-c", "1", "-T", "4", "-f", "-", url+settings)
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatal(err, string(out))
	}
	found := latency.FindSubmatch(out)
	if found == nil {
		t.Fatal(string(out))
	}
	ms, _ := strconv.ParseFloat(string(found[1]), 64)
	return time.Duration(ms / perScript * float64(time.Millisecond))
}
