-- +goose Up
CREATE TABLE item (
    kind   TEXT    NOT NULL,
    id     TEXT    NOT NULL,
    newest INTEGER NOT NULL, -- number of the newest version
    live   INTEGER NOT NULL, -- 1: some version is not archived
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_archived ON item (kind, id) WHERE live = 0;

CREATE TABLE version (
    kind        TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    number      INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    author      TEXT    NOT NULL,
    reviewer    TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    valid_from  INTEGER NOT NULL, -- 0: always
    valid_until INTEGER NOT NULL, -- 0: for ever
    body        BLOB    NOT NULL,
    PRIMARY KEY (kind, id, number)
) STRICT;
CREATE INDEX version_state ON version (kind, state, id) WHERE state <> 'archived';

CREATE TABLE gap (
    conversation TEXT    NOT NULL,
    seq          INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    locale       TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX gap_newest ON gap (at, conversation, seq);
