// Package service is the connection to model services that speak the protocol of OpenAI: one or several of them, commercial
// or local, in order of preference. It asks for answers in JSON, which it checks against the schema that was asked for, and
// for embeddings.
//
// A service may be down, slow, wrong or hostile. What is asked here ends within a deadline, with an answer that fits or an
// error; whoever asks goes on without. A failed attempt is repeated within the time there is, then the next service is
// asked. A service that keeps failing is left alone for a while, and then one call is the probe that tells whether it is
// back (breaker). How many calls run at once is bounded, and what a day may cost (Budget). Every attempt is observed.
//
// No text that a service sends gets into an error or a log line: it may quote a key, or a customer.
//
// Weak at: answers are not streamed, since nothing is said before it has been checked. A budget may be overshot by what is
// under way when it ends, and, where several servers share it, by what they spend within about a second.
package service
