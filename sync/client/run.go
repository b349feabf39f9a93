package client

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
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
		at, err := c.db.Position(ctx)
		if err != nil {
			return err
		}
		var answer protocol.Pushed
		if err := c.call(ctx, protocol.PathPush, protocol.Push{Ops: batch, Answered: at.Answered}, &answer); err != nil {
			return err
		}
		if answer.Restored {
			if err := c.beginAnew(ctx, p); err != nil {
				return err
			}
			continue
		}
		if len(answer.Outcomes) > 0 {
			if err := c.db.Settle(ctx, answer.Outcomes); err != nil {
				return err
			}
			forks = 0
			p.Sent += c.hold(answer.Outcomes)
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
	waiting, err := c.db.Unsent(ctx, c.o.Frame, c.heldNow()...)
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

// hold notes the operations that the server holds, which are asked about again
// in the next run, and returns how many others were decided.
func (c *Client) hold(outcomes []record.Outcome) (decided int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, o := range outcomes {
		if o.State == record.Waiting {
			c.held[o.Op] = o.Words
		} else {
			decided++
		}
	}
	return decided
}

func (c *Client) heldNow() []app.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(c.held))
}

// Held says why the server holds operations that it cannot decide yet, by their
// identity, as the last run found it.
func (c *Client) Held() map[app.ID]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.held)
}

// pull takes pages until the server has no more: what has changed first, then
// older records that are not here yet, newest first. Pages and their cursor
// commit together; keys that a page needs are saved before it.
func (c *Client) pull(ctx context.Context, p *Progress) error {
	for taken := 0; ; {
		at, err := c.db.Position(ctx)
		if err != nil {
			return err
		}
		if len(at.Next) == 0 { // newest first tells of nothing that has left: what is here from before is compared at the end
			c.hourly.soon()
		}
		got, failed := c.fetch(ctx, at, taken/commitShare)
		if len(got.pages) == 0 {
			return failed
		}
		if !c.isPlain(at, got.last) {
			if err := c.drop(ctx, got.last.Account.Grants); err != nil {
				return err
			}
		}
		if got.last.Rewind {
			if err := c.rewind(ctx, p, at, got.last); err != nil {
				return err
			}
			continue
		}
		// Pages that no longer fit have no effect; the next request asks anew.
		fits, err := c.apply(ctx, p, at, got)
		if err = errors.Join(failed, err); err != nil { // what came before a failure is kept
			return err
		}
		if !fits {
			continue
		}
		taken += len(got.pages)
		if !got.last.Page.More {
			c.newest.Store(got.last.Seq)
			if err := c.erase(ctx, got.asked.ErasedUpto); err != nil {
				return err
			}
			return c.compare(ctx, got.asked, got.last)
		}
		if p.Waiting > 0 { // a long first sync keeps nobody's work back
			if err := c.push(ctx, p); err != nil {
				return err
			}
		}
	}
}

// How many pages are committed together: one in the beginning, so that the first
// records are there at once, and then a sixth of those that have come, so that a
// record costs the same whether it comes first or last: the more there is already,
// the fewer of a commit's rows land side by side.
const (
	commitShare = 6
	commitPages = 32 // 16 MiB: who saves meanwhile waits for the commit, a second or so
	commitAfter = 2 * time.Second
)

// fetched are pages that are committed together.
type fetched struct {
	pages []record.Page
	asked protocol.Pull   // for the last of them
	last  protocol.Pulled // its answer; alone, it may be another one than a page
}

// fetch asks from the position for at most so many pages, and for one. What it got
// before an error is whole.
func (c *Client) fetch(ctx context.Context, at record.Position, most int) (got fetched, err error) {
	for began := c.o.Ran(); ; {
		q, err := c.question(ctx, at)
		if err != nil {
			return got, err
		}
		var a protocol.Pulled
		if err := c.call(ctx, protocol.PathPull, q, &a); err != nil {
			return got, err
		}
		if err := c.follow(a); err != nil {
			return got, err
		}
		plain := c.isPlain(at, a) && !a.Rewind
		if !plain && len(got.pages) > 0 { // it comes again when those are in the store
			return got, nil
		}
		a.Page.From = at.Next
		got.pages, got.asked, got.last = append(got.pages, a.Page), q, a
		if !plain || !a.Page.More || q.State.Waiting > 0 || len(got.pages) >= min(most, commitPages) || c.o.Ran()-began > commitAfter {
			return got, nil
		}
		at.Upto, at.Low, at.Next = a.Page.Upto, a.Page.Low, a.Page.Next
	}
}

// isPlain says that the answer was given under the same rights as all before.
func (c *Client) isPlain(at record.Position, a protocol.Pulled) bool {
	return a.Account.Rights == at.Grants && !c.holdsMore(a.Account.Grants)
}

// apply commits pages that were asked for from the position, and tells of it.
func (c *Client) apply(ctx context.Context, p *Progress, at record.Position, got fetched) (fits bool, err error) {
	if fits, err = c.db.ApplyPages(ctx, at.Upto, got.pages, got.last.Account.Rights); err != nil {
		return false, err
	}
	if fits {
		for _, page := range got.pages {
			p.Received += len(page.Items)
		}
		c.unsure.Store(true)
	}
	p.Upto, p.Newest = got.last.Page.Upto, got.last.Seq
	if err := c.progress(ctx, p); err != nil {
		return false, err
	}
	c.note(func(s *Status) { s.Behind = fits && got.last.Page.More })
	return fits, nil
}

// rewind follows an answer that the position is of no use any more.
func (c *Client) rewind(ctx context.Context, p *Progress, at record.Position, a protocol.Pulled) error {
	if len(at.Next) == 0 && !a.Restored {
		return fault.E("client.pull", fault.Internal, "", errors.New("a rewind at the beginning"))
	}
	var err error
	switch {
	case a.Restored:
		err = c.beginAnew(ctx, p)
	case a.Reset:
		err = c.db.Reset(ctx, a.Seq)
	default:
		err = c.db.Rewind(ctx)
	}
	if err == nil {
		c.hourly.soon()
	}
	return err
}

// beginAnew follows a restore of the server: everything of the server goes, and is
// asked for again; what it has lost is sent once more.
func (c *Client) beginAnew(ctx context.Context, p *Progress) error {
	p.again = true
	c.hourly.soon()
	return c.db.BeginAnew(ctx)
}

// erase destroys what the pull told to erase, all of it at once, and tells the
// server so, which knows of the number told before.
func (c *Client) erase(ctx context.Context, told uint64) error {
	if _, err := c.db.EraseDue(ctx); err != nil {
		return err
	}
	at, err := c.db.Position(ctx)
	if err != nil {
		return err
	}
	q, err := c.question(ctx, at)
	if err != nil || q.ErasedUpto <= told {
		return err
	}
	q.Check = false
	var a protocol.Pulled // its page comes with the next pull
	return c.call(ctx, protocol.PathPull, q, &a)
}

// question is the next pull.
func (c *Client) question(ctx context.Context, at record.Position) (protocol.Pull, error) {
	keys := c.db.Keys()
	profile := keys.Profile()
	q := protocol.Pull{Cursor: at.Next, Rights: at.Grants, Keys: protocol.KeyDigest(protocol.VisibleKeys(keys.Ring, profile.Grants)),
		Check: c.hourly.due(c.o.Clock.Now())}
	q.Until = c.certifiedUntil(profile)
	if at.Low == 0 { // older entries may tell of more
		var err error
		if q.ErasedUpto, err = c.db.ErasedUpto(ctx); err != nil {
			return q, err
		}
	}
	queue, err := c.db.Queue(ctx)
	if err != nil {
		return q, err
	}
	q.State = protocol.State{Version: c.o.Version, Incarnation: c.db.Incarnation(), Waiting: queue.Waiting, Refused: queue.Refused, Answered: at.Answered}
	if queue.Waiting > 0 { // both by this computer's clock, so that its being wrong does not matter
		q.State.Oldest = int64(c.o.Clock.Now().Sub(queue.Oldest) / time.Second)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	q.State.SignedIn = c.fresh
	return q, nil
}

// certifiedUntil is when this computer's certificate ends, in Unix seconds; 0 when
// it has none that the agency signed. Its signature is looked at once.
func (c *Client) certifiedUntil(p vault.Profile) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !bytes.Equal(c.certificate, p.Certificate) {
		c.certificate, c.until = p.Certificate, 0
		if known, err := account.ReadCertificate(p.SyncKey, p.Certificate); err == nil {
			c.until = known.Until.Unix()
		}
	}
	return c.until
}

// call asks the server and obeys its order to clear this computer.
func (c *Client) call(ctx context.Context, path string, q, a any) error {
	err := c.link.call(ctx, path, q, a)
	if code := protocol.CodeOf(err); code == protocol.CodeWipe || code == protocol.CodeLeave && !c.waits(ctx) {
		c.mu.Lock()
		first := c.order == ""
		c.order, c.forAll = fault.Words(err), code == protocol.CodeWipe
		c.mu.Unlock()
		if first {
			c.o.Ordered(fault.Words(err))
		}
	}
	return err
}

// waits says whether something was saved while the order of a lost computer was
// under way: it is handed over first, and the order comes again.
func (c *Client) waits(ctx context.Context) bool {
	q, err := c.db.Queue(ctx)
	return err == nil && q.Waiting > 0
}

// cleared is the server's order to clear this computer as an error, once it has
// come.
func (c *Client) cleared() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.order == "" {
		return nil
	}
	return fault.E("client.Run", fault.Denied, c.order, nil)
}

// OrderedForAll says whether the order is for everybody's data on this computer.
func (c *Client) OrderedForAll() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.forAll
}

// Order is why the server wants this computer to be cleared; "" when it does
// not.
func (c *Client) Order() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.order
}

// follow saves what the server says of the user, and the keys that are new.
func (c *Client) follow(a protocol.Pulled) error {
	keys := c.db.Keys()
	p := keys.Profile()
	changed := follow(&p, a.Account)
	if len(a.Certificate) > 0 {
		if c, err := account.ReadCertificate(p.SyncKey, a.Certificate); err != nil || c.Device != p.Device {
			return fault.E("client.follow", fault.Invalid, "The server's certificate for this computer could not be read. Update Civic Desk on this computer.", err)
		}
		p.Certificate, changed = a.Certificate, true
	}
	c.mu.Lock()
	c.fresh, c.certified = false, c.certified || len(a.Certificate) > 0
	c.mu.Unlock()
	keys.SetProfile(p)
	var listed []vault.KeyID
	for _, k := range a.Keys {
		one, err := k.ScopeKey()
		if err != nil {
			return fault.E("client.follow", fault.Invalid, "The server's answer could not be read. Update Civic Desk on this computer.", err)
		}
		changed = keys.Ring.Add(one) || changed
		listed = append(listed, one.ID)
	}
	if len(listed) > 0 { // never some of them: all that the user may have
		changed = keys.Ring.Listed(listed, func(s app.Scope) bool { return policy.Sees(app.Actor{Grants: a.Account.Grants}, s) }) || changed
	}
	if !changed {
		return nil
	}
	return record.Friendly("client.follow", keys.Save())
}

// holdsMore says whether there is a key here that the grants do not cover: a server
// that was put back counts its grants anew.
func (c *Client) holdsMore(grants []app.Grant) bool {
	return slices.ContainsFunc(c.db.Keys().Ring.Keys(), func(k vault.ScopeKey) bool { return !policy.Sees(app.Actor{Grants: grants}, k.Scope) })
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
