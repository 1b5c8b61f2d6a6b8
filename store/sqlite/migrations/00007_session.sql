-- +goose Up
-- Sessions that were ended before their time, until that time.
CREATE TABLE ended_session (
    id    TEXT    NOT NULL PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ended_session_until ON ended_session (until);
