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
		if whole, first := v.(*any); first && members(*whole) < membersIn(data) { // huma reads a body twice, first into an any
			return errors.New("gives a member twice")
		}
		return nil
	},
}

// members counts the members of all objects in a document that was read: of two with one name only one is left.
func members(v any) int {
	n := 0
	switch v := v.(type) {
	case map[string]any:
		n = len(v)
		for _, member := range v {
			n += members(member)
		}
	case []any:
		for _, element := range v {
			n += members(element)
		}
	}
	return n
}

// membersIn counts the members that are written in a well-formed document: each has a colon outside of strings.
func membersIn(data []byte) int {
	n := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case ':':
			n++
		case '"':
			for i++; i < len(data) && data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
		}
	}
	return n
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
