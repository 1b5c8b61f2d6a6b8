-- +goose Up
-- What lists of articles ask for: 'standard', 'passage' or 'practice'. That of an item is that of the version which a list of all shows.
ALTER TABLE item ADD COLUMN label text COLLATE "C" NOT NULL DEFAULT 'standard';
ALTER TABLE version ADD COLUMN label text COLLATE "C" NOT NULL DEFAULT 'standard';
CREATE INDEX item_label ON item (kind, label, id);
CREATE INDEX item_label_archived ON item (kind, label, id) WHERE NOT live;
CREATE INDEX version_label ON version (kind, state, label, id) WHERE state <> 'archived';
