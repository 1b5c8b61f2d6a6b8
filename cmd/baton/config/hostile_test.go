package config

import (
	"strings"
	"testing"
	"time"
)

// A file may come from anybody: whatever is in it, reading it ends soon and with an answer.
func TestHostileFilesAreRefusedSoon(t *testing.T) {
	deep := strings.Builder{}
	for i := range 1400 {
		deep.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	for name, text := range map[string]string{
		"flow lists":      strings.Repeat("[", 500_000),
		"flow maps":       strings.Repeat("{a: ", 100_000),
		"lists in a line": strings.Repeat("- ", 200_000),
		"keys in a line":  strings.Repeat("? ", 200_000),
		"block maps":      deep.String(),
		"anchors":         "a: &a [x]\n" + strings.Repeat("b: &b [*a, *a, *a, *a]\n", 1000),
		"too large":       strings.Repeat("# comment\n", 200_000),
		"quotes":          strings.Repeat("'", 100_000),
		"many keys":       strings.Repeat("nonsense: 1\n", 20_000),
		"one long word":   strings.Repeat("x", 500_000),
		"not text":        "\x00\xff\xfe",
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			_, problems := Read("baton.yaml", []byte(text), nil)
			if len(problems.Errors()) == 0 {
				t.Error("nothing was wrong with it")
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}
