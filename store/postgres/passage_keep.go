package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

// Revisions reads the counters of table revision.
func (c *catalogue) Revisions(ctx context.Context) (now, seen int64, err error) {
	err = row(ctx, c.read(), `SELECT k.value, c.value FROM revision k, revision c WHERE k.name = 'knowledge' AND c.name = 'catalogue'`, nil, &now, &seen)
	return now, seen, err
}

// Saw stores the revision.
func (c *catalogue) Saw(ctx context.Context, before, now int64) error {
	_, err := exec(ctx, c.read(), `UPDATE revision SET value = $2 WHERE name = 'catalogue' AND value = $1`, before, now)
	return err
}

// Missing compares what is published with what has passages, both in the order of their index.
func (c *catalogue) Missing(ctx context.Context, after string, limit int) ([]knowledge.Article, error) {
	return all(ctx, c.read(), func(row pgx.CollectableRow) (knowledge.Article, error) {
		v, err := scanVersion(row)
		if err != nil {
			return knowledge.Article{}, err
		}
		return knowledge.ArticleOf(v)
	}, `SELECT `+versionColumns+` FROM version v WHERE v.kind = 'article' AND v.state = 'published' AND v.id > $1
			AND NOT EXISTS (SELECT 1 FROM passage p WHERE p.article = v.id AND p.version = v.number)
		ORDER BY v.id LIMIT $2`, after, limit)
}

// Add counts the passages first and weighs them by what the counters then say.
func (c *catalogue) Add(ctx context.Context, passages []retrieval.Passage) error {
	return c.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		statistics, err := count(ctx, tx, tally(passages), +1)
		if err != nil {
			return err
		}
		ids, err := all(ctx, tx, pgx.RowTo[int64], `SELECT nextval(pg_get_serial_sequence('passage', 'id')) FROM generate_series(1, $1::int)`, len(passages))
		if err != nil {
			return err
		}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{"passage"}, []string{"id", "article", "version", "locale", "language", "locales", "audience",
			"valid_from", "valid_until", "question", "words", "keys", "texts"},
			pgx.CopyFromSlice(len(passages), func(i int) ([]any, error) {
				p := passages[i]
				return []any{ids[i], p.Article, p.Version, p.Locale, p.Language(), list(p.Locales), list(p.Audience), stamp(p.ValidFrom), stamp(p.ValidUntil),
					p.Question, p.Words, list(p.Keys), list(p.Texts)}, nil
			})); err != nil {
			return failed(err)
		}
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"weight"}, []string{"passage", "language", "weighed", "weights"},
			pgx.CopyFromSlice(len(passages), func(i int) ([]any, error) {
				p := passages[i]
				s := statistics[p.Language()]
				p.Weigh(s)
				return []any{ids[i], p.Language(), s.Passages, list(p.Weights)}, nil
			}))
		return failed(err)
	})
}

// list is never NULL.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// tallied is what passages of one language add to the statistics.
type tallied map[string]*retrieval.Statistics

func tally(passages []retrieval.Passage) tallied {
	t := tallied{}
	for _, p := range passages {
		s := t[p.Language()]
		if s == nil {
			s = &retrieval.Statistics{Containing: map[int32]int{}}
			t[p.Language()] = s
		}
		s.Passages++
		s.Words += p.Words
		for _, f := range p.Features() {
			s.Containing[f]++
		}
	}
	return t
}

// count adds to the statistics, or with -1 takes away, and returns how they are then for what was counted. Those of
// passages without a language are not kept.
func count(ctx context.Context, tx pgx.Tx, t tallied, sign int) (map[string]retrieval.Statistics, error) {
	after := map[string]retrieval.Statistics{}
	for language, s := range t {
		if language == "" {
			continue
		}
		now := retrieval.Statistics{Containing: make(map[int32]int, len(s.Containing))}
		if err := row(ctx, tx, `INSERT INTO language VALUES ($1, $2, $3) ON CONFLICT (language) DO UPDATE SET
			passages = language.passages + excluded.passages, words = language.words + excluded.words RETURNING passages, words`,
			[]any{language, sign * s.Passages, sign * s.Words}, &now.Passages, &now.Words); err != nil {
			return nil, err
		}
		features := make([]int32, 0, len(s.Containing))
		for f := range s.Containing {
			features = append(features, f)
		}
		slices.Sort(features)
		for part := range slices.Chunk(features, 20_000) {
			numbers := make([]int64, len(part))
			for i, f := range part {
				numbers[i] = int64(sign * s.Containing[f])
			}
			rows, err := all(ctx, tx, pgx.RowToStructByPos[counted], `INSERT INTO lexicon AS l SELECT $1, * FROM unnest($2::int[], $3::bigint[])
				ON CONFLICT (language, feature) DO UPDATE SET passages = l.passages + excluded.passages RETURNING feature, passages`, language, part, numbers)
			if err != nil {
				return nil, err
			}
			for _, r := range rows {
				now.Containing[r.Feature] = r.Passages
			}
		}
		after[language] = now
	}
	return after, nil
}

type counted struct {
	Feature  int32
	Passages int
}

// Sweep removes what is not in force. It was found by nobody since it is not.
func (c *catalogue) Sweep(ctx context.Context, limit int) (swept int, err error) {
	gone, err := all(ctx, c.read(), pgx.RowTo[int64], `SELECT p.id FROM passage p WHERE NOT EXISTS (
			SELECT 1 FROM version v WHERE v.kind = 'article' AND v.state = 'published' AND v.id = p.article AND v.number = p.version
		) ORDER BY p.article, p.version LIMIT $1`, limit)
	if err != nil || len(gone) == 0 {
		return 0, err
	}
	err = c.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		passages, err := all(ctx, tx, func(row pgx.CollectableRow) (p retrieval.Passage, err error) {
			return p, row.Scan(&p.Locale, &p.Words, &p.Keys, &p.Texts)
		}, `DELETE FROM passage WHERE id = ANY($1) RETURNING locale, words, keys, texts`, gone)
		if err != nil {
			return err
		}
		if _, err := count(ctx, tx, tally(passages), -1); err != nil {
			return err
		}
		if _, err := exec(ctx, tx, `DELETE FROM weight WHERE passage = ANY($1)`, gone); err != nil {
			return err
		}
		models, err := all(ctx, tx, func(row pgx.CollectableRow) (v vectors, err error) {
			return v, row.Scan(&v.id, &v.model, &v.dimensions)
		}, `SELECT id, model, dimensions FROM embedding WHERE dimensions > 0`)
		if err != nil {
			return err
		}
		for _, v := range models {
			n, err := exec(ctx, tx, `DELETE FROM `+v.table()+` WHERE passage = ANY($1)`, gone)
			if err != nil {
				return err
			}
			if _, err := exec(ctx, tx, `UPDATE embedding SET vectors = vectors - $2 WHERE id = $1`, v.id, n); err != nil {
				return err
			}
		}
		return nil
	})
	return len(gone), err
}

// Reweigh looks for outdated weights in the order of the index, language by language.
func (c *catalogue) Reweigh(ctx context.Context, limit int) (int, error) {
	languages, err := all(ctx, c.read(), pgx.RowToStructByPos[language], `SELECT language, passages, words FROM language WHERE passages > 0`)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, l := range languages {
		n, err := c.reweigh(ctx, l, limit)
		if total += n; err != nil {
			return total, err
		}
	}
	return total, nil
}

type language struct {
	Language        string
	Passages, Words int
}

func (c *catalogue) reweigh(ctx context.Context, l language, limit int) (int, error) {
	passages, err := all(ctx, c.read(), func(row pgx.CollectableRow) (p retrieval.Passage, err error) {
		return p, row.Scan(&p.ID, &p.Locale, &p.Words, &p.Texts)
	}, `SELECT p.id, p.locale, p.words, p.texts FROM passage p WHERE p.id = ANY(ARRAY(
			(SELECT passage FROM weight WHERE language = $1 AND weighed < $2::bigint * 9 / 10 LIMIT $3)
			UNION ALL (SELECT passage FROM weight WHERE language = $1 AND weighed > $2::bigint * 10 / 9 + 1 LIMIT $3) LIMIT $3))`,
		l.Language, l.Passages, limit)
	if err != nil || len(passages) == 0 {
		return 0, err
	}
	features := map[int32]bool{}
	for _, p := range passages {
		for _, f := range p.Features() {
			features[f] = true
		}
	}
	wanted := make([]int32, 0, len(features))
	for f := range features {
		wanted = append(wanted, f)
	}
	slices.Sort(wanted)
	s := retrieval.Statistics{Passages: l.Passages, Words: l.Words, Containing: make(map[int32]int, len(wanted))}
	for part := range slices.Chunk(wanted, 20_000) {
		rows, err := all(ctx, c.read(), pgx.RowToStructByPos[counted], `SELECT feature, passages FROM lexicon WHERE language = $1 AND feature = ANY($2)`, l.Language, part)
		if err != nil {
			return 0, err
		}
		for _, r := range rows {
			s.Containing[r.Feature] = r.Passages
		}
	}
	ids, weights := make([]int64, len(passages)), make([][]byte, len(passages))
	for i := range passages {
		passages[i].Weigh(s)
		ids[i], weights[i] = passages[i].ID, passages[i].Weights
	}
	_, err = exec(ctx, c.read(), `UPDATE weight SET weights = n.weights, weighed = $3 FROM unnest($1::bigint[], $2::bytea[]) AS n(passage, weights) WHERE weight.passage = n.passage`,
		ids, weights, l.Passages)
	return len(passages), err
}

// Clear leaves nothing to search.
func (c *catalogue) Clear(ctx context.Context) error {
	var filled bool
	if err := row(ctx, c.read(), `SELECT EXISTS (SELECT 1 FROM passage) OR EXISTS (SELECT 1 FROM embedding WHERE dimensions > 0)`, nil, &filled); err != nil || !filled {
		return err
	}
	return c.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		tables, err := all(ctx, tx, pgx.RowTo[int64], `SELECT id FROM embedding WHERE dimensions > 0`)
		if err != nil {
			return err
		}
		for _, id := range tables {
			if _, err := exec(ctx, tx, `DROP TABLE `+vectors{id: id}.table()); err != nil {
				return err
			}
		}
		_, err = exec(ctx, tx, `UPDATE embedding SET dimensions = 0, vectors = 0, serving = false, replaced_at = NULL`)
		if err == nil {
			_, err = exec(ctx, tx, `WITH p AS (DELETE FROM passage), w AS (DELETE FROM weight), l AS (DELETE FROM lexicon) DELETE FROM language`)
		}
		return err
	})
}
