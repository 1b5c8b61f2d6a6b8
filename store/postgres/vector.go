package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

// vectors are those of one model. A vector stands for a whole passage. What searches filter by is stored beside it, so that the
// scan of the index can skip what does not match.
type vectors struct {
	id         int64
	model      string
	dimensions int // 0: there is no table yet
}

func (v vectors) table() string { return fmt.Sprint("vector_", v.id) }

func (c *catalogue) vectors(ctx context.Context, s statements, model string) (vectors, error) {
	v := vectors{model: model}
	err := row(ctx, s, `SELECT id, dimensions FROM embedding WHERE model = $1`, []any{model}, &v.id, &v.dimensions)
	return v, err
}

// Want makes a model the one to serve.
func (c *catalogue) Want(ctx context.Context, model string) error {
	_, err := exec(ctx, c.read(), `INSERT INTO embedding (model, wanted_at) VALUES ($1, clock_timestamp())
		ON CONFLICT (model) DO UPDATE SET wanted_at = excluded.wanted_at`, model)
	return err
}

// Models lists the models.
func (c *catalogue) Models(ctx context.Context) ([]retrieval.Model, error) {
	return all(ctx, c.read(), func(row pgx.CollectableRow) (m retrieval.Model, err error) {
		var idle float64
		err = row.Scan(&m.Name, &m.Wanted, &m.Serving, &m.Vectors, &m.Passages, &idle)
		m.Idle = time.Duration(idle * float64(time.Second))
		return m, err
	}, `SELECT model, wanted_at IS NOT NULL AND wanted_at = max(wanted_at) OVER (), serving, vectors, coalesce(l.passages, 0)::bigint,
			extract(epoch FROM clock_timestamp() - greatest(coalesce(replaced_at, wanted_at), wanted_at))::float8
		FROM embedding, (SELECT sum(passages) AS passages FROM language) l ORDER BY id`)
}

// Bare reads passages and the texts that they were made of.
func (c *catalogue) Bare(ctx context.Context, model string, after int64, limit int) ([]retrieval.Bare, error) {
	v, err := c.vectors(ctx, c.read(), model)
	if err != nil {
		return nil, err
	}
	without := ``
	if v.dimensions > 0 {
		without = ` AND NOT EXISTS (SELECT 1 FROM ` + v.table() + ` x WHERE x.passage = p.id)`
	}
	return all(ctx, c.read(), func(row pgx.CollectableRow) (b retrieval.Bare, err error) {
		version := knowledge.Version{Kind: knowledge.KindArticle}
		if err = row.Scan(&b.ID, &b.Locale, &version.ID, &version.Number, &version.Body); err != nil {
			return b, err
		}
		b.Article, err = knowledge.ArticleOf(version)
		return b, err
	}, `SELECT p.id, p.locale, v.id, v.number, v.body FROM passage p
		JOIN version v ON v.kind = 'article' AND v.id = p.article AND v.number = p.version
		WHERE p.id > $1 AND p.locale <> ''`+without+` ORDER BY p.id LIMIT $2`, after, limit)
}

// AddVectors stores vectors; the first ones make the table.
func (c *catalogue) AddVectors(ctx context.Context, model string, ids []int64, given [][]float32) error {
	dimensions := 0
	halves := make([]*string, len(given))
	for i, v := range given {
		if v == nil {
			continue
		}
		if dimensions == 0 {
			dimensions = len(v)
		}
		if len(v) != dimensions {
			return fmt.Errorf("the model %s gives vectors of %d and of %d dimensions", model, dimensions, len(v))
		}
		half := pgvector.NewHalfVector(v).String()
		halves[i] = &half
	}
	return c.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		v, err := c.vectors(ctx, tx, model)
		if err != nil {
			return err
		}
		if v.dimensions == 0 {
			v.dimensions = dimensions
			if err := createVectors(ctx, tx, v); err != nil {
				return err
			}
		}
		if dimensions != 0 && dimensions != v.dimensions {
			return fmt.Errorf("the model %s gave vectors of %d dimensions before and gives %d now; give it another name", model, v.dimensions, dimensions)
		}
		added, err := exec(ctx, tx, `INSERT INTO `+v.table()+` (passage, language, audience, valid_from, valid_until, embedding)
			SELECT p.id, p.language, p.audience, p.valid_from, p.valid_until, n.embedding::halfvec
			FROM unnest($1::bigint[], $2::text[]) AS n(id, embedding) JOIN passage p USING (id) ON CONFLICT DO NOTHING`, ids, halves)
		if err != nil {
			return err
		}
		_, err = exec(ctx, tx, `UPDATE embedding SET vectors = vectors + $2 WHERE id = $1`, v.id, added)
		return err
	})
}

func createVectors(ctx context.Context, tx pgx.Tx, v vectors) error {
	if v.dimensions == 0 {
		return errors.New("the model " + v.model + " gave no vectors")
	}
	if _, err := exec(ctx, tx, fmt.Sprintf(`CREATE TABLE %s (
			passage     bigint PRIMARY KEY,
			language    text   COLLATE "C" NOT NULL,
			audience    text[] COLLATE "C" NOT NULL,
			valid_from  timestamptz,
			valid_until timestamptz,
			embedding   halfvec(%d) -- NULL: it has no direction
		)`, v.table(), v.dimensions)); err != nil {
		return err
	}
	_, err := exec(ctx, tx, `UPDATE embedding SET dimensions = $2 WHERE id = $1`, v.id, v.dimensions)
	return err
}

// Serve builds the index, on a connection of its own because it may take long and wants memory: about 1.2 KB per vector of 256
// dimensions; with less than it needs it takes many times as long. Nobody else uses the table meanwhile.
func (c *catalogue) Serve(ctx context.Context, model string) error {
	v, err := c.vectors(ctx, c.read(), model)
	if err != nil {
		return err
	}
	if v.dimensions == 0 {
		return fmt.Errorf("there are no vectors of the model %s", model)
	}
	if err := c.buildIndex(ctx, v); err != nil {
		return failed(err)
	}
	return c.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := exec(ctx, tx, `UPDATE embedding SET serving = true, replaced_at = NULL WHERE id = $1`, v.id); err != nil {
			return err
		}
		// Passages that came while the index was built have no vector yet.
		_, err := exec(ctx, tx, `UPDATE revision SET value = -1 WHERE name = 'catalogue'`)
		return err
	})
}

// Retire leaves the vectors where they are: servers that have not noticed yet search them.
func (c *catalogue) Retire(ctx context.Context, model string) error {
	_, err := exec(ctx, c.read(), `UPDATE embedding SET serving = false, replaced_at = clock_timestamp() WHERE model = $1 AND serving`, model)
	return err
}

const (
	memoryPerVector = 900 // bytes of the graph, and two for each dimension
	mostMemory      = 2 << 30
	leastMemory     = 64 << 20
)

func (c *catalogue) buildIndex(ctx context.Context, v vectors) error {
	conn, err := c.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var count int
	if err := conn.QueryRow(ctx, `SELECT vectors FROM embedding WHERE id = $1`, v.id).Scan(&count); err != nil {
		return err
	}
	memory := min(max(count*(memoryPerVector+2*v.dimensions), leastMemory), mostMemory)
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // after the commit it does nothing
	for _, statement := range []string{
		fmt.Sprintf(`SET LOCAL maintenance_work_mem = '%dkB'`, memory>>10),
		`SET LOCAL statement_timeout = 0`,
		fmt.Sprintf(`CREATE INDEX IF NOT EXISTS %s_embedding ON %[1]s USING hnsw (embedding halfvec_cosine_ops) WITH (ef_construction = %[2]d)`, v.table(), buildWidth),
		`ANALYZE ` + v.table() + `, passage, weight, lexicon, language`,
	} {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return tx.Commit(ctx)
}

// Drop removes a model and its vectors.
func (c *catalogue) Drop(ctx context.Context, model string) error {
	return c.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		v, err := c.vectors(ctx, tx, model)
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, `DROP TABLE IF EXISTS `+v.table()); err != nil {
			return err
		}
		_, err = exec(ctx, tx, `DELETE FROM embedding WHERE id = $1`, v.id)
		return err
	})
}
