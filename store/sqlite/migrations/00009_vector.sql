-- +goose Up
-- Vectors that a model made of texts. All of it can be made again, for money.
CREATE TABLE text_vector (
    model      TEXT    NOT NULL,
    dimensions INTEGER NOT NULL, -- a model whose vectors get longer is another one
    text       BLOB    NOT NULL, -- SHA-256
    vector     BLOB    NOT NULL, -- four bytes a number
    used_at    INTEGER NOT NULL, -- to about a day
    PRIMARY KEY (model, dimensions, text)
) STRICT;
CREATE INDEX text_vector_used ON text_vector (used_at);
CREATE INDEX text_vector_last ON text_vector (model, used_at, dimensions);
