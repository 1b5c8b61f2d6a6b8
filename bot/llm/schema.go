package llm

// Schemas are in the strict subset that model services keep to by construction: every property required, none additional,
// no bounds. What a brief does not offer has no property, so that it cannot be named at all.

type (
	object map[string]any
	// property is one of an object, in the order in which the model is to write them.
	property struct {
		name   string
		schema object
	}
)

func objectOf(properties ...property) object {
	all, names := ordered{}, []string{}
	for _, p := range properties {
		all = append(all, p)
		names = append(names, p.name)
	}
	return object{"type": "object", "properties": all, "required": names, "additionalProperties": false}
}

func listOf(items object) object    { return object{"type": "array", "items": items} }
func oneOf(values ...string) object { return object{"type": "string", "enum": values} }
func stringType() object            { return object{"type": "string"} }
func wholeNumber() object           { return object{"type": "integer"} }

// ordered is written as a JSON object that keeps its order: models write properties in the order of the schema, and what
// comes first is thought of first.
type ordered []property

// MarshalJSON writes the properties.
func (o ordered) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, p := range o {
		if i > 0 {
			b = append(b, ',')
		}
		name, err := write(p.name)
		if err != nil {
			return nil, err
		}
		schema, err := write(p.schema)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), schema...)
	}
	return append(b, '}'), nil
}
