package client_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/storage/record/recordtest"
	"civicdesk/sync/client"
	"civicdesk/sync/pair"
	"civicdesk/sync/protocol"
	"civicdesk/sync/server"
)

func pairsOf(d *desk) *pair.Service { return pair.New(d.db, nil) }

// A lost computer hands over its unsent work, which goes into quarantine, and is
// then told to clear itself. A stolen one is told at once, and nothing is taken.
func TestALostComputerHandsOverItsWorkAStolenOneDoesNot(t *testing.T) {
	for _, order := range []account.Order{account.Lost, account.Stolen} {
		t.Run(string(order), func(t *testing.T) {
			a := newAgency(t)
			rosa := a.desk("rosa", hr)
			id := app.NewID()
			rosa.put(form{ID: id, Office: "hq", Name: "Lee"})
			device := rosa.db.Keys().Profile().Device
			if err := a.accounts.Order(rosa.ctx, device, order); !fault.Is(err, fault.Denied) {
				t.Fatalf("an HR specialist reports computers: %v", err)
			}
			if err := a.accounts.Order(admin, device, order); err != nil {
				t.Fatal(err)
			}
			told := ""
			rosa.sync = client.New(rosa.db, client.Options{Transport: rosa.net, Ordered: func(words string) { told = words }})
			err := rosa.sync.Run(context.Background())
			if err == nil || !strings.Contains(told, "reported "+string(order)) || !strings.Contains(told, "administrator") || rosa.sync.Order() != told {
				t.Fatalf("%v %q", err, told)
			}
			want := 0
			if order == account.Lost {
				want = 1
			}
			quarantine(t, a, want)
			if rosa.sync.OrderedForAll() != (order == account.Stolen) {
				t.Error("whose data are to go")
			}
			asked := false
			rosa.net.fate = func(string) fate { asked = true; return arrives }
			if err := rosa.sync.Run(context.Background()); err == nil || asked {
				t.Error("it still speaks to the server")
			}
			if order == account.Lost {
				if err := a.accounts.Order(admin, device, account.Stolen); err != nil {
					t.Error(err)
				}
			} else if err := a.accounts.Order(admin, device, account.Lost); !fault.Is(err, fault.Conflict) {
				t.Errorf("a stolen one is only lost: %v", err)
			}
			if d := device1(t, a); d.Seen.Wiped.IsZero() {
				t.Errorf("%+v", d.Seen)
			}
		})
	}
}

// What a person saves while the order is under way is handed over too.
func TestALostComputerHandsOverWhatWasSavedMeanwhile(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	rosa.run()
	if err := a.accounts.Order(admin, rosa.db.Keys().Profile().Device, account.Lost); err != nil {
		t.Fatal(err)
	}
	saved := false
	rosa.net.fate = func(path string) fate {
		if path == protocol.PathPull && !saved {
			saved = true
			rosa.put(form{ID: app.NewID(), Office: "hq", Name: "Lee"})
		}
		return arrives
	}
	if err := rosa.sync.Run(context.Background()); err == nil || rosa.sync.Order() != "" {
		t.Errorf("cleared at once: %v %q", err, rosa.sync.Order())
	}
	if err := rosa.sync.Run(context.Background()); err == nil || rosa.sync.Order() == "" {
		t.Errorf("not cleared: %v", err)
	}
	quarantine(t, a, 1)
}

// device1 is the agency's only device, as the administrator sees it.
func device1(t *testing.T, a *agency) server.Device {
	t.Helper()
	all, err := a.server.Devices(admin)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d devices: %v", len(all), err)
	}
	return all[0]
}

// copyOf copies the desk's folder as it is now.
func copyOf(t *testing.T, d *desk) string {
	t.Helper()
	d.again(d.db.Keys().Profile().Login)
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(d.dir)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// What the administrator sees of a computer: whose it is, when it was seen, how
// old its unsent work is, and that its disk was set back.
func TestTheAdministratorSeesHowAComputerStands(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	rosa.clock = func() time.Time { return recordtest.Start.AddDate(-10, 0, 0) } // ten years wrong
	rosa.again("rosa")
	rosa.run()
	d := device1(t, a)
	if d.Login != "rosa" || d.Seen.Version != "test" || !d.Seen.At.Equal(a.clock()) || !d.Seen.SignedIn.Equal(a.clock()) || d.Seen.Waiting != 0 {
		t.Errorf("%+v", d)
	}
	// Two hours of work that does not reach the server.
	rosa.put(form{ID: app.NewID(), Office: "hq", Name: "Lee"})
	rosa.clock = func() time.Time { return recordtest.Start.AddDate(-10, 0, 0).Add(2 * time.Hour) }
	a.pass(2 * time.Hour)
	pull(t, rosa)
	if d := device1(t, a); d.Seen.Waiting != 1 || a.clock().Sub(d.Seen.Oldest) != 2*time.Hour {
		t.Errorf("%+v at %s", d.Seen, a.clock())
	}
}

// pull runs until the pull, though the push fails.
func pull(t *testing.T, d *desk) {
	t.Helper()
	d.net.fate = func(path string) fate {
		if path == protocol.PathPush {
			return refused
		}
		return arrives
	}
	if err := d.sync.Run(context.Background()); err == nil {
		t.Error("the push should have failed")
	}
	d.net.fate = nil
}

// A certificate is renewed by itself from day 60. One that has run out keeps work
// coming, undecided, until a person signs in again online. No clock of the
// desktop matters.
func TestCertificatesRenewThemselves(t *testing.T) {
	for _, years := range []int{-10, 0, 10} {
		a := newAgency(t)
		rosa := a.desk("rosa", hr)
		rosa.clock = func() time.Time { return recordtest.Start.AddDate(years, 0, 0) }
		rosa.again("rosa")
		until := func() time.Time {
			p := rosa.db.Keys().Profile()
			c, err := account.ReadCertificate(p.SyncKey, p.Certificate)
			if err != nil || c.Device != p.Device || c.User != p.User {
				t.Fatalf("%+v %v", c, err)
			}
			return c.Until
		}
		rosa.run()
		first := until()
		if !first.Equal(recordtest.Start.Add(90 * aDay)) {
			t.Errorf("until %s", first)
		}
		a.pass(59 * aDay)
		rosa.run()
		if !until().Equal(first) {
			t.Error("renewed too early")
		}
		a.pass(2 * aDay)
		rosa.run()
		if !until().Equal(a.clock().Add(90 * aDay)) {
			t.Errorf("not renewed at day 61: until %s", until())
		}
		a.pass(91 * aDay)
		id := app.NewID()
		rosa.put(form{ID: id, Office: "hq", Name: "Lee"})
		if err := rosa.sync.Run(context.Background()); !fault.Is(err, fault.Expired) || !strings.Contains(fault.Words(err), "sign in again") {
			t.Errorf("an old certificate: %v", err)
		}
		if rosa.waiting() != 1 || len(rosa.refusals()) != 0 || len(rosa.sync.Held()) != 1 {
			t.Errorf("the work should be in custody: %d wait, held %v", rosa.waiting(), rosa.sync.Held())
		}
		rosa.again("rosa") // a person signs in
		rosa.run()
		if rosa.waiting() != 0 || a.get(id).Name != "Lee" || !until().Equal(a.clock().Add(90*aDay)) {
			t.Errorf("%d wait, until %s", rosa.waiting(), until())
		}
	}
}

func TestACertificateIsTheAgencysOwn(t *testing.T) {
	a, other := newAgency(t), newAgency(t)
	rosa := a.desk("rosa", hr)
	p := rosa.db.Keys().Profile()
	if _, err := account.ReadCertificate(other.accounts.PublicKey(), p.Certificate); err == nil {
		t.Error("read under another agency's key")
	}
	for i := range p.Certificate {
		broken := append([]byte(nil), p.Certificate...)
		broken[i] ^= 1
		if c, err := account.ReadCertificate(p.SyncKey, broken); err == nil && c.Until.After(recordtest.Start.Add(91*aDay)) {
			t.Fatalf("a changed byte at %d was taken: %+v", i, c)
		}
	}
}

// The time without the server is what two clocks say at most; a clock that is set
// back takes nothing off, and one that is set ahead counts once and is forgotten
// with the next contact.
func TestTheLeaseCountsWhatPasses(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	now, ran := recordtest.Start, time.Duration(0)
	rosa.clock = func() time.Time { return now }
	rosa.ran = func() time.Duration { return ran }
	rosa.again("rosa")
	absent := func(want time.Duration, over bool) {
		t.Helper()
		got, err := rosa.sync.Absent(rosa.ctx)
		if err != nil || got.Passed != want || got.Over() != over || got.Lease != 14*aDay {
			t.Errorf("%+v %v, want %s", got, err, want)
		}
	}
	absent(0, false) // never reached: nothing to count
	rosa.run()
	absent(0, false)
	now = now.Add(3 * aDay)
	absent(3*aDay, false)
	now = now.AddDate(-10, 0, 0) // set back
	absent(3*aDay, false)
	ran += 2 * aDay // while the program runs, its own clock tells
	absent(5*aDay, false)
	rosa.again("rosa")
	now = now.Add(10 * aDay)
	absent(15*aDay, true)
	rosa.run()
	absent(0, false)
	now = now.AddDate(10, 0, 0) // set ahead: closed until the next contact
	absent(now.Sub(now.AddDate(-10, 0, 0)), true)
	rosa.run()
	now = now.AddDate(-10, 0, 0)
	absent(0, false)
	if err := a.accounts.SetLease(admin, 30); err != nil {
		t.Fatal(err)
	}
	rosa.run()
	if got, _ := rosa.sync.Absent(rosa.ctx); got.Lease != 30*aDay {
		t.Errorf("%+v", got)
	}
}

// A restored disk is seen by the administrator.
func TestARestoredDiskIsShown(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	rosa.put(form{ID: app.NewID(), Office: "hq", Name: "first"})
	rosa.run()
	before := copyOf(t, rosa)
	rosa.put(form{ID: app.NewID(), Office: "hq", Name: "second"})
	rosa.run()
	rosa.db.Close()
	rosa.dir = before
	rosa.open("rosa")
	rosa.put(form{ID: app.NewID(), Office: "hq", Name: "third"})
	rosa.run()
	if d := device1(t, a); d.Seen.Restores != 1 || d.Seen.Restored.IsZero() || rosa.waiting() != 0 {
		t.Errorf("%+v", d.Seen)
	}
}
