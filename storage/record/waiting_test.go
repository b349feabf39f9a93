package record_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/app"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/journal"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/storagetest"
)

// Random work, answers, pages and writes that fail: what is kept in memory of the
// queue is what the store holds, and the queue says what a list of its own says.
func TestTheQueueInMemoryFollowsTheStore(t *testing.T) {
	keys := newKeys(t, disktest.Dir(t), "hiring/hq")
	rapid.Check(t, func(rt *rapid.T) {
		failing := storagetest.Fail(storagetest.NewMap())
		j, err := journal.Open(filepath.Join(disktest.Dir(t), "journal"))
		if err != nil {
			rt.Fatal(err)
		}
		db, err := record.OpenReplica(context.Background(), failing, schema(), keys, j, recordtest.Clock)
		if err != nil {
			rt.Fatal(err)
		}
		defer db.Close()
		waiting, decided := map[app.ID]bool{}, uint64(0)
		var upto uint64
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			failing.FailAt(rapid.SampledFrom([]int{0, 0, 0, 1, 4, 9}).Draw(rt, "fail"))
			switch rapid.SampledFrom([]string{"save", "save", "answer", "answer", "page"}).Draw(rt, "step") {
			case "save":
				id := rapid.SampledFrom([]app.ID{"a", "b", "c"}).Draw(rt, "id")
				err = db.Update(me, func(tx *record.Tx) error {
					return forms.Put(tx, Form{ID: id, Office: "hq", Name: string(app.NewID()), Status: "draft"})
				})
			case "answer":
				var ops []record.Op
				if ops, err = db.Undecided(me); err != nil || len(ops) == 0 {
					break
				}
				var out []record.Outcome
				for _, op := range ops[:rapid.IntRange(1, len(ops)).Draw(rt, "answered")] {
					decided++
					out = append(out, record.Outcome{Op: op.ID, Seq: decided,
						State: rapid.SampledFrom([]record.State{record.Applied, record.Rejected, record.Held, record.Waiting}).Draw(rt, "state")})
				}
				if err = db.Settle(me, out); err == nil {
					for _, o := range out {
						if !o.IsWaiting() {
							delete(waiting, o.Op)
						}
					}
				}
			case "page":
				next := rapid.Uint64Range(upto, decided).Draw(rt, "upto")
				var fits bool
				if fits, err = db.ApplyPage(me, upto, record.Page{Upto: next}, 1); err == nil && fits {
					upto = next
				}
			}
			failing.FailAt(0)
			if err != nil && !errors.Is(err, storagetest.ErrInjected) {
				rt.Fatal(err)
			}
			if same, err := record.QueueInMemory(db); err != nil || !same {
				rt.Fatalf("the queue in memory is another than the store's: %v", err)
			}
			ops, err := db.Undecided(me)
			if err != nil {
				rt.Fatal(err)
			}
			for _, op := range ops {
				waiting[op.ID] = true
			}
			if q, err := db.Queue(me); err != nil || q.Waiting != len(waiting) || len(ops) != len(waiting) {
				rt.Fatalf("%d wait, %d are listed, and it should be %d: %v", q.Waiting, len(ops), len(waiting), err)
			}
		}
	})
}
