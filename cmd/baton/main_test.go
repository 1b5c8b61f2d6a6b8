package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain puts this very binary on the PATH as baton, so that the tests run the real program in processes of its own.
func TestMain(m *testing.M) {
	asBaton := filepath.Base(os.Args[0]) == "baton"
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		ours := strings.HasPrefix(name, "BATON_") || strings.HasPrefix(name, "OPENAI_")
		if !asBaton && ours && name != longRun && name != binaryVariable {
			os.Unsetenv(name) // what is set for a server around here must not change the tests
		}
	}
	testscript.Main(m, map[string]func(){"baton": main})
}

// The scripts in testdata/script are what somebody types and what comes back.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"server": scriptServer,
			"json":   scriptJSON,
		},
	})
}
