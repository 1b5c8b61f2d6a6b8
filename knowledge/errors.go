package knowledge

import (
	"fmt"
	"strings"
)

// NotFoundError says that there is no such item or version.
type NotFoundError struct {
	Kind    Kind
	ID      string
	Version int // 0: the item itself
}

func (e *NotFoundError) Error() string {
	if e.Version > 0 {
		return fmt.Sprintf("%s %q has no version %d", e.Kind, e.ID, e.Version)
	}
	return fmt.Sprintf("there is no %s %q", e.Kind, e.ID)
}

// ConflictError says that the item was changed by somebody else in the meantime. Read version Current and try again.
type ConflictError struct {
	Kind    Kind
	ID      string
	Base    int // the version that the change was based on; 0: it was to be new
	Current int // the newest version now; 0: there is none
}

func (e *ConflictError) Error() string {
	switch {
	case e.Base == 0:
		return fmt.Sprintf("%s %q exists already with other content (version %d)", e.Kind, e.ID, e.Current)
	case e.Base == e.Current:
		return fmt.Sprintf("%s %q was just moved on by somebody else: look at version %d again", e.Kind, e.ID, e.Current)
	}
	return fmt.Sprintf("%s %q has moved on: the change is based on version %d, the newest is %d", e.Kind, e.ID, e.Base, e.Current)
}

// StateError says that a version cannot do this step from the state that it is in.
type StateError struct {
	Kind    Kind
	ID      string
	Version int
	State   State
	Action  string
}

func (e *StateError) Error() string {
	return fmt.Sprintf("cannot %s %s %q: version %d is %s", e.Action, e.Kind, e.ID, e.Version, strings.ReplaceAll(string(e.State), "_", " "))
}

// FourEyesError says that an author tried to publish their own text.
type FourEyesError struct {
	Kind    Kind
	ID      string
	Version int
	Author  string
}

func (e *FourEyesError) Error() string {
	if e.ID == "" {
		return "four eyes: what you import yourself must be published by somebody else; import it without publishing"
	}
	return fmt.Sprintf("four eyes: %s wrote version %d of %s %q, so somebody else must publish it", e.Author, e.Version, e.Kind, e.ID)
}

// FieldError is what is wrong with one field.
type FieldError struct {
	Field   string `json:"field"` // as in JSON: "texts.en.answer"
	Message string `json:"message"`
}

// InvalidError lists everything that is wrong with an item.
type InvalidError struct {
	Kind   Kind
	ID     string
	Fields []FieldError
}

func (e *InvalidError) Error() string {
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = f.Field + ": " + f.Message
	}
	return fmt.Sprintf("%s %q is not valid: %s", e.Kind, e.ID, strings.Join(parts, "; "))
}
