package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// checkEvery is how often a desktop compares what it has with the server.
const checkEvery = time.Hour

// checking says when the next comparison is due.
type checking struct {
	mu   sync.Mutex
	last time.Time // zero: due now
}

// due is asked with the computer's clock. One that was set back makes a
// comparison come early.
func (h *checking) due(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	passed := now.Sub(h.last)
	return h.last.IsZero() || passed < 0 || passed >= checkEvery
}

func (h *checking) soon() { h.done(time.Time{}) }

func (h *checking) done(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = at
}

// Check is how a comparison of counts and digests with the server ended.
type Check struct {
	At       time.Time   // by this computer's clock; zero: none yet
	Scopes   int         // how many scopes were compared
	Repaired []app.Scope // those that differed and were fetched again
	Removed  int         // records of them that the server does not have
	Words    string      // a sentence for a person
}

// compare holds the sums of the server's scopes against what is here, in the
// state that the page has just brought, and fetches a scope that differs again.
func (c *Client) compare(ctx context.Context, q protocol.Pull, a protocol.Pulled) error {
	if !q.Check || a.Sums == nil {
		return nil
	}
	mine, err := c.db.ScopeSums(ctx)
	if err != nil {
		return err
	}
	check := Check{At: c.o.Clock.Now()}
	differ, scopes := c.differing(mine, a.Sums)
	check.Scopes = scopes
	for _, scope := range differ {
		removed, err := c.repair(ctx, scope)
		if err != nil {
			return err
		}
		check.Repaired, check.Removed = append(check.Repaired, scope), check.Removed+removed
	}
	c.hourly.done(check.At)
	check.Words = "Everything here is as the server has it."
	if n := len(differ); n > 0 {
		check.Words = fmt.Sprintf("%d of %d areas differed from the server and were fetched again. Nothing unsent was touched.", n, scopes)
	}
	c.note(func(s *Status) { s.Check = check })
	return nil
}

// differing lists the scopes whose records differ, of the types that this
// program knows.
func (c *Client) differing(mine, theirs []record.ScopeSum) (differ []app.Scope, scopes int) {
	type key struct {
		scope app.Scope
		typ   string
	}
	sums, all := map[key]record.ScopeSum{}, map[app.Scope]bool{}
	mark := func(s app.Scope) {
		if !slices.Contains(differ, s) {
			differ = append(differ, s)
		}
	}
	for _, s := range mine {
		sums[key{s.Scope, s.Type}], all[s.Scope] = s, true
	}
	for _, s := range theirs {
		if c.db.Schema().Type(s.Type) == nil { // of a newer server
			continue
		}
		k := key{s.Scope, s.Type}
		if own := sums[k]; own.Records != s.Records || string(own.Sum) != string(s.Sum) {
			mark(s.Scope)
		}
		all[s.Scope] = true
		delete(sums, k)
	}
	for k := range sums { // here, but no longer on the server
		mark(k.scope)
	}
	slices.Sort(differ)
	return differ, len(all)
}

// repair fetches a scope again and removes what the server does not have there.
// Unsent work is not touched.
func (c *Client) repair(ctx context.Context, scope app.Scope) (removed int, err error) {
	type key struct {
		typ string
		id  app.ID
	}
	seen := map[key]bool{}
	for below := uint64(0); ; {
		var a protocol.Repaired
		if err := c.call(ctx, protocol.PathRepair, protocol.Repair{Scope: scope, Below: below}, &a); err != nil {
			return 0, err
		}
		for _, item := range a.Items {
			seen[key{item.Type, item.ID}] = true
		}
		if err := c.db.TakeItems(ctx, a.Items); err != nil {
			return 0, err
		}
		if a.Below == 0 {
			break
		}
		if below != 0 && a.Below >= below {
			return 0, fault.E("client.repair", fault.Internal, "", errors.New("a repair that does not advance"))
		}
		below = a.Below
	}
	// If a record that changed meanwhile is removed here, the next pull brings it
	// again.
	return c.db.Sweep(ctx, scope, func(typ string, id app.ID) bool { return seen[key{typ, id}] })
}

// Absence is for how long the server has not been reached and for how long that
// may be.
type Absence struct {
	record.Absence
	Lease time.Duration
}

// Over says whether the folder may no longer be used before it has reached the
// server.
func (a Absence) Over() bool { return !a.Contact.IsZero() && a.Passed > a.Lease }

// Absent counts the time since the server was last reached.
func (c *Client) Absent(ctx context.Context) (Absence, error) {
	now := c.o.Ran()
	c.mu.Lock()
	ran := now - c.ran
	c.ran = now
	c.mu.Unlock()
	lease := c.db.Keys().Profile().Lease
	if lease <= 0 {
		lease = defaultLease
	}
	a, err := c.db.Absent(ctx, ran)
	return Absence{a, time.Duration(lease) * 24 * time.Hour}, err
}

const defaultLease = 14 // days, until the server has said another number
