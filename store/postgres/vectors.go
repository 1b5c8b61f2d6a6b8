package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store/driver"
)

// Vectors keeps what models made of texts.
func (t tables) Vectors() retrieval.Vectors { return textVectors{t} }

type textVectors struct{ tables }

// Dimensions are those of the vector of the model that was used last.
func (t textVectors) Dimensions(ctx context.Context, model string) (n int, err error) {
	err = row(ctx, t.read(), `SELECT dimensions FROM text_vector WHERE model = $1 ORDER BY used_at DESC LIMIT 1`, []any{model}, &n)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// Vectors reads what is kept, and notes the day where the last one is over.
func (t textVectors) Vectors(ctx context.Context, model string, dimensions int, texts []retrieval.TextHash, at time.Time) (map[retrieval.TextHash][]float32, error) {
	names := make([][]byte, len(texts))
	for i := range texts {
		names[i] = texts[i][:]
	}
	var stale [][]byte
	found := make(map[retrieval.TextHash][]float32, len(texts))
	_, err := all(ctx, t.read(), func(row pgx.CollectableRow) (none struct{}, err error) {
		var (
			text, vector []byte
			used         time.Time
		)
		if err = row.Scan(&text, &vector, &used); err != nil || len(text) != len(retrieval.TextHash{}) {
			return none, err
		}
		if found[retrieval.TextHash(text)] = driver.UnpackVector(vector); used.Before(at.Add(-day)) {
			stale = append(stale, text)
		}
		return none, nil
	}, `SELECT text, vector, used_at FROM text_vector WHERE model = $1 AND dimensions = $2 AND text = ANY($3)`, model, dimensions, names)
	if err == nil && len(stale) > 0 {
		_, err = exec(ctx, t.read(), `UPDATE text_vector SET used_at = $4 WHERE model = $1 AND dimensions = $2 AND text = ANY($3)`, model, dimensions, stale, stamp(at))
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

const day = 24 * time.Hour

// KeepVectors stores vectors.
func (t textVectors) KeepVectors(ctx context.Context, model string, dimensions int, vectors map[retrieval.TextHash][]float32, at time.Time) error {
	texts, packed := make([][]byte, 0, len(vectors)), make([][]byte, 0, len(vectors))
	for text, v := range vectors {
		texts, packed = append(texts, text[:]), append(packed, driver.PackVector(v))
	}
	_, err := exec(ctx, t.read(), `INSERT INTO text_vector (model, dimensions, text, vector, used_at)
		SELECT $1, $2, n.text, n.vector, $5 FROM unnest($3::bytea[], $4::bytea[]) AS n(text, vector) ORDER BY n.text
		ON CONFLICT (model, dimensions, text) DO UPDATE SET used_at = greatest(text_vector.used_at, excluded.used_at)`, model, dimensions, texts, packed, stamp(at))
	return err
}

const (
	vectorsLock  = 0x6261746f6e12 // "baton", 18
	vectorsRetry = 100 * time.Millisecond
)

// Alone holds an advisory lock, and a connection, while work is done.
func (t textVectors) Alone(ctx context.Context, work func(ctx context.Context) error) error {
	conn, err := t.pool.Acquire(ctx)
	if err != nil {
		return failed(err)
	}
	defer conn.Release()
	for held := false; ; {
		if err := row(ctx, conn, `SELECT pg_try_advisory_lock($1)`, []any{int64(vectorsLock)}, &held); err != nil {
			return err
		}
		if held {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(vectorsRetry):
		}
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), t.wait)
		defer cancel()
		if _, err := exec(ctx, conn, `SELECT pg_advisory_unlock($1)`, int64(vectorsLock)); err != nil {
			_ = conn.Conn().Close(ctx) // ends the lock
		}
	}()
	return work(ctx)
}

// ForgetVectors removes some of what was not used.
func (t textVectors) ForgetVectors(ctx context.Context, since time.Time, limit int) (int, error) {
	n, err := exec(ctx, t.read(), `DELETE FROM text_vector WHERE ctid = ANY(ARRAY(SELECT ctid FROM text_vector WHERE used_at < $1 LIMIT $2))`, stamp(since), limit)
	return int(n), err
}
