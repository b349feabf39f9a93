package command_test

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"civicdesk/app/command"
)

// TestMain lets the scripts run the program itself as “civicdesk”.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"civicdesk": func() { os.Exit(command.Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}
