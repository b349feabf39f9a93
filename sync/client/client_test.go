package client_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/sync/client"
	"civicdesk/sync/conflict"
)

func TestWorkArrivesAndComesBack(t *testing.T) {
	a := newAgency(t)
	rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
	f := form{ID: app.NewID(), Office: "hq", Name: "Lee", Status: "draft", SSN: "078-05-1120"}
	rosa.put(f)
	rosa.change(f.ID, func(f *form) { f.Name = "Leigh" }) // based on one's own unsent work
	rosa.run()
	omar.run()
	got, err := omar.get(f.ID)
	if err != nil || got.Name != "Leigh" {
		t.Fatalf("%+v %v", got, err)
	}
	if s := a.get(f.ID); s.Name != "Leigh" || s.SSN != f.SSN {
		t.Errorf("server has %+v", s)
	}
	s, err := rosa.sync.Status(rosa.ctx)
	if err != nil || s.Waiting != 0 || s.Trouble != "" || s.LastSynced.IsZero() {
		t.Errorf("%+v %v", s, err)
	}
	rosa.change(f.ID, func(f *form) { f.Notes = append(f.Notes, "rosa") })
	omar.change(f.ID, func(f *form) { f.Notes = append(f.Notes, "omar"); f.City = "Erie" })
	rosa.run()
	omar.run()
	rosa.run()
	if got, _ := rosa.get(f.ID); strings.Join(got.Notes, " ") != "rosa omar" || got.City != "Erie" {
		t.Errorf("both lists should be there: %+v", got)
	}
}

func TestTwoDesktopsEditOneFieldOffline(t *testing.T) {
	for _, c := range []struct{ choice, ends string }{{conflict.Kept, "Ames"}, {conflict.Other, "Boone"}} {
		t.Run(c.choice, func(t *testing.T) {
			a := newAgency(t)
			rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
			id := app.NewID()
			rosa.put(form{ID: id, Office: "hq", Name: "Lee", City: "Erie"})
			rosa.run()
			omar.run()
			rosa.change(id, func(f *form) { f.City = "Ames" })
			omar.change(id, func(f *form) { f.City = "Boston" })
			omar.change(id, func(f *form) { f.City = "Boone" }) // replaces omar's own earlier value
			rosa.run()
			omar.run()
			rosa.run()
			for _, d := range []*desk{rosa, omar} {
				if got, _ := d.get(id); got.City != "Ames" {
					t.Errorf("the server's value should stay: %+v", got)
				}
				all := d.conflicts()
				if len(all) != 1 {
					t.Fatalf("%d conflicts", len(all))
				}
				k := all[0]
				if conflict.Text(k.Kept) != "Ames" || k.KeptName != "Rosa" || conflict.Text(k.Other) != "Boone" || k.OtherName != "Omar" {
					t.Errorf("%+v", k)
				}
			}
			k := rosa.conflicts()[0]
			if err := conflict.New(rosa.db).Resolve(rosa.ctx, k.ID, c.choice); err != nil {
				t.Fatal(err)
			}
			rosa.run()
			// Omar settles it the other way without knowing: he is told, nothing changes.
			if err := conflict.New(omar.db).Resolve(omar.ctx, k.ID, map[string]string{conflict.Kept: conflict.Other, conflict.Other: conflict.Kept}[c.choice]); err != nil {
				t.Fatal(err)
			}
			omar.run()
			rosa.run()
			for _, d := range []*desk{rosa, omar} {
				if got, _ := d.get(id); got.City != c.ends || len(d.conflicts()) != 0 {
					t.Errorf("%s: %+v, %d open", c.choice, got, len(d.conflicts()))
				}
			}
			refused, err := omar.db.Refusals(omar.ctx)
			if err != nil || len(refused) != 1 || !strings.Contains(refused[0].Outcome.Words, "settled") {
				t.Errorf("%+v %v", refused, err)
			}
		})
	}
}

func TestSensitiveConflictKeepsBothValues(t *testing.T) {
	a := newAgency(t)
	rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee", SSN: "078-05-1120"})
	rosa.run()
	omar.run()
	rosa.change(id, func(f *form) { f.SSN = "219-09-9999" })
	omar.change(id, func(f *form) { f.SSN = "457-55-5462" })
	rosa.run()
	omar.run()
	rosa.run()
	k := rosa.conflicts()
	if len(k) != 1 || !k[0].Sensitive || k[0].KeptText != "" || len(k[0].Other) != 1 {
		t.Fatalf("%+v", k)
	}
	if err := conflict.New(rosa.db).Resolve(rosa.ctx, k[0].ID, conflict.Other); err != nil {
		t.Fatal(err)
	}
	rosa.run()
	if got := a.get(id); got.SSN != "457-55-5462" {
		t.Errorf("server has %q", got.SSN)
	}
}

func TestOnePoisonAmongManyDelaysNothing(t *testing.T) {
	for _, kind := range []string{"poison", "panic", "plain"} {
		a := newAgency(t)
		rosa := a.desk("rosa", hr)
		for i := range 20 {
			name := fmt.Sprint("form ", i)
			if i == 7 {
				name = kind
			}
			rosa.put(form{ID: app.NewID(), Office: "hq", Name: name})
		}
		rosa.run()
		if n := len(rosa.all()); n != 19 {
			t.Errorf("%s: %d forms", kind, n)
		}
		refused, err := rosa.db.Refusals(rosa.ctx)
		if err != nil || len(refused) != 1 || refused[0].Outcome.Words == "" || len(refused[0].Op.Changes) != 1 {
			t.Fatalf("%s: %+v %v", kind, refused, err)
		}
		if kind == "poison" && (len(refused[0].Outcome.Fields) != 1 || refused[0].Outcome.Fields[0].Name != "name") {
			t.Errorf("%+v", refused[0].Outcome)
		}
	}
}

func TestActs(t *testing.T) {
	a := newAgency(t)
	rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
	id, other := app.NewID(), app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee", Status: "draft"})
	rosa.put(form{ID: other, Office: "hq", Name: "Kim", Status: "draft"})
	rosa.run()
	omar.run()
	if out, err := omar.db.Do(omar.ctx, "form.close", id, record.Digest("Lee")); err != nil || !out.IsWaiting() {
		t.Fatal(out, err)
	}
	if out, err := omar.db.Do(omar.ctx, "form.close", other, record.Digest("Kim")); err != nil || !out.IsWaiting() {
		t.Fatal(out, err)
	}
	rosa.change(id, func(f *form) { f.Name = "Leigh" })
	rosa.run()
	omar.run()
	if got, _ := omar.get(id); got.Status != "draft" {
		t.Error("an act over stale inputs took effect")
	}
	if got, _ := omar.get(other); got.Status != "finished" {
		t.Error("the other act did not take effect")
	}
	refused, err := omar.db.Refusals(omar.ctx)
	if err != nil || len(refused) != 1 || refused[0].Outcome.Words != "The name has changed since you saw it." || refused[0].Op.Act != "form.close" {
		t.Errorf("%+v %v", refused, err)
	}
}

func TestScopes(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	vera := a.desk("vera", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"})
	away := a.desk("away", app.Grant{Role: policy.HRSpecialist, Scope: "hiring/west"})
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee", SSN: "078-05-1120"})
	rosa.run()
	vera.run()
	away.run()
	if len(away.all()) != 0 {
		t.Error("another office received a record")
	}
	if _, ok := away.db.Ring().For("hiring/hq"); ok {
		t.Error("another office received a key")
	}
	secret := func(d *desk) (s string) {
		if err := d.db.View(d.ctx, func(tx *record.Tx) (err error) { s, err = forms.Reveal(tx, id, "ssn"); return err }); err != nil {
			t.Fatal(err)
		}
		return s
	}
	if got, err := vera.get(id); err != nil || got.Name != "Lee" || secret(vera) != "" {
		t.Errorf("the verifier has %+v %v, secret %q", got, err, secret(vera))
	}

	// Rosa moves to the west office with unsent work on a record of hq.
	rosa.change(id, func(f *form) { f.City = "Erie" })
	u, err := a.accounts.Lookup(admin, "rosa")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.accounts.SetGrants(admin, u.ID, []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/west"}}); err != nil {
		t.Fatal(err)
	}
	away.put(form{ID: app.NewID(), Office: "west", Name: "Kim"})
	away.run()
	rosa.run()
	all := rosa.all()
	if len(all) != 1 || all[0].Name != "Kim" {
		t.Errorf("after the move: %+v", all)
	}
	refused, err := rosa.db.Refusals(rosa.ctx)
	if err != nil || len(refused) != 1 || refused[0].Op.Changes[0].Set["city"] == nil {
		t.Errorf("the unsent work is lost: %+v %v", refused, err)
	}
	if g := rosa.db.Keys().Profile().Grants; len(g) != 2 || g[0].Scope != "hiring/west" {
		t.Errorf("the profile has %+v", g)
	}
	if a.get(id).City != "" {
		t.Error("work without a right was applied")
	}
}

func TestRefusedDoors(t *testing.T) {
	a := newAgency(t)
	ctx := context.Background()
	enroll := func(code string) error {
		_, err := client.Enroll(ctx, code, "test", client.Options{})
		return err
	}
	_, code := a.code("rosa", hr)
	a.pass(account.CodeLife + time.Second)
	if err := enroll(code); !fault.Is(err, fault.Expired) || !strings.Contains(fault.Words(err), "expired") {
		t.Errorf("expired code: %v", err)
	}
	_, code = a.code("rosa")
	if err := enroll(code); err != nil {
		t.Fatal(err)
	}
	if err := enroll(code); !fault.Is(err, fault.Expired) || !strings.Contains(fault.Words(err), "used already") {
		t.Errorf("used code: %v", err)
	}

	// A server with another key at the address of ours.
	parsed, err := account.ParseCode(code)
	if err != nil {
		t.Fatal(err)
	}
	k, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	parsed.SyncKey, _ = x509.MarshalPKIXPublicKey(&k.PublicKey)
	if err := enroll(parsed.String()); !strings.HasPrefix(fault.Words(err), "This is not your agency's server") {
		t.Errorf("another key: %v", err)
	}

	rosa := a.desk("rosa")
	rosa.put(form{ID: app.NewID(), Office: "hq", Name: "Lee"})
	a.pass(24 * 365 * time.Hour) // the nonce is old, the clocks differ: no matter
	rosa.run()
	if err := a.accounts.Revoke(admin, rosa.db.Keys().Profile().Device); err != nil {
		t.Fatal(err)
	}
	rosa.put(form{ID: app.NewID(), Office: "hq", Name: "Kim"})
	if err := rosa.sync.Run(ctx); !fault.Is(err, fault.Denied) || !strings.Contains(fault.Words(err), "withdrawn") {
		t.Errorf("revoked: %v", err)
	}
	if s, err := rosa.sync.Status(rosa.ctx); err != nil || s.Waiting != 1 || !strings.Contains(s.Trouble, "withdrawn") || len(rosa.all()) != 2 {
		t.Errorf("%+v %v", s, err)
	}
	a.http.Close()
	if err := rosa.sync.Run(ctx); !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.Words(err), "will be sent later") {
		t.Errorf("no network: %v", err)
	}
}

func TestRestoredDiskTakesANewStream(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	first, lost, fresh := app.NewID(), app.NewID(), app.NewID()
	rosa.put(form{ID: first, Office: "hq", Name: "first"})
	rosa.run()
	rosa.db.Close()
	backup := t.TempDir()
	if err := os.CopyFS(backup, os.DirFS(rosa.dir)); err != nil {
		t.Fatal(err)
	}
	rosa.open("rosa")
	rosa.put(form{ID: lost, Office: "hq", Name: "after the backup"})
	rosa.run()
	rosa.db.Close()
	rosa.dir = backup
	rosa.open("rosa")
	rosa.put(form{ID: fresh, Office: "hq", Name: "after the restore"})
	rosa.run()
	for id, name := range map[app.ID]string{first: "first", lost: "after the backup", fresh: "after the restore"} {
		if got, err := rosa.get(id); err != nil || got.Name != name || a.get(id).Name != name {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	rosa.put(form{ID: app.NewID(), Office: "hq", Name: "next"})
	rosa.run()
	if s, err := rosa.sync.Status(rosa.ctx); err != nil || s.Waiting != 0 || s.Refused != 0 {
		t.Errorf("%+v %v", s, err)
	}
}
