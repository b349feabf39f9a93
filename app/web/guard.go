package web

import (
	"math"
	"net/http"
	"strconv"

	"civicdesk/app/fault"
	"civicdesk/app/limit"
)

// bodyLimit is the most that one form may send: a sealed draft and its answers.
const bodyLimit = 1 << 20

// contentPolicy forbids everything that the pages do not use: there is no
// script at all, and styles, pictures and fonts come from the site itself.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before every page: headers, where a form was sent from, how much
// and how often.
func (s *site) guard(next http.Handler) (http.Handler, error) {
	origin := http.NewCrossOriginProtection()
	for _, o := range s.Origins {
		if err := origin.AddTrustedOrigin(o); err != nil {
			return nil, fault.E("web.New", fault.Invalid, "The site's address "+o+" must look like https://jobs.example.gov.", err)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
		if s.Secure(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if r.Method == http.MethodPost {
			if err := origin.Check(r); err != nil {
				s.problem(w, r, http.StatusForbidden, "This form was not sent from our site", problemPage{
					Words: "For your safety we take forms only from our own pages. Nothing was sent. Open the form on this site and fill it in there."})
				return
			}
			if wait := s.limits.Wait(limit.Network(s.ClientAddr(r))); wait > 0 {
				h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
				s.problem(w, r, http.StatusTooManyRequests, "Please wait a minute", problemPage{
					Words: "Many forms came from your network in a short time, so we paused them for a moment. Nothing is lost: wait a minute, then reload this page to send it again."})
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		}
		next.ServeHTTP(w, r)
	}), nil
}
