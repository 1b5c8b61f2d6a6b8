// Package retrieval finds the approved article that answers a question, and says how sure it is.
//
// A question is compared with every article in its language in two ways: lexically (BM25 over stems, Chinese characters and
// pairs of characters, and everyday synonyms) and by vectors (pieces of words and of Chinese text, weighted by how telling
// they are). Fuse puts both together, the same way for candidates from any store. What comes back carries a calibrated
// probability, so that a threshold means the same for five articles and for five thousand.
//
// A Searcher searches an Index in memory. Where there are too many articles for that, a Lookup takes candidates from a
// Catalogue, a database that an Indexer keeps up to date, and judges them by the same code: what both find is the same but
// for articles that the database did not think of.
//
// With the embedding model of a service (Meaning) there is one more kind of evidence, and questions may find texts in other
// languages. A model that was not measured changes no answer; see Fusion. Without its service everything goes on as without it.
//
// Quote gives the sentences of a passage that answer a question.
//
// It promises: an index never changes once built; what was withdrawn is in no result of a search that began later; the same
// articles and the same question give the same result, in whatever width, case or script variant they are written; no input
// makes it fail. It needs no model and no download.
//
// It is weak at what needs knowledge of the world: a question that shares no word, no part of a word and no everyday synonym
// with the article is not found. A Chinese question is not matched with an English article; unless the caller allows a
// fallback it is not even compared, and then the confidence is low. Only a model of a service helps with either. Among
// articles on nearly the same thing, near misses are told from hits only by degree: see docs/retrieval.md for figures.
package retrieval
