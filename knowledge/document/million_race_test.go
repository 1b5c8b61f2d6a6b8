//go:build race

package document

// The race detector makes everything ten times as slow, so that hostile files repeat themselves a tenth as often.
const million = 1 << 17
