// Package bot is the bot's side of a conversation: one turn at a time it notices what the customer said, understands it,
// decides what to do and says it in approved words.
//
// The way through the package is the life of a message. Intake makes it durable and wakes the Runner; the Runner gives the
// conversation to Bot.Step, which thinks on a snapshot (think.go), decides (triage.go, waiting.go) and commits everything
// that follows in one append under a fence (turn.go). Understanding happens on every customer message, whoever holds the
// conversation; only speaking is fenced.
//
// What it promises: a reply computed while a human took over is never sent, it becomes a suggestion; a message is covered
// by exactly one decision; a customer is never asked for a field that is known; handing off waits for nothing outside.
//
// What it is weak at: without a model it reads one question per sentence and follows up on the last question only; it does
// not compose an answer from several articles, it gives them one after the other.
package bot
