package web

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"civicdesk/app/fault"
)

// What a visitor typed may stand in an error or a panic; the log must not have
// it.
func TestTheLogHoldsNothingThatWasTyped(t *testing.T) {
	const typed = "Zoë O’Brien 123-45-6789"
	for name, do := range map[string]action{
		"panic":       func(http.ResponseWriter, *http.Request) error { panic("cannot handle " + typed) },
		"panic error": func(http.ResponseWriter, *http.Request) error { panic(fmt.Errorf("bad %s", typed)) },
		"error":       func(http.ResponseWriter, *http.Request) error { return errors.New("bad " + typed) },
		"fault": func(http.ResponseWriter, *http.Request) error {
			return fault.E("hiring.SubmitWeb", fault.Unavailable, "cannot store "+typed, errors.New(typed))
		},
	} {
		var log bytes.Buffer
		assets, err := newAssets()
		if err != nil {
			t.Fatal(err)
		}
		pages, err := parsePages(assets)
		if err != nil {
			t.Fatal(err)
		}
		s := &site{Options: quiet(Options{Log: slog.New(slog.NewTextHandler(&log, nil))}), pages: pages, assets: assets}
		w := httptest.NewRecorder()
		s.page(do).ServeHTTP(w, httptest.NewRequest("GET", "/ask", nil))
		if log.Len() == 0 || strings.Contains(log.String(), "123-45") || strings.Contains(log.String(), "Brien") {
			t.Errorf("%s: the log says %q", name, log.String())
		}
	}
}
