-- +goose Up
-- What model services were used for, per day and service. Servers add to it about once a second.
CREATE TABLE spend (
    day        TEXT    NOT NULL, -- 2006-01-02 in the zone of the business
    endpoint   TEXT    NOT NULL,
    calls      INTEGER NOT NULL,
    prompt     INTEGER NOT NULL, -- tokens
    completion INTEGER NOT NULL,
    cost       INTEGER NOT NULL, -- in billionths of the currency that the prices are in
    PRIMARY KEY (day, endpoint)
) STRICT, WITHOUT ROWID;
