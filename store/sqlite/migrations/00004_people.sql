-- +goose Up
CREATE TABLE user (
    id      TEXT    NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    hash    TEXT    NOT NULL, -- of the login secret
    data    TEXT    NOT NULL  -- JSON of people.User
) STRICT;

CREATE TABLE key (
    id         TEXT    NOT NULL PRIMARY KEY,
    revoked_at INTEGER NOT NULL, -- 0: not revoked
    hash       TEXT    NOT NULL,
    data       TEXT    NOT NULL  -- JSON of people.Key as it was created
) STRICT;

CREATE TABLE customer (
    id      TEXT    NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    data    TEXT    NOT NULL -- JSON of people.Customer
) STRICT;

-- The identities of verified customers only.
CREATE TABLE identity (
    channel     TEXT NOT NULL,
    external_id TEXT NOT NULL,
    customer    TEXT NOT NULL,
    PRIMARY KEY (channel, external_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_customer ON identity (customer);
