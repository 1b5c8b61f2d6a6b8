package driver

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// PageSize is how many items a page of a list holds when so many are asked for: 50 by default, at most 500.
func PageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 500)
}

// Position is the place of a row in a list of conversations, which is ordered by time.
type Position struct {
	At  int64 `json:"a"` // milliseconds since 1970
	Ref int64 `json:"r"`
}

// EncodeCursor makes a cursor, which is opaque to callers: the JSON of a position in a list, a struct of strings and numbers.
func EncodeCursor(position any) string {
	data, err := json.Marshal(position)
	if err != nil {
		panic(err) // not a struct of strings and numbers
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// DecodeCursor reads a cursor into a position; ErrBadCursor if it is none.
func DecodeCursor(cursor string, position any) error {
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(data, position)
	}
	if err != nil {
		return fmt.Errorf("%w: %q", ErrBadCursor, cursor)
	}
	return nil
}
