-- +goose Up
CREATE TABLE handoff (
    id            TEXT    NOT NULL PRIMARY KEY,
    conversation  TEXT    NOT NULL,
    customer      TEXT    NOT NULL, -- '' unless verified
    queue         TEXT    NOT NULL,
    status        TEXT    NOT NULL,
    holder        TEXT    NOT NULL,
    priority      INTEGER NOT NULL,
    waiting_since INTEGER NOT NULL,
    opened_at     INTEGER NOT NULL,
    claimed_at    INTEGER NOT NULL, -- 0: never claimed
    data          TEXT    NOT NULL  -- JSON of handoff.Case
) STRICT;
-- The order of lists: the most urgent first.
CREATE INDEX handoff_status ON handoff (status, priority, waiting_since, id);
CREATE INDEX handoff_queue ON handoff (queue, status, priority, waiting_since, id);
CREATE INDEX handoff_holder ON handoff (holder, priority, waiting_since, id) WHERE holder <> '';
CREATE INDEX handoff_customer ON handoff (customer, opened_at) WHERE customer <> '';
CREATE INDEX handoff_claimed ON handoff (queue, claimed_at) WHERE claimed_at > 0;
