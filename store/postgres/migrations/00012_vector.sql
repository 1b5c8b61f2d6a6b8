-- +goose Up
-- Vectors that a model made of texts. All of it can be made again, for money.
CREATE TABLE text_vector (
    model      text   COLLATE "C" NOT NULL,
    dimensions bigint NOT NULL, -- a model whose vectors get longer is another one
    text       bytea  NOT NULL, -- SHA-256
    vector     bytea  NOT NULL, -- four bytes a number
    used_at    timestamptz NOT NULL, -- to about a day
    PRIMARY KEY (model, dimensions, text)
);
ALTER TABLE text_vector ALTER vector SET STORAGE EXTERNAL; -- it does not shrink
CREATE INDEX text_vector_used ON text_vector (used_at);
CREATE INDEX text_vector_last ON text_vector (model, used_at, dimensions);
