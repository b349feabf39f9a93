package server

import (
	"context"
	"errors"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// push decides the operations in one storage transaction, each on its own: one
// that is refused stops no other. A later operation on the same record is judged
// by itself: it stands when the server has what it was based on, and it is kept
// undecided while that is still on its way.
func (s *Server) push(ctx context.Context, c caller, q protocol.Push) (protocol.Pushed, error) {
	if len(q.Ops) > protocol.MaxOps {
		return protocol.Pushed{}, fault.E("server.push", fault.Invalid, "Too much was sent at once. Update Civic Desk on this computer.", errTooMany)
	}
	ops := make([]record.Op, len(q.Ops))
	for i, raw := range q.Ops {
		if err := record.Decode(raw, &ops[i]); err != nil || !isID(ops[i].ID) {
			return protocol.Pushed{}, fault.E("server.push", fault.Invalid, "An operation could not be read. Update Civic Desk on this computer.", err)
		}
	}
	// An operation on which the whole transaction fails is tried once more as
	// refused, so that it cannot hold up the others for ever.
	poison := map[int]error{}
	for i := range ops { // an older program sends the shapes that it knows
		if err := s.db.Schema().Raise(&ops[i]); err != nil {
			poison[i] = err
		}
	}
	for {
		var out protocol.Pushed
		at := -1
		err := s.db.Batch(ctx, func(b *record.Batch) (err error) {
			out = protocol.Pushed{Outcomes: []record.Outcome{}}
			held, answers := &waiting{}, s.log(b.Storage())
			if out.Restored, err = answers.lost(q.Answered); err != nil || out.Restored {
				return err
			}
			if err := expect(b, ops); err != nil {
				return err
			}
			for i, op := range ops {
				at = i
				d := decision{s: s, b: b, log: answers, c: c, op: op, held: held, poison: poison[i]}
				if more, err := d.next(&out); err != nil || !more {
					return err
				}
			}
			at = -1
			return s.retry(b, false)
		})
		if err == nil {
			for _, o := range out.Outcomes {
				s.o.Decided(stateNames[o.State])
			}
			return out, nil
		}
		if at < 0 || poison[at] != nil || fault.KindOf(err) != fault.Internal {
			return protocol.Pushed{}, err
		}
		s.o.Log.Error("sync operation failed", "op", string(ops[at].ID), "device", string(c.device.ID))
		poison[at] = err
	}
}

// expect has what the operations are decided by read together.
func expect(b *record.Batch, ops []record.Op) error {
	var keys [][]byte
	for _, op := range ops {
		keys = append(keys, outcomeKey(op.ID), headKey(op.Device, op.Incarnation))
	}
	return errors.Join(b.Storage().Prefetch(storage.Outcomes, keys), b.Expect(ops))
}

var stateNames = map[record.State]string{record.Applied: "applied", record.Conflicted: "conflict", record.Rejected: "refused", record.Held: "held", record.Waiting: "held"}

func isID(id app.ID) bool { _, ok := app.ParseID(string(id)); return ok }

// decision is the deciding of one operation.
type decision struct {
	s      *Server
	b      *record.Batch
	log    log
	c      caller
	op     record.Op
	held   *waiting // operations of the device that wait for files
	poison error    // refuses the operation before it is looked at
	was    *decided // an undecided operation that is looked at again
	force  bool     // it has been kept for long enough

	result   record.Raw
	disputed []string
	unseen   []string // fields in which another's value stands that the author left empty
}

// next decides the operation and says whether the push goes on.
func (d *decision) next(out *protocol.Pushed) (more bool, err error) {
	known, err := d.log.get(d.op.ID)
	if err != nil {
		return false, err
	}
	if known != nil && known.Device == d.c.device.ID && known.Outcome.State == record.Waiting {
		d.was = known
		outcome, err := d.decide()
		out.Outcomes = append(out.Outcomes, outcome)
		return true, err
	}
	if known != nil && known.Device == d.c.device.ID {
		out.Outcomes = append(out.Outcomes, known.Outcome)
		return true, nil
	}
	if known != nil || d.op.Device != d.c.device.ID {
		// Not stored: the identity or the stream belongs to somebody else.
		out.Outcomes = append(out.Outcomes, refusal(d.op.ID, errStranger))
		return true, nil
	}
	head, err := d.log.head(d.op.Device, d.op.Incarnation)
	switch {
	case err != nil:
		return false, err
	case d.op.N <= head:
		out.Fork = true
		return false, d.newStream(true)
	case d.op.N != head+1 && !(head == 0 && d.op.Incarnation > 0):
		out.Resend = head + 1
		return false, d.newStream(false)
	}
	outcome, err := d.decide()
	if err != nil {
		return false, err
	}
	out.Outcomes = append(out.Outcomes, outcome)
	return true, d.log.setHead(d.op.Device, d.op.Incarnation, d.op.N)
}

// decide applies the operation, refuses it, holds it for its files or keeps it
// undecided, and stores which.
func (d *decision) decide() (record.Outcome, error) {
	before, err := d.b.Seq()
	if err != nil {
		return record.Outcome{}, err
	}
	refused := d.poison
	withdrawn, err := d.b.Withdraw(&d.op)
	if err != nil {
		return record.Outcome{}, err
	}
	if withdrawn && d.op.Act == "" && len(d.op.Changes) == 0 {
		refused = record.ErrErased
	}
	if refused == nil {
		refused = d.custody()
	}
	if refused == nil {
		if refused, err = d.behind(); err != nil {
			return record.Outcome{}, err
		}
	}
	if refused == nil {
		if refused, err = d.b.Run(d.c.actor(), d.op, d.guarded); err != nil {
			return record.Outcome{}, err
		}
	}
	if errors.Is(refused, errHeld) {
		if d.was != nil {
			if err := d.log.letGo(*d.was); err != nil {
				return record.Outcome{}, err
			}
		}
		return d.hold()
	}
	now := d.s.db.Clock().Now()
	row := decided{Device: d.op.Device, User: d.op.User, UserName: d.c.user.Name, At: d.op.At, First: before + 1, Disputed: append(d.disputed, d.unseen...), Decided: now}
	if d.was != nil {
		row.Since = d.was.Since
	}
	row.Outcome = record.Outcome{Op: d.op.ID, State: record.Applied, Result: d.result}
	var waits awaits
	switch {
	case errors.As(refused, &waits):
		return d.keep(row, waits, before)
	case refused != nil:
		row.Outcome, row.Op, row.Disputed = refusal(d.op.ID, refused), &d.op, nil
		if fault.Is(refused, fault.Erased) {
			row.Op = nil
		}
		// What was looked at was looked at, even if the work is refused.
		if _, err := d.b.Run(d.c.actor(), d.op, func(tx *record.Tx) error {
			notes(tx, d.op)
			tx.Audit("sync.refused", "", d.op.ID, fault.KindOf(refused).String())
			return nil
		}); err != nil {
			return row.Outcome, err
		}
		if row.Op != nil {
			if err := d.log.quarantine(row); err != nil {
				return row.Outcome, err
			}
		}
	case len(d.disputed) > 0:
		row.Outcome.State = record.Conflicted
	}
	if len(row.Outcome.Result) == 0 {
		row.Outcome.Result = null
	}
	if row.Outcome.Seq, err = d.b.Seq(); err != nil {
		return row.Outcome, err
	}
	if d.was != nil {
		if err := d.log.letGo(*d.was); err != nil {
			return row.Outcome, err
		}
	}
	return row.Outcome, d.log.put(row, before)
}

func refusal(op app.ID, why error) record.Outcome {
	return record.Outcome{Op: op, State: record.Rejected, Code: uint8(fault.KindOf(why)), Words: fault.Words(why),
		Rule: fault.RuleOf(why), Fields: fault.FieldsOf(why), Result: null}
}

func notes(tx *record.Tx, op record.Op) {
	for _, n := range op.Notes {
		text := n.Text
		if len(text) > 500 {
			text = text[:500]
		}
		if !n.At.IsZero() {
			text += " (the computer's clock: " + n.At.UTC().Format("2006-01-02 15:04:05") + ")"
		}
		tx.Audit(n.Action, n.Type, n.ID, text)
	}
}
