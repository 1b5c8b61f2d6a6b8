-- +goose Up
-- What model services were used for, per day and service. Servers add to it about once a second.
CREATE TABLE spend (
    day        text   COLLATE "C" NOT NULL, -- 2006-01-02 in the zone of the business
    endpoint   text   COLLATE "C" NOT NULL,
    calls      bigint NOT NULL,
    prompt     bigint NOT NULL, -- tokens
    completion bigint NOT NULL,
    cost       bigint NOT NULL, -- in billionths of the currency that the prices are in
    PRIMARY KEY (day, endpoint)
);
