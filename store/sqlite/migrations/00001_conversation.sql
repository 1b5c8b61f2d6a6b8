-- +goose Up
CREATE TABLE conversation (
    ref         INTEGER PRIMARY KEY, -- rising, so that the events of conversations that live at the same time lie together
    id          TEXT    NOT NULL UNIQUE,
    seq         INTEGER NOT NULL,
    status      TEXT    NOT NULL,
    holder      TEXT    NOT NULL,
    customer    TEXT    NOT NULL,
    channel     TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    tags        TEXT    NOT NULL, -- JSON array
    owes        INTEGER NOT NULL,
    next_at     INTEGER,          -- times are milliseconds since 1970, UTC
    opened_at   INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    lease_owner TEXT    NOT NULL DEFAULT '',
    lease_until INTEGER NOT NULL DEFAULT 0,
    state       TEXT    NOT NULL  -- JSON of conversation.State
) STRICT;
CREATE INDEX conversation_next ON conversation (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX conversation_updated ON conversation (updated_at);
CREATE INDEX conversation_status ON conversation (status, updated_at);
CREATE INDEX conversation_holder ON conversation (holder, updated_at);
CREATE INDEX conversation_status_holder ON conversation (status, holder, updated_at);
CREATE INDEX conversation_customer ON conversation (customer, updated_at) WHERE customer <> '';
CREATE INDEX conversation_ownerless ON conversation (ref) WHERE status <> 'closed' AND (next_at IS NULL OR holder = '');
CREATE INDEX conversation_leased ON conversation (lease_owner) WHERE lease_owner <> '';

CREATE TABLE event (
    conversation INTEGER NOT NULL, -- conversation.ref
    seq          INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor_kind   TEXT    NOT NULL,
    actor_id     TEXT    NOT NULL,
    actor_name   TEXT    NOT NULL,
    visibility   TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    payload      TEXT    NOT NULL, -- JSON
    key          TEXT,             -- on the first event of a write that had an idempotency key,
    digest       TEXT,             -- with what the key stands for
    span         INTEGER,          -- and the number of events of that write
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_key ON event (conversation, key) WHERE key IS NOT NULL;
