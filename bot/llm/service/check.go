package service

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// checks are the checks of schemas that were used lately: making one takes longer than using it.
type checks struct {
	mu    sync.Mutex
	known map[string]*jsonschema.Schema
}

// mostChecks bounds them. Schemas name what may be chosen, but are alike from turn to turn.
const mostChecks = 200

func (c *checks) of(schema json.RawMessage) (*jsonschema.Schema, error) {
	c.mu.Lock()
	check := c.known[string(schema)]
	c.mu.Unlock()
	if check != nil {
		return check, nil
	}
	check, err := compile(schema)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= mostChecks {
		c.known = map[string]*jsonschema.Schema{}
	}
	c.known[string(schema)] = check
	return check, nil
}

// compile makes the check of a schema. Everything it needs is in it: nothing is fetched.
func compile(schema json.RawMessage) (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return nil, fmt.Errorf("the schema of the answer is not JSON: %w", err)
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(nowhere{})
	if err := c.AddResource("answer", document); err != nil {
		return nil, fmt.Errorf("the schema of the answer: %w", err)
	}
	check, err := c.Compile("answer")
	if err != nil {
		return nil, fmt.Errorf("the schema of the answer: %w", err)
	}
	return check, nil
}

type nowhere struct{}

func (nowhere) Load(string) (any, error) { return nil, io.ErrUnexpectedEOF }
