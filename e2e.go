//go:build e2e

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"civicdesk/app/desktop"
)

const hasWindow = true

// openWindow serves the window's page to a browser on loopback, for tests: the
// page is the folder CIVICDESK_E2E_PAGES, made by "npm run build:e2e".
func openWindow(ctx context.Context, folder string) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, folder); err != nil {
		fmt.Fprintln(os.Stderr, "civicdesk:", err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, folder string) error {
	pages := os.Getenv("CIVICDESK_E2E_PAGES")
	if pages == "" {
		pages = "frontend/dist-e2e"
	}
	d := desktop.New(windowOptions(folder))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &http.Server{Handler: desktop.TestHandler(d, os.DirFS(pages)), ReadHeaderTimeout: 5 * time.Second}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	fmt.Printf("http://%s/\n", l.Addr())
	select {
	case <-ctx.Done():
	case err := <-done:
		return err
	}
	end, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return errors.Join(s.Shutdown(end), d.Close())
}
