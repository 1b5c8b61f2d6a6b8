// Package baton is where the house begins: the program is cmd/baton, what is in the other folders stands in README.md, and
// the tests here hold the rules between them that the compiler does not know.
package baton
