package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/batondesk/baton/retrieval"
)

// mostByKeys bounds how many passages are looked up by keys, in one language: the rarest keys of a question that so many
// passages have together. A key that more have says little and is left to the vectors.
const mostByKeys = 5000

// statistics of the features of a question, by language.
const statistics = `SELECT l.language, l.passages, l.words, f.feature, f.passages
	FROM language l LEFT JOIN lexicon f ON f.language = l.language AND f.feature = ANY($2)
	WHERE l.language = ANY($1)`

// mayMatch filters by $1 languages, $2 tags and $3 time. Every table that is filtered has these columns. IS TRUE keeps the
// planner from looking for the language first, which would leave a good part of the table to look through.
const (
	mayMatch       = `(language = ANY($1)) IS TRUE AND ` + heard
	mayMatchAcross = `(language <> ALL($1)) IS TRUE AND ` + heard // texts in other languages
	heard          = `(audience = '{}' OR audience && $2)
	AND (valid_from IS NULL OR valid_from <= $3) AND (valid_until IS NULL OR valid_until > $3)`
)

const (
	byKeys = `SELECT p.id FROM (
			SELECT l.language, f.feature, ln(1 + l.passages::float8 / f.passages) AS weight,
				sum(f.passages) OVER (PARTITION BY l.language ORDER BY f.passages, f.feature) AS total
			FROM language l JOIN lexicon f ON f.language = l.language AND f.feature = ANY($4) AND f.passages BETWEEN 1 AND $5
			WHERE l.language = ANY($1)
		) k JOIN LATERAL (
			SELECT id FROM passage WHERE keys @> ARRAY[k.feature] AND (language = k.language) IS TRUE AND ` + mayMatch + `
		) p ON k.total <= $5 GROUP BY p.id ORDER BY sum(k.weight) DESC, p.id LIMIT %d`
	byVector = `SELECT passage FROM %s WHERE ` + mayMatch + ` ORDER BY embedding <=> $%d LIMIT %d`
	across   = `SELECT passage FROM %s WHERE ` + mayMatchAcross + ` ORDER BY embedding <=> $%d LIMIT %d`
	inForce  = `SELECT p.id, p.article, p.version, p.locale, p.locales, p.question, p.texts, w.weights, %s
		FROM passage p JOIN weight w ON w.passage = p.id %s WHERE p.id = ANY(ARRAY(%s))
		AND (SELECT v.state FROM version v WHERE v.kind = 'article' AND v.id = p.article AND v.number = p.version) = 'published'`
)

// Find sends everything at once and so waits for the database once.
func (c *catalogue) Find(ctx context.Context, p retrieval.Probe) (found retrieval.Found, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	if len(p.Languages) == 0 {
		if p.Languages, err = all(ctx, c.read(), pgx.RowTo[string], `SELECT language FROM language`); err != nil {
			return found, err
		}
	}
	// The limits are part of the statement: the planner would take one that it does not know for a tenth of the table.
	var candidates []string
	args := []any{p.Languages, list(p.Tags), p.Now}
	if len(p.Keys) > 0 {
		candidates = append(candidates, fmt.Sprintf(`(`+byKeys+`)`, p.ByKeys))
		args = append(args, p.Keys, mostByKeys)
	}
	near, with := `NULL::float8`, ``
	if v, ok := (*c.serving.Load())[p.Model]; ok && len(p.Vector) > 0 && len(p.Vector) == v.dimensions {
		args = append(args, pgvector.NewHalfVector(p.Vector))
		candidates = append(candidates, fmt.Sprintf(`(`+byVector+`)`, v.table(), len(args), p.ByVector))
		if p.Across {
			candidates = append(candidates, fmt.Sprintf(`(`+across+`)`, v.table(), len(args), p.ByVector))
		}
		if p.Near {
			near, with = fmt.Sprintf(`1 - (x.embedding <=> $%d)`, len(args)), `LEFT JOIN `+v.table()+` x ON x.passage = p.id`
		}
	}
	var batch pgx.Batch
	batch.Queue(statistics, p.Languages, p.Features).Query(func(rows pgx.Rows) (err error) {
		found.Statistics, err = scanStatistics(rows)
		return err
	})
	if len(candidates) > 0 {
		batch.Queue(fmt.Sprintf(inForce, near, with, strings.Join(candidates, ` UNION `)), args...).Query(func(rows pgx.Rows) (err error) {
			found.Passages, err = pgx.CollectRows(plainRows{rows}, func(row pgx.CollectableRow) (p retrieval.Passage, err error) {
				return p, row.Scan(&p.ID, &p.Article, &p.Version, &p.Locale, &p.Locales, &p.Question, &p.Texts, &p.Weights, &p.Near)
			})
			return err
		})
	}
	err = c.searches.SendBatch(ctx, &batch).Close()
	if code(err) == undefinedTable { // the vectors have just been replaced and dropped: without them, until it is noticed
		p.Vector = nil
		return c.Find(ctx, p)
	}
	return found, failed(err)
}

const undefinedTable = "42P01"

func scanStatistics(rows pgx.Rows) (map[string]retrieval.Statistics, error) {
	found := map[string]retrieval.Statistics{}
	var (
		language        string
		passages, words int
		feature         *int32
		containing      *int
		_, err          = pgx.ForEachRow(plainRows{rows}, []any{&language, &passages, &words, &feature, &containing}, func() error {
			s, known := found[language]
			if !known {
				s = retrieval.Statistics{Passages: passages, Words: words, Containing: map[int32]int{}}
				found[language] = s
			}
			if feature != nil {
				s.Containing[*feature] = *containing
			}
			return nil
		})
	)
	return found, err
}

// AtLeast counts no further than n.
func (c *catalogue) AtLeast(ctx context.Context, n int) (large bool, err error) {
	err = row(ctx, c.read(), `SELECT count(*) >= $1 FROM (SELECT 1 FROM version WHERE kind = 'article' AND state = 'published' LIMIT $1) v`, []any{n}, &large)
	return large, err
}

// Serving also remembers where the vectors of the models are.
func (c *catalogue) Serving(ctx context.Context) ([]string, error) {
	found, err := all(ctx, c.read(), func(row pgx.CollectableRow) (v vectors, err error) {
		return v, row.Scan(&v.id, &v.model, &v.dimensions)
	}, `SELECT id, model, dimensions FROM embedding WHERE serving ORDER BY wanted_at DESC NULLS LAST, id`)
	if err != nil {
		return nil, err
	}
	models, places := make([]string, len(found)), make(map[string]vectors, len(found))
	for i, v := range found {
		models[i], places[v.model] = v.model, v
	}
	c.serving.Store(&places)
	return models, nil
}

// Crowd takes passages at even steps of their numbers.
func (c *catalogue) Crowd(ctx context.Context, model string, atMost int) (map[string][][]float32, error) {
	v, err := c.vectors(ctx, c.read(), model)
	if err != nil || v.dimensions == 0 {
		return nil, err
	}
	crowd := map[string][][]float32{}
	_, err = all(ctx, c.read(), func(row pgx.CollectableRow) (none struct{}, err error) {
		var (
			language  string
			embedding string
			vector    pgvector.HalfVector
		)
		if err = row.Scan(&language, &embedding); err == nil {
			err = vector.Parse(embedding)
		}
		crowd[language] = append(crowd[language], vector.Slice())
		return none, err
	}, `SELECT DISTINCT ON (x.passage) x.language, x.embedding::text FROM
			(SELECT min(passage) AS low, max(passage) AS high FROM `+v.table()+`) b, generate_series(0, $1::bigint - 1) s,
			LATERAL (SELECT passage, language, embedding FROM `+v.table()+` WHERE passage >= b.low + (b.high - b.low) * s / $1::bigint ORDER BY passage LIMIT 1) x
		WHERE x.embedding IS NOT NULL`, atMost)
	return crowd, err
}
