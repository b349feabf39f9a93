// Package web is the public site: jobs and how to apply, questions and their
// status, rendered on the server with the U.S. Web Design System. It works
// without scripts and without cookies, asks no third party for anything, and
// keeps nothing: a form in progress travels sealed in its own page.
package web

import (
	"context"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/limit"
	"civicdesk/app/policy"
)

//go:generate go run ./internal/trimcss -from ../../frontend/node_modules/@uswds/uswds/dist

// Options say whose site it is and what it runs on. Jobs and Inquiries are
// needed; the zero value of everything else works.
type Options struct {
	Jobs      Jobs
	Inquiries Inquiries

	Agency   string // shown in the header: "U.S. Department of Labor"
	Official bool   // a site of the United States government: shows the official banner
	Notice   string // said on every page, for example that this is a sample office

	// Key seals forms in progress: 32 secret bytes or more, the same on every
	// server behind one address. Without it, forms end with the process.
	Key []byte
	// Origins are further addresses of the site, such as "https://jobs.example.gov"
	// behind a proxy that changes the Host header.
	Origins []string
	// PostsPerMinute from one network address; 0 means 120. Posts from this
	// computer itself are not counted.
	PostsPerMinute int
	// ClientAddr tells the visitor's network address behind a proxy, which alone
	// knows it; nil means the connection's.
	ClientAddr func(*http.Request) string

	// Secure says whether the visitor came by HTTPS; nil means that the
	// connection is TLS.
	Secure func(*http.Request) bool

	Clock app.Clock
	Log   *slog.Logger
}

// site is the running site; it holds no state but the counts of the rate limit.
type site struct {
	Options
	pages  map[string]*template.Template
	sealer *sealer
	limits *limit.Buckets
	assets *assets
}

// New builds the site. It fails when a template or an asset is missing or
// broken, so that a server never starts with half a site.
func New(o Options) (http.Handler, error) {
	if o.Jobs == nil || o.Inquiries == nil {
		return nil, fault.E("web.New", fault.Internal, "The public site needs the hiring and inquiry services.", nil)
	}
	if o.Agency == "" {
		o.Agency = "Civic Desk"
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.PostsPerMinute <= 0 {
		o.PostsPerMinute = 120
	}
	if o.Secure == nil {
		o.Secure = func(r *http.Request) bool { return r.TLS != nil }
	}
	if o.ClientAddr == nil {
		o.ClientAddr = func(r *http.Request) string {
			host, _, err := net.SplitHostPort(r.RemoteAddr)
			if err != nil {
				return r.RemoteAddr
			}
			return host
		}
	}
	assets, err := newAssets()
	if err != nil {
		return nil, err
	}
	pages, err := parsePages(assets)
	if err != nil {
		return nil, err
	}
	sealer, err := newSealer(o.Key)
	if err != nil {
		return nil, err
	}
	s := &site{Options: o, pages: pages, sealer: sealer, assets: assets, limits: limit.New(o.PostsPerMinute, o.Clock)}
	return s.guard(s.routes())
}

// routes names every page of the site.
func (s *site) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, do := range map[string]action{
		"GET /{$}":                  s.home,
		"GET /jobs":                 s.listJobs,
		"GET /jobs/{number}":        s.showJob,
		"GET /jobs/{number}/apply":  s.apply,
		"POST /jobs/{number}/apply": s.apply,
		"GET /ask":                  s.ask,
		"POST /ask":                 s.ask,
		"GET /status":               s.askStatus,
		"POST /status":              s.showStatus,
		"GET /privacy":              s.privacy,
		"GET /about":                s.about,
		"/":                         s.notFound,
	} {
		mux.Handle(pattern, s.page(do))
	}
	mux.Handle("GET /static/", s.assets)
	return mux
}

// now is the site's time.
func (s *site) now() time.Time { return s.Clock.Now() }

// actor is who the site is to the services: anybody from outside.
func actor(ctx context.Context) context.Context {
	return app.WithActor(ctx, app.Actor{User: app.WebUser, Name: "Public site",
		Grants: []app.Grant{{Role: policy.Web}}})
}

// jobPath is the address of an announcement.
func jobPath(number string) string { return "/jobs/" + url.PathEscape(number) }
