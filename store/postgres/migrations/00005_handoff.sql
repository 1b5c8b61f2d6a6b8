-- +goose Up
-- What a customer says changes data only; the free room on each page keeps such an update out of the indexes.
CREATE TABLE handoff (
    id            text   COLLATE "C" PRIMARY KEY,
    conversation  text   COLLATE "C" NOT NULL,
    customer      text   COLLATE "C" NOT NULL, -- '' unless verified
    queue         text   COLLATE "C" NOT NULL,
    status        text   COLLATE "C" NOT NULL,
    holder        text   COLLATE "C" NOT NULL,
    priority      bigint NOT NULL,
    waiting_since timestamptz NOT NULL,
    opened_at     timestamptz NOT NULL,
    claimed_at    timestamptz, -- NULL: never claimed
    data          text   NOT NULL -- JSON of handoff.Case
) WITH (fillfactor = 70);
-- The order of lists: the most urgent first.
CREATE INDEX handoff_status ON handoff (status, priority, waiting_since, id);
CREATE INDEX handoff_queue ON handoff (queue, status, priority, waiting_since, id);
CREATE INDEX handoff_holder ON handoff (holder, priority, waiting_since, id) WHERE holder <> '';
CREATE INDEX handoff_customer ON handoff (customer, opened_at, id) WHERE customer <> '';
CREATE INDEX handoff_claimed ON handoff (queue, claimed_at) WHERE claimed_at IS NOT NULL;
