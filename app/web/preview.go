package web

import (
	"encoding/base64"
	"html/template"
	"path"
	"regexp"
	"strings"
	"sync"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
)

// PreviewJob is the page of an announcement as the public will read it once the
// vacancy is open: drawn by the same templates, in one piece that asks nobody for
// styles, fonts or pictures. Links lead nowhere.
func PreviewJob(v hiring.Vacancy, agency string, today app.Date) (string, error) {
	pages, err := previewPages()
	if err != nil {
		return "", err
	}
	p := jobPage(announcementOf(v, true), today)
	p.Site = siteInfo{Agency: agency}
	drawn, err := draw(pages["jobs_show"], p)
	if err != nil {
		return "", err
	}
	return inOnePiece(string(drawn))
}

var previewPages = sync.OnceValues(func() (map[string]*template.Template, error) {
	a, err := newAssets()
	if err != nil {
		return nil, err
	}
	a.prefix = previewPrefix
	return parsePages(a)
})

const previewPrefix = "/preview/"

var (
	styleLink = regexp.MustCompile(`<link rel="stylesheet" href="` + previewPrefix + `([^"]+)">`)
	iconLink  = regexp.MustCompile(`<link rel="icon"[^>]*>`)
	dataBlock = regexp.MustCompile(`(?s)<script type="application/ld\+json">.*?</script>`)
	picture   = regexp.MustCompile(`"` + previewPrefix + `([^"]+)"`)
	cssFile   = regexp.MustCompile(`url\("?([^")]+)"?\)`)
	fontFace  = regexp.MustCompile(`@font-face\s*\{[^}]*\}`)
	link      = regexp.MustCompile(`(<a [^>]*)href="/[^"]*"`)
)

// inOnePiece puts styles and pictures into the page. Fonts are left to whoever
// shows it, the data for search engines is nothing to look at, and links within
// the site have nowhere to lead.
func inOnePiece(page string) (string, error) {
	var failed error
	read := func(name string) string {
		raw, err := staticFiles.ReadFile("static/" + name)
		if err != nil && failed == nil {
			failed = fault.E("web.PreviewJob", fault.Damaged, "This program was built without the public site's styles and pictures. Run: make build", err)
		}
		return string(raw)
	}
	inline := func(name string) string {
		kind := map[string]string{".svg": "image/svg+xml", ".png": "image/png"}[path.Ext(name)]
		return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString([]byte(read(name)))
	}
	page = iconLink.ReplaceAllString(dataBlock.ReplaceAllString(page, ""), "")
	page = styleLink.ReplaceAllStringFunc(page, func(found string) string {
		name := styleLink.FindStringSubmatch(found)[1]
		css := fontFace.ReplaceAllString(read(name), "")
		css = cssFile.ReplaceAllStringFunc(css, func(found string) string {
			file := path.Join(path.Dir(name), cssFile.FindStringSubmatch(found)[1])
			if strings.HasPrefix(file, "data:") || path.Ext(file) != ".svg" && path.Ext(file) != ".png" {
				return found
			}
			return `url("` + inline(file) + `")`
		})
		return "<style>" + css + "</style>"
	})
	page = picture.ReplaceAllStringFunc(page, func(found string) string {
		return `"` + inline(picture.FindStringSubmatch(found)[1]) + `"`
	})
	return link.ReplaceAllString(page, `${1}`), failed
}
