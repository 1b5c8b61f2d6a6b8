-- +goose Up
-- One row in a database that was filled by copying another one.
CREATE TABLE copied_from (
    installation text PRIMARY KEY,
    digest       text        NOT NULL, -- of all its rows
    begun_at     timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz           -- NULL: it is not whole
);
