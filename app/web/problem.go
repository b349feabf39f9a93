package web

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"civicdesk/app/fault"
)

// action does what one address is for and shows the page, or returns why not.
type action func(w http.ResponseWriter, r *http.Request) error

// problemPage is what an error page is drawn from.
type problemPage struct {
	Words     string
	Reference string // to quote when calling; only for defects of ours
	Rule      string
	Again     string // address to start again at, or ""
}

// page runs an action: the one place where errors and panics become pages.
func (s *site) page(do action) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if what := recover(); what != nil {
				if what == http.ErrAbortHandler {
					panic(what)
				}
				ref := reference(w)
				s.Log.Error("public page failed", "reference", ref, "route", r.Pattern, "panic", fmt.Sprintf("%T", what), "stack", string(debug.Stack()))
				s.problem(w, r, http.StatusInternalServerError, "Something went wrong", problemPage{Words: ourDefect, Reference: ref})
			}
		}()
		if err := do(w, r.WithContext(actor(r.Context()))); err != nil {
			s.fail(w, r, err)
		}
	})
}

// reference is what a person quotes: the request's id where the program around
// the site gives one.
func reference(w http.ResponseWriter) string {
	if id := w.Header().Get("X-Request-Id"); id != "" {
		return id
	}
	return rand.Text()[:8]
}

// cause is what a log may hold of an error: where it happened and of which kinds
// its parts are, never their texts, which may quote what a visitor typed.
func cause(err error) string {
	var parts []string
	for e := err; e != nil; e = errors.Unwrap(e) {
		if f, ok := e.(*fault.Error); ok {
			parts = append(parts, f.Op+" "+f.Kind.String())
			continue
		}
		parts = append(parts, fmt.Sprintf("%T", e))
	}
	return strings.Join(parts, ": ")
}

const ourDefect = "This is a fault of the site, not of anything you entered. Please go back and try again in a few minutes."

// fail shows the page for an error.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemPage{Words: fault.Words(err), Rule: fault.RuleOf(err)}
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		p.Words = "What you sent is longer than this form can take. Go back, shorten your longest answers, and continue."
		s.problem(w, r, http.StatusRequestEntityTooLarge, "That is too long", p)
		return
	}
	switch fault.KindOf(err) {
	case fault.NotFound:
		s.problem(w, r, http.StatusNotFound, "We cannot find that page", p)
	case fault.Expired:
		p.Again = r.URL.Path
		s.problem(w, r, http.StatusGone, "Please start this form again", p)
	case fault.Invalid:
		s.problem(w, r, http.StatusUnprocessableEntity, "Something needs to be corrected", p)
	case fault.Refused, fault.Conflict:
		s.problem(w, r, http.StatusConflict, "This cannot be done", p)
	case fault.Denied:
		s.problem(w, r, http.StatusForbidden, "This cannot be shown", p)
	case fault.Unavailable, fault.Locked, fault.Full:
		p.Words = "The service is not available right now. Nothing was sent. Please try again in a few minutes."
		s.problem(w, r, http.StatusServiceUnavailable, "Please try again shortly", p)
		s.Log.Warn("public page unavailable", "route", r.Pattern, "cause", cause(err))
	default:
		p.Words, p.Reference = ourDefect, reference(w)
		s.Log.Error("public page failed", "reference", p.Reference, "route", r.Pattern, "cause", cause(err))
		s.problem(w, r, http.StatusInternalServerError, "Something went wrong", p)
	}
}

// problem shows an error page.
func (s *site) problem(w http.ResponseWriter, r *http.Request, status int, title string, p problemPage) {
	if err := s.show(w, r, status, "problem", page{Title: title, Private: true, Body: p}); err != nil {
		s.Log.Error("the page for problems failed", "cause", cause(err))
		http.Error(w, "Something went wrong. Please try again in a few minutes.", http.StatusInternalServerError)
	}
}

// notFound answers every address that is no page.
func (s *site) notFound(http.ResponseWriter, *http.Request) error {
	return fault.E("web.notFound", fault.NotFound,
		"The address may be mistyped, or the page may have moved. Announcements stay on this site for as long as they are public.", nil)
}
