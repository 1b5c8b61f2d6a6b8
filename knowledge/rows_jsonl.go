package knowledge

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// jsonRow is a line of JSONL: the format of the evaluation data, and a few optional fields.
type jsonRow struct {
	ID           string   `json:"id"`
	Locale       string   `json:"locale"`
	Question     string   `json:"question"`
	Answer       string   `json:"answer"`
	Alternatives []string `json:"alt_questions"`
	Source       string   `json:"source,omitempty"`
	Tags         []string `json:"tags,omitempty"`
	Audience     []string `json:"audience,omitempty"`
	ValidFrom    string   `json:"valid_from,omitempty"`
	ValidUntil   string   `json:"valid_until,omitempty"`

	Kind   ArticleKind `json:"kind,omitempty"`
	Origin Origin      `json:"origin,omitzero"`
}

// columns are the names of a row's fields, as JSON keys and as CSV columns.
var columns = []string{"id", "locale", "question", "answer", "alt_questions", "source", "tags", "audience", "valid_from", "valid_until", "kind", "origin"}

func readJSONL(lines *lineReader) Rows {
	return func(yield func(Row, error) bool) {
		for {
			line, err := lines.next()
			switch {
			case err == io.EOF:
				return
			case err != nil && !errors.Is(err, errLongRow):
				yield(Row{}, err)
				return
			case err == nil && strings.TrimSpace(line) == "":
				continue
			}
			row := Row{Place: lines.place()}
			if err == nil {
				err = row.fromJSON(line)
			}
			if err != nil {
				err = &RowError{row.Place, err}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func (r *Row) fromJSON(line string) error {
	if !utf8.ValidString(line) {
		return errNotUTF8
	}
	var j jsonRow
	if err := json.Unmarshal([]byte(line), &j); err != nil {
		return jsonMeaning(err)
	}
	var keys map[string]json.RawMessage
	_ = json.Unmarshal([]byte(line), &keys) // an object, or the line above had failed
	for _, k := range sortedKeys(keys) {
		if !slices.Contains(columns, strings.ToLower(k)) {
			r.Ignored = append(r.Ignored, k)
		}
	}
	return r.fill(j)
}

// fill takes over what a file says, in whatever format it said it.
func (r *Row) fill(j jsonRow) error {
	from, err := parseTime(j.ValidFrom)
	if err != nil {
		return fmt.Errorf("valid_from: %w", err)
	}
	until, err := parseTime(j.ValidUntil)
	if err != nil {
		return fmt.Errorf("valid_until: %w", err)
	}
	r.ID, r.Locale, r.Question, r.Answer, r.Alternatives = strings.TrimSpace(j.ID), strings.TrimSpace(j.Locale), j.Question, j.Answer, j.Alternatives
	r.Source, r.Tags, r.Audience, r.ValidFrom, r.ValidUntil = j.Source, j.Tags, j.Audience, from, until
	r.Kind, r.Origin = j.Kind, j.Origin
	return nil
}

var errNotUTF8 = errors.New("is not UTF-8; save the file as UTF-8")

// jsonMeaning says what is wrong without the names of Go types.
func jsonMeaning(err error) error {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		if wrongType.Field == "" {
			return fmt.Errorf("must be a JSON object, not %s", article(wrongType.Value))
		}
		return fmt.Errorf("%s: must not be %s", wrongType.Field, article(wrongType.Value))
	}
	return fmt.Errorf("is not JSON: %w", err)
}

func article(jsonType string) string {
	switch jsonType {
	case "array", "object":
		return "an " + jsonType
	}
	return "a " + jsonType
}
