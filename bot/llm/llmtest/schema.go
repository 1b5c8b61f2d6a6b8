package llmtest

import (
	"fmt"
	"slices"
	"strings"
)

// What a strict schema may say, and how large it may be.
var schemaWords = []string{
	"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref", "$defs", "definitions",
	"title", "description", "pattern", "format", "multipleOf", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum",
	"minItems", "maxItems",
}

const (
	schemaLevels     = 10
	schemaProperties = 5000
	schemaEnums      = 1000
)

// strictSchema tells why a schema is not one that structured output takes; "" if it is.
func strictSchema(schema any) string {
	root, ok := schema.(map[string]any)
	if !ok || root["type"] != "object" {
		return `schema must be a JSON Schema of 'type: "object"'`
	}
	if _, ok := root["anyOf"]; ok {
		return "'anyOf' is not permitted at the top level"
	}
	w := &schemaWalk{}
	if reason := w.walk(root, nil, 1); reason != "" {
		return reason
	}
	switch {
	case w.properties > schemaProperties:
		return fmt.Sprintf("more than %d properties", schemaProperties)
	case w.enums > schemaEnums:
		return fmt.Sprintf("more than %d enum values", schemaEnums)
	}
	return ""
}

type schemaWalk struct{ properties, enums int }

func (w *schemaWalk) walk(schema any, path []string, level int) string {
	in := fmt.Sprintf("In context=(%s), ", strings.Join(path, ", "))
	s, ok := schema.(map[string]any)
	switch {
	case !ok:
		return in + "a schema must be an object"
	case level > schemaLevels:
		return in + "nested too deeply"
	}
	for name := range s {
		if !slices.Contains(schemaWords, name) {
			return in + "'" + name + "' is not permitted"
		}
	}
	if _, reference := s["$ref"]; !reference && s["type"] == nil && s["anyOf"] == nil && s["enum"] == nil && s["const"] == nil {
		return in + "schema must have a 'type' key"
	}
	if values, ok := s["enum"].([]any); ok {
		if w.enums += len(values); len(values) == 0 {
			return in + "'enum' must not be empty"
		}
	}
	if s["type"] == "object" || s["properties"] != nil {
		if reason := w.object(s, in, path, level); reason != "" {
			return reason
		}
	}
	if s["type"] == "array" && s["items"] == nil {
		return in + "array schema missing items"
	}
	if items, ok := s["items"]; ok {
		if reason := w.walk(items, append(path, "items"), level+1); reason != "" {
			return reason
		}
	}
	variants, _ := s["anyOf"].([]any)
	for _, v := range variants {
		if reason := w.walk(v, append(path, "anyOf"), level); reason != "" {
			return reason
		}
	}
	for _, name := range []string{"$defs", "definitions"} {
		defs, _ := s[name].(map[string]any)
		for key, d := range defs {
			if reason := w.walk(d, append(path, name, key), level); reason != "" {
				return reason
			}
		}
	}
	return ""
}

func (w *schemaWalk) object(s map[string]any, in string, path []string, level int) string {
	if s["additionalProperties"] != false {
		return in + "'additionalProperties' is required to be supplied and to be false"
	}
	properties, _ := s["properties"].(map[string]any)
	required, _ := s["required"].([]any)
	for name, property := range properties {
		w.properties++
		if !slices.Contains(required, any(name)) {
			return in + "'required' is required to be supplied and to be an array including every key in properties. Missing '" + name + "'"
		}
		if reason := w.walk(property, append(path, "properties", name), level+1); reason != "" {
			return reason
		}
	}
	for _, name := range required {
		if key, ok := name.(string); !ok || properties[key] == nil {
			return in + fmt.Sprintf("'required' has an extra key %v", name)
		}
	}
	return ""
}
