package client

import (
	"context"
	"errors"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// Files is what a client needs to move files.
type Files struct {
	Store  blob.Store                                // of this computer
	Chunks func(c record.Change) ([]blob.ID, error)  // those that a change names
	Wanted func(ctx context.Context) ([]File, error) // files to fetch before anybody asks; nil: none
	Moved  func(Move)                                // hears of each chunk; nil: nobody
}

// File is a file of a record, by its chunks.
type File struct {
	Type   string
	ID     app.ID
	Chunks []blob.ID
}

// Move is how far the sending or fetching of a file has come. Bytes are counted
// in whole chunks.
type Move struct {
	Of          app.ID // the operation that is sent, or the record whose file is fetched
	Sending     bool
	Done, Total int64
}

// MoveFiles sends the chunks for which the server holds operations, and then
// fetches the files that are wanted here. A chunk that arrived is not sent again,
// however often this was cut off. decided says that the server decided something,
// so that an exchange has news. The error is that of sending: a file that does not
// come before anybody asks for it is told in the status alone.
func (c *Client) MoveFiles(ctx context.Context) (decided bool, err error) {
	if c.o.Files == nil {
		return false, nil
	}
	c.moving.Lock()
	defer c.moving.Unlock()
	decided, err = c.sendFiles(ctx)
	trouble := err
	if err == nil || !fault.Is(err, fault.Unavailable) && ctx.Err() == nil {
		trouble = first(errors.Join(err, c.fetchWanted(ctx)))
	}
	c.note(func(s *Status) {
		s.Moving, s.FileFault = Move{}, ""
		if trouble != nil {
			s.FileFault = fault.Words(trouble)
		}
	})
	return decided, err
}

func (c *Client) moved(m Move) {
	c.note(func(s *Status) { s.Moving = m })
	if c.o.Files.Moved != nil {
		c.o.Files.Moved(m)
	}
}

// sendFiles sends the files of held operations, oldest first.
func (c *Client) sendFiles(ctx context.Context) (decided bool, err error) {
	held, err := c.db.Held(ctx)
	if err != nil {
		return false, err
	}
	known := map[app.ID]bool{}
	settle := func(outcomes []record.Outcome) error {
		for _, o := range outcomes {
			known[o.Op] = true
		}
		if len(outcomes) == 0 {
			return nil
		}
		decided = true
		return c.db.Settle(ctx, outcomes)
	}
	for _, op := range held {
		if known[op.ID] { // it waited behind an earlier one
			continue
		}
		if err := c.sendFile(ctx, op, settle); err != nil {
			return decided, err
		}
	}
	return decided, nil
}

func (c *Client) sendFile(ctx context.Context, op record.Op, settle func([]record.Outcome) error) error {
	var a protocol.Lacking
	if err := c.call(ctx, protocol.PathLacks, protocol.Lacks{Op: op.ID}, &a); err != nil {
		return err
	}
	if a.Unknown { // the server was restored from an older backup: send the operation again
		return settle([]record.Outcome{{Op: op.ID, State: record.Waiting, Result: record.Raw{0xf6}}})
	}
	lacking, ok := protocol.IDs(a.Chunks)
	if !ok {
		return fault.E("client.sendFile", fault.Invalid, "The server's answer could not be read. Update Civic Desk on this computer.", nil)
	}
	if err := settle(a.Outcomes); err != nil {
		return err
	}
	all, err := c.chunksOf(op)
	if err != nil {
		return err
	}
	for i, id := range lacking {
		sealed, err := c.o.Files.Store.Get(ctx, id)
		if errors.Is(err, blob.ErrMissing) || errors.Is(err, storage.ErrDamaged) {
			return c.giveBack(ctx, op, settle)
		}
		if err != nil {
			return record.Friendly("client.sendFile", err)
		}
		var done protocol.PutDone
		if err := c.call(ctx, protocol.PathPut, protocol.PutChunk{Op: op.ID, Sealed: sealed}, &done); err != nil {
			return err
		}
		c.moved(Move{op.ID, true, int64(len(all)-len(lacking)+i+1) * blob.ChunkSize, int64(len(all)) * blob.ChunkSize})
		if err := settle(done.Outcomes); err != nil || len(done.Outcomes) > 0 {
			return err
		}
	}
	return nil
}

// giveBack has the server refuse an operation whose file cannot be sent any more,
// so that its author hears of it.
func (c *Client) giveBack(ctx context.Context, op record.Op, settle func([]record.Outcome) error) error {
	var a protocol.Lacking
	if err := c.call(ctx, protocol.PathLacks, protocol.Lacks{Op: op.ID, Lost: true}, &a); err != nil {
		return err
	}
	return settle(a.Outcomes)
}

func (c *Client) chunksOf(op record.Op) (ids []blob.ID, err error) {
	for _, change := range op.Changes {
		more, err := c.o.Files.Chunks(change)
		if err != nil {
			return nil, record.Friendly("client.chunksOf", errors.Join(storage.ErrDamaged, err))
		}
		ids = append(ids, more...)
	}
	return ids, nil
}

// fetchWanted fetches the wanted files that are not here. It looks again only
// when records have come or it was cut off: a file that the server lacks or does
// not give is not asked for again and again.
func (c *Client) fetchWanted(ctx context.Context) error {
	if c.o.Files.Wanted == nil || !c.unsure.Swap(false) {
		return nil
	}
	wanted, err := c.o.Files.Wanted(ctx)
	for _, f := range wanted {
		oneErr := c.Fetch(ctx, f, nil)
		err = errors.Join(err, oneErr)
		if fault.Is(oneErr, fault.Unavailable) || fault.Is(oneErr, fault.Full) || ctx.Err() != nil {
			c.unsure.Store(true)
			break
		}
	}
	return err
}

// Fetch brings the chunks of the file that are not on this computer. It may be
// called again after a failure and goes on where it stopped. moved, when not nil,
// hears how many bytes are here, in whole chunks.
func (c *Client) Fetch(ctx context.Context, f File, moved func(done, total int64)) error {
	defer c.note(func(s *Status) { s.Moving = Move{} })
	missing, err := c.o.Files.Store.Missing(ctx, f.Chunks)
	if err != nil {
		return record.Friendly("client.Fetch", err)
	}
	for len(missing) > 0 {
		got, err := c.FetchChunks(ctx, f.Type, f.ID, missing[:min(len(missing), protocol.MaxChunks)])
		if err != nil {
			return err
		}
		for i, sealed := range got {
			if err := c.o.Files.Store.Put(ctx, missing[i], sealed); err != nil {
				return record.Friendly("client.Fetch", err)
			}
			m := Move{f.ID, false, int64(len(f.Chunks)-len(missing)+i+1) * blob.ChunkSize, int64(len(f.Chunks)) * blob.ChunkSize}
			c.moved(m)
			if moved != nil {
				moved(m.Done, m.Total)
			}
		}
		missing = missing[len(got):]
	}
	return nil
}

// FetchChunks asks the server for chunks of a file of the record: one at least
// and at most protocol.MaxChunks of them come, in their order. They are not
// stored.
func (c *Client) FetchChunks(ctx context.Context, typ string, id app.ID, chunks []blob.ID) ([][]byte, error) {
	var a protocol.GotChunks
	if err := c.call(ctx, protocol.PathGet, protocol.GetChunks{Type: typ, ID: id, Chunks: protocol.NamesOf(chunks)}, &a); err != nil {
		return nil, err
	}
	if len(a.Sealed) == 0 || len(a.Sealed) > len(chunks) {
		return nil, fault.E("client.FetchChunks", fault.Invalid, "The server's answer could not be read. Update Civic Desk on this computer.", nil)
	}
	for i, sealed := range a.Sealed {
		if blob.IDOf(sealed) != chunks[i] {
			return nil, fault.E("client.FetchChunks", fault.Damaged, "A part of this attachment is missing on the server. Tell your administrator; the colleague who added it may still have it.", nil)
		}
	}
	return a.Sealed, nil
}
