// Package postgres keeps everything in one Postgres database (16 or newer, with pgvector): the store for any number of
// servers.
//
// What many write at once goes in one round trip and one transaction for a whole group of changes; see commit.go. The
// database's clock decides about leases, so servers need not agree about the time. What is acknowledged is as durable as
// the database makes it: keep synchronous_commit and fsync on.
//
// Weak at: a pooler between it and the database that shares connections between transactions (the wake-ups need a session
// of their own and statements are prepared; add default_query_exec_mode=cache_describe to the URL).
package postgres
