package server

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/record"
)

// This file keeps what the server has and has not applied: operations that wait
// for what they rest on, and refused ones in quarantine.

const (
	// HoldFor is how long an operation waits for what it rests on. Then it is
	// decided without: what fits is applied, a difference is kept as a conflict, and
	// the rest goes into quarantine.
	HoldFor = 5 * 24 * time.Hour
	// QuarantineFor is how long the content of a refused operation is kept.
	QuarantineFor = 90 * 24 * time.Hour
)

// awaits says why an operation waits.
type awaits struct{ words string }

func (a awaits) Error() string { return a.words }

func await(words string) error {
	return fault.E("server.await", fault.Conflict, words, awaits{words})
}

var (
	errReported  = fault.E("server.custody", fault.Denied, "This computer was reported lost or stolen. What was saved on it is kept by the server for your administrator.", nil)
	errWithdrawn = fault.E("server.custody", fault.Denied, "The access of this computer or account was withdrawn. What was saved on it is kept by the server for your administrator.", nil)
)

// custody is why an operation is taken without being applied; nil when it is to
// be applied.
func (d *decision) custody() error {
	switch {
	case d.c.device.Order != "":
		return errReported
	case !d.c.device.Revoked.IsZero() || !d.c.user.Active:
		return errWithdrawn
	case d.c.expired && d.force:
		return fault.E("server.custody", fault.Expired, "This computer had not been used with the server for 90 days, and nobody signed in again. What was saved on it is kept by the server for your administrator.", nil)
	case d.c.expired:
		return await("The server keeps this until you sign in again while it can be reached.")
	}
	return nil
}

// absent holds an operation on a record that may still be on its way: a
// colleague's work from the same computer can arrive later than one's own. It
// returns nil when there is nothing to wait for.
func (d *decision) absent(c record.Change) error {
	refused, err := d.log.stx.Get(storage.Outcomes, refusedKey(c.Type, c.ID))
	if err != nil || refused != nil || d.force {
		return err
	}
	return await("The server keeps this until the record that it changes has arrived from the computer it was made on.")
}

// unknown holds an operation that rests on another one which has not arrived or
// is held itself.
func (d *decision) unknown(base record.Base) error {
	if base.Own == "" || d.force {
		return nil
	}
	own, err := d.log.get(base.Own)
	if err != nil || own != nil && !own.Outcome.IsWaiting() {
		return err
	}
	return await("The server keeps this until the earlier work that it rests on has arrived.")
}

func awaitKey(row decided) []byte {
	return append(binary.BigEndian.AppendUint64([]byte("e"), uint64(row.Since.UnixMilli())), row.Outcome.Op...)
}

func quarantineKey(row decided) []byte {
	return append(binary.BigEndian.AppendUint64([]byte("q"), uint64(row.Decided.UnixMilli())), row.Outcome.Op...)
}

func refusedKey(typ string, id app.ID) []byte {
	sum := sha256.Sum256([]byte(typ + "\x00" + string(id)))
	return append([]byte("c"), sum[:]...)
}

// keep stores the operation until what it rests on is there.
func (d *decision) keep(row decided, why awaits, before uint64) (record.Outcome, error) {
	row.Op, row.Disputed = &d.op, nil
	row.Outcome = record.Outcome{Op: d.op.ID, State: record.Waiting, Words: why.words, Result: null, Seq: before}
	if row.Since.IsZero() {
		row.Since = row.Decided
		if err := d.log.stx.Put(storage.Outcomes, awaitKey(row), nil); err != nil {
			return row.Outcome, err
		}
	}
	return row.Outcome, d.log.put(row, before)
}

// letGo takes an operation that is decided now off the list of those held.
func (l log) letGo(row decided) error { return l.stx.Delete(storage.Outcomes, awaitKey(row)) }

// quarantine notes a refused operation for the sweep, and the records that it
// would have made: what others did with those need not wait.
func (l log) quarantine(row decided) error {
	for _, c := range row.Op.Changes {
		if !c.New {
			continue
		}
		if err := l.stx.Put(storage.Outcomes, refusedKey(c.Type, c.ID), nil); err != nil {
			return err
		}
	}
	return l.stx.Put(storage.Outcomes, quarantineKey(row), nil)
}

// listed reads the operations of a list ("q" or "e"), oldest first, up to a time
// (zero: all), at most limit (0: all).
func (l log) listed(list string, upto time.Time, limit int) (rows []decided, err error) {
	from, to := []byte(list), storage.After([]byte(list))
	if !upto.IsZero() {
		to = binary.BigEndian.AppendUint64([]byte(list), uint64(upto.UnixMilli()))
	}
	var ops []app.ID
	if err := l.stx.Scan(storage.Outcomes, from, to, limit, func(k, _ []byte) error {
		if len(k) > 1+8 {
			ops = append(ops, app.ID(k[1+8:]))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	for _, op := range ops {
		row, err := l.get(op)
		if err != nil {
			return nil, err
		}
		if row != nil && row.Op != nil {
			rows = append(rows, *row)
		}
	}
	return rows, nil
}

// mostRetried bounds how many held operations one push looks at.
const mostRetried = 200

// retry looks again at operations that are held: what they rest on may have come.
// With overdue those that have waited long enough are decided as they are.
func (s *Server) retry(b *record.Batch, overdue bool) error {
	l := s.log(b.Storage())
	upto := time.Time{}
	if overdue {
		upto = s.db.Clock().Now().Add(-HoldFor)
	}
	rows, err := l.listed("e", upto, mostRetried)
	if err != nil {
		return err
	}
	for _, row := range rows {
		c, err := s.callerOf(b, row)
		if err != nil {
			return err
		}
		if c.expired && !overdue {
			continue
		}
		d := decision{s: s, b: b, log: l, c: c, op: *row.Op, held: &waiting{}, was: &row, force: overdue}
		if _, err := d.decide(); err != nil {
			return err
		}
	}
	return nil
}

// callerOf is the author of a stored operation, with the rights of now.
func (s *Server) callerOf(b *record.Batch, row decided) (c caller, err error) {
	refused, err := b.Run(account.System, record.Op{}, func(tx *record.Tx) error {
		if c.device, err = account.Devices.Get(tx, row.Device); err != nil {
			return err
		}
		c.user, err = account.Users.Get(tx, row.User)
		c.expired = c.device.Expired(tx.Now())
		return err
	})
	if err == nil {
		err = refused
	}
	return c, err
}

// newStream notes that the device is told to begin a new stream; with restored,
// because its disk was set back. A new stream that it was not told to begin is its
// own finding that this has happened, see notice.
func (d *decision) newStream(restored bool) error {
	seen, err := d.log.seen(d.op.Device)
	if err != nil {
		return err
	}
	seen.Incarnation = d.op.Incarnation + 1
	if restored {
		seen.Restored = d.s.db.Clock().Now()
		seen.Restores++
	}
	return d.log.putSeen(d.op.Device, seen)
}

// sweepEvery is how often held and quarantined operations are looked through.
const sweepEvery = 24 * time.Hour

// Sweep does the day's work, at most once in 24 hours by the server's clock:
// operations that were held for five days are decided, and what has been in
// quarantine for 90 days leaves it. It returns how many did each.
func (s *Server) Sweep(ctx context.Context) (forced, erased int, err error) {
	now := s.db.Clock().Now()
	due := false
	if err := s.db.Batch(ctx, func(b *record.Batch) error {
		due = false
		k := []byte("t")
		v, err := b.Storage().Get(storage.Outcomes, k)
		if err != nil {
			return err
		}
		if len(v) == 8 {
			passed := now.Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(v))))
			if passed >= 0 && passed < sweepEvery {
				return nil
			}
		}
		due = true
		if len(v) == 0 {
			if err := s.log(b.Storage()).adopt(now); err != nil {
				return err
			}
		}
		return b.Storage().Put(storage.Outcomes, k, binary.BigEndian.AppendUint64(nil, uint64(now.UnixMilli())))
	}); err != nil || !due {
		return 0, 0, err
	}
	if forced, err = s.repeat(ctx, func(b *record.Batch) (int, error) {
		due := func() ([]decided, error) { return s.log(b.Storage()).listed("e", now.Add(-HoldFor), mostRetried) }
		rows, err := due()
		if err != nil || len(rows) == 0 {
			return 0, err
		}
		if err := s.retry(b, true); err != nil {
			return 0, err
		}
		left, err := due()
		if err == nil && len(left) > 0 && left[0].Outcome.Op == rows[0].Outcome.Op { // never again and again
			err = fault.E("server.Sweep", fault.Internal, "", errors.New("an operation that was due could not be decided"))
		}
		return len(rows), err
	}); err != nil {
		return forced, 0, err
	}
	erased, err = s.repeat(ctx, func(b *record.Batch) (int, error) { return s.erase(b, now.Add(-QuarantineFor)) })
	return forced, erased, err
}

// repeat runs fn in transactions of its own until it finds nothing more to do, and
// returns how much it did.
func (s *Server) repeat(ctx context.Context, fn func(*record.Batch) (int, error)) (done int, err error) {
	for {
		n := 0
		if err := s.db.Batch(ctx, func(b *record.Batch) (err error) {
			n, err = fn(b) // may run twice; the last one counts
			return err
		}); err != nil || n == 0 {
			return done, err
		}
		done += n
	}
}

// adopt brings what earlier versions refused into quarantine, from now on.
func (l log) adopt(now time.Time) error {
	var ops []app.ID
	if err := l.stx.Scan(storage.Outcomes, outcomeKey(""), storage.After(outcomeKey("")), 0, func(k, _ []byte) error {
		ops = append(ops, app.ID(k[1:]))
		return nil
	}); err != nil {
		return err
	}
	for _, op := range ops {
		row, err := l.get(op)
		if err != nil {
			return err
		}
		if row == nil || row.Op == nil || !row.Decided.IsZero() {
			continue
		}
		row.Decided = now
		if err := l.quarantine(*row); err != nil {
			return err
		}
		if err := l.put(*row, row.Outcome.Seq); err != nil {
			return err
		}
	}
	return nil
}

// erase takes the content of refused operations out of quarantine that came
// before the time. Their outcomes stay for ever.
func (s *Server) erase(b *record.Batch, before time.Time) (n int, err error) {
	l := s.log(b.Storage())
	rows, err := l.listed("q", before, 500)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		key := quarantineKey(row)
		row.Op = nil
		if err := l.put(row, row.Outcome.Seq); err != nil {
			return n, err
		}
		if err := l.stx.Delete(storage.Outcomes, key); err != nil {
			return n, err
		}
		n++
	}
	if n > 0 {
		refused, err := b.Run(account.System, record.Op{}, func(tx *record.Tx) error {
			tx.Audit("quarantine.erase", "", "", "")
			return nil
		})
		if err != nil {
			return n, err
		}
		return n, refused
	}
	return n, nil
}

// Quarantined is a refused operation for an administrator.
type Quarantined struct {
	Op      app.ID
	User    app.ID
	By      string // its author
	Device  app.ID
	Refused time.Time // by the server's clock
	Until   time.Time // when its content is erased
	Words   string    // why
	Rule    string
	Handled string
	Types   []string // of the records that it would have changed
	Act     string
}

// Quarantine lists what is in quarantine, oldest first, without its content.
func (s *Server) Quarantine(ctx context.Context) (all []Quarantined, err error) {
	if err := require(ctx); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *record.Tx) error {
		rows, err := s.log(tx.Storage()).listed("q", time.Time{}, 0)
		for _, row := range rows {
			one := Quarantined{Op: row.Outcome.Op, User: row.User, By: row.UserName, Device: row.Device, Refused: row.Decided,
				Until: row.Decided.Add(QuarantineFor), Words: row.Outcome.Words, Rule: row.Outcome.Rule, Handled: row.Handled, Act: row.Op.Act}
			for _, c := range row.Op.Changes {
				if !slices.Contains(one.Types, c.Type) {
					one.Types = append(one.Types, c.Type)
				}
			}
			all = append(all, one)
		}
		return err
	})
	return all, err
}

// Content is a quarantined operation with everything in it. That it was read
// goes on the audit trail.
func (s *Server) Content(ctx context.Context, op app.ID) (content record.Op, err error) {
	err = s.handle(ctx, op, "quarantine.read", func(_ *record.Batch, row *decided) error {
		content = *row.Op
		return nil
	})
	return content, err
}

// Close notes what an administrator did about a quarantined operation. Its
// content stays until its 90 days are over.
func (s *Server) Close(ctx context.Context, op app.ID, note string) error {
	if len(note) > 500 {
		note = note[:500]
	}
	return s.handle(ctx, op, "quarantine.close", func(_ *record.Batch, row *decided) error {
		if row.Handled != "" {
			return fault.E("server.Close", fault.Conflict, "This was dealt with already: "+row.Handled, nil)
		}
		row.Handled = note
		return nil
	})
}

// Again decides the content of a quarantined operation once more, as a new
// operation of its author with the author's rights of now: for work that was
// refused for a right which the author has got since, or that a lost computer
// handed over. It returns the new outcome.
func (s *Server) Again(ctx context.Context, op app.ID) (out record.Outcome, err error) {
	err = s.handle(ctx, op, "quarantine.again", func(b *record.Batch, row *decided) error {
		if row.Handled != "" {
			return fault.E("server.Again", fault.Conflict, "This was dealt with already: "+row.Handled, nil)
		}
		c, err := s.callerOf(b, *row)
		if err != nil {
			return err
		}
		c.device.Order, c.device.Revoked, c.user.Active, c.expired = "", time.Time{}, true, false // an administrator has looked at it
		again := *row.Op
		again.ID = app.NewID()
		d := decision{s: s, b: b, log: s.log(b.Storage()), c: c, op: again, held: &waiting{}, force: true}
		if out, err = d.decide(); err == nil {
			row.Handled = "decided again as " + string(again.ID)
		}
		return err
	})
	return out, err
}

func (s *Server) handle(ctx context.Context, op app.ID, action string, fn func(*record.Batch, *decided) error) error {
	if err := require(ctx); err != nil {
		return err
	}
	return s.db.Batch(ctx, func(b *record.Batch) error {
		l := s.log(b.Storage())
		row, err := l.get(op)
		if err != nil {
			return err
		}
		if row == nil || row.Op == nil || row.Outcome.State != record.Rejected {
			return fault.E("server.handle", fault.NotFound, "There is no such work in quarantine. It is kept for 90 days.", nil)
		}
		if err := fn(b, row); err != nil {
			return err
		}
		refused, err := b.Run(app.ActorFrom(ctx), record.Op{}, func(tx *record.Tx) error {
			tx.Audit(action, "", op, "")
			return nil
		})
		if err == nil {
			err = refused
		}
		if err != nil {
			return err
		}
		return l.put(*row, row.Outcome.Seq)
	})
}
