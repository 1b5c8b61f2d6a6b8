// Package outbox brings what happened to services outside, once it is committed.
//
// It promises: a delivery is stored in the transaction that stores its event, so neither is there without the other; what
// one endpoint hears of one conversation, it hears in order, each event at least once and under an id that stays the same;
// what cannot be delivered is tried again for days, then lies dead where it is seen and can be replayed. An endpoint that
// is slow or down makes nobody wait but itself. Any number of servers may work on one store: what one of them has taken up
// is leased, and taken over when it dies.
//
// A delivery holds no words. What is sent is read from the record at that moment: an event that was redacted in between
// is sent redacted.
//
// Weak at: exactly once. An answer that is lost, or a server that stops between sending and noting it, makes a repeat; the
// receiver tells it by the id. A delivery that died no longer holds up those behind it, so a replay comes late.
package outbox
