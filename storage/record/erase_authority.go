package record

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/vault"
)

// This file erases on the server. The ledger comes first, a file apart from the
// store: from then on the records are erased, whenever the store is opened, even
// one that is put back from a backup. Then the rows go in one transaction, with a
// tombstone and an entry of the feed that tells every desktop; then the store is
// copied forward under the secret of a new epoch, and the old secret is forgotten.

// AlsoErase sets a function that names records which go when the given one does,
// such as the differences about it.
func (db *DB) AlsoErase(fn func(tx *Tx, ref Ref) ([]Ref, error)) {
	db.erasing.related = append(db.erasing.related, fn)
}

// InErase sets a function that runs in the transaction of an erasure, before the
// records' rows are removed, for what other packages keep of them in tables of
// their own or beside the store. On a desktop it may run more than once.
func (db *DB) InErase(fn func(tx *Tx, stx storage.Tx, refs []Ref) error) {
	db.erasing.inside = append(db.erasing.inside, fn)
}

// eraseAuthority destroys the records, with all that is related to them. What
// stays of each is its keyed place, the time and the rule. The caller has asked
// policy.
func (db *DB) eraseAuthority(ctx context.Context, rule string, asked []Ref) (done Erasure, err error) {
	actor := app.ActorFrom(ctx)
	if actor.User == "" {
		return done, fault.E("record.Erase", fault.Denied, "Sign in first.", nil)
	}
	if rule = cleanRule(rule); rule == "" {
		return done, fault.E("record.Erase", fault.Invalid, "Name the rule under which this is erased, for example “GRS 2.1, item 050”.", nil)
	}
	db.erasing.one.Lock()
	defer db.erasing.one.Unlock()
	refs, err := db.withRelated(ctx, asked)
	if err != nil {
		return done, err
	}
	var entries []Tombstone
	now := db.clock.Now()
	for _, ref := range refs {
		p := db.placeOf(&Definition{tag: tagOf("type", ref.Type)}, ref.ID)
		entries = append(entries, Tombstone{p[:], now, rule})
	}
	if err := db.erasing.ledger.add(db.ledgerKey(), entries); err != nil {
		return done, err
	}
	done.Refs = refs
	if done.Seq, err = db.eraseRows(ctx, entries, refs); err != nil {
		return done, err
	}
	done.Rewritten, err = db.finishErasure(ctx, db.goneOf(refs))
	return done, err
}

// withRelated are the records that are there, with those that go along.
func (db *DB) withRelated(ctx context.Context, asked []Ref) (refs []Ref, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		seen := map[Ref]bool{}
		for todo := asked; len(todo) > 0; {
			ref := todo[0]
			todo = todo[1:]
			if seen[ref] {
				continue
			}
			seen[ref] = true
			d, err := tx.typeOf(ref.Type)
			if err != nil {
				return err
			}
			s, err := db.readRow(tx.stx, storage.Records, db.placeOf(d, ref.ID))
			if err != nil {
				return err
			}
			if s == nil {
				return notThere(tx, ref)
			}
			refs = append(refs, ref)
			for _, fn := range db.erasing.related {
				more, err := fn(tx, ref)
				if err != nil {
					return err
				}
				todo = append(todo, more...)
			}
		}
		return nil
	})
	return refs, err
}

func notThere(tx *Tx, ref Ref) error {
	was, err := tx.IsErased(ref)
	if err == nil && was {
		err = fault.E("record.Erase", fault.Erased, "The "+ref.Type+" "+string(ref.ID)+" was erased before. Nothing was changed.", nil)
	} else if err == nil {
		err = fault.E("record.Erase", fault.NotFound, "There is no "+ref.Type+" "+string(ref.ID)+". Nothing was erased.", nil)
	}
	return err
}

// eraseRows removes what the store has of the entries' records, in one
// transaction, and tells the feed and the audit trail. refs are the records that
// are known by name; a record that only its keyed place names, from the ledger,
// is opened to learn its name.
func (db *DB) eraseRows(ctx context.Context, entries []Tombstone, refs []Ref) (last uint64, err error) {
	err = db.write(ctx, func(stx storage.Tx, made *[]vault.KeyID) error {
		tx := db.newTx(ctx, stx, app.ActorFrom(ctx), true)
		tx.made = made
		for _, fn := range db.erasing.inside {
			if err := fn(tx, stx, refs); err != nil {
				return err
			}
		}
		if err := tx.noteUnfinished(refs); err != nil {
			return err
		}
		chain, err := tx.openChain()
		if err != nil {
			return err
		}
		for _, e := range entries {
			if last, err = tx.eraseRow(chain, e); err != nil {
				return err
			}
		}
		if err := tx.forgetForgotten(entries); err != nil {
			return err
		}
		if err := tx.flushTallies(); err != nil {
			return err
		}
		return chain.save(tx)
	})
	return last, err
}

// noteUnfinished keeps the records' names until the store has been copied forward.
func (tx *Tx) noteUnfinished(refs []Ref) error {
	before, err := readUnfinished(tx.stx)
	if err != nil {
		return err
	}
	raw, err := Encode(append(before, refs...))
	if err != nil {
		return err
	}
	return tx.stx.Put(storage.Meta, unfinished, raw)
}

func readUnfinished(stx storage.Tx) (refs []Ref, err error) {
	v, err := stx.Get(storage.Meta, unfinished)
	if err != nil || v == nil {
		return nil, err
	}
	refs = []Ref{}
	if err := Decode(v, &refs); err != nil {
		return nil, storage.ErrDamaged
	}
	return refs, nil
}

func (tx *Tx) eraseRow(chain *chain, e Tombstone) (seq uint64, err error) {
	p := place(e.Place)
	raw, err := Encode(e)
	if err == nil {
		err = tx.stx.Put(storage.Meta, tombKey(p), raw)
	}
	if err != nil {
		return 0, err
	}
	s, err := tx.db.readRow(tx.stx, storage.Records, p)
	if err != nil || s == nil {
		return 0, err
	}
	if err := tx.stx.Delete(storage.Feed, seqKey(s.rev)); err != nil {
		return 0, err
	}
	if s.Scope != app.ScopeAdmin {
		tx.tallies.add(s.Scope, s.Type, s.ID, s.rev, -1)
	}
	if d := tx.db.schema.types[s.Type]; d != nil {
		if err := tx.db.removeRow(tx.stx, d, p, s); err != nil {
			return 0, err
		}
	}
	for _, t := range []storage.Table{storage.Records, storage.Secrets} {
		if err := deleteUnder(tx.stx, t, p[:]); err != nil {
			return 0, err
		}
	}
	if seq, err = tx.stx.NextSeq(1); err != nil {
		return 0, err
	}
	// Forget and scope are for programs that do not know Erase yet.
	item, err := Encode(Item{Type: s.Type, ID: s.ID, Scope: s.Scope, Seq: seq, Forget: true, Erase: true, Fields: null})
	if err != nil {
		return 0, err
	}
	k := seqKey(seq)
	if err := tx.stx.Put(storage.Feed, k, tx.db.ring.Root("feed").Box().Seal([]byte{feedErase}, item, k)); err != nil {
		return 0, err
	}
	if err := tx.stx.Put(storage.Meta, lastErasureKey, k); err != nil {
		return 0, err
	}
	return seq, chain.addNote(tx, Note{Action: "record.erase", Type: s.Type, ID: s.ID, Text: e.Rule, At: tx.now})
}

func deleteUnder(stx storage.Tx, t storage.Table, prefix []byte) error {
	var keys [][]byte
	if err := stx.Scan(t, prefix, storage.After(prefix), 0, func(k, _ []byte) error {
		keys = append(keys, append([]byte{}, k...))
		return nil
	}); err != nil {
		return err
	}
	for _, k := range keys {
		if err := stx.Delete(t, k); err != nil {
			return err
		}
	}
	return nil
}

// forgetForgotten takes the marks out of the feed that the records once left a
// scope: the entry that they were erased reaches every desktop.
func (tx *Tx) forgetForgotten(entries []Tombstone) error {
	places := map[place]bool{}
	for _, e := range entries {
		places[place(e.Place)] = true
	}
	var keys [][]byte
	if err := tx.stx.Scan(storage.Feed, nil, nil, 0, func(k, v []byte) error {
		if len(v) == 0 || v[0] != feedForget {
			return nil
		}
		item, err := tx.sealedItem(k, v)
		if err == nil && places[tx.db.placeOf(&Definition{tag: tagOf("type", item.Type)}, item.ID)] {
			keys = append(keys, append([]byte{}, k...))
		}
		return err
	}); err != nil {
		return err
	}
	for _, k := range keys {
		if err := tx.stx.Delete(storage.Feed, k); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) sealedItem(k, v []byte) (item Item, err error) {
	plain, err := tx.db.ring.Root("feed").Box().Open(v[1:], k)
	if err != nil {
		return item, storage.ErrDamaged
	}
	return item, Decode(plain, &item)
}

var (
	lastErasureKey = []byte("last erasure")
	ackPrefix      = []byte("acknowledged/") // device → the number up to which it has erased
)
