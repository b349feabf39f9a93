package record_test

import (
	"testing"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
)

// TestWhatLiesBeneathDecidesWhatIsDropped: a person moves a record to another office
// and loses one of the two offices before the move is decided. The server's state
// says whether the record stays here, not the move, which may be refused.
func TestWhatLiesBeneathDecidesWhatIsDropped(t *testing.T) {
	for _, c := range []struct {
		name  string
		keeps app.Scope
		after []app.ID // what is found when the move was refused
	}{
		{"the office it comes from is lost", "hiring/east", nil},
		{"the office it goes to is lost", "hiring/hq", []app.ID{"a"}},
	} {
		dir := disktest.Dir(t)
		db := recordtest.OpenReplica(t, dir, cardSchema(), newKeys(t, dir, "hiring/hq", "hiring/east"))
		db.ApplyPage(me, 0, page(0, cardItem(Card{ID: "a", Office: "hq", Name: "Ana Delgado"})), 1)
		putCard(t, db, Card{ID: "a", Office: "east", Name: "Ana Delgado"})
		if err := db.Drop(me, func(s app.Scope) bool { return s == c.keeps }); err != nil {
			t.Fatal(err)
		}
		finds(t, db, "delgado") // moved out of what may be seen, either way
		db.Keys().Ring.Remove(func(s app.Scope) bool { return s == c.keeps })
		ops, err := db.Unsent(me, 0)
		if err != nil || len(ops) != 1 {
			t.Fatalf("%s: %d operations wait, %v", c.name, len(ops), err)
		}
		if err := db.Settle(me, []record.Outcome{{Op: ops[0].ID, State: record.Rejected, Words: "no"}}); err != nil {
			t.Fatal(err)
		}
		finds(t, db, "delgado", c.after...)
		beneath := 0
		if err := db.Rows(me, func(stx storage.Tx) error {
			return stx.Scan(storage.Shadow, nil, nil, 0, func(_, _ []byte) error { beneath++; return nil })
		}); err != nil || beneath > 0 {
			t.Errorf("%s: %d rows lie beneath nothing, %v", c.name, beneath, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
