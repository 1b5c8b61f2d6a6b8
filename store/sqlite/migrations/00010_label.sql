-- +goose Up
-- What lists of articles ask for: 'standard', 'passage' or 'practice'. That of an item is that of the version which a list of all shows.
ALTER TABLE item ADD COLUMN label TEXT NOT NULL DEFAULT 'standard';
ALTER TABLE version ADD COLUMN label TEXT NOT NULL DEFAULT 'standard';
CREATE INDEX item_label ON item (kind, label, id);
CREATE INDEX item_label_archived ON item (kind, label, id) WHERE live = 0;
CREATE INDEX version_label ON version (kind, state, label, id) WHERE state <> 'archived';
