package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"

	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// Imported is what became of a file of unsent work.
type Imported struct {
	By          string // whose work it is
	Computer    string
	Operations  int
	Applied     int
	Conflicts   int
	Quarantined int
	Undecided   int
}

// Import takes a file of unsent work that a desktop has written. Its operations
// are decided as if the desktop had sent them; those that the server has already
// keep their outcome, so that a file may be imported again. Work of a computer
// that is withdrawn, lost or stolen goes into quarantine.
func (s *Server) Import(ctx context.Context, file []byte) (out Imported, err error) {
	if err := require(ctx); err != nil {
		return out, err
	}
	damaged := func(cause error) error {
		return fault.E("server.Import", fault.Invalid, "This is not a whole file of unsent work for this agency's server. Write it again on the desktop with “civicdesk sync export FILE”.", cause)
	}
	sealed, is := bytes.CutPrefix(file, []byte(protocol.UnsentMagic))
	if !is {
		return out, damaged(nil)
	}
	session, request, err := protocol.Accept(s.accounts.SyncKey(), protocol.PathUnsent, sealed)
	if err != nil {
		return out, damaged(err)
	}
	var c caller
	var push protocol.Push
	if err := record.Decode(request.Body, &push); err != nil {
		return out, damaged(err)
	}
	if err := s.db.View(ctx, func(tx *record.Tx) (err error) {
		if c.device, err = account.Devices.Get(tx, request.Device); err != nil {
			return err
		}
		c.user, err = account.Users.Get(tx, c.device.User)
		return err
	}); err != nil {
		return out, err
	}
	if !signed(c.device.Public, session, request) {
		return out, damaged(nil)
	}
	out.By, out.Computer, out.Operations = c.user.Name, c.device.Name, len(push.Ops)
	outcomes, err := s.importAll(ctx, c, file, push.Ops)
	for _, o := range outcomes {
		switch o.State {
		case record.Applied:
			out.Applied++
		case record.Conflicted:
			out.Conflicts++
		case record.Waiting:
			out.Undecided++
		default:
			out.Quarantined++
		}
	}
	if err != nil {
		return out, err
	}
	return out, s.db.Update(ctx, func(tx *record.Tx) error {
		tx.Audit("unsent.import", "", c.device.ID, "")
		return nil
	})
}

// importAll pushes the operations as a stream of the file's own, since the
// desktop's goes on without it.
func (s *Server) importAll(ctx context.Context, c caller, file []byte, ops []record.Raw) (all []record.Outcome, err error) {
	sum := sha256.Sum256(file)
	stream := binary.BigEndian.Uint32(sum[:]) | 1<<31
	for n := 0; len(ops) > 0; {
		part := ops[:min(len(ops), protocol.MaxOps)]
		ops = ops[len(part):]
		var push protocol.Push
		for _, raw := range part {
			var op record.Op
			if err := record.Decode(raw, &op); err != nil {
				return all, fault.E("server.Import", fault.Invalid, "An operation in the file could not be read. Update Civic Desk on the server.", err)
			}
			n++
			op.Incarnation, op.N = stream, uint64(n)
			raw, err := record.Encode(op)
			if err != nil {
				return all, err
			}
			push.Ops = append(push.Ops, raw)
		}
		a, err := s.push(ctx, c, push)
		if err != nil {
			return all, err
		}
		all = append(all, a.Outcomes...)
		if len(a.Outcomes) != len(part) {
			return all, fault.E("server.Import", fault.Conflict, "A part of this file was imported before in another order. The rest must be sent by the desktop.", nil)
		}
	}
	return all, nil
}
