package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

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
	zipped map[string][]byte // stylesheets, compressed, by address
}

func newAssets() (*assets, error) {
	root, err := fs.Sub(staticFiles, "static")
	if err != nil {
		return nil, err
	}
	if _, err := fs.Stat(root, "uswds/css/uswds.css"); err != nil {
		return nil, fault.E("web.New", fault.Damaged, "This program was built without the public site's styles and pictures. Run: make build", err)
	}
	sum, zipped := sha256.New(), map[string][]byte{}
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		sum.Write([]byte(name))
		sum.Write(data)
		if path.Ext(name) == ".css" {
			zipped[name] = compress(data)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	prefix := "/static/" + hex.EncodeToString(sum.Sum(nil))[:12] + "/"
	return &assets{prefix: prefix, files: http.StripPrefix(prefix, http.FileServerFS(root)), zipped: zipped}, nil
}

// compress is for files of ours alone: pages, which mix a visitor's words with
// a sealed draft, are sent as they are.
func compress(data []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a valid one
	_, _ = z.Write(data)                                  // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
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
	if small, ok := a.zipped[strings.TrimPrefix(r.URL.Path, a.prefix)]; ok {
		w.Header().Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Type", "text/css; charset=utf-8")
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(small))
			return
		}
	}
	a.files.ServeHTTP(w, r)
}
