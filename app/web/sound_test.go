package web

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"civicdesk/app"
	"civicdesk/app/web/visitor"
)

// walker is a visitor in a test; every page it sees must be sound.
type walker struct {
	*testing.T
	v    *visitor.Visitor
	page *visitor.Page
}

// start serves the site over the services of o and returns a visitor.
func start(t *testing.T, o Options) *walker {
	t.Helper()
	h, err := New(quiet(o))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	v, err := visitor.New(server.URL, server.Client())
	if err != nil {
		t.Fatal(err)
	}
	return &walker{T: t, v: v}
}

func inMemory(m *memory) Options { return Options{Jobs: jobsIn{m}, Inquiries: inquiriesIn{m}} }

func quiet(o Options) Options {
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.Clock == nil {
		o.Clock = ticking()
	}
	return o
}

func (w *walker) open(path string) *walker {
	w.Helper()
	p, err := w.v.Open(context.Background(), path)
	return w.saw(p, err)
}

func (w *walker) fill(pairs ...string) *walker {
	w.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if err := w.page.Fill(pairs[i], pairs[i+1]); err != nil {
			w.Fatal(err)
		}
	}
	return w
}

func (w *walker) press(button string) *walker {
	w.Helper()
	name := "go"
	if button == "" {
		name = ""
	}
	p, err := w.page.Press(context.Background(), name, button)
	return w.saw(p, err)
}

func (w *walker) saw(p *visitor.Page, err error) *walker {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
	w.page = p
	sound(w.T, p)
	return w
}

// shows wants the status and every text; a text that begins with "!" must not
// be anywhere in the page's source.
func (w *walker) shows(status int, texts ...string) *walker {
	w.Helper()
	if w.page.Status != status {
		w.Errorf("status %d, want %d: %s\n%s", w.page.Status, status, w.page.Title, w.page.Text)
	}
	for _, text := range texts {
		if absent, ok := strings.CutPrefix(text, "!"); ok {
			if strings.Contains(w.page.HTML, absent) {
				w.Errorf("page %q holds %q", w.page.Title, absent)
			}
		} else if !strings.Contains(w.page.Title+" "+w.page.Text, text) {
			w.Errorf("page %q does not show %q but:\n%s", w.page.Title, text, w.page.Text)
		}
	}
	return w
}

// sound checks what every page of the site must keep: nothing from elsewhere,
// nothing that acts, no cookie, and a structure that assistive technology can
// use.
func sound(t *testing.T, p *visitor.Page) {
	t.Helper()
	if got := p.Header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") || strings.Contains(got, "unsafe") {
		t.Errorf("%s: content policy %q", p.Title, got)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"} {
		if p.Header.Get(name) != want {
			t.Errorf("%s: %s is %q", p.Title, name, p.Header.Get(name))
		}
	}
	if len(p.Header["Set-Cookie"]) > 0 {
		t.Errorf("%s sets a cookie", p.Title)
	}
	root, err := html.Parse(strings.NewReader(p.HTML))
	if err != nil {
		t.Fatal(err)
	}
	ids, refs, labels := map[string]bool{}, map[string]string{}, map[string]bool{}
	var inputs []string
	h1, main := 0, 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		at := map[string]string{}
		for _, a := range n.Attr {
			at[a.Key] = a.Val
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s: <%s> has the attribute %s", p.Title, n.Data, a.Key)
			}
		}
		for _, key := range []string{"src", "href", "action", "poster", "srcset"} {
			if outside := strings.Contains(at[key], "//"); outside && n.Data != "a" {
				t.Errorf("%s: <%s> asks another site: %s", p.Title, n.Data, at[key])
			}
		}
		if id := at["id"]; id != "" {
			if ids[id] {
				t.Errorf("%s: two elements have the id %s", p.Title, id)
			}
			ids[id] = true
		}
		for _, key := range []string{"aria-describedby", "aria-labelledby"} {
			for _, id := range strings.Fields(at[key]) {
				refs[id] = key
			}
		}
		switch n.Data {
		case "html":
			if at["lang"] != "en" {
				t.Errorf("%s: no language", p.Title)
			}
		case "h1":
			h1++
		case "main":
			main++
		case "style", "iframe", "object", "embed":
			t.Errorf("%s has <%s>", p.Title, n.Data)
		case "script":
			if at["type"] != "application/ld+json" {
				t.Errorf("%s has a script", p.Title)
			}
		case "label":
			labels[at["for"]] = true
		case "img":
			if _, ok := at["alt"]; !ok {
				t.Errorf("%s: picture without alt", p.Title)
			}
		case "a":
			if target, ok := strings.CutPrefix(at["href"], "#"); ok {
				refs[target] = "link"
			}
		case "input", "select", "textarea":
			if at["type"] != "hidden" {
				inputs = append(inputs, at["id"])
			}
		}
	}
	if h1 != 1 || main != 1 {
		t.Errorf("%s: %d first headings, %d main parts", p.Title, h1, main)
	}
	for id, from := range refs {
		if !ids[id] {
			t.Errorf("%s: %s leads to %s, which is not there", p.Title, from, id)
		}
	}
	for _, id := range inputs {
		if id == "" || !labels[id] {
			t.Errorf("%s: the field %q has no label", p.Title, id)
		}
	}
	for _, must := range []string{"Skip to main content", "Privacy and security statement"} {
		if !strings.Contains(p.Text, must) {
			t.Errorf("%s lacks %q", p.Title, must)
		}
	}
	if strings.Contains(p.Text, "There is a problem") != strings.HasPrefix(p.Title, "Error: ") {
		t.Errorf("%s: title and error summary do not agree", p.Title)
	}
}

// ticking is a clock that goes on by ten seconds at every look, so that forms
// are filled in at a human pace.
func ticking() app.Clock {
	now := day
	var mu sync.Mutex
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(10 * time.Second)
		return now
	}
}
