package people

import (
	"errors"
	"fmt"
	"strings"
)

// The errors that say no more, so that they tell an attacker nothing.
var (
	ErrUnauthenticated = errors.New("the name or the secret is wrong, or was revoked")
	ErrIdentity        = errors.New("the signature of the customer's identity is wrong or too old")
	ErrConflict        = errors.New("somebody else changed this at the same moment; read it again")
)

// ForbiddenError says that the principal is known but may not do this.
type ForbiddenError struct{ Need Permission }

func (e *ForbiddenError) Error() string {
	var names []string
	for _, r := range RolesWith(e.Need) {
		names = append(names, string(r))
	}
	return fmt.Sprintf("this needs the permission to %s; these roles have it: %s", e.Need, strings.Join(names, ", "))
}

// NotFoundError says that there is no such user, key or customer.
type NotFoundError struct{ What, ID string }

func (e *NotFoundError) Error() string { return fmt.Sprintf("there is no %s %q", e.What, e.ID) }

// ExistsError says that the id or identity is taken.
type ExistsError struct{ What, ID string }

func (e *ExistsError) Error() string { return fmt.Sprintf("there is already a %s %q", e.What, e.ID) }

// InvalidError says what is wrong with one field.
type InvalidError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

func (e *InvalidError) Error() string { return e.Field + ": " + e.Message }
