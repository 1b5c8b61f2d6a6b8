package store

import "github.com/batondesk/baton/retrieval"

// Catalogue is where a large knowledge base can be searched; false if the database is none of several servers, whose knowledge
// is small enough for memory.
func (s *Store) Catalogue() (retrieval.Catalogue, bool) {
	db, ok := s.db.(interface{ Catalogue() retrieval.Catalogue })
	if !ok {
		return nil, false
	}
	return db.Catalogue(), true
}
