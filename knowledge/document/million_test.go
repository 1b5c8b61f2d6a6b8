//go:build !race

package document

// million is how often hostile files repeat what is hostile in them.
const million = 1 << 20
