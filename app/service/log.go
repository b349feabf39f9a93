package service

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// Logger writes to w, one line for each event, as JSON or as text.
func Logger(w io.Writer, level slog.Level, json bool) *slog.Logger {
	o := &slog.HandlerOptions{Level: level}
	if json {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// route is the pattern that answered the request. The path itself is never
// logged: people type tracking numbers and names into it.
func route(r *http.Request) string {
	if r.Pattern == "" {
		return "other"
	}
	return r.Pattern
}

// quiet says of which routes the log has too much: they are logged with level debug.
func quiet(pattern string) bool {
	return pattern == "GET /static/" || strings.HasSuffix(pattern, "z") || strings.HasSuffix(pattern, "/watch")
}

// ended logs and counts a request.
func (s *Service) ended(r *http.Request, one *request, w *watched, took time.Duration) {
	status := w.status
	if status == 0 { // nothing was written: net/http answers 200, or the sender has gone
		status = http.StatusOK
	}
	pattern := route(r)
	s.metrics.request(pattern, status, took)
	level := slog.LevelInfo
	if quiet(pattern) && status < 500 {
		level = slog.LevelDebug
	}
	attrs := []slog.Attr{slog.String("id", one.id), slog.String("route", pattern), slog.Int("status", status), slog.Int64("ms", took.Milliseconds()), slog.Int64("bytes", w.bytes)}
	if one.device != "" {
		attrs = append(attrs, slog.String("device", string(one.device)))
	}
	s.o.Log.LogAttrs(context.WithoutCancel(r.Context()), level, "request", attrs...)
}

// connections is the log of what net/http itself has to say. Its texts quote
// what strangers send and from where, so only their beginnings are kept, and
// handshakes that browsers break off are left out.
type connections struct{ slog.Handler }

func (c connections) Handle(ctx context.Context, r slog.Record) error {
	if strings.HasPrefix(r.Message, "http: TLS handshake err") {
		return nil
	}
	kind := "other"
	for _, known := range []string{"http: Accept error", "http: superfluous response.WriteHeader", "http: response.Write on hijacked", "http2: server"} {
		if strings.HasPrefix(r.Message, known) {
			kind = known
		}
	}
	out := slog.NewRecord(r.Time, r.Level, "connection failed", r.PC)
	out.AddAttrs(slog.String("kind", kind))
	return c.Handler.Handle(ctx, out)
}
