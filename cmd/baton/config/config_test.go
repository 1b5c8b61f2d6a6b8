package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEmptyFileIsTheDefault(t *testing.T) {
	for _, text := range []string{"", "\n# nothing yet\n", "server:\n", "---\n"} {
		c, problems := Read("baton.yaml", []byte(text), nil)
		if len(problems) > 0 {
			t.Errorf("%q: %v", text, problems)
		}
		if diff := cmp.Diff(Default(), c); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestFileIsRead(t *testing.T) {
	c, problems := Read("baton.yaml", []byte(`
server: {addr: "0.0.0.0:80", trusted_proxies: [10.0.0.0/8, "::1"]}
bot:
  settle: 800ms
  thresholds: {answer: 0.8, clarify: 0.3}
  modes:
    - {channel: web, locale: zh, mode: suggest}
knowledge:
  variables: {shop_phone: "+49 30 1234"}
business: {name: Lamp & Wire, zone: Europe/Berlin}
queues:
  front_desk: {default: true, hours: {zone: Asia/Shanghai, weekly: {mon: ["09:00-18:00"]}}}
`), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := Default()
	want.Server.Addr, want.Server.TrustedProxies = "0.0.0.0:80", []string{"10.0.0.0/8", "::1"}
	want.Bot.Settle = 800 * time.Millisecond
	want.Bot.Thresholds = Thresholds{Answer: 0.8, Clarify: 0.3}
	want.Bot.Modes = []Mode{{Channel: "web", Locale: "zh", Mode: "suggest"}}
	want.Knowledge.Variables = map[string]string{"shop_phone": "+49 30 1234"}
	want.Business = Business{Name: "Lamp & Wire", Zone: "Europe/Berlin"}
	if diff := cmp.Diff(want.Bot, c.Bot) + cmp.Diff(want.Server, c.Server) + cmp.Diff(want.Knowledge, c.Knowledge) + cmp.Diff(want.Business, c.Business); diff != "" {
		t.Error(diff)
	}
	if q := c.Queues["front_desk"]; !q.Default || q.Hours.Zone != "Asia/Shanghai" || len(q.Hours.Weekly["mon"]) != 1 {
		t.Errorf("queue read as %+v", q)
	}
}

// Each file in testdata is a configuration with mistakes, and beside it is everything that must be said about it.
func TestProblemsAreAllReportedWithTheirLines(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no test data", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, problems := Read("baton.yaml", text, nil)
			got := problems.Error() + "\n"
			golden := strings.TrimSuffix(file, ".yaml") + ".problems"
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEnvironmentOverridesTheFile(t *testing.T) {
	file := []byte("server: {addr: \"127.0.0.1:1\"}\nlimits: {enabled: true}\n")
	c, problems := Read("baton.yaml", file, []string{
		"BATON_SERVER_ADDR=127.0.0.1:2", "BATON_LIMITS_ENABLED=false", "BATON_BOT_THRESHOLDS_ANSWER=0.9",
		"BATON_WEB_ORIGINS=https://a.example, https://b.example", "BATON_BOT_SETTLE=2s", "BATON_IDENTITY_SECRET=s3cret",
		"BATON_ARGS=--demo", "HOME=/root", "BATON_LOG_LEVEL=",
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := Default()
	want.Server.Addr, want.Limits.Enabled, want.Bot.Thresholds.Answer = "127.0.0.1:2", false, 0.9
	want.Web.Origins, want.Bot.Settle, want.Identity.Secret = []string{"https://a.example", "https://b.example"}, 2*time.Second, "s3cret"
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
}

func TestBadEnvironmentIsReportedByItsName(t *testing.T) {
	_, problems := Read("baton.yaml", nil, []string{
		"BATON_BOT_SETTLE=soon", "BATON_LIMITS_ENABELD=false", "BATON_LIMITS_ENABLED=no",
	})
	want := `BATON_BOT_SETTLE: "soon" is not a duration; write for example "90s", "15m" or "48h"
BATON_LIMITS_ENABELD: no setting is called so; did you mean BATON_LIMITS_ENABLED?
BATON_LIMITS_ENABLED: want true or false, found "no"`
	if diff := cmp.Diff(want, problems.Error()); diff != "" {
		t.Error(diff)
	}
	_, problems = Read("baton.yaml", nil, []string{"BATON_BOT_MODE=answers", "BATON_SERVER_ADDR=8080"})
	want = `BATON_BOT_MODE: there is no "answers"; did you mean "answer"?
BATON_SERVER_ADDR: "8080" is not host:port, for example 127.0.0.1:8080`
	if diff := cmp.Diff(want, problems.Error()); diff != "" {
		t.Error(diff)
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("from the file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, problems := Read("baton.yaml", []byte("identity: {secret_file: "+secret+"}"), nil)
	if len(problems) > 0 || c.Identity.Secret != "from the file" {
		t.Errorf("read %q, %v", c.Identity.Secret, problems)
	}
	_, problems = Read("baton.yaml", []byte("identity:\n  secret_file: "+secret+".missing"), nil)
	if len(problems.Errors()) != 1 || problems[0].Line != 2 {
		t.Errorf("a missing file: %v", problems)
	}
}

func TestSecretInTheFileIsAWarning(t *testing.T) {
	c, problems := Read("baton.yaml", []byte("identity:\n  secret: hunter2\n"), nil)
	want := "baton.yaml:2:11: warning: identity.secret stands here in clear; better set BATON_IDENTITY_SECRET or identity.secret_file"
	if problems.Error() != want || len(problems.Errors()) != 0 || c.Identity.Secret != "hunter2" {
		t.Errorf("%v, secret %q", problems, c.Identity.Secret)
	}
}

func TestNamedFileMustExist(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, problems := Load("", nil); len(problems) > 0 {
		t.Errorf("without a file: %v", problems)
	}
	if _, problems := Load("other.yaml", nil); len(problems) != 1 || problems[0].File != "other.yaml" {
		t.Errorf("a missing file: %v", problems)
	}
}

func TestPublishedSchemaIsTheOneOfTheTypes(t *testing.T) {
	got, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	const file = "../../../schema/baton.schema.json"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("schema/baton.schema.json is out of date (run this test with UPDATE=1):\n%s", diff)
	}
}

func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.yaml")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{"[[[[[", "- - - -", "a: &a [*a, *a]", "{a: 1, a: 2}", "? ? ?", "!!binary x", "<<: *x", "a: |\n x", "\xff", "%YAML 1.1\n---\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, problems := Read("baton.yaml", text, nil)
		lines := strings.Count(string(text), "\n") + strings.Count(string(text), "\r") + 1
		for _, p := range problems {
			if p.Message == "" || p.Line > lines+1 {
				t.Errorf("problem without a place or a message: %v", p)
			}
		}
	})
}

func TestDocumentationNamesEveryKey(t *testing.T) {
	text, err := os.ReadFile("../../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	var missing func(schema map[string]any)
	missing = func(schema map[string]any) {
		for name, property := range schema["properties"].(map[string]any) {
			if !strings.Contains(string(text), name) {
				t.Errorf("docs/configuration.md does not mention %s", name)
			}
			if property := property.(map[string]any); property["properties"] != nil {
				missing(property)
			}
		}
	}
	missing(object(reflect.TypeFor[Config]()))
}
