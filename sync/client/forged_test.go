package client_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/vault"
	"civicdesk/sync/conflict"
)

// TestWhatOneMayNotDoIsRefused sends, from a desktop that checks nothing, what
// its user may not do.
func TestWhatOneMayNotDoIsRefused(t *testing.T) {
	a := newAgency(t)
	rosa, sam := a.desk("rosa", hr), a.desk("sam", app.Grant{Role: policy.SelectingOfficial, Scope: "hiring/hq"})
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee", Status: "draft"})
	rosa.run()
	sam.run()
	admins := recordtest.As(sam.db.Keys().Profile().User, "Sam") // the desktop does not ask policy here
	for name, put := range map[string]func(*record.Tx) error{
		"a role without the right": func(tx *record.Tx) error {
			return forms.Put(tx, form{ID: id, Office: "hq", Name: "Kim", Status: "draft"})
		},
		"another office's record": func(tx *record.Tx) error {
			return forms.Put(tx, form{ID: app.NewID(), Office: "west", Name: "Kim"})
		},
		"a grant for oneself": func(tx *record.Tx) error {
			return account.Users.Put(tx, account.User{ID: app.NewID(), Login: "boss", Name: "Boss", Grants: []app.Grant{{Role: policy.Administrator}}})
		},
	} {
		before := a.get(id)
		ring := sam.db.Ring()
		for _, s := range []app.Scope{"hiring/hq", "hiring/west", app.ScopeAdmin} { // keys of its own making
			if _, ok := ring.For(s); !ok {
				ring.Add(vault.NewScopeKey(s))
			}
		}
		if err := sam.db.Update(admins, put); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		sam.run()
		refused, err := sam.db.Refusals(sam.ctx)
		if err != nil || len(refused) != 1 || fault.Kind(refused[0].Outcome.Code) != fault.Denied || refused[0].Outcome.Words == "" {
			t.Fatalf("%s: %+v %v", name, refused, err)
		}
		if err := sam.db.Dismiss(sam.ctx, refused[0].Op.ID); err != nil {
			t.Fatal(err)
		}
		if record.Digest(a.get(id)) != record.Digest(before) {
			t.Errorf("%s: the record changed", name)
		}
	}
	users, err := a.accounts.ListUsers(admin)
	if err != nil || len(users) != 2 {
		t.Errorf("%d users, %v", len(users), err)
	}
}

// TestAnotherUsersNameIsRefused signs work with somebody else's identity.
func TestAnotherUsersNameIsRefused(t *testing.T) {
	a := newAgency(t)
	rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
	forged := recordtest.As(omar.db.Keys().Profile().User, "Omar", hr)
	id := app.NewID()
	if err := rosa.db.Update(forged, func(tx *record.Tx) error { return forms.Put(tx, form{ID: id, Office: "hq", Name: "Lee"}) }); err != nil {
		t.Fatal(err)
	}
	rosa.put(form{ID: app.NewID(), Office: "hq", Name: "honest"})
	rosa.run()
	if all := rosa.all(); len(all) != 1 || all[0].Name != "honest" {
		t.Errorf("%+v", all)
	}
}

// TestViewsReachTheAuditTrail sends openings, also with work that is refused.
func TestViewsReachTheAuditTrail(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee"})
	for _, name := range []string{"Lee", "poison"} {
		if err := rosa.db.Update(rosa.ctx, func(tx *record.Tx) error {
			tx.Audit("form.open", "form", id, "opened as "+name)
			if name == "Lee" {
				return nil
			}
			return forms.Put(tx, form{ID: id, Office: "hq", Name: name})
		}); err != nil {
			t.Fatal(err)
		}
	}
	rosa.run()
	var got []string
	if err := a.db.AuditTrail(context.Background(), func(e record.Entry) error {
		if e.Action == "form.open" && e.ID == id && e.User == rosa.db.Keys().Profile().User && e.Device == rosa.db.Keys().Profile().Device {
			got = append(got, e.Text)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "opened as poison") }) {
		t.Errorf("the trail has %q", got)
	}
}

// TestWorkThatRestsOnRefusedWork is judged by what the refused work rested on.
func TestWorkThatRestsOnRefusedWork(t *testing.T) {
	for _, other := range []bool{false, true} {
		a := newAgency(t)
		rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
		id := app.NewID()
		rosa.put(form{ID: id, Office: "hq", Name: "Lee"})
		rosa.run()
		omar.run()
		rosa.change(id, func(f *form) { f.Name, f.City = "poison", "Ames" })
		rosa.change(id, func(f *form) { f.Name, f.City = "Leigh", "Boone" })
		want, conflicts := "Boone", 0
		if other {
			omar.change(id, func(f *form) { f.City = "Erie" })
			omar.run()
			want, conflicts = "Erie", 1
		}
		rosa.run()
		if got, _ := rosa.get(id); got.Name != "Leigh" || got.City != want || len(rosa.conflicts()) != conflicts {
			t.Errorf("other %v: %+v, %d conflicts", other, got, len(rosa.conflicts()))
		}
		if refused, err := rosa.db.Refusals(rosa.ctx); err != nil || len(refused) != 1 {
			t.Errorf("other %v: %d refused, %v", other, len(refused), err)
		}
	}
}

// TestTheValuesOfAConflictStay sends other values with the choice.
func TestTheValuesOfAConflictStay(t *testing.T) {
	a := newAgency(t)
	rosa, omar := a.desk("rosa", hr), a.desk("omar", hr)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee", SSN: "212456789"})
	rosa.run()
	omar.run()
	rosa.change(id, func(f *form) { f.SSN = "212450001" })
	omar.change(id, func(f *form) { f.SSN = "212450002" })
	rosa.run()
	omar.run()
	for name, edit := range map[string]func(*conflict.Conflict){
		"another value": func(c *conflict.Conflict) { c.OtherText = "212450009" },
		"another name":  func(c *conflict.Conflict) { c.OtherName = "Somebody else" },
		"another label": func(c *conflict.Conflict) { c.Label = "Another record" },
	} {
		c := omar.conflicts()[0]
		edit(&c)
		if err := omar.db.Update(omar.ctx, func(tx *record.Tx) error { return conflict.Conflicts.Put(tx, c) }); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		omar.run()
		if refused, err := omar.db.Refusals(omar.ctx); err != nil || len(refused) != 1 {
			t.Errorf("%s: taken, %v", name, err)
		} else if err := omar.db.Dismiss(omar.ctx, refused[0].Op.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAnActSaysWhatItsAuthorSaw: without the digest an act would run on what
// nobody looked at.
func TestAnActSaysWhatItsAuthorSaw(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee", Status: "draft"})
	rosa.run()
	if _, err := rosa.db.Do(rosa.ctx, "form.blind", id, ""); err != nil {
		t.Fatal(err)
	}
	rosa.run()
	refused, err := rosa.db.Refusals(rosa.ctx)
	if err != nil || len(refused) != 1 || a.get(id).Status != "draft" {
		t.Fatalf("%+v %v, %s", refused, err, a.get(id).Status)
	}
}
