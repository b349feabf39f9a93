package client_test

import (
	"context"
	"fmt"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
)

// TestACommitOfUnknownFate has the server's database go away while it commits a
// push. The desktop is told to try again, nothing is refused, and whether the
// push was kept or not, it stands once in the end.
func TestACommitOfUnknownFate(t *testing.T) {
	for _, kept := range []bool{true, false} {
		t.Run(fmt.Sprint("kept ", kept), func(t *testing.T) {
			a := newAgency(t)
			rosa := a.desk("rosa", hr)
			id := app.NewID()
			rosa.put(form{ID: id, Office: "hq", Name: "Lee"})
			rosa.change(id, func(f *form) { f.Notes = append(f.Notes, "a note") })
			before := a.seq()
			a.store.Lose(kept)
			if err := rosa.sync.Run(context.Background()); !fault.Is(err, fault.Unavailable) {
				t.Fatalf("the desktop hears %v", err)
			}
			if q, err := rosa.db.Queue(rosa.ctx); err != nil || q.Waiting != 2 || q.Refused != 0 {
				t.Errorf("%+v %v", q, err)
			}
			rosa.run()
			if got := a.seq() - before; got != 2 {
				t.Errorf("2 operations took %d numbers", got)
			}
			mine, err := rosa.get(id)
			if theirs := a.get(id); err != nil || len(mine.Notes) != 1 || record.Digest(mine) != record.Digest(theirs) {
				t.Errorf("%+v here, %+v there, %v", mine, theirs, err)
			}
		})
	}
}
