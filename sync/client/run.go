package client

import (
	"context"
	"errors"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// push sends the waiting operations, oldest first, until none waits. An
// operation leaves the queue only with the server's stored outcome.
func (c *Client) push(ctx context.Context, p *Progress) error {
	for forks := 0; ; {
		batch, large, err := c.batch(ctx)
		if err != nil {
			return err
		}
		if large != nil { // it can never be sent: give it back to its author
			if err := c.db.Settle(ctx, []record.Outcome{*large}); err != nil {
				return err
			}
			continue
		}
		if len(batch) == 0 {
			return nil
		}
		var answer protocol.Pushed
		if err := c.link.call(ctx, protocol.PathPush, protocol.Push{Ops: batch}, &answer); err != nil {
			return err
		}
		if len(answer.Outcomes) > 0 {
			if err := c.db.Settle(ctx, answer.Outcomes); err != nil {
				return err
			}
			forks = 0
			p.Sent += len(answer.Outcomes)
			if err := c.progress(ctx, p); err != nil {
				return err
			}
			continue
		}
		// Nothing was decided: the disk of this computer or of the server was
		// restored. A new stream may begin with any number.
		if forks++; forks > 8 || !answer.Fork && answer.Resend == 0 {
			return fault.E("client.push", fault.Internal, "The server did not take your work. It stays on this computer; tell your administrator.", errors.New("an answer without outcomes"))
		}
		if err := c.db.NewIncarnation(ctx); err != nil {
			return err
		}
	}
}

// batch is the next push: the oldest operations up to the limits. An operation
// that is larger than the server takes is returned as refused.
func (c *Client) batch(ctx context.Context) (ops []record.Raw, large *record.Outcome, err error) {
	waiting, err := c.db.Unsent(ctx, c.o.Frame)
	if err != nil {
		return nil, nil, err
	}
	size := 0
	for _, op := range waiting {
		raw, err := record.Encode(op)
		if err != nil {
			return nil, nil, fault.E("client.batch", fault.Internal, "", err)
		}
		if len(raw) > protocol.MaxOp {
			if len(ops) > 0 {
				break
			}
			return nil, &record.Outcome{Op: op.ID, State: record.Rejected, Code: uint8(fault.Invalid), Result: record.Raw{0xf6},
				Words: "This is too large to be sent. Enter it again in smaller parts, or attach smaller files."}, nil
		}
		if size += len(raw); size > protocol.BatchBytes && len(ops) > 0 {
			break
		}
		ops = append(ops, raw)
	}
	return ops, nil, nil
}

// pull takes pages until the server has no more. Each page and its cursor commit
// together; keys that a page needs are saved before it.
func (c *Client) pull(ctx context.Context, p *Progress) error {
	for {
		cursor, rights, err := c.db.Cursor(ctx)
		if err != nil {
			return err
		}
		keys := c.db.Keys()
		q := protocol.Pull{Cursor: cursor, Rights: rights,
			Keys: protocol.KeyDigest(protocol.VisibleKeys(keys.Ring, keys.Profile().Grants))}
		var a protocol.Pulled
		if err := c.link.call(ctx, protocol.PathPull, q, &a); err != nil {
			return err
		}
		if err := c.follow(a); err != nil {
			return err
		}
		if a.Account.Rights != rights {
			if err := c.drop(ctx, a.Account.Grants); err != nil {
				return err
			}
		}
		if a.Rewind {
			if cursor == 0 {
				return fault.E("client.pull", fault.Internal, "", errors.New("a rewind at the beginning"))
			}
			if err := c.db.Rewind(ctx); err != nil {
				return err
			}
			continue
		}
		// A page that no longer fits has no effect; the next request asks anew.
		fits, err := c.db.ApplyPage(ctx, cursor, a.Page, a.Account.Rights)
		if err != nil {
			return err
		}
		if fits {
			p.Received += len(a.Page.Items)
		}
		p.Upto, p.Newest = a.Page.Upto, a.Seq
		if err := c.progress(ctx, p); err != nil {
			return err
		}
		if fits && !a.Page.More {
			return nil
		}
	}
}

// follow saves what the server says of the user, and the keys that are new.
func (c *Client) follow(a protocol.Pulled) error {
	keys := c.db.Keys()
	p := keys.Profile()
	changed := follow(&p, a.Account)
	keys.SetProfile(p)
	for _, k := range a.Keys {
		one, err := k.ScopeKey()
		if err != nil {
			return fault.E("client.follow", fault.Invalid, "The server's answer could not be read. Update Civic Desk on this computer.", err)
		}
		changed = keys.Ring.Add(one) || changed
	}
	if !changed {
		return nil
	}
	return record.Friendly("client.follow", keys.Save())
}

// drop takes the records of scopes that are no longer the user's off this
// computer, and then the scopes' keys out of the user's slot. Unsent work on
// them still goes up: it is sealed under the user's own key.
func (c *Client) drop(ctx context.Context, grants []app.Grant) error {
	see := func(s app.Scope) bool { return policy.Sees(app.Actor{Grants: grants}, s) }
	if err := c.db.Drop(ctx, see); err != nil {
		return err
	}
	keys := c.db.Keys()
	keys.Ring.Remove(see)
	return record.Friendly("client.drop", keys.Save())
}

func (c *Client) progress(ctx context.Context, p *Progress) error {
	q, err := c.db.Queue(ctx)
	if err != nil {
		return err
	}
	p.Waiting = q.Waiting
	c.o.Progress(*p)
	return nil
}
