package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"strings"

	"civicdesk/app/fault"
)

//go:embed static
var staticFiles embed.FS

// assets serves the stylesheets, fonts and pictures. All addresses carry a
// digest of the whole folder, so that browsers keep them for good and a new
// version is fetched at once; addresses relative to a stylesheet stay right.
type assets struct {
	prefix string // "/static/3f0c5a77e2d9/"
	files  http.Handler
}

func newAssets() (*assets, error) {
	root, err := fs.Sub(staticFiles, "static")
	if err != nil {
		return nil, err
	}
	if _, err := fs.Stat(root, "uswds/css/uswds.css"); err != nil {
		return nil, fault.E("web.New", fault.Damaged, "This program was built without the public site's styles and pictures. Run: make build", err)
	}
	sum := sha256.New()
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		sum.Write([]byte(name))
		sum.Write(data)
		return err
	})
	if err != nil {
		return nil, err
	}
	prefix := "/static/" + hex.EncodeToString(sum.Sum(nil))[:12] + "/"
	return &assets{prefix: prefix, files: http.StripPrefix(prefix, http.FileServerFS(root))}, nil
}

// address is where a file of the folder is served.
func (a *assets) address(name string) string { return a.prefix + name }

// ServeHTTP serves one file; folders are not listed.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, a.prefix) || strings.HasSuffix(r.URL.Path, "/") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	a.files.ServeHTTP(w, r)
}
