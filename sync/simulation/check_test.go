package simulation

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
	"civicdesk/sync/conflict"
)

// heal lets everybody sync over a clean network until nothing moves any more.
func (w *world) heal() {
	w.tell("the network is healed")
	w.page = 0
	w.server.restart()
	w.obey()
	w.everybodySyncs()
	if w.isWaiting() {
		w.sweep()
		w.everybodySyncs()
	}
	w.everybodySyncs()
}

// everybodySyncs once.
func (w *world) everybodySyncs() {
	for _, c := range w.computers {
		for _, a := range c.accounts {
			if c.who != a {
				c.close()
				c.open(a)
			}
			err := c.run()
			if fault.Is(err, fault.Damaged) { // found while syncing, and dealt with: "Do this once more."
				err = c.run()
			}
			if a.revoked {
				if !fault.Is(err, fault.Denied) {
					w.fail("%s on %s was taken away and syncs: %v", a.login, c.name, err)
				}
			} else if err != nil {
				w.fail("%s on %s cannot sync over a sound network: %v", a.login, c.name, err)
			}
		}
	}
}

// check holds what is there in the end against the ledger.
func (w *world) check() {
	w.forgiveRestored()
	w.addConflicts()
	w.checkServer()
	truth := w.truth()
	trays := w.checkDesks(truth)
	w.checkOperations(truth, trays)
	w.checkErased()
}

// checkCommit is called at each commit of the server: every number that was
// taken has a row in the feed, so a reader that follows the numbers misses none.
func (w *world) checkCommit(before, after state, feed []uint64) {
	has := map[uint64]bool{}
	for _, n := range feed {
		has[n] = true
	}
	if after.seq-before.seq >= 1<<30 { // the leap over the numbers that a restored server has lost
		return
	}
	for n := before.seq + 1; n <= after.seq; n++ {
		if !has[n] {
			w.fail("number %d was taken and nothing was written under it", n)
		}
	}
	for n := range has {
		if n <= before.seq || n > after.seq {
			w.fail("the feed got a row under %d, which this commit has not taken", n)
		}
	}
}

// checkServer verifies the audit chain, that the feed has every record once, and
// that acts came whole.
func (w *world) checkServer() {
	db := w.server.db
	inChain := map[app.ID]bool{}
	if err := db.AuditTrail(admin, func(e record.Entry) error { inChain[e.Op] = true; return nil }); err != nil {
		w.fail("the audit chain: %v", err)
	}
	for id, d := range w.outcomes() {
		o := w.ops[id]
		if o == nil || inChain[id] || d.Outcome.State != record.Rejected && o.Act == "" {
			continue
		}
		if _, touched := w.without(o.Op); !touched { // an act on an erased record may have been emptied where it waited
			w.fail("%s has no entry in the audit chain", w.names[id])
		}
	}
	seq, fed := w.server.disk.get().seq, map[string]int{}
	for _, r := range w.rowsOf(db, storage.Feed) {
		if n := binary.BigEndian.Uint64([]byte(r.key)); n > seq {
			w.fail("the feed is at %d, the sequence at %d", n, seq)
		}
		if r.value[0] == 'U' {
			fed[string(r.value[1:])]++
		}
	}
	for _, r := range w.rowsOf(db, storage.Records) {
		if fed[r.key] != 1 {
			w.fail("a record is in the feed %d times", fed[r.key])
		}
		delete(fed, r.key)
	}
	if len(fed) > 0 {
		w.fail("the feed has %d records that are not there", len(fed))
	}
	w.checkActs()
}

func (w *world) checkActs() {
	w.must("papers are read", w.server.db.View(admin, func(tx *record.Tx) error {
		t, err := tallies.Get(tx, tallyID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		all, err := papers.All(tx)
		if t.N != len(all) {
			w.fail("%d papers are counted and %d are there", t.N, len(all))
		}
		for _, p := range all {
			if w.erased[record.Ref{Type: "form", ID: p.Form}] {
				continue
			}
			if f, err := forms.Get(tx, p.Form); err != nil || f.Paper != p.ID {
				w.fail("paper %d is not on its form: %v", p.N, err)
			}
		}
		return err
	}))
}

// held is a record as somebody has it: its scope, its fields and its sensitive
// fields.
type held struct {
	scope   app.Scope
	fields  map[string]string
	entries map[string][]string
	secrets map[string]string
}

// dump reads every record of a type that the store can open.
func dump[T record.Record](w *world, tx *record.Tx, t *record.Type[T], into map[string]held, scope func(T) app.Scope, secret ...string) {
	all, err := t.All(tx)
	w.must("records are read", err)
	for _, one := range all {
		h := held{scope(one), map[string]string{}, map[string][]string{}, map[string]string{}}
		raw, err := record.Encode(one)
		w.must("a record is written", err)
		fields := map[string]record.Raw{}
		w.must("a record is read", record.Decode(raw, &fields))
		for f, v := range fields {
			if f == "notes" || f == "log" {
				h.entries[f] = list(v)
			} else {
				h.fields[f] = conflict.Text(v)
			}
		}
		for _, f := range secret {
			h.secrets[f], err = t.Reveal(tx, one.RecordID(), f)
			w.must("a sensitive field opens", err)
			delete(h.fields, f)
		}
		into[t.Definition().Name+"/"+string(one.RecordID())] = h
	}
}

func (w *world) dumpAll(db *record.DB, ctx context.Context) map[string]held {
	all := map[string]held{}
	w.must("records are read", db.View(ctx, func(tx *record.Tx) error {
		agency := app.ScopeAgency
		dump(w, tx, forms, all, func(f form) app.Scope { return officeScope(f.Office) }, "ssn")
		dump(w, tx, calls, all, func(call) app.Scope { return inquiries }, "phone")
		dump(w, tx, notices, all, func(notice) app.Scope { return agency })
		dump(w, tx, papers, all, func(paper) app.Scope { return agency })
		dump(w, tx, tallies, all, func(tally) app.Scope { return agency })
		dump(w, tx, conflict.Conflicts, all, func(k conflict.Conflict) app.Scope { return k.Scope }, "keptText", "otherText")
		return nil
	}))
	return all
}

// truth is what the server has.
func (w *world) truth() map[string]held { return w.dumpAll(w.server.db, admin) }

// checkDesks compares each computer with what its users may see, and returns the
// refused operations that lie in trays.
func (w *world) checkDesks(truth map[string]held) map[app.ID]*record.Op {
	trays := map[app.ID]*record.Op{}
	for _, c := range w.computers {
		keys := map[vault.KeyID]bool{}
		for _, a := range c.accounts {
			if c.who != a {
				c.close()
				c.open(a)
			}
			if !slices.ContainsFunc(c.accounts, func(a *deskAccount) bool { return a.revoked }) { // whose work would stay on top
				w.checkDesk(c, truth)
			}
			for _, k := range c.db.Keys().Ring.Keys() {
				keys[k.ID] = true
			}
			all, err := c.db.Refusals(c.context())
			w.must("the tray opens", err)
			for _, one := range all {
				trays[one.Op.ID] = &one.Op
			}
			w.checkQueue(c)
		}
		w.checkRows(c, keys)
	}
	return trays
}

// checkDesk compares one user's replica with the permitted part of the truth.
func (w *world) checkDesk(c *computer, truth map[string]held) {
	actor := app.Actor{Grants: c.who.grants}
	got, where := w.dumpAll(c.db, c.context()), c.who.login+" on "+c.name
	for k, want := range truth {
		if !policy.Sees(actor, want.scope) {
			continue
		}
		have, is := got[k]
		delete(got, k)
		if !is {
			w.fail("%s lacks %s", where, w.named(k))
			continue
		}
		secrets := want.secrets
		if !policy.Can(actor, policy.ApplicationReveal, want.scope) && !policy.Can(actor, policy.InquiryWork, want.scope) {
			secrets = have.secrets
			if len(c.accounts) == 1 {
				secrets = map[string]string{}
				for f := range have.secrets {
					secrets[f] = ""
				}
			}
		}
		if have.scope != want.scope || !maps.Equal(have.fields, want.fields) || !maps.EqualFunc(have.entries, want.entries, slices.Equal) || !maps.Equal(have.secrets, secrets) {
			w.fail("%s has %s\n  %+v, but should have\n  %+v %v", where, w.named(k), have, want, secrets)
		}
	}
	for k := range got {
		w.fail("%s has %s, which is not for that person or not there", where, w.named(k))
	}
	for _, k := range c.db.Keys().Ring.Keys() {
		if !policy.Sees(actor, k.Scope) {
			w.fail("%s holds a key of %s", where, k.Scope)
		}
	}
	h, err := c.db.Repair(c.context())
	if err != nil || len(h.Words) > 0 {
		w.fail("%s is not sound: %v %v", where, h.Words, err)
	}
}

// checkQueue looks that nothing waits, or on a computer that was taken away that
// only this user's work does.
func (w *world) checkQueue(c *computer) {
	q, err := c.db.Queue(c.context())
	w.must("the queue opens", err)
	if q.Waiting > 0 && !c.who.revoked {
		w.fail("%d operations of %s wait on %s after healing", q.Waiting, c.who.login, c.name)
	}
	ops, err := c.db.Unsent(c.context(), 0)
	w.must("the queue opens", err)
	for _, o := range ops {
		w.waiting[o.ID] = true
	}
}

// checkRows looks that a computer holds no row that none of its users can open.
func (w *world) checkRows(c *computer, keys map[vault.KeyID]bool) {
	for _, t := range []storage.Table{storage.Records, storage.Secrets, storage.Shadow} {
		for _, r := range w.rowsOf(c.db, t) {
			if id, err := vault.Row(r.value).KeyOf(); err != nil || !keys[id] {
				w.fail("%s holds a row of table %d that nobody there may open: %v", c.name, t, err)
			}
		}
	}
}

// named is a record's name in the trace.
func (w *world) named(key string) string {
	for id, name := range w.names {
		if len(key) > len(id) && key[len(key)-len(id):] == string(id) {
			return name
		}
	}
	return key
}

// checkOperations looks that each saved operation has one outcome or still waits,
// and that each value that somebody entered is somewhere.
func (w *world) checkOperations(truth map[string]held, trays map[app.ID]*record.Op) {
	outcomes := w.outcomes()
	unknown := 0
	for id := range outcomes {
		if w.ops[id] == nil {
			unknown++
		}
	}
	if unknown > len(w.perhaps) {
		w.fail("%d operations were decided that nobody has saved", unknown)
	}
	where := newPlaces(w, truth, outcomes)
	for _, id := range w.order {
		o := w.ops[id]
		d, decided := outcomes[id]
		switch {
		case !decided && !o.gone && !w.waiting[id]:
			w.fail("%s was saved, and is neither decided nor waiting", w.names[id])
		case !decided:
		case d.Outcome.State == record.Rejected && w.touchesErased(o, d, trays[id]):
		case d.Outcome.State == record.Rejected:
			if content(d.Op) != content(&o.Op) {
				w.fail("the server has not kept the content of %s, which it refused", w.names[id])
			}
			if content(trays[id]) != content(&o.Op) && !o.dismissed && !o.gone && w.isHere(o) {
				w.fail("%s was refused and is not in its author's tray", w.names[id])
			}
		default:
			where.check(o)
			where.checkDisputes(o, d)
		}
	}
}

// touchesErased says whether a refused operation speaks of an erased record, and
// looks that of the rest of it nothing is lost at its author's.
func (w *world) touchesErased(o *op, d decided, tray *record.Op) bool {
	left, touched := w.without(o.Op)
	if touched && !left.IsEmpty() && content(tray) != content(&left) && !o.dismissed && !o.gone && w.isHere(o) {
		w.fail("of %s, which was refused, its author has not what it says of other records", w.names[o.ID])
	}
	return touched
}

// isHere says whether the account that saved the operation is still on its
// computer and open to its user.
func (w *world) isHere(o *op) bool {
	for _, c := range w.computers {
		if slices.ContainsFunc(c.accounts, func(a *deskAccount) bool { return a.device == o.Device && !a.revoked }) {
			return true
		}
	}
	return false
}

// places says where a value is that was taken by the server.
type places struct {
	w     *world
	truth map[string]held
	kept  map[string]bool   // field ‖ value in a record of a conflict
	after map[string]bool   // field ‖ value that somebody saw and replaced
	from  map[string][]*op  // field ‖ value that was taken → the operations that offered it
	pairs map[string]string // field ‖ other value → the value that was kept, of conflicts
}

func newPlaces(w *world, truth map[string]held, outcomes map[app.ID]decided) *places {
	p := &places{w, truth, map[string]bool{}, map[string]bool{}, map[string][]*op{}, map[string]string{}}
	for k, h := range truth {
		if len(k) < 9 || k[:9] != "conflict/" {
			continue
		}
		field := h.fields["type"] + "/" + h.fields["record"] + "/" + h.fields["field"]
		for _, v := range []string{h.fields["kept"], h.fields["other"], h.secrets["keptText"], h.secrets["otherText"]} {
			p.kept[field+"="+v] = true
		}
		p.pairs[field+"="+h.fields["other"]+h.secrets["otherText"]] = h.fields["kept"] + h.secrets["keptText"]
	}
	refused := map[string]*op{} // field ‖ value of refused operations
	for id, o := range w.ops {
		if d, is := outcomes[id]; is && d.Outcome.State == record.Rejected {
			fields, _ := entered(&o.Op)
			for field, v := range fields {
				refused[field+"="+v] = o
			}
		}
	}
	for id, o := range w.ops {
		d, is := outcomes[id]
		if !is || d.Outcome.State == record.Rejected {
			continue
		}
		fields, _ := entered(&o.Op)
		for field, v := range fields {
			p.from[field+"="+v] = append(p.from[field+"="+v], o)
			if !slices.Contains(d.Disputed, field) {
				p.replacedOwn(w, o, field, refused)
			}
		}
		for field, v := range o.seen {
			if v == masked {
				v = w.beneath(o, field, outcomes)
			}
			for !slices.Contains(d.Disputed, field) && !p.after[field+"="+v] {
				p.after[field+"="+v] = true
				// What was seen beneath a value of one's own that was refused counts too.
				if before := refused[field+"="+v]; before != nil && before.User == o.User {
					v = before.seen[field]
				}
			}
		}
	}
	for _, seen := range w.perhaps {
		for field, v := range seen {
			p.after[field+"="+v] = true
		}
	}
	return p
}

// replacedOwn notes what the author had entered in the field before: it is known
// to its author, even where it may not be shown any more.
func (p *places) replacedOwn(w *world, o *op, field string, refused map[string]*op) {
	for _, e := range w.ops {
		if e.User != o.User || e.Device != o.Device || e.Incarnation != o.Incarnation || e.N >= o.N {
			continue
		}
		fields, _ := entered(&e.Op)
		if at := field + "=" + fields[field]; fields[field] != "" && refused[at] == nil {
			p.after[at] = true
		}
	}
}

// check looks for each value of an operation that was applied: it stands, or it
// is kept in a conflict, or somebody who saw it has replaced it; and each entry
// of a list is there once.
func (p *places) check(o *op) {
	fields, entries := entered(&o.Op)
	for field, v := range fields {
		if p.w.isErased(field) {
			continue
		}
		at := fmt.Sprint(field, "=", v)
		typ, id, f := split(field)
		h := p.truth[typ+"/"+id]
		if f == "status" || v == "" || h.fields[f] == v || h.secrets[f] == v || p.kept[at] || p.after[at] {
			continue
		}
		p.w.fail("%s of %s was taken from %s and is nowhere", v, p.w.named(typ+"/"+id), p.w.names[o.ID])
	}
	for field, added := range entries {
		if p.w.isErased(field) {
			continue
		}
		typ, id, f := split(field)
		for _, v := range added {
			n := 0
			for _, one := range p.truth[typ+"/"+id].entries[f] {
				if one == v {
					n++
				}
			}
			if n != 1 {
				p.w.fail("%s is on %s %d times", v, p.w.named(typ+"/"+id), n)
			}
		}
	}
}

// checkDisputes looks that nobody is in conflict with what the same computer has
// sent before, unless that was lost there with a disk, or the number that it was
// based on with a server.
func (p *places) checkDisputes(o *op, d decided) {
	if p.w.putBacks > 0 {
		return
	}
	fields, _ := entered(&o.Op)
	for _, field := range d.Disputed {
		kept, is := p.pairs[field+"="+fields[field]]
		makers := p.from[field+"="+kept]
		if is && kept != "" && len(makers) > 0 && !slices.ContainsFunc(makers, func(m *op) bool { return m.Device != o.Device || m.gone }) {
			p.w.fail("%s is in conflict with its author's own %s", p.w.names[o.ID], kept)
		}
	}
}

func split(field string) (typ, id, name string) {
	for i := range field {
		if field[i] == '/' {
			return field[:i], field[i+1 : i+37], field[i+38:]
		}
	}
	return "", "", ""
}
