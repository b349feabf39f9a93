package account

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/fips140"
	"crypto/rand"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/seal"
	"civicdesk/storage/storagetest"
	"civicdesk/storage/vault"
)

var admin = recordtest.As("00000000-0000-7000-8000-0000000000aa", "Ada Admin", app.Grant{Role: policy.Administrator, Scope: app.ScopeAdmin})

func open(t *testing.T, now *time.Time) (*record.DB, *Service) {
	t.Helper()
	db, err := record.OpenAuthority(context.Background(), storagetest.Twice(storagetest.NewMap()), record.NewSchema(Types()...),
		vault.NewRing("server", seal.Key{1}), func() time.Time { return *now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := Open(context.Background(), db, "OFCCP", "https://sync.example.gov/")
	if err != nil {
		t.Fatal(err)
	}
	return db, s
}

// testKDF is cheap, but for FIPS mode, which accepts no cheap one.
func testKDF() vault.KDF {
	if fips140.Enabled() {
		return vault.DefaultKDF()
	}
	return vault.InsecureTestKDF()
}

func deviceKey(t *testing.T) []byte {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&k.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestCheckPassword(t *testing.T) {
	for _, c := range []struct{ password, refused string }{
		{"Harbor-7x", ""},
		{"harbor-7xyz", ""},
		{"Harbor7x", "9 to 15"},
		{"Harbor-7x-Harbor", "9 to 15"},
		{"harborharbor", "three of these four"},
		{"harbor777777", "three of these four"},
		{"My-Delgado-1", "part of your"},
		{"7x-RDELGADO", "part of your"},
		{"Rosa-garden9", "part of your"},
		{"Ünter-weg9", ""},
	} {
		err := CheckPassword("rdelgado", "Rosa O Delgado", c.password)
		if c.refused == "" && err != nil || c.refused != "" && (err == nil || !strings.Contains(fault.Words(err), c.refused)) {
			t.Errorf("%q: got %v, want %q", c.password, err, c.refused)
		}
	}
}

func TestUsersAreChecked(t *testing.T) {
	now := recordtest.Start
	_, s := open(t, &now)
	good := User{Login: "RDelgado ", Name: "Rosa Delgado", Email: "rosa@agency.gov", Grants: []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/hq"}}}
	u, err := s.AddUser(admin, good)
	if err != nil || u.Login != "rdelgado" || u.Rights != 1 {
		t.Fatalf("%+v %v", u, err)
	}
	for name, c := range map[string]struct {
		change func(*User)
		field  string
	}{
		"login twice":           {func(u *User) { u.Login = "rdelgado" }, "login"},
		"no name":               {func(u *User) { u.Name = " " }, "name"},
		"bad e-mail":            {func(u *User) { u.Email = "rosa@" }, "email"},
		"a role of the program": {func(u *User) { u.Grants = []app.Grant{{Role: policy.System}} }, "grants"},
		"hr over everything":    {func(u *User) { u.Grants = []app.Grant{{Role: policy.HRSpecialist}} }, "grants"},
		"a slash too many":      {func(u *User) { u.Grants = []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/hq/"}} }, "grants"},
		"agent in hiring":       {func(u *User) { u.Grants = []app.Grant{{Role: policy.Agent, Scope: "hiring/hq"}} }, "grants"},
	} {
		bad := good
		bad.Login = "another"
		c.change(&bad)
		_, err := s.AddUser(admin, bad)
		if f := fault.FieldsOf(err); len(f) == 0 || f[0].Name != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	hr := recordtest.As(u.ID, u.Name, u.Grants...)
	if _, err := s.AddUser(hr, good); !fault.Is(err, fault.Denied) {
		t.Errorf("an HR specialist added a user: %v", err)
	}
	if _, err := s.NewEnrolment(hr, u.ID); !fault.Is(err, fault.Denied) {
		t.Errorf("an HR specialist made a code: %v", err)
	}
	if err := s.SetGrants(admin, u.ID, []app.Grant{{Role: policy.Verifier, Scope: "hiring/hq"}}); err != nil {
		t.Fatal(err)
	}
	if u, err = s.Lookup(admin, "RDELGADO"); err != nil || u.Rights != 2 || u.Grants[0].Role != policy.Verifier {
		t.Errorf("%+v %v", u, err)
	}
}

func TestEnrolment(t *testing.T) {
	now := recordtest.Start
	db, s := open(t, &now)
	ctx := context.Background()
	u, err := s.AddUser(admin, User{Login: "rosa", Name: "Rosa Delgado"})
	if err != nil {
		t.Fatal(err)
	}
	secret := func() []byte {
		text, err := s.NewEnrolment(admin, u.ID)
		if err != nil {
			t.Fatal(err)
		}
		c, err := ParseCode(strings.ToLower(" " + text))
		if err != nil {
			t.Fatal(err)
		}
		if c.Address != "https://sync.example.gov" || string(c.SyncKey) != string(s.PublicKey()) {
			t.Fatalf("code says %+v", c)
		}
		return c.Secret
	}
	mine := deviceKey(t)
	first := secret()
	d, got, err := s.Redeem(ctx, first, mine, "Front desk")
	if err != nil || got.ID != u.ID {
		t.Fatal(err)
	}
	if again, _, err := s.Redeem(ctx, first, mine, "Front desk"); err != nil || again.ID != d.ID {
		t.Errorf("the lost answer asked again: %v %v", again.ID, err)
	}
	if _, _, err := s.Redeem(ctx, first, deviceKey(t), ""); !fault.Is(err, fault.Expired) || !strings.Contains(fault.Words(err), "used already") {
		t.Errorf("used twice: %v", err)
	}
	old, fresh := secret(), secret()
	if _, _, err := s.Redeem(ctx, old, deviceKey(t), ""); !fault.Is(err, fault.Expired) {
		t.Errorf("a voided code: %v", err)
	}
	now = now.Add(CodeLife + time.Millisecond)
	if _, _, err := s.Redeem(ctx, fresh, deviceKey(t), ""); !fault.Is(err, fault.Expired) || !strings.Contains(fault.Words(err), "expired") {
		t.Errorf("an expired code: %v", err)
	}
	if _, _, err := s.Redeem(ctx, make([]byte, 16), deviceKey(t), ""); !fault.Is(err, fault.Denied) {
		t.Errorf("an invented code: %v", err)
	}

	allowed := func() error {
		return db.View(ctx, func(tx *record.Tx) error { _, _, err := DeviceOf(tx, d.ID); return err })
	}
	if err := allowed(); err != nil {
		t.Fatal(err)
	}
	if err := s.Revoke(admin, d.ID); err != nil {
		t.Fatal(err)
	}
	if err := allowed(); !fault.Is(err, fault.Denied) || !strings.Contains(fault.Words(err), "withdrawn") {
		t.Errorf("revoked: %v", err)
	}
	if err := s.Order(admin, d.ID, Lost); err != nil || allowed() != nil {
		t.Errorf("it does not hear the order: %v", err)
	}
	if err := s.Revoke(admin, d.ID); err != nil || allowed() != nil {
		t.Errorf("withdrawn once more, it does not hear the order: %v", err)
	}
}

func TestSyncKeyIsKept(t *testing.T) {
	now := recordtest.Start
	db, s := open(t, &now)
	again, err := Open(context.Background(), db, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if string(again.PublicKey()) != string(s.PublicKey()) || again.Address() != "https://sync.example.gov" || again.Agency() != "OFCCP" {
		t.Error("the second start has another key, name or address")
	}
}

func TestUnlockCodeLiftsTheLock(t *testing.T) {
	now := recordtest.Start
	_, s := open(t, &now)
	dir := t.TempDir()
	if _, err := vault.Create(dir, testKDF(), "Harbor-7x", vault.Profile{Login: "rosa", SyncKey: s.PublicKey()}, nil); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(dir, testKDF())
	if err != nil {
		t.Fatal(err)
	}
	for range vault.MaxFailures {
		v.Unlock("rosa", "wrong")
	}
	text, err := v.UnlockText("rosa")
	if err != nil {
		t.Fatal(err)
	}
	code, err := s.UnlockCode(admin, text)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.LiftLock("rosa", code); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Unlock("rosa", "Harbor-7x"); err != nil {
		t.Error(err)
	}
}

func TestTypingErrorsAreTold(t *testing.T) {
	now := recordtest.Start
	_, s := open(t, &now)
	u, err := s.AddUser(admin, User{Login: "rosa", Name: "Rosa Delgado"})
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.NewEnrolment(admin, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		b := []byte(text)
		if b[i] == '-' {
			continue
		}
		if b[i]++; b[i] == 'Z'+1 || b[i] == '8' {
			b[i] = 'A'
		}
		if _, err := ParseCode(string(b)); !fault.Is(err, fault.Invalid) {
			t.Fatalf("an error at %d went unnoticed", i)
		}
	}
	if _, err := ParseCode(text[:len(text)-7]); err == nil {
		t.Error("half a code was accepted")
	}
}

func FuzzParseCode(f *testing.F) {
	f.Add("AEAAAA-BBBBBB")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCode(s)
		if err != nil {
			return
		}
		if again, err := ParseCode(c.String()); err != nil || again.Address != c.Address || string(again.Secret) != string(c.Secret) {
			t.Errorf("%+v is not the same after writing: %+v %v", c, again, err)
		}
	})
}
