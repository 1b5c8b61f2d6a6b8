package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestModelServiceIsConfiguredAsEverybodyDoes(t *testing.T) {
	read := func(text string, environ ...string) Model {
		t.Helper()
		c, problems := Read("baton.yaml", []byte(text), environ)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return c.Model
	}
	if m := read("", "OPENAI_API_KEY=sk-x", "OPENAI_BASE_URL=http://127.0.0.1:11434/v1"); len(m.Endpoints) > 0 {
		t.Errorf("a key alone connects %+v", m.Endpoints)
	}
	for name, c := range map[string]struct {
		file    string
		environ []string
		want    []Endpoint
	}{
		"OpenAI": {"", []string{"OPENAI_API_KEY=sk-x", "BATON_MODEL_CHAT=gpt", "BATON_MODEL_EMBEDDING=small"},
			[]Endpoint{{Name: "api.openai.com", URL: openAI, Chat: "gpt", Embedding: "small", Key: "sk-x"}}},
		"a local one": {"model: {chat: llama}", []string{"OPENAI_BASE_URL=http://127.0.0.1:11434/v1/"},
			[]Endpoint{{Name: "127.0.0.1:11434", URL: "http://127.0.0.1:11434/v1", Chat: "llama"}}},
		"one for each": {"model: {chat: gpt, endpoints: [{name: near, url: \"http://gpu:8000/v1\", embedding: bge}, {prompt_price: 2.5}]}",
			[]string{"OPENAI_API_KEY=sk-x"},
			[]Endpoint{{Name: "near", URL: "http://gpu:8000/v1", Embedding: "bge"}, {Name: "api.openai.com", URL: openAI, Chat: "gpt", PromptPrice: 2.5, Key: "sk-x"}}},
	} {
		if diff := cmp.Diff(c.want, read(c.file, c.environ...).Endpoints); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestKeysOfModelServicesComeFromFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte("sk-from-the-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, problems := Read("baton.yaml", []byte("model: {endpoints: [{url: https://one.example/v1, chat: m, key_file: "+file+"}, {url: https://two.example/v1, chat: m}]}"), []string{"OPENAI_API_KEY=sk-x"})
	if len(problems) > 0 || c.Model.Endpoints[0].Key != "sk-from-the-file" {
		t.Errorf("read %+v, %v", c.Model.Endpoints, problems)
	}
	if c.Model.Endpoints[1].Key != "" {
		t.Error("the key of OPENAI_API_KEY would go to another service")
	}
	_, problems = Read("baton.yaml", []byte("model: {endpoints: [{url: https://one.example/v1, chat: m, key: sk-in-clear}]}"), nil)
	if len(problems) != 1 || strings.Contains(problems.Error(), "sk-in-clear") {
		t.Errorf("a key in the file: %v", problems)
	}
}

func TestMistakesOfTheEnvironmentNameTheirVariable(t *testing.T) {
	for want, environ := range map[string][]string{
		"OPENAI_API_KEY: api.openai.com needs a key": {"BATON_MODEL_CHAT=gpt"},
		"OPENAI_BASE_URL: \"localhost:1\" is not":    {"BATON_MODEL_CHAT=gpt", "OPENAI_BASE_URL=localhost:1"},
		"OPENAI_BASE_URL: warning: the key goes to":  {"BATON_MODEL_CHAT=gpt", "OPENAI_BASE_URL=http://models.example/v1", "OPENAI_API_KEY=sk-x"},
	} {
		_, problems := Read("baton.yaml", nil, environ)
		if len(problems) != 1 || !strings.HasPrefix(problems.Error(), want) || strings.Contains(problems.Error(), "sk-x") {
			t.Errorf("%v: %v", environ, problems)
		}
	}
}
