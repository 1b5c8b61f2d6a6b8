package postgres

import "strings"

// justWritten is true of rows c of conversation that this very transaction wrote.
const justWritten = `c.xmin = pg_current_xact_id()::xid`

// save is the statement that writes the rows and events of a group, and says what became of each change: 'written' with
// the ref of its row, 'taken' (its key), 'withdrawn' (with the place of the source), or nothing at all where the row is not
// at the seq that the change starts from.
//
// The changes come sorted by row, and rows are found one after the other in that order (the connections for commits plan
// nested loops only), so that two groups never wait for each other in a circle. For the same reason nothing is joined that
// comes as an argument: what was refused is a short list, mostly empty. A group that has no keys, sources or openings has
// a statement without those parts: a part that finds nothing to do still costs a tenth of a commit.
func save(has features) string { return saves[has] }

// features are what some groups have.
type features struct{ keys, sources, openings bool }

var saves = func() map[features]string {
	all := map[features]string{}
	for i := range 8 {
		has := features{i&1 > 0, i&2 > 0, i&4 > 0}
		all[has] = saveWith(has)
	}
	return all
}()

func saveWith(has features) string {
	var parts, verdicts, refused []string
	if has.sources {
		parts = append(parts, `withdrawn AS (
	SELECT s.n, min(s.i) AS i FROM unnest($33::bigint[], $34::bigint[], $35::text[], $36::bigint[], $37::timestamptz[]) AS s(n, i, article, number, at)
	WHERE NOT EXISTS (SELECT FROM version v WHERE v.kind = 'article' AND v.id = s.article AND v.number = s.number AND v.state = 'published'
		AND (v.valid_from IS NULL OR v.valid_from <= s.at) AND (v.valid_until IS NULL OR v.valid_until > s.at))
	GROUP BY s.n)`)
		refused = append(refused, `SELECT n FROM withdrawn`)
		verdicts = append(verdicts, `SELECT 'withdrawn', n, i FROM withdrawn`)
	}
	fit := func() string {
		if len(refused) == 0 {
			return ``
		}
		return ` AND n <> ALL(ARRAY(` + strings.Join(refused, ` UNION ALL `) + `))`
	}
	if has.keys {
		parts = append(parts, `taken AS (
	SELECT n FROM change c WHERE key IS NOT NULL AND from_seq > 0`+fit()+` AND EXISTS (SELECT FROM event e WHERE e.conversation = c.ref AND e.key = c.key))`)
		refused = append(refused, `SELECT n FROM taken`)
		verdicts = append(verdicts, `SELECT 'taken', n, 0 FROM taken`)
	}
	parts = append(parts, `moved AS (
	UPDATE conversation c SET seq = f.seq, status = f.status, holder = f.holder, customer = f.customer, channel = f.channel, source = f.source,
		tags = f.tags::text[], owes = f.owes, next_at = f.next_at, updated_at = f.updated_at, state = f.state,
		lease_owner = CASE WHEN f.lease_owner IS NOT NULL THEN f.lease_owner WHEN f.owes THEN c.lease_owner ELSE '' END,
		lease_until = CASE WHEN f.lease_owner IS NOT NULL THEN baton_now() + f.lease_for * interval '1 microsecond' WHEN f.owes THEN c.lease_until END
	FROM change f WHERE from_seq > 0 AND c.ref = f.ref AND c.seq = f.from_seq`+fit()+`
	RETURNING f.n, c.ref)`)
	written, ref := `moved`, `e.ref`
	if has.openings {
		parts = append(parts, `opened AS (
	INSERT INTO conversation (id, seq, status, holder, customer, channel, source, tags, owes, next_at, opened_at, updated_at, state, lease_owner, lease_until)
	SELECT id, seq, status, holder, customer, channel, source, tags::text[], owes, next_at, opened_at, updated_at, state,
		COALESCE(lease_owner, ''), baton_now() + lease_for * interval '1 microsecond'
	FROM change WHERE from_seq = 0`+fit()+` ON CONFLICT (id) DO NOTHING
	RETURNING id, ref)`, `written AS (
	SELECT n, ref FROM moved UNION ALL SELECT (SELECT n FROM change c WHERE c.id = o.id), ref FROM opened o)`)
		written, ref = `written`, `COALESCE(e.ref, (SELECT w.ref FROM written w WHERE w.n = e.n))`
	}
	parts = append(parts, `told AS (
	INSERT INTO event (conversation, seq, at, actor_kind, actor_id, actor_name, visibility, kind, payload, key, digest, span)
	SELECT `+ref+`, seq, at, actor_kind, actor_id, actor_name, visibility, kind, payload, key, digest, span
	FROM unnest($20::bigint[], $21::bigint[], $22::bigint[], $23::timestamptz[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::text[],
		$30::text[], $31::text[], $32::bigint[]) AS e(n, ref, seq, at, actor_kind, actor_id, actor_name, visibility, kind, payload, key, digest, span)
	WHERE n = ANY(ARRAY(SELECT n FROM `+written+`)))`)
	verdicts = append(verdicts, `SELECT 'written', n, ref FROM `+written)
	return `WITH change AS MATERIALIZED (
	SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
		$11::text[], $12::boolean[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::text[], $17::text[], $18::bigint[], $19::text[])
	AS c(n, ref, from_seq, id, seq, status, holder, customer, channel, source, tags, owes, next_at, opened_at, updated_at, key, lease_owner, lease_for, state)), ` +
		strings.Join(parts, `, `) + ` ` + strings.Join(verdicts, ` UNION ALL `)
}
