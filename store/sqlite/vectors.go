package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store/driver"
)

// Vectors keeps what models made of texts.
func (t tables) Vectors() retrieval.Vectors { return textVectors{t} }

type textVectors struct{ tables }

// Dimensions are those of the vector of the model that was used last.
func (t textVectors) Dimensions(ctx context.Context, model string) (n int, err error) {
	err = t.read().row(ctx, `SELECT dimensions FROM text_vector WHERE model = ? ORDER BY used_at DESC LIMIT 1`, []any{model}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// Vectors reads what is kept, and notes the day where the last one is over.
func (t textVectors) Vectors(ctx context.Context, model string, dimensions int, texts []retrieval.TextHash, at time.Time) (map[retrieval.TextHash][]float32, error) {
	names := make([]string, len(texts))
	for i, h := range texts {
		names[i] = hex.EncodeToString(h[:])
	}
	list, err := json.Marshal(names)
	if err != nil {
		return nil, err
	}
	type kept struct {
		text retrieval.TextHash
		used int64
	}
	found := make(map[retrieval.TextHash][]float32, len(texts))
	rows, err := all(ctx, t.read(), func(rows *sql.Rows) (k kept, err error) {
		var text, vector []byte
		if err = rows.Scan(&text, &vector, &k.used); err == nil && len(text) == len(k.text) {
			k.text = retrieval.TextHash(text)
			found[k.text] = driver.UnpackVector(vector)
		}
		return k, err
	}, `SELECT text, vector, used_at FROM text_vector WHERE model = ? AND dimensions = ? AND text IN (SELECT unhex(value) FROM json_each(?))`,
		model, dimensions, string(list))
	if err != nil {
		return nil, err
	}
	var stale []string
	for _, k := range rows {
		if k.used < millis(at.Add(-day)) {
			stale = append(stale, hex.EncodeToString(k.text[:]))
		}
	}
	if len(stale) == 0 {
		return found, nil
	}
	if list, err = json.Marshal(stale); err != nil {
		return nil, err
	}
	return found, t.change(ctx, func(ctx context.Context, s *statements) error {
		_, err := s.exec(ctx, `UPDATE text_vector SET used_at = ? WHERE model = ? AND dimensions = ? AND text IN (SELECT unhex(value) FROM json_each(?))`,
			millis(at), model, dimensions, string(list))
		return err
	})
}

const day = 24 * time.Hour

// KeepVectors stores vectors.
func (t textVectors) KeepVectors(ctx context.Context, model string, dimensions int, vectors map[retrieval.TextHash][]float32, at time.Time) error {
	return t.change(ctx, func(ctx context.Context, s *statements) error {
		for text, v := range vectors {
			if _, err := s.exec(ctx, `INSERT INTO text_vector (model, dimensions, text, vector, used_at) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET used_at = excluded.used_at`, model, dimensions, text[:], driver.PackVector(v), millis(at)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Alone needs no lock: one server has the file.
func (t textVectors) Alone(ctx context.Context, work func(ctx context.Context) error) error {
	return work(ctx)
}

// ForgetVectors removes some of what was not used, so that others may write in between.
func (t textVectors) ForgetVectors(ctx context.Context, since time.Time, limit int) (forgotten int, err error) {
	err = t.change(ctx, func(ctx context.Context, s *statements) error {
		n, err := s.exec(ctx, `DELETE FROM text_vector WHERE rowid IN (SELECT rowid FROM text_vector WHERE used_at < ? LIMIT ?)`, millis(since), limit)
		forgotten = int(n)
		return err
	})
	return forgotten, err
}
