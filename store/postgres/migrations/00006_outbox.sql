-- +goose Up
-- Services outside that are told what happens.
CREATE TABLE webhook (
    id      text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    secrets text COLLATE "C" NOT NULL, -- JSON array of outbox.Secret: what is sent is signed with them
    data    text COLLATE "C" NOT NULL  -- JSON of outbox.Endpoint
);
INSERT INTO revision VALUES ('outbox', 0);

-- One event that one of them must be told of. Nobody's words are here: they are read from the event when it is sent.
-- Most rows are written twice (made, delivered) and deleted days later: vacuum often, so that what is pending, which is
-- little, stays together.
CREATE TABLE delivery (
    endpoint     text COLLATE "C" NOT NULL,
    conversation text COLLATE "C" NOT NULL,
    seq          bigint NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    at           timestamptz NOT NULL,
    state        text COLLATE "C" NOT NULL DEFAULT 'pending', -- pending, delivered, dead
    tries        bigint NOT NULL DEFAULT 0,                   -- since it was made, or replayed
    attempts     text COLLATE "C" NOT NULL DEFAULT '[]',      -- JSON array of outbox.Attempt, the last ones
    next_at      timestamptz NOT NULL DEFAULT baton_now(),    -- when it may be taken up: after its pause, or when the lease of its owner ends
    lease_owner  text COLLATE "C" NOT NULL DEFAULT '',
    settled_at   timestamptz,
    PRIMARY KEY (endpoint, conversation, seq)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
CREATE INDEX delivery_due ON delivery (endpoint, next_at) WHERE state = 'pending';
CREATE INDEX delivery_first ON delivery (endpoint, conversation, seq) WHERE state = 'pending'; -- which goes before which
CREATE INDEX delivery_log ON delivery (endpoint, at, conversation, seq);
CREATE INDEX delivery_open ON delivery (state, endpoint, at, conversation, seq) WHERE state <> 'delivered';
CREATE INDEX delivery_settled ON delivery (state, settled_at) WHERE state <> 'pending';
