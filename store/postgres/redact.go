package postgres

import (
	"encoding/json"
	"time"

	"github.com/batondesk/baton/store/driver"
)

// blank replaces the payloads of redacted events, forgets the digests of the writes that they began and the gaps that
// quoted them, and leaves an audit entry each.
const blank = `WITH blanked AS (
	SELECT b.* FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[], $8::text[])
		WITH ORDINALITY AS b(ref, id, seq, payload, gap, at, actor, detail, place)
	WHERE EXISTS (SELECT FROM conversation c WHERE c.ref = b.ref AND ` + justWritten + `)
), words AS (
	UPDATE event e SET payload = b.payload, digest = CASE WHEN e.digest IS NOT NULL THEN '' END
	FROM blanked b WHERE e.conversation = b.ref AND e.seq = b.seq
), gaps AS (
	DELETE FROM gap g USING blanked b WHERE g.conversation = b.id AND g.seq = b.gap
)
INSERT INTO audit (at, actor, action, object, detail) SELECT at, actor, 'conversation.redact', id, detail FROM blanked ORDER BY place`

// blankArgs are the arguments of blank; nil if the group redacts nothing.
func blankArgs(group []*driver.Change) ([]any, error) {
	var (
		refs, seqs, gaps             []int64
		ids, payloads, actors, texts []string
		times                        []time.Time
	)
	for _, c := range group {
		for _, b := range c.Blanked {
			detail, err := json.Marshal(map[string]any{"seq": b.Seq, "reason": b.Reason})
			if err != nil {
				return nil, err
			}
			refs, ids, seqs, gaps = append(refs, c.Row.Ref), append(ids, string(c.Row.ID)), append(seqs, b.Seq), append(gaps, b.Gap)
			payloads, actors, texts, times = append(payloads, string(b.Payload)), append(actors, b.By), append(texts, string(detail)), append(times, c.At)
		}
	}
	if len(refs) == 0 {
		return nil, nil
	}
	return []any{refs, ids, seqs, payloads, gaps, times, actors, texts}, nil
}
