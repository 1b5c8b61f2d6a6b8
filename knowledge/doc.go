// Package knowledge holds what the bot may say: standard answers (articles), the sentences around them (phrases) and the
// words to prefer or avoid (terms).
//
// All three lead the same editorial life, kept by Shelf: a text is drafted, reviewed, published and archived; each
// change is a new version; a published version is never changed and stays in force until the next one is published.
// Whoever wrote a version does not publish it (four eyes), and an update names the version that it was based on, so that
// nobody overwrites what they have not read. Each change leaves an audit entry, in the same transaction.
//
// A Repository stores the versions; a running server reads them through Live, an immutable Snapshot that is replaced
// when the repository's revision has grown; one without the articles if they are many, which are then read one by one.
// Import reads articles from JSONL, CSV, Markdown and HTML, and Export writes all of these but HTML. ImportDocuments makes the
// passages of documents articles, which knowledge/document finds, and knows them again at the next import.
//
// Weak at: it has no merge of two drafts (the second editor gets a conflict and starts again from the newest), and
// HTML is reduced to plain text on import.
package knowledge
