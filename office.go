//go:build desktop || dev || bindings || e2e

package main

import (
	"civicdesk/app/command"
	"civicdesk/app/desktop"
)

// windowOptions are those of a person's window over the folder, with the server
// for an office that is kept beside it.
func windowOptions(folder string) desktop.Options {
	o := desktop.UsualOptions(folder)
	o.Serve = func(dir string) (desktop.Office, error) {
		office, err := command.OpenOffice(dir)
		if err != nil {
			return nil, err
		}
		return office, nil
	}
	return o
}
