-- +goose Up
-- Services outside that are told what happens.
CREATE TABLE webhook (
    id      TEXT    NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    secrets TEXT    NOT NULL, -- JSON array of outbox.Secret: what is sent is signed with them
    data    TEXT    NOT NULL  -- JSON of outbox.Endpoint
) STRICT, WITHOUT ROWID;
INSERT INTO revision VALUES ('outbox', 0);

-- One event that one of them must be told of. Nobody's words are here: they are read from the event when it is sent.
CREATE TABLE delivery (
    endpoint     TEXT    NOT NULL,
    conversation TEXT    NOT NULL,
    seq          INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    state        TEXT    NOT NULL DEFAULT 'pending', -- pending, delivered, dead
    tries        INTEGER NOT NULL DEFAULT 0,         -- since it was made, or replayed
    attempts     TEXT    NOT NULL DEFAULT '[]',      -- JSON array of outbox.Attempt, the last ones
    next_at      INTEGER NOT NULL,                   -- when it may be taken up: after its pause, or when the lease of its owner ends
    lease_owner  TEXT    NOT NULL DEFAULT '',
    settled_at   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (endpoint, conversation, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (endpoint, next_at) WHERE state = 'pending';
CREATE INDEX delivery_first ON delivery (endpoint, conversation, seq) WHERE state = 'pending'; -- which goes before which
CREATE INDEX delivery_log ON delivery (endpoint, at, conversation, seq);
CREATE INDEX delivery_open ON delivery (state, endpoint, at, conversation, seq) WHERE state <> 'delivered';
CREATE INDEX delivery_settled ON delivery (state, settled_at) WHERE state <> 'pending';
