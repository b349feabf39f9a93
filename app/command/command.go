// Package command holds the program's commands, one file each. They read flags,
// call the services and print; rules live below.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"civicdesk/app/fault"
)

// Run runs the command line and returns the exit status: 0, or 1 after a
// sentence on stderr, or 2 when the command line itself is wrong.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, newRoot(), args, stdin, stdout, stderr)
}

func run(ctx context.Context, root *cobra.Command, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(context.WithValue(ctx, argsKey{}, args))
	var f *fault.Error
	var elsewhere errStatus
	switch {
	case err == nil:
		return 0
	case errors.As(err, &elsewhere):
		return int(elsewhere)
	case errors.As(err, &f):
		printFault(stderr, err)
		return 1
	case errors.Is(err, errUsage) || isUsage(err):
		fmt.Fprintf(stderr, "civicdesk: %v\nRun “civicdesk help” for the commands.\n", err)
		return 2
	default:
		fmt.Fprintf(stderr, "civicdesk: %v\n", err)
		return 1
	}
}

var errUsage = errors.New("wrong use")

// isUsage recognises the errors by which the flag library refuses a command
// line; it has no type for them.
func isUsage(err error) bool {
	for _, s := range []string{"unknown command", "unknown flag", "unknown shorthand", "accepts ", "requires at least", "required flag", "invalid argument", "flag needs an argument"} {
		if strings.HasPrefix(err.Error(), s) {
			return true
		}
	}
	return false
}

func printFault(w io.Writer, err error) {
	fmt.Fprintln(w, "civicdesk: "+fault.Words(err))
	for _, f := range fault.FieldsOf(err) {
		fmt.Fprintf(w, "  %s: %s\n", f.Name, f.Words)
	}
	if r := fault.RuleOf(err); r != "" {
		fmt.Fprintln(w, "  Rule: "+r)
	}
	if os.Getenv("CIVICDESK_DEBUG") != "" {
		fmt.Fprintln(w, "  "+err.Error())
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "civicdesk",
		Short:         "Hiring and inquiries for a public agency",
		Long:          "Civic Desk: hiring and inquiries for a public agency.\n\nWithout a command, the desktop build opens the staff window.",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.PersistentFlags().String("config", "", "a server's configuration file (default: $CIVICDESK_CONFIG)")
	root.PersistentFlags().String("data", "", "data folder (default: $CIVICDESK_DATA)")
	root.PersistentFlags().String("store", "", "a server's PostgreSQL database, postgres://… (default: $CIVICDESK_STORE, else the data folder)")
	root.PersistentFlags().String("key-file", "", "a server's key (default: where $CIVICDESK_KEY says, file:PATH, credential:NAME or env:NAME, else server.key in the data folder)")
	root.AddCommand(initCommand(), serveCommand(), configCommand(), userCommand(), importCommand(), reportCommand(), verifyCommand(), eraseCommand(), erasuresCommand(),
		enrollCommand(), joinCommand(), passwordCommand(), recoverCommand(), recoveryKeyCommand(), rotateCommand(), backupCommand(), restoreCommand(),
		syncCommand(), trayCommand(), deviceCommand(), quarantineCommand(), importUnsentCommand(), showCommand(), explainCommand(), sampleCommand(), demoCommand(), deskCommand(), checkPDFCommand())
	return root
}

// dataFolder is the folder that the command works on.
func dataFolder(cmd *cobra.Command) (string, error) {
	dir, err := cmd.Flags().GetString("data")
	if err != nil {
		return "", err
	}
	if dir == "" {
		dir = os.Getenv("CIVICDESK_DATA")
	}
	if dir == "" {
		return "", noFolder()
	}
	return dir, nil
}

func noFolder() error {
	return fault.E("command.data", fault.Invalid, "Say which data folder: --data FOLDER, or set CIVICDESK_DATA.", nil)
}
