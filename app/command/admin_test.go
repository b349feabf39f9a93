package command

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"civicdesk/app"
	"civicdesk/storage/seal"
)

// TestCommandsComeFromThisMachineOnce sends a well-sealed command from here, a
// second time, and from another machine.
func TestCommandsComeFromThisMachineOnce(t *testing.T) {
	key, boot := seal.Key{1}, app.NewID()
	h := &adminHandler{key: key, boot: boot, seen: map[app.ID]bool{}}
	send := func(body []byte, from, to string) int {
		r := httptest.NewRequest(http.MethodPost, adminPath, bytes.NewReader(body))
		r.RemoteAddr = from
		at, err := net.ResolveTCPAddr("tcp", to)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(at))))
		return w.Code
	}
	sealed := func(boot app.ID) []byte {
		plain, err := json.Marshal(adminRequest{Boot: boot, ID: app.NewID(), Args: []string{"--help"}})
		if err != nil {
			t.Fatal(err)
		}
		return key.Box().Seal(nil, plain, []byte("ask"))
	}
	body := sealed(boot)
	for _, c := range []struct {
		name, from, to string
		body           []byte
		want           int
	}{
		{"another machine", "192.0.2.7:4000", "192.0.2.1:8443", body, http.StatusNotFound},
		{"another machine by IPv6", "[2001:db8::7]:4000", "[2001:db8::1]:8443", body, http.StatusNotFound},
		{"loopback", "127.0.0.1:4000", "127.0.0.1:8443", body, http.StatusOK},
		{"the same again", "127.0.0.1:4000", "127.0.0.1:8443", body, http.StatusForbidden},
		{"this machine's own address", "192.0.2.1:4000", "192.0.2.1:8443", sealed(boot), http.StatusOK},
		{"an earlier start of the server", "127.0.0.1:4000", "127.0.0.1:8443", sealed(app.NewID()), http.StatusForbidden},
		{"another key", "127.0.0.1:4000", "127.0.0.1:8443", seal.Key{2}.Box().Seal(nil, []byte("{}"), []byte("ask")), http.StatusForbidden},
	} {
		if got := send(c.body, c.from, c.to); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
