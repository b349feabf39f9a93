package server

import (
	"context"
	"errors"
	"slices"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// lacks says which chunks a held operation of the caller still lacks, and
// decides it when there are none.
func (s *Server) lacks(ctx context.Context, c caller, q protocol.Lacks) (protocol.Lacking, error) {
	out := protocol.Lacking{Chunks: [][]byte{}, Outcomes: []record.Outcome{}}
	row, err := s.outcomeOf(ctx, c, q.Op)
	switch {
	case err != nil:
		return out, err
	case row == nil:
		out.Unknown = true
		return out, nil
	case row.Outcome.State != record.Held:
		out.Outcomes = append(out.Outcomes, row.Outcome)
		return out, nil
	case q.Lost:
		out.Outcomes, err = s.release(ctx, c, map[app.ID]error{q.Op: errLost})
		return out, err
	}
	missing, err := s.missing(ctx, *row.Op)
	if err != nil {
		return out, err
	}
	out.Chunks = append(out.Chunks, protocol.NamesOf(missing)...)
	if len(missing) == 0 {
		out.Outcomes, err = s.release(ctx, c, nil)
	}
	return out, err
}

var errLost = fault.E("server.lacks", fault.Damaged, "The file was damaged on the computer that it came from before it was sent. Add it again.", nil)

// outcomeOf is what is stored of an operation of the caller's; nil when there is
// none. Of another's it is said that there is none.
func (s *Server) outcomeOf(ctx context.Context, c caller, op app.ID) (row *decided, err error) {
	err = s.db.Rows(ctx, func(stx storage.Tx) error {
		row, err = s.log(stx).get(op)
		return err
	})
	if row != nil && (row.Device != c.device.ID || row.User != c.user.ID) {
		row = nil
	}
	return row, err
}

func (s *Server) missing(ctx context.Context, op record.Op) ([]blob.ID, error) {
	ids, err := s.chunksOf(op)
	if err != nil {
		return nil, err
	}
	return s.o.Blobs.Missing(ctx, ids)
}

// putChunk takes a chunk that a held operation of the caller's names, and no
// other. With the last one the operation is decided.
func (s *Server) putChunk(ctx context.Context, c caller, q protocol.PutChunk) (protocol.PutDone, error) {
	out := protocol.PutDone{Outcomes: []record.Outcome{}}
	row, err := s.outcomeOf(ctx, c, q.Op)
	if err != nil {
		return out, err
	}
	if row == nil {
		return out, errNotAsked
	}
	if row.Outcome.State != record.Held {
		out.Outcomes = append(out.Outcomes, row.Outcome)
		return out, nil
	}
	id := blob.IDOf(q.Sealed)
	ids, err := s.chunksOf(*row.Op)
	if err != nil {
		return out, err
	}
	if !slices.Contains(ids, id) {
		return out, errNotAsked
	}
	if err := s.o.Blobs.Put(ctx, id, q.Sealed); err != nil {
		return out, record.Friendly("server.putChunk", err)
	}
	missing, err := s.o.Blobs.Missing(ctx, ids)
	if err == nil && len(missing) == 0 {
		out.Outcomes, err = s.release(ctx, c, nil)
	}
	return out, err
}

var errNotAsked = fault.E("server.putChunk", fault.Denied, "The server does not wait for this part of a file.", nil)

// release decides the held operations of the caller's device whose files are
// complete, in the order of the stream, each in a transaction of its own. refuse
// names operations that are refused for a reason that is known already.
func (s *Server) release(ctx context.Context, c caller, refuse map[app.ID]error) ([]record.Outcome, error) {
	out := []record.Outcome{}
	var rows []decided
	err := s.db.Rows(ctx, func(stx storage.Tx) (err error) {
		rows, err = s.log(stx).heldOf(c.device.ID)
		return err
	})
	for _, row := range rows {
		if err != nil {
			break
		}
		reason := refuse[row.Op.ID]
		if reason == nil {
			if missing, err := s.missing(ctx, *row.Op); err != nil {
				return out, err
			} else if len(missing) > 0 {
				continue
			}
			if reason, err = s.whole(ctx, *row.Op); err != nil {
				return out, err
			}
		}
		var o record.Outcome
		o, err = s.decideHeld(ctx, c, *row.Op, reason)
		if err != nil && fault.KindOf(err) == fault.Internal && reason == nil {
			s.o.Log.Error("sync operation failed", "op", string(row.Op.ID), "device", string(c.device.ID))
			o, err = s.decideHeld(ctx, c, *row.Op, err)
		}
		if err == nil && o.State != record.Held {
			out = append(out, o)
		}
	}
	return out, err
}

// whole reads the files of the operation. A fault in them refuses the operation;
// a failure to read them does not.
func (s *Server) whole(ctx context.Context, op record.Op) (refused, err error) {
	for _, c := range op.Changes {
		err := s.o.Whole(ctx, c)
		switch {
		case err == nil:
		case fault.Is(err, fault.Invalid):
			return err, nil
		case errors.Is(err, blob.ErrMissing), errors.Is(err, storage.ErrDamaged):
			// A chunk that was damaged here counts as missing from now on. When none
			// is missing, the manifest is not that of the chunks.
			missing, missErr := s.missing(ctx, op)
			if missErr != nil || len(missing) > 0 {
				return nil, errors.Join(fault.E("server.whole", fault.Unavailable, "A part of the file has to be sent again.", err), missErr)
			}
			return fault.E("server.whole", fault.Invalid, "The file is not what its description says. Add it again.", err), nil
		default:
			return nil, err
		}
	}
	return nil, nil
}

// decideHeld decides one held operation anew; it may stay held.
func (s *Server) decideHeld(ctx context.Context, c caller, op record.Op, reason error) (o record.Outcome, err error) {
	err = s.db.Batch(ctx, func(b *record.Batch) error {
		l := s.log(b.Storage())
		row, err := l.get(op.ID)
		if err != nil || row == nil || row.Outcome.State != record.Held { // decided by another request meanwhile
			if row != nil {
				o = row.Outcome
			}
			return err
		}
		if err := l.stx.Delete(storage.Outcomes, heldKey(op)); err != nil {
			return err
		}
		d := decision{s: s, b: b, log: l, c: c, op: op, held: &waiting{}, poison: reason}
		o, err = d.decide()
		return err
	})
	return o, err
}

// getChunks sends chunks of the files that a record names, when the record is in
// a scope that the caller may see now.
func (s *Server) getChunks(ctx context.Context, c caller, q protocol.GetChunks) (protocol.GotChunks, error) {
	out := protocol.GotChunks{Sealed: [][]byte{}}
	asked, ok := protocol.IDs(q.Chunks)
	if !ok || len(asked) == 0 {
		return out, fault.E("server.getChunks", fault.Invalid, "The server could not read the request. Update Civic Desk on this computer.", nil)
	}
	var named []blob.ID
	err := s.db.View(ctx, func(tx *record.Tx) error {
		now, err := tx.Current(q.Type, q.ID)
		if err != nil || !now.Exists || app.ScopeAdmin.Covers(now.Scope) || !policy.Sees(c.actor(), now.Scope) {
			return errNotYours // whether it exists is not said
		}
		named, err = s.o.Chunks(record.Change{Type: q.Type, ID: q.ID, Set: now.Fields})
		return err
	})
	if err != nil {
		return out, err
	}
	for _, id := range asked[:min(len(asked), protocol.MaxChunks)] {
		if !slices.Contains(named, id) {
			return out, errNotYours
		}
		sealed, err := s.o.Blobs.Get(ctx, id)
		if errors.Is(err, blob.ErrMissing) || errors.Is(err, storage.ErrDamaged) {
			s.o.Log.Error("a chunk of a file is missing or damaged", "chunk", id.String())
			sealed, err = []byte{}, nil
		}
		if err != nil {
			return out, record.Friendly("server.getChunks", err)
		}
		out.Sealed = append(out.Sealed, sealed)
	}
	return out, nil
}

var errNotYours = fault.E("server.getChunks", fault.Denied, "You may not see this attachment, or it is gone. Synchronise and look again.", nil)

// Kept hands each operation of the server's store that is held, or that was
// refused and is kept in quarantine, to fn: their files are still needed.
func Kept(ctx context.Context, db *record.DB, fn func(record.Op) error) error {
	return db.Rows(ctx, func(stx storage.Tx) error {
		l, prefix := logOf(db, stx), outcomeKey("")
		return stx.Scan(storage.Outcomes, prefix, storage.After(prefix), 0, func(k, v []byte) error {
			d, err := l.open(k, v)
			if err != nil || d.Op == nil {
				return err
			}
			return fn(*d.Op)
		})
	})
}
