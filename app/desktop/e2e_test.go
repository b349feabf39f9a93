//go:build e2e

package desktop

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestOnlyTheTestPageMayCall(t *testing.T) {
	d := New(Options{Folder: filepath.Join(t.TempDir(), "desk")})
	defer d.Close()
	s := httptest.NewServer(TestHandler(d, fstest.MapFS{"index.html": {Data: []byte("page")}}))
	defer s.Close()
	for _, c := range []struct {
		name, method, header, host string
		status                     int
		body                       string
	}{
		{"a bound method", "desktop.Session.State", "e2e", "", 200, "first-run"},
		{"a fault", "desktop.Hiring.Vacancies", "e2e", "", 200, "expired"},
		{"without the header", "desktop.Session.State", "", "", 403, ""},
		{"by another host's name", "desktop.Session.State", "e2e", "evil.example:80", 403, ""},
		{"what is not bound", "desktop.door.leave", "e2e", "", 404, ""},
		{"what is not exported", "desktop.Session.view", "e2e", "", 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequest("POST", s.URL+"/rpc/"+c.method, strings.NewReader("[]"))
			must(t, err)
			r.Header.Set("X-Civic-Desk", c.header)
			if c.host != "" {
				r.Host = c.host
			}
			a, err := http.DefaultClient.Do(r)
			must(t, err)
			defer a.Body.Close()
			body, err := io.ReadAll(a.Body)
			must(t, err)
			if a.StatusCode != c.status || !strings.Contains(string(body), c.body) {
				t.Errorf("%d %s", a.StatusCode, body)
			}
		})
	}
}
