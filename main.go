// Civic Desk: hiring and public inquiries for an agency's staff and the public
// it serves. Without a command the desktop build opens the staff window; every
// build has the commands, see "civicdesk help".
package main

import (
	"context"
	"os"

	"civicdesk/app/command"
	"civicdesk/app/desktop"
)

func main() { os.Exit(run(context.Background(), os.Args[1:])) }

func run(ctx context.Context, args []string) int {
	if folder, window := desktop.WindowFolder(args); window && hasWindow {
		return openWindow(ctx, folder)
	}
	return command.Run(ctx, args, os.Stdin, os.Stdout, os.Stderr)
}
