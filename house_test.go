package baton

import (
	"bufio"
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/batondesk/baton/"

// floors is the import order of the design, from the top: a package imports packages of its own floor and of floors above
// it. Each name covers the packages in it.
var floors = []string{
	"conversation", "people", "knowledge", "retrieval", "handoff", "outbox", "bot", "store", "evals", "web", "api", "cmd/baton",
}

// foreign lists what only some packages may import: domain packages know no SQL, no HTTP framework, no command line.
var foreign = map[string][]string{
	"database/sql":             {"store"},
	"modernc.org/sqlite":       {"store"},
	"github.com/jackc/pgx":     {"store"},
	"github.com/pgvector":      {"store"},
	"github.com/pressly/goose": {"store"},
	"net/http":                 {"api", "cmd/baton", "evals", "web", "bot/llm", "handoff/slack", "outbox/webhook"},
	"github.com/gin-gonic":     {"api"},
	"github.com/danielgtaylor": {"api"},
	"github.com/alecthomas":    {"cmd/baton"},
	"github.com/goccy/go-yaml": {"cmd/baton", "evals"},
	"github.com/prometheus":    {"api", "cmd/baton"},
	"github.com/sashabaranov":  {"bot/llm/service"}, // what a vendor calls things stays there
	"testing":                  {"bot/llm/llmtest", "store/storetest", "store/postgres/pgtest"},
}

func TestPackagesImportOnlyThoseAboveThem(t *testing.T) {
	for pkg, imports := range packages(t) {
		own := floor(pkg)
		if own < 0 {
			t.Errorf("%s is on no floor of the house: add it to floors", pkg)
			continue
		}
		for _, imported := range imports {
			if name, ours := strings.CutPrefix(imported, module); ours {
				if other := floor(name); other > own {
					t.Errorf("%s imports %s, which is below it in the house", pkg, name)
				}
				continue
			}
			for prefix, allowed := range foreign {
				if within(imported, prefix) && !anyWithin(pkg, allowed) {
					t.Errorf("%s imports %s; only %s may", pkg, imported, strings.Join(allowed, ", "))
				}
			}
		}
	}
}

// packages are the packages of this module with what they import, tests left out.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal("go list: ", err)
	}
	found := map[string][]string{}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if name, ours := strings.CutPrefix(words[0], module); ours {
			found[name] = words[1:]
		}
	}
	if len(found) < len(floors) {
		t.Fatalf("go list found only %d packages", len(found))
	}
	return found
}

// No package that is built into the program stands on a test tool.
func TestNothingServesFromATestTool(t *testing.T) {
	for pkg, imports := range packages(t) {
		for _, imported := range imports {
			for _, tool := range []string{"bot/llm/llmtest", "store/storetest", "store/postgres/pgtest"} {
				if imported == module+tool && pkg != tool {
					t.Errorf("%s imports %s", pkg, imported)
				}
			}
		}
	}
}

func floor(pkg string) int {
	for i, name := range floors {
		if within(pkg, name) {
			return i
		}
	}
	return -1
}

func within(pkg, name string) bool { return pkg == name || strings.HasPrefix(pkg, name+"/") }

func anyWithin(pkg string, names []string) bool {
	for _, name := range names {
		if within(pkg, name) {
			return true
		}
	}
	return false
}
