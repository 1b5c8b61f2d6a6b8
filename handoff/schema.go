package handoff

import (
	_ "embed" // schema.json
	"slices"
)

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of Config, for editors and for those who generate a configuration. Whatever
// Validate accepts it accepts; Validate checks more (references, time zones, regular expressions).
func Schema() []byte { return slices.Clone(schema) }
