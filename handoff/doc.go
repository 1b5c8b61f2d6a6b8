// Package handoff passes a case to a human: which kind of case it is (playbooks), who takes it (queues, hours, members),
// what they are told (the card), by when something must happen (deadlines), and every step a human takes (the Desk).
//
// A Book is the configured playbooks, queues, fields and rules of one version, immutable, with every default filled in.
// What follows from a Book and a conversation is a pure function: Open, Overdue, Reopening and Missing return the events
// to append or the fields to ask for, and look at no clock but the time they are given. Desk appends them: each step of a
// human is one append, checked against the newest state.
//
// What it promises: every case has finite deadlines and, after a missed one, new ones; a third pass and every missed
// deadline lead to the supervisor; a person holds a conversation only with an open case.
//
// Weak at: capacity is counted before the append, so two claims by the same person at the same moment may exceed it by
// one; the expected wait is an estimate from the last claims, not a promise.
package handoff
