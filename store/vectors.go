package store

import "github.com/batondesk/baton/retrieval"

// Vectors keeps what embedding models made of texts.
func (s *Store) Vectors() retrieval.Vectors { return s.db.Vectors() }
