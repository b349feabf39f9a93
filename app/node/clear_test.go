package node_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/sync/client"
	"civicdesk/sync/pair"
)

// filesOf lists what of the product lies in a desktop's folder.
func filesOf(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func secretsIn(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir(os.Getenv("CIVICDESK_KEYCHAIN"))
	must(t, err)
	return len(entries)
}

// A stolen computer clears itself at its next contact: keys, secrets of the
// keychain and files are gone, the sign-in screen says why and whom to ask, and
// the computer can be enrolled again. A stop in between is made good at the next
// start.
func TestAStolenComputerIsCleared(t *testing.T) {
	srv, v, code := officeOf(t)
	dir := t.TempDir()
	before := secretsIn(t)
	d, s, ctx := enrolled(t, dir, code)
	_, err := s.AddUser(ctx, codeFor(t, srv, "vkane", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"}), "Grey-Otter-77")
	must(t, err)
	_, err = s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	must(t, srv.Accounts.Order(system, s.Profile().Device, account.Stolen))
	if err := s.Sync.Run(ctx); !fault.Is(err, fault.Denied) {
		t.Fatal(err)
	}
	must(t, d.Clear(s))
	if names := filesOf(t, dir); len(names) != 2 { // the note, and the new empty store
		t.Errorf("left: %v", names)
	}
	if n := secretsIn(t); n != before {
		t.Errorf("%d secrets are left in the keychain", n-before)
	}
	words := d.Cleared().Words
	if d.Enrolled() || !strings.Contains(words, "stolen") || !strings.Contains(words, "Test Agency") || !strings.Contains(words, "administrator") {
		t.Errorf("enrolled %v, %q", d.Enrolled(), words)
	}
	must(t, d.Close())
	// Stopped after the keys had gone: the next start removes the rest.
	must(t, os.WriteFile(filepath.Join(dir, "store.7.db"), []byte("rest"), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "cleared.json"), []byte(`{"words":"Stolen.","unfinished":true}`), 0o600))
	d, err = node.OpenDesktop(dir, cheap)
	must(t, err)
	if names := filesOf(t, dir); len(names) != 2 || d.Cleared().Words != "Stolen." || d.Cleared().Unfinished {
		t.Errorf("left: %v, %+v", names, d.Cleared())
	}
	u, err := srv.Accounts.Lookup(system, "rdelgado")
	must(t, err)
	code, err = srv.Accounts.NewEnrolment(system, u.ID)
	must(t, err)
	s, err = d.Enroll(context.Background(), code, password, "test")
	must(t, err)
	if d.Cleared().Words != "" {
		t.Error("the note outlives the new enrolment")
	}
	must(t, s.DB.Close())
}

// A lost computer that two people share gives up the account that was reported;
// the colleague's stays, with what is unsent in it.
func TestALostComputerKeepsAColleaguesWork(t *testing.T) {
	srv, v, code := officeOf(t)
	dir := t.TempDir()
	d, s, ctx := enrolled(t, dir, code)
	hr := app.Grant{Role: policy.HRSpecialist, Scope: "hiring/hq"}
	_, err := s.AddUser(ctx, codeFor(t, srv, "okim", hr), "Grey-Otter-77")
	must(t, err)
	_, err = s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	lost := s.Profile().Device
	must(t, d.Lock(s))
	s, ctx = signIn(t, d, "okim", "Grey-Otter-77")
	_, err = s.Hiring.SaveDraft(ctx, draft(v, 2))
	must(t, err)
	must(t, d.Lock(s))
	must(t, srv.Accounts.Order(system, lost, account.Lost))
	s, ctx = signIn(t, d, "rdelgado", password)
	s.Sync.Run(ctx)
	must(t, d.Clear(s))
	if list, err := srv.Desktops.Quarantine(system); err != nil || len(list) != 1 || list[0].By != "Rosa Delgado" {
		t.Errorf("%+v %v", list, err)
	}
	if _, err := d.Unlock(context.Background(), "rdelgado", password); !fault.Is(err, fault.Denied) {
		t.Errorf("the account still opens: %v", err)
	}
	s, ctx = signIn(t, d, "okim", "Grey-Otter-77")
	must(t, s.Sync.Run(ctx))
	if q, err := s.DB.Queue(ctx); err != nil || q.Waiting != 0 || q.Refused != 0 {
		t.Errorf("%+v %v", q, err)
	}
	must(t, s.DB.Close())
}

// After the lease a folder opens only when the server can be reached. What was
// keyed is kept; a clock that was set back opens nothing that was closed.
func TestTheLeaseEnds(t *testing.T) {
	_, v, code := officeOf(t)
	now := time.Now()
	o := cheap
	cut := false
	o.Clock = func() time.Time { return now }
	o.Sync.Transport = cable(func(r *http.Request) (*http.Response, error) {
		if cut {
			return nil, http.ErrHandlerTimeout
		}
		return transport.RoundTrip(r)
	})
	dir := t.TempDir()
	d, err := node.OpenDesktop(dir, o)
	must(t, err)
	s, err := d.Enroll(context.Background(), code, password, "test")
	must(t, err)
	ctx := s.Context(context.Background())
	must(t, s.Sync.Run(ctx))
	cut = true
	_, err = s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	must(t, d.Lock(s))
	now = now.Add(13 * 24 * time.Hour)
	s, _ = signIn(t, d, "rdelgado", password)
	must(t, d.Lock(s))
	now = now.Add(2 * 24 * time.Hour)
	for range 2 {
		if _, err := d.Unlock(context.Background(), "rdelgado", password); !fault.Is(err, fault.Expired) || !strings.Contains(fault.Words(err), "14 days") {
			t.Fatalf("after 15 days: %v", err)
		}
		now = now.AddDate(-10, 0, 0)
	}
	cut = false
	s, ctx = signIn(t, d, "rdelgado", password)
	if q, err := s.DB.Queue(ctx); err != nil || q.Waiting != 0 {
		t.Errorf("%+v %v", q, err)
	}
	if list, err := s.Hiring.Applicants(ctx, v.ID, ""); err != nil || len(list) != 1 {
		t.Errorf("%d applications, %v", len(list), err)
	}
	must(t, s.DB.Close())
}

// One paper form that two people keyed on two computers becomes a pair that both
// see; a person says that it is one form, and the other is withdrawn.
func TestAPaperFormKeyedTwiceBecomesAPair(t *testing.T) {
	for _, choice := range []string{pair.KeepFirst, pair.Two} {
		srv, v, code := officeOf(t)
		hr := app.Grant{Role: policy.HRSpecialist, Scope: "hiring/hq"}
		_, rosa, rosaCtx := enrolled(t, t.TempDir(), code)
		_, omar, omarCtx := enrolled(t, t.TempDir(), codeFor(t, srv, "okim", hr))
		key := func(s *node.Session, ctx context.Context, first, ssn string) hiring.Application {
			a, err := s.Hiring.SaveDraft(ctx, hiring.Application{Vacancy: v.ID, FirstName: first, LastName: "Núñez", SSN: ssn, DayPhone: "202-555-0143"})
			must(t, err)
			return a
		}
		first := key(rosa, rosaCtx, "Ana", "212-45-1234")
		second := key(omar, omarCtx, "ANA ", "")
		key(omar, omarCtx, "Bo", "212-45-9999") // the same telephone alone is no duplicate
		must(t, rosa.Sync.Run(rosaCtx))
		must(t, omar.Sync.Run(omarCtx))
		must(t, rosa.Sync.Run(rosaCtx))
		for _, desk := range []struct {
			s   *node.Session
			ctx context.Context
		}{{rosa, rosaCtx}, {omar, omarCtx}} {
			all, err := desk.s.Pairs.Undecided(desk.ctx)
			if err != nil || len(all) != 1 || all[0].First != first.ID || all[0].Second != second.ID || all[0].FirstBy != "Rosa Delgado" || !strings.Contains(all[0].Why[0], "daytime telephone") {
				t.Fatalf("%+v %v", all, err)
			}
		}
		all, _ := rosa.Pairs.Undecided(rosaCtx)
		must(t, rosa.Pairs.Choose(rosaCtx, all[0].ID, choice))
		must(t, rosa.Sync.Run(rosaCtx))
		// Omar decides otherwise without knowing: he is told, nothing changes.
		must(t, omar.Pairs.Choose(omarCtx, all[0].ID, pair.KeepSecond))
		must(t, omar.Sync.Run(omarCtx))
		if refused, err := omar.DB.Refusals(omarCtx); err != nil || len(refused) != 1 {
			t.Errorf("%d refused, %v", len(refused), err)
		}
		var a, b hiring.Application
		must(t, srv.DB.View(system, func(tx *record.Tx) (err error) {
			if a, err = hiring.Applications.Get(tx, first.ID); err == nil {
				b, err = hiring.Applications.Get(tx, second.ID)
			}
			return err
		}))
		want := hiring.Draft
		if choice == pair.KeepFirst {
			want = hiring.Withdrawn
		}
		if a.Status != hiring.Draft || b.Status != want {
			t.Errorf("%s: %s and %s", choice, a.Status, b.Status)
		}
		// It is not asked about again.
		second2 := second
		second2.City = "Dayton"
		if choice == pair.Two {
			second2.DayPhone = "202 555 0143"
			_, err := omar.Hiring.SaveDraft(omarCtx, second2)
			must(t, err)
			must(t, omar.Sync.Run(omarCtx))
			if all, err := omar.Pairs.Undecided(omarCtx); err != nil || len(all) != 0 {
				t.Errorf("asked again: %+v %v", all, err)
			}
		}
		must(t, rosa.DB.Close())
		must(t, omar.DB.Close())
	}
}

var transport = client.Transport()

type cable func(*http.Request) (*http.Response, error)

func (c cable) RoundTrip(r *http.Request) (*http.Response, error) { return c(r) }
