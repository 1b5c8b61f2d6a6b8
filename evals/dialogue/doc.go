// Package dialogue plays scripted conversations against a running server, over its HTTP API, and says what went
// otherwise than the script expects.
//
// A script is a text that reads like the minutes of a conversation: who says what, and between the lines what must
// follow, what must never follow, who holds, what is known, what the card says. docs/dialogues.md describes it. Beside
// what a script expects, some things are checked after every step of every script: no field is asked for that is known,
// the card agrees with the record, the bot is silent while a human holds, the customer sees nothing internal.
//
// Nothing sleeps: a customer's step ends when the server has recorded its decision about it, which is read from a long
// poll. Weak at: a sentence that the server says later on its own account, such as after a deadline, is not waited for.
package dialogue
