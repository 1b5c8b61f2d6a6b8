// Package llm makes a model service useful to a turn without trusting it: it advises the bot (bot.Adviser), and writes
// summaries and drafts for colleagues (bot.Writer).
//
// The way of a call: what the house knows of one conversation (bot.Brief) becomes one JSON document (prompt.go, advice.go).
// On its way every text is made harmless (neutral.go) and loses what is private (veil.go): values of declared fields, and
// whatever looks like an address, a number or a code, become placeholders such as [order_number 1]. The service gets the
// document, fixed instructions that hold no word of a customer, and a schema in which it can only name what it was offered.
// What returns is checked (check.go, values.go, summary.go): what it names must have been offered, what it quotes must be
// there word by word, and only placeholders that were given out are put back. What fails is left out.
//
// A service that follows a customer's orders can therefore do no more than choose badly among approved answers, or write a
// text that others check. Nothing is kept between calls.
//
// What it is weak at: a private value that no field declares and that has no shape of its own, such as a name or a street,
// is not noticed; and it sees that quoted words are in a message, not that they mean what the model makes of them.
package llm
