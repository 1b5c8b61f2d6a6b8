-- +goose Up
-- Ids and words with few values are compared byte by byte: COLLATE "C".
CREATE TABLE item (
    kind   text    COLLATE "C" NOT NULL,
    id     text    COLLATE "C" NOT NULL,
    newest bigint  NOT NULL, -- number of the newest version
    live   boolean NOT NULL, -- some version is not archived
    PRIMARY KEY (kind, id)
);
CREATE INDEX item_archived ON item (kind, id) WHERE NOT live;

CREATE TABLE version (
    kind        text   COLLATE "C" NOT NULL,
    id          text   COLLATE "C" NOT NULL,
    number      bigint NOT NULL,
    state       text   COLLATE "C" NOT NULL,
    author      text   NOT NULL,
    reviewer    text   NOT NULL,
    at          timestamptz,
    valid_from  timestamptz, -- NULL: always
    valid_until timestamptz, -- NULL: for ever
    body        bytea  NOT NULL,
    PRIMARY KEY (kind, id, number)
);
CREATE INDEX version_state ON version (kind, state, id) WHERE state <> 'archived';

CREATE TABLE gap (
    conversation text   COLLATE "C" NOT NULL,
    seq          bigint NOT NULL,
    at           timestamptz NOT NULL,
    locale       text   NOT NULL,
    text         text   NOT NULL,
    PRIMARY KEY (conversation, seq)
);
CREATE INDEX gap_newest ON gap (at, conversation, seq);
