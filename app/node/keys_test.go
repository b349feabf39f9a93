package node_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/storage/blob/pdfcheck"
	"civicdesk/storage/postgres/pgtest"
	"civicdesk/storage/vault"
)

// TestMain keeps the second secrets of tests out of the keychain of whoever runs
// them, and is the program that looks into PDFs.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "check-pdf" {
		os.Exit(pdfcheck.Run(os.Stdin, os.Stdout))
	}
	if os.Getenv("CIVICDESK_ATTACH") != "" { // a child, which shares its parent's
		os.Exit(m.Run())
	}
	dir, err := os.MkdirTemp("", "keychain")
	if err != nil {
		panic(err)
	}
	os.Setenv("CIVICDESK_KEYCHAIN", dir)
	status := pgtest.Main(m)
	os.RemoveAll(dir)
	os.Exit(status)
}

var system = app.WithActor(context.Background(), account.System)

func codeFor(t *testing.T, srv *node.Server, login string, grants ...app.Grant) string {
	t.Helper()
	u, err := srv.Accounts.AddUser(system, account.User{Login: login, Name: strings.ToUpper(login), Grants: grants, Active: true})
	must(t, err)
	code, err := srv.Accounts.NewEnrolment(system, u.ID)
	must(t, err)
	return code
}

func signIn(t *testing.T, d *node.Desktop, login, pw string) (*node.Session, context.Context) {
	t.Helper()
	s, err := d.Unlock(context.Background(), login, pw)
	must(t, err)
	return s, s.Context(context.Background())
}

// A keyer and a verifier of one office, and somebody of another, use one
// computer: the two share the office's records while it is offline, the third
// opens nothing of them.
func TestThreePeopleOnOneComputer(t *testing.T) {
	srv, v, code := officeOf(t)
	dir := t.TempDir()
	d, s, ctx := enrolled(t, dir, code)
	const veraPassword, westPassword = "Grey-Otter-77", "Tall-Crane-19"
	p, err := s.AddUser(ctx, codeFor(t, srv, "vkane", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"}), veraPassword)
	must(t, err)
	if p.Login != "vkane" {
		t.Errorf("%+v", p)
	}
	west := codeFor(t, srv, "wlong", app.Grant{Role: policy.HRSpecialist, Scope: "hiring/west"})
	if _, err := s.AddUser(ctx, west, "short"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a bad password: %v", err)
	}
	_, err = s.AddUser(ctx, west, westPassword)
	must(t, err)
	a, err := s.Hiring.SaveDraft(ctx, draft(v, 1)) // and nothing is sent
	must(t, err)
	must(t, d.Lock(s))

	s, ctx = signIn(t, d, "vkane", veraPassword)
	sees := func(who string, want int) {
		t.Helper()
		list, err := s.Hiring.Applicants(ctx, v.ID, "")
		must(t, err)
		if len(list) != want || want > 0 && list[0].ID != a.ID {
			t.Errorf("%s sees %+v", who, list)
		}
	}
	sees("the verifier, offline,", 1)
	must(t, s.Sync.Run(ctx)) // with a colleague's unsent work on the computer
	sees("the verifier after a sync", 1)
	must(t, d.Lock(s))

	s, ctx = signIn(t, d, "wlong", westPassword)
	for _, when := range []string{"offline", "after a sync"} {
		for _, k := range s.DB.Keys().Ring.Keys() {
			if strings.HasPrefix(string(k.Scope), "hiring/hq") {
				t.Errorf("%s the other office holds the key of %s", when, k.Scope)
			}
		}
		if _, err := s.Hiring.Open(ctx, a.ID); err == nil {
			t.Errorf("%s the other office opens the application", when)
		}
		if list, err := s.Hiring.Applicants(ctx, v.ID, ""); err == nil && len(list) > 0 {
			t.Errorf("%s the other office sees %+v", when, list)
		}
		must(t, s.Sync.Run(ctx))
	}
	must(t, d.Lock(s))

	s, ctx = signIn(t, d, "rdelgado", password) // the keyer's work goes up at last
	must(t, s.Sync.Run(ctx))
	if list, err := srv.Hiring.Applicants(system, v.ID, ""); err != nil || len(list) != 1 {
		t.Errorf("the server has %+v %v", list, err)
	}
	// The keyer leaves the office: the verifier's records stay.
	u, err := srv.Accounts.Lookup(system, "rdelgado")
	must(t, err)
	must(t, srv.Accounts.SetGrants(system, u.ID, []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/west"}}))
	must(t, s.Sync.Run(ctx))
	if _, err := s.Hiring.Open(ctx, a.ID); err == nil {
		t.Error("the keyer still opens a record of the office")
	}
	must(t, d.Lock(s))
	s, ctx = signIn(t, d, "vkane", veraPassword)
	sees("the verifier, after the keyer left,", 1)
	must(t, s.DB.Close())
}

func TestAnExpiredPasswordIsChangedAtSignIn(t *testing.T) {
	_, _, code := officeOf(t)
	now := time.Now()
	o := cheap
	o.Clock = func() time.Time { return now }
	dir := t.TempDir()
	d, err := node.OpenDesktop(dir, o)
	must(t, err)
	s, err := d.Enroll(context.Background(), code, password, "test")
	must(t, err)
	if err := s.ChangePassword(password, "Grey-Otter-77"); !fault.Is(err, fault.Refused) || fault.RuleOf(err) == "" {
		t.Errorf("on the first day: %v", err)
	}
	must(t, d.Lock(s))
	now = now.AddDate(0, 0, 91)
	if _, err := d.Unlock(context.Background(), "rdelgado", "wrong"); !fault.Is(err, fault.Denied) {
		t.Errorf("a wrong password: %v", err)
	}
	if _, err := d.Unlock(context.Background(), "rdelgado", password); !fault.Is(err, fault.Expired) {
		t.Fatalf("after 91 days: %v", err)
	}
	for _, bad := range []string{password, "Delgado-2026"} {
		if _, err := d.ChangePassword(context.Background(), "rdelgado", password, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	s, err = d.ChangePassword(context.Background(), "rdelgado", password, "Grey-Otter-77")
	must(t, err)
	must(t, d.Lock(s))
	s, _ = signIn(t, d, "rdelgado", "Grey-Otter-77")
	must(t, s.DB.Close())
}

// A forgotten password, a locked account and a lost keychain at once: the
// agency's recovery key opens the account, and unsent work goes up.
func TestRecoveryKeepsUnsentWork(t *testing.T) {
	srv, v, code := officeOf(t)
	file, public, err := vault.NewRecoveryKey(vault.InsecureTestKDF(), "the agency's passphrase")
	must(t, err)
	must(t, srv.Accounts.SetRecoveryKey(system, public))
	o := cheap
	keychain := filepath.Join(t.TempDir(), "keychain")
	o.Keychains = []vault.Keychain{vault.FileKeychain(keychain)}
	d, err := node.OpenDesktop(t.TempDir(), o)
	must(t, err)
	s, err := d.Enroll(context.Background(), code, password, "test")
	must(t, err)
	ctx := s.Context(context.Background())
	must(t, s.Sync.Run(ctx))
	_, err = s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	must(t, d.Lock(s))
	if words := d.SecondSecret(); !strings.Contains(words, keychain) {
		t.Error(words)
	}
	for range vault.MaxFailures {
		d.Unlock(context.Background(), "rdelgado", "forgotten")
	}
	must(t, os.RemoveAll(keychain))
	key, err := vault.OpenRecoveryKey(file, "the agency's passphrase")
	must(t, err)
	if _, err := d.Recover(context.Background(), "rdelgado", key, "Delgado-2026"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a bad new password: %v", err)
	}
	s, err = d.Recover(context.Background(), "rdelgado", key, "Grey-Otter-77")
	must(t, err)
	must(t, s.Sync.Run(s.Context(context.Background())))
	if list, err := srv.Hiring.Applicants(system, v.ID, ""); err != nil || len(list) != 1 {
		t.Errorf("the server has %+v %v", list, err)
	}
	if q, err := s.DB.Queue(ctx); err != nil || q.Waiting+q.Refused != 0 {
		t.Errorf("%+v %v", q, err)
	}
	must(t, d.Lock(s))
	s, _ = signIn(t, d, "rdelgado", "Grey-Otter-77")
	must(t, s.DB.Close())
}
