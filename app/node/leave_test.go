package node_test

import (
	"slices"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

// A right that is taken away while the desktop is on line: its records and keys
// are off it within five seconds, without anybody doing anything there.
func TestARightThatIsTakenAwayLeavesAnOnlineDesktop(t *testing.T) {
	p := newPlace(t)
	d, s, ctx, _ := p.desk("rdelgado")
	p.save(s, ctx, 1)
	must(t, s.Sync.Run(ctx))
	here := func() (n int) {
		t.Helper()
		must(t, s.DB.View(ctx, func(tx *record.Tx) error {
			all, err := hiring.Applications.All(tx)
			n = len(all)
			return err
		}))
		return n
	}
	if here() != 1 {
		t.Fatal("the application is not on the desktop")
	}
	s.Sync.Start()
	u, err := p.srv.Accounts.Lookup(system, "rdelgado")
	must(t, err)
	began := time.Now()
	must(t, p.srv.Accounts.SetGrants(system, u.ID, []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/west"}}))
	held := func() bool {
		return slices.ContainsFunc(s.DB.Keys().Ring.Keys(), func(k vault.ScopeKey) bool { return k.Scope == app.VacancyScope("hq", p.vacancy.ID) })
	}
	for (here() > 0 || held()) && time.Since(began) < time.Minute { // the key goes after the records
		time.Sleep(5 * time.Millisecond)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the application or its key left after %v", took)
	}
	must(t, d.Lock(s))
	must(t, d.Close())
}
