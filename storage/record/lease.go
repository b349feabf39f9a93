package record

import (
	"context"
	"time"

	"civicdesk/storage"
)

// This file reckons for how long a replica has not reached the server. It counts
// what passes, by whichever of two clocks says more, and never what a clock was
// set back by.

// contact notes that the server has answered.
func (r *replica) contact(stx storage.Tx, server int64) error {
	if server <= 0 {
		return nil
	}
	if err := r.putNumber(stx, "contact", uint64(server)); err != nil {
		return err
	}
	if err := r.putNumber(stx, "seen", uint64(r.db.clock.Now().UnixMilli())); err != nil {
		return err
	}
	return r.putNumber(stx, "used", 0)
}

// Absence is how the time without the server stands.
type Absence struct {
	Contact time.Time     // of the last answer, by the server's clock; zero: none yet
	Passed  time.Duration // since then, as far as this computer can tell
}

// Absent counts the time since the last call or answer and says how long the
// server has not been reached. ran is how long the program has run since the
// last call, by a clock that nobody can set; 0 for the first call after it began,
// when only the computer's clock tells. A clock that was set back counts nothing;
// one that was set ahead counts once.
func (db *DB) Absent(ctx context.Context, ran time.Duration) (a Absence, err error) {
	r := db.replica
	err = r.write1(ctx, func(stx storage.Tx) error {
		var contact, seen, used uint64
		for name, to := range map[string]*uint64{"contact": &contact, "seen": &seen, "used": &used} {
			if *to, err = r.number(stx, r.meta(name)); err != nil {
				return err
			}
		}
		if contact == 0 {
			return nil
		}
		now := r.db.clock.Now().UnixMilli()
		used += uint64(max(0, now-int64(seen), ran.Milliseconds()))
		a.Contact, a.Passed = time.UnixMilli(int64(contact)).UTC(), time.Duration(used)*time.Millisecond
		if err := r.putNumber(stx, "seen", uint64(now)); err != nil {
			return err
		}
		return r.putNumber(stx, "used", used)
	})
	return a, err
}
