package simulation

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/epoch"
	"civicdesk/storage/journal"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

// checkErased looks that of the records that were erased nothing is left: not on
// the server, on no computer, in no queue, in no tray and in no journal. Values
// of other records have their own checks.
func (w *world) checkErased() {
	if len(w.erased) == 0 {
		return
	}
	w.checkStore("the server", w.server.disk, w.server.db.Ring(), *w.server.anchor.now)
	for id, d := range w.outcomes() {
		if d.Op != nil {
			w.checkStripped("the server's outcome", id, *d.Op)
		}
		for _, field := range d.Disputed {
			if w.isErased(field) {
				w.fail("the outcome of %s names a field of an erased record", w.names[id])
			}
		}
	}
	w.must("tombstones are read", w.server.db.View(admin, func(tx *record.Tx) error {
		for ref := range w.erased {
			if gone, err := tx.IsErased(ref); err != nil || !gone && ref.Type != "conflict" {
				w.fail("%s was erased, and the server does not know: %v", w.names[ref.ID], err)
			}
		}
		return nil
	}))
	if w.putBacks > 0 { // no desktop is told of what was made and erased after the backup
		return
	}
	for _, c := range w.computers {
		for _, a := range c.accounts {
			if a.revoked { // nobody tells it any more
				return
			}
		}
		for _, a := range c.accounts {
			if c.who != a {
				c.close()
				c.open(a)
			}
			w.checkQueues(c)
			w.checkJournal(c)
			w.checkAcknowledged(c)
		}
		w.checkStore(c.name, c.disk, c.db.Keys().Ring, c.db.Keys().Anchor())
	}
}

// opens says whether the secrets of the anchor open the file, or it needs none.
// One whose secret is forgotten is worth nothing, wherever it lies.
func opens(file state, a vault.Anchor) bool {
	n, commit, err := epoch.Of(&memoryTx{state: file})
	return err != nil || n == 0 || slices.ContainsFunc(a.Epochs, func(s epoch.Secret) bool { return s.Open().Is(n, commit) })
}

// checkStore looks that no file of the store that can be opened has a row of an
// erased record.
func (w *world) checkStore(where string, m *medium, ring *vault.Ring, a vault.Anchor) {
	places := map[string]record.Ref{}
	for ref := range w.erased {
		places[placeIn(ring, ref.Type, ref.ID)] = ref
	}
	bad := func(place string, what string) {
		if ref, is := places[place]; is {
			w.fail("%s has a row of %s, which was erased: %s", where, w.named(ref.Type+"/"+string(ref.ID)), what)
		}
	}
	for _, file := range m.all() {
		if !opens(file, a) {
			continue
		}
		for _, t := range []storage.Table{storage.Records, storage.Secrets, storage.Shadow, storage.Pending} {
			for _, r := range file.tables[t] {
				bad(r.key[:20], "in its table")
			}
		}
		for _, r := range file.tables[storage.Indexes] {
			for place := range places {
				if strings.HasSuffix(r.key, place[4:]) {
					bad(place, "in an index")
				}
			}
		}
		for _, r := range file.tables[storage.Meta] {
			if rest, is := strings.CutPrefix(r.key, "damaged/"); is && len(rest) > 20 {
				bad(rest[1:21], "set aside as damaged")
			}
			if rest, is := strings.CutPrefix(r.key, "due/"); is {
				bad(rest, "still to be erased")
			}
		}
	}
}

func (w *world) checkStripped(where string, id app.ID, o record.Op) {
	if _, touched := w.without(o); touched {
		w.fail("%s still has what %s says of an erased record", where, w.names[id])
	}
}

// checkQueues looks through what waits and what lies in the tray.
func (w *world) checkQueues(c *computer) {
	where := c.who.login + " on " + c.name
	unsent, err := c.db.Undecided(c.context())
	w.must("the queue opens", err)
	for _, o := range unsent {
		w.checkStripped("the queue of "+where, o.ID, o)
	}
	refused, err := c.db.Refusals(c.context())
	w.must("the tray opens", err)
	for _, one := range refused {
		w.checkStripped("the tray of "+where, one.Op.ID, one.Op)
	}
}

// checkJournal reads the signed-in user's frames as a thief could who has
// everybody's keys of today.
func (w *world) checkJournal(c *computer) {
	keys := c.db.Keys()
	j, err := journal.OpenOn(c.files.copied(newPower()), "journal")
	w.must("a copy of the journal opens", err)
	defer j.Close()
	box := keys.User.Sub("journal").Box()
	w.must("the journal is read", j.Scan(1, func(f journal.Frame) error {
		inner := f.Payload
		for _, e := range keys.Anchor().Epochs {
			if plain, ok := e.Open().OpenFrame(f.Payload, f.Owner[:]); ok {
				inner = plain
			}
		}
		var o record.Op
		if plain, err := box.Open(inner, f.Owner[:]); err == nil && record.Decode(plain, &o) == nil {
			w.checkStripped("the journal of "+c.who.login+" on "+c.name, o.ID, o)
		}
		return nil
	}))
}

// checkAcknowledged looks that the server knows that the desktop has erased.
func (w *world) checkAcknowledged(c *computer) {
	w.must("the ledger is read", w.server.db.View(context.Background(), func(tx *record.Tx) error {
		last, err := tx.LastErasure()
		if err != nil {
			return err
		}
		upto, err := tx.Acknowledged(c.who.device)
		if upto < last {
			w.fail("%s on %s has erased up to %d and was told of %d", c.who.login, c.name, upto, last)
		}
		return err
	}))
	if n := len(c.db.Keys().Anchor().Epochs); n > 1 {
		w.fail("%s keeps the secrets of %d epochs", c.name, n)
	}
}
