// Package local understands customers without a model: it reads the values of fields, wishes, moods, risk and the
// language out of English and Chinese messages by rules.
//
// A message is cut into tokens once. Readers, one per kind of value (date.go, phone.go, ident.go ...), propose candidates
// by their shape; the words around a candidate and the question that was asked decide which field it belongs to, or that
// it belongs to none (assign.go). Everything that depends on the declared fields is prepared once per set of fields
// (spec.go), so that a message against twenty fields takes some tens of microseconds.
//
// What it promises: no input makes it panic, every value is in canonical form and fits its field's pattern and choices,
// and a number that nothing names is taken only if exactly one field could hold it. What it is weak at: names that are
// written in lower case and not introduced, values that only the meaning of a sentence assigns, badly recognised speech,
// and languages other than English and Chinese. docs/understanding.md has the figures.
package local
