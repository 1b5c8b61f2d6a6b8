package config

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/batondesk/baton/handoff"
)

// SchemaURL is where editors find the schema of baton.yaml.
const SchemaURL = "https://raw.githubusercontent.com/batondesk/baton/main/schema/baton.schema.json"

// Schema is the JSON Schema (2020-12) of baton.yaml, from the same types that read it. It is published in schema/.
func Schema() ([]byte, error) {
	var cases struct {
		Defs       map[string]any `json:"$defs"`
		Properties map[string]any `json:"properties"`
	}
	if err := json.Unmarshal(handoff.Schema(), &cases); err != nil {
		return nil, err
	}
	sections := object(reflect.TypeFor[Config]())
	properties := sections["properties"].(map[string]any)
	for name, schema := range cases.Properties {
		properties[name] = schema
	}
	sections["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	sections["$id"] = SchemaURL
	sections["title"] = "baton.yaml"
	sections["description"] = "The configuration of a Baton server. Every key is optional."
	sections["$defs"] = cases.Defs
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(sections)
	return b.Bytes(), err
}

// object is the schema of a struct, without what is embedded in it.
func object(t reflect.Type) map[string]any {
	properties := map[string]any{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			continue
		}
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "-" {
			properties[name] = property(f)
		}
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
}

func property(f reflect.StructField) map[string]any {
	schema := typed(f.Type)
	schema["description"] = f.Tag.Get("help")
	if enum := f.Tag.Get("enum"); enum != "" {
		schema["enum"] = strings.Split(enum, ",")
	}
	if most := f.Tag.Get("max"); most != "" {
		schema["maximum"] = json.Number(most)
	}
	return schema
}

func typed(t reflect.Type) map[string]any {
	if t == durationType {
		return map[string]any{"type": "string", "pattern": `^0$|^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`}
	}
	switch t.Kind() {
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer", "minimum": 0}
	case reflect.Float64:
		return map[string]any{"type": "number", "minimum": 0}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": typed(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": typed(t.Elem())}
	case reflect.Struct:
		return object(t)
	default:
		return map[string]any{"type": "string"}
	}
}
