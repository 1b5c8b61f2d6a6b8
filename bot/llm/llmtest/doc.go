// Package llmtest is a model service for tests, on a real socket. It is strict about the protocol: what a real service
// would reject it rejects, with the same status and the same kind of error. It answers well (brain.go), or badly in any of
// the ways of Fault, and it keeps every request, so that a test can prove what left the house.
//
// It knows nothing of the package that asks it. Answers to the tasks of bot/llm are worked out from the data in the prompt
// alone, by comparing words. With Options.Obey it also does whatever an instruction in that data says, as a model does that
// an attacker has won over.
//
// Weak at: it is no language model. Tokens are counted as a quarter of the bytes.
package llmtest
