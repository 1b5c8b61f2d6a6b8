-- +goose Up
CREATE TABLE "user" ( -- a word of SQL: always in quotes
    id      text   COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    hash    text   NOT NULL, -- of the login secret
    data    text   NOT NULL  -- JSON of people.User
);

CREATE TABLE key (
    id         text COLLATE "C" PRIMARY KEY,
    revoked_at timestamptz, -- NULL: not revoked
    hash       text NOT NULL,
    data       text NOT NULL -- JSON of people.Key as it was created
);

CREATE TABLE customer (
    id      text   COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    data    text   NOT NULL -- JSON of people.Customer
);

-- The identities of verified customers only.
CREATE TABLE identity (
    channel     text COLLATE "C" NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    customer    text COLLATE "C" NOT NULL,
    PRIMARY KEY (channel, external_id)
);
CREATE INDEX identity_customer ON identity (customer);
