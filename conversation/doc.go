// Package conversation is the record that everyone shares: what happened in a conversation, in order, and what follows
// from it.
//
// A conversation changes only by appending events (Ledger.Append). Everything else, such as who holds it, which fields
// are known, what the customer is still owed, is State: a pure fold of the events, so that rebuilding it from the events
// gives the same State on every machine. Fences are functions of State that say whether an append still means what its
// author meant.
//
// What it promises: folding never fails and never looks at a clock; an event that makes no sense in a state (an edit of a
// message that does not exist) changes nothing. What it is weak at: State carries the unanswered messages and the last
// few exchanges only; whoever needs the whole text reads the events.
package conversation
