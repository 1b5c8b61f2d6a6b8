package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// jsonFormat reads strictly: UTF-8 only, no NUL (which one of the databases cannot store), one document and nothing after
// it, no member given twice (of which readers take one or the other). Unknown members are found by the schema, with their
// names.
var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(v)
	},
	Unmarshal: func(data []byte, v any) error {
		if !utf8.Valid(data) {
			return errors.New("is not UTF-8")
		}
		if hasNUL(data) {
			return errors.New("contains the character U+0000")
		}
		if err := json.Unmarshal(data, v); err != nil {
			return err
		}
		if _, first := v.(*any); first && givenTwice(data) { // huma reads a body twice, first into an any
			return errors.New("gives a member twice")
		}
		return nil
	},
}

// givenTwice reports whether an object in a well-formed document has two members of one name.
func givenTwice(data []byte) bool {
	type level struct {
		names map[string]bool // nil: an array
		value bool            // the next token is a member's value
	}
	var open []level
	for tokens := json.NewDecoder(bytes.NewReader(data)); ; {
		token, err := tokens.Token()
		if err != nil { // the end
			return false
		}
		switch token {
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
			continue
		}
		if n := len(open) - 1; n >= 0 && open[n].names != nil {
			name, _ := token.(string)
			if !open[n].value && open[n].names[name] {
				return true
			}
			if !open[n].value {
				open[n].names[name] = true
			}
			open[n].value = !open[n].value
		}
		switch token {
		case json.Delim('{'):
			open = append(open, level{names: map[string]bool{}})
		case json.Delim('['):
			open = append(open, level{})
		}
	}
}

// hasNUL looks for the escape \u0000 whose backslash is not itself escaped. (A bare NUL byte is no JSON.)
func hasNUL(data []byte) bool {
	for from := 0; ; {
		i := bytes.Index(data[from:], []byte(`\u0000`))
		if i < 0 {
			return false
		}
		i += from
		before := 0
		for i-before > 0 && data[i-before-1] == '\\' {
			before++
		}
		if before%2 == 0 {
			return true
		}
		from = i + 1
	}
}
