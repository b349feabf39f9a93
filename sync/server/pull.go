package server

import (
	"bytes"
	"context"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// pull answers with the next page of what the caller's user may see now, with
// the keys that the page needs.
func (s *Server) pull(ctx context.Context, c caller, q protocol.Pull) (protocol.Pulled, error) {
	var out protocol.Pulled
	if err := s.admit(ctx, &c, q); err != nil {
		return out, err
	}
	actor := c.actor()
	lacking := false
	if err := s.acknowledge(ctx, c, q.ErasedUpto); err != nil {
		return out, err
	}
	err := s.db.View(ctx, func(tx *record.Tx) (err error) {
		if out.Seq, err = tx.LastSeq(); err != nil {
			return err
		}
		floor, err := tx.ErasureFloor()
		if err != nil {
			return err
		}
		at, fits, err := s.cursor(tx, c, q, out.Seq)
		if err != nil {
			return err
		}
		if len(q.Cursor) > 0 && at.Seq < floor { // of a cursor that cannot be read nothing is known
			out.Reset, fits = true, false
		}
		if out.Restored, err = s.wasPutBack(tx, at, q.State); err != nil {
			return err
		}
		fits = fits && !out.Restored
		if out.Rewind = !fits; fits {
			// The page, its cursor and the sums are of one state of the store.
			if err := s.page(tx, c, at, q.Check, &out); err != nil {
				return err
			}
		}
		lacking, err = s.lacksKey(tx, actor)
		return err
	})
	if err != nil {
		return out, err
	}
	out.Account = s.accountOf(c.user)
	if c.device.Until.Unix() != q.Until {
		if out.Certificate, err = s.accounts.Certificate(c.device); err != nil {
			return out, err
		}
	}
	// The keys are looked up after the page, so that each scope of the page is
	// among them.
	if lacking || !bytes.Equal(q.Keys, protocol.KeyDigest(protocol.VisibleKeys(s.db.Ring(), actor.Grants))) {
		out.Keys, err = s.issueKeys(ctx, c)
	}
	return out, err
}

// wasPutBack says whether the caller knows of more than this server, which was put
// back from a copy: of a number that was lost, or of an answer.
func (s *Server) wasPutBack(tx *record.Tx, at protocol.Cursor, told protocol.State) (bool, error) {
	lost, err := tx.IsLost(at.Seq)
	if err != nil || lost {
		return lost, err
	}
	return s.log(tx.Storage()).lost(told.Answered)
}

// acknowledge notes up to which number the caller's desktop has erased.
func (s *Server) acknowledge(ctx context.Context, c caller, upto uint64) error {
	known := uint64(0)
	if err := s.db.View(ctx, func(tx *record.Tx) (err error) {
		known, err = tx.Acknowledged(c.device.ID)
		return err
	}); err != nil || upto <= known {
		return err
	}
	return s.db.Update(app.WithActor(ctx, account.System), func(tx *record.Tx) error { return tx.Acknowledge(c.device.ID, upto) })
}

// cursor reads the cursor that the caller sent. One that was changed, that is
// another device's or of a store that this one no longer is, or that was given
// under other grants, does not fit.
func (s *Server) cursor(tx *record.Tx, c caller, q protocol.Pull, last uint64) (at protocol.Cursor, fits bool, err error) {
	epoch, err := tx.Epoch()
	if err != nil {
		return at, false, err
	}
	if len(q.Cursor) == 0 {
		return protocol.Cursor{Epoch: bytes.Clone(epoch), Device: c.device.ID, Rights: c.user.Rights, Seq: last, Below: last + 1}, true, nil
	}
	at, ok := protocol.ReadCursor(s.cursors, q.Cursor)
	return at, ok && bytes.Equal(at.Epoch, epoch) && at.Device == c.device.ID && at.Rights == c.user.Rights && q.Rights == c.user.Rights && at.Seq <= last, nil
}

// page fills in what follows the cursor: what changed since, and, once that is
// all there, older records that the device has not had yet, newest first.
func (s *Server) page(tx *record.Tx, c caller, at protocol.Cursor, check bool, out *protocol.Pulled) (err error) {
	actor := c.actor()
	see := func(scope app.Scope) bool { return policy.Sees(actor, scope) }
	secrets := func(scope app.Scope) bool { return s.o.Secrets(actor, scope) }
	if out.Page, err = tx.Changes(at.Seq, s.o.PageItems, protocol.PageBytes, see, secrets); err != nil {
		return err
	}
	if room := s.o.PageItems - len(out.Page.Items); !out.Page.More && at.Below > 0 && room > 0 {
		older, next, err := tx.Older(at.Below, room, protocol.PageBytes, see, secrets)
		if err != nil {
			return err
		}
		out.Page.Items, at.Below = append(out.Page.Items, older...), next
	}
	at.Seq, out.Page.Behind = out.Page.Upto, out.Page.More
	out.Page.More = out.Page.More || at.Below > 0
	if at.Below > 0 {
		out.Page.Low = at.Below - 1
	}
	out.Page.Time = tx.Now().UnixMilli()
	if check && !out.Page.More {
		if out.Sums, err = tx.Sums(see); err != nil {
			return err
		}
	}
	out.Page.Next, err = at.Sign(s.cursors)
	return err
}

// repair answers with what the server has of one scope, newest first.
func (s *Server) repair(ctx context.Context, c caller, q protocol.Repair) (out protocol.Repaired, err error) {
	actor := c.actor()
	if c.expired || c.device.Order != "" || !policy.Sees(actor, q.Scope) {
		return out, fault.E("server.repair", fault.Denied, "You may not see these records any more.", nil)
	}
	err = s.db.View(ctx, func(tx *record.Tx) (err error) {
		if out.Seq, err = tx.LastSeq(); err != nil {
			return err
		}
		below := q.Below
		if below == 0 {
			below = out.Seq + 1
		}
		out.Items, out.Below, err = tx.Older(below, s.o.PageItems, protocol.PageBytes,
			func(scope app.Scope) bool { return scope == q.Scope },
			func(scope app.Scope) bool { return s.o.Secrets(actor, scope) })
		return err
	})
	return out, err
}

// tooOld answers programs that pull in the first form. Their work is still taken.
func (s *Server) tooOld(context.Context, caller, record.Raw) (record.Raw, error) {
	return null, fault.E("server.tooOld", fault.Invalid, "This Civic Desk is too old to fetch changes. What you save is still sent; ask your administrator to update it.", nil)
}

// lacksKey says whether a scope in which the actor may begin to work has no key.
func (s *Server) lacksKey(tx *record.Tx, actor app.Actor) (bool, error) {
	scopes, err := s.o.Scopes(tx, actor)
	for _, scope := range scopes {
		if _, ok := s.db.Ring().For(scope); !ok && policy.Sees(actor, scope) {
			return true, err
		}
	}
	return false, err
}

// issueKeys returns the keys of all scopes that the caller may see, making those
// that are missing. Every key is durable before it leaves the server.
func (s *Server) issueKeys(ctx context.Context, c caller) ([]protocol.Key, error) {
	actor := c.actor()
	err := s.db.Update(app.WithActor(ctx, account.System), func(tx *record.Tx) error {
		scopes, err := s.o.Scopes(tx, actor)
		if err != nil {
			return err
		}
		scopes = append(scopes, app.ScopeAgency)
		for _, k := range protocol.VisibleKeys(s.db.Ring(), actor.Grants) {
			scopes = append(scopes, k.Scope)
		}
		for _, scope := range scopes {
			if !policy.Sees(actor, scope) {
				continue
			}
			if err := tx.EnsureScope(scope); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return protocol.KeysOf(protocol.VisibleKeys(s.db.Ring(), actor.Grants)), nil
}
