package node_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

const typed = "The caller says that Keiko Tanaka was told on the 3rd."

func keptFiles(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "kept.*"))
	must(t, err)
	return names
}

// staffGrants are the grants that an administrator gives; everybody's own come by
// themselves.
func staffGrants(s *node.Session) []app.Grant {
	return slices.DeleteFunc(slices.Clone(s.Profile().Grants), func(g app.Grant) bool { return g.Role == policy.Self })
}

func TestWhatWasTypedIsKeptSealedForItsPerson(t *testing.T) {
	p := newPlace(t)
	d, s, ctx, dir := p.desk("rdelgado")
	must(t, s.Keep("i1/note", typed))
	must(t, s.Keep("i2/note", "x"))
	must(t, s.Keep("i2/note", ""))
	names := keptFiles(t, dir)
	if len(names) != 1 {
		t.Fatalf("kept in %v", names)
	}
	raw, err := os.ReadFile(names[0])
	must(t, err)
	if bytes.Contains(raw, []byte("Tanaka")) || strings.Contains(names[0], "rdelgado") {
		t.Error("the text or the person can be read")
	}
	if err := s.Keep("i3/note", strings.Repeat("x", 2<<20)); !fault.Is(err, fault.Invalid) {
		t.Errorf("more than there is room for: %v", err)
	}
	_, err = s.AddUser(ctx, codeFor(t, p.srv, "ohaddad", staffGrants(s)...), "Grey-Otter-77")
	must(t, err)
	must(t, d.Lock(s))

	other, _ := signIn(t, d, "ohaddad", "Grey-Otter-77")
	if text, err := other.Kept("i1/note"); text != "" || err != nil {
		t.Errorf("a colleague gets %q, %v", text, err)
	}
	must(t, d.Lock(other))
	again, _ := signIn(t, d, "rdelgado", password)
	for name, want := range map[string]string{"i1/note": typed, "i2/note": "", "i3/note": ""} {
		if text, err := again.Kept(name); text != want || err != nil {
			t.Errorf("%s comes back as %.40q, %v", name, text, err)
		}
	}
	must(t, d.Lock(again))

	must(t, os.WriteFile(names[0], raw[:len(raw)-1], 0o600))
	again, _ = signIn(t, d, "rdelgado", password)
	if text, err := again.Kept("i1/note"); text != "" || err != nil {
		t.Errorf("out of a damaged file comes %q, %v", text, err)
	}
	must(t, again.Keep("i1/note", typed))
	if len(keptFiles(t, dir)) != 2 {
		t.Errorf("the damaged file is not set aside: %v", keptFiles(t, dir))
	}
	must(t, d.Lock(again))
	must(t, d.Close())
}

func TestWhatWasTypedGoesWithItsRecordAndItsTime(t *testing.T) {
	p := newPlace(t)
	now := time.Now()
	d, err := node.OpenDesktop(t.TempDir(), node.DesktopOptions{KDF: vault.InsecureTestKDF(), Clock: func() time.Time { return now }})
	must(t, err)
	s, err := d.Enroll(system, codeFor(t, p.srv, "rdelgado", app.Grant{Role: policy.HRSpecialist, Scope: "hiring/hq"}), password, "test")
	must(t, err)
	ctx := s.Context(system)
	must(t, s.Sync.Run(ctx))
	id := p.save(s, ctx, 1)
	must(t, s.Keep(string(id)+"/note", typed))
	must(t, s.Keep("other/note", typed))
	must(t, s.Sync.Run(ctx))
	_, err = p.srv.Erase(system, "GRS 2.1, item 050", record.Ref{Type: "application", ID: id})
	must(t, err)
	must(t, s.Sync.Run(ctx))
	for name, want := range map[string]string{string(id) + "/note": "", "other/note": typed} {
		if text, err := s.Kept(name); text != want || err != nil {
			t.Errorf("%s is %q, %v", name, text, err)
		}
	}
	must(t, d.Lock(s))
	now = now.AddDate(0, 0, 31)
	s, _ = signIn(t, d, "rdelgado", password)
	if text, err := s.Kept("other/note"); text != "" || err != nil {
		t.Errorf("after 31 days: %q, %v", text, err)
	}
	must(t, d.Lock(s))
	must(t, d.Close())
}
