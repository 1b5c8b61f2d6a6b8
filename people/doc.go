// Package people knows who acts and who is served: the users who work here with their roles and keys, and the customers
// with their identities on channels.
//
// What it promises: permission.go is the one place that says which role may do what. Secrets are shown once and kept as
// argon2id hashes; comparing takes as long for a name that does not exist as for a wrong secret; a revoked key, an ended
// session or a disabled user is turned away within a second in every process. A customer whose identity the site has signed
// keeps one record with a profile; a name that is only claimed never reads or touches that record. Every change leaves an
// audit entry in the same transaction.
//
// Weak at: roles are fixed, not made by configuration; there is no single sign-on yet; two verified customers who turn
// out to be one person are not merged.
package people
