package record

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"civicdesk/storage"
	"civicdesk/storage/journal"
)

// append puts an operation in the journal, with the mark of the store as it is
// durable now.
func (r *replica) append(op Op) (uint64, error) {
	plain, err := Encode(frame{op, mark{r.life, r.committed.Load()}})
	if err != nil {
		return 0, err
	}
	payload := r.frames.Seal(nil, plain, r.owner[:])
	return r.journal.Append(r.owner, r.epoch.Frame(payload, r.owner[:]))
}

// start is what the store knows of the journal when it is opened.
type start struct {
	frame   uint64 // the last frame that was applied
	highest uint64 // of any user
	mark    mark
	summed  uint64
	turns   uint64
}

func (r *replica) readStart(ctx context.Context) (s start, err error) {
	err = r.db.store.View(ctx, func(stx storage.Tx) error {
		var inc, unused uint64
		for _, n := range []struct {
			name string
			to   *uint64
		}{{"frame", &s.frame}, {"n", &r.n}, {"incarnation", &inc}, {"life", &s.mark.Life}, {"commits", &s.mark.Commit}, {"cursor", &unused}, {"low", &unused}, {"grants", &unused}, {"contact", &unused}, {"seen", &unused}, {"used", &unused}} {
			if *n.to, err = r.number(stx, r.meta(n.name)); err != nil {
				return err
			}
		}
		if s.summed, err = r.number(stx, summedKey); err != nil {
			return err
		}
		if s.turns, err = r.number(stx, turnsKey); err != nil {
			return err
		}
		r.inc = uint32(inc)
		prefix := []byte("frame/")
		return stx.Scan(storage.Meta, prefix, storage.After(prefix), 0, func(k, _ []byte) error {
			n, err := r.number(stx, k)
			s.highest = max(s.highest, n)
			return err
		})
	})
	return s, err
}

// recover brings the store up to the journal: frames that it has not seen are
// applied, all of them when it is new. It finds out whether the store is an old
// copy and whether its rows are those that were written.
func (r *replica) recover(ctx context.Context) error {
	if err := r.settleEpoch(ctx); err != nil {
		return err
	}
	s, err := r.readStart(ctx)
	if err != nil {
		return err
	}
	old := r.isOldCopy(s)
	r.turns.Store(max(s.turns, r.keys.Anchor().Commits))
	if err := r.journal.AtLeast(r.keys.Anchor().Frames); err != nil {
		return err
	}
	if err := r.journal.AtLeast(s.highest + 1); err != nil { // its files were lost; no number comes twice
		return err
	}
	newest, kept, err := r.readJournal(s)
	if err != nil {
		return err
	}
	if _, can := r.db.store.(renewable); can && s.mark.Life > 0 && newest.after(s.mark) {
		return errOlder
	}
	r.life = s.mark.Life
	if r.life == 0 || newest.Life > r.life {
		r.life = newest.Life + 1
	}
	r.committed.Store(s.mark.Commit)
	r.tellLosses(s.frame)
	if err := r.drain(ctx); err != nil {
		return err
	}
	if err := r.readHeads(ctx); err != nil {
		return err
	}
	if err := r.rejournal(ctx, kept); err != nil {
		return err
	}
	if err := r.checkSums(ctx, s.summed > 0); err != nil {
		return err
	}
	if err := r.finish(ctx); err != nil {
		return err
	}
	if old {
		if err := r.afterOldCopy(ctx); err != nil {
			return err
		}
	}
	if err := r.db.reshape(ctx); err != nil {
		return err
	}
	return r.takeOver(ctx)
}

// readJournal queues the user's frames that the store has not seen. It returns
// the newest mark among all of the user's frames, and their numbers.
func (r *replica) readJournal(s start) (newest mark, kept map[uint64]bool, err error) {
	kept = map[uint64]bool{}
	err = r.journal.Scan(1, func(f journal.Frame) error {
		if f.Owner != r.owner {
			return nil
		}
		inner, _ := r.openFrame(f)
		one, err := r.decodeFrame(inner)
		if err == nil {
			err = r.db.schema.Raise(&one.Op)
		}
		if err != nil {
			r.note(fmt.Sprintf("Entry %d of this computer’s journal cannot be read. It is kept; everything else that you saved is here.", f.Number))
			return nil
		}
		kept[f.Number] = true
		r.speaks(one.Op)
		r.n, r.inc = max(r.n, one.N), max(r.inc, one.Incarnation)
		if one.mark.after(newest) {
			newest = one.mark
		}
		if f.Number > s.frame {
			r.queue = append(r.queue, queued{one.Op, f.Number})
		}
		return nil
	})
	return newest, kept, err
}

// tellLosses says what of the journal was damaged beyond the frames that the
// store has.
func (r *replica) tellLosses(applied uint64) {
	for _, t := range r.journal.Troubles() {
		switch from := max(t.From, applied+1); {
		case from <= t.To:
			r.note(fmt.Sprintf("Part of this computer’s journal was damaged: %d saved steps (%d to %d) cannot be read. Check your last entries. The damaged file is kept for your administrator.", t.To-from+1, from, t.To))
		case t.File != "":
			r.note("A file of this computer’s journal was damaged. It has been set aside; nothing that you saved is lost.")
		}
	}
}

// rejournal writes waiting operations whose frames the journal has lost into it
// again, so that the store is not their only place.
func (r *replica) rejournal(ctx context.Context, kept map[uint64]bool) error {
	var lost []outboxRow
	var applied uint64
	err := r.db.store.View(ctx, func(stx storage.Tx) error {
		for _, h := range r.heads.all() {
			if kept[h.frame] {
				continue
			}
			row, _, err := r.rowAt(stx, h.n)
			if err != nil {
				return err
			}
			lost = append(lost, row)
		}
		var err error
		applied, err = r.number(stx, r.meta("frame"))
		return err
	})
	if err != nil || len(lost) == 0 {
		return err
	}
	for i := range lost {
		if lost[i].Frame, err = r.append(lost[i].Op); err != nil {
			return err
		}
		applied = max(applied, lost[i].Frame)
	}
	return r.commit(ctx, func(stx storage.Tx) error {
		for _, row := range lost {
			if err := r.putOutbox(stx, row); err != nil {
				return err
			}
		}
		return r.putNumber(stx, "frame", applied)
	})
}

// mostAtOpen is up to how many rows the sums are compared when the store is
// opened; with more of them, when a person asks for it (Repair).
const mostAtOpen = 20_000

// checkSums compares the rows with their sums. When they differ, the next sync
// brings everything again.
func (r *replica) checkSums(ctx context.Context, kept bool) error {
	if !kept {
		return r.commit(ctx, r.resum)
	}
	var rows int64
	same := true
	err := r.db.store.View(ctx, func(stx storage.Tx) error {
		stored, err := r.storedSums(stx)
		if err != nil {
			return err
		}
		for _, s := range stored {
			rows += s.rows
		}
		if rows > mostAtOpen {
			return nil
		}
		same, err = r.compare(stx)
		return err
	})
	if err != nil || same {
		return err
	}
	r.note(rowsDiffer)
	return r.commit(ctx, r.refetch)
}

// refetch sets the rows of records aside that do not open where they lie, takes the
// others as they are, puts the unsent work on top of them again and lets the next
// sync bring everything.
func (r *replica) refetch(stx storage.Tx) error {
	var bad [][]byte
	if err := stx.Scan(storage.Records, nil, nil, 0, func(k, v []byte) error {
		if len(k) == len(place{}) {
			if _, err := r.db.openRow(v, place(k)); err == nil {
				return nil
			}
		}
		bad = append(bad, bytes.Clone(k))
		return nil
	}); err != nil {
		return err
	}
	for _, k := range bad {
		if err := r.setAside(stx, storage.Records, k); err != nil {
			return err
		}
	}
	places := map[place]bool{}
	if err := stx.Scan(storage.Pending, nil, nil, 0, func(k, _ []byte) error {
		if len(k) == len(place{})+len(r.owner)+8 && journal.Owner(k[len(place{}):len(place{})+16]) == r.owner {
			places[place(k[:len(place{})])] = true
		}
		return nil
	}); err != nil {
		return err
	}
	for p := range places {
		d := r.db.schema.tags[[4]byte(p[:4])]
		if d == nil {
			continue
		}
		if err := r.rebuild(stx, d, p); err != nil {
			return err
		}
	}
	return errors.Join(r.resum(stx), r.moveTo(stx, 0, 0, nil))
}

// isOldCopy says whether the folder is an earlier one than the anchor, which lies
// elsewhere, has seen: header, store or journal.
func (r *replica) isOldCopy(s start) bool {
	a := r.keys.Anchor()
	store := s.mark.Life > 0 && s.turns < a.Commits
	return len(a.Epochs) > 0 && (store || r.journal.Next() < a.Frames || r.keys.HeadWasOld() && !r.putBack)
}

// folderPutBack is what the user is told of it.
const folderPutBack = "An old copy of this computer’s data folder, or of a part of it, had been put back. Work that was saved here since then and had not been sent may be missing: look at your last entries. The next synchronisation brings what the server has."

// afterOldCopy begins a new stream of operations, since numbers of the old one
// may have been used, and asks the server for everything.
func (r *replica) afterOldCopy(ctx context.Context) error {
	r.putBack = true
	r.note(folderPutBack)
	r.inc++
	return r.commit(ctx, func(stx storage.Tx) error {
		for name, n := range map[string]uint64{"incarnation": uint64(r.inc), "frame": r.journal.Next() - 1} {
			if err := r.putNumber(stx, name, n); err != nil {
				return err
			}
		}
		return r.moveTo(stx, 0, 0, nil)
	})
}
