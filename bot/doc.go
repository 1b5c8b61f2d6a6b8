// Package bot is the bot's side of a conversation: one turn at a time it notices what the customer said, understands it,
// decides what to do and says it in approved words.
//
// The way through the package is the life of a message. Intake makes it durable and wakes the Runner; the Runner gives the
// conversation to Bot.Step, which thinks on a snapshot (think.go), decides (triage.go, inform.go, cases.go, waiting.go) and
// commits everything that follows in one append under a fence (turn.go). Understanding happens on every customer message,
// whoever holds the conversation; only speaking is fenced.
//
// What it promises: a reply computed while a human took over is never sent, it becomes a suggestion; a message is covered
// by exactly one decision; a customer is never asked for a field that is known; handing off waits for nothing outside.
//
// A turn that is in doubt asks a model, if there is one, at most once, and holds its word against what was found without it;
// docs/turn.md has when, and what counts. What a model composes is said only if each of its sentences is an approved one.
//
// What it is weak at: it reads one question per sentence without a model; a sentence with three of them gets the best one. It
// takes a model's word for which of several plausible articles answers, so that a careless one gives approved answers to
// other questions. It does not rephrase: answers are put together from whole approved sentences. A process that dies after
// a call and before the commit leaves a turn that will ask again.
package bot
