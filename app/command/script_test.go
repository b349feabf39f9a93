package command_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"civicdesk/app/command"
)

// TestMain lets the scripts run the program itself as “civicdesk”.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"civicdesk":       func() { os.Exit(command.Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
		"civicdesk-probe": probeMain,
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Setup: func(e *testscript.Env) error {
		e.Setenv("CIVICDESK_KEYCHAIN", filepath.Join(e.WorkDir, "keychain"))
		return nil
	}})
}
