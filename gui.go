//go:build (desktop || dev || bindings) && !e2e

package main

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"

	"civicdesk/app/desktop"
)

//go:embed all:frontend/dist
var dist embed.FS

const hasWindow = true

func openWindow(_ context.Context, folder string) int {
	pages, err := fs.Sub(dist, "frontend/dist")
	if err == nil {
		err = desktop.Run(windowOptions(folder), pages)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "civicdesk:", err)
		return 1
	}
	return 0
}
