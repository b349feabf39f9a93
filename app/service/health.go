package service

import (
	"context"
	"io"
	"net/http"
	"time"
)

// readyTime is how long the store may take to answer.
const readyTime = 3 * time.Second

// health answers load balancers and whoever watches over the machine. It says
// nothing of the server but a word.
func (s *Service) health(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { word(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if words := s.unready(r.Context()); words != "" {
			word(w, http.StatusServiceUnavailable, words)
			return
		}
		word(w, http.StatusOK, "ready")
	})
}

func word(w http.ResponseWriter, status int, words string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, words+"\n") // whoever asked has gone
}

// unready is why the server cannot work now, or "".
func (s *Service) unready(ctx context.Context) string {
	if s.draining.Load() {
		return "draining"
	}
	if s.ready == nil {
		return ""
	}
	ctx, stop := context.WithTimeout(ctx, readyTime)
	defer stop()
	answer := make(chan error, 1)
	go func() { answer <- s.ready(ctx) }() // a store that hangs may not hear the context
	select {
	case err := <-answer:
		if err != nil {
			return "the store does not answer"
		}
	case <-ctx.Done():
		return "the store does not answer"
	}
	return ""
}

// Drain makes the server say that it is not ready.
func (s *Service) Drain() { s.draining.Store(true) }

// Release answers those who wait for news. It is called once, after Drain.
func (s *Service) Release() { close(s.stop) }
