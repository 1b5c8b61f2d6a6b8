-- +goose Up
-- Sessions that were ended before their time, until that time.
CREATE TABLE ended_session (
    id    text        COLLATE "C" PRIMARY KEY,
    until timestamptz NOT NULL
);
CREATE INDEX ended_session_until ON ended_session (until);
