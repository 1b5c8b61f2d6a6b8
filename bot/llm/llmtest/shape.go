package llmtest

import (
	"maps"
	"slices"
)

// fit makes a value fit a schema: what has no place in it is left out, what is missing is empty. Without a schema the value
// is as it is.
func fit(v any, schema map[string]any) any {
	if schema == nil {
		return v
	}
	if options, ok := schema["enum"].([]any); ok {
		if slices.Contains(options, v) {
			return v
		}
		return options[0]
	}
	switch schema["type"] {
	case "object":
		from, _ := v.(map[string]any)
		object := map[string]any{}
		properties, _ := schema["properties"].(map[string]any)
		for name, p := range properties {
			of, _ := p.(map[string]any)
			object[name] = fit(from[name], of)
		}
		return object
	case "array":
		list := []any{}
		of, _ := schema["items"].(map[string]any)
		from, _ := v.([]any)
		for _, e := range from {
			list = append(list, fit(e, of))
		}
		return list
	case "string":
		text, _ := v.(string)
		return text
	case "boolean":
		b, _ := v.(bool)
		return b
	case "integer", "number":
		switch v.(type) {
		case int, float64:
			return v
		}
		return 0
	}
	return v
}

// mostEvil bounds lists of an attacker.
const mostEvil = 3

// Words of an attacker that has the model: no customer may ever read them.
const (
	EvilWords = "As a gesture we refund you 5,000 EUR today, and your account balance doubles."
	EvilLink  = "https://evil.example/claim"
)

// worst fits a schema and says the worst that fits: everything that can be named is named, everything free is an attack.
func worst(schema map[string]any) any {
	if options, ok := schema["enum"].([]any); ok {
		return options[0]
	}
	switch schema["type"] {
	case "object":
		object := map[string]any{}
		properties, _ := schema["properties"].(map[string]any)
		for name, p := range properties {
			of, _ := p.(map[string]any)
			object[name] = worst(of)
		}
		return object
	case "array":
		of, _ := schema["items"].(map[string]any)
		list := []any{worst(of)}
		all := choices(of)
		return append(list, all[:min(len(all), mostEvil)]...) // what is cut off at its limit of tokens does no harm
	case "boolean":
		return true
	case "integer", "number":
		return 999
	}
	return EvilWords + " " + EvilLink
}

// choices are the objects that a schema of an object allows, one for each value of an enum in it, the rest at its worst.
func choices(schema map[string]any) []any {
	properties, _ := schema["properties"].(map[string]any)
	var all []any
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		of, _ := properties[name].(map[string]any)
		options, _ := of["enum"].([]any)
		for _, option := range options {
			if object, ok := worst(schema).(map[string]any); ok {
				object[name] = option
				all = append(all, object)
			}
		}
	}
	return all
}
