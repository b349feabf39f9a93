package simulation

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"civicdesk/storage/record"
)

// TestOnePoisonedOperationDelaysNoOther sends 1,000 operations of which the
// server refuses one: one sync decides them all.
func TestOnePoisonedOperationDelaysNoOther(t *testing.T) {
	w := &world{}
	w.begin(memoryFolder(t), rand.New(rand.NewPCG(1, 1)), false)
	w.frame = 0
	c := w.computers[0]
	defer func() {
		for _, c := range w.computers {
			c.close()
		}
	}()
	w.users[0].grants = grantsOf[0]
	w.must("rights are changed", w.server.accounts.SetGrants(admin, w.users[0].id, w.users[0].grants))
	c.close()
	c.open(c.accounts[0])
	w.must("the first sync", c.sync.Run(context.Background()))
	const all, bad = 1000, 400
	for i := range all {
		f := form{ID: w.make("form"), Office: "hq", Name: w.value("name"), Notes: []string{}, Status: "draft"}
		if i == bad {
			f.Name = poison
		}
		w.save(c, fmt.Sprint("makes form ", i), func(tx *record.Tx) error { return forms.Put(tx, f) })
	}
	w.line.requests = 0
	w.must("one sync", c.sync.Run(context.Background()))
	refused := 0
	outcomes := w.outcomes()
	for _, d := range outcomes {
		if d.Outcome.State == record.Rejected {
			refused++
		}
	}
	if len(outcomes) != all || refused != 1 || outcomes[w.order[bad]].Outcome.State != record.Rejected {
		t.Errorf("%d of %d operations were decided, %d refused", len(outcomes), all, refused)
	}
	if len(w.failures) > 0 {
		t.Error(w.failures)
	}
}
