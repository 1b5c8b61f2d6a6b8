package api

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The front ends' types are made from schema/openapi.json, so it must be what the server says of itself.
func TestTheOpenAPIDocumentOnFileIsFresh(t *testing.T) {
	const file = "../schema/openapi.json"
	var doc map[string]any
	must(t, json.Unmarshal(newHouse(t).api.document(), &doc))
	doc["info"].(map[string]any)["version"] = "dev" // every build has its own
	var now bytes.Buffer
	enc := json.NewEncoder(&now)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	must(t, enc.Encode(doc))
	if *update {
		must(t, os.WriteFile(file, now.Bytes(), 0o644))
		return
	}
	onFile, err := os.ReadFile(file)
	must(t, err)
	if diff := cmp.Diff(string(onFile), now.String()); diff != "" {
		t.Errorf("schema/openapi.json is stale (-file +code); write it with: go test ./api -run OpenAPI -update\n%s", diff)
	}
}
