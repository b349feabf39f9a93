package simulation

import (
	"math/rand/v2"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
	"civicdesk/sync/conflict"
)

const schedule = "GRS 2.1, item 050"

// erase destroys a record or two on the server, as retention does; now and then
// the server is killed while it does.
func (w *world) erase(_ *computer, r *rand.Rand) {
	refs := w.someOnServer(r)
	if len(refs) == 0 {
		return
	}
	killed := r.IntN(5) == 0
	if killed {
		w.server.power.failAfter(r.IntN(6))
	}
	for _, ref := range refs {
		w.tell("the server erases %s", w.names[ref.ID])
	}
	_, err := w.server.db.Erase(admin, schedule, refs...)
	if killed {
		w.tell("    and is killed meanwhile: %s", fault.Words(err))
		w.server.restart()
	} else {
		w.must("an erasure", err)
	}
	for _, ref := range refs {
		w.erased[ref] = true
	}
}

// someOnServer are one or two records that the server has.
func (w *world) someOnServer(r *rand.Rand) (refs []record.Ref) {
	typ, want := []string{"form", "form", "call", "notice"}[r.IntN(4)], 1+r.IntN(2)
	all, from := w.ids[typ], r.IntN(100)
	w.must("records are looked for", w.server.db.View(admin, func(tx *record.Tx) error {
		for i := range all {
			ref := record.Ref{Type: typ, ID: all[(from+i)%len(all)]}
			now, err := tx.Current(ref.Type, ref.ID)
			if err == nil && now.Exists && len(refs) < want {
				refs = append(refs, ref)
			}
		}
		return nil
	}))
	return refs
}

// eraseHere lets a computer sync, on which power fails while it does what it is
// told to erase.
func (w *world) eraseHere(c *computer, r *rand.Rand) {
	w.erase(c, r)
	after := r.IntN(25)
	w.tell("%s on %s: syncs, and power fails after %d writes", c.who.login, c.name, after)
	c.power.failAfter(after)
	err := c.run()
	w.tell("    %s", fault.Words(err))
	if c.power.isOff() {
		c.crash(r)
	}
	c.power.failAfter(-1)
}

// addConflicts counts among the erased records the conflicts about them. A server
// that was restored knows nothing of a conflict that it lost: what settles such a
// one names it by an identity that leads nowhere.
func (w *world) addConflicts() {
	w.must("tombstones are read", w.server.db.View(admin, func(tx *record.Tx) error {
		for _, o := range w.ops {
			fields, _ := entered(&o.Op)
			for field := range fields {
				typ, id, name := split(field)
				if !w.isErased(field) {
					continue
				}
				ref := record.Ref{Type: "conflict", ID: conflict.IDOf(o.ID, typ, app.ID(id), name)}
				if known, err := tx.IsErased(ref); err != nil {
					return err
				} else if known || w.putBacks == 0 {
					w.erased[ref] = true
				}
			}
		}
		return nil
	}))
}

// isErased says whether a field is of a record that was erased.
func (l *ledger) isErased(field string) bool {
	typ, id, _ := split(field)
	return l.erased[record.Ref{Type: typ, ID: app.ID(id)}]
}

// without is the operation without what it says of erased records, and whether
// there was anything.
func (l *ledger) without(o record.Op) (left record.Op, touched bool) {
	touched = o.Strip(func(ref record.Ref) bool { return l.erased[ref] }, l.erasedIDs())
	return o, touched
}

func (l *ledger) erasedIDs() (ids []app.ID) {
	for ref := range l.erased {
		ids = append(ids, ref.ID)
	}
	return ids
}
