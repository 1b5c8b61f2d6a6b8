-- +goose Up
CREATE TABLE config (
    version INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    author  TEXT    NOT NULL,
    data    TEXT    NOT NULL -- JSON of handoff.Config
) STRICT;

CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One counter per kind of thing that a running server keeps in memory.
CREATE TABLE revision (
    name  TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO revision VALUES ('knowledge', 0), ('people', 0), ('config', 0), ('seeded', 0);

CREATE TABLE audit (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    actor  TEXT    NOT NULL,
    action TEXT    NOT NULL,
    object TEXT    NOT NULL,
    detail TEXT    NOT NULL -- JSON
) STRICT;
