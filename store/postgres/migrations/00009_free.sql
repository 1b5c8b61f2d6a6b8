-- +goose Up
-- A conversation may be taken up when it is due and its lease, if it has one, is over. The index knows both, so that a sweep
-- does not look again and again at those that somebody is working on: after a storm they are thousands.
CREATE INDEX conversation_free ON conversation (greatest(next_at, lease_until)) WHERE next_at IS NOT NULL;
DROP INDEX conversation_next;
