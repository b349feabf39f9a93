package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
)

//go:embed templates
var templateFiles embed.FS

// pageNames are the pages of the site; each has a template file of its name.
var pageNames = []string{"home", "jobs_list", "jobs_show", "jobs_closed", "topic", "check", "applied", "asked",
	"status_ask", "status_show", "privacy", "about", "problem"}

// sharedNames are templates that several pages use.
var sharedNames = []string{"layout", "field", "parts"}

// page is what every page of the site is drawn from.
type page struct {
	Title    string
	Nav      string    // the menu entry it belongs to
	Private  bool      // holds what a visitor typed: never cached
	Problems []problem // what is wrong with the form; the title then begins with "Error: "
	Body     any
	Site     siteInfo
}

// siteInfo is the same on every page.
type siteInfo struct {
	Agency   string
	Official bool
	Notice   string
}

// parsePages reads all templates. A file that is not on the list, a name without
// a file and a template that does not parse are errors.
func parsePages(a *assets) (map[string]*template.Template, error) {
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "templates/"), ".html")
		if !slices.Contains(pageNames, name) && !slices.Contains(sharedNames, name) {
			return nil, fault.E("web.parsePages", fault.Internal, "The template "+file+" belongs to no page.", nil)
		}
	}
	shared := template.New("").Funcs(template.FuncMap{
		"static": a.address,
		"job":    jobPath,
		"words":  func(d app.Date) string { return d.Words() },
		"text":   paragraphs,
		"add":    func(a, b int) int { return a + b },
		"yes":    yes,
		"pair":   func(heading, text string) pair { return pair{heading, text} },
	})
	for _, name := range sharedNames {
		if shared, err = shared.ParseFS(templateFiles, "templates/"+name+".html"); err != nil {
			return nil, fault.E("web.parsePages", fault.Internal, "", err)
		}
	}
	pages := map[string]*template.Template{}
	for _, name := range pageNames {
		own, err := shared.Clone()
		if err == nil {
			own, err = own.ParseFS(templateFiles, "templates/"+name+".html")
		}
		if err == nil && own.Lookup("main") == nil {
			err = fmt.Errorf("templates/%s.html does not define main", name)
		}
		if err != nil {
			return nil, fault.E("web.parsePages", fault.Internal, "", err)
		}
		pages[name] = own
	}
	return pages, nil
}

// show draws a page whole before it sends the first byte, so that a defect in a
// template never sends half a page.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, name string, p page) error {
	p.Site = siteInfo{s.Agency, s.Official, s.Notice}
	drawn, err := draw(s.pages[name], p)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if p.Private {
		h.Set("Cache-Control", "no-store")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(drawn) // the visitor has gone; there is nobody to tell
	}
	return nil
}

// draw fills a page's template.
func draw(t *template.Template, p page) ([]byte, error) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", p); err != nil {
		return nil, fault.E("web.draw", fault.Internal, "", err)
	}
	return b.Bytes(), nil
}

// pair is a heading with its text.
type pair struct{ Heading, Text string }

// paragraphs splits long text at its line ends.
func paragraphs(s string) []string {
	var list []string
	for _, line := range strings.Split(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// yes turns the yes, no and empty of an announcement into words.
func yes(s string) string {
	switch strings.ToLower(s) {
	case "yes", "true", "y":
		return "Yes"
	case "no", "false", "n":
		return "No"
	}
	return s
}

// sortedKeys are the keys of a set in order.
func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
