package simulation

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/sync/conflict"
)

// ledger is what the checks know: every operation that was called saved, what
// its author saw in the fields that it set, and names for the trace.
type ledger struct {
	ops     map[app.ID]*op
	order   []app.ID
	seeing  map[string]string   // what the author of the operation being saved sees
	perhaps []map[string]string // what authors saw whose save was cut off by a failure of power
	names   map[app.ID]string
	ids     map[string][]app.ID // of each type, in the order in which they were made
	count   int                 // values given out
	erased  map[record.Ref]bool // records that the server has erased
}

// op is a saved operation.
type op struct {
	record.Op
	computer  string
	seen      map[string]string // field → value that the author saw there
	gone      bool              // it was lost with a disk that was restored, unless it had arrived before
	dismissed bool              // its author has dealt with the refusal
}

func newLedger() ledger {
	return ledger{ops: map[app.ID]*op{}, names: map[app.ID]string{}, ids: map[string][]app.ID{}, erased: map[record.Ref]bool{}}
}

// masked is what somebody sees of a sensitive field who may not see its value,
// but that there is one.
const masked = "•••"

// value is a text that nobody has entered before.
func (l *ledger) value(kind string) string {
	l.count++
	return fmt.Sprint(kind, l.count)
}

// make gives a new record's identity a name.
func (l *ledger) make(typ string) app.ID {
	id := app.NewID()
	l.ids[typ] = append(l.ids[typ], id)
	l.names[id] = fmt.Sprintf("%s %d", typ, len(l.ids[typ]))
	return id
}

func fieldKey(typ string, id app.ID, field string) string {
	return typ + "/" + string(id) + "/" + field
}

// see notes what the author of the next operation sees in a field.
func (l *ledger) see(typ string, id app.ID, field, value string) {
	l.seeing[fieldKey(typ, id, field)] = value
}

// saved is told of each operation in the moment in which it may be called saved.
func (w *world) saved(o record.Op) {
	w.ops[o.ID] = &op{Op: o, computer: w.computerOf(o.Device), seen: maps.Clone(w.seeing)}
	w.order = append(w.order, o.ID)
	w.names[o.ID] = fmt.Sprintf("operation %d", len(w.order))
}

func (w *world) computerOf(device app.ID) string {
	for _, c := range w.computers {
		if slices.ContainsFunc(c.accounts, func(a *deskAccount) bool { return a.device == device }) {
			return c.name
		}
	}
	return ""
}

// lostWithDisk forgives the loss of what was saved on a computer since the copy
// that is put back, but for what the server has decided.
func (w *world) lostWithDisk(c *computer, since int) {
	for _, id := range w.order[since:] {
		if o := w.ops[id]; o.computer == c.name {
			o.gone = true
		}
	}
}

// decided is an outcome as the server stores it, with the content of a refused
// operation: docs/sync-protocol.md, "one stored outcome".
type decided struct {
	Outcome  record.Outcome `json:"outcome"`
	User     app.ID         `json:"user"`
	First    uint64         `json:"first"`
	Disputed []string       `json:"disputed"`
	Op       *record.Op     `json:"op"`
}

// outcomes reads what the server has decided.
func (w *world) outcomes() map[app.ID]decided {
	all, box := map[app.ID]decided{}, w.server.db.Ring().Root("outcomes").Box()
	for _, r := range w.rowsOf(w.server.db, storage.Outcomes) {
		if r.key[0] != 'o' {
			continue
		}
		plain, err := box.Open(r.value, []byte(r.key))
		w.must("an outcome opens", err)
		var d decided
		w.must("an outcome is read", record.Decode(plain, &d))
		all[app.ID(r.key[1:])] = d
	}
	return all
}

// rowsOf reads a table beneath the outer seal of the store.
func (w *world) rowsOf(db *record.DB, t storage.Table) (all rows) {
	w.must("a table is read", db.Storage().View(context.Background(), func(tx storage.Tx) error {
		return tx.Scan(t, nil, nil, 0, func(k, v []byte) error {
			all = append(all, row{string(k), v})
			return nil
		})
	}))
	return all
}

// entered are the values that an operation offers: of each field the text, of
// lists each entry.
func entered(o *record.Op) (fields map[string]string, entries map[string][]string) {
	fields, entries = map[string]string{}, map[string][]string{}
	for _, c := range o.Changes {
		for f, v := range c.Set {
			if f == "id" || c.Type == "conflict" {
				continue
			}
			if f == "notes" || f == "log" {
				entries[fieldKey(c.Type, c.ID, f)] = list(v)
				continue
			}
			fields[fieldKey(c.Type, c.ID, f)] = conflict.Text(v)
		}
		for f, v := range c.Secrets {
			fields[fieldKey(c.Type, c.ID, f)] = v
		}
		for f, added := range c.Append {
			for _, v := range added {
				k := fieldKey(c.Type, c.ID, f)
				entries[k] = append(entries[k], conflict.Text(v))
			}
		}
	}
	return fields, entries
}

// beneath is the value of the field on which the operation is based: what stood
// where its author saw it masked. It is "" when that cannot be told.
func (w *world) beneath(o *op, field string, outcomes map[app.ID]decided) string {
	typ, id, name := split(field)
	for _, c := range o.Changes {
		base, is := c.Base[name]
		if c.Type != typ || string(c.ID) != id || !is {
			continue
		}
		for before, d := range outcomes {
			b := w.ops[before]
			if b == nil || before != base.Own && (base.Own != "" || d.Outcome.State == record.Rejected || base.Seq < d.First || base.Seq > d.Outcome.Seq) {
				continue
			}
			if d.Outcome.State == record.Rejected {
				return w.beneath(b, field, outcomes)
			}
			fields, _ := entered(&b.Op)
			return fields[field]
		}
	}
	return ""
}

func list(v record.Raw) (texts []string) {
	if err := record.Decode(v, &texts); err != nil {
		return nil
	}
	return texts
}

// content is an operation's content for comparing two copies of it.
func content(o *record.Op) string {
	if o == nil {
		return ""
	}
	return record.Digest([]any{o.Changes, o.Act, o.Args, o.Notes})
}
