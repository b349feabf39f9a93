package server

import (
	"encoding/binary"
	"fmt"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
)

// errHeld ends the applying of an operation that has to wait. Nobody reads it.
var errHeld = fault.E("server.hold", fault.Unavailable, "A file of this is still on its way.", nil)

// errErased refuses an operation whose content was erased while it was held.
var errErased = fault.E("server.hold", fault.NotFound, "The record that this belongs to was erased while the file was on its way.", nil)

// waiting is what the operations of one device that are held touch. It is read
// when it is first needed and lives as long as a transaction.
type waiting struct {
	known   bool
	records map[string]app.ID // record → the last held operation on it
}

func recordKey(c record.Change) string { return c.Type + "/" + string(c.ID) }

func (w *waiting) add(op record.Op) {
	for _, c := range op.Changes {
		w.records[recordKey(c)] = op.ID
	}
}

// behind holds an operation on a record that an earlier, held operation of the
// device touches too: it would be judged without what it was based on.
// Operations on other records go on.
func (d *decision) behind() (held, fatal error) {
	if !d.held.known {
		d.held.known, d.held.records = true, map[string]app.ID{}
		rows, err := d.log.heldOf(d.op.Device)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if row.Op.Incarnation < d.op.Incarnation || row.Op.Incarnation == d.op.Incarnation && row.Op.N < d.op.N {
				d.held.add(*row.Op)
			}
		}
	}
	for _, c := range d.op.Changes {
		if d.held.records[recordKey(c)] != "" {
			return errHeld, nil
		}
	}
	return nil, nil
}

// complete is the last step of applying an operation: it is held when the server
// lacks a chunk that it names.
func (d *decision) complete() error {
	ids, err := d.s.chunksOf(d.op)
	if err != nil || len(ids) == 0 {
		return err
	}
	missing, err := blob.MissingRows(d.b.Storage(), ids)
	if err == nil && len(missing) > 0 {
		err = errHeld
	}
	return err
}

// chunksOf lists the chunks that the operation names, in the order of its files.
func (s *Server) chunksOf(op record.Op) (ids []blob.ID, err error) {
	if s.o.Blobs == nil {
		return nil, nil
	}
	for _, c := range op.Changes {
		more, err := s.o.Chunks(c)
		if err != nil {
			return nil, fault.E("server.chunksOf", fault.Invalid, "The description of an attachment does not fit its content. Add the file again.", err)
		}
		ids = append(ids, more...)
	}
	return ids, nil
}

// hold stores the operation as it came.
func (d *decision) hold() (record.Outcome, error) {
	d.held.add(d.op)
	o := record.Outcome{Op: d.op.ID, State: record.Held, Result: null}
	row := decided{Outcome: o, Device: d.op.Device, User: d.op.User, UserName: d.c.user.Name, At: d.op.At, Op: &d.op}
	if err := d.log.put(row, 0); err != nil {
		return o, err
	}
	return o, d.log.stx.Put(storage.Outcomes, heldKey(d.op), []byte(d.op.ID))
}

func heldKey(op record.Op) []byte {
	k := binary.BigEndian.AppendUint32(append([]byte("w"), op.Device...), op.Incarnation)
	return binary.BigEndian.AppendUint64(k, op.N)
}

// heldOf lists the held operations of a device in the order of its stream.
func (l log) heldOf(device app.ID) (rows []decided, err error) {
	prefix := append([]byte("w"), device...)
	var ops []app.ID
	if err := l.stx.Scan(storage.Outcomes, prefix, storage.After(prefix), 0, func(_, v []byte) error {
		ops = append(ops, app.ID(v))
		return nil
	}); err != nil {
		return nil, err
	}
	for _, op := range ops {
		row, err := l.get(op)
		if err != nil {
			return nil, err
		}
		if row == nil {
			return nil, fmt.Errorf("%w: a held operation", storage.ErrDamaged)
		}
		if row.Outcome.State == record.Held {
			rows = append(rows, *row)
		}
	}
	return rows, nil
}
