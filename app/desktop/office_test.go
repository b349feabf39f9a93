package desktop

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/storage/vault"
)

// servedHere is an office's server as the program runs it, on a port of its own.
type servedHere struct {
	s   *node.Server
	web *httptest.Server
}

func (s *servedHere) Server() *node.Server { return s.s }
func (s *servedHere) Address() string      { return s.web.Listener.Addr().String() }
func (s *servedHere) Close() error         { s.web.Close(); return s.s.Close() }

func serveHere(dir string) (Office, error) {
	s, err := node.OpenServer(system(), dir, node.ServerOptions{})
	if err != nil {
		return nil, err
	}
	web := httptest.NewUnstartedServer(s.Sync())
	web.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	web.StartTLS()
	return &servedHere{s, web}, nil
}

func own(t *testing.T, folder string) *Desktop {
	t.Helper()
	d := New(Options{Folder: folder, Documents: t.TempDir(), Offline: true, Serve: serveHere, Node: node.DesktopOptions{KDF: vault.InsecureTestKDF()}})
	t.Cleanup(func() { d.Close() })
	return d
}

func state(t *testing.T, d *Desktop) SessionView {
	t.Helper()
	v, err := d.Session.State()
	must(t, err)
	return v
}

var myOffice = OfficeForm{Agency: "Office of Example Programs", Office: "Human Resources, Denver", Name: "Rosa Delgado", Login: "rdelgado", Email: "rosa.delgado@agency.gov", Password: password, Again: password}

func TestAnOfficeOnThisComputer(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "desk")
	d := own(t, folder)
	if v := state(t, d); v.State != "first-run" {
		t.Fatalf("a new folder is %q", v.State)
	}
	o, err := d.Session.Office()
	must(t, err)
	if !o.May || o.Begun || o.Folder != folder+"-office" {
		t.Errorf("before: %+v", o)
	}
	bad := myOffice
	bad.Agency, bad.Password, bad.Again = "", "Delgado-2026", "Delgado-2026"
	_, err = d.Session.StartOffice(bad)
	if names := faultFields(err); names != "agency password " {
		t.Errorf("told at %q", names)
	}
	if node.HasOffice(o.Folder) {
		t.Fatal("a refused form started an office")
	}
	v, err := d.Session.StartOffice(myOffice)
	must(t, err)
	if v.State != "signed-in" || v.Name != "Rosa Delgado" || v.Office != "Office of Example Programs" {
		t.Errorf("started: %+v", v)
	}
	for _, right := range []string{"vacancy.write", "application.key", "inquiry.log", "certificate.issue"} {
		if !strings.Contains(strings.Join(v.Rights, " "), right) {
			t.Errorf("the first person has no %s", right)
		}
	}
	s, err := d.Sync.Now()
	must(t, err)
	if s.Trouble != "" || s.LastSynced == "" {
		t.Errorf("the exchange with the own office: %+v", s)
	}
	o, err = d.Session.Office()
	must(t, err)
	if !o.Begun || o.Agency != myOffice.Agency || o.Login != "rdelgado" || o.Trouble != "" || o.HasRecoveryKey || !strings.Contains(o.Backup, o.Folder) {
		t.Errorf("after: %+v", o)
	}
	if _, err := d.Session.StartOffice(myOffice); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second office: %v", err)
	}
	must(t, d.Close())

	// The next day.
	d = own(t, folder)
	if v := state(t, d); v.State != "signed-out" {
		t.Fatalf("the next day it is %q", v.State)
	}
	_, err = d.Session.SignIn("rdelgado", password)
	must(t, err)
	_, err = d.Sync.Now()
	must(t, err)
}

// A stop after each step: the next start goes on or begins clean.
func TestAnOfficeIsGoneOnWithAfterAStop(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "desk")
	office := node.OfficeFolder(folder)
	must(t, os.MkdirAll(office+".new/half", 0o700)) // stopped while it was made
	d := own(t, folder)
	if v := state(t, d); v.State != "first-run" {
		t.Fatalf("after a stop it is %q", v.State)
	}
	if o, _ := d.Session.Office(); o.Begun {
		t.Error("half an office counts")
	}
	if _, err := os.Stat(office + ".new"); !os.IsNotExist(err) {
		t.Error("what was half made is left")
	}
	must(t, d.Close())

	must(t, node.StartOffice(system(), office, myOffice.office())) // stopped before it was joined
	d = own(t, folder)
	if v := state(t, d); v.State != "first-run" {
		t.Fatalf("before it is joined it is %q", v.State)
	}
	o, err := d.Session.Office()
	must(t, err)
	if !o.Begun || o.Login != "rdelgado" || o.Name != "Rosa Delgado" {
		t.Errorf("to go on with: %+v", o)
	}
	if _, err := d.Session.JoinOffice(PasswordForm{Password: password, Again: "x"}); faultFields(err) != "again " {
		t.Errorf("different passwords: %v", err)
	}
	v, err := d.Session.JoinOffice(PasswordForm{Password: password, Again: password})
	must(t, err)
	if v.State != "signed-in" {
		t.Errorf("joined: %+v", v)
	}
	if _, err := d.Session.JoinOffice(PasswordForm{Password: password, Again: password}); !fault.Is(err, fault.Conflict) {
		t.Errorf("joined twice: %v", err)
	}
}

func TestAnOfficeThatDoesNotRunIsSaid(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "desk")
	d := own(t, folder)
	_, err := d.Session.StartOffice(myOffice)
	must(t, err)
	must(t, d.Close())
	other, err := serveHere(node.OfficeFolder(folder)) // “civicdesk serve”
	must(t, err)
	defer other.Close()
	d = own(t, folder)
	state(t, d)
	o, err := d.Session.Office()
	must(t, err)
	if !strings.Contains(o.Trouble, "another program") {
		t.Errorf("it says %+v", o)
	}
	v, err := d.Session.SignIn("rdelgado", password)
	must(t, err)
	if v.State != "signed-in" {
		t.Errorf("without its office: %+v", v)
	}
}

func TestAnOtherServerIsReachedOverTheNetwork(t *testing.T) {
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	defer web.Close()
	h := here{office: &servedHere{web: web}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	for address, here := range map[string]bool{node.OfficeAddress: true, "https://127.0.0.2:1": false} {
		r, err := http.NewRequest(http.MethodGet, address, nil)
		must(t, err)
		resp, err := h.transport().RoundTrip(r)
		if here != (err == nil && resp.StatusCode == http.StatusTeapot) {
			t.Errorf("%s: %v", address, err)
		}
		if err == nil {
			resp.Body.Close()
		}
	}
}

func TestAProgramThatKeepsNoOffice(t *testing.T) {
	d := New(Options{Folder: filepath.Join(t.TempDir(), "desk")})
	t.Cleanup(func() { d.Close() })
	if o, err := d.Session.Office(); o.May || err != nil {
		t.Errorf("%+v, %v", o, err)
	}
	if _, err := d.Session.StartOffice(myOffice); !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
}

func TestASecondWindowSaysWhatIsOpenAndWhere(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "desk")
	first := own(t, folder)
	state(t, first)
	_, err := own(t, folder).Session.State()
	if !fault.Is(err, fault.InUse) || !strings.Contains(fault.Words(err), folder) || !strings.Contains(fault.Words(err), "another window") {
		t.Errorf("a second window says %v", err)
	}
}
